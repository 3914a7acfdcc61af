/* core/batch-item-chunk-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* Some thousands of new items with the strings they point to, so that they can
 * go from the thread that reads the input to the one that stores them. */
typedef struct
{
  GArray       *items;      /* of BatchNewItem */
  GStringChunk *strings;    /* NULL before one was copied */
} BatchItemChunk;

BatchItemChunk *batch_item_chunk_new        (guint               reserved);
void            batch_item_chunk_add        (BatchItemChunk     *chunk,
                                             const BatchNewItem *item);
/* Copies no strings: they stay as long as the chunk. */
void            batch_item_chunk_add_static (BatchItemChunk     *chunk,
                                             const BatchNewItem *item);
void            batch_item_chunk_free       (BatchItemChunk     *chunk);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchItemChunk, batch_item_chunk_free)

G_END_DECLS
