/* cli/command-submit.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-submission.h"
#include "cli/cli-warnings.h"
#include "cli/commands.h"

static void
tell (CliSubmission *submission,
      Cli           *cli,
      BatchJob      *job)
{
  if (cli->json)
    cli_submission_print_json (submission, cli, job);
  else
    g_print ("%s\n", batch_job_get_id (job));
}

static BatchqExit
dry_run (CliSubmission *submission,
         Cli           *cli)
{
  g_autoptr(GError) error = NULL;

  if (!cli_open_to_look (cli, &error) || !cli_submission_find_server (submission, cli, &error)
      || !cli_submission_set_targets (submission, cli, NULL, &error)
      || !cli_submission_dry_run (submission, cli, NULL, &error))
    return cli_submission_tell_refused (submission, cli, error);

  return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);
}

int
batchq_submit (Cli   *cli,
               int    argc,
               char **argv)
{
  g_auto(CliSubmission) submission = { 0 };
  const GOptionEntry end = { NULL };
  g_autofree GOptionEntry *entries = cli_submission_make_entries (&submission, &end);
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = NULL;

  cli_submission_init (&submission);
  if (!cli_parse (cli, &argc, &argv, entries, _("INPUT.jsonl"),
                  _("Put a batch into the queue and print the id of its job. Whatever runs on\n"
                    "this queue works on it: batchq run, batchq serve, or the application."),
                  NULL, &error)
      || (argc != 2 && !cli_usage_error (&error, _("Name one input")))
      || !cli_check_lasting (cli, &error) || !cli_submission_check (&submission, &error)
      || (g_strcmp0 (submission.output, "-") == 0
          && !cli_usage_error (&error, _("The answers come later; name a file with -o"))))
    return cli_fail (cli, error);
  if (!cli_input_open (&submission.input, argv[1], submission.max_bytes, &error))
    return cli_fail_with (cli, error, BATCHQ_EXIT_INPUT);

  cli_catch_signals (cli);
  if (submission.dry_run)
    return dry_run (&submission, cli);
  if (!cli_open (cli, &error) || !cli_submission_take_turn (&submission, cli, &error)
      || !cli_submission_find_server (&submission, cli, &error)
      || !cli_submission_set_targets (&submission, cli, NULL, &error))
    return cli_fail (cli, error);
  if (!(job = cli_submission_submit (&submission, cli, &error)))
    return cli_submission_tell_refused (&submission, cli, error);

  tell (&submission, cli, job);
  return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);
}
