/* cli/command-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-caretaker.h"
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

int
batchq_watch (Cli   *cli,
              int    argc,
              char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(CliCaretaker) caretaker = NULL;

  cli_catch_signals (cli);
  jobs = cli_parse_jobs (cli, argc, argv, NULL,
    _("Show how jobs come along until they end, without working on them. It ends with 1 when\n"
      "some requests failed."), FALSE, cli_open_read_only, &error);
  if (jobs == NULL)
    return cli_fail (cli, error);

  caretaker = cli_caretaker_new (cli, jobs);
  return cli_do_to_jobs (cli, jobs, watch_job);
}
