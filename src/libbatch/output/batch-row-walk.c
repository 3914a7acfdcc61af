/* batch-row-walk.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-row-walk-private.h"

#include "store/batch-item-walk-private.h"

/* The items of a row may be anywhere. Those of so many rows are read at once, in the order in which
 * they stand: then a file that asks one model after the other is read in long pieces, too. */
#define ROWS_AT_ONCE 64

typedef struct
{
  BatchStore          *store;
  const char          *job_id;
  const BatchRowTable *table;
  BatchWaiter         *waiter;
  GCancellable        *cancellable;    /* (nullable) */
  GHashTable          *items;          /* by position: BatchItemRecord (owned) */
} Walk;

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  guint32 one = *(const guint32 *) a;
  guint32 other = *(const guint32 *) b;

  return (one > other) - (one < other);
}

static GArray *
collect_positions (const BatchRowTable *table,
                   guint                first,
                   guint                n_rows)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint row = first; row < first + n_rows; row++)
    for (guint column = 0; column < table->n_models; column++)
      {
        guint32 position = batch_row_table_get (table, row, column);

        if (position != BATCH_ROW_NO_ITEM)
          g_array_append_val (positions, position);
      }

  g_array_sort (positions, compare_positions);
  return positions;
}

static gboolean
take_item (const BatchItemRecord  *item,
           gpointer                user_data,
           GError                **error)
{
  g_hash_table_insert (user_data, GUINT_TO_POINTER (item->position),
                       batch_item_record_ref ((BatchItemRecord *) item));
  return TRUE;
}

static gboolean
read_rows (Walk    *walk,
           guint    first,
           guint    n_rows,
           GError **error)
{
  g_autoptr(GArray) positions = collect_positions (walk->table, first, n_rows);

  g_hash_table_remove_all (walk->items);
  return batch_item_walk_positions (walk->store, walk->job_id, positions, walk->waiter,
                                    walk->cancellable, take_item, walk->items, error);
}

/* As far as they stand by place, models may come in another order in every row. */
static guint
find_column (const BatchRowTable   *table,
             guint                  column,
             const BatchItemRecord *item,
             BatchItemRecord      **items)
{
  if (!batch_row_table_is_by_place (table))
    return column;

  for (guint i = 0; i < table->n_models; i++)
    if (items[i] == NULL && g_strcmp0 (table->models[i], item->key) == 0)
      return i;

  return table->n_models;
}

/* What is of none of the models gets a column that is left. */
static void
arrange (Walk             *walk,
         guint             row,
         BatchItemRecord **items)
{
  const BatchRowTable *table = walk->table;
  BatchItemRecord *left[BATCH_ROW_MAX_MODELS];
  guint n_left = 0;

  for (guint i = 0; i < table->n_models; i++)
    {
      guint32 position = batch_row_table_get (table, row, i);
      BatchItemRecord *item = g_hash_table_lookup (walk->items, GUINT_TO_POINTER (position));
      guint column = item != NULL ? find_column (table, i, item, items) : i;

      if (column < table->n_models)
        items[column] = item;
      else
        left[n_left++] = item;
    }

  for (guint i = 0; i < table->n_models && n_left > 0; i++)
    if (items[i] == NULL)
      items[i] = left[--n_left];
}

static gboolean
visit_rows (Walk              *walk,
            guint              first,
            guint              n_rows,
            BatchRowWalkFunc   func,
            gpointer           user_data,
            GError           **error)
{
  for (guint row = first; row < first + n_rows; row++)
    {
      BatchItemRecord *items[BATCH_ROW_MAX_MODELS] = { NULL };

      arrange (walk, row, items);
      if (!func (items, user_data, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
batch_row_walk (BatchStore           *store,
                const char           *job_id,
                const BatchRowTable  *table,
                BatchWaiter          *waiter,
                GCancellable         *cancellable,
                BatchRowWalkFunc      func,
                gpointer              user_data,
                GError              **error)
{
  g_autoptr(GHashTable) items =
    g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) batch_item_record_unref);
  Walk walk = { store, job_id, table, waiter, cancellable, items };

  for (guint row = 0; row < table->n_rows; row += ROWS_AT_ONCE)
    {
      guint n_rows = MIN (table->n_rows - row, ROWS_AT_ONCE);

      if (!read_rows (&walk, row, n_rows, error)
          || !visit_rows (&walk, row, n_rows, func, user_data, error))
        return FALSE;
    }

  return TRUE;
}
