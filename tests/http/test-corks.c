/* test-corks.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-corks-private.h"

#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "http/client-fixture.h"

#define HELD_MS 200

/* How many bytes a request has. */
static gsize
length_of (const char *request)
{
  const char *body = strstr (request, "\r\n\r\n");
  const char *length = strstr (request, "Content-Length: ");

  g_assert_nonnull (body);
  return body + 4 - request + (length != NULL ? strtoul (length + 16, NULL, 10) : 0);
}

/* Counts the requests that came in pieces. */
static void
answer_whole (RawConnection *connection,
              gpointer       user_data)
{
  int *n_pieces = user_data;
  char request[65536];
  ssize_t n;

  while ((n = recv (connection->fd, request, sizeof request - 1, 0)) > 0)
    {
      request[n] = '\0';
      if ((gsize) n < length_of (request))
        {
          g_atomic_int_inc (n_pieces);
          return;
        }
      raw_connection_answer (connection, "{}");
    }
}

static void
test_whole (void)
{
#ifdef TCP_CORK
  int n_pieces = 0;
  g_autoptr(RawServer) server = raw_server_new (answer_whole, &n_pieces);
  g_autoptr(BatchClient) client = make_client (server, NULL);
  g_autofree char *text = g_strnfill (20000, ' ');

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchResponse) response = send_text (client, i % 2 == 0 ? "{}" : text, NULL,
                                                     &error);

      g_assert_no_error (error);
      g_assert_cmpint (g_atomic_int_get (&n_pieces), ==, 0);
    }
  g_assert_cmpuint (raw_server_count_connections (server), ==, 1);
#else
  g_test_skip ("The system has no corks");
#endif
}

static gint64
time_empty (BatchClient *client)
{
  gint64 began = g_get_monotonic_time ();
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = send_text (client, "", NULL, &error);

  g_assert_no_error (error);
  return (g_get_monotonic_time () - began) / 1000;
}

/* What has no body is not kept behind the cork that the connection has. */
static void
test_without_body (void)
{
  g_autoptr(RawServer) server = raw_server_new (echo, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);
  gint64 best_ms = G_MAXINT64;

  assert_answers (client, "{}");
  for (guint i = 0; i < 5; i++)
    {
      gint64 ms = time_empty (client);

      best_ms = MIN (best_ms, ms);
    }
  g_assert_cmpint (best_ms, <, HELD_MS / 2);
  g_assert_cmpuint (raw_server_count_connections (server), ==, 1);
}

/* A connection that is gone is forgotten. */
static void
test_forgets (void)
{
  g_autoptr(SoupMessage) message = soup_message_new (SOUP_METHOD_GET, "http://127.0.0.1/");
  BatchCorks *corks = batch_corks_new ();

  batch_corks_watch (corks, message);
  batch_corks_pop (corks, message);
  g_assert_cmpuint (batch_corks_count (corks), ==, 0);
#ifdef TCP_CORK
  {
    g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                              G_SOCKET_PROTOCOL_TCP, NULL);
    g_autoptr(GSocketConnection) connection = NULL;

    connection = g_socket_connection_factory_create_connection (socket);
    g_signal_emit_by_name (message, "network-event", G_SOCKET_CLIENT_COMPLETE, connection);
    g_assert_cmpuint (batch_corks_count (corks), ==, 1);
    batch_corks_pop (corks, message);
  }
#endif
  g_assert_cmpuint (batch_corks_count (corks), ==, 0);
  batch_corks_unref (corks);
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);
  g_test_add_func ("/batch/http/corks/whole", test_whole);
  g_test_add_func ("/batch/http/corks/without-body", test_without_body);
  g_test_add_func ("/batch/http/corks/forgets", test_forgets);
  return g_test_run ();
}
