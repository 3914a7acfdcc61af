/* batch-eta-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule.
 *
 * 1. What counts is what was said when 10, 25, 50 and 75 percent were done, once each.
 * 2. Whoever looks for the first time when more is done has missed those before; what is
 *    said five percent late is still taken.
 * 3. Where there was no estimate, nothing was said.
 * 4. The time that counts is that in which the job was worked on: no pause, no sleep.
 * 5. When others bring the job to its end, nobody knows how long it took. */

#include "config.h"

#include "planning/batch-eta-watch-private.h"

#include <math.h>

#define MAX_LATE 5.0

static const guint marks[] = { 10, 25, 50, 75 };

typedef struct
{
  BatchEtaValues shown;
  gint64         at;               /* wall clock; 0: nothing was said */
  gint64         worked_us;        /* until then */
} Said;

struct _BatchEtaWatch
{
  Said   said[G_N_ELEMENTS (marks)];
  gint64 worked_us;
  gint64 ticked_at;
  guint  next;                     /* of the marks */
  guint  runs : 1;
};

BatchEtaWatch *
batch_eta_watch_new (void)
{
  return g_new0 (BatchEtaWatch, 1);
}

void
batch_eta_watch_free (BatchEtaWatch *self)
{
  g_free (self);
}

void
batch_eta_watch_tick (BatchEtaWatch *self,
                      gint64         now,
                      gboolean       runs)
{
  if (self->runs)
    self->worked_us += now - self->ticked_at;
  self->ticked_at = now;
  self->runs = runs;
}

void
batch_eta_watch_note (BatchEtaWatch        *self,
                      double                done,
                      const BatchEtaValues *shown,
                      gint64                at)
{
  /* 1 − 9 / 10 is not 1 / 10. */
  double percent = round (done * 1000) / 10;

  while (self->next < G_N_ELEMENTS (marks) && percent > marks[self->next] + MAX_LATE)
    self->next++;
  if (self->next == G_N_ELEMENTS (marks) || percent < marks[self->next]
      || shown->expected_ms < 0)
    return;

  self->said[self->next] = (Said) { *shown, at, self->worked_us };
  self->next++;
}

GPtrArray *
batch_eta_watch_end (BatchEtaWatch *self,
                     gint64         now,
                     const char    *job_id,
                     guint          round)
{
  GPtrArray *forecasts =
    g_ptr_array_new_with_free_func ((GDestroyNotify) batch_forecast_record_free);

  batch_eta_watch_tick (self, now, self->runs);
  for (guint i = 0; i < G_N_ELEMENTS (marks) && self->runs; i++)
    {
      const Said *said = &self->said[i];
      BatchForecastRecord forecast = {
        .job_id = (char *) job_id,
        .percent = marks[i],
        .round = round,
        .at = said->at,
        .low_ms = said->shown.low_ms,
        .expected_ms = said->shown.expected_ms,
        .high_ms = said->shown.high_ms,
        .actual_ms = (self->worked_us - said->worked_us) / 1000,
      };

      if (said->at > 0)
        g_ptr_array_add (forecasts, batch_forecast_record_copy (&forecast));
    }

  return forecasts;
}
