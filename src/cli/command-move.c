/* cli/command-move.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-jobs.h"
#include "cli/cli-json.h"
#include "cli/commands.h"

#define NEXT "next"

static const struct
{
  const char *word;
  BatchMove   move;
} moves[] = {
  { "first", BATCH_MOVE_FIRST },
  { "last", BATCH_MOVE_LAST },
  { "up", BATCH_MOVE_UP },
  { "down", BATCH_MOVE_DOWN },
};

static gboolean
find_move (const char  *word,
           BatchMove   *move,
           GError     **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    if (strcmp (moves[i].word, word) == 0)
      {
        *move = moves[i].move;
        return TRUE;
      }

  return cli_usage_error (error, _("“%s” is no place: it is first, last, up, down or next"), word);
}

static gboolean
run_next (Cli       *cli,
          BatchJob  *job,
          GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_run_next_async (cli->engine, batch_job_get_id (job), cli->cancellable,
                               cli_result_cb, &result);
  return batch_engine_run_next_finish (cli->engine, cli_wait (&result), error);
}

static gboolean
move_job (Cli         *cli,
          BatchJob    *job,
          const char  *word,
          GError     **error)
{
  BatchMove move = BATCH_MOVE_FIRST;
  g_autoptr(GAsyncResult) result = NULL;

  if (!cli_check_alive (job, error))
    return FALSE;
  if (strcmp (word, NEXT) == 0)
    return run_next (cli, job, error);
  if (!find_move (word, &move, error))
    return FALSE;

  batch_engine_move_job_async (cli->engine, batch_job_get_id (job), move, NULL, cli->cancellable,
                               cli_result_cb, &result);
  return batch_engine_move_job_finish (cli->engine, cli_wait (&result), error);
}

int
batchq_move (Cli   *cli,
             int    argc,
             char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = NULL;

  if (!cli_parse (cli, &argc, &argv, NULL, _("JOB first|last|up|down|next"),
                  _("Move a job in the list. What is loaded is finished first all the same, but "
                    "for “next”:\nthe job runs after the requests that are under way, whatever it "
                    "costs."), NULL, &error)
      || (argc != 3 && !cli_usage_error (&error, _("Name a job, and where it is to go")))
      || !cli_open_existing (cli, &error) || !(job = cli_find_job (cli, argv[1], &error))
      || !move_job (cli, job, argv[2], &error))
    return cli_fail (cli, error);

  cli_say (cli, _("Moved %s.\n"), batch_job_get_id (job));
  cli_print_json_job (cli, job);
  return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);
}
