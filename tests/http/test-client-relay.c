/* test-client-relay.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-client-private.h"

#include <string.h>

#include "http/client-fixture.h"
#include "support/test-support.h"

/* Streams that are handed on as they come. */

#define EVENTS "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
#define LINES "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n"
#define PIECE "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n"
#define DONE "data: [DONE]\n\n"
#define OLLAMA_PIECE "{\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"content\":\"a\"}}\n"
#define OLLAMA_END "{\"created_at\":\"2026-01-01T00:00:01Z\",\"message\":{\"content\":\"\"}," \
                   "\"done\":true,\"done_reason\":\"stop\"}\n"

typedef struct
{
  GString  *text;
  guint     n_begun;
  gboolean  full;                  /* can take no more */
} Taker;

static void
begin (gpointer user_data)
{
  ((Taker *) user_data)->n_begun++;
}

static void
piece (GBytes   *bytes,
       gpointer  user_data)
{
  g_string_append_len (((Taker *) user_data)->text, g_bytes_get_data (bytes, NULL),
                       (gssize) g_bytes_get_size (bytes));
}

static gboolean
ready (gpointer user_data)
{
  return !((Taker *) user_data)->full;
}

static const BatchRelay relay = { begin, piece, ready };

static void
relay_async (BatchClient     *client,
             BatchReplyForm   form,
             BatchEndpoint    asked,
             Taker           *taker,
             GAsyncResult   **result)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  BatchWire wire = { (char *) ENDPOINT, body, form, asked };

  batch_client_relay_async (client, &wire, FALSE, NULL, &relay, taker, NULL,
                            batch_test_store_result, result);
}

static void
say_and_close (RawConnection *connection,
               gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_say (connection, user_data);
}

static const struct
{
  const char *said;
  const char *handed_on;           /* without a stream: the body of the answer */
  int         error;               /* 0: none */
  BatchReplyForm form;
  BatchEndpoint asked;
} cases[] = {
  { EVENTS PIECE DONE, PIECE DONE },
  { EVENTS ": ping\n\n" PIECE PIECE DONE, ": ping\n\n" PIECE PIECE DONE },
  { EVENTS PIECE, PIECE, BATCH_TRANSPORT_ERROR_CUT },
  { EVENTS, "", BATCH_TRANSPORT_ERROR_CUT },
  { EVENTS PIECE "data: {\"error\":{\"message\":\"no\"}}\n\n",
    PIECE "data: {\"error\":{\"message\":\"no\"}}\n\n" },
  { EVENTS "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n" },
  { EVENTS "data: {\"delta\":\"\\\"message_stop\\\"\"}\n\n",
    "data: {\"delta\":\"\\\"message_stop\\\"\"}\n\n", BATCH_TRANSPORT_ERROR_CUT },
  { EVENTS "data: {\"type\":\"response.completed\"}\n\n",
    "data: {\"type\":\"response.completed\"}\n\n" },
  { "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", "{}" },
  { "HTTP/1.1 429 No\r\nContent-Type: text/event-stream\r\nContent-Length: 3\r\n\r\nNo.", "No." },
  { LINES OLLAMA_PIECE "nonsense\n", NULL, BATCH_TRANSPORT_ERROR_GARBLED,
    BATCH_REPLY_OLLAMA_CHAT },
  { LINES OLLAMA_PIECE, NULL, BATCH_TRANSPORT_ERROR_CUT, BATCH_REPLY_OLLAMA_CHAT },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (say_and_close, (gpointer) cases[i].said);
      g_autoptr(BatchClient) client = make_client (server, NULL);
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(BatchResponse) response = NULL;
      g_autoptr(GError) error = NULL;
      Taker taker = { text, 0, FALSE };

      relay_async (client, cases[i].form, cases[i].asked, &taker, &result);
      batch_test_wait (&result);
      response = batch_client_send_finish (client, result, &error);
      if ((error != NULL ? error->code : 0) != cases[i].error)
        g_error ("%u: %s", i, error != NULL ? error->message : "it is good");
      if (taker.n_begun == 0)
        assert_body (response, cases[i].handed_on);
      else if (cases[i].handed_on != NULL)
        g_assert_cmpstr (text->str, ==, cases[i].handed_on);
    }
}

/* Each of its lines is an event, and all are of one answer. */
static void
test_ollama (void)
{
  g_autoptr(RawServer) server =
    raw_server_new (say_and_close, (gpointer) (LINES OLLAMA_PIECE OLLAMA_END));
  g_autoptr(BatchClient) client = make_client (server, NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchResponse) response = NULL;
  g_auto(GStrv) events = NULL;
  Taker taker = { text, 0, FALSE };

  relay_async (client, BATCH_REPLY_OLLAMA_CHAT, BATCH_ENDPOINT_NONE, &taker, &result);
  batch_test_wait (&result);
  response = batch_client_send_finish (client, result, NULL);
  g_assert_nonnull (response);

  events = g_strsplit (text->str, "\n\n", -1);
  g_assert_cmpuint (g_strv_length (events), ==, 4);
  g_assert_true (g_str_has_prefix (events[0], "data: {\"id\":\"chatcmpl-"));
  g_assert_nonnull (strstr (events[0], "\"content\":\"a\""));
  g_assert_nonnull (strstr (events[1], "\"finish_reason\":\"stop\""));
  g_assert_cmpint (strncmp (events[0], events[1], strlen ("data: {\"id\":\"chatcmpl-00000000")),
                   ==, 0);
  g_assert_cmpstr (events[2], ==, "data: [DONE]");
  g_assert_cmpstr (events[3], ==, "");
}

#define N_PIECES 200000

static void
say_much (RawConnection *connection,
          gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_say (connection, EVENTS);
  for (guint i = 0; i < N_PIECES; i++)
    if (!raw_connection_write (connection, PIECE, strlen (PIECE)))
      return;
  raw_connection_say (connection, DONE);
}

static gboolean
let_go_on_cb (gpointer user_data)
{
  Taker *taker = user_data;

  /* What one turn reads came, and nothing more. */
  g_assert_cmpuint (taker->text->len, <=, 4 * 64 * 1024);
  taker->full = FALSE;
  return G_SOURCE_REMOVE;
}

/* Whoever takes slowly is read for slowly: the rest stays in the sockets. */
static void
test_holds (void)
{
  g_autoptr(RawServer) server = raw_server_new (say_much, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchResponse) response = NULL;
  Taker taker = { text, 0, TRUE };

  relay_async (client, BATCH_REPLY_PLAIN, BATCH_ENDPOINT_NONE, &taker, &result);
  g_timeout_add (300, let_go_on_cb, &taker);
  batch_test_wait (&result);
  response = batch_client_send_finish (client, result, NULL);
  g_assert_nonnull (response);
  g_assert_cmpuint (text->len, ==, N_PIECES * strlen (PIECE) + strlen (DONE));
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* Whoever holds it up may leave. */
static void
test_cancels (void)
{
  g_autoptr(RawServer) server = raw_server_new (say_much, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchWire wire = { (char *) ENDPOINT, body, BATCH_REPLY_PLAIN };
  Taker taker = { text, 0, TRUE };

  batch_client_relay_async (client, &wire, FALSE, NULL, &relay, &taker, cancellable,
                            batch_test_store_result, &result);
  g_timeout_add (200, cancel_cb, cancellable);
  batch_test_wait (&result);
  g_assert_null (batch_client_send_finish (client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  client_init (&argc, &argv);

  g_test_add_func ("/batch/http/client-relay/cases", test_cases);
  g_test_add_func ("/batch/http/client-relay/ollama", test_ollama);
  g_test_add_func ("/batch/http/client-relay/holds", test_holds);
  g_test_add_func ("/batch/http/client-relay/cancels", test_cancels);

  return g_test_run ();
}
