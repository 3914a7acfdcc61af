/* batch-insights-data.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "insights/batch-insights-data.h"

#include "insights/batch-scale.h"

#define MAX_SLICES 120
#define REFRESH_MS 1000

struct _BatchInsightsData
{
  GObject               parent_instance;

  BatchQueue           *queue;       /* (nullable) */
  BatchJob             *job;         /* (nullable) */
  GListModel           *points;
  GListModel           *totals;
  GListModel           *loads;
  BatchEstimateQuality *quality;
  BatchPlan            *plan;
  GCancellable         *cancellable; /* (nullable) of the look that is under way */
  gint64                from;
  gint64                to;
  gint64                looked_at;   /* monotonic */
  guint                 resolution;
  guint                 timer;
  BatchRange            range;
  guint                 active : 1;
  guint                 stale : 1;
};

enum
{
  CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (BatchInsightsData, batch_insights_data, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void expect_look (BatchInsightsData *self);

/* --- One look --- */

/* Whether @error says that the look goes on without this; a newer look took its place. */
static gboolean
is_over (GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Whether there is work that time passes for: a job that is begun may be paused, or wait. */
static gboolean
is_anything_running (BatchInsightsData *self)
{
  GListModel *jobs = G_LIST_MODEL (self->queue);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (batch_job_get_running (job) > 0)
        return TRUE;
    }

  return FALSE;
}

static void
end_look (BatchInsightsData *self)
{
  g_clear_object (&self->cancellable);
  self->looked_at = g_get_monotonic_time ();
  g_signal_emit (self, signals[CHANGED], 0);
  if (self->stale || is_anything_running (self))
    expect_look (self);
}

static void
plan_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(BatchInsightsData) self = user_data;
  g_autoptr(GError) error = NULL;
  BatchPlan *plan = batch_engine_get_plan_finish (BATCH_ENGINE (source), result, &error);

  if (is_over (error))
    return;

  g_clear_object (&self->plan);
  self->plan = plan;
  end_look (self);
}

static void
quality_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BatchInsightsData) self = user_data;
  g_autoptr(GError) error = NULL;
  BatchEstimateQuality *quality =
    batch_engine_get_estimate_quality_finish (BATCH_ENGINE (source), result, &error);

  if (is_over (error))
    return;

  g_clear_object (&self->quality);
  self->quality = quality;
  batch_engine_get_plan_async (BATCH_ENGINE (source), self->cancellable, plan_cb,
                               g_object_ref (self));
}

static void
loads_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BatchInsightsData) self = user_data;
  g_autoptr(GError) error = NULL;
  GListModel *loads = batch_engine_list_loads_finish (BATCH_ENGINE (source), result, &error);

  if (is_over (error))
    return;

  g_clear_object (&self->loads);
  self->loads = loads;
  batch_engine_get_estimate_quality_async (BATCH_ENGINE (source), self->cancellable, quality_cb,
                                           g_object_ref (self));
}

static const char *
job_id (BatchInsightsData *self)
{
  return self->job != NULL ? batch_job_get_id (self->job) : NULL;
}

static GDateTime *
time_new (gint64 us)
{
  return g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
}

static void
points_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchInsightsData) self = user_data;
  g_autoptr(GDateTime) from = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *points = batch_engine_get_history_finish (BATCH_ENGINE (source), result, &error);

  if (is_over (error))
    return;

  g_clear_object (&self->points);
  self->points = points;
  from = time_new (self->from);
  batch_engine_list_loads_async (BATCH_ENGINE (source), job_id (self), from, NULL,
                                 self->cancellable, loads_cb, g_object_ref (self));
}

static gint64
range_length (BatchRange range)
{
  switch (range)
    {
    case BATCH_RANGE_HOUR:
      return G_TIME_SPAN_HOUR;
    case BATCH_RANGE_DAY:
      return G_TIME_SPAN_DAY;
    case BATCH_RANGE_WEEK:
      return 7 * G_TIME_SPAN_DAY;
    case BATCH_RANGE_WHOLE:
      break;
    }

  return 0;
}

/* The whole run is as long as something was done. */
static void
set_whole_range (BatchInsightsData *self)
{
  gint64 now = g_get_real_time ();
  gint64 end = 0;

  self->from = now;
  for (guint i = 0; i < g_list_model_get_n_items (self->totals); i++)
    {
      g_autoptr(BatchHistoryPoint) point = g_list_model_get_item (self->totals, i);
      g_autoptr(GDateTime) at = batch_history_point_get_at (point);
      gint64 begin = g_date_time_to_unix (at) * G_USEC_PER_SEC;

      self->from = MIN (self->from, begin);
      end = MAX (end, begin + (gint64) batch_history_point_get_span (point) * G_USEC_PER_SEC);
    }

  self->to = end == 0 || batch_queue_has_running_job (self->queue) ? now : MIN (end, now);
  self->to = MAX (self->to, self->from + G_USEC_PER_SEC);
}

static void
totals_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(BatchInsightsData) self = user_data;
  g_autoptr(GDateTime) from = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *totals = batch_engine_get_history_finish (BATCH_ENGINE (source), result, &error);

  if (is_over (error))
    return;

  g_clear_object (&self->totals);
  self->totals = totals != NULL ? totals : G_LIST_MODEL (g_list_store_new (G_TYPE_OBJECT));
  if (self->range == BATCH_RANGE_WHOLE)
    set_whole_range (self);
  self->resolution = batch_scale_resolution ((self->to - self->from) / G_USEC_PER_SEC,
                                             MAX_SLICES);
  from = time_new (self->from);
  batch_engine_get_history_async (BATCH_ENGINE (source), job_id (self), from, NULL,
                                  self->resolution, self->cancellable, points_cb,
                                  g_object_ref (self));
}

static void
look (BatchInsightsData *self)
{
  BatchEngine *engine = batch_queue_get_engine (self->queue);
  gint64 length = range_length (self->range);
  g_autoptr(GDateTime) from = NULL;

  self->stale = FALSE;
  self->cancellable = g_cancellable_new ();
  self->to = g_get_real_time ();
  self->from = self->to - length;
  if (length > 0)
    from = time_new (self->from);
  batch_engine_get_history_async (engine, job_id (self), from, NULL, G_MAXUINT, self->cancellable,
                                  totals_cb, g_object_ref (self));
}

/* --- When to look --- */

static gboolean
timer_cb (gpointer user_data)
{
  BatchInsightsData *self = user_data;

  self->timer = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
expect_look (BatchInsightsData *self)
{
  gint64 since = (g_get_monotonic_time () - self->looked_at) / 1000;

  self->stale = TRUE;
  if (self->queue == NULL || !self->active || self->timer != 0 || self->cancellable != NULL)
    return;

  self->timer = g_timeout_add ((guint) CLAMP (REFRESH_MS - since, 0, REFRESH_MS), timer_cb, self);
}

static void
stop_looking (BatchInsightsData *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->cancellable != NULL)
    {
      g_cancellable_cancel (self->cancellable);
      g_clear_object (&self->cancellable);
    }
}

/* At once: something else is to be seen. */
static void
look_anew (BatchInsightsData *self)
{
  stop_looking (self);
  self->looked_at = 0;
  expect_look (self);
}

/* --- The object --- */

static void
batch_insights_data_dispose (GObject *object)
{
  BatchInsightsData *self = BATCH_INSIGHTS_DATA (object);

  stop_looking (self);
  batch_insights_data_set_queue (self, NULL);
  g_clear_object (&self->job);
  g_clear_object (&self->points);
  g_clear_object (&self->totals);
  g_clear_object (&self->loads);
  g_clear_object (&self->quality);
  g_clear_object (&self->plan);

  G_OBJECT_CLASS (batch_insights_data_parent_class)->dispose (object);
}

static void
batch_insights_data_class_init (BatchInsightsDataClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = batch_insights_data_dispose;

  signals[CHANGED] = g_signal_new ("changed", BATCH_TYPE_INSIGHTS_DATA, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
batch_insights_data_init (BatchInsightsData *self)
{
}

BatchInsightsData *
batch_insights_data_new (void)
{
  return g_object_new (BATCH_TYPE_INSIGHTS_DATA, NULL);
}

void
batch_insights_data_set_queue (BatchInsightsData *self,
                               BatchQueue        *queue)
{
  if (self->queue == queue)
    return;

  stop_looking (self);
  if (self->queue != NULL)
    g_signal_handlers_disconnect_by_data (self->queue, self);
  g_set_object (&self->queue, queue);
  if (queue == NULL)
    return;

  g_signal_connect_object (queue, "job-changed", G_CALLBACK (expect_look), self,
                           G_CONNECT_SWAPPED);
  look_anew (self);
}

void
batch_insights_data_set_job (BatchInsightsData *self,
                             BatchJob          *job)
{
  if (g_set_object (&self->job, job))
    look_anew (self);
}

void
batch_insights_data_set_range (BatchInsightsData *self,
                               BatchRange         range)
{
  if (self->range == range)
    return;

  self->range = range;
  look_anew (self);
}

void
batch_insights_data_set_active (BatchInsightsData *self,
                                gboolean           active)
{
  if (self->active == active)
    return;

  self->active = active;
  if (active)
    look_anew (self);
  else
    {
      stop_looking (self);
      /* Who holds it keeps it up to date. */
      g_clear_object (&self->plan);
    }
}

gboolean
batch_insights_data_is_looking (BatchInsightsData *self)
{
  return self->timer != 0 || self->cancellable != NULL;
}

GListModel *
batch_insights_data_get_points (BatchInsightsData *self)
{
  return self->points;
}

GListModel *
batch_insights_data_get_totals (BatchInsightsData *self)
{
  return self->totals;
}

GListModel *
batch_insights_data_get_loads (BatchInsightsData *self)
{
  return self->loads;
}

BatchEstimateQuality *
batch_insights_data_get_quality (BatchInsightsData *self)
{
  return self->quality;
}

BatchPlan *
batch_insights_data_get_plan (BatchInsightsData *self)
{
  return self->plan;
}

BatchJob *
batch_insights_data_get_job (BatchInsightsData *self)
{
  return self->job;
}

gint64
batch_insights_data_get_from (BatchInsightsData *self)
{
  return self->from;
}

gint64
batch_insights_data_get_to (BatchInsightsData *self)
{
  return self->to;
}

guint
batch_insights_data_get_resolution (BatchInsightsData *self)
{
  return self->resolution;
}

/* Of everything it is the sum of the batches in the list that were begun. What was loaded in
 * a part of the time cannot be held against it. */
gint64
batch_insights_data_get_arrival_loads (BatchInsightsData *self)
{
  GListModel *jobs = G_LIST_MODEL (self->queue);
  gint64 sum = 0;

  if (self->range != BATCH_RANGE_WHOLE)
    return -1;
  if (self->job != NULL)
    return batch_job_get_arrival_loads (self->job);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (batch_job_get_loads (job) == 0)
        continue;
      if (batch_job_get_arrival_loads (job) < 0)
        return -1;
      sum += batch_job_get_arrival_loads (job);
    }

  return sum;
}
