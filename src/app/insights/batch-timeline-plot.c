/* batch-timeline-plot.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "insights/batch-timeline-plot.h"

#include <glib/gi18n.h>

#include "insights/batch-insights-rules.h"
#include "widgets/batch-closures.h"

/* Which server worked with which model, and when: what was done, the loads between, and
 * lighter what the plan intends. */

#define LANE_HEIGHT 34.0
#define LANE_GAP 8.0
#define ENDS 4.0

typedef enum
{
  KIND_WORK,
  KIND_LOAD,
  KIND_PLAN,
} Kind;

typedef struct
{
  Kind    kind;
  guint   lane;
  guint   model;
  gint64  from;
  gint64  to;
  char   *label;
  GArray *failed_at;               /* (nullable) of gint64 */
  guint   swapped : 1;             /* a load that others were the reason of */
} Bar;

struct _BatchTimelinePlot
{
  BatchPlot  parent_instance;

  GPtrArray *bars;                 /* of Bar: a row each */
  GPtrArray *lanes;                /* of char: the servers */
  GPtrArray *models;               /* of char */
  gint64     from;
  gint64     to;
  gint64     now;                  /* 0: it is not in the picture */
};

G_DEFINE_FINAL_TYPE (BatchTimelinePlot, batch_timeline_plot, BATCH_TYPE_PLOT)

static const char * const colours[] = {
  "blue_3", "purple_3", "orange_3", "green_4", "brown_2", "yellow_4",
};

static void
bar_free (gpointer data)
{
  Bar *bar = data;

  g_clear_pointer (&bar->failed_at, g_array_unref);
  g_free (bar->label);
  g_free (bar);
}

/* --- Drawing --- */

static double
x_of (BatchTimelinePlot *self,
      double             width,
      gint64             at)
{
  double part = (double) (at - self->from) / MAX (self->to - self->from, 1);

  return ENDS + CLAMP (part, 0, 1) * (width - 2 * ENDS);
}

static void
draw_failures (BatchTimelinePlot *self,
               cairo_t           *cr,
               const Bar         *bar,
               double             width,
               double             y)
{
  for (guint i = 0; bar->failed_at != NULL && i < bar->failed_at->len; i++)
    {
      double x = x_of (self, width, g_array_index (bar->failed_at, gint64, i));

      batch_plot_set_colour (BATCH_PLOT (self), cr, "error_color", 1);
      batch_plot_fill (BATCH_PLOT (self), cr, x - 1, y - 3, 2, LANE_HEIGHT + 6);
    }
}

static void
draw_bar (BatchTimelinePlot *self,
          cairo_t           *cr,
          guint              row,
          double             width,
          double             y)
{
  static const double alphas[] = { [KIND_WORK] = 0.75, [KIND_LOAD] = 0, [KIND_PLAN] = 0.3 };
  BatchPlot *plot = BATCH_PLOT (self);
  const Bar *bar = g_ptr_array_index (self->bars, row);
  double left = x_of (self, width, bar->from);
  double length = MAX (x_of (self, width, bar->to) - left, 2);

  if (bar->kind == KIND_LOAD)
    {
      batch_plot_set_colour (plot, cr, "view_bg_color", 1);
      batch_plot_fill (plot, cr, left, y, length, LANE_HEIGHT);
      batch_plot_set_colour (plot, cr, "view_fg_color", 0.7);
      batch_plot_hatch (plot, cr, left, y, length, LANE_HEIGHT);
    }
  else
    {
      batch_plot_set_colour (plot, cr, colours[bar->model % G_N_ELEMENTS (colours)],
                             alphas[bar->kind]);
      batch_plot_fill (plot, cr, left, y, length, LANE_HEIGHT);
    }

  draw_failures (self, cr, bar, width, y);
  batch_plot_mark (plot, row, left, y, length, LANE_HEIGHT);
}

/* Of what stands in a lane, the longest piece that no load lies on. */
static void
find_free_piece (BatchTimelinePlot *self,
                 const Bar         *bar,
                 gint64            *from,
                 gint64            *to)
{
  gint64 at = bar->from;

  *from = *to = bar->from;
  for (guint i = 0; i <= self->bars->len; i++)
    {
      const Bar *load = i < self->bars->len ? g_ptr_array_index (self->bars, i) : NULL;
      gint64 end = load != NULL ? CLAMP (load->from, at, bar->to) : bar->to;

      if (load != NULL && (load->kind != KIND_LOAD || load->lane != bar->lane
                           || load->to <= bar->from))
        continue;
      if (end - at > *to - *from)
        {
          *from = at;
          *to = end;
        }
      if (load != NULL)
        at = MAX (at, load->to);
    }
}

/* A load says how many seconds it took, on a ground on which that can be read. */
static void
draw_label (BatchTimelinePlot *self,
            cairo_t           *cr,
            const Bar         *bar,
            double             width,
            double             y)
{
  BatchPlot *plot = BATCH_PLOT (self);
  double line = batch_plot_line_height (plot);
  gint64 from = bar->from;
  gint64 to = bar->to;
  double left;
  double room;

  if (bar->kind != KIND_LOAD)
    find_free_piece (self, bar, &from, &to);
  left = x_of (self, width, from);
  room = x_of (self, width, to) - left - 8;
  if (room < line * 1.5)
    return;

  y += (LANE_HEIGHT - line) / 2;
  if (bar->kind == KIND_LOAD)
    {
      batch_plot_set_colour (plot, cr, "view_bg_color", 1);
      batch_plot_fill (plot, cr, left + 4, y, MIN (room, line * 2), line);
    }
  batch_plot_set_colour (plot, cr, "view_fg_color", 1);
  batch_plot_write (plot, cr, bar->label, left + 4, y, room, 0);
}

/* Loads lie on the work that was going on in the same slice of time. */
static void
draw_lane (BatchTimelinePlot *self,
           cairo_t           *cr,
           guint              lane,
           double             width,
           double             y)
{
  static const Kind order[] = { KIND_WORK, KIND_PLAN, KIND_LOAD };

  for (guint layer = 0; layer < G_N_ELEMENTS (order); layer++)
    for (guint i = 0; i < self->bars->len; i++)
      {
        const Bar *bar = g_ptr_array_index (self->bars, i);

        if (bar->lane == lane && bar->kind == order[layer])
          draw_bar (self, cr, i, width, y);
      }

  for (guint i = 0; i < self->bars->len; i++)
    {
      const Bar *bar = g_ptr_array_index (self->bars, i);

      if (bar->lane == lane)
        draw_label (self, cr, bar, width, y);
    }
}

static void
draw_now (BatchTimelinePlot *self,
          cairo_t           *cr,
          double             width,
          double             height)
{
  BatchPlot *plot = BATCH_PLOT (self);
  double x = x_of (self, width, self->now);

  if (self->now == 0)
    return;

  batch_plot_set_colour (plot, cr, "view_fg_color", 1);
  batch_plot_fill (plot, cr, x - 1, 0, 2, height);
}

static void
batch_timeline_plot_draw (BatchPlot *plot,
                          cairo_t   *cr,
                          double     width,
                          double     height)
{
  BatchTimelinePlot *self = BATCH_TIMELINE_PLOT (plot);
  double line = batch_plot_line_height (plot);
  double bottom = height - line - 6;
  double y = 0;

  batch_plot_draw_time (plot, cr, ENDS, width - 2 * ENDS, bottom, self->from, self->to);
  for (guint i = 0; i < self->lanes->len; i++)
    {
      g_autofree char *server = batch_format_server (g_ptr_array_index (self->lanes, i));

      batch_plot_set_colour (plot, cr, "view_fg_color", 0.8);
      batch_plot_write (plot, cr, server, ENDS, y, width - 2 * ENDS, 0);
      draw_lane (self, cr, i, width, y + line + 2);
      y += line + 2 + LANE_HEIGHT + LANE_GAP;
    }
  draw_now (self, cr, width, bottom);
}

/* --- Rows --- */

static const char * const *
batch_timeline_plot_get_titles (BatchPlot *plot)
{
  static const char *titles[8];

  titles[0] = _("Server");
  titles[1] = _("What");
  titles[2] = _("Model");
  titles[3] = _("Begin");
  titles[4] = _("Duration");
  titles[5] = _("Items");
  titles[6] = _("Failed");
  return titles;
}

static const char *
kind_name (const Bar *bar)
{
  switch (bar->kind)
    {
    case KIND_WORK:
      return _("Work");
    case KIND_LOAD:
      return bar->swapped ? _("Load Again") : _("Load");
    case KIND_PLAN:
      return _("Planned");
    }

  return "";
}

static guint
find_name (GPtrArray  *names,
           const char *name)
{
  guint index;

  if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, &index))
    {
      index = names->len;
      g_ptr_array_add (names, g_strdup (name));
    }
  return index;
}

static Bar *
add_bar (BatchTimelinePlot *self,
         Kind               kind,
         const char        *backend,
         const char        *key,
         gint64             from,
         gint64             to)
{
  Bar *bar = g_new0 (Bar, 1);

  bar->kind = kind;
  bar->lane = find_name (self->lanes, backend);
  bar->model = find_name (self->models, key);
  bar->from = from;
  bar->to = to;
  g_ptr_array_add (self->bars, bar);
  return bar;
}

/* @items: -1: it does not count any */
static BatchPlotRow *
row_new (BatchTimelinePlot *self,
         const Bar         *bar,
         gint64             items,
         gint64             failed)
{
  g_autofree char *server = batch_format_server (g_ptr_array_index (self->lanes, bar->lane));
  const char *model = g_ptr_array_index (self->models, bar->model);
  g_autofree char *duration = batch_format_duration ((bar->to - bar->from) / 1000);
  g_autoptr(GDateTime) begin = g_date_time_new_from_unix_local (bar->from / G_USEC_PER_SEC);
  g_autofree char *time =
    g_date_time_format (begin, self->to - self->from > G_TIME_SPAN_DAY ? "%x %H:%M" : "%H:%M:%S");
  g_autofree char *count = items >= 0 ? g_strdup_printf ("%'" G_GINT64_FORMAT, items)
                                      : g_strdup ("");
  g_autofree char *bad = items >= 0 ? g_strdup_printf ("%'" G_GINT64_FORMAT, failed)
                                    : g_strdup ("");
  const char *cells[] = {
    server, kind_name (bar), model, time, duration, count, bad, NULL,
  };
  char *reading;

  if (items >= 0)
    /* Translators: what (work, planned), a model, a server, a time, a duration, two numbers */
    reading = g_strdup_printf (ngettext ("%s: %s on %s from %s, %s, %s item, %s failed",
                                         "%s: %s on %s from %s, %s, %s items, %s failed",
                                         (gulong) items),
                               cells[1], model, server, time, duration, count, bad);
  else
    /* Translators: what (load), a model, a server, a time, a duration */
    reading = g_strdup_printf (_("%s: %s on %s from %s, %s"), cells[1], model, server, time,
                               duration);
  return batch_plot_row_new (g_strdupv ((char **) cells), reading);
}

static void
add_work (BatchTimelinePlot *self,
          BatchInsightsData *data,
          GPtrArray         *rows)
{
  GListModel *points = batch_insights_data_get_points (data);
  gint64 gap = (gint64) batch_insights_data_get_resolution (data) * G_USEC_PER_SEC;
  g_autoptr(GPtrArray) stretches = batch_insights_stretches (points, 2 * gap);

  batch_insights_part_stretches (stretches, batch_insights_data_get_loads (data), gap);
  for (guint i = 0; i < stretches->len; i++)
    {
      BatchStretch *stretch = g_ptr_array_index (stretches, i);
      Bar *bar = add_bar (self, KIND_WORK, stretch->backend, stretch->key, stretch->from,
                          MIN (stretch->to, MAX (self->to, stretch->from)));

      bar->label = g_strdup_printf ("%s · %'" G_GINT64_FORMAT, stretch->key,
                                    stretch->succeeded + stretch->failed);
      bar->failed_at = g_steal_pointer (&stretch->failed_at);
      g_ptr_array_add (rows, row_new (self, bar, stretch->succeeded + stretch->failed,
                                      stretch->failed));
    }
}

static void
add_loads (BatchTimelinePlot *self,
           BatchInsightsData *data,
           GPtrArray         *rows)
{
  GListModel *loads = batch_insights_data_get_loads (data);

  for (guint i = 0; loads != NULL && i < g_list_model_get_n_items (loads); i++)
    {
      g_autoptr(BatchLoad) load = g_list_model_get_item (loads, i);
      g_autoptr(GDateTime) began_at = batch_load_get_began_at (load);
      gint64 from = g_date_time_to_unix (began_at) * G_USEC_PER_SEC
                    + g_date_time_get_microsecond (began_at);
      Bar *bar = add_bar (self, KIND_LOAD, batch_load_get_backend (load),
                          batch_load_get_resource_key (load), from,
                          from + MAX (batch_load_get_duration_ms (load), 0) * 1000);

      bar->label = batch_format_duration ((bar->to - bar->from) / 1000);
      bar->swapped = batch_load_get_swapped (load);
      g_ptr_array_add (rows, row_new (self, bar, -1, 0));
    }
}

static gboolean
is_looked_at (BatchInsightsData *data,
              BatchPlanGroup    *group)
{
  BatchJob *job = batch_insights_data_get_job (data);

  return job == NULL
         || g_strv_contains (batch_plan_group_get_job_ids (group), batch_job_get_id (job));
}

/* No further ahead than what was done lies back. */
static void
add_plan (BatchTimelinePlot *self,
          BatchInsightsData *data,
          GPtrArray         *rows)
{
  GListModel *groups = G_LIST_MODEL (batch_insights_data_get_plan (data));
  gint64 limit = self->to + MAX (self->to - self->from, G_TIME_SPAN_MINUTE);
  gint64 now = self->to;

  for (guint i = 0; groups != NULL && i < g_list_model_get_n_items (groups); i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (groups, i);
      gint64 starts_in = batch_plan_group_get_starts_in_ms (group);
      gint64 expected = batch_eta_get_expected (batch_plan_group_get_eta (group));
      gint64 from = now + starts_in * 1000;
      Bar *bar;

      if (starts_in < 0 || expected < 0 || from >= limit || !is_looked_at (data, group))
        continue;

      bar = add_bar (self, KIND_PLAN, batch_plan_group_get_backend (group),
                     batch_plan_group_get_resource_key (group), from,
                     MIN (from + expected * 1000, limit));
      bar->label = g_strdup (batch_plan_group_get_resource_key (group));
      self->now = now;
      self->to = MAX (self->to, bar->to);
      g_ptr_array_add (rows, row_new (self, bar, batch_plan_group_get_waiting (group), 0));
    }
}

static char *
summarize (BatchTimelinePlot *self,
           BatchInsightsData *data)
{
  GListModel *loads = batch_insights_data_get_loads (data);
  gint64 duration_ms = 0;
  guint n_loads = loads != NULL ? batch_insights_sum_loads (loads, &duration_ms) : 0;
  g_autofree char *swaps = loads != NULL ? batch_insights_swaps (loads) : NULL;
  g_autofree char *headline =
    batch_insights_headline (n_loads, duration_ms, batch_insights_data_get_arrival_loads (data));

  if (swaps == NULL)
    return g_steal_pointer (&headline);

  /* Translators: what was loaded, and what of it had to be loaded again */
  return g_strdup_printf (_("%s. %s"), headline, swaps);
}

void
batch_timeline_plot_show (BatchTimelinePlot *self,
                          BatchInsightsData *data)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  double line = batch_plot_line_height (BATCH_PLOT (self));
  guint n_lanes;

  g_ptr_array_set_size (self->bars, 0);
  g_ptr_array_set_size (self->lanes, 0);
  self->from = batch_insights_data_get_from (data);
  self->to = batch_insights_data_get_to (data);
  self->now = 0;
  if (batch_insights_data_get_points (data) != NULL)
    {
      add_work (self, data, rows);
      add_loads (self, data, rows);
      add_plan (self, data, rows);
    }

  n_lanes = MAX (self->lanes->len, 1);
  g_object_set (self, "height",
                (int) (n_lanes * (line + 2 + LANE_HEIGHT + LANE_GAP) + line + 6), NULL);
  batch_plot_take_rows (BATCH_PLOT (self), rows, summarize (self, data));
}

static void
batch_timeline_plot_finalize (GObject *object)
{
  BatchTimelinePlot *self = BATCH_TIMELINE_PLOT (object);

  g_clear_pointer (&self->bars, g_ptr_array_unref);
  g_clear_pointer (&self->lanes, g_ptr_array_unref);
  g_clear_pointer (&self->models, g_ptr_array_unref);

  G_OBJECT_CLASS (batch_timeline_plot_parent_class)->finalize (object);
}

static void
batch_timeline_plot_class_init (BatchTimelinePlotClass *klass)
{
  BatchPlotClass *plot_class = BATCH_PLOT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = batch_timeline_plot_finalize;
  plot_class->draw = batch_timeline_plot_draw;
  plot_class->get_titles = batch_timeline_plot_get_titles;
}

static void
batch_timeline_plot_init (BatchTimelinePlot *self)
{
  self->bars = g_ptr_array_new_with_free_func (bar_free);
  self->lanes = g_ptr_array_new_with_free_func (g_free);
  /* A model keeps its colour. */
  self->models = g_ptr_array_new_with_free_func (g_free);
}
