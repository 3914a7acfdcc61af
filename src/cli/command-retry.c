/* cli/command-retry.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-jobs.h"
#include "cli/commands.h"

static gboolean
retry_job (Cli       *cli,
           BatchJob  *job,
           GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  gint64 count;

  batch_engine_retry_failed_async (cli->engine, batch_job_get_id (job), cli->cancellable,
                                   cli_result_cb, &result);
  count = batch_engine_retry_failed_finish (cli->engine, cli_wait (&result), error);
  if (count < 0)
    return FALSE;

  cli_say (cli, ngettext ("%s: %d item is tried again.\n", "%s: %d items are tried again.\n",
                          (gulong) count), batch_job_get_id (job), (int) count);
  return TRUE;
}

int
batchq_retry (Cli   *cli,
              int    argc,
              char **argv)
{
  return cli_for_each_job (cli, argc, argv,
    _("Try what failed in jobs again. batchq run works on them."), FALSE, retry_job);
}
