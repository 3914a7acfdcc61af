/* batch-item-fetch-queue.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-fetch-queue-private.h"

struct _BatchItemFetchQueue
{
  GHashTable *by_position;         /* BatchItemFetch, of those that wait or are under way */
  GQueue      waiting;             /* of BatchItemFetch; the last one is the next */
};

BatchItemFetchQueue *
batch_item_fetch_queue_new (void)
{
  BatchItemFetchQueue *self = g_new0 (BatchItemFetchQueue, 1);

  self->by_position = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->waiting);
  return self;
}

void
batch_item_fetch_queue_free (BatchItemFetchQueue *self)
{
  g_hash_table_unref (self->by_position);
  g_queue_clear_full (&self->waiting, g_free);
  g_free (self);
}

BatchItemFetch *
batch_item_fetch_queue_begin (BatchItemFetchQueue *self)
{
  BatchItemFetch *fetch = g_new0 (BatchItemFetch, 1);

  g_queue_push_tail (&self->waiting, fetch);
  return fetch;
}

void
batch_item_fetch_queue_add (BatchItemFetchQueue *self,
                            BatchItemFetch      *fetch,
                            guint32              position)
{
  fetch->positions[fetch->n++] = position;
  g_hash_table_insert (self->by_position, GUINT_TO_POINTER (position), fetch);
}

void
batch_item_fetch_queue_add_again (BatchItemFetchQueue *self,
                                  guint32              position)
{
  BatchItemFetch *fetch = g_queue_peek_tail (&self->waiting);

  if (fetch == NULL || fetch->n == BATCH_ITEM_FETCH_SIZE)
    {
      fetch = batch_item_fetch_queue_begin (self);
      fetch->again = TRUE;
    }

  batch_item_fetch_queue_add (self, fetch, position);
}

gboolean
batch_item_fetch_queue_has (BatchItemFetchQueue *self,
                            guint32              position)
{
  return g_hash_table_contains (self->by_position, GUINT_TO_POINTER (position));
}

void
batch_item_fetch_queue_hurry (BatchItemFetchQueue *self,
                              guint32              position)
{
  BatchItemFetch *fetch = g_hash_table_lookup (self->by_position, GUINT_TO_POINTER (position));

  if (g_queue_peek_tail (&self->waiting) != fetch && g_queue_remove (&self->waiting, fetch))
    g_queue_push_tail (&self->waiting, fetch);
}

BatchItemFetch *
batch_item_fetch_queue_take (BatchItemFetchQueue *self,
                             BatchItemFetchFunc   is_waited_for,
                             gpointer             user_data)
{
  BatchItemFetch *fetch;

  while ((fetch = g_queue_pop_tail (&self->waiting)) != NULL)
    {
      if (is_waited_for (fetch, user_data))
        return fetch;
      batch_item_fetch_queue_end (self, fetch);
    }

  return NULL;
}

void
batch_item_fetch_queue_end (BatchItemFetchQueue *self,
                            BatchItemFetch      *fetch)
{
  for (guint i = 0; i < fetch->n; i++)
    {
      gpointer position = GUINT_TO_POINTER (fetch->positions[i]);

      if (g_hash_table_lookup (self->by_position, position) == fetch)
        g_hash_table_remove (self->by_position, position);
    }

  g_free (fetch);
}

void
batch_item_fetch_queue_forget (BatchItemFetchQueue *self)
{
  BatchItemFetch *fetch;

  while ((fetch = g_queue_pop_tail (&self->waiting)) != NULL)
    batch_item_fetch_queue_end (self, fetch);
}
