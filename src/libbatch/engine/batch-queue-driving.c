/* batch-queue-driving.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-queue-private.h"

#include "engine/batch-engine-private.h"
#include "engine/batch-engine-call-private.h"
#include "engine/batch-job-private.h"

/* A queue without a handler is driven by hand: who drives it says what happens. */

/**
 * batch_queue_mark_running_async:
 * @self: a queue
 * @job_id: the id of a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Says that a job that waited for its turn has been started.
 */
void
batch_queue_mark_running_async (BatchQueue          *self,
                                const char          *job_id,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  g_return_if_fail (BATCH_IS_QUEUE (self));
  g_return_if_fail (job_id != NULL);

  values->state = BATCH_JOB_STATE_RUNNING;
  batch_executor_change (batch_queue_get_executor (self), job_id, values, BATCH_JOB_FIELD_STATE,
                         batch_engine_change_new (self, cancellable, callback, user_data,
                                                  batch_queue_mark_running_async));
}

/**
 * batch_queue_mark_running_finish:
 * @self: a queue
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Queue.mark_running_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job or item, and
 * `BATCH_ERROR_INVALID_STATE` when its state does not allow the change.
 *
 * Returns: whether it was done
 */
gboolean
batch_queue_mark_running_finish (BatchQueue    *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return batch_engine_call_finish_done (batch_queue_get_engine (self), self, result, error);
}

/**
 * batch_queue_update_item_async:
 * @self: a queue
 * @job_id: the id of a job
 * @item_id: the id of an item, or its custom id
 * @status: its new status
 * @error_message: (nullable): why it failed, or was skipped
 * @duration_ms: how many milliseconds it took, or -1
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Says what became of an item.
 *
 * The duration of one that succeeded goes into the estimates.
 */
void
batch_queue_update_item_async (BatchQueue          *self,
                               const char          *job_id,
                               const char          *item_id,
                               BatchItemStatus      status,
                               const char          *error_message,
                               gint64               duration_ms,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BatchFinish *values;

  g_return_if_fail (BATCH_IS_QUEUE (self));
  g_return_if_fail (job_id != NULL);
  g_return_if_fail (item_id != NULL);

  values = batch_finish_new ();
  values->job_id = g_strdup (job_id);
  values->status = status;
  values->error = g_strdup (error_message);
  values->duration_ms = duration_ms;
  values->costs_attempt = TRUE;
  if (status == BATCH_ITEM_STATUS_FAILED)
    values->failure_kind = BATCH_FAILURE_KIND_HANDLER_ERROR;
  batch_executor_update_item (batch_queue_get_executor (self), item_id, values,
                              batch_engine_change_new (self, cancellable, callback, user_data,
                                                       batch_queue_update_item_async));
}

/**
 * batch_queue_update_item_finish:
 * @self: a queue
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Queue.update_item_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job or item, and
 * `BATCH_ERROR_INVALID_STATE` when its state does not allow the change.
 *
 * Returns: whether it was done
 */
gboolean
batch_queue_update_item_finish (BatchQueue    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  return batch_engine_call_finish_done (batch_queue_get_engine (self), self, result, error);
}

/**
 * batch_queue_mark_completed_async:
 * @self: a queue
 * @job_id: the id of a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Says that a job has come to its end: every one of its items has.
 *
 * Its state follows from what became of them.
 */
void
batch_queue_mark_completed_async (BatchQueue          *self,
                                  const char          *job_id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_QUEUE (self));
  g_return_if_fail (job_id != NULL);

  batch_executor_complete (batch_queue_get_executor (self), job_id,
                           batch_engine_change_new (self, cancellable, callback, user_data,
                                                    batch_queue_mark_completed_async));
}

/**
 * batch_queue_mark_completed_finish:
 * @self: a queue
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Queue.mark_completed_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job or item, and
 * `BATCH_ERROR_INVALID_STATE` when its state does not allow the change.
 *
 * Returns: (transfer full): what became of its items
 */
BatchSummary *
batch_queue_mark_completed_finish (BatchQueue    *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_autoptr(BatchJob) job = NULL;

  if (!(job = batch_engine_call_finish_job (batch_queue_get_engine (self), self, result, error)))
    return NULL;

  return batch_job_get_summary (job);
}
