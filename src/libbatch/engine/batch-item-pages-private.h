/* batch-item-pages-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* The pages of a long list that were looked at last. The last record of a page is
 * where the next page goes on: those are kept even when the page is not. */
typedef struct _BatchItemPages BatchItemPages;

BatchItemPages  *batch_item_pages_new        (guint            page_size,
                                              guint            max_pages);
void             batch_item_pages_free       (BatchItemPages  *self);

guint            batch_item_pages_get_size   (BatchItemPages  *self);
guint            batch_item_pages_get_n_held (BatchItemPages  *self);
/* @records: (element-type BatchItemRecord) (transfer full) */
void             batch_item_pages_store      (BatchItemPages  *self,
                                              guint            page,
                                              GPtrArray       *records);
/* Returns: (transfer none) (nullable) */
BatchItemRecord *batch_item_pages_lookup     (BatchItemPages  *self,
                                              guint            index);
/* Only where there is one already. */
void             batch_item_pages_replace    (BatchItemPages  *self,
                                              guint            index,
                                              BatchItemRecord *record);
/* How many pages from the first one can be fetched: one more than were seen. */
guint            batch_item_pages_get_reach  (BatchItemPages  *self);
/* What the page goes on from: NULL for the first one. */
BatchItemRecord *batch_item_pages_get_anchor (BatchItemPages  *self,
                                              guint            page);
void             batch_item_pages_clear      (BatchItemPages  *self);

G_END_DECLS
