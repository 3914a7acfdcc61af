/* batch-chat-calls.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-chat-calls-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-chat-parts-private.h"

typedef struct
{
  BatchChatCallFunc func;
  gpointer          data;
} Reading;

typedef struct
{
  BatchJsonValue id;
  BatchJsonValue function;
} Call;

/* @element: (nullable): what the function stands in */
static gboolean
read_function (BatchTranslator      *translator,
               const BatchJsonValue *element,
               const BatchJsonValue *id,
               const BatchJsonValue *function,
               const Reading        *reading)
{
  static const BatchJsonMember members[] = {
    { "name", batch_json_read_slice, G_STRUCT_OFFSET (BatchChatCall, name) },
    { "arguments", batch_json_read_slice, G_STRUCT_OFFSET (BatchChatCall, arguments) },
  };
  g_autoptr(GString) extras = g_string_new (NULL);
  BatchChatCall call = { .id = *id };

  batch_json_value_read_members (function, members, G_N_ELEMENTS (members), &call);
  if (!batch_json_value_has_text (&call.name))
    return batch_translator_miss (translator, "name");

  batch_chat_call_read_extras (element, function, extras);
  call.extras = extras->str;
  return reading->func (translator, &call, reading->data);
}

static gboolean
read_call (BatchTranslator      *translator,
           const BatchJsonValue *element,
           guint                 index,
           gpointer              data)
{
  static const BatchJsonMember members[] = {
    { "id", batch_json_read_slice, G_STRUCT_OFFSET (Call, id) },
    { "function", batch_json_read_slice, G_STRUCT_OFFSET (Call, function) },
  };
  gsize entered = batch_translator_enter (translator, "function");
  Call call = { 0 };
  gboolean good;

  batch_json_value_read_members (element, members, G_N_ELEMENTS (members), &call);
  good = read_function (translator, element, &call.id, &call.function, data);
  batch_translator_leave (translator, entered);
  return good;
}

gboolean
batch_chat_calls_read (BatchTranslator      *translator,
                       const BatchJsonValue *tool_calls,
                       const BatchJsonValue *function_call,
                       BatchChatCallFunc     func,
                       gpointer              data)
{
  static const BatchJsonValue nobody = { 0 };
  Reading reading = { func, data };
  gsize entered;
  gboolean good;

  if (batch_translator_is_there (tool_calls) && tool_calls->type != BATCH_JSON_ARRAY)
    return batch_translator_refuse (translator, "tool_calls", "which is not a list");
  if (!batch_translator_each (translator, "tool_calls", tool_calls, read_call, &reading))
    return FALSE;
  if (!batch_translator_is_there (function_call))
    return TRUE;

  entered = batch_translator_enter (translator, "function_call");
  good = read_function (translator, NULL, &nobody, function_call, &reading);
  batch_translator_leave (translator, entered);
  return good;
}
