/* test-window.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "window-driver.h"

#include <glib/gstdio.h>

#include "assistant/batch-assistant.h"
#include "queue/batch-job-page.h"
#include "results/batch-export-dialog.h"
#include "servers/batch-server.h"
#include "servers/batch-servers-dialog.h"
#include "test-engine.h"
#include "test-support.h"
#include "widgets/batch-settings.h"

static guint
n_jobs (AppWindow *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (batch_window_get_queue (fixture->window)));
}

static void
test_starts_empty (void)
{
  AppWindow fixture;

  app_window_set_up (&fixture, "a", 0);
  app_wait_until (batch_engine_get_active (fixture.engine));
  g_assert_true (app_shows_status (GTK_WIDGET (fixture.window), "Queue Work for Your Models"));
  g_assert_nonnull (app_find_button (GTK_WIDGET (fixture.window), "win.open"));
  g_assert_null (batch_notice_bar_get_text (fixture.window->notice));
  app_window_assert_fits (&fixture);
  app_window_tear_down (&fixture);
}

/* What a person sees are the properties of the library's objects, and nothing else. */
static void
test_runs_a_batch (void)
{
  AppWindow fixture;
  BatchJob *job;

  app_window_set_up (&fixture, "a:10,b:10", 5);
  job = app_window_open_batch (&fixture, "a b", 40, "prompt");
  g_assert_false (app_shows_status (GTK_WIDGET (fixture.window), "Queue Work for Your Models"));
  app_wait_until (app_window_shows (&fixture, "request-1, "));
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  app_wait_until (app_window_shows (&fixture, "batch.jsonl, Done, 40 of 40 items"));
  app_wait_until (app_window_shows (&fixture, "request-1, Done, b"));
  app_window_click (&fixture, "win.export");
  app_wait_until (app_find_window (BATCH_TYPE_EXPORT_DIALOG) != NULL);
  gtk_window_destroy (app_find_window (BATCH_TYPE_EXPORT_DIALOG));
  g_assert_null (app_find_button (GTK_WIDGET (fixture.window), "win.pause"));
  g_assert_null (app_find_button (GTK_WIDGET (fixture.window), "win.retry"));
  app_window_tear_down (&fixture);
}

static void
test_pauses_and_resumes (void)
{
  AppWindow fixture;
  BatchJob *job;

  app_window_set_up (&fixture, "a", SLOW_MS);
  job = app_window_open_batch (&fixture, "a", 400, "prompt");
  app_wait_until (batch_job_get_succeeded (job) > 0);
  app_window_click (&fixture, "win.pause");
  app_wait_until (app_window_shows (&fixture, "batch.jsonl, Paused"));
  g_assert_cmpint (batch_job_get_running (job), ==, 0);
  g_assert_cmpint (batch_job_get_ended (job), <, 400);
  app_window_assert_fits (&fixture);

  app_window_hurry (&fixture);
  app_window_click (&fixture, "win.pause");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 400);
  app_window_tear_down (&fixture);
}

/* It asks first, and closing the question is no answer. */
static void
test_cancels (void)
{
  AppWindow fixture;
  BatchJob *job;
  GtkWidget *question;

  app_window_set_up (&fixture, "a", SLOW_MS);
  job = app_window_open_batch (&fixture, "a", 400, "prompt");
  app_window_click (&fixture, "win.cancel");
  question = app_find_question (GTK_WINDOW (fixture.window));
  g_assert_nonnull (question);
  app_close_question (question);
  app_wait_until (app_find_question (GTK_WINDOW (fixture.window)) == NULL);
  g_assert_false (batch_job_is_terminal (job));

  app_window_click (&fixture, "win.cancel");
  app_answer_question (app_find_question (GTK_WINDOW (fixture.window)), "_Cancel Batch");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_CANCELLED);
  app_wait_until (app_window_shows (&fixture, "batch.jsonl, Cancelled"));
  app_window_tear_down (&fixture);
}

/* Items that failed once succeed when they are tried again; the job stays selected though it
 * moves in the list. */
static void
test_retries_what_failed (void)
{
  AppWindow fixture;
  BatchJob *job;

  app_window_set_up (&fixture, "a", 0);
  job = app_window_open_batch (&fixture, "a", 8, "[[fail 400:1]]");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  app_wait_until (app_window_shows (&fixture, "request-1, Failed"));
  app_wait_until (app_window_shows (&fixture, "batch.jsonl, Done, with Errors, 0 of 8 items"
                                              " · 8 failed"));
  app_window_assert_fits (&fixture);

  app_window_click (&fixture, "win.retry");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  g_assert_true (batch_window_get_job (fixture.window) == job);
  app_wait_until (app_window_shows (&fixture, "request-1, Done"));
  app_window_tear_down (&fixture);
}

static void
test_removes_and_restores (void)
{
  AppWindow fixture;
  BatchJob *job;
  g_autofree char *id = NULL;

  app_window_set_up (&fixture, "a", 0);
  job = app_window_open_batch (&fixture, "a", 3, "prompt");
  app_wait_until (batch_job_is_terminal (job));
  id = g_strdup (batch_job_get_id (job));

  app_window_click (&fixture, "win.remove");
  app_wait_until (n_jobs (&fixture) == 0);
  g_assert_null (batch_window_get_job (fixture.window));
  g_assert_true (app_shows_status (GTK_WIDGET (fixture.window), "Queue Work for Your Models"));

  app_window_click (&fixture, "win.restore");
  app_wait_until (batch_window_get_job (fixture.window) != NULL);
  g_assert_cmpstr (batch_job_get_id (batch_window_get_job (fixture.window)), ==, id);
  app_wait_until (app_window_shows (&fixture, "batch.jsonl, Done, 3 of 3 items"));
  app_window_tear_down (&fixture);
}

static char *
write_results (AppWindow  *fixture,
               const char *job_id)
{
  g_autofree char *path = g_build_filename (fixture->dir, "results", NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *contents = NULL;

  batch_engine_write_results_async (fixture->engine, job_id, path, NULL, TRUE, NULL,
                                    batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_engine_write_results_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  return contents;
}

static gboolean
offers_undo (AppWindow *fixture)
{
  g_autoptr(AdwToast) toast = g_weak_ref_get (&fixture->window->undo_toast);

  return toast != NULL;
}

/* Undo is offered at once, whatever else is told at the moment, and no more when it was done; what
 * comes back is what was there, to the byte. */
static void
test_undoes_a_removal (void)
{
  AppWindow fixture;
  BatchJob *job;
  g_autofree char *id = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  app_window_set_up (&fixture, "a", 0);
  job = app_window_open_batch (&fixture, "a", 1000, "prompt");
  app_wait_until (batch_job_is_terminal (job));
  id = g_strdup (batch_job_get_id (job));
  before = write_results (&fixture, id);

  batch_window_show_toast (fixture.window, "Something Else Happened");
  app_window_click (&fixture, "win.remove");
  app_wait_until (app_find_button (GTK_WIDGET (fixture.window), "win.restore") != NULL);
  g_assert_cmpuint (n_jobs (&fixture), ==, 0);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.undo", NULL));
  app_wait_until (batch_window_get_job (fixture.window) != NULL);
  app_wait_until (!offers_undo (&fixture));
  after = write_results (&fixture, id);
  g_assert_cmpstr (before, ==, after);

  /* To and fro. */
  g_assert_true (app_press (GTK_WIDGET (fixture.window), GDK_KEY_z,
                            GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  app_wait_until (n_jobs (&fixture) == 0);
  app_wait_until (offers_undo (&fixture));
  g_assert_true (app_press (GTK_WIDGET (fixture.window), GDK_KEY_z, GDK_CONTROL_MASK));
  app_wait_until (n_jobs (&fixture) == 1);
  app_window_tear_down (&fixture);
}

static void
test_takes_a_file_once (void)
{
  AppWindow fixture;
  BatchJob *job;
  g_autofree char *path = NULL;

  app_window_set_up (&fixture, "a", SLOW_MS);
  job = app_window_open_batch (&fixture, "a", 400, "prompt");
  path = g_build_filename (fixture.dir, "batch.jsonl", NULL);
  app_window_open_file (&fixture, path);
  app_wait_until (g_queue_is_empty (&fixture.window->incoming));
  g_assert_cmpuint (n_jobs (&fixture), ==, 1);
  g_assert_true (batch_window_get_job (fixture.window) == job);
  app_window_tear_down (&fixture);
}

static BatchJob *
open_next (AppWindow  *fixture,
           const char *name)
{
  g_autofree char *path = app_write_batch (fixture->dir, name, "a b", 20, name);
  const BatchJob *before = batch_window_get_job (fixture->window);

  app_window_open_file (fixture, path);
  app_wait_until (batch_window_get_job (fixture->window) != before);
  return batch_window_get_job (fixture->window);
}

static gboolean
button_says (AppWindow  *fixture,
             const char *label)
{
  GtkButton *button = app_find_button (GTK_WIDGET (fixture->window), "win.pause-all");

  return button != NULL && g_strcmp0 (gtk_button_get_label (button), label) == 0;
}

static guint64
count_requests (AppWindow *fixture)
{
  return batch_simulator_count_model (fixture->server, "a")
         + batch_simulator_count_model (fixture->server, "b");
}

static void
assert_waiting (AppWindow  *fixture,
                const char *notice)
{
  app_wait_until (app_window_notices (fixture, notice));
  app_wait_until (button_says (fixture, "_Start"));
  g_assert_false (batch_engine_get_active (fixture->engine));
  g_assert_cmpuint (count_requests (fixture), ==, 0);
}

/* A person sees what is to be done, and how, before any of it is. What comes then goes with it, and
 * what comes when all is done waits again. */
static void
test_waits_to_be_started (void)
{
  AppWindow fixture;
  BatchJob *first;
  BatchJob *last;

  app_window_set_up (&fixture, "a,b", SLOW_MS);
  first = open_next (&fixture, "first.jsonl");
  assert_waiting (&fixture, "20 items wait to be started");
  app_wait_until (app_says (GTK_WIDGET (fixture.window),
                            "2 model loads (arrival order would need 20)"));
  last = open_next (&fixture, "second.jsonl");
  assert_waiting (&fixture, "40 items wait to be started");
  app_window_assert_fits (&fixture);

  app_window_click (&fixture, "win.start");
  app_wait_until (batch_job_get_running (first) + batch_job_get_running (last) > 0);
  last = open_next (&fixture, "merged.jsonl");
  g_assert_true (batch_engine_get_active (fixture.engine));
  app_window_hurry (&fixture);
  app_wait_until (batch_job_get_state (last) == BATCH_JOB_STATE_COMPLETED);
  app_wait_until (batch_job_get_state (first) == BATCH_JOB_STATE_COMPLETED);

  last = open_next (&fixture, "later.jsonl");
  app_wait_until (app_window_notices (&fixture, "20 items wait to be started"));
  app_window_click (&fixture, "win.remove");
  app_wait_until (batch_engine_get_active (fixture.engine));
  g_assert_null (batch_notice_bar_get_text (fixture.window->notice));
  app_window_tear_down (&fixture);
}

/* What was left in the middle waits for a word, and loses nothing meanwhile. */
static void
test_offers_to_resume (void)
{
  AppWindow fixture;
  BatchJob *job;
  gint64 n_done;

  app_window_set_up (&fixture, "a", SLOW_MS);
  job = app_window_open_batch (&fixture, "a", 400, "prompt");
  app_wait_until (batch_job_get_succeeded (job) >= 8);
  app_window_close (&fixture);

  app_window_open (&fixture);
  app_wait_until (app_window_notices (&fixture, "Interrupted: "));
  job = batch_window_get_job (fixture.window);
  n_done = batch_job_get_succeeded (job);
  g_assert_cmpint (n_done, >=, 8);
  g_assert_false (batch_engine_get_active (fixture.engine));
  g_assert_true (app_window_shows (&fixture, "batch.jsonl, Waiting"));
  app_window_assert_fits (&fixture);
  app_wait_until (app_find_button (GTK_WIDGET (fixture.window), "win.pause-all") != NULL);
  g_assert_cmpstr (gtk_button_get_label (app_find_button (GTK_WIDGET (fixture.window),
                                                          "win.pause-all")), ==, "_Resume");

  app_window_hurry (&fixture);
  app_window_click (&fixture, "win.resume");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 400);
  app_wait_until (batch_notice_bar_get_text (fixture.window->notice) == NULL);
  app_window_tear_down (&fixture);
}

static BatchJob *
open_another (AppWindow  *fixture,
              const char *name,
              guint       n)
{
  g_autofree char *path = app_write_batch (fixture->dir, name, "a", n, name);
  const BatchJob *before = batch_window_get_job (fixture->window);

  app_window_open_file (fixture, path);
  app_wait_until (batch_window_get_job (fixture->window) != before);
  app_window_start (fixture);
  return batch_window_get_job (fixture->window);
}

/* Of several batches the one that was interrupted is seen. The one that is finished, and the one
 * whose turn had not come, were not interrupted; that waits besides, and is counted in the bar at
 * the bottom, too. */
static void
test_shows_what_was_interrupted (void)
{
  g_autofree char *text = NULL;
  AppWindow fixture;
  BatchJob *job;

  app_window_set_up (&fixture, "a", SLOW_MS);
  app_window_hurry (&fixture);
  job = app_window_open_batch (&fixture, "a", 3, "prompt");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  app_window_slow_down (&fixture);
  job = open_another (&fixture, "interrupted.jsonl", 400);
  app_wait_until (batch_job_get_succeeded (job) > 0);
  job = open_another (&fixture, "waiting.jsonl", 1000);
  g_assert_null (batch_job_get_started_at (job));
  app_window_close (&fixture);

  app_window_open (&fixture);
  app_wait_until (app_window_notices (&fixture, " of 400 items done · 1000 more wait"));
  job = batch_window_get_job (fixture.window);
  text = g_strdup_printf ("%d of 1400 items · Paused", (int) batch_job_get_succeeded (job));
  app_wait_until (app_says (GTK_WIDGET (fixture.window), text));
  g_assert_cmpint (batch_job_get_total (job), ==, 400);

  app_window_click (&fixture, "win.cancel");
  app_answer_question (app_find_question (GTK_WINDOW (fixture.window)), "_Cancel Batch");
  app_wait_until (app_window_notices (&fixture, "1000 items wait to be started"));
  g_assert_true (batch_window_get_job (fixture.window) == job);
  app_window_tear_down (&fixture);
}

/* A notification can outlive its batch; and what has ended does not set others going. */
static void
test_asked_too_late (void)
{
  AppWindow fixture;
  BatchJob *job;

  app_window_set_up (&fixture, "a", 0);
  job = app_window_open_batch (&fixture, "a", 3, "prompt");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  batch_engine_set_active (fixture.engine, FALSE);
  batch_window_do_with_job (fixture.window, batch_job_get_id (job), "win.resume-job");
  g_assert_false (batch_engine_get_active (fixture.engine));

  batch_window_do_with_job (fixture.window, "batch_that_is_gone", "win.export");
  app_wait_until (app_says (GTK_WIDGET (fixture.window), "The batch is no longer in the queue"));
  g_assert_true (batch_window_get_job (fixture.window) == job);
  app_window_tear_down (&fixture);
}

static void
answer (AppWindow  *fixture,
        const char *label)
{
  GtkWindow *window = GTK_WINDOW (fixture->window);

  app_wait_until (app_find_question (window) != NULL);
  app_answer_question (app_find_question (window), label);
  app_wait_until (app_find_question (window) == NULL);
}

/* Closed while it works it asks once, and then goes on without being seen. */
static void
test_works_without_being_seen (void)
{
  AppWindow fixture;
  BatchJob *job;

  app_window_set_up (&fixture, "a", SLOW_MS);
  job = app_window_open_batch (&fixture, "a", 400, "prompt");
  app_wait_until (batch_job_get_running (job) > 0);
  app_wait_until (batch_queue_progress_get_n_jobs (fixture.window->work) == 1);

  gtk_window_close (GTK_WINDOW (fixture.window));
  app_wait_until (app_find_question (GTK_WINDOW (fixture.window)) != NULL);
  app_wait_until (app_says (app_find_question (GTK_WINDOW (fixture.window)),
                            "Batches can go on while the window is closed."));
  answer (&fixture, "_Do Not Close");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture.window)));

  gtk_window_close (GTK_WINDOW (fixture.window));
  answer (&fixture, "_Keep Working");
  app_wait_until (!gtk_widget_get_visible (GTK_WIDGET (fixture.window)));
  app_window_hurry (&fixture);
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);

  gtk_window_present (GTK_WINDOW (fixture.window));
  app_wait_until (app_window_shows (&fixture, "batch.jsonl, Done, 400 of 400 items"));
  g_settings_reset (batch_settings_get (), "when-closed");
  app_window_tear_down (&fixture);
}

static gboolean
choose (BatchEngine  *engine,
        const char   *server,
        GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_server_choose_async (engine, server, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_server_choose_finish (engine, result, error);
}

/* Who has no server is led to where there are some, on the first page and by the sample. */
static void
test_leads_to_a_server (void)
{
  AppWindow fixture;
  GtkWidget *widget;

  app_window_set_up (&fixture, "a", 0);
  app_window_close (&fixture);
  g_unsetenv ("BATCHQ_BACKEND");
  app_window_open (&fixture);
  widget = GTK_WIDGET (fixture.window);
  app_wait_until (app_find_button (widget, "win.servers") != NULL);
  app_window_click (&fixture, "win.sample");
  app_wait_until (app_find_window (BATCH_TYPE_SERVERS_DIALOG) != NULL);
  gtk_window_close (app_find_window (BATCH_TYPE_SERVERS_DIALOG));

  g_assert_true (choose (fixture.engine, batch_simulator_get_uri (fixture.server), NULL));
  g_assert_null (app_find_button (widget, "win.servers"));
  app_window_click (&fixture, "win.sample");
  app_wait_until (app_window_shows (&fixture, "Sample, Done, 12 of 12 items"));
  app_window_tear_down (&fixture);
}

/* Without a server batches are taken all the same, and say what is missing. */
static void
test_waits_for_a_server (void)
{
  AppWindow fixture;
  BatchJob *job;

  app_window_set_up (&fixture, "a", 0);
  app_window_close (&fixture);
  g_unsetenv ("BATCHQ_BACKEND");
  app_window_open (&fixture);
  g_assert_cmpstr (adw_view_switcher_title_get_subtitle (fixture.window->switcher), ==,
                   "No Model Server");
  job = app_window_open_batch (&fixture, "a", 3, "prompt");
  app_wait_until (app_window_notices (&fixture, "There is no model server"));
  g_assert_cmpint (batch_job_get_ended (job), ==, 0);

  g_assert_true (choose (fixture.engine, batch_simulator_get_uri (fixture.server), NULL));
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  app_wait_until (batch_notice_bar_get_text (fixture.window->notice) == NULL);
  app_window_tear_down (&fixture);
}

static void
add_backend (BatchEngine  *engine,
             BatchBackend *backend)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_add_backend_async (engine, backend, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_engine_add_backend_finish (engine, result, &error);
  g_assert_no_error (error);
}

static void
test_knows_servers (void)
{
  AppWindow fixture;
  g_autofree char *kept = NULL;
  g_autoptr(GError) no_name = NULL;
  g_autoptr(GError) no_url = NULL;
  g_autoptr(BatchBackend) backend = NULL;

  app_window_set_up (&fixture, "a", 0);
  g_assert_false (choose (fixture.engine, "nobody", &no_name));
  g_assert_error (no_name, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_assert_false (choose (fixture.engine, "ftp://example", &no_url));
  g_assert_error (no_url, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);

  backend = batch_backend_new ("local", batch_simulator_get_uri (fixture.server), NULL, NULL,
                               NULL);
  g_assert_nonnull (backend);
  add_backend (fixture.engine, backend);
  g_assert_true (choose (fixture.engine, "local", NULL));
  g_assert_cmpstr (batch_engine_get_default_backend (fixture.engine), ==, "local");
  g_assert_cmpstr (adw_view_switcher_title_get_subtitle (fixture.window->switcher), ==, "local");

  g_unsetenv ("BATCHQ_BACKEND");
  batch_server_save ("local");
  kept = batch_server_load ();
  g_assert_cmpstr (kept, ==, "local");

  batch_engine_set_default_backend (fixture.engine, NULL);
  g_assert_true (choose (fixture.engine, NULL, NULL));
  g_assert_cmpstr (batch_engine_get_default_backend (fixture.engine), ==, "local");

  /* One that is gone since is not the last word, unless it was named for this run. */
  batch_engine_set_default_backend (fixture.engine, NULL);
  g_assert_true (choose (fixture.engine, "gone", NULL));
  g_assert_cmpstr (batch_engine_get_default_backend (fixture.engine), ==, "local");
  g_setenv ("BATCHQ_BACKEND", "gone", TRUE);
  g_assert_false (choose (fixture.engine, "gone", NULL));
  app_window_tear_down (&fixture);
}

/* Whoever adds a server by its address gets one whose name is its host and port. */
static void
test_knows_servers_by_host (void)
{
  AppWindow fixture;
  g_autofree char *name = NULL;
  g_autoptr(BatchBackend) backend = NULL;

  app_window_set_up (&fixture, "a", 0);
  name = g_strdup_printf ("127.0.0.1:%u", batch_simulator_get_port (fixture.server));
  backend = batch_backend_new (name, batch_simulator_get_uri (fixture.server), NULL, NULL, NULL);
  add_backend (fixture.engine, backend);
  g_assert_true (choose (fixture.engine, name, NULL));
  g_assert_cmpstr (batch_engine_get_default_backend (fixture.engine), ==, name);
  app_window_click (&fixture, "win.sample");
  app_wait_until (app_window_shows (&fixture, "Sample, Done, 12 of 12 items"));
  app_window_tear_down (&fixture);
}

static GtkEventController *
find_drop_target (GtkWidget *widget)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return controller;
    }

  return NULL;
}

static void
drop (AppWindow    *fixture,
      const GValue *value)
{
  GtkEventController *target = find_drop_target (GTK_WIDGET (fixture->window));
  gboolean taken = FALSE;

  g_signal_emit_by_name (target, "drop", value, 5.0, 5.0, &taken);
  g_assert_true (taken);
  g_assert_false (gtk_widget_get_visible (fixture->window->drop_hint));
}

static void
test_shows_where_to_drop (void)
{
  AppWindow fixture;
  GtkEventController *target;
  GdkDragAction action = 0;
  g_auto(GValue) value = G_VALUE_INIT;

  app_window_set_up (&fixture, "a", 0);
  target = find_drop_target (GTK_WIDGET (fixture.window));
  g_assert_false (gtk_widget_get_visible (fixture.window->drop_hint));
  g_signal_emit_by_name (target, "enter", 5.0, 5.0, &action);
  g_assert_cmpint (action, ==, GDK_ACTION_COPY);
  g_assert_true (gtk_widget_get_visible (fixture.window->drop_hint));
  g_signal_emit_by_name (target, "leave");
  g_assert_false (gtk_widget_get_visible (fixture.window->drop_hint));

  g_signal_emit_by_name (target, "enter", 5.0, 5.0, &action);
  g_value_init (&value, G_TYPE_STRING);
  g_value_set_static_string (&value, "soap\ntea");
  drop (&fixture, &value);
  app_wait_until (app_find_window (BATCH_TYPE_ASSISTANT) != NULL);
  gtk_window_destroy (app_find_window (BATCH_TYPE_ASSISTANT));
  app_window_tear_down (&fixture);
}

static GFile *
write_text (const char *dir,
            const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_assert_true (g_file_set_contents (path, name, -1, NULL));
  return g_file_new_for_path (path);
}

/* A text, a batch file and a folder of texts. */
static GdkFileList *
make_file_list (const char *dir)
{
  g_autofree char *batch = app_write_batch (dir, "batch.jsonl", "a", 3, "prompt");
  g_autofree char *folder = g_build_filename (dir, "papers", NULL);
  g_autoslist(GObject) files = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_object_unref (write_text (folder, "first.txt"));
  g_object_unref (write_text (folder, "second.txt"));
  files = g_slist_prepend (files, g_file_new_for_path (folder));
  files = g_slist_prepend (files, g_file_new_for_path (batch));
  files = g_slist_prepend (files, write_text (dir, "letter.txt"));
  return gdk_file_list_new_from_list (files);
}

/* As a file manager drops them: batch files go in, of all that is in the others one is made. */
static void
test_takes_dropped_files (void)
{
  AppWindow fixture;
  GtkWidget *assistant;
  g_auto(GValue) value = G_VALUE_INIT;

  app_window_set_up (&fixture, "a", 0);
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, make_file_list (fixture.dir));
  drop (&fixture, &value);

  app_wait_until (app_find_window (BATCH_TYPE_ASSISTANT) != NULL);
  assistant = GTK_WIDGET (app_find_window (BATCH_TYPE_ASSISTANT));
  app_wait_until (app_says (assistant, "3 Files"));
  g_assert_true (app_says (assistant, "letter.txt, papers"));
  app_wait_until (app_window_shows (&fixture, "batch.jsonl, Waiting, 0 of 3 items"));
  g_assert_cmpuint (n_jobs (&fixture), ==, 1);
  gtk_window_destroy (GTK_WINDOW (assistant));
  app_window_tear_down (&fixture);
}

/* A server that does not answer is named, and nothing is given up meanwhile. */
static void
test_tells_of_trouble (void)
{
  AppWindow fixture;
  guint16 port;
  g_autoptr(GError) error = NULL;

  app_window_set_up (&fixture, "a", 3000);
  app_window_open_batch (&fixture, "a", 2, "prompt");
  port = batch_simulator_get_port (fixture.server);
  batch_simulator_stop (fixture.server);
  app_wait_until (batch_engine_get_trouble (fixture.engine) != NULL);
  app_wait_until (batch_notice_bar_get_text (fixture.window->notice) != NULL);
  app_wait_until (app_find_button (GTK_WIDGET (fixture.window->notice), "win.servers") != NULL);
  g_assert_cmpint (batch_job_get_failed (batch_window_get_job (fixture.window)), ==, 0);

  batch_simulator_start (fixture.server, "127.0.0.1", port, &error);
  g_assert_no_error (error);
  app_window_click (&fixture, "win.try-again");
  app_wait_until (batch_job_is_terminal (batch_window_get_job (fixture.window)));
  app_wait_until (batch_notice_bar_get_text (fixture.window->notice) == NULL);
  app_window_tear_down (&fixture);
}

/* The list makes rows for what is looked at, whatever the number of items. */
static void
test_many_items (void)
{
  const guint n_items = 100000;
  AppWindow fixture;
  g_autofree char *path = NULL;
  GtkSelectionModel *rows;
  GtkWidget *view;

  app_window_set_up (&fixture, "a", 1000);
  path = app_write_batch (fixture.dir, "many.jsonl", "a", n_items, "prompt");
  app_window_open_file (&fixture, path);

  app_wait_until (app_window_shows (&fixture, "request-1, "));
  g_assert_cmpuint (app_count_rows (GTK_WIDGET (fixture.window)), <, 300);

  view = app_find_widget (GTK_WIDGET (fixture.window), BATCH_TYPE_JOB_PAGE);
  rows = batch_item_list_get_selection (batch_job_page_get_item_list (BATCH_JOB_PAGE (view)));
  view = batch_job_page_get_items_view (BATCH_JOB_PAGE (view));
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (rows)) == n_items);
  gtk_widget_activate_action (view, "list.scroll-to-item", "u", n_items - 1);
  app_wait_until (app_window_shows (&fixture, "request-100000, "));
  g_assert_cmpuint (app_count_rows (GTK_WIDGET (fixture.window)), <, 500);
  app_window_tear_down (&fixture);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/window/starts-empty", test_starts_empty);
  g_test_add_func ("/batch/app/window/runs-a-batch", test_runs_a_batch);
  g_test_add_func ("/batch/app/window/pauses-and-resumes", test_pauses_and_resumes);
  g_test_add_func ("/batch/app/window/cancels", test_cancels);
  g_test_add_func ("/batch/app/window/retries-what-failed", test_retries_what_failed);
  g_test_add_func ("/batch/app/window/removes-and-restores", test_removes_and_restores);
  g_test_add_func ("/batch/app/window/undoes-a-removal", test_undoes_a_removal);
  g_test_add_func ("/batch/app/window/takes-a-file-once", test_takes_a_file_once);
  g_test_add_func ("/batch/app/window/waits-to-be-started", test_waits_to_be_started);
  g_test_add_func ("/batch/app/window/offers-to-resume", test_offers_to_resume);
  g_test_add_func ("/batch/app/window/asked-too-late", test_asked_too_late);
  g_test_add_func ("/batch/app/window/shows-what-was-interrupted",
                   test_shows_what_was_interrupted);
  g_test_add_func ("/batch/app/window/works-without-being-seen",
                   test_works_without_being_seen);
  g_test_add_func ("/batch/app/window/leads-to-a-server", test_leads_to_a_server);
  g_test_add_func ("/batch/app/window/waits-for-a-server", test_waits_for_a_server);
  g_test_add_func ("/batch/app/window/knows-servers", test_knows_servers);
  g_test_add_func ("/batch/app/window/shows-where-to-drop", test_shows_where_to_drop);
  g_test_add_func ("/batch/app/window/takes-dropped-files", test_takes_dropped_files);
  g_test_add_func ("/batch/app/window/knows-servers-by-host", test_knows_servers_by_host);
  g_test_add_func ("/batch/app/window/tells-of-trouble", test_tells_of_trouble);
  g_test_add_func ("/batch/app/window/many-items", test_many_items);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
