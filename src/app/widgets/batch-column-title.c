/* batch-column-title.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-column-title.h"

/* GTK has no say in where a title stands, so its label is looked for: a view has a header first,
 * and in it a title for each column, in their order. Where it is made otherwise, titles stay where
 * GTK puts them. */

static GtkWidget *
find_title (GtkColumnView       *view,
            GtkColumnViewColumn *column)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (view)));

  for (guint i = 0; title != NULL; i++, title = gtk_widget_get_next_sibling (title))
    {
      g_autoptr(GtkColumnViewColumn) other = g_list_model_get_item (columns, i);

      if (other == column)
        return title;
    }

  return NULL;
}

static GtkLabel *
find_label (GtkWidget *widget)
{
  GtkLabel *label = GTK_IS_LABEL (widget) ? GTK_LABEL (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && label == NULL;
       child = gtk_widget_get_next_sibling (child))
    label = find_label (child);

  return label;
}

void
batch_column_title_align_end (GtkColumnView       *view,
                              GtkColumnViewColumn *column)
{
  GtkWidget *title = find_title (view, column);
  GtkLabel *label = title != NULL ? find_label (title) : NULL;

  if (label == NULL)
    return;

  gtk_widget_set_hexpand (GTK_WIDGET (label), TRUE);
  gtk_label_set_xalign (label, 1);
}
