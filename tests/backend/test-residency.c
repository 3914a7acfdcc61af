/* test-residency.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-residency-private.h"

#include "backend/batch-backend-private.h"
#include "backend/batch-model-private.h"
#include "core/batch-enum-private.h"
#include "http/client-fixture.h"
#include "support/model-server.h"
#include "support/test-simulator.h"
#include "support/test-support.h"

static BatchBackend *
make_backend (ModelServer *server,
              const char  *personality)
{
  return batch_backend_new ("a", model_server_get_url (server),
                            model_personality_find (personality)->kind, NULL, NULL);
}

/* --- Preload --- */

typedef struct
{
  guint  n_times;
  double last;
} Progress;

static void
note_progress (double   fraction,
               gpointer user_data)
{
  Progress *progress = user_data;

  progress->n_times++;
  progress->last = MAX (progress->last, fraction);
}

static BatchResidency *
preload (BatchBackend          *backend,
         const char            *model,
         const BatchRunOptions *options,
         Progress              *progress,
         BatchVerdict          *verdict,
         GError               **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_backend_preload_async (backend, model, options, NULL,
                               progress != NULL ? note_progress : NULL, progress, NULL,
                               batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_backend_preload_finish (backend, result, verdict, error);
}

static void
test_preload (void)
{
  static const BatchRunOptions plain = { NULL, 0, 0 };
  static const BatchRunOptions brief = { NULL, 0, 20 * 1000 };
  static const BatchRunOptions kept = { NULL, BATCH_KEEP_MS, 0 };
  static const BatchRunOptions embeds = { .uses = BATCH_MODEL_USES_EMBEDDING };
  static const BatchRunOptions always = { NULL, -1, 0 };
  static const BatchRunOptions context = { "{\"num_ctx\":8192}", 1500, 0 };
  static const BatchRunOptions length = { "{\"context_length\":8192}", 0, 0 };
  static const struct
  {
    const char            *personality;
    const char            *model;
    const BatchRunOptions *options;
    gboolean               was_loaded;
    const char            *posts;
    gint64                 keep_ms;
  } cases[] = {
    { "ollama", "qwen3:8b", &plain, FALSE,
      "POST /api/generate {\"model\":\"qwen3:8b\",\"stream\":false}\n" },
    { "ollama", "gemma3:4b", &kept, TRUE,
      "POST /api/generate {\"model\":\"gemma3:4b\",\"stream\":false,\"keep_alive\":1800}\n", -1 },
    { "ollama", "qwen3:8b", &always, FALSE,
      "POST /api/generate {\"model\":\"qwen3:8b\",\"stream\":false,\"keep_alive\":-1}\n" },
    { "ollama", "qwen3:8b", &context, FALSE,
      "POST /api/generate {\"model\":\"qwen3:8b\",\"stream\":false,\"keep_alive\":2,"
      "\"options\":{\"num_ctx\":8192}}\n" },
    { "ollama", "nomic", &plain, FALSE,
      "POST /api/embed {\"model\":\"nomic\",\"stream\":false,\"input\":[]}\n" },
    { "ollama", "big:cloud", &kept, FALSE, "" },
    { "router-loads", "alpha", &plain, FALSE, "POST /models/load {\"model\":\"alpha\"}\n" },
    { "router-loads", "a", &plain, FALSE, "POST /models/load {\"model\":\"a\"}\n" },
    { "router-vague", "alpha", &brief, FALSE, "POST /models/load {\"model\":\"alpha\"}\n" },
    { "router-unlisted", "other", &brief, FALSE, "POST /models/load {\"model\":\"other\"}\n" },
    { "router-running", "alpha", &plain, TRUE, "POST /models/load {\"model\":\"alpha\"}\n" },
    { "llama-swap", "other", &plain, FALSE, "" },
    /* Hidden from the list, and run by what does not know how to say that it is well. */
    { "llama-swap", "hidden", &plain, FALSE, "" },
    { "lm-studio", "google/gemma", &plain, TRUE, "" },
    /* One that somebody has given a name of its own in memory. */
    { "lm-studio", "google/gemma:2", &plain, TRUE, "" },
    { "lm-studio", "nomic", &length, FALSE,
      "POST /api/v1/models/load {\"model\":\"nomic\",\"context_length\":8192}\n" },
    { "localai", "phi", &plain, FALSE, "POST /backend/load {\"model\":\"phi\"}\n" },
    { "localai-old", "phi", &plain, FALSE, "POST /backend/load {\"model\":\"phi\"}\n" },
    /* Its list does not say what it is for. */
    { "ollama-untold", "qwen3:8b", &embeds, FALSE,
      "POST /api/embed {\"model\":\"qwen3:8b\",\"stream\":false,\"input\":[]}\n" },
    { "llama-server", "alpha", &plain, TRUE, "" },
    { "vllm", "Qwen/Qwen3-8B", &plain, TRUE, "" },
    { "generic", "plain", &plain, FALSE, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ModelServer) server = model_server_new (cases[i].personality);
      g_autoptr(BatchBackend) backend = make_backend (server, cases[i].personality);
      g_autoptr(GError) error = NULL;
      BatchVerdict verdict = BATCH_VERDICT_CANCELLED;
      g_autoptr(BatchResidency) residency = preload (backend, cases[i].model, cases[i].options,
                                                     NULL, &verdict, &error);
      g_autofree char *posts = model_server_dup_posts (server);

      g_test_message ("%s %s", cases[i].personality, cases[i].model);
      g_assert_no_error (error);
      g_assert_cmpint (verdict, ==, BATCH_VERDICT_OK);
      g_assert_cmpstr (residency->model, ==, cases[i].model);
      g_assert_cmpint (residency->was_loaded, ==, cases[i].was_loaded);
      g_assert_cmpint (residency->keep_ms, ==, cases[i].keep_ms);
      g_assert_cmpstr (posts, ==, cases[i].posts);
    }
}

typedef struct
{
  ModelServer *server;
  char        *how;
  char        *posts;
} Found;

static void
found_cb (const BatchResidency *residency,
          gpointer              user_data)
{
  Found *found = user_data;

  g_assert_null (found->how);
  found->how = batch_residency_to_text (residency);
  found->posts = model_server_dup_posts (found->server);
}

/* What was there is told before anything is changed of it. */
static void
test_found (void)
{
  static const struct
  {
    const char *personality;
    const char *model;
    const char *how;
  } cases[] = {
    { "ollama", "gemma3:4b", "found:-1" },
    { "ollama", "qwen3:8b", NULL },
    { "lm-studio", "google/gemma", "found google/gemma" },
  };
  const BatchRunOptions options = { NULL, BATCH_KEEP_MS, 0, found_cb };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ModelServer) server = model_server_new (cases[i].personality);
      g_autoptr(BatchBackend) backend = make_backend (server, cases[i].personality);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(BatchResidency) residency = NULL;
      Found found = { server, NULL, NULL };

      batch_backend_preload_async (backend, cases[i].model, &options, NULL, NULL, &found, NULL,
                                   batch_test_store_result, &result);
      batch_test_wait (&result);
      residency = batch_backend_preload_finish (backend, result, NULL, NULL);
      g_assert_nonnull (residency);
      g_assert_cmpstr (found.how, ==, cases[i].how);
      g_assert_cmpstr (found.posts, ==, cases[i].how != NULL ? "" : NULL);
      g_free (found.how);
      g_free (found.posts);
    }
}

static void
test_load_time (void)
{
  g_autoptr(ModelServer) told_server = model_server_new ("lm-studio");
  g_autoptr(BatchBackend) told_backend = make_backend (told_server, "lm-studio");
  g_autoptr(ModelServer) server = model_server_new ("router-loads");
  g_autoptr(BatchBackend) backend = make_backend (server, "router-loads");
  Progress progress = { 0, -1 };
  g_autoptr(BatchResidency) told = preload (told_backend, "nomic", NULL, NULL, NULL, NULL);
  g_autoptr(BatchResidency) seen = preload (backend, "alpha", NULL, &progress, NULL, NULL);

  g_assert_true (told->told);
  g_assert_cmpint (told->load_ms, ==, 9125);
  g_assert_cmpstr (told->instance, ==, "nomic");
  g_assert_false (seen->told);
  g_assert_cmpint (seen->load_ms, >, 0);
  g_assert_cmpuint (progress.n_times, ==, 2);
  g_assert_cmpfloat (progress.last, ==, 0.5);
}

/* A server may say anything: then it is measured. */
static void
test_odd_load_time (void)
{
  g_autoptr(ModelServer) server = model_server_new ("lm-studio-odd");
  g_autoptr(BatchBackend) backend = make_backend (server, "lm-studio-odd");
  g_autoptr(BatchResidency) residency = preload (backend, "nomic", NULL, NULL, NULL, NULL);

  g_assert_false (residency->told);
  g_assert_cmpint (residency->load_ms, >=, 0);
  g_assert_cmpstr (residency->instance, ==, "nomic");
}

static void
test_preload_failures (void)
{
  static const BatchRunOptions soon = { NULL, 0, 300 };
  static const struct
  {
    const char   *personality;
    const char   *kind;
    const char   *model;
    BatchVerdict  verdict;
    const char   *message;       /* that it ends with */
  } cases[] = {
    { "router-fails", "llama-router", "alpha", BATCH_VERDICT_LOAD_FAILED,
      " could not load “alpha”: its process ended with code 1" },
    { "router-hangs", "llama-router", "alpha", BATCH_VERDICT_LOAD_FAILED,
      " could not load “alpha”: it was not in memory within 0.3 s" },
    /* Whatever its words are: it is not in the list. */
    { "llama-router", "llama-router", "delta", BATCH_VERDICT_NO_SUCH_MODEL,
      " does not have the model “delta”" },
    { "mute", "ollama", "m", BATCH_VERDICT_LOAD_FAILED,
      " could not load “m”: it was not in memory within 0.3 s" },
    { "llama-swap", "llama-swap", "unknown", BATCH_VERDICT_NO_SUCH_MODEL,
      " does not have the model “unknown”" },
    { "llama-swap", "llama-swap", "large", BATCH_VERDICT_LOAD_FAILED,
      "The model server could not load the model: unspecific error: process exited" },
    { "generic-key", "llama-router", "alpha", BATCH_VERDICT_AUTH,
      "The model server does not accept the key: Invalid API Key" },
    { "lm-studio-old", "lm-studio", "nomic", BATCH_VERDICT_TRY_AGAIN,
      "Unexpected endpoint or method. (GET /x)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ModelServer) server = model_server_new (cases[i].personality);
      g_autoptr(BatchBackend) backend = batch_backend_new ("a", model_server_get_url (server),
                                                           cases[i].kind, NULL, NULL);
      g_autoptr(GError) error = NULL;
      BatchVerdict verdict;

      g_test_message ("%s", cases[i].personality);
      g_assert_null (preload (backend, cases[i].model,
                              cases[i].verdict == BATCH_VERDICT_LOAD_FAILED ? &soon : NULL, NULL,
                              &verdict, &error));
      g_assert_nonnull (error);
      g_assert_cmpstr (batch_enum_to_nick (BATCH_TYPE_VERDICT, verdict), ==,
                       batch_enum_to_nick (BATCH_TYPE_VERDICT, cases[i].verdict));
      if (!g_str_has_suffix (error->message, cases[i].message))
        g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_preload_nobody (void)
{
  g_autoptr(BatchBackend) nobody = batch_backend_new ("a", "http://127.0.0.1:1", "ollama", NULL,
                                                      NULL);
  g_autoptr(GError) error = NULL;
  BatchVerdict verdict;

  g_assert_null (preload (nobody, "m", NULL, NULL, &verdict, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_BACKEND);
  g_assert_cmpint (verdict, ==, BATCH_VERDICT_SERVER_GONE);
}

/* A load goes on until it is cancelled, however long it takes. */
static void
test_cancel (void)
{
  g_autoptr(ModelServer) server = model_server_new ("router-hangs");
  g_autoptr(BatchBackend) backend = make_backend (server, "router-hangs");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchVerdict verdict;

  batch_backend_preload_async (backend, "alpha", NULL, NULL, NULL, NULL, cancellable,
                               batch_test_store_result, &result);
  while (model_server_count (server, "GET /models ") < 3)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  batch_test_wait (&result);

  g_assert_null (batch_backend_preload_finish (backend, result, &verdict, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (verdict, ==, BATCH_VERDICT_CANCELLED);
}

/* --- Release --- */

static gboolean
release (BatchBackend         *backend,
         const BatchResidency *residency,
         GError              **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_backend_release_async (backend, residency, NULL, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_backend_release_finish (backend, result, error);
}

static void
test_release (void)
{
  static const struct
  {
    const char *personality;
    const char *model;
    const char *instance;
    gboolean    was_loaded;
    const char *posts;
  } cases[] = {
    { "ollama", "qwen3:8b", NULL, FALSE,
      "POST /api/generate {\"model\":\"qwen3:8b\",\"keep_alive\":0}\n" },
    { "ollama", "gemma3:4b", NULL, TRUE,
      "POST /api/generate {\"model\":\"gemma3:4b\",\"stream\":false,\"keep_alive\":300}\n" },
    /* It was there, and somebody else has thrown it out since: it is not loaded for that. */
    { "ollama", "qwen3:8b", NULL, TRUE, "" },
    { "router-loads", "alpha", NULL, FALSE, "POST /models/unload {\"model\":\"alpha\"}\n" },
    { "router-busy", "alpha", NULL, FALSE, "" },
    { "router-busy", "alpha", NULL, TRUE, "" },
    { "llama-swap", "org/small", NULL, FALSE, "POST /api/models/unload/org/small \n" },
    { "lm-studio", "google/gemma", "google/gemma:2", FALSE,
      "POST /api/v1/models/unload {\"instance_id\":\"google/gemma:2\"}\n" },
    { "lm-studio", "google/gemma", "google/gemma", TRUE, "" },
    { "localai", "bert", NULL, FALSE, "POST /backend/shutdown {\"model\":\"bert\"}\n" },
    { "generic", "plain", NULL, FALSE, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ModelServer) server = model_server_new (cases[i].personality);
      g_autoptr(BatchBackend) backend = make_backend (server, cases[i].personality);
      g_autoptr(BatchResidency) residency = batch_residency_new (cases[i].model,
                                                                 cases[i].was_loaded);
      g_autoptr(GError) error = NULL;
      g_autofree char *posts = NULL;

      g_test_message ("%s %s", cases[i].personality, cases[i].model);
      residency->instance = g_strdup (cases[i].instance);
      g_assert_true (release (backend, residency, &error));
      g_assert_no_error (error);
      posts = model_server_dup_posts (server);
      g_assert_cmpstr (posts, ==, cases[i].posts);
    }
}

/* What it was loaded with has to be said again, else it would be loaded anew. */
static void
test_release_options (void)
{
  g_autoptr(ModelServer) server = model_server_new ("ollama");
  g_autoptr(BatchBackend) backend = make_backend (server, "ollama");
  g_autoptr(BatchResidency) residency = batch_residency_new ("gemma3:4b", TRUE);
  g_autofree char *posts = NULL;

  residency->options = g_strdup ("{\"num_ctx\":8192}");
  g_assert_true (release (backend, residency, NULL));
  posts = model_server_dup_posts (server);
  g_assert_cmpstr (posts, ==, "POST /api/generate {\"model\":\"gemma3:4b\",\"stream\":false,"
                              "\"keep_alive\":300,\"options\":{\"num_ctx\":8192}}\n");
}

/* A server that never says what it has: nobody waits until it does, and nothing is kept there for
 * as long as we had wanted it. One that only says nothing while it frees memory is waited for. */
static void
test_release_untold (void)
{
  static const struct
  {
    const char *personality;
    const char *model;
    gboolean    was_loaded;
    const char *posts;
    const char *look;
    guint       n_looks;
  } cases[] = {
    { "ollama-untold", "qwen3:8b", FALSE,
      "POST /api/generate {\"model\":\"qwen3:8b\",\"keep_alive\":0}\n", "GET /api/ps ", 2 },
    { "ollama-untold", "qwen3:8b", TRUE,
      "POST /api/generate {\"model\":\"qwen3:8b\",\"stream\":false,\"keep_alive\":300}\n",
      "GET /api/ps ", 1 },
    { "router-untold", "alpha", FALSE, "POST /models/unload {\"model\":\"alpha\"}\n",
      "GET /models ", 2 },
    { "ollama-frees", "qwen3:8b", FALSE,
      "POST /api/generate {\"model\":\"qwen3:8b\",\"keep_alive\":0}\n", "GET /api/ps ", 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ModelServer) server = model_server_new (cases[i].personality);
      g_autoptr(BatchBackend) backend = make_backend (server, cases[i].personality);
      g_autoptr(BatchResidency) residency = batch_residency_new (cases[i].model,
                                                                 cases[i].was_loaded);
      g_autoptr(GError) error = NULL;
      g_autofree char *posts = NULL;

      g_test_message ("%s %d", cases[i].personality, cases[i].was_loaded);
      g_assert_true (release (backend, residency, &error));
      g_assert_no_error (error);
      posts = model_server_dup_posts (server);
      g_assert_cmpstr (posts, ==, cases[i].posts);
      g_assert_cmpuint (model_server_count (server, cases[i].look), ==, cases[i].n_looks);
    }
}

/* It stays as it would have without us, and as any does that was used. */
static void
test_release_kept (void)
{
  static const struct
  {
    gint64      keep_ms;
    const char *said;
  } cases[] = {
    { 0, "300}" },
    { -1, "-1}" },
    { 20 * 60 * 1000, "1200}" },
    { 10 * 1000, "300}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ModelServer) server = model_server_new ("ollama");
      g_autoptr(BatchBackend) backend = make_backend (server, "ollama");
      g_autoptr(BatchResidency) residency = batch_residency_new ("gemma3:4b", TRUE);
      g_autofree char *posts = NULL;
      g_autofree char *expected = g_strconcat ("POST /api/generate {\"model\":\"gemma3:4b\","
                                               "\"stream\":false,\"keep_alive\":",
                                               cases[i].said, "\n", NULL);

      residency->keep_ms = cases[i].keep_ms;
      g_assert_true (release (backend, residency, NULL));
      posts = model_server_dup_posts (server);
      g_assert_cmpstr (posts, ==, expected);
    }
}

/* --- How long it has left --- */

static void
test_rest (void)
{
  const gint64 now = G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC;
  static const struct
  {
    gint64 expires_at;
    gint64 rest_ms;
  } cases[] = {
    { 0, 0 },
    { 1700000000, 0 },
    /* Ollama says that of one that has been at work since. */
    { 1699999000, 0 },
    { 1700000300, 300 * 1000 },
    { 1700000000 + G_GINT64_CONSTANT (99) * 365 * 24 * 3600,
      G_GINT64_CONSTANT (99) * 365 * 24 * 3600 * 1000 },
    { 1700000000 + G_GINT64_CONSTANT (292) * 365 * 24 * 3600, -1 },
    { G_MAXINT64, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (batch_residency_get_rest (cases[i].expires_at, now), ==, cases[i].rest_ms);
}

static void
test_text (void)
{
  static const struct
  {
    const char *text;
    gboolean    was_loaded;
    gint64      keep_ms;
    const char *instance;
    const char *again;
  } cases[] = {
    { "found", TRUE, 0, NULL, "found" },
    { "found:-1", TRUE, -1, NULL, "found:-1" },
    { "found:1200000 a:2", TRUE, 1200000, "a:2", "found:1200000 a:2" },
    { "loaded", FALSE, 0, NULL, "loaded" },
    { "loaded a b:2", FALSE, 0, "a b:2", "loaded a b:2" },
    { "asked", TRUE, 0, NULL, "found" },
    { "found:-7", TRUE, 0, NULL, "found" },
    { "found:9223372036854775807", TRUE, 0, NULL, "found" },
    { "found:soon", TRUE, 0, NULL, "found" },
    { "", TRUE, 0, NULL, "found" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchResidency) residency = batch_residency_from_text ("m", cases[i].text);
      g_autofree char *again = batch_residency_to_text (residency);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (residency->model, ==, "m");
      g_assert_cmpint (residency->was_loaded, ==, cases[i].was_loaded);
      g_assert_cmpint (residency->keep_ms, ==, cases[i].keep_ms);
      g_assert_cmpstr (residency->instance, ==, cases[i].instance);
      g_assert_cmpstr (again, ==, cases[i].again);
    }
}

/* --- With servers that load --- */

static BatchModelState
get_state (BatchBackend *backend,
           const char   *name)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) models = NULL;
  g_autoptr(BatchModel) model = NULL;

  batch_backend_get_models_async (backend, NULL, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  models = batch_backend_get_models_finish (backend, result, NULL);
  g_assert_nonnull (models);
  model = batch_model_find (models, batch_backend_get_private_kind (backend), name);
  g_assert_nonnull (model);
  return batch_model_get_state (model);
}

/* Whatever the kind: what is loaded ahead is there, takes the time of a load, once, and is gone
 * when it was given back. */
static void
test_simulated (void)
{
  static const char *const personalities[] = {
    "ollama", "llama-router", "llama-swap", "lm-studio", "localai",
  };

  for (guint i = 0; i < G_N_ELEMENTS (personalities); i++)
    {
      BatchSimulatorConfig config = {
        .personality = personalities[i], .models = "a:200,b:200", .capacity = 1,
      };
      g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
      g_autoptr(BatchBackend) backend = batch_backend_new ("a", batch_simulator_get_uri (simulator),
                                                           personalities[i], NULL, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchResidency) first = preload (backend, "a", NULL, NULL, NULL, &error);
      g_autoptr(BatchResidency) again = NULL;
      BatchSimulatorCounters counters;

      g_test_message ("%s: %s", personalities[i], error != NULL ? error->message : "");
      g_assert_no_error (error);
      g_assert_false (first->was_loaded);
      g_assert_cmpint (first->load_ms, >=, 190);
      g_assert_cmpint (get_state (backend, "a"), ==, BATCH_MODEL_STATE_LOADED);

      again = preload (backend, "a", NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (again->was_loaded);
      batch_simulator_get_counters (simulator, &counters);
      g_assert_cmpuint (counters.loads, ==, 1);

      g_assert_true (release (backend, again, &error));
      g_assert_cmpint (get_state (backend, "a"), ==, BATCH_MODEL_STATE_LOADED);
      g_assert_true (release (backend, first, &error));
      g_assert_cmpint (get_state (backend, "a"), ==, BATCH_MODEL_STATE_UNLOADED);
      batch_simulator_stop (simulator);
    }
}

int
main (int   argc,
      char *argv[])
{
  client_init (&argc, &argv);
  g_test_add_func ("/batch/backend/residency/preload", test_preload);
  g_test_add_func ("/batch/backend/residency/found", test_found);
  g_test_add_func ("/batch/backend/residency/load-time", test_load_time);
  g_test_add_func ("/batch/backend/residency/odd-load-time", test_odd_load_time);
  g_test_add_func ("/batch/backend/residency/preload-failures", test_preload_failures);
  g_test_add_func ("/batch/backend/residency/preload-nobody", test_preload_nobody);
  g_test_add_func ("/batch/backend/residency/cancel", test_cancel);
  g_test_add_func ("/batch/backend/residency/release", test_release);
  g_test_add_func ("/batch/backend/residency/release-options", test_release_options);
  g_test_add_func ("/batch/backend/residency/release-untold", test_release_untold);
  g_test_add_func ("/batch/backend/residency/release-kept", test_release_kept);
  g_test_add_func ("/batch/backend/residency/rest", test_rest);
  g_test_add_func ("/batch/backend/residency/text", test_text);
  g_test_add_func ("/batch/backend/residency/simulated", test_simulated);
  return g_test_run ();
}
