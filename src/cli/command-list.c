/* cli/command-list.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-format.h"
#include "cli/cli-jobs.h"
#include "cli/cli-json.h"
#include "cli/cli-leftovers.h"
#include "cli/cli-promises.h"
#include "cli/cli-standstill.h"
#include "cli/cli-terminal.h"
#include "cli/commands.h"

/* Nothing is under way, and nobody has said that it will run any of them. */
static gboolean
is_idle (Cli        *cli,
         GListModel *jobs)
{
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (batch_job_get_running (job) > 0
          || (!batch_job_is_terminal (job) && cli_results_promised (cli, job)))
        return FALSE;
    }
  return TRUE;
}

/* It was begun, and whoever did was stopped. A provider goes on by itself. */
static gboolean
is_stopped (BatchJob *job,
            gboolean  idle)
{
  return idle && batch_job_get_state (job) == BATCH_JOB_STATE_RUNNING
         && batch_job_get_execution_mode (job) != BATCH_EXECUTION_MODE_NATIVE;
}

static char *
describe_ready (BatchJob *job,
                gboolean  idle)
{
  gboolean open = !batch_job_is_terminal (job) && !is_stopped (job, idle);
  BatchEta *eta = open ? batch_job_get_eta (job) : NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  char *ready = eta != NULL ? cli_format_ready (batch_eta_get_low (eta), batch_eta_get_high (eta),
                                                now) : NULL;

  return ready != NULL ? ready : g_strdup ("");
}

static const char *
describe_state (BatchJob *job,
                gboolean  idle)
{
  if (batch_job_get_paused (job) && !batch_job_is_terminal (job))
    return _("Paused");

  return batch_job_get_standstill (job) != NULL || is_stopped (job, idle)
         ? _("Waiting") : cli_describe_state (batch_job_get_state (job));
}

/* What is in its way, or is still to be done when it has ended. (nullable) */
static char *
describe_hindrance (Cli      *cli,
                    BatchJob *job)
{
  return cli_is_leftover (cli, job)
         ? g_strdup_printf (_("results not written yet: batchq run %s"), batch_job_get_id (job))
         : cli_describe_standstill (job);
}

static char *
describe_models (Cli      *cli,
                 BatchJob *job)
{
  g_auto(GStrv) keys = batch_job_get_resource_keys (job);
  g_autofree char *models = cli_format_models ((const char * const *) keys);
  g_autofree char *hindrance = describe_hindrance (cli, job);
  g_autofree char *text = hindrance != NULL ? g_strdup_printf ("%s · %s", models, hindrance)
                                            : g_steal_pointer (&models);

  return cli_escape_line (text);
}

static void
print_row (Cli      *cli,
           BatchJob *job,
           gboolean  idle)
{
  g_autofree char *models = describe_models (cli, job);
  g_autofree char *ended = g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                                            batch_job_get_ended (job), batch_job_get_total (job));
  g_autofree char *ready = describe_ready (job, idle);
  const char *given_title = batch_job_get_title (job);
  g_autofree char *title = cli_escape_line (given_title != NULL ? given_title : "");

  g_print ("%-42s  %-17s %13s  %-9s  %s  %s\n", batch_job_get_id (job), describe_state (job, idle),
           ended, ready, title, models);
}

static void
print_head (void)
{
  g_print ("%-42s  %-17s %13s  %-9s  %s\n", _("Job"), _("State"), _("Ended"), _("Ready"),
           _("Title, models"));
}

int
batchq_list (Cli   *cli,
             int    argc,
             char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) jobs = NULL;
  gboolean idle;

  if (!cli_parse (cli, &argc, &argv, NULL, NULL,
                  _("List the jobs, in the order in which they came."), NULL, &error)
      || (argc > 1 && !cli_usage_error (&error, _("“%s” is not expected"), argv[1]))
      || !cli_open (cli, &error) || !(jobs = cli_list_jobs (cli, &error)))
    return cli_fail (cli, error);

  idle = is_idle (cli, jobs);
  if (!cli->json && g_list_model_get_n_items (jobs) > 0)
    print_head ();
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (cli->json)
        cli_print_json_job (cli, job);
      else
        print_row (cli, job, idle);
    }
  if (g_list_model_get_n_items (jobs) == 0)
    cli_say (cli, "%s\n", _("There are no jobs."));
  return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);
}
