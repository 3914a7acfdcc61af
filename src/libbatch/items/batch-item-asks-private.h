/* batch-item-asks-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BATCH_ITEM_ASK_SIZE 64

/* Records to fetch, by the position of their item. */
typedef struct
{
  guint32  positions[BATCH_ITEM_ASK_SIZE];
  guint    n;
  gboolean again;                  /* they are known, but may have changed */
} BatchItemAsk;

/* What is wanted and on its way. What was wanted last comes first. */
typedef struct _BatchItemAsks BatchItemAsks;

/* Whether somebody still waits for what is asked for. */
typedef gboolean (*BatchItemAskFunc) (const BatchItemAsk *ask,
                                      gpointer            user_data);

BatchItemAsks *batch_item_asks_new       (void);
void           batch_item_asks_free      (BatchItemAsks    *self);
/* A new one, to which up to so many positions are added. */
BatchItemAsk  *batch_item_asks_begin     (BatchItemAsks    *self);
void           batch_item_asks_add       (BatchItemAsks    *self,
                                          BatchItemAsk     *ask,
                                          guint32           position);
/* To those that are asked for again, which are the last ones. */
void           batch_item_asks_add_again (BatchItemAsks    *self,
                                          guint32           position);
gboolean       batch_item_asks_has       (BatchItemAsks    *self,
                                          guint32           position);
/* Has it come next, if it is wanted. */
void           batch_item_asks_hurry     (BatchItemAsks    *self,
                                          guint32           position);
/* The next one that is still waited for, to be ended when it was answered; NULL when there is
 * none. The others are forgotten. */
BatchItemAsk  *batch_item_asks_take      (BatchItemAsks    *self,
                                          BatchItemAskFunc  is_waited_for,
                                          gpointer          user_data);
void           batch_item_asks_end       (BatchItemAsks    *self,
                                          BatchItemAsk     *ask);
/* Of all that is not on its way. */
void           batch_item_asks_forget    (BatchItemAsks    *self);

G_END_DECLS
