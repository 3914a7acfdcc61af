/* batch-quality-plot.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "insights/batch-quality-plot.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/batch-closures.h"

/* What was said, held against what came of it: each range is drawn as a part of the time that
 * it took, so that those which held cross the line in the middle. */

#define MOST 4.0                   /* times what it took; the least is a fourth */
#define BAR 10.0

struct _BatchQualityPlot
{
  BatchPlot  parent_instance;

  GPtrArray *forecasts;            /* of BatchForecast: a row each, the latest at the end */
};

G_DEFINE_FINAL_TYPE (BatchQualityPlot, batch_quality_plot, BATCH_TYPE_PLOT)

/* 0 for the most, 1 for the least. */
static double
part_of (double ratio)
{
  return 0.5 - log (CLAMP (ratio, 1 / MOST, MOST)) / log (MOST) / 2;
}

static double
ratio_of (BatchForecast *forecast,
          gint64         ms)
{
  return (double) ms / MAX (batch_forecast_get_actual_ms (forecast), 1);
}

static void
draw_scale (BatchPlot *plot,
            cairo_t   *cr,
            double     width,
            double     height)
{
  static const struct
  {
    double      ratio;
    const char *text;
  } lines[] = { { 4, "×4" }, { 2, "×2" }, { 1, "×1" }, { 0.5, "×½" }, { 0.25, "×¼" } };
  double line = batch_plot_line_height (plot);
  double margin = batch_plot_get_margin (plot);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      double y = line / 2 + part_of (lines[i].ratio) * height;

      batch_plot_set_colour (plot, cr, lines[i].ratio == 1 ? "view_fg_color" : "borders", 1);
      batch_plot_fill (plot, cr, margin, y, width - margin, 1);
      batch_plot_set_colour (plot, cr, "view_fg_color", 0.8);
      batch_plot_write_number (plot, cr, lines[i].text, margin, y - line / 2);
    }
}

/* One that held is filled, one that did not is hatched. */
static void
draw_forecast (BatchQualityPlot *self,
               cairo_t          *cr,
               guint             row,
               double            width,
               double            height)
{
  BatchPlot *plot = BATCH_PLOT (self);
  BatchForecast *forecast = g_ptr_array_index (self->forecasts, row);
  gboolean held = batch_forecast_get_held (forecast);
  double offset = batch_plot_line_height (plot) / 2;
  double margin = batch_plot_get_margin (plot);
  double slot = (width - margin) / self->forecasts->len;
  double bar = MIN (BAR, MAX (slot - 1, 1));
  double x = margin + slot * row + (slot - bar) / 2;
  double top = offset + part_of (ratio_of (forecast, batch_forecast_get_high_ms (forecast)))
                        * height;
  double bottom = offset + part_of (ratio_of (forecast, batch_forecast_get_low_ms (forecast)))
                           * height;

  batch_plot_set_colour (plot, cr, held ? "success_color" : "error_color", 1);
  if (held)
    batch_plot_fill (plot, cr, x, top, bar, MAX (bottom - top, 3));
  else
    batch_plot_hatch (plot, cr, x, top, bar, MAX (bottom - top, 3));
  batch_plot_mark (plot, row, margin + slot * row, offset, slot, height);
}

static void
batch_quality_plot_draw (BatchPlot *plot,
                         cairo_t   *cr,
                         double     width,
                         double     height)
{
  BatchQualityPlot *self = BATCH_QUALITY_PLOT (plot);
  double inner = height - batch_plot_line_height (plot);

  draw_scale (plot, cr, width, inner);
  for (guint i = 0; i < self->forecasts->len; i++)
    draw_forecast (self, cr, i, width, inner);
}

/* --- Rows --- */

static const char * const *
batch_quality_plot_get_titles (BatchPlot *plot)
{
  static const char *titles[7];

  titles[0] = _("Time");
  titles[1] = _("Done");
  titles[2] = _("At Least");
  titles[3] = _("At Most");
  titles[4] = _("It Took");
  titles[5] = _("Held");
  return titles;
}

static BatchPlotRow *
row_new (BatchForecast *forecast)
{
  g_autoptr(GDateTime) at = batch_forecast_get_at (forecast);
  g_autoptr(GDateTime) local = g_date_time_to_local (at);
  g_autofree char *time = g_date_time_format (local, "%x %H:%M");
  g_autofree char *done = g_strdup_printf (_("%u %%"), batch_forecast_get_percent (forecast));
  g_autofree char *low = batch_format_duration (batch_forecast_get_low_ms (forecast));
  g_autofree char *high = batch_format_duration (batch_forecast_get_high_ms (forecast));
  g_autofree char *took = batch_format_duration (batch_forecast_get_actual_ms (forecast));
  const char *held = batch_forecast_get_held (forecast) ? _("Yes") : _("No");
  const char *cells[] = { time, done, low, high, took, held, NULL };
  char *reading;

  if (batch_forecast_get_held (forecast))
    /* Translators: a time, a percentage, a range of time, and a time */
    reading = g_strdup_printf (_("%s, %s done: said %s to %s, took %s: it held"), time, done, low,
                               high, took);
  else
    reading = g_strdup_printf (_("%s, %s done: said %s to %s, took %s: it did not hold"), time,
                               done, low, high, took);
  return batch_plot_row_new (g_strdupv ((char **) cells), reading);
}

static char *
summarize (BatchEstimateQuality *quality)
{
  guint n_jobs = quality != NULL ? batch_estimate_quality_get_n_jobs (quality) : 0;
  guint n_held = quality != NULL ? batch_estimate_quality_get_n_held (quality) : 0;

  if (n_jobs == 0)
    return g_strdup (_("No batch came to its end yet"));
  return g_strdup_printf (ngettext ("Estimates held in %u of the last %u batch",
                                    "Estimates held in %u of the last %u batches", n_jobs),
                          n_held, n_jobs);
}

void
batch_quality_plot_show (BatchQualityPlot  *self,
                         BatchInsightsData *data)
{
  BatchEstimateQuality *quality = batch_insights_data_get_quality (data);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *forecasts = quality != NULL ? batch_estimate_quality_get_forecasts (quality) : NULL;

  g_ptr_array_set_size (self->forecasts, 0);
  for (guint i = forecasts != NULL ? g_list_model_get_n_items (forecasts) : 0; i > 0; i--)
    {
      BatchForecast *forecast = g_list_model_get_item (forecasts, i - 1);

      g_ptr_array_add (self->forecasts, forecast);
      g_ptr_array_add (rows, row_new (forecast));
    }
  batch_plot_take_rows (BATCH_PLOT (self), rows, summarize (quality));
}

static void
batch_quality_plot_finalize (GObject *object)
{
  BatchQualityPlot *self = BATCH_QUALITY_PLOT (object);

  g_clear_pointer (&self->forecasts, g_ptr_array_unref);

  G_OBJECT_CLASS (batch_quality_plot_parent_class)->finalize (object);
}

static void
batch_quality_plot_class_init (BatchQualityPlotClass *klass)
{
  BatchPlotClass *plot_class = BATCH_PLOT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = batch_quality_plot_finalize;
  plot_class->draw = batch_quality_plot_draw;
  plot_class->get_titles = batch_quality_plot_get_titles;
}

static void
batch_quality_plot_init (BatchQualityPlot *self)
{
  self->forecasts = g_ptr_array_new_with_free_func (g_object_unref);
}
