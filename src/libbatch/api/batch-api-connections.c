/* api/batch-api-connections.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-peer-private.h"

#include <glib/gstdio.h>
#include <sys/socket.h>

/* Who is connected: so many at a time. When all places are taken, whoever comes next gets that of
 * one that wants nothing, of whom nothing is wanted, or who is slow beyond measure. */

#define MAX_CONNECTIONS 256
/* While there are no more than so many, one stays for the next request of its client; so that
 * those that wait for nothing leave room for others. */
#define MAX_KEPT        128
/* Where there are no descriptors, or there is no memory, somebody has to give them back first. */
#define RETRY_US        G_USEC_PER_SEC
#define COMPLAIN_US     (60 * (gint64) G_USEC_PER_SEC)

void
batch_api_connections_forget (BatchApiService *self,
                              BatchApiPeer    *peer)
{
  if (batch_api_peer_was_silent (peer))
    batch_api_silence_log_note (self->silence);
  g_hash_table_remove (self->peers, peer);
  batch_api_connections_accept (self);
}

gboolean
batch_api_connections_have_room (BatchApiService *self)
{
  return !g_cancellable_is_cancelled (self->stopping)
         && g_hash_table_size (self->peers) <= MAX_KEPT;
}

static gboolean
crowded_cb (gpointer user_data)
{
  BatchApiService *self = user_data;

  g_clear_pointer (&self->crowded, g_source_unref);
  batch_api_connections_accept (self);
  return G_SOURCE_REMOVE;
}

/* Who comes to be the first to go may go sooner than who was it before. */
static void
wait_for_place (BatchApiService *self,
                gint64           delay_us)
{
  gint64 at = g_get_monotonic_time () + delay_us;

  if (self->crowded != NULL)
    {
      if (at < g_source_get_ready_time (self->crowded))
        g_source_set_ready_time (self->crowded, at);
      return;
    }

  self->crowded = g_timeout_source_new ((guint) (delay_us / 1000) + 1);
  g_source_set_static_name (self->crowded, "[batch] make room for another client");
  g_source_set_callback (self->crowded, crowded_cb, self, NULL);
  g_source_attach (self->crowded, g_main_context_get_thread_default ());
}

/* NULL: nobody has to make room now. */
static BatchApiPeer *
find_due (BatchApiService *self)
{
  guint n_peers;
  g_autofree gpointer *peers = g_hash_table_get_keys_as_array (self->peers, &n_peers);
  g_autofree BatchApiPlace *places = g_new (BatchApiPlace, n_peers);
  gint64 now = g_get_monotonic_time ();
  gint64 next;
  int due;

  for (guint i = 0; i < n_peers; i++)
    places[i] = batch_api_peer_get_place (peers[i], now);
  due = batch_api_place_choose (places, n_peers, now, &next);
  if (due < 0)
    wait_for_place (self, next - now);
  return due >= 0 ? peers[due] : NULL;
}

/* The place that somebody is to lose is free when somebody else has come: only then one is over,
 * and goes. */
static gboolean
has_place (BatchApiService *self)
{
  guint n_peers = g_hash_table_size (self->peers);
  BatchApiPeer *due;

  if (n_peers < MAX_CONNECTIONS)
    return TRUE;
  if ((due = find_due (self)) == NULL)
    return FALSE;
  if (n_peers == MAX_CONNECTIONS)
    return TRUE;

  batch_api_peer_replace (due);
  return FALSE;
}

static void
complain (BatchApiService *self,
          const GError    *error)
{
  gint64 now = g_get_monotonic_time ();

  if (self->complained != 0 && now - self->complained < COMPLAIN_US)
    return;

  self->complained = now;
  g_warning ("A connection could not be accepted, and those that come next may have to wait: %s",
             error->message);
}

static void
accepted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchApiService *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection =
    g_socket_listener_accept_finish (G_SOCKET_LISTENER (source), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->accepting = FALSE;
  if (connection == NULL)
    {
      complain (self, error);
      wait_for_place (self, RETRY_US);
      return;
    }

  g_hash_table_add (self->peers, batch_api_peer_new (self, connection));
  batch_api_connections_accept (self);
}

/* The others wait in the kernel. */
void
batch_api_connections_accept (BatchApiService *self)
{
  if (self->accepting || g_cancellable_is_cancelled (self->stopping) || !has_place (self))
    return;

  self->accepting = TRUE;
  g_socket_listener_accept_async (self->listener, self->stopping, accepted_cb, self);
}

static void
close_peer (gpointer data)
{
  batch_api_peer_close (data);
}

static void
request_started_cb (SoupServer        *server,
                    SoupServerMessage *message,
                    gpointer           user_data)
{
  batch_api_peer_goes_on (message);
}

/* libsoup keeps a connection only while it listens somewhere itself; but then nobody could say
 * how many there may be. So it listens to a socket that has no name, where nobody comes. */
static void
let_keep (BatchApiService *self)
{
  g_autoptr(GSocket) socket = NULL;
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return;

  self->nobody = pair[1];
  if ((socket = g_socket_new_from_fd (pair[0], NULL)))
    soup_server_listen_socket (self->server, socket, 0, NULL);
  else
    g_close (pair[0], NULL);
}

void
batch_api_connections_begin (BatchApiService *self)
{
  self->peers = g_hash_table_new_full (NULL, NULL, close_peer, NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (request_started_cb), NULL);
  let_keep (self);
  batch_api_connections_accept (self);
}

void
batch_api_connections_end (BatchApiService *self)
{
  GHashTableIter iter;
  gpointer peer;

  if (self->crowded != NULL)
    g_source_destroy (self->crowded);
  g_clear_pointer (&self->crowded, g_source_unref);
  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, &peer, NULL))
    batch_api_peer_hang_up (peer);
  g_hash_table_remove_all (self->peers);
  if (self->nobody >= 0)
    g_close (g_steal_fd (&self->nobody), NULL);
}
