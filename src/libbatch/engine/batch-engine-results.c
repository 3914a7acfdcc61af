/* batch-engine-results.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "output/batch-results-private.h"

/* Writing results out. */

typedef struct
{
  char           *job_id;
  BatchJobRecord *job;           /* NULL until it was looked at */
  GOutputStream  *stream;        /* (nullable) */
  char           *output_path;
  char           *error_path;
  gboolean        overwrite;
  guint           n_waits;       /* for another process */
} Export;

#define WAIT_MS   100
#define MAX_WAITS 20

static gboolean look_and_write (gpointer user_data);

static void
export_free (gpointer data)
{
  Export *export = data;

  g_free (export->job_id);
  g_clear_pointer (&export->job, batch_job_record_unref);
  g_clear_object (&export->stream);
  g_free (export->output_path);
  g_free (export->error_path);
  g_free (export);
}

/* What a job has so far is worth having, but it is not its results; nor are the answers
 * alone when there are errors as well. */
static gboolean
is_whole (const Export *export)
{
  const BatchCounts *counts = &export->job->counts;
  gboolean answers = export->stream != NULL || export->output_path != NULL;
  gboolean errors = export->error_path != NULL
                    || counts->failed + counts->expired + counts->cancelled == 0;

  return batch_job_state_is_terminal (export->job->state) && answers && errors;
}

static gboolean
is_where_it_was_to_be (const Export *export)
{
  const BatchJobRecord *job = export->job;

  return (export->output_path == NULL || g_strcmp0 (export->output_path, job->output_path) == 0)
         && (export->error_path == NULL || g_strcmp0 (export->error_path, job->error_path) == 0);
}

/* Another process that runs the job writes the same files. Between the moment when they are
 * there and that when it says that they are the job's, they look like somebody else's. */
static gboolean
may_be_of_another (const Export *export,
                   const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS) && is_whole (export)
         && is_where_it_was_to_be (export) && export->n_waits < MAX_WAITS;
}

/* (transfer full): both */
static void
wait_for_another (GTask  *task,
                  GError *error)
{
  Export *export = g_task_get_task_data (task);
  g_autoptr(GSource) source = g_timeout_source_new (WAIT_MS);

  g_error_free (error);
  export->n_waits++;
  g_clear_pointer (&export->job, batch_job_record_unref);
  g_source_set_callback (source, look_and_write, task, NULL);
  g_source_attach (source, g_task_get_context (task));
}

static void
noted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(BatchJobRecord) after = g_task_propagate_pointer (G_TASK (result), &error);

  if (after != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
results_written_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = g_task_get_source_object (task);
  const Export *export = g_task_get_task_data (task);
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  GError *error = NULL;
  GTask *noting;

  if (!batch_results_write_finish (result, NULL, NULL, &error))
    {
      if (may_be_of_another (export, error))
        wait_for_another (g_steal_pointer (&task), error);
      else
        g_task_return_error (task, error);
      return;
    }

  if (!is_whole (export) || batch_engine_get_read_only (self))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  values->exported_at = batch_engine_now (self);
  values->output_path = g_strdup (export->output_path != NULL ? export->output_path
                                                              : export->job->output_path);
  values->error_path = g_strdup (export->error_path != NULL ? export->error_path
                                                            : export->job->error_path);
  /* So that who holds the job knows, too. Who cancels now is too late: the files are there. */
  noting = g_task_new (self, NULL, noted_cb, g_steal_pointer (&task));
  batch_executor_change (batch_engine_get_executor (self), export->job_id, values,
                         BATCH_JOB_FIELD_EXPORTED, noting);
}

/* Nobody else wrote what a job has written before. */
static gboolean
is_own (const Export *export)
{
  return (export->job->exported_at != 0 || export->job->round > 0)
         && is_where_it_was_to_be (export);
}

static void
write_results (BatchEngine  *self,
               const Export *export,
               GTask        *task)
{
  BatchStore *store = batch_engine_get_store (self);
  BatchResultsFlags flags = export->overwrite || is_own (export) ? BATCH_RESULTS_OVERWRITE : 0;

  if (export->stream != NULL)
    batch_results_stream_async (store, export->job, export->stream, export->error_path, flags,
                                g_task_get_cancellable (task), results_written_cb, task);
  else
    batch_results_write_async (store, export->job, export->output_path, export->error_path, flags,
                               g_task_get_cancellable (task), results_written_cb, task);
}

static void
export_job_found_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = g_task_get_source_object (task);
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  if (!(export->job = batch_store_get_job_finish (BATCH_STORE (source), result, &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  write_results (self, export, g_steal_pointer (&task));
}

static gboolean
look_and_write (gpointer user_data)
{
  GTask *task = user_data;
  BatchEngine *self = g_task_get_source_object (task);
  const Export *export = g_task_get_task_data (task);

  batch_store_get_job_async (batch_engine_get_store (self), export->job_id,
                             g_task_get_cancellable (task), export_job_found_cb, task);
  return G_SOURCE_REMOVE;
}

static void
start_export (BatchEngine         *self,
              Export              *export,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data,
              gpointer             source_tag)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, export, export_free);
  if (batch_engine_check_open (self, task))
    look_and_write (g_steal_pointer (&task));
}

/**
 * batch_engine_write_results_async:
 * @self: an engine
 * @job_id: the id of a job
 * @output_path: (type filename) (nullable): where the answers go; %NULL writes none
 * @error_path: (type filename) (nullable): where the items without one go; no file
 *   is made when there are none
 * @overwrite: whether files that are there may be replaced, other than those that this
 *   job wrote itself
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the files are on the disk
 * @user_data: data for @callback
 *
 * Writes the results of a job, in the order of its input.
 *
 * Each file is written beside its target and renamed, so that nobody ever sees half of
 * one. A job that has not ended gives what there is so far. The results of one that has
 * count as written when the answers were, and the errors if there are any.
 */
void
batch_engine_write_results_async (BatchEngine         *self,
                                  const char          *job_id,
                                  const char          *output_path,
                                  const char          *error_path,
                                  gboolean             overwrite,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  Export *export;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  export = g_new (Export, 1);
  *export = (Export) {
    .job_id = g_strdup (job_id),
    .output_path = g_strdup (output_path),
    .error_path = g_strdup (error_path),
    .overwrite = overwrite,
  };
  start_export (self, export, cancellable, callback, user_data,
                batch_engine_write_results_async);
}

/**
 * batch_engine_write_results_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.write_results_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job.
 *
 * Returns: whether the files were written
 */
gboolean
batch_engine_write_results_finish (BatchEngine   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * batch_engine_stream_results_async:
 * @self: an engine
 * @job_id: the id of a job
 * @output: where the answers go
 * @error_path: (type filename) (nullable): where the items without one go; no file
 *   is made when there are none
 * @overwrite: whether a file that is there may be replaced, other than one that this
 *   job wrote itself
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when all is written
 * @user_data: data for @callback
 *
 * Writes the answers of a job to a stream, in the order of its input.
 *
 * The stream is flushed and stays open. Only when it took everything do the results of a
 * job that has ended count as written.
 */
void
batch_engine_stream_results_async (BatchEngine         *self,
                                   const char          *job_id,
                                   GOutputStream       *output,
                                   const char          *error_path,
                                   gboolean             overwrite,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  Export *export;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);
  g_return_if_fail (G_IS_OUTPUT_STREAM (output));

  export = g_new (Export, 1);
  *export = (Export) {
    .job_id = g_strdup (job_id),
    .stream = g_object_ref (output),
    .error_path = g_strdup (error_path),
    .overwrite = overwrite,
  };
  start_export (self, export, cancellable, callback, user_data,
                batch_engine_stream_results_async);
}

/**
 * batch_engine_stream_results_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.stream_results_async].
 *
 * Returns: whether all was written
 */
gboolean
batch_engine_stream_results_finish (BatchEngine   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
