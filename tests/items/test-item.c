/* test-item.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-private.h"

#include <string.h>

#include "fake-items.h"
#include "test-properties.h"
#include "test-support.h"

#define JOB_ID "batch_11111111-2222-4333-8444-555555555555"

static BatchJobRecord *
job_new (gboolean own_ids)
{
  BatchJobRecord *job = batch_job_record_new ();

  job->id = g_strdup (JOB_ID);
  job->max_attempts = 5;
  job->own_ids = own_ids;
  return job;
}

static BatchItemRecord *
record_new (void)
{
  BatchItemRecord *record = batch_item_record_new ();

  record->job_id = g_strdup (JOB_ID);
  record->custom_id = g_strdup ("row-3");
  record->key = g_strdup ("llava:13b");
  record->endpoint = g_strdup ("/v1/chat/completions");
  record->last_error = g_strdup ("The server is busy");
  record->position = 3;
  record->line = 5;
  record->bucket = BATCH_SIZE_BUCKET_LARGE;
  record->attempts = 2;
  record->failure_kind = BATCH_FAILURE_KIND_TIMEOUT;
  record->not_before = 1700000000123456;
  record->created_at = 1600000000000000;
  record->duration_ms = 1234;
  record->prompt_tokens = 31;
  record->cached_tokens = 20;
  record->status_code = 503;
  return record;
}

static BatchItem *
item_new (gboolean own_ids)
{
  g_autoptr(BatchJobRecord) job = job_new (own_ids);
  g_autoptr(BatchItemRecord) record = record_new ();

  return batch_item_new_for_record (job, record);
}

static void
test_properties (void)
{
  BatchItem *item = item_new (FALSE);

  batch_test_check_properties (item);
  g_assert_finalize_object (item);
}

static void
test_details (void)
{
  g_autoptr(BatchItem) item = item_new (FALSE);
  g_autoptr(GDateTime) retry_at = batch_item_get_next_retry_at (item);
  g_autoptr(GDateTime) created_at = batch_item_get_created_at (item);

  g_assert_true (batch_item_get_loaded (item));
  g_assert_cmpstr (batch_item_get_job_id (item), ==, JOB_ID);
  g_assert_cmpstr (batch_item_get_custom_id (item), ==, "row-3");
  g_assert_cmpuint (batch_item_get_position (item), ==, 3);
  g_assert_cmpuint (batch_item_get_line (item), ==, 5);
  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_PENDING);
  g_assert_cmpstr (batch_item_get_model (item), ==, "llava:13b");
  g_assert_cmpstr (batch_item_get_resource_key (item), ==, "llava:13b");
  g_assert_cmpint (batch_item_get_size_bucket (item), ==, BATCH_SIZE_BUCKET_LARGE);
  g_assert_cmpuint (batch_item_get_attempts (item), ==, 2);
  g_assert_cmpuint (batch_item_get_max_attempts (item), ==, 5);
  g_assert_cmpstr (batch_item_get_last_error (item), ==, "The server is busy");
  g_assert_cmpint (batch_item_get_failure_kind (item), ==, BATCH_FAILURE_KIND_TIMEOUT);
  g_assert_cmpint (batch_item_get_duration_ms (item), ==, 1234);
  g_assert_cmpint (batch_item_get_prompt_tokens (item), ==, 31);
  g_assert_cmpint (batch_item_get_cached_tokens (item), ==, 20);
  g_assert_cmpint (batch_item_get_output_tokens (item), ==, -1);
  g_assert_cmpint (batch_item_get_status_code (item), ==, 503);
  g_assert_false (batch_item_get_needs_review (item));
  g_assert_cmpint (batch_item_get_review_reason (item), ==, BATCH_REVIEW_REASON_NONE);
  g_assert_null (batch_item_get_completed_at (item));
  g_assert_cmpint (g_date_time_to_unix (created_at), ==, 1600000000);
  g_assert_cmpint (g_date_time_to_unix (retry_at), ==, 1700000000);
  g_assert_cmpint (g_date_time_get_microsecond (retry_at), ==, 123456);
  g_assert_null (batch_item_get_payload (item));
  g_assert_null (batch_item_get_result (item));
}

/* The id of an item that came from a file follows from its job; who builds a job in code
 * has ids of their own. Either way a server can tell two attempts from two items. */
static void
test_ids (void)
{
  g_autoptr(BatchItem) derived = item_new (FALSE);
  g_autoptr(BatchItem) own = item_new (TRUE);
  const char *expected = "item_11111111-2222-4333-8444-555555555556";

  g_assert_cmpstr (batch_item_get_id (derived), ==, expected);
  g_assert_cmpstr (batch_item_get_idempotency_key (derived), ==, expected);
  g_assert_cmpstr (batch_item_get_id (own), ==, "row-3");
  g_assert_cmpstr (batch_item_get_idempotency_key (own), ==, expected);
}

static void
test_source_format (void)
{
  static const struct
  {
    const char        *endpoint;
    gboolean           own_ids;
    BatchSourceFormat  format;
  } cases[] = {
    { "/v1/chat/completions", FALSE, BATCH_SOURCE_FORMAT_OPENAI },
    { "/v1/messages", FALSE, BATCH_SOURCE_FORMAT_ANTHROPIC },
    { "/v1/messages", TRUE, BATCH_SOURCE_FORMAT_ANTHROPIC },
    { NULL, TRUE, BATCH_SOURCE_FORMAT_PAYLOAD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJobRecord) job = job_new (cases[i].own_ids);
      g_autoptr(BatchItemRecord) record = batch_item_record_new ();
      g_autoptr(BatchItem) item = NULL;

      record->endpoint = g_strdup (cases[i].endpoint);
      item = batch_item_new_for_record (job, record);
      g_assert_cmpint (batch_item_get_source_format (item), ==, cases[i].format);
    }
}

static void
succeed (BatchItemRecord *record)
{
  record->status = BATCH_ITEM_STATUS_SUCCEEDED;
  record->completed_at = 1700000000000000;
}

static void
start_next (BatchItemRecord *record)
{
  record->attempts++;
}

static void
wait_longer (BatchItemRecord *record)
{
  record->not_before++;
}

static void
review (BatchItemRecord *record)
{
  record->review_reason = BATCH_REVIEW_REASON_SCHEMA;
}

static void
say_otherwise (BatchItemRecord *record)
{
  g_free (record->last_error);
  record->last_error = NULL;
  record->failure_kind = BATCH_FAILURE_KIND_NONE;
  record->status_code = 200;
  record->duration_ms = 1;
  record->prompt_tokens = 32;
  record->cached_tokens = 32;
  record->output_tokens = 7;
}

static void
move_model (BatchItemRecord *record)
{
  g_free (record->key);
  record->key = g_strdup ("qwen3");
}

static void
fence (BatchItemRecord *record)
{
  record->generation++;
}

static void
test_changes (void)
{
  static const struct
  {
    void       (*change) (BatchItemRecord *record);
    const char  *notes;
  } cases[] = {
    { succeed, "completed-at next-retry-at status" },
    { start_next, "attempts" },
    { wait_longer, "next-retry-at" },
    { review, "needs-review review-reason" },
    { say_otherwise,
      "cached-tokens duration-ms failure-kind last-error output-tokens prompt-tokens status-code" },
    { move_model, "model resource-key" },
    { fence, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchItem) item = item_new (FALSE);
      g_autoptr(BatchTestNotes) notes = batch_test_notes_new (item);
      g_autoptr(BatchItemRecord) same = record_new ();
      g_autoptr(BatchItemRecord) record = record_new ();

      batch_item_set_record (item, same);
      batch_test_assert_notes (notes, "");
      cases[i].change (record);
      batch_item_set_record (item, record);
      batch_test_assert_notes (notes, cases[i].notes);
    }
}

static char *
load_payload (BatchItem  *item,
              GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_item_load_payload_async (item, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_item_load_payload_finish (item, result, error);
}

static char *
load_result (BatchItem  *item,
             GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_item_load_result_async (item, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_item_load_result_finish (item, result, error);
}

static void
test_load (void)
{
  g_autoptr(TestFakeItems) items = test_fake_items_new (10, BATCH_ITEM_STATUS_SUCCEEDED);
  g_autoptr(BatchItem) item = item_new (FALSE);
  g_autoptr(BatchTestNotes) notes = batch_test_notes_new (item);
  g_autoptr(GError) error = NULL;
  g_autofree char *payload = NULL;
  g_autofree char *result = NULL;

  batch_item_set_source (item, &test_fake_items_interface, items);
  payload = load_payload (item, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (payload, ==, "payload of 3");
  g_assert_cmpstr (batch_item_get_payload (item), ==, payload);
  batch_test_assert_notes (notes, "payload");

  result = load_result (item, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (result, ==, "result of 3");
  g_assert_cmpstr (batch_item_get_result (item), ==, result);
  batch_test_assert_notes (notes, "result");
}

/* The result of an attempt is no longer the result when there is another attempt. */
static void
test_result_goes (void)
{
  g_autoptr(TestFakeItems) items = test_fake_items_new (10, BATCH_ITEM_STATUS_SUCCEEDED);
  g_autoptr(BatchItem) item = item_new (FALSE);
  g_autoptr(BatchItemRecord) record = record_new ();
  g_autoptr(BatchTestNotes) notes = NULL;
  g_autofree char *result = NULL;

  batch_item_set_source (item, &test_fake_items_interface, items);
  result = load_result (item, NULL);
  notes = batch_test_notes_new (item);
  start_next (record);
  batch_item_set_record (item, record);
  g_assert_null (batch_item_get_result (item));
  batch_test_assert_notes (notes, "attempts result");
}

static void
test_load_fails (void)
{
  g_autoptr(TestFakeItems) items = test_fake_items_new (10, BATCH_ITEM_STATUS_SUCCEEDED);
  g_autoptr(BatchItem) item = item_new (FALSE);
  g_autoptr(GError) no_source = NULL;
  g_autoptr(GError) broken = NULL;
  g_autoptr(GError) none = NULL;
  g_autoptr(GError) gone = NULL;

  g_assert_null (load_result (item, &no_source));
  g_assert_error (no_source, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);

  batch_item_set_source (item, &test_fake_items_interface, items);
  items->has_results = FALSE;
  g_assert_null (load_result (item, &none));
  g_assert_error (none, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);

  items->broken = TRUE;
  g_assert_null (load_result (item, &broken));
  g_assert_error (broken, BATCH_ERROR, BATCH_ERROR_STORE);

  g_assert_finalize_object (g_steal_pointer (&items));
  g_assert_null (load_payload (item, &gone));
  g_assert_error (gone, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

/* A row whose page is on its way says so, and not that nobody could load it. */
static void
test_load_too_early (void)
{
  g_autoptr(TestFakeItems) items = test_fake_items_new (10, BATCH_ITEM_STATUS_SUCCEEDED);
  g_autoptr(BatchJobRecord) job = job_new (FALSE);
  g_autoptr(BatchItem) item = batch_item_new_placeholder (job, 3);
  g_autoptr(GError) error = NULL;

  batch_item_set_source (item, &test_fake_items_interface, items);
  g_assert_false (batch_item_get_loaded (item));
  g_assert_null (load_payload (item, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "Item 3 of the list is not known yet"));
}

static void
test_load_cancelled (void)
{
  g_autoptr(TestFakeItems) items = test_fake_items_new (10, BATCH_ITEM_STATUS_SUCCEEDED);
  g_autoptr(BatchItem) item = item_new (FALSE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_item_set_source (item, &test_fake_items_interface, items);
  batch_item_load_result_async (item, cancellable, batch_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  batch_test_wait (&result);
  g_assert_null (batch_item_load_result_finish (item, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_draft_payload (void)
{
  g_autoptr(BatchJobRecord) job = job_new (TRUE);
  g_autoptr(BatchItemRecord) record = record_new ();
  g_autoptr(BatchItem) item = batch_item_new_for_draft (job, record, "{\"n\":1}");
  g_autofree char *payload = load_payload (item, NULL);

  g_assert_cmpstr (batch_item_get_payload (item), ==, "{\"n\":1}");
  g_assert_cmpstr (payload, ==, "{\"n\":1}");
}

/* The prompt is read from the payload, also from one that was loaded or built before. */
static void
test_draft_prompt (void)
{
  g_autoptr(BatchJobRecord) job = job_new (TRUE);
  g_autoptr(BatchItemRecord) record = record_new ();
  g_autoptr(BatchItem) item = batch_item_new_for_draft (job, record,
                                                        "{\"prompt\":\"Praise soap.\"}");
  g_autoptr(BatchTestNotes) notes = batch_test_notes_new (item);
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *prompt = NULL;

  batch_item_load_prompt_async (item, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  prompt = batch_item_load_prompt_finish (item, result, NULL);
  g_assert_cmpstr (prompt, ==, "Praise soap.");
  g_assert_cmpstr (batch_item_get_prompt (item), ==, prompt);
  batch_test_assert_notes (notes, "prompt");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/items/item/properties", test_properties);
  g_test_add_func ("/batch/items/item/details", test_details);
  g_test_add_func ("/batch/items/item/ids", test_ids);
  g_test_add_func ("/batch/items/item/source-format", test_source_format);
  g_test_add_func ("/batch/items/item/changes", test_changes);
  g_test_add_func ("/batch/items/item/load", test_load);
  g_test_add_func ("/batch/items/item/result-goes", test_result_goes);
  g_test_add_func ("/batch/items/item/load-fails", test_load_fails);
  g_test_add_func ("/batch/items/item/load-too-early", test_load_too_early);
  g_test_add_func ("/batch/items/item/load-cancelled", test_load_cancelled);
  g_test_add_func ("/batch/items/item/draft-payload", test_draft_payload);
  g_test_add_func ("/batch/items/item/draft-prompt", test_draft_prompt);
  return g_test_run ();
}
