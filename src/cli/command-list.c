/* cli/command-list.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-format.h"
#include "cli/cli-job-walk.h"
#include "cli/cli-jobs.h"
#include "cli/cli-json.h"
#include "cli/cli-leftovers.h"
#include "cli/cli-standstill.h"
#include "cli/cli-stopped.h"
#include "cli/cli-terminal.h"
#include "cli/cli-work.h"
#include "cli/commands.h"

static char *
describe_ready (Cli      *cli,
                BatchJob *job)
{
  BatchEta *eta = cli_get_eta (cli, job);
  g_autoptr(GDateTime) now = eta != NULL ? g_date_time_new_now_local () : NULL;
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
  g_autofree char *running = NULL;

  if (writing != NULL)
    return g_strdup_printf (_("results not written yet: %s"), writing);
  if (!cli_is_stopped (cli, job))
    return cli_describe_standstill (job);

  running = cli_job_command (cli, "run", job, NULL);
  return g_strdup_printf (_("goes on with %s"), running);
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
  g_autofree char *name = batch_job_get_display_name (job);
  /* Its id stands there already. */
  g_autofree char *title = cli_escape_line (g_str_equal (name, batch_job_get_id (job)) ? "" : name);

  g_print ("%-42s  %-17s %13s  %-9s  %s  %s\n", batch_job_get_id (job), describe_state (cli, job),
           ended, ready, title, models);
}

static void
print_head (void)
{
  g_print ("%-42s  %-17s %13s  %-9s  %s\n", _("Job"), _("State"), _("Ended"), _("Ready"),
           _("Title, models"));
}

static void
print_job (Cli      *cli,
           BatchJob *job,
           gboolean  first)
{
  if (!cli->json && first)
    print_head ();
  if (cli->json)
    cli_print_json_job (cli, job);
  else
    print_row (cli, job);
}

/* Page by page, as they are read; who reads no more is told no more. */
static gboolean
print_all (Cli     *cli,
           GError **error)
{
  g_auto(CliJobWalk) walk;
  g_autoptr(GError) reason = NULL;
  guint n_jobs = 0;
  BatchJob *next;

  cli_job_walk_init (&walk, cli);
  cli_hold_output (TRUE);
  while (!ferror (stdout) && (next = cli_job_walk_next (&walk, &reason)) != NULL)
    {
      g_autoptr(BatchJob) job = next;

      print_job (cli, job, n_jobs++ == 0);
      if (cli_job_walk_is_page_read (&walk))
        fflush (stdout);
    }
  cli_hold_output (FALSE);

  if (reason == NULL && n_jobs == 0)
    cli_say (cli, "%s\n", _("There are no jobs."));
  if (reason == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

int
batchq_list (Cli   *cli,
             int    argc,
             char **argv)
{
  g_autoptr(GError) error = NULL;

  if (!cli_parse (cli, &argc, &argv, NULL, NULL,
                  _("List the jobs, in the order in which they came."),
                  _("Stopped is one that was begun, and that nobody works on any more."), &error)
      || (argc > 1 && !cli_usage_error (&error, _("“%s” is not expected"), argv[1]))
      || !cli_open_read_only (cli, &error) || !print_all (cli, &error))
    return cli_fail (cli, error);

  cli_tell_stopped (cli);
  return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);
}
