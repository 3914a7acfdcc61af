/* test-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-private.h"

#include <string.h>

#include "backend/batch-model-private.h"
#include "http/client-fixture.h"
#include "support/model-server.h"
#include "support/test-support.h"

static GListModel *
get_models (BatchBackend  *backend,
            GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_backend_get_models_async (backend, NULL, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_backend_get_models_finish (backend, result, error);
}

/* id state uses size context slots, and “remote” */
static char *
describe (GListModel *models)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);
      g_autoptr(GEnumClass) states = g_type_class_ref (BATCH_TYPE_MODEL_STATE);
      g_autofree char *uses = g_flags_to_string (BATCH_TYPE_MODEL_USES,
                                                 batch_model_get_uses (model));

      for (char *at = uses; (at = strstr (at, "BATCH_MODEL_USES_")) != NULL; )
        memmove (at, at + strlen ("BATCH_MODEL_USES_"), strlen (at) - 16);
      g_string_append_printf (text, "%s %s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u%s\n",
                              batch_model_get_id (model),
                              g_enum_get_value (states, batch_model_get_state (model))->value_nick,
                              uses, batch_model_get_size (model),
                              batch_model_get_context_length (model),
                              batch_model_get_slots (model),
                              batch_model_get_remote (model) ? " remote" : "");
    }
  return g_string_free (text, FALSE);
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *personality;
    const char *models;
  } cases[] = {
    { "ollama",
      "qwen3:8b unloaded CHAT | TOOLS | THINKING 5200000000 40960 0\n"
      "gemma3:4b loaded CHAT | VISION 3300000000 8192 0\n"
      "nomic:latest unloaded EMBEDDING 270000000 0 0\n"
      "big:cloud unloaded 0x0 380 0 0 remote\n" },
    { "llama-server", "alpha loaded VISION 491264 1024 2\n" },
    { "llama-router",
      "alpha loaded VISION 0 2048 0\n"
      "beta loading 0x0 0 2048 0\n"
      "gamma unloaded 0x0 0 2048 0\n" },
    { "llama-swap",
      "org/small loaded 0x0 0 4096 2\n"
      "large loading 0x0 0 0 0\n"
      "other unloaded 0x0 0 0 0\n" },
    { "lm-studio",
      "google/gemma loaded CHAT | VISION 3300000000 4096 6\n"
      "nomic unloaded EMBEDDING 84000000 2048 0\n" },
    { "lm-studio-old",
      "gemma loaded CHAT | VISION 0 8192 0\n"
      "nomic unloaded EMBEDDING 0 2048 0\n" },
    { "vllm", "Qwen/Qwen3-8B loaded 0x0 0 32768 0\n" },
    { "localai",
      "phi unloaded 0x0 0 0 0\n"
      "bert loaded 0x0 0 0 0\n" },
    { "generic", "plain unknown 0x0 0 0 0\n" },
    { "bare-list", "plain unknown 0x0 0 0 0\nother unknown 0x0 0 0 0\n" },
    { "ollama-empty", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *kind = model_personality_find (cases[i].personality)->kind;
      g_autoptr(ModelServer) server = model_server_new (cases[i].personality);
      g_autoptr(BatchBackend) backend = batch_backend_new ("a", model_server_get_url (server),
                                                           kind, NULL, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(GListModel) models = get_models (backend, &error);
      g_autofree char *text = NULL;
      g_autofree char *posts = model_server_dup_posts (server);

      g_assert_no_error (error);
      text = describe (models);
      g_assert_cmpstr (text, ==, cases[i].models);
      g_assert_cmpstr (posts, ==, "");
    }
}

/* A server that was named without its kind is asked for that first. */
static void
test_unknown_kind (void)
{
  g_autoptr(ModelServer) server = model_server_new ("ollama");
  g_autoptr(BatchBackend) backend = batch_backend_new ("a", model_server_get_url (server), NULL,
                                                       NULL, NULL);
  g_autoptr(GListModel) models = get_models (backend, NULL);
  g_autoptr(BatchModel) model = g_list_model_get_item (models, 1);

  g_assert_cmpint (batch_model_get_state (model), ==, BATCH_MODEL_STATE_LOADED);
}

/* What is slow to say is not known, which is not the same as not being so. */
static void
test_slow_details (void)
{
  g_autoptr(ModelServer) server = model_server_new ("ollama-busy");
  g_autoptr(BatchBackend) backend = batch_backend_new ("a", model_server_get_url (server),
                                                       "ollama", NULL, NULL);
  gint64 began = g_get_monotonic_time ();
  g_autoptr(GListModel) models = get_models (backend, NULL);
  g_autofree char *text = describe (models);

  g_assert_cmpstr (text, ==, "qwen3:8b unknown 0x0 5200000000 0 0\n");
  g_assert_cmpint (g_get_monotonic_time () - began, <, 10 * G_USEC_PER_SEC);
}

static void
test_failures (void)
{
  static const struct
  {
    const char *personality;
    const char *kind;
    int         code;
  } cases[] = {
    { "generic-key", "openai-compatible", BATCH_ERROR_AUTH },
    { "web", "ollama", BATCH_ERROR_BACKEND },
    { "impostor", "lm-studio", BATCH_ERROR_BACKEND },
    { "llama-server-loading", "llama-server", BATCH_ERROR_BACKEND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ModelServer) server = model_server_new (cases[i].personality);
      g_autoptr(BatchBackend) backend = batch_backend_new ("a", model_server_get_url (server),
                                                           cases[i].kind, NULL, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_null (get_models (backend, &error));
      g_assert_error (error, BATCH_ERROR, cases[i].code);
    }
}

/* An answer that is cut off changes nothing of what is known. */
static void
test_cut_off (void)
{
  const BatchBackendKind *kind = batch_backend_kind_find ("ollama");
  const char *list = "{\"models\":[{\"name\":\"a\"},{\"name\":\"b\"}]}";
  const char *cut = "{\"models\":[{\"name\":\"a\"},{\"name\":";
  const char *unknown = "{\"models\":[{\"name\":\"a\"},{\"name\":\"c\"}]}";
  g_autoptr(BatchModelTable) table = batch_model_table_new ();
  g_autoptr(GBytes) list_bytes = g_bytes_new_static (list, strlen (list));
  g_autoptr(GBytes) cut_bytes = g_bytes_new_static (cut, strlen (cut));
  g_autoptr(GBytes) unknown_bytes = g_bytes_new_static (unknown, strlen (unknown));
  g_autoptr(GListModel) before = NULL;
  g_autoptr(GListModel) after = NULL;
  g_autofree char *before_text = NULL;
  g_autofree char *after_text = NULL;

  g_assert_true (batch_model_table_read (table, &kind->lists[0], TRUE, list_bytes));
  g_assert_false (batch_model_table_read (table, &kind->details[0], FALSE, cut_bytes));
  before = batch_model_table_to_list (table);
  before_text = describe (before);
  g_assert_cmpstr (before_text, ==, "a unknown 0x0 0 0 0\nb unknown 0x0 0 0 0\n");

  g_assert_true (batch_model_table_read (table, &kind->details[0], FALSE, unknown_bytes));
  after = batch_model_table_to_list (table);
  after_text = describe (after);
  g_assert_cmpstr (after_text, ==, "a loaded 0x0 0 0 0\nb unloaded 0x0 0 0 0\n");
}

/* --- Unloading --- */

static gboolean
unload (BatchBackend  *backend,
        const char    *model,
        GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_backend_unload_model_async (backend, model, NULL, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_backend_unload_model_finish (backend, result, error);
}

static void
test_unload (void)
{
  static const struct
  {
    const char *personality;
    const char *model;
    const char *posts; /* NULL: it cannot */
  } cases[] = {
    { "ollama", "gemma3:4b", "POST /api/generate {\"model\":\"gemma3:4b\",\"keep_alive\":0}\n" },
    { "llama-router", "alpha", "POST /models/unload {\"model\":\"alpha\"}\n" },
    { "llama-swap", "org/small", "POST /api/models/unload/org/small \n" },
    { "lm-studio", "google/gemma",
      "POST /api/v1/models/unload {\"instance_id\":\"google/gemma\"}\n"
      "POST /api/v1/models/unload {\"instance_id\":\"google/gemma:2\"}\n" },
    { "lm-studio", "google/gemma:2",
      "POST /api/v1/models/unload {\"instance_id\":\"google/gemma:2\"}\n" },
    { "lm-studio", "nomic", "" },
    { "localai", "bert", "POST /backend/shutdown {\"model\":\"bert\"}\n" },
    { "llama-server", "alpha", NULL },
    { "vllm", "Qwen/Qwen3-8B", NULL },
    { "generic", "plain", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint named = 0; named < 2; named++)
      {
        const char *kind = model_personality_find (cases[i].personality)->kind;
        g_autoptr(ModelServer) server = model_server_new (cases[i].personality);
        g_autoptr(BatchBackend) backend = batch_backend_new ("a", model_server_get_url (server),
                                                             named ? kind : NULL, NULL, NULL);
        g_autoptr(GError) error = NULL;
        gboolean done = unload (backend, cases[i].model, &error);
        g_autofree char *posts = model_server_dup_posts (server);

        g_test_message ("%s %s", cases[i].personality, error != NULL ? error->message : "");
        g_assert_cmpint (done, ==, cases[i].posts != NULL);
        g_assert_cmpstr (posts, ==, done ? cases[i].posts : "");
        if (!done)
          g_assert_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED);
      }
}

static void
test_unload_failures (void)
{
  static const struct
  {
    const char *personality;
    const char *kind;
    int         code;
  } cases[] = {
    { "generic", "ollama", BATCH_ERROR_BACKEND },
    { "generic-key", "llama-router", BATCH_ERROR_AUTH },
    { "web-redirect", "llama-swap", BATCH_ERROR_BACKEND },
  };
  g_autoptr(BatchBackend) nobody = batch_backend_new ("a", "http://127.0.0.1:1", "ollama", NULL,
                                                      NULL);
  g_autoptr(GError) nobody_error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ModelServer) server = model_server_new (cases[i].personality);
      g_autoptr(BatchBackend) backend = batch_backend_new ("a", model_server_get_url (server),
                                                           cases[i].kind, NULL, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_false (unload (backend, "m", &error));
      g_assert_error (error, BATCH_ERROR, cases[i].code);
    }

  g_assert_false (unload (nobody, "m", &nobody_error));
  g_assert_error (nobody_error, BATCH_ERROR, BATCH_ERROR_BACKEND);
}

/* What a server is slow to tell is waited for once, and by who has time. */
static void
test_detail_times (void)
{
  static const struct
  {
    gint64   within_ms;
    gboolean beside;
    gboolean slow;
    gint64   detail_ms;
  } cases[] = {
    { 5000, FALSE, FALSE, 2000 },
    { 5000, FALSE, TRUE, 150 },
    { 5000, TRUE, TRUE, 2000 },
    { 5000, TRUE, FALSE, 2000 },
    { 1500, FALSE, FALSE, 1500 },
    { 100, FALSE, TRUE, 100 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpint (batch_backend_find_detail_ms (cases[i].within_ms, cases[i].beside,
                                                     cases[i].slow), ==, cases[i].detail_ms);
    }
}

/* Names of models are made by people, and are part of a path or of JSON. */
static void
test_strange_names (void)
{
  g_autofree char *path = batch_backend_kind_make_path ("/x/", "a b?c#d/é:1", "");
  g_autofree char *body = batch_backend_kind_make_body ("model", "a\"b\\", ",\"n\":0");

  g_assert_cmpstr (path, ==, "/x/a%20b%3Fc%23d/%C3%A9:1");
  g_assert_cmpstr (body, ==, "{\"model\":\"a\\\"b\\\\\",\"n\":0}");
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);
  g_test_add_func ("/batch/backend/models/kinds", test_kinds);
  g_test_add_func ("/batch/backend/models/unknown-kind", test_unknown_kind);
  g_test_add_func ("/batch/backend/models/slow-details", test_slow_details);
  g_test_add_func ("/batch/backend/models/detail-times", test_detail_times);
  g_test_add_func ("/batch/backend/models/failures", test_failures);
  g_test_add_func ("/batch/backend/models/cut-off", test_cut_off);
  g_test_add_func ("/batch/backend/models/unload", test_unload);
  g_test_add_func ("/batch/backend/models/unload-failures", test_unload_failures);
  g_test_add_func ("/batch/backend/models/strange-names", test_strange_names);
  return g_test_run ();
}
