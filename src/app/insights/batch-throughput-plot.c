/* batch-throughput-plot.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "insights/batch-throughput-plot.h"

#include <glib/gi18n.h>

#include "insights/batch-insights-rules.h"
#include "insights/batch-legend.h"
#include "insights/batch-scale.h"

/* How fast it went: tokens a second above, items a minute below, and when models were
 * loaded. */

/* Where the keys stand beside the title, as parts of the width, if there is room. */
#define FIRST_KEY 0.4
#define SECOND_KEY 0.7
#define N_KEYS 2
#define GAP 14.0
#define MAX_STEPS 4

struct _BatchThroughputPlot
{
  BatchPlot   parent_instance;

  GArray     *slices;              /* of BatchSlice */
  GListModel *loads;               /* (nullable) of BatchLoad */
  gint64      from;
  gint64      to;
  double      most_tokens;         /* a second */
  double      most_items;          /* a minute */
};

G_DEFINE_FINAL_TYPE (BatchThroughputPlot, batch_throughput_plot, BATCH_TYPE_PLOT)

/* --- Rates --- */

static double
seconds_of (const BatchSlice *slice)
{
  return MAX ((double) (slice->to - slice->from) / G_USEC_PER_SEC, 1);
}

static double
output_rate (const BatchSlice *slice)
{
  return slice->output_tokens / seconds_of (slice);
}

static double
prompt_rate (const BatchSlice *slice)
{
  return slice->prompt_tokens / seconds_of (slice);
}

static double
item_rate (const BatchSlice *slice)
{
  return (slice->succeeded + slice->failed) * 60 / seconds_of (slice);
}

/* --- Drawing --- */

typedef struct
{
  BatchThroughputPlot *self;
  cairo_t             *cr;
  double               top;
  double               height;
  double               width;
  double               margin;     /* of it, for the numbers */
  double               scale;      /* of values to pixels */
} Field;

static double
x_of (const Field *field,
      gint64       at)
{
  const BatchThroughputPlot *self = field->self;
  double part = (double) (at - self->from) / MAX (self->to - self->from, 1);

  return field->margin + CLAMP (part, 0, 1) * (field->width - field->margin);
}

/* What a colour stands for. */
typedef struct
{
  const char *colour;
  double      alpha;
  const char *text;
} Key;

typedef struct
{
  const char *title;
  Key         keys[N_KEYS];
  BatchSpot   spots[N_KEYS + 1];   /* of the title, then of the keys */
  guint       n_lines;
} Legend;

static void
place_legend (Field  *field,
              Legend *legend)
{
  static const double parts[N_KEYS + 1] = { 0, FIRST_KEY, SECOND_KEY };
  BatchPlot *plot = BATCH_PLOT (field->self);
  double line = batch_plot_line_height (plot);
  double widths[N_KEYS + 1];

  widths[0] = batch_plot_text_width (plot, legend->title);
  for (guint i = 0; i < N_KEYS; i++)
    widths[i + 1] = line + batch_plot_text_width (plot, legend->keys[i].text);
  legend->n_lines = batch_legend_place (widths, parts, N_KEYS + 1, field->margin, field->width,
                                        line / 2, legend->spots);
}

static void
draw_key (Field      *field,
          const Key  *key,
          double      x,
          double      y)
{
  BatchPlot *plot = BATCH_PLOT (field->self);
  double line = batch_plot_line_height (plot);
  double size = line / 2;

  batch_plot_set_colour (plot, field->cr, key->colour, key->alpha);
  batch_plot_fill (plot, field->cr, x, y + size / 2, size, size);
  batch_plot_set_colour (plot, field->cr, "view_fg_color", 0.8);
  batch_plot_write (plot, field->cr, key->text, x + line, y, field->width - x - line, 0);
}

/* Above the field. */
static void
draw_legend (Field        *field,
             const Legend *legend)
{
  BatchPlot *plot = BATCH_PLOT (field->self);
  double line = batch_plot_line_height (plot);
  double top = field->top - legend->n_lines * line - 2;

  batch_plot_set_colour (plot, field->cr, "view_fg_color", 0.8);
  batch_plot_write (plot, field->cr, legend->title, legend->spots[0].x, top, field->width, 0);
  for (guint i = 0; i < N_KEYS; i++)
    draw_key (field, &legend->keys[i], legend->spots[i + 1].x,
              top + legend->spots[i + 1].line * line);
}

static void
draw_scale (Field  *field,
            double  most)
{
  BatchPlot *plot = BATCH_PLOT (field->self);
  double step;
  guint n_steps = batch_scale_steps (most, MAX_STEPS, &step);
  double line = batch_plot_line_height (plot);

  field->scale = field->height / (n_steps * step);
  for (guint i = 0; i <= n_steps; i++)
    {
      double y = field->top + field->height - i * step * field->scale;
      g_autofree char *text = batch_scale_format (i * step);

      batch_plot_set_colour (plot, field->cr, "borders", 1);
      batch_plot_fill (plot, field->cr, field->margin, y, field->width - field->margin, 1);
      batch_plot_set_colour (plot, field->cr, "view_fg_color", 0.8);
      batch_plot_write_number (plot, field->cr, text, field->margin, y - line / 2);
    }
}

static void
draw_bar (Field     *field,
          guint      row,
          double     value,
          const Key *key,
          double     from_part,
          double     to_part)
{
  BatchPlot *plot = BATCH_PLOT (field->self);
  const BatchSlice *slice = &g_array_index (field->self->slices, BatchSlice, row);
  double left = x_of (field, slice->from);
  double width = MAX (x_of (field, slice->to) - left - 1, 1);
  double height = MAX (value * field->scale, value > 0 ? 1 : 0);

  batch_plot_set_colour (plot, field->cr, key->colour, key->alpha);
  batch_plot_fill (plot, field->cr, left + width * from_part, field->top + field->height - height,
                   MAX (width * (to_part - from_part), 1), height);
}

static void
draw_loads (Field *field)
{
  BatchPlot *plot = BATCH_PLOT (field->self);

  for (guint i = 0; i < g_list_model_get_n_items (field->self->loads); i++)
    {
      g_autoptr(BatchLoad) load = g_list_model_get_item (field->self->loads, i);
      g_autoptr(GDateTime) began = batch_load_get_began_at (load);
      gint64 from = g_date_time_to_unix (began) * G_USEC_PER_SEC
                    + g_date_time_get_microsecond (began);
      gint64 to = from + MAX (batch_load_get_duration_ms (load), 0) * 1000;
      double left = x_of (field, from);
      double width = MAX (x_of (field, to) - left, 2);

      batch_plot_set_colour (plot, field->cr, "view_fg_color", 0.12);
      batch_plot_fill (plot, field->cr, left, field->top, width, field->height);
      batch_plot_set_colour (plot, field->cr, "view_fg_color", 0.5);
      batch_plot_hatch (plot, field->cr, left, field->top, width, field->height);
    }
}

static void
draw_tokens (Field        *field,
             const Legend *legend)
{
  const Key *prompts = &legend->keys[0];
  const Key *answers = &legend->keys[1];

  draw_scale (field, field->self->most_tokens);
  draw_legend (field, legend);
  for (guint i = 0; i < field->self->slices->len; i++)
    {
      const BatchSlice *slice = &g_array_index (field->self->slices, BatchSlice, i);

      draw_bar (field, i, prompt_rate (slice), prompts, 0, 0.5);
      draw_bar (field, i, output_rate (slice), answers, 0.5, 1);
    }
  draw_loads (field);
}

static void
draw_items (Field        *field,
            const Legend *legend)
{
  draw_scale (field, field->self->most_items);
  draw_legend (field, legend);
  for (guint i = 0; i < field->self->slices->len; i++)
    {
      const BatchSlice *slice = &g_array_index (field->self->slices, BatchSlice, i);
      double failed = slice->failed * 60 / seconds_of (slice);

      draw_bar (field, i, item_rate (slice), &legend->keys[0], 0, 1);
      draw_bar (field, i, failed, &legend->keys[1], 0, 1);
    }
  draw_loads (field);
}

static void
mark_slices (Field  *field,
             double  top,
             double  height)
{
  for (guint i = 0; i < field->self->slices->len; i++)
    {
      const BatchSlice *slice = &g_array_index (field->self->slices, BatchSlice, i);
      double left = x_of (field, slice->from);

      batch_plot_mark (BATCH_PLOT (field->self), i, left, top,
                       MAX (x_of (field, slice->to) - left, 2), height);
    }
}

static void
batch_throughput_plot_draw (BatchPlot *plot,
                            cairo_t   *cr,
                            double     width,
                            double     height)
{
  BatchThroughputPlot *self = BATCH_THROUGHPUT_PLOT (plot);
  double line = batch_plot_line_height (plot);
  double bottom = height - line - 6;
  double margin = batch_plot_get_margin (plot);
  Field field = { self, cr, 0, 0, width, margin, 1 };
  Legend tokens = {
    .title = _("Tokens/s"),
    .keys = { { "blue_3", 0.55, _("Prompts") }, { "purple_3", 1, _("Answers") } },
  };
  Legend items = {
    .title = _("Items/min"),
    .keys = { { "green_4", 1, _("Done") }, { "error_color", 1, _("Failed") } },
  };

  batch_plot_draw_time (plot, cr, margin, width - margin, bottom, self->from, self->to);
  place_legend (&field, &items);
  field.top = items.n_lines * line + 2;
  field.height = bottom - field.top;
  if (self->most_tokens > 0)
    {
      place_legend (&field, &tokens);
      field.top = tokens.n_lines * line + 2;
      field.height = (bottom - (tokens.n_lines + items.n_lines) * line - GAP) / 2;
      draw_tokens (&field, &tokens);
      field.top += field.height + items.n_lines * line + GAP - 2;
    }
  draw_items (&field, &items);
  mark_slices (&field, line, bottom - line);
}

/* --- Rows --- */

static const char * const *
batch_throughput_plot_get_titles (BatchPlot *plot)
{
  static const char *titles[7];

  titles[0] = _("Time");
  titles[1] = _("Items");
  titles[2] = _("Failed");
  titles[3] = _("Items per Minute");
  titles[4] = _("Answer Tokens per Second");
  titles[5] = _("Prompt Tokens per Second");
  return titles;
}

static char *
format_time (gint64 at,
             gint64 span)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (at / G_USEC_PER_SEC);

  if (span > G_TIME_SPAN_DAY)
    return g_date_time_format (time, "%x %H:%M");
  return g_date_time_format (time, span > G_TIME_SPAN_HOUR ? "%H:%M" : "%H:%M:%S");
}

static BatchPlotRow *
row_new (BatchThroughputPlot *self,
         const BatchSlice    *slice)
{
  GPtrArray *cells = g_ptr_array_new_null_terminated (6, NULL, TRUE);
  char *time = format_time (slice->from, self->to - self->from);
  gint64 items = slice->succeeded + slice->failed;
  char *reading;

  g_ptr_array_add (cells, time);
  g_ptr_array_add (cells, g_strdup_printf ("%'" G_GINT64_FORMAT, items));
  g_ptr_array_add (cells, g_strdup_printf ("%'" G_GINT64_FORMAT, slice->failed));
  g_ptr_array_add (cells, g_strdup_printf ("%.1f", item_rate (slice)));
  g_ptr_array_add (cells, g_strdup_printf ("%.1f", output_rate (slice)));
  g_ptr_array_add (cells, g_strdup_printf ("%.1f", prompt_rate (slice)));
  /* Translators: a time; then numbers of items and of tokens */
  reading = g_strdup_printf (ngettext ("%s: %s item, %s failed, %s a minute; tokens a second: "
                                       "%s answered, %s read",
                                       "%s: %s items, %s failed, %s a minute; tokens a second: "
                                       "%s answered, %s read", (gulong) items),
                             time, (char *) cells->pdata[1], (char *) cells->pdata[2],
                             (char *) cells->pdata[3], (char *) cells->pdata[4],
                             (char *) cells->pdata[5]);
  return batch_plot_row_new ((char **) g_ptr_array_free (cells, FALSE), reading);
}

static char *
summarize (BatchThroughputPlot *self)
{
  g_autofree char *tokens = batch_scale_format (self->most_tokens);
  g_autofree char *items = batch_scale_format (self->most_items);

  if (self->slices->len == 0)
    return g_strdup (_("Nothing was done in this time"));
  if (self->most_tokens <= 0)
    return g_strdup_printf (_("Items a minute: up to %s"), items);
  return g_strdup_printf (_("Tokens a second: up to %s; items a minute: up to %s"), tokens, items);
}

void
batch_throughput_plot_show (BatchThroughputPlot *self,
                            BatchInsightsData   *data)
{
  GListModel *points = batch_insights_data_get_points (data);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  g_array_set_size (self->slices, 0);
  self->most_tokens = self->most_items = 0;
  self->from = batch_insights_data_get_from (data);
  self->to = batch_insights_data_get_to (data);
  g_set_object (&self->loads, batch_insights_data_get_loads (data));
  if (points != NULL)
    {
      g_array_unref (self->slices);
      self->slices = batch_insights_slices (points);
    }

  for (guint i = 0; i < self->slices->len; i++)
    {
      const BatchSlice *slice = &g_array_index (self->slices, BatchSlice, i);

      self->most_tokens = MAX (self->most_tokens, MAX (output_rate (slice), prompt_rate (slice)));
      self->most_items = MAX (self->most_items, item_rate (slice));
      g_ptr_array_add (rows, row_new (self, slice));
    }
  batch_plot_take_rows (BATCH_PLOT (self), rows, summarize (self));
}

static void
batch_throughput_plot_finalize (GObject *object)
{
  BatchThroughputPlot *self = BATCH_THROUGHPUT_PLOT (object);

  g_clear_pointer (&self->slices, g_array_unref);
  g_clear_object (&self->loads);

  G_OBJECT_CLASS (batch_throughput_plot_parent_class)->finalize (object);
}

static void
batch_throughput_plot_class_init (BatchThroughputPlotClass *klass)
{
  BatchPlotClass *plot_class = BATCH_PLOT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = batch_throughput_plot_finalize;
  plot_class->draw = batch_throughput_plot_draw;
  plot_class->get_titles = batch_throughput_plot_get_titles;
}

static void
batch_throughput_plot_init (BatchThroughputPlot *self)
{
  self->slices = g_array_new (FALSE, FALSE, sizeof (BatchSlice));
}
