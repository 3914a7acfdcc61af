/* batch-plot-table.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A column for each of @titles; the first is text, numbers stand at the end of theirs. @label:
 * what all of it is called */
void batch_plot_table_set_titles (GtkColumnView      *view,
                                  const char         *label,
                                  const char * const *titles);
/* @rows: (nullable): of BatchPlotRow */
void batch_plot_table_set_rows   (GtkColumnView      *view,
                                  GListModel         *rows);

G_END_DECLS
