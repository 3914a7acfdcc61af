/* batch-item-details.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-private.h"

#include "core/batch-fields-private.h"
#include "core/batch-id-private.h"

/**
 * batch_item_get_loaded:
 * @self: an item
 *
 * Gets whether the item is known yet; a row of a long list is empty for a moment.
 *
 * Returns: %TRUE once it is known
 */
gboolean
batch_item_get_loaded (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), FALSE);

  return self->loaded;
}

/**
 * batch_item_get_job_id:
 * @self: an item
 *
 * Gets the id of its job.
 *
 * Returns: (nullable): the id, or %NULL before the job was submitted
 */
const char *
batch_item_get_job_id (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  return self->job->id;
}

/**
 * batch_item_get_id:
 * @self: an item
 *
 * Gets the id of the item: the submitter's own for a job that was built in code.
 *
 * Returns: (nullable): the id, or %NULL as long as it is not known
 */
const char *
batch_item_get_id (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  if (self->job->own_ids)
    return self->record->custom_id;
  if (self->id == NULL && self->job->id != NULL)
    self->id = batch_id_for_item (self->job->id, self->record->position);

  return self->id;
}

/**
 * batch_item_get_custom_id:
 * @self: an item
 *
 * Gets what the submitter calls the item.
 *
 * Returns: (nullable): the id, or %NULL as long as it is not known
 */
const char *
batch_item_get_custom_id (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  return self->record->custom_id;
}

/**
 * batch_item_get_position:
 * @self: an item
 *
 * Gets the place of the item in its job.
 *
 * Returns: the place, from 0
 */
guint
batch_item_get_position (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), 0);

  return self->record->position;
}

/**
 * batch_item_get_line:
 * @self: an item
 *
 * Gets the line of the input file that the item comes from.
 *
 * Returns: the line, from 1; 0 for an item that was built in code
 */
guint
batch_item_get_line (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), 0);

  return self->record->line;
}

/**
 * batch_item_get_status:
 * @self: an item
 *
 * Gets where the item is in its life.
 *
 * Returns: the status
 */
BatchItemStatus
batch_item_get_status (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), BATCH_ITEM_STATUS_FAILED);

  return self->record->status;
}

/**
 * batch_item_get_model:
 * @self: an item
 *
 * Gets the model the item is for, which may not be the one its payload names: this one
 * counts.
 *
 * Returns: (nullable): the model, or %NULL until it is loaded, and when there is none
 */
const char *
batch_item_get_model (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  return self->record->key;
}

/**
 * batch_item_get_resource_key:
 * @self: an item
 *
 * Gets what must be loaded for the item.
 *
 * Returns: (nullable): the key, or %NULL until it is loaded, and when there is none
 */
const char *
batch_item_get_resource_key (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  return self->record->key;
}

/**
 * batch_item_get_endpoint:
 * @self: an item
 *
 * Gets the path below the backend that the item is sent to.
 *
 * Returns: (nullable): the path, or %NULL for an item that was built in code
 */
const char *
batch_item_get_endpoint (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  return self->record->endpoint;
}

/**
 * batch_item_get_source_format:
 * @self: an item
 *
 * Gets what the payload is.
 *
 * Returns: the format
 */
BatchSourceFormat
batch_item_get_source_format (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), BATCH_SOURCE_FORMAT_OPENAI);

  if (self->job->own_ids && self->record->endpoint == NULL)
    return BATCH_SOURCE_FORMAT_PAYLOAD;
  if (g_strcmp0 (self->record->endpoint, "/v1/messages") == 0)
    return BATCH_SOURCE_FORMAT_ANTHROPIC;

  return BATCH_SOURCE_FORMAT_OPENAI;
}

/**
 * batch_item_get_size_bucket:
 * @self: an item
 *
 * Gets how large the item is.
 *
 * Returns: the bucket
 */
BatchSizeBucket
batch_item_get_size_bucket (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), BATCH_SIZE_BUCKET_UNKNOWN);

  return self->record->bucket;
}

/**
 * batch_item_get_attempts:
 * @self: an item
 *
 * Gets how many attempts were made.
 *
 * Returns: the number
 */
guint
batch_item_get_attempts (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), 0);

  return self->record->attempts;
}

/**
 * batch_item_get_max_attempts:
 * @self: an item
 *
 * Gets how many attempts may be made.
 *
 * Returns: the number; 0 is up to the engine
 */
guint
batch_item_get_max_attempts (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), 0);

  return self->job->max_attempts;
}

/**
 * batch_item_get_last_error:
 * @self: an item
 *
 * Gets why the last attempt failed, or why the item was skipped.
 *
 * Returns: (nullable): a sentence, or %NULL when there is nothing to say
 */
const char *
batch_item_get_last_error (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  return self->record->last_error;
}

/**
 * batch_item_get_failure_kind:
 * @self: an item
 *
 * Gets what kind of failure the last attempt ended with.
 *
 * Returns: the kind
 */
BatchFailureKind
batch_item_get_failure_kind (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), BATCH_FAILURE_KIND_NONE);

  return self->record->failure_kind;
}

/**
 * batch_item_get_next_retry_at:
 * @self: an item
 *
 * Gets when the next attempt may start.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL when the item waits for nothing
 */
GDateTime *
batch_item_get_next_retry_at (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  if (self->record->status != BATCH_ITEM_STATUS_PENDING)
    return NULL;

  return batch_date_time_new (self->record->not_before);
}

/**
 * batch_item_get_duration_ms:
 * @self: an item
 *
 * Gets how long the last attempt took.
 *
 * Returns: the time in ms, or -1
 */
gint64
batch_item_get_duration_ms (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), -1);

  return self->record->duration_ms;
}

/**
 * batch_item_get_prompt_tokens:
 * @self: an item
 *
 * Gets how many tokens the prompt of the last attempt had, as the server counts.
 *
 * Returns: the number, or -1 when the server does not say
 */
gint64
batch_item_get_prompt_tokens (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), -1);

  return self->record->prompt_tokens;
}

/**
 * batch_item_get_cached_tokens:
 * @self: an item
 *
 * Gets how many tokens of the prompt of the last attempt the server did not have to read, as
 * it knew them from an earlier one.
 *
 * Returns: the number, or -1 when the server does not say
 */
gint64
batch_item_get_cached_tokens (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), -1);

  return self->record->cached_tokens;
}

/**
 * batch_item_get_output_tokens:
 * @self: an item
 *
 * Gets how many tokens the last answer had, as the server counts.
 *
 * Returns: the number, or -1 when the server does not say
 */
gint64
batch_item_get_output_tokens (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), -1);

  return self->record->output_tokens;
}

/**
 * batch_item_get_status_code:
 * @self: an item
 *
 * Gets the HTTP status of the last answer.
 *
 * Returns: the status, or 0
 */
int
batch_item_get_status_code (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), 0);

  return self->record->status_code;
}

/**
 * batch_item_get_idempotency_key:
 * @self: an item
 *
 * Gets what tells a server that two attempts are the same request.
 *
 * Returns: (nullable): the key, or %NULL before the job was submitted
 */
const char *
batch_item_get_idempotency_key (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  if (self->idempotency_key == NULL && self->loaded && self->job->id != NULL)
    self->idempotency_key = batch_id_for_item (self->job->id, self->record->position);

  return self->idempotency_key;
}

/**
 * batch_item_get_needs_review:
 * @self: an item
 *
 * Gets whether the item succeeded with an answer that a person should look at.
 *
 * Returns: %TRUE if so
 */
gboolean
batch_item_get_needs_review (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), FALSE);

  return self->record->review_reason != BATCH_REVIEW_REASON_NONE;
}

/**
 * batch_item_get_review_reason:
 * @self: an item
 *
 * Gets why a person should look at the answer.
 *
 * Returns: the reason, or %BATCH_REVIEW_REASON_NONE
 */
BatchReviewReason
batch_item_get_review_reason (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), BATCH_REVIEW_REASON_NONE);

  return self->record->review_reason;
}

/**
 * batch_item_get_created_at:
 * @self: an item
 *
 * Gets when the item was submitted.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL until it is loaded
 */
GDateTime *
batch_item_get_created_at (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  return batch_date_time_new (self->record->created_at);
}

/**
 * batch_item_get_completed_at:
 * @self: an item
 *
 * Gets when the item ended.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL before that
 */
GDateTime *
batch_item_get_completed_at (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  return batch_date_time_new (self->record->completed_at);
}

/**
 * batch_item_get_payload:
 * @self: an item
 *
 * Gets what the item carries, once it was loaded.
 *
 * Returns: (nullable): the payload, or %NULL before [method@Item.load_payload_async]
 */
const char *
batch_item_get_payload (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  return self->payload;
}

/**
 * batch_item_get_prompt:
 * @self: an item
 *
 * Gets what the item asks, as a person would read it: the last thing that the user says.
 *
 * Returns: (nullable): the text, or %NULL before it was loaded
 */
const char *
batch_item_get_prompt (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  return self->prompt;
}

/**
 * batch_item_get_answer:
 * @self: an item
 *
 * Gets what was answered, as a person would read it.
 *
 * Returns: (nullable): the text, or %NULL before it was loaded
 */
const char *
batch_item_get_answer (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  return self->answer;
}

/**
 * batch_item_get_result:
 * @self: an item
 *
 * Gets what came back, once it was loaded.
 *
 * Returns: (nullable): the result, or %NULL before [method@Item.load_result_async]
 */
const char *
batch_item_get_result (BatchItem *self)
{
  g_return_val_if_fail (BATCH_IS_ITEM (self), NULL);

  return self->result;
}
