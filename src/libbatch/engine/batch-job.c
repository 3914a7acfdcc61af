/* batch-job.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-job-private.h"

#include "engine/batch-job-properties-private.h"
#include "reports/batch-eta.h"

/**
 * BatchJob:
 *
 * Many items, one policy, one deadline.
 *
 * A job begins as a draft: [ctor@Job.new] and [method@Job.add_item] build one in
 * memory, [ctor@Job.new_for_file] takes a batch file. Everything about it may be
 * set until it is submitted, and no more while it is taken in. From then on the engine
 * decides, and the job tells what happens to it by its properties; several that change
 * at the same time are notified together.
 *
 * What is set later stays as it was, whether by its property or by a function, and is
 * notified once more as it is; [method@Job.try_set] has an error for that, which is an
 * exception in other languages. [method@Job.is_draft] tells whether it was submitted.
 *
 * A job belongs to the main context of its queue or, on its own, to the one it was
 * made in.
 */

G_DEFINE_FINAL_TYPE (BatchJob, batch_job, G_TYPE_OBJECT)

static void
batch_job_finalize (GObject *object)
{
  BatchJob *self = BATCH_JOB (object);

  g_clear_pointer (&self->record, batch_job_record_unref);
  g_clear_pointer (&self->draft, batch_job_input_free);
  g_clear_pointer (&self->views, batch_job_views_free);
  g_clear_object (&self->eta);
  g_clear_pointer (&self->engine, batch_weak_link_unref);
  g_free (self->id);

  G_OBJECT_CLASS (batch_job_parent_class)->finalize (object);
}

static void
batch_job_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  BatchJob *self = BATCH_JOB (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, batch_job_get_id (self));
      break;

    case PROP_TITLE:
      g_value_set_string (value, batch_job_get_title (self));
      break;

    case PROP_DISPLAY_NAME:
      g_value_take_string (value, batch_job_get_display_name (self));
      break;

    case PROP_STATE:
      g_value_set_enum (value, batch_job_get_state (self));
      break;

    case PROP_HANDLER:
      g_value_set_string (value, batch_job_get_handler (self));
      break;

    case PROP_BACKEND:
      g_value_set_string (value, batch_job_get_backend (self));
      break;

    case PROP_OPERATION:
      g_value_set_string (value, batch_job_get_operation (self));
      break;

    case PROP_RESOURCE_KEY:
      g_value_set_string (value, batch_job_get_resource_key (self));
      break;

    case PROP_RESOURCE_KEYS:
      g_value_take_boxed (value, batch_job_get_resource_keys (self));
      break;

    case PROP_OVERWRITE_POLICY:
      g_value_set_enum (value, batch_job_get_overwrite_policy (self));
      break;

    case PROP_EXECUTION_MODE:
      g_value_set_enum (value, batch_job_get_execution_mode (self));
      break;

    case PROP_PROVIDER:
      g_value_set_string (value, batch_job_get_provider (self));
      break;

    case PROP_PRIORITY:
      g_value_set_int (value, batch_job_get_priority (self));
      break;

    case PROP_PARALLEL:
      g_value_set_uint (value, batch_job_get_parallel (self));
      break;

    case PROP_MAX_ATTEMPTS:
      g_value_set_uint (value, batch_job_get_max_attempts (self));
      break;

    case PROP_KEY_ID:
      g_value_set_string (value, batch_job_get_key_id (self));
      break;

    case PROP_WEBHOOK_URL:
      g_value_set_string (value, batch_job_get_webhook_url (self));
      break;

    case PROP_METADATA:
      g_value_set_string (value, batch_job_get_metadata (self));
      break;

    case PROP_INPUT_NAME:
      g_value_set_string (value, batch_job_get_input_name (self));
      break;

    case PROP_INPUT_FILE_ID:
      g_value_take_string (value, batch_job_get_input_file_id (self));
      break;

    case PROP_OUTPUT_FILE_ID:
      g_value_take_string (value, batch_job_get_output_file_id (self));
      break;

    case PROP_ERROR_FILE_ID:
      g_value_take_string (value, batch_job_get_error_file_id (self));
      break;

    case PROP_OUTPUT_PATH:
      g_value_set_string (value, batch_job_get_output_path (self));
      break;

    case PROP_ERROR_PATH:
      g_value_set_string (value, batch_job_get_error_path (self));
      break;

    case PROP_MAX_LINES:
      g_value_set_int64 (value, batch_job_get_max_lines (self));
      break;

    case PROP_MAX_BYTES:
      g_value_set_int64 (value, batch_job_get_max_bytes (self));
      break;

    case PROP_REUSE:
      g_value_set_boolean (value, batch_job_get_reuse (self));
      break;

    case PROP_FAILURE:
      g_value_set_string (value, batch_job_get_failure (self));
      break;

    case PROP_STANDSTILL:
      g_value_set_string (value, batch_job_get_standstill (self));
      break;

    case PROP_PAUSED:
      g_value_set_boolean (value, batch_job_get_paused (self));
      break;

    case PROP_REORDERED:
      g_value_set_boolean (value, batch_job_get_reordered (self));
      break;

    case PROP_REORDER_NOTE:
      g_value_set_string (value, batch_job_get_reorder_note (self));
      break;

    case PROP_LOADS:
      g_value_set_uint (value, batch_job_get_loads (self));
      break;

    case PROP_ARRIVAL_LOADS:
      g_value_set_int64 (value, batch_job_get_arrival_loads (self));
      break;

    case PROP_TOTAL:
      g_value_set_int64 (value, batch_job_get_total (self));
      break;

    case PROP_PENDING:
      g_value_set_int64 (value, batch_job_get_pending (self));
      break;

    case PROP_RUNNING:
      g_value_set_int64 (value, batch_job_get_running (self));
      break;

    case PROP_SUCCEEDED:
      g_value_set_int64 (value, batch_job_get_succeeded (self));
      break;

    case PROP_FAILED:
      g_value_set_int64 (value, batch_job_get_failed (self));
      break;

    case PROP_SKIPPED:
      g_value_set_int64 (value, batch_job_get_skipped (self));
      break;

    case PROP_CANCELLED:
      g_value_set_int64 (value, batch_job_get_cancelled (self));
      break;

    case PROP_EXPIRED:
      g_value_set_int64 (value, batch_job_get_expired (self));
      break;

    case PROP_NEEDS_REVIEW:
      g_value_set_int64 (value, batch_job_get_needs_review (self));
      break;

    case PROP_PROMPT_TOKENS:
      g_value_set_int64 (value, batch_job_get_prompt_tokens (self));
      break;

    case PROP_CACHED_TOKENS:
      g_value_set_int64 (value, batch_job_get_cached_tokens (self));
      break;

    case PROP_OUTPUT_TOKENS:
      g_value_set_int64 (value, batch_job_get_output_tokens (self));
      break;

    case PROP_ENDED:
      g_value_set_int64 (value, batch_job_get_ended (self));
      break;

    case PROP_PROGRESS:
      g_value_set_double (value, batch_job_get_progress (self));
      break;

    case PROP_ETA:
      g_value_set_object (value, batch_job_get_eta (self));
      break;

    case PROP_CREATED_AT:
      g_value_take_boxed (value, batch_job_get_created_at (self));
      break;

    case PROP_STARTED_AT:
      g_value_take_boxed (value, batch_job_get_started_at (self));
      break;

    case PROP_COMPLETED_AT:
      g_value_take_boxed (value, batch_job_get_completed_at (self));
      break;

    case PROP_EXPORTED_AT:
      g_value_take_boxed (value, batch_job_get_exported_at (self));
      break;

    case PROP_EXPIRES_AT:
      g_value_take_boxed (value, batch_job_get_expires_at (self));
      break;

    case PROP_STANDSTILL_SINCE:
      g_value_take_boxed (value, batch_job_get_standstill_since (self));
      break;

    case PROP_NEXT_TRY_AT:
      g_value_take_boxed (value, batch_job_get_next_try_at (self));
      break;

    case PROP_ITEMS:
      g_value_set_object (value, batch_job_get_items (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_job_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  BatchJob *self = BATCH_JOB (object);

  switch (prop_id)
    {
    case PROP_ID:
      batch_job_set_id (self, g_value_get_string (value));
      break;

    case PROP_TITLE:
      batch_job_set_title (self, g_value_get_string (value));
      break;

    case PROP_HANDLER:
      batch_job_set_handler (self, g_value_get_string (value));
      break;

    case PROP_BACKEND:
      batch_job_set_backend (self, g_value_get_string (value));
      break;

    case PROP_OPERATION:
      batch_job_set_operation (self, g_value_get_string (value));
      break;

    case PROP_RESOURCE_KEY:
      batch_job_set_resource_key (self, g_value_get_string (value));
      break;

    case PROP_OVERWRITE_POLICY:
      batch_job_set_overwrite_policy (self, g_value_get_enum (value));
      break;

    case PROP_EXECUTION_MODE:
      batch_job_set_execution_mode (self, g_value_get_enum (value));
      break;

    case PROP_PRIORITY:
      batch_job_set_priority (self, g_value_get_int (value));
      break;

    case PROP_PARALLEL:
      batch_job_set_parallel (self, g_value_get_uint (value));
      break;

    case PROP_MAX_ATTEMPTS:
      batch_job_set_max_attempts (self, g_value_get_uint (value));
      break;

    case PROP_KEY_ID:
      batch_job_set_key_id (self, g_value_get_string (value));
      break;

    case PROP_WEBHOOK_URL:
      batch_job_set_webhook_url (self, g_value_get_string (value));
      break;

    case PROP_METADATA:
      batch_job_set_metadata (self, g_value_get_string (value));
      break;

    case PROP_OUTPUT_PATH:
      batch_job_set_output_path (self, g_value_get_string (value));
      break;

    case PROP_ERROR_PATH:
      batch_job_set_error_path (self, g_value_get_string (value));
      break;

    case PROP_MAX_LINES:
      batch_job_set_max_lines (self, g_value_get_int64 (value));
      break;

    case PROP_MAX_BYTES:
      batch_job_set_max_bytes (self, g_value_get_int64 (value));
      break;

    case PROP_REUSE:
      batch_job_set_reuse (self, g_value_get_boolean (value));
      break;

    case PROP_EXPIRES_AT:
      batch_job_set_expires_at (self, g_value_get_boxed (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_job_class_init (BatchJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_job_finalize;
  object_class->get_property = batch_job_get_property;
  object_class->set_property = batch_job_set_property;

  batch_job_install_properties (object_class);
}

static void
batch_job_init (BatchJob *self)
{
  self->record = batch_job_record_new ();
  self->record->own_ids = TRUE;
  self->draft = batch_job_input_new ();
}
