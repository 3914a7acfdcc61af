/* api/batch-api-batch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-batch-private.h"

#include "api/batch-api-outcome-private.h"

/* Until its files are there, a job that has ended is still on its way. */
static const char *
get_open_status (const BatchReceiptRecord *receipt,
                 const BatchJobRecord     *job)
{
  if (receipt->cancelled_at != 0)
    return "cancelling";
  if (job == NULL)
    return "validating";

  switch (job->state)
    {
    case BATCH_JOB_STATE_VALIDATING:
      return "validating";

    case BATCH_JOB_STATE_QUEUED:
    case BATCH_JOB_STATE_RUNNING:
      return "in_progress";

    case BATCH_JOB_STATE_CANCELLING:
    case BATCH_JOB_STATE_CANCELLED:
      return "cancelling";

    case BATCH_JOB_STATE_FINALIZING:
    case BATCH_JOB_STATE_COMPLETED:
    case BATCH_JOB_STATE_COMPLETED_WITH_ERRORS:
    case BATCH_JOB_STATE_FAILED:
    case BATCH_JOB_STATE_EXPIRED:
    default:
      return "finalizing";
    }
}

static const char *
get_status (const BatchReceiptRecord *receipt,
            const BatchJobRecord     *job,
            const BatchApiOutcome    *outcome)
{
  if (receipt->state == BATCH_RECEIPT_REFUSED)
    return "failed";
  if (receipt->state != BATCH_RECEIPT_ENDED)
    return get_open_status (receipt, job);
  if (g_strcmp0 (outcome->state, "completed_with_errors") == 0)
    return "completed";
  return outcome->state != NULL ? outcome->state : "cancelled";
}

static void
write_errors (BatchJsonWriter          *json,
              const BatchReceiptRecord *receipt)
{
  if (receipt->issues == NULL)
    {
      batch_json_writer_raw (json, "errors", NULL);
      return;
    }

  batch_json_writer_open (json, "errors", '{');
  batch_json_writer_string (json, "object", "list");
  batch_json_writer_raw (json, "data", receipt->issues);
  batch_json_writer_close (json, '}');
}

/* When it came to @status; null for all that it did not come to. */
static void
write_end (BatchJsonWriter          *json,
           const BatchReceiptRecord *receipt,
           const char               *status,
           const char               *wanted,
           const char               *name)
{
  gint64 at = g_str_equal (status, wanted) ? batch_api_to_seconds (receipt->ended_at) : 0;

  batch_json_writer_time (json, name, at);
}

static void
write_times (BatchJsonWriter          *json,
             const BatchReceiptRecord *receipt,
             const BatchApiBatchSpec  *spec,
             const BatchApiOutcome    *outcome,
             const char               *status)
{
  gint64 expires_at = spec != NULL ? batch_api_outcome_get_expiry (outcome, receipt,
                                                                   spec->window_s) : 0;

  batch_json_writer_int (json, "created_at", batch_api_to_seconds (receipt->created_at));
  batch_json_writer_time (json, "in_progress_at", outcome->started_at);
  batch_json_writer_time (json, "expires_at", batch_api_to_seconds (expires_at));
  batch_json_writer_time (json, "finalizing_at", outcome->completed_at);
  write_end (json, receipt, status, "completed", "completed_at");
  write_end (json, receipt, status, "failed", "failed_at");
  write_end (json, receipt, status, "expired", "expired_at");
  batch_json_writer_time (json, "cancelling_at", batch_api_to_seconds (receipt->cancelled_at));
  write_end (json, receipt, status, "cancelled", "cancelled_at");
}

static void
write_counts (BatchJsonWriter       *json,
              const BatchApiOutcome *outcome)
{
  batch_json_writer_open (json, "request_counts", '{');
  batch_json_writer_int (json, "total", outcome->total);
  batch_json_writer_int (json, "completed", outcome->succeeded);
  batch_json_writer_int (json, "failed", outcome->failed + outcome->cancelled + outcome->expired);
  batch_json_writer_close (json, '}');
}

static void
write_usage (BatchJsonWriter       *json,
             const BatchApiOutcome *outcome)
{
  batch_json_writer_open (json, "usage", '{');
  batch_json_writer_int (json, "input_tokens", outcome->prompt_tokens);
  batch_json_writer_open (json, "input_tokens_details", '{');
  batch_json_writer_int (json, "cached_tokens", outcome->cached_tokens);
  batch_json_writer_close (json, '}');
  batch_json_writer_int (json, "output_tokens", outcome->output_tokens);
  batch_json_writer_open (json, "output_tokens_details", '{');
  batch_json_writer_int (json, "reasoning_tokens", outcome->reasoning_tokens);
  batch_json_writer_close (json, '}');
  batch_json_writer_int (json, "total_tokens", outcome->prompt_tokens + outcome->output_tokens);
  batch_json_writer_close (json, '}');
}

void
batch_api_batch_write (BatchJsonWriter          *json,
                       const char               *name,
                       const BatchReceiptRecord *receipt,
                       const BatchJobRecord     *job)
{
  g_autoptr(BatchApiBatchSpec) spec = batch_api_batch_spec_load (receipt->request);
  g_auto(BatchApiOutcome) outcome = { NULL };
  const char *status;

  batch_api_outcome_read (&outcome, receipt, job);
  status = get_status (receipt, job, &outcome);

  batch_json_writer_open (json, name, '{');
  batch_json_writer_string (json, "id", receipt->id);
  batch_json_writer_string (json, "object", "batch");
  batch_json_writer_string (json, "endpoint", spec != NULL ? spec->endpoint : NULL);
  batch_json_writer_string (json, "model", outcome.model);
  write_errors (json, receipt);
  batch_json_writer_string (json, "input_file_id", receipt->input_file_id);
  batch_json_writer_string (json, "completion_window",
                            spec != NULL ? spec->completion_window : NULL);
  batch_json_writer_string (json, "status", status);
  batch_json_writer_string (json, "output_file_id", receipt->output_file_id);
  batch_json_writer_string (json, "error_file_id", receipt->error_file_id);
  write_times (json, receipt, spec, &outcome, status);
  write_counts (json, &outcome);
  write_usage (json, &outcome);
  batch_json_writer_raw (json, "metadata", spec != NULL ? spec->metadata : NULL);
  batch_json_writer_close (json, '}');
}
