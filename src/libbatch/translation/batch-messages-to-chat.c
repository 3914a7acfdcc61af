/* batch-messages-to-chat.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-messages-to-chat-private.h"

#include "json/batch-json-text-private.h"
#include "translation/batch-chat-request-private.h"

/* The rule for the members of the body, null being as good as not there:
 *
 *   model, temperature, top_p, stream         → stay; a stream tells its counts
 *   system, messages                          → see batch-messages-to-chat-turns.c
 *   max_tokens, but for 0                     → max_tokens, max_completion_tokens at OpenAI
 *   top_k                                     → stays, but for OpenAI
 *   stop_sequences                            → stop; OpenAI takes four
 *   tools[] of type custom                    → tools[].function, input_schema as parameters
 *   tool_choice: auto, any, tool, none        → auto, required, the function, none
 *   tool_choice.disable_parallel_tool_use     → parallel_tool_calls, the other way round
 *   metadata.user_id                          → user
 *   output_config.effort                      → reasoning_effort
 *   output_config.format, output_format       → response_format, strict as it is there
 *   thinking: disabled                        → reasoning_effort: none
 *   thinking: adaptive, shown                 → nothing: how a model thinks by itself
 *   service_tier: auto, standard_only         → auto, default
 *   speed: standard                           → nothing
 *   cache_control, anywhere                   → nothing: what a server keeps is its own affair
 *   anything else                             → refused
 */

typedef struct
{
  BatchJsonValue model;
  BatchJsonValue messages;
  BatchJsonValue system;
  BatchJsonValue max_tokens;
  BatchJsonValue temperature;
  BatchJsonValue top_p;
  BatchJsonValue top_k;
  BatchJsonValue stop_sequences;
  BatchJsonValue stream;
  BatchJsonValue tools;
  BatchJsonValue tool_choice;
  BatchJsonValue metadata;
  BatchJsonValue thinking;
  BatchJsonValue output_config;
  BatchJsonValue output_format;
  BatchJsonValue service_tier;
  BatchJsonValue speed;
} Request;

static const BatchTranslatorMember request_members[] = {
  { "model", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Request, model) },
  { "messages", BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Request, messages) },
  { "system", BATCH_TAKES_STRING | BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Request, system) },
  { "max_tokens", BATCH_TAKES_NUMBER, G_STRUCT_OFFSET (Request, max_tokens) },
  { "temperature", BATCH_TAKES_NUMBER, G_STRUCT_OFFSET (Request, temperature) },
  { "top_p", BATCH_TAKES_NUMBER, G_STRUCT_OFFSET (Request, top_p) },
  { "top_k", BATCH_TAKES_NUMBER, G_STRUCT_OFFSET (Request, top_k) },
  { "stop_sequences", BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Request, stop_sequences) },
  { "stream", BATCH_TAKES_BOOLEAN, G_STRUCT_OFFSET (Request, stream) },
  { "tools", BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Request, tools) },
  { "tool_choice", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Request, tool_choice) },
  { "metadata", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Request, metadata) },
  { "thinking", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Request, thinking) },
  { "output_config", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Request, output_config) },
  { "output_format", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Request, output_format) },
  { "service_tier", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Request, service_tier) },
  { "speed", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Request, speed) },
  { "cache_control", BATCH_IS_HARMLESS, 0 },
};

/* --- Numbers and stops --- */

static gboolean
take_max_tokens (BatchTranslator      *self,
                 const BatchJsonValue *value,
                 BatchChatTraits       traits,
                 GString              *out)
{
  gint64 number;

  if (batch_json_value_get_int (value, &number) && number == 0)
    return batch_translator_refuse (self, "max_tokens", "which asks for no answer");

  batch_chat_put_max_tokens (out, traits, value);
  return TRUE;
}

static gboolean
take_top_k (BatchTranslator      *self,
            const BatchJsonValue *value,
            BatchChatTraits       traits,
            GString              *out)
{
  if (batch_translator_is_there (value) && (traits & BATCH_CHAT_IS_STRICT) != 0)
    return batch_translator_refuse (self, "top_k", NULL);

  batch_translator_put (out, "top_k", value);
  return TRUE;
}

static gboolean
check_stop (BatchTranslator      *self,
            const BatchJsonValue *element,
            guint                 index,
            gpointer              data)
{
  guint *n = data;

  *n = index + 1;
  return element->type == BATCH_JSON_STRING
         || batch_translator_refuse (self, NULL, "which is not a string");
}

static gboolean
take_stops (BatchTranslator      *self,
            const BatchJsonValue *value,
            BatchChatTraits       traits,
            GString              *out)
{
  guint n = 0;

  if (!batch_translator_each (self, "stop_sequences", value, check_stop, &n))
    return FALSE;
  if (n > 4 && (traits & BATCH_CHAT_IS_STRICT) != 0)
    return batch_translator_refuse (self, "stop_sequences", "of which it takes four");

  if (n > 0)
    batch_translator_put (out, "stop", value);
  return TRUE;
}

/* --- Tools --- */

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue name;
  BatchJsonValue description;
  BatchJsonValue input_schema;
  BatchJsonValue strict;
  BatchJsonValue allowed_callers;
  BatchJsonValue defer_loading;
} Tool;

static const BatchTranslatorMember tool_members[] = {
  { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Tool, type) },
  { "name", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Tool, name) },
  { "description", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Tool, description) },
  { "input_schema", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Tool, input_schema) },
  { "strict", BATCH_TAKES_BOOLEAN, G_STRUCT_OFFSET (Tool, strict) },
  { "allowed_callers", BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Tool, allowed_callers) },
  { "defer_loading", BATCH_TAKES_BOOLEAN, G_STRUCT_OFFSET (Tool, defer_loading) },
  { "cache_control", BATCH_IS_HARMLESS, 0 },
  { "eager_input_streaming", BATCH_IS_HARMLESS, 0 },
};

static gboolean
check_caller (BatchTranslator      *self,
              const BatchJsonValue *element,
              guint                 index,
              gpointer              data)
{
  return batch_json_value_is (element, "direct") || batch_translator_refuse (self, NULL, NULL);
}

static gboolean
take_tool (BatchTranslator      *self,
           const BatchJsonValue *element,
           guint                 index,
           gpointer              data)
{
  BatchJsonValue type = batch_translator_peek_type (element);
  GString *out = data;
  Tool tool = { 0 };

  if (batch_translator_is_there (&type) && !batch_json_value_is (&type, "custom")
      && type.type != BATCH_JSON_NULL)
    return batch_translator_refuse (self, "type", "which names a tool of Anthropic's");
  if (!batch_translator_read (self, element, tool_members, G_N_ELEMENTS (tool_members), &tool)
      || !batch_translator_each (self, "allowed_callers", &tool.allowed_callers, check_caller,
                                 NULL))
    return FALSE;
  if (tool.defer_loading.type == BATCH_JSON_TRUE)
    return batch_translator_refuse (self, "defer_loading", NULL);
  if (!batch_translator_is_there (&tool.name))
    return batch_translator_miss (self, "name");

  batch_chat_put_tool (out, &tool.name, &tool.description, &tool.input_schema, &tool.strict);
  return TRUE;
}

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue name;
  BatchJsonValue single;
} Choice;

static gboolean
put_choice (BatchTranslator *self,
            const Choice    *choice,
            GString         *out)
{
  if (batch_json_value_is (&choice->type, "tool"))
    {
      if (!batch_translator_is_there (&choice->name))
        return batch_translator_miss (self, "name");
      batch_chat_put_choice (out, &choice->name);
      return TRUE;
    }

  if (batch_translator_is_there (&choice->name))
    return batch_translator_refuse (self, "name", NULL);
  if (batch_json_value_is (&choice->type, "any"))
    batch_translator_put_text (out, "tool_choice", "required");
  else if (batch_json_value_is (&choice->type, "auto")
           || batch_json_value_is (&choice->type, "none"))
    batch_translator_put (out, "tool_choice", &choice->type);
  else
    return batch_translator_refuse (self, "type", NULL);
  return TRUE;
}

static gboolean
take_choice (BatchTranslator      *self,
             const BatchJsonValue *value,
             GString              *out)
{
  static const BatchTranslatorMember members[] = {
    { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Choice, type) },
    { "name", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Choice, name) },
    { "disable_parallel_tool_use", BATCH_TAKES_BOOLEAN, G_STRUCT_OFFSET (Choice, single) },
  };
  gsize entered = batch_translator_enter (self, "tool_choice");
  Choice choice = { 0 };
  gboolean good = !batch_translator_is_there (value)
                  || (batch_translator_read (self, value, members, G_N_ELEMENTS (members), &choice)
                      && put_choice (self, &choice, out));

  batch_translator_leave (self, entered);
  if (good && batch_translator_is_there (&choice.single))
    batch_translator_put_raw (out, "parallel_tool_calls",
                              choice.single.type == BATCH_JSON_TRUE ? "false" : "true");
  return good;
}

/* --- What is said of the request --- */

static gboolean
take_metadata (BatchTranslator      *self,
               const BatchJsonValue *value,
               GString              *out)
{
  static const BatchTranslatorMember members[] = { { "user_id", BATCH_TAKES_STRING, 0 } };
  gsize entered = batch_translator_enter (self, "metadata");
  BatchJsonValue user = { 0 };
  gboolean good = !batch_translator_is_there (value)
                  || batch_translator_read (self, value, members, G_N_ELEMENTS (members), &user);

  batch_translator_leave (self, entered);
  batch_translator_put (out, "user", &user);
  return good;
}

static gboolean
take_service (BatchTranslator *self,
              const Request   *request,
              GString         *out)
{
  if (batch_json_value_is (&request->service_tier, "standard_only"))
    batch_translator_put_text (out, "service_tier", "default");
  else if (batch_json_value_is (&request->service_tier, "auto"))
    batch_translator_put (out, "service_tier", &request->service_tier);
  else if (batch_translator_is_there (&request->service_tier))
    return batch_translator_refuse (self, "service_tier", NULL);

  return !batch_translator_is_there (&request->speed)
         || batch_json_value_is (&request->speed, "standard")
         || batch_translator_refuse (self, "speed", NULL);
}

/* --- Thinking, and the form of the answer --- */

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue display;
  BatchJsonValue budget_tokens;
} Thinking;

static gboolean
check_thinking (BatchTranslator *self,
                const Thinking  *thinking)
{
  if (batch_translator_is_there (&thinking->budget_tokens))
    return batch_translator_refuse (self, "budget_tokens", NULL);
  if (batch_translator_is_there (&thinking->display)
      && !batch_json_value_is (&thinking->display, "summarized"))
    return batch_translator_refuse (self, "display", NULL);

  return batch_json_value_is (&thinking->type, "disabled")
         || batch_json_value_is (&thinking->type, "adaptive")
         || batch_translator_refuse (self, "type", NULL);
}

/* @disabled: (out) */
static gboolean
take_thinking (BatchTranslator      *self,
               const BatchJsonValue *value,
               gboolean             *disabled)
{
  static const BatchTranslatorMember members[] = {
    { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Thinking, type) },
    { "display", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Thinking, display) },
    { "budget_tokens", BATCH_TAKES_NUMBER, G_STRUCT_OFFSET (Thinking, budget_tokens) },
  };
  gsize entered = batch_translator_enter (self, "thinking");
  Thinking thinking = { 0 };
  gboolean good = !batch_translator_is_there (value)
                  || (batch_translator_read (self, value, members, G_N_ELEMENTS (members),
                                             &thinking)
                      && check_thinking (self, &thinking));

  batch_translator_leave (self, entered);
  *disabled = batch_json_value_is (&thinking.type, "disabled");
  return good;
}

typedef struct
{
  BatchJsonValue effort;
  BatchJsonValue format;
} Output;

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue schema;
} Format;

static gboolean
take_format (BatchTranslator      *self,
             const char           *name,
             const BatchJsonValue *value,
             GString              *out)
{
  static const BatchTranslatorMember members[] = {
    { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Format, type) },
    { "schema", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Format, schema) },
  };
  gsize entered = batch_translator_enter (self, name);
  Format format = { 0 };
  gboolean good = batch_translator_read (self, value, members, G_N_ELEMENTS (members), &format);

  if (good && !batch_json_value_is (&format.type, "json_schema"))
    good = batch_translator_refuse (self, "type", NULL);
  if (good && !batch_translator_is_there (&format.schema))
    good = batch_translator_miss (self, "schema");
  batch_translator_leave (self, entered);
  if (!good)
    return FALSE;

  batch_translator_put_raw (out, "response_format", "{\"type\":\"json_schema\",\"json_schema\":"
                            "{\"name\":\"answer\",\"strict\":true");
  batch_translator_put (out, "schema", &format.schema);
  g_string_append (out, "}}");
  return TRUE;
}

static gboolean
take_output (BatchTranslator *self,
             const Request   *request,
             GString         *out)
{
  static const BatchTranslatorMember members[] = {
    { "effort", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Output, effort) },
    { "format", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Output, format) },
  };
  gsize entered = batch_translator_enter (self, "output_config");
  gboolean disabled = FALSE;
  Output output = { 0 };
  gboolean good = !batch_translator_is_there (&request->output_config)
                  || (batch_translator_read (self, &request->output_config, members,
                                             G_N_ELEMENTS (members), &output)
                      && (!batch_translator_is_there (&output.format)
                          || take_format (self, "format", &output.format, out)));

  batch_translator_leave (self, entered);
  if (good && batch_translator_is_there (&request->output_format))
    good = batch_translator_is_there (&output.format)
           ? batch_translator_refuse (self, "output_format", "which is said twice")
           : take_format (self, "output_format", &request->output_format, out);
  if (!good || !take_thinking (self, &request->thinking, &disabled))
    return FALSE;

  if (disabled && batch_translator_is_there (&output.effort))
    return batch_translator_refuse (self, "output_config.effort", "together with no thinking");
  if (disabled)
    batch_translator_put_text (out, "reasoning_effort", "none");
  else
    batch_translator_put (out, "reasoning_effort", &output.effort);
  return TRUE;
}

/* --- The whole --- */

static gboolean
put_request (BatchTranslator *self,
             const Request   *request,
             BatchChatTraits  traits,
             GString         *out)
{
  g_string_append_c (out, '{');
  batch_translator_put (out, "model", &request->model);
  if (!batch_messages_to_chat_append_turns (self, out, traits, &request->system,
                                            &request->messages)
      || !take_max_tokens (self, &request->max_tokens, traits, out))
    return FALSE;

  batch_translator_put (out, "temperature", &request->temperature);
  batch_translator_put (out, "top_p", &request->top_p);
  if (!take_top_k (self, &request->top_k, traits, out)
      || !take_stops (self, &request->stop_sequences, traits, out)
      || !batch_translator_put_each (self, out, "tools", &request->tools, take_tool)
      || !take_choice (self, &request->tool_choice, out)
      || !take_output (self, request, out)
      || !take_metadata (self, &request->metadata, out)
      || !take_service (self, request, out))
    return FALSE;

  batch_chat_put_stream (out, &request->stream);
  g_string_append_c (out, '}');
  return TRUE;
}

GBytes *
batch_messages_to_chat (GBytes          *body,
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
