/* api/batch-api-message-batch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-batch-private.h"
#include "api/batch-api-outcome-private.h"
#include "core/batch-id-private.h"

/* A batch in the words of Anthropic. */

static gboolean
has_ended (const BatchReceiptRecord *receipt)
{
  return receipt->state >= BATCH_RECEIPT_REFUSED;
}

static const char *
get_status (const BatchReceiptRecord *receipt)
{
  if (has_ended (receipt))
    return "ended";
  return receipt->cancelled_at != 0 ? "canceling" : "in_progress";
}

/* 0 is null. */
static void
write_time (BatchJsonWriter *json,
            const char      *name,
            gint64           time_us)
{
  g_autoptr(GDateTime) second = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree char *text = NULL;

  if (time_us != 0)
    {
      g_autofree char *start = g_date_time_format (second, "%Y-%m-%dT%H:%M:%S");

      text = g_strdup_printf ("%s.%06dZ", start, (int) (time_us % G_USEC_PER_SEC));
    }
  batch_json_writer_string (json, name, text);
}

/* All count as processing until the batch has ended. One that came to no job has failed as
 * a whole. */
static void
write_counts (BatchJsonWriter          *json,
              const BatchReceiptRecord *receipt,
              const BatchApiBatchSpec  *spec,
              const BatchApiOutcome    *outcome)
{
  gint64 total = spec != NULL ? spec->n_requests : outcome->total;
  gboolean ended = has_ended (receipt);
  gboolean refused = receipt->state == BATCH_RECEIPT_REFUSED;
  gboolean removed = ended && !refused && outcome->state == NULL;

  batch_json_writer_open (json, "request_counts", '{');
  batch_json_writer_int (json, "processing", ended ? 0 : total);
  batch_json_writer_int (json, "succeeded", ended ? outcome->succeeded : 0);
  batch_json_writer_int (json, "errored", refused ? total : ended ? outcome->failed : 0);
  batch_json_writer_int (json, "canceled", removed ? total : ended ? outcome->cancelled : 0);
  batch_json_writer_int (json, "expired", ended ? outcome->expired : 0);
  batch_json_writer_close (json, '}');
}

static void
write_results_url (BatchJsonWriter          *json,
                   const char               *base,
                   const BatchReceiptRecord *receipt)
{
  g_autofree char *url = NULL;

  if (has_ended (receipt))
    url = g_strdup_printf ("%s/v1/messages/batches/" BATCH_ID_MESSAGES "%s/results", base,
                           receipt->id);
  batch_json_writer_string (json, "results_url", url);
}

void
batch_api_message_batch_write (BatchJsonWriter          *json,
                               const char               *base,
                               const BatchReceiptRecord *receipt,
                               const BatchJobRecord     *job)
{
  g_autoptr(BatchApiBatchSpec) spec = batch_api_batch_spec_load (receipt->request);
  g_auto(BatchApiOutcome) outcome = { NULL };
  g_autofree char *id = g_strconcat (BATCH_ID_MESSAGES, receipt->id, NULL);
  gint64 expires_at = receipt->created_at;

  batch_api_outcome_read (&outcome, receipt, job);
  if (spec != NULL)
    expires_at = batch_api_outcome_get_expiry (&outcome, receipt, spec->window_s);
  batch_json_writer_open (json, NULL, '{');
  batch_json_writer_string (json, "id", id);
  batch_json_writer_string (json, "type", "message_batch");
  batch_json_writer_string (json, "processing_status", get_status (receipt));
  write_counts (json, receipt, spec, &outcome);
  write_time (json, "created_at", receipt->created_at);
  write_time (json, "expires_at", expires_at);
  write_time (json, "cancel_initiated_at", receipt->cancelled_at);
  write_time (json, "ended_at", has_ended (receipt) ? receipt->ended_at : 0);
  write_time (json, "archived_at", 0);
  write_results_url (json, base, receipt);
  batch_json_writer_close (json, '}');
}
