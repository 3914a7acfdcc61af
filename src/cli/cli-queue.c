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
#include "cli/cli-runner.h"
#include "cli/cli-server.h"

/* The key is for one server: when jobs name several by their URL, it goes to none of
 * them. */
static void
use_servers (Cli       *cli,
             GPtrArray *jobs)
{
  g_autoptr(GHashTable) urls = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer url;

  for (guint i = 0; i < jobs->len; i++)
    {
      const char *backend = batch_job_get_backend (g_ptr_array_index (jobs, i));

      if (backend != NULL && strstr (backend, "://") != NULL)
        g_hash_table_add (urls, (gpointer) backend);
    }

  g_hash_table_iter_init (&iter, urls);
  while (g_hash_table_iter_next (&iter, &url, NULL))
    g_free (batch_engine_use_url (cli->engine, url, g_hash_table_size (urls) == 1
                                                    ? g_getenv ("BATCHQ_API_KEY") : NULL));
}

static GPtrArray *
find_jobs (Cli     *cli,
           char   **ids,
           GError **error)
{
  g_autoptr(GPtrArray) jobs = NULL;

  if (ids[0] == NULL)
    jobs = cli_unfinished_jobs (cli, error);
  else
    jobs = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      BatchJob *job = cli_find_job (cli, ids[i], error);

      if (job == NULL)
        return NULL;
      g_ptr_array_add (jobs, job);
    }

  /* A paused job would be waited for in vain. */
  for (guint i = jobs != NULL ? jobs->len : 0; i > 0; i--)
    if (batch_job_get_paused (g_ptr_array_index (jobs, i - 1)))
      g_ptr_array_remove_index (jobs, i - 1);
  return g_steal_pointer (&jobs);
}

/* Where results go was settled when the job was submitted. */
static gboolean
write_out (Cli       *cli,
           BatchJob  *job,
           GError   **error)
{
  g_autofree char *output = g_strdup (batch_job_get_output_path (job));
  g_autofree char *errors = g_strdup (batch_job_get_error_path (job));

  if (output != NULL && !cli_write_results (cli, job, output, errors, FALSE, error))
    return FALSE;

  cli_tell_job (cli, job, output, errors, FALSE);
  if (cli->json)
    {
      g_autoptr(JsonBuilder) builder = json_builder_new ();

      cli_json_job (builder, job);
      cli_print_json (builder);
    }
  return TRUE;
}

static gboolean
run_jobs (Cli         *cli,
          GPtrArray   *jobs,
          int          patience,
          BatchqExit  *code,
          GError     **error)
{
  use_servers (cli, jobs);
  if (!cli_run_jobs (cli, jobs, patience, error))
    return FALSE;

  for (guint i = 0; i < jobs->len; i++)
    {
      BatchJob *job = g_ptr_array_index (jobs, i);

      if (!write_out (cli, job, error))
        return FALSE;
      *code = MAX (*code, cli_job_exit (job));
    }
  return TRUE;
}

static gboolean
run_until_empty (Cli         *cli,
                 char       **ids,
                 int          patience,
                 BatchqExit  *code,
                 GError     **error)
{
  while (TRUE)
    {
      g_autoptr(GPtrArray) jobs = find_jobs (cli, ids, error);

      if (jobs == NULL || (jobs->len > 0 && !run_jobs (cli, jobs, patience, code, error)))
        return FALSE;
      if (jobs->len == 0 || ids[0] != NULL)
        return TRUE;
    }
}

BatchqExit
cli_run_queue (Cli         *cli,
               char       **ids,
               const char  *backend,
               int          patience)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *server = NULL;
  BatchqExit code = BATCHQ_EXIT_OK;

  cli_catch_signals (cli);
  if (!cli_open (cli, &error)
      || (backend != NULL && !cli_find_server (cli, backend, &server, &error)))
    return cli_fail (cli, error);

  if (run_until_empty (cli, ids, patience, &code, &error))
    return cli_close (cli, &error) ? code : cli_fail (cli, error);

  cli_close (cli, NULL);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return cli_fail (cli, error);

  g_printerr ("%s\n", _("Stopped. Nothing is lost; the same command goes on."));
  return BATCHQ_EXIT_INTERRUPTED;
}
