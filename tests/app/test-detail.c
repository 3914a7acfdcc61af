/* test-detail.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-item-detail.h"
#include "queue/batch-retry-dialog.h"
#include "widgets/batch-failure-view.h"

#include <locale.h>
#include <string.h>

#include "app-driver.h"
#include "../engine/queue-driver.h"
#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

/* The pane of an item, on a real engine and the simulated server. */

typedef struct
{
  char            *dir;
  BatchSimulator  *server;
  BatchEngine     *engine;
  BatchQueue      *queue;
  BatchJob        *job;
  GtkWindow       *window;
  BatchItemDetail *detail;
  BatchItem       *item;
} Fixture;

static void
enqueue (Fixture *fixture)
{
  g_autofree char *url = batch_engine_use_url (fixture->engine,
                                               batch_simulator_get_uri (fixture->server), NULL);
  g_autofree char *path = app_write_batch (fixture->dir, "in.jsonl", "a", 1, "say it");
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autoptr(BatchJob) job = NULL;

  batch_job_set_backend (draft, url);
  job = driver_enqueue (fixture->queue, draft);
  fixture->job = batch_queue_get_job (fixture->queue, batch_job_get_id (job));
}

static void
set_up (Fixture    *fixture,
        double      rate,
        const char *faults)
{
  BatchSimulatorConfig config = { .models = "a", .output_rate = rate, .faults = faults };
  GListModel *items;

  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (&config);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  batch_engine_set_streaming (fixture->engine, TRUE);
  enqueue (fixture);
  items = batch_job_get_items (fixture->job);
  app_wait_until (g_list_model_get_n_items (items) == 1);
  fixture->item = g_list_model_get_item (items, 0);
  app_wait_until (batch_item_get_loaded (fixture->item));

  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->detail = g_object_new (BATCH_TYPE_ITEM_DETAIL, "queue", fixture->queue,
                                  "item", fixture->item, NULL);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->detail));
  gtk_window_present (fixture->window);
  app_wait_until (gtk_widget_get_mapped (GTK_WIDGET (fixture->detail)));
}

static void
tear_down (Fixture *fixture)
{
  gtk_window_destroy (fixture->window);
  g_clear_object (&fixture->item);
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_object_unref (fixture->engine);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static gboolean
answers (Fixture    *fixture,
         const char *text)
{
  g_autofree char *answer = batch_item_detail_dup_answer (fixture->detail);

  return strstr (answer, text) != NULL;
}

typedef struct
{
  const char *text;
  gboolean    found;
} Search;

static gboolean
says (GtkWidget *widget,
      gpointer   user_data)
{
  Search *search = user_data;

  search->found |= GTK_IS_LABEL (widget)
                   && strstr (gtk_label_get_label (GTK_LABEL (widget)), search->text) != NULL;
  return search->found;
}

static gboolean
shows (Fixture    *fixture,
       const char *text)
{
  Search search = { text, FALSE };

  app_walk (GTK_WIDGET (fixture->detail), says, &search);
  return search.found;
}

static GtkExpander *
find_expander (Fixture *fixture)
{
  GtkWidget *view = app_find_widget (GTK_WIDGET (fixture->detail), BATCH_TYPE_FAILURE_VIEW);

  return (GtkExpander *) app_find_widget (view, GTK_TYPE_EXPANDER);
}

static gboolean
has_expander (Fixture *fixture)
{
  return find_expander (fixture) != NULL;
}

static void
show_tab (Fixture    *fixture,
          const char *name)
{
  GtkWidget *stack = adw_bin_get_child (ADW_BIN (fixture->detail));
  GtkWidget *item = gtk_stack_get_visible_child (GTK_STACK (stack));
  GtkWidget *tabs = app_find_widget (item, GTK_TYPE_STACK);

  gtk_stack_set_visible_child_name (GTK_STACK (tabs), name);
}

/* The answer is there while it is written, and whole when it is done. */
static void
test_streams (void)
{
  Fixture fixture;

  set_up (&fixture, 20, NULL);
  g_assert_true (shows (&fixture, "Waiting"));
  batch_engine_set_active (fixture.engine, TRUE);
  app_wait_until (shows (&fixture, "Writing, "));
  app_wait_until (answers (&fixture, "model: a; prompt: "));
  g_assert_false (batch_item_status_is_terminal (batch_item_get_status (fixture.item)));

  driver_wait_state (fixture.job, BATCH_JOB_STATE_COMPLETED);
  app_wait_until (shows (&fixture, "Done"));
  app_wait_until (answers (&fixture, "hash: "));
  show_tab (&fixture, "attempts");
  app_wait_until (shows (&fixture, "Attempt 1 was answered"));
  tear_down (&fixture);
}

static void
test_failure (void)
{
  Fixture fixture;

  set_up (&fixture, 0, "400:1");
  show_tab (&fixture, "attempts");
  app_wait_until (shows (&fixture, "Nothing was tried yet"));
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (fixture.job, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  app_wait_until (shows (&fixture, "Attempt 1 failed"));
  g_assert_true (shows (&fixture, "HTTP 400"));
  show_tab (&fixture, "answer");
  app_wait_until (shows (&fixture, "The Server Refused the Request"));
  g_assert_true (shows (&fixture, "The model server refuses the request: "));
  g_assert_true (shows (&fixture, "retry with changes"));
  /* What the server said to the letter is there for who asks. */
  app_wait_until (has_expander (&fixture));
  g_assert_false (shows (&fixture, "{\"error\""));
  g_assert_false (answers (&fixture, "{"));
  gtk_expander_set_expanded (find_expander (&fixture), TRUE);
  app_wait_until (shows (&fixture, "{\"error\""));
  tear_down (&fixture);
}

static void
test_members (void)
{
  static const struct
  {
    const char *temperature;
    const char *max_tokens;
    const char *more;
    const char *members;
  } cases[] = {
    { "", "", "", NULL },
    { "", "", " {} ", NULL },
    { "0.5", "", "", "{\"temperature\":0.5}" },
    { "", "2048", "", "{\"max_tokens\":2048}" },
    { "1", "2", "{\"seed\": 3}", "{\"temperature\":1,\"max_tokens\":2,\"seed\": 3}" },
    { "", "", "nonsense", "{nonsense}" },
    /* As New Batch takes it. What is no number is left as it is, to be refused. */
    { ".5", " 12345678901", "", "{\"temperature\":0.5,\"max_tokens\":12345678901}" },
    { "warm", "nan", "", "{\"temperature\":warm,\"max_tokens\":nan}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *members = batch_retry_dialog_members (cases[i].temperature,
                                                             cases[i].max_tokens, cases[i].more);

      g_assert_cmpstr (members, ==, cases[i].members);
    }
}

/* NULL: it cannot be made here */
static char *
make_german_locale (void)
{
  char *dir = batch_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "de_DE.UTF-8", NULL);
  const char *argv[] = { "localedef", "-i", "de_DE", "-f", "UTF-8", path, NULL };

  if (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                    NULL)
      && g_file_test (path, G_FILE_TEST_IS_DIR))
    return dir;

  batch_test_remove_dir (dir);
  g_free (dir);
  return NULL;
}

/* Who writes numbers with a comma may, and JSON has a point all the same. */
static void
test_members_with_comma (void)
{
  g_autofree char *dir = make_german_locale ();
  g_autofree char *comma = NULL;
  g_autofree char *point = NULL;

  if (dir == NULL)
    {
      g_test_skip ("localedef, or what it makes a locale of, is not installed");
      return;
    }

  g_setenv ("LOCPATH", dir, TRUE);
  g_assert_nonnull (setlocale (LC_NUMERIC, "de_DE.UTF-8"));
  comma = batch_retry_dialog_members ("0,7", "", "");
  point = batch_retry_dialog_members ("0.7", "", "");
  setlocale (LC_NUMERIC, "C");
  g_unsetenv ("LOCPATH");
  g_assert_cmpstr (comma, ==, "{\"temperature\":0.7}");
  g_assert_cmpstr (point, ==, comma);
  batch_test_remove_dir (dir);
}

/* The first choice is what failed, if anything did. */
static void
test_retries (void)
{
  Fixture fixture;
  BatchRetryDialog *dialog;

  set_up (&fixture, 0, "400:1");
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (fixture.job, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  batch_simulator_reset (fixture.server);

  batch_engine_set_active (fixture.engine, FALSE);
  dialog = batch_retry_dialog_new (fixture.window, fixture.queue, fixture.job, fixture.item);
  gtk_window_present (GTK_WINDOW (dialog));
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.retry", NULL);
  app_wait_until (batch_item_get_status (fixture.item) == BATCH_ITEM_STATUS_PENDING);
  app_wait_until (dialog == NULL);
  tear_down (&fixture);
}

static BatchRetryDialog *
open_retry (Fixture   *fixture,
            BatchItem *item)
{
  BatchRetryDialog *dialog = batch_retry_dialog_new (fixture->window, fixture->queue, fixture->job,
                                                     item);

  gtk_window_present (GTK_WINDOW (dialog));
  app_wait_until (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
  return dialog;
}

static AdwComboRow *
find_which (BatchRetryDialog *dialog)
{
  return ADW_COMBO_ROW (app_find_widget (GTK_WIDGET (dialog), ADW_TYPE_COMBO_ROW));
}

static gboolean
can_retry (BatchRetryDialog *dialog)
{
  return app_find_button (GTK_WIDGET (dialog), "dialog.retry") != NULL;
}

/* Where nothing failed, the item that is looked at is meant; without one there is nothing to try,
 * which is said before anybody has filled in the rest. */
static void
test_retries_nothing (void)
{
  Fixture fixture;
  BatchRetryDialog *dialog;

  set_up (&fixture, 0, NULL);
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (fixture.job, BATCH_JOB_STATE_COMPLETED);

  dialog = open_retry (&fixture, NULL);
  g_assert_false (can_retry (dialog));
  g_assert_true (app_says (GTK_WIDGET (dialog), "No item failed"));
  adw_combo_row_set_selected (find_which (dialog), 1);
  g_assert_false (can_retry (dialog));
  g_assert_true (app_says (GTK_WIDGET (dialog), "No answer was cut off"));
  gtk_window_destroy (GTK_WINDOW (dialog));

  dialog = open_retry (&fixture, fixture.item);
  g_assert_cmpuint (adw_combo_row_get_selected (find_which (dialog)), ==, 3);
  g_assert_true (can_retry (dialog));
  g_assert_false (app_says (GTK_WIDGET (dialog), "No item failed"));
  adw_combo_row_set_selected (find_which (dialog), 0);
  g_assert_false (can_retry (dialog));
  gtk_window_destroy (GTK_WINDOW (dialog));
  tear_down (&fixture);
}

static gboolean
is_entry (GtkWidget *widget,
          gpointer   title)
{
  return ADW_IS_ENTRY_ROW (widget)
         && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0
         && (gtk_editable_set_text (GTK_EDITABLE (widget), "abc"), TRUE);
}

static gboolean
is_problem (GtkWidget *widget,
            gpointer   user_data)
{
  GtkWidget **problem = user_data;

  if (!GTK_IS_LABEL (widget) || !gtk_widget_has_css_class (widget, "error"))
    return FALSE;

  *problem = widget;
  return TRUE;
}

/* Why it cannot be is seen however small the window is, and can be mended there. */
static void
test_says_what_is_wrong (void)
{
  Fixture fixture;
  BatchRetryDialog *dialog;
  GtkWidget *problem = NULL;

  set_up (&fixture, 0, NULL);
  batch_engine_set_active (fixture.engine, TRUE);
  driver_wait_state (fixture.job, BATCH_JOB_STATE_COMPLETED);
  dialog = open_retry (&fixture, fixture.item);
  g_assert_true (app_walk (GTK_WIDGET (dialog), is_entry, (gpointer) "Temperature"));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.retry", NULL);
  app_wait_until (app_walk (GTK_WIDGET (dialog), is_problem, &problem));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (problem)), !=, "");
  g_assert_null (gtk_widget_get_ancestor (problem, GTK_TYPE_SCROLLED_WINDOW));
  g_assert_true (can_retry (dialog));
  gtk_window_destroy (GTK_WINDOW (dialog));
  tear_down (&fixture);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/detail/members", test_members);
  g_test_add_func ("/batch/app/detail/members-with-comma", test_members_with_comma);
  g_test_add_func ("/batch/app/detail/retries", test_retries);
  g_test_add_func ("/batch/app/detail/retries-nothing", test_retries_nothing);
  g_test_add_func ("/batch/app/detail/says-what-is-wrong", test_says_what_is_wrong);
  g_test_add_func ("/batch/app/detail/streams", test_streams);
  g_test_add_func ("/batch/app/detail/failure", test_failure);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
