/* cli/cli-work.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-work.h"

#include <glib/gi18n.h>

#include "cli/cli-jobs.h"
#include "cli/cli-promises.h"

/* A provider goes on by itself. */
static gboolean
is_with_provider (BatchJob *job)
{
  return batch_job_get_execution_mode (job) == BATCH_EXECUTION_MODE_NATIVE
         && batch_job_get_state (job) == BATCH_JOB_STATE_RUNNING;
}

/* The application makes no promise; but what it has sent is under way. */
static gboolean
has_any_under_way (Cli *cli)
{
  g_autoptr(GListModel) jobs = cli_list_jobs (cli, NULL);

  for (guint i = 0; jobs != NULL && i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (batch_job_get_running (job) > 0 && !is_with_provider (job))
        return TRUE;
    }
  return FALSE;
}

/* Looked at once: what a command prints is of one moment. */
static gboolean
is_queue_worked_on (Cli *cli)
{
  if (cli->work == CLI_WORK_UNKNOWN)
    cli->work = cli_work_promised (cli) || has_any_under_way (cli) ? CLI_WORK_UNDER_WAY
                                                                   : CLI_WORK_STOPPED;
  return cli->work == CLI_WORK_UNDER_WAY;
}

gboolean
cli_is_worked_on (Cli      *cli,
                  BatchJob *job)
{
  if (batch_job_is_terminal (job))
    return FALSE;

  return batch_job_get_running (job) > 0 || is_with_provider (job)
         || (!batch_job_get_paused (job) && is_queue_worked_on (cli));
}

gboolean
cli_is_stopped (Cli      *cli,
                BatchJob *job)
{
  return batch_job_get_state (job) == BATCH_JOB_STATE_RUNNING && !batch_job_get_paused (job)
         && !cli_is_worked_on (cli, job);
}

const char *
cli_describe_situation (Cli      *cli,
                        BatchJob *job)
{
  return cli_is_stopped (cli, job) ? _("Stopped")
                                   : cli_describe_state (batch_job_get_state (job));
}

BatchEta *
cli_get_eta (Cli      *cli,
             BatchJob *job)
{
  return cli_is_stopped (cli, job) ? NULL : batch_job_get_eta (job);
}
