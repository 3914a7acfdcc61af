/* test-client-timing.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-client-private.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/client-fixture.h"
#include "support/test-support.h"

static const BatchClientSettings usual = BATCH_CLIENT_SETTINGS_INIT;

/* Timeouts */

typedef struct
{
  const char *text;     /* said at once */
  const char *piece;    /* (nullable) said every 20 ms */
  gint64      closed;   /* (atomic) when the client had gone, monotonic µs */
} Stall;

static void
stall (RawConnection *connection,
       gpointer       user_data)
{
  Stall *self = user_data;

  raw_connection_read_request (connection);
  raw_connection_say (connection, self->text);
  while (self->piece != NULL &&
         raw_connection_write (connection, self->piece, strlen (self->piece)))
    g_usleep (20000);
  raw_connection_wait_closed (connection);
  __atomic_store_n (&self->closed, g_get_monotonic_time (), __ATOMIC_SEQ_CST);
}

static void
assert_closed_within_100_ms (Stall *self)
{
  gint64 now = g_get_monotonic_time ();

  while (__atomic_load_n (&self->closed, __ATOMIC_SEQ_CST) == 0 &&
         g_get_monotonic_time () < now + G_USEC_PER_SEC)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }

  g_assert_cmpint (self->closed, !=, 0);
  g_assert_cmpint (self->closed - now, <, 100000);
}

static void
check_timeout (BatchClientSettings  settings,
               const char          *text,
               const char          *piece,
               BatchTransportError  expected)
{
  Stall what = { .text = text, .piece = piece };
  g_autoptr(RawServer) server = raw_server_new (stall, &what);
  g_autoptr(BatchClient) client = make_client (server, &settings);
  gint64 start = g_get_monotonic_time ();

  assert_fails (client, expected);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 190 * 1000);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2000 * 1000);
  assert_closed_within_100_ms (&what);
}

/* --- Servers that take no connections any more --- */

typedef struct
{
  gulong      answer_us;           /* after the server has stopped to listen; 0: never */
  gboolean    listens;             /* it has not stopped */
  const char *text;                /* said at once */
} Leaving;

static void
leave (RawConnection *connection,
       gpointer       user_data)
{
  const Leaving *self = user_data;

  raw_connection_read_request (connection);
  if (connection->request->len == 0)
    return;

  if (!self->listens)
    raw_server_stop_listening (connection->server);
  raw_connection_say (connection, self->text);
  if (self->answer_us == 0)
    raw_connection_wait_closed (connection);
  g_usleep (self->answer_us);
  raw_connection_answer (connection, "{}");
}

/* With an answer that may be a stream. */
static BatchResponse *
stream_text (BatchClient  *client,
             const char   *text,
             GError      **error)
{
  g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr(GAsyncResult) result = NULL;

  batch_client_stream_async (client, ENDPOINT, body, NULL, NULL, NULL, NULL,
                             batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_client_send_finish (client, result, error);
}

static void
check_left (const char *text)
{
  Leaving leaving = { .text = text };
  BatchClientSettings settings = usual;
  g_autoptr(RawServer) server = raw_server_new (leave, &leaving);
  g_autoptr(BatchClient) client = NULL;
  g_autoptr(BatchResponse) response = NULL;
  g_autoptr(GError) error = NULL;

  settings.connect_ms = 100;
  settings.look_ms = 50;
  client = make_client (server, &settings);
  response = stream_text (client, "{}", &error);
  g_assert_error (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_LOST);
  g_assert_nonnull (strstr (error->message, "takes no connections any more"));
}

/* Whoever has gone will not answer, though the connection stays, and be it with a head. */
static void
test_left (void)
{
  check_left ("");
  check_left ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: ping\n\n");
}

static void
check_waited_for (const Leaving *leaving)
{
  BatchClientSettings settings = usual;
  g_autoptr(RawServer) server = raw_server_new (leave, (gpointer) leaving);
  g_autoptr(BatchClient) client = NULL;

  settings.connect_ms = 100;
  settings.look_ms = leaving->listens ? 50 : 1000;
  client = make_client (server, &settings);
  assert_answers (client, "{}");
  if (leaving->listens)
    g_assert_cmpuint (raw_server_count_connections (server), >, 2);
}

/* One that is there may be slow, and one that ends may first answer what it has begun with. */
static void
test_not_left (void)
{
  check_waited_for (&(Leaving) { .answer_us = 800000, .listens = TRUE, .text = "" });
  check_waited_for (&(Leaving) { .answer_us = 1500000, .text = "" });
}

static void
test_first_byte_timeout (void)
{
  BatchClientSettings settings = usual;
  BatchClientSettings without_connect = usual;

  settings.first_byte_ms = 200;
  check_timeout (settings, "", NULL, BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT);
  check_timeout (settings, "HTTP/1.1 200 OK\r\nContent-", NULL,
                 BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT);

  without_connect.first_byte_ms = 200;
  without_connect.connect_ms = 0;
  check_timeout (without_connect, "", NULL, BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT);

  settings.connect_ms = 100;
  check_timeout (settings, "", NULL, BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT);
}

static void
test_idle_timeout (void)
{
  BatchClientSettings settings = usual;

  settings.idle_ms = 200;
  check_timeout (settings, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", NULL,
                 BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT);
  check_timeout (settings, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", NULL,
                 BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT);
}

static void
test_total_timeout (void)
{
  BatchClientSettings settings = usual;

  settings.total_ms = 200;
  settings.idle_ms = 100;
  check_timeout (settings, "HTTP/1.1 200 OK\r\n\r\n", "x", BATCH_TRANSPORT_ERROR_TOTAL_TIMEOUT);

  settings.idle_ms = 10000;
  check_timeout (settings, "", NULL, BATCH_TRANSPORT_ERROR_TOTAL_TIMEOUT);
}

static void
say_slowly (RawConnection *connection,
            gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_say (connection, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
  for (guint i = 0; i < 10; i++)
    {
      g_usleep (50000);
      raw_connection_say (connection, "x");
    }
}

static void
test_slow_is_not_idle (void)
{
  BatchClientSettings settings = usual;
  g_autoptr(RawServer) server = raw_server_new (say_slowly, NULL);
  g_autoptr(BatchClient) client = NULL;

  settings.idle_ms = 300;
  settings.first_byte_ms = 300;
  client = make_client (server, &settings);
  assert_answers (client, "xxxxxxxxxx");
}

/* A listening socket whose queue is full, where nobody accepts. */
static int
make_deaf_socket (guint16 *port)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  socklen_t length = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, length), ==, 0);
  g_assert_cmpint (listen (fd, 0), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &address, &length), ==, 0);
  *port = ntohs (address.sin_port);

  return fd;
}

static void
fill_queue (guint16  port,
            int     *fds,
            guint    n)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };

  for (guint i = 0; i < n; i++)
    {
      fds[i] = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      connect (fds[i], (struct sockaddr *) &address, sizeof address);
    }
  g_usleep (20000);
}

static void
not_connected_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  guint *n_left = user_data;
  g_autoptr(GError) error = NULL;

  g_assert_null (batch_client_send_finish (BATCH_CLIENT (source), result, &error));
  g_assert_error (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_CONNECT_TIMEOUT);
  (*n_left)--;
}

/* Those that wait behind the one that tries do not wait their turn in a row. */
static void
check_connect_timeouts (BatchClient *client)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  gint64 start = g_get_monotonic_time ();
  guint n_left = 20;

  for (guint i = 0; i < 20; i++)
    batch_client_send_async (client, ENDPOINT, body, NULL, NULL, not_connected_cb, &n_left);
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (g_get_monotonic_time () - start, <, 2000 * 1000);
}

static void
test_connect_timeout (void)
{
  BatchClientSettings settings = usual;
  guint16 port;
  int fds[4];
  int fd = make_deaf_socket (&port);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_autoptr(BatchClient) client = NULL;
  gint64 start;

  fill_queue (port, fds, G_N_ELEMENTS (fds));
  settings.connect_ms = 200;
  client = batch_client_new (url, NULL, &settings, NULL);

  start = g_get_monotonic_time ();
  assert_fails (client, BATCH_TRANSPORT_ERROR_CONNECT_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 190 * 1000);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2000 * 1000);

  check_connect_timeouts (client);

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  close (fd);
}

/* Cancelling */

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
check_cancel (const char *text)
{
  Stall what = { .text = text };
  g_autoptr(RawServer) server = raw_server_new (stall, &what);
  g_autoptr(BatchClient) client = make_client (server, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_timeout_add (100, cancel_cb, cancellable);
  g_assert_null (send_text (client, "{}", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_closed_within_100_ms (&what);
}

static void
test_cancel_reaches_socket (void)
{
  check_cancel ("");
  check_cancel ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
  check_cancel ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
  check_cancel ("HTTP/1.1 200 OK\r\n\r\nabc");
}

static void
test_cancel_before (void)
{
  g_autoptr(RawServer) server = raw_server_new (echo, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (send_text (client, "{}", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (raw_server_count_requests (server), ==, 0);
}

static gpointer
cancel_thread (gpointer user_data)
{
  g_usleep (50000);
  g_cancellable_cancel (user_data);
  return NULL;
}

static void
test_cancel_from_thread (void)
{
  static const char *texts[] = { "", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      Stall what = { .text = texts[i] };
      g_autoptr(RawServer) server = raw_server_new (stall, &what);
      g_autoptr(BatchClient) client = make_client (server, NULL);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GError) error = NULL;
      GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);

      g_assert_null (send_text (client, "{}", cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_thread_join (thread);
      assert_closed_within_100_ms (&what);
    }
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);
  g_test_add_func ("/batch/http/timing/left", test_left);
  g_test_add_func ("/batch/http/timing/not-left", test_not_left);
  g_test_add_func ("/batch/http/timing/first-byte-timeout", test_first_byte_timeout);
  g_test_add_func ("/batch/http/timing/idle-timeout", test_idle_timeout);
  g_test_add_func ("/batch/http/timing/total-timeout", test_total_timeout);
  g_test_add_func ("/batch/http/timing/slow-is-not-idle", test_slow_is_not_idle);
  g_test_add_func ("/batch/http/timing/connect-timeout", test_connect_timeout);
  g_test_add_func ("/batch/http/timing/cancel-reaches-socket", test_cancel_reaches_socket);
  g_test_add_func ("/batch/http/timing/cancel-before", test_cancel_before);
  g_test_add_func ("/batch/http/timing/cancel-from-thread", test_cancel_from_thread);
  return g_test_run ();
}
