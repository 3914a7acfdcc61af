/* batch-text-cell.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_TEXT_CELL (batch_text_cell_get_type ())

G_DECLARE_FINAL_TYPE (BatchTextCell, batch_text_cell, BATCH, TEXT_CELL, AdwBin)

void        batch_text_cell_set_item (BatchTextCell *self,
                                      BatchItem     *item);
/* What is shown now. */
const char *batch_text_cell_get_shown (BatchTextCell *self);

G_END_DECLS
