/* test-client.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-client-private.h"

#include <string.h>

#include "batch-types.h"
#include "http/client-fixture.h"
#include "support/test-support.h"

/* What is sent, and what is made of the answer */

static void
answer_with_headers (RawConnection *connection,
                     gpointer       user_data)
{
  char **seen = user_data;

  raw_connection_read_request (connection);
  g_atomic_pointer_set (seen, g_strdup (connection->request->str));
  raw_connection_say (connection,
                      "HTTP/1.1 503 Service Unavailable\r\n"
                      "Content-Type: text/plain; charset=utf-8\r\n"
                      "X-Request-Id: req-7\r\n"
                      "Retry-After: 12\r\n"
                      "X-RateLimit-Remaining: 0\r\n"
                      "X-RateLimit-Reset: 1000000007\r\n"
                      "Date: Sun, 09 Sep 2001 01:46:40 GMT\r\n"
                      "Content-Length: 3\r\n\r\n\xc3\x28\x01");
}

static void
test_request_and_response (void)
{
  g_autofree char *seen = NULL;
  g_autoptr(RawServer) server = raw_server_new (answer_with_headers, &seen);
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchClient) client = batch_client_new (raw_server_get_url (server), "sk-secret", NULL,
                                                    &error);
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"a\":  1}\n", 10);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchResponse) response = NULL;

  batch_client_send_async (client, ENDPOINT, body, "item_1-1", NULL, batch_test_store_result,
                           &result);
  batch_test_wait (&result);
  response = batch_client_send_finish (client, result, &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (seen, "POST /v1/chat/completions HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (seen, "\r\nAuthorization: Bearer sk-secret\r\n"));
  g_assert_nonnull (strstr (seen, "\r\nIdempotency-Key: item_1-1\r\n"));
  g_assert_nonnull (strstr (seen, "\r\nContent-Type: application/json\r\n"));
  g_assert_null (strstr (seen, "Accept-Encoding"));
  g_assert_true (g_str_has_suffix (seen, "\r\n\r\n{\"a\":  1}\n"));

  g_assert_cmpint (response->status, ==, 503);
  g_assert_cmpstr (response->request_id, ==, "req-7");
  g_assert_cmpstr (response->content_type, ==, "text/plain; charset=utf-8");
  g_assert_cmpstr (response->retry_after, ==, "12");
  g_assert_cmpint (response->limit_reset_ms, ==, 7000);
  g_assert_null (response->location);
  assert_body (response, "\xc3\x28\x01");
}

static void
answer_path (RawConnection *connection,
             gpointer       user_data)
{
  while (raw_connection_read_request (connection))
    {
      g_auto(GStrv) words = g_strsplit (connection->request->str, " ", 3);

      raw_connection_answer (connection, words[1]);
    }
}

static void
test_base_url (void)
{
  static const char *suffixes[] = { "", "/", "/v1", "/v1/", "//" };
  g_autoptr(RawServer) server = raw_server_new (answer_path, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *url = g_strconcat (raw_server_get_url (server), suffixes[i], NULL);
      g_autoptr(BatchClient) client = batch_client_new (url, NULL, NULL, NULL);

      assert_answers (client, ENDPOINT);
    }
}

static void
test_get (void)
{
  g_autoptr(RawServer) server = raw_server_new (answer_path, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = NULL;

  batch_client_get_async (client, "/v1/models", NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  response = batch_client_get_finish (client, result, &error);

  g_assert_no_error (error);
  assert_body (response, "/v1/models");
}

static void
test_bad_arguments (void)
{
  g_autoptr(GError) url_error = NULL;
  g_autoptr(GError) key_error = NULL;
  g_autoptr(GError) path_error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchClient) client = batch_client_new ("http://127.0.0.1:1", NULL, NULL, NULL);

  g_assert_null (batch_client_new ("localhost:8080", NULL, NULL, &url_error));
  g_assert_error (url_error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);

  g_assert_null (batch_client_new ("http://127.0.0.1", "two\r\nlines", NULL, &key_error));
  g_assert_error (key_error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_assert_null (strstr (key_error->message, "two"));

  batch_client_get_async (client, "v1/models", NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_null (batch_client_get_finish (client, result, &path_error));
  g_assert_error (path_error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
}

static void
redirect (RawConnection *connection,
          gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_say (connection, "HTTP/1.1 307 Temporary Redirect\r\nLocation: ");
  raw_connection_say (connection, user_data);
  raw_connection_say (connection, "\r\nContent-Length: 0\r\n\r\n");
}

static void
check_redirect (const char *location,
                const char *host,
                const char *path)
{
  g_autoptr(RawServer) server = raw_server_new (redirect, (gpointer) location);
  g_autoptr(BatchClient) client = make_client (server, NULL);
  g_autofree char *expected = g_strconcat (host != NULL ? host : raw_server_get_url (server), path,
                                           NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = send_text (client, "{}", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (response->status, ==, 307);
  g_assert_cmpstr (response->location, ==, expected);
  g_assert_true (g_str_has_prefix (response->points_from, raw_server_get_url (server)));
}

static void
test_redirect_not_followed (void)
{
  check_redirect ("http://example.invalid/v1", "http://example.invalid", "/v1");
  check_redirect ("/real/v1/models", NULL, "/real/v1/models");
  check_redirect ("//example.invalid/v1", "http://example.invalid", "/v1");
  check_redirect ("http://[", "http://[", "");
  check_redirect ("", NULL, "/v1/chat/completions");
}

static void
misdirect (RawConnection *connection,
           gpointer       user_data)
{
  while (raw_connection_read_request (connection))
    raw_connection_say (connection,
                        "HTTP/1.1 421 Misdirected Request\r\n"
                        "Content-Length: 4\r\n\r\nNot.");
}

static void
test_misdirected_not_sent_again (void)
{
  g_autoptr(RawServer) server = raw_server_new (misdirect, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 1; i <= 2; i++)
    {
      g_autoptr(BatchResponse) response = send_text (client, "{}", NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (response->status, ==, 421);
      assert_body (response, "Not.");
      g_assert_cmpuint (raw_server_count_requests (server), ==, i);
    }
}

static void
ask_for_password (RawConnection *connection,
                  gpointer       user_data)
{
  while (raw_connection_read_request (connection))
    raw_connection_say (connection,
                        "HTTP/1.1 401 Unauthorized\r\n"
                        "WWW-Authenticate: Basic realm=\"x\"\r\n"
                        "Content-Length: 0\r\n\r\n");
}

static void
test_password_not_asked (void)
{
  g_autoptr(RawServer) server = raw_server_new (ask_for_password, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);
  g_autoptr(BatchResponse) response = send_text (client, "{}", NULL, NULL);

  g_assert_cmpint (response->status, ==, 401);
  g_assert_cmpuint (raw_server_count_requests (server), ==, 1);
}

static void
answer_with_text (RawConnection *connection,
                  gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_say (connection, user_data);
}

static void
test_framings (void)
{
  static const struct
  {
    const char *text;
    const char *body; /* NULL: cut, or with an empty text lost */
    gboolean    may_be_lost;
  } cases[] = {
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "abcde" },
    { "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok" },
    { "HTTP/1.0 200 OK\r\n\r\nuntil the end", "until the end" },
    { "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end", "until the end" },
    { "HTTP/1.1 204 No Content\r\n\r\n", "" },
    { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "" },
    { "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nx\037y", "x\037y" },
    { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\357\273\277{}", "{}" },

    /* Older libsoup takes this for the end; that the body is not JSON is seen later. */
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n", "", TRUE },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "abc", TRUE },

    { "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", NULL },
    { "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nshort", NULL },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5\r\nde", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (answer_with_text, (gpointer) cases[i].text);
      g_autoptr(BatchClient) client = make_client (server, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchResponse) response = send_text (client, "{}", NULL, &error);

      g_test_message ("case %u", i);
      if (cases[i].body == NULL || (cases[i].may_be_lost && error != NULL))
        {
          g_assert_error (error, BATCH_TRANSPORT_ERROR,
                          (*cases[i].text == '\0' ? BATCH_TRANSPORT_ERROR_LOST
                                                  : BATCH_TRANSPORT_ERROR_CUT));
          continue;
        }

      g_assert_no_error (error);
      assert_body (response, cases[i].body);
    }
}

static void
test_not_http (void)
{
  static const char *texts[] = {
    "SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "HTTP/9.x hello\r\n\r\n",
    "\x16\x03\x01\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (answer_with_text, (gpointer) texts[i]);
      g_autoptr(BatchClient) client = make_client (server, NULL);

      assert_fails (client, BATCH_TRANSPORT_ERROR_NOT_HTTP);
    }
}

static void
echo_in_chunks (RawConnection *connection,
                gpointer       user_data)
{
  while (raw_connection_read_request (connection))
    {
      gsize length = connection->request->len - connection->body;
      g_autofree char *head = g_strdup_printf ("HTTP/1.1 200 OK\r\n"
                                               "Transfer-Encoding: chunked\r\n\r\n"
                                               "%" G_GSIZE_MODIFIER "x\r\n", length);

      raw_connection_say (connection, head);
      raw_connection_write (connection, connection->request->str + connection->body, length);
      raw_connection_say (connection, "\r\n0\r\n\r\n");
    }
}

/* The sizes around those of the buffers are where the last piece may be missed. */
static void
test_large_bodies (void)
{
  static const RawServerFunc funcs[] = { echo, echo_in_chunks };
  static const guint sizes[] = { 65536, 131072, 262144, 262145, 1048576, 8388608 };

  for (guint i = 0; i < G_N_ELEMENTS (funcs) * G_N_ELEMENTS (sizes) * 2; i++)
    {
      g_autoptr(RawServer) server = raw_server_new (funcs[i % 2], NULL);
      g_autoptr(BatchClient) client = make_client (server, NULL);
      g_autofree char *text = g_strnfill (sizes[i / 2 % G_N_ELEMENTS (sizes)], 'y');
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchResponse) response = send_text (client, text, NULL, &error);

      g_assert_no_error (error);
      assert_body (response, text);
    }
}

/* Many at once */

typedef struct
{
  guint     n_left;
  gboolean *seen;
} Many;

static void
many_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Many *many = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response =
    batch_client_send_finish (BATCH_CLIENT (source), result, &error);
  g_autofree char *text = NULL;
  gboolean *seen;

  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body));
  seen = &many->seen[g_ascii_strtoull (text, NULL, 10)];
  g_assert_false (*seen);
  *seen = TRUE;
  many->n_left--;
}

static void
test_many_at_once (void)
{
  gboolean seen[100] = { FALSE, };
  Many many = { .n_left = G_N_ELEMENTS (seen), .seen = seen };
  g_autoptr(RawServer) server = raw_server_new (echo, NULL);
  g_autoptr(BatchClient) client = make_client (server, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));

      batch_client_send_async (client, ENDPOINT, body, NULL, NULL, many_cb, &many);
    }
  while (many.n_left > 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (raw_server_count_requests (server), ==, G_N_ELEMENTS (seen));
  g_assert_cmpuint (raw_server_count_connections (server), <=, G_N_ELEMENTS (seen));
  g_assert_finalize_object (g_steal_pointer (&client));
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);
  g_test_add_func ("/batch/http/client/request-and-response", test_request_and_response);
  g_test_add_func ("/batch/http/client/base-url", test_base_url);
  g_test_add_func ("/batch/http/client/get", test_get);
  g_test_add_func ("/batch/http/client/bad-arguments", test_bad_arguments);
  g_test_add_func ("/batch/http/client/redirect-not-followed", test_redirect_not_followed);
  g_test_add_func ("/batch/http/client/misdirected-not-sent-again",
                   test_misdirected_not_sent_again);
  g_test_add_func ("/batch/http/client/password-not-asked", test_password_not_asked);
  g_test_add_func ("/batch/http/client/framings", test_framings);
  g_test_add_func ("/batch/http/client/not-http", test_not_http);
  g_test_add_func ("/batch/http/client/large-bodies", test_large_bodies);
  g_test_add_func ("/batch/http/client/many-at-once", test_many_at_once);
  return g_test_run ();
}
