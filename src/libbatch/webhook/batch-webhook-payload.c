/* webhook/batch-webhook-payload.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "webhook/batch-webhook-payload-private.h"

#include "core/batch-enum-private.h"
#include "json/batch-json-writer-private.h"

/* The rule: around it is an event as OpenAI sends it, whose data has the id that the client of
 * the batch knows. What we say besides is how it ended, in our words, and how many items came
 * to what. */

static void
write_counts (BatchJsonWriter   *writer,
              const BatchCounts *counts)
{
  batch_json_writer_open (writer, "request_counts", '{');
  batch_json_writer_int (writer, "total", counts->total);
  batch_json_writer_int (writer, "completed", counts->succeeded);
  batch_json_writer_int (writer, "failed", counts->failed);
  batch_json_writer_int (writer, "skipped", counts->skipped);
  batch_json_writer_int (writer, "cancelled", counts->cancelled);
  batch_json_writer_int (writer, "expired", counts->expired);
  batch_json_writer_close (writer, '}');
}

GBytes *
batch_webhook_payload (const BatchDeliveryRecord *delivery)
{
  GString *text = g_string_new (NULL);
  BatchJsonWriter writer = BATCH_JSON_WRITER_INIT (text);

  batch_json_writer_open (&writer, NULL, '{');
  batch_json_writer_string (&writer, "id", delivery->event_id);
  batch_json_writer_string (&writer, "object", "event");
  batch_json_writer_int (&writer, "created_at", delivery->created_at / G_USEC_PER_SEC);
  batch_json_writer_string (&writer, "type", delivery->kind);
  batch_json_writer_int (&writer, "sequence", delivery->event);
  batch_json_writer_open (&writer, "data", '{');
  batch_json_writer_string (&writer, "id", delivery->batch_id != NULL ? delivery->batch_id
                                                                      : delivery->job_id);
  batch_json_writer_string (&writer, "status",
                            batch_enum_to_nick (BATCH_TYPE_JOB_STATE, delivery->job_state));
  write_counts (&writer, &delivery->counts);
  batch_json_writer_close (&writer, '}');
  batch_json_writer_close (&writer, '}');
  return g_string_free_to_bytes (text);
}
