/* cli/cli-work.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-work.h"

#include <glib/gi18n.h>

#include "cli/cli-jobs.h"

gboolean
cli_is_stopped (Cli      *cli,
                BatchJob *job)
{
  return batch_job_get_state (job) == BATCH_JOB_STATE_RUNNING && !batch_job_get_paused (job)
         && !batch_engine_get_job_worked_on (cli->engine, job);
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
  gboolean stands = batch_job_get_paused (job) || cli_is_stopped (cli, job);

  return stands ? NULL : batch_job_get_eta (job);
}
