/* cli/cli-jobs.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-jobs.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-job-walk.h"
#include "cli/cli-json.h"

/* What the ids of jobs begin with that clients know, too. */
#define COMMON "batch_"

GPtrArray *
cli_unfinished_jobs (Cli     *cli,
                     GError **error)
{
  g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) reason = NULL;
  g_auto(CliJobWalk) walk;
  BatchJob *job;

  cli_job_walk_init (&walk, cli);
  while ((job = cli_job_walk_next (&walk, &reason)) != NULL)
    if (batch_job_is_terminal (job))
      g_object_unref (job);
    else
      g_ptr_array_add (jobs, job);

  if (reason == NULL)
    return g_steal_pointer (&jobs);

  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

/* What all ids begin with names none of them, were there only one. */
static gboolean
begins_with (const char *id,
             const char *prefix)
{
  gsize common = g_str_has_prefix (id, COMMON) ? strlen (COMMON) : 0;

  if (g_str_has_prefix (prefix, COMMON))
    prefix += strlen (COMMON);
  return *prefix != '\0' && g_str_has_prefix (id + common, prefix);
}

static gboolean
fail_to_find (const char  *prefix,
              GError     **error)
{
  if (*prefix != '\0' && g_str_has_prefix (COMMON, prefix))
    return cli_usage_error (error, _("All ids begin with “%s”; write more of one"), prefix);

  return cli_usage_error (error, _("There is no job “%s”; see batchq list"), prefix);
}

/* @n_found: how many there are, but never more than two. */
static BatchJob *
find_first (Cli         *cli,
            const char  *prefix,
            guint       *n_found,
            GError     **error)
{
  g_autoptr(BatchJob) first = NULL;
  g_auto(CliJobWalk) walk;
  BatchJob *next;

  *n_found = 0;
  cli_job_walk_init (&walk, cli);
  while (*n_found < 2 && (next = cli_job_walk_next (&walk, error)) != NULL)
    {
      g_autoptr(BatchJob) job = next;

      if (begins_with (batch_job_get_id (job), prefix) && ++*n_found == 1)
        first = g_steal_pointer (&job);
    }
  return g_steal_pointer (&first);
}

static BatchJob *
find_by_prefix (Cli         *cli,
                const char  *prefix,
                GError     **error)
{
  g_autoptr(GError) reason = NULL;
  guint n_found;
  g_autoptr(BatchJob) job = find_first (cli, prefix, &n_found, &reason);

  if (reason == NULL && n_found == 1)
    return g_steal_pointer (&job);

  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  else if (n_found == 0)
    fail_to_find (prefix, error);
  else
    cli_usage_error (error, _("The ids of several jobs begin with “%s”"), prefix);
  return NULL;
}

BatchJob *
cli_find_job (Cli         *cli,
              const char  *id,
              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) reason = NULL;
  BatchJob *job;

  /* As a client for message batches knows it. */
  if (g_str_has_prefix (id, "msgbatch_"))
    id += strlen ("msg");

  batch_engine_get_job_async (cli->engine, id, cli->cancellable, cli_result_cb, &result);
  job = batch_engine_get_job_finish (cli->engine, cli_wait (&result), &reason);
  if (job != NULL)
    return job;
  if (g_error_matches (reason, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    return find_by_prefix (cli, id, error);

  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

/* Whoever is named twice is there once. */
GPtrArray *
cli_find_jobs (Cli     *cli,
               char   **ids,
               GError **error)
{
  g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr(BatchJob) job = cli_find_job (cli, ids[i], error);

      if (job == NULL)
        return NULL;
      if (g_hash_table_add (known, g_strdup (batch_job_get_id (job))))
        g_ptr_array_add (jobs, g_steal_pointer (&job));
    }
  return g_steal_pointer (&jobs);
}

static GPtrArray *
find_jobs (Cli       *cli,
           char     **ids,
           gboolean   all_when_none,
           GError   **error)
{
  if (ids[0] == NULL && all_when_none)
    return cli_unfinished_jobs (cli, error);
  if (ids[0] == NULL)
    {
      cli_usage_error (error, _("Name a job; batchq list shows all"));
      return NULL;
    }

  return cli_find_jobs (cli, ids, error);
}

GPtrArray *
cli_parse_jobs (Cli                *cli,
                int                 argc,
                char              **argv,
                const GOptionEntry *entries,
                const char         *summary,
                gboolean            all_when_none,
                CliOpenFunc         open,
                GError            **error)
{
  if (!cli_parse (cli, &argc, &argv, entries, all_when_none ? _("[JOB…]") : _("JOB…"), summary,
                  NULL, error)
      || !open (cli, error))
    return NULL;

  return find_jobs (cli, argv + 1, all_when_none, error);
}

BatchqExit
cli_do_to_jobs (Cli        *cli,
                GPtrArray  *jobs,
                CliJobFunc  func)
{
  g_autoptr(GError) error = NULL;

  if (jobs->len == 0)
    cli_say (cli, "%s\n", _("There are no such jobs."));
  for (guint i = 0; i < jobs->len; i++)
    {
      if (!func (cli, g_ptr_array_index (jobs, i), &error))
        return cli_fail (cli, error);
      cli_print_json_job (cli, g_ptr_array_index (jobs, i));
    }
  return cli_close (cli, &error) ? cli->outcome : cli_fail (cli, error);
}

BatchqExit
cli_for_each_job (Cli         *cli,
                  int          argc,
                  char       **argv,
                  const char  *summary,
                  gboolean     all_when_none,
                  CliJobFunc   func)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = cli_parse_jobs (cli, argc, argv, NULL, summary, all_when_none,
                                              cli_open_existing, &error);

  return jobs != NULL ? cli_do_to_jobs (cli, jobs, func) : cli_fail (cli, error);
}

gboolean
cli_lacks_results (BatchJob *job)
{
  g_autoptr(GDateTime) exported_at = batch_job_get_exported_at (job);

  return exported_at == NULL && batch_job_get_output_path (job) != NULL;
}

gboolean
cli_check_there (Cli       *cli,
                 BatchJob  *job,
                 GError   **error)
{
  g_autofree char *command = cli_job_command (cli, "restore", job, NULL);

  if (batch_job_is_terminal (job) || !batch_job_get_removed (job))
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
               _("%s was removed; to bring it back: %s"), batch_job_get_id (job), command);
  return FALSE;
}

gboolean
cli_check_alive (BatchJob  *job,
                 GError   **error)
{
  return !batch_job_is_terminal (job)
         || cli_usage_error (error, _("%s has ended (%s)"), batch_job_get_id (job),
                             cli_describe_state (batch_job_get_state (job)));
}

const char *
cli_describe_state (BatchJobState state)
{
  switch (state)
    {
    case BATCH_JOB_STATE_VALIDATING:
      return _("Checking");

    case BATCH_JOB_STATE_QUEUED:
      return _("Waiting");

    case BATCH_JOB_STATE_RUNNING:
      return _("Running");

    case BATCH_JOB_STATE_FINALIZING:
      return _("Finishing");

    case BATCH_JOB_STATE_COMPLETED:
      return _("Done");

    case BATCH_JOB_STATE_COMPLETED_WITH_ERRORS:
      return _("Done, with errors");

    case BATCH_JOB_STATE_FAILED:
      return _("Failed");

    case BATCH_JOB_STATE_EXPIRED:
      return _("Expired");

    case BATCH_JOB_STATE_CANCELLING:
      return _("Cancelling");

    case BATCH_JOB_STATE_CANCELLED:
      return _("Cancelled");
    }

  return "";
}
