/* cli/command-stats.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-format.h"
#include "cli/cli-jobs.h"
#include "cli/cli-json.h"
#include "cli/cli-terminal.h"
#include "cli/commands.h"

static const guint marks[] = { 10, 25, 50, 75 };

/* What there is to tell. */
#define UNSET G_MININT

typedef struct
{
  GListModel           *models;    /* of BatchHistoryPoint, all of the time together */
  GListModel           *history;   /* (nullable) */
  GListModel           *loads;
  BatchEstimateQuality *quality;
} Stats;

static void
stats_clear (Stats *stats)
{
  g_clear_object (&stats->models);
  g_clear_object (&stats->history);
  g_clear_object (&stats->loads);
  g_clear_object (&stats->quality);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stats, stats_clear)

/* --- For machines --- */

static void
add_point (JsonBuilder       *builder,
           BatchHistoryPoint *point)
{
  json_builder_begin_object (builder);
  cli_json_time (builder, "at", batch_history_point_get_at (point));
  cli_json_int (builder, "span_s", batch_history_point_get_span (point));
  cli_json_string (builder, "model", batch_history_point_get_resource_key (point));
  cli_json_string (builder, "backend", batch_history_point_get_backend (point));
  cli_json_int (builder, "succeeded", batch_history_point_get_succeeded (point));
  cli_json_int (builder, "failed", batch_history_point_get_failed (point));
  cli_json_int (builder, "prompt_tokens", batch_history_point_get_prompt_tokens (point));
  cli_json_int (builder, "output_tokens", batch_history_point_get_output_tokens (point));
  cli_json_int (builder, "cached_tokens", batch_history_point_get_cached_tokens (point));
  cli_json_int (builder, "busy_ms", batch_history_point_get_busy_ms (point));
  cli_json_int (builder, "p50_ms", batch_history_point_get_p50_ms (point));
  cli_json_int (builder, "p95_ms", batch_history_point_get_p95_ms (point));
  json_builder_end_object (builder);
}

static void
add_load (JsonBuilder *builder,
          BatchLoad   *load)
{
  json_builder_begin_object (builder);
  cli_json_time (builder, "began_at", batch_load_get_began_at (load));
  cli_json_int (builder, "duration_ms", batch_load_get_duration_ms (load));
  cli_json_string (builder, "model", batch_load_get_resource_key (load));
  cli_json_string (builder, "backend", batch_load_get_backend (load));
  cli_json_string (builder, "evicted", batch_load_get_evicted_key (load));
  cli_json_string (builder, "job", batch_load_get_job_id (load));
  json_builder_set_member_name (builder, "swapped");
  json_builder_add_boolean_value (builder, batch_load_get_swapped (load));
  json_builder_end_object (builder);
}

static void
add_quality (JsonBuilder          *builder,
             BatchEstimateQuality *quality)
{
  json_builder_set_member_name (builder, "estimates");
  json_builder_begin_object (builder);
  cli_json_int (builder, "jobs", batch_estimate_quality_get_n_jobs (quality));
  cli_json_int (builder, "held", batch_estimate_quality_get_n_held (quality));
  json_builder_set_member_name (builder, "marks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      json_builder_begin_object (builder);
      cli_json_int (builder, "percent", marks[i]);
      cli_json_int (builder, "count", batch_estimate_quality_count (quality, marks[i]));
      cli_json_int (builder, "held", batch_estimate_quality_count_held (quality, marks[i]));
      json_builder_set_member_name (builder, "error");
      json_builder_add_double_value (builder, batch_estimate_quality_get_error (quality, marks[i]));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_json (const Stats *stats)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_list (builder, "models", stats->models, (CliJsonFunc) add_point);
  if (stats->history != NULL)
    cli_json_list (builder, "history", stats->history, (CliJsonFunc) add_point);
  cli_json_list (builder, "loads", stats->loads, (CliJsonFunc) add_load);
  add_quality (builder, stats->quality);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

/* --- For people --- */

/* What servers knew from earlier prompts did not have to be read. */
static void
print_cached (BatchHistoryPoint *point)
{
  gint64 n_prompt = batch_history_point_get_prompt_tokens (point);
  gint64 n_cached = batch_history_point_get_cached_tokens (point);
  g_autofree char *cached = cli_format_number (n_cached);

  if (n_cached > 0 && n_prompt > 0)
    /* Translators: tokens that the server knew from earlier prompts, and their share */
    g_print (_("    %s of the tokens read were known already, %d %%\n"), cached,
             (int) (100 * n_cached / n_prompt));
}

static void
print_model (BatchHistoryPoint *point)
{
  gint64 p50 = batch_history_point_get_p50_ms (point);
  gint64 p95 = batch_history_point_get_p95_ms (point);
  g_autofree char *items = cli_format_number (batch_history_point_get_succeeded (point));
  g_autofree char *failed = cli_format_number (batch_history_point_get_failed (point));
  g_autofree char *prompt = cli_format_number (batch_history_point_get_prompt_tokens (point));
  g_autofree char *output = cli_format_number (batch_history_point_get_output_tokens (point));
  g_autofree char *model = cli_escape_line (batch_history_point_get_resource_key (point));

  /* Translators: a model, and where it runs */
  g_print (_("%s on %s\n"), model, batch_history_point_get_backend (point));
  /* Translators: four numbers */
  g_print (_("    %s answered, %s failed; tokens: %s read, %s written\n"), items, failed, prompt,
           output);
  print_cached (point);
  if (p50 >= 0)
    /* Translators: two times in seconds */
    g_print (_("    half took at most %.2f s, 95 %% at most %.2f s\n"), p50 / 1000.0, p95 / 1000.0);
}

static void
print_point (BatchHistoryPoint *point)
{
  g_autoptr(GDateTime) at = batch_history_point_get_at (point);
  g_autoptr(GDateTime) local = g_date_time_to_local (at);
  g_autofree char *time = g_date_time_format (local, "%F %T");
  gint64 tokens = batch_history_point_get_output_tokens (point);
  g_autofree char *items = cli_format_number (batch_history_point_get_succeeded (point));
  g_autofree char *failed = cli_format_number (batch_history_point_get_failed (point));

  /* Translators: a time, a model, two numbers, and tokens a second */
  g_print (_("%s  %s: %s answered, %s failed, %.1f tokens/s\n"), time,
           batch_history_point_get_resource_key (point), items, failed,
           (double) tokens / batch_history_point_get_span (point));
}

static void
print_points (GListModel *points,
              void      (*print) (BatchHistoryPoint *point))
{
  for (guint i = 0; points != NULL && i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr(BatchHistoryPoint) point = g_list_model_get_item (points, i);

      print (point);
    }
}

static void
print_swapped (guint  n_swapped,
               gint64 ms)
{
  g_autofree char *duration = cli_format_duration (ms);

  if (n_swapped > 0)
    /* Translators: loads, and how long they took */
    g_print (ngettext ("%u of them, %s, because another program took the memory of the server\n",
                       "%u of them, %s, because other programs took the memory of the server\n",
                       n_swapped), n_swapped, duration);
}

static void
print_loads (GListModel *loads)
{
  guint n_loads = g_list_model_get_n_items (loads);
  g_autofree char *duration = NULL;
  guint n_swapped = 0;
  gint64 swapped_ms = 0;
  gint64 ms = 0;

  if (n_loads == 0)
    return;

  for (guint i = 0; i < n_loads; i++)
    {
      g_autoptr(BatchLoad) load = g_list_model_get_item (loads, i);

      ms += MAX (batch_load_get_duration_ms (load), 0);
      if (!batch_load_get_swapped (load))
        continue;
      n_swapped++;
      swapped_ms += MAX (batch_load_get_duration_ms (load), 0);
    }
  duration = cli_format_duration (ms);
  g_print (ngettext ("%u model load, %s\n", "%u model loads, %s\n", n_loads), n_loads, duration);
  print_swapped (n_swapped, swapped_ms);
}

static void
print_stats (Cli         *cli,
             const Stats *stats)
{
  guint n_jobs = batch_estimate_quality_get_n_jobs (stats->quality);

  if (g_list_model_get_n_items (stats->models) == 0)
    cli_say (cli, "%s\n", _("Nothing was done yet."));
  print_points (stats->history, print_point);
  print_points (stats->models, print_model);
  print_loads (stats->loads);
  if (n_jobs > 0)
    g_print (ngettext ("Estimates held in %u of the last %u job\n",
                       "Estimates held in %u of the last %u jobs\n", n_jobs),
             batch_estimate_quality_get_n_held (stats->quality), n_jobs);
}

/* --- The command --- */

static GListModel *
get_history (Cli         *cli,
             const char  *job_id,
             guint        resolution,
             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_get_history_async (cli->engine, job_id, NULL, NULL, resolution, cli->cancellable,
                                  cli_result_cb, &result);
  return batch_engine_get_history_finish (cli->engine, cli_wait (&result), error);
}

static gboolean
get_stats (Cli         *cli,
           const char  *job_id,
           int          span,
           Stats       *stats,
           GError     **error)
{
  g_autoptr(GAsyncResult) loads = NULL;
  g_autoptr(GAsyncResult) quality = NULL;

  if (!(stats->models = get_history (cli, job_id, G_MAXUINT, error))
      || (span != UNSET && !(stats->history = get_history (cli, job_id, (guint) span, error))))
    return FALSE;

  batch_engine_list_loads_async (cli->engine, job_id, NULL, NULL, cli->cancellable, cli_result_cb,
                                 &loads);
  if (!(stats->loads = batch_engine_list_loads_finish (cli->engine, cli_wait (&loads), error)))
    return FALSE;

  batch_engine_get_estimate_quality_async (cli->engine, cli->cancellable, cli_result_cb, &quality);
  stats->quality = batch_engine_get_estimate_quality_finish (cli->engine, cli_wait (&quality),
                                                             error);
  return stats->quality != NULL;
}

int
batchq_stats (Cli   *cli,
              int    argc,
              char **argv)
{
  int span = UNSET;
  const GOptionEntry entries[] = {
    { "history", 0, 0, G_OPTION_ARG_INT, &span,
      N_ ("Also what was done, in slices of so many seconds"), N_ ("SECONDS") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = NULL;
  g_auto(Stats) stats = { 0 };

  if (!cli_parse (cli, &argc, &argv, entries, N_ ("[JOB]"),
                  _("Show what was done, by model: requests, tokens, times, loads; and whether\n"
                    "estimates came true."), NULL, &error)
      || (argc > 2 && !cli_usage_error (&error, _("“%s” is not expected"), argv[2]))
      || (span != UNSET && span < 1
          && !cli_usage_error (&error, _("--history takes a number of seconds, from 1")))
      || !cli_open_read_only (cli, &error)
      || (argc == 2 && !(job = cli_find_job (cli, argv[1], &error)))
      || !get_stats (cli, job != NULL ? batch_job_get_id (job) : NULL, span, &stats, &error))
    return cli_fail (cli, error);

  if (cli->json)
    print_json (&stats);
  else
    print_stats (cli, &stats);
  return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);
}
