/* cli/cli-caretaker.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-caretaker.h"

/* How soon it is noticed that whoever worked has died. */
#define LOOK_S 2

struct _CliCaretaker
{
  Cli         *cli;
  GPtrArray   *jobs;       /* of BatchJob */
  BatchEngine *engine;     /* (nullable) beside the one that only looks */
  guint        look_id;
  gboolean     opening;
};

static gboolean
are_left_alone (CliCaretaker *self)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      BatchJob *job = g_ptr_array_index (self->jobs, i);

      if (!batch_job_is_terminal (job)
          && !batch_engine_get_job_worked_on (self->cli->engine, job))
        return TRUE;
    }

  return FALSE;
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  CliCaretaker *self = user_data;
  g_autoptr(GError) error = NULL;

  self->engine = batch_engine_open_finish (result, &error);
  self->opening = FALSE;
  if (self->engine == NULL)
    g_debug ("%s", error->message);
}

static gboolean
look_cb (gpointer user_data)
{
  CliCaretaker *self = user_data;
  g_autofree char *uri = NULL;

  if (self->engine != NULL || self->opening || !are_left_alone (self))
    return G_SOURCE_CONTINUE;

  uri = cli_dup_store_uri (self->cli);
  self->opening = TRUE;
  batch_engine_open_async (uri, self->cli->cancellable, opened_cb, self);
  return G_SOURCE_CONTINUE;
}

CliCaretaker *
cli_caretaker_new (Cli       *cli,
                   GPtrArray *jobs)
{
  CliCaretaker *self = g_new0 (CliCaretaker, 1);

  self->cli = cli;
  self->jobs = jobs;
  self->look_id = g_timeout_add_seconds (LOOK_S, look_cb, self);
  look_cb (self);
  return self;
}

void
cli_caretaker_free (CliCaretaker *self)
{
  g_autoptr(GAsyncResult) result = NULL;

  g_source_remove (self->look_id);
  while (self->opening)
    g_main_context_iteration (NULL, TRUE);
  if (self->engine != NULL)
    {
      batch_engine_close_async (self->engine, NULL, cli_result_cb, &result);
      batch_engine_close_finish (self->engine, cli_wait (&result), NULL);
    }
  g_clear_object (&self->engine);
  g_free (self);
}
