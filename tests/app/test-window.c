/* test-window.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-window-private.h"

#include <string.h>

#include "app-driver.h"
#include "queue/batch-job-page.h"
#include "servers/batch-server.h"
#include "servers/batch-servers-dialog.h"
#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"
#include "widgets/batch-settings.h"

/* The window on a real engine, with a store on the disk and the simulated server. */

typedef struct
{
  char           *dir;
  BatchSimulator *server;
  BatchEngine    *engine;
  BatchWindow    *window;
} Fixture;

static void
open_window (Fixture *fixture)
{
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->window = g_object_ref (batch_window_new (NULL));
  gtk_window_present (GTK_WINDOW (fixture->window));
  batch_window_set_engine (fixture->window, fixture->engine);
}

/* Gives up the last reference. What is still on its way to an object that is closed, and what
 * GTK does with a window that is destroyed, comes from the main loop. */
static void
wait_finalized (gpointer object)
{
  gpointer *place = object;

  g_object_add_weak_pointer (*place, place);
  g_object_unref (*place);
  app_wait_until (*place == NULL);
}

static void
close_window (Fixture *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  batch_test_close_engine (fixture->engine);
  wait_finalized (&fixture->window);
  wait_finalized (&fixture->engine);
}

static void
set_up (Fixture    *fixture,
        const char *models,
        guint       delay_ms)
{
  BatchSimulatorConfig config = { .models = models, .capacity = 1, .delay_ms = delay_ms };

  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (&config);
  g_setenv ("BATCHQ_BACKEND", batch_simulator_get_uri (fixture->server), TRUE);
  open_window (fixture);
}

static void
tear_down (Fixture *fixture)
{
  close_window (fixture);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  g_unsetenv ("BATCHQ_BACKEND");
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

/* Slow enough for what is to be seen while it works, on any machine; then quick. */
#define SLOW_MS 500

static void
hurry (Fixture *fixture)
{
  g_autoptr(BatchTestResponse) response = NULL;

  response = batch_test_http_once (batch_simulator_get_port (fixture->server), "POST",
                                   "/__pace?times=0.001", "");
  g_assert_cmpuint (response->status, ==, 200);
}

static void
open_file (Fixture    *fixture,
           const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);

  batch_window_open_file (fixture->window, file);
}

static guint
n_jobs (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (batch_window_get_queue (fixture->window)));
}

/* Opens a batch, and waits until it is there and selected. */
static BatchJob *
open_batch (Fixture    *fixture,
            const char *models,
            guint       n,
            const char *prompt)
{
  g_autofree char *path = app_write_batch (fixture->dir, "batch.jsonl", models, n, prompt);

  open_file (fixture, path);
  app_wait_until (batch_window_get_job (fixture->window) != NULL);
  return batch_window_get_job (fixture->window);
}

static gboolean
shows (Fixture    *fixture,
       const char *spoken)
{
  return app_shows_row (GTK_WIDGET (fixture->window), spoken);
}

/* Clicks a button that a person could click now. */
static void
click (Fixture    *fixture,
       const char *action)
{
  GtkButton *button;

  app_wait_until ((button = app_find_button (GTK_WIDGET (fixture->window), action)) != NULL);
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
notices (Fixture    *fixture,
         const char *text)
{
  const char *notice = batch_notice_bar_get_text (fixture->window->notice);

  return notice != NULL && strstr (notice, text) != NULL;
}

/* The smallest window that the guidelines ask for. */
static void
assert_fits (Fixture *fixture)
{
  /* Without the frame that it has where nothing is transparent. */
  GtkWidget *inside = gtk_widget_get_first_child (GTK_WIDGET (fixture->window));
  int width;
  int height;

  gtk_widget_measure (inside, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (inside, GTK_ORIENTATION_VERTICAL, 360, &height, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 360);
  g_assert_cmpint (height, <=, 294);
}

static void
test_starts_empty (void)
{
  Fixture fixture;

  set_up (&fixture, "a", 0);
  app_wait_until (batch_engine_get_active (fixture.engine));
  g_assert_true (app_shows_status (GTK_WIDGET (fixture.window), "Queue Work for Your Models"));
  g_assert_nonnull (app_find_button (GTK_WIDGET (fixture.window), "win.open"));
  g_assert_null (batch_notice_bar_get_text (fixture.window->notice));
  assert_fits (&fixture);
  tear_down (&fixture);
}

/* What a person sees are the properties of the library's objects, and nothing else. */
static void
test_runs_a_batch (void)
{
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, "a:10,b:10", 5);
  job = open_batch (&fixture, "a b", 40, "prompt");
  g_assert_false (app_shows_status (GTK_WIDGET (fixture.window), "Queue Work for Your Models"));
  app_wait_until (shows (&fixture, "request-1, "));
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  app_wait_until (shows (&fixture, "batch.jsonl, Done, 40 of 40 items"));
  app_wait_until (shows (&fixture, "request-1, Done, b"));
  g_assert_nonnull (app_find_button (GTK_WIDGET (fixture.window), "win.save"));
  g_assert_null (app_find_button (GTK_WIDGET (fixture.window), "win.pause"));
  g_assert_null (app_find_button (GTK_WIDGET (fixture.window), "win.retry"));
  tear_down (&fixture);
}

static void
test_pauses_and_resumes (void)
{
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, "a", SLOW_MS);
  job = open_batch (&fixture, "a", 400, "prompt");
  app_wait_until (batch_job_get_succeeded (job) > 0);
  click (&fixture, "win.pause");
  app_wait_until (shows (&fixture, "batch.jsonl, Paused"));
  g_assert_cmpint (batch_job_get_running (job), ==, 0);
  g_assert_cmpint (batch_job_get_ended (job), <, 400);
  assert_fits (&fixture);

  hurry (&fixture);
  click (&fixture, "win.pause");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 400);
  tear_down (&fixture);
}

/* It asks first, and closing the question is no answer. */
static void
test_cancels (void)
{
  Fixture fixture;
  BatchJob *job;
  GtkWidget *question;

  set_up (&fixture, "a", SLOW_MS);
  job = open_batch (&fixture, "a", 400, "prompt");
  click (&fixture, "win.cancel");
  question = app_find_question (GTK_WINDOW (fixture.window));
  g_assert_nonnull (question);
  app_close_question (question);
  app_wait_until (app_find_question (GTK_WINDOW (fixture.window)) == NULL);
  g_assert_false (batch_job_is_terminal (job));

  click (&fixture, "win.cancel");
  app_answer_question (app_find_question (GTK_WINDOW (fixture.window)), "_Cancel Batch");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_CANCELLED);
  app_wait_until (shows (&fixture, "batch.jsonl, Cancelled"));
  tear_down (&fixture);
}

/* Items that failed once succeed when they are tried again; the job stays selected though it
 * moves in the list. */
static void
test_retries_what_failed (void)
{
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, "a", 0);
  job = open_batch (&fixture, "a", 8, "[[fail 400:1]]");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  app_wait_until (shows (&fixture, "request-1, Failed"));
  app_wait_until (shows (&fixture, "batch.jsonl, Done, with Errors, 0 of 8 items · 8 failed"));
  assert_fits (&fixture);

  click (&fixture, "win.retry");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  g_assert_true (batch_window_get_job (fixture.window) == job);
  app_wait_until (shows (&fixture, "request-1, Done"));
  tear_down (&fixture);
}

static void
test_removes_and_restores (void)
{
  Fixture fixture;
  BatchJob *job;
  g_autofree char *id = NULL;

  set_up (&fixture, "a", 0);
  job = open_batch (&fixture, "a", 3, "prompt");
  app_wait_until (batch_job_is_terminal (job));
  id = g_strdup (batch_job_get_id (job));

  click (&fixture, "win.remove");
  app_wait_until (n_jobs (&fixture) == 0);
  g_assert_null (batch_window_get_job (fixture.window));
  g_assert_true (app_shows_status (GTK_WIDGET (fixture.window), "Queue Work for Your Models"));

  click (&fixture, "win.restore");
  app_wait_until (batch_window_get_job (fixture.window) != NULL);
  g_assert_cmpstr (batch_job_get_id (batch_window_get_job (fixture.window)), ==, id);
  app_wait_until (shows (&fixture, "batch.jsonl, Done, 3 of 3 items"));
  tear_down (&fixture);
}

/* A bad file among good ones: it is refused as a whole, and says why; the others go in, in the
 * order in which they were opened. */
static void
test_refuses_a_bad_file (void)
{
  Fixture fixture;
  g_autofree char *first = NULL;
  g_autofree char *bad = NULL;
  g_autofree char *last = NULL;

  set_up (&fixture, "a", 0);
  first = app_write_batch (fixture.dir, "first.jsonl", "a", 500, "prompt");
  bad = g_build_filename (fixture.dir, "bad.jsonl", NULL);
  g_assert_true (g_file_set_contents (bad, "this is no batch\n", -1, NULL));
  last = app_write_batch (fixture.dir, "last.jsonl", "a", 2, "prompt");
  open_file (&fixture, first);
  open_file (&fixture, bad);
  open_file (&fixture, fixture.dir);
  open_file (&fixture, last);

  app_wait_until (n_jobs (&fixture) == 2);
  app_wait_until (app_find_window (BATCH_TYPE_REFUSAL_DIALOG) != NULL);
  app_wait_until (shows (&fixture, "first.jsonl, Done, 500 of 500 items"));
  app_wait_until (shows (&fixture, "last.jsonl, Done, 2 of 2 items"));
  g_assert_cmpuint (n_jobs (&fixture), ==, 2);
  gtk_window_close (app_find_window (BATCH_TYPE_REFUSAL_DIALOG));
  app_wait_until (app_find_window (BATCH_TYPE_REFUSAL_DIALOG) == NULL);
  tear_down (&fixture);
}

static gboolean
says (GtkWidget *widget,
      gpointer   user_data)
{
  return GTK_IS_LABEL (widget)
         && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), user_data);
}

/* Files are refused for their size only where a person wants that, and by what they want. */
static void
test_refuses_a_long_file (void)
{
  Fixture fixture;
  GtkWidget *dialog;
  g_autofree char *path = NULL;

  set_up (&fixture, "a", 0);
  path = app_write_batch (fixture.dir, "long.jsonl", "a", 3, "prompt");
  g_settings_set_uint (batch_settings_get (), "max-lines", 2);
  open_file (&fixture, path);

  app_wait_until (app_find_window (BATCH_TYPE_REFUSAL_DIALOG) != NULL);
  dialog = GTK_WIDGET (app_find_window (BATCH_TYPE_REFUSAL_DIALOG));
  app_wait_until (app_walk (dialog, says, (gpointer) "Line 3: there are more than 2 requests"));
  gtk_window_close (GTK_WINDOW (dialog));
  app_wait_until (app_find_window (BATCH_TYPE_REFUSAL_DIALOG) == NULL);
  g_settings_reset (batch_settings_get (), "max-lines");
  tear_down (&fixture);
}

static void
test_takes_a_file_once (void)
{
  Fixture fixture;
  BatchJob *job;
  g_autofree char *path = NULL;

  set_up (&fixture, "a", SLOW_MS);
  job = open_batch (&fixture, "a", 400, "prompt");
  path = g_build_filename (fixture.dir, "batch.jsonl", NULL);
  open_file (&fixture, path);
  app_wait_until (g_queue_is_empty (&fixture.window->incoming));
  g_assert_cmpuint (n_jobs (&fixture), ==, 1);
  g_assert_true (batch_window_get_job (fixture.window) == job);
  tear_down (&fixture);
}

/* What was left in the middle waits for a word, and loses nothing meanwhile. */
static void
test_offers_to_resume (void)
{
  Fixture fixture;
  BatchJob *job;
  gint64 n_done;

  set_up (&fixture, "a", SLOW_MS);
  job = open_batch (&fixture, "a", 400, "prompt");
  app_wait_until (batch_job_get_succeeded (job) >= 8);
  close_window (&fixture);

  open_window (&fixture);
  app_wait_until (notices (&fixture, "Interrupted: "));
  job = batch_window_get_job (fixture.window);
  n_done = batch_job_get_succeeded (job);
  g_assert_cmpint (n_done, >=, 8);
  g_assert_false (batch_engine_get_active (fixture.engine));
  g_assert_true (shows (&fixture, "batch.jsonl, Waiting"));
  assert_fits (&fixture);

  hurry (&fixture);
  click (&fixture, "win.resume");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, 400);
  app_wait_until (batch_notice_bar_get_text (fixture.window->notice) == NULL);
  tear_down (&fixture);
}

static void
answer (Fixture    *fixture,
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
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, "a", SLOW_MS);
  job = open_batch (&fixture, "a", 400, "prompt");
  app_wait_until (batch_job_get_running (job) > 0);
  app_wait_until (batch_work_get_n_jobs (fixture.window->work) == 1);

  gtk_window_close (GTK_WINDOW (fixture.window));
  answer (&fixture, "_Do Not Close");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture.window)));

  gtk_window_close (GTK_WINDOW (fixture.window));
  answer (&fixture, "_Keep Working");
  app_wait_until (!gtk_widget_get_visible (GTK_WIDGET (fixture.window)));
  hurry (&fixture);
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);

  gtk_window_present (GTK_WINDOW (fixture.window));
  app_wait_until (shows (&fixture, "batch.jsonl, Done, 400 of 400 items"));
  g_settings_reset (batch_settings_get (), "when-closed");
  tear_down (&fixture);
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
  Fixture fixture;
  GtkWidget *widget;

  set_up (&fixture, "a", 0);
  close_window (&fixture);
  g_unsetenv ("BATCHQ_BACKEND");
  open_window (&fixture);
  widget = GTK_WIDGET (fixture.window);
  app_wait_until (app_find_button (widget, "win.servers") != NULL);
  click (&fixture, "win.sample");
  app_wait_until (app_find_window (BATCH_TYPE_SERVERS_DIALOG) != NULL);
  gtk_window_close (app_find_window (BATCH_TYPE_SERVERS_DIALOG));

  g_assert_true (choose (fixture.engine, batch_simulator_get_uri (fixture.server), NULL));
  g_assert_null (app_find_button (widget, "win.servers"));
  click (&fixture, "win.sample");
  app_wait_until (shows (&fixture, "Sample, Done, 12 of 12 items"));
  tear_down (&fixture);
}

/* Without a server batches are taken all the same, and say what is missing. */
static void
test_waits_for_a_server (void)
{
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, "a", 0);
  close_window (&fixture);
  g_unsetenv ("BATCHQ_BACKEND");
  open_window (&fixture);
  g_assert_cmpstr (adw_view_switcher_title_get_subtitle (fixture.window->switcher), ==,
                   "No Model Server");
  job = open_batch (&fixture, "a", 3, "prompt");
  app_wait_until (notices (&fixture, "There is no model server"));
  g_assert_cmpint (batch_job_get_ended (job), ==, 0);

  g_assert_true (choose (fixture.engine, batch_simulator_get_uri (fixture.server), NULL));
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_COMPLETED);
  app_wait_until (batch_notice_bar_get_text (fixture.window->notice) == NULL);
  tear_down (&fixture);
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
  Fixture fixture;
  g_autofree char *kept = NULL;
  g_autoptr(GError) no_name = NULL;
  g_autoptr(GError) no_url = NULL;
  g_autoptr(BatchBackend) backend = NULL;

  set_up (&fixture, "a", 0);
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
  tear_down (&fixture);
}

/* A server that does not answer is named, and nothing is given up meanwhile. */
static void
test_tells_of_trouble (void)
{
  Fixture fixture;

  set_up (&fixture, "a", 3000);
  open_batch (&fixture, "a", 2, "prompt");
  batch_simulator_stop (fixture.server);
  app_wait_until (batch_engine_get_trouble (fixture.engine) != NULL);
  app_wait_until (batch_notice_bar_get_text (fixture.window->notice) != NULL);
  g_assert_cmpint (batch_job_get_failed (batch_window_get_job (fixture.window)), ==, 0);
  tear_down (&fixture);
}

/* The list makes rows for what is looked at, whatever the number of items. */
static void
test_many_items (void)
{
  const guint n_items = 100000;
  Fixture fixture;
  g_autofree char *path = NULL;
  GtkSelectionModel *rows;
  GtkWidget *view;

  set_up (&fixture, "a", 1000);
  path = app_write_batch (fixture.dir, "many.jsonl", "a", n_items, "prompt");
  open_file (&fixture, path);

  app_wait_until (shows (&fixture, "request-1, "));
  g_assert_cmpuint (app_count_rows (GTK_WIDGET (fixture.window)), <, 300);

  view = app_find_widget (GTK_WIDGET (fixture.window), BATCH_TYPE_JOB_PAGE);
  rows = batch_item_list_get_selection (batch_job_page_get_item_list (BATCH_JOB_PAGE (view)));
  view = batch_job_page_get_items_view (BATCH_JOB_PAGE (view));
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (rows)) == n_items);
  gtk_widget_activate_action (view, "list.scroll-to-item", "u", n_items - 1);
  app_wait_until (shows (&fixture, "request-100000, "));
  g_assert_cmpuint (app_count_rows (GTK_WIDGET (fixture.window)), <, 500);
  tear_down (&fixture);
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
  g_test_add_func ("/batch/app/window/refuses-a-bad-file", test_refuses_a_bad_file);
  g_test_add_func ("/batch/app/window/refuses-a-long-file", test_refuses_a_long_file);
  g_test_add_func ("/batch/app/window/takes-a-file-once", test_takes_a_file_once);
  g_test_add_func ("/batch/app/window/offers-to-resume", test_offers_to_resume);
  g_test_add_func ("/batch/app/window/works-without-being-seen",
                   test_works_without_being_seen);
  g_test_add_func ("/batch/app/window/leads-to-a-server", test_leads_to_a_server);
  g_test_add_func ("/batch/app/window/waits-for-a-server", test_waits_for_a_server);
  g_test_add_func ("/batch/app/window/knows-servers", test_knows_servers);
  g_test_add_func ("/batch/app/window/tells-of-trouble", test_tells_of_trouble);
  g_test_add_func ("/batch/app/window/many-items", test_many_items);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
