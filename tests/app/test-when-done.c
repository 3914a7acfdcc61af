/* test-when-done.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "window-driver.h"

#include <string.h>

#include "model-server.h"
#include "results/batch-usual-folder.h"
#include "shell/batch-application.h"
#include "test-simulator.h"
#include "test-support.h"
#include "widgets/batch-settings.h"

/* --- The rule --- */

static void
test_rule (void)
{
  static const struct {
    BatchWhenDoneState state;
    BatchWhenDoneStep  step;
  } cases[] = {
    /* Nothing was ever done. */
    { { BATCH_WHEN_DONE_NOTHING, 0, 0, -1 }, BATCH_WHEN_DONE_WAIT },
    { { BATCH_WHEN_DONE_NOTIFY, 0, 0, -1 }, BATCH_WHEN_DONE_WAIT },
    { { BATCH_WHEN_DONE_RUN_COMMAND, 0, 0, -1 }, BATCH_WHEN_DONE_WAIT },
    /* Some is left. */
    { { BATCH_WHEN_DONE_NOTHING, 1, 2, -1 }, BATCH_WHEN_DONE_WAIT },
    { { BATCH_WHEN_DONE_NOTIFY, 1, 0, -1 }, BATCH_WHEN_DONE_WAIT },
    { { BATCH_WHEN_DONE_EXPORT, 1, 2, -1 }, BATCH_WHEN_DONE_WAIT },
    { { BATCH_WHEN_DONE_FREE_MODELS, 3, 2, -1 }, BATCH_WHEN_DONE_WAIT },
    /* None is left. */
    { { BATCH_WHEN_DONE_NOTHING, 0, 2, -1 }, BATCH_WHEN_DONE_FORGET },
    { { BATCH_WHEN_DONE_NOTIFY, 0, 1, -1 }, BATCH_WHEN_DONE_ACT },
    { { BATCH_WHEN_DONE_EXPORT, 0, 2, -1 }, BATCH_WHEN_DONE_ACT },
    { { BATCH_WHEN_DONE_FREE_MODELS, 0, 1, -1 }, BATCH_WHEN_DONE_COUNT_DOWN },
    { { BATCH_WHEN_DONE_RUN_COMMAND, 0, 1, -1 }, BATCH_WHEN_DONE_COUNT_DOWN },
    /* It counts down. */
    { { BATCH_WHEN_DONE_FREE_MODELS, 0, 1, 60 }, BATCH_WHEN_DONE_WAIT },
    { { BATCH_WHEN_DONE_RUN_COMMAND, 0, 1, 1 }, BATCH_WHEN_DONE_WAIT },
    { { BATCH_WHEN_DONE_FREE_MODELS, 0, 1, 0 }, BATCH_WHEN_DONE_ACT },
    { { BATCH_WHEN_DONE_RUN_COMMAND, 0, 1, 0 }, BATCH_WHEN_DONE_ACT },
    /* New work comes, or a person chooses something else. */
    { { BATCH_WHEN_DONE_FREE_MODELS, 1, 1, 30 }, BATCH_WHEN_DONE_STOP },
    { { BATCH_WHEN_DONE_RUN_COMMAND, 1, 1, 0 }, BATCH_WHEN_DONE_STOP },
    { { BATCH_WHEN_DONE_NOTHING, 0, 1, 30 }, BATCH_WHEN_DONE_STOP },
    { { BATCH_WHEN_DONE_NOTIFY, 0, 1, 30 }, BATCH_WHEN_DONE_STOP },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (batch_when_done_rule_next (&cases[i].state), ==, cases[i].step);
    }
}

/* --- In the window --- */

typedef struct
{
  AppWindow  window;
  GString   *told;
} Fixture;

static void
told_cb (Fixture    *fixture,
         const char *title,
         const char *sentence)
{
  g_string_append_printf (fixture->told, "%s: %s\n", title, sentence);
}

static BatchWhenDone *
get_when_done (Fixture *fixture)
{
  return batch_window_get_when_done (fixture->window.window);
}

static void
set_up (Fixture *fixture)
{
  app_window_set_up (&fixture->window, "a", SLOW_MS);
  fixture->told = g_string_new (NULL);
  g_signal_connect_swapped (get_when_done (fixture), "told", G_CALLBACK (told_cb), fixture);
}

static void
tear_down (Fixture *fixture)
{
  app_window_tear_down (&fixture->window);
  g_string_free (fixture->told, TRUE);
}

static gboolean
was_told (Fixture    *fixture,
          const char *text)
{
  return strstr (fixture->told->str, text) != NULL;
}

/* So many that they are not done before a busy machine has drawn what is said of them. */
#define N_ITEMS 400

static BatchJob *
start_batch (Fixture *fixture)
{
  BatchJob *job = app_window_open_batch (&fixture->window, "a", N_ITEMS, "prompt");

  app_wait_until (batch_job_get_running (job) > 0);
  return job;
}

/* As the menu does. */
static void
choose (Fixture    *fixture,
        const char *kind)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window.window), "win.when-done",
                                             "s", kind));
}

static const char *
get_chosen (Fixture *fixture)
{
  g_autoptr(GVariant) state =
    g_action_group_get_action_state (G_ACTION_GROUP (fixture->window.window), "when-done");

  return g_intern_string (g_variant_get_string (state, NULL));
}

static gboolean
is_label_with (GtkWidget *widget,
               gpointer   user_data)
{
  return GTK_IS_LABEL (widget)
         && strstr (gtk_label_get_text (GTK_LABEL (widget)), user_data) != NULL;
}

static gboolean
says (Fixture    *fixture,
      const char *text)
{
  return app_walk (GTK_WIDGET (fixture->window.window), is_label_with, (gpointer) text);
}

static void
test_notifies (void)
{
  Fixture fixture;

  set_up (&fixture);
  start_batch (&fixture);
  choose (&fixture, "notify");
  g_assert_cmpstr (get_chosen (&fixture), ==, "notify");
  app_wait_until (says (&fixture, "then notify"));
  app_window_assert_fits (&fixture.window);
  g_assert_cmpstr (fixture.told->str, ==, "");

  app_window_hurry (&fixture.window);
  app_wait_until (was_told (&fixture, "All Work Is Done"));
  app_wait_until (says (&fixture, "1 batch has come to its end"));
  g_assert_false (batch_when_done_get_pending (get_when_done (&fixture)));
  tear_down (&fixture);
}

/* After a start there is nothing to be done. */
static void
test_resets (void)
{
  Fixture fixture;

  set_up (&fixture);
  g_assert_cmpstr (get_chosen (&fixture), ==, "nothing");
  choose (&fixture, "free-models");
  g_assert_cmpstr (get_chosen (&fixture), ==, "free-models");
  app_window_close (&fixture.window);
  app_window_open (&fixture.window);
  g_assert_cmpstr (get_chosen (&fixture), ==, "nothing");
  g_assert_cmpint (batch_when_done_get_kind (get_when_done (&fixture)), ==,
                   BATCH_WHEN_DONE_NOTHING);
  tear_down (&fixture);
}

static guint
count_lines (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  guint n_lines = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  for (const char *p = text; *p != '\0'; p++)
    n_lines += *p == '\n';

  return n_lines;
}

/* What is there already stays as it is. */
static void
test_exports (void)
{
  Fixture fixture;
  g_autofree char *old = NULL;
  g_autofree char *new = NULL;

  set_up (&fixture);
  old = g_build_filename (fixture.window.dir, "batch.output.jsonl", NULL);
  new = g_build_filename (fixture.window.dir, "batch.output (2).jsonl", NULL);
  g_assert_true (g_file_set_contents (old, "mine\n", -1, NULL));
  start_batch (&fixture);
  batch_when_done_set_export (get_when_done (&fixture), fixture.window.dir);
  g_assert_cmpstr (get_chosen (&fixture), ==, "export");
  app_window_hurry (&fixture.window);
  app_wait_until (was_told (&fixture, "Results Exported"));
  g_assert_cmpuint (count_lines (old), ==, 1);
  g_assert_cmpuint (count_lines (new), ==, N_ITEMS);
  tear_down (&fixture);
}

static void
test_exports_to_nowhere (void)
{
  Fixture fixture;

  set_up (&fixture);
  start_batch (&fixture);
  batch_when_done_set_export (get_when_done (&fixture), "/nowhere/to/be/found");
  app_window_hurry (&fixture.window);
  app_wait_until (was_told (&fixture, "The Results Were Not Exported"));
  g_assert_true (was_told (&fixture, "/nowhere/to/be/found"));
  g_assert_false (batch_when_done_get_pending (get_when_done (&fixture)));
  tear_down (&fixture);
}

static void
test_frees_models (void)
{
  Fixture fixture;
  g_autoptr(ModelServer) server = model_server_new ("ollama");
  g_autofree char *posts = NULL;

  set_up (&fixture);
  app_window_close (&fixture.window);
  g_setenv ("BATCHQ_BACKEND", model_server_get_url (server), TRUE);
  app_window_open (&fixture.window);
  g_signal_connect_swapped (get_when_done (&fixture), "told", G_CALLBACK (told_cb), &fixture);
  batch_when_done_set_seconds (get_when_done (&fixture), 1);
  choose (&fixture, "free-models");
  app_window_open_batch (&fixture.window, "gemma3:4b", 3, "prompt");
  app_wait_until (was_told (&fixture, "Models Unloaded: "));
  posts = model_server_dup_posts (server);
  g_assert_nonnull (strstr (posts, "POST /api/generate "
                                   "{\"model\":\"gemma3:4b\",\"keep_alive\":0}"));
  tear_down (&fixture);
}

/* The simulated server cannot be told to: then a person learns that. */
static void
test_cannot_free_models (void)
{
  Fixture fixture;

  set_up (&fixture);
  /* It is seen when there is nothing better to do, which may take a while. */
  batch_when_done_set_seconds (get_when_done (&fixture), 10);
  start_batch (&fixture);
  choose (&fixture, "free-models");
  app_window_hurry (&fixture.window);
  app_wait_until (app_window_notices (&fixture.window, "The models are unloaded in"));
  app_window_assert_fits (&fixture.window);
  app_wait_until (was_told (&fixture, "The Models Were Not Unloaded: "));
  app_wait_until (batch_notice_bar_get_text (fixture.window.window->notice) == NULL);
  tear_down (&fixture);
}

/* What a shell would make of it does not matter. */
static void
test_runs_a_command (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  g_autofree char *quoted = NULL;
  g_autofree char *command = NULL;

  set_up (&fixture);
  path = g_build_filename (fixture.window.dir, "a file; $HOME", NULL);
  quoted = g_shell_quote (path);
  command = g_strconcat ("touch ", quoted, NULL);
  batch_when_done_set_seconds (get_when_done (&fixture), 1);
  start_batch (&fixture);
  batch_when_done_set_command (get_when_done (&fixture), command);
  g_assert_cmpstr (get_chosen (&fixture), ==, "run-command");
  app_window_hurry (&fixture.window);
  app_wait_until (was_told (&fixture, "The Command Was Run"));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  tear_down (&fixture);
}

static void
fail_with (const char *command,
           const char *sentence)
{
  Fixture fixture;

  set_up (&fixture);
  batch_when_done_set_seconds (get_when_done (&fixture), 1);
  start_batch (&fixture);
  batch_when_done_set_command (get_when_done (&fixture), command);
  app_window_hurry (&fixture.window);
  app_wait_until (was_told (&fixture, "The Command Failed: "));
  g_assert_true (was_told (&fixture, sentence));
  tear_down (&fixture);
}

static void
test_command_fails (void)
{
  fail_with ("sh -c 'exit 3'", "“sh -c 'exit 3'” ended with the exit code 3");
  fail_with ("sh -c 'kill -9 $$'", "was ended by the signal 9");
  fail_with ("no-such-program-here x", "There is no program “no-such-program-here”");
}

/* There is one from the beginning: a person can agree at once. */
static void
test_asks_for_a_folder (void)
{
  Fixture fixture;
  g_autoptr(GFile) folder = NULL;
  g_autofree char *usual = batch_usual_folder_get ();

  set_up (&fixture);
  choose (&fixture, "export");
  app_wait_until (app_find_chooser () != NULL);
  app_wait_until ((folder = gtk_file_chooser_get_current_folder (app_find_chooser ())) != NULL);
  g_assert_cmpstr (g_file_peek_path (folder), ==, usual);
  gtk_dialog_response (GTK_DIALOG (app_find_chooser ()), GTK_RESPONSE_CANCEL);
  app_wait_until (app_find_chooser () == NULL);
  g_assert_cmpstr (get_chosen (&fixture), ==, "nothing");
  tear_down (&fixture);
}

static gboolean
has_focus (GtkWidget *widget)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* The question lets nothing pass that cannot be run. */
static void
test_asks_for_a_command (void)
{
  Fixture fixture;
  GtkWindow *window;
  GtkWidget *entry;

  set_up (&fixture);
  window = GTK_WINDOW (fixture.window.window);
  choose (&fixture, "run-command");
  app_wait_until (app_find_question (window) != NULL);
  app_wait_until ((entry = app_find_widget (app_find_question (window), GTK_TYPE_ENTRY)) != NULL);
  app_wait_until (has_focus (entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), "no-such-program-here");
  app_wait_until (app_walk (app_find_question (window), is_label_with,
                            (gpointer) "There is no program"));
  g_assert_cmpstr (get_chosen (&fixture), ==, "nothing");

  gtk_editable_set_text (GTK_EDITABLE (entry), "true");
  app_answer_question (app_find_question (window), "_Run When Done");
  app_wait_until (g_str_equal (get_chosen (&fixture), "run-command"));
  g_assert_cmpstr (batch_when_done_get_command (get_when_done (&fixture)), ==, "true");
  app_wait_until (app_find_question (window) == NULL);
  tear_down (&fixture);
}

static void
count_down (Fixture *fixture)
{
  start_batch (fixture);
  batch_when_done_set_command (get_when_done (fixture), "true");
  app_window_hurry (&fixture->window);
  app_wait_until (app_window_notices (&fixture->window, "“true” is run in"));
}

/* A person has the time to say no, and is not asked again about the same work. */
static void
test_cancels (void)
{
  Fixture fixture;

  set_up (&fixture);
  count_down (&fixture);
  g_assert_cmpint (batch_when_done_get_seconds_left (get_when_done (&fixture)), >, 30);
  app_window_click (&fixture.window, "win.cancel-when-done");
  g_assert_false (batch_when_done_get_pending (get_when_done (&fixture)));
  app_wait_until (batch_notice_bar_get_text (fixture.window.window->notice) == NULL);
  g_assert_cmpstr (get_chosen (&fixture), ==, "run-command");
  choose (&fixture, "notify");
  g_assert_false (batch_when_done_get_pending (get_when_done (&fixture)));
  g_assert_cmpstr (fixture.told->str, ==, "");
  tear_down (&fixture);
}

/* All work is not done any more. */
static void
test_stops_for_new_work (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;

  set_up (&fixture);
  count_down (&fixture);
  path = app_write_batch (fixture.window.dir, "more.jsonl", "a", 400, "more");
  app_window_slow_down (&fixture.window);
  app_window_open_file (&fixture.window, path);
  app_wait_until (batch_when_done_get_seconds_left (get_when_done (&fixture)) < 0);
  app_window_start (&fixture.window);
  app_window_hurry (&fixture.window);
  app_wait_until (batch_when_done_get_seconds_left (get_when_done (&fixture)) > 0);
  tear_down (&fixture);
}

/* Who cancels the last of the work has no need to be told, or to have anything run. */
static void
test_not_when_cancelled (void)
{
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture);
  job = start_batch (&fixture);
  choose (&fixture, "notify");
  app_window_click (&fixture.window, "win.cancel");
  app_answer_question (app_find_question (GTK_WINDOW (fixture.window.window)), "_Cancel Batch");
  app_wait_until (batch_job_get_state (job) == BATCH_JOB_STATE_CANCELLED);
  app_wait_until (!says (&fixture, "then notify"));
  g_assert_cmpstr (fixture.told->str, ==, "");
  tear_down (&fixture);
}

/* --- Without a window that is seen --- */

/* The desktop, which a test has none of. */
static const char notifications[] =
  "<node><interface name='org.freedesktop.Notifications'><method name='Notify'>"
  "<arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"
  "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>"
  "<arg type='u' direction='out'/></method>"
  "<method name='CloseNotification'><arg type='u' direction='in'/></method></interface></node>";

typedef struct
{
  AppWindow        window;         /* its engine and window are those of the application */
  GtkApplication  *application;
  char            *mark;           /* what the command makes */
  GDBusConnection *bus;
  guint            object;
  guint            name;
  gboolean         has_name;
  GString         *titles;         /* of notifications */
} Hidden;

static void
notify_cb (GDBusConnection       *connection,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  Hidden *hidden = user_data;
  const char *title;

  if (!g_str_equal (method, "Notify"))
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }

  g_variant_get_child (parameters, 3, "&s", &title);
  g_string_append_printf (hidden->titles, "%s\n", title);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", 1));
}

static void
name_acquired_cb (GDBusConnection *connection,
                  const char      *name,
                  gpointer         user_data)
{
  ((Hidden *) user_data)->has_name = TRUE;
}

static void
begin_desktop (Hidden *hidden)
{
  static const GDBusInterfaceVTable vtable = { .method_call = notify_cb };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (notifications, NULL);
  g_autoptr(GError) error = NULL;

  hidden->titles = g_string_new (NULL);
  hidden->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  hidden->object = g_dbus_connection_register_object (hidden->bus,
                                                      "/org/freedesktop/Notifications",
                                                      node->interfaces[0], &vtable, hidden, NULL,
                                                      &error);
  g_assert_no_error (error);
  hidden->name = g_bus_own_name_on_connection (hidden->bus, "org.freedesktop.Notifications",
                                               G_BUS_NAME_OWNER_FLAGS_NONE, name_acquired_cb, NULL,
                                               hidden, NULL);
  app_wait_until (hidden->has_name);
}

static void
end_desktop (Hidden *hidden)
{
  g_bus_unown_name (hidden->name);
  g_dbus_connection_unregister_object (hidden->bus, hidden->object);
  g_object_unref (hidden->bus);
  g_string_free (hidden->titles, TRUE);
}

static BatchWhenDone *
find_when_done (Hidden *hidden)
{
  GtkWindow *window = gtk_application_get_active_window (hidden->application);

  hidden->window.window = BATCH_WINDOW (window);
  return window != NULL ? batch_window_get_when_done (BATCH_WINDOW (window)) : NULL;
}

/* It is still at work when this is done. */
static void
work_and_hide_cb (gpointer user_data)
{
  Hidden *hidden = user_data;
  g_autofree char *command = g_strconcat ("touch ", hidden->mark, NULL);
  GtkWindow *window;
  BatchJob *job;

  app_wait_until (find_when_done (hidden) != NULL);
  window = GTK_WINDOW (hidden->window.window);
  batch_when_done_set_seconds (find_when_done (hidden), 1);
  job = app_window_open_batch (&hidden->window, "a", 40, "prompt");
  app_wait_until (batch_job_get_running (job) > 0);
  app_wait_until (batch_queue_progress_get_n_jobs (hidden->window.window->work) == 1);
  batch_when_done_set_command (find_when_done (hidden), command);

  gtk_window_close (window);
  app_wait_until (app_find_question (window) != NULL);
  app_answer_question (app_find_question (window), "_Keep Working");
  app_wait_until (!gtk_widget_get_visible (GTK_WIDGET (window)));
  g_assert_false (g_file_test (hidden->mark, G_FILE_TEST_EXISTS));
  app_window_hurry (&hidden->window);
}

/* Nobody sees it, and it begins what was to be done before it goes. */
static void
test_hidden (void)
{
  const BatchSimulatorConfig config = { .models = "a", .delay_ms = SLOW_MS };
  Hidden hidden = { 0 };

  begin_desktop (&hidden);
  hidden.window.dir = batch_test_make_dir ();
  hidden.mark = g_build_filename (hidden.window.dir, "mark", NULL);
  hidden.window.server = batch_test_start_simulator (&config);
  g_setenv ("BATCHQ_BACKEND", batch_simulator_get_uri (hidden.window.server), TRUE);
  hidden.application = GTK_APPLICATION (batch_application_new ());
  g_idle_add_once (work_and_hide_cb, &hidden);
  g_assert_cmpint (g_application_run (G_APPLICATION (hidden.application), 0, NULL), ==, 0);

  app_wait_until (g_file_test (hidden.mark, G_FILE_TEST_EXISTS));
  g_assert_nonnull (strstr (hidden.titles->str, "Working in the Background\n"));
  g_assert_nonnull (strstr (hidden.titles->str, "All Work Is Done\n"));
  g_object_unref (hidden.application);
  batch_simulator_stop (hidden.window.server);
  g_object_unref (hidden.window.server);
  batch_test_remove_dir (hidden.window.dir);
  g_free (hidden.window.dir);
  g_free (hidden.mark);
  end_desktop (&hidden);
  g_settings_reset (batch_settings_get (), "when-closed");
  g_unsetenv ("BATCHQ_BACKEND");
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/when-done/rule", test_rule);
  g_test_add_func ("/batch/app/when-done/notifies", test_notifies);
  g_test_add_func ("/batch/app/when-done/resets", test_resets);
  g_test_add_func ("/batch/app/when-done/exports", test_exports);
  g_test_add_func ("/batch/app/when-done/exports-to-nowhere", test_exports_to_nowhere);
  g_test_add_func ("/batch/app/when-done/frees-models", test_frees_models);
  g_test_add_func ("/batch/app/when-done/cannot-free-models", test_cannot_free_models);
  g_test_add_func ("/batch/app/when-done/runs-a-command", test_runs_a_command);
  g_test_add_func ("/batch/app/when-done/command-fails", test_command_fails);
  g_test_add_func ("/batch/app/when-done/asks-for-a-folder", test_asks_for_a_folder);
  g_test_add_func ("/batch/app/when-done/asks-for-a-command", test_asks_for_a_command);
  g_test_add_func ("/batch/app/when-done/cancels", test_cancels);
  g_test_add_func ("/batch/app/when-done/stops-for-new-work", test_stops_for_new_work);
  g_test_add_func ("/batch/app/when-done/not-when-cancelled", test_not_when_cancelled);
  g_test_add_func ("/batch/app/when-done/hidden", test_hidden);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
