/* cli/command-list.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-jobs.h"
#include "cli/cli-json.h"
#include "cli/commands.h"

static void
print_row (BatchJob *job)
{
  g_auto(GStrv) keys = batch_job_get_resource_keys (job);
  g_autofree char *models = g_strjoinv (", ", keys);
  const char *title = batch_job_get_title (job);
  const char *state = batch_job_get_paused (job) && !batch_job_is_terminal (job)
                      ? _("paused") : cli_describe_state (batch_job_get_state (job));

  g_print ("%s  %-18s %7" G_GINT64_FORMAT " / %-7" G_GINT64_FORMAT " %s  %s\n",
           batch_job_get_id (job), state, batch_job_get_ended (job), batch_job_get_total (job),
           title != NULL ? title : "", models);
}

static void
print_json (BatchJob *job)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  cli_json_job (builder, job);
  cli_print_json (builder);
}

int
batchq_list (Cli   *cli,
             int    argc,
             char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) jobs = NULL;

  if (!cli_parse (cli, &argc, &argv, NULL, NULL,
                  _("List the jobs, in the order in which they came."), NULL, &error)
      || (argc > 1 && !cli_usage_error (&error, _("“%s” is not expected"), argv[1]))
      || !cli_open (cli, &error) || !(jobs = cli_list_jobs (cli, &error)))
    return cli_fail (cli, error);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (cli->json)
        print_json (job);
      else
        print_row (job);
    }
  if (g_list_model_get_n_items (jobs) == 0)
    cli_say (cli, "%s\n", _("There are no jobs."));
  return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);
}
