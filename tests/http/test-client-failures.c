/* test-client-failures.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-client-private.h"

#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "http/client-fixture.h"
#include "support/test-support.h"

static const BatchClientSettings usual = BATCH_CLIENT_SETTINGS_INIT;

/* Connections that break */

static void
test_refused (void)
{
  g_autoptr(RawServer) server = raw_server_new (echo, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);

  g_clear_pointer (&server, raw_server_free);
  assert_fails (client, BATCH_TRANSPORT_ERROR_UNREACHABLE);
}

static void
test_unknown_host (void)
{
  g_autoptr(BatchClient) client = batch_client_new ("http://no-host.invalid", NULL, NULL, NULL);

  assert_fails (client, BATCH_TRANSPORT_ERROR_UNREACHABLE);
}

static void
say_at_once (RawConnection *connection,
             gpointer       user_data)
{
  raw_connection_say (connection, user_data);
  raw_connection_wait_closed (connection);
}

/* More than there is room for on the way. */
#define LARGE (24 * 1024 * 1024)
#define STILL_MS 50

/* Reads nothing, until nothing more comes because there is no room for it. */
static void
let_fill (RawConnection *connection)
{
  int had = -1;
  int has = 0;

  while (has != had || has == 0)
    {
      had = has;
      g_usleep (STILL_MS * 1000);
      g_assert_cmpint (ioctl (connection->fd, FIONREAD, &has), ==, 0);
    }
}

static void
refuse_early (RawConnection *connection,
              gpointer       user_data)
{
  let_fill (connection);
  raw_connection_say (connection, user_data);
}

static void
refuse_early_and_stay (RawConnection *connection,
                       gpointer       user_data)
{
  char head[64];

  g_assert_cmpint (recv (connection->fd, head, sizeof head, 0), ==, sizeof head);
  raw_connection_say (connection, user_data);
  raw_connection_wait_closed (connection);
}

/* Who closes without having read the request resets the connection, after what it has said. Who
 * does not close is not waited for, and gets no second request on that connection. */
static void
test_refused_early (void)
{
  static const RawServerFunc servers[] = { refuse_early, refuse_early_and_stay };
  static const char *const answers[] = {
    "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\n413",
    "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\n413",
  };
  g_autofree char *text = g_strnfill (LARGE, 'x');

  for (guint i = 0; i < 2 * G_N_ELEMENTS (servers); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (servers[i / 2], (gpointer) answers[i % 2]);
      g_autoptr(BatchClient) client = make_client (server, NULL);

      for (guint j = 1; j <= 3; j++)
        {
          g_autoptr(GError) error = NULL;
          g_autoptr(BatchResponse) response = send_text (client, text, NULL, &error);

          g_assert_no_error (error);
          g_assert_cmpint (response->status, ==, 413);
          assert_body (response, "413");
          g_assert_cmpuint (raw_server_count_connections (server), ==, j);
        }
    }
}

/* Whatever it says beside that is no reason to stop. */
static void
say_early_and_echo (RawConnection *connection,
                    gpointer       user_data)
{
  char head[64];

  /* It is there, and stays for the reader. */
  g_assert_cmpint (recv (connection->fd, head, sizeof head, MSG_PEEK), >, 0);
  raw_connection_say (connection, user_data);
  while (raw_connection_read_request (connection))
    raw_connection_answer (connection, "read");
}

static void
test_spoken_early (void)
{
  static const char *const words[] = { "", "HTTP/1.1 100 Continue\r\n\r\n" };
  g_autofree char *text = g_strnfill (LARGE, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (say_early_and_echo, (gpointer) words[i]);
      g_autoptr(BatchClient) client = make_client (server, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchResponse) response = send_text (client, text, NULL, &error);

      g_assert_no_error (error);
      assert_body (response, "read");
    }
}

static void
test_not_tls (void)
{
  g_autoptr(RawServer) server = raw_server_new (say_at_once, (gpointer) "HTTP/1.1 400 No\r\n\r\n");
  g_autofree char *url = g_strconcat ("https", raw_server_get_url (server) + strlen ("http"), NULL);
  g_autoptr(BatchClient) client = NULL;
  BatchClientSettings settings = usual;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_test_skip ("glib-networking is not installed");
      return;
    }

  /* Reading the certificates of the system takes its time. */
  settings.connect_ms = 60000;
  client = batch_client_new (url, NULL, &settings, NULL);
  assert_fails (client, BATCH_TRANSPORT_ERROR_UNREACHABLE);
}

static void
reset_before_headers (RawConnection *connection,
                      gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_reset (connection);
}

static void
reset_after_headers (RawConnection *connection,
                     gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_say (connection, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  raw_connection_reset (connection);
}

static void
close_at_once (RawConnection *connection,
               gpointer       user_data)
{
}

static void
test_lost (void)
{
  static const struct
  {
    RawServerFunc       func;
    BatchTransportError code;
  } cases[] = {
    { reset_before_headers, BATCH_TRANSPORT_ERROR_LOST },
    { reset_after_headers, BATCH_TRANSPORT_ERROR_CUT },
    { close_at_once, BATCH_TRANSPORT_ERROR_LOST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (cases[i].func, NULL);
      g_autoptr(BatchClient) client = make_client (server, NULL);

      assert_fails (client, cases[i].code);
      g_assert_cmpuint (raw_server_count_connections (server), ==, 1);
    }
}

static void
test_connections_are_reused (void)
{
  g_autoptr(RawServer) server = raw_server_new (echo, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);

  for (guint i = 0; i < 50; i++)
    assert_answers (client, "{}");

  g_assert_cmpuint (raw_server_count_requests (server), ==, 50);
  g_assert_cmpuint (raw_server_count_connections (server), ==, 1);
}

static void
answer_once (RawConnection *connection,
             gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_answer (connection, "{}");
}

static void
test_closed_between_requests (void)
{
  g_autoptr(RawServer) server = raw_server_new (answer_once, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);

  for (guint i = 0; i < 5; i++)
    {
      assert_answers (client, "{}");
      g_usleep (20000);
    }

  g_assert_cmpuint (raw_server_count_requests (server), ==, 5);
  g_assert_cmpuint (raw_server_count_connections (server), ==, 5);
}

/* What each connection does with its requests. */
typedef struct
{
  guint  n_answered;     /* by the first connection, before it is closed at a request */
  gulong working_us;     /* before it is closed */
  guint  n_good;         /* (atomic) so many more connections answer all they get */
} Closing;

static void
close_at_request (RawConnection *connection,
                  gpointer       user_data)
{
  Closing *closing = user_data;

  if (connection->number > 0 && g_atomic_int_get (&closing->n_good) > 0)
    {
      echo (connection, NULL);
      return;
    }

  for (guint i = 0; connection->number == 0 && i < closing->n_answered; i++)
    {
      raw_connection_read_request (connection);
      raw_connection_answer (connection, "{}");
    }
  raw_connection_read_request (connection);
  g_usleep (closing->working_us);
}

/* It is closed just as it is used again: by a new one, with all that was in it. */
static void
test_sent_again (void)
{
  Closing closing = { .n_answered = 1, .n_good = 1 };
  g_autoptr(RawServer) server = raw_server_new (close_at_request, &closing);
  g_autoptr(BatchClient) client = make_client (server, NULL);
  g_autoptr(BatchResponse) again = NULL;
  g_autoptr(GError) error = NULL;

  assert_answers (client, "{}");
  again = send_text (client, "{\"again\":1}", NULL, &error);
  g_assert_no_error (error);
  assert_body (again, "{\"again\":1}");
  g_assert_cmpuint (raw_server_count_requests (server), ==, 3);
  g_assert_cmpuint (raw_server_count_connections (server), ==, 2);
  assert_answers (client, "{}");
  g_assert_cmpuint (raw_server_count_connections (server), ==, 2);
}

/* Once. */
static void
test_lost_again (void)
{
  Closing closing = { .n_answered = 1 };
  g_autoptr(RawServer) server = raw_server_new (close_at_request, &closing);
  g_autoptr(BatchClient) client = make_client (server, NULL);

  assert_answers (client, "{}");
  assert_fails (client, BATCH_TRANSPORT_ERROR_LOST);
  g_assert_cmpuint (raw_server_count_requests (server), ==, 3);
  g_assert_cmpuint (raw_server_count_connections (server), ==, 2);
}

/* The server reads a request on a kept connection, is at it, and closes it: nobody knows
 * whether it did the work, so it must not be sent again behind our back.
 */
static void
test_never_sent_twice (void)
{
  Closing closing = { .n_answered = 1, .working_us = 1500000, .n_good = 1 };
  g_autoptr(RawServer) server = raw_server_new (close_at_request, &closing);
  g_autoptr(BatchClient) client = make_client (server, NULL);

  assert_answers (client, "{}");
  assert_fails (client, BATCH_TRANSPORT_ERROR_LOST);
  g_usleep (20000);
  g_assert_cmpuint (raw_server_count_requests (server), ==, 2);
  g_assert_cmpuint (raw_server_count_connections (server), ==, 1);
}

static void
die_at_request (RawConnection *connection,
                gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_answer (connection, "{}");
  raw_connection_read_request (connection);
  raw_server_stop_listening (connection->server);
}

/* One that dies of a request was there when it got it. */
static void
test_dies_at_request (void)
{
  g_autoptr(RawServer) server = raw_server_new (die_at_request, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);

  assert_answers (client, "{}");
  assert_fails (client, BATCH_TRANSPORT_ERROR_LOST);
  assert_fails (client, BATCH_TRANSPORT_ERROR_UNREACHABLE);
}

static void
answer_every_other (RawConnection *connection,
                    gpointer       user_data)
{
  if (!raw_connection_read_request (connection) || connection->number % 2 != 0)
    return;

  raw_connection_answer (connection, "{}");
  raw_connection_read_request (connection);
}

/* Nor is a GET, which libsoup would send again on a connection that was used before. */
static void
test_get_never_sent_twice (void)
{
  g_autoptr(RawServer) server = raw_server_new (answer_every_other, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(BatchResponse) response = NULL;
      g_autoptr(GError) error = NULL;

      batch_client_get_async (client, "/v1/models", NULL, batch_test_store_result, &result);
      batch_test_wait (&result);
      response = batch_client_get_finish (client, result, &error);
      if (i % 2 == 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_LOST);
      g_assert_cmpuint (raw_server_count_requests (server), ==, i + 1);
    }
}

static void
answer_too_much (RawConnection *connection,
                 gpointer       user_data)
{
  if (connection->number > 0)
    {
      echo (connection, NULL);
      return;
    }

  raw_connection_read_request (connection);
  raw_connection_say (connection,
                      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
                      "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled");
  raw_connection_wait_closed (connection);
}

/* What comes behind an answer must not become the answer of another item. */
static void
test_extra_answer_dropped (void)
{
  g_autoptr(RawServer) server = raw_server_new (answer_too_much, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);

  assert_answers (client, "{}");
  assert_answers (client, "{}");
  g_assert_cmpuint (raw_server_count_connections (server), ==, 2);
}

/* Answers that are too large */

static void
say_gigabyte (RawConnection *connection,
              gpointer       user_data)
{
  guint *n_written = user_data;
  g_autofree char *block = g_malloc (1024 * 1024);

  memset (block, 'x', 1024 * 1024);
  raw_connection_read_request (connection);
  raw_connection_say (connection, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
  for (guint i = 0; i < 1024 && raw_connection_write (connection, block, 1024 * 1024); i++)
    g_atomic_int_inc (n_written);
}

static long
peak_memory_kib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

static void
test_endless_answer (void)
{
  guint n_written = 0;
  g_autoptr(RawServer) server = raw_server_new (say_gigabyte, &n_written);
  g_autoptr(BatchClient) client = make_client (server, NULL);
  long before = peak_memory_kib ();

  assert_fails (client, BATCH_TRANSPORT_ERROR_TOO_LARGE);
  g_clear_pointer (&server, raw_server_free);

  g_assert_cmpuint (n_written, >=, 16);
  g_assert_cmpuint (n_written, <, 64);
  g_assert_cmpint (peak_memory_kib () - before, <, 100 * 1024);
}

static void
declare_gigabyte (RawConnection *connection,
                  gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_say (connection, "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
  raw_connection_wait_closed (connection);
}

static void
test_large_answer_refused (void)
{
  g_autoptr(RawServer) server = raw_server_new (declare_gigabyte, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);

  assert_fails (client, BATCH_TRANSPORT_ERROR_TOO_LARGE);
}

/* No warning of libsoup either, which would be fatal here. */
static void
test_impossible_length (void)
{
  static const char *const heads[] = {
    "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: -2\r\n\r\n{}",
    "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551611\r\n\r\n{}",
    "HTTP/1.1 503 Busy\r\nContent-Length: -5\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (say_at_once, (gpointer) heads[i]);
      g_autoptr(BatchClient) client = make_client (server, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchResponse) response = send_text (client, "{}", NULL, &error);

      g_assert_error (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_LENGTH);
      g_assert_nonnull (strstr (error->message, "Content-Length"));
      g_assert_null (response);
    }
}

static void
test_limit_is_exact (void)
{
  BatchClientSettings settings = usual;
  g_autoptr(RawServer) server = raw_server_new (echo, NULL);
  g_autoptr(BatchClient) client = NULL;
  g_autoptr(BatchResponse) fits = NULL;
  g_autoptr(BatchResponse) too_large = NULL;
  g_autoptr(GError) error = NULL;

  settings.response_limit = 8;
  client = make_client (server, &settings);

  fits = send_text (client, "12345678", NULL, &error);
  g_assert_no_error (error);
  assert_body (fits, "12345678");

  too_large = send_text (client, "123456789", NULL, &error);
  g_assert_error (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_TOO_LARGE);
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);
  g_test_add_func ("/batch/http/failures/refused", test_refused);
  g_test_add_func ("/batch/http/failures/unknown-host", test_unknown_host);
  g_test_add_func ("/batch/http/failures/refused-early", test_refused_early);
  g_test_add_func ("/batch/http/failures/spoken-early", test_spoken_early);
  g_test_add_func ("/batch/http/failures/not-tls", test_not_tls);
  g_test_add_func ("/batch/http/failures/lost", test_lost);
  g_test_add_func ("/batch/http/failures/connections-are-reused", test_connections_are_reused);
  g_test_add_func ("/batch/http/failures/closed-between-requests", test_closed_between_requests);
  g_test_add_func ("/batch/http/failures/sent-again", test_sent_again);
  g_test_add_func ("/batch/http/failures/lost-again", test_lost_again);
  g_test_add_func ("/batch/http/failures/dies-at-request", test_dies_at_request);
  g_test_add_func ("/batch/http/failures/never-sent-twice", test_never_sent_twice);
  g_test_add_func ("/batch/http/failures/get-never-sent-twice", test_get_never_sent_twice);
  g_test_add_func ("/batch/http/failures/extra-answer-dropped", test_extra_answer_dropped);
  g_test_add_func ("/batch/http/failures/endless-answer", test_endless_answer);
  g_test_add_func ("/batch/http/failures/large-answer-refused", test_large_answer_refused);
  g_test_add_func ("/batch/http/failures/impossible-length", test_impossible_length);
  g_test_add_func ("/batch/http/failures/limit-is-exact", test_limit_is_exact);
  return g_test_run ();
}
