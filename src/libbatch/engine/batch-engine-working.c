/* batch-engine-working.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-job.h"

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
                               gboolean others_work)
{
  BatchEngine *self = owner;

  self->others_work = others_work;
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

  return batch_job_get_running (job) > 0 || is_with_provider (job)
         || (self->worked_on && !batch_job_get_paused (job));
}
