/* cli/command-serve.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli/cli-address.h"
#include "cli/cli-log.h"
#include "cli/cli-notify.h"
#include "cli/cli-server.h"
#include "cli/commands.h"

#define DEFAULT_LISTEN "127.0.0.1:8787"

#define UNSET G_MININT

typedef struct
{
  char     *listen;
  char    **hosts;                 /* (nullable) */
  char     *backend;
  char     *log;
  int       patience;              /* s */
  gboolean  no_auth;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->listen);
  g_strfreev (options->hosts);
  g_free (options->backend);
  g_free (options->log);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* @word: (nullable) */
static gboolean
set_log (Cli         *cli,
         const char  *word,
         GError     **error)
{
  CliLog log = cli->quiet ? CLI_LOG_WARNINGS : CLI_LOG_TEXT;

  if (word != NULL && !cli_log_parse (word, &log))
    return cli_usage_error (error, _("--log takes text, json or none"));

  cli_log_set (log);
  return TRUE;
}

static gboolean
parse_options (Options  *options,
               Cli      *cli,
               int       argc,
               char    **argv,
               GError  **error)
{
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->listen,
      N_ ("Where to listen (127.0.0.1:8787; port 0 picks a free one)"), N_ ("ADDRESS:PORT") },
    { "host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->hosts,
      N_ ("A name by which clients may call it, too (may be repeated)"),
      N_ ("NAME") },
    { "backend", 0, 0, G_OPTION_ARG_STRING, &options->backend,
      N_ ("The model server for batches that name none"), N_ ("NAME|URL") },
    { "patience", 0, 0, G_OPTION_ARG_INT, &options->patience,
      N_ ("How long a client may take to say what it wants (30)"),
      N_ ("SECONDS") },
    cli_max_failures_entry (cli),
    { "log", 0, 0, G_OPTION_ARG_STRING, &options->log,
      N_ ("How it tells on stderr what it does: text, json or none (text)"),
      N_ ("FORM") },
    { "no-auth", 0, 0, G_OPTION_ARG_NONE, &options->no_auth,
      N_ ("Let everybody in who can reach it, without a key"), NULL },
    { NULL }
  };

  return cli_parse (cli, &argc, &argv, entries, NULL,
    _("Answer programs that know the Batch API of OpenAI, and work on what they put in."),
    _("The first line says where it listens. A client needs a key: the one in the file that is\n"
      "named then, or one that batchq key add makes. The key of a server given as URL comes\n"
      "from BATCHQ_API_KEY. Ctrl+C or SIGTERM end it; nothing is lost."), error)
    && (argc == 1
        || cli_usage_error (error, _("“%s” is not expected; options start with --"), argv[1]))
    && set_log (cli, options->log, error)
    && cli_check_max_failures (cli, error)
    && (options->patience == UNSET || (options->patience >= 1 && options->patience <= 3600)
        || cli_usage_error (error, _("--patience takes 1 to 3600 seconds")));
}

/* --- Serving --- */

static gboolean
start (Cli             *cli,
       BatchApiServer  *server,
       GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) reason = NULL;

  batch_api_server_start_async (server, cli->cancellable, cli_result_cb, &result);
  if (batch_api_server_start_finish (server, cli_wait (&result), &reason))
    return TRUE;
  /* Only what was given as an option can be wrong. */
  if (g_error_matches (reason, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST))
    return cli_usage_error (error, "%s", reason->message);

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static gboolean
stop (BatchApiServer  *server,
      GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_api_server_stop_async (server, NULL, cli_result_cb, &result);
  return batch_api_server_stop_finish (server, cli_wait (&result), error);
}

static gboolean
tell_key (Cli     *cli,
          GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchApiKey) key = NULL;
  g_autofree char *path = NULL;

  batch_api_key_ensure_async (cli->engine, cli->cancellable, cli_result_cb, &result);
  if (!(key = batch_api_key_ensure_finish (cli_wait (&result), error)))
    return FALSE;

  path = batch_api_key_get_path (cli->engine);
  if (!cli->quiet)
    g_printerr (_("A key for clients is in %s\n"), path);
  return TRUE;
}

/* Said also to who wants to hear nothing else. */
static void
warn_of_strangers (const char *address)
{
  g_autoptr(GInetAddress) inet = g_inet_address_new_from_string (address);

  if (inet == NULL || g_inet_address_get_is_loopback (inet))
    return;

  g_printerr (_("Warning: everybody in the network who can reach %s can use your model servers, "
                "and see and cancel all batches, without a key; leave out --no-auth, or listen on "
                "127.0.0.1\n"), address);
}

static void
interrupted_cb (GCancellable *cancellable,
                gpointer      user_data)
{
  g_main_context_wakeup (NULL);
}

static gboolean
serve (Cli            *cli,
       const Options  *options,
       BatchApiServer *server,
       GError        **error)
{
  gulong handler;

  if (!options->no_auth && !tell_key (cli, error))
    return FALSE;

  batch_engine_set_streaming (cli->engine, TRUE);
  batch_engine_set_active (cli->engine, TRUE);
  if (!start (cli, server, error))
    return FALSE;

  if (options->no_auth)
    warn_of_strangers (batch_api_server_get_address (server));
  /* Who reads that it listens may stop it at once. */
  g_print ("Listening on %s\n", batch_api_server_get_uri (server));
  fflush (stdout);
  cli_notify ("READY=1");
  handler = g_cancellable_connect (cli->cancellable, G_CALLBACK (interrupted_cb), NULL, NULL);
  while (!g_cancellable_is_cancelled (cli->cancellable))
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_disconnect (cli->cancellable, handler);
  cli_notify ("STOPPING=1");
  return stop (server, error);
}

static gboolean
run (Cli            *cli,
     const Options  *options,
     GError        **error)
{
  g_autoptr(BatchApiServer) server = NULL;
  g_autofree char *address = NULL;
  g_autofree char *backend = NULL;
  guint16 port = 0;

  if (!cli_split_address (options->listen != NULL ? options->listen : DEFAULT_LISTEN, &address,
                          &port, error)
      || !cli_open (cli, error)
      || (options->backend != NULL
          && !cli_find_server (cli, options->backend, &backend, error)))
    return FALSE;

  server = batch_api_server_new (cli->engine);
  batch_api_server_set_address (server, address);
  batch_api_server_set_hosts (server, (const char *const *) options->hosts);
  batch_api_server_set_port (server, port);
  batch_api_server_set_needs_key (server, !options->no_auth);
  batch_api_server_set_backend (server, backend);
  if (options->patience != UNSET)
    batch_api_server_set_patience (server, (guint) options->patience);
  return serve (cli, options, server, error);
}

int
batchq_serve (Cli   *cli,
              int    argc,
              char **argv)
{
  g_auto(Options) options = { .patience = UNSET };
  g_autoptr(GError) error = NULL;

  if (!parse_options (&options, cli, argc, argv, &error))
    return cli_fail (cli, error);

  cli_catch_signals (cli);
  if (run (cli, &options, &error))
    return cli_close (cli, &error) ? BATCHQ_EXIT_OK : cli_fail (cli, error);

  cli_close (cli, NULL);
  return cli_fail (cli, error);
}
