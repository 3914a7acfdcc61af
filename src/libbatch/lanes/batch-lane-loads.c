/* batch-lane-loads.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

/* Loads that requests bring about: from the first that is sent to the one that is answered. */

/* Who waits for a load asks again at least as often, as long as nobody has stopped it. */
#define LONGEST_WAIT_US (30 * G_TIME_SPAN_SECOND)
/* What a request takes longer for the model than a warm one ever does. */
#define IS_LOAD_MS 1000

void
batch_lane_expect_load (BatchLane  *self,
                        const char *key,
                        const char *job_id)
{
  self->asked |= g_strcmp0 (self->key, key) == 0;
  if (self->load_began > 0 || g_strcmp0 (self->loaded_key, key) == 0)
    return;

  self->load_began = batch_clock_monotonic (self->clock);
  self->load_fraction = 0;
  self->load_told_at = 0;
  self->host->load_started (self->host_data, self, job_id);
}

/* What the store knows as resident may be what others are loading still, or what was taken out
 * since: an item that is sent on that may wait for a load, which is not ours. */
gboolean
batch_lane_is_unproved (BatchLane *self)
{
  return batch_lane_loads_models (self) && self->load_began == 0 && !self->seen;
}

gboolean
batch_lane_tells_load (const BatchEnding *ending)
{
  return ending->timings.load_ms > IS_LOAD_MS;
}

void
batch_lane_note_loading (BatchLane      *self,
                         const BatchRun *run)
{
  if (run->during_load && self->load_began > 0 && g_strcmp0 (run->item->key, self->key) == 0)
    self->load_told_at = batch_clock_monotonic (self->clock);
}

static gboolean
waits_for_load (const BatchEnding *ending)
{
  return ending->verdict == BATCH_VERDICT_WAIT_LOADING && !ending->unloaded;
}

static void
fail_load (BatchEnding *ending,
           const char  *key,
           gint64       longest_ms)
{
  const BatchConsequence *consequence = batch_verdict_get_consequence (BATCH_VERDICT_LOAD_FAILED);

  ending->verdict = BATCH_VERDICT_LOAD_FAILED;
  ending->failure_kind = BATCH_FAILURE_KIND_LOAD_FAILED;
  ending->retriable = consequence->retriable;
  ending->costs_attempt = consequence->costs_attempt;
  g_free (ending->message);
  ending->message = g_strdup_printf ("The server says that it is loading, and “%s” was not in "
                                     "memory within %g s", key, longest_ms / 1000.0);
}

void
batch_lane_bound_load (BatchLane *self,
                       BatchRun  *run)
{
  BatchEnding *ending = run->ending;
  gint64 now = batch_clock_monotonic (self->clock);
  gint64 longest_ms;

  if (!waits_for_load (ending))
    {
      if (ending->status_code > 0 || ending->server_down
          || ending->status == BATCH_ITEM_STATUS_SUCCEEDED)
        batch_told_load_end (&self->told_load);
      return;
    }

  longest_ms = self->host->load_times (self->host_data, run->item->key).deadline_ms;
  if (batch_told_load_note (&self->told_load, now, ending->retry_after_ms,
                            longest_ms * G_TIME_SPAN_MILLISECOND))
    fail_load (ending, run->item->key, longest_ms);
}

gboolean
batch_lane_was_told_load (BatchLane *self,
                          gint64     sent_at)
{
  return self->load_told_at > 0 && sent_at >= self->load_told_at
         && sent_at - self->load_told_at <= LONGEST_WAIT_US && batch_lane_loads_models (self);
}

static void
end_told_load (BatchLane *self,
               gint64     load_ms)
{
  self->host->load_measured (self->host_data, self->key, load_ms);
  self->host->load_ended (self->host_data, self, load_ms);
}

void
batch_lane_note_loaded (BatchLane  *self,
                        const char *key,
                        gint64      sent_at)
{
  gint64 began = self->load_began;
  gboolean was_told = batch_lane_was_told_load (self, sent_at);

  if (g_strcmp0 (key, self->key) != 0)
    return;

  self->seen = TRUE;
  if (began == 0)
    return;

  batch_lane_set_loaded_key (self, self->key);
  self->was_freed = FALSE;
  self->load_began = 0;
  if (was_told)
    end_told_load (self, (sent_at - began) / 1000);
  else
    self->host->load_answered (self->host_data, self,
                               (batch_clock_monotonic (self->clock) - began) / 1000);
}
