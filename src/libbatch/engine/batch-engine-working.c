/* batch-engine-working.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-job.h"
#include "engine/batch-stopped-process-private.h"
#include "store/batch-stopped-private.h"

/* Who works on the jobs, in this process or in another one. */

void
batch_engine_note_working (BatchEngine *self)
{
  gboolean worked_on = (self->active && !self->paused) || self->others_work;

  if (self->worked_on == worked_on)
    return;

  self->worked_on = worked_on;
  g_object_notify (G_OBJECT (self), "worked-on");
}

void
batch_engine_take_others_work (gpointer owner,
                               gboolean others_work,
                               gboolean left)
{
  BatchEngine *self = owner;

  self->others_work = others_work;
  self->work_left = left;
  batch_engine_note_working (self);
}

/**
 * batch_engine_get_worked_on:
 * @self: an engine
 *
 * Gets whether somebody works on the jobs: this engine, or another one on the same store that is
 * active and not paused, in whatever process. One that was killed does not any more, at once.
 *
 * Returns: %TRUE when somebody does
 */
gboolean
batch_engine_get_worked_on (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), FALSE);

  return self->worked_on;
}

/* One that only looks sees what the dead have left as it was. */
static gboolean
is_under_way (BatchEngine *self,
              BatchJob    *job)
{
  return batch_job_get_running (job) > 0 && (!self->work_left || self->others_work);
}

/* A provider goes on by itself. */
static gboolean
is_with_provider (BatchJob *job)
{
  return batch_job_get_execution_mode (job) == BATCH_EXECUTION_MODE_NATIVE
         && batch_job_get_state (job) == BATCH_JOB_STATE_RUNNING;
}

/**
 * batch_engine_get_job_worked_on:
 * @self: an engine
 * @job: a job of it
 *
 * Gets whether somebody works on a job, here or in another process.
 *
 * Whoever works on a queue works on all that is in it and is not paused, so that a job may be
 * worked on while nothing of it is under way: it waits for another model, say, or for its server
 * ([property@Job:standstill] says for what). A job that is #BATCH_JOB_STATE_RUNNING and that
 * nobody works on was begun by somebody who was stopped; it goes on as soon as an engine is
 * active. What is in the hands of a provider in native mode goes on by itself, and counts.
 *
 * The answer may change with the job, and with [property@Engine:worked-on].
 *
 * Returns: %TRUE when somebody does; %FALSE of a job that has ended
 */
gboolean
batch_engine_get_job_worked_on (BatchEngine *self,
                                BatchJob    *job)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (BATCH_IS_JOB (job), FALSE);

  if (batch_job_is_terminal (job))
    return FALSE;

  return is_under_way (self, job) || is_with_provider (job)
         || (self->worked_on && !batch_job_get_paused (job));
}

/* --- Who only seems to --- */

static void
find_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autoptr(GPtrArray) processes = batch_stopped_find (task_data);
  GListStore *found = g_list_store_new (BATCH_TYPE_STOPPED_PROCESS);

  for (guint i = 0; i < processes->len; i++)
    {
      g_autoptr(BatchStoppedProcess) process =
        batch_stopped_process_new (g_ptr_array_index (processes, i));

      g_list_store_append (found, process);
    }
  g_task_return_pointer (task, found, g_object_unref);
}

/**
 * batch_engine_find_stopped_async:
 * @self: an engine
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the processes
 * @user_data: data for @callback
 *
 * Finds the processes on this machine that work on the same jobs and are stopped, as by Ctrl+Z.
 *
 * That a process was stopped is told by nobody: who waits asks now and then, or has a
 * [class@StoppedWatch] do so. Only processes of the same user, or seen by root, are found, and none
 * of another container or sandbox, such as that of a Flatpak.
 */
void
batch_engine_find_stopped_async (BatchEngine         *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_find_stopped_async);
  g_task_set_task_data (task, g_strdup (self->store_uri), g_free);
  g_task_run_in_thread (task, find_thread);
}

/**
 * batch_engine_find_stopped_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.find_stopped_async].
 *
 * Returns: (transfer full): the processes, as a list of [class@StoppedProcess]; none is found in a
 *   store that is in memory
 */
GListModel *
batch_engine_find_stopped_finish (BatchEngine   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
