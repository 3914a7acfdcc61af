/* batch-export-run.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-export-private.h"

#include "core/batch-fields-private.h"
#include "engine/batch-engine-private.h"
#include "items/batch-item-query-private.h"
#include "output/batch-export-compare-private.h"

/* How an export is run: the job is looked up, its input is opened, and the rest is up to a
 * worker thread, which nobody has to wait for. Of all results it is noted that they were
 * exported. */

#define LOOK_MS 100            /* how often one looks how far it is */

/* A run. */
typedef struct
{
  BatchExportWork *work;
  BatchEngine     *engine;
  GSource         *timer;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_source_destroy (run->timer);
  g_source_unref (run->timer);
  g_object_unref (run->engine);
  batch_export_work_free (run->work);
  g_free (run);
}

static void
set_n_written (BatchExport *self,
               gint64       n_written)
{
  if (self->n_written == n_written)
    return;

  self->n_written = n_written;
  g_object_notify (G_OBJECT (self), "n-written");
}

static gboolean
look_cb (gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);

  if (g_task_get_completed (task))
    return G_SOURCE_REMOVE;

  set_n_written (g_task_get_source_object (task), g_atomic_int_get (&run->work->n_written));
  return G_SOURCE_CONTINUE;
}

/* What belongs into a file of its own, and is not there yet, is still to be written. */
static gboolean
is_whole (BatchExport          *self,
          const BatchJobRecord *job)
{
  return !batch_export_compares (self->format)
         && self->filter == NULL && self->positions == NULL && self->stream == NULL
         && batch_job_state_is_terminal (job->state)
         && (job->output_path == NULL || job->exported_at != 0);
}

/* An export that cannot be noted is there all the same. */
static void
noted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(BatchJobRecord) after = NULL;
  g_autoptr(GError) error = NULL;

  after = g_task_propagate_pointer (G_TASK (result), &error);
  if (after == NULL)
    g_debug ("That a job was exported is not noted: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/* @task: (transfer full) */
static void
note (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  const BatchJobRecord *job = run->work->job;
  g_autoptr(GTask) noting = g_task_new (run->engine, NULL, noted_cb, task);
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  values->exported_at = batch_engine_now (run->engine);
  values->output_path = g_strdup (job->output_path);
  values->error_path = g_strdup (job->error_path);
  if (batch_engine_check_open (run->engine, noting))
    batch_executor_change (batch_engine_get_executor (run->engine), job->id, values,
                           BATCH_JOB_FIELD_EXPORTED, g_steal_pointer (&noting));
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else if (is_whole (BATCH_EXPORT (source), run->work->job))
    note (g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

static void
export_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Run *run = task_data;
  g_autoptr(GError) error = NULL;
  gboolean done = batch_export_work_run (run->work, &error);

  /* Who has the answer may close the store. */
  g_clear_object (&run->work->store);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* @task: (transfer full). Its data is the thread's while that runs. */
static void
write_in_thread (GTask *task)
{
  g_autoptr(GTask) writing = g_task_new (g_task_get_source_object (task), NULL, written_cb, task);

  g_task_set_task_data (writing, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (writing, export_thread);
}

static void
input_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  run->work->input = g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    write_in_thread (g_steal_pointer (&task));
}

static void
job_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  BatchEngine *engine = run->engine;
  GError *error = NULL;

  run->work->job = batch_store_get_job_finish (BATCH_STORE (source), result, &error);
  if (run->work->job == NULL)
    g_task_return_error (task, error);
  else if (batch_export_work_needs_input (run->work) && run->work->job->input_digest != NULL)
    batch_executor_open_blob (batch_engine_get_executor (engine), run->work->job->input_digest,
                              g_task_new (engine, NULL, input_opened_cb, g_steal_pointer (&task)));
  else
    write_in_thread (g_steal_pointer (&task));
}

static BatchExportWork *
make_work (BatchExport  *self,
           BatchStore   *store,
           GCancellable *cancellable)
{
  BatchExportWork *work = batch_export_work_new ();

  g_set_object (&work->store, store);
  g_set_object (&work->stream, self->stream);
  g_set_object (&work->cancellable, cancellable);
  work->query = batch_item_query_copy (NULL);
  work->query->with_body = TRUE;
  work->positions = self->positions != NULL ? g_array_ref (self->positions) : NULL;
  work->destination = g_strdup (self->destination);
  work->name_template = g_strdup (self->name_template);
  work->format = self->format;
  work->conflict = self->conflict;
  work->formula_guard = self->formula_guard;
  work->byte_order_mark = self->byte_order_mark;
  return work;
}

static void
start (BatchExport *self,
       BatchEngine *engine,
       const char  *job_id,
       GTask       *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Run *run = g_new0 (Run, 1);

  run->engine = g_object_ref (engine);
  run->work = make_work (self, batch_engine_get_store (engine), cancellable);
  run->timer = g_timeout_source_new (LOOK_MS);
  g_task_set_task_data (task, run, run_free);
  if (!batch_item_query_parse_filter (run->work->query, self->filter))
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                               "“%s” is not a status of items", self->filter);
      g_object_unref (task);
      return;
    }

  if (batch_export_compares (self->format)
      && (self->filter != NULL || self->positions != NULL))
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                               "A comparison is of all items; leave out the filter or the choice");
      g_object_unref (task);
      return;
    }

  set_n_written (self, 0);
  g_source_set_static_name (run->timer, "[batch] look at an export");
  /* The thread may be the last to let go of the task, while this is looking. */
  g_source_set_callback (run->timer, look_cb, g_object_ref (task), g_object_unref);
  g_source_attach (run->timer, g_main_context_get_thread_default ());
  batch_store_get_job_async (run->work->store, job_id, cancellable, job_found_cb, task);
}

/**
 * batch_export_run_async:
 * @self: an export
 * @engine: the engine that has the job
 * @job_id: the id of a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when all is written
 * @user_data: data for @callback
 *
 * Writes results of a job, in the order of its input.
 *
 * A job that has not ended gives what there is so far. Nothing is left of an export that
 * fails or is cancelled.
 */
void
batch_export_run_async (BatchExport         *self,
                        BatchEngine         *engine,
                        const char          *job_id,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_EXPORT (self));
  g_return_if_fail (BATCH_IS_ENGINE (engine));
  g_return_if_fail (job_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_export_run_async);
  g_task_set_check_cancellable (task, FALSE);
  if (batch_engine_check_open (engine, task))
    start (self, engine, job_id, g_steal_pointer (&task));
}

/**
 * batch_export_run_finish:
 * @self: an export
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Export.run_async].
 *
 * Returns: whether all was written
 */
gboolean
batch_export_run_finish (BatchExport   *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  Run *run;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  run = g_task_get_task_data (G_TASK (result));
  if (run != NULL)
    g_source_destroy (run->timer);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  set_n_written (self, run->work->n_written);
  if (batch_set_str (&self->path, run->work->path))
    g_object_notify (G_OBJECT (self), "path");
  return TRUE;
}
