/* batch-executor-breaker.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-work-private.h"

/* The circuit breaker: pauses a job whose items fail one after the other. What is wrong with all
 * of them is seen after a few, and a person can mend it before the others fail as well. */

static void
trip (BatchExecutor     *self,
      BatchLiveJob      *job,
      const BatchFinish *finish)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  /* When it goes on, it has as many again. */
  job->failures_in_a_row = 0;
  values->paused = TRUE;
  values->failure = g_strdup_printf (self->max_failures_in_a_row == 1
                                     ? "Paused after %u failure. It was: %s"
                                     : "Paused after %u failures in a row. The last: %s",
                                     self->max_failures_in_a_row,
                                     finish->error != NULL ? finish->error : "no reason given");
  batch_executor_change (self, job->record->id, values,
                         BATCH_JOB_FIELD_PAUSED | BATCH_JOB_FIELD_FAILURE, NULL);
}

/* What comes back for another try is neither good nor bad. */
void
batch_executor_count_failure (BatchExecutor     *self,
                              BatchLiveJob      *job,
                              const BatchFinish *finish)
{
  if (finish->status == BATCH_ITEM_STATUS_SUCCEEDED)
    job->failures_in_a_row = 0;
  if (finish->status != BATCH_ITEM_STATUS_FAILED)
    return;

  job->failures_in_a_row++;
  if (self->max_failures_in_a_row > 0
      && job->failures_in_a_row >= self->max_failures_in_a_row)
    trip (self, job, finish);
}
