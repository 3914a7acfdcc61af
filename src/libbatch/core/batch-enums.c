/* core/batch-enums.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-enums.h"

#include "core/batch-enum-private.h"

G_DEFINE_ENUM_TYPE (BatchJobState, batch_job_state,
  G_DEFINE_ENUM_VALUE (BATCH_JOB_STATE_VALIDATING, "validating"),
  G_DEFINE_ENUM_VALUE (BATCH_JOB_STATE_QUEUED, "queued"),
  G_DEFINE_ENUM_VALUE (BATCH_JOB_STATE_RUNNING, "running"),
  G_DEFINE_ENUM_VALUE (BATCH_JOB_STATE_FINALIZING, "finalizing"),
  G_DEFINE_ENUM_VALUE (BATCH_JOB_STATE_COMPLETED, "completed"),
  G_DEFINE_ENUM_VALUE (BATCH_JOB_STATE_COMPLETED_WITH_ERRORS, "completed_with_errors"),
  G_DEFINE_ENUM_VALUE (BATCH_JOB_STATE_FAILED, "failed"),
  G_DEFINE_ENUM_VALUE (BATCH_JOB_STATE_EXPIRED, "expired"),
  G_DEFINE_ENUM_VALUE (BATCH_JOB_STATE_CANCELLING, "cancelling"),
  G_DEFINE_ENUM_VALUE (BATCH_JOB_STATE_CANCELLED, "cancelled"))

G_DEFINE_ENUM_TYPE (BatchItemStatus, batch_item_status,
  G_DEFINE_ENUM_VALUE (BATCH_ITEM_STATUS_PENDING, "pending"),
  G_DEFINE_ENUM_VALUE (BATCH_ITEM_STATUS_CLAIMED, "claimed"),
  G_DEFINE_ENUM_VALUE (BATCH_ITEM_STATUS_RUNNING, "running"),
  G_DEFINE_ENUM_VALUE (BATCH_ITEM_STATUS_SUCCEEDED, "succeeded"),
  G_DEFINE_ENUM_VALUE (BATCH_ITEM_STATUS_FAILED, "failed"),
  G_DEFINE_ENUM_VALUE (BATCH_ITEM_STATUS_SKIPPED, "skipped"),
  G_DEFINE_ENUM_VALUE (BATCH_ITEM_STATUS_CANCELLED, "cancelled"),
  G_DEFINE_ENUM_VALUE (BATCH_ITEM_STATUS_EXPIRED, "expired"))

G_DEFINE_ENUM_TYPE (BatchOverwritePolicy, batch_overwrite_policy,
  G_DEFINE_ENUM_VALUE (BATCH_OVERWRITE_POLICY_SKIP, "skip"),
  G_DEFINE_ENUM_VALUE (BATCH_OVERWRITE_POLICY_OVERWRITE, "overwrite"))

G_DEFINE_ENUM_TYPE (BatchExecutionMode, batch_execution_mode,
  G_DEFINE_ENUM_VALUE (BATCH_EXECUTION_MODE_PROXY_NATIVE, "proxy_native"),
  G_DEFINE_ENUM_VALUE (BATCH_EXECUTION_MODE_NATIVE, "native"))

G_DEFINE_ENUM_TYPE (BatchHandoverState, batch_handover_state,
  G_DEFINE_ENUM_VALUE (BATCH_HANDOVER_STATE_GATHERING, "gathering"),
  G_DEFINE_ENUM_VALUE (BATCH_HANDOVER_STATE_UPLOADING, "uploading"),
  G_DEFINE_ENUM_VALUE (BATCH_HANDOVER_STATE_CREATING, "creating"),
  G_DEFINE_ENUM_VALUE (BATCH_HANDOVER_STATE_HELD, "held"),
  G_DEFINE_ENUM_VALUE (BATCH_HANDOVER_STATE_WORKING, "working"),
  G_DEFINE_ENUM_VALUE (BATCH_HANDOVER_STATE_COLLECTING, "collecting"),
  G_DEFINE_ENUM_VALUE (BATCH_HANDOVER_STATE_ENDED, "ended"))

G_DEFINE_ENUM_TYPE (BatchItemPhase, batch_item_phase,
  G_DEFINE_ENUM_VALUE (BATCH_ITEM_PHASE_NONE, "none"),
  G_DEFINE_ENUM_VALUE (BATCH_ITEM_PHASE_LOADING, "loading"),
  G_DEFINE_ENUM_VALUE (BATCH_ITEM_PHASE_READING, "reading"),
  G_DEFINE_ENUM_VALUE (BATCH_ITEM_PHASE_WRITING, "writing"),
  G_DEFINE_ENUM_VALUE (BATCH_ITEM_PHASE_HANDED, "handed"))

G_DEFINE_ENUM_TYPE (BatchRetryScope, batch_retry_scope,
  G_DEFINE_ENUM_VALUE (BATCH_RETRY_SCOPE_FAILED, "failed"),
  G_DEFINE_ENUM_VALUE (BATCH_RETRY_SCOPE_CUT_OFF, "cut_off"),
  G_DEFINE_ENUM_VALUE (BATCH_RETRY_SCOPE_NEEDS_REVIEW, "needs_review"))

G_DEFINE_ENUM_TYPE (BatchPolicy, batch_policy,
  G_DEFINE_ENUM_VALUE (BATCH_POLICY_FEWEST_SWAPS, "fewest_swaps"),
  G_DEFINE_ENUM_VALUE (BATCH_POLICY_FAIR, "fair"),
  G_DEFINE_ENUM_VALUE (BATCH_POLICY_EXACT_ORDER, "exact_order"))

G_DEFINE_ENUM_TYPE (BatchPauseMode, batch_pause_mode,
  G_DEFINE_ENUM_VALUE (BATCH_PAUSE_MODE_AFTER_CURRENT, "after_current"),
  G_DEFINE_ENUM_VALUE (BATCH_PAUSE_MODE_NOW, "now"),
  G_DEFINE_ENUM_VALUE (BATCH_PAUSE_MODE_FREE_MEMORY, "free_memory"))

G_DEFINE_ENUM_TYPE (BatchMove, batch_move,
  G_DEFINE_ENUM_VALUE (BATCH_MOVE_FIRST, "first"),
  G_DEFINE_ENUM_VALUE (BATCH_MOVE_LAST, "last"),
  G_DEFINE_ENUM_VALUE (BATCH_MOVE_UP, "up"),
  G_DEFINE_ENUM_VALUE (BATCH_MOVE_DOWN, "down"),
  G_DEFINE_ENUM_VALUE (BATCH_MOVE_BEFORE, "before"))

G_DEFINE_ENUM_TYPE (BatchSourceFormat, batch_source_format,
  G_DEFINE_ENUM_VALUE (BATCH_SOURCE_FORMAT_OPENAI, "openai"),
  G_DEFINE_ENUM_VALUE (BATCH_SOURCE_FORMAT_ANTHROPIC, "anthropic"),
  G_DEFINE_ENUM_VALUE (BATCH_SOURCE_FORMAT_PAYLOAD, "payload"))

G_DEFINE_ENUM_TYPE (BatchFailureKind, batch_failure_kind,
  G_DEFINE_ENUM_VALUE (BATCH_FAILURE_KIND_NONE, "none"),
  G_DEFINE_ENUM_VALUE (BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS, "retriable_http_status"),
  G_DEFINE_ENUM_VALUE (BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS, "non_retriable_http_status"),
  G_DEFINE_ENUM_VALUE (BATCH_FAILURE_KIND_NETWORK_ERROR, "network_error"),
  G_DEFINE_ENUM_VALUE (BATCH_FAILURE_KIND_TIMEOUT, "timeout"),
  G_DEFINE_ENUM_VALUE (BATCH_FAILURE_KIND_TASK_TERMINATED, "task_terminated"),
  G_DEFINE_ENUM_VALUE (BATCH_FAILURE_KIND_BUILDER_ERROR, "builder_error"),
  G_DEFINE_ENUM_VALUE (BATCH_FAILURE_KIND_HANDLER_ERROR, "handler_error"),
  G_DEFINE_ENUM_VALUE (BATCH_FAILURE_KIND_INVALID_RESPONSE, "invalid_response"),
  G_DEFINE_ENUM_VALUE (BATCH_FAILURE_KIND_AUTH, "auth"),
  G_DEFINE_ENUM_VALUE (BATCH_FAILURE_KIND_MODEL_NOT_FOUND, "model_not_found"),
  G_DEFINE_ENUM_VALUE (BATCH_FAILURE_KIND_WAIT_LOADING, "wait_loading"),
  G_DEFINE_ENUM_VALUE (BATCH_FAILURE_KIND_WAIT_BUSY, "wait_busy"),
  G_DEFINE_ENUM_VALUE (BATCH_FAILURE_KIND_LOAD_FAILED, "load_failed"))

G_DEFINE_ENUM_TYPE (BatchReviewReason, batch_review_reason,
  G_DEFINE_ENUM_VALUE (BATCH_REVIEW_REASON_NONE, "none"),
  G_DEFINE_ENUM_VALUE (BATCH_REVIEW_REASON_CUT_OFF, "cut_off"),
  G_DEFINE_ENUM_VALUE (BATCH_REVIEW_REASON_UNFINISHED, "unfinished"),
  G_DEFINE_ENUM_VALUE (BATCH_REVIEW_REASON_EMPTY, "empty"),
  G_DEFINE_ENUM_VALUE (BATCH_REVIEW_REASON_SCHEMA, "schema"),
  G_DEFINE_ENUM_VALUE (BATCH_REVIEW_REASON_REFUSED, "refused"),
  G_DEFINE_ENUM_VALUE (BATCH_REVIEW_REASON_OTHER, "other"))

G_DEFINE_ENUM_TYPE (BatchVote, batch_vote,
  G_DEFINE_ENUM_VALUE (BATCH_VOTE_NONE, "none"),
  G_DEFINE_ENUM_VALUE (BATCH_VOTE_LEFT, "left"),
  G_DEFINE_ENUM_VALUE (BATCH_VOTE_RIGHT, "right"),
  G_DEFINE_ENUM_VALUE (BATCH_VOTE_TIE, "tie"))

G_DEFINE_ENUM_TYPE (BatchEtaConfidence, batch_eta_confidence,
  G_DEFINE_ENUM_VALUE (BATCH_ETA_CONFIDENCE_NONE, "none"),
  G_DEFINE_ENUM_VALUE (BATCH_ETA_CONFIDENCE_LOW, "low"),
  G_DEFINE_ENUM_VALUE (BATCH_ETA_CONFIDENCE_MEDIUM, "medium"),
  G_DEFINE_ENUM_VALUE (BATCH_ETA_CONFIDENCE_HIGH, "high"))

G_DEFINE_ENUM_TYPE (BatchLineError, batch_line_error,
  G_DEFINE_ENUM_VALUE (BATCH_LINE_ERROR_INVALID_JSON, "invalid_json"),
  G_DEFINE_ENUM_VALUE (BATCH_LINE_ERROR_MISSING_REQUIRED_PARAMETER, "missing_required_parameter"),
  G_DEFINE_ENUM_VALUE (BATCH_LINE_ERROR_INVALID_VALUE, "invalid_value"),
  G_DEFINE_ENUM_VALUE (BATCH_LINE_ERROR_DUPLICATE_CUSTOM_ID, "duplicate_custom_id"),
  G_DEFINE_ENUM_VALUE (BATCH_LINE_ERROR_STRING_TOO_LONG, "string_too_long"),
  G_DEFINE_ENUM_VALUE (BATCH_LINE_ERROR_INVALID_URL, "invalid_url"),
  G_DEFINE_ENUM_VALUE (BATCH_LINE_ERROR_TOO_MANY_LINES, "too_many_lines"),
  G_DEFINE_ENUM_VALUE (BATCH_LINE_ERROR_FILE_TOO_LARGE, "file_too_large"),
  G_DEFINE_ENUM_VALUE (BATCH_LINE_ERROR_LINE_TOO_LONG, "line_too_long"),
  G_DEFINE_ENUM_VALUE (BATCH_LINE_ERROR_NESTING_TOO_DEEP, "nesting_too_deep"),
  G_DEFINE_ENUM_VALUE (BATCH_LINE_ERROR_INVALID_UTF8, "invalid_utf8"),
  G_DEFINE_ENUM_VALUE (BATCH_LINE_ERROR_EMPTY_FILE, "empty_file"))

/**
 * batch_enum_to_nick:
 * @enum_type: one of the library's enumerations
 * @value: a value of it
 *
 * Gets the word that stands for @value on the wire and in the store.
 *
 * Returns: the word, or "" when @value is not one of @enum_type
 */
const char *
batch_enum_to_nick (GType enum_type,
                    int   value)
{
  GEnumClass *klass;
  GEnumValue *found;

  g_return_val_if_fail (G_TYPE_IS_ENUM (enum_type), "");

  /* Static enumeration classes stay, so that the nick outlives the reference. */
  klass = g_type_class_ref (enum_type);
  found = g_enum_get_value (klass, value);
  g_type_class_unref (klass);

  return found != NULL ? found->value_nick : "";
}

gboolean
batch_enum_from_nick (GType       enum_type,
                      const char *nick,
                      int        *value)
{
  GEnumClass *klass = g_type_class_ref (enum_type);
  GEnumValue *found = nick != NULL ? g_enum_get_value_by_nick (klass, nick) : NULL;

  g_type_class_unref (klass);
  if (found == NULL)
    return FALSE;

  *value = found->value;
  return TRUE;
}

/**
 * batch_job_state_from_nick:
 * @nick: (nullable): a word for a state
 *
 * Reads the word for the state of a job.
 *
 * The words of other systems are understood: `processing` and `in_progress`
 * are running, `canceled` is cancelled.
 *
 * Returns: the state; what is not known is failed
 */
BatchJobState
batch_job_state_from_nick (const char *nick)
{
  int value = BATCH_JOB_STATE_FAILED;

  if (g_strcmp0 (nick, "processing") == 0 || g_strcmp0 (nick, "in_progress") == 0)
    return BATCH_JOB_STATE_RUNNING;
  if (g_strcmp0 (nick, "canceled") == 0)
    return BATCH_JOB_STATE_CANCELLED;

  batch_enum_from_nick (BATCH_TYPE_JOB_STATE, nick, &value);
  return value;
}

/**
 * batch_item_status_from_nick:
 * @nick: (nullable): a word for a status
 *
 * Reads the word for the status of an item.
 *
 * The words of other systems are understood: `processing` and `in_progress`
 * are running, `completed` is succeeded, `canceled` is cancelled.
 *
 * Returns: the status; what is not known is failed
 */
BatchItemStatus
batch_item_status_from_nick (const char *nick)
{
  int value = BATCH_ITEM_STATUS_FAILED;

  if (g_strcmp0 (nick, "processing") == 0 || g_strcmp0 (nick, "in_progress") == 0)
    return BATCH_ITEM_STATUS_RUNNING;
  if (g_strcmp0 (nick, "completed") == 0)
    return BATCH_ITEM_STATUS_SUCCEEDED;
  if (g_strcmp0 (nick, "canceled") == 0)
    return BATCH_ITEM_STATUS_CANCELLED;

  batch_enum_from_nick (BATCH_TYPE_ITEM_STATUS, nick, &value);
  return value;
}

/**
 * batch_job_state_is_terminal:
 * @state: the state of a job
 *
 * Tells whether a job in @state has ended.
 *
 * Returns: %TRUE when only a retry can change it again
 */
gboolean
batch_job_state_is_terminal (BatchJobState state)
{
  switch (state)
    {
    case BATCH_JOB_STATE_COMPLETED:
    case BATCH_JOB_STATE_COMPLETED_WITH_ERRORS:
    case BATCH_JOB_STATE_FAILED:
    case BATCH_JOB_STATE_EXPIRED:
    case BATCH_JOB_STATE_CANCELLED:
      return TRUE;

    case BATCH_JOB_STATE_VALIDATING:
    case BATCH_JOB_STATE_QUEUED:
    case BATCH_JOB_STATE_RUNNING:
    case BATCH_JOB_STATE_FINALIZING:
    case BATCH_JOB_STATE_CANCELLING:
      return FALSE;
    }

  return FALSE;
}

/**
 * batch_item_status_is_terminal:
 * @status: the status of an item
 *
 * Tells whether an item with @status has ended.
 *
 * Returns: %TRUE when only a retry can change it again
 */
gboolean
batch_item_status_is_terminal (BatchItemStatus status)
{
  switch (status)
    {
    case BATCH_ITEM_STATUS_SUCCEEDED:
    case BATCH_ITEM_STATUS_FAILED:
    case BATCH_ITEM_STATUS_SKIPPED:
    case BATCH_ITEM_STATUS_CANCELLED:
    case BATCH_ITEM_STATUS_EXPIRED:
      return TRUE;

    case BATCH_ITEM_STATUS_PENDING:
    case BATCH_ITEM_STATUS_CLAIMED:
    case BATCH_ITEM_STATUS_RUNNING:
      return FALSE;
    }

  return FALSE;
}
