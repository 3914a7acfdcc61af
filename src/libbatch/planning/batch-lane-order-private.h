/* batch-lane-order-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The order that a person made of the keys of a lane. The rule stands at the top of
 * batch-lane-order.c. */
typedef struct _BatchLaneOrder BatchLaneOrder;

BatchLaneOrder *batch_lane_order_new   (void);
/* @text: (nullable): what was printed. Returns: an empty one when it makes no sense */
BatchLaneOrder *batch_lane_order_parse (const char      *text);
/* (nullable) (transfer full): NULL when it is empty */
char           *batch_lane_order_print (BatchLaneOrder  *self);
void            batch_lane_order_free  (BatchLaneOrder  *self);

/* The turn of a key, from 1; 0: it goes by the rule of the plan.
 * @since: when the oldest of its jobs came
 * @moved: (out): whether a person put it there, and did not only leave it */
guint           batch_lane_order_find  (BatchLaneOrder  *self,
                                        const char      *key,
                                        gint64           since,
                                        gboolean        *moved);

/* @plan: (element-type utf8): the keys as they stand now, which is put in order; @key is
 *   one of them
 * @before: (nullable): the one to stand before; NULL: at the end */
void            batch_lane_order_move  (BatchLaneOrder  *self,
                                        GPtrArray       *plan,
                                        const char      *key,
                                        const char      *before,
                                        gint64           now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchLaneOrder, batch_lane_order_free)

G_END_DECLS
