/* batch-engine-unwritten.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-job-private.h"

/* Results that are to be written to a file: which were not, and who has promised to. */

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) records =
    batch_store_list_unwritten_jobs_finish (BATCH_STORE (source), result, &error);
  GListStore *jobs;

  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  jobs = g_list_store_new (BATCH_TYPE_JOB);
  for (guint i = 0; i < records->len; i++)
    {
      g_autoptr(BatchJob) job = batch_engine_ref_job (self, g_ptr_array_index (records, i));

      g_list_store_append (jobs, job);
    }
  g_task_return_pointer (task, jobs, g_object_unref);
}

/**
 * batch_engine_list_unwritten_jobs_async:
 * @self: an engine
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the jobs
 * @user_data: data for @callback
 *
 * Gets the jobs that have come to their end, but whose results were never written to
 * [property@Job:output-path]: whoever was to do that was stopped before, or could not. In the
 * order in which they were submitted. What was cancelled or has failed is not among them.
 *
 * It takes as long as there are such jobs, however many others the store has.
 * [method@Engine.take_over_results] says of each whether somebody else still cares for it, and
 * [method@Engine.write_results_async] writes them.
 */
void
batch_engine_list_unwritten_jobs_async (BatchEngine         *self,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_list_unwritten_jobs_async);
  if (batch_engine_check_open (self, task))
    batch_store_list_unwritten_jobs_async (batch_engine_get_store (self), cancellable, listed_cb,
                                           g_steal_pointer (&task));
}

/**
 * batch_engine_list_unwritten_jobs_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.list_unwritten_jobs_async].
 *
 * Returns: (transfer full): a list of [class@Job]
 */
GListModel *
batch_engine_list_unwritten_jobs_finish (BatchEngine   *self,
                                         GAsyncResult  *result,
                                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Promises --- */

/* Zero before a job is in the store. */
static gboolean
is_submitted (BatchJob *job)
{
  return batch_job_get_record (job)->sequence > 0;
}

/**
 * batch_engine_promise_results:
 * @self: an engine
 * @job: a job that was submitted
 *
 * Promises to write the results of a job to its [property@Job:output-path] when it has ended, so
 * that nobody else does. Several may promise the same.
 *
 * A promise lasts until [method@Engine.release_results], or as long as the engine, closed or not,
 * or its process: for one that was killed nobody waits. Nothing is written to the store for it.
 */
void
batch_engine_promise_results (BatchEngine *self,
                              BatchJob    *job)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (BATCH_IS_JOB (job));
  g_return_if_fail (is_submitted (job));

  batch_promises_make (self->promises, batch_job_get_record (job)->sequence);
}

/**
 * batch_engine_get_results_promised:
 * @self: an engine
 * @job: a job
 *
 * Gets whether somebody who lives has promised to write the results of a job: this engine or
 * another one on the same store, in whatever process of this machine.
 *
 * Returns: %TRUE when somebody has
 */
gboolean
batch_engine_get_results_promised (BatchEngine *self,
                                   BatchJob    *job)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (BATCH_IS_JOB (job), FALSE);

  return batch_promises_are_made (self->promises, batch_job_get_record (job)->sequence);
}

/**
 * batch_engine_take_over_results:
 * @self: an engine
 * @job: a job that was submitted
 *
 * Promises to write the results of a job, as [method@Engine.promise_results] does, but only if
 * nobody has promised it: of many that try at once, one is given %TRUE. Where nothing can be
 * locked, such as in a folder that can only be read, everybody is.
 *
 * Returns: %TRUE when it is for this engine to write them now
 */
gboolean
batch_engine_take_over_results (BatchEngine *self,
                                BatchJob    *job)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (BATCH_IS_JOB (job), FALSE);
  g_return_val_if_fail (is_submitted (job), FALSE);

  return batch_promises_take_over (self->promises, batch_job_get_record (job)->sequence);
}

/**
 * batch_engine_release_results:
 * @self: an engine
 * @job: a job
 *
 * Takes back what this engine has promised by [method@Engine.promise_results] or
 * [method@Engine.take_over_results], however often: for whoever could not write the results, so
 * that others are told that they are unwritten, and may write them. Promises of other engines
 * stay; without one of this engine nothing happens.
 */
void
batch_engine_release_results (BatchEngine *self,
                              BatchJob    *job)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (BATCH_IS_JOB (job));

  batch_promises_release (self->promises, batch_job_get_record (job)->sequence);
}
