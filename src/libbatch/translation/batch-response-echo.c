/* batch-response-echo.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-answer-translation-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

/* What a response says of its request: the settings, or what holds where nothing was said. */

typedef struct
{
  BatchJsonValue instructions;
  BatchJsonValue max_output_tokens;
  BatchJsonValue max_tool_calls;
  BatchJsonValue metadata;
  BatchJsonValue parallel_tool_calls;
  BatchJsonValue prompt_cache_key;
  BatchJsonValue reasoning;
  BatchJsonValue safety_identifier;
  BatchJsonValue temperature;
  BatchJsonValue text;
  BatchJsonValue tool_choice;
  BatchJsonValue tools;
  BatchJsonValue top_logprobs;
  BatchJsonValue top_p;
  BatchJsonValue truncation;
  BatchJsonValue user;
} Settings;

static const BatchJsonMember members[] = {
  { "instructions", batch_json_read_slice, G_STRUCT_OFFSET (Settings, instructions) },
  { "max_output_tokens", batch_json_read_slice, G_STRUCT_OFFSET (Settings, max_output_tokens) },
  { "max_tool_calls", batch_json_read_slice, G_STRUCT_OFFSET (Settings, max_tool_calls) },
  { "metadata", batch_json_read_slice, G_STRUCT_OFFSET (Settings, metadata) },
  { "parallel_tool_calls", batch_json_read_slice,
    G_STRUCT_OFFSET (Settings, parallel_tool_calls) },
  { "prompt_cache_key", batch_json_read_slice, G_STRUCT_OFFSET (Settings, prompt_cache_key) },
  { "reasoning", batch_json_read_slice, G_STRUCT_OFFSET (Settings, reasoning) },
  { "safety_identifier", batch_json_read_slice, G_STRUCT_OFFSET (Settings, safety_identifier) },
  { "temperature", batch_json_read_slice, G_STRUCT_OFFSET (Settings, temperature) },
  { "text", batch_json_read_slice, G_STRUCT_OFFSET (Settings, text) },
  { "tool_choice", batch_json_read_slice, G_STRUCT_OFFSET (Settings, tool_choice) },
  { "tools", batch_json_read_slice, G_STRUCT_OFFSET (Settings, tools) },
  { "top_logprobs", batch_json_read_slice, G_STRUCT_OFFSET (Settings, top_logprobs) },
  { "top_p", batch_json_read_slice, G_STRUCT_OFFSET (Settings, top_p) },
  { "truncation", batch_json_read_slice, G_STRUCT_OFFSET (Settings, truncation) },
  { "user", batch_json_read_slice, G_STRUCT_OFFSET (Settings, user) },
};

/* Those that stay as they are; of temperature and top_p the server alone knows what holds. */
static const struct
{
  const char *name;
  gsize       offset;
  const char *otherwise;
} echoed[] = {
  { "instructions", G_STRUCT_OFFSET (Settings, instructions), "null" },
  { "max_output_tokens", G_STRUCT_OFFSET (Settings, max_output_tokens), "null" },
  { "max_tool_calls", G_STRUCT_OFFSET (Settings, max_tool_calls), "null" },
  { "metadata", G_STRUCT_OFFSET (Settings, metadata), "{}" },
  { "parallel_tool_calls", G_STRUCT_OFFSET (Settings, parallel_tool_calls), "true" },
  { "prompt_cache_key", G_STRUCT_OFFSET (Settings, prompt_cache_key), "null" },
  { "safety_identifier", G_STRUCT_OFFSET (Settings, safety_identifier), "null" },
  { "temperature", G_STRUCT_OFFSET (Settings, temperature), "null" },
  { "tool_choice", G_STRUCT_OFFSET (Settings, tool_choice), "\"auto\"" },
  { "tools", G_STRUCT_OFFSET (Settings, tools), "[]" },
  { "top_logprobs", G_STRUCT_OFFSET (Settings, top_logprobs), "0" },
  { "top_p", G_STRUCT_OFFSET (Settings, top_p), "null" },
  { "truncation", G_STRUCT_OFFSET (Settings, truncation), "\"disabled\"" },
  { "user", G_STRUCT_OFFSET (Settings, user), "null" },
};

const char *const batch_answer_response_names[] = {
  "id", "object", "created_at", "completed_at", "status", "error", "incomplete_details", "model",
  "output", "instructions", "max_output_tokens", "max_tool_calls", "metadata",
  "parallel_tool_calls", "prompt_cache_key", "safety_identifier", "temperature", "tool_choice",
  "tools", "top_logprobs", "top_p", "truncation", "user", "background", "previous_response_id",
  "reasoning", "store", "text", "usage", NULL,
};

static void
put_or (GString              *out,
        const char           *name,
        const BatchJsonValue *value,
        const char           *otherwise)
{
  batch_translator_put_name (out, name);
  if (batch_translator_is_there (value) && value->type != BATCH_JSON_NULL)
    batch_json_append_one_line (out, value->data, value->length);
  else
    g_string_append (out, otherwise);
}

/* An object of two members. */
static void
put_pair (GString              *out,
          const char           *name,
          const BatchJsonValue *value,
          const char           *first,
          const char           *otherwise,
          const char           *second)
{
  const BatchJsonMember pair[] = {
    { first, batch_json_read_slice, 0 },
    { second, batch_json_read_slice, sizeof (BatchJsonValue) },
  };
  BatchJsonValue found[2] = { 0 };

  if (value->type == BATCH_JSON_OBJECT)
    batch_json_value_read_members (value, pair, G_N_ELEMENTS (pair), found);
  batch_translator_put_raw (out, name, "{");
  put_or (out, first, &found[0], otherwise);
  put_or (out, second, &found[1], "null");
  g_string_append_c (out, '}');
}

void
batch_response_echo_put (GString *out,
                         GBytes  *request)
{
  Settings settings = { 0 };
  BatchJsonValue whole;

  if (request != NULL && batch_translator_begin (request, &whole))
    batch_json_value_read_members (&whole, members, G_N_ELEMENTS (members), &settings);

  batch_translator_put_raw (out, "background", "false");
  batch_translator_put_raw (out, "previous_response_id", "null");
  batch_translator_put_raw (out, "store", "false");
  for (guint i = 0; i < G_N_ELEMENTS (echoed); i++)
    put_or (out, echoed[i].name, G_STRUCT_MEMBER_P (&settings, echoed[i].offset),
            echoed[i].otherwise);
  put_pair (out, "reasoning", &settings.reasoning, "effort", "null", "summary");
  put_pair (out, "text", &settings.text, "format", "{\"type\":\"text\"}", "verbosity");
}
