/* test-reuse.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "window-driver.h"

#include <glib/gstdio.h>

/* Batch files that ask what was answered before, in a window on a real engine with the simulated
 * server, which counts what is sent. */

static guint
n_jobs (AppWindow *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (batch_window_get_queue (fixture->window)));
}

static guint64
count_sent (AppWindow *fixture)
{
  return batch_simulator_count_model (fixture->server, "a");
}

/* Makes the queue have done the first @n requests of a file that is then grown to @n_grown. */
static void
run_and_grow (AppWindow  *fixture,
              guint       n,
              guint       n_grown)
{
  BatchJob *job = app_window_open_batch (fixture, "a", n, "prompt");

  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  g_free (app_write_batch (fixture->dir, "batch.jsonl", "a", n_grown, "prompt"));
  g_assert_cmpuint (count_sent (fixture), ==, n);
}

static void
open_named (AppWindow  *fixture,
            const char *name)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

  app_window_open_file (fixture, path);
}

static BatchJob *
wait_for_job (AppWindow *fixture,
              guint      n)
{
  app_wait_until (n_jobs (fixture) == n);
  app_wait_until (g_queue_is_empty (&fixture->window->incoming));
  return batch_window_get_job (fixture->window);
}

static void
finish (AppWindow *fixture,
        BatchJob  *job,
        gint64     n_items)
{
  app_window_start (fixture);
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, n_items);
}

static gboolean
is_quiet (AppWindow *fixture)
{
  return batch_notice_bar_get_text (fixture->window->notice) == NULL;
}

/* Nothing is in the queue until a person has said how; then only what is new is sent, or all. */
static void
test_asks (gconstpointer data)
{
  const char *action = data;
  gboolean reuse = g_str_equal (action, "win.reuse-answers");
  AppWindow fixture;
  BatchJob *job;

  app_window_set_up (&fixture, "a", 0);
  run_and_grow (&fixture, 4, 7);
  open_named (&fixture, "batch.jsonl");
  app_wait_until (app_window_notices (&fixture, "4 items of batch.jsonl were answered before"));
  app_wait_until (app_find_button (GTK_WIDGET (fixture.window), "win.reuse-answers") != NULL);
  app_window_assert_fits (&fixture);
  g_assert_cmpuint (n_jobs (&fixture), ==, 1);
  g_assert_true (g_queue_is_empty (&fixture.window->incoming));

  app_window_click (&fixture, action);
  job = wait_for_job (&fixture, 2);
  app_wait_until (app_window_notices (&fixture, reuse ? "3 items wait to be started"
                                                      : "7 items wait to be started"));
  finish (&fixture, job, 7);
  g_assert_cmpuint (count_sent (&fixture), ==, reuse ? 7 : 11);
  app_wait_until (is_quiet (&fixture));
  app_window_tear_down (&fixture);
}

/* Who has asked for something else does not wait for the answer, and several files are one
 * question. The same file opened again meanwhile is not asked about twice. */
static void
test_asks_once (void)
{
  AppWindow fixture;
  BatchJob *job;

  app_window_set_up (&fixture, "a", 0);
  run_and_grow (&fixture, 4, 7);
  g_free (app_write_batch (fixture.dir, "copy.jsonl", "a", 2, "prompt"));
  g_free (app_write_batch (fixture.dir, "other.jsonl", "a", 5, "something else"));
  open_named (&fixture, "batch.jsonl");
  open_named (&fixture, "copy.jsonl");
  open_named (&fixture, "batch.jsonl");
  open_named (&fixture, "other.jsonl");
  job = wait_for_job (&fixture, 2);
  g_assert_cmpint (batch_job_get_total (job), ==, 5);
  app_wait_until (app_window_notices (&fixture, "6 items of 2 files were answered before"));
  finish (&fixture, job, 5);
  g_assert_cmpuint (count_sent (&fixture), ==, 9);
  g_assert_cmpuint (fixture.window->asked.length, ==, 2);

  app_window_click (&fixture, "win.reuse-answers");
  job = wait_for_job (&fixture, 4);
  app_window_start (&fixture);
  app_wait_until (count_sent (&fixture) == 12);
  app_wait_until (is_quiet (&fixture));
  g_assert_true (g_queue_is_empty (&fixture.window->asked));
  app_window_tear_down (&fixture);
}

/* What was never answered asks nothing; and a file that is gone by the time of the answer is told
 * of as any other. */
static void
test_asks_nothing (void)
{
  AppWindow fixture;
  g_autofree char *path = NULL;

  app_window_set_up (&fixture, "a", 0);
  run_and_grow (&fixture, 2, 3);
  g_free (app_write_batch (fixture.dir, "other.jsonl", "a", 3, "something else"));
  open_named (&fixture, "other.jsonl");
  finish (&fixture, wait_for_job (&fixture, 2), 3);
  g_assert_cmpuint (count_sent (&fixture), ==, 5);

  open_named (&fixture, "batch.jsonl");
  app_wait_until (app_window_notices (&fixture, "2 items of batch.jsonl were answered before"));
  path = g_build_filename (fixture.dir, "batch.jsonl", NULL);
  g_unlink (path);
  app_window_click (&fixture, "win.reuse-answers");
  app_wait_until (app_find_window (BATCH_TYPE_REFUSAL_DIALOG) != NULL);
  g_assert_cmpuint (n_jobs (&fixture), ==, 2);
  app_wait_until (is_quiet (&fixture));
  gtk_window_destroy (app_find_window (BATCH_TYPE_REFUSAL_DIALOG));
  app_window_tear_down (&fixture);
}

static void
add_tests (void)
{
  g_test_add_data_func ("/batch/app/reuse/reuses", "win.reuse-answers", test_asks);
  g_test_add_data_func ("/batch/app/reuse/runs-again", "win.run-again", test_asks);
  g_test_add_func ("/batch/app/reuse/asks-once", test_asks_once);
  g_test_add_func ("/batch/app/reuse/asks-nothing", test_asks_nothing);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
