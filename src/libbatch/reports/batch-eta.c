/* batch-eta.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-eta-private.h"

#include "planning/batch-eta-probability-private.h"

/**
 * BatchEta:
 *
 * How long a job still takes, as a range with what stands behind it.
 *
 * It is made by the engine and never changes; [property@Job:eta] is replaced by a new
 * one as work goes on.
 */

struct _BatchEta
{
  GObject        parent_instance;

  BatchEtaValues values;
};

enum
{
  PROP_0,
  PROP_LOW,
  PROP_EXPECTED,
  PROP_HIGH,
  PROP_SAMPLES,
  PROP_CONFIDENCE,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchEta, batch_eta, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_eta_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  BatchEta *self = BATCH_ETA (object);

  switch (prop_id)
    {
    case PROP_LOW:
      g_value_set_int64 (value, self->values.low_ms);
      break;

    case PROP_EXPECTED:
      g_value_set_int64 (value, self->values.expected_ms);
      break;

    case PROP_HIGH:
      g_value_set_int64 (value, self->values.high_ms);
      break;

    case PROP_SAMPLES:
      g_value_set_uint (value, self->values.samples);
      break;

    case PROP_CONFIDENCE:
      g_value_set_enum (value, self->values.confidence);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_eta_class_init (BatchEtaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = batch_eta_get_property;

  /**
   * BatchEta:low:
   *
   * In ms: one job in ten ends sooner. -1 when nothing is known.
   */
  properties[PROP_LOW] =
    g_param_spec_int64 ("low", NULL, NULL, -1, G_MAXINT64, -1,
                        (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchEta:expected:
   *
   * In ms, the most likely. 0 when nothing is left, -1 when nothing is known.
   */
  properties[PROP_EXPECTED] =
    g_param_spec_int64 ("expected", NULL, NULL, -1, G_MAXINT64, -1,
                        (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchEta:high:
   *
   * In ms: one job in ten ends later. -1 when nothing is known.
   */
  properties[PROP_HIGH] =
    g_param_spec_int64 ("high", NULL, NULL, -1, G_MAXINT64, -1,
                        (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchEta:samples:
   *
   * The number of measured durations behind it.
   */
  properties[PROP_SAMPLES] =
    g_param_spec_uint ("samples", NULL, NULL, 0, G_MAXUINT, 0,
                       (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchEta:confidence:
   *
   * How much it can be relied on.
   */
  properties[PROP_CONFIDENCE] =
    g_param_spec_enum ("confidence", NULL, NULL, BATCH_TYPE_ETA_CONFIDENCE,
                       BATCH_ETA_CONFIDENCE_NONE, (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_eta_init (BatchEta *self)
{
  self->values.low_ms = -1;
  self->values.expected_ms = -1;
  self->values.high_ms = -1;
}

BatchEta *
batch_eta_new (const BatchEtaValues *values)
{
  BatchEta *self = g_object_new (BATCH_TYPE_ETA, NULL);

  self->values = *values;
  return self;
}

/**
 * batch_eta_get_low:
 * @self: an estimate
 *
 * Gets the time than which one job in ten ends sooner.
 *
 * Returns: ms; -1 when nothing is known
 */
gint64
batch_eta_get_low (BatchEta *self)
{
  g_return_val_if_fail (BATCH_IS_ETA (self), -1);

  return self->values.low_ms;
}

/**
 * batch_eta_get_expected:
 * @self: an estimate
 *
 * Gets the most likely time.
 *
 * Returns: ms; 0 when nothing is left, -1 when nothing is known
 */
gint64
batch_eta_get_expected (BatchEta *self)
{
  g_return_val_if_fail (BATCH_IS_ETA (self), -1);

  return self->values.expected_ms;
}

/**
 * batch_eta_get_high:
 * @self: an estimate
 *
 * Gets the time than which one job in ten ends later.
 *
 * Returns: ms; -1 when nothing is known
 */
gint64
batch_eta_get_high (BatchEta *self)
{
  g_return_val_if_fail (BATCH_IS_ETA (self), -1);

  return self->values.high_ms;
}

/**
 * batch_eta_get_samples:
 * @self: an estimate
 *
 * Gets how many measured durations stand behind it.
 *
 * Returns: the number of samples
 */
guint
batch_eta_get_samples (BatchEta *self)
{
  g_return_val_if_fail (BATCH_IS_ETA (self), 0);

  return self->values.samples;
}

/**
 * batch_eta_get_confidence:
 * @self: an estimate
 *
 * Gets how much it can be relied on.
 *
 * Returns: the confidence
 */
BatchEtaConfidence
batch_eta_get_confidence (BatchEta *self)
{
  g_return_val_if_fail (BATCH_IS_ETA (self), BATCH_ETA_CONFIDENCE_NONE);

  return self->values.confidence;
}

/**
 * batch_eta_get_chance:
 * @self: an estimate
 * @within_ms: a time from when the estimate was made, in ms
 *
 * Gets how likely it is that all is done by then: will it be ready by seven o'clock?
 *
 * Returns: from 0 to 1; -1 when nothing is known
 */
double
batch_eta_get_chance (BatchEta *self,
                      gint64    within_ms)
{
  g_return_val_if_fail (BATCH_IS_ETA (self), -1);

  return batch_eta_probability (&self->values, within_ms);
}
