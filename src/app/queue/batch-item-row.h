/* batch-item-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "queue/batch-item-view.h"

G_BEGIN_DECLS

#define BATCH_TYPE_ITEM_ROW (batch_item_row_get_type ())

G_DECLARE_FINAL_TYPE (BatchItemRow, batch_item_row, BATCH, ITEM_ROW, BatchItemView)

/* Makes rows of a list, each a BatchRow around a BatchItemRow. */
GtkListItemFactory *batch_item_row_factory_new (void);

G_END_DECLS
