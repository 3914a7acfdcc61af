/* simulator/batch-simulator-answer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-answer.h"

#include <string.h>

#include "json/batch-json-text-private.h"

#define MAX_ECHO         256
#define EMBEDDING_LENGTH 8

/* Of a long prompt the end is repeated: the beginning is often the same for all. Who wants
 * JSON gets the prompt alone, so that it is up to him whether it is any. */
void
batch_simulator_append_text (GString                    *out,
                             const BatchSimulatorPrompt *prompt)
{
  const char *echo = prompt->text->str;
  const char *end = echo + prompt->text->len;

  if (prompt->wants_json)
    {
      g_string_append_len (out, echo, end - echo);
      return;
    }

  g_string_append (out, "model: ");
  g_string_append_len (out, prompt->model->str, prompt->model->len);
  g_string_append (out, "; prompt: ");
  if (end - echo > MAX_ECHO)
    {
      for (echo = end - MAX_ECHO; echo < end && ((guchar) *echo & 0xc0) == 0x80; echo++)
        ;
      g_string_append (out, "…");
    }
  g_string_append_len (out, echo, end - echo);
  g_string_append_printf (out, "; hash: %016" G_GINT64_MODIFIER "x", prompt->hash);
}

void
batch_simulator_append_model (GString                    *out,
                              const BatchSimulatorAnswer *answer)
{
  g_string_append (out, ",\"model\":");
  batch_json_append_string (out, answer->model, -1);
}

void
batch_simulator_append_start (GString                    *out,
                              const BatchSimulatorAnswer *answer,
                              const char                 *prefix,
                              const char                 *object,
                              const char                 *time_member)
{
  g_string_append_printf (out, "{\"id\":\"%s%016" G_GINT64_MODIFIER "x\"", prefix, answer->id);
  if (object != NULL)
    g_string_append_printf (out, ",\"object\":\"%s\"", object);
  if (time_member != NULL)
    g_string_append_printf (out, ",\"%s\":%" G_GINT64_FORMAT, time_member, answer->created);
  batch_simulator_append_model (out, answer);
}

void
batch_simulator_append_answer_text (GString                    *out,
                                    const BatchSimulatorAnswer *answer)
{
  batch_json_append_string (out, answer->text, answer->text_length);
}

guint
batch_simulator_answer_count_input (const BatchSimulatorAnswer *answer)
{
  guint n = batch_simulator_count_tokens (answer->prompt->text->len);

  return answer->max_input > 0 ? MIN (n, answer->max_input) : n;
}

guint
batch_simulator_answer_count_output (const BatchSimulatorAnswer *answer)
{
  return batch_simulator_count_tokens (answer->text_length) * answer->n_choices;
}

void
batch_simulator_append_usage (GString                    *out,
                              const BatchSimulatorAnswer *answer,
                              const char                 *input_name,
                              const char                 *output_name,
                              gboolean                    with_total)
{
  guint input = batch_simulator_answer_count_input (answer);
  guint output = output_name != NULL ? batch_simulator_answer_count_output (answer) : 0;

  g_string_append_printf (out, ",\"usage\":{\"%s\":%u", input_name, input);
  if (output_name != NULL)
    g_string_append_printf (out, ",\"%s\":%u", output_name, output);
  if (with_total)
    g_string_append_printf (out, ",\"total_tokens\":%u", input + output);
  if (answer->tells_cached)
    g_string_append_printf (out, ",\"%s_details\":{\"cached_tokens\":%u}", input_name,
                            answer->cached_tokens);
  g_string_append_c (out, '}');
}

guint
batch_simulator_count_inputs (const BatchSimulatorPrompt *prompt)
{
  return prompt->inputs != NULL ? prompt->inputs->len : 1;
}

static guint64
hash_input (const BatchSimulatorPrompt *prompt,
            guint                       index)
{
  gsize start = 0;
  gsize end = prompt->text->len;

  if (prompt->inputs != NULL)
    {
      end = g_array_index (prompt->inputs, gsize, index);
      /* A line end stands between two. */
      if (index > 0)
        start = MIN (g_array_index (prompt->inputs, gsize, index - 1) + 1, end);
    }
  return batch_simulator_hash (prompt->model->str, prompt->model->len,
                               prompt->text->str + start, end - start);
}

static void
append_numbers (GString *out,
                guint64  hash,
                guint    n_numbers,
                gboolean base64)
{
  g_autofree char *encoded = NULL;
  g_autofree float *numbers = g_new (float, n_numbers);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < n_numbers; i++)
    numbers[i] = (float) (batch_simulator_mix (hash, i) >> 48) / 32768.0f - 1.0f;

  if (base64)
    {
      encoded = g_base64_encode ((const guchar *) numbers, n_numbers * sizeof (float));
      g_string_append_printf (out, "\"%s\"", encoded);
      return;
    }

  g_string_append_c (out, '[');
  for (guint i = 0; i < n_numbers; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.6f", numbers[i]));
    }
  g_string_append_c (out, ']');
}

void
batch_simulator_append_embedding (GString                    *out,
                                  const BatchSimulatorPrompt *prompt,
                                  guint                       index)
{
  append_numbers (out, hash_input (prompt, index),
                  prompt->dimensions > 0 ? prompt->dimensions : EMBEDDING_LENGTH, prompt->base64);
}

static void
append_embeddings (GString                    *out,
                   const BatchSimulatorAnswer *answer)
{
  const BatchSimulatorPrompt *prompt = answer->prompt;

  g_string_append (out, "{\"object\":\"list\",\"data\":[");
  for (guint i = 0; i < batch_simulator_count_inputs (prompt); i++)
    {
      g_string_append_printf (out, "%s{\"object\":\"embedding\",\"index\":%u,\"embedding\":",
                              i > 0 ? "," : "", i);
      batch_simulator_append_embedding (out, prompt, i);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
  batch_simulator_append_model (out, answer);
  batch_simulator_append_usage (out, answer, "prompt_tokens", NULL, TRUE);
  g_string_append_c (out, '}');
}

/* All that OpenAI knows: its clients read any of them. One of them is ever found. */
static const char *const categories[] = {
  "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit",
  "illicit/violent", "self-harm", "self-harm/instructions", "self-harm/intent", "sexual",
  "sexual/minors", "violence", "violence/graphic",
};

static void
append_categories (GString    *out,
                   const char *name,
                   const char *found,
                   const char *others)
{
  g_string_append_printf (out, ",\"%s\":{", name);
  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    g_string_append_printf (out, "%s\"%s\":%s", i > 0 ? "," : "", categories[i],
                            g_str_equal (categories[i], "violence") ? found : others);
  g_string_append_c (out, '}');
}

static void
append_moderations (GString                    *out,
                    const BatchSimulatorAnswer *answer)
{
  batch_simulator_append_start (out, answer, "modr-", NULL, NULL);
  g_string_append (out, ",\"results\":[");
  for (guint i = 0; i < batch_simulator_count_inputs (answer->prompt); i++)
    {
      gboolean flagged = hash_input (answer->prompt, i) % 8 == 0;

      g_string_append_printf (out, "%s{\"flagged\":%s", i > 0 ? "," : "",
                              flagged ? "true" : "false");
      append_categories (out, "categories", flagged ? "true" : "false", "false");
      append_categories (out, "category_scores", flagged ? "0.9" : "0.01", "0.01");
      append_categories (out, "category_applied_input_types", "[\"text\"]", "[\"text\"]");
      g_string_append_c (out, '}');
    }
  g_string_append (out, "]}");
}

static const char *
problem_type (guint status)
{
  switch (status)
    {
    case 401: return "authentication_error";
    case 429: return "rate_limit_exceeded";
    default: return status < 500 ? "invalid_request_error" : "server_error";
    }
}

void
batch_simulator_append_problem (GString                     *out,
                                const BatchSimulatorProblem *problem)
{
  g_string_append_printf (out, "{\"error\":{\"type\":\"%s\",\"message\":",
                          problem->type != NULL ? problem->type : problem_type (problem->status));
  batch_json_append_string (out, problem->message, -1);
  g_string_append (out, ",\"param\":null,\"code\":");
  if (problem->code != NULL)
    batch_json_append_string (out, problem->code, -1);
  else
    g_string_append (out, "null");
  g_string_append (out, "}}");
}

const BatchSimulatorEndpoint batch_simulator_embeddings_endpoint = {
  .path = "/v1/embeddings",
  .append_answer = append_embeddings,
};

const BatchSimulatorEndpoint batch_simulator_moderations_endpoint = {
  .path = "/v1/moderations",
  .append_answer = append_moderations,
};
