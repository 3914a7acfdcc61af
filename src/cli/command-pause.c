/* cli/command-pause.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-jobs.h"
#include "cli/commands.h"

static gboolean
pause_job (Cli       *cli,
           BatchJob  *job,
           GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (!cli_check_alive (job, error))
    return FALSE;

  batch_engine_set_job_paused_async (cli->engine, batch_job_get_id (job), TRUE, cli->cancellable,
                                    cli_result_cb, &result);
  if (!batch_engine_set_job_paused_finish (cli->engine, cli_wait (&result), error))
    return FALSE;

  cli_say (cli, _("Paused %s.\n"), batch_job_get_id (job));
  return TRUE;
}

int
batchq_pause (Cli   *cli,
              int    argc,
              char **argv)
{
  return cli_for_each_job (cli, argc, argv,
    _("Start nothing new of jobs, or of all that have not ended; what is under way ends."),
    TRUE, pause_job);
}
