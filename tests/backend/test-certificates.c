/* test-certificates.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-client-private.h"

#include <string.h>

#include "backend/client-fixture.h"
#include "support/test-support.h"

/* Who may be spoken to by TLS. */

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"

typedef struct
{
  GSocketService  *service;
  GTlsCertificate *certificate;
  char            *url;
} Server;

/* Runs in a thread. The request has come in one piece or in two, and is of no interest. */
static gboolean
serve (GThreadedSocketService *service,
       GSocketConnection      *plain,
       GObject                *source,
       gpointer                user_data)
{
  Server *server = user_data;
  g_autoptr(GIOStream) secure = g_tls_server_connection_new (G_IO_STREAM (plain),
                                                             server->certificate, NULL);
  char buffer[4096];

  if (g_input_stream_read (g_io_stream_get_input_stream (secure), buffer, sizeof buffer, NULL,
                           NULL) > 0)
    g_output_stream_write_all (g_io_stream_get_output_stream (secure), ANSWER, strlen (ANSWER),
                               NULL, NULL, NULL);
  g_io_stream_close (secure, NULL, NULL);
  return TRUE;
}

static void
server_init (Server *self)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "backend", "localhost.pem", NULL);
  g_autoptr(GError) error = NULL;
  guint16 port;

  self->certificate = g_tls_certificate_new_from_file (path, &error);
  g_assert_no_error (error);
  self->service = g_threaded_socket_service_new (4);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("https://localhost:%u", port);
  g_signal_connect (self->service, "run", G_CALLBACK (serve), self);
  g_socket_service_start (self->service);
}

static void
server_clear (Server *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_object_unref (self->certificate);
  g_free (self->url);
}

static BatchResponse *
ask (Server  *server,
     GError **error)
{
  g_autoptr(BatchClient) client = batch_client_new (server->url, NULL, NULL, NULL);

  return send_text (client, "{}", NULL, error);
}

static void
test_unknown (void)
{
  Server server;
  g_autoptr(GError) error = NULL;

  g_unsetenv ("SSL_CERT_FILE");
  server_init (&server);
  g_assert_null (ask (&server, &error));
  g_assert_error (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNTRUSTED);
  g_assert_nonnull (strstr (error->message, "SSL_CERT_FILE"));
  server_clear (&server);
}

static void
test_trusted (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "backend", "localhost.pem", NULL);
  Server server;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = NULL;

  g_setenv ("SSL_CERT_FILE", path, TRUE);
  server_init (&server);
  response = ask (&server, &error);
  g_assert_no_error (error);
  assert_body (response, "{}");
  server_clear (&server);
}

static void
test_no_such_file (void)
{
  Server server;
  g_autoptr(GError) error = NULL;

  g_setenv ("SSL_CERT_FILE", "no-such-file.pem", TRUE);
  server_init (&server);
  g_test_expect_message ("Batch", G_LOG_LEVEL_WARNING, "*no-such-file.pem, which cannot be used*");
  g_assert_null (ask (&server, &error));
  g_test_assert_expected_messages ();
  g_assert_error (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNTRUSTED);
  server_clear (&server);
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);

  g_test_add_func ("/batch/backend/certificates/unknown", test_unknown);
  g_test_add_func ("/batch/backend/certificates/trusted", test_trusted);
  g_test_add_func ("/batch/backend/certificates/no-such-file", test_no_such_file);

  return g_test_run ();
}
