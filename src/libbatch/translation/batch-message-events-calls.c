/* batch-message-events-calls.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-message-events-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-chat-parts-private.h"

/* Calls of tools: each is a block that stays open, as parts of several may come in turn. */

typedef struct
{
  gint64         index;
  BatchJsonValue id;
  BatchJsonValue name;
  BatchJsonValue arguments;
  BatchJsonValue function;
  const char    *extras;        /* “,"name":value” each */
} Part;

/* The one call of a server that knows no others. */
#define FUNCTION_CALL (-1)

static const BatchJsonMember function_members[] = {
  { "name", batch_json_read_slice, G_STRUCT_OFFSET (Part, name) },
  { "arguments", batch_json_read_slice, G_STRUCT_OFFSET (Part, arguments) },
};

static guint
begin_call (BatchMessageEvents *self,
            const Part         *part,
            GString            *out)
{
  g_autoptr(GString) id = g_string_new (NULL);
  BatchMessageCall call = { part->index, 0 };

  if (batch_json_value_has_text (&part->id))
    batch_json_append_value (id, &part->id);
  else
    g_string_printf (id, "\"toolu_%s_%u\"", self->id->str, self->calls->len);

  call.block = batch_message_blocks_begin_call (&self->blocks, id->str, &part->name, part->extras,
                                                out);
  g_array_append_val (self->calls, call);
  return call.block;
}

/* What is said of one that has begun, beside its arguments. */
static guint
go_on_with_call (const BatchMessageCall *call,
                 const Part             *part,
                 GString                *out)
{
  batch_message_blocks_add_extras (call->block, part->extras, out);
  return call->block;
}

static const BatchMessageCall *
find_call (BatchMessageEvents *self,
           gint64              index)
{
  for (guint i = self->calls->len; i > 0; i--)
    {
      const BatchMessageCall *call = &g_array_index (self->calls, BatchMessageCall, i - 1);

      if (call->index == index)
        return call;
    }

  return NULL;
}

static gboolean
emit_arguments (BatchTranslator      *translator,
                const BatchJsonValue *arguments,
                guint                 block,
                GString              *out)
{
  g_autoptr(GString) text = NULL;
  BatchJsonValue spelled = *arguments;

  if (arguments->type == BATCH_JSON_OBJECT)
    {
      text = g_string_new (NULL);
      batch_json_append_string (text, (const char *) arguments->data,
                                (gssize) arguments->length);
      spelled = (BatchJsonValue) { (const guint8 *) text->str, text->len, BATCH_JSON_STRING };
    }
  else if (arguments->type != BATCH_JSON_STRING && arguments->type != BATCH_JSON_NONE
           && arguments->type != BATCH_JSON_NULL)
    {
      return batch_translator_refuse (translator, "arguments", "which is not a JSON object");
    }

  batch_message_blocks_add_arguments (block, &spelled, out);
  return TRUE;
}

/* What it says of the function, which is where we are. */
static gboolean
emit_function (BatchTranslator          *translator,
               const Part               *part,
               const BatchMessageOutput *output)
{
  BatchMessageEvents *self = output->self;
  const BatchMessageCall *call = find_call (self, part->index);

  if (call == NULL && self->calls->len == BATCH_MESSAGE_MAX_CALLS)
    return batch_translator_refuse (translator, NULL, "which is one call too many");
  if (call == NULL && !batch_json_value_has_text (&part->name))
    return batch_translator_miss (translator, "name");

  return emit_arguments (translator, &part->arguments,
                         call != NULL ? go_on_with_call (call, part, output->out)
                                      : begin_call (self, part, output->out), output->out);
}

/* @call: (nullable): what the function stands in */
static gboolean
emit_function_in (BatchTranslator          *translator,
                  const char               *member,
                  const BatchJsonValue     *call,
                  const BatchJsonValue     *function,
                  Part                     *part,
                  const BatchMessageOutput *output)
{
  g_autoptr(GString) extras = g_string_new (NULL);
  gsize entered = batch_translator_enter (translator, member);
  gboolean good;

  batch_json_value_read_members (function, function_members, G_N_ELEMENTS (function_members),
                                 part);
  batch_chat_call_read_extras (call, function, extras);
  part->extras = extras->str;
  good = emit_function (translator, part, output);
  batch_translator_leave (translator, entered);
  return good;
}

static gboolean
emit_call (BatchTranslator      *translator,
           const BatchJsonValue *element,
           guint                 index,
           gpointer              data)
{
  static const BatchJsonMember members[] = {
    { "index", batch_json_read_int, G_STRUCT_OFFSET (Part, index) },
    { "id", batch_json_read_slice, G_STRUCT_OFFSET (Part, id) },
    { "function", batch_json_read_slice, G_STRUCT_OFFSET (Part, function) },
  };
  Part part = { .index = index };

  if (index == BATCH_MESSAGE_MAX_CALLS)
    return batch_translator_refuse (translator, NULL, "which is one call too many");

  batch_json_value_read_members (element, members, G_N_ELEMENTS (members), &part);
  return emit_function_in (translator, "function", element, &part.function, &part, data);
}

gboolean
batch_message_events_emit_calls (BatchTranslator      *translator,
                                 const BatchJsonValue *calls,
                                 BatchMessageOutput   *output)
{
  return batch_translator_each (translator, "tool_calls", calls, emit_call, output);
}

gboolean
batch_message_events_emit_function (BatchTranslator      *translator,
                                    const BatchJsonValue *function,
                                    BatchMessageOutput   *output)
{
  Part part = { .index = FUNCTION_CALL };

  return emit_function_in (translator, "function_call", NULL, function, &part, output);
}
