/* simulator/batch-simulator-chat.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-answer.h"

#include "json/batch-json-text-private.h"

/* The endpoints for chats and completions, as OpenAI has them. Of several choices each is the
 * same, and comes piece by piece beside the others in a stream. */

static gboolean
is_chat (const BatchSimulatorAnswer *answer)
{
  return answer->endpoint == &batch_simulator_chat_endpoint;
}

static void
append_more (GString                    *out,
             const BatchSimulatorAnswer *answer)
{
  if (answer->append_more != NULL)
    answer->append_more (out, answer);
}

static void
append_index (GString *out,
              guint    index)
{
  g_string_append_printf (out, "%s{\"index\":%u", index > 0 ? "," : "", index);
}

static void
append_finish (GString                    *out,
               const BatchSimulatorAnswer *answer)
{
  if (answer->finish_reason != NULL)
    g_string_append_printf (out, ",\"finish_reason\":\"%s\"", answer->finish_reason);
  else
    g_string_append (out, ",\"finish_reason\":null");
}

/* A token is some bytes that the model is quite sure of. */
static void
append_token (GString    *out,
              const char *token,
              gsize       length)
{
  g_string_append (out, "{\"token\":");
  batch_json_append_string (out, token, (gssize) length);
  g_string_append (out, ",\"logprob\":-0.125,\"bytes\":[");
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (out, "%s%u", i > 0 ? "," : "", (guchar) token[i]);
  g_string_append (out, "],\"top_logprobs\":[]}");
}

/* Calls of tools have none. */
static void
append_logprobs (GString                    *out,
                 const BatchSimulatorAnswer *answer,
                 gsize                       start,
                 gsize                       length)
{
  gsize end = start + length;

  if (!is_chat (answer) || !answer->prompt->logprobs || answer->tool != NULL)
    {
      g_string_append (out, ",\"logprobs\":null");
      return;
    }

  g_string_append (out, ",\"logprobs\":{\"content\":[");
  for (gsize at = start; at < end;)
    {
      gsize token = batch_simulator_measure_token (answer->text + at, end - at);

      if (at > start)
        g_string_append_c (out, ',');
      append_token (out, answer->text + at, token);
      at += token;
    }
  g_string_append (out, "],\"refusal\":null}");
}

/* "tool_calls":[…, with the beginning of the arguments. @listed: beside others in a stream */
static void
append_call (GString                    *out,
             const BatchSimulatorAnswer *answer,
             guint                       index,
             gsize                       length,
             gboolean                    listed)
{
  g_string_append_printf (out, "\"tool_calls\":[{%s\"id\":\"call_%016" G_GINT64_MODIFIER "x%u\","
                          "\"type\":\"function\",\"function\":{\"name\":",
                          listed ? "\"index\":0," : "", answer->id, index);
  batch_json_append_string (out, answer->tool, -1);
  g_string_append (out, ",\"arguments\":");
  batch_json_append_string (out, answer->text, (gssize) length);
  g_string_append (out, "}}]");
}

/* --- In one piece --- */

static void
append_message (GString                    *out,
                const BatchSimulatorAnswer *answer,
                guint                       index)
{
  g_string_append (out, ",\"message\":{\"role\":\"assistant\",\"content\":");
  if (answer->tool != NULL)
    {
      g_string_append (out, "null,");
      append_call (out, answer, index, answer->text_length, FALSE);
    }
  else
    {
      batch_simulator_append_answer_text (out, answer);
    }
  g_string_append_c (out, '}');
}

static void
append_answer (GString                    *out,
               const BatchSimulatorAnswer *answer)
{
  gboolean chat = is_chat (answer);

  batch_simulator_append_start (out, answer, chat ? "chatcmpl-" : "cmpl-",
                                chat ? "chat.completion" : "text_completion", "created");
  g_string_append (out, ",\"choices\":[");
  for (guint i = 0; i < answer->n_choices; i++)
    {
      append_index (out, i);
      if (chat)
        {
          append_message (out, answer, i);
        }
      else
        {
          g_string_append (out, ",\"text\":");
          batch_simulator_append_answer_text (out, answer);
        }
      append_logprobs (out, answer, 0, answer->text_length);
      append_finish (out, answer);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
  batch_simulator_append_usage (out, answer, "prompt_tokens", "completion_tokens", TRUE);
  append_more (out, answer);
  g_string_append_c (out, '}');
}

/* --- In a stream --- */

static void
append_event_start (GString                    *out,
                    const BatchSimulatorAnswer *answer)
{
  gboolean chat = is_chat (answer);

  g_string_append (out, "data: ");
  batch_simulator_append_start (out, answer, chat ? "chatcmpl-" : "cmpl-",
                                chat ? "chat.completion.chunk" : "text_completion", "created");
  g_string_append (out, ",\"choices\":[");
}

static void
append_delta (GString                    *out,
              const BatchSimulatorAnswer *answer,
              guint                       index,
              gsize                       start,
              gsize                       length)
{
  g_string_append (out, start == 0 ? ",\"delta\":{\"role\":\"assistant\"," : ",\"delta\":{");
  if (answer->tool == NULL)
    {
      g_string_append (out, "\"content\":");
      batch_json_append_string (out, answer->text + start, (gssize) length);
    }
  else if (start == 0)
    {
      g_string_append (out, "\"content\":null,");
      append_call (out, answer, index, length, TRUE);
    }
  else
    {
      g_string_append (out, "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":");
      batch_json_append_string (out, answer->text + start, (gssize) length);
      g_string_append (out, "}}]");
    }
  g_string_append_c (out, '}');
  if (answer->prompt->logprobs)
    append_logprobs (out, answer, start, length);
}

static void
append_event (GString                    *out,
              const BatchSimulatorAnswer *answer,
              gsize                       start,
              gsize                       length)
{
  append_event_start (out, answer);
  for (guint i = 0; i < answer->n_choices; i++)
    {
      append_index (out, i);
      if (is_chat (answer))
        {
          append_delta (out, answer, i, start, length);
        }
      else
        {
          g_string_append (out, ",\"text\":");
          batch_json_append_string (out, answer->text + start, (gssize) length);
        }
      g_string_append (out, ",\"finish_reason\":null}");
    }
  g_string_append (out, "]}\n\n");
}

static void
append_stream_end (GString                    *out,
                   const BatchSimulatorAnswer *answer)
{
  append_event_start (out, answer);
  for (guint i = 0; i < answer->n_choices; i++)
    {
      append_index (out, i);
      g_string_append_printf (out, ",%s,\"finish_reason\":\"%s\"}",
                              is_chat (answer) ? "\"delta\":{}" : "\"text\":\"\"",
                              answer->finish_reason);
    }
  g_string_append_c (out, ']');
  if (!answer->prompt->streams_usage)
    append_more (out, answer);
  g_string_append (out, "}\n\n");
  if (answer->prompt->streams_usage)
    {
      append_event_start (out, answer);
      g_string_append_c (out, ']');
      batch_simulator_append_usage (out, answer, "prompt_tokens", "completion_tokens", TRUE);
      append_more (out, answer);
      g_string_append (out, "}\n\n");
    }
  g_string_append (out, "data: [DONE]\n\n");
}

const BatchSimulatorEndpoint batch_simulator_chat_endpoint = {
  .path = "/v1/chat/completions",
  .stream_type = "text/event-stream",
  .append_answer = append_answer,
  .append_event = append_event,
  .append_stream_end = append_stream_end,
  .calls_tools = TRUE,
  .has_choices = TRUE,
};

const BatchSimulatorEndpoint batch_simulator_completions_endpoint = {
  .path = "/v1/completions",
  .stream_type = "text/event-stream",
  .append_answer = append_answer,
  .append_event = append_event,
  .append_stream_end = append_stream_end,
  .has_choices = TRUE,
};
