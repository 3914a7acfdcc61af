/* cli/command-show.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "cli/cli-events.h"
#include "cli/cli-failures.h"
#include "cli/cli-format.h"
#include "cli/cli-handovers.h"
#include "cli/cli-jobs.h"
#include "cli/cli-leftovers.h"
#include "cli/cli-server.h"
#include "cli/cli-standstill.h"
#include "cli/cli-stopped.h"
#include "cli/cli-terminal.h"
#include "cli/cli-work.h"
#include "cli/commands.h"

static void
print_field (const char *name,
             const char *value)
{
  g_autofree char *line = value != NULL ? cli_escape_line (value) : NULL;

  if (line != NULL && *line != '\0')
    g_print ("%-12s %s\n", name, line);
}

static void
print_time (const char *name,
            GDateTime  *value)
{
  g_autoptr(GDateTime) time = value;
  g_autoptr(GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;
  g_autofree char *text = local != NULL ? g_date_time_format (local, "%F %T") : NULL;

  print_field (name, text);
}

static void
print_state (Cli      *cli,
             BatchJob *job)
{
  const char *situation = cli_describe_situation (cli, job);
  g_autofree char *command = cli_job_command (cli, "run", job, NULL);
  /* Translators: the state of a job, and a command */
  g_autofree char *text = cli_is_stopped (cli, job)
                          ? g_strdup_printf (_("%s; goes on with %s"), situation, command)
                          : g_strdup (situation);

  print_field (_("State"), text);
}

static void
print_removed (Cli      *cli,
               BatchJob *job)
{
  g_autofree char *command = cli_job_command (cli, "restore", job, NULL);
  /* Translators: a command */
  g_autofree char *text = g_strdup_printf (_("Yes; to bring it back: %s"), command);

  if (batch_job_get_removed (job))
    print_field (_("Removed"), text);
}

static void
print_counts (BatchJob *job)
{
  g_autofree char *text =
    g_strdup_printf (_("%" PRId64 " in all, %" PRId64 " waiting, %" PRId64 " under way, %" PRId64
                       " answered, %" PRId64 " failed, %" PRId64 " cancelled, %" PRId64
                       " expired"),
                     batch_job_get_total (job), batch_job_get_pending (job),
                     batch_job_get_running (job), batch_job_get_succeeded (job),
                     batch_job_get_failed (job), batch_job_get_cancelled (job),
                     batch_job_get_expired (job));

  print_field (_("Requests"), text);
}

/* While nothing moves, nobody knows how long the rest takes. */
static gboolean
moves (BatchJob *job)
{
  return !batch_job_is_terminal (job) && !batch_job_get_paused (job)
         && batch_job_get_standstill (job) == NULL;
}

/* (nullable) */
static char *
describe_eta (Cli      *cli,
              BatchJob *job,
              BatchEta *eta)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  gint64 low = batch_eta_get_low (eta);
  gint64 high = batch_eta_get_high (eta);
  g_autofree char *range = NULL;

  if (batch_engine_get_job_worked_on (cli->engine, job))
    return cli_format_eta (low, high, now);
  if (low < 0 || high < 0)
    return NULL;

  range = cli_format_range (low, high);
  /* Translators: how long a job takes that nobody works on now, such as “about 5 min” */
  return g_strdup_printf (_("%s, once it is worked on"), range);
}

static void
print_eta (Cli      *cli,
           BatchJob *job)
{
  BatchEta *eta = moves (job) ? batch_job_get_eta (job) : NULL;
  g_autofree char *text = eta != NULL ? describe_eta (cli, job, eta) : NULL;

  print_field (_("Remaining"), text);
}

static void
print_number (const char *name,
              gint64      value)
{
  g_autofree char *text = cli_format_number (value);

  if (value != 0)
    print_field (name, text);
}

/* What the server was made to load again by others is not our doing. */
static gboolean
print_loads (Cli       *cli,
             BatchJob  *job,
             GError   **error)
{
  guint n_loads = batch_job_get_loads (job);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) loads = NULL;
  g_autofree char *number = cli_format_number (n_loads);
  g_autofree char *text = NULL;
  guint n_swapped = 0;

  if (n_loads == 0)
    return TRUE;

  batch_engine_list_loads_async (cli->engine, batch_job_get_id (job), NULL, NULL, cli->cancellable,
                                 cli_result_cb, &result);
  if (!(loads = batch_engine_list_loads_finish (cli->engine, cli_wait (&result), error)))
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (loads); i++)
    {
      g_autoptr(BatchLoad) load = g_list_model_get_item (loads, i);

      n_swapped += batch_load_get_swapped (load);
    }
  /* Translators: loads of models, and how many of them another program was the reason of */
  if (n_swapped > 0)
    text = g_strdup_printf (_("%s (%u because other programs took the memory of the server)"),
                            number, n_swapped);
  print_field (_("Loads"), text != NULL ? text : number);
  return TRUE;
}

static void
print_tokens (BatchJob *job)
{
  gint64 n_prompt = batch_job_get_prompt_tokens (job);
  gint64 n_cached = batch_job_get_cached_tokens (job);
  g_autofree char *prompt = cli_format_number (n_prompt);
  g_autofree char *cached = cli_format_number (n_cached);
  g_autofree char *output = cli_format_number (batch_job_get_output_tokens (job));
  g_autofree char *known = NULL;
  g_autofree char *text = NULL;

  if (n_prompt == 0)
    return;
  /* TRANSLATORS: tokens that the server knew from earlier prompts, and their share */
  if (n_cached > 0)
    known = g_strdup_printf (_(" (%s of them known already, %d %%)"), cached,
                             (int) (100 * n_cached / n_prompt));

  text = g_strdup_printf (_("%s in%s, %s out"), prompt, known != NULL ? known : "", output);
  print_field (_("Tokens"), text);
}

/* What jobs call their server may be its name, or its address. (nullable) */
static char *
find_url (Cli      *cli,
          BatchJob *job)
{
  const char *name = batch_job_get_backend (job);
  g_autoptr(BatchBackend) backend = name != NULL ? cli_get_server (cli, name, NULL) : NULL;

  return g_strdup (backend != NULL ? batch_backend_get_url (backend) : name);
}

/* How many requests at a time were found to be best for its models, unless it says itself. */
static void
print_found_parallel (Cli      *cli,
                      BatchJob *job)
{
  g_auto(GStrv) keys = batch_job_get_resource_keys (job);
  g_autofree char *url = batch_job_get_parallel (job) == 0 ? find_url (cli, job) : NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GHashTable) found = NULL;

  if (url == NULL)
    return;

  batch_engine_list_parallels_async (cli->engine, url, cli->cancellable, cli_result_cb, &result);
  found = batch_engine_list_parallels_finish (cli->engine, cli_wait (&result), NULL);
  for (guint i = 0; found != NULL && keys[i] != NULL; i++)
    {
      guint number = GPOINTER_TO_UINT (g_hash_table_lookup (found, keys[i]));
      g_autofree char *text = number > 0
                              ? g_strdup_printf (_("%u for %s, found to be best"), number, keys[i])
                              : NULL;

      print_field (_("Parallel"), text);
    }
}

/* What was handed to its provider, and what a person can do about it. */
static gboolean
print_handovers (Cli       *cli,
                 BatchJob  *job,
                 GError   **error)
{
  g_autoptr(GListModel) handovers = NULL;

  if (batch_job_get_execution_mode (job) != BATCH_EXECUTION_MODE_NATIVE)
    return TRUE;
  if (!(handovers = cli_list_handovers (cli, batch_job_get_id (job), error)))
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (handovers); i++)
    {
      g_autoptr(BatchHandover) handover = g_list_model_get_item (handovers, i);
      g_autofree char *text = cli_describe_handover (handover);
      g_autofree char *advice = cli_advise_on_handover (handover);

      print_field (_("Provider"), text);
      if (advice != NULL)
        g_print ("%s\n", advice);
    }
  return TRUE;
}

/* What they have in common is told once. */
static void
print_failures (GListModel *failures)
{
  for (guint i = 0; i < g_list_model_get_n_items (failures); i++)
    {
      g_autoptr(BatchFailureCount) failure = g_list_model_get_item (failures, i);
      g_autofree char *text = cli_describe_failures (failure);

      print_field (i == 0 ? _("Failed") : "", text);
    }
}

static void
print_json (Cli        *cli,
            BatchJob   *job,
            GListModel *failures)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_job_members (builder, cli, job);
  cli_json_failures (builder, failures);
  json_builder_end_object (builder);
  cli_print_json (builder);
}

/* Without any there is no file of them. */
static gboolean
has_errors (BatchJob *job)
{
  return batch_job_get_failed (job) + batch_job_get_cancelled (job)
         + batch_job_get_expired (job) > 0;
}

static void
print_files (Cli      *cli,
             BatchJob *job)
{
  g_autofree char *command = cli_dup_writing_command (cli, job);
  g_autofree char *hint = command != NULL ? g_strdup_printf (_("not written yet: %s"), command)
                                          : NULL;

  if (!batch_job_is_terminal (job) || batch_job_get_succeeded (job) > 0)
    print_field (_("Answers"), batch_job_get_output_path (job));
  if (!batch_job_is_terminal (job) || has_errors (job))
    print_field (_("Errors"), batch_job_get_error_path (job));
  print_field (_("Results"), hint);
}

static gboolean
show_job (Cli       *cli,
          BatchJob  *job,
          GError   **error)
{
  g_auto(GStrv) keys = batch_job_get_resource_keys (job);
  g_autofree char *models = cli_format_models ((const char * const *) keys);
  g_autofree char *name = batch_job_get_display_name (job);
  gboolean named = !g_str_equal (name, batch_job_get_id (job));
  g_autofree char *failure = batch_localize (batch_job_get_failure (job));
  g_autofree char *standstill = cli_describe_standstill (job);
  g_autofree char *order = batch_localize (batch_job_get_reorder_note (job));
  g_autoptr(GListModel) failures = cli_list_failures (cli, job, error);

  if (failures == NULL)
    return FALSE;
  if (cli->json)
    {
      print_json (cli, job, failures);
      return TRUE;
    }

  print_field (_("Job"), batch_job_get_id (job));
  print_field (_("Title"), named ? name : NULL);
  print_state (cli, job);
  print_removed (cli, job);
  print_field (_("Paused"), batch_job_get_paused (job) ? _("yes") : NULL);
  print_field (_("Failure"), failure);
  print_field (_("Standstill"), standstill);
  print_field (_("Backend"), batch_job_get_backend (job));
  print_field (_("Mode"), batch_job_get_execution_mode (job) == BATCH_EXECUTION_MODE_NATIVE
                          ? _("native") : NULL);
  print_field (_("Models"), models);
  print_number (_("Priority"), batch_job_get_priority (job));
  print_number (_("Parallel"), batch_job_get_parallel (job));
  print_found_parallel (cli, job);
  print_field (_("Metadata"), batch_job_get_metadata (job));
  print_field (_("Webhook"), batch_job_get_webhook_url (job));
  print_counts (job);
  print_failures (failures);
  print_number (_("To review"), batch_job_get_needs_review (job));
  if (!print_loads (cli, job, error))
    return FALSE;
  print_tokens (job);
  print_eta (cli, job);
  print_field (_("Order"), order);
  print_time (_("Submitted"), batch_job_get_created_at (job));
  print_time (_("Started"), batch_job_get_started_at (job));
  print_time (_("Ended"), batch_job_get_completed_at (job));
  print_time (_("Expires"), batch_job_get_expires_at (job));
  print_files (cli, job);
  return print_handovers (cli, job, error);
}

static int
show_jobs (Cli       *cli,
           GPtrArray *jobs)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < jobs->len; i++)
    if (!show_job (cli, g_ptr_array_index (jobs, i), &error))
      return cli_fail (cli, error);

  cli_tell_stopped (cli);
  return cli_close (cli, &error) ? cli->outcome : cli_fail (cli, error);
}

static int
show_events (Cli       *cli,
             GPtrArray *jobs,
             gboolean   follow)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < jobs->len; i++)
    if (!cli_print_events (cli, g_ptr_array_index (jobs, i), follow, &error))
      return cli_fail (cli, error);

  return cli_close (cli, &error) ? cli->outcome : cli_fail (cli, error);
}

int
batchq_show (Cli   *cli,
             int    argc,
             char **argv)
{
  gboolean events = FALSE;
  gboolean follow = FALSE;
  const GOptionEntry entries[] = {
    { "events", 0, 0, G_OPTION_ARG_NONE, &events, N_ ("Show what has happened to it"), NULL },
    { "follow", 0, 0, G_OPTION_ARG_NONE, &follow,
      N_ ("Go on with --events until it has ended"), NULL },
    { NULL }
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = NULL;

  cli_catch_signals (cli);
  jobs = cli_parse_jobs (cli, argc, argv, entries, _("Show all about jobs."), FALSE,
                         cli_open_read_only, &error);
  if (jobs == NULL || (follow && !events && !cli_usage_error (&error, _("--follow goes with "
                                                                        "--events"))))
    return cli_fail (cli, error);

  return events ? show_events (cli, jobs, follow) : show_jobs (cli, jobs);
}
