/* http/batch-session-pool.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-session-pool-private.h"

#include "http/batch-body-stream-private.h"
#include "http/batch-url-private.h"

/* The libsoup sessions of one client.
 *
 * Before each request libsoup asks every idle connection of the session whether it
 * still stands, by a read. A queue that writes down results before it sends the next
 * requests has half of its connections idle at any moment, so that with one session a
 * request would cost more the more of them are in flight. Small sessions keep that to
 * a few reads. The first one with room is taken: the others, and their connections,
 * are then either busy or forgotten until they are needed.
 *
 * With TLS connections are dear, and one does for many requests (HTTP/2), so that
 * sessions are large there. But some servers close one after so many requests, and libsoup
 * then gives up all that are under way. Where that was seen, HTTP/1.1 is asked for.
 *
 * Requests in flight are limited by the caller. The number of connections is not
 * limited in libsoup: a message that waits in its queue for one makes every other
 * message dearer.
 */

#define PLAIN_REQUESTS    4
#define TLS_REQUESTS      64
#define MAX_CONNECTIONS   4096
#define IDLE_CONNECTION_S 30
#define USER_AGENT        "batch-queue/" PACKAGE_VERSION

struct _BatchPoolProtocols
{
  gboolean speaks_http2;        /* a connection was made that does */
  gboolean is_wary;             /* requests were lost by it */
};

struct _BatchSessionPool
{
  BatchPoolProtocols *protocols; /* (owned) messages may outlive the pool */
  GPtrArray *sessions;      /* (owned) of BatchPooledSession */
  guint      per_session;
  guint      loopback : 1;
  guint      is_tls : 1;
};

static void
pooled_session_free (gpointer data)
{
  BatchPooledSession *pooled = data;

  soup_session_abort (pooled->session);
  g_object_unref (pooled->session);
  g_clear_pointer (&pooled->corks, batch_corks_unref);
  g_free (pooled);
}

BatchSessionPool *
batch_session_pool_new (const char *url)
{
  BatchSessionPool *self = g_new0 (BatchSessionPool, 1);

  self->protocols = g_rc_box_new0 (BatchPoolProtocols);
  self->sessions = g_ptr_array_new_with_free_func (pooled_session_free);
  self->is_tls = g_str_has_prefix (url, "https:");
  self->per_session = self->is_tls ? TLS_REQUESTS : PLAIN_REQUESTS;
  self->loopback = batch_url_is_loopback (url);
  return self;
}

void
batch_session_pool_free (BatchSessionPool *self)
{
  g_ptr_array_unref (self->sessions);
  g_rc_box_release (self->protocols);
  g_free (self);
}

/* Whoever made a certificate for a server of his own says so as to most other clients. */
static void
trust_own_certificates (SoupSession *session)
{
  const char *name = g_getenv ("SSL_CERT_FILE");
  g_autoptr(GTlsDatabase) database = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  if (name == NULL || *name == '\0')
    return;

  path = g_canonicalize_filename (name, NULL);
  if ((database = g_tls_file_database_new (path, &error)))
    soup_session_set_tls_database (session, database);
  else
    g_warning ("SSL_CERT_FILE names %s, which cannot be used: %s", path, error->message);
}

/* No sniffer and no decoder, because a body is kept as it came; nobody to ask
 * for a password; no resolver of proxies on the way to this same machine.
 */
static SoupSession *
make_session (BatchSessionPool *self)
{
  SoupSession *session = soup_session_new_with_options ("max-conns", MAX_CONNECTIONS,
                                                        "max-conns-per-host", MAX_CONNECTIONS,
                                                        "timeout", 0,
                                                        "idle-timeout", IDLE_CONNECTION_S,
                                                        "user-agent", USER_AGENT,
                                                        NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_SNIFFER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  if (self->loopback)
    soup_session_set_proxy_resolver (session, NULL);
  if (self->is_tls)
    trust_own_certificates (session);

  return session;
}

BatchPooledSession *
batch_session_pool_take (BatchSessionPool *self)
{
  BatchPooledSession *pooled;

  for (guint i = 0; i < self->sessions->len; i++)
    {
      pooled = g_ptr_array_index (self->sessions, i);
      if (pooled->in_flight < self->per_session)
        {
          pooled->in_flight++;
          return pooled;
        }
    }

  pooled = g_new (BatchPooledSession, 1);
  *pooled = (BatchPooledSession) {
    .session = make_session (self),
    .corks = self->is_tls ? NULL : batch_corks_new (),
    .protocols = self->is_tls ? self->protocols : NULL,
    .in_flight = 1,
  };
  g_ptr_array_add (self->sessions, pooled);
  return pooled;
}

void
batch_session_pool_give (BatchSessionPool   *self,
                         BatchPooledSession *pooled)
{
  pooled->in_flight--;
}

void
batch_session_pool_note_lost (BatchSessionPool *self)
{
  self->protocols->is_wary = self->protocols->speaks_http2;
}

/* A server may well know HTTP/2 alone. */
void
batch_session_pool_note_no_tls (BatchSessionPool *self)
{
  self->protocols->is_wary = FALSE;
}

guint
batch_session_pool_count (BatchSessionPool *self)
{
  return self->sessions->len;
}

static void
set_body (SoupMessage *message,
          GBytes      *body,
          BatchCorks  *corks)
{
  g_autoptr(GInputStream) stream = batch_body_stream_new (body, corks, message);

  soup_message_set_request_body (message, "application/json", stream,
                                 (gssize) g_bytes_get_size (body));
}

/* What has come over HTTP/2 to a server that says goodbye, and was not looked at, goes to it by
 * another connection, and libsoup has dropped the body. */
static void
restarted_cb (SoupMessage *message,
              gpointer     user_data)
{
  set_body (message, user_data, NULL);
}

static void
network_event_cb (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *connection,
                  gpointer            user_data)
{
  static const char *const http1[] = { "http/1.1", NULL };
  BatchPoolProtocols *protocols = user_data;

  if (!G_IS_TLS_CONNECTION (connection))
    return;

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && protocols->is_wary)
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), http1);
  else if (event == G_SOCKET_CLIENT_TLS_HANDSHAKED
           && g_strcmp0 (g_tls_connection_get_negotiated_protocol (G_TLS_CONNECTION (connection)),
                         "h2") == 0)
    protocols->speaks_http2 = TRUE;
}

static void
protocols_release_cb (gpointer  protocols,
                      GClosure *closure)
{
  g_rc_box_release (protocols);
}

static void
body_unref_cb (gpointer  body,
               GClosure *closure)
{
  g_bytes_unref (body);
}

/* @body: (nullable) */
static void
watch_protocols (BatchPoolProtocols *protocols,
                 SoupMessage        *message,
                 GBytes             *body)
{
  g_signal_connect_data (message, "network-event", G_CALLBACK (network_event_cb),
                         g_rc_box_acquire (protocols), protocols_release_cb, G_CONNECT_DEFAULT);
  if (body != NULL)
    g_signal_connect_data (message, "restarted", G_CALLBACK (restarted_cb), g_bytes_ref (body),
                           body_unref_cb, G_CONNECT_DEFAULT);
}

/* Before @message is sent. */
void
batch_pooled_session_fit (BatchPooledSession *self,
                          SoupMessage        *message,
                          GBytes             *body)
{
  gsize size = body != NULL ? g_bytes_get_size (body) : 0;

  if (body != NULL)
    set_body (message, body, self->corks);
  if (self->protocols != NULL)
    watch_protocols (self->protocols, message, body);

  if (self->corks == NULL)
    return;

  /* Otherwise one of those that are there is free, or about to be gone: where it matters to know
   * the connection, that is not relied upon. */
  if (batch_corks_count (self->corks) < self->in_flight || size > BATCH_BODY_PIECE)
    batch_corks_watch (self->corks, message);
  if (size == 0)
    batch_corks_pop_after (self->corks, message);
}
