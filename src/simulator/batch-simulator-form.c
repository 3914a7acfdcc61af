/* simulator/batch-simulator-form.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-form.h"

#include <string.h>

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "simulator/batch-simulator-schema.h"

/* Chats have a tool in a "function", responses and messages have it bare. Formats are in the
 * member "response_format" of chats, in the "format" of "text" or "output_config" with responses
 * and messages, and in "format" with Ollama, which is then the schema. */
typedef struct
{
  BatchJsonValue function;
  BatchJsonValue name;
  BatchJsonValue type;
  BatchJsonValue parameters;
  BatchJsonValue input_schema;
  BatchJsonValue json_schema;
  BatchJsonValue schema;
  BatchJsonValue format;
} Parts;

static const BatchJsonMember members[] = {
  { "function", batch_json_read_slice, G_STRUCT_OFFSET (Parts, function) },
  { "name", batch_json_read_slice, G_STRUCT_OFFSET (Parts, name) },
  { "type", batch_json_read_slice, G_STRUCT_OFFSET (Parts, type) },
  { "parameters", batch_json_read_slice, G_STRUCT_OFFSET (Parts, parameters) },
  { "input_schema", batch_json_read_slice, G_STRUCT_OFFSET (Parts, input_schema) },
  { "json_schema", batch_json_read_slice, G_STRUCT_OFFSET (Parts, json_schema) },
  { "schema", batch_json_read_slice, G_STRUCT_OFFSET (Parts, schema) },
  { "format", batch_json_read_slice, G_STRUCT_OFFSET (Parts, format) },
};

static Parts
read_parts (const BatchJsonValue *value)
{
  Parts parts = { 0 };

  if (value->type == BATCH_JSON_OBJECT)
    batch_json_value_read_members (value, members, G_N_ELEMENTS (members), &parts);
  return parts;
}

/* --- What is said --- */

gboolean
batch_simulator_form_take (BatchSimulatorForm   *self,
                           BatchJsonScanner     *scanner,
                           const BatchJsonValue *key)
{
  BatchJsonValue value;

  if (batch_json_value_is (key, "tools"))
    batch_json_read_slice (scanner, &self->tools);
  else if (batch_json_value_is (key, "tool_choice"))
    batch_json_read_slice (scanner, &self->tool_choice);
  else if (batch_json_value_is (key, "response_format") ||
           batch_json_value_is (key, "output_format") || batch_json_value_is (key, "format"))
    batch_json_read_slice (scanner, &self->format);
  else if (batch_json_value_is (key, "text") || batch_json_value_is (key, "output_config"))
    {
      if (batch_json_scanner_read_value (scanner, &value))
        self->format = read_parts (&value).format;
    }
  else
    return FALSE;
  return TRUE;
}

/* --- Tools --- */

/* The tool itself, wherever it is. */
static Parts
read_tool (const BatchJsonValue *value)
{
  Parts parts = read_parts (value);

  return parts.function.type == BATCH_JSON_OBJECT ? read_parts (&parts.function) : parts;
}

/* @name: (nullable) of the one that has to be called */
static gboolean
must_call (const BatchJsonValue  *choice,
           char                 **name)
{
  static const char *const any[] = { "required", "any", NULL };
  Parts parts = read_parts (choice);

  *name = NULL;
  if (choice->type == BATCH_JSON_STRING)
    return batch_json_value_is_any (choice, any);
  if (batch_json_value_is_any (&parts.type, any))
    return TRUE;

  parts = read_tool (choice);
  *name = batch_json_value_dup_string (&parts.name);
  return *name != NULL;
}

char *
batch_simulator_form_call_tool (const BatchSimulatorForm *self,
                                const char               *text,
                                GString                  *arguments)
{
  g_autofree char *wanted = NULL;
  BatchJsonScanner scanner;
  BatchJsonValue value;

  if (!must_call (&self->tool_choice, &wanted) ||
      !batch_json_value_enter_array (&self->tools, &scanner))
    return NULL;

  while (batch_json_scanner_next_element (&scanner) &&
         batch_json_scanner_read_value (&scanner, &value))
    {
      Parts tool = read_tool (&value);
      g_autofree char *name = batch_json_value_dup_string (&tool.name);

      if (name == NULL || (wanted != NULL && strcmp (name, wanted) != 0))
        continue;
      if (tool.input_schema.type == BATCH_JSON_OBJECT)
        batch_simulator_append_by_schema (arguments, &tool.input_schema, text);
      else if (tool.parameters.type == BATCH_JSON_OBJECT)
        batch_simulator_append_by_schema (arguments, &tool.parameters, text);
      else
        g_string_append (arguments, "{}");
      return g_steal_pointer (&name);
    }

  return NULL;
}

/* --- Formats --- */

gboolean
batch_simulator_form_wants_json (const BatchSimulatorForm *self)
{
  static const char *const types[] = { "json_object", "json_schema", NULL };
  Parts parts = read_parts (&self->format);

  return batch_json_value_is (&self->format, "json") ||
         batch_json_value_is_any (&parts.type, types);
}

/* Returns: (nullable) */
static const BatchJsonValue *
find_schema (const BatchSimulatorForm *self,
             const Parts              *parts,
             const Parts              *inner)
{
  if (inner->schema.type == BATCH_JSON_OBJECT)
    return &inner->schema;
  if (parts->schema.type == BATCH_JSON_OBJECT)
    return &parts->schema;
  if (self->format.type == BATCH_JSON_OBJECT && !batch_simulator_form_wants_json (self) &&
      !batch_json_value_is (&parts->type, "text"))
    return &self->format;
  return NULL;
}

gboolean
batch_simulator_form_append (const BatchSimulatorForm *self,
                             const char               *text,
                             GString                  *out)
{
  Parts parts = read_parts (&self->format);
  Parts inner = read_parts (&parts.json_schema);
  const BatchJsonValue *schema = find_schema (self, &parts, &inner);

  if (schema == NULL || !batch_simulator_schema_says_what (schema))
    return FALSE;

  batch_simulator_append_by_schema (out, schema, text);
  return TRUE;
}
