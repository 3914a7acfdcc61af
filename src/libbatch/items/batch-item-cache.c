/* batch-item-cache.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-cache-private.h"

/* Who scrolls back looks at what came last, so the oldest one goes first. A new record for
 * a position that is known takes the place of the old one, and does not make it younger. */
struct _BatchItemCache
{
  GHashTable *records;             /* position to BatchItemRecord */
  GQueue      positions;           /* of those, the oldest one first */
  guint       max_records;
};

BatchItemCache *
batch_item_cache_new (guint max_records)
{
  BatchItemCache *self = g_new0 (BatchItemCache, 1);

  self->max_records = max_records;
  self->records = g_hash_table_new_full (NULL, NULL, NULL,
                                         (GDestroyNotify) batch_item_record_unref);
  g_queue_init (&self->positions);
  return self;
}

void
batch_item_cache_free (BatchItemCache *self)
{
  g_queue_clear (&self->positions);
  g_hash_table_unref (self->records);
  g_free (self);
}

static gboolean
put (BatchItemCache  *self,
     BatchItemRecord *record)
{
  return g_hash_table_insert (self->records, GUINT_TO_POINTER (record->position),
                              batch_item_record_ref (record));
}

void
batch_item_cache_store (BatchItemCache  *self,
                        BatchItemRecord *record)
{
  if (!put (self, record))
    return;

  g_queue_push_tail (&self->positions, GUINT_TO_POINTER (record->position));
  if (self->positions.length > self->max_records)
    g_hash_table_remove (self->records, g_queue_pop_head (&self->positions));
}

void
batch_item_cache_replace (BatchItemCache  *self,
                          BatchItemRecord *record)
{
  if (batch_item_cache_lookup (self, record->position) != NULL)
    put (self, record);
}

BatchItemRecord *
batch_item_cache_lookup (BatchItemCache *self,
                         guint32         position)
{
  return g_hash_table_lookup (self->records, GUINT_TO_POINTER (position));
}

void
batch_item_cache_clear (BatchItemCache *self)
{
  g_queue_clear (&self->positions);
  g_hash_table_remove_all (self->records);
}

guint
batch_item_cache_get_n (BatchItemCache *self)
{
  return self->positions.length;
}
