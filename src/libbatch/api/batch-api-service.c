/* api/batch-api-service.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-service-private.h"

#include <string.h>

#include "api/batch-api-directory-private.h"
#include "api/batch-api-guard-private.h"
#include "api/batch-api-route-private.h"
#include "core/batch-listen-failure-private.h"
#include "store/batch-data-dir-private.h"
#include "store/batch-store-api-private.h"

/* Who may wait in the kernel to be connected. */
#define BACKLOG 512

/* How often it is told who has asked. */
#define TELL_MS 200

/* --- Letting in --- */

/* A browser asks whether a page may send what follows. None may: what a page of this computer can
 * read, one that was smuggled into it can. */
static BatchApiFault *
check_preflight (BatchApiExchange *exchange)
{
  if (soup_server_message_get_method (exchange->message) != SOUP_METHOD_OPTIONS
      || batch_api_exchange_header (exchange, "Access-Control-Request-Method") == NULL)
    return NULL;

  return batch_api_fault_new (403, "cross_origin_not_allowed", NULL,
                              "Pages in a browser may not use this server: ask it from a program, "
                              "such as the server of the page.");
}

/* A request that names its target as a whole goes there, whatever else it says. */
static gboolean
knows_target (BatchApiExchange *exchange)
{
  const char *host = g_uri_get_host (soup_server_message_get_uri (exchange->message));
  gboolean brackets = strchr (host, ':') != NULL;
  g_autofree char *name = g_strconcat (brackets ? "[" : "", host, brackets ? "]" : "", NULL);

  return batch_api_guard_knows_host (name, exchange->service->address,
                                     (const char *const *) exchange->service->hosts);
}

/* A client of HTTP/1.0 need not say whom it calls. No browser is one, so that no page can leave it
 * out. */
static gboolean
knows_host (BatchApiExchange *exchange)
{
  const char *host = batch_api_exchange_header (exchange, "Host");

  if (host == NULL)
    return soup_server_message_get_http_version (exchange->message) == SOUP_HTTP_1_0;

  return batch_api_guard_knows_host (host, exchange->service->address,
                                     (const char *const *) exchange->service->hosts);
}

static BatchApiFault *
check_origin (BatchApiExchange *exchange)
{
  const BatchApiService *self = exchange->service;

  if (!knows_host (exchange) || !knows_target (exchange))
    return batch_api_fault_new (403, "invalid_host", NULL,
                                "This server does not answer under that name. Call it by its "
                                "address, such as http://127.0.0.1:%u/v1, or have it answer to "
                                "the name by batchq serve --host NAME.", self->port);
  if (!batch_api_guard_knows_origin (batch_api_exchange_header (exchange, "Origin"),
                                     self->address, (const char *const *) self->hosts))
    return batch_api_fault_new (403, "invalid_origin", NULL,
                                "Pages of other sites may not use this server.");
  return check_preflight (exchange);
}

static char *
dup_token (BatchApiExchange *exchange)
{
  return batch_api_guard_dup_token (batch_api_exchange_header (exchange, "Authorization"),
                                    batch_api_exchange_header (exchange, "x-api-key"));
}

/* Without keys. A page cannot read what it gets, but some of what it can send would be done. It
 * can send no key without asking first, so that whoever brings one, be it any, is no page. */
static BatchApiFault *
check_page (BatchApiExchange *exchange)
{
  g_autofree char *token = dup_token (exchange);

  if (token != NULL
      || !batch_api_guard_is_page (batch_api_exchange_header (exchange, "Origin"),
                                   batch_api_exchange_header (exchange, "Sec-Fetch-Site"),
                                   batch_api_exchange_header (exchange, "Host")))
    return NULL;

  return batch_api_fault_new (403, "invalid_origin", NULL,
                              "Pages in a browser may not use this server: ask it from a program. "
                              "One that calls itself a page is let in with any API key.");
}

/* --- Who has asked --- */

static gboolean
tell_cb (gpointer user_data)
{
  BatchApiService *self = user_data;

  g_clear_pointer (&self->telling, g_source_unref);
  self->clients_func (batch_api_client_log_list (self->clients), self->clients_data);
  return G_SOURCE_REMOVE;
}

static void
note_guest (BatchApiExchange *exchange,
            const char       *key_name)
{
  BatchApiService *self = exchange->service;

  batch_api_client_log_note (self->clients, key_name,
                             batch_api_exchange_header (exchange, "User-Agent"),
                             batch_engine_now (self->engine));
  if (self->clients_func == NULL || self->telling != NULL)
    return;

  self->telling = g_timeout_source_new (TELL_MS);
  g_source_set_static_name (self->telling, "[batch] tell who has asked");
  g_source_set_callback (self->telling, tell_cb, self, NULL);
  g_source_attach (self->telling, g_main_context_get_thread_default ());
}

/* (transfer full): both */
static void
take_key (BatchApiExchange *exchange,
          GPtrArray        *keys)
{
  g_autofree char *token = dup_token (exchange);
  const BatchApiKeyRecord *key = token != NULL ? batch_api_guard_find_key (keys, token) : NULL;

  if (key != NULL)
    {
      exchange->key_id = g_strdup (key->id);
      exchange->owner_id = g_strdup (key->id);
      batch_api_peer_welcome (exchange->message, TRUE);
      note_guest (exchange, key->name);
    }
  else if (token == NULL)
    batch_api_exchange_refuse (exchange,
      batch_api_fault_new (401, "missing_api_key", NULL,
                           "You didn't provide an API key. Send it as 'Authorization: Bearer "
                           "KEY' or as 'x-api-key: KEY'; batchq key add makes one."));
  else
    batch_api_exchange_refuse (exchange,
      batch_api_fault_new (401, "invalid_api_key", NULL,
                           "Incorrect API key provided. batchq key list shows which keys are in "
                           "force."));
}

static void
admit (BatchApiExchange    *exchange,
       const BatchApiRoute *route)
{
  if (route->admit != NULL)
    route->admit (exchange);
}

static void
keys_listed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(BatchApiExchange) exchange = user_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) keys = batch_store_list_api_keys_finish (BATCH_STORE (source), result,
                                                                &error);

  if (keys == NULL)
    batch_api_exchange_fail (exchange, error);
  else
    take_key (exchange, keys);
  if (exchange->key_id != NULL)
    admit (exchange, g_object_get_data (G_OBJECT (exchange->message), "batch-route"));
  if (!exchange->gone)
    soup_server_message_unpause (exchange->message);
}

/* Without need of a key all is seen by all; but what one puts in that has one is its own when keys
 * are needed again. Whatever the key, who asks is welcome, and goes on with what it asks for. */
static void
take_owner (BatchApiExchange *exchange,
            GPtrArray        *keys)
{
  g_autofree char *token = dup_token (exchange);
  const BatchApiKeyRecord *key = batch_api_guard_find_key (keys, token);

  if (key != NULL)
    exchange->owner_id = g_strdup (key->id);
  batch_api_peer_welcome (exchange->message, TRUE);
  note_guest (exchange, key != NULL ? key->name : NULL);
  admit (exchange, g_object_get_data (G_OBJECT (exchange->message), "batch-route"));
}

static void
owners_listed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(BatchApiExchange) exchange = user_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) keys = batch_store_list_api_keys_finish (BATCH_STORE (source), result,
                                                                &error);

  if (keys == NULL)
    batch_api_exchange_fail (exchange, error);
  else
    take_owner (exchange, keys);
  if (!exchange->gone)
    soup_server_message_unpause (exchange->message);
}

static gboolean
is_of_files (const char *path)
{
  return g_str_has_prefix (path, "/v1/files");
}

/* Both have lists of models, and files, and get what there is not, each in its own words. */
static void
find_api (BatchApiExchange    *exchange,
          const BatchApiRoute *route,
          const char          *path)
{
  if (batch_api_exchange_header (exchange, "anthropic-version") != NULL
      && (route == NULL || is_of_files (path) || g_str_has_prefix (path, "/v1/models")))
    exchange->api = BATCH_API_ANTHROPIC;
}

/* Those of Anthropic are something else. NULL: it can have what it asks for. */
static BatchApiFault *
check_files (BatchApiExchange *exchange,
             const char       *path)
{
  if (exchange->api != BATCH_API_ANTHROPIC || !is_of_files (path))
    return NULL;

  return batch_api_fault_new (404, "unknown_url", NULL,
                              "This server keeps no files for messages: send images and documents "
                              "as base64 in the message itself.");
}

/* NULL: it can go on, and there is a route for it. */
static BatchApiFault *
find_fault (BatchApiExchange    *exchange,
            const BatchApiRoute *route,
            const char          *path)
{
  BatchApiFault *fault = check_origin (exchange);

  if (fault == NULL)
    fault = check_files (exchange, path);
  if (fault == NULL && route == NULL)
    fault = batch_api_route_refuse (soup_server_message_get_method (exchange->message), path);
  if (fault == NULL && !exchange->service->needs_key && !route->open)
    fault = check_page (exchange);
  if (fault == NULL)
    fault = batch_api_route_check_body (route, exchange->message);

  return fault;
}

/* At once, or when the keys are known. */
static void
let_in (BatchApiExchange    *exchange,
        const BatchApiRoute *route)
{
  BatchApiService *self = exchange->service;
  g_autofree char *token = dup_token (exchange);

  if (!self->needs_key && !route->open)
    batch_api_peer_welcome (exchange->message, TRUE);
  if (route->prepare != NULL)
    route->prepare (exchange);
  if (!self->needs_key && !route->open && token == NULL)
    note_guest (exchange, NULL);
  if (route->open || (!self->needs_key && token == NULL))
    {
      admit (exchange, route);
      return;
    }

  batch_api_peer_wait (exchange->message);
  batch_api_exchange_pause (exchange);
  batch_store_list_api_keys_async (batch_api_service_get_store (self), self->stopping,
                                   self->needs_key ? keys_listed_cb : owners_listed_cb,
                                   batch_api_exchange_ref (exchange));
}

/* Before anything of the body is read. */
static void
early_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  BatchApiService *self = user_data;
  g_autofree char *id = NULL;
  BatchApi api = BATCH_API_OPENAI;
  const BatchApiRoute *route =
    batch_api_route_find (soup_server_message_get_method (message), path, &id, &api);
  BatchApiExchange *exchange = batch_api_exchange_new (self, message, api);
  BatchApiFault *fault;

  find_api (exchange, route, path);
  exchange->id = g_steal_pointer (&id);
  exchange->route = route != NULL ? route->pattern : NULL;
  batch_api_exchange_limit (exchange, batch_api_route_get_max_body (route));
  batch_api_peer_heard (message);
  g_object_set_data (G_OBJECT (message), "batch-exchange", exchange);
  g_object_set_data (G_OBJECT (message), "batch-route", (gpointer) route);

  fault = find_fault (exchange, route, path);
  if (fault != NULL)
    batch_api_exchange_refuse (exchange, fault);
  else
    let_in (exchange, route);
}

/* The whole body is there. */
static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  BatchApiExchange *exchange = g_object_get_data (G_OBJECT (message), "batch-exchange");
  const BatchApiRoute *route = g_object_get_data (G_OBJECT (message), "batch-route");

  batch_api_peer_said (message);
  if (exchange->answered)
    return;

  batch_api_exchange_pause (exchange);
  route->answer (exchange);
}

/* --- The object --- */

BatchStore *
batch_api_service_get_store (BatchApiService *self)
{
  return batch_engine_get_store (self->engine);
}

static gboolean
listen (BatchApiService         *self,
        const BatchApiSettings  *settings,
        GError                 **error)
{
  g_autoptr(GSocketAddress) wanted =
    g_inet_socket_address_new_from_string (settings->address, settings->port);
  g_autoptr(GSocketAddress) effective = NULL;
  g_autoptr(GError) failure = NULL;

  if (wanted == NULL)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "“%s” is not an address in numbers, such as 127.0.0.1", settings->address);
      return FALSE;
    }
  if (!g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, &failure))
    {
      batch_listen_failure_explain (settings->address, settings->port, failure, error);
      return FALSE;
    }

  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  return TRUE;
}

static gboolean
take_hosts (BatchApiService         *self,
            const BatchApiSettings  *settings,
            GError                 **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; settings->hosts != NULL && settings->hosts[i] != NULL; i++)
    {
      g_autofree char *host = batch_api_guard_read_host (settings->hosts[i]);

      if (host == NULL)
        {
          g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                       "“%s” is not the name of a computer: give one name, such as nas.local, "
                       "without http://, a port or *", settings->hosts[i]);
          return FALSE;
        }
      g_strv_builder_add (builder, host);
    }

  self->hosts = g_strv_builder_end (builder);
  return TRUE;
}

static char *
find_scratch_dir (BatchEngine *engine)
{
  g_autofree char *files = batch_engine_files_path (batch_engine_get_store_uri (engine));

  return files != NULL ? g_path_get_dirname (files) : g_strdup (g_get_tmp_dir ());
}

BatchApiService *
batch_api_service_new (BatchEngine             *engine,
                       const BatchApiSettings  *settings,
                       GError                 **error)
{
  BatchApiService *self = g_new0 (BatchApiService, 1);

  self->engine = engine;
  self->nobody = -1;
  self->stopping = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  g_socket_listener_set_backlog (self->listener, BACKLOG);
  self->server = soup_server_new ("server-header", "batchq", NULL);
  self->requests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  batch_api_probe_init (&self->probe);
  self->talks = g_hash_table_new (NULL, NULL);
  self->shares = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->news = batch_mailbox_new (g_main_context_get_thread_default (), self);
  self->engine_inbox = batch_mailbox_ref (settings->engine_inbox);
  self->assemblies = batch_api_assemblies_new ();
  self->directory = batch_api_directory_new (engine, settings->backend_url,
                                             settings->backend_key);
  self->submissions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->address = g_strdup (settings->address);
  self->default_backend = g_strdup (settings->default_backend);
  self->scratch_dir = find_scratch_dir (engine);
  self->patience = settings->patience;
  self->needs_key = settings->needs_key;
  self->clients = batch_api_client_log_new ();
  self->silence = batch_api_silence_log_new ();
  self->clients_func = settings->clients_func;
  self->clients_data = settings->clients_data;
  if (!take_hosts (self, settings, error) || !listen (self, settings, error))
    {
      batch_api_service_free (self);
      return NULL;
    }

  soup_server_add_early_handler (self->server, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  batch_executor_await_chats (self->engine_inbox, TRUE);
  batch_api_connections_begin (self);
  batch_api_expiry_begin (self);
  batch_api_submission_resume (self);
  return self;
}

void
batch_api_service_stop (BatchApiService *self,
                        void           (*stopped) (gpointer user_data),
                        gpointer         user_data)
{
  g_cancellable_cancel (self->stopping);
  batch_executor_await_chats (self->engine_inbox, FALSE);
  batch_api_expiry_end (self);
  batch_api_chats_stop (self);
  batch_api_probe_stop (&self->probe);
  g_socket_listener_close (self->listener);
  batch_api_connections_end (self);
  soup_server_disconnect (self->server);
  batch_api_submission_stop (self, stopped, user_data);
}

void
batch_api_service_free (BatchApiService *self)
{
  g_clear_object (&self->server);
  g_clear_object (&self->listener);
  g_clear_object (&self->stopping);
  g_clear_pointer (&self->peers, g_hash_table_unref);
  if (self->telling != NULL)
    g_source_destroy (self->telling);
  g_clear_pointer (&self->telling, g_source_unref);
  batch_api_client_log_free (self->clients);
  batch_api_silence_log_free (self->silence);
  g_hash_table_unref (self->submissions);
  batch_mailbox_shut (self->news);
  batch_mailbox_unref (self->news);
  batch_mailbox_unref (self->engine_inbox);
  batch_api_probe_clear (&self->probe);
  g_hash_table_unref (self->talks);
  g_hash_table_unref (self->shares);
  batch_api_directory_free (self->directory);
  batch_api_assemblies_free (self->assemblies);
  g_hash_table_unref (self->requests);
  g_object_unref (self->engine);
  g_free (self->address);
  g_strfreev (self->hosts);
  g_free (self->default_backend);
  g_free (self->scratch_dir);
  g_free (self);
}
