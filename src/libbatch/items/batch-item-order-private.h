/* batch-item-order-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* Which item of a job, by its position, stands at which place of a list. */
typedef struct _BatchItemOrder BatchItemOrder;

/* Items of a job are looked through in stretches of so many. */
#define BATCH_ITEM_ORDER_STRETCH 4096

/* @n_removed places from @place on are gone, and @n_added are there now. */
typedef void (*BatchItemOrderFunc) (guint    place,
                                    guint    n_removed,
                                    guint    n_added,
                                    gpointer user_data);

/* All of them, in the order of the input. */
BatchItemOrder *batch_item_order_new_all      (guint32             n_items);
/* Some of them, in the order of the input or backwards: none at first. */
BatchItemOrder *batch_item_order_new_some     (gboolean            backwards);
/* In any other order. */
BatchItemOrder *batch_item_order_new_sorted   (void);
BatchItemOrder *batch_item_order_ref          (BatchItemOrder     *self);
void            batch_item_order_unref        (BatchItemOrder     *self);

guint           batch_item_order_get_n        (BatchItemOrder     *self);
guint32         batch_item_order_get_position (BatchItemOrder     *self,
                                               guint               place);

void            batch_item_order_set_n        (BatchItemOrder     *self,
                                               guint32             n_items);
/* Of those in the stretches from @first on, which are @n_stretches, those at
 * @positions are in the list, and no others. Calls @func for each change, after
 * which the order is as it says. */
void            batch_item_order_set_stretch  (BatchItemOrder     *self,
                                               guint               first,
                                               guint               n_stretches,
                                               GArray             *positions,
                                               BatchItemOrderFunc  func,
                                               gpointer            user_data);
/* Returns: (transfer full): what it was before */
GArray         *batch_item_order_set_sorted   (BatchItemOrder     *self,
                                               GArray             *positions);

G_END_DECLS
