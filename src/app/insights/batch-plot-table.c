/* batch-plot-table.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "insights/batch-plot-table.h"

#include "insights/batch-plot-row.h"
#include "widgets/batch-accessible-name.h"
#include "widgets/batch-column-title.h"
#include "widgets/batch-row.h"

/* What a plot shows, as a table. */

#define FIRST_CHARS 14

/* The first cell speaks for its row, and is a name that may be long; of the others, half would say
 * nothing. */
static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  user_data)
{
  GtkWidget *label = gtk_label_new (NULL);
  gboolean is_first = GPOINTER_TO_UINT (user_data) == 0;

  gtk_label_set_xalign (GTK_LABEL (label), is_first ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label),
                           is_first ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_label_set_width_chars (GTK_LABEL (label), is_first ? FIRST_CHARS : -1);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, g_object_new (is_first ? BATCH_TYPE_ROW : ADW_TYPE_BIN,
                                               "child", label, NULL));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  user_data)
{
  BatchPlotRow *row = gtk_list_item_get_item (item);

  GtkWidget *cell = gtk_list_item_get_child (item);

  gtk_label_set_label (GTK_LABEL (adw_bin_get_child (ADW_BIN (cell))),
                       batch_plot_row_get_cell (row, GPOINTER_TO_UINT (user_data)));
  if (BATCH_IS_ROW (cell))
    batch_row_set_spoken (BATCH_ROW (cell), batch_plot_row_get_reading (row));
}

void
batch_plot_table_set_titles (GtkColumnView      *view,
                             const char         *label,
                             const char * const *titles)
{
  batch_accessible_name_set (GTK_WIDGET (view), label);
  for (guint i = 0; titles[i] != NULL; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr(GtkColumnViewColumn) column = NULL;

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (i));
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (i));
      column = gtk_column_view_column_new (titles[i], factory);
      gtk_column_view_column_set_expand (column, i == 0);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_append_column (view, column);
      if (i > 0)
        batch_column_title_align_end (view, column);
    }
}

void
batch_plot_table_set_rows (GtkColumnView *view,
                           GListModel    *rows)
{
  g_autoptr(GtkNoSelection) selection = NULL;

  if (rows != NULL)
    selection = gtk_no_selection_new (g_object_ref (rows));
  gtk_column_view_set_model (view, GTK_SELECTION_MODEL (selection));
}
