/* http/batch-deadlines.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-deadlines-private.h"

/* Deadlines of thousands of requests on one GSource.
 *
 * Deadlines of one kind last equally long, so that each kind is a queue that
 * is in order by itself: starting appends, stopping unlinks. The source is
 * armed only when it has to fire earlier than it would anyhow, because telling
 * GLib a new time wakes the context up; a deadline that was stopped meanwhile
 * costs one idle turn of the loop in seconds, not one for each request.
 */

struct _BatchDeadlines
{
  GSource           *source;   /* (owned) */
  BatchDeadlineFunc  expired;
  gpointer           user_data;
  gint64             armed;    /* when the source fires, or -1 */
  gboolean           in_turn;  /* while those that are due expire, */
  gboolean           freed;    /* which may end whom they are for */
  guint              n_kinds;
  GQueue             kinds[];
};

static void
arm (BatchDeadlines *self,
     gint64          due)
{
  self->armed = due;
  g_source_set_ready_time (self->source, due);
}

static void
unlink_deadline (BatchDeadlines *self,
                 BatchDeadline  *deadline)
{
  g_queue_unlink (&self->kinds[deadline->kind], &deadline->link);
  deadline->running = FALSE;
}

static BatchDeadline *
peek_next (BatchDeadlines *self)
{
  BatchDeadline *next = NULL;

  for (guint i = 0; i < self->n_kinds; i++)
    {
      BatchDeadline *first = g_queue_peek_head (&self->kinds[i]);

      if (first != NULL && (next == NULL || first->due < next->due))
        next = first;
    }

  return next;
}

static gboolean
deadlines_dispatch (gpointer user_data)
{
  BatchDeadlines *self = user_data;
  gint64 now = g_get_monotonic_time ();
  BatchDeadline *next = NULL;

  self->in_turn = TRUE;
  while (!self->freed && (next = peek_next (self)) != NULL && next->due <= now)
    {
      unlink_deadline (self, next);
      self->expired (next, self->user_data);
    }
  self->in_turn = FALSE;

  if (self->freed)
    {
      g_free (self);
      return G_SOURCE_REMOVE;
    }

  arm (self, next != NULL ? next->due : -1);
  return G_SOURCE_CONTINUE;
}

static gboolean
source_dispatch (GSource     *source,
                 GSourceFunc  callback,
                 gpointer     user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = { .dispatch = source_dispatch };

/* Expires in the thread-default context of the caller. */
BatchDeadlines *
batch_deadlines_new (guint             n_kinds,
                     BatchDeadlineFunc expired,
                     gpointer          user_data)
{
  BatchDeadlines *self = g_malloc0 (sizeof *self + n_kinds * sizeof (GQueue));

  self->expired = expired;
  self->user_data = user_data;
  self->armed = -1;
  self->n_kinds = n_kinds;
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "Batch deadlines");
  g_source_set_callback (self->source, deadlines_dispatch, self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());

  return self;
}

void
batch_deadlines_free (BatchDeadlines *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  self->freed = TRUE;
  if (!self->in_turn)
    g_free (self);
}

/* Starts @deadline over when it is running. */
void
batch_deadlines_start (BatchDeadlines *self,
                       BatchDeadline  *deadline,
                       guint           kind,
                       gint64          due)
{
  GList *before;

  g_return_if_fail (kind < self->n_kinds);

  batch_deadlines_stop (self, deadline);

  deadline->kind = kind;
  deadline->due = due;
  deadline->running = TRUE;
  deadline->link = (GList) { .data = deadline };

  before = self->kinds[kind].tail;
  while (before != NULL && ((BatchDeadline *) before->data)->due > due)
    before = before->prev;
  g_queue_insert_after_link (&self->kinds[kind], before, &deadline->link);

  if (self->armed < 0 || due < self->armed)
    arm (self, due);
}

void
batch_deadlines_stop (BatchDeadlines *self,
                      BatchDeadline  *deadline)
{
  if (deadline->running)
    unlink_deadline (self, deadline);
}
