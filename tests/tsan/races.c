/* races.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Races or hands over, to see that tsan-glib hides no race and makes up none. */

#include "config.h"

#include <gio/gio.h>

typedef struct
{
  GAsyncQueue *queue;
  int          value;
} Shared;

static gpointer
writer_thread (gpointer data)
{
  Shared *shared = data;

  shared->value++;
  g_async_queue_push (shared->queue, shared);
  return NULL;
}

int
main (int   argc,
      char *argv[])
{
  Shared shared = { g_async_queue_new (), 0 };
  GThread *thread = g_thread_new ("writer", writer_thread, &shared);

  if (g_strcmp0 (argv[1], "race") == 0)
    shared.value++;
  else
    shared.value += ((Shared *) g_async_queue_pop (shared.queue))->value;

  g_thread_join (thread);
  g_async_queue_unref (shared.queue);
  return 0;
}
