/* batch-job-counts.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-job-private.h"

#include "reports/batch-summary-private.h"

/**
 * batch_job_get_total:
 * @self: a job
 *
 * Gets how many items the job has.
 *
 * Returns: the number
 */
gint64
batch_job_get_total (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->counts.total;
}

/**
 * batch_job_get_pending:
 * @self: a job
 *
 * Gets how many items wait.
 *
 * Returns: the number
 */
gint64
batch_job_get_pending (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  /* What an engine has claimed, but not started, still waits as far as people go. */
  return self->record->counts.pending + self->record->counts.claimed;
}

/**
 * batch_job_get_running:
 * @self: a job
 *
 * Gets how many items are under way.
 *
 * Returns: the number
 */
gint64
batch_job_get_running (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->counts.running;
}

/**
 * batch_job_get_succeeded:
 * @self: a job
 *
 * Gets how many items succeeded.
 *
 * Returns: the number
 */
gint64
batch_job_get_succeeded (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->counts.succeeded;
}

/**
 * batch_job_get_failed:
 * @self: a job
 *
 * Gets how many items failed.
 *
 * Returns: the number
 */
gint64
batch_job_get_failed (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->counts.failed;
}

/**
 * batch_job_get_skipped:
 * @self: a job
 *
 * Gets how many items were skipped.
 *
 * Returns: the number
 */
gint64
batch_job_get_skipped (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->counts.skipped;
}

/**
 * batch_job_get_cancelled:
 * @self: a job
 *
 * Gets how many items were cancelled.
 *
 * Returns: the number
 */
gint64
batch_job_get_cancelled (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->counts.cancelled;
}

/**
 * batch_job_get_expired:
 * @self: a job
 *
 * Gets how many items expired.
 *
 * Returns: the number
 */
gint64
batch_job_get_expired (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->counts.expired;
}

/**
 * batch_job_get_needs_review:
 * @self: a job
 *
 * Gets how many items succeeded with an answer that a person should look at.
 *
 * Returns: the number
 */
gint64
batch_job_get_needs_review (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->counts.needs_review;
}

/**
 * batch_job_get_prompt_tokens:
 * @self: a job
 *
 * Gets how many tokens the prompts of all attempts had, as the server counts.
 *
 * Returns: the number, of attempts whose answers say so
 */
gint64
batch_job_get_prompt_tokens (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->prompt_tokens;
}

/**
 * batch_job_get_cached_tokens:
 * @self: a job
 *
 * Gets how many tokens of the prompts of all attempts the server did not have to read, as it
 * knew them from earlier ones.
 *
 * Returns: the number, of attempts whose answers say so
 */
gint64
batch_job_get_cached_tokens (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->cached_tokens;
}

/**
 * batch_job_get_output_tokens:
 * @self: a job
 *
 * Gets how many tokens the answers to all attempts had, as the server counts.
 *
 * Returns: the number, of attempts whose answers say so
 */
gint64
batch_job_get_output_tokens (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  return self->record->output_tokens;
}

/**
 * batch_job_get_ended:
 * @self: a job
 *
 * Gets how many items have ended, one way or another.
 *
 * Returns: the number
 */
gint64
batch_job_get_ended (BatchJob *self)
{
  const BatchCounts *counts;

  g_return_val_if_fail (BATCH_IS_JOB (self), 0);

  counts = &self->record->counts;
  return counts->succeeded + counts->failed + counts->skipped + counts->cancelled
         + counts->expired;
}

/**
 * batch_job_get_progress:
 * @self: a job
 *
 * Gets how much of the job has ended.
 *
 * Returns: a number from 0 to 1
 */
double
batch_job_get_progress (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), 0.0);

  if (self->record->counts.total == 0)
    return batch_job_state_is_terminal (self->record->state) ? 1.0 : 0.0;

  return (double) batch_job_get_ended (self) / (double) self->record->counts.total;
}

/**
 * batch_job_get_summary:
 * @self: a job
 *
 * Gets how the job has gone so far.
 *
 * Returns: (transfer full): a summary
 */
BatchSummary *
batch_job_get_summary (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return batch_summary_new_for_record (self->record);
}
