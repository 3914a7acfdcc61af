/* batch-item-reorder-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "items/batch-item-order-private.h"
#include "items/batch-item-rows-private.h"

G_BEGIN_DECLS

/* Tells who looks at @list that its items are in another order, and that there were @n_before.
 *
 * Where nobody looks, nobody has to be told: whoever asks later gets what is there then. So a new
 * order costs as much as there are rows, and not as there are items. */
void batch_item_reorder_emit (GListModel     *list,
                              BatchItemRows  *rows,
                              BatchItemOrder *order,
                              guint           n_before);

G_END_DECLS
