/* batch-item-rows.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-item-rows-private.h"

struct _BatchItemRows
{
  GHashTable *by_index;            /* to BatchItemRow, owned */
  GHashTable *by_position;         /* to BatchItemRow; only of those known */
};

static void
forget_position (BatchItemRow *row)
{
  GHashTable *by_position = row->rows->by_position;
  gpointer position = GUINT_TO_POINTER (row->position);

  if (row->known && g_hash_table_lookup (by_position, position) == row)
    g_hash_table_remove (by_position, position);
}

static void
item_gone_cb (gpointer  data,
              GObject  *item)
{
  BatchItemRow *row = data;

  row->item = NULL;
  batch_item_rows_remove (row->rows, row);
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

  self->by_index = g_hash_table_new_full (NULL, NULL, NULL, row_free);
  self->by_position = g_hash_table_new (NULL, NULL);
  return self;
}

void
batch_item_rows_free (BatchItemRows *self)
{
  g_hash_table_unref (self->by_position);
  g_hash_table_unref (self->by_index);
  g_free (self);
}

void
batch_item_rows_add (BatchItemRows   *self,
                     guint            index,
                     BatchItem       *item,
                     BatchItemRecord *record)
{
  BatchItemRow *row = g_new0 (BatchItemRow, 1);

  row->rows = self;
  row->index = index;
  row->item = item;
  g_object_weak_ref (G_OBJECT (item), item_gone_cb, row);
  g_hash_table_insert (self->by_index, GUINT_TO_POINTER (index), row);
  if (record != NULL)
    batch_item_rows_set_position (self, row, record->position);
}

void
batch_item_rows_set_position (BatchItemRows *self,
                              BatchItemRow  *row,
                              guint32        position)
{
  row->position = position;
  row->known = TRUE;
  g_hash_table_insert (self->by_position, GUINT_TO_POINTER (position), row);
}

void
batch_item_rows_remove (BatchItemRows *self,
                        BatchItemRow  *row)
{
  forget_position (row);
  g_hash_table_remove (self->by_index, GUINT_TO_POINTER (row->index));
}

static gboolean
is_beyond (gpointer key,
           gpointer value,
           gpointer user_data)
{
  BatchItemRow *row = value;
  const guint *n_items = user_data;

  if (row->index < *n_items)
    return FALSE;

  forget_position (row);
  return TRUE;
}

void
batch_item_rows_truncate (BatchItemRows *self,
                          guint          n_items)
{
  g_hash_table_foreach_remove (self->by_index, is_beyond, &n_items);
}

BatchItemRow *
batch_item_rows_lookup (BatchItemRows *self,
                        guint          index)
{
  return g_hash_table_lookup (self->by_index, GUINT_TO_POINTER (index));
}

BatchItemRow *
batch_item_rows_lookup_position (BatchItemRows *self,
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

  g_hash_table_iter_init (&iter, self->by_index);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    func (row, user_data);
}
