/* batch-item-header.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-item-header.h"

#include "queue/batch-item-cell.h"

/* The store sorts, so the sorters of the columns compare nothing. Which of them a person has
 * chosen, GTK 4.8 does not tell; but the sorter of the view asks that one first, and turns
 * its answer round when the order is backwards. */

typedef struct
{
  BatchItemHeader *header;
  BatchItemColumn  column;
} Asked;

struct _BatchItemHeader
{
  GtkColumnView       *view;
  GtkColumnViewColumn *columns[BATCH_N_ITEM_COLUMNS];
  Asked                asked[BATCH_N_ITEM_COLUMNS];
  BatchItemHeaderFunc  func;
  gpointer             user_data;
  BatchItemColumn      first;          /* that was asked */
  gulong               changed_id;
};

static int
asked_cb (gconstpointer a,
          gconstpointer b,
          gpointer      user_data)
{
  Asked *asked = user_data;

  asked->header->first = asked->column;
  return GTK_ORDERING_SMALLER;
}

static void
changed_cb (GtkSorter       *sorter,
            GtkSorterChange  change,
            BatchItemHeader *self)
{
  g_autoptr(GObject) one = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr(GObject) other = g_object_new (G_TYPE_OBJECT, NULL);
  GtkOrdering ordering = gtk_sorter_compare (sorter, one, other);

  if (ordering == GTK_ORDERING_EQUAL)
    self->func ("position", FALSE, self->user_data);
  else
    self->func (batch_item_column_get_sort (self->first), ordering == GTK_ORDERING_LARGER,
                self->user_data);
}

static void
add_column (BatchItemHeader *self,
            BatchItemColumn  number)
{
  g_autoptr(GtkColumnViewColumn) column =
    gtk_column_view_column_new (batch_item_column_get_title (number),
                                batch_item_cell_factory_new (number));
  g_autoptr(GtkSorter) sorter = NULL;

  self->asked[number] = (Asked) { self, number };
  sorter = GTK_SORTER (gtk_custom_sorter_new (asked_cb, &self->asked[number], NULL));
  gtk_column_view_column_set_expand (column, number == BATCH_ITEM_COLUMN_NAME);
  gtk_column_view_column_set_resizable (column, TRUE);
  if (batch_item_column_get_sort (number) != NULL)
    gtk_column_view_column_set_sorter (column, sorter);

  gtk_column_view_append_column (self->view, column);
  self->columns[number] = column;
}

BatchItemHeader *
batch_item_header_new (GtkColumnView       *view,
                       BatchItemHeaderFunc  func,
                       gpointer             user_data)
{
  BatchItemHeader *self = g_new0 (BatchItemHeader, 1);

  self->view = view;
  self->func = func;
  self->user_data = user_data;
  for (guint i = 0; i < BATCH_N_ITEM_COLUMNS; i++)
    add_column (self, i);

  self->changed_id = g_signal_connect (gtk_column_view_get_sorter (view), "changed",
                                       G_CALLBACK (changed_cb), self);
  return self;
}

void
batch_item_header_free (BatchItemHeader *self)
{
  g_signal_handler_disconnect (gtk_column_view_get_sorter (self->view), self->changed_id);
  for (guint i = 0; i < BATCH_N_ITEM_COLUMNS; i++)
    gtk_column_view_column_set_sorter (self->columns[i], NULL);
  g_free (self);
}

static GtkColumnViewColumn *
find_column (BatchItemHeader *self,
             const char      *sort)
{
  for (guint i = 0; i < BATCH_N_ITEM_COLUMNS; i++)
    {
      if (g_strcmp0 (batch_item_column_get_sort (i), sort) == 0)
        return self->columns[i];
    }

  return NULL;
}

void
batch_item_header_sort (BatchItemHeader *self,
                        const char      *sort,
                        gboolean         backwards)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  GtkSortType direction = backwards ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING;

  g_signal_handler_block (sorter, self->changed_id);
  gtk_column_view_sort_by_column (self->view, find_column (self, sort), direction);
  g_signal_handler_unblock (sorter, self->changed_id);
}
