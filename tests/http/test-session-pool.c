/* test-session-pool.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-session-pool-private.h"

static void
take_many (BatchSessionPool   *pool,
           BatchPooledSession *taken[],
           guint               n)
{
  for (guint i = 0; i < n; i++)
    taken[i] = batch_session_pool_take (pool);
}

static void
test_few_requests_share_one (void)
{
  BatchSessionPool *pool = batch_session_pool_new ("http://127.0.0.1:8080");
  BatchPooledSession *taken[4];

  take_many (pool, taken, 4);
  g_assert_cmpuint (batch_session_pool_count (pool), ==, 1);
  for (guint i = 1; i < 4; i++)
    g_assert_true (taken[i] == taken[0]);

  batch_session_pool_free (pool);
}

static void
test_more_get_another (void)
{
  BatchSessionPool *pool = batch_session_pool_new ("http://127.0.0.1:8080");
  BatchPooledSession *taken[10];

  take_many (pool, taken, 10);
  g_assert_cmpuint (batch_session_pool_count (pool), ==, 3);
  g_assert_true (taken[4] != taken[0]);
  g_assert_true (taken[7] == taken[4]);
  g_assert_true (taken[8] != taken[4]);

  batch_session_pool_free (pool);
}

/* So that idle connections gather where nobody looks at them. */
static void
test_first_with_room (void)
{
  BatchSessionPool *pool = batch_session_pool_new ("http://127.0.0.1:8080");
  BatchPooledSession *taken[8];

  take_many (pool, taken, 8);
  batch_session_pool_give (pool, taken[7]);
  batch_session_pool_give (pool, taken[3]);
  g_assert_true (batch_session_pool_take (pool) == taken[0]);
  g_assert_true (batch_session_pool_take (pool) == taken[7]);
  g_assert_cmpuint (batch_session_pool_count (pool), ==, 2);

  batch_session_pool_free (pool);
}

/* Where one connection carries many requests. */
static void
test_tls (void)
{
  BatchSessionPool *pool = batch_session_pool_new ("https://models.example");
  BatchPooledSession *taken[65];

  take_many (pool, taken, 65);
  g_assert_true (taken[63] == taken[0]);
  g_assert_true (taken[64] != taken[0]);

  batch_session_pool_free (pool);
}

/* As libsoup does it, which drops the body before. */
static void
test_restarted (void)
{
  BatchSessionPool *pool = batch_session_pool_new ("https://127.0.0.1:8443");
  BatchPooledSession *session = batch_session_pool_take (pool);
  g_autoptr(SoupMessage) message = soup_message_new ("POST", "https://127.0.0.1:8443/");
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"a\":1}", 7);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  batch_pooled_session_fit (session, message, body);
  g_assert_cmpint (soup_message_headers_get_content_length (headers), ==, 7);
  for (guint i = 0; i < 2; i++)
    {
      soup_message_set_request_body (message, NULL, NULL, 0);
      g_assert_cmpint (soup_message_headers_get_content_length (headers), ==, 0);
      g_signal_emit_by_name (message, "restarted");
      g_assert_cmpint (soup_message_headers_get_content_length (headers), ==, 7);
      g_assert_cmpstr (soup_message_headers_get_content_type (headers, NULL), ==,
                       "application/json");
    }

  batch_session_pool_free (pool);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/http/session-pool/few-requests-share-one",
                   test_few_requests_share_one);
  g_test_add_func ("/batch/http/session-pool/more-get-another", test_more_get_another);
  g_test_add_func ("/batch/http/session-pool/first-with-room", test_first_with_room);
  g_test_add_func ("/batch/http/session-pool/tls", test_tls);
  g_test_add_func ("/batch/http/session-pool/restarted", test_restarted);
  return g_test_run ();
}
