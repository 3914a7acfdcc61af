/* api/batch-api-connections.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-service-private.h"

/* Who is connected: so many at a time, and none for long without saying what it wants. */

#define MAX_CONNECTIONS 256
#define HEADER_S        30       /* to say what is wanted */
#define SILENCE_S       60       /* in the middle of a request or of an answer */

typedef struct
{
  BatchApiService *service;
  GSocket         *socket;        /* not owned: the key in the table, while it is open */
  guint            deadline;      /* source */
} Door;

static void accept_next (BatchApiService *self);

static gboolean
deadline_cb (gpointer user_data)
{
  Door *door = user_data;

  door->deadline = 0;
  g_socket_shutdown (door->socket, TRUE, TRUE, NULL);
  return G_SOURCE_REMOVE;
}

/* 0: it may take its time. */
static void
set_deadline (Door  *door,
              guint  seconds)
{
  g_autoptr(GSource) source = NULL;

  if (door->deadline != 0)
    g_source_destroy (g_main_context_find_source_by_id (g_main_context_get_thread_default (),
                                                        door->deadline));
  door->deadline = 0;
  if (seconds == 0)
    return;

  source = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (source, deadline_cb, door, NULL);
  door->deadline = g_source_attach (source, g_main_context_get_thread_default ());
}

static void
door_free (gpointer data)
{
  Door *door = data;

  set_deadline (door, 0);
  g_free (door);
}

static void
closed_cb (gpointer  user_data,
           GObject  *where_the_socket_was)
{
  BatchApiService *self = user_data;

  g_hash_table_remove (self->doors, where_the_socket_was);
  accept_next (self);
}

static void
open_door (BatchApiService   *self,
           GSocketConnection *connection)
{
  Door *door = g_new0 (Door, 1);
  g_autoptr(GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr(GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  door->service = self;
  door->socket = g_socket_connection_get_socket (connection);
  g_hash_table_insert (self->doors, door->socket, door);
  g_object_weak_ref (G_OBJECT (door->socket), closed_cb, self);
  g_socket_set_timeout (door->socket, SILENCE_S);
  set_deadline (door, HEADER_S);
  if (!soup_server_accept_iostream (self->server, G_IO_STREAM (connection), local, remote, NULL))
    g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
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
  if (connection != NULL)
    open_door (self, connection);
  else
    g_warning ("A connection could not be accepted: %s", error->message);
  accept_next (self);
}

/* The others wait in the kernel until one leaves. */
static void
accept_next (BatchApiService *self)
{
  if (self->accepting || g_cancellable_is_cancelled (self->stopping)
      || g_hash_table_size (self->doors) >= MAX_CONNECTIONS)
    return;

  self->accepting = TRUE;
  g_socket_listener_accept_async (self->listener, self->stopping, accepted_cb, self);
}

void
batch_api_connections_heard (BatchApiService   *self,
                             SoupServerMessage *message)
{
  Door *door = g_hash_table_lookup (self->doors, soup_server_message_get_socket (message));

  if (door != NULL)
    set_deadline (door, 0);
}

void
batch_api_connections_begin (BatchApiService *self)
{
  self->doors = g_hash_table_new_full (NULL, NULL, NULL, door_free);
  accept_next (self);
}

void
batch_api_connections_end (BatchApiService *self)
{
  GHashTableIter iter;
  gpointer socket;

  g_hash_table_iter_init (&iter, self->doors);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    {
      g_object_weak_unref (socket, closed_cb, self);
      g_socket_shutdown (socket, TRUE, TRUE, NULL);
    }
  g_hash_table_remove_all (self->doors);
}
