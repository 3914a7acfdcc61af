/* test-backend-test.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend.h"

#include <string.h>

#include "backend/batch-model.h"
#include "backend/batch-server-info.h"
#include "backend/batch-server-report.h"
#include "http/client-fixture.h"
#include "support/model-server.h"
#include "support/test-support.h"

static BatchServerReport *
report_on (const char *url,
           const char *key,
           gboolean    ask)
{
  g_autoptr(BatchBackend) backend = batch_backend_new ("a", url, NULL, NULL, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchServerReport *report;

  batch_backend_test_async (backend, key, ask, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  report = batch_backend_test_finish (backend, result, &error);
  g_assert_no_error (error);
  return report;
}

static void
test_states (void)
{
  static const struct
  {
    const char       *personality;
    const char       *key;
    gboolean          ask;
    BatchServerState  state;
    const char       *says;
    const char       *posts; /* NULL: none */
  } cases[] = {
    { "ollama", NULL, FALSE, BATCH_SERVER_STATE_READY,
      "Ollama 0.12.6 answers: 4 models, 1 of them in memory" },
    { "ollama", NULL, TRUE, BATCH_SERVER_STATE_READY,
      "Ollama 0.12.6 has 4 models, and “gemma3:4b” has answered", "\"gemma3:4b\"" },
    { "lm-studio-old", NULL, FALSE, BATCH_SERVER_STATE_READY, "LM Studio answers: 2 models" },
    { "generic", NULL, FALSE, BATCH_SERVER_STATE_READY,
      "OpenAI-Compatible Server answers: 1 model" },
    { "ollama-empty", NULL, TRUE, BATCH_SERVER_STATE_NO_MODELS,
      "Ollama answers, but has no model yet: ollama pull MODEL gets one" },
    { "llama-server-loading", NULL, TRUE, BATCH_SERVER_STATE_LOADING,
      "llama-server is still loading its model: test again in a moment" },
    { "generic-key", NULL, FALSE, BATCH_SERVER_STATE_NO_KEY, "wants a key: enter the one" },
    { "generic-key", "sk-wrong", TRUE, BATCH_SERVER_STATE_KEY_REFUSED,
      "does not accept the key: enter the one" },
    { "generic-key", "sk-test-1", FALSE, BATCH_SERVER_STATE_READY, "1 model" },
    { "llama-server-key", NULL, FALSE, BATCH_SERVER_STATE_NO_KEY, "llama-server wants a key" },
    { "web-login", NULL, FALSE, BATCH_SERVER_STATE_NO_KEY, "key" },
    { "web", NULL, FALSE, BATCH_SERVER_STATE_UNRECOGNIZED,
      "is not a model server: check the address and the port" },
    { "half-ollama", NULL, FALSE, BATCH_SERVER_STATE_READY, "1 model" },
    { "ollama-busy", NULL, TRUE, BATCH_SERVER_STATE_FAILED, "File Not Found", "\"qwen3:8b\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ModelServer) server = model_server_new (cases[i].personality);
      g_autoptr(BatchServerReport) report = report_on (model_server_get_url (server), cases[i].key,
                                                       cases[i].ask);
      g_autofree char *posts = model_server_dup_posts (server);
      const char *message = batch_server_report_get_message (report);

      g_test_message ("%s: %s", cases[i].personality, message);
      g_assert_cmpint (batch_server_report_get_state (report), ==, cases[i].state);
      g_assert_nonnull (strstr (message, cases[i].says));
      g_assert_false (g_str_has_suffix (message, "."));
      if (cases[i].posts != NULL)
        g_assert_nonnull (strstr (posts, cases[i].posts));
      else
        g_assert_cmpstr (posts, ==, "");
    }
}

static void
test_unreachable (void)
{
  g_autoptr(BatchServerReport) report = report_on ("http://127.0.0.1:1", NULL, TRUE);

  g_assert_cmpint (batch_server_report_get_state (report), ==, BATCH_SERVER_STATE_UNREACHABLE);
  g_assert_null (batch_server_report_get_info (report));
  g_assert_cmpuint (g_list_model_get_n_items (batch_server_report_get_models (report)), ==, 0);
}

static void
test_contents (void)
{
  g_autoptr(ModelServer) server = model_server_new ("ollama");
  g_autoptr(BatchServerReport) report = report_on (model_server_get_url (server), NULL, FALSE);
  BatchServerState state;
  g_autofree char *message = NULL;
  g_autoptr(BatchServerInfo) info = NULL;
  g_autoptr(GListModel) models = NULL;

  g_object_get (report, "state", &state, "message", &message, "info", &info, "models", &models,
                NULL);
  g_assert_cmpint (state, ==, BATCH_SERVER_STATE_READY);
  g_assert_cmpstr (message, ==, batch_server_report_get_message (report));
  g_assert_cmpstr (batch_server_info_get_kind (info), ==, "ollama");
  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 4);
}

static void
test_cancelled (void)
{
  g_autoptr(ModelServer) server = model_server_new ("mute");
  g_autoptr(BatchBackend) backend = batch_backend_new ("a", model_server_get_url (server), NULL,
                                                       NULL, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_backend_test_async (backend, NULL, FALSE, cancellable, batch_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  batch_test_wait (&result);
  g_assert_null (batch_backend_test_finish (backend, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);
  g_test_add_func ("/batch/backend/test/states", test_states);
  g_test_add_func ("/batch/backend/test/unreachable", test_unreachable);
  g_test_add_func ("/batch/backend/test/contents", test_contents);
  g_test_add_func ("/batch/backend/test/cancelled", test_cancelled);
  return g_test_run ();
}
