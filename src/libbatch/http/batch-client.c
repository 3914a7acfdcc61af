/* http/batch-client.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-client-private.h"

#include <string.h>

#include "batch-types.h"
#include "core/batch-beta-private.h"
#include "http/batch-download-private.h"
#include "http/batch-exchange-private.h"
#include "http/batch-url-private.h"

/* BatchClient:
 *
 * The way to one model server in one main context: that in which the client was
 * made, and where everything it does happens. It never blocks.
 *
 * It sends a request once, but for one that meets a connection which is being closed (see
 * batch-exchange.c). The flag IDEMPOTENT lets libsoup reuse connections
 * for POST, but does not make it send one again: for that it looks at the
 * method. A GET, which it would, gets a connection of its own, as only one that
 * was used before makes it send again: it may then take the failure of the first
 * try for that of the second, and the session does nothing any more.
 * What to do after a failure is the caller's to decide. So is how many are in
 * flight at a time.
 */

#define LARGEST_RESPONSE (G_MAXINT / 2)
#define URI_FLAGS        SOUP_HTTP_URI_FLAGS

struct _BatchClient
{
  GObject              parent_instance;

  BatchExchangeShared  shared;
  char                *authorization; /* (owned) (nullable) the header for the key */
  GHashTable          *uris;          /* (owned) path → GUri, parsed once each */
};

G_DEFINE_FINAL_TYPE (BatchClient, batch_client, G_TYPE_OBJECT)

static void
batch_client_finalize (GObject *object)
{
  BatchClient *self = BATCH_CLIENT (object);

  if (self->authorization != NULL)
    explicit_bzero (self->authorization, strlen (self->authorization));
  g_free (self->authorization);
  g_clear_pointer (&self->uris, g_hash_table_unref);

  g_clear_pointer (&self->shared.sessions, batch_session_pool_free);
  g_clear_pointer (&self->shared.deadlines, batch_deadlines_free);
  g_clear_pointer (&self->shared.reach, batch_reach_free);
  g_clear_object (&self->shared.abort);
  g_free (self->shared.url);
  g_free (self->shared.scratch);

  G_OBJECT_CLASS (batch_client_parent_class)->finalize (object);
}

static void
batch_client_class_init (BatchClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = batch_client_finalize;
}

static void
batch_client_init (BatchClient *self)
{
  self->uris = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) g_uri_unref);
  self->shared.abort = g_cancellable_new ();
  g_cancellable_cancel (self->shared.abort);
  self->shared.scratch = g_malloc (BATCH_EXCHANGE_SCRATCH);
  self->shared.deadlines = batch_exchange_deadlines_new ();
}

gboolean
batch_client_check_key (const char  *api_key,
                        GError     **error)
{
  for (const char *at = api_key; *at != '\0'; at++)
    if (!g_ascii_isgraph (*at))
      {
        g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                             "The key for the model server contains a space or a "
                             "character that no key can have");
        return FALSE;
      }

  return TRUE;
}

/*
 * batch_client_new:
 * @base_url: the address of the server, with or without `/v1`
 * @api_key: (nullable): its key; kept in memory only
 * @settings: (nullable): limits other than the usual ones
 */
BatchClient *
batch_client_new (const char                 *base_url,
                  const char                 *api_key,
                  const BatchClientSettings  *settings,
                  GError                    **error)
{
  static const BatchClientSettings usual = BATCH_CLIENT_SETTINGS_INIT;
  g_autoptr(BatchClient) self = NULL;
  g_autofree char *url = batch_url_normalize (base_url, error);

  if (url == NULL || (api_key != NULL && !batch_client_check_key (api_key, error)))
    return NULL;

  self = g_object_new (BATCH_TYPE_CLIENT, NULL);
  self->shared.sessions = batch_session_pool_new (url);
  self->shared.reach = batch_reach_new (url, batch_exchange_reached, &self->shared);
  self->shared.url = g_steal_pointer (&url);
  self->shared.settings = settings != NULL ? *settings : usual;
  self->shared.settings.response_limit = MIN (self->shared.settings.response_limit,
                                              LARGEST_RESPONSE);
  if (api_key != NULL && *api_key != '\0')
    self->authorization = g_strconcat (self->shared.settings.key_header != NULL ? "" : "Bearer ",
                                       api_key, NULL);

  return g_steal_pointer (&self);
}

/* The canonical address, without `/v1`. */
const char *
batch_client_get_url (BatchClient *self)
{
  return self->shared.url;
}

gint64
batch_client_get_wait (BatchClient *self)
{
  return self->shared.settings.first_byte_ms;
}

void
batch_client_wait_longer (BatchClient *self,
                          gint64       first_byte_ms)
{
  BatchClientSettings *settings = &self->shared.settings;

  if (settings->first_byte_ms > 0)
    settings->first_byte_ms = MAX (settings->first_byte_ms, first_byte_ms);
}

static GUri *
lookup_uri (BatchClient  *self,
            const char   *path,
            GError      **error)
{
  g_autofree char *address = NULL;
  GUri *uri = g_hash_table_lookup (self->uris, path);

  if (uri != NULL)
    return uri;

  address = batch_url_join (self->shared.url, path);
  uri = *path == '/' ? g_uri_parse (address, URI_FLAGS, NULL) : NULL;
  if (uri == NULL)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "“%s” is not the path of an endpoint", path);
      return NULL;
    }

  g_hash_table_insert (self->uris, g_strdup (path), uri);
  return uri;
}

static void
add_headers (BatchClient *self,
             SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  const char *key_header = self->shared.settings.key_header;
  const char *const *more = self->shared.settings.headers;

  if (self->authorization != NULL)
    soup_message_headers_append (headers, key_header != NULL ? key_header : "Authorization",
                                 self->authorization);
  for (guint i = 0; more != NULL && more[i] != NULL; i += 2)
    soup_message_headers_append (headers, more[i], more[i + 1]);
}

static SoupMessage *
make_message (BatchClient  *self,
              const char   *method,
              const char   *path,
              GError      **error)
{
  GUri *uri = lookup_uri (self, path, error);
  SoupMessage *message;

  if (uri == NULL)
    return NULL;

  message = soup_message_new_from_uri (method, uri);
  add_headers (self, message);
  return message;
}

static void
append_header (SoupMessage *message,
               const char  *name,
               const char  *value)
{
  if (value != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message), name, value);
}

static void
post_wire (BatchClient         *self,
           const BatchWire     *wire,
           const char          *idempotency_key,
           const BatchFollower *follower,
           GTask               *task)
{
  g_autoptr(SoupMessage) message = NULL;
  GError *error = NULL;

  message = make_message (self, SOUP_METHOD_POST, wire->path, &error);
  if (message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  append_header (message, "Idempotency-Key", idempotency_key);
  append_header (message, BATCH_BETA_HEADER, wire->betas);
  batch_exchange_run (&self->shared, message, wire->body, follower, task);
}

static void
post (BatchClient         *self,
      const char          *endpoint,
      GBytes              *body,
      const char          *idempotency_key,
      const BatchFollower *follower,
      GTask               *task)
{
  const BatchWire wire = { .path = (char *) endpoint, .body = body };

  post_wire (self, &wire, idempotency_key, follower, task);
}

/*
 * batch_client_send_async:
 * @endpoint: a path, like `/v1/chat/completions`
 * @body: sent as it is
 * @idempotency_key: (nullable): for the header of that name
 *
 * POSTs a request. An answer with any status is a success here; there is an
 * error of the domain BATCH_TRANSPORT_ERROR when there is no whole answer.
 */
void
batch_client_send_async (BatchClient         *self,
                         const char          *endpoint,
                         GBytes              *body,
                         const char          *idempotency_key,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, batch_client_send_async);
  post (self, endpoint, body, idempotency_key, NULL, task);
}

/*
 * batch_client_stream_async:
 * @progress: (nullable): told of what has come
 *
 * The same for an endpoint whose streams can be put together. A stream that ends
 * before its answer does is a lost connection.
 */
void
batch_client_stream_async (BatchClient         *self,
                           const char          *endpoint,
                           GBytes              *body,
                           const char          *idempotency_key,
                           BatchClientProgress  progress,
                           gpointer             progress_data,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  BatchFollower follower = { .progress = progress, .progress_data = progress_data };

  g_task_set_source_tag (task, batch_client_stream_async);
  post (self, endpoint, body, idempotency_key, &follower, task);
}

void
batch_client_send_wire_async (BatchClient         *self,
                              const BatchWire     *wire,
                              const char          *idempotency_key,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, batch_client_send_wire_async);
  post_wire (self, wire, idempotency_key, NULL, task);
}

void
batch_client_wire_async (BatchClient         *self,
                         const BatchWire     *wire,
                         const char          *idempotency_key,
                         BatchClientProgress  progress,
                         gpointer             progress_data,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  BatchFollower follower = {
    .progress = progress, .progress_data = progress_data, .form = wire->form,
  };

  g_task_set_source_tag (task, batch_client_wire_async);
  post_wire (self, wire, idempotency_key, &follower, task);
}

void
batch_client_relay_async (BatchClient         *self,
                          const BatchWire     *wire,
                          gboolean             tells_usage,
                          GBytes              *request,
                          const BatchRelay    *relay,
                          gpointer             relay_data,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  BatchFollower follower = {
    .form = wire->form, .asked = wire->asked, .tells_usage = tells_usage,
    .request = request, .relay = relay, .relay_data = relay_data,
  };

  g_task_set_source_tag (task, batch_client_relay_async);
  post_wire (self, wire, NULL, &follower, task);
}

BatchResponse *
batch_client_send_finish (BatchClient   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* (nullable): NULL when @task was answered with an error */
static SoupMessage *
make_get (BatchClient *self,
          const char  *path,
          GTask       *task)
{
  GError *error = NULL;
  SoupMessage *message = make_message (self, SOUP_METHOD_GET, path, &error);

  if (message == NULL)
    g_task_return_error (task, error);
  else
    soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);

  return message;
}

static void
get (BatchClient         *self,
     const char          *path,
     const BatchFollower *follower,
     GTask               *task)
{
  g_autoptr(SoupMessage) message = make_get (self, path, task);

  if (message != NULL)
    batch_exchange_run (&self->shared, message, NULL, follower, task);
}

void
batch_client_listen_async (BatchClient          *self,
                           const char           *path,
                           BatchClientEventFunc  func,
                           gpointer              func_data,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  BatchFollower follower = { .event = func, .event_data = func_data };

  g_task_set_source_tag (task, batch_client_listen_async);
  get (self, path, &follower, task);
}

gboolean
batch_client_listen_finish (BatchClient   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_autoptr(BatchResponse) response = g_task_propagate_pointer (G_TASK (result), error);

  if (response != NULL && (response->status < 200 || response->status > 299))
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED, "%s has no events to listen to",
                 batch_client_get_url (self));
  return response != NULL && response->status >= 200 && response->status < 300;
}

void
batch_client_get_async (BatchClient         *self,
                        const char          *path,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, batch_client_get_async);
  get (self, path, NULL, task);
}

BatchResponse *
batch_client_get_finish (BatchClient   *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/*
 * batch_client_upload_async:
 * @content_type: of what is sent
 * @body: what is sent, from its beginning to its end
 * @length: how long that is
 * @idempotency_key: (nullable): for the header of that name
 *
 * POSTs what need not be in memory, by a connection of its own: one that was idle may be
 * dead, and then nobody could tell whether the server has got it. Ended by
 * batch_client_send_finish ().
 */
void
batch_client_upload_async (BatchClient         *self,
                           const char          *path,
                           const char          *content_type,
                           GInputStream        *body,
                           goffset              length,
                           const char          *idempotency_key,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(SoupMessage) message = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, batch_client_upload_async);
  message = make_message (self, SOUP_METHOD_POST, path, &error);
  if (message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  soup_message_set_request_body (message, content_type, body, length);
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  if (idempotency_key != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message),
                                 "Idempotency-Key", idempotency_key);
  batch_exchange_run (&self->shared, message, NULL, NULL, task);
}

/*
 * batch_client_download_async:
 * @into: where the body goes
 *
 * GETs what need not fit into memory. Ended by batch_client_get_finish (): the body of the
 * response is empty when its status is 2xx.
 */
void
batch_client_download_async (BatchClient         *self,
                             const char          *path,
                             GOutputStream       *into,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(SoupMessage) message = NULL;

  g_task_set_source_tag (task, batch_client_download_async);
  message = make_get (self, path, task);
  if (message != NULL)
    batch_download_run (&self->shared, message, into, task);
}
