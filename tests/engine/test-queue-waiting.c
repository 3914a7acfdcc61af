/* test-queue-waiting.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "echo-handler.h"
#include "queue-driver.h"
#include "test-engine.h"
#include "test-support.h"

/* What jobs that wait for their turn can count on: their places, and estimates that tell
 * of what goes before them. */

#define ITEM_MS 10

/* --- Places --- */

static void
append_title_cb (BatchQueue *queue,
                 BatchJob   *job,
                 GString    *titles)
{
  g_string_append_printf (titles, "%s ", batch_job_get_title (job));
}

static void
enqueued_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = batch_queue_enqueue_finish (BATCH_QUEUE (source), result, &error);

  g_assert_no_error (error);
  (*(guint *) user_data)++;
}

/* Long jobs take longer to be taken in, and come first. */
static BatchJob *
make_job (guint number)
{
  g_autofree char *title = g_strdup_printf ("%u", number);
  BatchJob *job = driver_make_job ("model", number % 3 == 0 ? 9000 : 1);

  batch_job_set_title (job, title);
  return job;
}

static void
test_order_of_calls (void)
{
  const guint n_jobs = 24;
  g_autofree char *dir = batch_test_make_dir ();
  g_autoptr(BatchEngine) engine = batch_test_open_engine (dir);
  g_autoptr(BatchQueue) queue = batch_queue_new_for_engine (engine);
  g_autoptr(GString) expected = g_string_new (NULL);
  g_autoptr(GString) told = g_string_new (NULL);
  g_autoptr(GString) listed = g_string_new (NULL);
  guint n_enqueued = 0;

  g_signal_connect (queue, "job-enqueued", G_CALLBACK (append_title_cb), told);
  for (guint i = 0; i < n_jobs; i++)
    {
      g_autoptr(BatchJob) job = make_job (i);

      batch_queue_enqueue_async (queue, job, NULL, enqueued_cb, &n_enqueued);
      g_string_append_printf (expected, "%u ", i);
    }
  while (n_enqueued < n_jobs)
    g_main_context_iteration (NULL, TRUE);

  for (guint i = 0; i < n_jobs; i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (G_LIST_MODEL (queue), i);

      append_title_cb (queue, job, listed);
    }
  g_assert_cmpstr (listed->str, ==, expected->str);
  g_assert_cmpstr (told->str, ==, expected->str);

  batch_test_close_engine (engine);
  batch_test_remove_dir (dir);
}

static void
refused_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (batch_queue_enqueue_finish (BATCH_QUEUE (source), result, &error));
  g_assert_nonnull (error);
  (*(guint *) user_data)++;
}

/* One that is refused does not hold up those behind it. */
static void
test_refused_one (void)
{
  g_autoptr(BatchQueue) queue = batch_queue_new ();
  g_autoptr(GFile) nothing = g_file_new_for_path ("/nowhere/in.jsonl");
  g_autoptr(GFile) broken = g_file_new_for_path (g_get_user_runtime_dir ());
  g_autoptr(BatchJob) absent = batch_job_new_for_file (nothing);
  g_autoptr(BatchJob) folder = batch_job_new_for_file (broken);
  g_autoptr(BatchJob) good = make_job (1);
  guint n_refused = 0;
  guint n_enqueued = 0;

  batch_queue_enqueue_async (queue, absent, NULL, refused_cb, &n_refused);
  batch_queue_enqueue_async (queue, folder, NULL, refused_cb, &n_refused);
  batch_queue_enqueue_async (queue, good, NULL, enqueued_cb, &n_enqueued);
  while (n_enqueued < 1 || n_refused < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, 1);
}

/* --- Estimates --- */

/* A queue that has measured what an item takes, and starts nothing new. */
static BatchQueue *
make_paused_queue (void)
{
  BatchQueue *queue = batch_queue_new ();
  g_autoptr(BatchItemHandler) handler = echo_handler_new (ITEM_MS);
  BatchJob *job;

  batch_queue_set_handler (queue, handler);
  job = driver_put (queue, "model", 20);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  batch_queue_set_paused (queue, TRUE);
  return queue;
}

static gint64
expected_of (BatchJob *job)
{
  BatchEta *eta = batch_job_get_eta (job);

  return eta != NULL ? batch_eta_get_expected (eta) : -1;
}

static void
test_many_jobs (void)
{
  const guint n_jobs = 600;
  g_autoptr(BatchQueue) queue = make_paused_queue ();
  g_autoptr(GPtrArray) jobs = g_ptr_array_new ();
  gint64 first;
  gint64 middle;
  gint64 last;

  for (guint i = 0; i < n_jobs; i++)
    g_ptr_array_add (jobs, driver_put (queue, "model", 1));
  while (expected_of (g_ptr_array_index (jobs, n_jobs - 1)) < 0)
    g_main_context_iteration (NULL, TRUE);

  first = expected_of (g_ptr_array_index (jobs, 0));
  middle = expected_of (g_ptr_array_index (jobs, n_jobs / 2 - 1));
  last = expected_of (g_ptr_array_index (jobs, n_jobs - 1));
  g_assert_cmpint (first, >=, ITEM_MS / 2);
  g_assert_cmpint (last, >=, (gint64) n_jobs * first / 2);
  g_assert_cmpfloat_with_epsilon ((double) middle / (double) last, 0.5, 0.1);
}

/* Also what took too short a time to be kept on the way. */
static void
test_kept (void)
{
  g_autofree char *dir = batch_test_make_dir ();
  g_autoptr(BatchEngine) engine = batch_test_open_engine (dir);
  g_autoptr(BatchItemHandler) handler = echo_handler_new (ITEM_MS);

  for (guint run = 0; run < 2; run++)
    {
      g_autoptr(BatchQueue) queue = batch_queue_new_for_engine (engine);

      batch_queue_set_paused (queue, run == 1);
      batch_queue_set_handler (queue, handler);
      if (run == 0)
        driver_wait_state (driver_put (queue, "model", 20), BATCH_JOB_STATE_COMPLETED);
      else
        g_assert_cmpint (expected_of (driver_put (queue, "model", 100)), >=, 100 * ITEM_MS / 2);

      batch_test_close_engine (engine);
      g_set_object (&engine, NULL);
      engine = batch_test_open_engine (dir);
    }

  batch_test_close_engine (engine);
  batch_test_remove_dir (dir);
}

/* Nothing happens to the second job, but its turn comes nearer. */
static void
test_turn_comes_nearer (void)
{
  g_autoptr(BatchQueue) queue = make_paused_queue ();
  BatchJob *first = driver_put (queue, "model", 300);
  BatchJob *second = driver_put (queue, "model", 1);
  gint64 before = expected_of (second);

  g_assert_cmpint (before, >=, 300 * ITEM_MS / 2);
  batch_queue_set_paused (queue, FALSE);
  while (expected_of (second) > before / 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (batch_job_get_state (second), ==, BATCH_JOB_STATE_QUEUED);
  g_assert_cmpint (batch_job_get_state (first), ==, BATCH_JOB_STATE_RUNNING);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/queue-waiting/order-of-calls", test_order_of_calls);
  g_test_add_func ("/batch/engine/queue-waiting/refused-one", test_refused_one);
  g_test_add_func ("/batch/engine/queue-waiting/many-jobs", test_many_jobs);
  g_test_add_func ("/batch/engine/queue-waiting/kept", test_kept);
  g_test_add_func ("/batch/engine/queue-waiting/turn-comes-nearer", test_turn_comes_nearer);
  return g_test_run ();
}
