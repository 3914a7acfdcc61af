/* test-certificates.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-client-private.h"

#include <string.h>

#include "http/client-fixture.h"
#include "support/test-support.h"

/* Who may be spoken to by TLS, and how. */

#define BODY   "{\"number\":1}"
#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"

/* One for all of them, and to the end: nobody can tell when its threads have let go of it. */
static struct
{
  GSocketService  *service;
  GTlsCertificate *certificate;
  char            *path;        /* of that */
  char            *url;
  int              knows_http2; /* (atomic) or says so, and hangs up */
  int              n_hung_up;   /* (atomic) */
} server;

/* FALSE: the client has gone before. */
static gboolean
read_request (GIOStream *stream)
{
  g_autoptr(GString) request = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  while (memmem (request->str, request->len, BODY, strlen (BODY)) == NULL)
    {
      n = g_input_stream_read (g_io_stream_get_input_stream (stream), buffer, sizeof buffer, NULL,
                               NULL);
      if (n <= 0)
        return FALSE;
      g_string_append_len (request, buffer, n);
    }

  return TRUE;
}

/* Runs in a thread. */
static gboolean
serve (GThreadedSocketService *service,
       GSocketConnection      *plain,
       GObject                *source,
       gpointer                user_data)
{
  g_autoptr(GIOStream) secure = g_tls_server_connection_new (G_IO_STREAM (plain),
                                                             server.certificate, NULL);
  static const char *const both[] = { "h2", "http/1.1", NULL };

  if (g_atomic_int_get (&server.knows_http2))
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (secure), both);
  if (!read_request (secure))
    return TRUE;
  if (g_strcmp0 (g_tls_connection_get_negotiated_protocol (G_TLS_CONNECTION (secure)), "h2") == 0)
    g_atomic_int_inc (&server.n_hung_up);
  else
    g_output_stream_write_all (g_io_stream_get_output_stream (secure), ANSWER, strlen (ANSWER),
                               NULL, NULL, NULL);
  g_io_stream_close (secure, NULL, NULL);
  return TRUE;
}

static void
start_server (void)
{
  g_autoptr(GError) error = NULL;
  guint16 port;

  server.path = g_test_build_filename (G_TEST_DIST, "http", "localhost.pem", NULL);
  server.certificate = g_tls_certificate_new_from_file (server.path, &error);
  g_assert_no_error (error);
  server.service = g_threaded_socket_service_new (4);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (server.service), NULL, &error);
  g_assert_no_error (error);
  server.url = g_strdup_printf ("https://localhost:%u", port);
  g_signal_connect (server.service, "run", G_CALLBACK (serve), NULL);
  g_socket_service_start (server.service);
}

/* On a busy machine the first takes its time: it reads all that the system trusts. */
static BatchClient *
make_patient_client (void)
{
  BatchClientSettings settings = BATCH_CLIENT_SETTINGS_INIT;

  settings.connect_ms = 60000;
  return batch_client_new (server.url, NULL, &settings, NULL);
}

static BatchResponse *
ask (GError **error)
{
  g_autoptr(BatchClient) client = make_patient_client ();

  return send_text (client, BODY, NULL, error);
}

static void
test_unknown (void)
{
  g_autoptr(GError) error = NULL;

  g_unsetenv ("SSL_CERT_FILE");
  g_assert_null (ask (&error));
  g_assert_error (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNTRUSTED);
  g_assert_nonnull (strstr (error->message, "SSL_CERT_FILE"));
}

static void
test_trusted (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = NULL;

  g_setenv ("SSL_CERT_FILE", server.path, TRUE);
  response = ask (&error);
  g_assert_no_error (error);
  assert_body (response, "{}");
}

static void
test_no_such_file (void)
{
  g_autoptr(GError) error = NULL;

  g_setenv ("SSL_CERT_FILE", "no-such-file.pem", TRUE);
  g_test_expect_message ("Batch", G_LOG_LEVEL_WARNING, "*no-such-file.pem, which cannot be used*");
  g_assert_null (ask (&error));
  g_test_assert_expected_messages ();
  g_assert_error (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_UNTRUSTED);
}

/* Who loses requests over HTTP/2 is asked for HTTP/1.1. */
static void
test_wary (void)
{
  g_autoptr(BatchClient) client = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = NULL;

  g_setenv ("SSL_CERT_FILE", server.path, TRUE);
  g_atomic_int_set (&server.knows_http2, TRUE);
  client = make_patient_client ();
  g_assert_null (send_text (client, BODY, NULL, &error));
  g_assert_error (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_LOST);
  g_assert_cmpint (g_atomic_int_get (&server.n_hung_up), >, 0);
  g_clear_error (&error);

  response = send_text (client, BODY, NULL, &error);
  g_assert_no_error (error);
  assert_body (response, "{}");
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);
  start_server ();

  g_test_add_func ("/batch/http/certificates/unknown", test_unknown);
  g_test_add_func ("/batch/http/certificates/trusted", test_trusted);
  g_test_add_func ("/batch/http/certificates/no-such-file", test_no_such_file);
  g_test_add_func ("/batch/http/certificates/wary", test_wary);

  return g_test_run ();
}
