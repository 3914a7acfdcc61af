/* batch-executor-trials.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"

/* A few requests that a person wants to see answered now. While the engine is paused, or only
 * looks, its lanes are open for them alone: whatever else is in the queue waits as before, behind
 * what is still under way. */

static gboolean
is_at_work (BatchExecutor *self)
{
  return self->active && !self->paused;
}

gboolean
batch_executor_rests (BatchExecutor *self)
{
  return self->stopping || (!is_at_work (self) && self->n_trials == 0);
}

gboolean
batch_executor_only_tries (BatchExecutor *self)
{
  return !is_at_work (self) && self->n_trials > 0;
}

/* What workers outside claim, they claim whether or not we work. */
gboolean
batch_executor_admits (BatchExecutor        *self,
                       const BatchJobRecord *record)
{
  return !batch_executor_only_tries (self) || batch_job_record_is_trial (record)
         || g_strcmp0 (record->handler, BATCH_WORKERS) == 0;
}

/* Jobs leave their lanes, or come back, before those may take anything. */
void
batch_executor_settle_trials (BatchExecutor *self)
{
  if (self->n_trials > 0)
    batch_executor_sort_anew (self);
}

static void
count_trials (BatchExecutor *self,
              BatchCall     *call)
{
  self->n_trials += GPOINTER_TO_INT (call->data);
  if (!is_at_work (self) && !self->stopping)
    {
      batch_executor_sort_anew (self);
      batch_executor_hold_lanes (self);
    }
  batch_call_free (call);
}

void
batch_executor_begin_trial (BatchExecutor *self)
{
  batch_executor_call (self, count_trials, NULL, GINT_TO_POINTER (1), NULL, NULL);
}

void
batch_executor_end_trial (BatchExecutor *self)
{
  batch_executor_call (self, count_trials, NULL, GINT_TO_POINTER (-1), NULL, NULL);
}
