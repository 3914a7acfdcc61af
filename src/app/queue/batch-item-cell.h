/* batch-item-cell.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "queue/batch-item-view.h"

G_BEGIN_DECLS

#define BATCH_TYPE_ITEM_CELL (batch_item_cell_get_type ())

G_DECLARE_FINAL_TYPE (BatchItemCell, batch_item_cell, BATCH, ITEM_CELL, BatchItemView)

/* The columns of a table of items, in their order. */
typedef enum
{
  BATCH_ITEM_COLUMN_STATUS,
  BATCH_ITEM_COLUMN_NAME,
  BATCH_ITEM_COLUMN_MODEL,
  BATCH_ITEM_COLUMN_TOKENS,
  BATCH_ITEM_COLUMN_TIME,
  BATCH_ITEM_COLUMN_ATTEMPTS,
} BatchItemColumn;

#define BATCH_N_ITEM_COLUMNS (BATCH_ITEM_COLUMN_ATTEMPTS + 1)

/* Translated; and what the library calls the order by it, NULL when it has none. */
const char         *batch_item_column_get_title (BatchItemColumn column);
const char         *batch_item_column_get_sort  (BatchItemColumn column);
GtkListItemFactory *batch_item_cell_factory_new (BatchItemColumn column);

G_END_DECLS
