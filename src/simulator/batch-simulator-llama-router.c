/* simulator/batch-simulator-llama-router.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-exchange.h"
#include "simulator/batch-simulator-llama.h"
#include "simulator/batch-simulator-personality.h"
#include "simulator/batch-simulator-reply.h"

#include <string.h>

#include "json/batch-json-text-private.h"

/* llama-server without -m: a router that starts a process for each model, so many at a time. An
 * order to load is taken at once; what becomes of it is in the list and in events. Older ones stop
 * the process that was used longest ago, whatever it is working on. */

static const char *
status_of (BatchSimulatorModel *model)
{
  if (batch_simulator_model_is_loading (model))
    return "loading";
  return batch_simulator_model_is_resident (model) ? "loaded" : "unloaded";
}

static gboolean
has_failed (BatchSimulatorModel *model)
{
  return batch_simulator_residence_get (model)->failures > 0 &&
         strcmp (status_of (model), "unloaded") == 0;
}

/* How far a load is. */
static void
append_progress (GString              *out,
                 BatchSimulatorServer *server,
                 BatchSimulatorModel  *model)
{
  gint64 began_at = batch_simulator_residence_get (model)->load_started;
  guint load_ms = batch_simulator_model_get_load_ms (model);
  char value[G_ASCII_DTOSTR_BUF_SIZE];
  double fraction;

  if (!batch_simulator_model_is_loading (model) || load_ms == 0)
    return;

  fraction = (double) (batch_simulator_server_now (server) - began_at) / (load_ms * 1000.0);
  g_ascii_formatd (value, sizeof value, "%.3f", CLAMP (fraction, 0, 1));
  g_string_append_printf (out, ",\"progress\":{\"stages\":[\"text_model\"],"
                          "\"current\":\"text_model\",\"value\":%s}", value);
}

static void
append_entry (GString              *out,
              BatchSimulatorServer *server,
              BatchSimulatorModel  *model)
{
  g_string_append (out, "{\"id\":");
  batch_json_append_string (out, batch_simulator_model_get_name (model), -1);
  g_string_append_printf (out, ",\"aliases\":[],\"tags\":[],\"object\":\"model\","
                          "\"owned_by\":\"llamacpp\",\"created\":%" G_GINT64_FORMAT
                          ",\"status\":{\"value\":\"%s\",\"args\":[\"llama-server\"]%s",
                          server->started_at, status_of (model),
                          has_failed (model) ? ",\"failed\":true,\"exit_code\":1" : "");
  append_progress (out, server, model);
  g_string_append_printf (out, "},\"architecture\":{\"input_modalities\":[\"text\"],"
                          "\"output_modalities\":[\"text\"]},\"context_length\":%u}",
                          batch_simulator_llama_context (server));
}

static void
answer_models (BatchSimulatorCall *call)
{
  g_autoptr(GString) body = g_string_new ("{\"data\":[");
  GPtrArray *models = batch_simulator_pool_get_models (call->server->pool);

  for (guint i = 0; i < models->len; i++)
    {
      if (i > 0)
        g_string_append_c (body, ',');
      append_entry (body, call->server, g_ptr_array_index (models, i));
    }
  g_string_append (body, "],\"object\":\"list\"}");
  batch_simulator_call_answer (call, body);
}

static void
append_loaded_props (GString                    *out,
                     const BatchSimulatorAnswer *answer,
                     gboolean                    unload)
{
  g_string_append (out, "{\"model_alias\":");
  batch_json_append_string (out, answer->model, -1);
  g_string_append (out, ",\"build_info\":\"" BATCH_SIMULATOR_LLAMA_BUILD "\"}");
}

/* Asking for these of a model loads it. */
static const BatchSimulatorEndpoint props_endpoint = {
  .path = "/props",
  .append_preloaded = append_loaded_props,
};

static void
answer_router_props (BatchSimulatorCall *call)
{
  g_autoptr(GString) body = g_string_new (NULL);

  g_string_printf (body, "{\"role\":\"router\",\"max_instances\":%u,\"models_autoload\":true,"
                   "\"model_alias\":\"llama-server\",\"model_path\":\"none\","
                   "\"default_generation_settings\":{\"params\":null,\"n_ctx\":0},"
                   "\"build_info\":\"" BATCH_SIMULATOR_LLAMA_BUILD "\"}",
                   call->server->rules.capacity);
  batch_simulator_call_answer (call, body);
}

static BatchSimulatorModel *
find_in_query (BatchSimulatorCall *call)
{
  g_autofree char *name = batch_simulator_call_dup_query (call, "model");

  return name != NULL ? batch_simulator_pool_find (call->server->pool, name) : NULL;
}

static void
answer_props (BatchSimulatorCall *call)
{
  BatchSimulatorModel *model = find_in_query (call);
  g_autoptr(GString) body = g_string_new (NULL);

  if (model == NULL)
    {
      answer_router_props (call);
    }
  else if (batch_simulator_model_is_resident (model))
    {
      batch_simulator_llama_append_props (body, call->server, model);
      batch_simulator_call_answer (call, body);
    }
  else
    {
      batch_simulator_exchange_load (call->server, call->connection, model, &props_endpoint);
    }
}

static void
answer_slots (BatchSimulatorCall *call)
{
  BatchSimulatorModel *model = find_in_query (call);

  if (model == NULL || !batch_simulator_model_is_resident (model))
    batch_simulator_call_refuse (call, 400, "model is not loaded");
  else
    batch_simulator_llama_answer_slots (call, model);
}

static BatchSimulatorModel *
take_order (BatchSimulatorCall *call)
{
  BatchSimulatorModel *model = batch_simulator_call_find_model (call, "model");

  if (model == NULL)
    batch_simulator_call_refuse (call, 404, "File Not Found");
  else
    batch_simulator_call_log_order (call, model);
  return model;
}

static void
load (BatchSimulatorCall *call)
{
  BatchSimulatorModel *model = take_order (call);

  if (model == NULL)
    return;
  if (batch_simulator_pool_preload (call->server->pool, model))
    batch_simulator_call_say (call, "application/json", "{\"success\":true}");
  else
    batch_simulator_call_refuse (call, 400, "model is already running");
}

static void
unload (BatchSimulatorCall *call)
{
  BatchSimulatorModel *model = take_order (call);

  if (model == NULL)
    return;
  if (batch_simulator_pool_unload (call->server->pool, model, TRUE))
    batch_simulator_call_say (call, "application/json", "{\"success\":true}");
  else
    batch_simulator_call_refuse (call, 400, "model is not running");
}

static void
watch (BatchSimulatorCall *call)
{
  batch_simulator_server_watch (call->server, call->connection);
}

static void
answer_health (BatchSimulatorCall *call)
{
  batch_simulator_call_say (call, "application/json", "{\"status\":\"ok\"}");
}

static void
append_event (GString              *out,
              BatchSimulatorServer *server,
              BatchSimulatorModel  *model)
{
  const char *status = status_of (model);

  g_string_append (out, "data: {\"model\":");
  batch_json_append_string (out, batch_simulator_model_get_name (model), -1);
  g_string_append_printf (out, ",\"event\":\"%s\",\"data\":{\"status\":\"%s\"",
                          strcmp (status, "loading") == 0 ? "model_status" : "status_change",
                          status);
  if (strcmp (status, "unloaded") == 0)
    g_string_append_printf (out, ",\"exit_code\":%d", has_failed (model) ? 1 : 0);
  g_string_append (out, "}}\n\n");
}

static const BatchSimulatorRoute routes[] = {
  { "/v1/models", answer_models, .open = TRUE },
  { "/models", answer_models, .open = TRUE },
  { "/models/load", load, .posted = TRUE, .unlogged = TRUE },
  { "/models/unload", unload, .posted = TRUE, .unlogged = TRUE },
  { "/models/sse", watch },
  { "/health", answer_health, .open = TRUE },
  { "/props", answer_props },
  { "/slots", answer_slots },
};

#define ROUTER                                                                                    \
  .headers = "Server: llama.cpp\r\n",                                                             \
  .endpoints = batch_simulator_usual_endpoints,                                                   \
  .routes = routes,                                                                               \
  .n_routes = G_N_ELEMENTS (routes),                                                              \
  .append_problem = batch_simulator_llama_append_problem,                                         \
  .append_more = batch_simulator_llama_append_timings,                                            \
  .append_event = append_event,                                                                   \
  .refusals = {                                                                                   \
    BATCH_SIMULATOR_LLAMA_NO_KEY,                                                                 \
    BATCH_SIMULATOR_LLAMA_TOO_LONG,                                                               \
    [BATCH_SIMULATOR_REFUSAL_NO_MODEL] = { 400, "model '{model}' not found" },                    \
    [BATCH_SIMULATOR_REFUSAL_LOAD_FAILED] = { 500, "model name={model} failed to load" },         \
    [BATCH_SIMULATOR_REFUSAL_CUT] = {                                                             \
      500, "proxy error: Could not establish connection", .plain = TRUE,                          \
    },                                                                                            \
  },                                                                                              \
  .tells_cached = TRUE,                                                                           \
  .caches = TRUE

const BatchSimulatorPersonality batch_simulator_llama_router_personality = {
  .name = "llama-router",
  .rules = { .capacity = 4, .slots = 4, .keep_ms = -1 },
  ROUTER,
};

const BatchSimulatorPersonality batch_simulator_router_old_personality = {
  .name = "router-old",
  .rules = {
    .capacity = 4,
    .slots = 4,
    .keep_ms = -1,
    .eviction = BATCH_SIMULATOR_EVICTION_CUT,
  },
  ROUTER,
};
