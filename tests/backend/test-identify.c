/* test-identify.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-server-info-private.h"

#include <string.h>

#include "http/client-fixture.h"
#include "support/model-server.h"
#include "support/test-support.h"

static BatchServerInfo *
identify (const char  *url,
          const char  *key,
          gint64       within_ms,
          GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_identify_within_async (url, key, within_ms, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_identify_server_finish (result, error);
}

/* Every kind is recognised, and nothing that is none. Nobody is asked for anything that
 * could load a model. */
static void
test_kinds (void)
{
  for (guint i = 0; i < n_model_personalities; i++)
    {
      const ModelPersonality *personality = &model_personalities[i];
      g_autoptr(ModelServer) server = model_server_new (personality->name);
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchServerInfo) info = identify (model_server_get_url (server), NULL, 500, &error);
      g_autofree char *posts = model_server_dup_posts (server);

      g_test_message ("%s: %s", personality->name, error != NULL ? error->message : "");
      g_assert_cmpstr (posts, ==, "");
      g_assert_cmpuint (model_server_count (server, "GET /props?"), ==, 0);
      g_assert_cmpuint (model_server_count (server, "GET /upstream"), ==, 0);
      if (personality->kind == NULL)
        {
          g_assert_null (info);
          g_assert_nonnull (error);
          continue;
        }

      g_assert_no_error (error);
      g_assert_cmpstr (batch_server_info_get_kind (info), ==, personality->kind);
      g_assert_cmpstr (batch_server_info_get_url (info), ==, model_server_get_url (server));
    }
}

static void
test_versions (void)
{
  static const struct
  {
    const char *personality;
    const char *description;
  } cases[] = {
    { "ollama", "Ollama 0.12.6" },
    { "llama-server", "llama-server b11669-Debian" },
    { "llama-router", "llama-server (Router) b11669-Debian" },
    { "llama-swap", "llama-swap v172" },
    { "lm-studio", "LM Studio" },
    { "vllm", "vLLM 0.11.0" },
    { "localai", "LocalAI v3.7.0" },
    { "generic", "OpenAI-Compatible Server" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ModelServer) server = model_server_new (cases[i].personality);
      g_autoptr(BatchServerInfo) info = identify (model_server_get_url (server), NULL, 5000, NULL);
      g_autofree char *description = batch_server_info_describe (info);

      g_assert_cmpstr (description, ==, cases[i].description);
    }
}

static void
test_keys (void)
{
  static const struct
  {
    const char *personality;
    const char *key;
    gboolean    asks;
  } cases[] = {
    { "generic", NULL, FALSE },
    { "generic-key", NULL, TRUE },
    { "jan", NULL, TRUE },
    { "generic-key", "sk-wrong", TRUE },
    { "generic-key", "sk-test-1", FALSE },
    { "llama-server-key", NULL, TRUE },
    { "llama-server", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ModelServer) server = model_server_new (cases[i].personality);
      g_autoptr(BatchServerInfo) info = identify (model_server_get_url (server), cases[i].key, 5000,
                                                  NULL);

      g_assert_nonnull (info);
      g_assert_cmpint (batch_server_info_get_asks_key (info), ==, cases[i].asks);
    }
}

static void
test_loading (void)
{
  g_autoptr(ModelServer) server = model_server_new ("llama-server-loading");
  g_autoptr(BatchServerInfo) info = identify (model_server_get_url (server), NULL, 5000, NULL);

  g_assert_true (batch_server_info_get_loading (info));
  g_assert_false (batch_server_info_get_asks_key (info));
}

/* Why it is none is said in a sentence. */
static void
test_refused (void)
{
  static const struct
  {
    const char *personality;
    const char *says;
    int         code;
  } cases[] = {
    { "web", "is not a model server: check the address and the port", BATCH_ERROR_UNSUPPORTED },
    { "web-json", "is not a model server", BATCH_ERROR_UNSUPPORTED },
    { "impostor", "is not a model server", BATCH_ERROR_UNSUPPORTED },
    { "no-list", "has no list of its models: check the address and the port; without a list it can",
      BATCH_ERROR_UNSUPPORTED },
    { "no-version", "has its endpoints without /v1: give http://127.0.0.1:",
      BATCH_ERROR_UNSUPPORTED },
    { "web-login", "key", BATCH_ERROR_AUTH },
    { "web-redirect", "/login", BATCH_ERROR_BACKEND },
    { "broken", "does not list its models: check the address and the key. The model server "
                "failed: Internal Server Error", BATCH_ERROR_BACKEND },
    { "mute", "did not", BATCH_ERROR_BACKEND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ModelServer) server = model_server_new (cases[i].personality);
      g_autoptr(GError) error = NULL;

      g_assert_null (identify (model_server_get_url (server), NULL, 500, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, BATCH_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

/* By the address that is named then, or that its documentation has. */
static void
test_no_version (void)
{
  g_autoptr(ModelServer) server = model_server_new ("no-version");
  g_autofree char *url = g_strconcat (model_server_get_url (server), "/chat/completions", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchServerInfo) info = identify (url, NULL, 5000, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (batch_server_info_get_kind (info), ==, "openai-compatible");
}

static void
test_unreachable (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) address_error = NULL;

  g_assert_null (identify ("http://127.0.0.1:1", NULL, 5000, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_BACKEND);
  g_assert_nonnull (strstr (error->message, "is the model server running?"));

  g_assert_null (identify ("nowhere", NULL, 5000, &address_error));
  g_assert_error (address_error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
}

static BatchServerInfo *
look_at (const char *url,
         const char *body)
{
  g_autoptr(BatchProbes) probes = batch_probes_new (url);
  g_autoptr(GBytes) bytes = g_bytes_new (body, strlen (body));

  batch_probes_add (probes, BATCH_MODELS_PATH, 200, NULL, bytes);
  return batch_server_info_new (probes);
}

/* It says nothing that others do not, but everybody knows where it is. */
static void
test_openai (void)
{
  const char *list = "{\"object\":\"list\",\"data\":[{\"id\":\"gpt\"}]}";
  g_autoptr(BatchServerInfo) openai = look_at ("https://api.openai.com", list);
  g_autoptr(BatchServerInfo) other = look_at ("https://api.openai.com.example.org", list);

  g_assert_cmpstr (batch_server_info_get_kind (openai), ==, "openai");
  g_assert_cmpstr (batch_server_info_get_kind (other), ==, "openai-compatible");
}

static void
test_cancelled (void)
{
  g_autoptr(ModelServer) server = model_server_new ("mute");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_identify_server_async (model_server_get_url (server), NULL, cancellable,
                               batch_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  batch_test_wait (&result);
  g_assert_null (batch_identify_server_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* With a key, newer ones show nothing without it, not even their list. */
static void
refuse_all (RawConnection *connection,
            gpointer       user_data)
{
  while (raw_connection_read_request (connection))
    raw_connection_say (connection, "HTTP/1.1 401 Unauthorized\r\nServer: llama.cpp\r\n"
                                    "Content-Length: 35\r\n\r\n"
                                    "{\"error\":{\"message\":\"Not for you\"}}");
}

static void
test_refuses_all (void)
{
  g_autoptr(RawServer) server = raw_server_new (refuse_all, NULL);
  g_autoptr(BatchServerInfo) info = identify (raw_server_get_url (server), NULL, 500, NULL);

  g_assert_nonnull (info);
  g_assert_cmpstr (batch_server_info_get_kind (info), ==, "llama-server");
  g_assert_true (batch_server_info_get_asks_key (info));
}

typedef struct
{
  int n_open;
  int n_most;
  int n_requests;
} Door;

/* A server that takes its time closes each connection behind its answer. */
static void
count_open (RawConnection *connection,
            gpointer       user_data)
{
  Door *door = user_data;
  int n = g_atomic_int_add (&door->n_open, 1) + 1;

  if (n > g_atomic_int_get (&door->n_most))
    g_atomic_int_set (&door->n_most, n);
  if (raw_connection_read_request (connection))
    {
      g_usleep (50000);
      g_atomic_int_inc (&door->n_requests);
      g_atomic_int_add (&door->n_open, -1);
      raw_connection_say (connection, "HTTP/1.1 404 Not Found\r\nConnection: close\r\n"
                                      "Content-Length: 2\r\n\r\n{}");
    }
}

/* Small servers have room for five in front of their door. */
static void
test_few_connections (void)
{
  g_autoptr(GPtrArray) probes = batch_backend_kind_list_probes ();
  Door door = { 0 };
  g_autoptr(RawServer) server = raw_server_new (count_open, &door);
  g_autoptr(BatchServerInfo) info = identify (raw_server_get_url (server), NULL, 10000, NULL);

  g_assert_null (info);
  /* Without it the others tell nothing. */
  g_assert_cmpstr (g_ptr_array_index (probes, 0), ==, BATCH_MODELS_PATH);
  /* And one more, as all of them may be there without a version. */
  g_assert_cmpint (g_atomic_int_get (&door.n_requests), ==, (int) probes->len + 1);
  g_assert_cmpint (g_atomic_int_get (&door.n_most), <=, 4);
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);
  g_test_add_func ("/batch/backend/identify/kinds", test_kinds);
  g_test_add_func ("/batch/backend/identify/versions", test_versions);
  g_test_add_func ("/batch/backend/identify/keys", test_keys);
  g_test_add_func ("/batch/backend/identify/loading", test_loading);
  g_test_add_func ("/batch/backend/identify/refused", test_refused);
  g_test_add_func ("/batch/backend/identify/no-version", test_no_version);
  g_test_add_func ("/batch/backend/identify/unreachable", test_unreachable);
  g_test_add_func ("/batch/backend/identify/openai", test_openai);
  g_test_add_func ("/batch/backend/identify/cancelled", test_cancelled);
  g_test_add_func ("/batch/backend/identify/refuses-all", test_refuses_all);
  g_test_add_func ("/batch/backend/identify/few-connections", test_few_connections);
  return g_test_run ();
}
