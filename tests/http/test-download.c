/* test-download.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-client-private.h"

#include <string.h>

#include "http/client-fixture.h"
#include "support/test-support.h"

/* Bodies that go to a file, and never into one half without anybody being told. */

static const BatchClientSettings usual = BATCH_CLIENT_SETTINGS_INIT;

static BatchResponse *
download (BatchClient    *client,
          GOutputStream  *into,
          GCancellable   *cancellable,
          GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_client_download_async (client, "/v1/files/f/content", into, cancellable,
                               batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_client_get_finish (client, result, error);
}

static void
say (RawConnection *connection,
     gpointer       user_data)
{
  while (raw_connection_read_request (connection))
    raw_connection_say (connection, user_data);
}

static void
say_and_close (RawConnection *connection,
               gpointer       user_data)
{
  if (raw_connection_read_request (connection))
    raw_connection_say (connection, user_data);
}

static void
assert_written (GOutputStream *into,
                const char    *expected)
{
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (into);

  g_assert_cmpmem (g_memory_output_stream_get_data (memory),
                   g_memory_output_stream_get_data_size (memory), expected, strlen (expected));
}

/* --- Whole ones --- */

static void
test_whole (void)
{
  static const struct
  {
    const char *answer;
    gboolean    closes;
    const char *written;
  } cases[] = {
    { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\na\nb\nc", FALSE, "a\nb\nc" },
    { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", FALSE, "" },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", FALSE,
      "abc" },
    { "HTTP/1.1 200 OK\r\n\r\nas long as it is", TRUE, "as long as it is" },
    { "HTTP/1.1 206 Partial\r\nContent-Length: 1\r\n\r\na", FALSE, "a" },
    { "HTTP/1.1 204 No Content\r\n\r\n", FALSE, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (cases[i].closes ? say_and_close : say,
                                                    (gpointer) cases[i].answer);
      g_autoptr(BatchClient) client = make_client (server, NULL);
      g_autoptr(GOutputStream) into = g_memory_output_stream_new_resizable ();
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchResponse) response = download (client, into, NULL, &error);

      g_test_message ("case %u", i);
      g_assert_no_error (error);
      assert_body (response, "");
      assert_written (into, cases[i].written);
    }
}

#define LARGE (3 * 1024 * 1024)

static void
send_large (RawConnection *connection,
            gpointer       user_data)
{
  GBytes *body = user_data;
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", LARGE);

  while (raw_connection_read_request (connection))
    {
      raw_connection_say (connection, head);
      raw_connection_write (connection, g_bytes_get_data (body, NULL), LARGE);
    }
}

/* The limit of an answer is one of memory, and says nothing of files. */
static void
test_large (void)
{
  BatchClientSettings settings = usual;
  guint8 *data = g_malloc (LARGE);
  g_autoptr(GBytes) body = NULL;
  g_autoptr(RawServer) server = NULL;
  g_autoptr(BatchClient) client = NULL;
  g_autoptr(GOutputStream) into = NULL;
  g_autoptr(BatchResponse) response = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < LARGE; i++)
    data[i] = (guint8) (i ^ i >> 8 ^ i >> 16);
  body = g_bytes_new_take (data, LARGE);
  server = raw_server_new (send_large, body);
  settings.response_limit = 1024;
  client = make_client (server, &settings);

  into = g_memory_output_stream_new_resizable ();
  response = download (client, into, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (response->status, ==, 200);
  g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (into)),
                   g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (into)),
                   data, LARGE);
}

/* --- Those that are none --- */

/* Nothing of it goes to the file: what it says is the reason. */
static void
test_refused (void)
{
  static const struct
  {
    const char *answer;
    int         status;
    const char *body;
    const char *retry_after;    /* (nullable) */
  } cases[] = {
    { "HTTP/1.1 404 No\r\nContent-Length: 7\r\n\r\nno file", 404, "no file", NULL },
    { "HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\n{}", 401, "{}", NULL },
    { "HTTP/1.1 429 Slow\r\nContent-Length: 0\r\nRetry-After: 9\r\n\r\n", 429, "", "9" },
    { "HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n2\r\noh\r\n0\r\n\r\n", 500, "oh",
      NULL },
    { "HTTP/1.1 302 Found\r\nContent-Length: 1\r\nLocation: /x\r\n\r\nx", 302, "x", NULL },
    { "HTTP/1.1 304 Not Modified\r\n\r\n", 304, "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (say, (gpointer) cases[i].answer);
      g_autoptr(BatchClient) client = make_client (server, NULL);
      g_autoptr(GOutputStream) into = g_memory_output_stream_new_resizable ();
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchResponse) response = download (client, into, NULL, &error);

      g_test_message ("case %u", i);
      g_assert_no_error (error);
      g_assert_cmpint (response->status, ==, cases[i].status);
      g_assert_cmpstr (response->retry_after, ==, cases[i].retry_after);
      assert_body (response, cases[i].body);
      assert_written (into, "");
      g_assert_cmpuint (raw_server_count_requests (server), ==, 1);
    }
}

/* A page of errors without an end is not taken in as a whole. */
static void
refuse_without_end (RawConnection *connection,
                    gpointer       user_data)
{
  g_autofree char *page = g_strnfill (65536, 'x');

  raw_connection_read_request (connection);
  raw_connection_say (connection, "HTTP/1.1 500 Oh\r\nContent-Length: 99999999999\r\n\r\n");
  while (raw_connection_write (connection, page, 65536))
    continue;
}

static void
test_endless_refusal (void)
{
  g_autoptr(RawServer) server = raw_server_new (refuse_without_end, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);
  g_autoptr(GOutputStream) into = g_memory_output_stream_new_resizable ();
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = download (client, into, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (response->status, ==, 500);
  g_assert_cmpuint (g_bytes_get_size (response->body), <=, 65536);
  assert_written (into, "");
}

/* --- Those that break off --- */

static void
reset_at_once (RawConnection *connection,
               gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_reset (connection);
}

static void
reset_in_body (RawConnection *connection,
               gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_say (connection, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  raw_connection_reset (connection);
}

static void
fall_silent (RawConnection *connection,
             gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_say (connection, user_data);
  raw_connection_wait_closed (connection);
}

static void
test_broken (void)
{
  static const struct
  {
    RawServerFunc        func;
    const char          *said;
    BatchTransportError  code;
  } cases[] = {
    { reset_at_once, NULL, BATCH_TRANSPORT_ERROR_LOST },
    { say_and_close, "", BATCH_TRANSPORT_ERROR_LOST },
    { reset_in_body, NULL, BATCH_TRANSPORT_ERROR_CUT },
    { say_and_close, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
      BATCH_TRANSPORT_ERROR_CUT },
    { say_and_close, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", BATCH_TRANSPORT_ERROR_CUT },
    { say_and_close, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
      BATCH_TRANSPORT_ERROR_CUT },
    { say_and_close, "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc",
      BATCH_TRANSPORT_ERROR_LENGTH },
    { fall_silent, "HTTP/1.1 500 Oh\r\nContent-Length: -5\r\n\r\n",
      BATCH_TRANSPORT_ERROR_LENGTH },
    { fall_silent, "", BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT },
    { fall_silent, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
      BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT },
    { fall_silent, "HTTP/1.1 500 Oh\r\nContent-Length: 10\r\n\r\n",
      BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchClientSettings settings = usual;
      g_autoptr(RawServer) server = raw_server_new (cases[i].func, (gpointer) cases[i].said);
      g_autoptr(GOutputStream) into = g_memory_output_stream_new_resizable ();
      g_autoptr(BatchClient) client = NULL;
      g_autoptr(BatchResponse) response = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("case %u", i);
      if (cases[i].func == fall_silent)
        settings.idle_ms = 50;
      client = make_client (server, &settings);
      response = download (client, into, NULL, &error);
      g_assert_error (error, BATCH_TRANSPORT_ERROR, (int) cases[i].code);
      g_assert_null (response);
    }
}

/* --- A disk that is full --- */

/* A stream that takes no more than a few bytes. */
static void
test_full_disk (void)
{
  static char space[4];
  g_autoptr(RawServer) server =
    raw_server_new (say, (gpointer) "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789");
  g_autoptr(BatchClient) client = make_client (server, NULL);
  g_autoptr(GOutputStream) into = g_memory_output_stream_new (space, sizeof space, NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = download (client, into, NULL, &error);

  /* It is not the server that is to blame, nor tried again. */
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_null (response);
  g_assert_cmpuint (raw_server_count_requests (server), ==, 1);
}

/* --- Cancelling --- */

static void
cancel_in_body (RawConnection *connection,
                gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_say (connection, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  g_cancellable_cancel (user_data);
  raw_connection_wait_closed (connection);
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(RawServer) server = raw_server_new (cancel_in_body, cancellable);
  g_autoptr(BatchClient) client = make_client (server, NULL);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GOutputStream) into = g_memory_output_stream_new_resizable ();
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchResponse) response = download (client, into, cancellable, &error);

      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_null (response);
      g_assert_cmpuint (raw_server_count_requests (server), ==, 1);
    }
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);

  g_test_add_func ("/batch/http/download/whole", test_whole);
  g_test_add_func ("/batch/http/download/large", test_large);
  g_test_add_func ("/batch/http/download/refused", test_refused);
  g_test_add_func ("/batch/http/download/endless-refusal", test_endless_refusal);
  g_test_add_func ("/batch/http/download/broken", test_broken);
  g_test_add_func ("/batch/http/download/full-disk", test_full_disk);
  g_test_add_func ("/batch/http/download/cancelled", test_cancelled);

  return g_test_run ();
}
