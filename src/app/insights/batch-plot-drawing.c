/* batch-plot-drawing.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "insights/batch-plot-private.h"

#include <math.h>

#include "insights/batch-scale.h"

/* What every plot draws with. Places are told from the leading edge, so that a plot is a
 * mirror of itself where people read from right to left. */

#define HATCH 5.0
#define NARROWEST 14.0
#define GAP 6.0                    /* between a number and what it stands at */

void
batch_plot_set_colour (BatchPlot  *self,
                       cairo_t    *cr,
                       const char *name,
                       double      alpha)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA colour;

  if (!gtk_style_context_lookup_color (style, name, &colour))
    gtk_style_context_get_color (style, &colour);
  colour.alpha *= alpha;
  gdk_cairo_set_source_rgba (cr, &colour);
}

static double
mirror (BatchPlot *self,
        double     x,
        double     width)
{
  double total;

  return batch_plot_is_mirrored (self, &total) ? total - x - width : x;
}

void
batch_plot_fill (BatchPlot *self,
                 cairo_t   *cr,
                 double     x,
                 double     y,
                 double     width,
                 double     height)
{
  cairo_rectangle (cr, mirror (self, x, width), y, width, height);
  cairo_fill (cr);
}

void
batch_plot_hatch (BatchPlot *self,
                  cairo_t   *cr,
                  double     x,
                  double     y,
                  double     width,
                  double     height)
{
  double left = mirror (self, x, width);

  cairo_save (cr);
  cairo_rectangle (cr, left, y, width, height);
  cairo_clip (cr);
  cairo_set_line_width (cr, 1);
  for (double offset = -height; offset < width; offset += HATCH)
    {
      cairo_move_to (cr, left + offset, y + height);
      cairo_line_to (cr, left + offset + height, y);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

static PangoLayout *
layout_new (BatchPlot  *self,
            const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

double
batch_plot_line_height (BatchPlot *self)
{
  g_autoptr(PangoLayout) layout = layout_new (self, "0");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

double
batch_plot_text_width (BatchPlot  *self,
                       const char *text)
{
  g_autoptr(PangoLayout) layout = layout_new (self, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

double
batch_plot_get_margin (BatchPlot *self)
{
  return batch_plot_text_width (self, "00,000") + GAP;
}

double
batch_plot_write (BatchPlot  *self,
                  cairo_t    *cr,
                  const char *text,
                  double      x,
                  double      y,
                  double      width,
                  double      align)
{
  g_autoptr(PangoLayout) layout = layout_new (self, text);
  int text_width;
  int text_height;

  if (width < NARROWEST)
    return 0;

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  if (text_width > width)
    {
      pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
      text_width = (int) width;
    }

  cairo_move_to (cr, mirror (self, x - align * text_width, text_width), y);
  pango_cairo_show_layout (cr, layout);
  return text_height;
}

void
batch_plot_write_number (BatchPlot  *self,
                         cairo_t    *cr,
                         const char *text,
                         double      margin,
                         double      y)
{
  batch_plot_write (self, cr, text, margin - GAP, y, margin - GAP, 1);
}

static char *
format_tick (gint64 at,
             gint64 step)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (at);

  if (step >= 86400)
    return g_date_time_format (time, "%e %b");
  return g_date_time_format (time, step < 60 ? "%H:%M:%S" : "%H:%M");
}

/* Ticks stand at round times of the place where people are. */
static gint64
first_tick (gint64 from,
            gint64 step)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (from);
  gint64 offset = g_date_time_get_utc_offset (time) / G_TIME_SPAN_SECOND;

  return (from + offset + step - 1) / step * step - offset;
}

void
batch_plot_draw_time (BatchPlot *self,
                      cairo_t   *cr,
                      double     left,
                      double     width,
                      double     height,
                      gint64     from,
                      gint64     to)
{
  gint64 begin = from / G_USEC_PER_SEC;
  gint64 span = MAX ((to - from) / G_USEC_PER_SEC, 1);
  double tick = 1.8 * batch_plot_text_width (self, "00:00:00");
  gint64 step = batch_scale_time_step (span, (guint) MAX (width / tick, 1));

  for (gint64 at = first_tick (begin, step); at <= begin + span; at += step)
    {
      double x = left + (double) (at - begin) / span * width;
      g_autofree char *text = format_tick (at, step);

      batch_plot_set_colour (self, cr, "borders", 1);
      batch_plot_fill (self, cr, x, 0, 1, height + 4);
      batch_plot_set_colour (self, cr, "view_fg_color", 0.8);
      if (x - tick / 3 >= left - tick / 4 && x + tick / 4 <= left + width)
        batch_plot_write (self, cr, text, x, height + 4, tick, 0.5);
    }
}
