/* test-item-rows.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-private.h"
#include "items/batch-item-rows-private.h"

static BatchItem *
new_item (guint32 position)
{
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();

  job->id = g_strdup ("batch_one");
  return batch_item_new_placeholder (job, position);
}

static void
count_cb (BatchItemRow *row,
          gpointer      user_data)
{
  guint *n_rows = user_data;

  g_assert_nonnull (row->item);
  *n_rows += 1;
}

static guint
count_rows (BatchItemRows *rows)
{
  guint n_rows = 0;

  batch_item_rows_foreach (rows, count_cb, &n_rows);
  return n_rows;
}

/* 0 is a position like any other, and so is the last one. */
static void
test_lookup (void)
{
  static const guint32 positions[] = { 0, 1, 77, G_MAXUINT32 };
  BatchItem *items[G_N_ELEMENTS (positions)];
  BatchItemRows *rows = batch_item_rows_new ();

  g_assert_null (batch_item_rows_lookup (rows, 0));
  for (guint i = 0; i < G_N_ELEMENTS (positions); i++)
    {
      items[i] = new_item (positions[i]);
      batch_item_rows_add (rows, positions[i], 10 + i, items[i]);
    }
  g_assert_cmpuint (count_rows (rows), ==, G_N_ELEMENTS (positions));
  g_assert_null (batch_item_rows_lookup (rows, 2));
  for (guint i = 0; i < G_N_ELEMENTS (positions); i++)
    {
      BatchItemRow *row = batch_item_rows_lookup (rows, positions[i]);

      g_assert_true (row->item == items[i]);
      g_assert_cmpuint (row->place, ==, 10 + i);
      g_assert_cmpuint (row->position, ==, positions[i]);
      /* Whoever looks may note that it stands elsewhere. */
      row->place = 3;
      g_assert_cmpuint (batch_item_rows_lookup (rows, positions[i])->place, ==, 3);
    }

  batch_item_rows_free (rows);
  for (guint i = 0; i < G_N_ELEMENTS (positions); i++)
    g_assert_finalize_object (items[i]);
}

/* The rows hold nothing, and end with what they are of. */
static void
test_gone_with_item (void)
{
  BatchItemRows *rows = batch_item_rows_new ();
  BatchItem *one = new_item (1);
  BatchItem *two = new_item (2);

  batch_item_rows_add (rows, 1, 0, one);
  batch_item_rows_add (rows, 2, 1, two);
  g_assert_finalize_object (one);
  g_assert_null (batch_item_rows_lookup (rows, 1));
  g_assert_nonnull (batch_item_rows_lookup (rows, 2));
  g_assert_cmpuint (count_rows (rows), ==, 1);
  g_assert_finalize_object (two);
  g_assert_cmpuint (count_rows (rows), ==, 0);
  batch_item_rows_free (rows);
}

/* Of two objects for one position the later one counts; the end of the other is no news. */
static void
test_replaced (void)
{
  BatchItemRows *rows = batch_item_rows_new ();
  BatchItem *former = new_item (5);
  BatchItem *later = new_item (5);

  batch_item_rows_add (rows, 5, 0, former);
  batch_item_rows_add (rows, 5, 9, later);
  g_assert_cmpuint (count_rows (rows), ==, 1);
  g_assert_true (batch_item_rows_lookup (rows, 5)->item == later);
  g_assert_finalize_object (former);
  g_assert_true (batch_item_rows_lookup (rows, 5)->item == later);
  g_assert_finalize_object (later);
  g_assert_null (batch_item_rows_lookup (rows, 5));
  batch_item_rows_free (rows);
}

static void
test_anything (void)
{
  enum { N = 40 };
  BatchItem *items[N] = { NULL };
  BatchItemRows *rows = batch_item_rows_new ();

  for (guint i = 0; i < 5000; i++)
    {
      guint position = g_test_rand_int_range (0, N);
      BatchItemRow *row = batch_item_rows_lookup (rows, position);

      g_assert_true ((row != NULL ? row->item : NULL) == items[position]);
      if (row == NULL)
        {
          items[position] = new_item (position);
          batch_item_rows_add (rows, position, i, items[position]);
        }
      else
        {
          g_assert_finalize_object (g_steal_pointer (&items[position]));
        }
    }

  batch_item_rows_free (rows);
  for (guint i = 0; i < N; i++)
    g_clear_object (&items[i]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/items/item-rows/lookup", test_lookup);
  g_test_add_func ("/batch/items/item-rows/gone-with-item", test_gone_with_item);
  g_test_add_func ("/batch/items/item-rows/replaced", test_replaced);
  g_test_add_func ("/batch/items/item-rows/anything", test_anything);
  return g_test_run ();
}
