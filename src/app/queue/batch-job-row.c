/* batch-job-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-job-row.h"

/* What of a row of the list can be taken hold of: a batch is dragged to before or behind another
 * one, which a line between them shows, and has a menu. */

#define LINE_HEIGHT 2

typedef enum
{
  NOWHERE,
  BEFORE,
  BEHIND,
} Place;

struct _BatchJobRow
{
  AdwBin    parent_instance;

  BatchJob *job;                   /* (nullable) */
  Place     line;
};

enum
{
  PROP_0,
  PROP_JOB,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchJobRow, batch_job_row, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

/* --- Dragging --- */

static GdkContentProvider *
prepare_cb (BatchJobRow *self)
{
  if (self->job == NULL || batch_job_is_terminal (self->job))
    return NULL;

  return gdk_content_provider_new_typed (BATCH_TYPE_JOB, self->job);
}

static void
drag_begin_cb (BatchJobRow   *self,
               GdkDrag       *drag,
               GtkDragSource *source)
{
  g_autoptr(GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, 0, 0);
}

static void
show_line (BatchJobRow *self,
           Place        place)
{
  if (self->line == place)
    return;

  self->line = place;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static Place
place_for (BatchJobRow *self,
           double       y)
{
  return y < gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 ? BEFORE : BEHIND;
}

static GdkDragAction
motion_cb (BatchJobRow *self,
           double       x,
           double       y)
{
  show_line (self, place_for (self, y));
  return GDK_ACTION_MOVE;
}

static void
leave_cb (BatchJobRow *self)
{
  show_line (self, NOWHERE);
}

static gboolean
drop_cb (BatchJobRow  *self,
         const GValue *value,
         double        x,
         double        y)
{
  BatchJob *job = g_value_get_object (value);

  show_line (self, NOWHERE);
  if (job == NULL || self->job == NULL || job == self->job)
    return FALSE;

  return gtk_widget_activate_action (GTK_WIDGET (self), "queue.place", "(ssb)",
                                     batch_job_get_id (job), batch_job_get_id (self->job),
                                     place_for (self, y) == BEHIND);
}

static void
add_dragging (BatchJobRow *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (BATCH_TYPE_JOB, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_swapped (source, "prepare", G_CALLBACK (prepare_cb), self);
  g_signal_connect_swapped (source, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (target, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (target, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* --- The menu --- */

static void
pressed_cb (BatchJobRow *self,
            int          n_press,
            double       x,
            double       y)
{
  graphene_point_t point = GRAPHENE_POINT_INIT ((float) x, (float) y);
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_LIST_VIEW);

  if (self->job == NULL || view == NULL
      || !gtk_widget_compute_point (GTK_WIDGET (self), view, &point, &point))
    return;

  gtk_widget_activate_action (GTK_WIDGET (self), "queue.menu", "(sii)",
                              batch_job_get_id (self->job), (int) point.x, (int) point.y);
}

static void
add_menu (BatchJobRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/* --- The widget --- */

static void
batch_job_row_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  BatchJobRow *self = BATCH_JOB_ROW (widget);
  float top = self->line == BEHIND ? gtk_widget_get_height (widget) - LINE_HEIGHT : 0;
  graphene_rect_t line = GRAPHENE_RECT_INIT (0, top, gtk_widget_get_width (widget), LINE_HEIGHT);
  GdkRGBA color;

  GTK_WIDGET_CLASS (batch_job_row_parent_class)->snapshot (widget, snapshot);

  if (self->line == NOWHERE
      || !gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "accent_color",
                                          &color))
    return;

  gtk_snapshot_append_color (snapshot, &color, &line);
}

static void
batch_job_row_dispose (GObject *object)
{
  BatchJobRow *self = BATCH_JOB_ROW (object);

  g_clear_object (&self->job);

  G_OBJECT_CLASS (batch_job_row_parent_class)->dispose (object);
}

static void
batch_job_row_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_JOB:
      g_value_set_object (value, BATCH_JOB_ROW (object)->job);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_job_row_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_JOB:
      if (g_set_object (&BATCH_JOB_ROW (object)->job, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_job_row_class_init (BatchJobRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = batch_job_row_dispose;
  object_class->get_property = batch_job_row_get_property;
  object_class->set_property = batch_job_row_set_property;
  GTK_WIDGET_CLASS (klass)->snapshot = batch_job_row_snapshot;

  properties[PROP_JOB] =
    g_param_spec_object ("job", NULL, NULL, BATCH_TYPE_JOB,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_job_row_init (BatchJobRow *self)
{
  add_dragging (self);
  add_menu (self);
}
