/* cli/command-remove.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-jobs.h"
#include "cli/commands.h"

static gboolean
remove_job (Cli       *cli,
            BatchJob  *job,
            GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_remove_async (cli->engine, batch_job_get_id (job), cli->cancellable,
                            cli_result_cb, &result);
  if (!batch_engine_remove_finish (cli->engine, cli_wait (&result), error))
    return FALSE;

  cli_say (cli, _("Removed %1$s; batchq restore %1$s brings it back.\n"), batch_job_get_id (job));
  return TRUE;
}

int
batchq_remove (Cli   *cli,
               int    argc,
               char **argv)
{
  return cli_for_each_job (cli, argc, argv,
    _("Remove jobs from the queue. batchq restore brings them back."),
    FALSE, remove_job);
}
