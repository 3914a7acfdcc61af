/* api/batch-api-peer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-peer-private.h"

#include "api/batch-api-wire-private.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

/* A connection is nobody's for long that does not say what it wants, or says it, or takes its
 * answer, so slowly that it could only mean to hold the place. */

#define MIN_RATE        1024     /* bytes a second, either way */
#define PEER_DATA       "batch-api-peer"

/* libsoup does not say of which socket a message is when it has not accepted it itself; but
 * what it was told to be the address of the client it hands on, and that knows its peer. The
 * socket goes in whatever thread closes it, which leaves a message. */
struct _BatchApiPeer
{
  BatchApiService *service;
  BatchMailbox    *messages;      /* of the service */
  GWeakRef         socket;
  GWeakRef         wire;
  guint            deadline;      /* source */
  GSource         *watch;         /* (nullable) sees that the client goes */
  int              watch_fd;      /* with that: of the connection */
  void           (*gone) (gpointer user_data);  /* (nullable) */
  gpointer         gone_data;
  BatchApiPlace    place;         /* but for its phase while an answer comes by and by */
  gint64           moved;         /* bytes since the last look */
  gint64           pace_moved;    /* likewise, as they were when its pace was begun to be taken */
  gint64           expected;      /* bytes that the client has to take */
  gboolean         heard;         /* what it wants was begun to be read */
  gboolean         said;          /* it was read to its end */
  gboolean         streams;       /* its answer comes by and by */
  gboolean         closed;
};

static void
peer_clear (gpointer data)
{
  BatchApiPeer *peer = data;

  batch_mailbox_unref (peer->messages);
  g_weak_ref_clear (&peer->socket);
  g_weak_ref_clear (&peer->wire);
}

static void
peer_unref (gpointer peer)
{
  g_atomic_rc_box_release_full (peer, peer_clear);
}

void
batch_api_peer_hang_up (BatchApiPeer *peer)
{
  g_autoptr(GSocket) socket = g_weak_ref_get (&peer->socket);

  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

static gboolean
deadline_cb (gpointer user_data)
{
  BatchApiPeer *peer = user_data;

  peer->deadline = 0;
  batch_api_peer_hang_up (peer);
  return G_SOURCE_REMOVE;
}

/* 0: none. */
static void
set_deadline (BatchApiPeer *peer,
              guint         seconds,
              GSourceFunc   func)
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
end_watch (BatchApiPeer *peer)
{
  if (peer->watch == NULL)
    return;

  g_source_destroy (peer->watch);
  g_clear_pointer (&peer->watch, g_source_unref);
  g_close (peer->watch_fd, NULL);
}

void
batch_api_peer_close (BatchApiPeer *peer)
{
  set_deadline (peer, 0, NULL);
  end_watch (peer);
  peer->closed = TRUE;
  peer_unref (peer);
}

static void
closed_cb (gpointer receiver,
           gpointer data)
{
  batch_api_connections_forget (receiver, data);
}

/* In any thread. */
static void
leave_message (gpointer data)
{
  BatchApiPeer *peer = data;

  batch_mailbox_post (peer->messages, closed_cb, peer, peer_unref);
}

BatchApiPeer *
batch_api_peer_new (BatchApiService   *service,
                    GSocketConnection *connection)
{
  BatchApiPeer *peer = g_atomic_rc_box_new0 (BatchApiPeer);
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr(GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr(GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);
  g_autoptr(BatchApiWire) wire = batch_api_wire_new (connection);
  g_autoptr(GIOStream) stream = batch_api_wire_open (wire);

  peer->service = service;
  peer->messages = batch_mailbox_ref (service->news);
  peer->place.since = g_get_monotonic_time ();
  g_weak_ref_init (&peer->socket, socket);
  g_weak_ref_init (&peer->wire, wire);
  if (remote != NULL)
    g_object_set_data_full (G_OBJECT (remote), PEER_DATA, g_atomic_rc_box_acquire (peer),
                            peer_unref);
  g_object_set_data_full (G_OBJECT (socket), PEER_DATA, g_atomic_rc_box_acquire (peer),
                          leave_message);
  g_socket_set_timeout (socket, service->patience * 2);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  set_deadline (peer, service->patience, deadline_cb);
  if (!soup_server_accept_iostream (service->server, stream, local, remote, NULL))
    g_io_stream_close (stream, NULL, NULL);
  return peer;
}

gboolean
batch_api_peer_was_silent (const BatchApiPeer *peer)
{
  return !peer->heard && !peer->closed;
}

/* --- Slow ones --- */

/* In the middle of a request, or of an answer. */
static guint
get_silence (BatchApiService *self)
{
  return self->patience * 2;
}

static void
begin_pace (BatchApiPeer *peer,
            gint64        now)
{
  peer->pace_moved = peer->moved;
  peer->place.pace_since = now;
}

static void
begin_look (BatchApiPeer *peer)
{
  peer->moved = 0;
  begin_pace (peer, g_get_monotonic_time ());
}

/* Something is to come from it, or to be taken by it. */
static gboolean
is_awaited (const BatchApiPeer *peer)
{
  return peer->place.phase != BATCH_API_PHASE_WAITING
         && !(peer->streams && peer->expected <= 0);
}

static gboolean
look_cb (gpointer user_data)
{
  BatchApiPeer *peer = user_data;

  if (is_awaited (peer) && peer->moved < MIN_RATE * (gint64) get_silence (peer->service))
    return deadline_cb (peer);

  begin_look (peer);
  return G_SOURCE_CONTINUE;
}

/* NULL: it is closed. */
static BatchApiPeer *
find_peer (SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  BatchApiPeer *peer = remote != NULL ? g_object_get_data (G_OBJECT (remote), PEER_DATA) : NULL;

  return peer != NULL && !peer->closed ? peer : NULL;
}

/* Who is still sending would else wait for somebody to read it. */
void
batch_api_peer_reset (SoupServerMessage *message)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
  BatchApiPeer *peer = find_peer (message);
  g_autoptr(GSocket) socket = peer != NULL ? g_weak_ref_get (&peer->socket) : NULL;

  if (socket == NULL)
    return;

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

/* There is room for it: all that was said before was taken by the system. */
void
batch_api_peer_say_last (SoupServerMessage *message,
                         const char        *data,
                         gsize              length)
{
  BatchApiPeer *peer = find_peer (message);
  g_autoptr(GSocket) socket = peer != NULL ? g_weak_ref_get (&peer->socket) : NULL;

  if (socket != NULL
      && g_socket_send_with_blocking (socket, data, length, FALSE, NULL, NULL) == (gssize) length)
    g_socket_shutdown (socket, FALSE, TRUE, NULL);
  else
    batch_api_peer_reset (message);
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              gpointer           user_data)
{
  BatchApiPeer *peer = find_peer (message);

  if (peer != NULL)
    peer->moved += (gint64) g_bytes_get_size (chunk);
}

static void
wrote_data_cb (SoupServerMessage *message,
               guint              length,
               gpointer           user_data)
{
  BatchApiPeer *peer = find_peer (message);

  if (peer != NULL)
    peer->moved += length;
}

static void
set_phase (BatchApiPeer  *peer,
           BatchApiPhase  phase)
{
  peer->place.phase = phase;
  begin_look (peer);
  set_deadline (peer, get_silence (peer->service), look_cb);
}

/* What was refused before it was there is read to its end all the same. */
void
batch_api_peer_wait (SoupServerMessage *message)
{
  BatchApiPeer *peer = find_peer (message);

  if (peer != NULL && peer->place.phase == BATCH_API_PHASE_ASKING)
    set_phase (peer, BATCH_API_PHASE_WAITING);
}

static void
got_body_cb (SoupServerMessage *message,
             gpointer           user_data)
{
  batch_api_peer_wait (message);
}

static void
set_between (BatchApiPeer *peer,
             gboolean      between)
{
  g_autoptr(BatchApiWire) wire = g_weak_ref_get (&peer->wire);

  if (wire != NULL)
    batch_api_wire_set_between (wire, between);
}

void
batch_api_peer_goes_on (SoupServerMessage *message)
{
  BatchApiPeer *peer = find_peer (message);

  if (peer != NULL)
    set_between (peer, FALSE);
}

/* The client may say what it wants next, in the time that it had for the first. */
static void
finished_cb (SoupServerMessage *message,
             gpointer           user_data)
{
  BatchApiPeer *peer = find_peer (message);

  if (peer == NULL)
    return;

  end_watch (peer);
  if (peer->place.known)
    peer->place.since = g_get_monotonic_time ();
  peer->place.welcome = FALSE;
  peer->place.phase = BATCH_API_PHASE_IDLE;
  peer->streams = FALSE;
  peer->expected = 0;
  set_deadline (peer, peer->service->patience, deadline_cb);
  set_between (peer, TRUE);
  batch_api_connections_accept (peer->service);
}

void
batch_api_peer_heard (SoupServerMessage *message)
{
  BatchApiPeer *peer = find_peer (message);

  if (peer != NULL)
    {
      peer->heard = TRUE;
      peer->said = FALSE;
      set_phase (peer, BATCH_API_PHASE_ASKING);
    }
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), NULL);
  g_signal_connect (message, "got-body", G_CALLBACK (got_body_cb), NULL);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_data_cb), NULL);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), NULL);
}

void
batch_api_peer_welcome (SoupServerMessage *message,
                        gboolean           welcome)
{
  BatchApiPeer *peer = find_peer (message);

  if (peer == NULL)
    return;

  peer->place.welcome = welcome;
  peer->place.known |= welcome;
  if (welcome && peer->place.phase == BATCH_API_PHASE_WAITING)
    set_phase (peer, BATCH_API_PHASE_ASKING);
}

/* Who waited for us, and does not any more, may be the one that makes room. */
void
batch_api_peer_answer (SoupServerMessage *message)
{
  BatchApiPeer *peer = find_peer (message);

  if (peer == NULL)
    return;

  set_phase (peer, BATCH_API_PHASE_ANSWERED);
  batch_api_connections_accept (peer->service);
}

void
batch_api_peer_said (SoupServerMessage *message)
{
  BatchApiPeer *peer = find_peer (message);

  if (peer != NULL)
    peer->said = TRUE;
}

/* What is left of a request that was refused nobody wants to read. */
gboolean
batch_api_peer_keep (SoupServerMessage *message)
{
  const BatchApiPeer *peer = find_peer (message);

  return peer != NULL && peer->said && batch_api_connections_have_room (peer->service);
}

/* --- Those that wait for long --- */

void
batch_api_peer_expect (SoupServerMessage *message,
                       gint64             bytes)
{
  BatchApiPeer *peer = find_peer (message);

  if (peer == NULL)
    return;

  peer->streams = TRUE;
  peer->expected += bytes;
}

static gboolean
gone_cb (int           fd,
         GIOCondition  condition,
         gpointer      user_data)
{
  BatchApiPeer *peer = user_data;

  end_watch (peer);
  peer->gone (peer->gone_data);
  return G_SOURCE_REMOVE;
}

void
batch_api_peer_watch (SoupServerMessage *message,
                      void             (*gone) (gpointer user_data),
                      gpointer           user_data)
{
  BatchApiPeer *peer = find_peer (message);
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

  /* Its next request may be there already, and stays there until this one is answered. */
  peer->watch = g_unix_fd_source_new (peer->watch_fd, (GIOCondition) POLLRDHUP);
  g_source_set_callback (peer->watch, G_SOURCE_FUNC (gone_cb), peer, NULL);
  g_source_attach (peer->watch, g_main_context_get_thread_default ());
}

/* --- Whose place another one gets --- */

static void
take_pace (BatchApiPeer *peer,
           gint64        now)
{
  gint64 spent = now - peer->place.pace_since;

  if (spent >= BATCH_API_PLACE_SLOW_US
      && peer->moved - peer->pace_moved >= MIN_RATE * spent / G_USEC_PER_SEC)
    begin_pace (peer, now);
}

BatchApiPlace
batch_api_peer_get_place (BatchApiPeer *peer,
                          gint64        now)
{
  BatchApiPlace place;

  take_pace (peer, now);
  place = peer->place;
  if (!is_awaited (peer))
    place.phase = BATCH_API_PHASE_WAITING;
  return place;
}

void
batch_api_peer_replace (BatchApiPeer *peer)
{
  peer->place.leaving_since = g_get_monotonic_time ();
  batch_api_peer_hang_up (peer);
}
