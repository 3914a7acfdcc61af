/* batch-forecast.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-forecast-private.h"

#include "core/batch-fields-private.h"

/**
 * BatchForecast:
 *
 * What was said about the time that a job still takes, and what came of it.
 *
 * It is kept for each job when 10, 25, 50 and 75 percent of it are done. What counts is the
 * time in which the job was worked on: pauses do not.
 */
struct _BatchForecast
{
  GObject              parent_instance;

  BatchForecastRecord *record;
};

enum
{
  PROP_0,
  PROP_JOB_ID,
  PROP_PERCENT,
  PROP_AT,
  PROP_LOW_MS,
  PROP_EXPECTED_MS,
  PROP_HIGH_MS,
  PROP_ACTUAL_MS,
  PROP_HELD,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchForecast, batch_forecast, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_forecast_finalize (GObject *object)
{
  BatchForecast *self = BATCH_FORECAST (object);

  g_clear_pointer (&self->record, batch_forecast_record_free);

  G_OBJECT_CLASS (batch_forecast_parent_class)->finalize (object);
}

static void
batch_forecast_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  BatchForecast *self = BATCH_FORECAST (object);

  switch (prop_id)
    {
    case PROP_JOB_ID:
      g_value_set_string (value, batch_forecast_get_job_id (self));
      break;

    case PROP_PERCENT:
      g_value_set_uint (value, batch_forecast_get_percent (self));
      break;

    case PROP_AT:
      g_value_take_boxed (value, batch_forecast_get_at (self));
      break;

    case PROP_LOW_MS:
      g_value_set_int64 (value, batch_forecast_get_low_ms (self));
      break;

    case PROP_EXPECTED_MS:
      g_value_set_int64 (value, batch_forecast_get_expected_ms (self));
      break;

    case PROP_HIGH_MS:
      g_value_set_int64 (value, batch_forecast_get_high_ms (self));
      break;

    case PROP_ACTUAL_MS:
      g_value_set_int64 (value, batch_forecast_get_actual_ms (self));
      break;

    case PROP_HELD:
      g_value_set_boolean (value, batch_forecast_get_held (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_forecast_class_init (BatchForecastClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_forecast_finalize;
  object_class->get_property = batch_forecast_get_property;

  /**
   * BatchForecast:job-id:
   *
   * The job; %NULL when it is gone.
   */
  properties[PROP_JOB_ID] =
    g_param_spec_string ("job-id", NULL, NULL, NULL, READABLE);

  /**
   * BatchForecast:percent:
   *
   * How much of the job was done then.
   */
  properties[PROP_PERCENT] =
    g_param_spec_uint ("percent", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchForecast:at:
   *
   * When it was said.
   */
  properties[PROP_AT] =
    g_param_spec_boxed ("at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchForecast:low-ms:
   *
   * The lower end of the range, in ms.
   */
  properties[PROP_LOW_MS] =
    g_param_spec_int64 ("low-ms", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchForecast:expected-ms:
   *
   * The time that was expected, in ms.
   */
  properties[PROP_EXPECTED_MS] =
    g_param_spec_int64 ("expected-ms", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchForecast:high-ms:
   *
   * The upper end of the range, in ms.
   */
  properties[PROP_HIGH_MS] =
    g_param_spec_int64 ("high-ms", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchForecast:actual-ms:
   *
   * How long it took from there on, in ms.
   */
  properties[PROP_ACTUAL_MS] =
    g_param_spec_int64 ("actual-ms", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchForecast:held:
   *
   * Whether the time was in the range, in whole seconds.
   */
  properties[PROP_HELD] =
    g_param_spec_boolean ("held", NULL, NULL, FALSE, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_forecast_init (BatchForecast *self)
{
  self->record = g_new0 (BatchForecastRecord, 1);
}

BatchForecast *
batch_forecast_new (const BatchForecastRecord *record)
{
  BatchForecast *self = g_object_new (BATCH_TYPE_FORECAST, NULL);

  batch_forecast_record_free (self->record);
  self->record = batch_forecast_record_copy (record);
  return self;
}

/**
 * batch_forecast_get_job_id:
 * @self: a forecast
 *
 * Gets the job.
 *
 * Returns: (transfer none) (nullable): the id, or %NULL when the job is gone
 */
const char *
batch_forecast_get_job_id (BatchForecast *self)
{
  g_return_val_if_fail (BATCH_IS_FORECAST (self), NULL);

  return self->record->job_id;
}

/**
 * batch_forecast_get_percent:
 * @self: a forecast
 *
 * Gets how much of the job was done then.
 *
 * Returns: the percentage
 */
guint
batch_forecast_get_percent (BatchForecast *self)
{
  g_return_val_if_fail (BATCH_IS_FORECAST (self), 0);

  return self->record->percent;
}

/**
 * batch_forecast_get_at:
 * @self: a forecast
 *
 * Gets when it was said.
 *
 * Returns: (transfer full): the time
 */
GDateTime *
batch_forecast_get_at (BatchForecast *self)
{
  g_return_val_if_fail (BATCH_IS_FORECAST (self), NULL);

  return batch_date_time_new (self->record->at);
}

/**
 * batch_forecast_get_low_ms:
 * @self: a forecast
 *
 * Gets the lower end of the range, in ms.
 *
 * Returns: the time in ms
 */
gint64
batch_forecast_get_low_ms (BatchForecast *self)
{
  g_return_val_if_fail (BATCH_IS_FORECAST (self), 0);

  return self->record->low_ms;
}

/**
 * batch_forecast_get_expected_ms:
 * @self: a forecast
 *
 * Gets the time that was expected, in ms.
 *
 * Returns: the time in ms
 */
gint64
batch_forecast_get_expected_ms (BatchForecast *self)
{
  g_return_val_if_fail (BATCH_IS_FORECAST (self), 0);

  return self->record->expected_ms;
}

/**
 * batch_forecast_get_high_ms:
 * @self: a forecast
 *
 * Gets the upper end of the range, in ms.
 *
 * Returns: the time in ms
 */
gint64
batch_forecast_get_high_ms (BatchForecast *self)
{
  g_return_val_if_fail (BATCH_IS_FORECAST (self), 0);

  return self->record->high_ms;
}

/**
 * batch_forecast_get_actual_ms:
 * @self: a forecast
 *
 * Gets how long it took from there on, in ms.
 *
 * Returns: the time in ms
 */
gint64
batch_forecast_get_actual_ms (BatchForecast *self)
{
  g_return_val_if_fail (BATCH_IS_FORECAST (self), 0);

  return self->record->actual_ms;
}

/**
 * batch_forecast_get_held:
 * @self: a forecast
 *
 * Gets whether the time was in the range, in whole seconds.
 *
 * Returns: %TRUE if it was
 */
gboolean
batch_forecast_get_held (BatchForecast *self)
{
  g_return_val_if_fail (BATCH_IS_FORECAST (self), FALSE);

  return batch_forecast_held (self->record);
}
