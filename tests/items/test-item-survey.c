/* test-item-survey.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "fake-items.h"
#include "items/batch-item-survey-private.h"

#define STRETCH BATCH_ITEM_ORDER_STRETCH
#define FAILED  (1u << BATCH_ITEM_STATUS_FAILED)

/* A list of the failed ones among many, and who looks after it. */
typedef struct
{
  TestFakeItems   *items;
  BatchItemOrder  *order;
  BatchItemSurvey *survey;
  BatchItemQuery   query;
  guint            n_changed;
  guint            n_sorted;
  guint            n_before;      /* that the last order had, before it became another one */
  guint            n_done;
  gboolean         free_when_told;
} View;

static void
free_survey (View *view)
{
  g_clear_pointer (&view->survey, batch_item_survey_free);
}

static void
changed_cb (guint    place,
            guint    n_removed,
            guint    n_added,
            gpointer user_data)
{
  View *view = user_data;

  view->n_changed++;
  if (view->free_when_told)
    free_survey (view);
}

static void
sorted_cb (GArray   *before,
           gpointer  user_data)
{
  View *view = user_data;

  view->n_sorted++;
  view->n_before = before->len;
  if (view->free_when_told)
    free_survey (view);
}

static void
done_cb (gpointer user_data)
{
  View *view = user_data;

  view->n_done++;
  if (view->free_when_told)
    free_survey (view);
}

static void
view_init (View          *view,
           guint          n_items,
           guint          statuses,
           BatchItemSort  sort)
{
  static const BatchItemSurveyFuncs funcs = { changed_cb, sorted_cb, done_cb };

  *view = (View) { .query = { .statuses = statuses, .sort = sort } };
  view->items = test_fake_items_new (n_items, BATCH_ITEM_STATUS_PENDING);
  view->order = sort == BATCH_ITEM_SORT_POSITION ? batch_item_order_new_some (FALSE)
                                                 : batch_item_order_new_sorted ();
  view->survey = batch_item_survey_new (&test_fake_items_interface, view->items, "batch_1",
                                        &view->query, view->order, &funcs, view);
}

static void
view_clear (View *view)
{
  free_survey (view);
  batch_item_order_unref (view->order);
  g_clear_object (&view->items);
}

static void
run (View *view)
{
  guint n_done = view->n_done;

  batch_item_survey_run (view->survey);
  while (view->n_done == n_done)
    g_main_context_iteration (NULL, TRUE);
}

static void
fail_item (View  *view,
           guint  position)
{
  test_fake_items_set_status (view->items, position, BATCH_ITEM_STATUS_FAILED);
  batch_item_survey_item_changed (view->survey, position);
}

static void
check_order (View *view)
{
  guint place = 0;

  for (guint i = 0; i < view->items->statuses->len; i++)
    if (g_array_index (view->items->statuses, BatchItemStatus, i) == BATCH_ITEM_STATUS_FAILED)
      {
        g_assert_cmpuint (place, <, batch_item_order_get_n (view->order));
        g_assert_cmpuint (batch_item_order_get_position (view->order, place++), ==, i);
      }

  g_assert_cmpuint (batch_item_order_get_n (view->order), ==, place);
}

/* --- What is due --- */

static void
test_nothing (void)
{
  View view;

  view_init (&view, 0, FAILED, BATCH_ITEM_SORT_POSITION);
  g_assert_false (batch_item_survey_is_due (view.survey));
  batch_item_survey_set_n_items (view.survey, 0);
  g_assert_false (batch_item_survey_is_due (view.survey));
  run (&view);
  g_assert_cmpuint (view.items->n_orders, ==, 0);
  view_clear (&view);
}

static void
test_what_is_new (void)
{
  static const struct
  {
    guint before;
    guint after;
    guint n_asked;            /* stretches that are neighbours are asked for by four */
  } cases[] = {
    { 0, 1, 1 },
    { 0, 4 * STRETCH, 1 },
    { 0, 4 * STRETCH + 1, 2 },
    { 0, 9 * STRETCH, 3 },
    { STRETCH - 1, STRETCH, 1 },
    { STRETCH, STRETCH + 1, 1 },
    { STRETCH, 6 * STRETCH, 2 },
    { STRETCH, STRETCH, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      View view;

      view_init (&view, cases[i].after, FAILED, BATCH_ITEM_SORT_POSITION);
      batch_item_survey_set_n_items (view.survey, cases[i].before);
      run (&view);
      view.items->n_orders = 0;
      test_fake_items_set_status (view.items, cases[i].after - 1, BATCH_ITEM_STATUS_FAILED);
      batch_item_survey_set_n_items (view.survey, cases[i].after);
      g_assert_cmpint (batch_item_survey_is_due (view.survey), ==, cases[i].n_asked > 0);
      run (&view);
      g_assert_cmpuint (view.items->n_orders, ==, cases[i].n_asked);
      g_assert_false (batch_item_survey_is_due (view.survey));
      if (cases[i].n_asked > 0)
        check_order (&view);
      view_clear (&view);
    }
}

/* Only the stretches with news are looked through. */
static void
test_one_item (void)
{
  View view;

  view_init (&view, 10 * STRETCH, FAILED, BATCH_ITEM_SORT_POSITION);
  batch_item_survey_set_n_items (view.survey, 10 * STRETCH);
  run (&view);
  view.items->n_orders = 0;
  fail_item (&view, 3 * STRETCH);
  fail_item (&view, 3 * STRETCH + 1);
  fail_item (&view, 8 * STRETCH - 1);
  g_assert_true (batch_item_survey_is_due (view.survey));
  run (&view);
  g_assert_cmpuint (view.items->n_orders, ==, 2);
  check_order (&view);

  /* One that nobody knows of yet comes with the others. */
  batch_item_survey_item_changed (view.survey, 10 * STRETCH);
  g_assert_false (batch_item_survey_is_due (view.survey));
  view_clear (&view);
}

/* Where everything is shown in an order that does not change, no news counts. */
static void
test_settled (void)
{
  static const struct
  {
    guint         statuses;
    BatchItemSort sort;
    gboolean      settled;
  } cases[] = {
    { 0, BATCH_ITEM_SORT_POSITION, TRUE },
    { 0, BATCH_ITEM_SORT_CUSTOM_ID, TRUE },
    { 0, BATCH_ITEM_SORT_MODEL, TRUE },
    { 0, BATCH_ITEM_SORT_STATUS, FALSE },
    { 0, BATCH_ITEM_SORT_DURATION, FALSE },
    { 0, BATCH_ITEM_SORT_TOKENS, FALSE },
    { FAILED, BATCH_ITEM_SORT_POSITION, FALSE },
    { FAILED, BATCH_ITEM_SORT_CUSTOM_ID, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      View view;

      view_init (&view, 10, cases[i].statuses, cases[i].sort);
      batch_item_survey_set_n_items (view.survey, 10);
      run (&view);
      batch_item_survey_item_changed (view.survey, 0);
      g_assert_cmpint (batch_item_survey_is_due (view.survey), ==, !cases[i].settled);
      run (&view);
      batch_item_survey_some_changed (view.survey);
      g_assert_cmpint (batch_item_survey_is_due (view.survey), ==, !cases[i].settled);
      view_clear (&view);
    }
}

/* Nobody says what: all have their turn, a few at a time. */
static void
test_some_changed (void)
{
  guint n_runs = 0;
  View view;

  view_init (&view, 20 * STRETCH, FAILED, BATCH_ITEM_SORT_POSITION);
  batch_item_survey_set_n_items (view.survey, 20 * STRETCH);
  run (&view);
  for (guint i = 0; i < 20; i++)
    test_fake_items_set_status (view.items, i * STRETCH + i, BATCH_ITEM_STATUS_FAILED);
  batch_item_survey_some_changed (view.survey);
  while (batch_item_survey_is_due (view.survey))
    {
      view.items->n_orders = 0;
      run (&view);
      g_assert_cmpuint (view.items->n_orders, <=, 4);
      n_runs++;
    }
  g_assert_cmpuint (n_runs, ==, 3);
  check_order (&view);
  view_clear (&view);
}

/* --- While it is under way --- */

static void
test_changed_meanwhile (void)
{
  View view;

  view_init (&view, STRETCH, FAILED, BATCH_ITEM_SORT_POSITION);
  batch_item_survey_set_n_items (view.survey, STRETCH);
  view.items->hold = TRUE;
  batch_item_survey_run (view.survey);
  g_assert_false (batch_item_survey_is_due (view.survey));
  fail_item (&view, 7);
  g_assert_true (batch_item_survey_is_due (view.survey));
  test_fake_items_release (view.items);
  while (view.n_done == 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (view.items->n_orders, ==, 2);
  check_order (&view);
  view_clear (&view);
}

static void
test_freed_meanwhile (void)
{
  View view;

  view_init (&view, STRETCH, FAILED, BATCH_ITEM_SORT_POSITION);
  test_fake_items_set_status (view.items, 3, BATCH_ITEM_STATUS_FAILED);
  batch_item_survey_set_n_items (view.survey, STRETCH);
  view.items->hold = TRUE;
  batch_item_survey_run (view.survey);
  free_survey (&view);
  test_fake_items_release (view.items);
  while (g_main_context_iteration (NULL, FALSE))
    continue;

  g_assert_cmpuint (view.n_changed + view.n_done, ==, 0);
  g_assert_cmpuint (batch_item_order_get_n (view.order), ==, 0);
  view_clear (&view);
}

/* Whoever is told may free it, and is told nothing more. */
static void
test_freed_by_who_is_told (void)
{
  static const BatchItemSort sorts[] = { BATCH_ITEM_SORT_POSITION, BATCH_ITEM_SORT_STATUS };

  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    {
      View view;

      view_init (&view, 9 * STRETCH, FAILED, sorts[i]);
      for (guint j = 0; j < 9; j++)
        test_fake_items_set_status (view.items, j * STRETCH, BATCH_ITEM_STATUS_FAILED);
      batch_item_survey_set_n_items (view.survey, 9 * STRETCH);
      view.free_when_told = TRUE;
      batch_item_survey_run (view.survey);
      while (view.survey != NULL)
        g_main_context_iteration (NULL, TRUE);
      while (g_main_context_iteration (NULL, FALSE))
        continue;

      g_assert_cmpuint (view.n_changed + view.n_sorted + view.n_done, ==, 1);
      g_assert_cmpuint (view.items->n_orders, ==, 1);
      view_clear (&view);
    }
}

static void
test_source_is_gone (void)
{
  static const BatchItemSort sorts[] = { BATCH_ITEM_SORT_POSITION, BATCH_ITEM_SORT_STATUS };

  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    {
      View view;

      view_init (&view, 5, FAILED, sorts[i]);
      batch_item_survey_set_n_items (view.survey, 5);
      /* It was held weakly. */
      g_assert_finalize_object (g_steal_pointer (&view.items));
      batch_item_survey_run (view.survey);
      g_assert_cmpuint (view.n_done, ==, 1);
      g_assert_cmpuint (view.n_changed + view.n_sorted, ==, 0);
      view_clear (&view);
    }
}

static void
test_broken_source (void)
{
  static const BatchItemSort sorts[] = { BATCH_ITEM_SORT_POSITION, BATCH_ITEM_SORT_STATUS };

  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    {
      View view;

      view_init (&view, 5, FAILED, sorts[i]);
      test_fake_items_set_status (view.items, 3, BATCH_ITEM_STATUS_FAILED);
      batch_item_survey_set_n_items (view.survey, 5);
      view.items->broken = TRUE;
      run (&view);
      g_assert_cmpuint (view.n_changed + view.n_sorted, ==, 0);
      g_assert_cmpuint (view.n_done, ==, 1);

      view.items->broken = FALSE;
      fail_item (&view, 4);
      run (&view);
      check_order (&view);
      view_clear (&view);
    }
}

/* --- Another order than that of the input --- */

static void
test_sorted (void)
{
  View view;

  view_init (&view, 9 * STRETCH, FAILED, BATCH_ITEM_SORT_STATUS);
  test_fake_items_set_status (view.items, 5 * STRETCH, BATCH_ITEM_STATUS_FAILED);
  batch_item_survey_set_n_items (view.survey, 9 * STRETCH);
  run (&view);
  g_assert_cmpuint (view.items->n_orders, ==, 1);
  g_assert_cmpuint (view.n_sorted, ==, 1);
  g_assert_cmpuint (view.n_before, ==, 0);
  check_order (&view);

  /* Nothing is due, and nobody is asked. */
  g_assert_false (batch_item_survey_is_due (view.survey));
  run (&view);
  g_assert_cmpuint (view.items->n_orders, ==, 1);

  fail_item (&view, 1);
  run (&view);
  g_assert_cmpuint (view.n_sorted, ==, 2);
  g_assert_cmpuint (view.n_before, ==, 1);
  check_order (&view);
  g_assert_cmpuint (view.n_changed, ==, 0);
  view_clear (&view);
}

/* --- Whatever happens, in whatever order --- */

static void
test_anything (void)
{
  guint n_items = 1;
  View view;

  view_init (&view, 1, FAILED, BATCH_ITEM_SORT_POSITION);
  for (guint i = 0; i < 60; i++)
    {
      guint n_news = g_test_rand_int_range (0, 5);

      guint n_new = g_test_rand_bit () ? g_test_rand_int_range (1, STRETCH) : 0;

      while (n_new-- > 0)
        test_fake_items_set_status (view.items, n_items++, BATCH_ITEM_STATUS_PENDING);
      batch_item_survey_set_n_items (view.survey, n_items);
      for (guint j = 0; j < n_news; j++)
        {
          guint position = g_test_rand_int_range (0, n_items);

          test_fake_items_set_status (view.items, position,
                                      g_test_rand_bit () ? BATCH_ITEM_STATUS_FAILED
                                                         : BATCH_ITEM_STATUS_PENDING);
          batch_item_survey_item_changed (view.survey, position);
        }
      run (&view);
      check_order (&view);
    }

  view_clear (&view);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/items/item-survey/nothing", test_nothing);
  g_test_add_func ("/batch/items/item-survey/what-is-new", test_what_is_new);
  g_test_add_func ("/batch/items/item-survey/one-item", test_one_item);
  g_test_add_func ("/batch/items/item-survey/settled", test_settled);
  g_test_add_func ("/batch/items/item-survey/some-changed", test_some_changed);
  g_test_add_func ("/batch/items/item-survey/changed-meanwhile", test_changed_meanwhile);
  g_test_add_func ("/batch/items/item-survey/freed-meanwhile", test_freed_meanwhile);
  g_test_add_func ("/batch/items/item-survey/freed-by-who-is-told", test_freed_by_who_is_told);
  g_test_add_func ("/batch/items/item-survey/source-is-gone", test_source_is_gone);
  g_test_add_func ("/batch/items/item-survey/broken-source", test_broken_source);
  g_test_add_func ("/batch/items/item-survey/sorted", test_sorted);
  g_test_add_func ("/batch/items/item-survey/anything", test_anything);
  return g_test_run ();
}
