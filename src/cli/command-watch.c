/* cli/command-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-job-lines.h"
#include "cli/cli-jobs.h"
#include "cli/cli-runner.h"
#include "cli/commands.h"

static gboolean
watch_job (Cli       *cli,
           BatchJob  *job,
           GError   **error)
{
  g_autoptr(GPtrArray) jobs = g_ptr_array_new ();
  g_autoptr(CliJobLines) lines = cli_job_lines_new (cli, job);

  g_ptr_array_add (jobs, job);
  if (!cli_watch_jobs (cli, jobs, error) || !cli_check_there (cli, job, error))
    return FALSE;

  cli_tell_job (cli, job, NULL, NULL);
  cli->outcome = MAX (cli->outcome, cli_job_exit (job));
  return TRUE;
}

/* Without anybody who works on it, what is due is done by who watches: a job expires, and what
 * somebody who died has left under way is not. */
static gboolean
is_left_alone (Cli       *cli,
               GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      BatchJob *job = g_ptr_array_index (jobs, i);

      if (!batch_job_is_terminal (job) && !batch_engine_get_job_worked_on (cli->engine, job))
        return TRUE;
    }
  return FALSE;
}

/* Of the same jobs; where nothing can be changed, they are only looked at. */
static gboolean
take_care_of (Cli        *cli,
              GPtrArray **jobs,
              GError    **error)
{
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
  g_auto(GStrv) words = NULL;

  for (guint i = 0; i < (*jobs)->len; i++)
    g_strv_builder_add (ids, batch_job_get_id (g_ptr_array_index (*jobs, i)));
  if (!is_left_alone (cli, *jobs) || !cli_reopen_to_change (cli, NULL))
    return TRUE;

  words = g_strv_builder_end (ids);
  g_ptr_array_unref (*jobs);
  *jobs = cli_find_jobs (cli, words, error);
  return *jobs != NULL;
}

int
batchq_watch (Cli   *cli,
              int    argc,
              char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = NULL;

  cli_catch_signals (cli);
  jobs = cli_parse_jobs (cli, argc, argv, NULL,
    _("Show how jobs come along until they end, without working on them. It ends with 1 when\n"
      "some requests failed."), FALSE, cli_open_read_only, &error);
  if (jobs == NULL || !take_care_of (cli, &jobs, &error))
    return cli_fail (cli, error);

  return cli_do_to_jobs (cli, jobs, watch_job);
}
