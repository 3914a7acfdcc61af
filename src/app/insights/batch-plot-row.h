/* batch-plot-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BATCH_TYPE_PLOT_ROW (batch_plot_row_get_type ())

G_DECLARE_FINAL_TYPE (BatchPlotRow, batch_plot_row, BATCH, PLOT_ROW, GObject)

/* One thing that a plot shows, as the cells of a table and as a sentence. Takes @cells and
 * @reading. */
BatchPlotRow *batch_plot_row_new         (char         **cells,
                                          char          *reading);
/* "" where there is none. */
const char   *batch_plot_row_get_cell    (BatchPlotRow  *self,
                                          guint          column);
const char   *batch_plot_row_get_reading (BatchPlotRow  *self);
/* Puts @rows in the place of what @store has. Those at the beginning that stay the same are
 * left alone: who reads a table is not to lose the place. */
void          batch_plot_rows_update     (GListStore    *store,
                                          GPtrArray     *rows);

G_END_DECLS
