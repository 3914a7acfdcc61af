/* test-client-log.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>
#include <libsoup/soup.h>
#include <string.h>

#include "api/batch-api-client-log-private.h"
#include "test-engine.h"
#include "test-support.h"

/* --- The last few --- */

static const BatchApiClientEntry *
get (GPtrArray *list,
     guint      place)
{
  return g_ptr_array_index (list, place);
}

static void
test_order (void)
{
  g_autoptr(BatchApiClientLog) entries = batch_api_client_log_new ();
  g_autoptr(GPtrArray) list = NULL;

  batch_api_client_log_note (entries, "home", "curl/8", 1);
  batch_api_client_log_note (entries, "home", "python", 2);
  batch_api_client_log_note (entries, NULL, NULL, 3);
  batch_api_client_log_note (entries, "home", "curl/8", 4);
  list = batch_api_client_log_list (entries);
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpstr (get (list, 0)->agent, ==, "curl/8");
  g_assert_cmpstr (get (list, 0)->key_name, ==, "home");
  g_assert_cmpuint (get (list, 0)->n_requests, ==, 2);
  g_assert_cmpint (get (list, 0)->last_us, ==, 4);
  g_assert_null (get (list, 1)->key_name);
  g_assert_cmpstr (get (list, 1)->agent, ==, "");
  g_assert_cmpstr (get (list, 2)->agent, ==, "python");
}

/* Whatever a program calls itself, it is text in one line, and there are no more than so many. */
static void
test_bounds (void)
{
  g_autoptr(BatchApiClientLog) entries = batch_api_client_log_new ();
  g_autoptr(GPtrArray) list = NULL;
  g_autofree char *long_name = g_strnfill (100000, 'x');

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *agent = g_strdup_printf ("agent %u", i);

      batch_api_client_log_note (entries, "key", agent, i);
    }
  batch_api_client_log_note (entries, "key", long_name, 1000);
  batch_api_client_log_note (entries, "key", " a\nb\xFF ", 1001);

  list = batch_api_client_log_list (entries);
  g_assert_cmpuint (list->len, ==, BATCH_API_MAX_CLIENT_ENTRIES);
  g_assert_cmpstr (get (list, 0)->agent, ==, "a b\xEF\xBF\xBD");
  g_assert_cmpuint (strlen (get (list, 1)->agent), ==, BATCH_API_MAX_AGENT);
  g_assert_cmpstr (get (list, 2)->agent, ==, "agent 999");
}

/* --- The server tells of them --- */

typedef struct
{
  char           *dir;
  BatchEngine    *engine;
  BatchApiServer *server;
} Fixture;

static gboolean
start (BatchApiServer  *server,
       GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_api_server_start_async (server, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_api_server_start_finish (server, result, error);
}

static void
set_up (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  fixture->dir = batch_test_make_dir ();
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->server = batch_api_server_new (fixture->engine);
  start (fixture->server, &error);
  g_assert_no_error (error);
}

static void
stop (BatchApiServer *server)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_api_server_stop_async (server, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_api_server_stop_finish (server, result, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture)
{
  stop (fixture->server);
  g_assert_finalize_object (fixture->server);
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->engine);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static guint
ask (Fixture    *fixture,
     const char *token)
{
  g_autoptr(SoupSession) session = soup_session_new_with_options ("user-agent", "tester/1",
                                                                "proxy-resolver", NULL, NULL);
  g_autofree char *uri = g_strconcat (batch_api_server_get_uri (fixture->server), "/files", NULL);
  g_autofree char *header = g_strconcat ("Bearer ", token, NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", uri);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) body = NULL;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", header);
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL,
                                    batch_test_store_result, &result);
  batch_test_wait (&result);
  body = soup_session_send_and_read_finish (session, result, NULL);
  return soup_message_get_status (message);
}

static BatchApiKey *
ensure_key (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_api_key_ensure_async (fixture->engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_api_key_ensure_finish (result, NULL);
}

/* Whoever was let in is told of, and whoever was not is not. */
static void
test_told (void)
{
  Fixture fixture;
  GListModel *clients;
  g_autoptr(BatchApiKey) key = NULL;
  g_autoptr(BatchApiClient) client = NULL;
  g_autoptr(GDateTime) seen = NULL;
  g_autoptr(GDateTime) now = NULL;

  set_up (&fixture);
  key = ensure_key (&fixture);
  clients = batch_api_server_get_clients (fixture.server);
  g_assert_cmpuint (g_list_model_get_n_items (clients), ==, 0);
  g_assert_cmpuint (ask (&fixture, "bq-wrong"), ==, 401);
  g_assert_cmpuint (ask (&fixture, batch_api_key_get_token (key)), ==, 200);
  while (g_list_model_get_n_items (clients) == 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (g_list_model_get_n_items (clients), ==, 1);
  client = g_list_model_get_item (clients, 0);
  g_assert_cmpstr (batch_api_client_get_agent (client), ==, "tester/1");
  g_assert_cmpstr (batch_api_client_get_key_name (client), ==, "default");
  g_assert_cmpuint (batch_api_client_get_n_requests (client), ==, 1);
  seen = batch_api_client_get_last_seen (client);
  now = g_date_time_new_now_utc ();
  g_assert_cmpint (g_date_time_difference (now, seen), >=, 0);
  tear_down (&fixture);
}

/* Of two that want the same port, the second one is told so. */
static void
test_taken_port (void)
{
  Fixture fixture;
  g_autoptr(BatchApiServer) other = NULL;
  g_autoptr(GError) error = NULL;

  set_up (&fixture);
  other = batch_api_server_new (fixture.engine);
  batch_api_server_set_port (other, batch_api_server_get_port (fixture.server));
  g_assert_false (start (other, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_nonnull (strstr (error->message, " of 127.0.0.1 is taken by another program"));
  g_assert_null (batch_api_server_get_uri (other));

  /* It can be tried again elsewhere. */
  g_clear_error (&error);
  batch_api_server_set_port (other, 0);
  start (other, &error);
  g_assert_no_error (error);
  stop (other);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/api/client-log/order", test_order);
  g_test_add_func ("/batch/api/client-log/bounds", test_bounds);
  g_test_add_func ("/batch/api/client-log/told", test_told);
  g_test_add_func ("/batch/api/client-log/taken-port", test_taken_port);

  return g_test_run ();
}
