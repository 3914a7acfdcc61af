/* batch-history-point.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-history-point-private.h"

#include "core/batch-fields-private.h"

/**
 * BatchHistoryPoint:
 *
 * What was done with one model on one server, in one slice of time.
 *
 * [method@Engine.get_history_async] gives them. An item counts where it ended. A point
 * never changes: the next look gives new ones.
 */
struct _BatchHistoryPoint
{
  GObject             parent_instance;

  BatchHistoryRecord *record;
};

enum
{
  PROP_0,
  PROP_AT,
  PROP_SPAN,
  PROP_RESOURCE_KEY,
  PROP_BACKEND,
  PROP_SUCCEEDED,
  PROP_FAILED,
  PROP_PROMPT_TOKENS,
  PROP_OUTPUT_TOKENS,
  PROP_CACHED_TOKENS,
  PROP_BUSY_MS,
  PROP_P50_MS,
  PROP_P95_MS,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchHistoryPoint, batch_history_point, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_history_point_finalize (GObject *object)
{
  BatchHistoryPoint *self = BATCH_HISTORY_POINT (object);

  g_clear_pointer (&self->record, batch_history_record_free);

  G_OBJECT_CLASS (batch_history_point_parent_class)->finalize (object);
}

static void
batch_history_point_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  BatchHistoryPoint *self = BATCH_HISTORY_POINT (object);

  switch (prop_id)
    {
    case PROP_AT:
      g_value_take_boxed (value, batch_history_point_get_at (self));
      break;

    case PROP_SPAN:
      g_value_set_uint (value, batch_history_point_get_span (self));
      break;

    case PROP_RESOURCE_KEY:
      g_value_set_string (value, batch_history_point_get_resource_key (self));
      break;

    case PROP_BACKEND:
      g_value_set_string (value, batch_history_point_get_backend (self));
      break;

    case PROP_SUCCEEDED:
      g_value_set_int64 (value, batch_history_point_get_succeeded (self));
      break;

    case PROP_FAILED:
      g_value_set_int64 (value, batch_history_point_get_failed (self));
      break;

    case PROP_PROMPT_TOKENS:
      g_value_set_int64 (value, batch_history_point_get_prompt_tokens (self));
      break;

    case PROP_OUTPUT_TOKENS:
      g_value_set_int64 (value, batch_history_point_get_output_tokens (self));
      break;

    case PROP_CACHED_TOKENS:
      g_value_set_int64 (value, batch_history_point_get_cached_tokens (self));
      break;

    case PROP_BUSY_MS:
      g_value_set_int64 (value, batch_history_point_get_busy_ms (self));
      break;

    case PROP_P50_MS:
      g_value_set_int64 (value, batch_history_point_get_p50_ms (self));
      break;

    case PROP_P95_MS:
      g_value_set_int64 (value, batch_history_point_get_p95_ms (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_history_point_class_init (BatchHistoryPointClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_history_point_finalize;
  object_class->get_property = batch_history_point_get_property;

  /**
   * BatchHistoryPoint:at:
   *
   * When the slice begins.
   */
  properties[PROP_AT] =
    g_param_spec_boxed ("at", NULL, NULL, G_TYPE_DATE_TIME, READABLE);

  /**
   * BatchHistoryPoint:span:
   *
   * How long the slice is, in seconds.
   */
  properties[PROP_SPAN] =
    g_param_spec_uint ("span", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchHistoryPoint:resource-key:
   *
   * The model.
   */
  properties[PROP_RESOURCE_KEY] =
    g_param_spec_string ("resource-key", NULL, NULL, NULL, READABLE);

  /**
   * BatchHistoryPoint:backend:
   *
   * Where it was done: the URL of a model server, or the name of a handler.
   */
  properties[PROP_BACKEND] =
    g_param_spec_string ("backend", NULL, NULL, NULL, READABLE);

  /**
   * BatchHistoryPoint:succeeded:
   *
   * How many items succeeded, with those that were skipped.
   */
  properties[PROP_SUCCEEDED] =
    g_param_spec_int64 ("succeeded", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchHistoryPoint:failed:
   *
   * How many items failed for good.
   */
  properties[PROP_FAILED] =
    g_param_spec_int64 ("failed", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchHistoryPoint:prompt-tokens:
   *
   * How many tokens the prompts had, of all attempts whose answers say so.
   */
  properties[PROP_PROMPT_TOKENS] =
    g_param_spec_int64 ("prompt-tokens", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchHistoryPoint:output-tokens:
   *
   * How many tokens the answers had, where they say so.
   */
  properties[PROP_OUTPUT_TOKENS] =
    g_param_spec_int64 ("output-tokens", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchHistoryPoint:cached-tokens:
   *
   * How many of the tokens of the prompts the server still had from before, where it says
   * so.
   */
  properties[PROP_CACHED_TOKENS] =
    g_param_spec_int64 ("cached-tokens", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchHistoryPoint:busy-ms:
   *
   * How long all attempts took together, in ms; those at the same time count each.
   */
  properties[PROP_BUSY_MS] =
    g_param_spec_int64 ("busy-ms", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchHistoryPoint:p50-ms:
   *
   * What half of the items that succeeded took at most, in ms, to within five percent.
   */
  properties[PROP_P50_MS] =
    g_param_spec_int64 ("p50-ms", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  /**
   * BatchHistoryPoint:p95-ms:
   *
   * What 95 percent of the items that succeeded took at most, in ms, to within five
   * percent.
   */
  properties[PROP_P95_MS] =
    g_param_spec_int64 ("p95-ms", NULL, NULL, -1, G_MAXINT64, -1, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_history_point_init (BatchHistoryPoint *self)
{
  self->record = g_new0 (BatchHistoryRecord, 1);
}

BatchHistoryPoint *
batch_history_point_new (const BatchHistoryRecord *record)
{
  BatchHistoryPoint *self = g_object_new (BATCH_TYPE_HISTORY_POINT, NULL);

  batch_history_record_free (self->record);
  self->record = batch_history_record_copy (record);
  return self;
}

/**
 * batch_history_point_get_at:
 * @self: a point
 *
 * Gets when the slice begins.
 *
 * Returns: (transfer full): the time
 */
GDateTime *
batch_history_point_get_at (BatchHistoryPoint *self)
{
  g_return_val_if_fail (BATCH_IS_HISTORY_POINT (self), NULL);

  return batch_date_time_new (self->record->at);
}

/**
 * batch_history_point_get_span:
 * @self: a point
 *
 * Gets how long the slice is, in seconds.
 *
 * Returns: the number of seconds
 */
guint
batch_history_point_get_span (BatchHistoryPoint *self)
{
  g_return_val_if_fail (BATCH_IS_HISTORY_POINT (self), 0);

  return self->record->span;
}

/**
 * batch_history_point_get_resource_key:
 * @self: a point
 *
 * Gets the model.
 *
 * Returns: (transfer none): the resource key
 */
const char *
batch_history_point_get_resource_key (BatchHistoryPoint *self)
{
  g_return_val_if_fail (BATCH_IS_HISTORY_POINT (self), NULL);

  return self->record->key;
}

/**
 * batch_history_point_get_backend:
 * @self: a point
 *
 * Gets where it was done: the URL of a model server, or the name of a handler.
 *
 * Returns: (transfer none): the place
 */
const char *
batch_history_point_get_backend (BatchHistoryPoint *self)
{
  g_return_val_if_fail (BATCH_IS_HISTORY_POINT (self), NULL);

  return self->record->backend;
}

/**
 * batch_history_point_get_succeeded:
 * @self: a point
 *
 * Gets how many items succeeded, with those that were skipped.
 *
 * Returns: the number of items
 */
gint64
batch_history_point_get_succeeded (BatchHistoryPoint *self)
{
  g_return_val_if_fail (BATCH_IS_HISTORY_POINT (self), 0);

  return self->record->succeeded;
}

/**
 * batch_history_point_get_failed:
 * @self: a point
 *
 * Gets how many items failed for good.
 *
 * Returns: the number of items
 */
gint64
batch_history_point_get_failed (BatchHistoryPoint *self)
{
  g_return_val_if_fail (BATCH_IS_HISTORY_POINT (self), 0);

  return self->record->failed;
}

/**
 * batch_history_point_get_prompt_tokens:
 * @self: a point
 *
 * Gets how many tokens the prompts had, of all attempts whose answers say so.
 *
 * Returns: the number of tokens
 */
gint64
batch_history_point_get_prompt_tokens (BatchHistoryPoint *self)
{
  g_return_val_if_fail (BATCH_IS_HISTORY_POINT (self), 0);

  return self->record->prompt_tokens;
}

/**
 * batch_history_point_get_output_tokens:
 * @self: a point
 *
 * Gets how many tokens the answers had, where they say so.
 *
 * Returns: the number of tokens
 */
gint64
batch_history_point_get_output_tokens (BatchHistoryPoint *self)
{
  g_return_val_if_fail (BATCH_IS_HISTORY_POINT (self), 0);

  return self->record->output_tokens;
}

/**
 * batch_history_point_get_cached_tokens:
 * @self: a point
 *
 * Gets how many of the tokens of the prompts the server still had from before, where it
 * says so.
 *
 * Returns: the number of tokens
 */
gint64
batch_history_point_get_cached_tokens (BatchHistoryPoint *self)
{
  g_return_val_if_fail (BATCH_IS_HISTORY_POINT (self), 0);

  return self->record->cached_tokens;
}

/**
 * batch_history_point_get_busy_ms:
 * @self: a point
 *
 * Gets how long all attempts took together, in ms; those at the same time count each.
 *
 * Returns: the time in ms
 */
gint64
batch_history_point_get_busy_ms (BatchHistoryPoint *self)
{
  g_return_val_if_fail (BATCH_IS_HISTORY_POINT (self), 0);

  return self->record->busy_ms;
}

/**
 * batch_history_point_get_p50_ms:
 * @self: a point
 *
 * Gets what half of the items that succeeded took at most, in ms, to within five percent.
 *
 * Returns: the time in ms; -1 when none succeeded
 */
gint64
batch_history_point_get_p50_ms (BatchHistoryPoint *self)
{
  g_return_val_if_fail (BATCH_IS_HISTORY_POINT (self), -1);

  return batch_durations_quantile (&self->record->durations, 0.5);
}

/**
 * batch_history_point_get_p95_ms:
 * @self: a point
 *
 * Gets what 95 percent of the items that succeeded took at most, in ms, to within five
 * percent.
 *
 * Returns: the time in ms; -1 when none succeeded
 */
gint64
batch_history_point_get_p95_ms (BatchHistoryPoint *self)
{
  g_return_val_if_fail (BATCH_IS_HISTORY_POINT (self), -1);

  return batch_durations_quantile (&self->record->durations, 0.95);
}
