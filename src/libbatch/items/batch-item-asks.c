/* batch-item-asks.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-asks-private.h"

struct _BatchItemAsks
{
  GHashTable *asked;               /* position to BatchItemAsk, of those wanted and on its way */
  GQueue      wanted;              /* of BatchItemAsk; the last one is the next */
};

BatchItemAsks *
batch_item_asks_new (void)
{
  BatchItemAsks *self = g_new0 (BatchItemAsks, 1);

  self->asked = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->wanted);
  return self;
}

void
batch_item_asks_free (BatchItemAsks *self)
{
  g_hash_table_unref (self->asked);
  g_queue_clear_full (&self->wanted, g_free);
  g_free (self);
}

BatchItemAsk *
batch_item_asks_begin (BatchItemAsks *self)
{
  BatchItemAsk *ask = g_new0 (BatchItemAsk, 1);

  g_queue_push_tail (&self->wanted, ask);
  return ask;
}

void
batch_item_asks_add (BatchItemAsks *self,
                     BatchItemAsk  *ask,
                     guint32        position)
{
  ask->positions[ask->n++] = position;
  g_hash_table_insert (self->asked, GUINT_TO_POINTER (position), ask);
}

void
batch_item_asks_add_again (BatchItemAsks *self,
                           guint32        position)
{
  BatchItemAsk *ask = g_queue_peek_tail (&self->wanted);

  if (ask == NULL || ask->n == BATCH_ITEM_ASK_SIZE)
    {
      ask = batch_item_asks_begin (self);
      ask->again = TRUE;
    }

  batch_item_asks_add (self, ask, position);
}

gboolean
batch_item_asks_has (BatchItemAsks *self,
                     guint32        position)
{
  return g_hash_table_contains (self->asked, GUINT_TO_POINTER (position));
}

void
batch_item_asks_hurry (BatchItemAsks *self,
                       guint32        position)
{
  BatchItemAsk *ask = g_hash_table_lookup (self->asked, GUINT_TO_POINTER (position));

  if (g_queue_peek_tail (&self->wanted) != ask && g_queue_remove (&self->wanted, ask))
    g_queue_push_tail (&self->wanted, ask);
}

BatchItemAsk *
batch_item_asks_take (BatchItemAsks    *self,
                      BatchItemAskFunc  is_waited_for,
                      gpointer          user_data)
{
  BatchItemAsk *ask;

  while ((ask = g_queue_pop_tail (&self->wanted)) != NULL)
    {
      if (is_waited_for (ask, user_data))
        return ask;
      batch_item_asks_end (self, ask);
    }

  return NULL;
}

void
batch_item_asks_end (BatchItemAsks *self,
                     BatchItemAsk  *ask)
{
  for (guint i = 0; i < ask->n; i++)
    {
      gpointer position = GUINT_TO_POINTER (ask->positions[i]);

      if (g_hash_table_lookup (self->asked, position) == ask)
        g_hash_table_remove (self->asked, position);
    }

  g_free (ask);
}

void
batch_item_asks_forget (BatchItemAsks *self)
{
  BatchItemAsk *ask;

  while ((ask = g_queue_pop_tail (&self->wanted)) != NULL)
    batch_item_asks_end (self, ask);
}
