/* batch-compare-columns.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "results/batch-compare-columns.h"

#include "results/batch-compare-cell.h"

#define WIDTH 240

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *list_item,
          gpointer            column)
{
  gtk_list_item_set_child (list_item, batch_compare_cell_new (GPOINTER_TO_UINT (column)));
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *list_item)
{
  batch_compare_cell_set_row (BATCH_COMPARE_CELL (gtk_list_item_get_child (list_item)),
                              gtk_list_item_get_item (list_item));
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *list_item)
{
  batch_compare_cell_set_row (BATCH_COMPARE_CELL (gtk_list_item_get_child (list_item)), NULL);
}

static void
add_column (GtkColumnView *table,
            guint          column,
            const char    *name)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkColumnViewColumn) view_column = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  view_column = gtk_column_view_column_new (name, factory);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_column_set_expand (view_column, TRUE);
  gtk_column_view_column_set_fixed_width (view_column, WIDTH);
  gtk_column_view_append_column (table, view_column);
}

static void
drop_columns (GtkColumnView *table)
{
  GListModel *columns = gtk_column_view_get_columns (table);

  while (g_list_model_get_n_items (columns) > 1)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, 1);

      gtk_column_view_remove_column (table, column);
    }
}

void
batch_compare_columns_set (GtkColumnView     *table,
                           const char *const *names)
{
  drop_columns (table);
  for (guint i = 0; names[i] != NULL; i++)
    add_column (table, i, names[i]);
}

void
batch_compare_columns_name (GtkColumnView     *table,
                            const char *const *names)
{
  GListModel *columns = gtk_column_view_get_columns (table);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i + 1);

      gtk_column_view_column_set_title (column, names[i]);
    }
}
