/* simulator/batch-simulator-localai.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-exchange.h"
#include "simulator/batch-simulator-ollama.h"
#include "simulator/batch-simulator-personality.h"

#include "json/batch-json-text-private.h"

/* LocalAI. It answers at the paths of Ollama too. After a load that has failed it refuses the model
 * for a while, which doubles each time, and says for how long. */

#define FIRST_PAUSE_S  10
#define LONGEST_PAUSE_S 300

static void
answer_description (BatchSimulatorCall *call)
{
  batch_simulator_call_say (call, "application/json",
                            "{\"version\":\"v3.6.0\",\"endpoints\":{},\"capabilities\":{}}");
}

static void
answer_models (BatchSimulatorCall *call)
{
  batch_simulator_call_answer_models (call, "");
}

static void
answer_system (BatchSimulatorCall *call)
{
  g_autoptr(GString) body = g_string_new ("{\"backends\":[\"llama-cpp\"],\"loaded_models\":[");
  GPtrArray *models = batch_simulator_pool_get_models (call->server->pool);

  for (guint i = 0; i < models->len; i++)
    {
      BatchSimulatorModel *model = g_ptr_array_index (models, i);

      if (!batch_simulator_model_is_resident (model))
        continue;
      g_string_append (body, body->str[body->len - 1] == '[' ? "{\"id\":" : ",{\"id\":");
      batch_json_append_string (body, batch_simulator_model_get_name (model), -1);
      g_string_append_c (body, '}');
    }
  g_string_append (body, "]}");
  batch_simulator_call_answer (call, body);
}

static void
append_loaded (GString                    *out,
               const BatchSimulatorAnswer *answer,
               gboolean                    unload)
{
  g_string_append (out, "{\"status\":\"ok\"}");
}

static const BatchSimulatorEndpoint load_endpoint = {
  .path = "/backend/load",
  .append_preloaded = append_loaded,
};

static BatchSimulatorModel *
take_order (BatchSimulatorCall *call)
{
  BatchSimulatorModel *model = batch_simulator_call_find_model (call, "model");

  if (model == NULL)
    batch_simulator_call_refuse_as (call, BATCH_SIMULATOR_REFUSAL_NO_MODEL);
  else
    batch_simulator_call_log_order (call, model);
  return model;
}

static void
load (BatchSimulatorCall *call)
{
  BatchSimulatorModel *model = take_order (call);

  if (model != NULL)
    batch_simulator_exchange_load (call->server, call->connection, model, &load_endpoint);
}

static void
shut_down (BatchSimulatorCall *call)
{
  BatchSimulatorModel *model = take_order (call);

  if (model == NULL)
    return;
  batch_simulator_pool_unload (call->server->pool, model, FALSE);
  batch_simulator_call_say (call, "application/json", "{}");
}

static void
answer_ready (BatchSimulatorCall *call)
{
  batch_simulator_call_say (call, "application/json", "{\"status\":\"ready\"}");
}

static guint
pause_after (guint failures)
{
  guint seconds = FIRST_PAUSE_S;

  for (guint i = 1; i < failures && seconds < LONGEST_PAUSE_S; i++)
    seconds *= 2;
  return MIN (seconds, LONGEST_PAUSE_S);
}

static void
append_refusal_headers (GString               *out,
                        BatchSimulatorModel   *model,
                        BatchSimulatorRefusal  refusal)
{
  if (refusal == BATCH_SIMULATOR_REFUSAL_LOAD_FAILED && model != NULL)
    g_string_append_printf (out, "Retry-After: %u\r\n",
                            pause_after (batch_simulator_residence_get (model)->failures));
}

static const BatchSimulatorRoute routes[] = {
  { "/.well-known/localai.json", answer_description, .open = TRUE },
  { "/readyz", answer_ready, .open = TRUE },
  { "/healthz", answer_ready, .open = TRUE },
  { "/v1/models", answer_models },
  { "/system", answer_system },
  { "/backend/load", load, .posted = TRUE, .unlogged = TRUE },
  { "/backend/shutdown", shut_down, .posted = TRUE, .unlogged = TRUE },
  { "/", batch_simulator_ollama_answer_root, .open = TRUE },
  { "/api/version", batch_simulator_ollama_answer_version, .open = TRUE },
  { "/api/tags", batch_simulator_ollama_answer_tags },
  { "/api/ps", batch_simulator_ollama_answer_ps },
};

const BatchSimulatorPersonality batch_simulator_localai_personality = {
  .name = "localai",
  .endpoints = batch_simulator_usual_endpoints,
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .append_problem = batch_simulator_append_problem,
  .append_refusal_headers = append_refusal_headers,
  .pause_after = pause_after,
  .refusals = {
    [BATCH_SIMULATOR_REFUSAL_NO_MODEL] = { 404, "model \"{model}\" not found" },
    [BATCH_SIMULATOR_REFUSAL_BUSY] = {
      503, "too many concurrent requests", .headers = "Retry-After: 1\r\n",
    },
    [BATCH_SIMULATOR_REFUSAL_LOAD_FAILED] = {
      503, "failed to load model {model}: rpc error: could not load model",
    },
  },
  .rules = { .slots = 1, .keep_ms = -1 },
};
