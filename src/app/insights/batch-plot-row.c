/* batch-plot-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "insights/batch-plot-row.h"

struct _BatchPlotRow
{
  GObject   parent_instance;

  char    **cells;
  char     *reading;
};

G_DEFINE_FINAL_TYPE (BatchPlotRow, batch_plot_row, G_TYPE_OBJECT)

static void
batch_plot_row_finalize (GObject *object)
{
  BatchPlotRow *self = BATCH_PLOT_ROW (object);

  g_strfreev (self->cells);
  g_free (self->reading);

  G_OBJECT_CLASS (batch_plot_row_parent_class)->finalize (object);
}

static void
batch_plot_row_class_init (BatchPlotRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = batch_plot_row_finalize;
}

static void
batch_plot_row_init (BatchPlotRow *self)
{
}

BatchPlotRow *
batch_plot_row_new (char **cells,
                    char  *reading)
{
  BatchPlotRow *self = g_object_new (BATCH_TYPE_PLOT_ROW, NULL);

  self->cells = cells;
  self->reading = reading;
  return self;
}

const char *
batch_plot_row_get_cell (BatchPlotRow *self,
                         guint         column)
{
  return column < g_strv_length (self->cells) ? self->cells[column] : "";
}

const char *
batch_plot_row_get_reading (BatchPlotRow *self)
{
  return self->reading;
}

static gboolean
says_the_same (BatchPlotRow *left,
               BatchPlotRow *right)
{
  return g_str_equal (left->reading, right->reading)
         && g_strv_equal ((const char * const *) left->cells,
                          (const char * const *) right->cells);
}

void
batch_plot_rows_update (GListStore *store,
                        GPtrArray  *rows)
{
  guint n_before = g_list_model_get_n_items (G_LIST_MODEL (store));
  guint n_same = 0;

  for (; n_same < MIN (n_before, rows->len); n_same++)
    {
      g_autoptr(BatchPlotRow) before = g_list_model_get_item (G_LIST_MODEL (store), n_same);

      if (!says_the_same (before, g_ptr_array_index (rows, n_same)))
        break;
    }

  if (n_same < n_before || n_same < rows->len)
    g_list_store_splice (store, n_same, n_before - n_same, rows->pdata + n_same,
                         rows->len - n_same);
}
