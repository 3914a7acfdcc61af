/* batch-item-fetch-queue-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BATCH_ITEM_FETCH_SIZE 64

/* Records to fetch, by the position of their item. */
typedef struct
{
  guint32  positions[BATCH_ITEM_FETCH_SIZE];
  guint    n;
  gboolean again;                  /* they are known, but may have changed */
} BatchItemFetch;

/* The records that a view wants, and those that are being fetched. What was wanted last is fetched
 * first: that is what is on the screen now. */
typedef struct _BatchItemFetchQueue BatchItemFetchQueue;

/* Whether the view still needs what is fetched. */
typedef gboolean (*BatchItemFetchFunc) (const BatchItemFetch *fetch,
                                        gpointer              user_data);

BatchItemFetchQueue *batch_item_fetch_queue_new       (void);
void                 batch_item_fetch_queue_free      (BatchItemFetchQueue *self);
/* A new one, to which up to BATCH_ITEM_FETCH_SIZE positions are added. */
BatchItemFetch      *batch_item_fetch_queue_begin     (BatchItemFetchQueue *self);
void                 batch_item_fetch_queue_add       (BatchItemFetchQueue *self,
                                                       BatchItemFetch      *fetch,
                                                       guint32              position);
/* Reads a record that is known a second time, together with others like it. */
void                 batch_item_fetch_queue_add_again (BatchItemFetchQueue *self,
                                                       guint32              position);
gboolean             batch_item_fetch_queue_has       (BatchItemFetchQueue *self,
                                                       guint32              position);
/* Moves the fetch of @position to the front, if there is one. */
void                 batch_item_fetch_queue_hurry     (BatchItemFetchQueue *self,
                                                       guint32              position);
/* The next one that is still needed, to be ended when it was answered; NULL when there is none.
 * Those that nobody needs any more are dropped. */
BatchItemFetch      *batch_item_fetch_queue_take      (BatchItemFetchQueue *self,
                                                       BatchItemFetchFunc   is_waited_for,
                                                       gpointer             user_data);
void                 batch_item_fetch_queue_end       (BatchItemFetchQueue *self,
                                                       BatchItemFetch      *fetch);
/* Drops all that is not being fetched yet. */
void                 batch_item_fetch_queue_forget    (BatchItemFetchQueue *self);

G_END_DECLS
