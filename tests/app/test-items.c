/* test-items.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "app-driver.h"
#include "../engine/queue-driver.h"
#include "queue/batch-item-list.h"
#include "queue/batch-item-cell.h"
#include "widgets/batch-list-selection.h"
#include "widgets/batch-settings.h"

#define N_MANY  100000
#define N_ACTIONS 12000

/* --- The selection --- */

/* A list that counts who asks for what is in it. */
#define TEST_TYPE_COUNTING_LIST (test_counting_list_get_type ())
G_DECLARE_FINAL_TYPE (TestCountingList, test_counting_list, TEST, COUNTING_LIST, GObject)

struct _TestCountingList
{
  GObject  parent_instance;

  guint    n_items;
  guint    n_asked;
  gboolean loading;
};

static GType
test_counting_list_get_item_type (GListModel *list)
{
  return G_TYPE_OBJECT;
}

static guint
test_counting_list_get_n_items (GListModel *list)
{
  return TEST_COUNTING_LIST (list)->n_items;
}

static gpointer
test_counting_list_get_item (GListModel *list,
                             guint       position)
{
  TestCountingList *self = TEST_COUNTING_LIST (list);

  self->n_asked++;
  return position < self->n_items ? g_object_new (G_TYPE_OBJECT, NULL) : NULL;
}

static void
test_counting_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = test_counting_list_get_item_type;
  iface->get_n_items = test_counting_list_get_n_items;
  iface->get_item = test_counting_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestCountingList, test_counting_list, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, test_counting_list_list_model_init))

static void
test_counting_list_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  g_value_set_boolean (value, TEST_COUNTING_LIST (object)->loading);
}

static void
test_counting_list_class_init (TestCountingListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_counting_list_get_property;
  g_object_class_install_property (object_class, 1,
    g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                          (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)));
}

static void
test_counting_list_init (TestCountingList *self)
{
}

static TestCountingList *
counting_list_new (guint n_items)
{
  TestCountingList *self = g_object_new (TEST_TYPE_COUNTING_LIST, NULL);

  self->n_items = n_items;
  return self;
}

static void
change_list (TestCountingList *self,
             guint             position,
             guint             removed,
             guint             added)
{
  self->n_items = self->n_items - removed + added;
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static BatchListSelection *
selection_new_for (TestCountingList *list)
{
  BatchListSelection *selection = batch_list_selection_new ();

  batch_list_selection_set_model (selection, G_LIST_MODEL (list));
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (selection)) == list->n_items);
  return selection;
}

static void
assert_selected (BatchListSelection *selection,
                 const char         *expected)
{
  g_autoptr(GString) found = g_string_new (NULL);
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (selection));
  guint n_selected = 0;

  for (guint i = 0; i < n_rows; i++)
    {
      gboolean is = gtk_selection_model_is_selected (GTK_SELECTION_MODEL (selection), i);

      g_string_append_c (found, is ? 'x' : '.');
      n_selected += is;
    }

  g_assert_cmpstr (found->str, ==, expected);
  g_assert_cmpuint (batch_list_selection_get_n_selected (selection), ==, n_selected);
}

static void
test_select_some (void)
{
  g_autoptr(TestCountingList) list = counting_list_new (6);
  g_autoptr(BatchListSelection) selection = selection_new_for (list);
  GtkSelectionModel *model = GTK_SELECTION_MODEL (selection);

  assert_selected (selection, "......");
  gtk_selection_model_select_item (model, 2, TRUE);
  gtk_selection_model_select_range (model, 4, 2, FALSE);
  assert_selected (selection, "..x.xx");
  gtk_selection_model_unselect_item (model, 4);
  gtk_selection_model_select_item (model, 0, FALSE);
  assert_selected (selection, "x.x..x");
  g_assert_false (batch_list_selection_is_all (selection));

  change_list (list, 1, 0, 2);
  assert_selected (selection, "x...x..x");
  change_list (list, 0, 1, 0);
  assert_selected (selection, "...x..x");
  gtk_selection_model_select_item (model, 1, TRUE);
  assert_selected (selection, ".x.....");
}

static void
test_select_all (void)
{
  g_autoptr(TestCountingList) list = counting_list_new (4);
  g_autoptr(BatchListSelection) selection = selection_new_for (list);
  GtkSelectionModel *model = GTK_SELECTION_MODEL (selection);
  g_autoptr(GtkBitset) one = gtk_bitset_new_range (1, 1);
  g_autoptr(GtkBitset) three = gtk_bitset_new_range (0, 3);
  g_autoptr(GtkBitset) found = NULL;

  gtk_selection_model_select_all (model);
  g_assert_true (batch_list_selection_is_all (selection));
  change_list (list, 4, 0, 1);
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (selection)) == 5);
  assert_selected (selection, "xxxx.");
  change_list (list, 1, 1, 2);
  assert_selected (selection, "x..xx.");
  change_list (list, 1, 1, 0);
  gtk_selection_model_select_all (model);
  assert_selected (selection, "xxxxx");

  gtk_selection_model_unselect_item (model, 3);
  g_assert_false (batch_list_selection_is_all (selection));
  gtk_selection_model_set_selection (model, one, three);
  assert_selected (selection, ".x..x");
  found = gtk_selection_model_get_selection_in_range (model, 0, 4);
  g_assert_cmpuint (gtk_bitset_get_size (found), ==, 1);
  gtk_selection_model_unselect_all (model);
  assert_selected (selection, ".....");
}

/* A million rows are selected as quickly as one, and few are shown at first. */
static void
test_select_million (void)
{
  g_autoptr(TestCountingList) list = counting_list_new (1000000);
  g_autoptr(BatchListSelection) selection = batch_list_selection_new ();
  GtkSelectionModel *model = GTK_SELECTION_MODEL (selection);

  batch_list_selection_set_model (selection, G_LIST_MODEL (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), <, 100);
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (model)) == 1000000);
  gtk_selection_model_select_all (model);
  gtk_selection_model_unselect_item (model, 500000);
  g_assert_cmpuint (batch_list_selection_get_n_selected (selection), ==, 999999);
  g_assert_cmpuint (list->n_asked, ==, 0);
}

/* What was there when all were selected is selected when it is shown, and what comes later is
 * not. */
static void
test_select_all_while_shown (void)
{
  g_autoptr(TestCountingList) list = counting_list_new (100);
  g_autoptr(BatchListSelection) selection = batch_list_selection_new ();
  g_autoptr(GtkBitset) selected = NULL;
  GtkSelectionModel *model = GTK_SELECTION_MODEL (selection);

  batch_list_selection_set_model (selection, G_LIST_MODEL (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), <, 90);
  gtk_selection_model_select_all (model);
  change_list (list, 100, 0, 20);
  change_list (list, 90, 2, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), <, 90);
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (model)) == 121);
  g_assert_cmpuint (batch_list_selection_get_n_selected (selection), ==, 98);
  selected = gtk_selection_model_get_selection_in_range (model, 0, 121);
  g_assert_cmpuint (gtk_bitset_get_size_in_range (selected, 0, 89), ==, 90);
  g_assert_cmpuint (gtk_bitset_get_size_in_range (selected, 90, 92), ==, 0);
  g_assert_cmpuint (gtk_bitset_get_size_in_range (selected, 93, 100), ==, 8);

  /* What is still looked for was there, too. */
  list->loading = TRUE;
  gtk_selection_model_select_all (model);
  change_list (list, 121, 0, 9);
  g_assert_cmpuint (batch_list_selection_get_n_selected (selection), ==, 130);
}

/* --- The list --- */

typedef struct
{
  BatchQueue    *queue;
  BatchJob      *job;
  GtkWidget     *window;
  BatchItemList *list;
} Fixture;

static void
set_up (Fixture *fixture,
        guint    n_items)
{
  g_settings_reset (batch_settings_get (), "items-as-table");
  fixture->queue = batch_queue_new ();
  fixture->job = driver_put (fixture->queue, "model-a", n_items);
  fixture->list = g_object_new (BATCH_TYPE_ITEM_LIST, "queue", fixture->queue, NULL);
  fixture->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->list));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 500);
  gtk_window_present (GTK_WINDOW (fixture->window));
  batch_item_list_set_job (fixture->list, fixture->job);
}

static void
tear_down (Fixture *fixture)
{
  gpointer queue = fixture->queue;

  /* What is still on its way to it comes from the main loop. */
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_add_weak_pointer (queue, &queue);
  g_object_unref (queue);
  app_wait_until (queue == NULL);
}

/* The first fails, the second is done, and the rest waits. */
static void
run_two (Fixture *fixture)
{
  driver_run (fixture->queue, fixture->job);
  driver_update (fixture->queue, fixture->job, "item-0", BATCH_ITEM_STATUS_FAILED, "too long", 10);
  driver_update (fixture->queue, fixture->job, "item-1", BATCH_ITEM_STATUS_SUCCEEDED, NULL, 2000);
}

static guint
n_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (batch_item_list_get_selection (fixture->list)));
}

static gboolean
shows (Fixture    *fixture,
       const char *spoken)
{
  return app_shows_row (GTK_WIDGET (fixture->list), spoken);
}

static void
select_row (Fixture *fixture,
            guint    row)
{
  gtk_selection_model_select_item (batch_item_list_get_selection (fixture->list), row, TRUE);
}

static void
test_rows (void)
{
  Fixture fixture;

  set_up (&fixture, 3);
  app_wait_until (shows (&fixture, "item-2, Waiting, model-a"));
  run_two (&fixture);
  app_wait_until (shows (&fixture, "item-0, Failed, too long"));
  app_wait_until (shows (&fixture, "item-1, Done, model-a"));
  tear_down (&fixture);
}

static void
test_filter (void)
{
  Fixture fixture;

  set_up (&fixture, 3);
  run_two (&fixture);
  batch_item_list_set_filter (fixture.list, 5);
  app_wait_until (n_rows (&fixture) == 1 && shows (&fixture, "item-0, Failed"));

  batch_item_list_set_filter (fixture.list, 7);
  app_wait_until (app_shows_status (GTK_WIDGET (fixture.list), "Nothing Was Cancelled"));
  gtk_widget_activate_action (GTK_WIDGET (fixture.list), "items.show-all", NULL);
  app_wait_until (n_rows (&fixture) == 3 && shows (&fixture, "item-0, Failed"));
  tear_down (&fixture);
}

/* What is looked at is not kept from changing. */
static void
test_filter_follows (void)
{
  Fixture fixture;

  set_up (&fixture, 3);
  batch_item_list_set_filter (fixture.list, 1);
  app_wait_until (n_rows (&fixture) == 3);
  run_two (&fixture);
  app_wait_until (n_rows (&fixture) == 1 && shows (&fixture, "item-2, Waiting"));
  tear_down (&fixture);
}

static void
test_search (void)
{
  Fixture fixture;

  set_up (&fixture, 30);
  run_two (&fixture);
  batch_item_list_set_search (fixture.list, "ITEM-2");
  app_wait_until (n_rows (&fixture) == 11 && shows (&fixture, "item-20, "));
  batch_item_list_set_search (fixture.list, "too long");
  app_wait_until (n_rows (&fixture) == 1 && shows (&fixture, "item-0, "));
  batch_item_list_set_search (fixture.list, "nowhere");
  app_wait_until (app_shows_status (GTK_WIDGET (fixture.list), "No Items Found"));
  tear_down (&fixture);
}

static char *
get_sort (Fixture *fixture)
{
  char *sort = NULL;

  g_object_get (fixture->list, "sort", &sort, NULL);
  return sort;
}

static BatchItem *
get_row (Fixture *fixture,
         guint    row)
{
  return g_list_model_get_item (G_LIST_MODEL (batch_item_list_get_selection (fixture->list)), row);
}

static gboolean
has_row (Fixture    *fixture,
         guint       row,
         const char *custom_id)
{
  g_autoptr(BatchItem) item = get_row (fixture, row);

  return item != NULL && g_strcmp0 (batch_item_get_custom_id (item), custom_id) == 0;
}

static void
test_sort (void)
{
  Fixture fixture;
  g_autofree char *sort = NULL;

  set_up (&fixture, 3);
  run_two (&fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture.list), "items.sort", "s", "duration");
  gtk_widget_activate_action (GTK_WIDGET (fixture.list), "items.backwards", NULL);
  app_wait_until (has_row (&fixture, 0, "item-1") && has_row (&fixture, 2, "item-2"));
  sort = get_sort (&fixture);
  g_assert_cmpstr (sort, ==, "duration");
  tear_down (&fixture);
}

/* The order that is chosen by the head of a column is the order of the list, too. */
static void
test_table (void)
{
  Fixture fixture;
  GtkColumnView *view;
  g_autoptr(GtkColumnViewColumn) column = NULL;
  g_autofree char *sort = NULL;
  gboolean backwards;

  set_up (&fixture, 3);
  run_two (&fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture.list), "items.table", NULL);
  view = GTK_COLUMN_VIEW (batch_item_list_get_view (fixture.list));
  app_wait_until (app_find_widget (GTK_WIDGET (view), BATCH_TYPE_ITEM_CELL) != NULL);

  column = g_list_model_get_item (gtk_column_view_get_columns (view), BATCH_ITEM_COLUMN_TIME);
  gtk_column_view_sort_by_column (view, column, GTK_SORT_DESCENDING);
  app_wait_until (has_row (&fixture, 0, "item-1") && has_row (&fixture, 2, "item-2"));
  sort = get_sort (&fixture);
  g_object_get (fixture.list, "backwards", &backwards, NULL);
  g_assert_cmpstr (sort, ==, "duration");
  g_assert_true (backwards);

  gtk_column_view_sort_by_column (view, NULL, GTK_SORT_ASCENDING);
  app_wait_until (has_row (&fixture, 0, "item-0"));
  tear_down (&fixture);
}

static void
test_item (void)
{
  Fixture fixture;
  BatchItem *item;

  set_up (&fixture, 3);
  app_wait_until (n_rows (&fixture) == 3);
  g_assert_null (batch_item_list_get_item (fixture.list));
  select_row (&fixture, 1);
  item = batch_item_list_get_item (fixture.list);
  g_assert_cmpuint (batch_item_get_position (item), ==, 1);

  /* Several are not one: it stays. Another batch has others. */
  gtk_selection_model_select_all (batch_item_list_get_selection (fixture.list));
  g_assert_true (batch_item_list_get_item (fixture.list) == item);
  batch_item_list_set_job (fixture.list, NULL);
  g_assert_null (batch_item_list_get_item (fixture.list));
  tear_down (&fixture);
}

static BatchItemStatus
status_of (Fixture *fixture,
           guint    row)
{
  g_autoptr(BatchItem) item = get_row (fixture, row);

  return batch_item_get_status (item);
}

/* Of several it is asked, as nothing brings them back: first it is not meant, and then it is. */
static void
cancel_selected (Fixture *fixture)
{
  BatchJob *job = batch_item_list_get_job (fixture->list);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (fixture->list)));

  gtk_widget_activate_action (GTK_WIDGET (fixture->list), "items.cancel", NULL);
  app_wait_until (app_find_question (window) != NULL);
  app_answer_question (app_find_question (window), "_Keep Them");
  app_wait_until (app_find_question (window) == NULL);
  g_assert_cmpint (batch_job_get_cancelled (job), ==, 0);

  gtk_widget_activate_action (GTK_WIDGET (fixture->list), "items.cancel", NULL);
  app_wait_until (app_find_question (window) != NULL);
  app_answer_question (app_find_question (window), "_Cancel Items");
}

static void
test_actions (void)
{
  Fixture fixture;

  set_up (&fixture, 4);
  run_two (&fixture);
  app_wait_until (shows (&fixture, "item-1, Done"));
  select_row (&fixture, 0);
  gtk_widget_activate_action (GTK_WIDGET (fixture.list), "items.retry", NULL);
  app_wait_until (status_of (&fixture, 0) == BATCH_ITEM_STATUS_PENDING);

  /* Of several, those that it suits. */
  gtk_selection_model_select_range (batch_item_list_get_selection (fixture.list), 1, 2, TRUE);
  cancel_selected (&fixture);
  app_wait_until (status_of (&fixture, 2) == BATCH_ITEM_STATUS_CANCELLED);
  g_assert_cmpint (status_of (&fixture, 1), ==, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_cmpint (status_of (&fixture, 3), ==, BATCH_ITEM_STATUS_PENDING);
  tear_down (&fixture);
}

/* None of them is left out, whatever their number; those that were not selected stay. */
static void
test_actions_on_many (void)
{
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, N_ACTIONS);
  job = batch_item_list_get_job (fixture.list);
  app_wait_until (n_rows (&fixture) == N_ACTIONS);
  gtk_selection_model_select_range (batch_item_list_get_selection (fixture.list), 1, N_ACTIONS - 2,
                                    TRUE);
  cancel_selected (&fixture);
  app_wait_until (batch_job_get_cancelled (job) == N_ACTIONS - 2);
  g_assert_cmpint (status_of (&fixture, 0), ==, BATCH_ITEM_STATUS_PENDING);
  tear_down (&fixture);
}

static void
test_many (void)
{
  Fixture fixture;

  set_up (&fixture, N_MANY);
  app_wait_until (n_rows (&fixture) == N_MANY);
  gtk_widget_activate_action (batch_item_list_get_view (fixture.list), "list.scroll-to-item",
                              "u", N_MANY - 1);
  app_wait_until (shows (&fixture, "item-99999, Waiting"));
  g_assert_cmpuint (app_count_rows (GTK_WIDGET (fixture.list)), <, 500);

  batch_item_list_set_search (fixture.list, "item-9999");
  app_wait_until (n_rows (&fixture) == 11);
  tear_down (&fixture);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/items/select-some", test_select_some);
  g_test_add_func ("/batch/app/items/select-all", test_select_all);
  g_test_add_func ("/batch/app/items/select-all-while-shown", test_select_all_while_shown);
  g_test_add_func ("/batch/app/items/select-million", test_select_million);
  g_test_add_func ("/batch/app/items/rows", test_rows);
  g_test_add_func ("/batch/app/items/filter", test_filter);
  g_test_add_func ("/batch/app/items/filter-follows", test_filter_follows);
  g_test_add_func ("/batch/app/items/search", test_search);
  g_test_add_func ("/batch/app/items/sort", test_sort);
  g_test_add_func ("/batch/app/items/table", test_table);
  g_test_add_func ("/batch/app/items/item", test_item);
  g_test_add_func ("/batch/app/items/actions", test_actions);
  g_test_add_func ("/batch/app/items/actions-on-many", test_actions_on_many);
  g_test_add_func ("/batch/app/items/many", test_many);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
