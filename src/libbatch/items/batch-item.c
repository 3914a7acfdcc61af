/* batch-item.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-private.h"

#include "core/batch-fields-private.h"
#include "items/batch-item-properties-private.h"

/**
 * BatchItem:
 *
 * One request of a job, and its fate.
 *
 * Items come from [property@Job:items] and [method@Job.query_items], and follow
 * what happens as long as somebody holds them. These lists are for views: a row knows
 * nothing but its place until it is [property@Item:loaded], which takes a moment after
 * it was looked at first. [method@Engine.get_items_async] gives items that are known.
 *
 * The payload and the result may be large: they are loaded when asked for, by
 * [method@Item.load_payload_async] and [method@Item.load_result_async]. What a person
 * would read of them is [method@Item.load_prompt_async] and
 * [method@Item.load_answer_async].
 */

G_DEFINE_FINAL_TYPE (BatchItem, batch_item, G_TYPE_OBJECT)

#define FIELD(property, kind, member) \
  { property, BATCH_FIELD_##kind, G_STRUCT_OFFSET (BatchItemRecord, member) }

static const BatchField fields[] = {
  FIELD ("custom-id", STRING, custom_id),
  FIELD ("position", INT, position),
  FIELD ("line", INT, line),
  FIELD ("status", INT, status),
  FIELD ("model", STRING, key),
  FIELD ("resource-key", STRING, key),
  FIELD ("endpoint", STRING, endpoint),
  FIELD ("size-bucket", INT, bucket),
  FIELD ("attempts", INT, attempts),
  FIELD ("last-error", STRING, last_error),
  FIELD ("failure-kind", INT, failure_kind),
  FIELD ("review-reason", INT, review_reason),
  FIELD ("duration-ms", INT64, duration_ms),
  FIELD ("prompt-tokens", INT64, prompt_tokens),
  FIELD ("cached-tokens", INT64, cached_tokens),
  FIELD ("output-tokens", INT64, output_tokens),
  FIELD ("status-code", INT, status_code),
  FIELD ("created-at", INT64, created_at),
  FIELD ("completed-at", INT64, completed_at),
};

static void
batch_item_dispose (GObject *object)
{
  BatchItem *self = BATCH_ITEM (object);

  self->n_watchers = 0;
  batch_item_follow (self);

  G_OBJECT_CLASS (batch_item_parent_class)->dispose (object);
}

static void
batch_item_finalize (GObject *object)
{
  BatchItem *self = BATCH_ITEM (object);

  g_clear_pointer (&self->job, batch_job_record_unref);
  g_clear_pointer (&self->record, batch_item_record_unref);
  if (self->partial_answer != NULL)
    g_string_free (self->partial_answer, TRUE);
  g_weak_ref_clear (&self->source);
  g_free (self->id);
  g_free (self->idempotency_key);
  g_free (self->payload);
  g_free (self->result);
  g_free (self->prompt);
  g_free (self->answer);

  G_OBJECT_CLASS (batch_item_parent_class)->finalize (object);
}

static void
batch_item_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  BatchItem *self = BATCH_ITEM (object);

  switch (prop_id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, batch_item_get_loaded (self));
      break;

    case PROP_JOB_ID:
      g_value_set_string (value, batch_item_get_job_id (self));
      break;

    case PROP_ID:
      g_value_set_string (value, batch_item_get_id (self));
      break;

    case PROP_CUSTOM_ID:
      g_value_set_string (value, batch_item_get_custom_id (self));
      break;

    case PROP_POSITION:
      g_value_set_uint (value, batch_item_get_position (self));
      break;

    case PROP_LINE:
      g_value_set_uint (value, batch_item_get_line (self));
      break;

    case PROP_STATUS:
      g_value_set_enum (value, batch_item_get_status (self));
      break;

    case PROP_MODEL:
      g_value_set_string (value, batch_item_get_model (self));
      break;

    case PROP_RESOURCE_KEY:
      g_value_set_string (value, batch_item_get_resource_key (self));
      break;

    case PROP_ENDPOINT:
      g_value_set_string (value, batch_item_get_endpoint (self));
      break;

    case PROP_SOURCE_FORMAT:
      g_value_set_enum (value, batch_item_get_source_format (self));
      break;

    case PROP_SIZE_BUCKET:
      g_value_set_enum (value, batch_item_get_size_bucket (self));
      break;

    case PROP_ATTEMPTS:
      g_value_set_uint (value, batch_item_get_attempts (self));
      break;

    case PROP_MAX_ATTEMPTS:
      g_value_set_uint (value, batch_item_get_max_attempts (self));
      break;

    case PROP_LAST_ERROR:
      g_value_set_string (value, batch_item_get_last_error (self));
      break;

    case PROP_FAILURE_KIND:
      g_value_set_enum (value, batch_item_get_failure_kind (self));
      break;

    case PROP_NEXT_RETRY_AT:
      g_value_take_boxed (value, batch_item_get_next_retry_at (self));
      break;

    case PROP_DURATION_MS:
      g_value_set_int64 (value, batch_item_get_duration_ms (self));
      break;

    case PROP_PROMPT_TOKENS:
      g_value_set_int64 (value, batch_item_get_prompt_tokens (self));
      break;

    case PROP_CACHED_TOKENS:
      g_value_set_int64 (value, batch_item_get_cached_tokens (self));
      break;

    case PROP_OUTPUT_TOKENS:
      g_value_set_int64 (value, batch_item_get_output_tokens (self));
      break;

    case PROP_STATUS_CODE:
      g_value_set_int (value, batch_item_get_status_code (self));
      break;

    case PROP_IDEMPOTENCY_KEY:
      g_value_set_string (value, batch_item_get_idempotency_key (self));
      break;

    case PROP_NEEDS_REVIEW:
      g_value_set_boolean (value, batch_item_get_needs_review (self));
      break;

    case PROP_REVIEW_REASON:
      g_value_set_enum (value, batch_item_get_review_reason (self));
      break;

    case PROP_CREATED_AT:
      g_value_take_boxed (value, batch_item_get_created_at (self));
      break;

    case PROP_COMPLETED_AT:
      g_value_take_boxed (value, batch_item_get_completed_at (self));
      break;

    case PROP_PAYLOAD:
      g_value_set_string (value, batch_item_get_payload (self));
      break;

    case PROP_RESULT:
      g_value_set_string (value, batch_item_get_result (self));
      break;

    case PROP_PROMPT:
      g_value_set_string (value, batch_item_get_prompt (self));
      break;

    case PROP_ANSWER:
      g_value_set_string (value, batch_item_get_answer (self));
      break;

    case PROP_PHASE:
      g_value_set_enum (value, batch_item_get_phase (self));
      break;

    case PROP_PARTIAL_ANSWER:
      g_value_set_string (value, batch_item_get_partial_answer (self));
      break;

    case PROP_TOKENS_SO_FAR:
      g_value_set_uint (value, batch_item_get_tokens_so_far (self));
      break;

    case PROP_TOKENS_PER_SECOND:
      g_value_set_double (value, batch_item_get_tokens_per_second (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_item_class_init (BatchItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = batch_item_dispose;
  object_class->finalize = batch_item_finalize;
  object_class->get_property = batch_item_get_property;

  batch_item_install_properties (object_class);
}

/* Of an item that nobody has given what it is of; all of these share them. */
static void
take_nothing (BatchItem *self)
{
  static BatchJobRecord *job;
  static BatchItemRecord *record;

  if (g_once_init_enter (&record))
    {
      job = batch_job_record_new ();
      job->id = g_strdup ("");
      g_once_init_leave (&record, batch_item_record_new ());
    }

  self->job = batch_job_record_ref (job);
  self->record = batch_item_record_ref (record);
}

static void
batch_item_init (BatchItem *self)
{
  g_weak_ref_init (&self->source, NULL);
  take_nothing (self);
}

static BatchItem *
item_new (const BatchJobRecord *job,
          BatchItemRecord      *record)
{
  BatchItem *self = g_object_new (BATCH_TYPE_ITEM, NULL);

  batch_job_record_unref (self->job);
  self->job = batch_job_record_ref ((BatchJobRecord *) job);
  batch_item_record_unref (self->record);
  self->record = record;
  return self;
}

BatchItem *
batch_item_new_for_record (const BatchJobRecord *job,
                           BatchItemRecord      *record)
{
  BatchItem *self = item_new (job, batch_item_record_ref (record));

  self->loaded = TRUE;
  return self;
}

BatchItem *
batch_item_new_for_draft (const BatchJobRecord *job,
                          BatchItemRecord      *record,
                          const char           *payload)
{
  BatchItem *self = batch_item_new_for_record (job, record);

  self->payload = g_strdup (payload);
  return self;
}

BatchItem *
batch_item_new_placeholder (const BatchJobRecord *job,
                            guint32               position)
{
  BatchItemRecord *record = batch_item_record_new ();

  record->position = position;
  record->bucket = BATCH_SIZE_BUCKET_UNKNOWN;
  return item_new (job, record);
}

void
batch_item_set_source (BatchItem             *self,
                       const BatchItemSource *interface,
                       gpointer               source)
{
  self->interface = interface;
  g_weak_ref_set (&self->source, source);
}

static gint64
next_retry (const BatchItemRecord *record)
{
  return record->status == BATCH_ITEM_STATUS_PENDING ? record->not_before : 0;
}

/* What is not a member of the record, or not of one of the plain kinds. */
static void
notify_derived (BatchItem       *self,
                BatchItemRecord *before,
                BatchItemRecord *after)
{
  GObject *object = G_OBJECT (self);

  if (next_retry (before) != next_retry (after))
    g_object_notify (object, "next-retry-at");
  if ((before->review_reason != 0) != (after->review_reason != 0))
    g_object_notify (object, "needs-review");
  if (before->attempts != after->attempts || before->status != after->status)
    {
      if (self->result != NULL)
        g_object_notify (object, "result");
      if (self->answer != NULL)
        g_object_notify (object, "answer");
      g_clear_pointer (&self->result, g_free);
      g_clear_pointer (&self->answer, g_free);
    }
}

static void
notify_loaded (BatchItem *self)
{
  GObject *object = G_OBJECT (self);

  g_clear_pointer (&self->idempotency_key, g_free);
  g_object_notify (object, "loaded");
  if (self->job->own_ids)
    g_object_notify (object, "id");
  g_object_notify (object, "idempotency-key");
  g_object_notify (object, "source-format");
}

void
batch_item_set_record (BatchItem       *self,
                       BatchItemRecord *record)
{
  g_autoptr(BatchItemRecord) before = self->record;
  gboolean was_loaded = self->loaded;

  self->record = batch_item_record_ref (record);
  self->loaded = TRUE;

  g_object_freeze_notify (G_OBJECT (self));
  if (!was_loaded)
    notify_loaded (self);
  batch_fields_notify (G_OBJECT (self), fields, G_N_ELEMENTS (fields), before, record);
  notify_derived (self, before, record);
  if (batch_item_is_handed (before) != batch_item_is_handed (record))
    g_object_notify (G_OBJECT (self), "phase");
  batch_item_follow (self);
  if (record->status != BATCH_ITEM_STATUS_RUNNING && record->status != BATCH_ITEM_STATUS_CLAIMED)
    batch_item_forget_partial_answer (self);
  g_object_thaw_notify (G_OBJECT (self));
}
