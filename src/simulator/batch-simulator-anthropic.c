/* simulator/batch-simulator-anthropic.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-call.h"
#include "simulator/batch-simulator-personality.h"

#include "json/batch-json-text-private.h"

/* Anthropic: messages, and nothing that has to be loaded. With too much to do it says 529. */

static void
answer_models (BatchSimulatorCall *call)
{
  g_autoptr(GString) body = g_string_new ("{\"data\":[");
  GPtrArray *models = batch_simulator_pool_get_models (call->server->pool);

  for (guint i = 0; i < models->len; i++)
    {
      const char *name = batch_simulator_model_get_name (g_ptr_array_index (models, i));

      g_string_append (body, i > 0 ? "," : "");
      g_string_append (body, "{\"type\":\"model\",\"id\":");
      batch_json_append_string (body, name, -1);
      g_string_append (body, ",\"display_name\":");
      batch_json_append_string (body, name, -1);
      g_string_append (body, ",\"created_at\":\"2026-01-01T00:00:00Z\"}");
    }
  g_string_append (body, "],\"has_more\":false}");
  batch_simulator_call_answer (call, body);
}

static const BatchSimulatorEndpoint *const endpoints[] = {
  &batch_simulator_messages_endpoint,
  NULL
};

static const BatchSimulatorRoute routes[] = {
  { "/v1/models", answer_models },
};

const BatchSimulatorPersonality batch_simulator_anthropic_personality = {
  .name = "anthropic",
  .endpoints = endpoints,
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .append_problem = batch_simulator_messages_append_problem,
  .refusals = {
    [BATCH_SIMULATOR_REFUSAL_NO_KEY] = { 401, "invalid x-api-key" },
    [BATCH_SIMULATOR_REFUSAL_NO_MODEL] = { 404, "model: {model}" },
    [BATCH_SIMULATOR_REFUSAL_BUSY] = { 529, "Overloaded" },
    [BATCH_SIMULATOR_REFUSAL_TOO_LONG] = {
      400, "prompt is too long: {n} tokens > {max} maximum",
    },
  },
  .rules = { .queueing = BATCH_SIMULATOR_QUEUEING_OF_MODEL, .keep_ms = -1 },
};
