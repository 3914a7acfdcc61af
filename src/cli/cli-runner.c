/* cli/cli-runner.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-runner.h"

#include "cli/cli-progress.h"

/* Says when it is over, so that nobody has to look now and then. */
typedef struct
{
  guint    source;                 /* while there is trouble */
  gboolean over;
} Patience;

static gboolean
over_cb (gpointer user_data)
{
  Patience *patience = user_data;

  patience->source = 0;
  patience->over = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
all_ended (GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    if (!batch_job_is_terminal (g_ptr_array_index (jobs, i))
        && !batch_job_get_removed (g_ptr_array_index (jobs, i)))
      return FALSE;

  return TRUE;
}

/* A key that is refused now is refused in a minute, too. */
static gboolean
out_of_patience (Cli      *cli,
                 Patience *patience,
                 int       seconds,
                 GError  **error)
{
  const GError *trouble = batch_engine_get_trouble (cli->engine);

  if (trouble == NULL)
    {
      g_clear_handle_id (&patience->source, g_source_remove);
      patience->over = FALSE;
      return FALSE;
    }
  if (patience->source == 0 && !patience->over)
    patience->source = g_timeout_add_seconds ((guint) seconds, over_cb, patience);
  if (!g_error_matches (trouble, BATCH_ERROR, BATCH_ERROR_AUTH) && !patience->over)
    return FALSE;

  g_propagate_error (error, g_error_copy (trouble));
  return TRUE;
}

static gboolean
wait_for_jobs (Cli        *cli,
               GPtrArray  *jobs,
               int         seconds,
               GError    **error)
{
  Patience patience = { 0 };
  gboolean ended = FALSE;

  while (!(ended = all_ended (jobs)) && !out_of_patience (cli, &patience, seconds, error)
         && !g_cancellable_set_error_if_cancelled (cli->cancellable, error))
    g_main_context_iteration (NULL, TRUE);

  g_clear_handle_id (&patience.source, g_source_remove);
  return ended;
}

static gboolean
show_until_ended (Cli        *cli,
                  GPtrArray  *jobs,
                  int         patience,
                  GError    **error)
{
  g_autoptr(CliProgress) progress = cli_progress_new (cli);
  gboolean ended;

  for (guint i = 0; i < jobs->len; i++)
    cli_progress_add (progress, g_ptr_array_index (jobs, i));
  ended = wait_for_jobs (cli, jobs, patience, error);
  cli_progress_finish (progress);
  return ended;
}

gboolean
cli_run_jobs (Cli        *cli,
              GPtrArray  *jobs,
              int         patience,
              GError    **error)
{
  if (all_ended (jobs))
    return TRUE;

  batch_engine_set_active (cli->engine, TRUE);
  return show_until_ended (cli, jobs, patience, error);
}

gboolean
cli_watch_jobs (Cli        *cli,
                GPtrArray  *jobs,
                GError    **error)
{
  return all_ended (jobs) || show_until_ended (cli, jobs, G_MAXINT, error);
}
