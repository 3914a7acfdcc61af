/* simulator/batch-simulator-lm-studio.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-call.h"
#include "simulator/batch-simulator-exchange.h"
#include "simulator/batch-simulator-personality.h"
#include "simulator/batch-simulator-reply.h"

#include <string.h>

#include "json/batch-json-text-private.h"

/* LM Studio. A request for a model loads it, for an hour, and in place of another one that was
 * loaded so. What is loaded by order stays, and an order always makes one more instance. A name
 * that it does not know means the model that is there. */

#define DEFAULT_CONTEXT 4096
#define MAX_CONTEXT     131072

static guint
get_context (BatchSimulatorServer *server)
{
  return server->config->context > 0 ? server->config->context : DEFAULT_CONTEXT;
}

static gboolean
is_instance_of (BatchSimulatorModel *model,
                BatchSimulatorModel *base)
{
  return model == base || batch_simulator_residence_get (model)->instance_of == base;
}

static void
append_instances (GString              *out,
                  BatchSimulatorServer *server,
                  BatchSimulatorModel  *base)
{
  GPtrArray *models = batch_simulator_pool_get_models (server->pool);

  g_string_append_c (out, '[');
  for (guint i = 0; i < models->len; i++)
    {
      BatchSimulatorModel *model = g_ptr_array_index (models, i);

      if (!is_instance_of (model, base) || !batch_simulator_model_is_resident (model))
        continue;
      if (out->str[out->len - 1] != '[')
        g_string_append_c (out, ',');
      g_string_append (out, "{\"id\":");
      batch_json_append_string (out, batch_simulator_model_get_name (model), -1);
      g_string_append_printf (out, ",\"config\":{\"context_length\":%u,\"parallel\":%u}}",
                              get_context (server),
                              batch_simulator_pool_get_slots (server->pool, model));
    }
  g_string_append_c (out, ']');
}

static void
append_v1 (GString              *out,
           BatchSimulatorServer *server,
           BatchSimulatorModel  *model)
{
  const char *name = batch_simulator_model_get_name (model);

  g_string_append (out, "{\"type\":\"llm\",\"publisher\":\"simulated\",\"key\":");
  batch_json_append_string (out, name, -1);
  g_string_append (out, ",\"display_name\":");
  batch_json_append_string (out, name, -1);
  g_string_append_printf (out, ",\"size_bytes\":%" G_GUINT64_FORMAT ",\"loaded_instances\":",
                          (guint64) (batch_simulator_model_get_load_ms (model) + 1) * 2000000);
  append_instances (out, server, model);
  g_string_append_printf (out, ",\"max_context_length\":%u,\"format\":\"gguf\",\"capabilities\":"
                          "{\"vision\":false,\"trained_for_tool_use\":false}}", MAX_CONTEXT);
}

static void
append_v0 (GString              *out,
           BatchSimulatorServer *server,
           BatchSimulatorModel  *model)
{
  g_string_append (out, "{\"id\":");
  batch_json_append_string (out, batch_simulator_model_get_name (model), -1);
  g_string_append_printf (out, ",\"object\":\"model\",\"type\":\"llm\",\"publisher\":\"simulated\","
                          "\"state\":\"%s\",\"max_context_length\":%u}",
                          batch_simulator_model_is_resident (model) ? "loaded" : "not-loaded",
                          MAX_CONTEXT);
}

static void
answer_list (BatchSimulatorCall *call,
             const char         *start,
             void              (*append_entry) (GString              *out,
                                                BatchSimulatorServer *server,
                                                BatchSimulatorModel  *model))
{
  g_autoptr(GString) body = g_string_new (start);
  GPtrArray *models = batch_simulator_pool_get_models (call->server->pool);

  for (guint i = 0; i < models->len; i++)
    {
      BatchSimulatorModel *model = g_ptr_array_index (models, i);

      if (batch_simulator_residence_get (model)->instance_of != NULL)
        continue;
      if (body->str[body->len - 1] != '[')
        g_string_append_c (body, ',');
      append_entry (body, call->server, model);
    }
  g_string_append (body, "]}");
  batch_simulator_call_answer (call, body);
}

static void
answer_models_v1 (BatchSimulatorCall *call)
{
  answer_list (call, "{\"models\":[", append_v1);
}

static void
answer_models_v0 (BatchSimulatorCall *call)
{
  answer_list (call, "{\"object\":\"list\",\"data\":[", append_v0);
}

static void
append_plain (GString              *out,
              BatchSimulatorServer *server,
              BatchSimulatorModel  *model)
{
  g_string_append (out, "{\"id\":");
  batch_json_append_string (out, batch_simulator_model_get_name (model), -1);
  g_string_append (out, ",\"object\":\"model\",\"owned_by\":\"organization_owner\"}");
}

static void
answer_models (BatchSimulatorCall *call)
{
  answer_list (call, "{\"object\":\"list\",\"data\":[", append_plain);
}

static void
append_loaded (GString                    *out,
               const BatchSimulatorAnswer *answer,
               gboolean                    unload)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, "{\"type\":\"llm\",\"instance_id\":");
  batch_json_append_string (out, answer->model, -1);
  g_string_append_printf (out, ",\"load_time_seconds\":%s,\"status\":\"loaded\"}",
                          g_ascii_formatd (buffer, sizeof buffer, "%.3f",
                                           (double) answer->load_us / G_USEC_PER_SEC));
}

static const BatchSimulatorEndpoint load_endpoint = {
  .path = "/api/v1/models/load",
  .append_preloaded = append_loaded,
};

/* The model itself is the first instance; others have numbers from 2 on. */
static BatchSimulatorModel *
find_free_instance (BatchSimulatorServer *server,
                    BatchSimulatorModel  *base)
{
  BatchSimulatorModel *instance = base;

  for (guint i = 2; batch_simulator_model_is_resident (instance) ||
                    batch_simulator_model_is_loading (instance); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s:%u", batch_simulator_model_get_name (base), i);

      instance = batch_simulator_pool_find (server->pool, name);
      if (instance == NULL)
        instance = batch_simulator_server_add_model (server, name,
                                                     batch_simulator_model_get_load_ms (base));
      batch_simulator_residence_get (instance)->instance_of = base;
    }
  return instance;
}

static void
load (BatchSimulatorCall *call)
{
  BatchSimulatorModel *base = batch_simulator_call_find_model (call, "model");
  BatchSimulatorModel *instance;

  if (base == NULL)
    {
      batch_simulator_call_refuse_as (call, BATCH_SIMULATOR_REFUSAL_NO_MODEL);
      return;
    }

  instance = find_free_instance (call->server, base);
  batch_simulator_call_log_order (call, instance);
  batch_simulator_pool_pin (call->server->pool, instance);
  batch_simulator_exchange_load (call->server, call->connection, instance, &load_endpoint);
}

static void
unload (BatchSimulatorCall *call)
{
  BatchSimulatorModel *instance = batch_simulator_call_find_model (call, "instance_id");
  g_autoptr(GString) body = g_string_new ("{\"instance_id\":");

  if (instance == NULL || !batch_simulator_model_is_resident (instance))
    {
      batch_simulator_call_refuse_as (call, BATCH_SIMULATOR_REFUSAL_NO_MODEL);
      return;
    }

  batch_simulator_call_log_order (call, instance);
  batch_simulator_pool_unload (call->server->pool, instance, TRUE);
  batch_json_append_string (body, batch_simulator_model_get_name (instance), -1);
  g_string_append_c (body, '}');
  batch_simulator_call_answer (call, body);
}

static void
answer_unknown (BatchSimulatorCall *call)
{
  g_autofree char *path = g_strndup (call->request->path, call->request->path_length);
  g_autofree char *text = g_strdup_printf ("Unexpected endpoint or method. (%s %s)",
                                           call->request->method == BATCH_SIMULATOR_METHOD_POST
                                           ? "POST" : "GET", path);
  g_autoptr(GString) body = g_string_new ("{\"error\":");

  batch_json_append_string (body, text, -1);
  g_string_append_c (body, '}');
  batch_simulator_call_answer (call, body);
}

static const BatchSimulatorRoute routes[] = {
  { "/v1/models", answer_models },
  { "/api/v1/models", answer_models_v1 },
  { "/api/v0/models", answer_models_v0 },
  { "/api/v1/models/load", load, .posted = TRUE, .unlogged = TRUE },
  { "/api/v1/models/unload", unload, .posted = TRUE, .unlogged = TRUE },
  { "*", answer_unknown, .any_method = TRUE },
};

const BatchSimulatorPersonality batch_simulator_lm_studio_personality = {
  .name = "lm-studio",
  .endpoints = batch_simulator_usual_endpoints,
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .append_problem = batch_simulator_append_problem,
  .refusals = {
    [BATCH_SIMULATOR_REFUSAL_NO_KEY] = {
      401, "Invalid API token", .type = "invalid_request_error", .code = "invalid_api_key",
    },
    [BATCH_SIMULATOR_REFUSAL_NO_MODEL] = {
      404, "Model \"{model}\" not found", .code = "model_not_found",
    },
    [BATCH_SIMULATOR_REFUSAL_LOAD_FAILED] = {
      400, "Failed to load model \"{model}\". Error: Model loading aborted",
    },
  },
  .rules = { .capacity = 1, .slots = 4, .keep_ms = 60 * 60 * 1000 },
  .ignores_model = TRUE,
  .takes_ttl = TRUE,
};
