/* batch-item-properties.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-properties-private.h"

#include "core/batch-enums.h"
#include "core/batch-size-bucket.h"

/* What can be known of an item. */

void
batch_item_install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GParamSpec *properties[N_PROPS] = { NULL };

  /**
   * BatchItem:loaded:
   *
   * Whether the item is known yet; a row of a long list is empty for a moment.
   */
  properties[PROP_LOADED] =
    g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);

  /**
   * BatchItem:job-id:
   *
   * The id of its job.
   */
  properties[PROP_JOB_ID] =
    g_param_spec_string ("job-id", NULL, NULL, NULL, flags);

  /**
   * BatchItem:id:
   *
   * The id of the item: the submitter's own for a job that was built in code.
   */
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, flags);

  /**
   * BatchItem:custom-id:
   *
   * What the submitter calls the item.
   */
  properties[PROP_CUSTOM_ID] =
    g_param_spec_string ("custom-id", NULL, NULL, NULL, flags);

  /**
   * BatchItem:position:
   *
   * The place of the item in its job, from 0.
   */
  properties[PROP_POSITION] =
    g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * BatchItem:line:
   *
   * The line of the input file that the item comes from, from 1; 0 when it was built in
   * code.
   */
  properties[PROP_LINE] =
    g_param_spec_uint ("line", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * BatchItem:status:
   *
   * Where the item is in its life.
   */
  properties[PROP_STATUS] =
    g_param_spec_enum ("status", NULL, NULL,
                       BATCH_TYPE_ITEM_STATUS, BATCH_ITEM_STATUS_PENDING, flags);

  /**
   * BatchItem:model:
   *
   * The model the item is for, which may not be the one its payload names: this one counts.
   */
  properties[PROP_MODEL] =
    g_param_spec_string ("model", NULL, NULL, NULL, flags);

  /**
   * BatchItem:resource-key:
   *
   * What must be loaded for the item.
   */
  properties[PROP_RESOURCE_KEY] =
    g_param_spec_string ("resource-key", NULL, NULL, NULL, flags);

  /**
   * BatchItem:endpoint:
   *
   * The path below the backend that the item is sent to.
   */
  properties[PROP_ENDPOINT] =
    g_param_spec_string ("endpoint", NULL, NULL, NULL, flags);

  /**
   * BatchItem:source-format:
   *
   * What the payload is.
   */
  properties[PROP_SOURCE_FORMAT] =
    g_param_spec_enum ("source-format", NULL, NULL,
                       BATCH_TYPE_SOURCE_FORMAT, BATCH_SOURCE_FORMAT_OPENAI, flags);

  /**
   * BatchItem:size-bucket:
   *
   * How large the item is.
   */
  properties[PROP_SIZE_BUCKET] =
    g_param_spec_enum ("size-bucket", NULL, NULL,
                       BATCH_TYPE_SIZE_BUCKET, BATCH_SIZE_BUCKET_UNKNOWN, flags);

  /**
   * BatchItem:attempts:
   *
   * How many attempts were made.
   */
  properties[PROP_ATTEMPTS] =
    g_param_spec_uint ("attempts", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * BatchItem:max-attempts:
   *
   * How many attempts may be made; 0 is up to the engine.
   */
  properties[PROP_MAX_ATTEMPTS] =
    g_param_spec_uint ("max-attempts", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * BatchItem:last-error:
   *
   * Why the last attempt failed, or why the item was skipped.
   */
  properties[PROP_LAST_ERROR] =
    g_param_spec_string ("last-error", NULL, NULL, NULL, flags);

  /**
   * BatchItem:failure-kind:
   *
   * What kind of failure the last attempt ended with.
   */
  properties[PROP_FAILURE_KIND] =
    g_param_spec_enum ("failure-kind", NULL, NULL,
                       BATCH_TYPE_FAILURE_KIND, BATCH_FAILURE_KIND_NONE, flags);

  /**
   * BatchItem:next-retry-at:
   *
   * When the next attempt may start; %NULL when the item waits for nothing.
   */
  properties[PROP_NEXT_RETRY_AT] =
    g_param_spec_boxed ("next-retry-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * BatchItem:duration-ms:
   *
   * How long the last attempt took, in ms; -1 when none has ended.
   */
  properties[PROP_DURATION_MS] =
    g_param_spec_int64 ("duration-ms", NULL, NULL, -1, G_MAXINT64, -1, flags);

  /**
   * BatchItem:prompt-tokens:
   *
   * How many tokens the prompt of the last attempt had, as the server counts; -1 when it
   * does not say.
   */
  properties[PROP_PROMPT_TOKENS] =
    g_param_spec_int64 ("prompt-tokens", NULL, NULL, -1, G_MAXINT64, -1, flags);

  /**
   * BatchItem:cached-tokens:
   *
   * How many tokens of the prompt of the last attempt the server did not have to read, as
   * it knew them from an earlier one; -1 when it does not say.
   */
  properties[PROP_CACHED_TOKENS] =
    g_param_spec_int64 ("cached-tokens", NULL, NULL, -1, G_MAXINT64, -1, flags);

  /**
   * BatchItem:output-tokens:
   *
   * How many tokens the last answer had, as the server counts; -1 when it does not say.
   */
  properties[PROP_OUTPUT_TOKENS] =
    g_param_spec_int64 ("output-tokens", NULL, NULL, -1, G_MAXINT64, -1, flags);

  /**
   * BatchItem:status-code:
   *
   * The HTTP status of the last answer; 0 when there was none.
   */
  properties[PROP_STATUS_CODE] =
    g_param_spec_int ("status-code", NULL, NULL, G_MININT, G_MAXINT, 0, flags);

  /**
   * BatchItem:idempotency-key:
   *
   * What tells a server that two attempts are the same request.
   */
  properties[PROP_IDEMPOTENCY_KEY] =
    g_param_spec_string ("idempotency-key", NULL, NULL, NULL, flags);

  /**
   * BatchItem:needs-review:
   *
   * Whether the item succeeded with an answer that a person should look at.
   */
  properties[PROP_NEEDS_REVIEW] =
    g_param_spec_boolean ("needs-review", NULL, NULL, FALSE, flags);

  /**
   * BatchItem:review-reason:
   *
   * Why a person should look at the answer; [property@Item:last-error] says it in a sentence.
   */
  properties[PROP_REVIEW_REASON] =
    g_param_spec_enum ("review-reason", NULL, NULL,
                       BATCH_TYPE_REVIEW_REASON, BATCH_REVIEW_REASON_NONE, flags);

  /**
   * BatchItem:created-at:
   *
   * When the item was submitted.
   */
  properties[PROP_CREATED_AT] =
    g_param_spec_boxed ("created-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * BatchItem:completed-at:
   *
   * When the item ended.
   */
  properties[PROP_COMPLETED_AT] =
    g_param_spec_boxed ("completed-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * BatchItem:payload:
   *
   * What the item carries, once it was loaded.
   */
  properties[PROP_PAYLOAD] =
    g_param_spec_string ("payload", NULL, NULL, NULL, flags);

  /**
   * BatchItem:result:
   *
   * What came back, once it was loaded.
   */
  properties[PROP_RESULT] =
    g_param_spec_string ("result", NULL, NULL, NULL, flags);

  /**
   * BatchItem:prompt:
   *
   * What the item asks, as a person would read it, once it was loaded.
   */
  properties[PROP_PROMPT] =
    g_param_spec_string ("prompt", NULL, NULL, NULL, flags);

  /**
   * BatchItem:answer:
   *
   * What was answered, as a person would read it, once it was loaded.
   */
  properties[PROP_ANSWER] =
    g_param_spec_string ("answer", NULL, NULL, NULL, flags);

  /**
   * BatchItem:phase:
   *
   * What the attempt at an item that is watched is at.
   */
  properties[PROP_PHASE] =
    g_param_spec_enum ("phase", NULL, NULL, BATCH_TYPE_ITEM_PHASE, BATCH_ITEM_PHASE_NONE, flags);

  /**
   * BatchItem:partial-answer:
   *
   * What has been answered so far, of an item that is watched.
   */
  properties[PROP_PARTIAL_ANSWER] =
    g_param_spec_string ("partial-answer", NULL, NULL, NULL, flags);

  /**
   * BatchItem:tokens-so-far:
   *
   * About how many tokens have been answered so far, of an item that is watched.
   */
  properties[PROP_TOKENS_SO_FAR] =
    g_param_spec_uint ("tokens-so-far", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * BatchItem:tokens-per-second:
   *
   * How fast an item that is watched is being answered; 0 when it is not known.
   */
  properties[PROP_TOKENS_PER_SECOND] =
    g_param_spec_double ("tokens-per-second", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}
