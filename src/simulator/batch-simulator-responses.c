/* simulator/batch-simulator-responses.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-answer.h"

#include <string.h>

#include "json/batch-json-text-private.h"

/* The endpoint for responses: an answer is an object that has items, which have parts. A stream
 * tells of each that it begins, that it grows, and that it is done; its events are numbered. */

/* Before the first of the text: the response, its item and the part of it. */
#define N_BEGINNING 4

static gboolean
is_cut (const BatchSimulatorAnswer *answer)
{
  return g_strcmp0 (answer->finish_reason, "length") == 0;
}

static const char *
final_status (const BatchSimulatorAnswer *answer)
{
  return is_cut (answer) ? "incomplete" : "completed";
}

/* --- What there is --- */

/* @done: with its text */
static void
append_part (GString                    *out,
             const BatchSimulatorAnswer *answer,
             gboolean                    done)
{
  g_string_append (out, "{\"type\":\"output_text\",\"text\":");
  if (done)
    batch_simulator_append_answer_text (out, answer);
  else
    g_string_append (out, "\"\"");
  g_string_append (out, ",\"annotations\":[],\"logprobs\":[]}");
}

static const char *
item_status (const BatchSimulatorAnswer *answer,
             gboolean                    done)
{
  return done ? final_status (answer) : "in_progress";
}

static void
append_call (GString                    *out,
             const BatchSimulatorAnswer *answer,
             gboolean                    done)
{
  g_string_append_printf (out, "{\"type\":\"function_call\",\"id\":\"fc_%016"
                          G_GINT64_MODIFIER "x\",\"call_id\":\"call_%016" G_GINT64_MODIFIER
                          "x\",\"status\":\"%s\",\"name\":",
                          answer->id, answer->id, item_status (answer, done));
  batch_json_append_string (out, answer->tool, -1);
  g_string_append (out, ",\"arguments\":");
  batch_json_append_string (out, answer->text, done ? (gssize) answer->text_length : 0);
  g_string_append_c (out, '}');
}

static void
append_item (GString                    *out,
             const BatchSimulatorAnswer *answer,
             gboolean                    done)
{
  if (answer->tool != NULL)
    {
      append_call (out, answer, done);
      return;
    }

  g_string_append_printf (out, "{\"type\":\"message\",\"id\":\"msg_%016" G_GINT64_MODIFIER "x\","
                          "\"status\":\"%s\",\"role\":\"assistant\",\"content\":[",
                          answer->id, item_status (answer, done));
  if (done)
    append_part (out, answer, TRUE);
  g_string_append (out, "]}");
}

static void
append_usage (GString                    *out,
              const BatchSimulatorAnswer *answer)
{
  guint input = batch_simulator_answer_count_input (answer);
  guint output = batch_simulator_answer_count_output (answer);

  g_string_append_printf (out, ",\"usage\":{\"input_tokens\":%u,\"input_tokens_details\":"
                          "{\"cache_write_tokens\":0,\"cached_tokens\":%u},"
                          "\"output_tokens\":%u,"
                          "\"output_tokens_details\":{\"reasoning_tokens\":0},"
                          "\"total_tokens\":%u}", input,
                          answer->tells_cached ? answer->cached_tokens : 0, output,
                          input + output);
}

static void
append_object (GString                    *out,
               const BatchSimulatorAnswer *answer,
               gboolean                    done)
{
  g_string_append_printf (out, "{\"id\":\"resp_%016" G_GINT64_MODIFIER "x\","
                          "\"object\":\"response\",\"created_at\":%" G_GINT64_FORMAT,
                          answer->id, answer->created);
  batch_simulator_append_model (out, answer);
  g_string_append_printf (out, ",\"status\":\"%s\",\"error\":null,\"incomplete_details\":%s,"
                          "\"parallel_tool_calls\":true,\"tool_choice\":\"auto\",\"tools\":[],"
                          "\"output\":[", item_status (answer, done),
                          done && is_cut (answer) ? "{\"reason\":\"max_output_tokens\"}" : "null");
  if (done)
    append_item (out, answer, TRUE);
  g_string_append_c (out, ']');
  if (done)
    append_usage (out, answer);
  else
    g_string_append (out, ",\"usage\":null");
  g_string_append_c (out, '}');
}

static void
append_response (GString                    *out,
                 const BatchSimulatorAnswer *answer)
{
  append_object (out, answer, TRUE);
}

/* --- Events --- */

static void
begin_event (GString    *out,
             const char *name,
             gsize       number)
{
  g_string_append_printf (out, "event: response.%s\ndata: {\"type\":\"response.%s\","
                          "\"sequence_number\":%" G_GSIZE_FORMAT, name, name, number);
}

static void
end_event (GString *out)
{
  g_string_append (out, "}\n\n");
}

/* @append: the member of it that begins with @lead */
static void
append_member_event (GString                    *out,
                     const BatchSimulatorAnswer *answer,
                     const char                 *name,
                     gsize                       number,
                     const char                 *lead,
                     void                      (*append) (GString                    *out,
                                                          const BatchSimulatorAnswer *answer,
                                                          gboolean                    done),
                     gboolean                    done)
{
  begin_event (out, name, number);
  g_string_append (out, lead);
  append (out, answer, done);
  end_event (out);
}

static void
append_response_event (GString                    *out,
                       const BatchSimulatorAnswer *answer,
                       const char                 *name,
                       gsize                       number,
                       gboolean                    done)
{
  append_member_event (out, answer, name, number, ",\"response\":", append_object, done);
}

static void
append_item_event (GString                    *out,
                   const BatchSimulatorAnswer *answer,
                   const char                 *name,
                   gsize                       number,
                   gboolean                    done)
{
  append_member_event (out, answer, name, number, ",\"output_index\":0,\"item\":", append_item,
                       done);
}

static void
begin_part_event (GString                    *out,
                  const BatchSimulatorAnswer *answer,
                  const char                 *name,
                  gsize                       number)
{
  begin_event (out, name, number);
  g_string_append_printf (out, ",\"item_id\":\"%s_%016" G_GINT64_MODIFIER "x\","
                          "\"output_index\":0%s", answer->tool != NULL ? "fc" : "msg", answer->id,
                          answer->tool != NULL ? "" : ",\"content_index\":0");
}

static void
append_part_event (GString                    *out,
                   const BatchSimulatorAnswer *answer,
                   const char                 *name,
                   gsize                       number,
                   gboolean                    done)
{
  begin_part_event (out, answer, name, number);
  g_string_append (out, ",\"part\":");
  append_part (out, answer, done);
  end_event (out);
}

static void
append_beginning (GString                    *out,
                  const BatchSimulatorAnswer *answer)
{
  append_response_event (out, answer, "created", 0, FALSE);
  append_response_event (out, answer, "in_progress", 1, FALSE);
  append_item_event (out, answer, "output_item.added", 2, FALSE);
  if (answer->tool == NULL)
    append_part_event (out, answer, "content_part.added", 3, FALSE);
}

/* The number says where in the text it is: it rises, and more is not promised of it. */
static void
append_event (GString                    *out,
              const BatchSimulatorAnswer *answer,
              gsize                       start,
              gsize                       length)
{
  if (start == 0)
    append_beginning (out, answer);
  begin_part_event (out, answer, answer->tool != NULL ? "function_call_arguments.delta"
                                                      : "output_text.delta", N_BEGINNING + start);
  g_string_append (out, ",\"delta\":");
  batch_json_append_string (out, answer->text + start, (gssize) length);
  g_string_append (out, answer->tool != NULL ? "" : ",\"logprobs\":[]");
  end_event (out);
}

static void
append_call_done (GString                    *out,
                  const BatchSimulatorAnswer *answer,
                  gsize                       number)
{
  begin_part_event (out, answer, "function_call_arguments.done", number);
  g_string_append (out, ",\"name\":");
  batch_json_append_string (out, answer->tool, -1);
  g_string_append (out, ",\"arguments\":");
  batch_simulator_append_answer_text (out, answer);
  end_event (out);
}

static void
append_text_done (GString                    *out,
                  const BatchSimulatorAnswer *answer,
                  gsize                       number)
{
  begin_part_event (out, answer, "output_text.done", number);
  g_string_append (out, ",\"text\":");
  batch_simulator_append_answer_text (out, answer);
  g_string_append (out, ",\"logprobs\":[]");
  end_event (out);
  append_part_event (out, answer, "content_part.done", number + 1, TRUE);
}

static void
append_stream_end (GString                    *out,
                   const BatchSimulatorAnswer *answer)
{
  gsize number = N_BEGINNING + answer->text_length;

  if (answer->text_length == 0)
    append_beginning (out, answer);
  if (answer->tool != NULL)
    append_call_done (out, answer, number);
  else
    append_text_done (out, answer, number);
  append_item_event (out, answer, "output_item.done", number + 2, TRUE);
  append_response_event (out, answer, final_status (answer), number + 3, TRUE);
}

const BatchSimulatorEndpoint batch_simulator_responses_endpoint = {
  .path = "/v1/responses",
  .stream_type = "text/event-stream",
  .append_answer = append_response,
  .append_event = append_event,
  .append_stream_end = append_stream_end,
  .calls_tools = TRUE,
};
