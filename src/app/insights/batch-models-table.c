/* batch-models-table.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "insights/batch-models-table.h"

#include <glib/gi18n.h>

#include "insights/batch-plot-row.h"
#include "widgets/batch-closures.h"

/* What each model has done. */

const char * const *
batch_models_table_titles (void)
{
  static const char *titles[10];

  titles[0] = _("Model");
  titles[1] = _("Server");
  titles[2] = _("Items");
  titles[3] = _("Failed");
  titles[4] = _("Tokens");
  /* Translators: the share of a prompt that the server knew from earlier ones */
  titles[5] = _("Known Already");
  titles[6] = _("Half Within");
  titles[7] = _("95 % Within");
  titles[8] = _("Loads");
  return titles;
}

static guint
count_loads (GListModel        *loads,
             BatchHistoryPoint *point)
{
  guint n_loads = 0;

  for (guint i = 0; loads != NULL && i < g_list_model_get_n_items (loads); i++)
    {
      g_autoptr(BatchLoad) load = g_list_model_get_item (loads, i);

      n_loads += g_str_equal (batch_load_get_resource_key (load),
                              batch_history_point_get_resource_key (point))
                 && g_str_equal (batch_load_get_backend (load),
                                 batch_history_point_get_backend (point));
    }

  return n_loads;
}

static char *
format_ms (gint64 ms)
{
  if (ms < 0)
    return g_strdup ("");
  if (ms >= 10000)
    return batch_format_duration (ms);
  /* Translators: seconds with two decimals */
  return g_strdup_printf (_("%.2f s"), (double) ms / 1000);
}

/* Servers that say nothing of it may know some, too. */
static char *
format_known (BatchHistoryPoint *point)
{
  gint64 n_read = batch_history_point_get_prompt_tokens (point);
  gint64 n_known = batch_history_point_get_cached_tokens (point);

  return n_read > 0 && n_known > 0 ? g_strdup_printf (_("%d %%"), (int) (100 * n_known / n_read))
                                   : g_strdup ("");
}

static BatchPlotRow *
row_new (BatchHistoryPoint *point,
         guint              n_loads)
{
  gint64 tokens = batch_history_point_get_prompt_tokens (point)
                  + batch_history_point_get_output_tokens (point);
  gint64 items = batch_history_point_get_succeeded (point)
                 + batch_history_point_get_failed (point);
  const char *model = batch_history_point_get_resource_key (point);
  GPtrArray *cells = g_ptr_array_new_null_terminated (9, NULL, TRUE);

  g_ptr_array_add (cells, g_strdup (model));
  g_ptr_array_add (cells, batch_format_server (batch_history_point_get_backend (point)));
  g_ptr_array_add (cells, g_strdup_printf ("%'" G_GINT64_FORMAT, items));
  g_ptr_array_add (cells, g_strdup_printf ("%'" G_GINT64_FORMAT,
                                           batch_history_point_get_failed (point)));
  g_ptr_array_add (cells, g_strdup_printf ("%'" G_GINT64_FORMAT, tokens));
  g_ptr_array_add (cells, format_known (point));
  g_ptr_array_add (cells, format_ms (batch_history_point_get_p50_ms (point)));
  g_ptr_array_add (cells, format_ms (batch_history_point_get_p95_ms (point)));
  g_ptr_array_add (cells, g_strdup_printf ("%u", n_loads));
  return batch_plot_row_new ((char **) g_ptr_array_free (cells, FALSE), g_strdup (model));
}

GPtrArray *
batch_models_table_rows (GListModel *totals,
                         GListModel *loads)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (totals); i++)
    {
      g_autoptr(BatchHistoryPoint) point = g_list_model_get_item (totals, i);

      g_ptr_array_add (rows, row_new (point, count_loads (loads, point)));
    }

  return rows;
}
