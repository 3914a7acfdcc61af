/* batch-scroll-layout.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-scroll-layout.h"

/* For a widget whose one child is a scrolled window. By itself that would be as high as its content
 * is at the width that this likes best, and cut off what wraps at any other one. */

struct _BatchScrollLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (BatchScrollLayout, batch_scroll_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkWidget *
get_content (GtkWidget *scrolled)
{
  GtkWidget *content = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled));

  return GTK_IS_VIEWPORT (content) ? gtk_viewport_get_child (GTK_VIEWPORT (content)) : content;
}

static void
batch_scroll_layout_measure (GtkLayoutManager *manager,
                             GtkWidget        *widget,
                             GtkOrientation    orientation,
                             int               for_size,
                             int              *minimum,
                             int              *natural,
                             int              *minimum_baseline,
                             int              *natural_baseline)
{
  GtkWidget *scrolled = gtk_widget_get_first_child (widget);
  int height;

  gtk_widget_measure (scrolled, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL || for_size < 0)
    return;

  gtk_widget_measure (get_content (scrolled), orientation, for_size, NULL, &height, NULL, NULL);
  *natural = MAX (*minimum, height);
}

static void
batch_scroll_layout_allocate (GtkLayoutManager *manager,
                              GtkWidget        *widget,
                              int               width,
                              int               height,
                              int               baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
}

static GtkSizeRequestMode
batch_scroll_layout_get_request_mode (GtkLayoutManager *manager,
                                      GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
batch_scroll_layout_class_init (BatchScrollLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->measure = batch_scroll_layout_measure;
  manager_class->allocate = batch_scroll_layout_allocate;
  manager_class->get_request_mode = batch_scroll_layout_get_request_mode;
}

static void
batch_scroll_layout_init (BatchScrollLayout *self)
{
}
