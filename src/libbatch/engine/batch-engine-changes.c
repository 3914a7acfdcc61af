/* batch-engine-changes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-engine-call-private.h"

/* What a person or a program changes of a job that is there. */

/* Changes that are a few values of the job's record. */
static void
change_job (BatchEngine    *self,
            const char     *job_id,
            BatchJobRecord *values,
            BatchJobFields  fields,
            GTask          *task)
{
  batch_executor_change (batch_engine_get_executor (self), job_id, values, fields, task);
}

/**
 * batch_engine_cancel_async:
 * @self: an engine
 * @job_id: the id of a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Cancels a job.
 *
 * What waits is cancelled, and what is under way is stopped: the connection to the
 * model server is closed. A late answer is dropped. The job is *cancelling* until the
 * last of that is done.
 */
void
batch_engine_cancel_async (BatchEngine         *self,
                           const char          *job_id,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  batch_executor_cancel (batch_engine_get_executor (self), job_id,
                         batch_engine_change_new (self, cancellable, callback, user_data,
                                                  batch_engine_cancel_async));
}

/**
 * batch_engine_cancel_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.cancel_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job,
 * and `BATCH_ERROR_INVALID_STATE` when it has ended.
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_cancel_finish (BatchEngine   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return batch_engine_call_finish_done (self, self, result, error);
}

/**
 * batch_engine_cancel_item_async:
 * @self: an engine
 * @job_id: the id of a job
 * @item_id: the id of an item, or its custom id
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Cancels one item that has not ended, whoever runs it.
 */
void
batch_engine_cancel_item_async (BatchEngine         *self,
                                const char          *job_id,
                                const char          *item_id,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);
  g_return_if_fail (item_id != NULL);

  batch_executor_cancel_item (batch_engine_get_executor (self), job_id, item_id,
                              batch_engine_change_new (self, cancellable, callback, user_data,
                                                       batch_engine_cancel_item_async));
}

/**
 * batch_engine_cancel_item_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.cancel_item_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such item, and
 * `BATCH_ERROR_INVALID_STATE` when it has ended.
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_cancel_item_finish (BatchEngine   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return batch_engine_call_finish_done (self, self, result, error);
}

/**
 * batch_engine_set_job_paused_async:
 * @self: an engine
 * @job_id: the id of a job
 * @paused: whether it is to pause
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Pauses a job, or lets it go on. What is under way comes to its end. Why it was paused,
 * if it was by itself, is forgotten.
 */
void
batch_engine_set_job_paused_async (BatchEngine         *self,
                                   const char          *job_id,
                                   gboolean             paused,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  values->paused = !!paused;
  change_job (self, job_id, values, BATCH_JOB_FIELD_PAUSED | BATCH_JOB_FIELD_FAILURE,
              batch_engine_change_new (self, cancellable, callback, user_data,
                                       batch_engine_set_job_paused_async));
}

/**
 * batch_engine_set_job_paused_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.set_job_paused_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job.
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_set_job_paused_finish (BatchEngine   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return batch_engine_call_finish_done (self, self, result, error);
}

/**
 * batch_engine_set_job_parallel_async:
 * @self: an engine
 * @job_id: the id of a job
 * @parallel: how many; 0 leaves it to the model server
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Sets how many items of a job are worked on at once, also while it runs.
 */
void
batch_engine_set_job_parallel_async (BatchEngine         *self,
                                     const char          *job_id,
                                     guint                parallel,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  values->parallel = parallel;
  change_job (self, job_id, values, BATCH_JOB_FIELD_PARALLEL,
              batch_engine_change_new (self, cancellable, callback, user_data,
                                       batch_engine_set_job_parallel_async));
}

/**
 * batch_engine_set_job_parallel_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.set_job_parallel_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job.
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_set_job_parallel_finish (BatchEngine   *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  return batch_engine_call_finish_done (self, self, result, error);
}

/**
 * batch_engine_set_job_priority_async:
 * @self: an engine
 * @job_id: the id of a job
 * @priority: the priority
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Sets the priority of a job. Higher goes first; 0 is usual.
 */
void
batch_engine_set_job_priority_async (BatchEngine         *self,
                                     const char          *job_id,
                                     int                  priority,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  values->priority = priority;
  change_job (self, job_id, values, BATCH_JOB_FIELD_PRIORITY,
              batch_engine_change_new (self, cancellable, callback, user_data,
                                       batch_engine_set_job_priority_async));
}

/**
 * batch_engine_set_job_priority_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.set_job_priority_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job.
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_set_job_priority_finish (BatchEngine   *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  return batch_engine_call_finish_done (self, self, result, error);
}

/**
 * batch_engine_remove_async:
 * @self: an engine
 * @job_id: the id of a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Takes a job from the list, with its items and results.
 *
 * It stays in the store for a while: [method@Engine.restore_async] brings it back. One
 * that is running is stopped, and goes on when it is brought back.
 */
void
batch_engine_remove_async (BatchEngine         *self,
                           const char          *job_id,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  values->removed_at = batch_engine_now (self);
  change_job (self, job_id, values, BATCH_JOB_FIELD_REMOVED,
              batch_engine_change_new (self, cancellable, callback, user_data,
                                       batch_engine_remove_async));
}

/**
 * batch_engine_remove_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.remove_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job.
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_remove_finish (BatchEngine   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return batch_engine_call_finish_done (self, self, result, error);
}

/**
 * batch_engine_restore_async:
 * @self: an engine
 * @job_id: the id of a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Brings back a job that was removed.
 */
void
batch_engine_restore_async (BatchEngine         *self,
                            const char          *job_id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  values->removed_at = 0;
  change_job (self, job_id, values, BATCH_JOB_FIELD_REMOVED,
              batch_engine_change_new (self, cancellable, callback, user_data,
                                       batch_engine_restore_async));
}

/**
 * batch_engine_restore_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.restore_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job.
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_restore_finish (BatchEngine   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return batch_engine_call_finish_done (self, self, result, error);
}

/**
 * batch_engine_retry_item_async:
 * @self: an engine
 * @job_id: the id of a job
 * @item_id: the id of an item, or its custom id
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Reopens a job to try one item again that failed or expired, and no other. A job whose deadline
 * has passed has as much time again.
 */
void
batch_engine_retry_item_async (BatchEngine         *self,
                               const char          *job_id,
                               const char          *item_id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);
  g_return_if_fail (item_id != NULL);

  batch_executor_retry_item (batch_engine_get_executor (self), job_id, item_id,
                             batch_engine_change_new (self, cancellable, callback, user_data,
                                                      batch_engine_retry_item_async));
}

/**
 * batch_engine_retry_item_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.retry_item_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such item, and
 * `BATCH_ERROR_INVALID_STATE` when it has neither failed nor expired.
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_retry_item_finish (BatchEngine   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  return batch_engine_call_finish_done (self, self, result, error);
}

/**
 * batch_engine_retry_failed_async:
 * @self: an engine
 * @job_id: the id of a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when its failed items wait again
 * @user_data: data for @callback
 *
 * Reopens a job to try its failed items again, and no others. A job whose deadline has
 * passed has as much time again; one that is under way takes them back as it is.
 */
void
batch_engine_retry_failed_async (BatchEngine         *self,
                                 const char          *job_id,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  batch_executor_retry (batch_engine_get_executor (self), job_id,
                        batch_engine_change_new (self, cancellable, callback, user_data,
                                                 batch_engine_retry_failed_async));
}

/**
 * batch_engine_retry_failed_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.retry_failed_async].
 *
 * Returns: how many items are tried again; -1 with an error, which is
 *   `BATCH_ERROR_INVALID_STATE` when none has failed
 */
gint64
batch_engine_retry_failed_finish (BatchEngine   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
