/* batch-compare-cell.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_COMPARE_CELL (batch_compare_cell_get_type ())

G_DECLARE_FINAL_TYPE (BatchCompareCell, batch_compare_cell, BATCH, COMPARE_CELL, AdwBin)

GtkWidget *batch_compare_cell_new     (guint               column);
/* @row: (nullable) */
void       batch_compare_cell_set_row (BatchCompareCell   *self,
                                       BatchComparisonRow *row);

G_END_DECLS
