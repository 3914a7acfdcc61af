/* simulator/batch-simulator-vllm.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-call.h"
#include "simulator/batch-simulator-personality.h"

#include "json/batch-json-text-private.h"

/* vLLM: one model, and no connections before it is loaded. */

#define DEFAULT_CONTEXT 32768

static BatchSimulatorModel *
get_model (BatchSimulatorCall *call)
{
  return g_ptr_array_index (batch_simulator_pool_get_models (call->server->pool), 0);
}

static void
answer_models (BatchSimulatorCall *call)
{
  g_autoptr(GString) body = g_string_new ("{\"object\":\"list\",\"data\":[{\"id\":");
  const char *name = batch_simulator_model_get_name (get_model (call));
  guint context = call->server->config->context;

  batch_json_append_string (body, name, -1);
  g_string_append_printf (body, ",\"object\":\"model\",\"created\":%" G_GINT64_FORMAT
                          ",\"owned_by\":\"vllm\",\"root\":", call->server->started_at);
  batch_json_append_string (body, name, -1);
  g_string_append_printf (body, ",\"parent\":null,\"max_model_len\":%u}]}",
                          context > 0 ? context : DEFAULT_CONTEXT);
  batch_simulator_call_answer (call, body);
}

static void
answer_version (BatchSimulatorCall *call)
{
  batch_simulator_call_say (call, "application/json", "{\"version\":\"0.11.0\"}");
}

static void
answer_health (BatchSimulatorCall *call)
{
  batch_simulator_call_say (call, "text/plain", "");
}

static void
answer_metrics (BatchSimulatorCall *call)
{
  BatchSimulatorModel *model = get_model (call);
  g_autofree char *text = NULL;

  text = g_strdup_printf ("# TYPE vllm:num_requests_running gauge\n"
                          "vllm:num_requests_running{engine=\"0\"} %u.0\n"
                          "# TYPE vllm:num_requests_waiting gauge\n"
                          "vllm:num_requests_waiting{engine=\"0\"} %u.0\n",
                          batch_simulator_model_get_running (model),
                          batch_simulator_model_get_waiting (model));
  batch_simulator_call_say (call, "text/plain; version=0.0.4", text);
}

static const char *
problem_type (guint status)
{
  switch (status)
    {
    case 400: return "BadRequestError";
    case 404: return "NotFoundError";
    case 503: return "ServiceUnavailableError";
    default: return "InternalServerError";
    }
}

static void
append_problem (GString                     *out,
                const BatchSimulatorProblem *problem)
{
  g_string_append (out, "{\"error\":{\"message\":");
  batch_json_append_string (out, problem->message, -1);
  g_string_append_printf (out, ",\"type\":\"%s\",\"param\":null,\"code\":%u}}",
                          problem_type (problem->status), problem->status);
}

static const BatchSimulatorRoute routes[] = {
  { "/v1/models", answer_models },
  { "/version", answer_version, .open = TRUE },
  { "/health", answer_health, .open = TRUE },
  { "/metrics", answer_metrics, .open = TRUE },
};

const BatchSimulatorPersonality batch_simulator_vllm_personality = {
  .name = "vllm",
  .headers = "Server: uvicorn\r\n",
  .endpoints = batch_simulator_usual_endpoints,
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .append_problem = append_problem,
  .refusals = {
    [BATCH_SIMULATOR_REFUSAL_NO_KEY] = { 401, "Unauthorized" },
    [BATCH_SIMULATOR_REFUSAL_NO_MODEL] = { 404, "The model `{model}` does not exist." },
    [BATCH_SIMULATOR_REFUSAL_BUSY] = {
      503, "The number of queued requests has reached the limit; please retry later",
    },
    [BATCH_SIMULATOR_REFUSAL_TOO_LONG] = {
      400, "This model's maximum context length is {max} tokens. However, your request has {n} "
      "input tokens. Please reduce the length of the input messages.",
    },
  },
  .rules = { .slots = 256, .keep_ms = -1 },
  .has_one_model = TRUE,
  .closed_at_first = TRUE,
  .tells_cached = TRUE,
  .caches = TRUE,
};
