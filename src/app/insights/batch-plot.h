/* batch-plot.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "insights/batch-plot-row.h"

G_BEGIN_DECLS

#define BATCH_TYPE_PLOT (batch_plot_get_type ())

G_DECLARE_DERIVABLE_TYPE (BatchPlot, batch_plot, BATCH, PLOT, GtkWidget)

/**
 * BatchPlotClass:
 * @draw: draws into a place of that size, and marks where its rows are
 * @get_titles: the titles of the columns of its rows
 *
 * A picture of some rows. Each row is a place in the picture that can be pointed at, or
 * reached by the arrow keys, and read.
 */
struct _BatchPlotClass
{
  GtkWidgetClass parent_class;

  void                 (*draw)       (BatchPlot *self,
                                      cairo_t   *cr,
                                      double     width,
                                      double     height);
  const char * const * (*get_titles) (BatchPlot *self);
};

/* The same numbers as a list of BatchPlotRow. */
GListModel         *batch_plot_get_rows    (BatchPlot   *self);
const char * const *batch_plot_get_titles  (BatchPlot   *self);
/* One sentence that says what is to be seen. */
const char         *batch_plot_get_summary (BatchPlot   *self);
/* What stands where the cursor is, or the pointer; NULL without one. */
const char         *batch_plot_get_reading (BatchPlot   *self);
/* As it is, on the ground that it stands on. */
gboolean            batch_plot_save        (BatchPlot   *self,
                                            const char  *path,
                                            GError     **error);

/* For those that draw. Takes @rows (of BatchPlotRow) and @summary. */
void                batch_plot_take_rows   (BatchPlot   *self,
                                            GPtrArray   *rows,
                                            char        *summary);
/* Where row @row is, from the leading edge. */
void                batch_plot_mark        (BatchPlot   *self,
                                            guint        row,
                                            double       x,
                                            double       y,
                                            double       width,
                                            double       height);
/* A colour of the theme. */
void                batch_plot_set_colour  (BatchPlot   *self,
                                            cairo_t     *cr,
                                            const char  *name,
                                            double       alpha);
/* A box from the leading edge, in the colour of @cr. */
void                batch_plot_fill        (BatchPlot   *self,
                                            cairo_t     *cr,
                                            double       x,
                                            double       y,
                                            double       width,
                                            double       height);
/* The same with stripes. */
void                batch_plot_hatch       (BatchPlot   *self,
                                            cairo_t     *cr,
                                            double       x,
                                            double       y,
                                            double       width,
                                            double       height);
/* @align: 0 for text that begins at @x, 0.5 in the middle, 1 for one that ends there; no wider
 * than @width, and none when there is no room. Returns: its height */
double              batch_plot_write       (BatchPlot   *self,
                                            cairo_t     *cr,
                                            const char  *text,
                                            double       x,
                                            double       y,
                                            double       width,
                                            double       align);
/* What it takes when there is room. */
double              batch_plot_text_width  (BatchPlot   *self,
                                            const char  *text);
/* A line of text is so high. */
double              batch_plot_line_height (BatchPlot   *self);
/* What its numbers take at the leading edge. */
double              batch_plot_get_margin  (BatchPlot   *self);
/* Into that margin, which ends at @margin. */
void                batch_plot_write_number (BatchPlot  *self,
                                            cairo_t     *cr,
                                            const char  *text,
                                            double       margin,
                                            double       y);
/* A time axis below @height: ticks, and when they are. @left: where it begins */
void                batch_plot_draw_time   (BatchPlot   *self,
                                            cairo_t     *cr,
                                            double       left,
                                            double       width,
                                            double       height,
                                            gint64       from,
                                            gint64       to);

G_END_DECLS
