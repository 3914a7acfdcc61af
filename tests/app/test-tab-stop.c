/* test-tab-stop.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-tab-stop.h"

#include "window-driver.h"

/* Where Tab leads from among the rows of a list. */

#define N_ROWS 50

typedef struct
{
  GtkWindow *window;
  GtkWidget *before;
  GtkWidget *view;
  GtkWidget *after;
} Fixture;

static void
set_up_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           gpointer                  with_button)
{
  gtk_list_item_set_child (item, with_button != NULL ? gtk_button_new_with_label ("Do It")
                                                     : gtk_label_new ("row"));
}

static GtkListItemFactory *
make_factory (gboolean with_button)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (set_up_cb), GINT_TO_POINTER (with_button));
  return factory;
}

static GtkSelectionModel *
make_model (void)
{
  GtkStringList *rows = gtk_string_list_new (NULL);

  for (guint i = 0; i < N_ROWS; i++)
    gtk_string_list_append (rows, "row");

  return GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (rows)));
}

static GtkWidget *
make_table (void)
{
  GtkWidget *view = gtk_column_view_new (make_model ());
  g_autoptr(GtkColumnViewColumn) column = gtk_column_view_column_new ("Row", make_factory (FALSE));

  gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
  return view;
}

static void
set_up (Fixture   *fixture,
        GtkWidget *view)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *stop = g_object_new (BATCH_TYPE_TAB_STOP, "child", scroller, "vexpand", TRUE, NULL);

  fixture->view = view;
  fixture->before = gtk_button_new_with_label ("Before");
  fixture->after = gtk_button_new_with_label ("After");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_box_append (GTK_BOX (box), fixture->before);
  gtk_box_append (GTK_BOX (box), stop);
  gtk_box_append (GTK_BOX (box), fixture->after);

  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (fixture->window, 300, 400);
  gtk_window_set_child (fixture->window, box);
  gtk_window_present (fixture->window);
  app_wait_until (gtk_widget_get_mapped (view) && gtk_widget_get_height (view) > 0);
}

static void
tear_down (Fixture *fixture)
{
  gtk_window_destroy (fixture->window);
}

static void
move (GtkWidget        *window,
      GtkDirectionType  direction)
{
  gtk_widget_child_focus (window, direction);
}

static GtkWidget *
get_focus (GtkWidget *window)
{
  return gtk_root_get_focus (GTK_ROOT (window));
}

/* From what is before the view into it, some rows down, and out again both ways. */
static void
check_leaves (GtkWidget *view)
{
  Fixture fixture;
  GtkWidget *window;
  GtkWidget *row;

  set_up (&fixture, view);
  window = GTK_WIDGET (fixture.window);
  gtk_widget_grab_focus (fixture.before);
  move (window, GTK_DIR_TAB_FORWARD);
  while (GTK_IS_COLUMN_VIEW (view)
         && gtk_widget_get_ancestor (get_focus (window), GTK_TYPE_LIST_VIEW) == NULL
         && gtk_widget_is_ancestor (get_focus (window), view))
    move (window, GTK_DIR_TAB_FORWARD);
  row = get_focus (window);
  g_assert_true (gtk_widget_is_ancestor (row, view));
  row = gtk_widget_get_next_sibling (gtk_widget_get_next_sibling (row));
  g_assert_true (gtk_widget_grab_focus (row));
  g_assert_true (get_focus (window) == row);

  move (window, GTK_DIR_TAB_FORWARD);
  g_assert_true (get_focus (window) == fixture.after);
  move (window, GTK_DIR_TAB_BACKWARD);
  g_assert_true (get_focus (window) == row);
  move (window, GTK_DIR_TAB_BACKWARD);
  while (get_focus (window) != fixture.before
         && gtk_widget_get_ancestor (get_focus (window), GTK_TYPE_LIST_VIEW) == NULL)
    move (window, GTK_DIR_TAB_BACKWARD);
  g_assert_true (get_focus (window) == fixture.before);
  tear_down (&fixture);
}

static void
test_list (void)
{
  check_leaves (gtk_list_view_new (make_model (), make_factory (FALSE)));
}

static void
test_table (void)
{
  check_leaves (make_table ());
}

/* What is in a row that is worth a stop is still one. */
static void
test_inside (void)
{
  Fixture fixture;
  GtkWidget *window;
  GtkWidget *inside;

  set_up (&fixture, gtk_list_view_new (make_model (), make_factory (TRUE)));
  window = GTK_WIDGET (fixture.window);
  gtk_widget_grab_focus (fixture.before);
  move (window, GTK_DIR_TAB_FORWARD);
  inside = get_focus (window);
  g_assert_true (gtk_widget_is_ancestor (inside, fixture.view));
  while (!GTK_IS_BUTTON (inside))
    {
      move (window, GTK_DIR_TAB_FORWARD);
      inside = get_focus (window);
    }
  g_assert_true (gtk_widget_is_ancestor (inside, fixture.view));
  move (window, GTK_DIR_TAB_FORWARD);
  g_assert_true (get_focus (window) == fixture.after);
  tear_down (&fixture);
}

static gboolean
is_item_row (GtkWidget *widget,
             gpointer   user_data)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  if (parent == NULL || !GTK_IS_LIST_VIEW (parent) || !app_shows_row (widget, "request-"))
    return FALSE;

  *(GtkWidget **) user_data = widget;
  return TRUE;
}

/* The items of a real batch. */
static void
test_items (void)
{
  AppWindow fixture;
  GtkWidget *row = NULL;
  GtkWidget *list;
  GtkWidget *window;

  app_window_set_up (&fixture, "a", 0);
  app_window_open_batch (&fixture, "a", N_ROWS, "prompt");
  app_wait_until (app_walk (GTK_WIDGET (fixture.window), is_item_row, &row));
  window = GTK_WIDGET (fixture.window);
  list = gtk_widget_get_parent (row);
  g_assert_true (gtk_widget_grab_focus (row));
  g_assert_true (gtk_widget_is_ancestor (get_focus (window), list));
  move (window, GTK_DIR_TAB_FORWARD);
  g_assert_true (get_focus (window) == NULL || !gtk_widget_is_ancestor (get_focus (window), list));

  g_assert_true (gtk_widget_grab_focus (row));
  move (window, GTK_DIR_TAB_BACKWARD);
  g_assert_true (get_focus (window) == NULL || !gtk_widget_is_ancestor (get_focus (window), list));
  app_window_tear_down (&fixture);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/tab-stop/list", test_list);
  g_test_add_func ("/batch/app/tab-stop/table", test_table);
  g_test_add_func ("/batch/app/tab-stop/inside", test_inside);
  g_test_add_func ("/batch/app/tab-stop/items", test_items);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
