/* simulator/batch-simulator-llama-swap.c
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

/* llama-swap: one llama-server at a time, and no more than ten requests for each model, whatever
 * they wait for. Changing models waits for requests, unloading does not. */

static const char *
state_of (BatchSimulatorModel *model)
{
  if (batch_simulator_model_is_loading (model))
    return "starting";
  return strcmp (batch_simulator_model_get_state (model), "draining") == 0 ? "stopping" : "ready";
}

static gboolean
is_running (BatchSimulatorModel *model)
{
  return batch_simulator_model_is_loading (model) || batch_simulator_model_is_resident (model);
}

static void
append_running (GString              *out,
                BatchSimulatorServer *server,
                BatchSimulatorModel  *model)
{
  guint slots = batch_simulator_pool_get_slots (server->pool, model);

  g_string_append (out, "{\"model\":");
  batch_json_append_string (out, batch_simulator_model_get_name (model), -1);
  g_string_append_printf (out, ",\"state\":\"%s\",\"cmd\":\"llama-server -np %u -c %u\","
                          "\"proxy\":\"http://localhost:5800\",\"ttl\":0,\"name\":\"\","
                          "\"description\":\"\"}", state_of (model), slots,
                          batch_simulator_llama_context (server) * slots);
}

static void
answer_running (BatchSimulatorCall *call)
{
  g_autoptr(GString) body = g_string_new ("{\"running\":[");
  GPtrArray *models = batch_simulator_pool_get_models (call->server->pool);

  for (guint i = 0; i < models->len; i++)
    {
      BatchSimulatorModel *model = g_ptr_array_index (models, i);

      if (!is_running (model))
        continue;
      if (body->str[body->len - 1] != '[')
        g_string_append_c (body, ',');
      append_running (body, call->server, model);
    }
  g_string_append (body, "]}");
  batch_simulator_call_answer (call, body);
}

static void
answer_models (BatchSimulatorCall *call)
{
  g_autoptr(GString) body = g_string_new ("{\"object\":\"list\",\"data\":[");
  GPtrArray *models = batch_simulator_pool_get_models (call->server->pool);

  for (guint i = 0; i < models->len; i++)
    {
      BatchSimulatorModel *model = g_ptr_array_index (models, i);

      g_string_append (body, i > 0 ? ",{\"id\":" : "{\"id\":");
      batch_json_append_string (body, batch_simulator_model_get_name (model), -1);
      g_string_append_printf (body, ",\"object\":\"model\",\"created\":%" G_GINT64_FORMAT
                              ",\"owned_by\":\"llama-swap\",\"status\":{\"value\":\"%s\"}}",
                              call->server->started_at,
                              is_running (model) ? "loaded" : "unloaded");
    }
  g_string_append (body, "]}");
  batch_simulator_call_answer (call, body);
}

static void
append_upstream (GString                    *out,
                 const BatchSimulatorAnswer *answer,
                 gboolean                    unload)
{
  g_string_append_printf (out, "{\"status\":\"ok\",\"total_slots\":%u,\"model_alias\":",
                          answer->slots);
  batch_json_append_string (out, answer->model, -1);
  g_string_append (out, ",\"build_info\":\"" BATCH_SIMULATOR_LLAMA_BUILD "\"}");
}

static const BatchSimulatorEndpoint upstream_endpoint = {
  .path = "/upstream",
  .append_preloaded = append_upstream,
};

static void
load (BatchSimulatorCall  *call,
      BatchSimulatorModel *model)
{
  if (model == NULL)
    {
      batch_simulator_call_refuse_as (call, BATCH_SIMULATOR_REFUSAL_NO_MODEL);
      return;
    }

  batch_simulator_call_log_order (call, model);
  batch_simulator_exchange_load (call->server, call->connection, model, &upstream_endpoint);
}

/* Names may have slashes in them. */
static void
pass_on (BatchSimulatorCall *call)
{
  char *path = strrchr (call->rest, '/');
  BatchSimulatorModel *model = NULL;

  if (path != NULL)
    {
      *path = '\0';
      model = batch_simulator_pool_find (call->server->pool, call->rest);
    }
  load (call, model);
}

static void
answer_props (BatchSimulatorCall *call)
{
  g_autofree char *name = batch_simulator_call_dup_query (call, "model");

  load (call, name != NULL ? batch_simulator_pool_find (call->server->pool, name) : NULL);
}

static void
unload (BatchSimulatorCall *call)
{
  BatchSimulatorModel *model = batch_simulator_pool_find (call->server->pool, call->rest);

  if (model == NULL)
    {
      batch_simulator_call_refuse_as (call, BATCH_SIMULATOR_REFUSAL_NO_MODEL);
      return;
    }

  batch_simulator_call_log_order (call, model);
  batch_simulator_pool_unload (call->server->pool, model, TRUE);
  batch_simulator_call_say (call, "text/plain", "OK");
}

static void
unload_all (BatchSimulatorCall *call)
{
  GPtrArray *models = batch_simulator_pool_get_models (call->server->pool);

  for (guint i = 0; i < models->len; i++)
    batch_simulator_pool_unload (call->server->pool, g_ptr_array_index (models, i), TRUE);
  batch_simulator_call_say (call, "application/json", "{\"msg\":\"ok\"}");
}

static void
answer_version (BatchSimulatorCall *call)
{
  batch_simulator_call_say (call, "application/json",
                            "{\"version\":\"v172\",\"commit\":\"simulated\","
                            "\"build_date\":\"2026-10-01\"}");
}

static void
answer_health (BatchSimulatorCall *call)
{
  batch_simulator_call_say (call, "text/plain", "OK");
}

static void
watch (BatchSimulatorCall *call)
{
  batch_simulator_server_watch (call->server, call->connection);
}

/* The state of the models is JSON in a string. */
static void
append_event (GString              *out,
              BatchSimulatorServer *server,
              BatchSimulatorModel  *model)
{
  g_autoptr(GString) data = g_string_new ("[{\"id\":");

  batch_json_append_string (data, batch_simulator_model_get_name (model), -1);
  g_string_append_printf (data, ",\"state\":\"%s\"}]",
                          is_running (model) ? state_of (model) : "stopped");
  g_string_append (out, "event:message\ndata:{\"type\":\"modelStatus\",\"data\":");
  batch_json_append_string (out, data->str, data->len);
  g_string_append (out, "}\n\n");
}

static void
append_problem (GString                     *out,
                const BatchSimulatorProblem *problem)
{
  g_string_append (out, "{\"src\":\"llama-swap\",");
  batch_simulator_append_problem (out, problem);
  /* One object, and not one in another. */
  g_string_erase (out, strlen ("{\"src\":\"llama-swap\","), 1);
}

static const BatchSimulatorRoute routes[] = {
  { "/v1/models", answer_models },
  { "/running", answer_running },
  { "/health", answer_health, .open = TRUE },
  { "/props", answer_props, .unlogged = TRUE },
  { "/upstream/*", pass_on, .unlogged = TRUE },
  { "/api/version", answer_version },
  { "/api/events", watch },
  { "/api/models/unload", unload_all, .posted = TRUE },
  { "/api/models/unload/*", unload, .posted = TRUE, .unlogged = TRUE },
};

const BatchSimulatorPersonality batch_simulator_llama_swap_personality = {
  .name = "llama-swap",
  .endpoints = batch_simulator_usual_endpoints,
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .append_problem = append_problem,
  .append_more = batch_simulator_llama_append_timings,
  .append_event = append_event,
  .refusals = {
    BATCH_SIMULATOR_LLAMA_TOO_LONG,
    [BATCH_SIMULATOR_REFUSAL_NO_KEY] = {
      401, "unauthorized: invalid or missing API key", .type = "authentication_error",
    },
    [BATCH_SIMULATOR_REFUSAL_NO_MODEL] = { 404, "no router for requested model" },
    [BATCH_SIMULATOR_REFUSAL_BUSY] = {
      429, "Too many requests", .type = "rate_limit_error", .code = "concurrency_limit",
      .headers = "Retry-After: 1\r\n",
    },
    [BATCH_SIMULATOR_REFUSAL_LOAD_FAILED] = {
      500, "unspecific error: health check timed out after 120s", .type = "server_error",
    },
    [BATCH_SIMULATOR_REFUSAL_CUT] = { 502, "", .plain = TRUE },
  },
  .rules = {
    .capacity = 1,
    .slots = 4,
    .queue = 10,
    .queueing = BATCH_SIMULATOR_QUEUEING_OF_MODEL,
    .keep_ms = -1,
  },
  .tells_cached = TRUE,
  .caches = TRUE,
};
