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
#include "cli/cli-standstill.h"
#include "cli/cli-terminal.h"
#include "cli/cli-work.h"
#include "cli/commands.h"

static char *
describe_ready (Cli      *cli,
                BatchJob *job)
{
  BatchEta *eta = cli_get_eta (cli, job);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  char *ready = eta != NULL ? cli_format_ready (batch_eta_get_low (eta), batch_eta_get_high (eta),
                                                now) : NULL;

  return ready != NULL ? ready : g_strdup ("");
}

static const char *
describe_state (Cli      *cli,
                BatchJob *job)
{
  if (batch_job_get_paused (job) && !batch_job_is_terminal (job))
    return _("Paused");
  if (cli_is_stopped (cli, job))
    return _("Stopped");

  return batch_job_get_standstill (job) != NULL ? _("Waiting")
                                                : cli_describe_state (batch_job_get_state (job));
}

/* What is in its way, or is still to be done when it has ended. (nullable) */
static char *
describe_hindrance (Cli      *cli,
                    BatchJob *job)
{
  g_autofree char *writing = cli_dup_writing_command (cli, job);
  g_autofree char *running = cli_job_command (cli, "run", job, NULL);

  if (writing != NULL)
    return g_strdup_printf (_("results not written yet: %s"), writing);
  if (cli_is_stopped (cli, job))
    return g_strdup_printf (_("goes on with %s"), running);

  return cli_describe_standstill (job);
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
           BatchJob *job)
{
  g_autofree char *models = describe_models (cli, job);
  g_autofree char *ended = g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                                            batch_job_get_ended (job), batch_job_get_total (job));
  g_autofree char *ready = describe_ready (cli, job);
  const char *given_title = batch_job_get_title (job);
  g_autofree char *title = cli_escape_line (given_title != NULL ? given_title : "");

  g_print ("%-42s  %-17s %13s  %-9s  %s  %s\n", batch_job_get_id (job), describe_state (cli, job),
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

  if (!cli_parse (cli, &argc, &argv, NULL, NULL,
                  _("List the jobs, in the order in which they came."),
                  _("Stopped is one that was begun, and that nobody works on any more."), &error)
      || (argc > 1 && !cli_usage_error (&error, _("“%s” is not expected"), argv[1]))
      || !cli_open (cli, &error) || !(jobs = cli_list_jobs (cli, &error)))
    return cli_fail (cli, error);

  if (!cli->json && g_list_model_get_n_items (jobs) > 0)
    print_head ();
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (cli->json)
        cli_print_json_job (cli, job);
      else
        print_row (cli, job);
    }
  if (g_list_model_get_n_items (jobs) == 0)
    cli_say (cli, "%s\n", _("There are no jobs."));
  return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);
}
