/* batch-item-reorder.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-reorder-private.h"

#define NEAR_ROWS 64               /* that have moved are told of together */

typedef struct
{
  BatchItemOrder *order;
  GArray         *places;          /* of rows where another item stands now */
} Moves;

static void
find_move (BatchItemRow *row,
           gpointer      user_data)
{
  Moves *moves = user_data;

  if (row->place < batch_item_order_get_n (moves->order)
      && batch_item_order_get_position (moves->order, row->place) != row->position)
    g_array_append_val (moves->places, row->place);
}

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  guint one = *(const guint *) a;
  guint other = *(const guint *) b;

  return one < other ? -1 : one > other;
}

static void
tell_places (GListModel *list,
             GArray     *places)
{
  guint first = 0;

  for (guint i = 0; i < places->len; i++)
    {
      guint start = g_array_index (places, guint, first);
      guint end = g_array_index (places, guint, i) + 1;

      if (i + 1 < places->len && g_array_index (places, guint, i + 1) < end + NEAR_ROWS)
        continue;
      g_list_model_items_changed (list, start, end - start, end - start);
      first = i + 1;
    }
}

void
batch_item_reorder_emit (GListModel     *list,
                         BatchItemRows  *rows,
                         BatchItemOrder *order,
                         guint           n_before)
{
  g_autoptr(GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  Moves moves = { order, places };
  guint n = batch_item_order_get_n (order);

  batch_item_rows_foreach (rows, find_move, &moves);
  g_array_sort (places, compare_places);

  if (n > n_before)
    g_list_model_items_changed (list, n_before, 0, n - n_before);
  else if (n < n_before)
    g_list_model_items_changed (list, n, n_before - n, 0);
  tell_places (list, places);
}
