/* test-importer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "intake/batch-job-input-private.h"
#include "test-disk.h"
#include "test-intake.h"
#include "test-support.h"

#define LINE(id, rest) "{\"custom_id\":\"" id "\",\"method\":\"POST\"," rest "}"
#define CHAT           "\"url\":\"/v1/chat/completions\""
#define GOOD           LINE ("a", CHAT ",\"body\":{\"model\":\"x\"}")
#define EMBED          "\"url\":\"/v1/embeddings\""

static void
set_up (Intake        *intake,
        gconstpointer  user_data)
{
  intake_set_up (intake, NULL);
}

static void
tear_down (Intake        *intake,
           gconstpointer  user_data)
{
  intake_tear_down (intake);
}

/* That nothing of job @id was kept. */
static void
assert_nothing_kept (Intake     *intake,
                     const char *id)
{
  g_autoptr(BatchJobRecord) job = intake_get_job (intake, id);

  g_assert_null (job);
  g_assert_cmpint (intake_count_files (intake), ==, 0);
}

static void
assert_item (Intake          *intake,
             BatchJobRecord  *job,
             BatchItemRecord *item,
             guint32          position,
             const char      *custom_id,
             const char      *key,
             const char      *endpoint,
             guint32          line,
             const char      *body)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchBlobSource) source = NULL;
  g_autoptr(GBytes) bytes = NULL;

  g_assert_cmpint (item->position, ==, position);
  g_assert_cmpstr (item->custom_id, ==, custom_id);
  g_assert_cmpstr (item->key, ==, key);
  g_assert_cmpstr (item->endpoint, ==, endpoint);
  g_assert_cmpint (item->line, ==, line);
  g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_PENDING);

  source = batch_file_store_open_blob (intake->files, job->input_digest, &error);
  g_assert_no_error (error);
  bytes = batch_blob_source_read (source, item->offset, item->length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), body, strlen (body));
}

static void
test_good_file (Intake        *intake,
                gconstpointer  user_data)
{
  static const char text[] =
    "\xEF\xBB\xBF" LINE ("a", CHAT ",\"body\": {\"model\":\"x\", \"p\":\"é\"}") "\r\n"
    "\n"
    LINE ("b", EMBED ",\"body\":{\"input\":1e400,\"model\":\"y\"}") "\n"
    "  \n"
    LINE ("c", CHAT ",\"body\":{\"model\":\"x\"}");
  g_autoptr(GError) error = NULL;
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autoptr(BatchJobRecord) job = intake_import_text (intake, "j", text, NULL, &error);
  g_autoptr(GPtrArray) items = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_QUEUED);
  g_assert_cmpstr (job->input_digest, ==, digest);
  g_assert_cmpint (job->input_size, ==, (gint64) strlen (text));
  g_assert_cmpstr (job->resource_key, ==, "x");
  g_assert_cmpint (job->counts.total, ==, 3);
  g_assert_cmpint (job->counts.pending, ==, 3);
  g_assert_cmpint (job->groups->len, ==, 2);

  items = intake_list_items (intake, "j");
  g_assert_cmpint (items->len, ==, 3);
  assert_item (intake, job, items->pdata[0], 0, "a", "x", "/v1/chat/completions", 1,
               "{\"model\":\"x\", \"p\":\"é\"}");
  assert_item (intake, job, items->pdata[1], 1, "b", "y", "/v1/embeddings", 3,
               "{\"input\":1e400,\"model\":\"y\"}");
  assert_item (intake, job, items->pdata[2], 2, "c", "x", "/v1/chat/completions", 5,
               "{\"model\":\"x\"}");
}

static void
test_buckets (Intake        *intake,
              gconstpointer  user_data)
{
  static const struct { guint length; BatchSizeBucket bucket; } cases[] = {
    { 100, BATCH_SIZE_BUCKET_SMALL },
    { 5000, BATCH_SIZE_BUCKET_MEDIUM },
    { 300000, BATCH_SIZE_BUCKET_LARGE },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GPtrArray) items = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *prompt = g_strnfill (cases[i].length, 'x');

      g_string_append_printf (text, "{\"custom_id\":\"%u\",\"method\":\"POST\"," CHAT
                              ",\"body\":{\"model\":\"m\",\"prompt\":\"%s\"}}\n", i, prompt);
    }

  job = intake_import_text (intake, "j", text->str, NULL, &error);
  g_assert_no_error (error);
  items = intake_list_items (intake, "j");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (((BatchItemRecord *) items->pdata[i])->bucket, ==, cases[i].bucket);
}

/* Of one model: that is one key. What is sent stays as it is. */
static void
test_two_names (Intake        *intake,
                gconstpointer  user_data)
{
  static const char text[] =
    "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/completions\","
    "\"body\":{\"model\":\"x:latest\",\"prompt\":\"p\"}}\n"
    "{\"custom_id\":\"b\",\"method\":\"POST\",\"url\":\"/v1/completions\","
    "\"body\":{\"model\":\"x\",\"prompt\":\"p\"}}\n"
    "{\"custom_id\":\"c\",\"method\":\"POST\",\"url\":\"/v1/completions\","
    "\"body\":{\"model\":\"x:8b\",\"prompt\":\"p\"}}\n";
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = intake_import_text (intake, "j", text, NULL, &error);
  g_autoptr(GPtrArray) items = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (job->resource_key, ==, "x");
  g_assert_cmpint (job->key_changes, ==, 1);
  items = intake_list_items (intake, "j");
  assert_item (intake, job, items->pdata[0], 0, "a", "x", "/v1/completions", 1,
               "{\"model\":\"x:latest\",\"prompt\":\"p\"}");
  assert_item (intake, job, items->pdata[1], 1, "b", "x", "/v1/completions", 2,
               "{\"model\":\"x\",\"prompt\":\"p\"}");
  assert_item (intake, job, items->pdata[2], 2, "c", "x:8b", "/v1/completions", 3,
               "{\"model\":\"x:8b\",\"prompt\":\"p\"}");
}

/* More than some chunks, in pieces that break anywhere. */
static void
test_many (Intake        *intake,
           gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = intake_make_lines (20000, 3);
  g_autoptr(GBytes) bytes = g_bytes_new_static (lines, strlen (lines));
  g_autoptr(GInputStream) input = intake_stream_new (bytes, 7777, NULL, NULL);
  g_autoptr(BatchJobRecord) job = intake_import (intake, "j", input, NULL, NULL, &error);
  g_autoptr(GPtrArray) items = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (job->counts.total, ==, 20000);
  items = intake_list_items (intake, "j");
  g_assert_cmpint (items->len, ==, 20000);
  for (guint i = 0; i < items->len; i += 997)
    {
      g_autofree char *custom_id = g_strdup_printf ("r%u", i);
      g_autofree char *key = g_strdup_printf ("m%u", i % 3);
      g_autofree char *body = g_strdup_printf ("{\"model\": \"m%u\", \"n\": %u}", i % 3, i);

      assert_item (intake, job, items->pdata[i], i, custom_id, key, "/v1/chat/completions",
                   i + 1, body);
    }
}

static void
test_same_input (Intake        *intake,
                 gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = intake_make_lines (10, 1);
  g_autoptr(BatchJobRecord) first = intake_import_text (intake, "one", lines, NULL, &error);
  g_autoptr(BatchJobRecord) second = intake_import_text (intake, "two", lines, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (first->input_digest, ==, second->input_digest);
  g_assert_cmpint (intake_count_files (intake), ==, 1);
}

/* --- Bad input --- */

static void
test_bad_input (Intake        *intake,
                gconstpointer  user_data)
{
  static const struct { const char *text; guint n_issues; const char *part; } cases[] = {
    { "", 1, "no request" },
    { "\n\n", 1, "no request" },
    { "not json\n", 1, "Line 1" },
    { GOOD "\n[]\n{}\n", 5, "5 errors, and this is the first: Line 2" },
    { GOOD "\n" GOOD, 1, "“custom_id”" },
    { LINE ("a", CHAT ",\"body\":{}"), 1, "“body.model”" },
    { LINE ("a", "\"url\":\"/v1/images\",\"body\":{\"model\":\"x\"}"), 1, "/v1/images" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) issues = NULL;

      g_assert_null (intake_import_text (intake, "j", cases[i].text, &issues, &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE);
      g_assert_true (g_str_has_prefix (error->message, "input.jsonl cannot be used: "));
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].part));
      g_assert_cmpint (issues->len, ==, cases[i].n_issues);
      assert_nothing_kept (intake, "j");
    }
}

/* The second line with an id comes when the first is long in the store. */
static void
test_late_duplicate (Intake        *intake,
                     gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) issues = NULL;
  g_autofree char *lines = intake_make_lines (20000, 3);
  g_autofree char *text =
    g_strconcat (lines, LINE ("r5", CHAT ",\"body\":{\"model\":\"x\"}") "\n", NULL);
  const BatchLineIssue *issue;

  g_assert_null (intake_import_text (intake, "j", text, &issues, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE);
  g_assert_cmpint (issues->len, ==, 1);
  issue = g_ptr_array_index (issues, 0);
  g_assert_cmpint (issue->line, ==, 20001);
  g_assert_cmpint (issue->code, ==, BATCH_LINE_ERROR_DUPLICATE_CUSTOM_ID);
  assert_nothing_kept (intake, "j");
}

static void
test_limits (Intake        *intake,
             gconstpointer  user_data)
{
  g_autofree char *lines = intake_make_lines (9000, 1);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) issues = NULL;
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(BatchJobRecord) job = intake_make_job ("j");
      g_autoptr(GInputStream) input =
        g_memory_input_stream_new_from_data (lines, (gssize) strlen (lines), NULL);
      BatchLimits limits = batch_limits_default ();

      limits.max_lines = i == 0 ? 8999 : 0;
      limits.max_bytes = i == 1 ? 500000 : 0;
      batch_import_async (intake->store, intake->files, input, job, NULL, &limits, FALSE, NULL,
                          NULL, batch_test_store_result, &result);
      batch_test_wait (&result);
      g_assert_null (batch_import_finish (result, &issues, &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE);
      g_assert_cmpint (issues->len, ==, 1);
      g_assert_cmpint (((BatchLineIssue *) issues->pdata[0])->code, ==,
                       i == 0 ? BATCH_LINE_ERROR_TOO_MANY_LINES : BATCH_LINE_ERROR_FILE_TOO_LARGE);
      assert_nothing_kept (intake, "j");
    }
}

/* --- Bad days --- */

static gboolean
fail_late (guint    n_read,
           gpointer user_data)
{
  return n_read < 100;
}

static gboolean
cancel_late (guint    n_read,
             gpointer user_data)
{
  if (n_read == 100)
    g_cancellable_cancel (user_data);
  return TRUE;
}

static void
test_read_error (Intake        *intake,
                 gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = intake_make_lines (20000, 3);
  g_autoptr(GBytes) bytes = g_bytes_new_static (lines, strlen (lines));
  g_autoptr(GInputStream) input = intake_stream_new (bytes, 10000, fail_late, NULL);

  g_assert_null (intake_import (intake, "j", input, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "The disk is broken"));
  assert_nothing_kept (intake, "j");
}

static void
test_cancel (Intake        *intake,
             gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *lines = intake_make_lines (20000, 3);
  g_autoptr(GBytes) bytes = g_bytes_new_static (lines, strlen (lines));
  g_autoptr(GInputStream) input = intake_stream_new (bytes, 10000, cancel_late, cancellable);
  g_autoptr(GInputStream) again = intake_stream_new (bytes, 10000, NULL, NULL);

  g_assert_null (intake_import (intake, "j", input, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  assert_nothing_kept (intake, "j");

  g_assert_null (intake_import (intake, "j", again, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_nothing_kept (intake, "j");
}

static void
change_job (Intake         *intake,
            BatchJobRecord *values,
            BatchJobFields  fields)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(BatchJobRecord) after = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  g_main_context_push_thread_default (context);
  batch_store_change_job_async (intake->store, "j", values, fields, 1, NULL,
                                batch_test_store_result, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  after = batch_store_change_job_finish (intake->store, result, NULL);
  g_assert_nonnull (after);
  g_main_context_pop_thread_default (context);
}

/* Somebody, perhaps in another process, cancels the job while it is validating. */
static gboolean
cancel_job (guint    n_read,
            gpointer user_data)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  values->state = BATCH_JOB_STATE_CANCELLING;
  if (n_read == 60)
    change_job (user_data, values, BATCH_JOB_FIELD_STATE);
  return TRUE;
}

/* Or tidies it away. */
static gboolean
remove_job (guint    n_read,
            gpointer user_data)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  values->removed_at = 1;
  if (n_read == 60)
    change_job (user_data, values, BATCH_JOB_FIELD_REMOVED);
  return TRUE;
}

static void
test_job_cancelled (Intake        *intake,
                    gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = intake_make_lines (20000, 3);
  g_autoptr(GBytes) bytes = g_bytes_new_static (lines, strlen (lines));
  g_autoptr(GInputStream) input = intake_stream_new (bytes, 10000, cancel_job, intake);

  g_assert_null (intake_import (intake, "j", input, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_nothing_kept (intake, "j");
}

/* It is not said to be queued. */
static void
test_job_removed (Intake        *intake,
                  gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = intake_make_lines (20000, 3);
  g_autoptr(GBytes) bytes = g_bytes_new_static (lines, strlen (lines));
  g_autoptr(GInputStream) input = intake_stream_new (bytes, 10000, remove_job, intake);
  g_autoptr(BatchJobRecord) job = NULL;

  g_assert_null (intake_import (intake, "j", input, NULL, NULL, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  job = intake_get_job (intake, "j");
  g_assert_null (job);
}

static void
test_full_disk (Intake        *intake,
                gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = intake_make_lines (20000, 3);

  batch_test_disk_set_space (1000000);
  g_assert_null (intake_import_text (intake, "j", lines, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  assert_nothing_kept (intake, "j");
}

/* A job that is there already stays as it is. */
static void
test_same_id (Intake        *intake,
              gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = intake_make_lines (10, 1);
  g_autofree char *others = intake_make_lines (20, 1);
  g_autoptr(BatchJobRecord) first = intake_import_text (intake, "j", lines, NULL, &error);
  g_autoptr(BatchJobRecord) after = NULL;

  g_assert_no_error (error);
  g_assert_null (intake_import_text (intake, "j", others, NULL, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  after = intake_get_job (intake, "j");
  g_assert_cmpint (after->counts.total, ==, 10);
  g_assert_cmpint (after->state, ==, BATCH_JOB_STATE_QUEUED);
}

/* --- Items built in code --- */

static GPtrArray *
make_drafts (guint n)
{
  GPtrArray *drafts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      BatchDraftItem *draft = g_new0 (BatchDraftItem, 1);

      draft->custom_id = i % 2 == 0 ? "even" : "odd";
      draft->key = i % 2 == 0 ? "x" : "y";
      draft->payload = i % 2 == 0 ? "{\"a\": 1}" : "";
      draft->bucket = BATCH_SIZE_BUCKET_UNKNOWN;
      g_ptr_array_add (drafts, draft);
    }

  return drafts;
}

/* @implied_tag: (nullable). @queue: (nullable) */
static BatchJobRecord *
import_drafts (Intake           *intake,
               const char       *id,
               GPtrArray        *drafts,
               const char       *implied_tag,
               BatchImportQueue *queue,
               GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchJobRecord) job = intake_make_job (id);

  batch_import_payloads_async (intake->store, intake->files, drafts, job, implied_tag, queue, NULL,
                               batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_import_finish (result, NULL, error);
}

static void
test_payloads (Intake        *intake,
               gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) drafts = make_drafts (2);
  g_autoptr(BatchJobRecord) job = import_drafts (intake, "j", drafts, NULL, NULL, &error);
  g_autoptr(GPtrArray) items = NULL;

  g_assert_no_error (error);
  g_assert_true (job->own_ids);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_QUEUED);
  g_assert_cmpstr (job->resource_key, ==, "x");
  g_assert_cmpint (job->input_size, ==, 8);

  items = intake_list_items (intake, "j");
  assert_item (intake, job, items->pdata[0], 0, "even", "x", NULL, 0, "{\"a\": 1}");
  assert_item (intake, job, items->pdata[1], 1, "odd", "y", NULL, 0, "");
}

static void
test_no_payloads (Intake        *intake,
                  gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) drafts = make_drafts (0);
  g_autoptr(BatchJobRecord) job = import_drafts (intake, "j", drafts, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (job->counts.total, ==, 0);
  g_assert_null (job->resource_key);
}

/* By itself, and as one of a group. */
static void
test_tagged_payloads (Intake        *intake,
                      gconstpointer  user_data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) drafts = make_drafts (2);
      BatchImportQueue *queue = i > 0 ? batch_import_queue_new () : NULL;
      g_autoptr(BatchJobRecord) job = NULL;

      ((BatchDraftItem *) drafts->pdata[i])->key = "x:latest";
      ((BatchDraftItem *) drafts->pdata[1 - i])->key = "x";
      job = import_drafts (intake, i > 0 ? "group" : "j", drafts, ":latest", queue, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (job->resource_key, ==, "x");
      g_assert_cmpint (job->key_changes, ==, 0);
      g_assert_cmpint (job->groups->len, ==, 1);
      g_clear_pointer (&queue, batch_import_queue_free);
    }
}

/* The same id twice is refused by the store, as nobody else has checked it. */
static void
test_same_item_id (Intake        *intake,
                   gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) drafts = make_drafts (5000);

  g_assert_null (import_drafts (intake, "j", drafts, NULL, NULL, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  assert_nothing_kept (intake, "j");
}

static void
add (const char  *name,
     void       (*test) (Intake *intake, gconstpointer user_data))
{
  g_autofree char *path = g_strconcat ("/batch/intake/importer/", name, NULL);

  g_test_add (path, Intake, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("good-file", test_good_file);
  add ("two-names", test_two_names);
  add ("buckets", test_buckets);
  add ("many", test_many);
  add ("same-input", test_same_input);
  add ("bad-input", test_bad_input);
  add ("late-duplicate", test_late_duplicate);
  add ("limits", test_limits);
  add ("read-error", test_read_error);
  add ("cancel", test_cancel);
  add ("job-cancelled", test_job_cancelled);
  add ("job-removed", test_job_removed);
  add ("full-disk", test_full_disk);
  add ("same-id", test_same_id);
  add ("payloads", test_payloads);
  add ("tagged-payloads", test_tagged_payloads);
  add ("no-payloads", test_no_payloads);
  add ("same-item-id", test_same_item_id);

  return g_test_run ();
}
