/* core/batch-item-chunk.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-item-chunk-private.h"

BatchItemChunk *
batch_item_chunk_new (guint reserved)
{
  BatchItemChunk *chunk = g_new0 (BatchItemChunk, 1);

  chunk->items = g_array_sized_new (FALSE, FALSE, sizeof (BatchNewItem), reserved);
  return chunk;
}

void
batch_item_chunk_add_static (BatchItemChunk     *chunk,
                             const BatchNewItem *item)
{
  g_array_append_vals (chunk->items, item, 1);
}

/* Copies what @item points to. Keys and endpoints are few, and kept once. */
void
batch_item_chunk_add (BatchItemChunk     *chunk,
                      const BatchNewItem *item)
{
  BatchNewItem copy = *item;

  if (chunk->strings == NULL)
    chunk->strings = g_string_chunk_new (16 * 1024);

  copy.custom_id = g_string_chunk_insert (chunk->strings, item->custom_id);
  copy.key = g_string_chunk_insert_const (chunk->strings, item->key);
  if (item->endpoint != NULL)
    copy.endpoint = g_string_chunk_insert_const (chunk->strings, item->endpoint);
  if (item->reused_job != NULL)
    copy.reused_job = g_string_chunk_insert_const (chunk->strings, item->reused_job);
  g_array_append_val (chunk->items, copy);
}

void
batch_item_chunk_free (BatchItemChunk *chunk)
{
  g_array_unref (chunk->items);
  g_clear_pointer (&chunk->strings, g_string_chunk_free);
  g_free (chunk);
}
