/* batch-tried-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

/* What was asked of one model for one row, and what it said. */

#define BATCH_TYPE_TRIED_ROW (batch_tried_row_get_type ())

G_DECLARE_FINAL_TYPE (BatchTriedRow, batch_tried_row, BATCH, TRIED_ROW, AdwPreferencesRow)

GtkWidget *batch_tried_row_new (BatchItem *item);

G_END_DECLS
