/* test-item-pages.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-item-pages-private.h"

#define PAGE_SIZE 4
#define MAX_PAGES 3

static BatchItemPages *
pages_new (void)
{
  return batch_item_pages_new (PAGE_SIZE, MAX_PAGES);
}

static void
store (BatchItemPages *pages,
       guint           number,
       guint           n_records)
{
  GPtrArray *records =
    g_ptr_array_new_with_free_func ((GDestroyNotify) batch_item_record_unref);

  for (guint i = 0; i < n_records; i++)
    {
      BatchItemRecord *record = batch_item_record_new ();

      record->position = number * 100 + i;
      g_ptr_array_add (records, record);
    }
  batch_item_pages_store (pages, number, records);
}

/* The position of the record at @index; -1 without one. */
static int
position_at (BatchItemPages *pages,
             guint           index)
{
  BatchItemRecord *record = batch_item_pages_lookup (pages, index);

  return record != NULL ? (int) record->position : -1;
}

static void
test_lookup (void)
{
  BatchItemPages *pages = pages_new ();

  g_assert_cmpint (position_at (pages, 0), ==, -1);
  store (pages, 2, 3);
  g_assert_cmpint (position_at (pages, 7), ==, -1);
  g_assert_cmpint (position_at (pages, 8), ==, 200);
  g_assert_cmpint (position_at (pages, 10), ==, 202);
  g_assert_cmpint (position_at (pages, 11), ==, -1);
  batch_item_pages_free (pages);
}

static void
test_last_used_stay (void)
{
  BatchItemPages *pages = pages_new ();

  for (guint i = 0; i < MAX_PAGES; i++)
    store (pages, i, PAGE_SIZE);
  g_assert_cmpint (position_at (pages, 0), ==, 0);
  store (pages, 3, PAGE_SIZE);
  g_assert_cmpuint (batch_item_pages_get_n_held (pages), ==, MAX_PAGES);
  g_assert_cmpint (position_at (pages, 0), ==, 0);
  g_assert_cmpint (position_at (pages, 4), ==, -1);
  g_assert_cmpint (position_at (pages, 8), ==, 200);
  g_assert_cmpint (position_at (pages, 12), ==, 300);
  batch_item_pages_free (pages);
}

static void
test_stored_again (void)
{
  BatchItemPages *pages = pages_new ();

  store (pages, 0, PAGE_SIZE);
  store (pages, 0, 1);
  g_assert_cmpuint (batch_item_pages_get_n_held (pages), ==, 1);
  g_assert_cmpint (position_at (pages, 0), ==, 0);
  g_assert_cmpint (position_at (pages, 1), ==, -1);
  batch_item_pages_free (pages);
}

static void
test_replace (void)
{
  BatchItemPages *pages = pages_new ();
  g_autoptr(BatchItemRecord) record = batch_item_record_new ();

  record->position = 77;
  store (pages, 0, 2);
  batch_item_pages_replace (pages, 1, record);
  batch_item_pages_replace (pages, 2, record);
  batch_item_pages_replace (pages, 9, record);
  g_assert_cmpint (position_at (pages, 0), ==, 0);
  g_assert_cmpint (position_at (pages, 1), ==, 77);
  g_assert_cmpint (position_at (pages, 2), ==, -1);
  g_assert_cmpint (position_at (pages, 9), ==, -1);
  batch_item_pages_free (pages);
}

/* The way to a page is known as far as it was walked without a gap, and stays known
 * when the pages on it are dropped. */
static void
test_reach (void)
{
  BatchItemPages *pages = pages_new ();

  g_assert_cmpuint (batch_item_pages_get_reach (pages), ==, 1);
  g_assert_null (batch_item_pages_get_anchor (pages, 0));
  store (pages, 3, PAGE_SIZE);
  g_assert_cmpuint (batch_item_pages_get_reach (pages), ==, 1);

  for (guint i = 0; i < 10; i++)
    store (pages, i, PAGE_SIZE);
  g_assert_cmpuint (batch_item_pages_get_reach (pages), ==, 11);
  g_assert_cmpuint (batch_item_pages_get_anchor (pages, 1)->position, ==, 3);
  g_assert_cmpuint (batch_item_pages_get_anchor (pages, 10)->position, ==, 903);

  store (pages, 10, PAGE_SIZE - 1);
  g_assert_cmpuint (batch_item_pages_get_reach (pages), ==, 11);
  batch_item_pages_clear (pages);
  g_assert_cmpuint (batch_item_pages_get_reach (pages), ==, 1);
  g_assert_cmpuint (batch_item_pages_get_n_held (pages), ==, 0);
  g_assert_cmpint (position_at (pages, 0), ==, -1);
  store (pages, 0, PAGE_SIZE);
  g_assert_cmpint (position_at (pages, 3), ==, 3);
  batch_item_pages_free (pages);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/item-pages/lookup", test_lookup);
  g_test_add_func ("/batch/engine/item-pages/last-used-stay", test_last_used_stay);
  g_test_add_func ("/batch/engine/item-pages/stored-again", test_stored_again);
  g_test_add_func ("/batch/engine/item-pages/replace", test_replace);
  g_test_add_func ("/batch/engine/item-pages/reach", test_reach);
  return g_test_run ();
}
