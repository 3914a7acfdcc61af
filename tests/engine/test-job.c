/* test-job.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-clock-private.h"
#include "engine/batch-job-private.h"
#include "items/batch-item.h"
#include "items/fake-items.h"
#include "reports/batch-eta-private.h"
#include "reports/batch-summary.h"
#include "test-properties.h"

#define JOB_ID "batch_11111111-2222-4333-8444-555555555555"

static BatchJobRecord *
record_new (void)
{
  BatchJobRecord *record = batch_job_record_new ();

  record->id = g_strdup (JOB_ID);
  record->title = g_strdup ("Holiday pictures");
  record->handler = g_strdup ("tagger");
  record->operation = g_strdup ("tag");
  record->resource_key = g_strdup ("llava:13b");
  record->state = BATCH_JOB_STATE_RUNNING;
  record->counts.total = 10;
  record->counts.pending = 4;
  record->counts.claimed = 2;
  record->counts.running = 1;
  record->counts.succeeded = 2;
  record->counts.failed = 1;
  record->created_at = 1600000000000000;
  g_ptr_array_add (record->groups, batch_group_record_new ("llava:13b", BATCH_SIZE_BUCKET_SMALL));
  g_ptr_array_add (record->groups, batch_group_record_new ("qwen3", BATCH_SIZE_BUCKET_SMALL));
  g_ptr_array_add (record->groups, batch_group_record_new ("llava:13b", BATCH_SIZE_BUCKET_LARGE));
  return record;
}

static BatchJob *
job_new (gpointer engine)
{
  g_autoptr(BatchJobRecord) record = record_new ();

  return batch_job_new_for_record (engine, record);
}

static void
test_draft_properties (void)
{
  BatchJob *job = g_object_new (BATCH_TYPE_JOB, NULL);

  batch_test_check_properties (job);
  g_assert_finalize_object (job);
}

static void
test_details (void)
{
  g_autoptr(BatchJob) job = job_new (NULL);
  g_autoptr(GDateTime) created_at = batch_job_get_created_at (job);
  g_auto(GStrv) keys = batch_job_get_resource_keys (job);
  g_autofree char *joined = g_strjoinv (" ", keys);

  g_assert_false (batch_job_is_draft (job));
  g_assert_false (batch_job_is_terminal (job));
  g_assert_cmpstr (batch_job_get_id (job), ==, JOB_ID);
  g_assert_cmpstr (batch_job_get_title (job), ==, "Holiday pictures");
  g_assert_cmpstr (batch_job_get_handler (job), ==, "tagger");
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_RUNNING);
  g_assert_cmpstr (joined, ==, "llava:13b qwen3");
  g_assert_cmpint (batch_job_get_total (job), ==, 10);
  g_assert_cmpint (batch_job_get_pending (job), ==, 6);
  g_assert_cmpint (batch_job_get_running (job), ==, 1);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 2);
  g_assert_cmpint (batch_job_get_failed (job), ==, 1);
  g_assert_cmpint (batch_job_get_ended (job), ==, 3);
  g_assert_cmpfloat (batch_job_get_progress (job), ==, 0.3);
  g_assert_cmpint (g_date_time_to_unix (created_at), ==, 1600000000);
  g_assert_null (batch_job_get_expires_at (job));
  g_assert_cmpint (batch_job_get_max_lines (job), ==, -1);
}

static void
test_progress (void)
{
  static const struct
  {
    BatchCounts   counts;
    BatchJobState state;
    double        progress;
  } cases[] = {
    { { .total = 0 }, BATCH_JOB_STATE_VALIDATING, 0.0 },
    { { .total = 0 }, BATCH_JOB_STATE_COMPLETED, 1.0 },
    { { .total = 4, .pending = 4 }, BATCH_JOB_STATE_QUEUED, 0.0 },
    { { .total = 4, .succeeded = 1, .running = 3 }, BATCH_JOB_STATE_RUNNING, 0.25 },
    { { .total = 5, .succeeded = 1, .failed = 1, .skipped = 1, .cancelled = 1, .expired = 1 },
      BATCH_JOB_STATE_EXPIRED, 1.0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJobRecord) record = batch_job_record_new ();
      g_autoptr(BatchJob) job = NULL;

      record->counts = cases[i].counts;
      record->state = cases[i].state;
      job = batch_job_new_for_record (NULL, record);
      g_assert_cmpfloat (batch_job_get_progress (job), ==, cases[i].progress);
    }
}

static void
test_files (void)
{
  static const struct
  {
    BatchJobState state;
    BatchCounts   counts;
    gboolean      output;
    gboolean      errors;
  } cases[] = {
    { BATCH_JOB_STATE_RUNNING, { .succeeded = 1, .failed = 1 }, FALSE, FALSE },
    { BATCH_JOB_STATE_COMPLETED, { .succeeded = 1 }, TRUE, FALSE },
    { BATCH_JOB_STATE_COMPLETED_WITH_ERRORS, { .succeeded = 1, .failed = 1 }, TRUE, TRUE },
    { BATCH_JOB_STATE_COMPLETED_WITH_ERRORS, { .failed = 1 }, FALSE, TRUE },
    { BATCH_JOB_STATE_CANCELLED, { .cancelled = 1 }, FALSE, TRUE },
    { BATCH_JOB_STATE_EXPIRED, { .succeeded = 1, .expired = 1 }, TRUE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJobRecord) record = record_new ();
      g_autoptr(BatchJob) job = NULL;
      g_autofree char *input = NULL;
      g_autofree char *output = NULL;
      g_autofree char *errors = NULL;

      record->state = cases[i].state;
      record->counts = cases[i].counts;
      record->input_digest = g_strdup ("00");
      job = batch_job_new_for_record (NULL, record);
      input = batch_job_get_input_file_id (job);
      output = batch_job_get_output_file_id (job);
      errors = batch_job_get_error_file_id (job);
      g_assert_true (g_str_has_prefix (input, "file-"));
      g_assert_cmpint (output != NULL, ==, cases[i].output);
      g_assert_cmpint (errors != NULL, ==, cases[i].errors);
      g_assert_cmpstr (input, !=, output);
      g_assert_cmpstr (errors, !=, input);
    }
}

static void
test_eta (void)
{
  const BatchEtaValues values = { .low_ms = 1, .expected_ms = 2, .high_ms = 3 };
  g_autoptr(BatchEta) eta = batch_eta_new (&values);
  g_autoptr(BatchJob) job = job_new (NULL);
  g_autoptr(BatchTestNotes) notes = batch_test_notes_new (job);

  g_assert_null (batch_job_get_eta (job));
  batch_job_set_eta (job, eta);
  batch_job_set_eta (job, eta);
  batch_test_assert_notes (notes, "eta");
  g_assert_true (batch_job_get_eta (job) == eta);
  batch_job_set_eta (job, NULL);
  batch_test_assert_notes (notes, "eta");
}

static void
assert_next_try (BatchJob *job,
                 gint64    at_us)
{
  g_autoptr(GDateTime) next = batch_job_get_next_try_at (job);

  g_assert_nonnull (next);
  g_assert_cmpint (g_date_time_to_unix (next) * G_USEC_PER_SEC, ==, at_us);
}

/* What is waited for does not come later when somebody sets the clock back, and is told by that. */
static void
test_next_try (void)
{
  const gint64 now = G_GINT64_CONSTANT (1600000000) * G_USEC_PER_SEC;
  const gint64 soon = 30 * G_USEC_PER_SEC;
  const gint64 hour = 3600 * (gint64) G_USEC_PER_SEC;
  g_autoptr(BatchClock) clock = batch_clock_new_manual (now);
  g_autoptr(BatchJobRecord) record = record_new ();
  g_autoptr(BatchJob) job = NULL;
  BatchGroupRecord *group = g_ptr_array_index (record->groups, 0);

  record->counts.claimed = record->counts.running = 0;
  record->setback = g_strdup ("busy");
  record->setback_since = record->setback_at = now;
  group->delayed = 1;
  group->next_due = batch_clock_steady (clock) + soon;
  job = batch_job_new_for_record (NULL, record);

  batch_clock_set_thread_default (clock);
  assert_next_try (job, now + soon);
  batch_clock_set_wall (clock, now - hour);
  assert_next_try (job, now - hour + soon);
  batch_clock_set_thread_default (NULL);
}

/* --- Exactly what differs --- */

static void
end_one (BatchJobRecord *record)
{
  record->counts.running--;
  record->counts.succeeded++;
}

static void
claim_some (BatchJobRecord *record)
{
  record->counts.pending -= 2;
  record->counts.claimed += 2;
}

static void
start_one (BatchJobRecord *record)
{
  record->counts.claimed--;
  record->counts.running++;
}

static void
finish (BatchJobRecord *record)
{
  record->state = BATCH_JOB_STATE_COMPLETED;
  record->completed_at = 1700000000000000;
}

static void
take_in (BatchJobRecord *record)
{
  record->input_digest = g_strdup ("00");
}

static void
hold_up (BatchJobRecord *record)
{
  record->paused = TRUE;
}

static void
reorder (BatchJobRecord *record)
{
  record->reordered = TRUE;
  record->reorder_note = g_strdup ("Same model as the one before");
}

static void
add_key (BatchJobRecord *record)
{
  g_ptr_array_add (record->groups, batch_group_record_new ("gemma", BATCH_SIZE_BUCKET_SMALL));
}

static void
change_settings (BatchJobRecord *record)
{
  record->priority = 3;
  record->parallel = 8;
  record->loads = 2;
  record->expires_at = 1800000000000000;
}

static void
change_inside (BatchJobRecord *record)
{
  record->rank = 17;
  record->busy_ms = 5000;
}

static void
test_changes (void)
{
  static const struct
  {
    void       (*change) (BatchJobRecord *record);
    const char  *notes;
  } cases[] = {
    { end_one, "ended progress running succeeded" },
    { claim_some, "" },
    { start_one, "pending running" },
    { finish, "completed-at error-file-id output-file-id state" },
    { take_in, "input-file-id" },
    { hold_up, "paused" },
    { reorder, "reorder-note reordered" },
    { add_key, "resource-keys" },
    { change_settings, "expires-at loads parallel priority" },
    { change_inside, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJob) job = job_new (NULL);
      g_autoptr(BatchTestNotes) notes = batch_test_notes_new (job);
      g_autoptr(BatchJobRecord) same = record_new ();
      g_autoptr(BatchJobRecord) record = record_new ();

      batch_job_set_record (job, same);
      batch_test_assert_notes (notes, "");
      cases[i].change (record);
      batch_job_set_record (job, record);
      batch_test_assert_notes (notes, cases[i].notes);
      g_assert_true (batch_job_get_record (job) == record);
    }
}

/* --- Items --- */

static BatchJob *
job_with_items (TestFakeItems *items)
{
  g_autoptr(BatchJobRecord) record = test_fake_items_make_job (items);
  BatchJob *job = batch_job_new_for_record ((gpointer) items, record);

  batch_job_set_item_source (job, &test_fake_items_interface);
  return job;
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_items (void)
{
  g_autoptr(TestFakeItems) items = test_fake_items_new (1000, BATCH_ITEM_STATUS_PENDING);
  BatchJob *job = job_with_items (items);
  g_autoptr(GListModel) list = g_object_ref (batch_job_get_items (job));
  g_autoptr(BatchItem) item = g_list_model_get_item (list, 999);
  g_autoptr(BatchItemRecord) record = NULL;
  g_autoptr(BatchJobRecord) grown = NULL;

  g_assert_true (list == batch_job_get_items (job));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1000);
  settle ();
  g_assert_cmpstr (batch_item_get_custom_id (item), ==, "row-999");

  test_fake_items_set_status (items, 999, BATCH_ITEM_STATUS_FAILED);
  record = test_fake_items_get_record (items, 999);
  batch_job_item_changed (job, record);
  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_FAILED);

  test_fake_items_set_status (items, 1999, BATCH_ITEM_STATUS_PENDING);
  grown = test_fake_items_make_job (items);
  batch_job_set_record (job, grown);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2000);

  /* A list that somebody still holds outlives its job. */
  settle ();
  g_assert_finalize_object (job);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2000);
}

static void
test_queries (void)
{
  g_autoptr(TestFakeItems) items = test_fake_items_new (100, BATCH_ITEM_STATUS_PENDING);
  g_autoptr(BatchJob) job = NULL;
  static const struct
  {
    const char *filter;
    const char *sort;
    int         n_items;           /* -1: refused */
    const char *first;
  } cases[] = {
    { NULL, NULL, 100, "row-0" },
    { "", "", 100, "row-0" },
    { NULL, "position", 100, "row-0" },
    { NULL, "-position", 100, "row-99" },
    { "failed", NULL, 2, "row-7" },
    { "failed", "-position", 2, "row-8" },
    { "failed,succeeded", NULL, 3, "row-6" },
    { " failed , succeeded ", NULL, 3, "row-6" },
    { "pending", NULL, 97, "row-0" },
    { "skipped", NULL, 0, NULL },
    { "no such word", NULL, -1, NULL },
    { NULL, "colour", -1, NULL },
    { NULL, "-", -1, NULL },
  };

  test_fake_items_set_status (items, 5, BATCH_ITEM_STATUS_CLAIMED);
  test_fake_items_set_status (items, 6, BATCH_ITEM_STATUS_SUCCEEDED);
  test_fake_items_set_status (items, 7, BATCH_ITEM_STATUS_FAILED);
  test_fake_items_set_status (items, 8, BATCH_ITEM_STATUS_FAILED);
  job = job_with_items (items);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GListModel) list = batch_job_query_items (job, cases[i].filter, NULL,
                                                          cases[i].sort);
      g_autoptr(BatchItem) first = NULL;

      g_assert_cmpint (list != NULL, ==, cases[i].n_items >= 0);
      if (list == NULL)
        continue;
      settle ();
      g_assert_cmpint (g_list_model_get_n_items (list), ==, cases[i].n_items);
      first = g_list_model_get_item (list, 0);
      settle ();
      g_assert_cmpint (first != NULL, ==, cases[i].first != NULL);
      if (first != NULL)
        g_assert_cmpstr (batch_item_get_custom_id (first), ==, cases[i].first);
    }
}

/* Every list is told, and one that nobody holds any more is none. */
static void
test_queries_follow (void)
{
  g_autoptr(TestFakeItems) items = test_fake_items_new (100, BATCH_ITEM_STATUS_FAILED);
  g_autoptr(BatchJob) job = job_with_items (items);
  g_autoptr(GListModel) one = batch_job_query_items (job, "failed", NULL, NULL);
  g_autoptr(GListModel) two = batch_job_query_items (job, NULL, NULL, "-position");
  GListModel *gone = batch_job_query_items (job, "failed", NULL, NULL);
  g_autoptr(BatchItem) of_one = NULL;
  g_autoptr(BatchItem) of_two = NULL;
  g_autoptr(BatchItemRecord) record = NULL;

  settle ();
  g_assert_finalize_object (gone);
  of_one = g_list_model_get_item (one, 3);
  of_two = g_list_model_get_item (two, 96);
  settle ();

  test_fake_items_set_status (items, 3, BATCH_ITEM_STATUS_RUNNING);
  record = test_fake_items_get_record (items, 3);
  batch_job_item_changed (job, record);
  g_assert_cmpint (batch_item_get_status (of_one), ==, BATCH_ITEM_STATUS_RUNNING);
  g_assert_cmpint (batch_item_get_status (of_two), ==, BATCH_ITEM_STATUS_RUNNING);
}

/* Which items they are can be kept without loading any. */
static void
test_positions (void)
{
  g_autoptr(TestFakeItems) items = test_fake_items_new (100, BATCH_ITEM_STATUS_PENDING);
  g_autoptr(BatchJob) job = job_with_items (items);
  g_autoptr(GListModel) reversed = batch_job_query_items (job, NULL, NULL, "-position");

  settle ();
  g_assert_cmpuint (g_list_model_get_n_items (reversed), ==, 100);
  g_assert_cmpuint (batch_job_get_position_at (job, reversed, 0), ==, 99);
  g_assert_cmpuint (batch_job_get_position_at (job, reversed, 96), ==, 3);
  g_assert_cmpuint (batch_job_get_position_at (job, reversed, 100), ==, G_MAXUINT);
  g_assert_cmpuint (batch_job_get_position_at (job, batch_job_get_items (job), 42), ==, 42);
}

static void
test_items_elsewhere (void)
{
  g_autoptr(TestFakeItems) items = test_fake_items_new (100, BATCH_ITEM_STATUS_PENDING);
  g_autoptr(BatchJob) job = job_with_items (items);
  g_autoptr(BatchItem) item = g_list_model_get_item (batch_job_get_items (job), 3);
  g_autoptr(BatchJobRecord) record = NULL;

  settle ();
  test_fake_items_set_status (items, 3, BATCH_ITEM_STATUS_FAILED);
  record = test_fake_items_make_job (items);
  batch_job_set_record (job, record);
  settle ();
  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_FAILED);
}

static void
test_no_engine (void)
{
  g_autoptr(BatchJob) job = job_new (NULL);
  g_autoptr(BatchItemRecord) record = batch_item_record_new ();
  g_autoptr(BatchItem) item = batch_job_make_item (job, record);

  g_assert_cmpuint (g_list_model_get_n_items (batch_job_get_items (job)), ==, 0);
  g_assert_cmpstr (batch_item_get_job_id (item), ==, JOB_ID);
}

static void
test_summary (void)
{
  g_autoptr(BatchJob) job = job_new (NULL);
  g_autoptr(BatchSummary) summary = batch_job_get_summary (job);
  g_autoptr(BatchJobRecord) record = record_new ();

  end_one (record);
  batch_job_set_record (job, record);
  g_assert_cmpint (batch_summary_get_succeeded (summary), ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/job/draft-properties", test_draft_properties);
  g_test_add_func ("/batch/engine/job/details", test_details);
  g_test_add_func ("/batch/engine/job/progress", test_progress);
  g_test_add_func ("/batch/engine/job/files", test_files);
  g_test_add_func ("/batch/engine/job/eta", test_eta);
  g_test_add_func ("/batch/engine/job/next-try", test_next_try);
  g_test_add_func ("/batch/engine/job/changes", test_changes);
  g_test_add_func ("/batch/engine/job/items", test_items);
  g_test_add_func ("/batch/engine/job/queries", test_queries);
  g_test_add_func ("/batch/engine/job/queries-follow", test_queries_follow);
  g_test_add_func ("/batch/engine/job/positions", test_positions);
  g_test_add_func ("/batch/engine/job/items-elsewhere", test_items_elsewhere);
  g_test_add_func ("/batch/engine/job/no-engine", test_no_engine);
  g_test_add_func ("/batch/engine/job/summary", test_summary);
  return g_test_run ();
}
