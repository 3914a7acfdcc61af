/* cli/cli-leftovers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-leftovers.h"

#include <glib/gi18n.h>

#include "cli/cli-job-walk.h"
#include "cli/cli-jobs.h"
#include "cli/cli-runner.h"
#include "cli/cli-target.h"

/* Who cancelled a job did not ask for a part of it; `batchq results` gives that, too. */
static gboolean
has_run (BatchJobState state)
{
  return state == BATCH_JOB_STATE_COMPLETED || state == BATCH_JOB_STATE_COMPLETED_WITH_ERRORS
         || state == BATCH_JOB_STATE_EXPIRED;
}

gboolean
cli_awaits_results (BatchJob *job)
{
  return cli_lacks_results (job) && has_run (batch_job_get_state (job))
         && batch_job_get_error_path (job) != NULL;
}

/* A file for one process may be a terminal for the next. */
static gboolean
is_of_process (const char *path)
{
  return g_str_has_prefix (path, "/dev/std") || g_str_has_prefix (path, "/dev/fd/")
         || g_str_has_prefix (path, "/proc/");
}

/* Who reads there now did not ask for it, and who does not read would be waited for for ever. */
static gboolean
goes_to_device (BatchJob *job)
{
  const char *output = batch_job_get_output_path (job);
  const char *errors = batch_job_get_error_path (job);

  return is_of_process (output) || cli_target_is_device (output)
         || is_of_process (errors) || cli_target_is_device (errors);
}

static gboolean
is_unwritten (Cli      *cli,
              BatchJob *job)
{
  return cli_awaits_results (job) && !batch_engine_get_results_promised (cli->engine, job);
}

char *
cli_dup_writing_command (Cli      *cli,
                         BatchJob *job)
{
  if (!is_unwritten (cli, job))
    return NULL;

  return goes_to_device (job) ? cli_job_command (cli, "results", job, "-o FILE -e FILE")
                              : cli_job_command (cli, "run", job, NULL);
}

/* --- Who else writes there --- */

static void
ask_for (GHashTable *writers,
         const char *path)
{
  if (path != NULL && !cli_target_is_device (path))
    g_hash_table_insert (writers, g_strdup (path), NULL);
}

static void
note_writer (GHashTable *writers,
             const char *path,
             BatchJob   *job)
{
  if (path != NULL && g_hash_table_contains (writers, path))
    g_hash_table_insert (writers, g_strdup (path), g_strdup (batch_job_get_id (job)));
}

/* It will, or it has; what was cancelled before it has written anything holds no name. */
static gboolean
writes (BatchJob *job)
{
  return !batch_job_is_terminal (job) || !cli_lacks_results (job) || cli_awaits_results (job);
}

/* From the files of @jobs to the id of the last job that was told to write them; NULL with @error,
 * as without all of them nobody knows which is the last. */
static GHashTable *
find_writers (Cli         *cli,
              GListModel  *jobs,
              GError     **error)
{
  g_autoptr(GHashTable) writers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GError) reason = NULL;
  g_auto(CliJobWalk) walk;
  BatchJob *next;

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      ask_for (writers, batch_job_get_output_path (job));
      ask_for (writers, batch_job_get_error_path (job));
    }

  cli_job_walk_init (&walk, cli);
  while ((next = cli_job_walk_next (&walk, &reason)) != NULL)
    {
      g_autoptr(BatchJob) job = next;

      if (!writes (job))
        continue;
      note_writer (writers, batch_job_get_output_path (job), job);
      note_writer (writers, batch_job_get_error_path (job), job);
    }
  if (reason == NULL)
    return g_steal_pointer (&writers);

  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

/* What a later job writes, or has written, is not replaced by what is older. */
static gboolean
check_writer (GHashTable  *writers,
              const char  *path,
              BatchJob    *job,
              GError     **error)
{
  const char *last = g_hash_table_lookup (writers, path);

  if (last == NULL || g_str_equal (last, batch_job_get_id (job)))
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_FAILED, _("%s is where the results of %s go"), path,
               last);
  return FALSE;
}

static gboolean
check_writers (GHashTable  *writers,
               BatchJob    *job,
               GError     **error)
{
  return check_writer (writers, batch_job_get_output_path (job), job, error)
         && check_writer (writers, batch_job_get_error_path (job), job, error);
}

/* --- Writing --- */

void
cli_release_results (Cli      *cli,
                     BatchJob *job)
{
  if (cli->unwritten == NULL)
    cli->unwritten = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_hash_table_add (cli->unwritten, g_strdup (batch_job_get_id (job)));
  batch_engine_release_results (cli->engine, job);
}

static gboolean
was_released (Cli      *cli,
              BatchJob *job)
{
  return cli->unwritten != NULL && g_hash_table_contains (cli->unwritten, batch_job_get_id (job));
}

static GListModel *
list_unwritten (Cli     *cli,
                GError **error)
{
  BatchEngine *engine = cli->engine;
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_list_unwritten_jobs_async (engine, cli->cancellable, cli_result_cb, &result);
  return batch_engine_list_unwritten_jobs_finish (engine, cli_wait (&result), error);
}

static gboolean
write_where_told (Cli         *cli,
                  BatchJob    *job,
                  GError     **error)
{
  g_autofree char *output = g_strdup (batch_job_get_output_path (job));
  g_autofree char *errors = g_strdup (batch_job_get_error_path (job));
  gboolean force = batch_job_get_overwrite_policy (job) == BATCH_OVERWRITE_POLICY_OVERWRITE;

  return cli_write_results (cli, job, output, errors, force, error);
}

static BatchqExit
leave_unwritten (Cli          *cli,
                 BatchJob     *job,
                 const GError *reason,
                 BatchqExit    code)
{
  cli_release_results (cli, job);
  if (!g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    cli_tell_unwritten (cli, job, reason);
  return code;
}

typedef struct
{
  GListModel *jobs;
  GHashTable *writers;    /* NULL until somebody asks */
  guint       n_taken;    /* whose name a later job has */
} Leftovers;

/* That a later job has the name is nobody's mistake. Who begins the same anew, again and again,
 * knows it after the first one. */
static BatchqExit
leave_taken (Cli          *cli,
             Leftovers    *leftovers,
             BatchJob     *job,
             const GError *reason)
{
  if (leftovers->n_taken++ == 0)
    return leave_unwritten (cli, job, reason, BATCHQ_EXIT_ITEMS_FAILED);

  cli_release_results (cli, job);
  return BATCHQ_EXIT_ITEMS_FAILED;
}

static void
tell_others_taken (const Leftovers *leftovers)
{
  guint n = leftovers->n_taken > 0 ? leftovers->n_taken - 1 : 0;

  if (n > 0)
    g_printerr (ngettext ("So it is with the results of %u other job; batchq list shows "
                          "which.\n",
                          "So it is with the results of %u other jobs; batchq list shows "
                          "which.\n", n), n);
}

static BatchqExit
deal_with (Cli         *cli,
           Leftovers   *leftovers,
           BatchJob    *job,
           CliTellFunc  tell)
{
  g_autoptr(GError) error = NULL;

  if (leftovers->writers == NULL
      && (leftovers->writers = find_writers (cli, leftovers->jobs, &error)) == NULL)
    return leave_unwritten (cli, job, error, cli_exit_code (error));
  if (!check_writers (leftovers->writers, job, &error))
    return leave_taken (cli, leftovers, job, error);
  if (!write_where_told (cli, job, &error))
    return leave_unwritten (cli, job, error, cli_exit_code (error));

  tell (cli, job);
  return cli_job_exit (job);
}

/* It may have been written between the look at the list and the promise. */
static gboolean
take_over (Cli      *cli,
           BatchJob *job)
{
  g_autoptr(BatchJob) now = NULL;

  if (was_released (cli, job) || !is_unwritten (cli, job) || goes_to_device (job)
      || !batch_engine_take_over_results (cli->engine, job))
    return FALSE;

  now = cli_find_job (cli, batch_job_get_id (job), NULL);
  if (now != NULL && cli_awaits_results (now))
    return TRUE;

  batch_engine_release_results (cli->engine, job);
  return FALSE;
}

/* Whose results those are, nobody can say then. */
static BatchqExit
tell_unlisted (Cli          *cli,
               const GError *reason)
{
  g_autofree char *words = batch_localize (reason->message);
  BatchqExit code = cli_exit_code (reason);

  if (code != BATCHQ_EXIT_INTERRUPTED)
    g_printerr (_("Results that are still to be written cannot be looked for: %s\n"), words);
  return code;
}

BatchqExit
cli_write_leftovers (Cli         *cli,
                     CliTellFunc  tell,
                     guint       *n_met)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) jobs = list_unwritten (cli, &error);
  Leftovers leftovers = { .jobs = jobs };
  BatchqExit code = BATCHQ_EXIT_OK;

  *n_met = 0;
  if (jobs == NULL)
    return tell_unlisted (cli, error);
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);
      BatchqExit ends;

      if (cli_is_interrupted (cli) || !take_over (cli, job))
        continue;

      (*n_met)++;
      ends = deal_with (cli, &leftovers, job, tell);
      code = MAX (code, ends);
    }
  tell_others_taken (&leftovers);
  g_clear_pointer (&leftovers.writers, g_hash_table_unref);
  return code;
}

/* --- Telling --- */

void
cli_tell_leftover (Cli      *cli,
                   BatchJob *job)
{
  if (!cli->quiet)
    g_printerr (_("Also written, the results of %s: %s\n"), batch_job_get_id (job),
                batch_job_get_output_path (job));
}

void
cli_tell_unwritten (Cli          *cli,
                    BatchJob     *job,
                    const GError *reason)
{
  g_autofree char *words = batch_localize (reason->message);
  g_autofree char *command = cli_job_command (cli, "results", job, "-o FILE -e FILE");

  g_printerr (_("The results of %s are not written: %s\n"
                "Nothing is lost. To have them elsewhere:\n"
                "  %s\n"), batch_job_get_id (job), words, command);
}
