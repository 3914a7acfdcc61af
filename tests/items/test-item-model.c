/* test-item-model.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <malloc.h>

#include "items/batch-item-model-private.h"
#include "items/batch-item-private.h"
#include "fake-items.h"
#include "test-properties.h"

#define MILLION   1000000
#define N_SCROLLS 100
#define LIVE_ROWS 205              /* what a GTK list view holds, however long the list */

/* --- A list and someone who looks at it --- */

typedef struct
{
  TestFakeItems  *items;
  BatchItemModel *model;
  GListModel     *list;
  GString        *changes;         /* of items-changed: "position-removed+added " */
  gulong          handler;
} View;

static void
items_changed_cb (GListModel *list,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  View *view = user_data;

  g_string_append_printf (view->changes, "%u-%u+%u ", position, removed, added);
}

static View *
view_new_for_query (TestFakeItems        *items,
                    const BatchItemQuery *query)
{
  g_autoptr(BatchJobRecord) job = test_fake_items_make_job (items);
  View *view = g_new0 (View, 1);

  view->items = items;
  view->model = batch_item_model_new (&test_fake_items_interface, items, job, query);
  view->list = G_LIST_MODEL (view->model);
  view->changes = g_string_new (NULL);
  view->handler = g_signal_connect (view->model, "items-changed",
                                    G_CALLBACK (items_changed_cb), view);
  return view;
}

static View *
view_new (guint n_items)
{
  return view_new_for_query (test_fake_items_new (n_items, BATCH_ITEM_STATUS_PENDING), NULL);
}

static View *
view_new_for_failed (TestFakeItems *items)
{
  const BatchItemQuery query = { .statuses = 1u << BATCH_ITEM_STATUS_FAILED };

  return view_new_for_query (items, &query);
}

static void
view_free (View *view)
{
  g_signal_handler_disconnect (view->model, view->handler);
  g_assert_finalize_object (view->model);
  g_assert_finalize_object (view->items);
  g_string_free (view->changes, TRUE);
  g_free (view);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (View, view_free)

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

/* Refreshes keep a distance from each other. */
static void
wait_for_changes (View *view)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (view->changes->len == 0 && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  settle ();
}

static char *
take_changes (View *view)
{
  char *changes = g_strdup (view->changes->str);

  g_string_truncate (view->changes, 0);
  return changes;
}

#define assert_changes(view, expected) \
  G_STMT_START { \
    g_autofree char *changes_ = take_changes (view); \
    g_assert_cmpstr (changes_, ==, expected); \
  } G_STMT_END

static BatchItem *
get_row (View  *view,
         guint  index)
{
  return g_list_model_get_item (view->list, index);
}

static void
assert_row (View       *view,
            guint       index,
            const char *custom_id)
{
  g_autoptr(BatchItem) item = get_row (view, index);

  if (!batch_item_get_loaded (item))
    settle ();
  g_clear_object (&item);
  item = get_row (view, index);
  g_assert_cmpstr (batch_item_get_custom_id (item), ==, custom_id);
}

static void
look_at (View      *view,
         guint      first,
         GPtrArray *rows)
{
  for (guint i = first; i < first + LIVE_ROWS; i++)
    g_ptr_array_add (rows, get_row (view, i));
}

/* The job tells new counts, as it does after every few items. */
static void
tell_counts (View *view)
{
  g_autoptr(BatchJobRecord) job = test_fake_items_make_job (view->items);

  batch_item_model_set_job (view->model, job);
}

static void
tell_item (View            *view,
           guint            position,
           BatchItemStatus  status)
{
  g_autoptr(BatchItemRecord) record = NULL;

  test_fake_items_set_status (view->items, position, status);
  record = test_fake_items_get_record (view->items, position);
  batch_item_model_item_changed (view->model, record);
}

/* --- All items, in the order of the input --- */

static void
test_placeholder (void)
{
  g_autoptr(View) view = view_new (100);
  g_autoptr(BatchItem) item = get_row (view, 70);
  g_autoptr(BatchItem) again = get_row (view, 70);
  g_autoptr(BatchTestNotes) notes = batch_test_notes_new (item);

  g_assert_true (item == again);
  g_assert_true (g_list_model_get_item_type (view->list) == BATCH_TYPE_ITEM);
  g_assert_false (batch_item_get_loaded (item));
  g_assert_cmpuint (batch_item_get_position (item), ==, 70);
  g_assert_null (batch_item_get_custom_id (item));
  g_assert_cmpstr (batch_item_get_id (item), ==, "item_11111111-2222-4333-8444-555555555513");

  settle ();
  g_assert_true (batch_item_get_loaded (item));
  g_assert_cmpstr (batch_item_get_custom_id (item), ==, "row-70");
  g_assert_cmpstr (batch_item_get_id (item), ==, "item_11111111-2222-4333-8444-555555555513");
  batch_test_assert_notes (notes, "custom-id idempotency-key loaded model resource-key "
                                  "size-bucket source-format");
  assert_changes (view, "");
}

static void
test_ends (void)
{
  g_autoptr(View) view = view_new (130);
  g_autoptr(View) empty = view_new (0);

  assert_row (view, 0, "row-0");
  assert_row (view, 63, "row-63");
  assert_row (view, 64, "row-64");
  assert_row (view, 129, "row-129");
  g_assert_null (g_list_model_get_item (view->list, 130));
  g_assert_null (g_list_model_get_item (view->list, G_MAXUINT));
  g_assert_null (g_list_model_get_item (empty->list, 0));
  g_assert_cmpuint (view->items->n_fetches, ==, 3);
}

/* A row that somebody holds is there at once, and only as long. */
static void
test_rows_live (void)
{
  g_autoptr(View) view = view_new (1000);
  BatchItem *item = get_row (view, 10);
  g_autoptr(BatchItem) kept = get_row (view, 11);

  settle ();
  g_assert_finalize_object (item);
  item = get_row (view, 10);
  g_assert_true (batch_item_get_loaded (item));
  g_assert_cmpuint (view->items->n_fetches, ==, 1);
  g_assert_finalize_object (item);
}

static void
test_rows_outlive_list (void)
{
  View *view = view_new (1000);
  g_autoptr(BatchItem) item = get_row (view, 10);

  settle ();
  view_free (view);
  g_assert_cmpstr (batch_item_get_custom_id (item), ==, "row-10");
}

static void
test_list_goes_early (void)
{
  View *view = view_new (1000);
  g_autoptr(BatchItem) item = get_row (view, 10);
  g_autoptr(TestFakeItems) items = g_object_ref (view->items);

  items->hold = TRUE;
  g_signal_handler_disconnect (view->model, view->handler);
  g_object_unref (view->model);
  g_object_unref (view->items);
  test_fake_items_release (items);
  settle ();
  g_string_free (view->changes, TRUE);
  g_free (view);
}

static void
test_engine_goes (void)
{
  View *view = view_new (1000);
  g_autoptr(BatchJobRecord) job = test_fake_items_make_job (view->items);
  g_autoptr(BatchItem) item = NULL;

  job->counts.failed++;
  g_assert_finalize_object (view->items);
  item = get_row (view, 10);
  batch_item_model_set_job (view->model, job);
  settle ();
  g_assert_false (batch_item_get_loaded (item));

  view->items = test_fake_items_new (0, BATCH_ITEM_STATUS_PENDING);
  view_free (view);
}

/* In use on the heap; sanitizers bring one of their own, which tells nothing. */
static gsize
heap_bytes (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

/* A person who scrolls through a million rows, far and near. */
static void
test_scrolling (void)
{
  g_autoptr(View) view = view_new (MILLION);
  gsize before = heap_bytes ();

  g_assert_cmpuint (g_list_model_get_n_items (view->list), ==, MILLION);
  for (guint i = 0; i < N_SCROLLS; i++)
    {
      g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
      guint first = i % 4 == 0 ? (guint) g_test_rand_int_range (0, MILLION - LIVE_ROWS)
                               : (i * 997) % (MILLION - LIVE_ROWS);
      BatchItem *last;

      look_at (view, first, rows);
      settle ();
      last = g_ptr_array_index (rows, LIVE_ROWS - 1);
      g_assert_true (batch_item_get_loaded (last));
      g_assert_cmpuint (batch_item_get_position (last), ==, first + LIVE_ROWS - 1);
    }

  assert_changes (view, "");
  g_assert_cmpuint (view->items->largest, ==, 64);
  g_assert_cmpuint (view->items->n_fetches, <=, N_SCROLLS * 5);
  g_assert_cmpuint (heap_bytes (), <, before + (2 << 20));
}

/* What was scrolled past before it came is not fetched. */
static void
test_scrolled_past (void)
{
  g_autoptr(View) view = view_new (MILLION);
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(GPtrArray) passed = g_ptr_array_new_with_free_func (g_object_unref);

      look_at (view, i * 1000, passed);
    }
  look_at (view, 900000, rows);
  settle ();
  g_assert_true (batch_item_get_loaded (g_ptr_array_index (rows, 0)));
  g_assert_cmpuint (view->items->n_fetches, <=, 6);
}

static void
test_changes_notify (void)
{
  g_autoptr(View) view = view_new (1000);
  g_autoptr(BatchItem) item = get_row (view, 500);
  g_autoptr(BatchItem) other = NULL;
  g_autoptr(BatchTestNotes) notes = NULL;

  settle ();
  notes = batch_test_notes_new (item);
  tell_item (view, 500, BATCH_ITEM_STATUS_RUNNING);
  batch_test_assert_notes (notes, "status");
  tell_item (view, 500, BATCH_ITEM_STATUS_RUNNING);
  batch_test_assert_notes (notes, "");

  /* Nobody looks at this one, but its page is at hand. */
  tell_item (view, 501, BATCH_ITEM_STATUS_FAILED);
  other = get_row (view, 501);
  g_assert_cmpint (batch_item_get_status (other), ==, BATCH_ITEM_STATUS_FAILED);
  g_assert_cmpuint (view->items->n_fetches, ==, 1);
  assert_changes (view, "");
}

/* News that come while a page is on its way are newer than the page. */
static void
test_news_beat_pages (void)
{
  g_autoptr(View) view = view_new (1000);
  g_autoptr(BatchItem) item = NULL;

  view->items->hold = TRUE;
  item = get_row (view, 5);
  tell_item (view, 5, BATCH_ITEM_STATUS_SUCCEEDED);
  test_fake_items_release (view->items);
  settle ();
  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_SUCCEEDED);
}

static void
test_grows (void)
{
  g_autoptr(View) view = view_new (100);
  g_autoptr(BatchItem) item = get_row (view, 99);

  settle ();
  test_fake_items_set_status (view->items, 4195, BATCH_ITEM_STATUS_PENDING);
  tell_counts (view);
  assert_changes (view, "100-0+4096 ");
  g_assert_cmpuint (g_list_model_get_n_items (view->list), ==, 4196);
  assert_row (view, 100, "row-100");
  assert_row (view, 4195, "row-4195");
}

/* Another process works on the job: only the counts tell. */
static void
test_counts_refresh (void)
{
  g_autoptr(View) view = view_new (1000);
  g_autoptr(BatchItem) item = get_row (view, 5);
  guint n_fetches;
  gint64 start;

  settle ();
  test_fake_items_set_status (view->items, 5, BATCH_ITEM_STATUS_FAILED);
  tell_counts (view);
  settle ();
  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_FAILED);
  assert_changes (view, "");

  /* The same counts again are no reason; many new ones in a row are one. */
  n_fetches = view->items->n_fetches;
  tell_counts (view);
  settle ();
  g_assert_cmpuint (view->items->n_fetches, ==, n_fetches);
  start = g_get_monotonic_time ();
  for (guint i = 10; i < 500; i++)
    {
      test_fake_items_set_status (view->items, i, BATCH_ITEM_STATUS_FAILED);
      tell_counts (view);
      settle ();
    }
  g_assert_cmpint (view->items->n_fetches - n_fetches, <=,
                   1 + (g_get_monotonic_time () - start) / (G_USEC_PER_SEC / 2));
}

static void
test_failing_source (void)
{
  g_autoptr(View) view = view_new (1000);
  g_autoptr(BatchItem) item = NULL;

  view->items->broken = TRUE;
  item = get_row (view, 5);
  settle ();
  g_assert_false (batch_item_get_loaded (item));

  view->items->broken = FALSE;
  test_fake_items_set_status (view->items, 500, BATCH_ITEM_STATUS_FAILED);
  tell_counts (view);
  settle ();
  g_assert_true (batch_item_get_loaded (item));
}

/* --- Some of the items, or in another order --- */

/* Every tenth has failed. */
static TestFakeItems *
some_failed (guint n_items)
{
  TestFakeItems *items = test_fake_items_new (n_items, BATCH_ITEM_STATUS_PENDING);

  for (guint i = 0; i < n_items; i += 10)
    test_fake_items_set_status (items, i, BATCH_ITEM_STATUS_FAILED);
  return items;
}

static void
test_filter (void)
{
  g_autoptr(View) view = view_new_for_failed (some_failed (200000));

  g_assert_cmpuint (g_list_model_get_n_items (view->list), ==, 0);
  settle ();
  g_assert_cmpuint (g_list_model_get_n_items (view->list), ==, 20000);
  assert_row (view, 0, "row-0");
  assert_row (view, 512, "row-5120");
  assert_row (view, 19999, "row-199990");
  assert_row (view, 10000, "row-100000");
  g_assert_null (g_list_model_get_item (view->list, 20000));
  /* It is looked through in stretches, once, and no page but those that are looked at comes. */
  g_assert_cmpuint (view->items->n_orders, ==, 13);
  g_assert_cmpuint (view->items->n_fetches, ==, 4);
}

static void
test_backwards (void)
{
  const BatchItemQuery query = { .descending = TRUE };
  g_autoptr(View) view = view_new_for_query (test_fake_items_new (2000, 0), &query);

  settle ();
  assert_row (view, 0, "row-1999");
  assert_row (view, 1999, "row-0");
}

static void
test_filter_change (void)
{
  g_autoptr(View) view = view_new_for_failed (some_failed (1000));
  g_autoptr(BatchItem) item = NULL;
  g_autoptr(BatchItem) placeholder = NULL;

  settle ();
  item = get_row (view, 5);
  placeholder = get_row (view, 6);
  g_assert_cmpuint (batch_item_get_position (placeholder), ==, 60);
  settle ();
  g_assert_cmpuint (batch_item_get_position (placeholder), ==, 60);
  g_string_truncate (view->changes, 0);

  /* A row stays what it is until the list is looked through again. */
  tell_item (view, 50, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_cmpint (batch_item_get_status (item), ==, BATCH_ITEM_STATUS_SUCCEEDED);
  tell_item (view, 51, BATCH_ITEM_STATUS_SUCCEEDED);
  assert_changes (view, "");
}

static void
test_filter_grows_at_end (void)
{
  g_autoptr(View) view = view_new_for_failed (some_failed (1000));
  g_autoptr(BatchItem) first = NULL;

  settle ();
  first = get_row (view, 0);
  settle ();
  assert_changes (view, "0-0+100 ");

  tell_item (view, 995, BATCH_ITEM_STATUS_FAILED);
  tell_counts (view);
  wait_for_changes (view);
  assert_changes (view, "100-0+1 ");
  assert_row (view, 100, "row-995");
  assert_row (view, 0, "row-0");
}

/* A row in the middle is new: those behind it move on as they are. */
static void
test_filter_grows_in_middle (void)
{
  g_autoptr(View) view = view_new_for_failed (some_failed (1000));
  g_autoptr(BatchItem) before = NULL;
  g_autoptr(BatchItem) after = NULL;
  g_autoptr(BatchItem) last = NULL;
  g_autoptr(BatchItem) between = NULL;
  g_autoptr(BatchItem) moved = NULL;

  settle ();
  before = get_row (view, 3);
  after = get_row (view, 4);
  last = get_row (view, 8);
  settle ();
  g_string_truncate (view->changes, 0);

  tell_item (view, 35, BATCH_ITEM_STATUS_FAILED);
  tell_counts (view);
  wait_for_changes (view);
  assert_changes (view, "4-0+1 ");
  between = get_row (view, 4);
  moved = get_row (view, 5);
  settle ();
  g_assert_true (moved == after);
  g_assert_cmpstr (batch_item_get_custom_id (between), ==, "row-35");
  g_assert_cmpstr (batch_item_get_custom_id (after), ==, "row-40");
  g_assert_cmpstr (batch_item_get_custom_id (before), ==, "row-30");
  assert_row (view, 8, "row-70");
}

static void
test_filter_shrinks (void)
{
  g_autoptr(View) view = view_new_for_failed (some_failed (1000));
  g_autoptr(BatchItem) first = NULL;
  g_autoptr(BatchItem) last = NULL;

  settle ();
  first = get_row (view, 0);
  last = get_row (view, 99);
  settle ();
  g_string_truncate (view->changes, 0);

  /* All but one are tried again, and one more failed. */
  for (guint i = 10; i < 1000; i += 10)
    test_fake_items_set_status (view->items, i, BATCH_ITEM_STATUS_PENDING);
  test_fake_items_set_status (view->items, 500, BATCH_ITEM_STATUS_FAILED);
  tell_counts (view);
  wait_for_changes (view);
  assert_changes (view, "1-99+1 ");
  assert_row (view, 0, "row-0");
  assert_row (view, 1, "row-500");
  g_assert_null (g_list_model_get_item (view->list, 2));
  g_assert_cmpstr (batch_item_get_custom_id (last), ==, "row-990");

  test_fake_items_set_status (view->items, 0, BATCH_ITEM_STATUS_PENDING);
  test_fake_items_set_status (view->items, 500, BATCH_ITEM_STATUS_PENDING);
  tell_counts (view);
  wait_for_changes (view);
  assert_changes (view, "0-2+0 ");
  g_assert_cmpuint (g_list_model_get_n_items (view->list), ==, 0);
}

/* Only what has changed is looked through again, however long the list is. */
static void
test_filter_looks_at_news (void)
{
  g_autoptr(View) view = view_new_for_failed (some_failed (MILLION));
  guint n_orders;

  settle ();
  n_orders = view->items->n_orders;
  g_string_truncate (view->changes, 0);
  tell_item (view, 500005, BATCH_ITEM_STATUS_FAILED);
  tell_counts (view);
  wait_for_changes (view);
  assert_changes (view, "50001-0+1 ");
  /* It, and a few that others may have changed. */
  g_assert_cmpuint (view->items->n_orders - n_orders, <=, 4);
}

/* What others have changed shows, too, wherever it is, even if nothing more is told. */
static void
test_filter_sweeps (void)
{
  g_autoptr(View) view = view_new_for_failed (some_failed (100000));

  settle ();
  g_string_truncate (view->changes, 0);
  test_fake_items_set_status (view->items, 99999, BATCH_ITEM_STATUS_FAILED);
  tell_counts (view);
  wait_for_changes (view);
  assert_changes (view, "10000-0+1 ");
}

/* A search that nobody waits for any more ends. */
static void
test_list_stops_looking (void)
{
  View *view = view_new_for_failed (some_failed (MILLION));
  g_autoptr(TestFakeItems) items = g_object_ref (view->items);

  while (items->n_orders < 3)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (view->model, view->handler);
  g_assert_finalize_object (view->model);
  settle ();
  g_assert_cmpuint (items->n_orders, ==, 3);
  g_object_unref (view->items);
  g_string_free (view->changes, TRUE);
  g_free (view);
}

static void
drop_list_cb (GListModel *list,
              guint       position,
              guint       removed,
              guint       added,
              gpointer    user_data)
{
  GListModel **kept = user_data;

  g_clear_object (kept);
}

/* Whoever is told of a change may have enough of the list. */
static void
test_list_dropped_when_told (void)
{
  g_autoptr(TestFakeItems) items = some_failed (MILLION);
  g_autoptr(BatchJobRecord) job = test_fake_items_make_job (items);
  const BatchItemQuery queries[] = {
    { .statuses = 1u << BATCH_ITEM_STATUS_FAILED },
    { .sort = BATCH_ITEM_SORT_STATUS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      BatchItemModel *model = batch_item_model_new (&test_fake_items_interface, items, job,
                                                    &queries[i]);

      g_signal_connect (model, "items-changed", G_CALLBACK (drop_list_cb), &model);
      settle ();
      g_assert_null (model);
    }
}

/* --- Sorted --- */

static View *
view_new_by_status (TestFakeItems *items)
{
  const BatchItemQuery query = { .sort = BATCH_ITEM_SORT_STATUS };

  return view_new_for_query (items, &query);
}

static void
test_sorted (void)
{
  g_autoptr(View) view = view_new_by_status (some_failed (1000));

  settle ();
  assert_changes (view, "0-0+1000 ");
  assert_row (view, 0, "row-1");
  assert_row (view, 899, "row-999");
  assert_row (view, 900, "row-0");
  assert_row (view, 999, "row-990");
}

/* Only those who look are told, together, and rows keep their items. */
static void
test_sorted_again (void)
{
  g_autoptr(View) view = view_new_by_status (some_failed (1000));
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(BatchItem) first = NULL;
  g_autoptr(BatchItem) moved = NULL;

  settle ();
  first = get_row (view, 0);
  look_at (view, 300, rows);
  settle ();
  g_string_truncate (view->changes, 0);

  tell_item (view, 2, BATCH_ITEM_STATUS_FAILED);
  tell_counts (view);
  wait_for_changes (view);
  assert_changes (view, "300-205+205 ");
  moved = get_row (view, 300);
  g_assert_true (moved == g_ptr_array_index (rows, 1));
  assert_row (view, 900, "row-2");
}

static void
test_sorted_grows (void)
{
  g_autoptr(View) view = view_new_by_status (some_failed (1000));

  settle ();
  g_string_truncate (view->changes, 0);
  test_fake_items_set_status (view->items, 1500, BATCH_ITEM_STATUS_PENDING);
  tell_counts (view);
  wait_for_changes (view);
  assert_changes (view, "1000-0+501 ");
}

/* A job that runs does not keep its viewers busy. */
static void
test_refresh_interval (void)
{
  g_autoptr(View) view = view_new_for_failed (some_failed (10000));
  gint64 start = g_get_monotonic_time ();

  settle ();
  for (guint i = 1; g_get_monotonic_time () < start + 3 * G_USEC_PER_SEC / 2; i++)
    {
      if (i % 10 != 0)
        tell_item (view, i % 10000, i % 2 == 0 ? BATCH_ITEM_STATUS_FAILED
                                               : BATCH_ITEM_STATUS_PENDING);
      tell_counts (view);
      settle ();
    }
  g_assert_cmpuint (view->items->n_orders, >=, 2);
  g_assert_cmpint (view->items->n_orders, <=,
                   1 + (g_get_monotonic_time () - start) / (G_USEC_PER_SEC / 2));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add_func ("/batch/items/item-model/" name, func)
  ADD ("placeholder", test_placeholder);
  ADD ("ends", test_ends);
  ADD ("rows-live", test_rows_live);
  ADD ("rows-outlive-list", test_rows_outlive_list);
  ADD ("list-goes-early", test_list_goes_early);
  ADD ("engine-goes", test_engine_goes);
  ADD ("scrolling", test_scrolling);
  ADD ("scrolled-past", test_scrolled_past);
  ADD ("changes-notify", test_changes_notify);
  ADD ("news-beat-pages", test_news_beat_pages);
  ADD ("grows", test_grows);
  ADD ("counts-refresh", test_counts_refresh);
  ADD ("failing-source", test_failing_source);
  ADD ("filter", test_filter);
  ADD ("backwards", test_backwards);
  ADD ("filter-change", test_filter_change);
  ADD ("filter-grows-at-end", test_filter_grows_at_end);
  ADD ("filter-grows-in-middle", test_filter_grows_in_middle);
  ADD ("filter-shrinks", test_filter_shrinks);
  ADD ("filter-looks-at-news", test_filter_looks_at_news);
  ADD ("filter-sweeps", test_filter_sweeps);
  ADD ("list-stops-looking", test_list_stops_looking);
  ADD ("list-dropped-when-told", test_list_dropped_when_told);
  ADD ("sorted", test_sorted);
  ADD ("sorted-again", test_sorted_again);
  ADD ("sorted-grows", test_sorted_grows);
  ADD ("refresh-interval", test_refresh_interval);
#undef ADD
  return g_test_run ();
}
