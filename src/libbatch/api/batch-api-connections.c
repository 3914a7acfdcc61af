/* api/batch-api-connections.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-service-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/* Who is connected: so many at a time, and none for long that does not say what it wants, or
 * says it, or takes its answer, so slowly that it could only mean to hold the place. */

#define MAX_CONNECTIONS 256
/* While there are no more than so many, one stays for the next request of its client; so that
 * those that wait for nothing leave room for others. */
#define MAX_KEPT        128
#define MIN_RATE        1024     /* bytes a second, either way */
/* Before that nobody has to go for another one. */
#define MIN_STAY_US     (G_USEC_PER_SEC / 2)
#define PEER_DATA       "batch-api-peer"

/* libsoup does not say of which socket a message is when it has not accepted it itself; but
 * what it was told to be the address of the client it hands on, and that knows its peer. The
 * socket goes in whatever thread closes it, which leaves a message. */
typedef struct
{
  BatchApiService *service;
  BatchMailbox    *messages;      /* of the service */
  GWeakRef         socket;
  guint            deadline;      /* source */
  GSource         *watch;         /* (nullable) sees that the client goes */
  int              watch_fd;      /* with that: of the connection */
  void           (*gone) (gpointer user_data);  /* (nullable) */
  gpointer         gone_data;
  GSource         *idle;          /* (nullable) sees what comes after an answer */
  SoupServerMessage *last;        /* with that: the one that was answered */
  gint64           since;         /* us: it has come, has begun a request, or was answered */
  gint64           moved;         /* bytes since the last look */
  gint64           expected;      /* bytes that the client has to take */
  gboolean         heard;         /* what it wants was begun to be read */
  gboolean         said;          /* it was read to its end */
  gboolean         working;       /* its request is there, and its answer is not */
  gboolean         welcome;       /* its request was let in, and is not answered */
  gboolean         known;         /* one was let in before */
  gboolean         leaving;       /* another one gets its place */
  gboolean         streams;       /* its answer comes by and by */
  gboolean         closed;
} Peer;

static void accept_next (BatchApiService *self);

static void
peer_clear (gpointer data)
{
  Peer *peer = data;

  batch_mailbox_unref (peer->messages);
  g_weak_ref_clear (&peer->socket);
}

static void
peer_unref (gpointer peer)
{
  g_atomic_rc_box_release_full (peer, peer_clear);
}

static void
shut (Peer *peer)
{
  g_autoptr(GSocket) socket = g_weak_ref_get (&peer->socket);

  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

static void
end_idle (Peer *peer)
{
  if (peer->idle == NULL)
    return;

  g_source_destroy (peer->idle);
  g_clear_pointer (&peer->idle, g_source_unref);
  g_clear_object (&peer->last);
}

/* libsoup 3.2 keeps a connection for ever that ends between two requests: it has to be taken
 * away from it before it finds out. */
static void
take_back (Peer *peer)
{
  g_autoptr(SoupServerMessage) last = g_object_ref (peer->last);
  g_autoptr(GIOStream) stream = NULL;

  end_idle (peer);
  stream = soup_server_message_steal_connection (last);
  if (stream != NULL)
    g_io_stream_close (stream, NULL, NULL);
}

static void
hang_up (Peer *peer)
{
  if (peer->idle != NULL)
    take_back (peer);
  else
    shut (peer);
}

static gboolean
deadline_cb (gpointer user_data)
{
  Peer *peer = user_data;

  peer->deadline = 0;
  hang_up (peer);
  return G_SOURCE_REMOVE;
}

/* 0: none. */
static void
set_deadline (Peer        *peer,
              guint        seconds,
              GSourceFunc  func)
{
  g_autoptr(GSource) source = NULL;

  if (peer->deadline != 0)
    g_source_destroy (g_main_context_find_source_by_id (g_main_context_get_thread_default (),
                                                        peer->deadline));
  peer->deadline = 0;
  if (seconds == 0)
    return;

  source = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (source, func, peer, NULL);
  peer->deadline = g_source_attach (source, g_main_context_get_thread_default ());
}

static void
end_watch (Peer *peer)
{
  if (peer->watch == NULL)
    return;

  g_source_destroy (peer->watch);
  g_clear_pointer (&peer->watch, g_source_unref);
  g_close (peer->watch_fd, NULL);
}

/* Whoever still has it finds it closed. */
static void
peer_close (gpointer data)
{
  Peer *peer = data;

  set_deadline (peer, 0, NULL);
  end_watch (peer);
  end_idle (peer);
  peer->closed = TRUE;
  peer_unref (peer);
}

static void
closed_cb (gpointer receiver,
           gpointer data)
{
  BatchApiService *self = receiver;
  const Peer *peer = data;

  if (!peer->heard && !peer->closed)
    batch_api_silence_log_note (self->silence);
  g_hash_table_remove (self->peers, data);
  accept_next (self);
}

/* In any thread. */
static void
leave_message (gpointer data)
{
  Peer *peer = data;

  batch_mailbox_post (peer->messages, closed_cb, peer, peer_unref);
}

static void
add_peer (BatchApiService   *self,
          GSocketConnection *connection)
{
  Peer *peer = g_atomic_rc_box_new0 (Peer);
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr(GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr(GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  peer->service = self;
  peer->messages = batch_mailbox_ref (self->news);
  peer->since = g_get_monotonic_time ();
  g_weak_ref_init (&peer->socket, socket);
  g_hash_table_add (self->peers, peer);
  if (remote != NULL)
    g_object_set_data_full (G_OBJECT (remote), PEER_DATA, g_atomic_rc_box_acquire (peer),
                            peer_unref);
  g_object_set_data_full (G_OBJECT (socket), PEER_DATA, g_atomic_rc_box_acquire (peer),
                          leave_message);
  g_socket_set_timeout (socket, self->patience * 2);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  set_deadline (peer, self->patience, deadline_cb);
  if (!soup_server_accept_iostream (self->server, G_IO_STREAM (connection), local, remote, NULL))
    g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
}

/* Strangers first, and of them who has been there for longest. */
static gboolean
goes_before (const Peer *one,
             const Peer *other)
{
  return one->known != other->known ? other->known : one->since < other->since;
}

/* Who goes first, if somebody has to. NULL: all of them are at work. */
static Peer *
find_first (BatchApiService *self)
{
  Peer *first = NULL;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Peer *peer = key;

      if (!peer->welcome && !peer->working && !peer->leaving
          && (first == NULL || goes_before (peer, first)))
        first = peer;
    }

  return first;
}

static void
make_room (BatchApiService *self)
{
  Peer *first;

  if (g_hash_table_size (self->peers) < MAX_CONNECTIONS || (first = find_first (self)) == NULL)
    return;

  first->leaving = TRUE;
  hang_up (first);
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
    g_warning ("A connection could not be accepted: %s", error->message);
  else
    {
      make_room (self);
      add_peer (self, connection);
    }
  accept_next (self);
}

static gboolean
crowded_cb (gpointer user_data)
{
  BatchApiService *self = user_data;

  g_clear_pointer (&self->crowded, g_source_unref);
  accept_next (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for_place (BatchApiService *self,
                gint64           delay_us)
{
  if (self->crowded != NULL)
    return;

  self->crowded = g_timeout_source_new ((guint) (delay_us / 1000) + 1);
  g_source_set_static_name (self->crowded, "[batch] make room for another client");
  g_source_set_callback (self->crowded, crowded_cb, self, NULL);
  g_source_attach (self->crowded, g_main_context_get_thread_default ());
}

/* When all are taken, whoever comes next gets that of one that wants nothing, or of whom nothing
 * is wanted. But each has the time to say what it wants. */
static gboolean
has_place (BatchApiService *self)
{
  guint n_peers = g_hash_table_size (self->peers);
  const Peer *first;
  gint64 left;

  if (n_peers != MAX_CONNECTIONS)
    return n_peers < MAX_CONNECTIONS;
  if ((first = find_first (self)) == NULL)
    return FALSE;

  left = first->since + MIN_STAY_US - g_get_monotonic_time ();
  if (left > 0)
    wait_for_place (self, left);
  return left <= 0;
}

/* The others wait in the kernel. */
static void
accept_next (BatchApiService *self)
{
  if (self->accepting || g_cancellable_is_cancelled (self->stopping) || !has_place (self))
    return;

  self->accepting = TRUE;
  g_socket_listener_accept_async (self->listener, self->stopping, accepted_cb, self);
}

/* --- Slow ones --- */

/* In the middle of a request, or of an answer. */
static guint
get_silence (BatchApiService *self)
{
  return self->patience * 2;
}

static gboolean
look_cb (gpointer user_data)
{
  Peer *peer = user_data;
  gboolean slow = peer->moved < MIN_RATE * (gint64) get_silence (peer->service);

  peer->moved = 0;
  if (peer->working || !slow || (peer->streams && peer->expected <= 0))
    return G_SOURCE_CONTINUE;
  return deadline_cb (peer);
}

/* NULL: it is closed. */
static Peer *
find_peer (SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  Peer *peer = remote != NULL ? g_object_get_data (G_OBJECT (remote), PEER_DATA) : NULL;

  return peer != NULL && !peer->closed ? peer : NULL;
}

/* Who is still sending would else wait for somebody to read it. */
void
batch_api_connections_hang_up (SoupServerMessage *message)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
  Peer *peer = find_peer (message);
  g_autoptr(GSocket) socket = peer != NULL ? g_weak_ref_get (&peer->socket) : NULL;

  if (socket == NULL)
    return;

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              gpointer           user_data)
{
  Peer *peer = find_peer (message);

  if (peer != NULL)
    peer->moved += (gint64) g_bytes_get_size (chunk);
}

static void
wrote_data_cb (SoupServerMessage *message,
               guint              length,
               gpointer           user_data)
{
  Peer *peer = find_peer (message);

  if (peer != NULL)
    peer->moved += length;
}

static void
set_working (SoupServerMessage *message,
             gboolean           working)
{
  Peer *peer = find_peer (message);

  if (peer == NULL)
    return;

  peer->heard = TRUE;
  peer->working = working;
  peer->moved = 0;
  set_deadline (peer, get_silence (peer->service), look_cb);
}

static void
got_body_cb (SoupServerMessage *message,
             gpointer           user_data)
{
  set_working (message, TRUE);
}

static void
wrote_headers_cb (SoupServerMessage *message,
                  gpointer           user_data)
{
  set_working (message, FALSE);
}

/* More than 0: there is something to read; 0: only that it has ended; less: neither. */
static gssize
peek (int fd)
{
  char byte;
  gssize n = recv (fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

  return n < 0 && errno != EAGAIN && errno != EINTR ? 0 : n;
}

static gboolean
idle_cb (int           fd,
         GIOCondition  condition,
         gpointer      user_data)
{
  Peer *peer = user_data;
  gssize n = peek (fd);

  if (n < 0)
    return G_SOURCE_CONTINUE;

  if (n > 0)
    end_idle (peer);
  else
    take_back (peer);
  return G_SOURCE_REMOVE;
}

/* Its source is looked at before that of libsoup. */
static void
begin_idle (Peer              *peer,
            SoupServerMessage *last)
{
  g_autoptr(GSocket) socket = g_weak_ref_get (&peer->socket);

  end_idle (peer);
  if (socket == NULL || g_socket_is_closed (socket))
    return;

  peer->last = g_object_ref (last);
  peer->idle = g_unix_fd_source_new (g_socket_get_fd (socket), G_IO_IN);
  g_source_set_priority (peer->idle, G_PRIORITY_HIGH);
  g_source_set_callback (peer->idle, G_SOURCE_FUNC (idle_cb), peer, NULL);
  g_source_attach (peer->idle, g_main_context_get_thread_default ());
}

/* It goes on, or is closed: whoever keeps the message keeps the connection. */
static void
not_idle_cb (SoupServerMessage *message,
             gpointer           user_data)
{
  Peer *peer = find_peer (message);

  if (peer != NULL)
    end_idle (peer);
}

static void
request_started_cb (SoupServer        *server,
                    SoupServerMessage *message,
                    gpointer           user_data)
{
  not_idle_cb (message, user_data);
}

/* The client may say what it wants next, in the time that it had for the first. */
static void
finished_cb (SoupServerMessage *message,
             gpointer           user_data)
{
  Peer *peer = find_peer (message);

  if (peer == NULL)
    return;

  end_watch (peer);
  peer->since = g_get_monotonic_time ();
  peer->known |= peer->welcome;
  peer->welcome = FALSE;
  peer->working = FALSE;
  peer->streams = FALSE;
  peer->expected = 0;
  set_deadline (peer, peer->service->patience, deadline_cb);
  begin_idle (peer, message);
  accept_next (peer->service);
}

void
batch_api_connections_heard (SoupServerMessage *message)
{
  Peer *peer = find_peer (message);

  if (peer != NULL)
    {
      peer->said = FALSE;
      peer->since = g_get_monotonic_time ();
    }
  set_working (message, FALSE);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), NULL);
  g_signal_connect (message, "got-body", G_CALLBACK (got_body_cb), NULL);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (wrote_headers_cb), NULL);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_data_cb), NULL);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), NULL);
  g_signal_connect (message, "disconnected", G_CALLBACK (not_idle_cb), NULL);
}

void
batch_api_connections_welcome (SoupServerMessage *message,
                               gboolean           welcome)
{
  Peer *peer = find_peer (message);

  if (peer == NULL)
    return;

  peer->welcome = welcome;
  if (!welcome)
    accept_next (peer->service);
}

void
batch_api_connections_said (SoupServerMessage *message)
{
  Peer *peer = find_peer (message);

  if (peer != NULL)
    peer->said = TRUE;
}

/* What is left of a request that was refused nobody wants to read. */
gboolean
batch_api_connections_keep (SoupServerMessage *message)
{
  const Peer *peer = find_peer (message);

  return peer != NULL && peer->said && !g_cancellable_is_cancelled (peer->service->stopping)
         && g_hash_table_size (peer->service->peers) <= MAX_KEPT;
}

/* --- Those that wait for long --- */

void
batch_api_connections_expect (SoupServerMessage *message,
                              gint64             bytes)
{
  Peer *peer = find_peer (message);

  if (peer == NULL)
    return;

  peer->streams = TRUE;
  peer->expected += bytes;
}

/* Only its end can be there to be read: a client has said all by now. */
static gboolean
readable_cb (int           fd,
             GIOCondition  condition,
             gpointer      user_data)
{
  Peer *peer = user_data;
  gssize n = peek (fd);

  if (n < 0)
    return G_SOURCE_CONTINUE;

  end_watch (peer);
  if (n == 0)
    peer->gone (peer->gone_data);
  return G_SOURCE_REMOVE;
}

void
batch_api_connections_watch (SoupServerMessage *message,
                             void             (*gone) (gpointer user_data),
                             gpointer           user_data)
{
  Peer *peer = find_peer (message);
  g_autoptr(GSocket) socket = peer != NULL ? g_weak_ref_get (&peer->socket) : NULL;

  if (socket == NULL)
    return;

  end_watch (peer);
  peer->gone = gone;
  peer->gone_data = user_data;
  if (gone == NULL)
    return;

  /* A source of the socket itself would have it time out. */
  if ((peer->watch_fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 0)) < 0)
    return;

  peer->watch = g_unix_fd_source_new (peer->watch_fd, G_IO_IN);
  g_source_set_callback (peer->watch, G_SOURCE_FUNC (readable_cb), peer, NULL);
  g_source_attach (peer->watch, g_main_context_get_thread_default ());
}

/* --- All of them --- */

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
  self->peers = g_hash_table_new_full (NULL, NULL, peer_close, NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (request_started_cb), NULL);
  let_keep (self);
  accept_next (self);
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
    shut (peer);
  g_hash_table_remove_all (self->peers);
  if (self->nobody >= 0)
    g_close (g_steal_fd (&self->nobody), NULL);
}
