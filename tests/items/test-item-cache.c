/* test-item-cache.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-cache-private.h"

#define MAX_RECORDS 3

static void
store (BatchItemCache *cache,
       guint32         position,
       guint           attempts)
{
  g_autoptr(BatchItemRecord) record = batch_item_record_new ();

  record->position = position;
  record->attempts = attempts;
  batch_item_cache_store (cache, record);
}

/* The attempts of the record at @position; -1 without one. */
static int
attempts_at (BatchItemCache *cache,
             guint32         position)
{
  BatchItemRecord *record = batch_item_cache_lookup (cache, position);

  return record != NULL ? (int) record->attempts : -1;
}

static void
test_last_stay (void)
{
  BatchItemCache *cache = batch_item_cache_new (MAX_RECORDS);

  for (guint i = 0; i < 100; i++)
    store (cache, i, i);
  g_assert_cmpuint (batch_item_cache_get_n (cache), ==, MAX_RECORDS);
  g_assert_cmpint (attempts_at (cache, 96), ==, -1);
  g_assert_cmpint (attempts_at (cache, 97), ==, 97);
  g_assert_cmpint (attempts_at (cache, 99), ==, 99);
  batch_item_cache_free (cache);
}

static void
test_stored_again (void)
{
  BatchItemCache *cache = batch_item_cache_new (MAX_RECORDS);

  for (guint i = 0; i < 100; i++)
    store (cache, 7, i);
  store (cache, 8, 1);
  g_assert_cmpuint (batch_item_cache_get_n (cache), ==, 2);
  g_assert_cmpint (attempts_at (cache, 7), ==, 99);
  batch_item_cache_clear (cache);
  g_assert_cmpuint (batch_item_cache_get_n (cache), ==, 0);
  g_assert_cmpint (attempts_at (cache, 7), ==, -1);
  batch_item_cache_free (cache);
}

static void
test_replace (void)
{
  BatchItemCache *cache = batch_item_cache_new (MAX_RECORDS);
  g_autoptr(BatchItemRecord) record = batch_item_record_new ();

  record->position = 5;
  record->attempts = 2;
  batch_item_cache_replace (cache, record);
  g_assert_cmpint (attempts_at (cache, 5), ==, -1);
  store (cache, 5, 1);
  batch_item_cache_replace (cache, record);
  g_assert_cmpint (attempts_at (cache, 5), ==, 2);
  batch_item_cache_free (cache);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/items/item-cache/last-stay", test_last_stay);
  g_test_add_func ("/batch/items/item-cache/stored-again", test_stored_again);
  g_test_add_func ("/batch/items/item-cache/replace", test_replace);
  return g_test_run ();
}
