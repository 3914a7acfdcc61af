/* test-leftover.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "window-driver.h"

#include <string.h>

#include "test-engine.h"
#include "test-support.h"
#include "widgets/batch-results-note.h"

/* A batch whose results were promised to files by somebody who is gone, and which the window has
 * finished. */

#define ANSWERS "answers.jsonl"
#define ERRORS  "errors.jsonl"

static void
test_rule (void)
{
  static const struct
  {
    BatchJobState  state;
    const char    *output;
    const char    *errors;
    gboolean       is_written;
    gboolean       lacks;
  } cases[] = {
    { BATCH_JOB_STATE_COMPLETED, "/a.jsonl", "/e.jsonl", FALSE, TRUE },
    { BATCH_JOB_STATE_COMPLETED_WITH_ERRORS, "/a.jsonl", "/e.jsonl", FALSE, TRUE },
    { BATCH_JOB_STATE_EXPIRED, "/a.jsonl", "/e.jsonl", FALSE, TRUE },
    { BATCH_JOB_STATE_COMPLETED, "/a.jsonl", "/e.jsonl", TRUE, FALSE },
    /* Of the local Batch API, or of this window. */
    { BATCH_JOB_STATE_COMPLETED, NULL, NULL, FALSE, FALSE },
    { BATCH_JOB_STATE_COMPLETED, "/a.jsonl", NULL, FALSE, FALSE },
    /* To the standard output. */
    { BATCH_JOB_STATE_COMPLETED, "-", "/e.jsonl", FALSE, FALSE },
    { BATCH_JOB_STATE_RUNNING, "/a.jsonl", "/e.jsonl", FALSE, FALSE },
    { BATCH_JOB_STATE_FINALIZING, "/a.jsonl", "/e.jsonl", FALSE, FALSE },
    { BATCH_JOB_STATE_CANCELLED, "/a.jsonl", "/e.jsonl", FALSE, FALSE },
    { BATCH_JOB_STATE_FAILED, "/a.jsonl", "/e.jsonl", FALSE, FALSE },
  };
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *note =
        batch_closure_results_note (NULL, cases[i].state, cases[i].output, cases[i].errors,
                                    cases[i].is_written ? now : NULL);

      g_assert_cmpstr (note, ==, cases[i].lacks ? "The results are not yet in /a.jsonl" : "");
    }
}

static BatchJob *
enqueue (AppWindow *fixture)
{
  g_autofree char *input = app_write_batch (fixture->dir, "batch.jsonl", "a", 20, "prompt");
  g_autofree char *output = g_build_filename (fixture->dir, ANSWERS, NULL);
  g_autofree char *errors = g_build_filename (fixture->dir, ERRORS, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (input);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GError) error = NULL;
  BatchQueue *queue;

  app_wait_until ((queue = batch_window_get_queue (fixture->window)) != NULL);
  batch_job_set_output_path (draft, output);
  batch_job_set_error_path (draft, errors);
  batch_queue_enqueue_async (queue, draft, NULL, batch_test_store_result, &result);
  app_wait_until (result != NULL);
  job = batch_queue_enqueue_finish (queue, result, &error);
  g_assert_no_error (error);
  batch_window_select_job (fixture->window, batch_job_get_id (job));
  batch_engine_set_active (fixture->engine, TRUE);
  /* The queue holds it. */
  return job;
}

static char *
read_file (AppWindow  *fixture,
           const char *name)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static guint
count_lines (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  return g_strv_length (lines) - 1;
}

static void
test_writes_results (void)
{
  AppWindow fixture;
  g_autofree char *answers = NULL;
  BatchJob *job;

  app_window_set_up (&fixture, "a", 0);
  job = enqueue (&fixture);
  app_wait_until (batch_job_is_terminal (job));
  app_wait_until (app_says (GTK_WIDGET (fixture.window), "The results are not yet in "));
  g_assert_null (read_file (&fixture, ANSWERS));

  app_window_click (&fixture, "win.write-results");
  app_wait_until (!app_says (GTK_WIDGET (fixture.window), "The results are not yet in "));
  app_wait_until (app_find_button (GTK_WIDGET (fixture.window), "win.write-results") == NULL);
  answers = read_file (&fixture, ANSWERS);
  g_assert_nonnull (answers);
  g_assert_cmpuint (count_lines (answers), ==, 20);
  app_window_tear_down (&fixture);
}

static gboolean
says_that_it_exists (GtkWidget *widget,
                     gpointer   user_data)
{
  return GTK_IS_LABEL (widget)
         && strstr (gtk_label_get_text (GTK_LABEL (widget)), "exists") != NULL;
}

/* What is there stays as it is, and the window says so. */
static void
test_replaces_nothing (void)
{
  AppWindow fixture;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  BatchJob *job;

  app_window_set_up (&fixture, "a", 0);
  job = enqueue (&fixture);
  app_wait_until (batch_job_is_terminal (job));
  path = g_build_filename (fixture.dir, ANSWERS, NULL);
  g_assert_true (g_file_set_contents (path, "mine\n", -1, NULL));
  app_window_click (&fixture, "win.write-results");
  app_wait_until (app_walk (GTK_WIDGET (fixture.window), says_that_it_exists, NULL));
  g_assert_true (app_says (GTK_WIDGET (fixture.window), "The results are not yet in "));
  app_wait_until (app_find_button (GTK_WIDGET (fixture.window), "win.write-results") != NULL);
  text = read_file (&fixture, ANSWERS);
  g_assert_cmpstr (text, ==, "mine\n");
  app_window_tear_down (&fixture);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/leftover/rule", test_rule);
  g_test_add_func ("/batch/app/leftover/writes-results", test_writes_results);
  g_test_add_func ("/batch/app/leftover/replaces-nothing", test_replaces_nothing);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
