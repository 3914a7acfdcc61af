/* simulator/batch-simulator-answer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-answer.h"

#include <string.h>

#include "format/batch-json-text-private.h"

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

static void
append_model (GString                    *out,
              const BatchSimulatorAnswer *answer)
{
  g_string_append (out, ",\"model\":");
  batch_json_append_string (out, answer->prompt->model->str, answer->prompt->model->len);
}

static void
append_start (GString                    *out,
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
  append_model (out, answer);
}

static void
append_text (GString                    *out,
             const BatchSimulatorAnswer *answer)
{
  batch_json_append_string (out, answer->text, answer->text_length);
}

static void
append_usage (GString                    *out,
              const BatchSimulatorAnswer *answer,
              const char                 *input_name,
              const char                 *output_name,
              gboolean                    with_total)
{
  guint input = batch_simulator_count_tokens (answer->prompt->text->len);
  guint output = output_name != NULL ? batch_simulator_count_tokens (answer->text_length) : 0;

  g_string_append_printf (out, ",\"usage\":{\"%s\":%u", input_name, input);
  if (output_name != NULL)
    g_string_append_printf (out, ",\"%s\":%u", output_name, output);
  if (with_total)
    g_string_append_printf (out, ",\"total_tokens\":%u", input + output);
  g_string_append_c (out, '}');
}

static void
append_chat (GString                    *out,
             const BatchSimulatorAnswer *answer)
{
  append_start (out, answer, "chatcmpl-", "chat.completion", "created");
  g_string_append (out, ",\"choices\":[{\"index\":0,\"message\":"
                        "{\"role\":\"assistant\",\"content\":");
  append_text (out, answer);
  g_string_append_printf (out, "},\"logprobs\":null,\"finish_reason\":\"%s\"}]",
                          answer->finish_reason);
  append_usage (out, answer, "prompt_tokens", "completion_tokens", TRUE);
  g_string_append_c (out, '}');
}

static void
append_completion (GString                    *out,
                   const BatchSimulatorAnswer *answer)
{
  append_start (out, answer, "cmpl-", "text_completion", "created");
  g_string_append (out, ",\"choices\":[{\"index\":0,\"text\":");
  append_text (out, answer);
  g_string_append_printf (out, ",\"logprobs\":null,\"finish_reason\":\"%s\"}]",
                          answer->finish_reason);
  append_usage (out, answer, "prompt_tokens", "completion_tokens", TRUE);
  g_string_append_c (out, '}');
}

static void
append_response (GString                    *out,
                 const BatchSimulatorAnswer *answer)
{
  gboolean cut = strcmp (answer->finish_reason, "length") == 0;

  append_start (out, answer, "resp_", "response", "created_at");
  g_string_append_printf (out, ",\"status\":\"%s\",\"error\":null,\"incomplete_details\":%s",
                          cut ? "incomplete" : "completed",
                          cut ? "{\"reason\":\"max_output_tokens\"}" : "null");
  g_string_append_printf (out, ",\"output\":[{\"type\":\"message\",\"id\":\"msg_%016"
                          G_GINT64_MODIFIER "x\",\"status\":\"%s\","
                          "\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":",
                          answer->id, cut ? "incomplete" : "completed");
  append_text (out, answer);
  g_string_append (out, ",\"annotations\":[]}]}]");
  append_usage (out, answer, "input_tokens", "output_tokens", TRUE);
  g_string_append_c (out, '}');
}

static void
append_message (GString                    *out,
                const BatchSimulatorAnswer *answer)
{
  gboolean cut = strcmp (answer->finish_reason, "length") == 0;

  append_start (out, answer, "msg_", NULL, NULL);
  g_string_append (out, ",\"type\":\"message\",\"role\":\"assistant\","
                        "\"content\":[{\"type\":\"text\",\"text\":");
  append_text (out, answer);
  g_string_append_printf (out, "}],\"stop_reason\":\"%s\",\"stop_sequence\":null",
                          cut ? "max_tokens" : "end_turn");
  append_usage (out, answer, "input_tokens", "output_tokens", FALSE);
  g_string_append_c (out, '}');
}

static guint
count_inputs (const BatchSimulatorPrompt *prompt)
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
append_embedding (GString *out,
                  guint64  hash,
                  gboolean base64)
{
  g_autofree char *encoded = NULL;
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  float numbers[EMBEDDING_LENGTH];

  for (guint i = 0; i < EMBEDDING_LENGTH; i++)
    numbers[i] = (float) (batch_simulator_mix (hash, i) >> 48) / 32768.0f - 1.0f;

  if (base64)
    {
      encoded = g_base64_encode ((const guchar *) numbers, sizeof numbers);
      g_string_append_printf (out, "\"%s\"", encoded);
      return;
    }

  g_string_append_c (out, '[');
  for (guint i = 0; i < EMBEDDING_LENGTH; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.6f", numbers[i]));
    }
  g_string_append_c (out, ']');
}

static void
append_embeddings (GString                    *out,
                   const BatchSimulatorAnswer *answer)
{
  const BatchSimulatorPrompt *prompt = answer->prompt;

  g_string_append (out, "{\"object\":\"list\",\"data\":[");
  for (guint i = 0; i < count_inputs (prompt); i++)
    {
      g_string_append_printf (out, "%s{\"object\":\"embedding\",\"index\":%u,\"embedding\":",
                              i > 0 ? "," : "", i);
      append_embedding (out, hash_input (prompt, i), prompt->base64);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
  append_model (out, answer);
  append_usage (out, answer, "prompt_tokens", NULL, TRUE);
  g_string_append_c (out, '}');
}

static void
append_moderations (GString                    *out,
                    const BatchSimulatorAnswer *answer)
{
  append_start (out, answer, "modr-", NULL, NULL);
  g_string_append (out, ",\"results\":[");
  for (guint i = 0; i < count_inputs (answer->prompt); i++)
    {
      gboolean flagged = hash_input (answer->prompt, i) % 8 == 0;

      g_string_append_printf (out, "%s{\"flagged\":%s,\"categories\":{\"violence\":%s},"
                              "\"category_scores\":{\"violence\":%s}}",
                              i > 0 ? "," : "", flagged ? "true" : "false",
                              flagged ? "true" : "false", flagged ? "0.9" : "0.01");
    }
  g_string_append (out, "]}");
}

void
batch_simulator_append_answer (GString                    *out,
                               const BatchSimulatorAnswer *answer)
{
  switch (answer->endpoint)
    {
    case BATCH_ENDPOINT_CHAT_COMPLETIONS:
      append_chat (out, answer);
      break;
    case BATCH_ENDPOINT_COMPLETIONS:
      append_completion (out, answer);
      break;
    case BATCH_ENDPOINT_EMBEDDINGS:
      append_embeddings (out, answer);
      break;
    case BATCH_ENDPOINT_RESPONSES:
      append_response (out, answer);
      break;
    case BATCH_ENDPOINT_MESSAGES:
      append_message (out, answer);
      break;
    case BATCH_ENDPOINT_MODERATIONS:
      append_moderations (out, answer);
      break;
    case BATCH_ENDPOINT_NONE:
    default:
      g_assert_not_reached ();
    }
}

gboolean
batch_simulator_can_stream (BatchEndpoint endpoint)
{
  return endpoint == BATCH_ENDPOINT_CHAT_COMPLETIONS ||
         endpoint == BATCH_ENDPOINT_COMPLETIONS;
}

static void
append_event_start (GString                    *out,
                    const BatchSimulatorAnswer *answer)
{
  gboolean chat = answer->endpoint == BATCH_ENDPOINT_CHAT_COMPLETIONS;

  g_string_append (out, "data: ");
  append_start (out, answer, chat ? "chatcmpl-" : "cmpl-",
                chat ? "chat.completion.chunk" : "text_completion", "created");
  g_string_append (out, ",\"choices\":[");
}

void
batch_simulator_append_event (GString                    *out,
                              const BatchSimulatorAnswer *answer,
                              gsize                       start,
                              gsize                       length)
{
  gboolean chat = answer->endpoint == BATCH_ENDPOINT_CHAT_COMPLETIONS;

  append_event_start (out, answer);
  if (chat)
    g_string_append (out, start == 0 ? "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":"
                                     : "{\"index\":0,\"delta\":{\"content\":");
  else
    g_string_append (out, "{\"index\":0,\"text\":");
  batch_json_append_string (out, answer->text + start, length);
  g_string_append (out, chat ? "},\"finish_reason\":null}]}\n\n"
                             : ",\"finish_reason\":null}]}\n\n");
}

void
batch_simulator_append_stream_end (GString                    *out,
                                   const BatchSimulatorAnswer *answer)
{
  gboolean chat = answer->endpoint == BATCH_ENDPOINT_CHAT_COMPLETIONS;

  append_event_start (out, answer);
  g_string_append_printf (out, "{\"index\":0,%s,\"finish_reason\":\"%s\"}]}\n\n",
                          chat ? "\"delta\":{}" : "\"text\":\"\"", answer->finish_reason);
  if (answer->prompt->streams_usage)
    {
      append_event_start (out, answer);
      g_string_append_c (out, ']');
      append_usage (out, answer, "prompt_tokens", "completion_tokens", TRUE);
      g_string_append (out, "}\n\n");
    }
  g_string_append (out, "data: [DONE]\n\n");
}

static const char *
anthropic_error_type (guint status)
{
  switch (status)
    {
    case 400: return "invalid_request_error";
    case 401: return "authentication_error";
    case 403: return "permission_error";
    case 404: return "not_found_error";
    case 413: return "request_too_large";
    case 429: return "rate_limit_error";
    case 503: return "overloaded_error";
    default: return status < 500 ? "invalid_request_error" : "api_error";
    }
}

static const char *
openai_error_type (guint status)
{
  switch (status)
    {
    case 401: return "authentication_error";
    case 429: return "rate_limit_exceeded";
    default: return status < 500 ? "invalid_request_error" : "server_error";
    }
}

void
batch_simulator_append_error (GString    *out,
                              gboolean    anthropic,
                              guint       status,
                              const char *message,
                              const char *code)
{
  g_string_append_printf (out, "{%s\"error\":{\"type\":\"%s\",\"message\":",
                          anthropic ? "\"type\":\"error\"," : "",
                          anthropic ? anthropic_error_type (status) : openai_error_type (status));
  batch_json_append_string (out, message, -1);
  if (!anthropic)
    {
      g_string_append (out, ",\"param\":null,\"code\":");
      if (code != NULL)
        batch_json_append_string (out, code, -1);
      else
        g_string_append (out, "null");
    }
  g_string_append (out, "}}");
}
