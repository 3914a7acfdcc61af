/* batch-chat-events-calls.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-chat-events-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-chat-parts-private.h"

/* The calls of tools, which are blocks of their own in a message, and have an index in a chat. */

typedef struct
{
  gint64   block;           /* its index */
  gboolean has_arguments;
} Call;

/* Of a block. */
typedef struct
{
  BatchJsonValue id;
  BatchJsonValue name;
  BatchJsonValue input;
} Block;

GArray *
batch_chat_events_new_calls (void)
{
  return g_array_new (FALSE, FALSE, sizeof (Call));
}

static gboolean
is_empty_object (const BatchJsonValue *value)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;

  batch_json_scanner_init (&scanner, value->data, value->length, 0);
  return value->type != BATCH_JSON_OBJECT
         || (batch_json_scanner_enter_object (&scanner)
             && !batch_json_scanner_next_member (&scanner, &key));
}

gboolean
batch_chat_events_begin_call (BatchChatEvents      *self,
                              BatchTranslator      *translator,
                              gint64                index,
                              const BatchJsonValue *block,
                              GString              *out)
{
  static const BatchJsonMember members[] = {
    { "id", batch_json_read_slice, G_STRUCT_OFFSET (Block, id) },
    { "name", batch_json_read_slice, G_STRUCT_OFFSET (Block, name) },
    { "input", batch_json_read_slice, G_STRUCT_OFFSET (Block, input) },
  };
  Block read = { 0 };
  Call call = { .block = index };

  if (self->calls->len == BATCH_MESSAGE_MAX_CALLS)
    return batch_translator_refuse (translator, "content_block", "which is one call too many");

  batch_json_value_read_members (block, members, G_N_ELEMENTS (members), &read);
  call.has_arguments = !is_empty_object (&read.input);
  batch_chat_events_begin_delta (self, out);
  g_string_append_printf (out, "\"tool_calls\":[{\"index\":%u,\"id\":", self->calls->len);
  batch_chat_events_put_string (out, &read.id);
  g_string_append (out, ",\"type\":\"function\",\"function\":{\"name\":");
  batch_chat_events_put_string (out, &read.name);
  g_string_append (out, ",\"arguments\":");
  if (call.has_arguments)
    batch_json_append_string (out, (const char *) read.input.data, (gssize) read.input.length);
  else
    g_string_append (out, "\"\"");
  g_string_append_c (out, '}');
  batch_message_call_read_extras (block, FALSE, out);
  g_string_append (out, "}]");
  batch_chat_events_end_delta (out);
  g_array_append_val (self->calls, call);
  return TRUE;
}

/* NULL: the block is of none. */
static Call *
find_call (BatchChatEvents *self,
           gint64           block,
           guint           *index)
{
  for (*index = 0; *index < self->calls->len; (*index)++)
    {
      Call *call = &g_array_index (self->calls, Call, *index);

      if (call->block == block)
        return call;
    }

  return NULL;
}

static void
begin_arguments (BatchChatEvents *self,
                 guint            index,
                 GString         *out)
{
  batch_chat_events_begin_delta (self, out);
  g_string_append_printf (out, "\"tool_calls\":[{\"index\":%u,\"function\":{\"arguments\":\"",
                          index);
}

/* The arguments of a message may be “”, those of a chat are JSON. */
void
batch_chat_events_end_call (BatchChatEvents *self,
                            gint64           block,
                            GString         *out)
{
  guint index;
  Call *call = find_call (self, block, &index);

  if (call == NULL || call->has_arguments)
    return;

  call->has_arguments = TRUE;
  begin_arguments (self, index, out);
  g_string_append (out, "{}\"}}]");
  batch_chat_events_end_delta (out);
}

gboolean
batch_chat_events_add_to_call (BatchChatEvents      *self,
                               BatchTranslator      *translator,
                               gint64                block,
                               const BatchJsonValue *delta,
                               GString              *out)
{
  static const BatchJsonMember members[] = { { "partial_json", batch_json_read_slice, 0 } };
  g_autoptr(GString) extras = g_string_new (NULL);
  BatchJsonValue partial_json = { 0 };
  guint index;
  Call *call = find_call (self, block, &index);

  if (call == NULL)
    return batch_translator_refuse (translator, "index", "which is of no call that has begun");

  batch_json_value_read_members (delta, members, G_N_ELEMENTS (members), &partial_json);
  batch_message_call_read_extras (delta, TRUE, extras);
  if (!batch_json_value_has_text (&partial_json) && extras->len == 0)
    return TRUE;

  call->has_arguments |= batch_json_value_has_text (&partial_json);
  begin_arguments (self, index, out);
  batch_translator_put_inside (out, &partial_json);
  g_string_append_printf (out, "\"}%s}]", extras->str);
  batch_chat_events_end_delta (out);
  return TRUE;
}
