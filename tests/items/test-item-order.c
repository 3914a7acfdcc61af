/* test-item-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-order-private.h"

#define N_ROUNDS    300
#define N_STRETCHES 5
#define STRETCH     BATCH_ITEM_ORDER_STRETCH

/* What somebody who is told of every change believes. */
typedef struct
{
  BatchItemOrder *order;
  GArray         *believed;
  guint           n_told;
} Mirror;

static void
assert_same (BatchItemOrder *order,
             GArray         *positions)
{
  g_assert_cmpuint (batch_item_order_get_n (order), ==, positions->len);
  for (guint i = 0; i < positions->len; i++)
    g_assert_cmpuint (batch_item_order_get_position (order, i), ==,
                      g_array_index (positions, guint32, i));
}

static void
changed_cb (guint    place,
            guint    n_removed,
            guint    n_added,
            gpointer user_data)
{
  Mirror *mirror = user_data;

  mirror->n_told++;
  g_array_remove_range (mirror->believed, place, n_removed);
  for (guint i = place; i < place + n_added; i++)
    {
      guint32 position = batch_item_order_get_position (mirror->order, i);

      g_array_insert_val (mirror->believed, i, position);
    }

  /* At every change the order is what was told of it. */
  assert_same (mirror->order, mirror->believed);
}

static GArray *
some_positions (guint first,
                guint n_stretches,
                guint one_in)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = first * STRETCH; i < (first + n_stretches) * STRETCH; i++)
    {
      if (one_in > 0 && g_test_rand_int_range (0, (int) one_in) == 0)
        g_array_append_val (positions, i);
    }

  return positions;
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      backwards)
{
  guint32 one = *(const guint32 *) a;
  guint32 other = *(const guint32 *) b;
  int result = one < other ? -1 : one > other;

  return GPOINTER_TO_INT (backwards) ? -result : result;
}

/* The believed list is rebuilt from what is set and compared, in both directions. */
static void
test_some (gconstpointer data)
{
  static const guint one_in[] = { 0, 1, 2, 10, 300, 3000 };
  gboolean backwards = GPOINTER_TO_INT (data);
  BatchItemOrder *order = batch_item_order_new_some (backwards);
  g_autoptr(GArray) believed = g_array_new (FALSE, FALSE, sizeof (guint32));
  Mirror mirror = { order, believed, 0 };
  GArray *sets[N_STRETCHES] = { NULL };

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      guint stretch = (guint) g_test_rand_int_range (0, N_STRETCHES);
      g_autoptr(GArray) expected = g_array_new (FALSE, FALSE, sizeof (guint32));

      g_clear_pointer (&sets[stretch], g_array_unref);
      sets[stretch] = some_positions (stretch, 1, one_in[round % G_N_ELEMENTS (one_in)]);
      batch_item_order_set_stretch (order, stretch, 1, sets[stretch], changed_cb, &mirror);

      for (guint i = 0; i < N_STRETCHES; i++)
        {
          if (sets[i] != NULL)
            g_array_append_vals (expected, sets[i]->data, sets[i]->len);
        }
      g_array_sort_with_data (expected, compare, GINT_TO_POINTER (backwards));
      assert_same (order, expected);
      assert_same (order, believed);
    }

  for (guint i = 0; i < N_STRETCHES; i++)
    g_clear_pointer (&sets[i], g_array_unref);
  batch_item_order_unref (order);
}

/* Few are told: each costs who listens. */
static void
test_told_seldom (void)
{
  BatchItemOrder *order = batch_item_order_new_some (FALSE);
  g_autoptr(GArray) believed = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(GArray) sparse = some_positions (0, 2, 200);
  g_autoptr(GArray) more = NULL;
  Mirror mirror = { order, believed, 0 };

  batch_item_order_set_stretch (order, 0, 2, sparse, changed_cb, &mirror);
  g_assert_cmpuint (mirror.n_told, ==, 2);
  batch_item_order_set_stretch (order, 0, 2, sparse, changed_cb, &mirror);
  g_assert_cmpuint (mirror.n_told, ==, 2);

  more = some_positions (0, 2, 2);
  batch_item_order_set_stretch (order, 0, 2, more, changed_cb, &mirror);
  g_assert_cmpuint (mirror.n_told, ==, 4);
  batch_item_order_unref (order);
}

static void
test_all (void)
{
  BatchItemOrder *order = batch_item_order_new_all (3);

  g_assert_cmpuint (batch_item_order_get_n (order), ==, 3);
  g_assert_cmpuint (batch_item_order_get_position (order, 2), ==, 2);
  batch_item_order_set_n (order, 1);
  g_assert_cmpuint (batch_item_order_get_n (order), ==, 1);
  batch_item_order_unref (order);
}

static void
test_sorted (void)
{
  static const guint32 positions[] = { 7, 3, 5 };
  BatchItemOrder *order = batch_item_order_new_sorted ();
  g_autoptr(GArray) array = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(GArray) before = NULL;

  g_array_append_vals (array, positions, G_N_ELEMENTS (positions));
  before = batch_item_order_set_sorted (order, array);
  g_assert_cmpuint (before->len, ==, 0);
  assert_same (order, array);
  batch_item_order_unref (order);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/items/item-order/all", test_all);
  g_test_add_data_func ("/batch/items/item-order/some", GINT_TO_POINTER (FALSE), test_some);
  g_test_add_data_func ("/batch/items/item-order/backwards", GINT_TO_POINTER (TRUE), test_some);
  g_test_add_func ("/batch/items/item-order/told-seldom", test_told_seldom);
  g_test_add_func ("/batch/items/item-order/sorted", test_sorted);
  return g_test_run ();
}
