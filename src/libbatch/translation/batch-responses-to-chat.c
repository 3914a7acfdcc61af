/* batch-responses-to-chat.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-responses-to-chat-private.h"

#include "json/batch-json-text-private.h"
#include "translation/batch-chat-request-private.h"

/* The rule for the members of the body, null being as good as not there:
 *
 *   model, temperature, top_p, parallel_tool_calls, service_tier, user, safety_identifier,
 *   prompt_cache_key, stream                  → stay; a stream tells its counts
 *   instructions, input                       → see batch-responses-to-chat-turns.c
 *   max_output_tokens                         → max_tokens, max_completion_tokens at OpenAI
 *   tools[] of type function                  → tools[].function
 *   tool_choice: a word, or a function        → the word, or the function
 *   text.format                               → response_format, unless it is text
 *   text.verbosity                            → verbosity
 *   reasoning.effort                          → reasoning_effort
 *   reasoning.summary: auto                   → nothing: the thoughts come whole, if at all
 *   top_logprobs, include: of output_text     → logprobs, top_logprobs
 *   include: reasoning.encrypted_content      → nothing: the thoughts come open, and go back so
 *   background: false, truncation: disabled   → nothing
 *   metadata, store, stream_options,
 *   max_tool_calls, prompt_cache_retention    → nothing, as they change no answer: what is kept,
 *                                               how a stream looks, tools of OpenAI's own
 *   anything else                             → refused
 */

typedef struct
{
  BatchJsonValue model;
  BatchJsonValue input;
  BatchJsonValue instructions;
  BatchJsonValue max_output_tokens;
  BatchJsonValue temperature;
  BatchJsonValue top_p;
  BatchJsonValue stream;
  BatchJsonValue tools;
  BatchJsonValue tool_choice;
  BatchJsonValue parallel_tool_calls;
  BatchJsonValue text;
  BatchJsonValue reasoning;
  BatchJsonValue include;
  BatchJsonValue top_logprobs;
  BatchJsonValue background;
  BatchJsonValue truncation;
  BatchJsonValue previous_response_id;
  BatchJsonValue conversation;
  BatchJsonValue service_tier;
  BatchJsonValue user;
  BatchJsonValue safety_identifier;
  BatchJsonValue prompt_cache_key;
} Request;

static const BatchTranslatorMember request_members[] = {
  { "model", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Request, model) },
  { "input", BATCH_TAKES_STRING | BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Request, input) },
  { "instructions", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Request, instructions) },
  { "max_output_tokens", BATCH_TAKES_NUMBER, G_STRUCT_OFFSET (Request, max_output_tokens) },
  { "temperature", BATCH_TAKES_NUMBER, G_STRUCT_OFFSET (Request, temperature) },
  { "top_p", BATCH_TAKES_NUMBER, G_STRUCT_OFFSET (Request, top_p) },
  { "stream", BATCH_TAKES_BOOLEAN, G_STRUCT_OFFSET (Request, stream) },
  { "tools", BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Request, tools) },
  { "tool_choice", BATCH_TAKES_STRING | BATCH_TAKES_OBJECT,
    G_STRUCT_OFFSET (Request, tool_choice) },
  { "parallel_tool_calls", BATCH_TAKES_BOOLEAN, G_STRUCT_OFFSET (Request, parallel_tool_calls) },
  { "text", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Request, text) },
  { "reasoning", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Request, reasoning) },
  { "include", BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Request, include) },
  { "top_logprobs", BATCH_TAKES_NUMBER, G_STRUCT_OFFSET (Request, top_logprobs) },
  { "background", BATCH_TAKES_BOOLEAN, G_STRUCT_OFFSET (Request, background) },
  { "truncation", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Request, truncation) },
  { "previous_response_id", BATCH_TAKES_STRING,
    G_STRUCT_OFFSET (Request, previous_response_id) },
  { "conversation", BATCH_TAKES_STRING | BATCH_TAKES_OBJECT,
    G_STRUCT_OFFSET (Request, conversation) },
  { "service_tier", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Request, service_tier) },
  { "user", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Request, user) },
  { "safety_identifier", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Request, safety_identifier) },
  { "prompt_cache_key", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Request, prompt_cache_key) },
  { "metadata", BATCH_IS_HARMLESS, 0 },
  { "store", BATCH_IS_HARMLESS, 0 },
  { "stream_options", BATCH_IS_HARMLESS, 0 },
  { "max_tool_calls", BATCH_IS_HARMLESS, 0 },
  { "prompt_cache_retention", BATCH_IS_HARMLESS, 0 },
};

/* --- Tools --- */

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue name;
  BatchJsonValue description;
  BatchJsonValue parameters;
  BatchJsonValue strict;
  BatchJsonValue defer_loading;
} Tool;

static const BatchTranslatorMember tool_members[] = {
  { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Tool, type) },
  { "name", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Tool, name) },
  { "description", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Tool, description) },
  { "parameters", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Tool, parameters) },
  { "strict", BATCH_TAKES_BOOLEAN, G_STRUCT_OFFSET (Tool, strict) },
  { "defer_loading", BATCH_TAKES_BOOLEAN, G_STRUCT_OFFSET (Tool, defer_loading) },
};

static gboolean
take_tool (BatchTranslator      *self,
           const BatchJsonValue *element,
           guint                 index,
           gpointer              data)
{
  BatchJsonValue type = batch_translator_peek_type (element);
  GString *out = data;
  Tool tool = { 0 };

  if (!batch_json_value_is (&type, "function"))
    return batch_translator_refuse (self, "type", "which is no function");
  if (!batch_translator_read (self, element, tool_members, G_N_ELEMENTS (tool_members), &tool))
    return FALSE;
  if (tool.defer_loading.type == BATCH_JSON_TRUE)
    return batch_translator_refuse (self, "defer_loading", NULL);
  if (!batch_translator_is_there (&tool.name))
    return batch_translator_miss (self, "name");

  batch_chat_put_tool (out, &tool.name, &tool.description, &tool.parameters, &tool.strict);
  return TRUE;
}

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue name;
} Choice;

static gboolean
put_function_choice (BatchTranslator      *self,
                     const BatchJsonValue *value,
                     GString              *out)
{
  static const BatchTranslatorMember members[] = {
    { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Choice, type) },
    { "name", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Choice, name) },
  };
  BatchJsonValue type = batch_translator_peek_type (value);
  Choice choice = { 0 };

  if (!batch_json_value_is (&type, "function"))
    return batch_translator_refuse (self, "type", "which is no function");
  if (!batch_translator_read (self, value, members, G_N_ELEMENTS (members), &choice))
    return FALSE;
  if (!batch_translator_is_there (&choice.name))
    return batch_translator_miss (self, "name");

  batch_chat_put_choice (out, &choice.name);
  return TRUE;
}

static gboolean
take_choice (BatchTranslator      *self,
             const BatchJsonValue *value,
             GString              *out)
{
  gsize entered = batch_translator_enter (self, "tool_choice");
  gboolean good = value->type != BATCH_JSON_OBJECT || put_function_choice (self, value, out);

  batch_translator_leave (self, entered);
  if (value->type == BATCH_JSON_STRING)
    batch_translator_put (out, "tool_choice", value);
  return good;
}

/* --- The form of the answer --- */

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue name;
  BatchJsonValue description;
  BatchJsonValue schema;
  BatchJsonValue strict;
} Format;

static gboolean
put_schema (BatchTranslator *self,
            const Format    *format,
            GString         *out)
{
  if (!batch_translator_is_there (&format->name))
    return batch_translator_miss (self, "name");
  if (!batch_translator_is_there (&format->schema))
    return batch_translator_miss (self, "schema");

  batch_translator_put_raw (out, "response_format",
                            "{\"type\":\"json_schema\",\"json_schema\":{");
  batch_translator_put (out, "name", &format->name);
  batch_translator_put (out, "description", &format->description);
  batch_translator_put (out, "schema", &format->schema);
  batch_translator_put (out, "strict", &format->strict);
  g_string_append (out, "}}");
  return TRUE;
}

static gboolean
put_format (BatchTranslator      *self,
            const BatchJsonValue *value,
            GString              *out)
{
  static const BatchTranslatorMember members[] = {
    { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Format, type) },
    { "name", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Format, name) },
    { "description", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Format, description) },
    { "schema", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Format, schema) },
    { "strict", BATCH_TAKES_BOOLEAN, G_STRUCT_OFFSET (Format, strict) },
  };
  static const char *const known[] = { "type", NULL };
  BatchJsonValue type = batch_translator_peek_type (value);
  Format format = { 0 };

  if (batch_json_value_is (&type, "json_schema"))
    return batch_translator_read (self, value, members, G_N_ELEMENTS (members), &format)
           && put_schema (self, &format, out);
  if (batch_translator_has_others (value, known))
    return batch_translator_refuse (self, NULL, "which says more than its type");
  if (batch_json_value_is (&type, "json_object"))
    {
      batch_translator_put_raw (out, "response_format", "{\"type\":\"json_object\"}");
      return TRUE;
    }

  return batch_json_value_is (&type, "text") || batch_translator_refuse (self, "type", NULL);
}

typedef struct
{
  BatchJsonValue format;
  BatchJsonValue verbosity;
} Text;

static gboolean
take_text (BatchTranslator      *self,
           const BatchJsonValue *value,
           GString              *out)
{
  static const BatchTranslatorMember members[] = {
    { "format", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Text, format) },
    { "verbosity", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Text, verbosity) },
  };
  gsize entered = batch_translator_enter (self, "text");
  gsize format;
  Text text = { 0 };
  gboolean good = !batch_translator_is_there (value)
                  || batch_translator_read (self, value, members, G_N_ELEMENTS (members), &text);

  format = batch_translator_enter (self, "format");
  if (good && batch_translator_is_there (&text.format))
    good = put_format (self, &text.format, out);
  batch_translator_leave (self, format);
  batch_translator_leave (self, entered);
  batch_translator_put (out, "verbosity", &text.verbosity);
  return good;
}

typedef struct
{
  BatchJsonValue effort;
  BatchJsonValue summary;
} Reasoning;

static gboolean
take_reasoning (BatchTranslator      *self,
                const BatchJsonValue *value,
                GString              *out)
{
  static const BatchTranslatorMember members[] = {
    { "effort", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Reasoning, effort) },
    { "summary", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Reasoning, summary) },
  };
  gsize entered = batch_translator_enter (self, "reasoning");
  Reasoning reasoning = { 0 };
  gboolean good = !batch_translator_is_there (value)
                  || batch_translator_read (self, value, members, G_N_ELEMENTS (members),
                                            &reasoning);

  if (good && batch_translator_is_there (&reasoning.summary)
      && !batch_json_value_is (&reasoning.summary, "auto"))
    good = batch_translator_refuse (self, "summary", NULL);
  batch_translator_leave (self, entered);
  batch_translator_put (out, "reasoning_effort", &reasoning.effort);
  return good;
}

static gboolean
take_included (BatchTranslator      *self,
               const BatchJsonValue *element,
               guint                 index,
               gpointer              data)
{
  gboolean *logprobs = data;

  if (batch_json_value_is (element, "message.output_text.logprobs"))
    *logprobs = TRUE;
  else if (!batch_json_value_is (element, "reasoning.encrypted_content"))
    return batch_translator_refuse (self, NULL, NULL);
  return TRUE;
}

static gboolean
take_logprobs (BatchTranslator *self,
               const Request   *request,
               GString         *out)
{
  gboolean logprobs = FALSE;
  gint64 number = 0;

  if (!batch_translator_each (self, "include", &request->include, take_included, &logprobs))
    return FALSE;
  if (batch_translator_is_there (&request->top_logprobs)
      && !(batch_json_value_get_int (&request->top_logprobs, &number) && number == 0))
    logprobs = TRUE;

  if (logprobs)
    {
      batch_translator_put_raw (out, "logprobs", "true");
      batch_translator_put (out, "top_logprobs", &request->top_logprobs);
    }
  return TRUE;
}

/* --- The whole --- */

static gboolean
check_request (BatchTranslator *self,
               const Request   *request)
{
  static const char nothing_kept[] = "as no answer is kept there";

  if (batch_translator_is_there (&request->previous_response_id))
    return batch_translator_refuse (self, "previous_response_id", nothing_kept);
  if (batch_translator_is_there (&request->conversation))
    return batch_translator_refuse (self, "conversation", nothing_kept);
  if (request->background.type == BATCH_JSON_TRUE)
    return batch_translator_refuse (self, "background", nothing_kept);

  return !batch_translator_is_there (&request->truncation)
         || batch_json_value_is (&request->truncation, "disabled")
         || batch_translator_refuse (self, "truncation", NULL);
}

static void
put_settings (const Request   *request,
              BatchChatTraits  traits,
              GString         *out)
{
  batch_chat_put_max_tokens (out, traits, &request->max_output_tokens);
  batch_translator_put (out, "temperature", &request->temperature);
  batch_translator_put (out, "top_p", &request->top_p);
  batch_translator_put (out, "parallel_tool_calls", &request->parallel_tool_calls);
  batch_translator_put (out, "service_tier", &request->service_tier);
  batch_translator_put (out, "user", &request->user);
  batch_translator_put (out, "safety_identifier", &request->safety_identifier);
  batch_translator_put (out, "prompt_cache_key", &request->prompt_cache_key);
}

static gboolean
put_request (BatchTranslator *self,
             const Request   *request,
             BatchChatTraits  traits,
             GString         *out)
{
  g_string_append_c (out, '{');
  batch_translator_put (out, "model", &request->model);
  if (!check_request (self, request)
      || !batch_responses_to_chat_append_turns (self, out, traits, &request->instructions,
                                                &request->input)
      || !batch_translator_put_each (self, out, "tools", &request->tools, take_tool)
      || !take_choice (self, &request->tool_choice, out)
      || !take_text (self, &request->text, out)
      || !take_reasoning (self, &request->reasoning, out)
      || !take_logprobs (self, request, out))
    return FALSE;

  put_settings (request, traits, out);
  batch_chat_put_stream (out, &request->stream);
  g_string_append_c (out, '}');
  return TRUE;
}

GBytes *
batch_responses_to_chat (GBytes          *body,
                         BatchChatTraits  traits,
                         BatchObstacle   *obstacle)
{
  g_autoptr(GString) path = g_string_new (NULL);
  g_autoptr(GString) out = g_string_new (NULL);
  BatchTranslator self = { path, obstacle };
  BatchJsonValue whole;
  Request request = { 0 };

  if (!batch_translator_begin (body, &whole))
    return NULL;

  if (!batch_translator_read (&self, &whole, request_members, G_N_ELEMENTS (request_members),
                              &request)
      || !put_request (&self, &request, traits, out))
    return NULL;

  return g_string_free_to_bytes (g_steal_pointer (&out));
}
