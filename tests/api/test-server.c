/* test-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include <glib/gstdio.h>
#include <string.h>

#include "test-engine.h"
#include "test-http.h"
#include "test-properties.h"
#include "test-support.h"

/* The local API and its keys, as a program uses them that has the API inside. */

typedef struct
{
  char           *dir;
  BatchEngine    *engine;
  BatchApiServer *server;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->dir = batch_test_make_dir ();
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->server = batch_api_server_new (fixture->engine);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->server);
  batch_test_close_engine (fixture->engine);
  g_assert_finalize_object (fixture->engine);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

/* --- Calls that wait for their answer --- */

static gboolean
start (BatchApiServer  *server,
       GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_api_server_start_async (server, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_api_server_start_finish (server, result, error);
}

static gboolean
stop (BatchApiServer  *server,
      GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_api_server_stop_async (server, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_api_server_stop_finish (server, result, error);
}

static BatchApiKey *
create (Fixture     *fixture,
        const char  *name,
        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_api_key_create_async (fixture->engine, name, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_api_key_create_finish (result, error);
}

static gboolean
end (Fixture     *fixture,
     const char  *id,
     GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_api_key_revoke_async (fixture->engine, id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_api_key_revoke_finish (result, error);
}

static BatchApiKey *
ensure (BatchEngine  *engine,
        GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_api_key_ensure_async (engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_api_key_ensure_finish (result, error);
}

static GListModel *
list (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *keys;

  batch_api_key_list_async (fixture->engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  keys = batch_api_key_list_finish (result, &error);
  g_assert_no_error (error);
  g_assert_true (g_list_model_get_item_type (keys) == BATCH_TYPE_API_KEY);
  return keys;
}

/* What GET @path is answered, with the token if there is one. */
static guint
ask (BatchApiServer *server,
     const char     *path,
     const char     *token)
{
  g_autoptr(BatchTestHttp) client = batch_test_http_open (batch_api_server_get_port (server));
  g_autoptr(BatchTestResponse) response = NULL;
  g_autofree char *header =
    token != NULL ? g_strdup_printf ("Authorization: Bearer %s\r\n", token) : NULL;

  batch_test_http_set_timeout (client, 60);
  batch_test_http_send_request (client, "GET", path, header, NULL);
  response = batch_test_http_read (client);
  return response->status;
}

/* --- Tests --- */

static void
test_settings (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(BatchTestNotes) notes = batch_test_notes_new (fixture->server);

  g_assert_cmpstr (batch_api_server_get_address (fixture->server), ==, "127.0.0.1");
  g_assert_true (batch_api_server_get_needs_key (fixture->server));
  g_assert_null (batch_api_server_get_backend (fixture->server));
  g_assert_null (batch_api_server_get_uri (fixture->server));
  g_assert_cmpuint (batch_api_server_get_port (fixture->server), ==, 0);

  batch_api_server_set_address (fixture->server, "::1");
  batch_api_server_set_port (fixture->server, 4711);
  batch_api_server_set_needs_key (fixture->server, FALSE);
  batch_api_server_set_backend (fixture->server, "office");
  batch_api_server_set_patience (fixture->server, 7);
  batch_test_assert_notes (notes, "address backend needs-key patience port");
  g_assert_cmpstr (batch_api_server_get_address (fixture->server), ==, "::1");
  g_assert_cmpstr (batch_api_server_get_backend (fixture->server), ==, "office");
  g_assert_cmpuint (batch_api_server_get_patience (fixture->server), ==, 7);

  batch_api_server_set_patience (fixture->server, 7);
  batch_api_server_set_backend (fixture->server, "office");
  batch_test_assert_notes (notes, "");
}

static void
test_life (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(BatchTestNotes) notes = batch_test_notes_new (fixture->server);
  g_autofree char *uri = NULL;
  g_autoptr(GError) error = NULL;
  guint port;

  g_assert_true (start (fixture->server, &error));
  g_assert_no_error (error);
  batch_test_assert_notes (notes, "port uri");
  port = batch_api_server_get_port (fixture->server);
  uri = g_strdup_printf ("http://127.0.0.1:%u/v1", port);
  g_assert_cmpstr (batch_api_server_get_uri (fixture->server), ==, uri);
  g_assert_cmpuint (ask (fixture->server, "/healthz", NULL), ==, 200);

  g_assert_false (start (fixture->server, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_clear_error (&error);

  g_assert_true (stop (fixture->server, &error));
  g_assert_no_error (error);
  g_assert_null (batch_api_server_get_uri (fixture->server));
  g_assert_false (stop (fixture->server, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
}

/* Two do not listen on one port, and the second one says so and can be moved elsewhere. */
static void
test_taken (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(BatchApiServer) other = batch_api_server_new (fixture->engine);
  g_autofree char *port = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (start (fixture->server, &error));
  batch_api_server_set_port (other, batch_api_server_get_port (fixture->server));
  g_assert_false (start (other, &error));
  g_test_message ("%s", error->message);
  port = g_strdup_printf ("%u", batch_api_server_get_port (fixture->server));
  g_assert_nonnull (strstr (error->message, port));
  g_clear_error (&error);
  g_assert_null (batch_api_server_get_uri (other));

  batch_api_server_set_port (other, 0);
  g_assert_true (start (other, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ask (other, "/healthz", NULL), ==, 200);
  g_assert_true (stop (other, &error));
  g_assert_true (stop (fixture->server, &error));
  g_assert_no_error (error);
}

/* A key opens the door until it is revoked; it is said once, and kept nowhere. */
static void
test_keys (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchApiKey) key = NULL;
  g_autoptr(BatchApiKey) other = NULL;
  g_autoptr(GListModel) keys = NULL;
  const char *token;

  key = create (fixture, "Büro", &error);
  other = create (fixture, "home", &error);
  g_assert_no_error (error);
  token = batch_api_key_get_token (key);
  g_assert_cmpstr (token, !=, batch_api_key_get_token (other));

  g_assert_true (start (fixture->server, &error));
  g_assert_cmpuint (ask (fixture->server, "/v1/batches", NULL), ==, 401);
  g_assert_cmpuint (ask (fixture->server, "/v1/batches", batch_api_key_get_id (key)), ==, 401);
  g_assert_cmpuint (ask (fixture->server, "/v1/batches", token), ==, 200);
  g_assert_true (end (fixture, batch_api_key_get_id (key), &error));
  g_assert_cmpuint (ask (fixture->server, "/v1/batches", token), ==, 401);
  g_assert_cmpuint (ask (fixture->server, "/v1/batches", batch_api_key_get_token (other)), ==, 200);
  g_assert_true (stop (fixture->server, &error));
  g_assert_no_error (error);

  g_assert_false (end (fixture, batch_api_key_get_id (key), &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);

  keys = list (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (keys), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(BatchApiKey) listed = g_list_model_get_item (keys, i);
      g_autoptr(GDateTime) created_at = batch_api_key_get_created_at (listed);
      g_autoptr(GDateTime) revoked_at = batch_api_key_get_revoked_at (listed);

      g_assert_cmpstr (batch_api_key_get_id (listed), ==, batch_api_key_get_id (i ? other : key));
      g_assert_cmpstr (batch_api_key_get_name (listed), ==, i ? "home" : "Büro");
      g_assert_null (batch_api_key_get_token (listed));
      g_assert_nonnull (created_at);
      g_assert_cmpint (revoked_at != NULL, ==, i == 0);
    }
}

static void
test_names (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *longest = g_strnfill (64, 'x');
  g_autofree char *too_long = g_strnfill (65, 'x');
  const char *bad[] = { "", too_long };
  g_autoptr(BatchApiKey) good = NULL;
  g_autoptr(GListModel) keys = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (create (fixture, bad[i], &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
    }
  good = create (fixture, longest, NULL);
  g_assert_nonnull (good);
  keys = list (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (keys), ==, 1);
}

/* The own key is made once, is for its owner's eyes, and comes anew when it was revoked or its
 * file is gone. */
static void
test_own (Fixture       *fixture,
          gconstpointer  data)
{
  g_autofree char *path = batch_api_key_get_path (fixture->engine);
  g_autofree char *content = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchApiKey) first = ensure (fixture->engine, &error);
  g_autoptr(BatchApiKey) same = ensure (fixture->engine, &error);
  g_autoptr(BatchApiKey) next = NULL;
  g_autoptr(BatchApiKey) last = NULL;
  GStatBuf status;

  g_assert_no_error (error);
  g_assert_cmpstr (batch_api_key_get_id (first), ==, batch_api_key_get_id (same));
  g_assert_cmpstr (batch_api_key_get_token (first), ==, batch_api_key_get_token (same));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &content, NULL, &error));
  g_assert_cmpstr (g_strchomp (content), ==, batch_api_key_get_token (first));

  g_assert_true (end (fixture, batch_api_key_get_id (first), &error));
  next = ensure (fixture->engine, &error);
  g_assert_cmpstr (batch_api_key_get_token (next), !=, batch_api_key_get_token (first));
  g_assert_cmpint (g_remove (path), ==, 0);
  last = ensure (fixture->engine, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (batch_api_key_get_token (last), !=, batch_api_key_get_token (next));
}

/* Who cancels when it listens already, or no more, is told so; before that, nothing is done. */
static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) started = NULL;
  g_autoptr(GAsyncResult) refused = NULL;
  g_autoptr(GAsyncResult) stopped = NULL;
  g_autoptr(GError) error = NULL;

  g_signal_connect_swapped (fixture->server, "notify::uri", G_CALLBACK (g_cancellable_cancel),
                            cancellable);
  batch_api_server_start_async (fixture->server, cancellable, batch_test_store_result, &started);
  batch_test_wait (&started);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  batch_api_server_start_finish (fixture->server, started, &error);
  g_assert_no_error (error);

  batch_api_server_stop_async (fixture->server, cancellable, batch_test_store_result, &refused);
  batch_test_wait (&refused);
  batch_api_server_stop_finish (fixture->server, refused, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_nonnull (batch_api_server_get_uri (fixture->server));

  g_cancellable_reset (cancellable);
  batch_api_server_stop_async (fixture->server, cancellable, batch_test_store_result, &stopped);
  batch_test_wait (&stopped);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  batch_api_server_stop_finish (fixture->server, stopped, &error);
  g_assert_no_error (error);
}

static void
test_memory (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchEngine) engine = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_open_async ("sqlite::memory:", NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  engine = batch_engine_open_finish (result, &error);
  g_assert_no_error (error);
  g_assert_null (batch_api_key_get_path (engine));
  g_assert_null (ensure (engine, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED);
  batch_test_close_engine (engine);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name) \
  g_test_add ("/batch/api/server/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (settings);
  ADD (life);
  ADD (taken);
  ADD (cancelled);
  ADD (keys);
  ADD (names);
  ADD (own);
  g_test_add_func ("/batch/api/server/memory", test_memory);
  return g_test_run ();
}
