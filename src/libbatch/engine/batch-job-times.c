/* batch-job-times.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-job-private.h"

#include "core/batch-clock-private.h"
#include "core/batch-fields-private.h"
#include "core/batch-standstill-private.h"

/**
 * batch_job_get_created_at:
 * @self: a job
 *
 * Gets when the job was submitted.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL before that
 */
GDateTime *
batch_job_get_created_at (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return batch_date_time_new (self->record->created_at);
}

/**
 * batch_job_get_started_at:
 * @self: a job
 *
 * Gets when the first item was started.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL before that
 */
GDateTime *
batch_job_get_started_at (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return batch_date_time_new (self->record->started_at);
}

/**
 * batch_job_get_completed_at:
 * @self: a job
 *
 * Gets when the job ended.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL before that
 */
GDateTime *
batch_job_get_completed_at (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return batch_date_time_new (self->record->completed_at);
}

/**
 * batch_job_get_exported_at:
 * @self: a job
 *
 * Gets when all of its results were written to a file. Whoever tries items again does away with
 * it.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL before that
 */
GDateTime *
batch_job_get_exported_at (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return batch_date_time_new (self->record->exported_at);
}

/**
 * batch_job_get_expires_at:
 * @self: a job
 *
 * Gets when the job is to be over; what has not ended by then expires.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL for never
 */
GDateTime *
batch_job_get_expires_at (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return batch_date_time_new (self->record->expires_at);
}

/**
 * batch_job_get_standstill_since:
 * @self: a job
 *
 * Gets since when nothing of the job moves: when the first attempt came to nothing after an
 * item had ended.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL while it moves
 */
GDateTime *
batch_job_get_standstill_since (BatchJob *self)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  return batch_date_time_new (batch_standstill_get_since (self->record));
}

/**
 * batch_job_get_next_try_at:
 * @self: a job
 *
 * Gets when a job that stands still is tried again.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL when it moves, or may be tried at any
 *   moment
 */
GDateTime *
batch_job_get_next_try_at (BatchJob *self)
{
  g_autoptr(BatchClock) clock = batch_clock_ref_thread_default ();
  gint64 next;

  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  /* It is waited for by a clock that nobody sets back. */
  next = batch_standstill_get_next_try (self->record);
  return batch_date_time_new (next > 0 ? MAX (next - batch_clock_get_ahead (clock), 1) : 0);
}
