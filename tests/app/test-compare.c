/* test-compare.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "app-driver.h"
#include "results/batch-compare-pair.h"
#include "results/batch-compare-view.h"
#include "results/batch-text-cell.h"
#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

#define N_ROWS 3

typedef struct
{
  char             *dir;
  BatchSimulator   *server;
  BatchEngine      *engine;
  BatchQueue       *queue;
  GtkWindow        *window;
  BatchCompareView *view;
} Fixture;

/* Rows for each of the models, as a maker writes them. */
static BatchJob *
run (Fixture    *fixture,
     const char *models)
{
  g_auto(GStrv) names = g_strsplit (models, " ", -1);
  g_autofree char *url = batch_engine_use_url (fixture->engine,
                                               batch_simulator_get_uri (fixture->server), NULL);
  g_autofree char *path = g_build_filename (fixture->dir, "rows.jsonl", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchJob *job;

  for (guint row = 1; row <= N_ROWS; row++)
    for (guint i = 0; names[i] != NULL; i++)
      g_string_append_printf (lines,
                              "{\"custom_id\":\"row-%u-%u\",\"method\":\"POST\","
                              "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"%s\","
                              "\"messages\":[{\"role\":\"user\",\"content\":\"Praise %u\"}]}}\n",
                              row, i + 1, names[i], row);
  g_file_set_contents (path, lines->str, lines->len, &error);
  g_assert_no_error (error);

  batch_job_set_backend (draft, url);
  batch_queue_enqueue_async (fixture->queue, draft, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  job = batch_queue_enqueue_finish (fixture->queue, result, &error);
  g_assert_no_error (error);
  batch_engine_set_active (fixture->engine, TRUE);
  app_wait_until (batch_job_is_terminal (job));
  g_assert_cmpint (batch_job_get_succeeded (job), ==, batch_job_get_total (job));
  return job;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  BatchSimulatorConfig config = { .models = "apple,berry,cherry" };

  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (&config);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);

  fixture->view = g_object_new (BATCH_TYPE_COMPARE_VIEW, NULL);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (fixture->window, 900, 600);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->view));
  gtk_window_present (fixture->window);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_destroy (fixture->window);
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_object_unref (fixture->engine);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static gboolean
shows_answer_cb (GtkWidget *widget,
                 gpointer   user_data)
{
  const char *shown = BATCH_IS_TEXT_CELL (widget)
                      ? batch_text_cell_get_shown (BATCH_TEXT_CELL (widget)) : NULL;

  return shown != NULL && *shown != '\0';
}

static gboolean
shows_label_cb (GtkWidget *widget,
                gpointer   user_data)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
         && strstr (gtk_label_get_label (GTK_LABEL (widget)), user_data) != NULL;
}

static gboolean
shows (Fixture    *fixture,
       const char *text)
{
  return app_walk (GTK_WIDGET (fixture->view), shows_label_cb, (gpointer) text);
}

/* What is said by itself, and not in an answer. */
static gboolean
names_cb (GtkWidget *widget,
          gpointer   user_data)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
         && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), user_data);
}

static gboolean
names (Fixture    *fixture,
       const char *model)
{
  return app_walk (GTK_WIDGET (fixture->view), names_cb, (gpointer) model);
}

static void
act (Fixture    *fixture,
     const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->view), action, NULL));
}

static void
open_pair (Fixture *fixture,
           guint    row)
{
  g_autofree char *key = g_strdup_printf ("row-%u", row + 1);
  GtkWidget *table;

  app_wait_until ((table = app_find_widget (GTK_WIDGET (fixture->view), GTK_TYPE_COLUMN_VIEW)));
  g_signal_emit_by_name (table, "activate", row);
  app_wait_until (shows (fixture, "Which answer is better?"));
  app_wait_until (shows (fixture, key));
}

static void
test_nothing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(BatchJob) job = run (fixture, "apple");

  batch_compare_view_set_job (fixture->view, job);
  app_wait_until (app_shows_status (GTK_WIDGET (fixture->view), "Nothing to Compare"));
}

static void
test_table (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(BatchJob) job = run (fixture, "apple berry");

  batch_compare_view_set_job (fixture->view, job);
  app_wait_until (shows (fixture, "apple") && shows (fixture, "berry"));
  app_wait_until (shows (fixture, "row-3"));
  app_wait_until (app_walk (GTK_WIDGET (fixture->view), shows_answer_cb, NULL));
  g_assert_true (shows (fixture, "0 votes"));
}

/* A choice is told, kept, counted, and taken back when it is said again. */
static void
test_vote (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(BatchJob) job = run (fixture, "apple berry");

  batch_compare_view_set_job (fixture->view, job);
  open_pair (fixture, 1);
  g_assert_true (shows (fixture, "2 of 3"));
  app_wait_until (shows (fixture, "row-2"));

  act (fixture, "compare.left");
  app_wait_until (shows (fixture, "The left answer is better"));
  app_wait_until (shows (fixture, "apple 100 % (21–100 %) · berry 0 % (0–79 %) · 1 vote"));
  act (fixture, "compare.next");
  app_wait_until (shows (fixture, "3 of 3"));
  app_wait_until (shows (fixture, "Which answer is better?"));
  act (fixture, "compare.tie");
  app_wait_until (shows (fixture, "Both are equally good"));
  act (fixture, "compare.previous");
  app_wait_until (shows (fixture, "The left answer is better"));
  act (fixture, "compare.right");
  app_wait_until (shows (fixture, "The right answer is better"));
  act (fixture, "compare.right");
  app_wait_until (shows (fixture, "Which answer is better?"));
  act (fixture, "compare.back");
  app_wait_until (shows (fixture, "row-1"));

  batch_compare_view_set_job (fixture->view, NULL);
  batch_compare_view_set_job (fixture->view, job);
  app_wait_until (shows (fixture, "1 vote"));
}

/* Nothing on the screen tells which model is which. */
static void
test_blind (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(BatchJob) job = run (fixture, "apple berry");
  gboolean hidden = FALSE;

  batch_compare_view_set_job (fixture->view, job);
  app_wait_until (names (fixture, "apple"));
  act (fixture, "compare.hide-names");
  g_object_get (fixture->view, "hide-names", &hidden, NULL);
  g_assert_true (hidden);
  app_wait_until (shows (fixture, "Model A") && !names (fixture, "apple"));
  open_pair (fixture, 0);
  act (fixture, "compare.left");
  app_wait_until (shows (fixture, "The left answer is better") && shows (fixture, "1 vote"));
  g_assert_false (names (fixture, "apple"));
  g_assert_false (shows (fixture, " %"));
  act (fixture, "compare.hide-names");
  app_wait_until (names (fixture, "apple"));
}

static gboolean
is_drop_down_cb (GtkWidget *widget,
                 gpointer   user_data)
{
  if (GTK_IS_DROP_DOWN (widget) && gtk_widget_get_mapped (widget))
    g_ptr_array_add (user_data, widget);

  return FALSE;
}

/* Of three, any two are compared, and never one with itself. */
static void
test_three (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(BatchJob) job = run (fixture, "apple berry cherry");
  g_autoptr(GPtrArray) choosers = g_ptr_array_new ();

  batch_compare_view_set_job (fixture->view, job);
  open_pair (fixture, 0);
  app_walk (GTK_WIDGET (fixture->view), is_drop_down_cb, choosers);
  g_assert_cmpuint (choosers->len, ==, 2);
  gtk_drop_down_set_selected (choosers->pdata[0], 1);
  g_assert_cmpuint (gtk_drop_down_get_selected (choosers->pdata[1]), ==, 0);
  gtk_drop_down_set_selected (choosers->pdata[1], 2);
  act (fixture, "compare.right");
  app_wait_until (shows (fixture, "berry 0 % (0–79 %) · cherry 100 % (21–100 %) · 1 vote"));
}

static void
test_narrow (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(BatchJob) job = run (fixture, "apple berry cherry");
  int minimum;

  batch_compare_view_set_job (fixture->view, job);
  open_pair (fixture, 0);
  gtk_widget_measure (GTK_WIDGET (fixture->view), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_test_message ("view: %d", minimum);
  g_assert_cmpint (minimum, <=, 360);
}

static void
add_tests (void)
{
  static const struct
  {
    const char  *name;
    void       (*func) (Fixture       *fixture,
                        gconstpointer  data);
  } tests[] = {
    { "nothing", test_nothing },
    { "table", test_table },
    { "vote", test_vote },
    { "blind", test_blind },
    { "three", test_three },
    { "narrow", test_narrow },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/batch/app/compare/%s", tests[i].name);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
