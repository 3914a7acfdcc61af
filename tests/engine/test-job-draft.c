/* test-job-draft.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>
#include <math.h>
#include <string.h>

#include "engine/batch-job-private.h"
#include "test-properties.h"
#include "test-support.h"

#define DAY_US (G_GINT64_CONSTANT (24) * 60 * 60 * G_USEC_PER_SEC)

/* Acceptance case 43: what is built is what was said, in the order it was said. */
static void
test_builder (void)
{
  g_autoptr(BatchJob) job = batch_job_new ("llava:13b", "tag", BATCH_OVERWRITE_POLICY_OVERWRITE);
  GListModel *items;

  batch_job_add_item (job, "one", "{\"path\":\"1.png\"}", BATCH_SIZE_BUCKET_SMALL);
  batch_job_add_item (job, "two", "{\"path\":\"2.png\"}", BATCH_SIZE_BUCKET_LARGE);

  g_assert_cmpstr (batch_job_get_resource_key (job), ==, "llava:13b");
  g_assert_cmpstr (batch_job_get_operation (job), ==, "tag");
  g_assert_cmpint (batch_job_get_overwrite_policy (job), ==, BATCH_OVERWRITE_POLICY_OVERWRITE);
  g_assert_null (batch_job_get_id (job));
  g_assert_null (batch_job_get_handler (job));
  g_assert_true (batch_job_is_draft (job));
  g_assert_cmpint (batch_job_get_total (job), ==, 2);

  items = batch_job_get_items (job);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(BatchItem) item = g_list_model_get_item (items, i);

      g_assert_cmpstr (batch_item_get_id (item), ==, i == 0 ? "one" : "two");
      g_assert_cmpstr (batch_item_get_payload (item), ==,
                       i == 0 ? "{\"path\":\"1.png\"}" : "{\"path\":\"2.png\"}");
      g_assert_cmpint (batch_item_get_size_bucket (item), ==,
                       i == 0 ? BATCH_SIZE_BUCKET_SMALL : BATCH_SIZE_BUCKET_LARGE);
      g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_PENDING);
      g_assert_cmpstr (batch_item_get_resource_key (item), ==, "llava:13b");
      g_assert_null (batch_item_get_last_error (item));
      g_assert_cmpint (batch_item_get_duration_ms (item), ==, -1);
    }
}

/* Acceptance case 44: the size of pictures. */
static void
test_buckets (void)
{
  g_assert_cmpint (batch_size_bucket_from_pixels (100000), ==, BATCH_SIZE_BUCKET_SMALL);
  g_assert_cmpint (batch_size_bucket_from_pixels (1000000), ==, BATCH_SIZE_BUCKET_MEDIUM);
  g_assert_cmpint (batch_size_bucket_from_pixels (5000000), ==, BATCH_SIZE_BUCKET_LARGE);
  g_assert_cmpint (batch_size_bucket_from_dimensions (500, 500), ==, BATCH_SIZE_BUCKET_SMALL);
  g_assert_cmpint (batch_size_bucket_from_dimensions (1000, 1000), ==, BATCH_SIZE_BUCKET_MEDIUM);
  g_assert_cmpint (batch_size_bucket_from_dimensions (2000, 2000), ==, BATCH_SIZE_BUCKET_LARGE);
  g_assert_cmpint (batch_size_bucket_from_dimensions (-1, 500), ==, BATCH_SIZE_BUCKET_UNKNOWN);
  g_assert_cmpint (batch_size_bucket_from_dimensions (500, -1), ==, BATCH_SIZE_BUCKET_UNKNOWN);
  g_assert_cmpint (batch_size_bucket_from_dimensions (-1, -1), ==, BATCH_SIZE_BUCKET_UNKNOWN);
}

/* Acceptance case 47: the example of the documentation. */
static void
test_documentation (void)
{
  g_autoptr(BatchJob) job = batch_job_new ("llava:13b", "tag", BATCH_OVERWRITE_POLICY_SKIP);

  batch_job_add_item (job, "cat.png", "{}", batch_size_bucket_from_dimensions (640, 480));
  batch_job_add_item (job, "dog.png", "{}", batch_size_bucket_from_dimensions (4000, 3000));
  g_assert_cmpuint (g_list_model_get_n_items (batch_job_get_items (job)), ==, 2);
  g_assert_cmpstr (batch_job_get_resource_key (job), ==, "llava:13b");
}

static void
test_items_follow (void)
{
  g_autoptr(BatchJob) job = batch_job_new ("m", "tag", BATCH_OVERWRITE_POLICY_SKIP);
  GListModel *items = batch_job_get_items (job);
  g_autoptr(GListModel) queried = batch_job_query_items (job, "failed", NULL, NULL);
  g_autoptr(BatchTestNotes) notes = batch_test_notes_new (job);
  g_autoptr(BatchItem) item = NULL;

  batch_job_add_item (job, NULL, "{}", BATCH_SIZE_BUCKET_UNKNOWN);
  batch_job_add_item (job, "mine", "{}", BATCH_SIZE_BUCKET_UNKNOWN);
  batch_job_add_item (job, NULL, "{}", BATCH_SIZE_BUCKET_UNKNOWN);
  batch_test_assert_notes (notes, "pending pending pending total total total");
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 3);
  g_assert_true (queried == items);

  item = g_list_model_get_item (items, 2);
  g_assert_cmpstr (batch_item_get_id (item), ==, "item-2");
  g_assert_cmpuint (batch_item_get_position (item), ==, 2);
}

static char *
join_keys (BatchJob *job)
{
  g_auto(GStrv) keys = batch_job_get_resource_keys (job);

  return g_strjoinv (" ", keys);
}

static void
test_keys (void)
{
  g_autoptr(BatchJob) job = batch_job_new ("a", "tag", BATCH_OVERWRITE_POLICY_SKIP);
  g_autofree char *empty = join_keys (job);
  g_autofree char *some = NULL;

  batch_job_add_item_with_model (job, NULL, "b", "{}", BATCH_SIZE_BUCKET_SMALL);
  batch_job_add_item (job, NULL, "{}", BATCH_SIZE_BUCKET_SMALL);
  batch_job_add_item_with_model (job, NULL, "b", "{}", BATCH_SIZE_BUCKET_SMALL);
  batch_job_add_item_with_model (job, NULL, "c", "{}", BATCH_SIZE_BUCKET_SMALL);
  some = join_keys (job);

  g_assert_cmpstr (empty, ==, "a");
  g_assert_cmpstr (some, ==, "b a c");
}

static void
test_record (void)
{
  g_autoptr(BatchJob) job = batch_job_new ("a", "tag", BATCH_OVERWRITE_POLICY_SKIP);
  g_autoptr(BatchJob) keyless = batch_job_new (NULL, NULL, BATCH_OVERWRITE_POLICY_SKIP);
  g_autoptr(BatchJobRecord) record = NULL;
  g_autoptr(BatchJobRecord) of_keyless = NULL;

  batch_job_add_item (job, NULL, "{}", BATCH_SIZE_BUCKET_SMALL);
  batch_job_set_priority (job, 7);
  record = batch_job_make_record (job);
  batch_job_set_priority (job, 8);
  g_assert_cmpint (record->priority, ==, 7);
  g_assert_cmpstr (record->resource_key, ==, "a");
  g_assert_true (record->own_ids);
  g_assert_cmpint (record->counts.total, ==, 0);
  g_assert_cmpint (record->counts.pending, ==, 0);
  g_assert_cmpuint (record->groups->len, ==, 0);

  batch_job_add_item_with_model (keyless, NULL, "b", "{}", BATCH_SIZE_BUCKET_SMALL);
  of_keyless = batch_job_make_record (keyless);
  g_assert_cmpstr (of_keyless->resource_key, ==, "b");
}

static void
test_file (void)
{
  g_autoptr(GFile) file = g_file_new_for_path ("/nowhere/prompts.jsonl");
  g_autoptr(BatchJob) job = batch_job_new_for_file (file);
  g_autoptr(BatchJobRecord) record = batch_job_make_record (job);
  const BatchJobInput *draft = batch_job_get_draft (job);

  g_assert_true (draft->input == file);
  g_assert_null (draft->stream);
  g_assert_null (draft->items);
  g_assert_cmpstr (batch_job_get_input_name (job), ==, "prompts.jsonl");
  g_assert_cmpstr (batch_job_get_handler (job), ==, "http");
  g_assert_cmpuint (g_list_model_get_n_items (batch_job_get_items (job)), ==, 0);
  g_assert_false (record->own_ids);
}

static void
test_stream (void)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new ();
  g_autoptr(BatchJob) job = batch_job_new_for_stream (stream, "standard input");
  const BatchJobInput *draft = batch_job_get_draft (job);

  g_assert_true (draft->stream == stream);
  g_assert_null (draft->input);
  g_assert_cmpint (draft->max_bytes, ==, -1);
  batch_job_set_max_bytes (job, 0);
  g_assert_cmpint (draft->max_bytes, ==, 0);
  g_assert_false (batch_job_get_reuse (job));
  g_object_set (job, "reuse", TRUE, NULL);
  g_assert_true (batch_job_get_reuse (job));
  g_assert_cmpstr (batch_job_get_input_name (job), ==, "standard input");
}

static void
test_metadata (void)
{
  g_autoptr(BatchJob) job = batch_job_new ("m", "tag", BATCH_OVERWRITE_POLICY_SKIP);

  batch_job_set_metadata_value (job, "who", "Ada");
  g_assert_cmpstr (batch_job_get_metadata (job), ==, "{\"who\":\"Ada\"}");
  batch_job_set_metadata_value (job, "why", "“tags”");
  g_assert_cmpstr (batch_job_get_metadata (job), ==, "{\"who\":\"Ada\",\"why\":\"“tags”\"}");
  batch_job_set_metadata_value (job, "who", NULL);
  g_assert_cmpstr (batch_job_get_metadata (job), ==, "{\"why\":\"“tags”\"}");

  batch_job_set_metadata (job, "not an object");
  batch_job_set_metadata_value (job, "who", "Ada");
  g_assert_cmpstr (batch_job_get_metadata (job), ==, "{\"who\":\"Ada\"}");
}

static void
test_expires_in (void)
{
  g_autoptr(BatchJob) job = batch_job_new ("m", "tag", BATCH_OVERWRITE_POLICY_SKIP);
  gint64 before = g_get_real_time ();
  g_autoptr(BatchJobRecord) record = NULL;

  batch_job_set_expires_in (job, 24 * 60 * 60);
  record = batch_job_make_record (job);
  g_assert_cmpint (record->expires_at, >=, before + DAY_US);
  g_assert_cmpint (record->expires_at, <=, g_get_real_time () + DAY_US);
}

/* --- What no store should see --- */

static BatchJob *
two_items (const char *first,
           const char *second)
{
  BatchJob *job = batch_job_new ("m", "tag", BATCH_OVERWRITE_POLICY_SKIP);

  batch_job_add_item (job, first, "{}", BATCH_SIZE_BUCKET_SMALL);
  batch_job_add_item (job, second, "{}", BATCH_SIZE_BUCKET_SMALL);
  return job;
}

static void
test_check_ids (void)
{
  static const struct
  {
    const char *first;
    const char *second;
    const char *message;
  } cases[] = {
    { "a", "b", NULL },
    { NULL, NULL, NULL },
    { "a", "a", "Item id “a” appears twice" },
    { "item-1", NULL, "Item id “item-1” appears twice" },
    { "a", "", "Item 1 has an empty id" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJob) job = two_items (cases[i].first, cases[i].second);
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (batch_job_check_draft (job, &error), ==, cases[i].message == NULL);
      g_assert_cmpstr (error != NULL ? error->message : NULL, ==, cases[i].message);
      if (error != NULL)
        g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
    }
}

static void
test_check_any (void)
{
  g_autoptr(BatchJob) job = batch_job_new ("m", "tag", BATCH_OVERWRITE_POLICY_SKIP);
  g_autoptr(GError) error = NULL;

  g_assert_false (batch_job_check_draft (job, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_assert_nonnull (strstr (error->message, "has no items"));
}

static void
test_check_metadata (void)
{
  g_autofree char *deep = g_strnfill (200000, '[');
  const struct
  {
    const char *metadata;
    gboolean    good;
  } cases[] = {
    { NULL, TRUE },
    { "{}", TRUE },
    { " {\"a\": [1, {\"b\": null}]} ", TRUE },
    { "", FALSE },
    { "[]", FALSE },
    { "\"text\"", FALSE },
    { "{\"a\":1} {}", FALSE },
    { "{'a':1}", FALSE },
    { deep, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJob) job = two_items (NULL, NULL);
      g_autoptr(GError) error = NULL;

      batch_job_set_metadata (job, cases[i].metadata);
      g_assert_cmpint (batch_job_check_draft (job, &error), ==, cases[i].good);
      if (!cases[i].good)
        g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
    }
}

static void
test_check_own_id (void)
{
  g_autoptr(BatchJob) job = two_items (NULL, NULL);
  g_autoptr(GError) error = NULL;

  batch_job_set_id (job, "");
  g_assert_false (batch_job_check_draft (job, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);

  batch_job_set_id (job, "my-job");
  g_assert_true (batch_job_check_draft (job, NULL));
}

/* Submitting ends the draft: one more submission is refused, changes are mistakes. */
static void
test_submitted (void)
{
  g_autoptr(BatchJob) job = two_items (NULL, NULL);
  g_autoptr(GListModel) items = g_object_ref (batch_job_get_items (job));
  g_autoptr(BatchJobRecord) made = batch_job_make_record (job);
  g_autoptr(BatchJobRecord) record = batch_job_record_copy (made);
  g_autoptr(BatchTestNotes) notes = batch_test_notes_new (job);
  g_autoptr(GError) error = NULL;

  record->id = g_strdup ("batch_1");
  record->state = BATCH_JOB_STATE_QUEUED;
  record->counts.total = 2;
  record->counts.pending = 2;
  g_free (record->handler);
  record->handler = g_strdup ("queue");
  batch_job_attach (job, NULL, record);

  batch_test_assert_notes (notes, "display-name handler id items state");
  g_assert_false (batch_job_is_draft (job));
  g_assert_null (batch_job_get_draft (job));
  g_assert_true (batch_job_get_items (job) != items);
  g_assert_false (batch_job_check_draft (job, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);

  batch_job_set_title (job, "too late");
  batch_test_assert_notes (notes, "title");
  g_test_expect_message ("Batch", G_LOG_LEVEL_CRITICAL, "*is_open*");
  batch_job_add_item (job, NULL, "{}", BATCH_SIZE_BUCKET_SMALL);
  g_test_assert_expected_messages ();
  g_assert_null (batch_job_get_title (job));
}

static void
test_refused_items (void)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new ();
  g_autoptr(BatchJob) of_stream = batch_job_new_for_stream (stream, NULL);
  g_autoptr(BatchJob) job = batch_job_new ("m", "tag", BATCH_OVERWRITE_POLICY_SKIP);

  g_test_expect_message ("Batch", G_LOG_LEVEL_CRITICAL, "*items != NULL*");
  batch_job_add_item (of_stream, NULL, "{}", BATCH_SIZE_BUCKET_SMALL);
  g_test_assert_expected_messages ();
  g_test_expect_message ("Batch", G_LOG_LEVEL_CRITICAL, "*utf8*");
  batch_job_add_item (job, NULL, "\xff\xfe", BATCH_SIZE_BUCKET_SMALL);
  g_test_assert_expected_messages ();
  g_assert_cmpint (batch_job_get_total (job), ==, 0);
}

static void
assert_not_added (BatchJob   *job,
                  const char *payload,
                  BatchError  code)
{
  g_autoptr(GError) error = NULL;
  gint64 before = batch_job_get_total (job);

  g_assert_false (batch_job_try_add_item (job, NULL, payload, BATCH_SIZE_BUCKET_SMALL, &error));
  g_assert_error (error, BATCH_ERROR, (int) code);
  g_clear_error (&error);
  g_assert_false (batch_job_try_add_item_with_model (job, NULL, "b", payload,
                                                     BATCH_SIZE_BUCKET_SMALL, &error));
  g_assert_error (error, BATCH_ERROR, (int) code);
  g_assert_cmpint (batch_job_get_total (job), ==, before);
}

/* What a language with exceptions calls. */
static void
test_try_add_item (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchJob) job = batch_job_new ("a", "tag", BATCH_OVERWRITE_POLICY_SKIP);
  g_autoptr(GFile) file = g_file_new_for_path ("/nonexistent");
  g_autoptr(BatchJob) of_file = batch_job_new_for_file (file);
  g_autoptr(BatchJob) submitted = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (batch_job_try_add_item (job, NULL, "{}", BATCH_SIZE_BUCKET_SMALL, &error));
  g_assert_no_error (error);
  g_assert_true (batch_job_try_add_item_with_model (job, "own", "b", "{}", BATCH_SIZE_BUCKET_LARGE,
                                                    &error));
  g_assert_no_error (error);
  g_assert_cmpint (batch_job_get_total (job), ==, 2);

  assert_not_added (job, "\xff\xfe", BATCH_ERROR_INVALID_REQUEST);
  assert_not_added (of_file, "{}", BATCH_ERROR_INVALID_STATE);

  /* As soon as it is on its way: another thread reads the items. */
  batch_queue_enqueue_async (queue, job, NULL, batch_test_store_result, &result);
  assert_not_added (job, "{}", BATCH_ERROR_INVALID_STATE);
  batch_test_wait (&result);
  submitted = batch_queue_enqueue_finish (queue, result, &error);
  g_assert_no_error (error);
  assert_not_added (job, "{}", BATCH_ERROR_INVALID_STATE);
}

typedef void (* ChangeFunc) (BatchJob *job);

static void
change_priority (BatchJob *job)
{
  batch_job_set_priority (job, 9);
}

static void
change_deadline (BatchJob *job)
{
  batch_job_set_expires_in (job, 60);
}

static void
change_lines (BatchJob *job)
{
  batch_job_set_max_lines (job, 9);
}

static void
change_property (BatchJob *job)
{
  g_object_set (job, "title", "too late", NULL);
}

static void
change_metadata (BatchJob *job)
{
  batch_job_set_metadata_value (job, "who", "me");
}

static void
assert_unchanged (BatchJob *job)
{
  g_autoptr(GDateTime) expires_at = batch_job_get_expires_at (job);

  g_assert_cmpint (batch_job_get_priority (job), ==, 2);
  g_assert_null (expires_at);
  g_assert_null (batch_job_get_title (job));
  g_assert_null (batch_job_get_metadata (job));
  g_assert_cmpint (batch_job_get_max_lines (job), ==, -1);
}

static void
count_notify (BatchJob   *job,
              GParamSpec *pspec,
              guint      *n_notified)
{
  (*n_notified)++;
}

static void
assert_not_taken (BatchJob     *job,
                  const char   *property,
                  const GValue *value,
                  int           code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (batch_job_try_set (job, property, value, &error));
  g_assert_error (error, BATCH_ERROR, code);
}

static void
assert_not_set (BatchJob   *job,
                const char *property,
                int         number,
                int         code)
{
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, number);
  assert_not_taken (job, property, &value, code);
}

static void
test_try_set (void)
{
  g_autoptr(BatchJob) job = batch_job_new ("a", "tag", BATCH_OVERWRITE_POLICY_SKIP);
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, 7);
  g_assert_true (batch_job_try_set (job, "parallel", &value, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (batch_job_get_parallel (job), ==, 7);

  assert_not_set (job, "no-such-thing", 1, BATCH_ERROR_INVALID_REQUEST);
  assert_not_set (job, "state", 1, BATCH_ERROR_INVALID_REQUEST);
  assert_not_set (job, "items", 1, BATCH_ERROR_INVALID_REQUEST);
  assert_not_set (job, "max-lines", -2, BATCH_ERROR_INVALID_REQUEST);
  g_assert_cmpint (batch_job_get_max_lines (job), ==, -1);
}

/* None is cut until it fits. */
static void
test_try_set_numbers (void)
{
  const gint64 wide[] = { G_GINT64_CONSTANT (4294967297), G_GINT64_CONSTANT (-4294967295) };
  const double broken[] = { 1.9, -0.5, 1e30, NAN };
  g_autoptr(BatchJob) job = batch_job_new ("a", "tag", BATCH_OVERWRITE_POLICY_SKIP);
  g_auto(GValue) number = G_VALUE_INIT;
  g_auto(GValue) real = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  g_value_init (&number, G_TYPE_INT64);
  g_value_init (&real, G_TYPE_DOUBLE);
  for (guint i = 0; i < G_N_ELEMENTS (wide); i++)
    {
      g_value_set_int64 (&number, wide[i]);
      assert_not_taken (job, "priority", &number, BATCH_ERROR_INVALID_REQUEST);
      assert_not_taken (job, "parallel", &number, BATCH_ERROR_INVALID_REQUEST);
    }
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_value_set_double (&real, broken[i]);
      assert_not_taken (job, "priority", &real, BATCH_ERROR_INVALID_REQUEST);
    }
  assert_not_set (job, "parallel", -1, BATCH_ERROR_INVALID_REQUEST);
  g_assert_cmpint (batch_job_get_priority (job), ==, 0);

  g_value_set_int64 (&number, -3);
  g_assert_true (batch_job_try_set (job, "priority", &number, &error));
  g_assert_cmpint (batch_job_get_priority (job), ==, -3);
  g_value_set_double (&real, 5);
  g_assert_true (batch_job_try_set (job, "priority", &real, &error));
  g_assert_cmpint (batch_job_get_priority (job), ==, 5);
  g_assert_no_error (error);
}

/* What would not get to the engine any more is not taken, and who has set it hears what it still
 * is. */
static void
test_set_while_taken (void)
{
  static const ChangeFunc changes[] = { change_priority, change_deadline, change_lines,
                                        change_property, change_metadata };
  guint n_notified = 0;
  gulong notifying;
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchJob) job = batch_job_new ("a", "tag", BATCH_OVERWRITE_POLICY_SKIP);
  g_autoptr(BatchJob) submitted = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_job_add_item (job, NULL, "{}", BATCH_SIZE_BUCKET_SMALL);
  batch_job_set_priority (job, 2);
  batch_queue_enqueue_async (queue, job, NULL, batch_test_store_result, &result);
  notifying = g_signal_connect (job, "notify", G_CALLBACK (count_notify), &n_notified);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      changes[i] (job);
      assert_unchanged (job);
      g_assert_cmpuint (n_notified, ==, i + 1);
    }
  g_signal_handler_disconnect (job, notifying);
  assert_not_set (job, "priority", 5, BATCH_ERROR_INVALID_STATE);

  batch_test_wait (&result);
  submitted = batch_queue_enqueue_finish (queue, result, &error);
  g_assert_no_error (error);
  g_assert_true (submitted == job);
  assert_unchanged (job);
  assert_not_set (job, "priority", 5, BATCH_ERROR_INVALID_STATE);
  assert_unchanged (job);
}

/* The second call changes nothing of the first. */
static void
test_submit_twice (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchJob) job = batch_job_new ("a", "tag", BATCH_OVERWRITE_POLICY_SKIP);
  g_autoptr(BatchJob) submitted = NULL;
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(GError) error = NULL;

  batch_job_add_item (job, NULL, "{}", BATCH_SIZE_BUCKET_SMALL);
  batch_queue_enqueue_async (queue, job, NULL, batch_test_store_result, &first);
  batch_queue_enqueue_async (queue, job, NULL, batch_test_store_result, &second);
  batch_test_wait (&second);
  g_assert_null (batch_queue_enqueue_finish (queue, second, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_clear_error (&error);
  assert_not_added (job, "{}", BATCH_ERROR_INVALID_STATE);

  batch_test_wait (&first);
  submitted = batch_queue_enqueue_finish (queue, first, &error);
  g_assert_no_error (error);
  g_assert_true (submitted == job);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, 1);
}

/* One that was not taken in can be completed, and submitted again. */
static void
test_add_after_failure (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(BatchJob) job = batch_job_new ("a", "tag", BATCH_OVERWRITE_POLICY_SKIP);
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(BatchJob) submitted = NULL;
  g_autoptr(GError) error = NULL;

  batch_job_add_item (job, NULL, "{}", BATCH_SIZE_BUCKET_SMALL);
  g_cancellable_cancel (cancelled);
  batch_queue_enqueue_async (queue, job, cancelled, batch_test_store_result, &first);
  batch_test_wait (&first);
  g_assert_null (batch_queue_enqueue_finish (queue, first, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  batch_job_add_item (job, NULL, "{}", BATCH_SIZE_BUCKET_SMALL);
  batch_job_set_priority (job, 3);
  batch_queue_enqueue_async (queue, job, NULL, batch_test_store_result, &second);
  batch_test_wait (&second);
  submitted = batch_queue_enqueue_finish (queue, second, &error);
  g_assert_no_error (error);
  g_assert_cmpint (batch_job_get_total (submitted), ==, 2);
  g_assert_cmpint (batch_job_get_priority (submitted), ==, 3);
}

static void
test_many_items (void)
{
  BatchJob *job = batch_job_new ("m", "tag", BATCH_OVERWRITE_POLICY_SKIP);
  const BatchDraftItem *item;

  for (guint i = 0; i < 200000; i++)
    batch_job_add_item (job, NULL, "{\"prompt\":\"hello\"}", BATCH_SIZE_BUCKET_SMALL);
  g_assert_cmpint (batch_job_get_total (job), ==, 200000);
  g_assert_true (batch_job_check_draft (job, NULL));
  item = g_ptr_array_index (batch_job_get_draft (job)->items, 199999);
  g_assert_cmpstr (item->custom_id, ==, "item-199999");
  g_assert_cmpstr (item->payload, ==, "{\"prompt\":\"hello\"}");
  g_assert_null (item->key);
  g_assert_finalize_object (job);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add_func ("/batch/engine/job-draft/" name, func)
  ADD ("builder-case-43", test_builder);
  ADD ("buckets-case-44", test_buckets);
  ADD ("documentation-case-47", test_documentation);
  ADD ("items-follow", test_items_follow);
  ADD ("keys", test_keys);
  ADD ("record", test_record);
  ADD ("try-add-item", test_try_add_item);
  ADD ("set-while-taken", test_set_while_taken);
  ADD ("try-set", test_try_set);
  ADD ("try-set-numbers", test_try_set_numbers);
  ADD ("submit-twice", test_submit_twice);
  ADD ("add-after-failure", test_add_after_failure);
  ADD ("file", test_file);
  ADD ("stream", test_stream);
  ADD ("metadata", test_metadata);
  ADD ("expires-in", test_expires_in);
  ADD ("check-ids", test_check_ids);
  ADD ("check-any", test_check_any);
  ADD ("check-metadata", test_check_metadata);
  ADD ("check-own-id", test_check_own_id);
  ADD ("submitted", test_submitted);
  ADD ("refused-items", test_refused_items);
  ADD ("many-items", test_many_items);
#undef ADD
  return g_test_run ();
}
