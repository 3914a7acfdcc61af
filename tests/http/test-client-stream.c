/* test-client-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-client-private.h"

#include <string.h>

#include "http/client-fixture.h"
#include "support/test-support.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
#define CLOSE HEAD "Connection: close\r\n\r\n"
#define CHUNKED HEAD "Transfer-Encoding: chunked\r\n\r\n"
#define PIECE "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n"
#define ROLE "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"," \
             "\"content\":\"\"}}]}\n\n"
#define END "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
#define DONE "data: [DONE]\n\n"
/* PIECE, END and DONE as one chunk each, and the end of the chunks. */
#define CHUNKED_PIECE "39\r\n" PIECE "\r\n"
#define CHUNKED_END "43\r\n" END "\r\n"
#define CHUNKED_DONE "e\r\n" DONE "\r\n"
#define LAST_CHUNK "0\r\n\r\n"
#define ANSWER \
  "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\",\"role\":\"assistant\"}," \
  "\"finish_reason\":\"stop\"}]}"

static const BatchClientSettings usual = BATCH_CLIENT_SETTINGS_INIT;

static void
note_progress (BatchAnswerFold *answer,
               gpointer         user_data)
{
  guint *n_pieces = user_data;

  *n_pieces = batch_answer_fold_n_pieces (answer);
}

static BatchResponse *
stream (BatchClient  *client,
        guint        *n_pieces,
        GError      **error)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr(GAsyncResult) result = NULL;

  batch_client_stream_async (client, ENDPOINT, body, NULL, n_pieces != NULL ? note_progress : NULL,
                             n_pieces, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_client_send_finish (client, result, error);
}

static void
assert_streams (BatchClient *client,
                const char  *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = stream (client, NULL, &error);

  g_assert_no_error (error);
  assert_body (response, expected);
}

static void
say_and_close (RawConnection *connection,
               gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_say (connection, user_data);
}

static void
test_answers (void)
{
  static const struct
  {
    const char *said;
    const char *body;
  } cases[] = {
    { CLOSE PIECE END DONE, ANSWER },
    { CLOSE PIECE END, ANSWER },
    { CLOSE ": ping\n\n" PIECE ": ping\n\n" END DONE DONE, ANSWER },
    { CLOSE "data: \n\n" PIECE "data\n\n" END "data:\ndata:\n\n" DONE, ANSWER },
    { CHUNKED CHUNKED_PIECE CHUNKED_END CHUNKED_DONE LAST_CHUNK, ANSWER },
    { CHUNKED CHUNKED_PIECE CHUNKED_END, ANSWER },
    { HEAD "Content-Length: 138\r\n\r\n" PIECE END DONE, ANSWER },
    { CLOSE PIECE "data: {\"error\":\"Out of memory\"}\n\n", "{\"error\":\"Out of memory\"}" },
    { CLOSE PIECE "event: error\ndata: {\"message\":\"boom\"}\n\n",
      "{\"error\":{\"message\":\"boom\"}}" },
    { CLOSE PIECE "event: error\ndata: Out of \"memory\"\n\n",
      "{\"error\":\"Out of \\\"memory\\\"\"}" },
    { CLOSE "event: error\ndata: {\"error\":{\"code\":429}}\n\n" PIECE END DONE,
      "{\"error\":{\"code\":429}}" },
    { CLOSE "event: message\n" PIECE "event: error\n\n" END DONE, ANSWER },
    { "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", "{}" },
    /* Called something else. */
    { "HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream\r\nConnection: close\r\n\r\n"
      PIECE END DONE, ANSWER },
    { "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
      PIECE END DONE, ANSWER },
    { "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n: ping\n\n" PIECE END DONE, ANSWER },
    { HEAD "Content-Encoding: br\r\nConnection: close\r\n\r\n" PIECE END, ANSWER },
    { CLOSE "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}],\"p\":NaN}\n\n"
      END DONE, ANSWER },
    /* No events, whatever it is called; and blanks before what is one. */
    { HEAD "Content-Length: 11\r\n\r\n{\"a\":\n [1]}", "{\"a\":\n [1]}" },
    { CLOSE "\r\n {\"a\":\n\n1}\n", "\r\n {\"a\":\n\n1}\n" },
    { CHUNKED "1\r\n{\r\n1\r\n}\r\n" LAST_CHUNK, "{}" },
    { CLOSE "\n\n" PIECE END DONE, ANSWER },
    { "HTTP/1.1 500 No\r\nContent-Type: text/event-stream\r\nContent-Length: 3\r\n\r\nNo.", "No." },
  };

  g_assert_cmpuint (strlen (PIECE), ==, 0x39);
  g_assert_cmpuint (strlen (END), ==, 0x43);
  g_assert_cmpuint (strlen (PIECE END DONE), ==, 138);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (say_and_close, (gpointer) cases[i].said);
      g_autoptr(BatchClient) client = make_client (server, NULL);

      assert_streams (client, cases[i].body);
    }
}

static void
test_failures (void)
{
  static const struct
  {
    const char          *said;
    BatchTransportError  error;
  } cases[] = {
    { CLOSE, BATCH_TRANSPORT_ERROR_CUT },
    { CLOSE PIECE, BATCH_TRANSPORT_ERROR_CUT },
    { CLOSE DONE, BATCH_TRANSPORT_ERROR_CUT },
    { CLOSE PIECE "data: {\"cho", BATCH_TRANSPORT_ERROR_GARBLED },
    { CLOSE PIECE END "data: nonsense\n\n" DONE, BATCH_TRANSPORT_ERROR_GARBLED },
    { CHUNKED CHUNKED_PIECE, BATCH_TRANSPORT_ERROR_CUT },
    { CLOSE "[1]", BATCH_TRANSPORT_ERROR_CUT },
    { CHUNKED CHUNKED_PIECE LAST_CHUNK, BATCH_TRANSPORT_ERROR_CUT },
    { HEAD "Content-Length: 900\r\n\r\n" PIECE END, BATCH_TRANSPORT_ERROR_CUT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (say_and_close, (gpointer) cases[i].said);
      g_autoptr(BatchClient) client = make_client (server, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchResponse) response = stream (client, NULL, &error);

      g_assert_error (error, BATCH_TRANSPORT_ERROR, (int) cases[i].error);
      g_assert_null (response);
    }
}

static void
say_byte_by_byte (RawConnection *connection,
                  gpointer       user_data)
{
  raw_connection_read_request (connection);
  for (const char *at = user_data; *at != '\0'; at++)
    {
      raw_connection_write (connection, at, 1);
      g_usleep (100);
    }
}

static void
test_small_pieces (void)
{
  g_autoptr(RawServer) server = raw_server_new (say_byte_by_byte, (gpointer) CLOSE PIECE END DONE);
  g_autoptr(BatchClient) client = make_client (server, NULL);
  g_autoptr(GError) error = NULL;
  guint n_pieces = 0;
  g_autoptr(BatchResponse) response = stream (client, &n_pieces, &error);

  g_assert_no_error (error);
  assert_body (response, ANSWER);
  g_assert_cmpuint (n_pieces, ==, 1);
}

static void
say_to_each (RawConnection *connection,
             gpointer       user_data)
{
  while (raw_connection_read_request (connection))
    raw_connection_say (connection, user_data);
}

static void
test_connections_are_reused (void)
{
  static const char whole[] = CHUNKED CHUNKED_PIECE CHUNKED_END CHUNKED_DONE LAST_CHUNK;
  g_autoptr(RawServer) server = raw_server_new (say_to_each, (gpointer) whole);
  g_autoptr(BatchClient) client = make_client (server, NULL);

  for (guint i = 0; i < 20; i++)
    assert_streams (client, ANSWER);

  g_assert_cmpuint (raw_server_count_connections (server), ==, 1);
}

/* Says a text at once, another every 20 ms, and nothing more. */
typedef struct
{
  const char *text;
  const char *piece;            /* (nullable) */
} Talk;

static void
talk_on (RawConnection *connection,
         gpointer       user_data)
{
  const Talk *talk = user_data;

  raw_connection_read_request (connection);
  raw_connection_say (connection, talk->text);
  while (talk->piece != NULL &&
         raw_connection_write (connection, talk->piece, strlen (talk->piece)))
    g_usleep (20000);
  raw_connection_wait_closed (connection);
}

/* It said that it was done: that the connection stays open changes nothing. */
static void
test_open_end (void)
{
  Talk talk = { CLOSE PIECE END DONE, NULL };
  g_autoptr(RawServer) server = raw_server_new (talk_on, &talk);
  g_autoptr(BatchClient) client = make_client (server, NULL);

  assert_streams (client, ANSWER);
}

static void
test_stalls (void)
{
  static const struct
  {
    Talk                talk;
    gint64              first_byte_ms;
    gint64              idle_ms;
    BatchTransportError error;
  } cases[] = {
    { { CLOSE, NULL }, 200, 20000, BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT },
    { { CLOSE, ": ping\n\n" }, 200, 20000, BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT },
    { { CLOSE ROLE, NULL }, 400, 100, BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT },
    { { CLOSE ROLE, NULL }, 100, 400, BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT },
    { { CLOSE ROLE PIECE, NULL }, 20000, 200, BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT },
    { { CLOSE PIECE, NULL }, 20000, 200, BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT },
    { { CLOSE PIECE, ": ping\n\n" }, 20000, 200, BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT },
    { { CLOSE PIECE "data: {", NULL }, 20000, 200, BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Talk talk = cases[i].talk;
      BatchClientSettings settings = usual;
      g_autoptr(RawServer) server = raw_server_new (talk_on, &talk);
      g_autoptr(BatchClient) client = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchResponse) response = NULL;

      settings.first_byte_ms = cases[i].first_byte_ms;
      settings.idle_ms = cases[i].idle_ms;
      settings.stall_ms = 2 * cases[i].idle_ms;
      client = make_client (server, &settings);
      response = stream (client, NULL, &error);
      g_assert_error (error, BATCH_TRANSPORT_ERROR, (int) cases[i].error);
    }
}

/* The limit is for what is made of the stream, which may be longer by far. */
static void
test_limit (void)
{
  static const struct
  {
    Talk     talk;
    gboolean fits;
  } cases[] = {
    { { CLOSE PIECE PIECE PIECE PIECE PIECE PIECE PIECE PIECE PIECE PIECE END DONE, NULL }, TRUE },
    { { CLOSE, PIECE PIECE PIECE PIECE PIECE PIECE PIECE PIECE PIECE PIECE }, FALSE },
    { { CLOSE "data: ", "0123456789" }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Talk talk = cases[i].talk;
      BatchClientSettings settings = usual;
      g_autoptr(RawServer) server = raw_server_new (talk_on, &talk);
      g_autoptr(BatchClient) client = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchResponse) response = NULL;

      settings.response_limit = 500;
      client = make_client (server, &settings);
      response = stream (client, NULL, &error);
      if (cases[i].fits)
        g_assert_no_error (error);
      else
        g_assert_error (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_TOO_LARGE);
    }
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);

  g_test_add_func ("/batch/http/client-stream/answers", test_answers);
  g_test_add_func ("/batch/http/client-stream/failures", test_failures);
  g_test_add_func ("/batch/http/client-stream/small-pieces", test_small_pieces);
  g_test_add_func ("/batch/http/client-stream/connections-are-reused",
                   test_connections_are_reused);
  g_test_add_func ("/batch/http/client-stream/open-end", test_open_end);
  g_test_add_func ("/batch/http/client-stream/stalls", test_stalls);
  g_test_add_func ("/batch/http/client-stream/limit", test_limit);

  return g_test_run ();
}
