/* batch-answer-events.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-answer-events-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

/* All is in one event, as servers do that have the whole answer at once. What is called otherwise
 * in a stream is the object and the message; and calls of tools have an index. */

static void
append_slice (GString              *out,
              const BatchJsonValue *value)
{
  g_string_append_len (out, (const char *) value->data, (gssize) value->length);
}

static void
append_comma (GString *out)
{
  if (out->str[out->len - 1] != '{' && out->str[out->len - 1] != '[')
    g_string_append_c (out, ',');
}

static void
append_name (GString              *out,
             const BatchJsonValue *name)
{
  append_comma (out);
  append_slice (out, name);
  g_string_append_c (out, ':');
}

static void
append_call (GString              *out,
             const BatchJsonValue *call,
             guint                 index)
{
  BatchJsonScanner scanner;
  BatchJsonValue name;
  BatchJsonValue value;

  append_comma (out);
  g_string_append_printf (out, "{\"index\":%u", index);
  batch_json_value_enter_object (call, &scanner);
  while (batch_json_scanner_next_member (&scanner, &name)
         && batch_json_scanner_read_value (&scanner, &value))
    if (!batch_json_value_is (&name, "index"))
      {
        append_name (out, &name);
        append_slice (out, &value);
      }
  g_string_append_c (out, '}');
}

static void
append_calls (GString              *out,
              const BatchJsonValue *calls)
{
  BatchJsonScanner scanner;
  BatchJsonValue call;

  g_string_append_c (out, '[');
  batch_json_value_enter_array (calls, &scanner);
  for (guint i = 0; batch_json_scanner_next_element (&scanner)
                    && batch_json_scanner_read_value (&scanner, &call); i++)
    append_call (out, &call, i);
  g_string_append_c (out, ']');
}

static void
append_delta (GString              *out,
              const BatchJsonValue *message)
{
  BatchJsonScanner scanner;
  BatchJsonValue name;
  BatchJsonValue value;

  g_string_append_c (out, '{');
  batch_json_value_enter_object (message, &scanner);
  while (batch_json_scanner_next_member (&scanner, &name)
         && batch_json_scanner_read_value (&scanner, &value))
    {
      append_name (out, &name);
      if (value.type == BATCH_JSON_ARRAY && batch_json_value_is (&name, "tool_calls"))
        append_calls (out, &value);
      else
        append_slice (out, &value);
    }
  g_string_append_c (out, '}');
}

static void
append_choice (GString              *out,
               const BatchJsonValue *choice)
{
  BatchJsonScanner scanner;
  BatchJsonValue name;
  BatchJsonValue value;

  append_comma (out);
  g_string_append_c (out, '{');
  batch_json_value_enter_object (choice, &scanner);
  while (batch_json_scanner_next_member (&scanner, &name)
         && batch_json_scanner_read_value (&scanner, &value))
    if (batch_json_value_is (&name, "message"))
      {
        append_comma (out);
        g_string_append (out, "\"delta\":");
        append_delta (out, &value);
      }
    else
      {
        append_name (out, &name);
        append_slice (out, &value);
      }
  g_string_append_c (out, '}');
}

static void
append_choices (GString              *out,
                const BatchJsonValue *choices)
{
  BatchJsonScanner scanner;
  BatchJsonValue choice;

  g_string_append_c (out, '[');
  batch_json_value_enter_array (choices, &scanner);
  while (batch_json_scanner_next_element (&scanner)
         && batch_json_scanner_read_value (&scanner, &choice))
    append_choice (out, &choice);
  g_string_append_c (out, ']');
}

static void
append_member (GString              *out,
               const BatchJsonValue *name,
               const BatchJsonValue *value)
{
  append_name (out, name);
  if (value->type == BATCH_JSON_ARRAY && batch_json_value_is (name, "choices"))
    append_choices (out, value);
  else if (batch_json_value_is (value, "chat.completion"))
    g_string_append (out, "\"chat.completion.chunk\"");
  else
    append_slice (out, value);
}

static gboolean
has_choices (GBytes *answer)
{
  static const BatchJsonMember members[] = { { "choices", batch_json_read_slice, 0 } };
  BatchJsonValue choices = { 0 };
  BatchJsonScanner scanner;
  gsize length;
  const guint8 *data = g_bytes_get_data (answer, &length);

  if (!batch_json_validate (data, length, BATCH_JSON_DEPTH))
    return FALSE;

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  if (batch_json_scanner_peek (&scanner) == BATCH_JSON_OBJECT)
    batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &choices);
  return choices.type == BATCH_JSON_ARRAY && batch_json_value_enter_array (&choices, &scanner)
         && batch_json_scanner_next_element (&scanner);
}

/* An event takes one line: what stands on several is laid out so, as strings have no line ends. */
GBytes *
batch_answer_to_events (GBytes *answer)
{
  GString *out;
  BatchJsonScanner scanner;
  BatchJsonValue name;
  BatchJsonValue value;
  gsize length;
  const guint8 *data = g_bytes_get_data (answer, &length);

  if (!has_choices (answer))
    return NULL;

  out = g_string_new ("data: {");
  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_scanner_enter_object (&scanner);
  while (batch_json_scanner_next_member (&scanner, &name)
         && batch_json_scanner_read_value (&scanner, &value))
    append_member (out, &name, &value);
  g_strdelimit (out->str, "\r\n", ' ');
  g_string_append (out, "}\n\ndata: [DONE]\n\n");
  return g_string_free_to_bytes (out);
}
