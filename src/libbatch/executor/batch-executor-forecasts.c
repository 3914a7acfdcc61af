/* batch-executor-forecasts.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-state-private.h"
#include "store/batch-store-history-private.h"

/* Whether what was said about the time that jobs take came true. */

/* Of a few items nobody can say what ten percent of them are. */
#define MIN_ITEMS 10

static gboolean
is_worked_on (BatchExecutor        *self,
              const BatchJobRecord *record)
{
  return self->active && !self->paused && !record->paused
         && record->state == BATCH_JOB_STATE_RUNNING;
}

static double
done_part (const BatchCounts *counts)
{
  return 1 - (double) (counts->pending + counts->claimed + counts->running) / counts->total;
}

static void
forecasts_added_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_add_forecasts_finish (BATCH_STORE (source), result, &error))
    g_debug ("Whether estimates came true is forgotten: %s", error->message);
}

static void
end_watch (BatchExecutor        *self,
           BatchEtaWatch        *watch,
           const BatchJobRecord *record)
{
  g_autoptr(GPtrArray) forecasts =
    batch_eta_watch_end (watch, batch_clock_monotonic (self->clock), record->id, record->round);

  if (forecasts->len > 0)
    batch_store_add_forecasts_async (self->store, forecasts, NULL, forecasts_added_cb, NULL);
  g_hash_table_remove (self->eta_watches, record->id);
}

static BatchEtaWatch *
ensure_watch (BatchExecutor        *self,
              const BatchJobRecord *record)
{
  BatchEtaWatch *watch = g_hash_table_lookup (self->eta_watches, record->id);

  if (watch == NULL)
    {
      watch = batch_eta_watch_new ();
      g_hash_table_insert (self->eta_watches, g_strdup (record->id), watch);
    }
  return watch;
}

static void
look (BatchExecutor        *self,
      const BatchJobRecord *record,
      BatchEta             *eta)
{
  BatchEtaWatch *watch = ensure_watch (self, record);
  BatchEtaValues shown = { .expected_ms = -1 };

  if (eta != NULL)
    {
      shown.low_ms = batch_eta_get_low (eta);
      shown.expected_ms = batch_eta_get_expected (eta);
      shown.high_ms = batch_eta_get_high (eta);
    }
  batch_eta_watch_tick (watch, batch_clock_monotonic (self->clock), is_worked_on (self, record));
  batch_eta_watch_note (watch, done_part (&record->counts), &shown, batch_clock_now (self->clock));
}

void
batch_executor_watch_forecast (BatchExecutor        *self,
                               const BatchJobRecord *record,
                               BatchEta             *eta)
{
  BatchEtaWatch *watch = g_hash_table_lookup (self->eta_watches, record->id);

  if (record->state == BATCH_JOB_STATE_RUNNING)
    {
      if (watch != NULL || (self->active && record->counts.total >= MIN_ITEMS))
        look (self, record, eta);
    }
  else if (watch != NULL && record->state == BATCH_JOB_STATE_FINALIZING)
    end_watch (self, watch, record);
  else
    g_hash_table_remove (self->eta_watches, record->id);
}

void
batch_executor_tick_forecasts (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer id;
  gpointer watch;

  g_hash_table_iter_init (&iter, self->eta_watches);
  while (g_hash_table_iter_next (&iter, &id, &watch))
    {
      BatchLiveJob *job = batch_roster_get (self->roster, id);

      if (job != NULL)
        batch_eta_watch_tick (watch, batch_clock_monotonic (self->clock),
                              is_worked_on (self, job->record));
    }
}
