/* test-keys.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "window-driver.h"

#include <string.h>

#include "queue/batch-item-list.h"
#include "queue/batch-job-page.h"
#include "queue/batch-queue-page.h"
#include "results/batch-results-page.h"

/* What keys and clicks do on the pages, where there is no button that does it. */

/* A batch of two, that was done. */
static void
set_up (AppWindow *fixture)
{
  BatchJob *job;

  app_window_set_up (fixture, "a", 0);
  job = app_window_open_batch (fixture, "a", 2, "prompt");
  app_wait_until (batch_job_is_terminal (job));
  app_wait_until (app_window_shows (fixture, "request-1, Done"));
}

static BatchItemList *
find_list (AppWindow *fixture)
{
  return BATCH_ITEM_LIST (app_window_find (fixture, BATCH_TYPE_ITEM_LIST));
}

static gboolean
shows_item (AppWindow *fixture,
            guint      position)
{
  AdwFlap *flap = ADW_FLAP (app_window_find (fixture, ADW_TYPE_FLAP));
  BatchItem *item = batch_item_list_get_item (find_list (fixture));

  return adw_flap_get_reveal_flap (flap) && item != NULL
         && batch_item_get_position (item) == position;
}

static void
hide_item (AppWindow *fixture)
{
  gtk_widget_activate_action (app_window_find (fixture, BATCH_TYPE_JOB_PAGE), "queue.detail", NULL);
  g_assert_false (shows_item (fixture, 0) || shows_item (fixture, 1));
}

/* As a double click on its row does, or Return. */
static void
open_row (AppWindow *fixture,
          guint      place)
{
  g_signal_emit_by_name (batch_item_list_get_view (find_list (fixture)), "activate", place);
}

static gboolean
focus_row_cb (GtkWidget *widget,
              gpointer   user_data)
{
  return GTK_IS_LIST_BASE (gtk_widget_get_parent (widget)) && gtk_widget_grab_focus (widget);
}

static void
focus_row (AppWindow *fixture)
{
  g_assert_true (app_walk (batch_item_list_get_view (find_list (fixture)), focus_row_cb, NULL));
}

static gboolean
press_space (AppWindow *fixture)
{
  GtkWidget *view = batch_item_list_get_view (find_list (fixture));

  return app_press (gtk_widget_get_ancestor (view, GTK_TYPE_STACK), GDK_KEY_space, 0);
}

static void
test_opens_an_item (gconstpointer data)
{
  gboolean as_table = data != NULL;
  AppWindow fixture;
  GtkSelectionModel *rows;
  GtkWidget *list;

  set_up (&fixture);
  list = GTK_WIDGET (find_list (&fixture));
  if (as_table)
    gtk_widget_activate_action (list, "items.table", NULL);
  rows = batch_item_list_get_selection (BATCH_ITEM_LIST (list));
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (rows)) == 2);

  open_row (&fixture, 1);
  g_assert_true (shows_item (&fixture, 1));
  g_assert_true (gtk_selection_model_is_selected (rows, 1));
  open_row (&fixture, 0);
  g_assert_true (shows_item (&fixture, 0));
  g_assert_false (gtk_selection_model_is_selected (rows, 1));

  /* Those that were selected together stay so. */
  hide_item (&fixture);
  gtk_selection_model_select_all (rows);
  open_row (&fixture, 1);
  g_assert_true (shows_item (&fixture, 1));
  g_assert_true (gtk_selection_model_is_selected (rows, 0));

  hide_item (&fixture);
  gtk_widget_grab_focus (app_find_widget (list, GTK_TYPE_DROP_DOWN));
  g_assert_false (press_space (&fixture));
  focus_row (&fixture);
  g_assert_true (press_space (&fixture));
  g_assert_true (shows_item (&fixture, 0) || shows_item (&fixture, 1));
  if (as_table)
    gtk_widget_activate_action (list, "items.table", NULL);
  app_window_tear_down (&fixture);
}

static void
pasted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  char **text = user_data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static char *
paste (GtkWidget *widget)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, pasted_cb, &text);
  app_wait_until (text != NULL);
  return text;
}

/* Of several, it is not clear how they are to be told apart: these can be exported. */
static void
test_copies_an_answer (void)
{
  AppWindow fixture;
  GtkSelectionModel *rows;
  GtkWidget *list;
  g_autofree char *text = NULL;

  set_up (&fixture);
  list = GTK_WIDGET (find_list (&fixture));
  rows = batch_item_list_get_selection (BATCH_ITEM_LIST (list));
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (rows)) == 2);
  gtk_selection_model_select_item (rows, 1, TRUE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (list), "before");
  g_assert_true (app_press (list, GDK_KEY_c, GDK_CONTROL_MASK));
  app_wait_until (app_says (GTK_WIDGET (fixture.window), "Answer copied"));
  text = paste (list);
  g_assert_nonnull (strstr (text, "prompt 2"));
  gtk_selection_model_select_all (rows);
  g_assert_false (app_press (list, GDK_KEY_c, GDK_CONTROL_MASK));
  app_window_tear_down (&fixture);
}

static gboolean
is_searched (GtkWidget *page)
{
  GtkWidget *bar = app_find_widget (page, GTK_TYPE_SEARCH_BAR);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (page));

  return bar != NULL && gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (bar))
         && focus != NULL && gtk_widget_is_ancestor (focus, bar);
}

static void
test_searches (void)
{
  AppWindow fixture;
  GtkWidget *page;

  set_up (&fixture);
  page = GTK_WIDGET (find_list (&fixture));
  g_assert_true (app_press (page, GDK_KEY_f, GDK_CONTROL_MASK));
  app_wait_until (is_searched (page));

  gtk_widget_activate_action (GTK_WIDGET (fixture.window), "win.page", "s", "results");
  page = app_window_find (&fixture, BATCH_TYPE_RESULTS_PAGE);
  g_assert_true (app_press (page, GDK_KEY_f, GDK_CONTROL_MASK));
  app_wait_until (is_searched (page));
  app_window_tear_down (&fixture);
}

/* Only where a batch has the focus: on the items it could be meant for these. */
static void
test_removes_a_batch (void)
{
  AppWindow fixture;
  GListModel *jobs;
  GtkWidget *page;

  set_up (&fixture);
  jobs = G_LIST_MODEL (batch_window_get_queue (fixture.window));
  page = app_window_find (&fixture, BATCH_TYPE_QUEUE_PAGE);
  focus_row (&fixture);
  g_assert_false (app_press (page, GDK_KEY_Delete, 0));
  g_assert_true (gtk_widget_child_focus (batch_queue_page_get_list (BATCH_QUEUE_PAGE (page)),
                                         GTK_DIR_TAB_FORWARD));
  g_assert_true (app_press (page, GDK_KEY_Delete, 0));
  app_wait_until (g_list_model_get_n_items (jobs) == 0);
  app_window_tear_down (&fixture);
}

static void
add_tests (void)
{
  g_test_add_data_func ("/batch/app/keys/opens-an-item/list", NULL, test_opens_an_item);
  g_test_add_data_func ("/batch/app/keys/opens-an-item/table", "table", test_opens_an_item);
  g_test_add_func ("/batch/app/keys/copies-an-answer", test_copies_an_answer);
  g_test_add_func ("/batch/app/keys/searches", test_searches);
  g_test_add_func ("/batch/app/keys/removes-a-batch", test_removes_a_batch);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
