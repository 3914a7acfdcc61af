/* api/batch-api-batch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-batch-private.h"

#include <string.h>

#include "core/batch-enum-private.h"
#include "format/batch-json-members-private.h"

/* --- What became of a job --- */

/* Times are s. */
typedef struct
{
  char   *state;
  gint64  total;
  gint64  succeeded;
  gint64  failed;
  gint64  started_at;
  gint64  completed_at;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_free (outcome->state);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static gint64
to_seconds (gint64 time_us)
{
  return time_us / G_USEC_PER_SEC;
}

static void
outcome_from_job (const BatchJobRecord *job,
                  Outcome              *outcome)
{
  const BatchCounts *counts = &job->counts;

  outcome->state = g_strdup (batch_enum_to_nick (BATCH_TYPE_JOB_STATE, (int) job->state));
  outcome->total = counts->total;
  outcome->succeeded = counts->succeeded + counts->skipped;
  outcome->failed = counts->failed + counts->expired + counts->cancelled;
  outcome->started_at = to_seconds (job->started_at != 0 ? job->started_at : job->created_at);
  outcome->completed_at = to_seconds (job->completed_at);
}

static void
outcome_load (const char *saved,
              Outcome    *outcome)
{
  static const BatchJsonMember members[] = {
    { "state", batch_json_read_string, G_STRUCT_OFFSET (Outcome, state) },
    { "total", batch_json_read_int, G_STRUCT_OFFSET (Outcome, total) },
    { "succeeded", batch_json_read_int, G_STRUCT_OFFSET (Outcome, succeeded) },
    { "failed", batch_json_read_int, G_STRUCT_OFFSET (Outcome, failed) },
    { "started_at", batch_json_read_int, G_STRUCT_OFFSET (Outcome, started_at) },
    { "completed_at", batch_json_read_int, G_STRUCT_OFFSET (Outcome, completed_at) },
  };
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, (const guint8 *) saved, strlen (saved), BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), outcome);
}

char *
batch_api_outcome_save (const BatchJobRecord *job)
{
  g_auto(Outcome) outcome = { NULL };
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));

  outcome_from_job (job, &outcome);
  batch_json_writer_open (&json, NULL, '{');
  batch_json_writer_string (&json, "state", outcome.state);
  batch_json_writer_int (&json, "total", outcome.total);
  batch_json_writer_int (&json, "succeeded", outcome.succeeded);
  batch_json_writer_int (&json, "failed", outcome.failed);
  batch_json_writer_int (&json, "started_at", outcome.started_at);
  batch_json_writer_int (&json, "completed_at", outcome.completed_at);
  batch_json_writer_close (&json, '}');
  return g_string_free (json.out, FALSE);
}

/* --- The words of OpenAI --- */

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
            const Outcome            *outcome)
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
  gint64 at = g_str_equal (status, wanted) ? to_seconds (receipt->ended_at) : 0;

  batch_json_writer_time (json, name, at);
}

static void
write_times (BatchJsonWriter          *json,
             const BatchReceiptRecord *receipt,
             const BatchApiOrder      *order,
             const Outcome            *outcome,
             const char               *status)
{
  gint64 created_at = to_seconds (receipt->created_at);

  batch_json_writer_int (json, "created_at", created_at);
  batch_json_writer_time (json, "in_progress_at", outcome->started_at);
  batch_json_writer_time (json, "expires_at",
                          order != NULL ? created_at + order->window_s : 0);
  batch_json_writer_time (json, "finalizing_at", outcome->completed_at);
  write_end (json, receipt, status, "completed", "completed_at");
  write_end (json, receipt, status, "failed", "failed_at");
  write_end (json, receipt, status, "expired", "expired_at");
  batch_json_writer_time (json, "cancelling_at", to_seconds (receipt->cancelled_at));
  write_end (json, receipt, status, "cancelled", "cancelled_at");
}

static void
write_counts (BatchJsonWriter *json,
              const Outcome   *outcome)
{
  batch_json_writer_open (json, "request_counts", '{');
  batch_json_writer_int (json, "total", outcome->total);
  batch_json_writer_int (json, "completed", outcome->succeeded);
  batch_json_writer_int (json, "failed", outcome->failed);
  batch_json_writer_close (json, '}');
}

void
batch_api_batch_write (BatchJsonWriter          *json,
                       const char               *name,
                       const BatchReceiptRecord *receipt,
                       const BatchJobRecord     *job)
{
  g_autoptr(BatchApiOrder) order = batch_api_order_load (receipt->request);
  g_auto(Outcome) outcome = { NULL };
  const char *status;

  if (receipt->outcome != NULL)
    outcome_load (receipt->outcome, &outcome);
  else if (job != NULL)
    outcome_from_job (job, &outcome);
  status = get_status (receipt, job, &outcome);

  batch_json_writer_open (json, name, '{');
  batch_json_writer_string (json, "id", receipt->id);
  batch_json_writer_string (json, "object", "batch");
  batch_json_writer_string (json, "endpoint", order != NULL ? order->endpoint : NULL);
  write_errors (json, receipt);
  batch_json_writer_string (json, "input_file_id", receipt->input_file_id);
  batch_json_writer_string (json, "completion_window",
                            order != NULL ? order->completion_window : NULL);
  batch_json_writer_string (json, "status", status);
  batch_json_writer_string (json, "output_file_id", receipt->output_file_id);
  batch_json_writer_string (json, "error_file_id", receipt->error_file_id);
  write_times (json, receipt, order, &outcome, status);
  write_counts (json, &outcome);
  batch_json_writer_raw (json, "metadata", order != NULL ? order->metadata : NULL);
  batch_json_writer_close (json, '}');
}
