/* test-queue-acceptance.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "queue-driver.h"

#include <string.h>

/* What a queue must do, case by case, under the numbers of the list of acceptance
 * cases that this project started from: 47 of them, and a to i that came later. Where
 * this queue differs on purpose, the case says how and why:
 *
 *   order     groups stand in the order in which they came, not in that of the alphabet
 *   loaded    what goes with the job that was started last goes next, wherever it stands
 *   running   an item that is under way can be cancelled
 *   summary   skipped is not cancelled, and the state of the job is in it
 *   retry     runs failed items and no others, which test-engine-http.c counts at the server; a
 *             job that is under way takes them back, and does not end before they have
 *
 * Cases 1 to 6 are in test-estimator.c; 43, 44 and 47 in test-job-draft.c, 45 in
 * test-attempt.c, 46 in test-summary.c, a to i in test-queue-later.c, but for g, which takes
 * the place of 31. */

static void
assert_statuses (BatchQueue *queue,
                 BatchJob   *job,
                 const char *expected)
{
  g_autofree char *statuses = driver_statuses (queue, job);

  g_assert_cmpstr (statuses, ==, expected);
}

static void
assert_keys (BatchQueue *queue,
             const char *expected)
{
  g_autofree char *keys = driver_keys (queue);

  g_assert_cmpstr (keys, ==, expected);
}

/* 7, 20 */
static void
test_enqueue_gives_an_id (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 1);

  g_assert_nonnull (batch_job_get_id (job));
  g_assert_true (g_str_has_prefix (batch_job_get_id (job), "batch_"));
}

/* 8, 24 */
static void
test_next_queued (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job;

  g_assert_null (batch_queue_next_queued (queue));
  job = driver_put (queue, "model-a", 1);
  g_assert_true (batch_queue_next_queued (queue) == job);
}

/* 9, 26 */
static void
test_run (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 1);
  g_autoptr(GDateTime) started = NULL;

  driver_run (queue, job);
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_RUNNING);
  started = batch_job_get_started_at (job);
  g_assert_nonnull (started);
  g_assert_true (batch_queue_has_running_job (queue));
}

/* 10, 27 */
static void
test_all_succeed (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 2);
  g_autoptr(BatchSummary) summary = NULL;
  g_autoptr(GDateTime) completed = NULL;

  driver_run (queue, job);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 1000);
  driver_update (queue, job, "item-1", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 2000);
  summary = driver_complete (queue, job);

  g_assert_cmpint (batch_summary_get_succeeded (summary), ==, 2);
  g_assert_cmpint (batch_summary_get_failed (summary), ==, 0);
  g_assert_cmpint (batch_summary_get_skipped (summary), ==, 0);
  g_assert_cmpint (batch_summary_get_total_duration_ms (summary), ==, 3000);
  g_assert_cmpint (batch_summary_get_avg_duration_ms (summary), ==, 1500);
  g_assert_cmpstr (batch_summary_get_operation (summary), ==, "tag");
  g_assert_cmpstr (batch_summary_get_resource_key (summary), ==, "model-a");
  g_assert_cmpint (batch_summary_get_state (summary), ==, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_COMPLETED);
  completed = batch_job_get_completed_at (job);
  g_assert_nonnull (completed);
}

/* 11 */
static void
test_one_fails (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 2);
  g_autoptr(BatchSummary) summary = NULL;

  driver_run (queue, job);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 1000);
  driver_update (queue, job, "item-1", BATCH_ITEM_STATUS_FAILED, "timeout", 5000);
  summary = driver_complete (queue, job);

  g_assert_cmpint (batch_summary_get_succeeded (summary), ==, 1);
  g_assert_cmpint (batch_summary_get_failed (summary), ==, 1);
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
}

/* 12, 29 */
static void
test_cancel_queued (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 3);
  g_autoptr(GError) error = NULL;

  g_assert_true (driver_cancel (queue, batch_job_get_id (job), &error));
  g_assert_no_error (error);
  driver_wait_state (job, BATCH_JOB_STATE_CANCELLED);
  assert_statuses (queue, job, "cancelled cancelled cancelled");
}

/* 13, 30 */
static void
test_cancel_item (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 3);
  g_autoptr(GError) error = NULL;

  g_assert_true (driver_cancel_item (queue, batch_job_get_id (job), "item-1", &error));
  g_assert_no_error (error);
  assert_statuses (queue, job, "pending cancelled pending");
}

/* 14, 32 */
static void
test_retry (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 3);
  g_autoptr(BatchSummary) summary = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *message = NULL;

  driver_run (queue, job);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 1000);
  driver_update (queue, job, "item-1", BATCH_ITEM_STATUS_FAILED, "timeout", -1);
  driver_update (queue, job, "item-2", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 1000);
  summary = driver_complete (queue, job);

  g_assert_cmpint (driver_retry (queue, batch_job_get_id (job), &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_QUEUED);
  assert_statuses (queue, job, "succeeded pending succeeded");
  message = driver_item_error (queue, job, 1);
  g_assert_cmpstr (message, ==, "");
}

/* One of two. */
static void
test_retry_item (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 2);
  g_autoptr(BatchSummary) summary = NULL;
  g_autoptr(GError) error = NULL;

  driver_run (queue, job);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_FAILED, "timeout", -1);
  driver_update (queue, job, "item-1", BATCH_ITEM_STATUS_FAILED, "timeout", -1);
  summary = driver_complete (queue, job);

  g_assert_true (driver_retry_item (queue, batch_job_get_id (job), "item-1", &error));
  g_assert_no_error (error);
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_QUEUED);
  assert_statuses (queue, job, "failed pending");

  g_assert_false (driver_retry_item (queue, batch_job_get_id (job), "item-1", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
}

/* It was queued a second time in its midst, and ended with an item that nobody ran. */
static void
test_retry_while_running (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 2);
  g_autoptr(BatchSummary) summary = NULL;
  g_autoptr(GError) error = NULL;

  driver_run (queue, job);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_FAILED, "timeout", -1);
  g_assert_cmpint (driver_retry (queue, batch_job_get_id (job), &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_RUNNING);
  assert_statuses (queue, job, "pending pending");

  driver_update (queue, job, "item-1", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 10);
  g_assert_null (driver_try_complete (queue, batch_job_get_id (job), &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 10);
  summary = driver_complete (queue, job);
  g_assert_cmpint (batch_summary_get_state (summary), ==, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_summary_get_succeeded (summary), ==, 2);
}

/* 15, 34: b, a, b. By the alphabet it was a, b, b; here who came first stays first. */
static void
test_groups_in_order_of_arrival (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();

  driver_put (queue, "b", 1);
  driver_put (queue, "a", 1);
  driver_put (queue, "b", 1);
  assert_keys (queue, "b b a");
}

/* 16: the list order is what a person sees; what runs next needs no load. */
static void
test_running_job_stays (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *running = driver_put (queue, "b", 1);
  g_autoptr(BatchJob) first = NULL;
  BatchJob *loaded;

  driver_run (queue, running);
  driver_put (queue, "a", 1);
  loaded = driver_put (queue, "b", 1);
  assert_keys (queue, "b a b");
  g_assert_true (batch_queue_next_queued (queue) == loaded);
  first = g_list_model_get_item (G_LIST_MODEL (queue), 0);
  g_assert_true (first == running);
  g_assert_cmpint (batch_job_get_state (first), ==, BATCH_JOB_STATE_RUNNING);
}

/* 17, 19, 41, 42 */
static void
test_counts (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *first;
  BatchJob *second;

  g_assert_cmpuint (batch_queue_queued_count (queue), ==, 0);
  g_assert_false (batch_queue_has_running_job (queue));
  first = driver_put (queue, "a", 1);
  g_assert_cmpuint (batch_queue_queued_count (queue), ==, 1);
  g_assert_false (batch_queue_has_running_job (queue));
  second = driver_put (queue, "b", 1);
  g_assert_cmpuint (batch_queue_queued_count (queue), ==, 2);
  driver_run (queue, first);
  g_assert_cmpuint (batch_queue_queued_count (queue), ==, 1);
  g_assert_true (batch_queue_has_running_job (queue));
  driver_run (queue, second);
  g_assert_cmpuint (batch_queue_queued_count (queue), ==, 0);
}

/* 18, 38, 39, 40 */
static void
test_eta (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 3);
  const char *id = batch_job_get_id (job);

  driver_run (queue, job);
  g_assert_cmpint (batch_queue_estimate_remaining_ms (queue, id), ==, -1);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 1000);
  g_assert_cmpint (batch_queue_estimate_remaining_ms (queue, id), ==, 2000);
  driver_update (queue, job, "item-1", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 1000);
  driver_update (queue, job, "item-2", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 1000);
  g_assert_cmpint (batch_queue_estimate_remaining_ms (queue, id), ==, 0);
}

/* 21, 22, 23, 25 */
static void
test_list_and_get (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *first = driver_put (queue, "model-a", 1);

  driver_put (queue, "model-a", 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, 2);
  g_assert_true (batch_queue_get_job (queue, batch_job_get_id (first)) == first);
  g_assert_cmpstr (batch_job_get_resource_key (first), ==, "model-a");
  g_assert_cmpstr (batch_job_get_operation (first), ==, "tag");
  g_assert_cmpint (batch_job_get_total (first), ==, 1);
  g_assert_null (batch_queue_get_job (queue, "no such job"));
  g_assert_true (batch_queue_next_queued (queue) == first);
}

/* 28 */
static void
test_some_fail (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 3);
  g_autoptr(BatchSummary) summary = NULL;

  driver_run (queue, job);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 10);
  driver_update (queue, job, "item-1", BATCH_ITEM_STATUS_FAILED, "broken", 7);
  driver_update (queue, job, "item-2", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 10);
  summary = driver_complete (queue, job);
  g_assert_cmpint (batch_summary_get_succeeded (summary), ==, 2);
  g_assert_cmpint (batch_summary_get_failed (summary), ==, 1);
  g_assert_cmpint (batch_summary_get_state (summary), ==, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
}

/* 31, g: what is under way can be cancelled too, as the later version has it. */
static void
test_cancel_running_item (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 2);
  g_autoptr(GError) error = NULL;

  driver_run (queue, job);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_RUNNING, NULL, -1);
  g_assert_true (driver_cancel_item (queue, batch_job_get_id (job), "item-0", &error));
  g_assert_no_error (error);
  assert_statuses (queue, job, "cancelled pending");

  /* Its late result is refused. */
  g_assert_false (driver_try_update (queue, batch_job_get_id (job), "item-0",
                                     BATCH_ITEM_STATUS_SUCCEEDED, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
}

/* 33 */
static void
test_retry_without_failures (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "model-a", 1);
  g_autoptr(BatchSummary) summary = NULL;
  g_autoptr(GError) error = NULL;

  driver_run (queue, job);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 1);
  summary = driver_complete (queue, job);
  g_assert_cmpint (driver_retry (queue, batch_job_get_id (job), &error), ==, -1);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
}

static void
count_cb (BatchQueue *queue,
          BatchJob   *job,
          gpointer    user_data)
{
  (*(guint *) user_data)++;
}

/* 35: b, then a. The alphabet moved a to the front and marked it; here nobody moves.
 * The mark goes to the one that was put before another: the second b of b, a, b. */
static void
test_reorder_note (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *b = driver_put (queue, "b", 1);
  BatchJob *a = driver_put (queue, "a", 1);
  guint n_reordered = 0;
  BatchJob *second;

  g_assert_false (batch_job_get_reordered (a));
  g_assert_false (batch_job_get_reordered (b));

  g_signal_connect (queue, "reordered", G_CALLBACK (count_cb), &n_reordered);
  second = driver_put (queue, "b", 1);
  g_assert_true (batch_job_get_reordered (second));
  g_assert_nonnull (batch_job_get_reorder_note (second));
  g_assert_cmpuint (n_reordered, ==, 1);
  g_assert_false (batch_job_get_reordered (a));
}

/* 36: run c; then a, c. The list keeps a before c; it is c that runs next, and a after it. */
static void
test_running_first (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *running = driver_put (queue, "c", 1);
  g_autoptr(BatchJob) first = NULL;
  BatchJob *other;
  BatchJob *loaded;

  driver_run (queue, running);
  other = driver_put (queue, "a", 1);
  loaded = driver_put (queue, "c", 1);
  assert_keys (queue, "c a c");
  first = g_list_model_get_item (G_LIST_MODEL (queue), 0);
  g_assert_true (first == running);
  g_assert_cmpint (batch_job_get_state (running), ==, BATCH_JOB_STATE_RUNNING);
  g_assert_true (batch_queue_next_queued (queue) == loaded);
  driver_run (queue, loaded);
  g_assert_true (batch_queue_next_queued (queue) == other);
}

/* 37 */
static void
test_one_key_is_not_reordered (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *first = driver_put (queue, "a", 1);
  BatchJob *second = driver_put (queue, "a", 1);

  g_assert_false (batch_job_get_reordered (first));
  g_assert_false (batch_job_get_reordered (second));
}

/* Wrong ids and illegal moves were accepted in silence; here each is an error. */
static void
test_wrong_ids (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  BatchJob *job = driver_put (queue, "a", 1);
  const char *id = batch_job_get_id (job);
  g_autoptr(BatchSummary) summary = NULL;
  GError *error = NULL;

  g_assert_false (driver_try_run (queue, "nobody", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (driver_cancel (queue, "nobody", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (driver_retry (queue, "nobody", &error), ==, -1);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (driver_try_update (queue, id, "nothing", BATCH_ITEM_STATUS_FAILED, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (driver_try_complete (queue, "nobody", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* A job with an item that waits has not come to its end. */
  driver_run (queue, job);
  g_assert_null (driver_try_complete (queue, id, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_assert_nonnull (strstr (error->message, "has 1 item that has not ended; end or cancel it"));
  g_clear_error (&error);
  g_assert_false (driver_try_run (queue, id, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_clear_error (&error);
  driver_update (queue, job, "item-0", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 1);
  summary = driver_complete (queue, job);
  g_assert_false (driver_cancel (queue, id, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_clear_error (&error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/acceptance/07-20-id", test_enqueue_gives_an_id);
  g_test_add_func ("/batch/engine/acceptance/08-24-next-queued", test_next_queued);
  g_test_add_func ("/batch/engine/acceptance/09-26-run", test_run);
  g_test_add_func ("/batch/engine/acceptance/10-27-all-succeed", test_all_succeed);
  g_test_add_func ("/batch/engine/acceptance/11-one-fails", test_one_fails);
  g_test_add_func ("/batch/engine/acceptance/12-29-cancel-queued", test_cancel_queued);
  g_test_add_func ("/batch/engine/acceptance/13-30-cancel-item", test_cancel_item);
  g_test_add_func ("/batch/engine/acceptance/14-32-retry", test_retry);
  g_test_add_func ("/batch/engine/acceptance/retry-item", test_retry_item);
  g_test_add_func ("/batch/engine/acceptance/retry-while-running", test_retry_while_running);
  g_test_add_func ("/batch/engine/acceptance/15-34-groups", test_groups_in_order_of_arrival);
  g_test_add_func ("/batch/engine/acceptance/16-running-job-stays", test_running_job_stays);
  g_test_add_func ("/batch/engine/acceptance/17-19-41-42-counts", test_counts);
  g_test_add_func ("/batch/engine/acceptance/18-38-39-40-eta", test_eta);
  g_test_add_func ("/batch/engine/acceptance/21-22-23-25-list", test_list_and_get);
  g_test_add_func ("/batch/engine/acceptance/28-some-fail", test_some_fail);
  g_test_add_func ("/batch/engine/acceptance/31-g-cancel-running", test_cancel_running_item);
  g_test_add_func ("/batch/engine/acceptance/33-nothing-to-retry", test_retry_without_failures);
  g_test_add_func ("/batch/engine/acceptance/35-reorder-note", test_reorder_note);
  g_test_add_func ("/batch/engine/acceptance/36-running-first", test_running_first);
  g_test_add_func ("/batch/engine/acceptance/37-one-key", test_one_key_is_not_reordered);
  g_test_add_func ("/batch/engine/acceptance/wrong-ids", test_wrong_ids);
  return g_test_run ();
}
