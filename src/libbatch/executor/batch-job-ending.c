/* batch-job-ending.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-job-ending-private.h"

gboolean
batch_job_has_ended (const BatchJobRecord *record)
{
  const BatchCounts *counts = &record->counts;

  return counts->pending + counts->claimed + counts->running == 0;
}

BatchJobState
batch_job_final_state (const BatchJobRecord *record)
{
  const BatchCounts *counts = &record->counts;

  if (record->state == BATCH_JOB_STATE_CANCELLING
      || (counts->total > 0 && counts->cancelled == counts->total))
    return BATCH_JOB_STATE_CANCELLED;
  if (counts->expired > 0)
    return BATCH_JOB_STATE_EXPIRED;
  if (counts->failed > 0)
    return BATCH_JOB_STATE_COMPLETED_WITH_ERRORS;
  return BATCH_JOB_STATE_COMPLETED;
}
