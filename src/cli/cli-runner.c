/* cli/cli-runner.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-runner.h"

#include <glib/gi18n.h>

#include "cli/cli-job-walk.h"
#include "cli/cli-jobs.h"
#include "cli/cli-progress.h"
#include "cli/cli-server.h"
#include "cli/cli-trouble.h"

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
has_ended (BatchJob *job)
{
  return batch_job_is_terminal (job) || batch_job_get_removed (job);
}

static gboolean
all_ended (GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    if (!has_ended (g_ptr_array_index (jobs, i)))
      return FALSE;

  return TRUE;
}

/* Those that are left: they are looked at after each event, and there may be very many jobs. One
 * that has ended is tried again now and then, from elsewhere.
 *
 * @first: no job before this one was left when it was looked at last
 * Returns: (nullable): the first of them */
static BatchJob *
find_left (GPtrArray *jobs,
           guint     *first)
{
  for (guint n_rounds = 0; n_rounds < 2; n_rounds++, *first = 0)
    for (; *first < jobs->len; (*first)++)
      if (!has_ended (g_ptr_array_index (jobs, *first)))
        return g_ptr_array_index (jobs, *first);

  return NULL;
}

/* For who waits, it is a server that cannot be used; nothing is wrong with the command. */
static void
give_up (const GError  *trouble,
         GError       **error)
{
  if (g_error_matches (trouble, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED))
    g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_BACKEND, trouble->message);
  else
    g_propagate_error (error, g_error_copy (trouble));
}

/* @left: one of @jobs */
static gboolean
out_of_patience (Cli        *cli,
                 GPtrArray  *jobs,
                 BatchJob   *left,
                 Patience   *patience,
                 int         seconds,
                 GError    **error)
{
  const GError *trouble = cli_job_goes_well (cli, left) ? NULL : cli_find_trouble (cli, jobs, NULL);

  if (trouble == NULL)
    {
      g_clear_handle_id (&patience->source, g_source_remove);
      patience->over = FALSE;
      return FALSE;
    }
  if (patience->source == 0 && !patience->over)
    patience->source = g_timeout_add_seconds ((guint) seconds, over_cb, patience);
  if (!cli_trouble_lasts (trouble) && !patience->over)
    return FALSE;

  give_up (trouble, error);
  return TRUE;
}

static gint64
count_ended (GPtrArray *jobs)
{
  gint64 n_ended = 0;

  for (guint i = 0; i < jobs->len; i++)
    n_ended += batch_job_get_ended (g_ptr_array_index (jobs, i));
  return n_ended;
}

/* A server that works on one thing at a time may be busy for others; one that does not even say
 * which models it has for that long is as good as none. What is known to be in the way is told by
 * its own words. @had: so many had ended before */
static gboolean
is_given_up (Cli        *cli,
             GPtrArray  *jobs,
             gint64      had,
             Patience   *silence,
             GError    **error)
{
  if (!silence->over)
    return FALSE;

  silence->over = FALSE;
  if (count_ended (jobs) > had || cli_find_trouble (cli, jobs, NULL) != NULL
      || !cli_is_mute (cli) || cli_is_interrupted (cli))
    {
      g_clear_pointer (&cli->unheard, g_free);
      return FALSE;
    }

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_BACKEND,
               _("%s takes connections, but does not answer, not even which models it has: is it "
                 "stuck, or another program?"), cli->unheard);
  return TRUE;
}

static gboolean
wait_for_jobs (Cli        *cli,
               GPtrArray  *jobs,
               int         seconds,
               GError    **error)
{
  Patience patience = { 0 };
  Patience silence = { 0 };
  gint64 had = count_ended (jobs);
  BatchJob *left;
  guint first = 0;

  if (cli->unheard != NULL)
    silence.source = g_timeout_add_seconds ((guint) seconds, over_cb, &silence);
  while ((left = find_left (jobs, &first)) != NULL
         && !out_of_patience (cli, jobs, left, &patience, seconds, error)
         && !is_given_up (cli, jobs, had, &silence, error)
         && !g_cancellable_set_error_if_cancelled (cli->cancellable, error))
    g_main_context_iteration (NULL, TRUE);

  g_clear_handle_id (&patience.source, g_source_remove);
  g_clear_handle_id (&silence.source, g_source_remove);
  return left == NULL;
}

static gboolean
show_until_ended (Cli        *cli,
                  GPtrArray  *jobs,
                  gboolean    alone,
                  int         patience,
                  GError    **error)
{
  g_autoptr(CliProgress) progress = cli_progress_new (cli, alone);
  gboolean ended;

  for (guint i = 0; i < jobs->len; i++)
    cli_progress_add (progress, g_ptr_array_index (jobs, i));
  ended = wait_for_jobs (cli, jobs, patience, error);
  cli_progress_finish (progress);
  return ended;
}

/* What the queue is worked on for, besides @ours: what waits for servers that are known here. */
static gboolean
is_other (BatchJob   *job,
          GHashTable *ours,
          GHashTable *servers)
{
  const char *server = batch_job_get_backend (job);
  BatchJobState state = batch_job_get_state (job);

  return (state == BATCH_JOB_STATE_QUEUED || state == BATCH_JOB_STATE_RUNNING)
         && !batch_job_get_paused (job) && server != NULL
         && g_hash_table_contains (servers, server) && !g_hash_table_contains (ours, job);
}

/* By name, and those that @jobs call by their address. */
static GHashTable *
find_servers (Cli       *cli,
              GPtrArray *jobs)
{
  g_autoptr(GListModel) named = cli_list_servers (cli, NULL);
  GHashTable *servers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; named != NULL && i < g_list_model_get_n_items (named); i++)
    {
      g_autoptr(BatchBackend) server = g_list_model_get_item (named, i);

      g_hash_table_add (servers, g_strdup (batch_backend_get_name (server)));
    }
  for (guint i = 0; i < jobs->len; i++)
    {
      const char *server = batch_job_get_backend (g_ptr_array_index (jobs, i));

      if (server != NULL)
        g_hash_table_add (servers, g_strdup (server));
    }
  return servers;
}

/* One queue is worked on as a whole, so that no model is loaded twice. Nobody is to find that out
 * by what it costs. */
static guint
tell_others (Cli       *cli,
             GPtrArray *jobs)
{
  g_autoptr(GHashTable) servers = find_servers (cli, jobs);
  g_autoptr(GHashTable) ours = g_hash_table_new (NULL, NULL);
  g_auto(CliJobWalk) walk;
  guint n_others = 0;
  BatchJob *next;

  for (guint i = 0; i < jobs->len; i++)
    g_hash_table_add (ours, g_ptr_array_index (jobs, i));
  cli_job_walk_init (&walk, cli);
  while ((next = cli_job_walk_next (&walk, NULL)) != NULL)
    {
      g_autoptr(BatchJob) job = next;

      n_others += is_other (job, ours, servers);
    }
  if (n_others > 0 && !cli->quiet)
    g_printerr (ngettext ("Also working on %u other batch of this queue; batchq list shows it, "
                          "and batchq pause JOB keeps it back.\n",
                          "Also working on %u other batches of this queue; batchq list shows them, "
                          "and batchq pause JOB keeps one back.\n", n_others), n_others);
  return n_others;
}

gboolean
cli_run_jobs (Cli        *cli,
              GPtrArray  *jobs,
              int         patience,
              GError    **error)
{
  gboolean alone;

  if (all_ended (jobs))
    return TRUE;

  alone = tell_others (cli, jobs) == 0;
  batch_engine_set_streaming (cli->engine, TRUE);
  batch_engine_set_active (cli->engine, TRUE);
  return show_until_ended (cli, jobs, alone, patience, error);
}

gboolean
cli_watch_jobs (Cli        *cli,
                GPtrArray  *jobs,
                GError    **error)
{
  return all_ended (jobs) || show_until_ended (cli, jobs, FALSE, G_MAXINT, error);
}
