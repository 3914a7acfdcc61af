/* simulator/batch-simulator-messages.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-answer.h"

#include <string.h>

#include "json/batch-json-text-private.h"

/* The endpoint for messages, as Anthropic has it and others imitate it: each event of a stream says
 * what it is, and only the last ones tell why the answer ends. */

static const char *
stop_reason (const BatchSimulatorAnswer *answer)
{
  if (answer->finish_reason == NULL)
    return "null";
  if (strcmp (answer->finish_reason, "length") == 0)
    return "\"max_tokens\"";
  return answer->tool != NULL ? "\"tool_use\"" : "\"end_turn\"";
}

/* @done: with its text, or its input, which is none when it was cut */
static void
append_block (GString                    *out,
              const BatchSimulatorAnswer *answer,
              gboolean                    done)
{
  if (answer->tool != NULL)
    {
      g_string_append_printf (out, "{\"type\":\"tool_use\",\"id\":\"toolu_%016"
                              G_GINT64_MODIFIER "x\",\"name\":", answer->id);
      batch_json_append_string (out, answer->tool, -1);
      g_string_append_printf (out, ",\"input\":%s}",
                              done && batch_json_validate ((const guint8 *) answer->text,
                                                           answer->text_length, 0)
                              ? answer->text : "{}");
      return;
    }

  g_string_append (out, "{\"type\":\"text\",\"text\":");
  if (done)
    batch_simulator_append_answer_text (out, answer);
  else
    g_string_append (out, "\"\"");
  g_string_append_c (out, '}');
}

static void
append_start (GString                    *out,
              const BatchSimulatorAnswer *answer)
{
  g_string_append_printf (out, "{\"id\":\"msg_%016" G_GINT64_MODIFIER "x\"", answer->id);
  batch_simulator_append_model (out, answer);
  g_string_append (out, ",\"type\":\"message\",\"role\":\"assistant\",\"content\":[");
}

static void
append_message (GString                    *out,
                const BatchSimulatorAnswer *answer)
{
  append_start (out, answer);
  append_block (out, answer, TRUE);
  g_string_append_printf (out, "],\"stop_reason\":%s,\"stop_sequence\":null",
                          stop_reason (answer));
  batch_simulator_append_usage (out, answer, "input_tokens", "output_tokens", FALSE);
  g_string_append_c (out, '}');
}

static void
append_beginning (GString                    *out,
                  const BatchSimulatorAnswer *answer)
{
  g_string_append (out, "event: message_start\n"
                        "data: {\"type\":\"message_start\",\"message\":");
  append_start (out, answer);
  g_string_append_printf (out, "],\"stop_reason\":null,\"stop_sequence\":null,"
                          "\"usage\":{\"input_tokens\":%u,\"output_tokens\":1}}}\n\n"
                          "event: content_block_start\n"
                          "data: {\"type\":\"content_block_start\",\"index\":0,"
                          "\"content_block\":",
                          batch_simulator_answer_count_input (answer));
  append_block (out, answer, FALSE);
  g_string_append (out, "}\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n");
}

static void
append_event (GString                    *out,
              const BatchSimulatorAnswer *answer,
              gsize                       start,
              gsize                       length)
{
  if (start == 0)
    append_beginning (out, answer);
  g_string_append (out, "event: content_block_delta\n"
                        "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":");
  g_string_append (out, answer->tool != NULL
                        ? "{\"type\":\"input_json_delta\",\"partial_json\":"
                        : "{\"type\":\"text_delta\",\"text\":");
  batch_json_append_string (out, answer->text + start, length);
  g_string_append (out, "}}\n\n");
}

static void
append_stream_end (GString                    *out,
                   const BatchSimulatorAnswer *answer)
{
  if (answer->text_length == 0)
    append_beginning (out, answer);
  g_string_append_printf (out, "event: content_block_stop\n"
                          "data: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
                          "event: message_delta\n"
                          "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":%s,"
                          "\"stop_sequence\":null},\"usage\":{\"output_tokens\":%u}}\n\n"
                          "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
                          stop_reason (answer), batch_simulator_answer_count_output (answer));
}

static const char *
problem_type (guint status)
{
  switch (status)
    {
    case 400: return "invalid_request_error";
    case 401: return "authentication_error";
    case 403: return "permission_error";
    case 404: return "not_found_error";
    case 413: return "request_too_large";
    case 429: return "rate_limit_error";
    case 503: case 529: return "overloaded_error";
    default: return status < 500 ? "invalid_request_error" : "api_error";
    }
}

void
batch_simulator_messages_append_problem (GString                     *out,
                                         const BatchSimulatorProblem *problem)
{
  g_string_append_printf (out, "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":",
                          problem_type (problem->status));
  batch_json_append_string (out, problem->message, -1);
  g_string_append (out, "}}");
}

const BatchSimulatorEndpoint batch_simulator_messages_endpoint = {
  .path = "/v1/messages",
  .stream_type = "text/event-stream",
  .append_answer = append_message,
  .append_event = append_event,
  .append_stream_end = append_stream_end,
  .append_problem = batch_simulator_messages_append_problem,
  .calls_tools = TRUE,
};
