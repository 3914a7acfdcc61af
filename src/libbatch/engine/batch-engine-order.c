/* batch-engine-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-engine-call-private.h"

/* The order of things, as a person wants it. */

/**
 * batch_engine_move_job_async:
 * @self: an engine
 * @job_id: the id of a job that has not ended
 * @move: where to
 * @other_id: (nullable): the job to stand before, with %BATCH_MOVE_BEFORE; %NULL with any other
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Moves a job in the list.
 *
 * The jobs of a model are worked on in the order of the list, and when nothing is loaded,
 * the model of the first job comes first. A job that is moved costs no load: for that there
 * is [method@Engine.run_next_async]. With %BATCH_POLICY_EXACT_ORDER the list is the order in
 * which everything runs.
 */
void
batch_engine_move_job_async (BatchEngine         *self,
                             const char          *job_id,
                             BatchMove            move,
                             const char          *other_id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);
  g_return_if_fail (move != BATCH_MOVE_BEFORE || other_id != NULL);

  batch_executor_move_job (batch_engine_get_executor (self), job_id, move, other_id,
                           batch_engine_change_new (self, cancellable, callback, user_data,
                                                    batch_engine_move_job_async));
}

/**
 * batch_engine_move_job_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.move_job_async].
 *
 * Returns: whether it was done; `BATCH_ERROR_INVALID_STATE` when the job has ended
 */
gboolean
batch_engine_move_job_finish (BatchEngine   *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return batch_engine_call_finish_done (self, self, result, error);
}

/**
 * batch_engine_run_next_async:
 * @self: an engine
 * @job_id: the id of a job that has not ended
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Lets a job run next: after the requests that are under way, whatever it costs.
 *
 * It goes to the top of the list and its models to the front of the plan; its priority
 * becomes the highest there is, and a pause of its own ends.
 */
void
batch_engine_run_next_async (BatchEngine         *self,
                             const char          *job_id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  batch_executor_run_next (batch_engine_get_executor (self), job_id,
                           batch_engine_change_new (self, cancellable, callback, user_data,
                                                    batch_engine_run_next_async));
}

/**
 * batch_engine_run_next_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.run_next_async].
 *
 * Returns: whether it was done; `BATCH_ERROR_INVALID_STATE` when the job has ended
 */
gboolean
batch_engine_run_next_finish (BatchEngine   *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return batch_engine_call_finish_done (self, self, result, error);
}

/**
 * batch_engine_move_group_async:
 * @self: an engine
 * @backend: the place of work, as [property@PlanGroup:backend] has it
 * @resource_key: the model that is moved
 * @before: (nullable): the model to stand before; %NULL puts it behind all others
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Moves a group in the plan of its place of work.
 *
 * What stands before it stays there, and then it comes, until they are drained; the groups
 * behind it go by the policy as before. All engines on the store go by it, and it
 * outlives them.
 */
void
batch_engine_move_group_async (BatchEngine         *self,
                               const char          *backend,
                               const char          *resource_key,
                               const char          *before,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (backend != NULL);
  g_return_if_fail (resource_key != NULL);

  batch_executor_move_group (batch_engine_get_executor (self), backend, resource_key, before,
                             batch_engine_change_new (self, cancellable, callback, user_data,
                                                      batch_engine_move_group_async));
}

/**
 * batch_engine_move_group_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.move_group_async].
 *
 * Returns: whether it was done; `BATCH_ERROR_NOT_FOUND` when nothing waits there,
 *   `BATCH_ERROR_INVALID_STATE` with %BATCH_POLICY_EXACT_ORDER
 */
gboolean
batch_engine_move_group_finish (BatchEngine   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) > 0;
}
