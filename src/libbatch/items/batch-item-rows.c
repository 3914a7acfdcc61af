/* batch-item-rows.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-rows-private.h"

struct _BatchItemRows
{
  GHashTable *by_position;         /* to BatchItemRow, owned */
};

static void
item_gone_cb (gpointer  data,
              GObject  *item)
{
  BatchItemRow *row = data;

  row->item = NULL;
  g_hash_table_remove (row->rows->by_position, GUINT_TO_POINTER (row->position));
}

static void
row_free (gpointer data)
{
  BatchItemRow *row = data;

  if (row->item != NULL)
    g_object_weak_unref (G_OBJECT (row->item), item_gone_cb, row);
  g_free (row);
}

BatchItemRows *
batch_item_rows_new (void)
{
  BatchItemRows *self = g_new (BatchItemRows, 1);

  self->by_position = g_hash_table_new_full (NULL, NULL, NULL, row_free);
  return self;
}

void
batch_item_rows_free (BatchItemRows *self)
{
  g_hash_table_unref (self->by_position);
  g_free (self);
}

void
batch_item_rows_add (BatchItemRows *self,
                     guint32        position,
                     guint          place,
                     BatchItem     *item)
{
  BatchItemRow *row = g_new (BatchItemRow, 1);

  *row = (BatchItemRow) { self, item, position, place };
  g_object_weak_ref (G_OBJECT (item), item_gone_cb, row);
  g_hash_table_insert (self->by_position, GUINT_TO_POINTER (position), row);
}

BatchItemRow *
batch_item_rows_lookup (BatchItemRows *self,
                        guint32        position)
{
  return g_hash_table_lookup (self->by_position, GUINT_TO_POINTER (position));
}

void
batch_item_rows_foreach (BatchItemRows    *self,
                         BatchItemRowFunc  func,
                         gpointer          user_data)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->by_position);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    func (row, user_data);
}
