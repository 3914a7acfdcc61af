/* batch-item-feed-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-store-private.h"
#include "store/batch-waiter-private.h"

G_BEGIN_DECLS

/* Brings the items of a validating job into the store, some thousands at a time, from a
 * worker thread. Memory does not grow with their number. */
typedef struct _BatchItemFeed BatchItemFeed;

BatchItemFeed *batch_item_feed_new       (BatchStore          *store,
                                          const char          *job_id,
                                          BatchWaiter         *waiter,
                                          GCancellable        *cancellable);
/* Waits for what is on its way. */
void           batch_item_feed_free      (BatchItemFeed       *self);

void           batch_item_feed_add       (BatchItemFeed       *self,
                                          const BatchNewItem  *item);
/* Whether it is worth going on. */
gboolean       batch_item_feed_check     (BatchItemFeed       *self,
                                          GError             **error);
/* Sends the rest: whether all are stored. */
gboolean       batch_item_feed_finish    (BatchItemFeed       *self,
                                          GError             **error);
/* Returns: (nullable): the resource key of the first one */
const char    *batch_item_feed_first_key (BatchItemFeed       *self);
/* How often one has another key than the one before. */
gint64         batch_item_feed_key_changes (BatchItemFeed     *self);

/* Why a job that is being taken in was refused, in the words of who takes it in.
 * @error: (transfer full)
 * Returns: (transfer full) */
GError        *batch_item_feed_explain   (GError              *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchItemFeed, batch_item_feed_free)

G_END_DECLS
