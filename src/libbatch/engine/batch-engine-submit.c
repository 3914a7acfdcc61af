/* batch-engine-submit.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "core/batch-id-private.h"
#include "engine/batch-engine-call-private.h"
#include "engine/batch-job-private.h"
#include "webhook/batch-webhook-check-private.h"

/* Taking a job in. */

static void
give_id (BatchJob *job)
{
  g_autofree char *id = NULL;

  if (batch_job_get_id (job) != NULL)
    return;

  id = batch_id_new (BATCH_ID_JOB);
  batch_job_set_id (job, id);
}

/* The news of the job may come before the answer: it must find its object. */
static void
take (BatchEngine *self,
      BatchJob    *job)
{
  give_id (job);
  batch_job_cache_add (self->jobs, job);
  batch_job_set_taken (job, TRUE);
}

/* @task: (transfer full) */
static void
submit (BatchEngine *self,
        GTask       *task)
{
  BatchJob *job = g_task_get_task_data (task);

  batch_executor_submit (batch_engine_get_executor (self), batch_job_make_record (job),
                         batch_job_get_draft (job), task);
}

/* Where a name leads is found out when it is asked. */
static void
webhook_checked_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (batch_webhook_check_finish (result, &error))
    submit (self, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* @task: (transfer full) */
static void
take_in (BatchEngine *self,
         BatchJob    *job,
         GTask       *task)
{
  const char *url = batch_job_get_webhook_url (job);

  take (self, job);
  g_task_set_task_data (task, g_object_ref (job), g_object_unref);
  if (url == NULL)
    submit (self, task);
  else if (batch_engine_check_open (self, task))
    batch_webhook_check_async (batch_engine_get_store (self), url, g_task_get_cancellable (task),
                               webhook_checked_cb, task);
  else
    g_object_unref (task);
}

/**
 * batch_engine_submit_async:
 * @self: an engine
 * @job: a job that was not submitted before
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the job is queued
 * @user_data: data for @callback
 *
 * Takes a job in: its input is checked, copied and stored.
 *
 * Nothing is taken in when the input has an error, and nothing is left behind when
 * the call is cancelled or the process dies. @job must not be changed from here on; when it
 * was not taken in, it can be, and be submitted again.
 *
 * A webhook of its own at an address that only this network can reach is refused with
 * `BATCH_ERROR_INVALID_REQUEST`, unless [method@Engine.add_webhook_async] has allowed another
 * one on the same server.
 */
void
batch_engine_submit_async (BatchEngine         *self,
                           BatchJob            *job,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (BATCH_IS_JOB (job));

  batch_engine_watch_items (self);
  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_engine_submit_async);
  if (!batch_job_is_open (job))
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                             "Job %s was submitted already", batch_job_get_id (job));
  else if (!batch_job_check_draft (job, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    take_in (self, job, g_steal_pointer (&task));
}

/* @job: (nullable): what this call has taken */
static void
give_back (BatchEngine *self,
           BatchJob    *job)
{
  if (job == NULL || !batch_job_is_draft (job))
    return;

  batch_job_set_taken (job, FALSE);
  batch_job_cache_remove (self->jobs, batch_job_get_id (job));
}

/**
 * batch_engine_submit_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.submit_async].
 *
 * The error is `BATCH_ERROR_INVALID_FILE` when the input breaks the batch contract;
 * [func@validate_jsonl_async] lists every line that does.
 *
 * Returns: (transfer full): the job that was submitted, now with an id and a state
 */
BatchJob *
batch_engine_submit_finish (BatchEngine   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_autoptr(BatchJobRecord) record = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!(record = g_task_propagate_pointer (G_TASK (result), error)))
    {
      give_back (self, g_task_get_task_data (G_TASK (result)));
      return NULL;
    }

  return batch_engine_ref_told_job (self, record);
}
