/* cli/cli-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-server.h"

#include <glib/gi18n.h>
#include <string.h>

#define CONNECT_S 10

GListModel *
cli_list_servers (Cli     *cli,
                  GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_list_backends_async (cli->engine, cli->cancellable, cli_result_cb, &result);
  return batch_engine_list_backends_finish (cli->engine, cli_wait (&result), error);
}

/* The others are names, which can be `127.0.0.1:8080` but have no slash. */
static gboolean
is_url (const char *text)
{
  return strchr (text, '/') != NULL;
}

/* NULL without an error: there is none of that name. */
static BatchBackend *
look_up (Cli         *cli,
         const char  *name,
         GError     **error)
{
  g_autoptr(GListModel) servers = cli_list_servers (cli, error);

  for (guint i = 0; servers != NULL && i < g_list_model_get_n_items (servers); i++)
    {
      g_autoptr(BatchBackend) server = g_list_model_get_item (servers, i);

      if (g_str_equal (batch_backend_get_name (server), name))
        return g_steal_pointer (&server);
    }
  return NULL;
}

BatchBackend *
cli_get_server (Cli         *cli,
                const char  *name,
                GError     **error)
{
  g_autoptr(GError) reason = NULL;
  BatchBackend *server = look_up (cli, name, &reason);

  if (server == NULL && reason == NULL)
    cli_usage_error (&reason, _("There is no backend “%s”; batchq backend list shows those that "
                                "are"), name);
  if (server == NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return server;
}

/* As it is called where it has no name: by host and port, where these are short enough for one. */
static BatchBackend *
describe_url (const char  *url,
              GError     **error)
{
  g_autoptr(BatchBackend) described = batch_backend_new ("server", url, NULL, NULL, error);
  const char *host = described != NULL ? strstr (batch_backend_get_url (described), "://") : NULL;
  g_autofree char *name = host != NULL
                          ? g_strndup (host + strlen ("://"), strcspn (host + strlen ("://"), "/"))
                          : NULL;
  BatchBackend *named = name != NULL ? batch_backend_new (name, url, NULL, NULL, NULL) : NULL;

  return named != NULL ? named : g_steal_pointer (&described);
}

/* One that does not answer is left to who asks it more. */
static void
find_kind (Cli          *cli,
           BatchBackend *backend)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchServerInfo) info = NULL;

  batch_identify_server_async (batch_backend_get_url (backend), g_getenv ("BATCHQ_API_KEY"),
                               cli->cancellable, cli_result_cb, &result);
  if ((info = batch_identify_server_finish (cli_wait (&result), NULL)) != NULL)
    batch_backend_set_kind (backend, batch_server_info_get_kind (info), NULL);
}

BatchBackend *
cli_describe_server (Cli         *cli,
                     const char  *server,
                     GError     **error)
{
  g_autoptr(GError) reason = NULL;
  BatchBackend *backend;

  if (!is_url (server))
    return cli_get_server (cli, server, error);

  if ((backend = describe_url (server, &reason)))
    find_kind (cli, backend);
  else
    cli_usage_error (error, "%s", reason->message);
  return backend;
}

/* Without a name it has to be clear who is meant. */
static gboolean
find_only (Cli     *cli,
           char   **server,
           GError **error)
{
  g_autoptr(GListModel) servers = cli_list_servers (cli, error);
  g_autoptr(BatchBackend) only = NULL;

  if (servers == NULL)
    return FALSE;
  if (g_list_model_get_n_items (servers) != 1)
    return cli_usage_error (error, _("Which model server? Say --backend "
                                     "http://127.0.0.1:8080/v1, or the name of one that was "
                                     "added with batchq backend add"));

  only = g_list_model_get_item (servers, 0);
  *server = g_strdup (batch_backend_get_name (only));
  return TRUE;
}

/* What describes a server says what is wrong with its address. */
static gboolean
use_url (Cli         *cli,
         const char  *url,
         char       **server,
         GError     **error)
{
  g_autoptr(BatchBackend) backend = NULL;
  g_autoptr(GError) reason = NULL;

  if ((*server = batch_engine_use_url (cli->engine, url, g_getenv ("BATCHQ_API_KEY"))))
    return TRUE;

  backend = batch_backend_new ("server", url, NULL, NULL, &reason);
  return cli_usage_error (error, "%s", reason->message);
}

gboolean
cli_find_server (Cli         *cli,
                 const char  *backend,
                 char       **server,
                 GError     **error)
{
  g_autoptr(BatchBackend) known = NULL;
  g_autoptr(GError) reason = NULL;

  if (backend == NULL)
    return find_only (cli, server, error);

  if (is_url (backend))
    return use_url (cli, backend, server, error);

  if ((known = cli_get_server (cli, backend, &reason)) != NULL)
    {
      *server = g_strdup (backend);
      return TRUE;
    }

  if (reason->domain == G_OPTION_ERROR && strpbrk (backend, ".:") != NULL)
    return cli_usage_error (error, _("There is no backend “%s”; if it is an address, write "
                                     "http://%s"), backend, backend);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

gboolean
cli_check_job (Cli       *cli,
               BatchJob  *job,
               GError   **error)
{
  /* News of the job may come in while the servers are listed. */
  g_autofree char *id = g_strdup (batch_job_get_id (job));
  g_autofree char *server = g_strdup (batch_job_get_backend (job));
  g_autofree char *quoted = server != NULL ? cli_quote (server) : NULL;
  g_autoptr(BatchBackend) known = NULL;
  g_autoptr(GError) reason = NULL;

  if (batch_job_is_terminal (job))
    return TRUE;
  if (batch_job_get_paused (job))
    {
      g_autofree char *command = cli_job_command (cli, "resume", job, NULL);

      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                   _("%s is paused; to let it go on: %s"), id, command);
      return FALSE;
    }
  if (server == NULL || is_url (server))
    return TRUE;

  if ((known = look_up (cli, server, &reason)) != NULL)
    return TRUE;
  if (reason == NULL)
    g_set_error (&reason, BATCH_ERROR, BATCH_ERROR_BACKEND,
                 _("%s is for the backend “%s”, which is not there; batchq backend add %s URL "
                   "names one"), id, server, quoted);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* As for requests, no proxy is on the way to this same machine. */
static gboolean
is_loopback (const char *url)
{
  g_autoptr(GSocketConnectable) address = g_network_address_parse_uri (url, 80, NULL);
  const char *host = address != NULL
                     ? g_network_address_get_hostname (G_NETWORK_ADDRESS (address)) : NULL;
  g_autoptr(GInetAddress) inet = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  return inet != NULL ? g_inet_address_get_is_loopback (inet) : g_strcmp0 (host, "localhost") == 0;
}

static gboolean
is_secure (const char *url)
{
  return g_str_has_prefix (url, "https:");
}

/* The list of models is asked for by who it is, and by what costs nothing; what is said does not
 * matter here, and neither does who may hear it. */
static gboolean
says_something (Cli        *cli,
                const char *url)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchServerInfo) info = NULL;
  g_autoptr(GError) error = NULL;

  batch_identify_server_async (url, NULL, cli->cancellable, cli_result_cb, &result);
  info = batch_identify_server_finish (cli_wait (&result), &error);
  return info != NULL || !g_error_matches (error, BATCH_ERROR, BATCH_ERROR_BACKEND);
}

static gboolean
is_of_unknown_kind (BatchBackend *known)
{
  return known == NULL || g_str_equal (batch_backend_get_kind (known), "openai-compatible");
}

gboolean
cli_is_mute (Cli *cli)
{
  return cli->unheard != NULL && !says_something (cli, cli->unheard);
}

/* (nullable): by which requests to @url go, without the password that may be in its address */
static char *
find_proxy (Cli        *cli,
            const char *url)
{
  GProxyResolver *resolver = g_proxy_resolver_get_default ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GUri) uri = NULL;
  g_auto(GStrv) proxies = NULL;

  if (is_loopback (url))
    return NULL;

  g_proxy_resolver_lookup_async (resolver, url, cli->cancellable, cli_result_cb, &result);
  proxies = g_proxy_resolver_lookup_finish (resolver, cli_wait (&result), NULL);
  if (proxies == NULL || proxies[0] == NULL || g_str_has_prefix (proxies[0], "direct:"))
    return NULL;

  uri = g_uri_parse (proxies[0], G_URI_FLAGS_HAS_PASSWORD, NULL);
  return uri != NULL ? g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO) : NULL;
}

static void
explain_unreached (Cli           *cli,
                   const char    *url,
                   const GError  *reason,
                   GError       **error)
{
  g_autofree char *proxy = find_proxy (cli, url);

  if (proxy != NULL)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_BACKEND,
                 _("Nobody gets through the proxy %s to %s (%s); look whether it is the right one "
                   "and runs, or name the host of the server in no_proxy"),
                 proxy, url, reason->message);
  else if (reason->domain == G_RESOLVER_ERROR)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_BACKEND,
                 _("The host of %s cannot be found (%s); look whether its name is right, and the "
                   "network is there"), url, reason->message);
  else
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_BACKEND,
                 _("No model server answers at %s (%s); start it, and give the same command again"),
                 url, reason->message);
}

gboolean
cli_check_server (Cli         *cli,
                  const char  *server,
                  GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GError) reason = NULL;
  g_autoptr(BatchBackend) known = NULL;
  const char *url = server;

  if (!is_url (server))
    {
      if (!(known = cli_get_server (cli, server, error)))
        return FALSE;
      url = batch_backend_get_url (known);
    }

  g_socket_client_set_timeout (client, CONNECT_S);
  g_socket_client_set_enable_proxy (client, !is_loopback (url));
  /* Requests in the clear are handed to a proxy as they are; most open tunnels to 443 only. */
  if (!is_secure (url))
    g_socket_client_add_application_proxy (client, "http");
  g_socket_client_connect_to_uri_async (client, url, is_secure (url) ? 443 : 80,
                                        cli->cancellable, cli_result_cb, &result);
  connection = g_socket_client_connect_to_uri_finish (client, cli_wait (&result), &reason);
  if (connection != NULL)
    {
      /* Asked while it has nothing to do, not even to wait for a word on this connection: one that
       * works on one thing at a time is silent otherwise. */
      g_clear_object (&connection);
      if (is_of_unknown_kind (known) && !says_something (cli, url))
        cli->unheard = g_strdup (url);
      return TRUE;
    }

  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&reason));
  else
    explain_unreached (cli, url, reason, error);
  return FALSE;
}

/* (nullable) */
static BatchBackend *
find_named (Cli        *cli,
            const char *server)
{
  g_autoptr(GListModel) servers = cli_list_servers (cli, NULL);

  for (guint i = 0; servers != NULL && i < g_list_model_get_n_items (servers); i++)
    {
      g_autoptr(BatchBackend) named = g_list_model_get_item (servers, i);

      if (g_str_equal (batch_backend_get_name (named), server)
          || batch_backend_is_one_server (batch_backend_get_url (named), server))
        return g_steal_pointer (&named);
    }

  return NULL;
}

gboolean
cli_loads_models (Cli        *cli,
                  const char *server)
{
  /* News of who names it may come in while the servers are listed. */
  g_autofree char *name = g_strdup (server);
  g_autoptr(BatchBackend) backend = name != NULL ? find_named (cli, name) : NULL;

  if (backend == NULL && name != NULL)
    backend = batch_backend_new ("server", name, NULL, NULL, NULL);
  return backend == NULL
         || (batch_backend_get_flags (backend) & BATCH_BACKEND_FLAGS_NEVER_LOADS) == 0;
}

const char *
cli_describe_limit_source (BatchLimitSource source)
{
  switch (source)
    {
    case BATCH_LIMIT_SOURCE_DEFAULT:
      return _("the usual number");
    case BATCH_LIMIT_SOURCE_LEARNED:
      return _("seen in earlier runs");
    case BATCH_LIMIT_SOURCE_SERVER:
      return _("says the server");
    case BATCH_LIMIT_SOURCE_USER:
      return _("set by you");
    case BATCH_LIMIT_SOURCE_UNKNOWN:
      break;
    }

  return _("not known");
}
