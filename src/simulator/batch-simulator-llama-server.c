/* simulator/batch-simulator-llama-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-llama.h"
#include "simulator/batch-simulator-personality.h"

#include "json/batch-json-text-private.h"

/* llama-server with -m: the one model that it is started with, whatever is asked for. Until it is
 * loaded there is nothing but 503. */

static BatchSimulatorModel *
get_model (BatchSimulatorCall *call)
{
  return g_ptr_array_index (batch_simulator_pool_get_models (call->server->pool), 0);
}

static void
answer_models (BatchSimulatorCall *call)
{
  g_autoptr(GString) body = g_string_new ("{\"object\":\"list\",\"data\":[{\"id\":");

  batch_json_append_string (body, batch_simulator_model_get_name (get_model (call)), -1);
  g_string_append_printf (body, ",\"object\":\"model\",\"owned_by\":\"llamacpp\",\"created\":%"
                          G_GINT64_FORMAT ",\"meta\":{\"n_ctx\":%u,\"n_ctx_train\":131072}}]}",
                          call->server->started_at, batch_simulator_llama_context (call->server));
  batch_simulator_call_answer (call, body);
}

static void
answer_health (BatchSimulatorCall *call)
{
  batch_simulator_call_say (call, "application/json", "{\"status\":\"ok\"}");
}

static void
answer_props (BatchSimulatorCall *call)
{
  g_autoptr(GString) body = g_string_new (NULL);

  batch_simulator_llama_append_props (body, call->server, get_model (call));
  batch_simulator_call_answer (call, body);
}

static void
answer_slots (BatchSimulatorCall *call)
{
  batch_simulator_llama_answer_slots (call, get_model (call));
}

/* Only with --metrics. */
static void
refuse_metrics (BatchSimulatorCall *call)
{
  batch_simulator_call_refuse (call, 501, "This server does not support metrics endpoint. "
                                          "Start it with `--metrics`");
}

static const BatchSimulatorRoute routes[] = {
  { "/v1/models", answer_models, .open = TRUE },
  { "/models", answer_models, .open = TRUE },
  { "/health", answer_health, .open = TRUE },
  { "/props", answer_props },
  { "/slots", answer_slots },
  { "/metrics", refuse_metrics },
};

const BatchSimulatorPersonality batch_simulator_llama_server_personality = {
  .name = "llama-server",
  .headers = "Server: llama.cpp\r\n",
  .endpoints = batch_simulator_usual_endpoints,
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .append_problem = batch_simulator_llama_append_problem,
  .append_more = batch_simulator_llama_append_timings,
  .refusals = {
    BATCH_SIMULATOR_LLAMA_NO_KEY,
    BATCH_SIMULATOR_LLAMA_TOO_LONG,
    [BATCH_SIMULATOR_REFUSAL_LOADING] = { 503, "Loading model" },
  },
  .rules = { .slots = 4, .keep_ms = -1 },
  .has_one_model = TRUE,
  .ignores_model = TRUE,
  .tells_cached = TRUE,
  .caches = TRUE,
};
