/* batch-tab-stop.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-tab-stop.h"

/* A list of GTK takes Tab as one step down, so who is among thousands of rows would never come out.
 * What is in the row, as a button, is still led to, and so is what stands beside the list, as the
 * titles of a table.
 *
 * Since 4.12 a list can be told this itself. It is told, since it would otherwise lead who comes
 * back to its first or last row, and not to the one that was left. */

struct _BatchTabStop
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (BatchTabStop, batch_tab_stop, ADW_TYPE_BIN)

GtkWidget *
batch_tab_stop_find_row (GtkWidget *lists)
{
  GtkRoot *root = gtk_widget_get_root (lists);
  GtkWidget *widget = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (widget == NULL || !gtk_widget_is_ancestor (widget, lists))
    return NULL;

  while (widget != lists)
    {
      GtkWidget *parent = gtk_widget_get_parent (widget);

      if (GTK_IS_LIST_BASE (parent))
        return widget;
      widget = parent;
    }

  return NULL;
}

static gboolean
focus_beside (BatchTabStop     *self,
              GtkWidget        *list,
              GtkDirectionType  direction)
{
  gboolean forward = direction == GTK_DIR_TAB_FORWARD;

  for (GtkWidget *widget = list; widget != GTK_WIDGET (self);
       widget = gtk_widget_get_parent (widget))
    {
      GtkWidget *next = widget;

      while ((next = forward ? gtk_widget_get_next_sibling (next)
                             : gtk_widget_get_prev_sibling (next)) != NULL)
        if (gtk_widget_is_visible (next) && gtk_widget_child_focus (next, direction))
          return TRUE;
    }

  return FALSE;
}

static gboolean
batch_tab_stop_focus (GtkWidget        *widget,
                      GtkDirectionType  direction)
{
  BatchTabStop *self = BATCH_TAB_STOP (widget);
  gboolean tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;
  GtkWidget *row = tab ? batch_tab_stop_find_row (GTK_WIDGET (self)) : NULL;

  if (row == NULL)
    return GTK_WIDGET_CLASS (batch_tab_stop_parent_class)->focus (widget, direction);

  return gtk_widget_child_focus (row, direction)
         || focus_beside (self, gtk_widget_get_parent (row), direction);
}

#if GTK_CHECK_VERSION (4, 12, 0)

static void
tell_lists (GtkWidget *widget)
{
  if (GTK_IS_LIST_VIEW (widget) || GTK_IS_GRID_VIEW (widget) || GTK_IS_COLUMN_VIEW (widget))
    g_object_set (widget, "tab-behavior", GTK_LIST_TAB_ITEM, NULL);
  else
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      tell_lists (child);
}

static void
batch_tab_stop_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (batch_tab_stop_parent_class)->root (widget);
  tell_lists (widget);
}

#endif

static void
batch_tab_stop_class_init (BatchTabStopClass *klass)
{
#if GTK_CHECK_VERSION (4, 12, 0)
  GTK_WIDGET_CLASS (klass)->root = batch_tab_stop_root;
#endif
  GTK_WIDGET_CLASS (klass)->focus = batch_tab_stop_focus;
}

static void
batch_tab_stop_init (BatchTabStop *self)
{
}
