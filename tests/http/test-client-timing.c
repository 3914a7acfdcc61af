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
  gboolean    asked;    /* (atomic) the text was said */
  gint64      closed;   /* (atomic) when the client had gone, monotonic µs */
} Stall;

static void
stall (RawConnection *connection,
       gpointer       user_data)
{
  Stall *self = user_data;

  raw_connection_read_request (connection);
  raw_connection_say (connection, self->text);
  g_atomic_int_set (&self->asked, TRUE);
  while (self->piece != NULL &&
         raw_connection_write (connection, self->piece, strlen (self->piece)))
    g_usleep (20000);
  raw_connection_wait_closed (connection);
  __atomic_store_n (&self->closed, g_get_monotonic_time (), __ATOMIC_SEQ_CST);
}

/* Returns: how many µs after this call the client had gone. */
static gint64
wait_closed (Stall *self)
{
  gint64 now = g_get_monotonic_time ();

  while (__atomic_load_n (&self->closed, __ATOMIC_SEQ_CST) == 0)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }

  return self->closed - now;
}

/* How long something took at best. A machine that has much to do may be late now and then, but
 * not each time. */
typedef struct
{
  gint64 over_us;
  gint64 closed_us;
  guint  n_rounds;
} Quickest;

static gboolean
is_quick (const Quickest *self)
{
  return self->over_us < 2000 * 1000 && self->closed_us < 100 * 1000;
}

static gboolean
quickest_again (Quickest *self)
{
  if (self->n_rounds == 0)
    self->over_us = self->closed_us = G_MAXINT64;
  if (!is_quick (self) && self->n_rounds++ < 5)
    return TRUE;

  g_test_message ("over after %" G_GINT64_FORMAT " µs, closed %" G_GINT64_FORMAT " µs later",
                  self->over_us, self->closed_us);
  g_assert_true (is_quick (self));
  return FALSE;
}

static void
check_timeout (BatchClientSettings  settings,
               const char          *text,
               const char          *piece,
               BatchTransportError  expected)
{
  Quickest quickest = { 0 };

  while (quickest_again (&quickest))
    {
      Stall what = { .text = text, .piece = piece };
      g_autoptr(RawServer) server = raw_server_new (stall, &what);
      g_autoptr(BatchClient) client = make_client (server, &settings);
      gint64 start = g_get_monotonic_time ();
      gint64 over_us;
      gint64 closed_us;

      assert_fails (client, expected);
      over_us = g_get_monotonic_time () - start;
      closed_us = wait_closed (&what);
      g_assert_cmpint (over_us, >=, 190 * 1000);
      quickest.over_us = MIN (quickest.over_us, over_us);
      quickest.closed_us = MIN (quickest.closed_us, closed_us);
    }
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

  settings.connect_ms = 1000;
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

  settings.connect_ms = 1000;
  settings.look_ms = leaving->listens ? 50 : 3000;
  client = make_client (server, &settings);
  assert_answers (client, "{}");
  if (leaving->listens)
    g_assert_cmpuint (raw_server_count_connections (server), >, 2);
}

/* One that is there may be slow, and one that ends may first answer what it has begun with. */
static void
test_not_left (void)
{
  check_waited_for (&(Leaving) { .answer_us = 2000000, .listens = TRUE, .text = "" });
  check_waited_for (&(Leaving) { .answer_us = 5500000, .text = "" });
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

  settings.connect_ms = 1500;
  settings.first_byte_ms = 1600;
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

  /* What comes often enough is not idle, also where the machine is late with it. */
  settings.total_ms = 1800;
  settings.idle_ms = 1500;
  check_timeout (settings, "HTTP/1.1 200 OK\r\n\r\n", "x", BATCH_TRANSPORT_ERROR_TOTAL_TIMEOUT);

  settings.total_ms = 200;
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
      g_usleep (300000);
      raw_connection_say (connection, "x");
    }
}

static void
test_slow_is_not_idle (void)
{
  BatchClientSettings settings = usual;
  g_autoptr(RawServer) server = raw_server_new (say_slowly, NULL);
  g_autoptr(BatchClient) client = NULL;

  settings.idle_ms = 2000;
  settings.first_byte_ms = 2000;
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
check_connect_timeouts (BatchClient *client,
                        guint        n)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  Quickest quickest = { 0 };

  while (quickest_again (&quickest))
    {
      gint64 start = g_get_monotonic_time ();
      guint n_left = n;

      for (guint i = 0; i < n; i++)
        batch_client_send_async (client, ENDPOINT, body, NULL, NULL, not_connected_cb, &n_left);
      while (n_left > 0)
        g_main_context_iteration (NULL, TRUE);

      g_assert_cmpint (g_get_monotonic_time () - start, >=, 190 * 1000);
      quickest.over_us = MIN (quickest.over_us, g_get_monotonic_time () - start);
      quickest.closed_us = 0;
    }
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

  fill_queue (port, fds, G_N_ELEMENTS (fds));
  settings.connect_ms = 200;
  client = batch_client_new (url, NULL, &settings, NULL);

  check_connect_timeouts (client, 1);
  check_connect_timeouts (client, 20);

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  close (fd);
}

/* Cancelling */

/* Who cancels when a request is under way. */
typedef struct
{
  GCancellable *cancellable;
  Stall        *what;
} Canceller;

static gboolean
cancel_cb (gpointer user_data)
{
  const Canceller *self = user_data;

  if (!g_atomic_int_get (&self->what->asked))
    return G_SOURCE_CONTINUE;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static gpointer
cancel_thread (gpointer user_data)
{
  do
    g_usleep (50000);
  while (cancel_cb (user_data) == G_SOURCE_CONTINUE);

  return NULL;
}

static void
check_cancel (const char *text,
              gboolean    from_thread)
{
  Quickest quickest = { 0 };

  while (quickest_again (&quickest))
    {
      Stall what = { .text = text };
      g_autoptr(RawServer) server = raw_server_new (stall, &what);
      g_autoptr(BatchClient) client = make_client (server, NULL);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GError) error = NULL;
      Canceller canceller = { cancellable, &what };
      GThread *thread = NULL;
      gint64 closed_us;

      if (from_thread)
        thread = g_thread_new ("cancel", cancel_thread, &canceller);
      else
        g_timeout_add (100, cancel_cb, &canceller);
      g_assert_null (send_text (client, "{}", cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_pointer (&thread, g_thread_join);
      closed_us = wait_closed (&what);
      quickest.closed_us = MIN (quickest.closed_us, closed_us);
      quickest.over_us = 0;
    }
}

static void
test_cancel_reaches_socket (void)
{
  check_cancel ("", FALSE);
  check_cancel ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", FALSE);
  check_cancel ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", FALSE);
  check_cancel ("HTTP/1.1 200 OK\r\n\r\nabc", FALSE);
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

static void
test_cancel_from_thread (void)
{
  check_cancel ("", TRUE);
  check_cancel ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", TRUE);
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
