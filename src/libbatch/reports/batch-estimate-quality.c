/* batch-estimate-quality.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-estimate-quality-private.h"

#include "reports/batch-forecast-private.h"

/**
 * BatchEstimateQuality:
 *
 * Whether the estimates of the last jobs came true.
 *
 * [method@Engine.get_estimate_quality_async] gives it. It looks at the last fifty jobs
 * that came to their end: what was said when a quarter of a job was done speaks for the
 * job, or what was said later when nobody looked then.
 */
struct _BatchEstimateQuality
{
  GObject     parent_instance;

  GListStore *forecasts;           /* of BatchForecast */
  guint       n_jobs;
  guint       n_held;
};

/* A job is judged by what was said at this mark, else at one after it, else before it. */
#define TELLING_PERCENT 25

enum
{
  PROP_0,
  PROP_N_JOBS,
  PROP_N_HELD,
  PROP_FORECASTS,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchEstimateQuality, batch_estimate_quality, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_estimate_quality_finalize (GObject *object)
{
  BatchEstimateQuality *self = BATCH_ESTIMATE_QUALITY (object);

  g_clear_object (&self->forecasts);

  G_OBJECT_CLASS (batch_estimate_quality_parent_class)->finalize (object);
}

static void
batch_estimate_quality_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  BatchEstimateQuality *self = BATCH_ESTIMATE_QUALITY (object);

  switch (prop_id)
    {
    case PROP_N_JOBS:
      g_value_set_uint (value, self->n_jobs);
      break;

    case PROP_N_HELD:
      g_value_set_uint (value, self->n_held);
      break;

    case PROP_FORECASTS:
      g_value_set_object (value, self->forecasts);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_estimate_quality_class_init (BatchEstimateQualityClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_estimate_quality_finalize;
  object_class->get_property = batch_estimate_quality_get_property;

  /**
   * BatchEstimateQuality:n-jobs:
   *
   * How many jobs it looks at.
   */
  properties[PROP_N_JOBS] =
    g_param_spec_uint ("n-jobs", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchEstimateQuality:n-held:
   *
   * Of how many of them the estimate came true.
   */
  properties[PROP_N_HELD] =
    g_param_spec_uint ("n-held", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchEstimateQuality:forecasts:
   *
   * All that was said about these jobs, as a list of [class@Forecast]; the latest come
   * first.
   */
  properties[PROP_FORECASTS] =
    g_param_spec_object ("forecasts", NULL, NULL, G_TYPE_LIST_MODEL, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_estimate_quality_init (BatchEstimateQuality *self)
{
  self->forecasts = g_list_store_new (BATCH_TYPE_FORECAST);
}

/* --- The jobs --- */

/* One round of a job; what was retried is another one. */
static char *
round_of (const BatchForecastRecord *record)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %u", record->job, record->round);
}

static gboolean
tells_more (const BatchForecastRecord *record,
            const BatchForecastRecord *than)
{
  gboolean late = record->percent >= TELLING_PERCENT;

  if (late != (than->percent >= TELLING_PERCENT))
    return late;
  return late == (record->percent < than->percent);
}

/* Takes @round. */
static void
judge (GHashTable                *telling,
       char                      *round,
       const BatchForecastRecord *record)
{
  const BatchForecastRecord *known = g_hash_table_lookup (telling, round);

  if (known == NULL || tells_more (record, known))
    g_hash_table_insert (telling, round, (gpointer) record);
  else
    g_free (round);
}

BatchEstimateQuality *
batch_estimate_quality_new (GPtrArray *records)
{
  BatchEstimateQuality *self = g_object_new (BATCH_TYPE_ESTIMATE_QUALITY, NULL);
  g_autoptr(GHashTable) telling = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer record;

  for (guint i = 0; i < records->len; i++)
    {
      const BatchForecastRecord *next = g_ptr_array_index (records, i);
      g_autofree char *round = round_of (next);
      g_autoptr(BatchForecast) forecast = NULL;

      if (g_hash_table_size (telling) == BATCH_ESTIMATE_QUALITY_JOBS
          && !g_hash_table_contains (telling, round))
        continue;

      forecast = batch_forecast_new (next);
      g_list_store_append (self->forecasts, forecast);
      judge (telling, g_steal_pointer (&round), next);
    }

  self->n_jobs = g_hash_table_size (telling);
  g_hash_table_iter_init (&iter, telling);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    self->n_held += batch_forecast_held (record);
  return self;
}

/**
 * batch_estimate_quality_get_n_jobs:
 * @self: a quality
 *
 * Gets how many jobs it looks at.
 *
 * Returns: the number of jobs, at most fifty
 */
guint
batch_estimate_quality_get_n_jobs (BatchEstimateQuality *self)
{
  g_return_val_if_fail (BATCH_IS_ESTIMATE_QUALITY (self), 0);

  return self->n_jobs;
}

/**
 * batch_estimate_quality_get_n_held:
 * @self: a quality
 *
 * Gets of how many of them the estimate came true.
 *
 * Returns: the number of jobs
 */
guint
batch_estimate_quality_get_n_held (BatchEstimateQuality *self)
{
  g_return_val_if_fail (BATCH_IS_ESTIMATE_QUALITY (self), 0);

  return self->n_held;
}

/**
 * batch_estimate_quality_get_forecasts:
 * @self: a quality
 *
 * Gets all that was said about these jobs.
 *
 * Returns: (transfer none): a list of [class@Forecast]; the latest come first
 */
GListModel *
batch_estimate_quality_get_forecasts (BatchEstimateQuality *self)
{
  g_return_val_if_fail (BATCH_IS_ESTIMATE_QUALITY (self), NULL);

  return G_LIST_MODEL (self->forecasts);
}

/* --- The marks --- */

static GPtrArray *
collect (BatchEstimateQuality *self,
         guint                 percent)
{
  GPtrArray *forecasts = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->forecasts)); i++)
    {
      g_autoptr(BatchForecast) forecast =
        g_list_model_get_item (G_LIST_MODEL (self->forecasts), i);

      if (batch_forecast_get_percent (forecast) == percent)
        g_ptr_array_add (forecasts, g_steal_pointer (&forecast));
    }

  return forecasts;
}

/**
 * batch_estimate_quality_count:
 * @self: a quality
 * @percent: how much was done: 10, 25, 50 or 75
 *
 * Counts what was said when so much of a job was done.
 *
 * Returns: the number of forecasts
 */
guint
batch_estimate_quality_count (BatchEstimateQuality *self,
                              guint                 percent)
{
  g_autoptr(GPtrArray) forecasts = NULL;

  g_return_val_if_fail (BATCH_IS_ESTIMATE_QUALITY (self), 0);

  forecasts = collect (self, percent);
  return forecasts->len;
}

/**
 * batch_estimate_quality_count_held:
 * @self: a quality
 * @percent: how much was done: 10, 25, 50 or 75
 *
 * Counts what came true of what was said when so much of a job was done.
 *
 * Returns: the number of forecasts
 */
guint
batch_estimate_quality_count_held (BatchEstimateQuality *self,
                                   guint                 percent)
{
  g_autoptr(GPtrArray) forecasts = NULL;
  guint n_held = 0;

  g_return_val_if_fail (BATCH_IS_ESTIMATE_QUALITY (self), 0);

  forecasts = collect (self, percent);
  for (guint i = 0; i < forecasts->len; i++)
    n_held += batch_forecast_get_held (g_ptr_array_index (forecasts, i));
  return n_held;
}

static double
error_of (BatchForecast *forecast)
{
  double actual = MAX (batch_forecast_get_actual_ms (forecast), 1);

  return ABS (batch_forecast_get_expected_ms (forecast) - actual) / actual;
}

static int
compare_errors (gconstpointer a,
                gconstpointer b)
{
  double left = error_of (*(BatchForecast * const *) a);
  double right = error_of (*(BatchForecast * const *) b);

  return (left > right) - (left < right);
}

/**
 * batch_estimate_quality_get_error:
 * @self: a quality
 * @percent: how much was done: 10, 25, 50 or 75
 *
 * Gets how far off the expected time was when so much of a job was done: half of the jobs
 * were off by more, half by less.
 *
 * Returns: a part of the time it took, 0.1 being ten percent; -1 when nothing was said
 */
double
batch_estimate_quality_get_error (BatchEstimateQuality *self,
                                  guint                 percent)
{
  g_autoptr(GPtrArray) forecasts = NULL;

  g_return_val_if_fail (BATCH_IS_ESTIMATE_QUALITY (self), -1);

  forecasts = collect (self, percent);
  if (forecasts->len == 0)
    return -1;

  g_ptr_array_sort (forecasts, compare_errors);
  return error_of (g_ptr_array_index (forecasts, forecasts->len / 2));
}
