/* test-personality.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "test-simulator.h"

/* What each kind of server answers, one step after the other. */
typedef struct
{
  const char *method;
  const char *path;
  const char *body;       /* NULL: none */
  guint       status;
  const char *part;       /* of the answer; NULL: any */
} Step;

#define CHAT(model) "{\"model\":\"" model "\",\"messages\":[{\"role\":\"user\",\"content\":\"p\"}]}"
#define CHATS       "/v1/chat/completions"

static void
take_steps (const BatchSimulatorConfig *config,
            const Step                 *steps,
            guint                       n_steps)
{
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (config);

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr(BatchTestResponse) response = NULL;

      g_test_message ("%s %s", steps[i].method, steps[i].path);
      response = batch_test_http_once (batch_simulator_get_port (simulator), steps[i].method,
                                       steps[i].path, steps[i].body);
      g_assert_cmpuint (response->status, ==, steps[i].status);
      if (steps[i].part != NULL)
        batch_test_assert_contains (response, steps[i].part);
    }
  batch_simulator_stop (simulator);
}

static void
test_ollama (void)
{
  static const BatchSimulatorConfig config = { .personality = "ollama", .models = "a:20,b:20" };
  static const Step steps[] = {
    { "GET", "/", NULL, 200, "Ollama is running" },
    { "GET", "/api/version", NULL, 200, "\"version\"" },
    { "GET", "/api/tags", NULL, 200, "\"name\":\"b\"" },
    { "GET", "/api/ps", NULL, 200, "{\"models\":[]}" },
    { "POST", "/api/generate", "{\"model\":\"a\",\"keep_alive\":\"30m\"}", 200,
      "\"done_reason\":\"load\"" },
    { "GET", "/api/ps", NULL, 200, "\"name\":\"a\"" },
    { "POST", "/api/chat", "{\"model\":\"a\",\"stream\":false,\"messages\":[{\"content\":\"p\"}]}",
      200, "\"done\":true,\"done_reason\":\"stop\",\"total_duration\":" },
    { "POST", "/api/chat", "{\"model\":\"a\",\"messages\":[{\"content\":\"p\"}]}", 200,
      "\"done\":false}\n" },
    { "POST", "/api/chat", "{\"model\":\"a\",\"keep_alive\":0}", 200,
      "\"done_reason\":\"unload\"" },
    { "GET", "/api/ps", NULL, 200, "{\"models\":[]}" },
    { "POST", "/api/embed", "{\"model\":\"b\",\"input\":\"p\"}", 200, "\"embeddings\":[[" },
    { "POST", "/api/embed", "{\"model\":\"b\",\"input\":[]}", 200, "\"embeddings\":[]" },
    { "POST", "/api/chat", CHAT ("c"), 404, "{\"error\":\"model 'c' not found\"}" },
    { "POST", CHATS, CHAT ("c"), 404, "\"type\":\"not_found_error\"" },
    { "POST", "/api/chat", "{", 400, "\"error\"" },
  };

  take_steps (&config, steps, G_N_ELEMENTS (steps));
}

static void
test_llama_server (void)
{
  static const BatchSimulatorConfig config = {
    .personality = "llama-server",
    .models = "a",
    .context = 100,
  };
  static const Step steps[] = {
    { "GET", "/health", NULL, 200, "ok" },
    { "GET", "/v1/models", NULL, 200, "\"owned_by\":\"llamacpp\"" },
    { "GET", "/props", NULL, 200, "\"n_ctx\":100},\"total_slots\":4" },
    { "GET", "/slots", NULL, 200, "\"is_processing\":false" },
    { "GET", "/metrics", NULL, 501, "not_supported_error" },
    { "POST", CHATS, CHAT ("anything"), 200, "\"model\":\"a\"" },
    { "POST", CHATS, CHAT ("a"), 200, "\"timings\":{\"cache_n\":" },
  };

  take_steps (&config, steps, G_N_ELEMENTS (steps));
}

/* Everything is refused, the list of models too. */
static void
test_llama_server_loads (void)
{
  static const BatchSimulatorConfig config = {
    .personality = "llama-server",
    .models = "a:3600000",
  };
  static const Step steps[] = {
    { "GET", "/health", NULL, 503, "Loading model" },
    { "GET", "/v1/models", NULL, 503, "unavailable_error" },
    { "GET", "/nowhere", NULL, 503, "Loading model" },
    { "POST", CHATS, CHAT ("a"), 503, "Loading model" },
    { "POST", "/__clock?advance=3601", "", 200, NULL },
    { "GET", "/__state", NULL, 200, NULL },
    { "POST", CHATS, CHAT ("a"), 200, NULL },
  };

  take_steps (&config, steps, G_N_ELEMENTS (steps));
}

static void
test_llama_router (void)
{
  static const BatchSimulatorConfig config = {
    .personality = "llama-router",
    .models = "a,b",
    .capacity = 1,
  };
  static const Step steps[] = {
    { "GET", "/props", NULL, 200, "\"role\":\"router\"" },
    { "GET", "/models", NULL, 200, "\"status\":{\"value\":\"unloaded\"" },
    { "POST", "/models/unload", "{\"model\":\"a\"}", 400, "model is not running" },
    { "GET", "/slots?model=a", NULL, 400, "not loaded" },
    { "GET", "/props?model=a", NULL, 200, "\"model_alias\":\"a\"" },
    { "POST", "/models/load", "{\"model\":\"a\"}", 400, "model is already running" },
    { "POST", CHATS, CHAT ("b"), 200, NULL },
    { "GET", "/models", NULL, 200, "\"status\":{\"value\":\"loaded\"" },
    { "POST", "/models/unload", "{\"model\":\"a\"}", 400, "model is not running" },
    { "POST", "/models/unload", "{\"model\":\"b\"}", 200, "\"success\":true" },
    { "POST", "/models/load", "{\"model\":\"c\"}", 404, "not_found_error" },
    { "POST", CHATS, CHAT ("c"), 400, "model 'c' not found" },
    { "POST", "/__fail", "{\"kind\":\"load-fail\"}", 200, NULL },
    { "POST", CHATS, CHAT ("a"), 500, "model name=a failed to load" },
    { "GET", "/models", NULL, 200, "\"failed\":true,\"exit_code\":1" },
  };

  take_steps (&config, steps, G_N_ELEMENTS (steps));
}

static void
test_llama_swap (void)
{
  static const BatchSimulatorConfig config = { .personality = "llama-swap", .models = "org/a,b" };
  static const Step steps[] = {
    { "GET", "/running", NULL, 200, "{\"running\":[]}" },
    { "GET", "/api/version", NULL, 200, "\"commit\"" },
    { "GET", "/upstream/org/a/health", NULL, 200, NULL },
    { "GET", "/running", NULL, 200, "\"state\":\"ready\",\"cmd\":\"llama-server -np 4" },
    { "GET", "/v1/models", NULL, 200, "\"status\":{\"value\":\"loaded\"" },
    { "POST", "/api/models/unload/org/a", "", 200, "OK" },
    { "GET", "/running", NULL, 200, "{\"running\":[]}" },
    { "POST", CHATS, CHAT ("c"), 404, "{\"src\":\"llama-swap\",\"error\":{" },
    { "POST", "/api/models/unload", "", 200, "\"msg\":\"ok\"" },
    { "POST", "/__fail", "{\"kind\":\"load-fail\"}", 200, NULL },
    { "POST", CHATS, CHAT ("b"), 500, "unspecific error" },
  };

  take_steps (&config, steps, G_N_ELEMENTS (steps));
}

static void
test_lm_studio (void)
{
  static const BatchSimulatorConfig config = { .personality = "lm-studio", .models = "a,b" };
  static const Step steps[] = {
    { "GET", "/api/v1/models", NULL, 200, "\"key\":\"a\"" },
    { "POST", CHATS, CHAT ("c"), 404, "model_not_found" },
    { "POST", "/api/v1/models/load", "{\"model\":\"a\"}", 200, "\"load_time_seconds\":" },
    { "POST", "/api/v1/models/load", "{\"model\":\"a\"}", 200, "\"instance_id\":\"a:2\"" },
    { "GET", "/api/v1/models", NULL, 200, "{\"id\":\"a:2\",\"config\":" },
    { "POST", CHATS, CHAT ("c"), 200, "\"model\":\"a\"" },
    { "POST", "/api/v1/models/unload", "{\"instance_id\":\"a:2\"}", 200, "a:2" },
    { "GET", "/api/v0/models", NULL, 200, "\"state\":\"loaded\"" },
    { "GET", "/nowhere", NULL, 200, "Unexpected endpoint or method. (GET /nowhere)" },
    { "POST", "/nowhere", "{}", 200, "Unexpected endpoint or method. (POST /nowhere)" },
  };

  take_steps (&config, steps, G_N_ELEMENTS (steps));
}

static void
test_localai (void)
{
  static const BatchSimulatorConfig config = { .personality = "localai", .models = "a" };
  static const Step steps[] = {
    { "GET", "/.well-known/localai.json", NULL, 200, "\"version\"" },
    { "GET", "/", NULL, 200, "Ollama is running" },
    { "GET", "/api/tags", NULL, 200, "\"name\":\"a\"" },
    { "POST", "/__fail", "{\"kind\":\"load-fail\",\"count\":1}", 200, NULL },
    { "POST", CHATS, CHAT ("a"), 503, NULL },
    { "POST", CHATS, CHAT ("a"), 503, NULL },
    { "POST", "/__clock?advance=11", "", 200, NULL },
    { "POST", CHATS, CHAT ("a"), 200, NULL },
    { "GET", "/system", NULL, 200, "\"loaded_models\":[{\"id\":\"a\"}]" },
    { "POST", "/backend/shutdown", "{\"model\":\"a\"}", 200, NULL },
    { "GET", "/system", NULL, 200, "\"loaded_models\":[]" },
    { "POST", "/backend/load", "{\"model\":\"a\"}", 200, NULL },
  };

  take_steps (&config, steps, G_N_ELEMENTS (steps));
}

/* Nobody can connect before the model is there. */
static void
test_vllm (void)
{
  BatchSimulatorConfig config = { .personality = "vllm", .models = "a:100" };
  g_autoptr(BatchSimulator) simulator = batch_test_start_simulator (&config);
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchTestResponse) models = NULL;
  g_autoptr(BatchTestResponse) other = NULL;
  guint16 port = batch_simulator_get_port (simulator);
  GSocketConnection *connection = NULL;
  guint n_refused = 0;

  g_socket_client_set_enable_proxy (client, FALSE);
  while (connection == NULL)
    {
      g_clear_error (&error);
      connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
      n_refused += connection == NULL;
    }
  g_object_unref (connection);
  g_assert_cmpuint (n_refused, >, 0);

  models = batch_test_http_once (port, "GET", "/v1/models", NULL);
  batch_test_assert_contains (models, "\"owned_by\":\"vllm\"");
  other = batch_test_http_once (port, "POST", CHATS, CHAT ("b"));
  g_assert_cmpuint (other->status, ==, 404);
  batch_test_assert_contains (other, "NotFoundError");
  batch_simulator_stop (simulator);
}

static void
test_hosted (void)
{
  static const BatchSimulatorConfig openai = { .personality = "openai", .models = "a" };
  static const BatchSimulatorConfig azure = { .personality = "azure-openai", .models = "a" };
  static const BatchSimulatorConfig anthropic = { .personality = "anthropic", .models = "a" };
  static const Step openai_steps[] = {
    { "GET", "/v1/models", NULL, 200, "\"owned_by\":\"openai\"" },
    { "POST", CHATS, CHAT ("b"), 404, "model_not_found" },
  };
  static const Step azure_steps[] = {
    { "GET", "/openai/v1/models", NULL, 200, "\"id\":\"a\"" },
    { "POST", "/openai" CHATS, CHAT ("a"), 200, "chat.completion" },
  };
  static const Step anthropic_steps[] = {
    { "GET", "/v1/models", NULL, 200, "\"display_name\":\"a\"" },
    { "POST", CHATS, CHAT ("a"), 404, "{\"type\":\"error\"" },
    { "POST", "/v1/messages", CHAT ("a"), 200, "\"stop_reason\":\"end_turn\"" },
    { "POST", "/v1/messages", "{\"model\":\"a\",\"stream\":true,\"messages\":\"p\"}", 200,
      "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n" },
    { "POST", "/v1/messages", CHAT ("b"), 404, "not_found_error" },
  };

  take_steps (&openai, openai_steps, G_N_ELEMENTS (openai_steps));
  take_steps (&azure, azure_steps, G_N_ELEMENTS (azure_steps));
  take_steps (&anthropic, anthropic_steps, G_N_ELEMENTS (anthropic_steps));
}

static void
test_unknown (void)
{
  BatchSimulatorConfig config = { .personality = "ollamma" };
  g_autoptr(GError) error = NULL;

  g_assert_null (batch_simulator_new (&config, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "“ollamma” is no personality; there are ollama, "));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/simulator/personality/ollama", test_ollama);
  g_test_add_func ("/batch/simulator/personality/llama-server", test_llama_server);
  g_test_add_func ("/batch/simulator/personality/llama-server-loads", test_llama_server_loads);
  g_test_add_func ("/batch/simulator/personality/llama-router", test_llama_router);
  g_test_add_func ("/batch/simulator/personality/llama-swap", test_llama_swap);
  g_test_add_func ("/batch/simulator/personality/lm-studio", test_lm_studio);
  g_test_add_func ("/batch/simulator/personality/localai", test_localai);
  g_test_add_func ("/batch/simulator/personality/vllm", test_vllm);
  g_test_add_func ("/batch/simulator/personality/hosted", test_hosted);
  g_test_add_func ("/batch/simulator/personality/unknown", test_unknown);

  return g_test_run ();
}
