/* simulator/batch-simulator-personality.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-personality.h"

#include "simulator/batch-simulator-call.h"

static const BatchSimulatorPersonality *const personalities[] = {
  &batch_simulator_ollama_personality,
  &batch_simulator_ollama_old_personality,
  &batch_simulator_llama_server_personality,
  &batch_simulator_llama_router_personality,
  &batch_simulator_llama_swap_personality,
  &batch_simulator_lm_studio_personality,
  &batch_simulator_localai_personality,
  &batch_simulator_vllm_personality,
  &batch_simulator_openai_personality,
  &batch_simulator_azure_openai_personality,
  &batch_simulator_anthropic_personality,
  &batch_simulator_router_old_personality,
};

const BatchSimulatorPersonality *
batch_simulator_personality_find (const char *name)
{
  if (name == NULL)
    return &batch_simulator_default_personality;

  for (guint i = 0; i < G_N_ELEMENTS (personalities); i++)
    if (g_str_equal (personalities[i]->name, name))
      return personalities[i];
  return NULL;
}

char *
batch_simulator_personality_list (const char *separator)
{
  const char *names[G_N_ELEMENTS (personalities) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (personalities); i++)
    names[i] = personalities[i]->name;
  return g_strjoinv (separator, (char **) names);
}

static void
answer_models (BatchSimulatorCall *call)
{
  batch_simulator_call_answer_models (call, "simulator");
}

static void
answer_health (BatchSimulatorCall *call)
{
  batch_simulator_call_say (call, "application/json", "{\"status\":\"ok\"}");
}

const BatchSimulatorEndpoint *const batch_simulator_usual_endpoints[] = {
  &batch_simulator_chat_endpoint,
  &batch_simulator_completions_endpoint,
  &batch_simulator_embeddings_endpoint,
  &batch_simulator_responses_endpoint,
  &batch_simulator_messages_endpoint,
  NULL
};

static const BatchSimulatorEndpoint *const endpoints[] = {
  &batch_simulator_chat_endpoint,
  &batch_simulator_completions_endpoint,
  &batch_simulator_embeddings_endpoint,
  &batch_simulator_responses_endpoint,
  &batch_simulator_messages_endpoint,
  &batch_simulator_moderations_endpoint,
  NULL
};

static const BatchSimulatorRoute routes[] = {
  { "/v1/models", answer_models },
  { "/health", answer_health, .open = TRUE },
};

const BatchSimulatorPersonality batch_simulator_default_personality = {
  .name = "simulator",
  .endpoints = endpoints,
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .append_problem = batch_simulator_append_problem,
  .rules = { .keep_ms = -1 },
  .refusals = {
    [BATCH_SIMULATOR_REFUSAL_NO_KEY] = {
      401, "The API key is missing or wrong", .code = "invalid_api_key",
    },
    [BATCH_SIMULATOR_REFUSAL_NO_MODEL] = {
      404, "The model “{model}” does not exist", .code = "model_not_found",
    },
    [BATCH_SIMULATOR_REFUSAL_BUSY] = { 503, "Too many requests wait already" },
    [BATCH_SIMULATOR_REFUSAL_LOADING] = { 503, "The model is being loaded" },
    [BATCH_SIMULATOR_REFUSAL_LOAD_FAILED] = { 500, "The model “{model}” cannot be loaded" },
    [BATCH_SIMULATOR_REFUSAL_TOO_LONG] = {
      400, "The prompt has {n} tokens, and the context is of {max}",
      .code = "context_length_exceeded",
    },
  },
};
