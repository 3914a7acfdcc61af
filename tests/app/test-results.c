/* test-results.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "app-driver.h"
#include "results/batch-export-dialog.h"
#include "results/batch-reader.h"
#include "results/batch-results-page.h"
#include "results/batch-text-cell.h"
#include "results/batch-usual-folder.h"
#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"
#include "widgets/batch-list-selection.h"

typedef struct
{
  char             *dir;
  BatchSimulator   *server;
  BatchEngine      *engine;
  BatchQueue       *queue;
  BatchJob         *job;
  GtkWindow        *window;
  BatchResultsPage *page;
} Fixture;

static void
submit (Fixture *fixture)
{
  g_autofree char *path = app_write_batch (fixture->dir, "goods.jsonl", "m", 5, "Praise");
  g_autofree char *url = batch_engine_use_url (fixture->engine,
                                               batch_simulator_get_uri (fixture->server), NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_job_set_backend (draft, url);
  batch_queue_enqueue_async (fixture->queue, draft, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  fixture->job = batch_queue_enqueue_finish (fixture->queue, result, &error);
  g_assert_no_error (error);
  batch_engine_set_active (fixture->engine, TRUE);
  app_wait_until (batch_job_is_terminal (fixture->job));
}

/* Every answer is cut off, so each has something to be looked at. */
static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  BatchSimulatorConfig config = { .models = "m", .faults = "length:1" };

  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (&config);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  submit (fixture);

  fixture->page = g_object_new (BATCH_TYPE_RESULTS_PAGE, "queue", fixture->queue, NULL);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (fixture->window, 900, 600);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->page));
  gtk_window_present (fixture->window);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_destroy (fixture->window);
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->job);
  g_object_unref (fixture->queue);
  g_object_unref (fixture->engine);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static void
show_job (Fixture *fixture)
{
  g_object_set (fixture->page, "job", fixture->job, NULL);
}

static gboolean
shows_text_cb (GtkWidget *widget,
               gpointer   user_data)
{
  const char *shown = BATCH_IS_TEXT_CELL (widget)
                      ? batch_text_cell_get_shown (BATCH_TEXT_CELL (widget)) : NULL;

  return shown != NULL && strstr (shown, user_data) != NULL;
}

static gboolean
shows_label_cb (GtkWidget *widget,
                gpointer   user_data)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
         && strstr (gtk_label_get_label (GTK_LABEL (widget)), user_data) != NULL;
}

static gboolean
shows_label (Fixture    *fixture,
             const char *text)
{
  return app_walk (GTK_WIDGET (fixture->page), shows_label_cb, (gpointer) text);
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  app_wait_until (app_shows_status (GTK_WIDGET (fixture->page), "No Results Yet"));
  show_job (fixture);
  app_wait_until (!app_shows_status (GTK_WIDGET (fixture->page), "No Results Yet"));
}

/* Prompts and answers come when the rows are looked at, and flags have a word. */
static void
test_table (Fixture       *fixture,
            gconstpointer  data)
{
  show_job (fixture);
  app_wait_until (app_walk (GTK_WIDGET (fixture->page), shows_text_cb, (gpointer) "Praise 4"));
  app_wait_until (app_walk (GTK_WIDGET (fixture->page), shows_text_cb, (gpointer) "model"));
  app_wait_until (shows_label (fixture, "Cut Off"));
}

static gboolean
titles_are_over_numbers (GtkWidget *table)
{
  return app_title_is_over (table, "Tokens") && app_title_is_over (table, "Time");
}

/* Also those of the columns that come back when a narrow page gets wide. */
static void
test_titles (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *table;

  show_job (fixture);
  app_wait_until ((table = app_find_widget (GTK_WIDGET (fixture->page), GTK_TYPE_COLUMN_VIEW)));
  app_wait_until (titles_are_over_numbers (table));

  gtk_widget_set_margin_start (GTK_WIDGET (fixture->page), 900 - 360);
  app_wait_until (!app_says (table, "Tokens"));
  gtk_widget_set_margin_start (GTK_WIDGET (fixture->page), 0);
  app_wait_until (app_says (table, "Tokens"));
  app_wait_until (titles_are_over_numbers (table));
}

static gboolean
is_text_cell_cb (GtkWidget *widget,
                 gpointer   user_data)
{
  return BATCH_IS_TEXT_CELL (widget);
}

static gboolean
has_rows (Fixture *fixture)
{
  GtkWidget *inside = gtk_widget_get_first_child (GTK_WIDGET (fixture->page));

  return app_walk (inside, is_text_cell_cb, NULL);
}

/* Rows that nobody looks at would take room and time all the same. */
static void
test_unseen (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);

  app_wait_until (gtk_widget_get_mapped (page));
  gtk_widget_set_visible (page, FALSE);
  show_job (fixture);
  g_assert_false (has_rows (fixture));

  gtk_widget_set_visible (page, TRUE);
  app_wait_until (app_walk (page, shows_text_cb, (gpointer) "Praise 4"));

  gtk_widget_set_visible (page, FALSE);
  g_assert_true (has_rows (fixture));
}

static BatchReader *
open_reader (Fixture *fixture)
{
  GtkWidget *table;

  show_job (fixture);
  app_wait_until ((table = app_find_widget (GTK_WIDGET (fixture->page), GTK_TYPE_COLUMN_VIEW)));
  g_signal_emit_by_name (table, "activate", 1);
  app_wait_until (app_find_widget (GTK_WIDGET (fixture->page), BATCH_TYPE_READER));
  return BATCH_READER (app_find_widget (GTK_WIDGET (fixture->page), BATCH_TYPE_READER));
}

static void
test_read (Fixture       *fixture,
           gconstpointer  data)
{
  BatchReader *reader = open_reader (fixture);
  GtkWidget *widget = GTK_WIDGET (reader);

  app_wait_until (shows_label (fixture, "2 of 5"));
  app_wait_until (shows_label (fixture, "model"));
  app_wait_until (shows_label (fixture, "Cut Off"));

  g_assert_true (gtk_widget_activate_action (widget, "reader.next", NULL));
  app_wait_until (shows_label (fixture, "3 of 5"));
  g_assert_true (gtk_widget_activate_action (widget, "reader.previous", NULL));
  g_assert_true (gtk_widget_activate_action (widget, "reader.previous", NULL));
  app_wait_until (shows_label (fixture, "1 of 5"));
  gtk_widget_activate_action (widget, "reader.previous", NULL);
  g_assert_cmpuint (batch_reader_get_index (reader), ==, 0);
}

static void
test_accept (Fixture       *fixture,
             gconstpointer  data)
{
  BatchReader *reader = open_reader (fixture);

  app_wait_until (batch_reader_get_item (reader) != NULL
                  && batch_item_get_loaded (batch_reader_get_item (reader)));
  g_assert_cmpint (batch_job_get_needs_review (fixture->job), ==, 5);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (reader), "results.accept", NULL));
  app_wait_until (batch_job_get_needs_review (fixture->job) == 4);
  app_wait_until (!batch_item_get_needs_review (batch_reader_get_item (reader)));
  app_wait_until (shows_label (fixture, "Done"));
}

/* All rows, with the buttons of the bar. */
static void
test_selection (Fixture       *fixture,
                gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);
  GtkWidget *table;
  GtkSelectionModel *selection;

  show_job (fixture);
  app_wait_until ((table = app_find_widget (page, GTK_TYPE_COLUMN_VIEW)));
  selection = gtk_column_view_get_model (GTK_COLUMN_VIEW (table));
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (selection)) == 5);
  gtk_selection_model_select_all (selection);
  /* Without asking for each row of what may be a million. */
  g_assert_true (BATCH_IS_LIST_SELECTION (selection));
  g_assert_true (batch_list_selection_is_all (BATCH_LIST_SELECTION (selection)));
  app_wait_until (app_find_button (page, "results.accept"));
  g_signal_emit_by_name (app_find_button (page, "results.accept"), "clicked");
  app_wait_until (batch_job_get_needs_review (fixture->job) == 0);

  batch_engine_set_active (fixture->engine, FALSE);
  g_signal_emit_by_name (app_find_button (page, "results.rerun"), "clicked");
  app_wait_until (batch_job_get_pending (fixture->job) == 5);
}

static void
test_filter (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);

  show_job (fixture);
  app_wait_until (app_find_widget (page, GTK_TYPE_COLUMN_VIEW));
  g_object_set (page, "sort", "-duration", NULL);
  app_wait_until (app_walk (page, shows_text_cb, (gpointer) "Praise 4"));
}

/* It need not be chosen again. */
static void
test_keeps_folder (Fixture       *fixture,
                   gconstpointer  data)
{
  BatchExportDialog *dialog = batch_export_dialog_new (fixture->engine, fixture->job);
  g_autofree char *kept = NULL;
  g_autofree char *before = batch_usual_folder_get ();
  g_autoptr(GFile) folder = NULL;

  g_assert_cmpstr (before, !=, fixture->dir);
  batch_export_dialog_set_folder (dialog, fixture->dir);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "export.choose-folder", NULL);
  app_wait_until (app_find_chooser () != NULL);
  app_wait_until ((folder = gtk_file_chooser_get_current_folder (app_find_chooser ())) != NULL);
  gtk_dialog_response (GTK_DIALOG (app_find_chooser ()), GTK_RESPONSE_ACCEPT);
  app_wait_until (app_find_chooser () == NULL);
  kept = batch_usual_folder_get ();
  g_assert_cmpstr (kept, ==, fixture->dir);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_export (Fixture       *fixture,
             gconstpointer  data)
{
  BatchExportDialog *dialog = batch_export_dialog_new (fixture->engine, fixture->job);
  g_autofree char *path = g_build_filename (fixture->dir, "goods results.jsonl", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GDateTime) exported_before = batch_job_get_exported_at (fixture->job);
  g_autoptr(GDateTime) exported = NULL;

  g_assert_null (exported_before);
  batch_export_dialog_set_folder (dialog, fixture->dir);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "export.run", NULL));
  app_wait_until (app_find_window (BATCH_TYPE_EXPORT_DIALOG) == NULL);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"finish_reason\":\"length\""));
  exported = batch_job_get_exported_at (fixture->job);
  g_assert_nonnull (exported);

  /* A second time it says that there is such a file, and stays. */
  dialog = batch_export_dialog_new (fixture->engine, fixture->job);
  batch_export_dialog_set_folder (dialog, fixture->dir);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "export.run", NULL);
  app_wait_until (app_walk (GTK_WIDGET (dialog), shows_label_cb, (gpointer) "File exists"));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "export.cancel", NULL);
  app_wait_until (app_find_window (BATCH_TYPE_EXPORT_DIALOG) == NULL);
}

/* A sandbox has none that anybody would find them in. */
static void
test_export_folder (Fixture       *fixture,
                    gconstpointer  data)
{
  BatchExportDialog *dialog = batch_export_dialog_new (fixture->engine, fixture->job);
  g_autofree char *path = g_build_filename (fixture->dir, "goods results.jsonl", NULL);

  batch_export_dialog_set_folder (dialog, NULL);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_true (app_walk (GTK_WIDGET (dialog), shows_label_cb, (gpointer) "Choose the folder"));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "export.run", NULL);

  batch_export_dialog_set_folder (dialog, fixture->dir);
  g_assert_false (app_walk (GTK_WIDGET (dialog), shows_label_cb, (gpointer) "Choose the folder"));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "export.run", NULL);
  app_wait_until (app_find_window (BATCH_TYPE_EXPORT_DIALOG) == NULL);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static GtkWidget *
find_named (GtkWidget  *dialog,
            const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (dialog, BATCH_TYPE_EXPORT_DIALOG, name));
}

/* Each format has its own settings, and they are what is written. */
static void
test_export_settings (Fixture       *fixture,
                      gconstpointer  data)
{
  BatchExportDialog *dialog = batch_export_dialog_new (fixture->engine, fixture->job);
  GtkWidget *widget = GTK_WIDGET (dialog);
  g_autofree char *path = g_build_filename (fixture->dir, "answers", NULL);
  g_autofree char *table = g_build_filename (fixture->dir, "goods results.csv", NULL);
  g_autofree char *text = NULL;
  g_autofree char *file = g_build_filename (path, "a-request-3.md", NULL);
  int height;

  batch_export_dialog_set_folder (dialog, fixture->dir);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_false (gtk_widget_get_visible (find_named (widget, "guard_row")));
  app_wait_until ((height = gtk_widget_get_height (widget)) > 0);
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_named (widget, "format")),
                              BATCH_EXPORT_FORMAT_CSV);
  g_assert_true (gtk_widget_get_visible (find_named (widget, "mark_row")));
  /* There is more in it, and room for that. */
  app_wait_until (gtk_widget_get_height (widget) > height);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (find_named (widget, "guard"))));
  gtk_switch_set_active (GTK_SWITCH (find_named (widget, "mark")), TRUE);
  gtk_widget_activate_action (widget, "export.run", NULL);
  app_wait_until (app_find_window (BATCH_TYPE_EXPORT_DIALOG) == NULL);
  g_assert_true (g_file_get_contents (table, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "\xEF\xBB\xBF"));

  dialog = batch_export_dialog_new (fixture->engine, fixture->job);
  widget = GTK_WIDGET (dialog);
  batch_export_dialog_set_folder (dialog, fixture->dir);
  gtk_window_present (GTK_WINDOW (dialog));
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_named (widget, "format")),
                              BATCH_EXPORT_FORMAT_FILES);
  g_assert_false (gtk_widget_get_visible (find_named (widget, "guard_row")));
  gtk_editable_set_text (GTK_EDITABLE (find_named (widget, "name")), "answers");
  gtk_editable_set_text (GTK_EDITABLE (find_named (widget, "name_template")),
                         "a-{{custom_id}}.md");
  gtk_widget_activate_action (widget, "export.run", NULL);
  app_wait_until (app_find_window (BATCH_TYPE_EXPORT_DIALOG) == NULL);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
}

/* The smallest window there is. */
static void
test_narrow (Fixture       *fixture,
             gconstpointer  data)
{
  BatchExportDialog *dialog = batch_export_dialog_new (fixture->engine, fixture->job);
  int minimum;

  show_job (fixture);
  app_wait_until (app_find_widget (GTK_WIDGET (fixture->page), GTK_TYPE_COLUMN_VIEW));
  gtk_widget_measure (GTK_WIDGET (fixture->page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_test_message ("page: %d", minimum);
  g_assert_cmpint (minimum, <=, 360);

  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_measure (GTK_WIDGET (dialog), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  g_test_message ("dialog: %d", minimum);
  g_assert_cmpint (minimum, <=, 360);
  gtk_window_destroy (GTK_WINDOW (dialog));
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
    { "empty", test_empty },
    { "table", test_table },
    { "titles", test_titles },
    { "unseen", test_unseen },
    { "read", test_read },
    { "accept", test_accept },
    { "selection", test_selection },
    { "filter", test_filter },
    { "keeps-folder", test_keeps_folder },
    { "export", test_export },
    { "export-folder", test_export_folder },
    { "export-settings", test_export_settings },
    { "narrow", test_narrow },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/batch/app/results/%s", tests[i].name);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
