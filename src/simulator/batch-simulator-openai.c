/* simulator/batch-simulator-openai.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-call.h"
#include "simulator/batch-simulator-personality.h"

/* OpenAI, and the same at Azure, where it is at other paths. Nothing is ever loaded or evicted
 * there, but there are only so many requests at a time. */

static void
answer_models (BatchSimulatorCall *call)
{
  batch_simulator_call_answer_models (call, "openai");
}

static const BatchSimulatorEndpoint *const endpoints[] = {
  &batch_simulator_chat_endpoint,
  &batch_simulator_completions_endpoint,
  &batch_simulator_embeddings_endpoint,
  &batch_simulator_responses_endpoint,
  &batch_simulator_moderations_endpoint,
  NULL
};

static const BatchSimulatorRoute routes[] = {
  { "/v1/models", answer_models },
};

#define OPENAI                                                                                    \
  .endpoints = endpoints,                                                                         \
  .routes = routes,                                                                               \
  .n_routes = G_N_ELEMENTS (routes),                                                              \
  .append_problem = batch_simulator_append_problem,                                               \
  .refusals = {                                                                                   \
    [BATCH_SIMULATOR_REFUSAL_NO_KEY] = {                                                          \
      401, "Incorrect API key provided", .type = "invalid_request_error",                         \
      .code = "invalid_api_key",                                                                  \
    },                                                                                            \
    [BATCH_SIMULATOR_REFUSAL_NO_MODEL] = {                                                        \
      404, "The model `{model}` does not exist or you do not have access to it.",                 \
      .code = "model_not_found",                                                                  \
    },                                                                                            \
    [BATCH_SIMULATOR_REFUSAL_BUSY] = {                                                            \
      429, "Rate limit reached for requests", .type = "requests",                                 \
      .code = "rate_limit_exceeded", .headers = "Retry-After: 1\r\n",                             \
    },                                                                                            \
    [BATCH_SIMULATOR_REFUSAL_TOO_LONG] = {                                                        \
      400, "This model's maximum context length is {max} tokens. However, your messages "         \
      "resulted in {n} tokens.", .code = "context_length_exceeded",                               \
    },                                                                                            \
  },                                                                                              \
  .rules = { .queueing = BATCH_SIMULATOR_QUEUEING_OF_MODEL, .keep_ms = -1 },                      \
  .tells_cached = TRUE

const BatchSimulatorPersonality batch_simulator_openai_personality = {
  .name = "openai",
  OPENAI,
};

const BatchSimulatorPersonality batch_simulator_azure_openai_personality = {
  .name = "azure-openai",
  .prefix = "/openai",
  OPENAI,
};
