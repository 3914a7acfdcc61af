/* batch-item-feed.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-item-feed-private.h"

#define CHUNK_ITEMS   4096
/* One is written while the next is being filled; more would only fill memory, and make
 * long transactions. */
#define MAX_IN_FLIGHT 2

struct _BatchItemFeed
{
  BatchStore     *store;
  char           *job_id;
  BatchWaiter    *waiter;        /* not ours */
  GCancellable   *cancellable;   /* (nullable) */
  BatchItemChunk *chunk;         /* being filled; (nullable) */
  char           *first_key;
  char           *last_key;
  GError         *error;         /* why the first chunk was refused */
  gint64          key_changes;
  guint32         n_sent;        /* items in chunks that went to the store */
  guint           n_in_flight;
};

BatchItemFeed *
batch_item_feed_new (BatchStore   *store,
                     const char   *job_id,
                     BatchWaiter  *waiter,
                     GCancellable *cancellable)
{
  BatchItemFeed *self = g_new0 (BatchItemFeed, 1);

  self->store = g_object_ref (store);
  self->job_id = g_strdup (job_id);
  self->waiter = waiter;
  g_set_object (&self->cancellable, cancellable);
  return self;
}

static void
drain (BatchItemFeed *self)
{
  while (self->n_in_flight > 0)
    batch_waiter_iterate (self->waiter);
}

void
batch_item_feed_free (BatchItemFeed *self)
{
  drain (self);
  g_clear_pointer (&self->chunk, batch_item_chunk_free);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  g_object_unref (self->store);
  g_free (self->first_key);
  g_free (self->last_key);
  g_free (self->job_id);
  g_free (self);
}

/* Only a cancellation takes a job away from its import. */
GError *
batch_item_feed_explain (GError *error)
{
  if (!g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE))
    return error;

  g_error_free (error);
  return g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                      "The batch was cancelled while it was being taken in");
}

static void
chunk_stored_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchItemFeed *self = user_data;
  g_autoptr(GError) error = NULL;

  self->n_in_flight--;
  if (!batch_store_insert_items_finish (BATCH_STORE (source), result, &error)
      && self->error == NULL)
    self->error = batch_item_feed_explain (g_steal_pointer (&error));
}

static void
send_chunk (BatchItemFeed *self)
{
  guint n_items = self->chunk->items->len;

  while (self->n_in_flight >= MAX_IN_FLIGHT)
    batch_waiter_iterate (self->waiter);

  self->n_in_flight++;
  batch_store_insert_items_async (self->store, self->job_id, self->n_sent,
                                  g_steal_pointer (&self->chunk), self->cancellable,
                                  chunk_stored_cb, self);
  self->n_sent += n_items;
}

static void
note_key (BatchItemFeed *self,
          const char    *key)
{
  if (g_strcmp0 (self->last_key, key) == 0)
    return;

  if (self->first_key == NULL)
    self->first_key = g_strdup (key);
  else
    self->key_changes++;
  g_free (self->last_key);
  self->last_key = g_strdup (key);
}

void
batch_item_feed_add (BatchItemFeed      *self,
                     const BatchNewItem *item)
{
  note_key (self, item->key);
  if (self->chunk == NULL)
    self->chunk = batch_item_chunk_new (CHUNK_ITEMS);

  batch_item_chunk_add (self->chunk, item);
  if (self->chunk->items->len == CHUNK_ITEMS)
    send_chunk (self);
}

static gboolean
propagate (BatchItemFeed  *self,
           GError        **error)
{
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

gboolean
batch_item_feed_check (BatchItemFeed  *self,
                       GError        **error)
{
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error)
         && propagate (self, error);
}

gboolean
batch_item_feed_finish (BatchItemFeed  *self,
                        GError        **error)
{
  if (self->chunk != NULL)
    send_chunk (self);
  drain (self);
  return propagate (self, error);
}

const char *
batch_item_feed_first_key (BatchItemFeed *self)
{
  return self->first_key;
}

gint64
batch_item_feed_key_changes (BatchItemFeed *self)
{
  return self->key_changes;
}
