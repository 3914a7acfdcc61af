/* batch-item-cache-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* The records that came last, by the position of their item. */
typedef struct _BatchItemCache BatchItemCache;

BatchItemCache  *batch_item_cache_new     (guint            max_records);
void             batch_item_cache_free    (BatchItemCache  *self);
void             batch_item_cache_store   (BatchItemCache  *self,
                                           BatchItemRecord *record);
/* Only where there is one already. */
void             batch_item_cache_replace (BatchItemCache  *self,
                                           BatchItemRecord *record);
/* Returns: (transfer none) (nullable) */
BatchItemRecord *batch_item_cache_lookup  (BatchItemCache  *self,
                                           guint32          position);
void             batch_item_cache_clear   (BatchItemCache  *self);
guint            batch_item_cache_get_n   (BatchItemCache  *self);

G_END_DECLS
