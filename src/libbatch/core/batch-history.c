/* batch-history.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-history.h"

/* --- Work --- */

BatchHistoryRecord *
batch_history_record_new (void)
{
  return g_new0 (BatchHistoryRecord, 1);
}

BatchHistoryRecord *
batch_history_record_copy (const BatchHistoryRecord *record)
{
  BatchHistoryRecord *copy = g_memdup2 (record, sizeof *record);

  copy->job_id = g_strdup (record->job_id);
  copy->key = g_strdup (record->key);
  copy->backend = g_strdup (record->backend);
  return copy;
}

void
batch_history_record_free (BatchHistoryRecord *record)
{
  g_free (record->job_id);
  g_free (record->key);
  g_free (record->backend);
  g_free (record);
}

void
batch_history_record_add (BatchHistoryRecord       *self,
                          const BatchHistoryRecord *other)
{
  self->succeeded += other->succeeded;
  self->failed += other->failed;
  self->prompt_tokens += other->prompt_tokens;
  self->output_tokens += other->output_tokens;
  self->cached_tokens += other->cached_tokens;
  self->busy_ms += other->busy_ms;
  batch_durations_merge (&self->durations, &other->durations);
}

gint64
batch_history_slice (gint64 at,
                     guint  span)
{
  gint64 length = (gint64) span * G_USEC_PER_SEC;

  return at - (at % length + length) % length;
}

static gboolean
is_same (const BatchHistoryRecord *point,
         const BatchHistoryRecord *record)
{
  return g_str_equal (point->key, record->key) && g_str_equal (point->backend, record->backend);
}

/* The points of a slice stand together at the end. */
static BatchHistoryRecord *
find_point (GPtrArray                *points,
            const BatchHistoryRecord *record,
            gint64                    at,
            gboolean                  whole)
{
  for (guint i = points->len; i > 0; i--)
    {
      BatchHistoryRecord *point = g_ptr_array_index (points, i - 1);

      if (!whole && point->at != at)
        return NULL;
      if (is_same (point, record))
        return point;
    }

  return NULL;
}

void
batch_history_collect (GPtrArray                *points,
                       const BatchHistoryRecord *record,
                       guint                     resolution)
{
  gboolean whole = resolution == BATCH_HISTORY_WHOLE;
  guint span = whole ? record->span : MAX (record->span, resolution);
  gint64 at = batch_history_slice (record->at, span);
  BatchHistoryRecord *point = find_point (points, record, at, whole);

  if (point == NULL)
    {
      point = batch_history_record_copy (record);
      g_clear_pointer (&point->job_id, g_free);
      point->at = at;
      point->span = span;
      g_ptr_array_add (points, point);
      return;
    }

  batch_history_record_add (point, record);
  if (whole)
    point->span = (at - point->at) / G_USEC_PER_SEC + record->span;
}

/* --- Loads --- */

BatchLoadRecord *
batch_load_record_copy (const BatchLoadRecord *load)
{
  BatchLoadRecord *copy = g_memdup2 (load, sizeof *load);

  copy->job_id = g_strdup (load->job_id);
  copy->key = g_strdup (load->key);
  copy->backend = g_strdup (load->backend);
  copy->evicted = g_strdup (load->evicted);
  return copy;
}

void
batch_load_record_free (BatchLoadRecord *load)
{
  g_free (load->job_id);
  g_free (load->key);
  g_free (load->backend);
  g_free (load->evicted);
  g_free (load);
}

/* --- Forecasts --- */

BatchForecastRecord *
batch_forecast_record_copy (const BatchForecastRecord *forecast)
{
  BatchForecastRecord *copy = g_memdup2 (forecast, sizeof *forecast);

  copy->job_id = g_strdup (forecast->job_id);
  return copy;
}

void
batch_forecast_record_free (BatchForecastRecord *forecast)
{
  g_free (forecast->job_id);
  g_free (forecast);
}

gboolean
batch_forecast_held (const BatchForecastRecord *forecast)
{
  gint64 low = forecast->low_ms / 1000 * 1000;
  gint64 high = (forecast->high_ms + 999) / 1000 * 1000;

  return low <= forecast->actual_ms && forecast->actual_ms <= high;
}
