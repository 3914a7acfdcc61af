/* cli/cli-queue.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-queue.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-jobs.h"
#include "cli/cli-json.h"
#include "cli/cli-leftovers.h"
#include "cli/cli-runner.h"
#include "cli/cli-server.h"
#include "cli/cli-trouble.h"

static gboolean
are_one_server (GHashTable *urls)
{
  const char *first = NULL;
  GHashTableIter iter;
  gpointer url;

  g_hash_table_iter_init (&iter, urls);
  while (g_hash_table_iter_next (&iter, &url, NULL))
    if (first == NULL)
      first = url;
    else if (!batch_backend_is_one_server (first, url))
      return FALSE;

  return TRUE;
}

/* The key is for one server: when jobs name several by their URL, it goes to none of
 * them. */
static void
use_servers (Cli       *cli,
             GPtrArray *jobs)
{
  g_autoptr(GHashTable) urls = g_hash_table_new (g_str_hash, g_str_equal);
  const char *api_key;
  GHashTableIter iter;
  gpointer url;

  for (guint i = 0; i < jobs->len; i++)
    {
      const char *backend = batch_job_get_backend (g_ptr_array_index (jobs, i));

      if (backend != NULL && strstr (backend, "://") != NULL)
        g_hash_table_add (urls, (gpointer) backend);
    }

  api_key = are_one_server (urls) ? g_getenv ("BATCHQ_API_KEY") : NULL;
  g_hash_table_iter_init (&iter, urls);
  while (g_hash_table_iter_next (&iter, &url, NULL))
    g_free (batch_engine_use_url (cli->engine, url, api_key));
}

typedef struct
{
  Cli        *cli;
  char      **ids;                 /* none: whatever waits */
  GHashTable *told;                /* jobs that were left out */
  int         patience;
  char       *refusing;            /* (nullable) the server that does not accept its key */
  BatchqExit  code;
} Work;

static void
work_clear (Work *work)
{
  g_hash_table_unref (work->told);
  g_free (work->refusing);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static GPtrArray *
find_named_jobs (Work    *work,
                 GError **error)
{
  g_autoptr(GPtrArray) jobs = cli_find_jobs (work->cli, work->ids, error);

  for (guint i = 0; jobs != NULL && i < jobs->len; i++)
    if (!cli_check_job (work->cli, g_ptr_array_index (jobs, i), error))
      return NULL;

  return g_steal_pointer (&jobs);
}

/* Who was not named is not in the way of the others. */
static void
leave_out (Work     *work,
           BatchJob *job,
           GError   *reason)
{
  g_autofree char *words = batch_localize (reason->message);

  if (!g_hash_table_add (work->told, g_strdup (batch_job_get_id (job))))
    return;

  if (!work->cli->quiet)
    g_printerr (_("Left alone: %s\n"), words);
  if (!g_error_matches (reason, BATCH_ERROR, BATCH_ERROR_INVALID_STATE))
    work->code = MAX (work->code, cli_exit_code (reason));
}

/* What is left out would be waited for in vain. */
static GPtrArray *
find_waiting_jobs (Work    *work,
                   GError **error)
{
  g_autoptr(GPtrArray) jobs = cli_unfinished_jobs (work->cli, error);

  for (guint i = jobs != NULL ? jobs->len : 0; i > 0; i--)
    {
      BatchJob *job = g_ptr_array_index (jobs, i - 1);
      g_autoptr(GError) reason = NULL;

      if (cli_check_job (work->cli, job, &reason))
        continue;
      leave_out (work, job, reason);
      g_ptr_array_remove_index (jobs, i - 1);
    }
  return g_steal_pointer (&jobs);
}

static void
tell_written (Cli      *cli,
              BatchJob *job)
{
  g_autofree char *output = g_strdup (batch_job_get_output_path (job));
  g_autofree char *errors = g_strdup (batch_job_get_error_path (job));

  cli_tell_job (cli, job, output, errors);
  cli_print_json_job (cli, job);
}

/* Where results go was settled when the job was submitted. */
static gboolean
write_out (Cli       *cli,
           BatchJob  *job,
           GError   **error)
{
  g_autofree char *output = g_strdup (batch_job_get_output_path (job));
  g_autofree char *errors = g_strdup (batch_job_get_error_path (job));
  gboolean force = batch_job_get_overwrite_policy (job) == BATCH_OVERWRITE_POLICY_OVERWRITE;

  if (output != NULL && !cli_write_results (cli, job, output, errors, force, error))
    return FALSE;

  tell_written (cli, job);
  return TRUE;
}

/* One file that cannot be written keeps nobody else from theirs. */
static void
leave_unwritten (Work         *work,
                 BatchJob     *job,
                 const GError *reason)
{
  BatchqExit code = cli_exit_code (reason);

  cli_release_results (work->cli, job);
  cli_tell_unwritten (work->cli, job, reason);
  if (work->cli->json)
    cli_print_json_error (reason, code);
  work->code = MAX (work->code, code);
}

static void
end_job (Work     *work,
         BatchJob *job)
{
  g_autoptr(GError) reason = NULL;

  if (!cli_check_there (work->cli, job, &reason))
    leave_out (work, job, reason);
  else if (write_out (work->cli, job, &reason))
    work->code = MAX (work->code, cli_job_exit (job));
  else
    leave_unwritten (work, job, reason);
}

/* Whose server is well has ended, and its results are not kept back for the others. */
static void
stop_jobs (Work         *work,
           GPtrArray    *jobs,
           const GError *reason)
{
  BatchJob *stopped = NULL;

  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (g_error_matches (reason, BATCH_ERROR, BATCH_ERROR_AUTH)
      && cli_find_trouble (work->cli, jobs, &stopped) != NULL)
    work->refusing = g_strdup (batch_job_get_backend (stopped));
  for (guint i = 0; i < jobs->len; i++)
    if (batch_job_is_terminal (g_ptr_array_index (jobs, i)))
      end_job (work, g_ptr_array_index (jobs, i));
}

static gboolean
run_jobs (Work       *work,
          GPtrArray  *jobs,
          GError    **error)
{
  g_autoptr(GError) reason = NULL;

  use_servers (work->cli, jobs);
  for (guint i = 0; i < jobs->len; i++)
    batch_engine_promise_results (work->cli->engine, g_ptr_array_index (jobs, i));
  if (!cli_run_jobs (work->cli, jobs, work->patience, &reason))
    {
      stop_jobs (work, jobs, reason);
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }

  for (guint i = 0; i < jobs->len; i++)
    end_job (work, g_ptr_array_index (jobs, i));
  return TRUE;
}

static gboolean
run_named (Work    *work,
           GError **error)
{
  g_autoptr(GPtrArray) jobs = find_named_jobs (work, error);

  return jobs != NULL && run_jobs (work, jobs, error);
}

/* Results that were not written are as unfinished as requests that were not answered. */
static gboolean
run_until_empty (Work    *work,
                 GError **error)
{
  guint n_met = 0;
  BatchqExit code = cli_write_leftovers (work->cli, tell_written, &n_met);

  work->code = MAX (work->code, code);
  for (guint round = 0;; round++)
    {
      g_autoptr(GPtrArray) jobs = find_waiting_jobs (work, error);

      if (jobs == NULL || (jobs->len > 0 && !run_jobs (work, jobs, error)))
        return FALSE;
      if (jobs->len > 0)
        continue;
      if (round == 0 && n_met == 0)
        cli_say (work->cli, "%s\n", _("Nothing waits in the queue."));
      return TRUE;
    }
}

static BatchqExit
give_up (Work         *work,
         const GError *reason)
{
  BatchqExit code;

  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_printerr ("%s\n", _("Stopped. Nothing is lost; the same command goes on."));
      return BATCHQ_EXIT_INTERRUPTED;
    }

  code = cli_fail (work->cli, reason);
  if (work->refusing != NULL)
    cli_tell_about_key (work->refusing);
  return code;
}

BatchqExit
cli_run_queue (Cli         *cli,
               char       **ids,
               int          patience)
{
  g_auto(Work) work = { .cli = cli, .ids = ids, .patience = patience };
  g_autoptr(GError) error = NULL;
  gboolean interrupted;
  gboolean done;
  guint n_met;

  work.told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  cli_catch_signals (cli);
  if (!cli_open_existing (cli, &error))
    return cli_fail (cli, error);

  done = ids[0] != NULL ? run_named (&work, &error) : run_until_empty (&work, &error);
  interrupted = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (!interrupted)
    cli_write_leftovers (cli, cli_tell_leftover, &n_met);
  if (done)
    return cli_close (cli, &error) ? work.code : cli_fail (cli, error);

  cli_close (cli, NULL);
  return give_up (&work, error);
}
