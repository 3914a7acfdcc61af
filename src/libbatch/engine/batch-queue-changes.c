/* batch-queue-changes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-queue-private.h"

#include "engine/batch-engine-private.h"
#include "engine/batch-engine-call-private.h"
#include "engine/batch-job-private.h"

/* What a queue changes. Each call is one of its engine's; each is answered when it is
 * durable and the list shows it. */

/* --- Putting in --- */

static void
note_place (BatchQueue *self,
            BatchJob   *job)
{
  g_autoptr(BatchJobRecord) values = NULL;
  int lead;

  if (batch_job_get_reordered (job))
    {
      batch_queue_tell_reordered (self, job);
      return;
    }
  if ((lead = batch_queue_get_lead (self, job)) <= 0)
    return;

  /* Its key was not known before its input was read. */
  values = batch_job_record_copy (batch_job_get_record (job));
  values->reordered = TRUE;
  values->reorder_note = batch_list_order_note (lead, batch_job_get_resource_key (job));
  batch_executor_change (batch_queue_get_executor (self), batch_job_get_id (job), values,
                         BATCH_JOB_FIELD_REORDER, NULL);
  batch_job_set_record (job, values);
  batch_queue_tell_reordered (self, job);
}

static void
submitted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchQueue *self = g_task_get_source_object (task);
  GError *error = NULL;
  BatchJob *job = batch_engine_submit_finish (BATCH_ENGINE (source), result, &error);

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  note_place (self, job);
  g_task_return_pointer (task, job, g_object_unref);
}

/**
 * batch_queue_enqueue_async:
 * @self: a queue
 * @job: a job that was not submitted before
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the job is queued
 * @user_data: data for @callback
 *
 * Puts a job in.
 *
 * Jobs come in the order of the calls; one that is read from a stream comes when that has
 * ended, and nobody waits for it.
 *
 * A job that was built in code and names no handler gets the queue's, if there is one.
 */
void
batch_queue_enqueue_async (BatchQueue          *self,
                           BatchJob            *job,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_QUEUE (self));
  g_return_if_fail (BATCH_IS_JOB (job));

  if (batch_job_is_open (job) && batch_job_get_handler (job) == NULL
      && batch_queue_get_handler (self) != NULL)
    batch_job_set_handler (job, BATCH_QUEUE_HANDLER);

  batch_engine_submit_async (batch_queue_get_engine (self), job, cancellable, submitted_cb,
                             batch_engine_change_new (self, cancellable, callback, user_data,
                                                      batch_queue_enqueue_async));
}

/**
 * batch_queue_enqueue_finish:
 * @self: a queue
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Queue.enqueue_async].
 *
 * Returns: (transfer full): the job that was put in, now with an id and a state
 */
BatchJob *
batch_queue_enqueue_finish (BatchQueue    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Changing --- */

/**
 * batch_queue_cancel_job_async:
 * @self: a queue
 * @job_id: the id of a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Cancels a job: what waits is cancelled, what is under way is stopped.
 *
 * A job of which something is still under way is *cancelling* until that has stopped.
 */
void
batch_queue_cancel_job_async (BatchQueue          *self,
                              const char          *job_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_QUEUE (self));
  g_return_if_fail (job_id != NULL);

  batch_executor_cancel (batch_queue_get_executor (self), job_id,
                         batch_engine_change_new (self, cancellable, callback, user_data,
                                                  batch_queue_cancel_job_async));
}

/**
 * batch_queue_cancel_job_finish:
 * @self: a queue
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Queue.cancel_job_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job,
 * and `BATCH_ERROR_INVALID_STATE` when it has ended.
 *
 * Returns: whether it was done
 */
gboolean
batch_queue_cancel_job_finish (BatchQueue    *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  return batch_engine_call_finish_done (batch_queue_get_engine (self), self, result, error);
}

/**
 * batch_queue_cancel_item_async:
 * @self: a queue
 * @job_id: the id of a job
 * @item_id: the id of an item, or its custom id
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Cancels one item that has not ended, also one that is under way.
 */
void
batch_queue_cancel_item_async (BatchQueue          *self,
                               const char          *job_id,
                               const char          *item_id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_QUEUE (self));
  g_return_if_fail (job_id != NULL);
  g_return_if_fail (item_id != NULL);

  batch_executor_cancel_item (batch_queue_get_executor (self), job_id, item_id,
                              batch_engine_change_new (self, cancellable, callback, user_data,
                                                       batch_queue_cancel_item_async));
}

/**
 * batch_queue_cancel_item_finish:
 * @self: a queue
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Queue.cancel_item_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such item, and
 * `BATCH_ERROR_INVALID_STATE` when it has ended.
 *
 * Returns: whether it was done
 */
gboolean
batch_queue_cancel_item_finish (BatchQueue    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  return batch_engine_call_finish_done (batch_queue_get_engine (self), self, result, error);
}

/**
 * batch_queue_retry_item_async:
 * @self: a queue
 * @job_id: the id of a job
 * @item_id: the id of an item, or its custom id
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Reopens a job to try one item again that failed or expired, and no other.
 */
void
batch_queue_retry_item_async (BatchQueue          *self,
                              const char          *job_id,
                              const char          *item_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_QUEUE (self));
  g_return_if_fail (job_id != NULL);
  g_return_if_fail (item_id != NULL);

  batch_executor_retry_item (batch_queue_get_executor (self), job_id, item_id,
                             batch_engine_change_new (self, cancellable, callback, user_data,
                                                      batch_queue_retry_item_async));
}

/**
 * batch_queue_retry_item_finish:
 * @self: a queue
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Queue.retry_item_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such item, and
 * `BATCH_ERROR_INVALID_STATE` when it has neither failed nor expired.
 *
 * Returns: whether it was done
 */
gboolean
batch_queue_retry_item_finish (BatchQueue    *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  return batch_engine_call_finish_done (batch_queue_get_engine (self), self, result, error);
}

/**
 * batch_queue_retry_failed_async:
 * @self: a queue
 * @job_id: the id of a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Reopens a job to try its failed items again, and no others. One that is under way takes them
 * back as it is.
 */
void
batch_queue_retry_failed_async (BatchQueue          *self,
                                const char          *job_id,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_QUEUE (self));
  g_return_if_fail (job_id != NULL);

  batch_executor_retry (batch_queue_get_executor (self), job_id,
                        batch_engine_change_new (self, cancellable, callback, user_data,
                                                 batch_queue_retry_failed_async));
}

/**
 * batch_queue_retry_failed_finish:
 * @self: a queue
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Queue.retry_failed_async].
 *
 * Returns: how many items are tried again; -1 with an error, which is
 *   `BATCH_ERROR_INVALID_STATE` when none has failed
 */
gint64
batch_queue_retry_failed_finish (BatchQueue    *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

/**
 * batch_queue_remove_async:
 * @self: a queue
 * @job_id: the id of a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Takes a job from the list. [method@Engine.restore_async] brings it back.
 */
void
batch_queue_remove_async (BatchQueue          *self,
                          const char          *job_id,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  g_return_if_fail (BATCH_IS_QUEUE (self));
  g_return_if_fail (job_id != NULL);

  values->removed_at = batch_engine_now (batch_queue_get_engine (self));
  batch_executor_change (batch_queue_get_executor (self), job_id, values, BATCH_JOB_FIELD_REMOVED,
                         batch_engine_change_new (self, cancellable, callback, user_data,
                                                  batch_queue_remove_async));
}

/**
 * batch_queue_remove_finish:
 * @self: a queue
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Queue.remove_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job.
 *
 * Returns: whether it was done
 */
gboolean
batch_queue_remove_finish (BatchQueue    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return batch_engine_call_finish_done (batch_queue_get_engine (self), self, result, error);
}
