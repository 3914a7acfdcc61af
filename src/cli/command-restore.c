/* cli/command-restore.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-jobs.h"
#include "cli/cli-json.h"
#include "cli/commands.h"

static gboolean
print (Cli         *cli,
       const char  *id,
       GError     **error)
{
  g_autoptr(BatchJob) job = cli_find_job (cli, id, error);

  if (job != NULL)
    cli_print_json_job (cli, job);
  return job != NULL;
}

static gboolean
restore (Cli         *cli,
         const char  *id,
         GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_restore_async (cli->engine, id, cli->cancellable, cli_result_cb, &result);
  if (!batch_engine_restore_finish (cli->engine, cli_wait (&result), error))
    return FALSE;

  cli_say (cli, _("Restored %s.\n"), id);
  return print (cli, id, error);
}

int
batchq_restore (Cli   *cli,
                int    argc,
                char **argv)
{
  g_autoptr(GError) error = NULL;

  if (!cli_parse (cli, &argc, &argv, NULL, _("JOB…"), _("Bring removed jobs back."), NULL, &error)
      || (argc < 2 && !cli_usage_error (&error, _("Name a job by its whole id")))
      || !cli_open_existing (cli, &error))
    return cli_fail (cli, error);

  for (int i = 1; i < argc; i++)
    if (!restore (cli, argv[i], &error))
      return cli_fail (cli, error);

  return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);
}
