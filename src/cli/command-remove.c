/* cli/command-remove.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-format.h"
#include "cli/cli-job-walk.h"
#include "cli/cli-jobs.h"
#include "cli/commands.h"

typedef struct
{
  gboolean  ended;
  char     *older_than;            /* (nullable) */
  gint64    seconds;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->older_than);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options   *options,
       Cli       *cli,
       int       *argc,
       char    ***argv,
       GError   **error)
{
  const GOptionEntry entries[] = {
    { "ended", 0, 0, G_OPTION_ARG_NONE, &options->ended,
      N_ ("All that have ended, and whose results are written"), NULL },
    { "older-than", 0, 0, G_OPTION_ARG_STRING, &options->older_than,
      N_ ("Of these, only those that ended so long ago (30d, 12h, …)"), N_ ("TIME") },
    { NULL }
  };

  if (!cli_parse (cli, argc, argv, entries, _("JOB… | --ended"),
                  _("Remove jobs from the queue. batchq restore brings them back."), NULL, error))
    return FALSE;
  if (options->ended == (*argc > 1))
    return cli_usage_error (error, _("Name a job, which batchq list shows, or say --ended"));
  if (options->older_than == NULL)
    return TRUE;
  if (!options->ended)
    return cli_usage_error (error, _("--older-than goes with --ended"));

  return cli_parse_duration ("--older-than", options->older_than, &options->seconds, error);
}

static gboolean
has_ended_before (BatchJob  *job,
                  GDateTime *when)
{
  g_autoptr(GDateTime) completed_at = batch_job_get_completed_at (job);

  return batch_job_is_terminal (job) && completed_at != NULL
         && g_date_time_compare (completed_at, when) <= 0;
}

static GPtrArray *
find_ended (Cli            *cli,
            const Options  *options,
            GError        **error)
{
  g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) reason = NULL;
  g_auto(CliJobWalk) walk;
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) when = g_date_time_add_seconds (now, -(double) options->seconds);
  BatchJob *next;

  cli_job_walk_init (&walk, cli);
  while ((next = cli_job_walk_next (&walk, &reason)) != NULL)
    {
      g_autoptr(BatchJob) job = next;

      if (!has_ended_before (job, when))
        continue;
      if (!cli_lacks_results (job))
        g_ptr_array_add (jobs, g_steal_pointer (&job));
      else if (!cli->quiet)
        g_printerr (_("Left alone: the results of %s were never written\n"),
                    batch_job_get_id (job));
    }

  if (reason == NULL)
    return g_steal_pointer (&jobs);

  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

static gboolean
remove_job (Cli       *cli,
            BatchJob  *job,
            GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *command = cli_job_command (cli, "restore", job, NULL);

  batch_engine_remove_async (cli->engine, batch_job_get_id (job), cli->cancellable,
                            cli_result_cb, &result);
  if (!batch_engine_remove_finish (cli->engine, cli_wait (&result), error))
    return FALSE;

  /* Translators: the id of a job, and a command */
  cli_say (cli, _("Removed %s; to bring it back: %s\n"), batch_job_get_id (job), command);
  return TRUE;
}

int
batchq_remove (Cli   *cli,
               int    argc,
               char **argv)
{
  g_auto(Options) options = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = NULL;

  if (!parse (&options, cli, &argc, &argv, &error) || !cli_open_existing (cli, &error)
      || !(jobs = options.ended ? find_ended (cli, &options, &error)
                                : cli_find_jobs (cli, argv + 1, &error)))
    return cli_fail (cli, error);

  return cli_do_to_jobs (cli, jobs, remove_job);
}
