/* test-retrying.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "window-driver.h"

#include "queue/batch-item-list.h"
#include "queue/batch-job-page.h"
#include "queue/batch-retry-dialog.h"
#include "results/batch-results-page.h"

/* What failed is tried again, in each of the ways that the window has for it. */

typedef void (*Retry) (AppWindow *fixture);

static void
wait_rows (GtkSelectionModel *rows,
           guint              n)
{
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (rows)) == n);
}

static GtkSelectionModel *
find_items (AppWindow *fixture)
{
  return batch_item_list_get_selection (
    BATCH_ITEM_LIST (app_window_find (fixture, BATCH_TYPE_ITEM_LIST)));
}

static void
retry_failed (AppWindow *fixture)
{
  app_window_click (fixture, "win.retry");
}

static void
retry_item (AppWindow *fixture)
{
  GtkSelectionModel *items = find_items (fixture);

  wait_rows (items, 2);
  gtk_selection_model_select_item (items, 0, TRUE);
  gtk_widget_activate_action (app_window_find (fixture, BATCH_TYPE_ITEM_LIST), "items.retry", NULL);
}

static void
retry_with_changes (AppWindow *fixture)
{
  gtk_widget_activate_action (app_window_find (fixture, BATCH_TYPE_JOB_PAGE),
                              "queue.retry-with-changes", NULL);
  gtk_widget_activate_action (GTK_WIDGET (app_find_window (BATCH_TYPE_RETRY_DIALOG)),
                              "dialog.retry", NULL);
}

static void
rerun (AppWindow *fixture)
{
  GtkSelectionModel *rows;
  GtkWidget *page;
  GtkWidget *table;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.page", "s", "results");
  page = app_window_find (fixture, BATCH_TYPE_RESULTS_PAGE);
  app_wait_until ((table = app_find_widget (page, GTK_TYPE_COLUMN_VIEW)) != NULL);
  rows = gtk_column_view_get_model (GTK_COLUMN_VIEW (table));
  wait_rows (rows, 2);
  gtk_selection_model_select_all (rows);
  gtk_widget_activate_action (page, "results.rerun", NULL);
}

/* The address that the batch names was given to the program that ran it first, as by the command
 * line, and this one was never told of it. */
static void
test_address_of_the_batch (gconstpointer data)
{
  Retry retry = *(const Retry *) data;
  AppWindow fixture;
  BatchQueue *queue;
  BatchJob *job;
  g_autofree char *id = NULL;

  app_window_set_up (&fixture, "a", 0);
  job = app_window_open_batch (&fixture, "a", 2, "[[fail 400:1]]");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  id = g_strdup (batch_job_get_id (job));
  app_window_close (&fixture);

  g_unsetenv ("BATCHQ_BACKEND");
  app_window_open (&fixture);
  queue = batch_window_get_queue (fixture.window);
  app_wait_until (batch_engine_get_active (fixture.engine));
  app_wait_until ((job = batch_queue_get_job (queue, id)) != NULL);
  g_assert_null (batch_engine_get_default_backend (fixture.engine));
  batch_window_show_job (fixture.window, id);
  retry (&fixture);
  app_wait_until (batch_job_get_succeeded (job) > 0 && batch_job_is_terminal (job));
  app_window_tear_down (&fixture);
}

/* The first of them fails once. */
static char *
write_items (const char *dir,
             guint       n)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  char *path = g_build_filename (dir, "batch.jsonl", NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (lines,
                            "{\"custom_id\":\"request-%u\",\"method\":\"POST\","
                            "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"a\","
                            "\"messages\":[{\"role\":\"user\",\"content\":\"%s %u\"}]}}\n",
                            i, i == 0 ? "[[fail 400:1]]" : "prompt", i);

  g_file_set_contents (path, lines->str, lines->len, &error);
  g_assert_no_error (error);
  return path;
}

/* Also as a part of all that is selected. */
static void
test_while_it_runs (void)
{
  const guint n_items = 200;
  AppWindow fixture;
  GtkSelectionModel *items;
  BatchJob *job;
  g_autofree char *path = NULL;

  app_window_set_up (&fixture, "a", SLOW_MS);
  path = write_items (fixture.dir, n_items);
  app_window_open_file (&fixture, path);
  app_wait_until ((job = batch_window_get_job (fixture.window)) != NULL);
  app_window_start (&fixture);
  app_wait_until (batch_job_get_failed (job) == 1);
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_RUNNING);
  app_window_assert_fits (&fixture);

  items = find_items (&fixture);
  wait_rows (items, n_items);
  gtk_selection_model_select_all (items);
  gtk_widget_activate_action (app_window_find (&fixture, BATCH_TYPE_ITEM_LIST), "items.retry",
                              NULL);
  app_wait_until (batch_job_get_failed (job) == 0);
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_RUNNING);

  app_window_hurry (&fixture);
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, n_items);
  app_window_tear_down (&fixture);
}

static void
add_tests (void)
{
  static const struct
  {
    const char *name;
    Retry       retry;
  } ways[] = {
    { "/batch/app/retrying/address-of-the-batch/failed", retry_failed },
    { "/batch/app/retrying/address-of-the-batch/item", retry_item },
    { "/batch/app/retrying/address-of-the-batch/with-changes", retry_with_changes },
    { "/batch/app/retrying/address-of-the-batch/results", rerun },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    g_test_add_data_func (ways[i].name, &ways[i].retry, test_address_of_the_batch);
  g_test_add_func ("/batch/app/retrying/while-it-runs", test_while_it_runs);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
