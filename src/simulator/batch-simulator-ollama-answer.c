/* simulator/batch-simulator-ollama-answer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-ollama-answer.h"

#include "json/batch-json-text-private.h"

/* Answers of Ollama's own API: a stream is of lines, each an object, and it streams unless told
 * otherwise. The last object tells how long everything took, in nanoseconds. */

static void
append_start (GString                    *out,
              const BatchSimulatorAnswer *answer)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (answer->created);
  g_autofree char *created_at = g_date_time_format_iso8601 (time);

  g_string_append (out, "{\"model\":");
  batch_json_append_string (out, answer->model, -1);
  g_string_append_printf (out, ",\"created_at\":\"%s\"", created_at);
}

static void
append_content (GString                    *out,
                const BatchSimulatorAnswer *answer,
                gsize                       start,
                gsize                       length)
{
  gboolean chat = answer->endpoint == &batch_simulator_ollama_chat_endpoint;

  g_string_append (out, chat ? ",\"message\":{\"role\":\"assistant\",\"content\":"
                             : ",\"response\":");
  batch_json_append_string (out, answer->text + start, length);
  if (chat)
    g_string_append_c (out, '}');
}

static void
append_times (GString                    *out,
              const BatchSimulatorAnswer *answer)
{
  gint64 total_us = answer->load_us + answer->wait_us + answer->prompt_us + answer->output_us;

  g_string_append_printf (out, ",\"total_duration\":%" G_GINT64_FORMAT
                          ",\"load_duration\":%" G_GINT64_FORMAT ",\"prompt_eval_count\":%u",
                          total_us * 1000, answer->load_us * 1000,
                          batch_simulator_answer_count_input (answer));
}

static void
append_end (GString                    *out,
            const BatchSimulatorAnswer *answer)
{
  if (answer->finish_reason == NULL)
    {
      g_string_append (out, ",\"done\":false}");
      return;
    }

  g_string_append_printf (out, ",\"done\":true,\"done_reason\":\"%s\"", answer->finish_reason);
  append_times (out, answer);
  g_string_append_printf (out, ",\"prompt_eval_duration\":%" G_GINT64_FORMAT
                          ",\"prompt_eval_cached_count\":%u,\"eval_count\":%u"
                          ",\"eval_duration\":%" G_GINT64_FORMAT "}",
                          answer->prompt_us * 1000, answer->cached_tokens,
                          batch_simulator_answer_count_output (answer), answer->output_us * 1000);
}

static void
append_whole (GString                    *out,
              const BatchSimulatorAnswer *answer)
{
  append_start (out, answer);
  append_content (out, answer, 0, answer->text_length);
  append_end (out, answer);
}

static void
append_line (GString                    *out,
             const BatchSimulatorAnswer *answer,
             gsize                       start,
             gsize                       length)
{
  append_start (out, answer);
  append_content (out, answer, start, length);
  g_string_append (out, ",\"done\":false}\n");
}

static void
append_last_line (GString                    *out,
                  const BatchSimulatorAnswer *answer)
{
  append_start (out, answer);
  append_content (out, answer, 0, 0);
  append_end (out, answer);
  g_string_append_c (out, '\n');
}

static void
append_preloaded (GString                    *out,
                  const BatchSimulatorAnswer *answer,
                  gboolean                    unload)
{
  append_start (out, answer);
  append_content (out, answer, 0, 0);
  g_string_append_printf (out, ",\"done\":true,\"done_reason\":\"%s\"}\n",
                          unload ? "unload" : "load");
}

static void
append_embeddings (GString                    *out,
                   const BatchSimulatorAnswer *answer)
{
  const BatchSimulatorPrompt *prompt = answer->prompt;

  g_string_append (out, "{\"model\":");
  batch_json_append_string (out, answer->model, -1);
  g_string_append (out, ",\"embeddings\":[");
  for (guint i = 0; i < batch_simulator_count_inputs (prompt); i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      batch_simulator_append_embedding (out, prompt, i);
    }
  g_string_append_c (out, ']');
  append_times (out, answer);
  g_string_append_c (out, '}');
}

static void
append_nothing_embedded (GString                    *out,
                         const BatchSimulatorAnswer *answer,
                         gboolean                    unload)
{
  g_string_append (out, "{\"model\":");
  batch_json_append_string (out, answer->model, -1);
  g_string_append (out, ",\"embeddings\":[]}");
}

void
batch_simulator_ollama_append_problem (GString                     *out,
                                       const BatchSimulatorProblem *problem)
{
  g_string_append (out, "{\"error\":");
  batch_json_append_string (out, problem->message, -1);
  g_string_append_c (out, '}');
}

const BatchSimulatorEndpoint batch_simulator_ollama_chat_endpoint = {
  .path = "/api/chat",
  .stream_type = "application/x-ndjson",
  .append_answer = append_whole,
  .append_event = append_line,
  .append_stream_end = append_last_line,
  .append_preloaded = append_preloaded,
  .append_problem = batch_simulator_ollama_append_problem,
  .streams_unless_told = TRUE,
  .shortens = TRUE,
};

const BatchSimulatorEndpoint batch_simulator_ollama_generate_endpoint = {
  .path = "/api/generate",
  .stream_type = "application/x-ndjson",
  .append_answer = append_whole,
  .append_event = append_line,
  .append_stream_end = append_last_line,
  .append_preloaded = append_preloaded,
  .append_problem = batch_simulator_ollama_append_problem,
  .streams_unless_told = TRUE,
  .shortens = TRUE,
};

const BatchSimulatorEndpoint batch_simulator_ollama_embed_endpoint = {
  .path = "/api/embed",
  .append_answer = append_embeddings,
  .append_preloaded = append_nothing_embedded,
  .append_problem = batch_simulator_ollama_append_problem,
};
