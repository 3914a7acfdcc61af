/* simulator/batch-simulator-llama.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-llama.h"

#include "json/batch-json-text-private.h"

#define DEFAULT_CONTEXT 4096

static const char *
problem_type (guint status)
{
  switch (status)
    {
    case 401: return "authentication_error";
    case 404: return "not_found_error";
    case 501: return "not_supported_error";
    case 503: return "unavailable_error";
    default: return status < 500 ? "invalid_request_error" : "server_error";
    }
}

void
batch_simulator_llama_append_problem (GString                     *out,
                                      const BatchSimulatorProblem *problem)
{
  g_string_append_printf (out, "{\"error\":{\"code\":%u,\"message\":", problem->status);
  batch_json_append_string (out, problem->message, -1);
  g_string_append_printf (out, ",\"type\":\"%s\"",
                          problem->type != NULL ? problem->type : problem_type (problem->status));
  if (problem->max_tokens > 0)
    g_string_append_printf (out, ",\"n_prompt_tokens\":%u,\"n_ctx\":%u", problem->n_tokens,
                            problem->max_tokens);
  g_string_append (out, "}}");
}

static void
append_times (GString    *out,
              const char *name,
              guint       n,
              gint64      us)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  double ms = (double) us / 1000;

  g_string_append_printf (out, ",\"%s_n\":%u,\"%s_ms\":%s", name, n, name,
                          g_ascii_formatd (buffer, sizeof buffer, "%.3f", ms));
  g_string_append_printf (out, ",\"%s_per_second\":%s", name,
                          g_ascii_formatd (buffer, sizeof buffer, "%.3f",
                                           ms > 0 ? n / ms * 1000 : 1e6));
}

void
batch_simulator_llama_append_timings (GString                    *out,
                                      const BatchSimulatorAnswer *answer)
{
  guint n_prompt = batch_simulator_answer_count_input (answer);

  g_string_append_printf (out, ",\"timings\":{\"cache_n\":%u", answer->cached_tokens);
  append_times (out, "prompt", n_prompt - MIN (answer->cached_tokens, n_prompt),
                answer->prompt_us);
  append_times (out, "predicted", batch_simulator_answer_count_output (answer),
                answer->output_us);
  g_string_append_c (out, '}');
}

guint
batch_simulator_llama_context (BatchSimulatorServer *server)
{
  return server->config->context > 0 ? server->config->context : DEFAULT_CONTEXT;
}

void
batch_simulator_llama_append_props (GString              *out,
                                    BatchSimulatorServer *server,
                                    BatchSimulatorModel  *model)
{
  g_string_append_printf (out, "{\"default_generation_settings\":{\"n_ctx\":%u},"
                          "\"total_slots\":%u,\"model_alias\":",
                          batch_simulator_llama_context (server),
                          batch_simulator_pool_get_slots (server->pool, model));
  batch_json_append_string (out, batch_simulator_model_get_name (model), -1);
  g_string_append (out, ",\"model_path\":\"/models/simulated.gguf\","
                        "\"modalities\":{\"vision\":false,\"audio\":false},"
                        "\"build_info\":\"" BATCH_SIMULATOR_LLAMA_BUILD "\","
                        "\"is_sleeping\":false}");
}

void
batch_simulator_llama_answer_slots (BatchSimulatorCall  *call,
                                    BatchSimulatorModel *model)
{
  BatchSimulatorSlots *slots = batch_simulator_residence_get (model)->slots;
  g_autoptr(GString) body = g_string_new ("[");

  for (guint i = 0; i < batch_simulator_slots_count (slots); i++)
    g_string_append_printf (body, "%s{\"id\":%u,\"n_ctx\":%u,\"is_processing\":%s}",
                            i > 0 ? "," : "", i, batch_simulator_llama_context (call->server),
                            batch_simulator_slots_is_busy (slots, i) ? "true" : "false");
  g_string_append_c (body, ']');
  batch_simulator_call_answer (call, body);
}
