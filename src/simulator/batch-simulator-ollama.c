/* simulator/batch-simulator-ollama.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-ollama.h"

#include "simulator/batch-simulator-ollama-answer.h"

#include <string.h>

#include "json/batch-json-text-private.h"

/* Ollama. A request for a model that is not there waits in one queue with all others of the kind,
 * and the load belongs to it. Which model goes is decided by how long each is to be kept. */

#define BYTES_PER_LOAD_MS (2 * 1000 * 1000)
#define CONTEXT_LENGTH    4096
/* What it keeps for ever it keeps for as long as its numbers go: 292 years. */
#define FOR_EVER_S        (G_MAXINT64 / (1000 * 1000 * 1000))

static void
append_name (GString             *out,
             BatchSimulatorModel *model)
{
  const char *name = batch_simulator_model_get_name (model);
  guint64 size = (guint64) (batch_simulator_model_get_load_ms (model) + 1) * BYTES_PER_LOAD_MS;

  g_string_append (out, "{\"name\":");
  batch_json_append_string (out, name, -1);
  g_string_append (out, ",\"model\":");
  batch_json_append_string (out, name, -1);
  g_string_append_printf (out, ",\"size\":%" G_GUINT64_FORMAT ",\"digest\":\"%016"
                          G_GINT64_MODIFIER "x\",\"details\":{\"parent_model\":\"\","
                          "\"format\":\"gguf\",\"family\":\"llama\",\"families\":[\"llama\"],"
                          "\"parameter_size\":\"8.0B\",\"quantization_level\":\"Q4_K_M\"}", size,
                          batch_simulator_hash (name, strlen (name), "", 0));
}

static gboolean
only_embeds (BatchSimulatorModel *model)
{
  return strstr (batch_simulator_model_get_name (model), "embed") != NULL;
}

static gboolean
supports (BatchSimulatorModel          *model,
          const BatchSimulatorEndpoint *endpoint)
{
  return !only_embeds (model) || endpoint == &batch_simulator_ollama_embed_endpoint
         || endpoint == &batch_simulator_embeddings_endpoint;
}

static void
answer_tags (BatchSimulatorCall *call,
             gboolean            with_capabilities)
{
  g_autoptr(GString) body = g_string_new ("{\"models\":[");
  GPtrArray *models = batch_simulator_pool_get_models (call->server->pool);

  for (guint i = 0; i < models->len; i++)
    {
      if (i > 0)
        g_string_append_c (body, ',');
      append_name (body, g_ptr_array_index (models, i));
      g_string_append (body, ",\"modified_at\":\"2026-01-01T00:00:00Z\"");
      if (with_capabilities)
        g_string_append_printf (body, ",\"capabilities\":[\"%s\"]",
                                only_embeds (g_ptr_array_index (models, i)) ? "embedding"
                                                                            : "completion");
      g_string_append_c (body, '}');
    }
  g_string_append (body, "]}");
  batch_simulator_call_answer (call, body);
}

void
batch_simulator_ollama_answer_tags (BatchSimulatorCall *call)
{
  answer_tags (call, TRUE);
}

static void
answer_old_tags (BatchSimulatorCall *call)
{
  answer_tags (call, FALSE);
}

/* While it is at work, what was said when it last was idle stays. */
static double
get_left_s (BatchSimulatorServer *server,
            BatchSimulatorModel  *model)
{
  gint64 expires_at = batch_simulator_residence_get (model)->expires_at;
  gint64 keep_ms = batch_simulator_model_get_keep (model);

  if (expires_at == G_MAXINT64 || (expires_at == 0 && keep_ms < 0))
    return FOR_EVER_S;
  if (expires_at == 0)
    return keep_ms / 1000.0;
  return (double) (expires_at - batch_simulator_server_now (server)) / G_USEC_PER_SEC;
}

static guint
get_context (BatchSimulatorServer *server,
             BatchSimulatorModel  *model)
{
  guint context = batch_simulator_residence_get (model)->context;

  if (context == 0)
    context = server->config->context;
  return context > 0 ? context : CONTEXT_LENGTH;
}

/* In the time of where it runs, and to the nanosecond. */
static void
append_expiry (GString              *out,
               BatchSimulatorServer *server,
               BatchSimulatorModel  *model)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) then = g_date_time_add_seconds (now, get_left_s (server, model));
  g_autofree char *day = g_date_time_format (then, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *offset = g_date_time_format (then, "%:z");

  g_string_append_printf (out, ",\"expires_at\":\"%s.%06d789%s\",\"context_length\":%u}", day,
                          g_date_time_get_microsecond (then),
                          g_date_time_get_utc_offset (then) == 0 ? "Z" : offset,
                          get_context (server, model));
}

void
batch_simulator_ollama_answer_ps (BatchSimulatorCall *call)
{
  g_autoptr(GString) body = g_string_new ("{\"models\":[");
  GPtrArray *models = batch_simulator_pool_get_models (call->server->pool);

  for (guint i = 0; i < models->len; i++)
    {
      BatchSimulatorModel *model = g_ptr_array_index (models, i);

      /* One that is being loaded is not told of. */
      if (!batch_simulator_model_is_resident (model))
        continue;
      if (body->str[body->len - 1] != '[')
        g_string_append_c (body, ',');
      append_name (body, model);
      g_string_append (body, ",\"size_vram\":1000000");
      append_expiry (body, call->server, model);
    }
  g_string_append (body, "]}");
  batch_simulator_call_answer (call, body);
}

void
batch_simulator_ollama_answer_root (BatchSimulatorCall *call)
{
  batch_simulator_call_say (call, "text/plain; charset=utf-8", "Ollama is running");
}

void
batch_simulator_ollama_answer_version (BatchSimulatorCall *call)
{
  batch_simulator_call_say (call, "application/json", "{\"version\":\"0.12.6\"}");
}

static void
answer_old_version (BatchSimulatorCall *call)
{
  batch_simulator_call_say (call, "application/json", "{\"version\":\"0.12.3\"}");
}

static void
answer_models (BatchSimulatorCall *call)
{
  batch_simulator_call_answer_models (call, "library");
}

static const BatchSimulatorEndpoint *const endpoints[] = {
  &batch_simulator_ollama_chat_endpoint,
  &batch_simulator_ollama_generate_endpoint,
  &batch_simulator_ollama_embed_endpoint,
  &batch_simulator_chat_endpoint,
  &batch_simulator_completions_endpoint,
  &batch_simulator_embeddings_endpoint,
  &batch_simulator_responses_endpoint,
  &batch_simulator_messages_endpoint,
  NULL
};

static const BatchSimulatorRoute routes[] = {
  { "/", batch_simulator_ollama_answer_root, .open = TRUE },
  { "/api/version", batch_simulator_ollama_answer_version, .open = TRUE },
  { "/api/tags", batch_simulator_ollama_answer_tags },
  { "/api/ps", batch_simulator_ollama_answer_ps },
  { "/v1/models", answer_models },
};

/* It does not know that a chat is not to be cut, and does not tell what a model is for. */
static const BatchSimulatorRoute old_routes[] = {
  { "/", batch_simulator_ollama_answer_root, .open = TRUE },
  { "/api/version", answer_old_version, .open = TRUE },
  { "/api/tags", answer_old_tags },
  { "/api/ps", batch_simulator_ollama_answer_ps },
  { "/v1/models", answer_models },
};

/* What they have in common. */
#define OLLAMA_WAYS \
  .append_problem = batch_simulator_append_problem,                                               \
  .supports = supports,                                                                           \
  .rules = {                                                                                      \
    .capacity = 3,                                                                                \
    .slots = 1,                                                                                   \
    .queue = 512,                                                                                 \
    .queueing = BATCH_SIMULATOR_QUEUEING_FOR_LOADS,                                               \
    .eviction = BATCH_SIMULATOR_EVICTION_SHORTEST,                                                \
    .keep_ms = 5 * 60 * 1000,                                                                     \
    .implied_tag = ":latest",                                                                     \
    .ties_loads = TRUE,                                                                           \
  },                                                                                              \
  .tells_cached = TRUE,                                                                           \
  .caches = TRUE,                                                                                 \
  .reloads = TRUE,                                                                                \
  .refusals = {                                                                                   \
    [BATCH_SIMULATOR_REFUSAL_NO_MODEL] = {                                                        \
      404, "model '{model}' not found", .type = "not_found_error",                                \
    },                                                                                            \
    [BATCH_SIMULATOR_REFUSAL_BUSY] = {                                                            \
      503, "server busy, please try again.  maximum pending requests exceeded",                   \
      .type = "api_error",                                                                        \
    },                                                                                            \
    [BATCH_SIMULATOR_REFUSAL_LOAD_FAILED] = {                                                     \
      500, "llama runner process has terminated: error loading model", .type = "api_error",       \
    },                                                                                            \
    [BATCH_SIMULATOR_REFUSAL_TOO_LONG] = {                                                        \
      400, "the input length exceeds the context length", .type = "invalid_request_error",        \
    },                                                                                            \
    [BATCH_SIMULATOR_REFUSAL_UNSUPPORTED] = {                                                     \
      400, "\"{model}\" does not support generate", .type = "invalid_request_error",              \
    },                                                                                            \
  }

const BatchSimulatorPersonality batch_simulator_ollama_personality = {
  .name = "ollama",
  .endpoints = endpoints,
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  OLLAMA_WAYS,
};

const BatchSimulatorPersonality batch_simulator_ollama_old_personality = {
  .name = "ollama-old",
  .endpoints = endpoints,
  .routes = old_routes,
  .n_routes = G_N_ELEMENTS (old_routes),
  .shortens_always = TRUE,
  OLLAMA_WAYS,
};
