/* batch-job.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-job-private.h"

#include "engine/batch-eta.h"

/**
 * BatchJob:
 *
 * Many items, one policy, one deadline.
 *
 * A job begins as a draft: [ctor@Job.new] and [method@Job.add_item] build one in
 * memory, [ctor@Job.new_for_file] takes a batch file. Everything about it may be
 * set until it is submitted. From then on the engine decides, and the job tells
 * what happens to it by its properties; several that change at the same time are
 * notified together.
 *
 * A job belongs to the main context of its queue or, on its own, to the one it was
 * made in.
 */

enum
{
  PROP_0,
  PROP_ID,
  PROP_TITLE,
  PROP_STATE,
  PROP_HANDLER,
  PROP_BACKEND,
  PROP_OPERATION,
  PROP_RESOURCE_KEY,
  PROP_RESOURCE_KEYS,
  PROP_OVERWRITE_POLICY,
  PROP_EXECUTION_MODE,
  PROP_PROVIDER,
  PROP_PRIORITY,
  PROP_PARALLEL,
  PROP_MAX_ATTEMPTS,
  PROP_KEY_ID,
  PROP_WEBHOOK_URL,
  PROP_METADATA,
  PROP_INPUT_NAME,
  PROP_INPUT_FILE_ID,
  PROP_OUTPUT_FILE_ID,
  PROP_ERROR_FILE_ID,
  PROP_OUTPUT_PATH,
  PROP_ERROR_PATH,
  PROP_MAX_LINES,
  PROP_MAX_BYTES,
  PROP_FAILURE,
  PROP_PAUSED,
  PROP_REORDERED,
  PROP_REORDER_NOTE,
  PROP_LOADS,
  PROP_ARRIVAL_LOADS,
  PROP_TOTAL,
  PROP_PENDING,
  PROP_RUNNING,
  PROP_SUCCEEDED,
  PROP_FAILED,
  PROP_SKIPPED,
  PROP_CANCELLED,
  PROP_EXPIRED,
  PROP_NEEDS_REVIEW,
  PROP_ENDED,
  PROP_PROGRESS,
  PROP_ETA,
  PROP_CREATED_AT,
  PROP_STARTED_AT,
  PROP_COMPLETED_AT,
  PROP_EXPIRES_AT,
  PROP_ITEMS,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchJob, batch_job, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_job_finalize (GObject *object)
{
  BatchJob *self = BATCH_JOB (object);

  g_clear_pointer (&self->record, batch_job_record_unref);
  g_clear_pointer (&self->draft, batch_job_draft_free);
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

    case PROP_FAILURE:
      g_value_set_string (value, batch_job_get_failure (self));
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

    case PROP_EXPIRES_AT:
      g_value_take_boxed (value, batch_job_get_expires_at (self));
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
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_job_finalize;
  object_class->get_property = batch_job_get_property;
  object_class->set_property = batch_job_set_property;

  /**
   * BatchJob:id:
   *
   * The id of the job; a caller may choose one before it is submitted.
   */
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, writable);

  /**
   * BatchJob:title:
   *
   * What people call the job.
   */
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, writable);

  /**
   * BatchJob:state:
   *
   * Where the job is in its life.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL,
                       BATCH_TYPE_JOB_STATE, BATCH_JOB_STATE_VALIDATING, readable);

  /**
   * BatchJob:handler:
   *
   * The name of the handler that does the work; `http` is built in.
   */
  properties[PROP_HANDLER] =
    g_param_spec_string ("handler", NULL, NULL, NULL, writable);

  /**
   * BatchJob:backend:
   *
   * The model server that requests are sent to, by its name or its URL; %NULL is the
   * default one.
   */
  properties[PROP_BACKEND] =
    g_param_spec_string ("backend", NULL, NULL, NULL, writable);

  /**
   * BatchJob:operation:
   *
   * What is done to the items; estimates go by it.
   */
  properties[PROP_OPERATION] =
    g_param_spec_string ("operation", NULL, NULL, NULL, writable);

  /**
   * BatchJob:resource-key:
   *
   * What must be loaded for the job, usually a model; the first one if there are several.
   */
  properties[PROP_RESOURCE_KEY] =
    g_param_spec_string ("resource-key", NULL, NULL, NULL, writable);

  /**
   * BatchJob:resource-keys:
   *
   * Everything that must be loaded for the job, in the order of its first item.
   */
  properties[PROP_RESOURCE_KEYS] =
    g_param_spec_boxed ("resource-keys", NULL, NULL, G_TYPE_STRV, readable);

  /**
   * BatchJob:overwrite-policy:
   *
   * What becomes of items that have a result already.
   */
  properties[PROP_OVERWRITE_POLICY] =
    g_param_spec_enum ("overwrite-policy", NULL, NULL,
                       BATCH_TYPE_OVERWRITE_POLICY, BATCH_OVERWRITE_POLICY_SKIP, writable);

  /**
   * BatchJob:execution-mode:
   *
   * Who runs the items.
   */
  properties[PROP_EXECUTION_MODE] =
    g_param_spec_enum ("execution-mode", NULL, NULL,
                       BATCH_TYPE_EXECUTION_MODE, BATCH_EXECUTION_MODE_PROXY_NATIVE, writable);

  /**
   * BatchJob:provider:
   *
   * Whose batch API runs the job; %NULL when the engine runs it.
   */
  properties[PROP_PROVIDER] =
    g_param_spec_string ("provider", NULL, NULL, NULL, readable);

  /**
   * BatchJob:priority:
   *
   * How urgent the job is; higher goes first, 0 is usual.
   */
  properties[PROP_PRIORITY] =
    g_param_spec_int ("priority", NULL, NULL, G_MININT, G_MAXINT, 0, writable);

  /**
   * BatchJob:parallel:
   *
   * How many items may be under way at the same time; 0 is as many as the backend takes.
   */
  properties[PROP_PARALLEL] =
    g_param_spec_uint ("parallel", NULL, NULL, 0, G_MAXUINT, 0, writable);

  /**
   * BatchJob:max-attempts:
   *
   * How often an item is tried at most; 0 is up to the engine.
   */
  properties[PROP_MAX_ATTEMPTS] =
    g_param_spec_uint ("max-attempts", NULL, NULL, 0, G_MAXUINT, 0, writable);

  /**
   * BatchJob:key-id:
   *
   * Whose the job is, as far as the local API is concerned.
   */
  properties[PROP_KEY_ID] =
    g_param_spec_string ("key-id", NULL, NULL, NULL, writable);

  /**
   * BatchJob:webhook-url:
   *
   * Where the events of the job are sent.
   */
  properties[PROP_WEBHOOK_URL] =
    g_param_spec_string ("webhook-url", NULL, NULL, NULL, writable);

  /**
   * BatchJob:metadata:
   *
   * What the submitter noted about the job, a JSON object as text.
   */
  properties[PROP_METADATA] =
    g_param_spec_string ("metadata", NULL, NULL, NULL, writable);

  /**
   * BatchJob:input-name:
   *
   * The name of the input.
   */
  properties[PROP_INPUT_NAME] =
    g_param_spec_string ("input-name", NULL, NULL, NULL, readable);

  /**
   * BatchJob:input-file-id:
   *
   * The id of the input as a file.
   */
  properties[PROP_INPUT_FILE_ID] =
    g_param_spec_string ("input-file-id", NULL, NULL, NULL, readable);

  /**
   * BatchJob:output-file-id:
   *
   * The id of the results as a file.
   */
  properties[PROP_OUTPUT_FILE_ID] =
    g_param_spec_string ("output-file-id", NULL, NULL, NULL, readable);

  /**
   * BatchJob:error-file-id:
   *
   * The id of the failures as a file.
   */
  properties[PROP_ERROR_FILE_ID] =
    g_param_spec_string ("error-file-id", NULL, NULL, NULL, readable);

  /**
   * BatchJob:output-path:
   *
   * Where the results are to be written.
   */
  properties[PROP_OUTPUT_PATH] =
    g_param_spec_string ("output-path", NULL, NULL, NULL, writable);

  /**
   * BatchJob:error-path:
   *
   * Where the failures are to be written.
   */
  properties[PROP_ERROR_PATH] =
    g_param_spec_string ("error-path", NULL, NULL, NULL, writable);

  /**
   * BatchJob:max-lines:
   *
   * How many requests the input may have; 0 is no limit, -1 the one of the engine.
   */
  properties[PROP_MAX_LINES] =
    g_param_spec_int64 ("max-lines", NULL, NULL, -1, G_MAXINT64, -1, writable);

  /**
   * BatchJob:max-bytes:
   *
   * How many bytes the input may have; 0 is no limit, -1 the one of the engine.
   */
  properties[PROP_MAX_BYTES] =
    g_param_spec_int64 ("max-bytes", NULL, NULL, -1, G_MAXINT64, -1, writable);

  /**
   * BatchJob:failure:
   *
   * Why the job could not run at all.
   */
  properties[PROP_FAILURE] =
    g_param_spec_string ("failure", NULL, NULL, NULL, readable);

  /**
   * BatchJob:paused:
   *
   * Whether the job is held up by hand.
   */
  properties[PROP_PAUSED] =
    g_param_spec_boolean ("paused", NULL, NULL, FALSE, readable);

  /**
   * BatchJob:reordered:
   *
   * Whether the job was moved in the list to save loading a model.
   */
  properties[PROP_REORDERED] =
    g_param_spec_boolean ("reordered", NULL, NULL, FALSE, readable);

  /**
   * BatchJob:reorder-note:
   *
   * Why the job was moved in the list.
   */
  properties[PROP_REORDER_NOTE] =
    g_param_spec_string ("reorder-note", NULL, NULL, NULL, readable);

  /**
   * BatchJob:loads:
   *
   * How many times a model was loaded for the job so far.
   */
  properties[PROP_LOADS] =
    g_param_spec_uint ("loads", NULL, NULL, 0, G_MAXUINT, 0, readable);

  /**
   * BatchJob:arrival-loads:
   *
   * How many loads its items would take one after the other, in the order of the input;
   * -1 when nobody counted.
   */
  properties[PROP_ARRIVAL_LOADS] =
    g_param_spec_int64 ("arrival-loads", NULL, NULL, -1, G_MAXINT64, 0, readable);

  /**
   * BatchJob:total:
   *
   * How many items the job has.
   */
  properties[PROP_TOTAL] =
    g_param_spec_int64 ("total", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:pending:
   *
   * How many items wait.
   */
  properties[PROP_PENDING] =
    g_param_spec_int64 ("pending", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:running:
   *
   * How many items are under way.
   */
  properties[PROP_RUNNING] =
    g_param_spec_int64 ("running", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:succeeded:
   *
   * How many items succeeded.
   */
  properties[PROP_SUCCEEDED] =
    g_param_spec_int64 ("succeeded", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:failed:
   *
   * How many items failed.
   */
  properties[PROP_FAILED] =
    g_param_spec_int64 ("failed", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:skipped:
   *
   * How many items were skipped.
   */
  properties[PROP_SKIPPED] =
    g_param_spec_int64 ("skipped", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:cancelled:
   *
   * How many items were cancelled.
   */
  properties[PROP_CANCELLED] =
    g_param_spec_int64 ("cancelled", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:expired:
   *
   * How many items expired.
   */
  properties[PROP_EXPIRED] =
    g_param_spec_int64 ("expired", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:needs-review:
   *
   * How many items succeeded with an answer that a person should look at.
   */
  properties[PROP_NEEDS_REVIEW] =
    g_param_spec_int64 ("needs-review", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:ended:
   *
   * How many items have ended, one way or another.
   */
  properties[PROP_ENDED] =
    g_param_spec_int64 ("ended", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:progress:
   *
   * How much of the job has ended, from 0 to 1.
   */
  properties[PROP_PROGRESS] =
    g_param_spec_double ("progress", NULL, NULL, 0.0, 1.0, 0.0, readable);

  /**
   * BatchJob:eta:
   *
   * How long the job will still take.
   */
  properties[PROP_ETA] =
    g_param_spec_object ("eta", NULL, NULL, BATCH_TYPE_ETA, readable);

  /**
   * BatchJob:created-at:
   *
   * When the job was submitted.
   */
  properties[PROP_CREATED_AT] =
    g_param_spec_boxed ("created-at", NULL, NULL, G_TYPE_DATE_TIME, readable);

  /**
   * BatchJob:started-at:
   *
   * When the first item was started.
   */
  properties[PROP_STARTED_AT] =
    g_param_spec_boxed ("started-at", NULL, NULL, G_TYPE_DATE_TIME, readable);

  /**
   * BatchJob:completed-at:
   *
   * When the job ended.
   */
  properties[PROP_COMPLETED_AT] =
    g_param_spec_boxed ("completed-at", NULL, NULL, G_TYPE_DATE_TIME, readable);

  /**
   * BatchJob:expires-at:
   *
   * When the job is to be over; what has not ended by then expires. %NULL is never.
   */
  properties[PROP_EXPIRES_AT] =
    g_param_spec_boxed ("expires-at", NULL, NULL, G_TYPE_DATE_TIME, writable);

  /**
   * BatchJob:items:
   *
   * All items in the order of the input, a list of [class@Item] that loads what is looked
   * at.
   */
  properties[PROP_ITEMS] =
    g_param_spec_object ("items", NULL, NULL, G_TYPE_LIST_MODEL, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_job_init (BatchJob *self)
{
  self->record = batch_job_record_new ();
  self->record->own_ids = TRUE;
  self->draft = batch_job_draft_new ();
}
