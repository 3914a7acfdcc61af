/* batch-insights-rules.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "insights/batch-insights-rules.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "widgets/batch-closures.h"

/* What the plots make of the history. */

static gint64
begin_of (BatchHistoryPoint *point)
{
  g_autoptr(GDateTime) at = batch_history_point_get_at (point);

  return at != NULL ? g_date_time_to_unix (at) * G_USEC_PER_SEC : 0;
}

static gint64
end_of (BatchHistoryPoint *point)
{
  return begin_of (point) + (gint64) batch_history_point_get_span (point) * G_USEC_PER_SEC;
}

/* --- Slices --- */

GArray *
batch_insights_slices (GListModel *points)
{
  GArray *slices = g_array_new (FALSE, FALSE, sizeof (BatchSlice));

  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr(BatchHistoryPoint) point = g_list_model_get_item (points, i);
      BatchSlice next = { .from = begin_of (point), .to = end_of (point) };
      BatchSlice *slice = NULL;

      if (slices->len > 0)
        slice = &g_array_index (slices, BatchSlice, slices->len - 1);
      if (slice == NULL || slice->from != next.from)
        {
          g_array_append_val (slices, next);
          slice = &g_array_index (slices, BatchSlice, slices->len - 1);
        }

      slice->to = MAX (slice->to, next.to);
      slice->succeeded += batch_history_point_get_succeeded (point);
      slice->failed += batch_history_point_get_failed (point);
      slice->prompt_tokens += batch_history_point_get_prompt_tokens (point);
      slice->output_tokens += batch_history_point_get_output_tokens (point);
    }

  return slices;
}

/* --- Stretches --- */

static void
stretch_free (gpointer data)
{
  BatchStretch *stretch = data;

  g_clear_pointer (&stretch->failed_at, g_array_unref);
  g_free (stretch->backend);
  g_free (stretch->key);
  g_free (stretch);
}

static gboolean
goes_on (const BatchStretch *stretch,
         BatchHistoryPoint  *point,
         gint64              gap)
{
  return g_str_equal (stretch->key, batch_history_point_get_resource_key (point))
         && g_str_equal (stretch->backend, batch_history_point_get_backend (point))
         && begin_of (point) - stretch->to < gap;
}

static BatchStretch *
find_stretch (GPtrArray         *stretches,
              BatchHistoryPoint *point,
              gint64             gap)
{
  BatchStretch *stretch;

  for (guint i = stretches->len; i > 0; i--)
    {
      stretch = g_ptr_array_index (stretches, i - 1);
      if (goes_on (stretch, point, gap))
        return stretch;
    }

  stretch = g_new0 (BatchStretch, 1);
  stretch->backend = g_strdup (batch_history_point_get_backend (point));
  stretch->key = g_strdup (batch_history_point_get_resource_key (point));
  stretch->from = begin_of (point);
  g_ptr_array_add (stretches, stretch);
  return stretch;
}

static int
compare_stretches (gconstpointer a,
                   gconstpointer b)
{
  const BatchStretch *left = *(BatchStretch * const *) a;
  const BatchStretch *right = *(BatchStretch * const *) b;
  int order = g_strcmp0 (left->backend, right->backend);

  return order != 0 ? order : (left->from > right->from) - (left->from < right->from);
}

GPtrArray *
batch_insights_stretches (GListModel *points,
                          gint64      gap)
{
  GPtrArray *stretches = g_ptr_array_new_with_free_func (stretch_free);

  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr(BatchHistoryPoint) point = g_list_model_get_item (points, i);
      BatchStretch *stretch = find_stretch (stretches, point, gap);
      gint64 middle = (begin_of (point) + end_of (point)) / 2;

      stretch->to = end_of (point);
      stretch->succeeded += batch_history_point_get_succeeded (point);
      stretch->failed += batch_history_point_get_failed (point);
      if (batch_history_point_get_failed (point) == 0)
        continue;

      if (stretch->failed_at == NULL)
        stretch->failed_at = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_array_append_val (stretch->failed_at, middle);
    }

  g_ptr_array_sort (stretches, compare_stretches);
  return stretches;
}

static gint64
load_end_of (BatchLoad *load)
{
  g_autoptr(GDateTime) at = batch_load_get_began_at (load);

  return g_date_time_to_unix (at) * G_USEC_PER_SEC + g_date_time_get_microsecond (at)
         + MAX (batch_load_get_duration_ms (load), 0) * 1000;
}

/* The first load of its model that ends in the beginning of the stretch. */
static void
begin_when_loaded (BatchStretch *stretch,
                   GListModel   *loads,
                   gint64        slack)
{
  gint64 first = MIN (stretch->from + slack, stretch->to);
  gint64 from = first;

  for (guint i = 0; i < g_list_model_get_n_items (loads); i++)
    {
      g_autoptr(BatchLoad) load = g_list_model_get_item (loads, i);
      gint64 end = load_end_of (load);

      if (g_str_equal (batch_load_get_resource_key (load), stretch->key)
          && g_str_equal (batch_load_get_backend (load), stretch->backend)
          && end >= stretch->from)
        from = MIN (from, end);
    }

  if (from < first)
    stretch->from = from;
}

/* What goes on after the other has ended came back, or works beside it. */
static void
part (BatchStretch *stretch,
      BatchStretch *next,
      gint64        slack)
{
  if (!g_str_equal (stretch->backend, next->backend) || next->to < stretch->to
      || stretch->to <= next->from || stretch->to - next->from > 2 * slack)
    return;

  /* Nobody knows when: each has a half. */
  if (next->from <= stretch->from)
    next->from = (stretch->from + stretch->to) / 2;
  stretch->to = next->from;
}

void
batch_insights_part_stretches (GPtrArray  *stretches,
                               GListModel *loads,
                               gint64      slack)
{
  for (guint i = 0; loads != NULL && i < stretches->len; i++)
    begin_when_loaded (g_ptr_array_index (stretches, i), loads, slack);

  g_ptr_array_sort (stretches, compare_stretches);
  for (guint i = 0; i + 1 < stretches->len; i++)
    part (g_ptr_array_index (stretches, i), g_ptr_array_index (stretches, i + 1), slack);
}

/* --- Loads --- */

guint
batch_insights_sum_loads (GListModel *loads,
                          gint64     *duration_ms)
{
  guint n_loads = 0;

  *duration_ms = 0;
  for (guint i = 0; i < g_list_model_get_n_items (loads); i++)
    {
      g_autoptr(BatchLoad) load = g_list_model_get_item (loads, i);

      if (batch_load_get_duration_ms (load) < 0)
        continue;
      *duration_ms += batch_load_get_duration_ms (load);
      n_loads++;
    }

  return n_loads;
}

char *
batch_insights_headline (guint  n_loads,
                         gint64 duration_ms,
                         gint64 arrival_loads)
{
  g_autofree char *duration = batch_format_duration (duration_ms);
  g_autofree char *done = NULL;
  g_autofree char *arrival = NULL;
  g_autofree char *arrival_duration = NULL;

  if (n_loads == 0)
    return g_strdup (_("No model was loaded"));

  done = g_strdup_printf (ngettext ("%u model load, %s", "%u model loads, %s", n_loads), n_loads,
                          duration);
  if (arrival_loads <= n_loads)
    return g_steal_pointer (&done);

  arrival_duration = batch_format_duration (duration_ms / n_loads * arrival_loads);
  arrival = g_strdup_printf (ngettext ("Arrival order: %'" PRId64 " load, about %s",
                                       "Arrival order: %'" PRId64 " loads, about %s",
                                       (gulong) arrival_loads), arrival_loads, arrival_duration);
  /* Translators: what was loaded, and what would have been. */
  return g_strdup_printf (_("%s. %s"), done, arrival);
}

char *
batch_insights_swaps (GListModel *loads)
{
  g_autofree char *duration = NULL;
  guint n_swapped = 0;
  gint64 ms = 0;

  for (guint i = 0; i < g_list_model_get_n_items (loads); i++)
    {
      g_autoptr(BatchLoad) load = g_list_model_get_item (loads, i);

      if (!batch_load_get_swapped (load) || batch_load_get_duration_ms (load) < 0)
        continue;
      n_swapped++;
      ms += batch_load_get_duration_ms (load);
    }

  if (n_swapped == 0)
    return NULL;

  duration = batch_format_duration (ms);
  /* Translators: how many of the loads, and how long they took */
  return g_strdup_printf (
    ngettext ("%u load, %s, because another program took the memory of the server",
              "%u loads, %s, because other programs took the memory of the server", n_swapped),
    n_swapped, duration);
}
