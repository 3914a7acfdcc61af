/* batch-plot.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "insights/batch-plot-private.h"

#include <glib/gi18n.h>

#define NATURAL_WIDTH 640
#define MIN_WIDTH 240
#define USUAL_LINE 18.0

typedef struct
{
  guint            row;
  graphene_rect_t  box;
} Mark;

typedef struct
{
  GListStore *rows;                /* of BatchPlotRow */
  char       *summary;
  char       *told;                /* (nullable) what a screen reader was given last */
  GArray     *marks;               /* of Mark, as it was drawn last */
  double      drawn_width;
  int         cursor;              /* a row; -1: none */
  int         height;
} BatchPlotPrivate;

enum
{
  PROP_0,
  PROP_READING,
  PROP_SUMMARY,
  PROP_HEIGHT,
  N_PROPS
};

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BatchPlot, batch_plot, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];

/* --- The cursor --- */

const char *
batch_plot_get_reading (BatchPlot *self)
{
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);
  g_autoptr(BatchPlotRow) row = NULL;

  if (priv->cursor < 0)
    return NULL;

  row = g_list_model_get_item (G_LIST_MODEL (priv->rows), priv->cursor);
  return row != NULL ? batch_plot_row_get_reading (row) : NULL;
}

/* What the cursor is at is the value of the plot; without one it is what all of it says. */
static void
tell_reading (BatchPlot *self)
{
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);
  const char *reading = batch_plot_get_reading (self);
  const char *text = reading != NULL ? reading : priv->summary;

  if (g_strcmp0 (priv->told, text) == 0)
    return;

  g_free (priv->told);
  priv->told = g_strdup (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READING]);
}

static void
set_cursor (BatchPlot *self,
            int        cursor)
{
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);

  if (priv->cursor == cursor)
    return;

  priv->cursor = cursor;
  tell_reading (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
move_cb (GtkWidget *widget,
         GVariant  *arguments,
         gpointer   user_data)
{
  BatchPlot *self = BATCH_PLOT (widget);
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);
  int n_rows = g_list_model_get_n_items (G_LIST_MODEL (priv->rows));
  int step = g_variant_get_int32 (arguments);

  if (n_rows == 0)
    return FALSE;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL && ABS (step) == 1)
    step = -step;

  if (priv->cursor < 0)
    set_cursor (self, step > 0 && step < G_MAXINT32 ? 0 : n_rows - 1);
  else
    set_cursor (self, (int) CLAMP ((gint64) priv->cursor + step, 0, n_rows - 1));
  return TRUE;
}

static gboolean
leave_row_cb (GtkWidget *widget,
              GVariant  *arguments,
              gpointer   user_data)
{
  BatchPlot *self = BATCH_PLOT (widget);
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);

  if (priv->cursor < 0)
    return FALSE;

  set_cursor (self, -1);
  return TRUE;
}

static void
motion_cb (BatchPlot *self,
           double     x,
           double     y)
{
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);
  graphene_point_t point = GRAPHENE_POINT_INIT (x, y);

  /* What was drawn last lies on top. */
  for (guint i = priv->marks->len; i > 0; i--)
    {
      const Mark *mark = &g_array_index (priv->marks, Mark, i - 1);

      if (graphene_rect_contains_point (&mark->box, &point))
        {
          set_cursor (self, mark->row);
          return;
        }
    }
}

static void
pointer_left_cb (BatchPlot *self)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (self)))
    set_cursor (self, -1);
}

/* --- Drawing --- */

gboolean
batch_plot_is_mirrored (BatchPlot *self,
                        double    *width)
{
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);

  *width = priv->drawn_width;
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

void
batch_plot_mark (BatchPlot *self,
                 guint      row,
                 double     x,
                 double     y,
                 double     width,
                 double     height)
{
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);
  Mark mark = { .row = row };
  double total;

  if (batch_plot_is_mirrored (self, &total))
    x = total - x - width;
  graphene_rect_init (&mark.box, x, y, width, height);
  g_array_append_val (priv->marks, mark);
}

static void
draw_cursor (BatchPlot *self,
             cairo_t   *cr)
{
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);

  for (guint i = 0; i < priv->marks->len && priv->cursor >= 0; i++)
    {
      const Mark *mark = &g_array_index (priv->marks, Mark, i);

      if (mark->row != (guint) priv->cursor)
        continue;

      batch_plot_set_colour (self, cr, "view_fg_color", 1);
      cairo_set_line_width (cr, 2);
      cairo_rectangle (cr, mark->box.origin.x, mark->box.origin.y, mark->box.size.width,
                       mark->box.size.height);
      cairo_stroke (cr);
    }
}

static void
batch_plot_snapshot (GtkWidget   *widget,
                     GtkSnapshot *snapshot)
{
  BatchPlot *self = BATCH_PLOT (widget);
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  cairo_t *cr;

  g_array_set_size (priv->marks, 0);
  if (width <= 0 || height <= 0 || g_list_model_get_n_items (G_LIST_MODEL (priv->rows)) == 0)
    return;

  priv->drawn_width = width;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  BATCH_PLOT_GET_CLASS (self)->draw (self, cr, width, height);
  draw_cursor (self, cr);
  cairo_destroy (cr);
}

/* Large text needs large plots. */
static double
enlargement (BatchPlot *self)
{
  return MAX (batch_plot_line_height (self) / USUAL_LINE, 1);
}

static void
batch_plot_measure (GtkWidget      *widget,
                    GtkOrientation  orientation,
                    int             for_size,
                    int            *minimum,
                    int            *natural,
                    int            *minimum_baseline,
                    int            *natural_baseline)
{
  BatchPlotPrivate *priv = batch_plot_get_instance_private (BATCH_PLOT (widget));

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_WIDTH;
      *natural = NATURAL_WIDTH;
    }
  else
    *minimum = *natural = (int) (priv->height * enlargement (BATCH_PLOT (widget)));
}

/* --- The widget --- */

static void
batch_plot_finalize (GObject *object)
{
  BatchPlotPrivate *priv = batch_plot_get_instance_private (BATCH_PLOT (object));

  g_clear_object (&priv->rows);
  g_clear_pointer (&priv->marks, g_array_unref);
  g_free (priv->summary);
  g_free (priv->told);

  G_OBJECT_CLASS (batch_plot_parent_class)->finalize (object);
}

static void
batch_plot_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  BatchPlot *self = BATCH_PLOT (object);
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_READING:
      g_value_set_string (value, batch_plot_get_reading (self));
      break;

    case PROP_SUMMARY:
      g_value_set_string (value, priv->summary);
      break;

    case PROP_HEIGHT:
      g_value_set_int (value, priv->height);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_plot_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  BatchPlotPrivate *priv = batch_plot_get_instance_private (BATCH_PLOT (object));

  switch (prop_id)
    {
    case PROP_HEIGHT:
      if (priv->height == g_value_get_int (value))
        return;
      priv->height = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (object));
      g_object_notify_by_pspec (object, pspec);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    int   step;
  } keys[] = {
    { GDK_KEY_Left, -1 }, { GDK_KEY_Right, 1 }, { GDK_KEY_KP_Left, -1 }, { GDK_KEY_KP_Right, 1 },
    { GDK_KEY_Page_Up, -10 }, { GDK_KEY_Page_Down, 10 },
    { GDK_KEY_Home, G_MININT32 }, { GDK_KEY_End, G_MAXINT32 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, 0, move_cb, "i", keys[i].step);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, leave_row_cb, NULL);
}

static void
batch_plot_class_init (BatchPlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = batch_plot_finalize;
  object_class->get_property = batch_plot_get_property;
  object_class->set_property = batch_plot_set_property;
  widget_class->snapshot = batch_plot_snapshot;
  widget_class->measure = batch_plot_measure;

  properties[PROP_READING] =
    g_param_spec_string ("reading", NULL, NULL, NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_SUMMARY] =
    g_param_spec_string ("summary", NULL, NULL, NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_HEIGHT] =
    g_param_spec_int ("height", NULL, NULL, 0, G_MAXINT, 200,
                      (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "plot");
  add_keys (widget_class);
}

static void
batch_plot_init (BatchPlot *self)
{
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  priv->rows = g_list_store_new (BATCH_TYPE_PLOT_ROW);
  priv->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  priv->summary = g_strdup ("");
  priv->cursor = -1;
  priv->height = 200;

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (pointer_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

/* --- What it shows --- */

GListModel *
batch_plot_get_rows (BatchPlot *self)
{
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);

  return G_LIST_MODEL (priv->rows);
}

const char * const *
batch_plot_get_titles (BatchPlot *self)
{
  return BATCH_PLOT_GET_CLASS (self)->get_titles (self);
}

const char *
batch_plot_get_summary (BatchPlot *self)
{
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);

  return priv->summary;
}

void
batch_plot_take_rows (BatchPlot *self,
                      GPtrArray *rows,
                      char      *summary)
{
  BatchPlotPrivate *priv = batch_plot_get_instance_private (self);
  g_autoptr(GPtrArray) taken = rows;

  if (priv->cursor >= (int) taken->len)
    priv->cursor = (int) taken->len - 1;
  batch_plot_rows_update (priv->rows, taken);
  g_free (priv->summary);
  priv->summary = summary;
  tell_reading (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- As a file --- */

gboolean
batch_plot_save (BatchPlot   *self,
                 const char  *path,
                 GError     **error)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  GdkRGBA ground = { 1, 1, 1, 1 };
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;

  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                  "view_bg_color", &ground);
  gtk_snapshot_append_color (snapshot, &ground, &GRAPHENE_RECT_INIT (0, 0, width, height));
  batch_plot_snapshot (GTK_WIDGET (self), snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (native), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (gdk_texture_save_to_png (texture, path))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("“%s” cannot be written"), path);
  return FALSE;
}
