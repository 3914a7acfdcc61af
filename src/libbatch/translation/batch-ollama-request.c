/* batch-ollama-request.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-ollama-request-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-ollama-messages-private.h"
#include "translation/batch-translator-private.h"

/* The rule for the members of the body, null being as good as not there:
 *
 *   model, tools, stream, think, format                    → stay
 *   messages                                               → see batch-ollama-messages.c
 *   temperature, top_p, top_k, min_p, seed, penalties      → options
 *   max_tokens, max_completion_tokens                      → options.num_predict
 *   stop                                                   → options.stop, as a list
 *   num_ctx and the members of options                     → options, where they win
 *   response_format                                        → format: "json", or the schema
 *   reasoning_effort                                       → think
 *   input, dimensions                                      → stay (embeddings)
 *   n: 1, logprobs: false, encoding_format, and others that
 *   ask for what is so anyhow, or for nothing              → left out
 *   tool_choice: "none"                                    → left out, with tools
 *   tool_choice, parallel_tool_calls                       → left out, as its API for the
 *                                                            clients of OpenAI does, too
 *   anything else                                          → an obstacle
 */

typedef struct
{
  GString  *members;            /* “,"name":value” each */
  GString  *options;            /* likewise; from members that the API of OpenAI has */
  GString  *own_options;        /* likewise; from native ones, which win by coming last */
  char     *obstacle;           /* (nullable) */
  gsize     tools_at;           /* where they are in the members */
  gsize     tools_length;
  gboolean  no_tools;           /* none of them is to be called */
  gboolean  only_native;
} Request;

typedef gboolean (*TakeFunc)    (Request              *self,
                                 const char           *name,
                                 const BatchJsonValue *value);

typedef struct
{
  const char *name;
  TakeFunc    take;
} Member;

static void
append_member (GString              *out,
               const char           *name,
               const BatchJsonValue *value)
{
  g_string_append_printf (out, ",\"%s\":", name);
  batch_json_append_value (out, value);
}

static gboolean
take_member (Request              *self,
             const char           *name,
             const BatchJsonValue *value)
{
  append_member (self->members, name, value);
  return TRUE;
}

static gboolean
take_tools (Request              *self,
            const char           *name,
            const BatchJsonValue *value)
{
  self->tools_at = self->members->len;
  append_member (self->members, name, value);
  self->tools_length = self->members->len - self->tools_at;
  return TRUE;
}

static gboolean
take_choice (Request              *self,
             const char           *name,
             const BatchJsonValue *value)
{
  self->no_tools = batch_json_value_is (value, "none");
  return TRUE;
}

static gboolean
take_native (Request              *self,
             const char           *name,
             const BatchJsonValue *value)
{
  self->only_native = TRUE;
  return take_member (self, name, value);
}

static gboolean
take_option (Request              *self,
             const char           *name,
             const BatchJsonValue *value)
{
  append_member (self->options, name, value);
  return TRUE;
}

static gboolean
take_length (Request              *self,
             const char           *name,
             const BatchJsonValue *value)
{
  return take_option (self, "num_predict", value);
}

static gboolean
take_stop (Request              *self,
           const char           *name,
           const BatchJsonValue *value)
{
  if (value->type != BATCH_JSON_STRING)
    return value->type == BATCH_JSON_ARRAY && take_option (self, name, value);

  g_string_append (self->options, ",\"stop\":[");
  batch_json_append_value (self->options, value);
  g_string_append_c (self->options, ']');
  return TRUE;
}

static gboolean
take_native_option (Request              *self,
                    const char           *name,
                    const BatchJsonValue *value)
{
  self->only_native = TRUE;
  append_member (self->own_options, name, value);
  return TRUE;
}

static gboolean
take_options (Request              *self,
              const char           *name,
              const BatchJsonValue *value)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue option;

  self->only_native = TRUE;
  if (!batch_json_value_enter_object (value, &scanner))
    return FALSE;

  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &option))
    {
      g_string_append_c (self->own_options, ',');
      batch_json_append_value (self->own_options, &key);
      g_string_append_c (self->own_options, ':');
      batch_json_append_value (self->own_options, &option);
    }
  return TRUE;
}

static gboolean
take_messages (Request              *self,
               const char           *name,
               const BatchJsonValue *value)
{
  g_string_append (self->members, ",\"messages\":");
  return batch_ollama_append_messages (self->members, value, &self->obstacle);
}

/* --- The form of the answer --- */

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue schema;
  BatchJsonValue json_schema;
} Form;

/* FALSE: it says more than what is known. The name and what it is for are labels, and a schema is
 * always held to. */
static gboolean
read_form (const BatchJsonValue *value,
           Form                 *form)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_slice, G_STRUCT_OFFSET (Form, type) },
    { "schema", batch_json_read_slice, G_STRUCT_OFFSET (Form, schema) },
    { "json_schema", batch_json_read_slice, G_STRUCT_OFFSET (Form, json_schema) },
  };
  static const BatchJsonMember schema_members[] = {
    { "schema", batch_json_read_slice, G_STRUCT_OFFSET (Form, schema) },
  };
  static const char *const known[] = { "type", "schema", "json_schema", NULL };
  static const char *const known_inside[] = { "schema", "name", "strict", "description", NULL };

  batch_json_value_read_members (value, members, G_N_ELEMENTS (members), form);
  batch_json_value_read_members (&form->json_schema, schema_members,
                                 G_N_ELEMENTS (schema_members), form);
  return !batch_translator_has_others (value, known)
         && !batch_translator_has_others (&form->json_schema, known_inside);
}

static gboolean
take_form (Request              *self,
           const char           *name,
           const BatchJsonValue *value)
{
  static const BatchJsonValue json = { (const guint8 *) "\"json\"", 6, BATCH_JSON_STRING };
  Form form = { 0 };

  if (!read_form (value, &form))
    return FALSE;
  if (batch_json_value_is (&form.type, "text"))
    return TRUE;
  if (form.schema.type == BATCH_JSON_OBJECT
      && (batch_json_value_is (&form.type, "json_schema")
          || batch_json_value_is (&form.type, "json_object")))
    return take_member (self, "format", &form.schema);

  return batch_json_value_is (&form.type, "json_object") && form.schema.type == BATCH_JSON_NONE
         && take_member (self, "format", &json);
}

static gboolean
take_effort (Request              *self,
             const char           *name,
             const BatchJsonValue *value)
{
  static const char *const levels[] = { "low", "medium", "high" };
  static const BatchJsonValue no = { (const guint8 *) "false", 5, BATCH_JSON_FALSE };

  if (batch_json_value_is (value, "none"))
    return take_member (self, "think", &no);

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (batch_json_value_is (value, levels[i]))
      return take_member (self, "think", value);

  return FALSE;
}

/* --- What need not be said --- */

static gboolean
leave_out (Request              *self,
           const char           *name,
           const BatchJsonValue *value)
{
  return TRUE;
}

static gboolean
leave_out_one (Request              *self,
               const char           *name,
               const BatchJsonValue *value)
{
  gint64 number;

  return batch_json_value_get_int (value, &number) && number == 1;
}

/* It always answers with numbers, which are spelled otherwise when they come. */
static gboolean
leave_out_encoding (Request              *self,
                    const char           *name,
                    const BatchJsonValue *value)
{
  return batch_json_value_is (value, "float") || batch_json_value_is (value, "base64");
}

static gboolean
leave_out_false (Request              *self,
                 const char           *name,
                 const BatchJsonValue *value)
{
  return value->type == BATCH_JSON_FALSE;
}

static gboolean
leave_out_empty (Request              *self,
                 const char           *name,
                 const BatchJsonValue *value)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;

  return batch_json_value_enter_object (value, &scanner)
         && !batch_json_scanner_next_member (&scanner, &key);
}

static gboolean
take_input (Request              *self,
            const char           *name,
            const BatchJsonValue *value)
{
  BatchJsonScanner scanner;
  BatchJsonValue element;

  if (value->type == BATCH_JSON_STRING)
    return take_member (self, name, value);

  /* Tokens in place of texts mean nothing there. */
  if (!batch_json_value_enter_array (value, &scanner))
    return FALSE;
  while (batch_json_scanner_next_element (&scanner)
         && batch_json_scanner_read_value (&scanner, &element))
    if (element.type != BATCH_JSON_STRING)
      return FALSE;
  return take_member (self, name, value);
}

/* --- The tables --- */

static const Member chat_members[] = {
  { "model", take_member },
  { "messages", take_messages },
  { "tools", take_tools },
  { "stream", take_member },
  { "think", take_native },
  { "format", take_native },
  { "temperature", take_option },
  { "top_p", take_option },
  { "seed", take_option },
  { "presence_penalty", take_option },
  { "frequency_penalty", take_option },
  { "top_k", take_native_option },
  { "min_p", take_native_option },
  { "repeat_penalty", take_native_option },
  { "num_ctx", take_native_option },
  { "options", take_options },
  { "max_tokens", take_length },
  { "max_completion_tokens", take_length },
  { "stop", take_stop },
  { "response_format", take_form },
  { "reasoning_effort", take_effort },
  { "n", leave_out_one },
  { "tool_choice", take_choice },
  { "parallel_tool_calls", leave_out },
  { "logprobs", leave_out_false },
  { "logit_bias", leave_out_empty },
  { "stream_options", leave_out },
  { "user", leave_out },
  { "safety_identifier", leave_out },
  { "prompt_cache_key", leave_out },
  { "metadata", leave_out },
  { "store", leave_out },
  { "service_tier", leave_out },
};

static const Member embed_members[] = {
  { "model", take_member },
  { "input", take_input },
  { "dimensions", take_member },
  { "num_ctx", take_native_option },
  { "options", take_options },
  { "encoding_format", leave_out_encoding },
  { "stream", leave_out_false },
  { "user", leave_out },
};

static const Member *
find_member (const Member         *members,
             guint                 n_members,
             const BatchJsonValue *key)
{
  for (guint i = 0; i < n_members; i++)
    if (batch_json_value_is (key, members[i].name))
      return &members[i];

  return NULL;
}

static gboolean
read_members (Request          *self,
              const Member     *members,
              guint             n_members,
              BatchJsonScanner *scanner)
{
  BatchJsonValue key;
  BatchJsonValue value;
  gboolean carried = TRUE;

  /* All are read, for a native one may come behind an obstacle. */
  while (batch_json_scanner_next_member (scanner, &key)
         && batch_json_scanner_read_value (scanner, &value))
    {
      const Member *member = find_member (members, n_members, &key);

      if (value.type == BATCH_JSON_NULL
          || (member != NULL && member->take (self, member->name, &value)))
        continue;
      carried = FALSE;
      if (self->obstacle == NULL)
        self->obstacle = batch_ollama_name_member (&key);
    }
  return carried;
}

static GBytes *
put_together (Request *self)
{
  GString *body = g_string_new ("{");

  if (self->no_tools)
    g_string_erase (self->members, (gssize) self->tools_at, (gssize) self->tools_length);
  if (self->options->len > 0 || self->own_options->len > 0)
    {
      g_string_append (self->options, self->own_options->str);
      g_string_append_printf (self->members, ",\"options\":{%s}", self->options->str + 1);
    }
  g_string_append (self->members, ",\"truncate\":false");
  g_string_append (body, self->members->str + 1);
  g_string_append_c (body, '}');
  return g_string_free_to_bytes (body);
}

static GBytes *
make (GBytes        *body,
      const Member  *members,
      guint          n_members,
      char         **obstacle,
      gboolean      *only_native)
{
  Request self = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL), NULL };
  BatchJsonScanner scanner;
  GBytes *native = NULL;
  gboolean carried;
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_scanner_enter_object (&scanner);
  carried = read_members (&self, members, n_members, &scanner);
  if (!batch_json_scanner_finish (&scanner))
    g_clear_pointer (&self.obstacle, g_free);
  else if (carried)
    native = put_together (&self);

  g_string_free (self.members, TRUE);
  g_string_free (self.options, TRUE);
  g_string_free (self.own_options, TRUE);
  *obstacle = self.obstacle;
  *only_native = self.only_native;
  return native;
}

GBytes *
batch_ollama_chat_request (GBytes    *body,
                           char     **obstacle,
                           gboolean  *only_native)
{
  return make (body, chat_members, G_N_ELEMENTS (chat_members), obstacle, only_native);
}

GBytes *
batch_ollama_embed_request (GBytes    *body,
                            char     **obstacle,
                            gboolean  *only_native)
{
  return make (body, embed_members, G_N_ELEMENTS (embed_members), obstacle, only_native);
}

gboolean
batch_ollama_wants_base64 (GBytes *body)
{
  static const BatchJsonMember members[] = { { "encoding_format", batch_json_read_slice, 0 } };
  BatchJsonValue format = { 0 };
  BatchJsonScanner scanner;
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &format);
  return batch_json_value_is (&format, "base64");
}
