/* cli/cli-context.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-context.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli-target.h"

/* A server that has one bad moment has fewer of them at once, most of the time, and one that is
 * broken is found out in no time. */
#define MAX_FAILURES 25

#define IN_MEMORY "sqlite::memory:"

void
cli_init (Cli   *cli,
          char **words)
{
  *cli = (Cli) { .cancellable = g_cancellable_new (), .words = g_strdupv (words),
                 .max_failures = MAX_FAILURES };
}

void
cli_clear (Cli *cli)
{
  g_clear_handle_id (&cli->interrupt, g_source_remove);
  g_clear_handle_id (&cli->terminate, g_source_remove);
  g_clear_handle_id (&cli->hang_up, g_source_remove);
  g_clear_object (&cli->engine);
  g_clear_pointer (&cli->unheard, g_free);
  g_clear_pointer (&cli->unwritten, g_hash_table_unref);
  g_clear_object (&cli->cancellable);
  g_clear_pointer (&cli->data_dir, g_free);
  g_clear_pointer (&cli->store, g_free);
  g_clear_pointer (&cli->words, g_strfreev);
}

/* --- The engine --- */

static char *
make_store_uri (Cli *cli)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  if (cli->store != NULL)
    return g_strdup (cli->store);
  if (cli->data_dir == NULL)
    return NULL;

  folder = g_canonicalize_filename (cli->data_dir, NULL);
  path = g_build_filename (folder, "queue.db", NULL);
  return g_strconcat ("sqlite:", path, NULL);
}

static gboolean
check_place (Cli     *cli,
             GError **error)
{
  g_autofree char *folder = g_strdup (cli->data_dir);

  if (g_strcmp0 (cli->store, "sqlite:") == 0)
    return cli_usage_error (error, _("No file is named by --store %s; write --store sqlite:FILE"),
                            cli->store);
  if (cli->data_dir == NULL)
    return TRUE;
  if (cli->store != NULL)
    return cli_usage_error (error, _("--data-dir and --store exclude each other"));
  if (*cli->data_dir == '\0')
    return cli_usage_error (error, _("--data-dir takes the name of a folder"));
  return cli_target_make_absolute (&folder, error);
}

static gboolean
make_data_dir (Cli     *cli,
               GError **error)
{
  if (cli->data_dir == NULL || g_mkdir_with_parents (cli->data_dir, 0700) == 0)
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE, _("The folder %s cannot be made: %s"),
               cli->data_dir, g_strerror (errno));
  return FALSE;
}

/* An empty folder was made for a queue to begin there. */
static gboolean
is_in_empty_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);

  return dir != NULL && g_dir_read_name (dir) == NULL;
}

static const char *
find_path (const char *uri)
{
  return g_str_has_prefix (uri, "sqlite:") ? uri + strlen ("sqlite:") : NULL;
}

static gboolean
is_in_memory (Cli *cli)
{
  return g_strcmp0 (cli->store, IN_MEMORY) == 0;
}

gboolean
cli_check_lasting (Cli     *cli,
                   GError **error)
{
  return !is_in_memory (cli)
         || cli_usage_error (error, _("A queue in memory is gone when this command ends, and so "
                                      "would be the job; write --store sqlite:FILE"));
}

/* Where there should be a queue and is none. */
static char *
find_missing (Cli *cli)
{
  g_autofree char *uri = make_store_uri (cli);
  const char *path = uri != NULL ? find_path (uri) : NULL;

  /* What else may be wrong with the path, opening it will say. */
  if (path == NULL || is_in_memory (cli) || g_access (path, F_OK) == 0
      || errno != ENOENT || is_in_empty_folder (path))
    return NULL;

  return cli->data_dir != NULL
         ? g_strdup_printf (_("There is no queue in %s; is that the right --data-dir?"),
                            cli->data_dir)
         : g_strdup_printf (_("There is no queue at %s; is that the right --store?"), path);
}

/* @uri: (nullable): the user's own */
static gboolean
open_read_only (Cli         *cli,
                const char  *uri,
                GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_open_read_only_async (uri, cli->cancellable, cli_result_cb, &result);
  cli->engine = batch_engine_open_read_only_finish (cli_wait (&result), error);
  return cli->engine != NULL;
}

static gboolean
open_engine (Cli         *cli,
             const char  *uri,
             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_open_async (uri, cli->cancellable, cli_result_cb, &result);
  cli->engine = batch_engine_open_finish (cli_wait (&result), error);
  if (cli->engine == NULL)
    return FALSE;

  batch_engine_set_max_server_failures (cli->engine, (guint) cli->max_failures);
  return TRUE;
}

gboolean
cli_open (Cli     *cli,
          GError **error)
{
  g_autofree char *uri = make_store_uri (cli);

  return check_place (cli, error) && make_data_dir (cli, error)
         && open_engine (cli, uri, error);
}

gboolean
cli_open_existing (Cli     *cli,
                   GError **error)
{
  g_autofree char *missing = NULL;

  if (!check_place (cli, error))
    return FALSE;
  if (!(missing = find_missing (cli)))
    return cli_open (cli, error);

  if (!cli->quiet)
    g_printerr ("%s: %s\n", g_get_prgname (), missing);
  return open_engine (cli, IN_MEMORY, error);
}

/* Opening it would make one, and nobody would find that strange. */
static gboolean
would_make_queue (Cli *cli)
{
  g_autofree char *named = make_store_uri (cli);
  g_autofree char *usual = named == NULL ? batch_engine_dup_usual_uri () : NULL;
  const char *path = find_path (named != NULL ? named : usual);

  return path != NULL && g_access (path, F_OK) != 0 && errno == ENOENT
         && (named == NULL || is_in_empty_folder (path));
}

gboolean
cli_open_to_look (Cli     *cli,
                  GError **error)
{
  return check_place (cli, error)
         && (would_make_queue (cli) ? open_engine (cli, IN_MEMORY, error)
             : cli_open_existing (cli, error));
}

static gboolean
is_there (const char *uri)
{
  g_autofree char *usual = uri == NULL ? batch_engine_dup_usual_uri () : NULL;
  const char *path = find_path (uri != NULL ? uri : usual);

  return path == NULL || g_access (path, F_OK) == 0;
}

/* @otherwise: where there is nothing to look at, or an older version has made it: it is brought up
 * to date as by every other command */
static gboolean
open_what_is_there (Cli         *cli,
                    CliOpenFunc  otherwise,
                    GError     **error)
{
  g_autoptr(GError) reason = NULL;
  g_autofree char *uri = make_store_uri (cli);

  if (!check_place (cli, error))
    return FALSE;
  if (!is_there (uri))
    return otherwise (cli, error);
  if (open_read_only (cli, uri, &reason))
    return TRUE;
  if (g_error_matches (reason, BATCH_ERROR, BATCH_ERROR_INVALID_STATE))
    return otherwise (cli, error);

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

gboolean
cli_open_read_only (Cli     *cli,
                    GError **error)
{
  return open_what_is_there (cli, cli_open_existing, error);
}

gboolean
cli_open_read_only_or_new (Cli     *cli,
                           GError **error)
{
  return open_what_is_there (cli, cli_open, error);
}

static gboolean
close_engine (BatchEngine *engine,
              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_close_async (engine, NULL, cli_result_cb, &result);
  return batch_engine_close_finish (engine, cli_wait (&result), error);
}

gboolean
cli_reopen_to_change (Cli     *cli,
                      GError **error)
{
  g_autoptr(BatchEngine) looking = NULL;

  if (!batch_engine_get_read_only (cli->engine))
    return TRUE;

  looking = g_steal_pointer (&cli->engine);
  if (cli_open_existing (cli, error))
    {
      close_engine (looking, NULL);
      return TRUE;
    }

  cli->engine = g_steal_pointer (&looking);
  return FALSE;
}

gboolean
cli_close (Cli     *cli,
           GError **error)
{
  return cli->engine == NULL || close_engine (cli->engine, error);
}

void
cli_result_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

GAsyncResult *
cli_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/* --- Signals --- */

/* The sources go, and with them what they did to the signals: the next Ctrl+C ends the
 * process at once. */
static gboolean
interrupted_cb (gpointer user_data)
{
  Cli *cli = user_data;

  g_clear_handle_id (&cli->interrupt, g_source_remove);
  g_clear_handle_id (&cli->terminate, g_source_remove);
  g_cancellable_cancel (cli->cancellable);
  return G_SOURCE_CONTINUE;
}

/* A terminal that is closed tells its foreground, and its shell tells it once more. */
static gboolean
hung_up_cb (gpointer user_data)
{
  Cli *cli = user_data;

  g_cancellable_cancel (cli->cancellable);
  return G_SOURCE_CONTINUE;
}

/* By nohup. */
static gboolean
is_ignored (int signal_number)
{
  struct sigaction action;

  return sigaction (signal_number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

void
cli_catch_signals (Cli *cli)
{
  if (!is_ignored (SIGHUP))
    cli->hang_up = g_unix_signal_add (SIGHUP, hung_up_cb, cli);
  cli->interrupt = g_unix_signal_add (SIGINT, interrupted_cb, cli);
  cli->terminate = g_unix_signal_add (SIGTERM, interrupted_cb, cli);
}

gboolean
cli_is_interrupted (Cli *cli)
{
  return g_cancellable_is_cancelled (cli->cancellable);
}
