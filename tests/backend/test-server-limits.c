/* test-server-limits.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-server-limits-private.h"

#include "backend/batch-backend.h"
#include "core/batch-enum-private.h"
#include "http/client-fixture.h"
#include "support/model-server.h"
#include "support/test-support.h"

static BatchServerLimits *
get_limits (BatchBackend  *backend,
            const char    *model,
            GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_backend_get_limits_async (backend, model, NULL, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_backend_get_limits_finish (backend, result, error);
}

/* “4 server, 1024 server, 0 unknown, 1 default”: slots, context, queue, models */
static char *
describe (BatchServerLimits *limits)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < BATCH_N_LIMITS; i++)
    {
      BatchLimit limit = batch_server_limits_get (limits, i);

      g_string_append_printf (text, "%s%" G_GINT64_FORMAT " %s", i > 0 ? ", " : "", limit.value,
                              batch_enum_to_nick (BATCH_TYPE_LIMIT_SOURCE, limit.source));
    }
  return g_string_free (text, FALSE);
}

/* The better source counts, whatever comes first. */
static void
test_sources (void)
{
  g_autoptr(BatchServerLimits) limits = batch_server_limits_new ();

  batch_server_limits_note (limits, BATCH_LIMIT_SLOTS, 4, BATCH_LIMIT_SOURCE_SERVER);
  batch_server_limits_note (limits, BATCH_LIMIT_SLOTS, 1, BATCH_LIMIT_SOURCE_DEFAULT);
  batch_server_limits_note (limits, BATCH_LIMIT_SLOTS, 2, BATCH_LIMIT_SOURCE_LEARNED);
  g_assert_cmpuint (batch_server_limits_get_slots (limits), ==, 4);
  batch_server_limits_note (limits, BATCH_LIMIT_SLOTS, 0, BATCH_LIMIT_SOURCE_USER);
  g_assert_cmpint (batch_server_limits_get_slots_source (limits), ==, BATCH_LIMIT_SOURCE_SERVER);
  batch_server_limits_note (limits, BATCH_LIMIT_SLOTS, 8, BATCH_LIMIT_SOURCE_USER);
  g_assert_cmpuint (batch_server_limits_get_slots (limits), ==, 8);
  batch_server_limits_note (limits, BATCH_LIMIT_SLOTS, -3, BATCH_LIMIT_SOURCE_USER);
  g_assert_cmpuint (batch_server_limits_get_slots (limits), ==, 8);
  g_assert_cmpint (batch_server_limits_get_context_source (limits), ==,
                   BATCH_LIMIT_SOURCE_UNKNOWN);
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *personality;
    const char *model;
    const char *limits;
  } cases[] = {
    { "ollama", "gemma3:4b", "1 default, 8192 server, 512 default, 3 default" },
    { "ollama", "qwen3:8b", "1 default, 0 unknown, 512 default, 3 default" },
    { "ollama", NULL, "1 default, 8192 server, 512 default, 3 default" },
    { "llama-server", "alpha", "2 server, 1024 server, 0 unknown, 1 default" },
    { "llama-server-key", "alpha", "4 default, 0 unknown, 0 unknown, 1 default" },
    { "llama-router", "alpha", "3 server, 768 server, 0 unknown, 1 server" },
    { "llama-router", "gamma", "4 default, 0 unknown, 0 unknown, 1 server" },
    { "router-loads", "alpha", "3 server, 0 unknown, 0 unknown, 4 default" },
    { "llama-swap", "org/small", "2 server, 2048 server, 10 default, 0 unknown" },
    { "llama-swap", "other", "0 unknown, 0 unknown, 10 default, 0 unknown" },
    { "lm-studio", "google/gemma", "6 server, 4096 server, 0 unknown, 0 unknown" },
    { "lm-studio", "nomic", "4 default, 0 unknown, 0 unknown, 0 unknown" },
    { "vllm", "Qwen/Qwen3-8B", "32 default, 32768 server, 0 unknown, 1 default" },
    { "localai", "bert", "0 unknown, 0 unknown, 0 unknown, 0 unknown" },
    { "generic", "plain", "0 unknown, 0 unknown, 0 unknown, 0 unknown" },
    { "generic", "nobody", "0 unknown, 0 unknown, 0 unknown, 0 unknown" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *kind = model_personality_find (cases[i].personality)->kind;
      g_autoptr(ModelServer) server = model_server_new (cases[i].personality);
      g_autoptr(BatchBackend) backend = batch_backend_new ("a", model_server_get_url (server),
                                                           kind, NULL, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchServerLimits) limits = get_limits (backend, cases[i].model, &error);
      g_autofree char *posts = model_server_dup_posts (server);
      g_autofree char *text = NULL;

      g_test_message ("%s %s", cases[i].personality, cases[i].model);
      g_assert_no_error (error);
      text = describe (limits);
      g_assert_cmpstr (text, ==, cases[i].limits);
      g_assert_cmpstr (posts, ==, "");
    }
}

static void
test_user (void)
{
  g_autoptr(ModelServer) server = model_server_new ("llama-server");
  g_autoptr(BatchBackend) backend = batch_backend_new ("a", model_server_get_url (server),
                                                       "llama-server", NULL, NULL);
  g_autoptr(BatchServerLimits) limits = NULL;

  batch_backend_set_parallel (backend, 7);
  limits = get_limits (backend, NULL, NULL);
  g_assert_cmpuint (batch_server_limits_get_slots (limits), ==, 7);
  g_assert_cmpint (batch_server_limits_get_slots_source (limits), ==, BATCH_LIMIT_SOURCE_USER);
}

static void
test_properties (void)
{
  g_autoptr(BatchServerLimits) limits = batch_server_limits_new ();
  g_autofree char *text = NULL;
  BatchLimitSource source;
  gint64 context;
  guint queue;
  guint resident;

  batch_server_limits_note (limits, BATCH_LIMIT_CONTEXT, 4096, BATCH_LIMIT_SOURCE_SERVER);
  batch_server_limits_note (limits, BATCH_LIMIT_QUEUE, 512, BATCH_LIMIT_SOURCE_DEFAULT);
  batch_server_limits_note (limits, BATCH_LIMIT_RESIDENT, 3, BATCH_LIMIT_SOURCE_LEARNED);
  g_object_get (limits, "context-length", &context, "queue-length", &queue, "resident-models",
                &resident, "resident-source", &source, NULL);
  g_assert_cmpint (context, ==, 4096);
  g_assert_cmpuint (queue, ==, 512);
  g_assert_cmpuint (resident, ==, 3);
  g_assert_cmpint (source, ==, BATCH_LIMIT_SOURCE_LEARNED);
}

static void
test_nobody (void)
{
  g_autoptr(BatchBackend) nobody = batch_backend_new ("a", "http://127.0.0.1:1", "ollama", NULL,
                                                      NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (get_limits (nobody, "m", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_BACKEND);
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);
  g_test_add_func ("/batch/backend/server-limits/sources", test_sources);
  g_test_add_func ("/batch/backend/server-limits/kinds", test_kinds);
  g_test_add_func ("/batch/backend/server-limits/user", test_user);
  g_test_add_func ("/batch/backend/server-limits/properties", test_properties);
  g_test_add_func ("/batch/backend/server-limits/nobody", test_nobody);
  return g_test_run ();
}
