/* batch-engine-calls.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include <string.h>

#include "backend/batch-backend-url-private.h"
#include "core/batch-id-private.h"
#include "engine/batch-job-private.h"

/* What a person or a program asks of an engine. Each call is one of the executor, or
 * a look into the store. */

static GTask *
start (BatchEngine         *self,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data,
       gpointer             tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

static gboolean
finish_job_call (BatchEngine   *self,
                 GAsyncResult  *result,
                 GError       **error)
{
  g_autoptr(BatchJobRecord) record = NULL;
  g_autoptr(BatchJob) job = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!(record = g_task_propagate_pointer (G_TASK (result), error)))
    return FALSE;

  /* Whoever waited for the answer finds it in the job. */
  job = batch_engine_ref_job (self, record);
  return TRUE;
}

/* --- Opening and closing --- */

static void
opened (BatchEngine *self,
        gpointer     user_data)
{
  g_autoptr(GTask) task = user_data;
  const GError *error = batch_engine_get_open_error (self);

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

/**
 * batch_engine_open_async:
 * @store_uri: (nullable): where the store is: `sqlite:PATH` or `sqlite::memory:`;
 *   %NULL for the user's own, `$XDG_DATA_HOME/batch-queue/queue.db`
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the engine is open
 * @user_data: data for @callback
 *
 * Opens an engine on a store, which is made if it is not there yet.
 */
void
batch_engine_open_async (const char          *store_uri,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(BatchEngine) self = batch_engine_new (store_uri);
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, batch_engine_open_async);
  g_task_set_task_data (task, g_object_ref (self), g_object_unref);
  batch_engine_when_ready (self, opened, task);
}

/**
 * batch_engine_open_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [func@Engine.open_async].
 *
 * Returns: (transfer full): the engine
 */
BatchEngine *
batch_engine_open_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * batch_engine_close_async:
 * @self: an engine
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the engine is closed
 * @user_data: data for @callback
 *
 * Stops what is under way, gives it back to the store and closes that.
 *
 * Every later call fails with `BATCH_ERROR_STORE`.
 */
void
batch_engine_close_async (BatchEngine         *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));

  batch_executor_stop (batch_engine_get_executor (self),
                       start (self, cancellable, callback, user_data, batch_engine_close_async));
}

/**
 * batch_engine_close_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.close_async].
 *
 * Returns: whether it was closed in good order
 */
gboolean
batch_engine_close_finish (BatchEngine   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) > 0;
}

/**
 * batch_engine_use_url:
 * @self: an engine
 * @url: of a model server, with or without `/v1`
 * @api_key: (nullable): the key that it wants
 *
 * Lets this engine send the items of jobs that name this URL as their backend.
 *
 * The key is kept in memory only. Other engines leave such jobs alone until they are
 * told the same.
 *
 * Returns: (nullable) (transfer full): the URL in the form in which jobs are
 *   compared, or %NULL when it is not one
 */
char *
batch_engine_use_url (BatchEngine *self,
                      const char  *url,
                      const char  *api_key)
{
  g_autofree char *normal = NULL;

  g_return_val_if_fail (BATCH_IS_ENGINE (self), NULL);
  g_return_val_if_fail (url != NULL, NULL);

  if (!(normal = batch_backend_normalize_url (url, NULL)))
    return NULL;

  batch_executor_use_url (batch_engine_get_executor (self), normal, api_key);
  return g_steal_pointer (&normal);
}

/* --- Submitting --- */

static void
give_id (BatchJob *job)
{
  g_autofree char *id = NULL;

  if (batch_job_get_id (job) != NULL)
    return;

  id = batch_id_new (BATCH_ID_JOB);
  batch_job_set_id (job, id);
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
 * the call is cancelled or the process dies. @job must not be changed meanwhile.
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

  task = start (self, cancellable, callback, user_data, batch_engine_submit_async);
  g_task_set_task_data (task, g_object_ref (job), g_object_unref);
  if (!batch_job_is_draft (job))
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                             "Job %s was submitted already", batch_job_get_id (job));
  else if (!batch_job_check_draft (job, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    {
      /* The news of the job may come before the answer: it must find its object. */
      give_id (job);
      batch_engine_remember_job (self, job);
      batch_executor_submit (batch_engine_get_executor (self), job, g_steal_pointer (&task));
    }
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
  BatchJob *job;
  g_autoptr(BatchJobRecord) record = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  job = g_task_get_task_data (G_TASK (result));
  if (!(record = g_task_propagate_pointer (G_TASK (result), error)))
    {
      if (batch_job_is_draft (job) && batch_job_get_id (job) != NULL)
        batch_engine_forget_job (self, batch_job_get_id (job));
      return NULL;
    }

  return batch_engine_ref_job (self, record);
}

/* --- Jobs --- */

/* Changes that are a few values of the job's record. */
static void
change_job (BatchEngine         *self,
            const char          *job_id,
            BatchJobRecord      *values,
            BatchJobFields       fields,
            GTask               *task)
{
  batch_executor_change (batch_engine_get_executor (self), job_id, values, fields, task);
}

static void
job_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = BATCH_ENGINE (source);
  g_autoptr(GPtrArray) records = NULL;
  BatchJobRecord *record;
  GError *error = NULL;

  if (!(record = g_task_propagate_pointer (G_TASK (result), &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_job_record_unref);
  g_ptr_array_add (records, record);
  batch_engine_answer_with_etas (self, g_steal_pointer (&task),
                                 batch_engine_ref_job (self, record), records);
}

/**
 * batch_engine_get_job_async:
 * @self: an engine
 * @job_id: the id of a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the job
 * @user_data: data for @callback
 *
 * Gets a job, which is kept up to date as long as somebody holds it.
 */
void
batch_engine_get_job_async (BatchEngine         *self,
                            const char          *job_id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  task = start (self, cancellable, callback, user_data, batch_engine_get_job_async);
  batch_executor_look (batch_engine_get_executor (self), job_id,
                       start (self, cancellable, job_found_cb, task, batch_engine_get_job_async));
}

/**
 * batch_engine_get_job_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.get_job_async].
 *
 * Returns: (transfer full): the job; `BATCH_ERROR_NOT_FOUND` when there is none
 */
BatchJob *
batch_engine_get_job_finish (BatchEngine   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
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
                         start (self, cancellable, callback, user_data, batch_engine_cancel_async));
}

/**
 * batch_engine_cancel_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.cancel_async].
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_cancel_finish (BatchEngine   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return finish_job_call (self, result, error);
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
                              start (self, cancellable, callback, user_data,
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
 * Returns: whether it was done
 */
gboolean
batch_engine_cancel_item_finish (BatchEngine   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return finish_job_call (self, result, error);
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
 * Pauses a job, or lets it go on. What is under way comes to its end.
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
  change_job (self, job_id, values, BATCH_JOB_FIELD_PAUSED,
              start (self, cancellable, callback, user_data, batch_engine_set_job_paused_async));
}

/**
 * batch_engine_set_job_paused_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.set_job_paused_async].
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_set_job_paused_finish (BatchEngine   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return finish_job_call (self, result, error);
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
              start (self, cancellable, callback, user_data, batch_engine_set_job_parallel_async));
}

/**
 * batch_engine_set_job_parallel_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.set_job_parallel_async].
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_set_job_parallel_finish (BatchEngine   *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  return finish_job_call (self, result, error);
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
              start (self, cancellable, callback, user_data, batch_engine_set_job_priority_async));
}

/**
 * batch_engine_set_job_priority_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.set_job_priority_async].
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_set_job_priority_finish (BatchEngine   *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  return finish_job_call (self, result, error);
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

  values->removed_at = g_get_real_time ();
  change_job (self, job_id, values, BATCH_JOB_FIELD_REMOVED,
              start (self, cancellable, callback, user_data, batch_engine_remove_async));
}

/**
 * batch_engine_remove_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.remove_async].
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_remove_finish (BatchEngine   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return finish_job_call (self, result, error);
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
              start (self, cancellable, callback, user_data, batch_engine_restore_async));
}

/**
 * batch_engine_restore_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.restore_async].
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_restore_finish (BatchEngine   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return finish_job_call (self, result, error);
}

/**
 * batch_engine_retry_failed_async:
 * @self: an engine
 * @job_id: the id of a job that has ended
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when its failed items wait again
 * @user_data: data for @callback
 *
 * Reopens a job to try its failed items again, and no others.
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
                        start (self, cancellable, callback, user_data,
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
