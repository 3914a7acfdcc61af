/* batch-message-to-events.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-answer-events-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-initial-members-private.h"
#include "translation/batch-message-blocks-private.h"
#include "translation/batch-translator-private.h"

/* The message begins without its content, and each block without what is added to it:
 *
 *   text                                → text_delta
 *   thinking, signature                 → thinking_delta, signature_delta
 *   tool_use and the like: input        → input_json_delta
 *   anything else of them               → stays where it is
 *   stop_reason, stop_sequence, usage   → message_delta
 */

typedef struct
{
  BatchJsonValue content;
  BatchJsonValue stop_reason;
  BatchJsonValue stop_sequence;
  BatchJsonValue usage;
} Message;

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue text;
  BatchJsonValue thinking;
  BatchJsonValue signature;
  BatchJsonValue input;
} Block;

#define NO_USAGE "{\"input_tokens\":0,\"output_tokens\":0}"

static void
append_slice (GString              *out,
              const BatchJsonValue *value)
{
  batch_json_append_one_line (out, value->data, value->length);
}

/* --- Blocks --- */

static void
add_delta (GString              *out,
           guint                 index,
           const char           *type,
           const char           *member,
           const BatchJsonValue *text)
{
  if (!batch_json_value_has_text (text))
    return;

  batch_message_blocks_begin_event (out, "content_block_delta");
  g_string_append_printf (out, ",\"index\":%u,\"delta\":{\"type\":\"%s\",\"%s\":", index, type,
                          member);
  append_slice (out, text);
  g_string_append_c (out, '}');
  batch_message_blocks_end_event (out);
}

static void
add_input (GString              *out,
           guint                 index,
           const BatchJsonValue *input)
{
  g_autoptr(GString) text = g_string_new (NULL);
  BatchJsonValue spelled;

  batch_json_append_string (text, (const char *) input->data, (gssize) input->length);
  spelled = (BatchJsonValue) { (const guint8 *) text->str, text->len, BATCH_JSON_STRING };
  add_delta (out, index, "input_json_delta", "partial_json", &spelled);
}

static const BatchInitialMember *
initial_members_of (const Block *block)
{
  static const BatchInitialMember text[] = { { "text", "\"\"" }, { NULL } };
  static const BatchInitialMember thinking[] = {
    { "thinking", "\"\"" }, { "signature", "\"\"" }, { NULL },
  };
  static const BatchInitialMember call[] = { { "input", "{}" }, { NULL } };
  static const BatchInitialMember other[] = { { NULL } };

  if (batch_json_value_is (&block->type, "text"))
    return text;
  if (batch_json_value_is (&block->type, "thinking"))
    return thinking;
  return block->input.type == BATCH_JSON_OBJECT ? call : other;
}

static void
append_deltas (GString     *out,
               guint        index,
               const Block *block)
{
  if (batch_json_value_is (&block->type, "text"))
    {
      add_delta (out, index, "text_delta", "text", &block->text);
    }
  else if (batch_json_value_is (&block->type, "thinking"))
    {
      add_delta (out, index, "thinking_delta", "thinking", &block->thinking);
      add_delta (out, index, "signature_delta", "signature", &block->signature);
    }
  else if (block->input.type == BATCH_JSON_OBJECT)
    {
      add_input (out, index, &block->input);
    }
}

static gboolean
append_block (BatchTranslator      *translator,
              const BatchJsonValue *element,
              guint                 index,
              gpointer              data)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_slice, G_STRUCT_OFFSET (Block, type) },
    { "text", batch_json_read_slice, G_STRUCT_OFFSET (Block, text) },
    { "thinking", batch_json_read_slice, G_STRUCT_OFFSET (Block, thinking) },
    { "signature", batch_json_read_slice, G_STRUCT_OFFSET (Block, signature) },
    { "input", batch_json_read_slice, G_STRUCT_OFFSET (Block, input) },
  };
  GString *out = data;
  Block block = { 0 };

  if (element->type != BATCH_JSON_OBJECT)
    return FALSE;

  batch_json_value_read_members (element, members, G_N_ELEMENTS (members), &block);
  batch_message_blocks_begin_event (out, "content_block_start");
  g_string_append_printf (out, ",\"index\":%u,\"content_block\":", index);
  batch_initial_members_append (out, element, initial_members_of (&block));
  batch_message_blocks_end_event (out);
  append_deltas (out, index, &block);
  batch_message_blocks_begin_event (out, "content_block_stop");
  g_string_append_printf (out, ",\"index\":%u", index);
  batch_message_blocks_end_event (out);
  return TRUE;
}

/* --- The message --- */

static void
append_start (GString              *out,
              const BatchJsonValue *whole,
              const Message        *message)
{
  static const BatchInitialMember initial[] = {
    { "content", "[]" }, { "stop_reason", "null" }, { "stop_sequence", "null" }, { NULL },
  };

  batch_message_blocks_begin_event (out, "message_start");
  g_string_append (out, ",\"message\":");
  batch_initial_members_append (out, whole, initial);
  if (!batch_translator_is_there (&message->usage))
    {
      g_string_truncate (out, out->len - 1);
      g_string_append (out, ",\"usage\":" NO_USAGE "}");
    }
  batch_message_blocks_end_event (out);
}

static void
append_or (GString              *out,
           const BatchJsonValue *value,
           const char           *otherwise)
{
  if (batch_translator_is_there (value))
    append_slice (out, value);
  else
    g_string_append (out, otherwise);
}

static void
append_end (GString       *out,
            const Message *message)
{
  batch_message_blocks_begin_event (out, "message_delta");
  g_string_append (out, ",\"delta\":{\"stop_reason\":");
  append_or (out, &message->stop_reason, "null");
  g_string_append (out, ",\"stop_sequence\":");
  append_or (out, &message->stop_sequence, "null");
  g_string_append (out, "},\"usage\":");
  append_or (out, &message->usage, NO_USAGE);
  batch_message_blocks_end_event (out);
  batch_message_blocks_begin_event (out, "message_stop");
  batch_message_blocks_end_event (out);
}

GBytes *
batch_message_to_events (GBytes *answer)
{
  static const BatchJsonMember members[] = {
    { "content", batch_json_read_slice, G_STRUCT_OFFSET (Message, content) },
    { "stop_reason", batch_json_read_slice, G_STRUCT_OFFSET (Message, stop_reason) },
    { "stop_sequence", batch_json_read_slice, G_STRUCT_OFFSET (Message, stop_sequence) },
    { "usage", batch_json_read_slice, G_STRUCT_OFFSET (Message, usage) },
  };
  g_autoptr(GString) path = g_string_new (NULL);
  g_autoptr(GString) out = g_string_new (NULL);
  g_auto(BatchObstacle) obstacle = { NULL };
  BatchTranslator translator = { path, &obstacle };
  BatchJsonValue whole;
  Message message = { 0 };

  if (!batch_translator_begin (answer, &whole))
    return NULL;

  batch_json_value_read_members (&whole, members, G_N_ELEMENTS (members), &message);
  if (message.content.type != BATCH_JSON_ARRAY)
    return NULL;

  append_start (out, &whole, &message);
  if (!batch_translator_each (&translator, "content", &message.content, append_block, out))
    return NULL;

  append_end (out, &message);
  return g_string_free_to_bytes (g_steal_pointer (&out));
}
