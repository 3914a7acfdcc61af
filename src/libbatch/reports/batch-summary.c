/* batch-summary.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-summary-private.h"

#include <json-glib/json-glib.h>

#include "reports/batch-summary-properties-private.h"

/**
 * BatchSummary:
 *
 * How a job went.
 *
 * It tells of one moment and never changes.
 */
struct _BatchSummary
{
  GObject         parent_instance;

  BatchJobRecord *record;
};

G_DEFINE_FINAL_TYPE (BatchSummary, batch_summary, G_TYPE_OBJECT)

static void
batch_summary_finalize (GObject *object)
{
  BatchSummary *self = BATCH_SUMMARY (object);

  g_clear_pointer (&self->record, batch_job_record_unref);

  G_OBJECT_CLASS (batch_summary_parent_class)->finalize (object);
}

static void
batch_summary_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BatchSummary *self = BATCH_SUMMARY (object);

  switch (prop_id)
    {
    case PROP_JOB_ID:
      g_value_set_string (value, batch_summary_get_job_id (self));
      break;

    case PROP_OPERATION:
      g_value_set_string (value, batch_summary_get_operation (self));
      break;

    case PROP_RESOURCE_KEY:
      g_value_set_string (value, batch_summary_get_resource_key (self));
      break;

    case PROP_STATE:
      g_value_set_enum (value, batch_summary_get_state (self));
      break;

    case PROP_TOTAL:
      g_value_set_int64 (value, batch_summary_get_total (self));
      break;

    case PROP_SUCCEEDED:
      g_value_set_int64 (value, batch_summary_get_succeeded (self));
      break;

    case PROP_FAILED:
      g_value_set_int64 (value, batch_summary_get_failed (self));
      break;

    case PROP_SKIPPED:
      g_value_set_int64 (value, batch_summary_get_skipped (self));
      break;

    case PROP_CANCELLED:
      g_value_set_int64 (value, batch_summary_get_cancelled (self));
      break;

    case PROP_EXPIRED:
      g_value_set_int64 (value, batch_summary_get_expired (self));
      break;

    case PROP_TOTAL_DURATION_MS:
      g_value_set_int64 (value, batch_summary_get_total_duration_ms (self));
      break;

    case PROP_AVG_DURATION_MS:
      g_value_set_int64 (value, batch_summary_get_avg_duration_ms (self));
      break;

    case PROP_WALL_MS:
      g_value_set_int64 (value, batch_summary_get_wall_ms (self));
      break;

    case PROP_LOADS:
      g_value_set_uint (value, batch_summary_get_loads (self));
      break;

    case PROP_PROMPT_TOKENS:
      g_value_set_int64 (value, batch_summary_get_prompt_tokens (self));
      break;

    case PROP_CACHED_TOKENS:
      g_value_set_int64 (value, batch_summary_get_cached_tokens (self));
      break;

    case PROP_OUTPUT_TOKENS:
      g_value_set_int64 (value, batch_summary_get_output_tokens (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_summary_class_init (BatchSummaryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_summary_finalize;
  object_class->get_property = batch_summary_get_property;

  batch_summary_install_properties (object_class);
}

static void
batch_summary_init (BatchSummary *self)
{
  self->record = batch_job_record_new ();
}

BatchSummary *
batch_summary_new_for_record (const BatchJobRecord *record)
{
  BatchSummary *self = g_object_new (BATCH_TYPE_SUMMARY, NULL);

  batch_job_record_unref (self->record);
  self->record = batch_job_record_ref ((BatchJobRecord *) record);
  return self;
}

/**
 * batch_summary_get_job_id:
 * @self: a summary
 *
 * Gets the id of the job.
 *
 * Returns: the id
 */
const char *
batch_summary_get_job_id (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), NULL);

  return self->record->id;
}

/**
 * batch_summary_get_operation:
 * @self: a summary
 *
 * Gets what was done to the items.
 *
 * Returns: the operation
 */
const char *
batch_summary_get_operation (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), NULL);

  return self->record->operation;
}

/**
 * batch_summary_get_resource_key:
 * @self: a summary
 *
 * Gets the resource key of the job, its first one if it has several.
 *
 * Returns: (nullable): the key
 */
const char *
batch_summary_get_resource_key (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), NULL);

  return self->record->resource_key;
}

/**
 * batch_summary_get_state:
 * @self: a summary
 *
 * Gets how the job ended.
 *
 * Returns: the state
 */
BatchJobState
batch_summary_get_state (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), BATCH_JOB_STATE_FAILED);

  return self->record->state;
}

/**
 * batch_summary_get_total:
 * @self: a summary
 *
 * Gets how many items the job has.
 *
 * Returns: the number
 */
gint64
batch_summary_get_total (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), 0);

  return self->record->counts.total;
}

/**
 * batch_summary_get_succeeded:
 * @self: a summary
 *
 * Gets how many items succeeded.
 *
 * Returns: the number
 */
gint64
batch_summary_get_succeeded (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), 0);

  return self->record->counts.succeeded;
}

/**
 * batch_summary_get_failed:
 * @self: a summary
 *
 * Gets how many items failed.
 *
 * Returns: the number
 */
gint64
batch_summary_get_failed (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), 0);

  return self->record->counts.failed;
}

/**
 * batch_summary_get_skipped:
 * @self: a summary
 *
 * Gets how many items were skipped.
 *
 * Returns: the number
 */
gint64
batch_summary_get_skipped (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), 0);

  return self->record->counts.skipped;
}

/**
 * batch_summary_get_cancelled:
 * @self: a summary
 *
 * Gets how many items were cancelled.
 *
 * Returns: the number
 */
gint64
batch_summary_get_cancelled (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), 0);

  return self->record->counts.cancelled;
}

/**
 * batch_summary_get_expired:
 * @self: a summary
 *
 * Gets how many items expired.
 *
 * Returns: the number
 */
gint64
batch_summary_get_expired (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), 0);

  return self->record->counts.expired;
}

/**
 * batch_summary_get_total_duration_ms:
 * @self: a summary
 *
 * Gets how long the items took together, the work itself and not the clock on the
 * wall.
 *
 * Returns: the time in ms
 */
gint64
batch_summary_get_total_duration_ms (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), 0);

  return self->record->busy_ms;
}

/**
 * batch_summary_get_avg_duration_ms:
 * @self: a summary
 *
 * Gets how long an item that succeeded or failed took on average.
 *
 * Returns: the time in ms; 0 when there was none
 */
gint64
batch_summary_get_avg_duration_ms (BatchSummary *self)
{
  const BatchCounts *counts;
  gint64 n_done;

  g_return_val_if_fail (BATCH_IS_SUMMARY (self), 0);

  counts = &self->record->counts;
  n_done = counts->succeeded + counts->failed;
  return n_done > 0 ? self->record->busy_ms / n_done : 0;
}

/**
 * batch_summary_get_wall_ms:
 * @self: a summary
 *
 * Gets how long the job took, from its first item to its end.
 *
 * Returns: the time in ms; 0 while it has not ended
 */
gint64
batch_summary_get_wall_ms (BatchSummary *self)
{
  const BatchJobRecord *record;

  g_return_val_if_fail (BATCH_IS_SUMMARY (self), 0);

  record = self->record;
  if (record->started_at == 0 || record->completed_at < record->started_at)
    return 0;

  return (record->completed_at - record->started_at) / 1000;
}

/**
 * batch_summary_get_loads:
 * @self: a summary
 *
 * Gets how many times a model was loaded for the job.
 *
 * Returns: the number
 */
guint
batch_summary_get_loads (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), 0);

  return self->record->loads;
}

/**
 * batch_summary_get_prompt_tokens:
 * @self: a summary
 *
 * Gets how many tokens the prompts of all attempts had, as the server counts.
 *
 * Returns: the number, of attempts whose answers say so
 */
gint64
batch_summary_get_prompt_tokens (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), 0);

  return self->record->prompt_tokens;
}

/**
 * batch_summary_get_cached_tokens:
 * @self: a summary
 *
 * Gets how many tokens of the prompts of all attempts the server did not have to read, as it
 * knew them from earlier ones.
 *
 * Returns: the number, of attempts whose answers say so
 */
gint64
batch_summary_get_cached_tokens (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), 0);

  return self->record->cached_tokens;
}

/**
 * batch_summary_get_output_tokens:
 * @self: a summary
 *
 * Gets how many tokens the answers to all attempts had, as the server counts.
 *
 * Returns: the number, of attempts whose answers say so
 */
gint64
batch_summary_get_output_tokens (BatchSummary *self)
{
  g_return_val_if_fail (BATCH_IS_SUMMARY (self), 0);

  return self->record->output_tokens;
}

static void
add_count (JsonBuilder *builder,
           const char  *name,
           gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_text (JsonBuilder *builder,
          const char  *name,
          const char  *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * batch_summary_to_json:
 * @self: a summary
 *
 * Gets the summary as a JSON object, with names like `totalDurationMs`.
 *
 * Returns: (transfer full): the JSON text
 */
char *
batch_summary_to_json (BatchSummary *self)
{
  g_autoptr(JsonBuilder) builder = NULL;
  g_autoptr(JsonNode) root = NULL;
  const char *state;

  g_return_val_if_fail (BATCH_IS_SUMMARY (self), NULL);

  state = batch_enum_to_nick (BATCH_TYPE_JOB_STATE, self->record->state);
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  add_text (builder, "jobId", batch_summary_get_job_id (self));
  add_text (builder, "operation", batch_summary_get_operation (self));
  add_text (builder, "resourceKey", batch_summary_get_resource_key (self));
  add_text (builder, "state", state);
  add_count (builder, "total", batch_summary_get_total (self));
  add_count (builder, "succeeded", batch_summary_get_succeeded (self));
  add_count (builder, "failed", batch_summary_get_failed (self));
  add_count (builder, "skipped", batch_summary_get_skipped (self));
  add_count (builder, "cancelled", batch_summary_get_cancelled (self));
  add_count (builder, "expired", batch_summary_get_expired (self));
  add_count (builder, "totalDurationMs", batch_summary_get_total_duration_ms (self));
  add_count (builder, "avgDurationMs", batch_summary_get_avg_duration_ms (self));
  add_count (builder, "wallMs", batch_summary_get_wall_ms (self));
  add_count (builder, "loads", batch_summary_get_loads (self));
  add_count (builder, "promptTokens", batch_summary_get_prompt_tokens (self));
  add_count (builder, "cachedTokens", batch_summary_get_cached_tokens (self));
  add_count (builder, "outputTokens", batch_summary_get_output_tokens (self));
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}
