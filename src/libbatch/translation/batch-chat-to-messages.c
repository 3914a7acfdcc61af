/* batch-chat-to-messages.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-chat-to-messages-private.h"

#include "json/batch-json-equal-private.h"
#include "json/batch-json-text-private.h"

/* The rule for the members of the body, null being as good as not there:
 *
 *   model, top_p, top_k, stream               → stay
 *   temperature, up to 1                      → stays
 *   messages                                  → see batch-chat-to-messages-turns.c
 *   max_completion_tokens, max_tokens         → max_tokens; nothing → 4096 of them, because
 *                                               there it has to be said: see below
 *   stop                                      → stop_sequences, as a list
 *   tools[] of type function                  → name, description, parameters as input_schema
 *   tool_choice: auto, required, none, one    → auto, any, none, tool
 *   parallel_tool_calls                       → tool_choice.disable_parallel_tool_use, the other
 *                                               way round
 *   response_format: json_schema              → output_config.format
 *   reasoning_effort: none                    → thinking: disabled
 *   reasoning_effort, but for minimal         → output_config.effort
 *   user, safety_identifier                   → metadata.user_id
 *   service_tier: auto, default               → auto, standard_only
 *   n: 1, logprobs: false, penalties of 0, and
 *   others that ask for what is so anyhow     → nothing
 *   stream_options, metadata, store and hints
 *   for caches                                → nothing: they change no answer
 *   anything else                             → refused
 */

typedef struct
{
  BatchJsonValue model;
  BatchJsonValue messages;
  BatchJsonValue max_tokens;
  BatchJsonValue max_completion_tokens;
  BatchJsonValue temperature;
  BatchJsonValue top_p;
  BatchJsonValue top_k;
  BatchJsonValue stop;
  BatchJsonValue stream;
  BatchJsonValue tools;
  BatchJsonValue tool_choice;
  BatchJsonValue parallel_tool_calls;
  BatchJsonValue response_format;
  BatchJsonValue reasoning_effort;
  BatchJsonValue user;
  BatchJsonValue safety_identifier;
  BatchJsonValue service_tier;
  BatchJsonValue n;
  BatchJsonValue logprobs;
  BatchJsonValue top_logprobs;
  BatchJsonValue logit_bias;
  BatchJsonValue presence_penalty;
  BatchJsonValue frequency_penalty;
  BatchJsonValue modalities;
  BatchJsonValue verbosity;
} Request;

#define NUMBER(name) { #name, BATCH_TAKES_NUMBER, G_STRUCT_OFFSET (Request, name) }
#define STRING(name) { #name, BATCH_TAKES_STRING, G_STRUCT_OFFSET (Request, name) }
#define BOOLEAN(name) { #name, BATCH_TAKES_BOOLEAN, G_STRUCT_OFFSET (Request, name) }
#define ARRAY(name) { #name, BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Request, name) }
#define OBJECT(name) { #name, BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Request, name) }

static const BatchTranslatorMember request_members[] = {
  STRING (model),
  ARRAY (messages),
  NUMBER (max_tokens),
  NUMBER (max_completion_tokens),
  NUMBER (temperature),
  NUMBER (top_p),
  NUMBER (top_k),
  { "stop", BATCH_TAKES_STRING | BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Request, stop) },
  BOOLEAN (stream),
  ARRAY (tools),
  { "tool_choice", BATCH_TAKES_STRING | BATCH_TAKES_OBJECT,
    G_STRUCT_OFFSET (Request, tool_choice) },
  BOOLEAN (parallel_tool_calls),
  OBJECT (response_format),
  STRING (reasoning_effort),
  STRING (user),
  STRING (safety_identifier),
  STRING (service_tier),
  NUMBER (n),
  BOOLEAN (logprobs),
  NUMBER (top_logprobs),
  OBJECT (logit_bias),
  NUMBER (presence_penalty),
  NUMBER (frequency_penalty),
  ARRAY (modalities),
  STRING (verbosity),
  { "stream_options", BATCH_IS_HARMLESS, 0 },
  { "metadata", BATCH_IS_HARMLESS, 0 },
  { "store", BATCH_IS_HARMLESS, 0 },
  { "prompt_cache_key", BATCH_IS_HARMLESS, 0 },
  { "prompt_cache_options", BATCH_IS_HARMLESS, 0 },
  { "prompt_cache_retention", BATCH_IS_HARMLESS, 0 },
};

static gboolean
is_number (const BatchJsonValue *value,
           double                number)
{
  return value->type == BATCH_JSON_NUMBER
         && g_ascii_strtod ((const char *) value->data, NULL) == number;
}

static gboolean
is_empty (const BatchJsonValue *object)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;

  return batch_json_value_enter_object (object, &scanner)
         && !batch_json_scanner_next_member (&scanner, &key);
}

static gboolean
check_modality (BatchTranslator      *self,
                const BatchJsonValue *element,
                guint                 index,
                gpointer              data)
{
  return batch_json_value_is (element, "text") || batch_translator_refuse (self, NULL, NULL);
}

/* What asks for what is so anyhow. */
static gboolean
check_defaults (BatchTranslator *self,
                const Request   *request)
{
  const struct
  {
    const char           *name;
    const BatchJsonValue *value;
    gboolean              usual;
  } members[] = {
    { "n", &request->n, is_number (&request->n, 1) },
    { "logprobs", &request->logprobs, request->logprobs.type == BATCH_JSON_FALSE },
    { "top_logprobs", &request->top_logprobs, is_number (&request->top_logprobs, 0) },
    { "logit_bias", &request->logit_bias, is_empty (&request->logit_bias) },
    { "presence_penalty", &request->presence_penalty, is_number (&request->presence_penalty, 0) },
    { "frequency_penalty", &request->frequency_penalty,
      is_number (&request->frequency_penalty, 0) },
    { "verbosity", &request->verbosity, batch_json_value_is (&request->verbosity, "medium") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (batch_translator_is_there (members[i].value) && !members[i].usual)
      return batch_translator_refuse (self, members[i].name, NULL);

  return batch_translator_each (self, "modalities", &request->modalities, check_modality, NULL);
}

/* --- Numbers and stops --- */

/* Who says nothing wants the whole answer. That is the most that every model there takes, and an
 * answer which it cuts off says so, and is kept for review. */
#define USUAL_MAX_TOKENS "4096"

static gboolean
take_max_tokens (BatchTranslator *self,
                 const Request   *request,
                 GString         *out)
{
  const BatchJsonValue *one = &request->max_completion_tokens;
  const BatchJsonValue *other = &request->max_tokens;

  if (batch_translator_is_there (one) && batch_translator_is_there (other)
      && !batch_json_values_equal (one, other))
    return batch_translator_refuse (self, "max_tokens", "together with max_completion_tokens");
  if (!batch_translator_is_there (one))
    one = other;

  if (batch_translator_is_there (one))
    batch_translator_put (out, "max_tokens", one);
  else
    batch_translator_put_raw (out, "max_tokens", USUAL_MAX_TOKENS);
  return TRUE;
}

static gboolean
take_temperature (BatchTranslator      *self,
                  const BatchJsonValue *value,
                  GString              *out)
{
  if (batch_translator_is_there (value) && g_ascii_strtod ((const char *) value->data, NULL) > 1)
    return batch_translator_refuse (self, "temperature", "which ends at 1 there");

  batch_translator_put (out, "temperature", value);
  return TRUE;
}

static gboolean
check_stop (BatchTranslator      *self,
            const BatchJsonValue *element,
            guint                 index,
            gpointer              data)
{
  return element->type == BATCH_JSON_STRING
         || batch_translator_refuse (self, NULL, "which is not a string");
}

static gboolean
take_stops (BatchTranslator      *self,
            const BatchJsonValue *value,
            GString              *out)
{
  if (!batch_translator_each (self, "stop", value, check_stop, NULL))
    return FALSE;

  if (value->type != BATCH_JSON_STRING)
    {
      batch_translator_put (out, "stop_sequences", value);
      return TRUE;
    }

  batch_translator_put_raw (out, "stop_sequences", "[");
  batch_json_append_value (out, value);
  g_string_append_c (out, ']');
  return TRUE;
}

/* --- Tools --- */

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue function;
} Tool;

typedef struct
{
  BatchJsonValue name;
  BatchJsonValue description;
  BatchJsonValue parameters;
  BatchJsonValue strict;
} Function;

static const BatchTranslatorMember tool_members[] = {
  { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Tool, type) },
  { "function", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Tool, function) },
};

static const BatchTranslatorMember function_members[] = {
  { "name", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Function, name) },
  { "description", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Function, description) },
  { "parameters", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Function, parameters) },
  { "strict", BATCH_TAKES_BOOLEAN, G_STRUCT_OFFSET (Function, strict) },
};

#define CHOICE_MEMBERS 1    /* the name is all that a choice has of a function */

static gboolean
read_function (BatchTranslator      *self,
               const BatchJsonValue *value,
               guint                 n_members,
               Function             *function)
{
  gsize entered = batch_translator_enter (self, "function");
  gboolean good = batch_translator_read (self, value, function_members, n_members, function);

  if (good && !batch_translator_is_there (&function->name))
    good = batch_translator_miss (self, "name");
  batch_translator_leave (self, entered);
  return good;
}

/* Of a tool, or of the choice of one. */
static gboolean
read_tool (BatchTranslator      *self,
           const BatchJsonValue *element,
           guint                 n_members,
           Function             *function)
{
  BatchJsonValue type = batch_translator_peek_type (element);
  Tool tool = { 0 };

  if (!batch_json_value_is (&type, "function"))
    return batch_translator_refuse (self, "type", NULL);
  if (!batch_translator_read (self, element, tool_members, G_N_ELEMENTS (tool_members), &tool))
    return FALSE;

  return batch_translator_is_there (&tool.function)
         ? read_function (self, &tool.function, n_members, function)
         : batch_translator_miss (self, "function");
}

static gboolean
take_tool (BatchTranslator      *self,
           const BatchJsonValue *element,
           guint                 index,
           gpointer              data)
{
  GString *out = data;
  Function function = { 0 };

  if (!read_tool (self, element, G_N_ELEMENTS (function_members), &function))
    return FALSE;

  batch_translator_put_comma (out);
  g_string_append_c (out, '{');
  batch_translator_put (out, "name", &function.name);
  batch_translator_put (out, "description", &function.description);
  if (batch_translator_is_there (&function.parameters))
    batch_translator_put (out, "input_schema", &function.parameters);
  else
    batch_translator_put_raw (out, "input_schema", "{\"type\":\"object\",\"properties\":{}}");
  batch_translator_put (out, "strict", &function.strict);
  g_string_append_c (out, '}');
  return TRUE;
}

static const char *
find_choice (const BatchJsonValue *value)
{
  if (batch_json_value_is (value, "required"))
    return "any";
  if (batch_json_value_is (value, "none"))
    return "none";
  return !batch_translator_is_there (value) || batch_json_value_is (value, "auto") ? "auto" : NULL;
}

static gboolean
take_choice (BatchTranslator *self,
             const Request   *request,
             GString         *out)
{
  const BatchJsonValue *value = &request->tool_choice;
  const BatchJsonValue *parallel = &request->parallel_tool_calls;
  gboolean named = value->type == BATCH_JSON_OBJECT;
  const char *type = named ? "tool" : find_choice (value);
  Function function = { 0 };
  gsize entered = batch_translator_enter (self, "tool_choice");
  gboolean good = type == NULL ? batch_translator_refuse (self, NULL, NULL)
                               : !named || read_tool (self, value, CHOICE_MEMBERS, &function);

  batch_translator_leave (self, entered);
  if (!good || (!batch_translator_is_there (value) && !batch_translator_is_there (parallel)))
    return good;

  batch_translator_put_raw (out, "tool_choice", "{");
  batch_translator_put_text (out, "type", type);
  batch_translator_put (out, "name", &function.name);
  if (batch_translator_is_there (parallel) && !g_str_equal (type, "none"))
    batch_translator_put_raw (out, "disable_parallel_tool_use",
                              parallel->type == BATCH_JSON_FALSE ? "true" : "false");
  g_string_append_c (out, '}');
  return TRUE;
}

/* --- The form of the answer, and thinking --- */

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue json_schema;
  BatchJsonValue schema;
} Format;

/* The name is a label, and a schema is always held to there. */
static gboolean
read_schema (BatchTranslator      *self,
             const BatchJsonValue *value,
             BatchJsonValue       *schema)
{
  static const BatchTranslatorMember members[] = {
    { "schema", BATCH_TAKES_OBJECT, 0 },
    { "name", BATCH_IS_HARMLESS, 0 },
    { "strict", BATCH_IS_HARMLESS, 0 },
  };
  gsize entered = batch_translator_enter (self, "json_schema");
  gboolean good = batch_translator_read (self, value, members, G_N_ELEMENTS (members), schema);

  batch_translator_leave (self, entered);
  return good;
}

/* @schema: (out): type NONE when any text will do */
static gboolean
read_format (BatchTranslator      *self,
             const BatchJsonValue *value,
             BatchJsonValue       *schema)
{
  static const BatchTranslatorMember members[] = {
    { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Format, type) },
    { "json_schema", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Format, json_schema) },
    { "schema", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Format, schema) },
  };
  Format format = { 0 };

  if (!batch_translator_read (self, value, members, G_N_ELEMENTS (members), &format))
    return FALSE;
  if (batch_json_value_is (&format.type, "text"))
    return TRUE;

  *schema = format.schema;
  if (batch_translator_is_there (&format.json_schema)
      && !read_schema (self, &format.json_schema, schema))
    return FALSE;
  if (batch_json_value_is (&format.type, "json_schema") && !batch_translator_is_there (schema))
    return batch_translator_miss (self, "json_schema.schema");

  return batch_translator_is_there (schema)
         || batch_translator_refuse (self, "type", "which needs a schema there");
}

static gboolean
take_effort (BatchTranslator      *self,
             const BatchJsonValue *value,
             GString              *config,
             GString              *out)
{
  static const char *const levels[] = { "low", "medium", "high", "xhigh", "max" };

  if (!batch_translator_is_there (value))
    return TRUE;
  if (batch_json_value_is (value, "none"))
    {
      batch_translator_put_raw (out, "thinking", "{\"type\":\"disabled\"}");
      return TRUE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (batch_json_value_is (value, levels[i]))
      {
        batch_translator_put (config, "effort", value);
        return TRUE;
      }
  return batch_translator_refuse (self, "reasoning_effort", NULL);
}

static gboolean
take_output (BatchTranslator *self,
             const Request   *request,
             GString         *out)
{
  g_autoptr(GString) config = g_string_new (NULL);
  BatchJsonValue schema = { 0 };
  gsize entered;
  gboolean good;

  if (!take_effort (self, &request->reasoning_effort, config, out))
    return FALSE;

  entered = batch_translator_enter (self, "response_format");
  good = !batch_translator_is_there (&request->response_format)
         || read_format (self, &request->response_format, &schema);
  batch_translator_leave (self, entered);
  if (batch_translator_is_there (&schema))
    {
      batch_translator_put_raw (config, "format", "{\"type\":\"json_schema\"");
      batch_translator_put (config, "schema", &schema);
      g_string_append_c (config, '}');
    }

  if (config->len > 0)
    {
      batch_translator_put_raw (out, "output_config", "{");
      g_string_append_len (out, config->str, (gssize) config->len);
      g_string_append_c (out, '}');
    }
  return good;
}

/* --- What is said of the request --- */

static gboolean
take_user (BatchTranslator *self,
           const Request   *request,
           GString         *out)
{
  const BatchJsonValue *user = &request->user;

  if (batch_translator_is_there (user) && batch_translator_is_there (&request->safety_identifier)
      && !batch_json_values_equal (user, &request->safety_identifier))
    return batch_translator_refuse (self, "safety_identifier", "together with another user");
  if (!batch_translator_is_there (user))
    user = &request->safety_identifier;
  if (!batch_translator_is_there (user))
    return TRUE;

  batch_translator_put_raw (out, "metadata", "{");
  batch_translator_put (out, "user_id", user);
  g_string_append_c (out, '}');
  return TRUE;
}

static gboolean
take_tier (BatchTranslator      *self,
           const BatchJsonValue *value,
           GString              *out)
{
  if (batch_json_value_is (value, "default"))
    batch_translator_put_text (out, "service_tier", "standard_only");
  else if (!batch_translator_is_there (value) || batch_json_value_is (value, "auto"))
    batch_translator_put (out, "service_tier", value);
  else
    return batch_translator_refuse (self, "service_tier", NULL);
  return TRUE;
}

/* --- The whole --- */

static gboolean
put_request (BatchTranslator *self,
             const Request   *request,
             GString         *out)
{
  if (!check_defaults (self, request))
    return FALSE;

  g_string_append_c (out, '{');
  batch_translator_put (out, "model", &request->model);
  if (!batch_chat_to_messages_append_turns (self, out, &request->messages)
      || !take_max_tokens (self, request, out)
      || !take_temperature (self, &request->temperature, out))
    return FALSE;

  batch_translator_put (out, "top_p", &request->top_p);
  batch_translator_put (out, "top_k", &request->top_k);
  if (!take_stops (self, &request->stop, out)
      || !batch_translator_put_each (self, out, "tools", &request->tools, take_tool)
      || !take_choice (self, request, out)
      || !take_output (self, request, out)
      || !take_user (self, request, out)
      || !take_tier (self, &request->service_tier, out))
    return FALSE;

  batch_translator_put (out, "stream", &request->stream);
  g_string_append_c (out, '}');
  return TRUE;
}

GBytes *
batch_chat_to_messages (GBytes        *body,
                        BatchObstacle *obstacle)
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
      || !put_request (&self, &request, out))
    return NULL;

  return g_string_free_to_bytes (g_steal_pointer (&out));
}
