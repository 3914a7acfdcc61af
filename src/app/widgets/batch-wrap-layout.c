/* batch-wrap-layout.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-wrap-layout.h"

/* Widgets in lines, like words: what has no room in one begins the next. */

#define SPACING 6

struct _BatchWrapLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (BatchWrapLayout, batch_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

typedef struct
{
  int width;                       /* that there is */
  int x;                           /* where the next one goes */
  int y;
  int height;                      /* of this line */
} Pen;

static int
measure_width (GtkWidget *child,
               int        available)
{
  int minimum;
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return MAX (minimum, MIN (natural, available));
}

static int
measure_height (GtkWidget *child,
                int        width)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* Returns: where the next widget of this size goes */
static GdkRectangle
place (Pen *pen,
       int  width,
       int  height)
{
  GdkRectangle at;

  if (pen->x > 0 && pen->x + width > pen->width)
    {
      pen->y += pen->height + SPACING;
      pen->x = 0;
      pen->height = 0;
    }

  at = (GdkRectangle) { pen->x, pen->y, width, height };
  pen->x += width + SPACING;
  pen->height = MAX (pen->height, height);
  return at;
}

static int
measure_lines (GtkWidget *widget,
               int        width)
{
  Pen pen = { .width = width };

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_width;

      if (!gtk_widget_should_layout (child))
        continue;
      child_width = measure_width (child, width);
      place (&pen, child_width, measure_height (child, child_width));
    }

  return pen.y + pen.height;
}

static void
measure_line (GtkWidget *widget,
              int       *minimum,
              int       *natural)
{
  *minimum = 0;
  *natural = -SPACING;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum;
      int child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural,
                          NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + SPACING;
    }

  *natural = MAX (*natural, *minimum);
}

static void
batch_wrap_layout_measure (GtkLayoutManager *manager,
                           GtkWidget        *widget,
                           GtkOrientation    orientation,
                           int               for_size,
                           int              *minimum,
                           int              *natural,
                           int              *minimum_baseline,
                           int              *natural_baseline)
{
  int least;
  int most;

  measure_line (widget, &least, &most);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = least;
      *natural = most;
    }
  else
    {
      *minimum = measure_lines (widget, for_size >= 0 ? for_size : most);
      *natural = *minimum;
    }
}

static void
batch_wrap_layout_allocate (GtkLayoutManager *manager,
                            GtkWidget        *widget,
                            int               width,
                            int               height,
                            int               baseline)
{
  gboolean turned = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  Pen pen = { .width = width };

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GdkRectangle at;
      int child_width;

      if (!gtk_widget_should_layout (child))
        continue;
      child_width = measure_width (child, width);
      at = place (&pen, child_width, measure_height (child, child_width));
      if (turned)
        at.x = width - at.x - at.width;
      gtk_widget_size_allocate (child, &at, -1);
    }
}

static GtkSizeRequestMode
batch_wrap_layout_get_request_mode (GtkLayoutManager *manager,
                                    GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
batch_wrap_layout_class_init (BatchWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->measure = batch_wrap_layout_measure;
  manager_class->allocate = batch_wrap_layout_allocate;
  manager_class->get_request_mode = batch_wrap_layout_get_request_mode;
}

static void
batch_wrap_layout_init (BatchWrapLayout *self)
{
}
