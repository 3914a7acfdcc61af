/* test-run-bar.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "app-driver.h"
#include "shell/batch-application.h"
#include "shell/batch-notice-bar.h"
#include "shell/batch-run-bar.h"
#include "shell/batch-window.h"
#include "simulator/batch-simulator.h"
#include "test-simulator.h"
#include "test-support.h"

/* The whole application, as keys belong to it. Each answer takes so long that what is under way can
 * be seen to come to its end. */

#define ANSWER_MS 500

typedef struct
{
  GtkApplication *application;
  GtkWidget      *window;
  BatchEngine    *engine;
  BatchJob       *job;
} Fixture;

/* --- Keys --- */

static gboolean
activate_shortcut (GtkWidget  *widget,
                   GListModel *shortcuts,
                   const char *trigger)
{
  for (guint i = 0; i < g_list_model_get_n_items (shortcuts); i++)
    {
      g_autoptr(GtkShortcut) shortcut = g_list_model_get_item (shortcuts, i);
      g_autofree char *keys = gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));

      if (g_str_equal (keys, trigger))
        return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget, NULL);
    }

  return FALSE;
}

/* What the window does for these keys. */
static void
press (Fixture    *fixture,
       const char *trigger)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (fixture->window);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_SHORTCUT_CONTROLLER (controller)
          && activate_shortcut (fixture->window, G_LIST_MODEL (controller), trigger))
        return;
    }

  g_error ("%s does nothing", trigger);
}

/* --- What is seen --- */

static gboolean
button_says (Fixture    *fixture,
             const char *label)
{
  GtkButton *button = app_find_button (fixture->window, "win.pause-all");

  return button != NULL && g_strcmp0 (gtk_button_get_label (button), label) == 0;
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
  return app_walk (fixture->window, is_label_with, (gpointer) text);
}

static void
wait_until_it_runs (Fixture *fixture)
{
  app_wait_until (batch_job_get_running (fixture->job) > 0);
  app_wait_until (button_says (fixture, "_Pause"));
  g_assert_false (batch_engine_get_paused (fixture->engine));
}

/* It says that it pauses as long as something is under way, and no longer. */
static void
wait_until_it_rests (Fixture *fixture)
{
  g_assert_true (batch_engine_get_paused (fixture->engine));
  g_assert_true (batch_engine_get_pausing (fixture->engine));
  app_wait_until (button_says (fixture, "Pausing…"));
  app_wait_until (button_says (fixture, "_Resume"));
  g_assert_false (batch_engine_get_pausing (fixture->engine));
  g_assert_cmpint (batch_job_get_running (fixture->job), ==, 0);
  g_assert_true (says (fixture, "Paused"));
}

/* --- The cases --- */

/* The menu offers what the keys do, and one way more. */
static void
check_menu (Fixture *fixture)
{
  static const char * const actions[] = { "win.pause-after", "win.pause-now", "win.pause-free" };
  GtkWidget *bar = app_find_widget (fixture->window, BATCH_TYPE_RUN_BAR);
  GtkMenuButton *button = GTK_MENU_BUTTON (app_find_widget (bar, GTK_TYPE_MENU_BUTTON));
  g_autoptr(GMenuModel) section =
    g_menu_model_get_item_link (gtk_menu_button_get_menu_model (button), 0, G_MENU_LINK_SECTION);

  g_assert_cmpint (g_menu_model_get_n_items (section), ==, G_N_ELEMENTS (actions));
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autofree char *action = NULL;

      g_assert_true (g_menu_model_get_item_attribute (section, i, G_MENU_ATTRIBUTE_ACTION, "s",
                                                      &action));
      g_assert_cmpstr (action, ==, actions[i]);
    }
}

/* Nothing is done while a model is loaded, and everybody sees why: in the bar, and in the plan. */
static void
load (Fixture *fixture)
{
  app_wait_until (says (fixture, "Loading a, "));
  app_wait_until (says (fixture, "loading, "));
  g_assert_cmpint (batch_job_get_succeeded (fixture->job), ==, 0);
  app_wait_until (!says (fixture, "oading"));
}

/* The bar and the page tell of the only batch what it says of itself. */
static void
tell_one_time (Fixture *fixture)
{
  BatchQueueProgress *work = batch_window_get_work (BATCH_WINDOW (fixture->window));
  BatchEta *eta;

  wait_until_it_runs (fixture);
  app_wait_until ((eta = batch_job_get_eta (fixture->job)) != NULL
                  && batch_eta_get_expected (eta) > 0
                  && batch_queue_progress_get_eta (work) == eta);
}

/* In little room it tells how long it takes, whole, and not when that is. */
static void
tell_less_when_narrow (Fixture *fixture)
{
  BatchRunBar *bar = BATCH_RUN_BAR (app_find_widget (fixture->window, BATCH_TYPE_RUN_BAR));

  app_wait_until (says (fixture, " left · finishes "));
  batch_run_bar_set_narrow (bar, TRUE, FALSE);
  g_assert_false (says (fixture, " left · finishes "));
  app_wait_until (says (fixture, "items · about "));
  batch_run_bar_set_narrow (bar, FALSE, FALSE);
  app_wait_until (says (fixture, " left · finishes "));
}

static void
resize (Fixture *fixture,
        int      height)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, height);
  app_wait_until (gtk_widget_get_width (fixture->window) < 500
                  && gtk_widget_has_css_class (fixture->window, "low") == (height < 400));
}

/* The bar is there whatever else offers to start, which gives way where there is no room. */
static void
stay_in_small_windows (Fixture *fixture)
{
  GtkWidget *notice = app_find_widget (fixture->window, BATCH_TYPE_NOTICE_BAR);
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (fixture->window), &width, &height);
  resize (fixture, 640);
  app_wait_until (app_find_button (fixture->window, "win.pause-all") != NULL);
  g_assert_true (gtk_widget_get_mapped (notice));
  resize (fixture, 294);
  app_wait_until (!gtk_widget_get_mapped (notice));
  g_assert_nonnull (app_find_button (fixture->window, "win.pause-all"));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, height);
  app_wait_until (gtk_widget_get_width (fixture->window) > 500);
  app_wait_until (gtk_widget_get_mapped (notice));
}

/* What is under way gets its answer. */
static void
pause_after_current (Fixture *fixture)
{
  gint64 n_done;

  wait_until_it_runs (fixture);
  n_done = batch_job_get_succeeded (fixture->job);
  press (fixture, "<Control>p");
  wait_until_it_rests (fixture);
  g_assert_cmpint (batch_job_get_succeeded (fixture->job), >, n_done);
}

/* What is under way is broken off: nobody waits for its answer. */
static void
pause_now (Fixture *fixture)
{
  press (fixture, "<Control>Return");
  wait_until_it_runs (fixture);
  gtk_widget_activate_action (fixture->window, "win.pause-now", NULL);
  app_wait_until (button_says (fixture, "_Resume"));
  g_assert_cmpint (batch_job_get_running (fixture->job), ==, 0);
}

/* The simulated server cannot be told to unload, and then it is said so. */
static void
pause_and_free_memory (Fixture *fixture)
{
  press (fixture, "<Control>Return");
  wait_until_it_runs (fixture);
  press (fixture, "<Shift><Control>p");
  wait_until_it_rests (fixture);
  app_wait_until (says (fixture, "cannot be told to unload"));
}

static void
pause_by_the_button (Fixture *fixture)
{
  g_signal_emit_by_name (app_find_button (fixture->window, "win.pause-all"), "clicked");
  wait_until_it_runs (fixture);
  g_signal_emit_by_name (app_find_button (fixture->window, "win.pause-all"), "clicked");
  wait_until_it_rests (fixture);
}

/* --- The application --- */

static BatchJob *
get_job (BatchQueue *queue)
{
  g_autoptr(BatchJob) job = g_list_model_get_item (G_LIST_MODEL (queue), 0);

  /* The queue holds it. */
  return job;
}

static void
open_batch (Fixture    *fixture,
            const char *dir)
{
  g_autofree char *path = app_write_batch (dir, "batch.jsonl", "a", 400, "prompt");
  g_autoptr(GFile) file = g_file_new_for_path (path);
  BatchQueue *queue;

  fixture->window = GTK_WIDGET (gtk_application_get_active_window (fixture->application));
  app_wait_until ((queue = batch_window_get_queue (BATCH_WINDOW (fixture->window))) != NULL);
  fixture->engine = batch_queue_get_engine (queue);
  g_application_open (G_APPLICATION (fixture->application), &file, 1, "");
  app_wait_until ((fixture->job = get_job (queue)) != NULL);
  app_wait_until (button_says (fixture, "_Start"));
  g_assert_true (says (fixture, "400 items · Not Started"));
  stay_in_small_windows (fixture);
  press (fixture, "<Control>Return");
}

static void
cases_cb (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *dir = batch_test_make_dir ();

  open_batch (fixture, dir);
  load (fixture);
  tell_one_time (fixture);
  tell_less_when_narrow (fixture);
  pause_after_current (fixture);
  check_menu (fixture);
  pause_now (fixture);
  pause_and_free_memory (fixture);
  pause_by_the_button (fixture);

  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "quit", NULL);
  batch_test_remove_dir (dir);
}

static void
test_pausing (void)
{
  BatchSimulatorConfig config = { .models = "a:4000", .slots = 1, .delay_ms = ANSWER_MS };
  g_autoptr(BatchSimulator) server = batch_test_start_simulator (&config);
  Fixture fixture = { .application = GTK_APPLICATION (batch_application_new ()) };

  g_setenv ("BATCHQ_BACKEND", batch_simulator_get_uri (server), TRUE);
  g_idle_add_once (cases_cb, &fixture);
  g_application_run (G_APPLICATION (fixture.application), 0, NULL);

  g_object_unref (fixture.application);
  batch_simulator_stop (server);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/run-bar/pausing", test_pausing);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
