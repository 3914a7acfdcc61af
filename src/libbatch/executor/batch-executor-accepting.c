/* batch-executor-accepting.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-news-private.h"

/* Answers that somebody has looked at and found good. There may be as many as the job has
 * items, and no transaction shall be long. */

#define ACCEPT_ROWS 1000

typedef struct
{
  GArray            *positions;    /* (nullable) */
  BatchReviewReason  reason;
  guint              next;         /* of the positions */
  gint64             n_accepted;
} Accept;

static void accept_some (BatchExecutor *self,
                         BatchCall     *call);

static void
accept_free (gpointer data)
{
  Accept *accept = data;

  g_clear_pointer (&accept->positions, g_array_unref);
  g_free (accept);
}

static gboolean
is_done (const Accept *accept,
         gint64        n)
{
  return accept->positions != NULL ? accept->next >= accept->positions->len : n < ACCEPT_ROWS;
}

static void
accepted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  Accept *accept = call->data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = NULL;
  gint64 n = 0;

  if (!(record = batch_store_accept_answers_finish (self->store, result, &n, &error)))
    {
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }

  accept->n_accepted += n;
  batch_executor_apply (self, record);
  batch_executor_publish (self, record, TRUE);
  if (is_done (accept, n))
    batch_call_return_int (call, accept->n_accepted);
  else
    accept_some (self, call);
}

static GArray *
take_positions (Accept *accept)
{
  GArray *taken;
  guint n;

  if (accept->positions == NULL)
    return NULL;

  n = MIN (accept->positions->len - accept->next, ACCEPT_ROWS);
  taken = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n);
  g_array_append_vals (taken, &g_array_index (accept->positions, guint32, accept->next), n);
  accept->next += n;
  return taken;
}

static void
accept_some (BatchExecutor *self,
             BatchCall     *call)
{
  Accept *accept = call->data;

  batch_store_accept_answers_async (self->store, call->job_id, take_positions (accept),
                                    accept->reason, ACCEPT_ROWS, NULL, accepted_cb, call);
}

void
batch_executor_accept (BatchExecutor     *self,
                       const char        *job_id,
                       GArray            *positions,
                       BatchReviewReason  reason,
                       GTask             *task)
{
  Accept *accept = g_new (Accept, 1);

  *accept = (Accept) { positions, reason, 0, 0 };
  batch_executor_call (self, accept_some, job_id, accept, accept_free, task);
}
