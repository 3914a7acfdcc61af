/* cli/command-pause.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-jobs.h"
#include "cli/cli-json.h"
#include "cli/commands.h"

typedef struct
{
  gboolean now;
  gboolean free_memory;
} Pause;

static gboolean
pause_job (Cli          *cli,
           const Pause  *pause,
           BatchJob     *job,
           GError      **error)
{
  BatchPauseMode mode = pause->now ? BATCH_PAUSE_MODE_NOW : BATCH_PAUSE_MODE_AFTER_CURRENT;
  g_autoptr(GAsyncResult) result = NULL;

  if (!cli_check_alive (job, error))
    return FALSE;

  batch_engine_pause_job_async (cli->engine, batch_job_get_id (job), mode, cli->cancellable,
                                cli_result_cb, &result);
  if (!batch_engine_pause_job_finish (cli->engine, cli_wait (&result), error))
    return FALSE;

  cli_say (cli, _("Paused %s.\n"), batch_job_get_id (job));
  cli_print_json_job (cli, job);
  return TRUE;
}

/* What is under way comes to its end, or is broken off: the store tells when. */
static gboolean
wait_until_quiet (Cli        *cli,
                  GPtrArray  *jobs,
                  GError    **error)
{
  for (guint i = 0; i < jobs->len; i++)
    while (batch_job_get_running (g_ptr_array_index (jobs, i)) > 0)
      {
        if (g_cancellable_set_error_if_cancelled (cli->cancellable, error))
          return FALSE;
        g_main_context_iteration (NULL, TRUE);
      }

  return TRUE;
}

static gboolean
free_models (Cli        *cli,
             GPtrArray  *jobs,
             GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (!wait_until_quiet (cli, jobs, error))
    return FALSE;

  batch_engine_free_models_async (cli->engine, cli->cancellable, cli_result_cb, &result);
  if (!batch_engine_free_models_finish (cli->engine, cli_wait (&result), error))
    return FALSE;

  cli_say (cli, "%s\n", _("Nothing is kept loaded any more."));
  return TRUE;
}

static gboolean
pause_jobs (Cli          *cli,
            const Pause  *pause,
            char        **ids,
            GError      **error)
{
  g_autoptr(GPtrArray) jobs = ids[0] != NULL ? cli_find_jobs (cli, ids, error)
                                             : cli_unfinished_jobs (cli, error);

  if (jobs == NULL)
    return FALSE;
  if (jobs->len == 0)
    cli_say (cli, "%s\n", _("There are no such jobs."));

  for (guint i = 0; i < jobs->len; i++)
    if (!pause_job (cli, pause, g_ptr_array_index (jobs, i), error))
      return FALSE;

  return !pause->free_memory || free_models (cli, jobs, error);
}

/* The command was right, and the jobs pause: it is a server that cannot be told to unload. */
static BatchqExit
exit_code (const GError *error)
{
  return g_error_matches (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED) ? BATCHQ_EXIT_UNREACHABLE
                                                                       : cli_exit_code (error);
}

int
batchq_pause (Cli   *cli,
              int    argc,
              char **argv)
{
  Pause pause = { FALSE, FALSE };
  g_autoptr(GError) error = NULL;
  const GOptionEntry entries[] = {
    { "now", 0, 0, G_OPTION_ARG_NONE, &pause.now,
      N_ ("Break off what is under way; it is sent anew later"), NULL },
    { "free-memory", 0, 0, G_OPTION_ARG_NONE, &pause.free_memory,
      N_ ("Unload the models when nothing is under way any more"), NULL },
    { NULL }
  };

  if (!cli_parse (cli, &argc, &argv, entries, _("[JOB…]"),
                  _("Start nothing new of jobs, or of all that have not ended; what is under way "
                    "ends."), NULL, &error)
      || !cli_open_existing (cli, &error))
    return cli_fail (cli, error);

  cli_catch_signals (cli);
  if (!pause_jobs (cli, &pause, argv + 1, &error))
    return cli_fail_with (cli, error, exit_code (error));
  return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);
}
