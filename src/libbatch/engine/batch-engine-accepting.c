/* batch-engine-accepting.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-engine-call-private.h"

/* Saying that answers are good. */

/**
 * batch_engine_accept_answers_async:
 * @self: an engine
 * @job_id: the id of a job
 * @positions: (array length=n_positions): the positions of items in the job
 * @n_positions: how many
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Says that answers are good: they need no review any more.
 *
 * Items that need none are left as they are.
 */
void
batch_engine_accept_answers_async (BatchEngine         *self,
                                   const char          *job_id,
                                   const guint         *positions,
                                   gsize                n_positions,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GArray *copy;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);
  g_return_if_fail (positions != NULL || n_positions == 0);

  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_engine_accept_answers_async);
  if (n_positions == 0)
    {
      g_task_return_int (task, 0);
      return;
    }

  copy = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n_positions);
  g_array_append_vals (copy, positions, n_positions);
  batch_executor_accept (batch_engine_get_executor (self), job_id, copy, BATCH_REVIEW_REASON_NONE,
                         g_steal_pointer (&task));
}

/**
 * batch_engine_accept_answers_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.accept_answers_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job.
 *
 * Returns: how many items needed a review before; -1 with an error
 */
gint64
batch_engine_accept_answers_finish (BatchEngine   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

/**
 * batch_engine_accept_all_answers_async:
 * @self: an engine
 * @job_id: the id of a job
 * @reason: only those that need a review for this reason; %BATCH_REVIEW_REASON_NONE: all
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Says that all answers of a job are good, however many there are.
 */
void
batch_engine_accept_all_answers_async (BatchEngine         *self,
                                       const char          *job_id,
                                       BatchReviewReason    reason,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  batch_executor_accept (batch_engine_get_executor (self), job_id, NULL, reason,
                         batch_engine_change_new (self, cancellable, callback, user_data,
                                                  batch_engine_accept_all_answers_async));
}

/**
 * batch_engine_accept_all_answers_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.accept_all_answers_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job.
 *
 * Returns: how many items needed a review before; -1 with an error
 */
gint64
batch_engine_accept_all_answers_finish (BatchEngine   *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  return batch_engine_accept_answers_finish (self, result, error);
}
