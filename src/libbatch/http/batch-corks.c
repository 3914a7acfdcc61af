/* http/batch-corks.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-corks-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* Has the head and the body of a request go out together.
 *
 * libsoup writes them one after the other, and each would be a packet that goes all the way, and
 * wakes up the server for half a request: for a short one a sixth of what it costs us. So the
 * connections of a session are corked: the system keeps what fills no packet until the cork is
 * popped, which whoever has written a whole request does. If nobody does, it waits for 200 ms
 * only, so that nothing is ever lost by a mistake here.
 *
 * Connections are known by their numbers, which messages have; they are met when they are made.
 * One that was missed has no cork, and works as well. Of TLS, which makes its own packets, none
 * is corked. */

struct _BatchCorks
{
  GHashTable *sockets;         /* number of a connection to GSocket, as long as it is alive */
  guint       ref_count;
};

static gboolean
is_socket (gpointer number,
           gpointer socket,
           gpointer gone)
{
  return socket == gone;
}

static void
socket_gone_cb (gpointer  user_data,
                GObject  *socket)
{
  BatchCorks *self = user_data;

  g_hash_table_foreach_steal (self->sockets, is_socket, socket);
}

BatchCorks *
batch_corks_new (void)
{
  BatchCorks *self = g_new (BatchCorks, 1);

  self->sockets = g_hash_table_new (NULL, NULL);
  self->ref_count = 1;
  return self;
}

BatchCorks *
batch_corks_ref (BatchCorks *self)
{
  self->ref_count++;
  return self;
}

void
batch_corks_unref (BatchCorks *self)
{
  GHashTableIter iter;
  gpointer socket;

  if (--self->ref_count > 0)
    return;

  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, NULL, &socket))
    g_object_weak_unref (socket, socket_gone_cb, self);
  g_hash_table_unref (self->sockets);
  g_free (self);
}

/* How many connections have one. */
guint
batch_corks_count (BatchCorks *self)
{
  return g_hash_table_size (self->sockets);
}

static gpointer
number_of (SoupMessage *message)
{
  return GSIZE_TO_POINTER ((gsize) soup_message_get_connection_id (message));
}

static void
corks_unref_cb (gpointer  self,
                GClosure *closure)
{
  batch_corks_unref (self);
}

static void
connect_to (BatchCorks  *self,
            SoupMessage *message,
            const char  *signal,
            GCallback    callback)
{
  g_signal_connect_data (message, signal, callback, batch_corks_ref (self), corks_unref_cb,
                         G_CONNECT_DEFAULT);
}

GSocket *
batch_corks_find (BatchCorks  *self,
                  SoupMessage *message)
{
  return g_hash_table_lookup (self->sockets, number_of (message));
}

#ifdef TCP_CORK

static void
network_event_cb (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *connection,
                  BatchCorks         *self)
{
  GSocket *socket;

  if (event != G_SOCKET_CLIENT_COMPLETE || !G_IS_TCP_CONNECTION (connection))
    return;

  socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection));
  if (!g_hash_table_contains (self->sockets, number_of (message)) &&
      g_socket_set_option (socket, IPPROTO_TCP, TCP_CORK, TRUE, NULL))
    {
      g_hash_table_insert (self->sockets, number_of (message), socket);
      g_object_weak_ref (G_OBJECT (socket), socket_gone_cb, self);
    }
}

/* @message may be sent on a new connection. */
void
batch_corks_watch (BatchCorks  *self,
                   SoupMessage *message)
{
  connect_to (self, message, "network-event", G_CALLBACK (network_event_cb));
}

/* @message was written to its end. Asking for no delay lets out what is there, and leaves the cork
 * for the next one.
 */
void
batch_corks_pop (BatchCorks  *self,
                 SoupMessage *message)
{
  GSocket *socket = batch_corks_find (self, message);

  if (socket != NULL)
    g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
}

#else

void
batch_corks_watch (BatchCorks  *self,
                   SoupMessage *message)
{
}

void
batch_corks_pop (BatchCorks  *self,
                 SoupMessage *message)
{
}

#endif

static void
wrote_body_cb (SoupMessage *message,
               BatchCorks  *self)
{
  batch_corks_pop (self, message);
}

void
batch_corks_pop_after (BatchCorks  *self,
                       SoupMessage *message)
{
  connect_to (self, message, "wrote-body", G_CALLBACK (wrote_body_cb));
}
