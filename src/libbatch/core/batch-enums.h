/* core/batch-enums.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

/* The nick of every value is its word on the wire and in the store. */

#define BATCH_TYPE_JOB_STATE (batch_job_state_get_type ())

/**
 * BatchJobState:
 * @BATCH_JOB_STATE_VALIDATING: the input is being checked and taken in
 * @BATCH_JOB_STATE_QUEUED: waits for its turn
 * @BATCH_JOB_STATE_RUNNING: at least one item was started
 * @BATCH_JOB_STATE_FINALIZING: every item has ended, the results are being closed
 * @BATCH_JOB_STATE_COMPLETED: every item succeeded or was skipped
 * @BATCH_JOB_STATE_COMPLETED_WITH_ERRORS: it ran to its end, and some items failed
 * @BATCH_JOB_STATE_FAILED: it could not run at all
 * @BATCH_JOB_STATE_EXPIRED: its deadline passed before the last item ended
 * @BATCH_JOB_STATE_CANCELLING: cancelled; what is in flight is being stopped
 * @BATCH_JOB_STATE_CANCELLED: cancelled
 *
 * Where a job is in its life.
 *
 * That a job is paused is a flag beside its state.
 */
typedef enum
{
  BATCH_JOB_STATE_VALIDATING,
  BATCH_JOB_STATE_QUEUED,
  BATCH_JOB_STATE_RUNNING,
  BATCH_JOB_STATE_FINALIZING,
  BATCH_JOB_STATE_COMPLETED,
  BATCH_JOB_STATE_COMPLETED_WITH_ERRORS,
  BATCH_JOB_STATE_FAILED,
  BATCH_JOB_STATE_EXPIRED,
  BATCH_JOB_STATE_CANCELLING,
  BATCH_JOB_STATE_CANCELLED,
} BatchJobState;

BATCH_AVAILABLE_IN_ALL
GType    batch_job_state_get_type    (void);
BATCH_AVAILABLE_IN_ALL
gboolean batch_job_state_is_terminal (BatchJobState  state);

#define BATCH_TYPE_ITEM_STATUS (batch_item_status_get_type ())

/**
 * BatchItemStatus:
 * @BATCH_ITEM_STATUS_PENDING: waits for its turn, or for its next attempt
 * @BATCH_ITEM_STATUS_CLAIMED: an engine has taken it and will start it next
 * @BATCH_ITEM_STATUS_RUNNING: an attempt is under way
 * @BATCH_ITEM_STATUS_SUCCEEDED: it has its answer
 * @BATCH_ITEM_STATUS_FAILED: its last attempt failed
 * @BATCH_ITEM_STATUS_SKIPPED: its handler found that there was nothing to do
 * @BATCH_ITEM_STATUS_CANCELLED: cancelled before it ended
 * @BATCH_ITEM_STATUS_EXPIRED: the deadline passed before it ended
 *
 * Where an item is in its life.
 */
typedef enum
{
  BATCH_ITEM_STATUS_PENDING,
  BATCH_ITEM_STATUS_CLAIMED,
  BATCH_ITEM_STATUS_RUNNING,
  BATCH_ITEM_STATUS_SUCCEEDED,
  BATCH_ITEM_STATUS_FAILED,
  BATCH_ITEM_STATUS_SKIPPED,
  BATCH_ITEM_STATUS_CANCELLED,
  BATCH_ITEM_STATUS_EXPIRED,
} BatchItemStatus;

BATCH_AVAILABLE_IN_ALL
GType    batch_item_status_get_type    (void);
BATCH_AVAILABLE_IN_ALL
gboolean batch_item_status_is_terminal (BatchItemStatus  status);

#define BATCH_TYPE_OVERWRITE_POLICY (batch_overwrite_policy_get_type ())

/**
 * BatchOverwritePolicy:
 * @BATCH_OVERWRITE_POLICY_SKIP: ask the handler whether there is a result already
 * @BATCH_OVERWRITE_POLICY_OVERWRITE: never ask
 *
 * What becomes of an item that has a result already.
 */
typedef enum
{
  BATCH_OVERWRITE_POLICY_SKIP,
  BATCH_OVERWRITE_POLICY_OVERWRITE,
} BatchOverwritePolicy;

BATCH_AVAILABLE_IN_ALL
GType batch_overwrite_policy_get_type (void);

#define BATCH_TYPE_EXECUTION_MODE (batch_execution_mode_get_type ())

/**
 * BatchExecutionMode:
 * @BATCH_EXECUTION_MODE_PROXY_NATIVE: the engine sends the items one by one
 * @BATCH_EXECUTION_MODE_NATIVE: the whole job goes to a provider's own batch API
 *
 * Who runs the items of a job.
 */
typedef enum
{
  BATCH_EXECUTION_MODE_PROXY_NATIVE,
  BATCH_EXECUTION_MODE_NATIVE,
} BatchExecutionMode;

BATCH_AVAILABLE_IN_ALL
GType batch_execution_mode_get_type (void);

#define BATCH_TYPE_HANDOVER_STATE (batch_handover_state_get_type ())

/**
 * BatchHandoverState:
 * @BATCH_HANDOVER_STATE_GATHERING: items are taken for it
 * @BATCH_HANDOVER_STATE_UPLOADING: they are sent to the provider
 * @BATCH_HANDOVER_STATE_CREATING: the provider is, or was, asked to begin
 * @BATCH_HANDOVER_STATE_HELD: nobody can tell whether the provider has begun, and a person
 *   has to say
 * @BATCH_HANDOVER_STATE_WORKING: the provider is at it
 * @BATCH_HANDOVER_STATE_COLLECTING: its answers are fetched
 * @BATCH_HANDOVER_STATE_ENDED: nothing more is to be done
 *
 * How far a part of a job has come that was handed to the batch API of a provider.
 */
typedef enum
{
  BATCH_HANDOVER_STATE_GATHERING,
  BATCH_HANDOVER_STATE_UPLOADING,
  BATCH_HANDOVER_STATE_CREATING,
  BATCH_HANDOVER_STATE_HELD,
  BATCH_HANDOVER_STATE_WORKING,
  BATCH_HANDOVER_STATE_COLLECTING,
  BATCH_HANDOVER_STATE_ENDED,
} BatchHandoverState;

BATCH_AVAILABLE_IN_ALL
GType batch_handover_state_get_type (void);

#define BATCH_TYPE_ITEM_PHASE (batch_item_phase_get_type ())

/**
 * BatchItemPhase:
 * @BATCH_ITEM_PHASE_NONE: it is not under way, or nothing is known
 * @BATCH_ITEM_PHASE_LOADING: its model is being loaded
 * @BATCH_ITEM_PHASE_READING: the server has the prompt, and has answered nothing yet
 * @BATCH_ITEM_PHASE_WRITING: the answer comes
 * @BATCH_ITEM_PHASE_HANDED: it is in a batch that was handed to its provider
 *
 * What the attempt at an item is at.
 */
typedef enum
{
  BATCH_ITEM_PHASE_NONE,
  BATCH_ITEM_PHASE_LOADING,
  BATCH_ITEM_PHASE_READING,
  BATCH_ITEM_PHASE_WRITING,
  BATCH_ITEM_PHASE_HANDED,
} BatchItemPhase;

BATCH_AVAILABLE_IN_ALL
GType batch_item_phase_get_type (void);

#define BATCH_TYPE_RETRY_SCOPE (batch_retry_scope_get_type ())

/**
 * BatchRetryScope:
 * @BATCH_RETRY_SCOPE_FAILED: those that failed or expired
 * @BATCH_RETRY_SCOPE_CUT_OFF: those whose answer was cut off at the limit of tokens
 * @BATCH_RETRY_SCOPE_NEEDS_REVIEW: those whose answer a person should look at
 *
 * Which items of a job are tried again.
 */
typedef enum
{
  BATCH_RETRY_SCOPE_FAILED,
  BATCH_RETRY_SCOPE_CUT_OFF,
  BATCH_RETRY_SCOPE_NEEDS_REVIEW,
} BatchRetryScope;

BATCH_AVAILABLE_IN_ALL
GType batch_retry_scope_get_type (void);

#define BATCH_TYPE_POLICY (batch_policy_get_type ())

/**
 * BatchPolicy:
 * @BATCH_POLICY_FEWEST_SWAPS: what is loaded is finished before anything else is
 * @BATCH_POLICY_FAIR: groups take turns, each for a while
 * @BATCH_POLICY_EXACT_ORDER: in the order of the list, whatever it costs
 *
 * How the queue chooses what runs next.
 */
typedef enum
{
  BATCH_POLICY_FEWEST_SWAPS,
  BATCH_POLICY_FAIR,
  BATCH_POLICY_EXACT_ORDER,
} BatchPolicy;

BATCH_AVAILABLE_IN_ALL
GType batch_policy_get_type (void);

#define BATCH_TYPE_PAUSE_MODE (batch_pause_mode_get_type ())

/**
 * BatchPauseMode:
 * @BATCH_PAUSE_MODE_AFTER_CURRENT: what is under way comes to its end
 * @BATCH_PAUSE_MODE_NOW: what is under way is broken off
 * @BATCH_PAUSE_MODE_FREE_MEMORY: what is under way comes to its end, then the models are
 *   unloaded
 *
 * How work pauses.
 */
typedef enum
{
  BATCH_PAUSE_MODE_AFTER_CURRENT,
  BATCH_PAUSE_MODE_NOW,
  BATCH_PAUSE_MODE_FREE_MEMORY,
} BatchPauseMode;

BATCH_AVAILABLE_IN_ALL
GType batch_pause_mode_get_type (void);

#define BATCH_TYPE_MOVE (batch_move_get_type ())

/**
 * BatchMove:
 * @BATCH_MOVE_FIRST: before all others
 * @BATCH_MOVE_LAST: behind all others
 * @BATCH_MOVE_UP: before the one that stands before it
 * @BATCH_MOVE_DOWN: behind the one that stands behind it
 * @BATCH_MOVE_BEFORE: before another one
 *
 * Where somebody moves a job in the list.
 */
typedef enum
{
  BATCH_MOVE_FIRST,
  BATCH_MOVE_LAST,
  BATCH_MOVE_UP,
  BATCH_MOVE_DOWN,
  BATCH_MOVE_BEFORE,
} BatchMove;

BATCH_AVAILABLE_IN_ALL
GType batch_move_get_type (void);

#define BATCH_TYPE_SOURCE_FORMAT (batch_source_format_get_type ())

/**
 * BatchSourceFormat:
 * @BATCH_SOURCE_FORMAT_OPENAI: a body for the OpenAI API
 * @BATCH_SOURCE_FORMAT_ANTHROPIC: a body for the Anthropic API
 * @BATCH_SOURCE_FORMAT_PAYLOAD: text that only the job's handler understands
 *
 * What the payload of an item is.
 */
typedef enum
{
  BATCH_SOURCE_FORMAT_OPENAI,
  BATCH_SOURCE_FORMAT_ANTHROPIC,
  BATCH_SOURCE_FORMAT_PAYLOAD,
} BatchSourceFormat;

BATCH_AVAILABLE_IN_ALL
GType batch_source_format_get_type (void);

#define BATCH_TYPE_FAILURE_KIND (batch_failure_kind_get_type ())

/**
 * BatchFailureKind:
 * @BATCH_FAILURE_KIND_NONE: it did not fail
 * @BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS: the server answered with a status
 *   that may be gone next time: 408, 409, 425, 429 or 5xx
 * @BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS: the server refuses the request
 * @BATCH_FAILURE_KIND_NETWORK_ERROR: the connection was refused, lost or cut
 * @BATCH_FAILURE_KIND_TIMEOUT: connecting, the first byte or the next one took too long
 * @BATCH_FAILURE_KIND_TASK_TERMINATED: the process died, or the handler gave up
 *   without an answer
 * @BATCH_FAILURE_KIND_BUILDER_ERROR: the request could not be built
 * @BATCH_FAILURE_KIND_HANDLER_ERROR: the registered handler reported a failure
 * @BATCH_FAILURE_KIND_INVALID_RESPONSE: the answer is not JSON, too large, cut
 *   off or of the wrong length
 * @BATCH_FAILURE_KIND_AUTH: the server refuses the key: 401 or 403
 * @BATCH_FAILURE_KIND_MODEL_NOT_FOUND: the server does not know the model
 * @BATCH_FAILURE_KIND_WAIT_LOADING: the server is still loading the model
 * @BATCH_FAILURE_KIND_WAIT_BUSY: the server has no room at the moment
 * @BATCH_FAILURE_KIND_LOAD_FAILED: the server could not get the model into its memory
 *
 * Why an attempt failed.
 */
typedef enum
{
  BATCH_FAILURE_KIND_NONE,
  BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS,
  BATCH_FAILURE_KIND_NON_RETRIABLE_HTTP_STATUS,
  BATCH_FAILURE_KIND_NETWORK_ERROR,
  BATCH_FAILURE_KIND_TIMEOUT,
  BATCH_FAILURE_KIND_TASK_TERMINATED,
  BATCH_FAILURE_KIND_BUILDER_ERROR,
  BATCH_FAILURE_KIND_HANDLER_ERROR,
  BATCH_FAILURE_KIND_INVALID_RESPONSE,
  BATCH_FAILURE_KIND_AUTH,
  BATCH_FAILURE_KIND_MODEL_NOT_FOUND,
  BATCH_FAILURE_KIND_WAIT_LOADING,
  BATCH_FAILURE_KIND_WAIT_BUSY,
  BATCH_FAILURE_KIND_LOAD_FAILED,
} BatchFailureKind;

BATCH_AVAILABLE_IN_ALL
GType batch_failure_kind_get_type (void);

#define BATCH_TYPE_REVIEW_REASON (batch_review_reason_get_type ())

/* The store keeps the numbers: they stay what they are. */

/**
 * BatchReviewReason:
 * @BATCH_REVIEW_REASON_NONE: there is none
 * @BATCH_REVIEW_REASON_CUT_OFF: the limit of tokens was reached
 * @BATCH_REVIEW_REASON_UNFINISHED: the answer does not say that it came to an end
 * @BATCH_REVIEW_REASON_EMPTY: the answer says nothing
 * @BATCH_REVIEW_REASON_SCHEMA: the answer is not the JSON that was asked for
 * @BATCH_REVIEW_REASON_REFUSED: the model refused to answer, or a filter held the answer back
 * @BATCH_REVIEW_REASON_OTHER: it was flagged for another reason
 *
 * Why a person should look at an answer: done is not good.
 */
typedef enum
{
  BATCH_REVIEW_REASON_NONE,
  BATCH_REVIEW_REASON_CUT_OFF,
  BATCH_REVIEW_REASON_UNFINISHED,
  BATCH_REVIEW_REASON_EMPTY,
  BATCH_REVIEW_REASON_SCHEMA,
  BATCH_REVIEW_REASON_REFUSED,
  BATCH_REVIEW_REASON_OTHER,
} BatchReviewReason;

BATCH_AVAILABLE_IN_ALL
GType batch_review_reason_get_type (void);

#define BATCH_TYPE_VOTE (batch_vote_get_type ())

/**
 * BatchVote:
 * @BATCH_VOTE_NONE: nobody has said
 * @BATCH_VOTE_LEFT: the left one
 * @BATCH_VOTE_RIGHT: the right one
 * @BATCH_VOTE_TIE: they are as good
 *
 * Which of two answers is better.
 */
typedef enum
{
  BATCH_VOTE_NONE,
  BATCH_VOTE_LEFT,
  BATCH_VOTE_RIGHT,
  BATCH_VOTE_TIE,
} BatchVote;

BATCH_AVAILABLE_IN_ALL
GType batch_vote_get_type (void);

#define BATCH_TYPE_ETA_CONFIDENCE (batch_eta_confidence_get_type ())

/**
 * BatchEtaConfidence:
 * @BATCH_ETA_CONFIDENCE_NONE: nothing is known yet
 * @BATCH_ETA_CONFIDENCE_LOW: a first guess from a few samples
 * @BATCH_ETA_CONFIDENCE_MEDIUM: the range is wide, but holds
 * @BATCH_ETA_CONFIDENCE_HIGH: many samples with little spread
 *
 * How much an estimate can be relied on.
 */
typedef enum
{
  BATCH_ETA_CONFIDENCE_NONE,
  BATCH_ETA_CONFIDENCE_LOW,
  BATCH_ETA_CONFIDENCE_MEDIUM,
  BATCH_ETA_CONFIDENCE_HIGH,
} BatchEtaConfidence;

BATCH_AVAILABLE_IN_ALL
GType batch_eta_confidence_get_type (void);

#define BATCH_TYPE_LINE_ERROR (batch_line_error_get_type ())

/**
 * BatchLineError:
 * @BATCH_LINE_ERROR_INVALID_JSON: the line is not a JSON object
 * @BATCH_LINE_ERROR_MISSING_REQUIRED_PARAMETER: a member is missing
 * @BATCH_LINE_ERROR_INVALID_VALUE: a member has a value that is not allowed
 * @BATCH_LINE_ERROR_DUPLICATE_CUSTOM_ID: an earlier line has the same `custom_id`
 * @BATCH_LINE_ERROR_STRING_TOO_LONG: a `custom_id` of more than 64 characters
 * @BATCH_LINE_ERROR_INVALID_URL: the `url` is not one of the supported endpoints
 * @BATCH_LINE_ERROR_TOO_MANY_LINES: the file has more requests than are allowed
 * @BATCH_LINE_ERROR_FILE_TOO_LARGE: the file is larger than is allowed
 * @BATCH_LINE_ERROR_LINE_TOO_LONG: the line is longer than is allowed
 * @BATCH_LINE_ERROR_NESTING_TOO_DEEP: brackets are nested too deep
 * @BATCH_LINE_ERROR_INVALID_UTF8: the line is not UTF-8
 * @BATCH_LINE_ERROR_EMPTY_FILE: there is no request in the file
 *
 * What is wrong with a line of a batch file, or with the file.
 */
typedef enum
{
  BATCH_LINE_ERROR_INVALID_JSON,
  BATCH_LINE_ERROR_MISSING_REQUIRED_PARAMETER,
  BATCH_LINE_ERROR_INVALID_VALUE,
  BATCH_LINE_ERROR_DUPLICATE_CUSTOM_ID,
  BATCH_LINE_ERROR_STRING_TOO_LONG,
  BATCH_LINE_ERROR_INVALID_URL,
  BATCH_LINE_ERROR_TOO_MANY_LINES,
  BATCH_LINE_ERROR_FILE_TOO_LARGE,
  BATCH_LINE_ERROR_LINE_TOO_LONG,
  BATCH_LINE_ERROR_NESTING_TOO_DEEP,
  BATCH_LINE_ERROR_INVALID_UTF8,
  BATCH_LINE_ERROR_EMPTY_FILE,
} BatchLineError;

BATCH_AVAILABLE_IN_ALL
GType batch_line_error_get_type (void);

BATCH_AVAILABLE_IN_ALL
const char      *batch_enum_to_nick         (GType       enum_type,
                                             int         value);
BATCH_AVAILABLE_IN_ALL
BatchJobState    batch_job_state_from_nick   (const char *nick);
BATCH_AVAILABLE_IN_ALL
BatchItemStatus  batch_item_status_from_nick (const char *nick);

G_END_DECLS
