/* batch-chat-events.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-chat-events-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-chat-parts-private.h"

/* The rule:
 *
 *   message_start                            → a chunk with the role
 *   content_block_start: text, thinking      → what it says already
 *   content_block_start: text that says more → the same, and whole in text_blocks
 *   content_block_start: redacted_thinking   → thinking_blocks
 *   content_block_start: tool_use            → a call with its index, and no arguments yet; and
 *                                              what else is said of it
 *   text_delta, thinking_delta,
 *   input_json_delta, signature_delta        → content, reasoning_content, arguments,
 *                                              thinking_blocks
 *   message_delta                            → a chunk with finish_reason, and what else was said
 *                                              of the message; usage is kept
 *   message_stop                             → a chunk with the usage, [DONE]
 *   error                                    → error
 *   ping, content_block_stop                 → nothing
 *   other blocks, and what is added to them  → refused
 */

typedef struct
{
  BatchJsonValue whole;
  BatchJsonValue type;
  BatchJsonValue message;
  BatchJsonValue block;
  BatchJsonValue delta;
  BatchJsonValue usage;
  BatchJsonValue error;
  gint64         index;
} Event;

typedef struct
{
  BatchJsonValue id;
  BatchJsonValue model;
  BatchJsonValue usage;
} Message;

/* A block, or what is added to one, or to the message. */
typedef struct
{
  BatchJsonValue type;
  BatchJsonValue text;
  BatchJsonValue citations;
  BatchJsonValue thinking;
  BatchJsonValue signature;
  BatchJsonValue partial_json;
  BatchJsonValue id;
  BatchJsonValue name;
  BatchJsonValue input;
  BatchJsonValue stop_reason;
  BatchJsonValue stop_sequence;
} Block;

void
batch_chat_events_init (BatchChatEvents *self,
                        gint64           created,
                        gboolean         tells_usage)
{
  *self = (BatchChatEvents) {
    .counts = BATCH_TOKEN_COUNTS_INIT,
    .created = created,
    .head = g_string_new (NULL),
    .thoughts = g_string_new (NULL),
    .calls = g_array_new (FALSE, FALSE, sizeof (gint64)),
    .tells_usage = tells_usage,
  };
  batch_stream_rest_init (&self->rest);
  batch_stream_rest_init (&self->usage);
}

void
batch_chat_events_clear (BatchChatEvents *self)
{
  batch_stream_rest_clear (&self->rest);
  batch_stream_rest_clear (&self->usage);
  g_string_free (self->head, TRUE);
  g_string_free (self->thoughts, TRUE);
  g_array_unref (self->calls);
}

static void
append_value (GString              *out,
              const BatchJsonValue *value)
{
  if (value->type == BATCH_JSON_NONE)
    g_string_append (out, "\"\"");
  else
    batch_json_append_value (out, value);
}

static Block
read_block (const BatchJsonValue *value)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_slice, G_STRUCT_OFFSET (Block, type) },
    { "text", batch_json_read_slice, G_STRUCT_OFFSET (Block, text) },
    { "citations", batch_json_read_slice, G_STRUCT_OFFSET (Block, citations) },
    { "thinking", batch_json_read_slice, G_STRUCT_OFFSET (Block, thinking) },
    { "signature", batch_json_read_slice, G_STRUCT_OFFSET (Block, signature) },
    { "partial_json", batch_json_read_slice, G_STRUCT_OFFSET (Block, partial_json) },
    { "id", batch_json_read_slice, G_STRUCT_OFFSET (Block, id) },
    { "name", batch_json_read_slice, G_STRUCT_OFFSET (Block, name) },
    { "input", batch_json_read_slice, G_STRUCT_OFFSET (Block, input) },
    { "stop_reason", batch_json_read_slice, G_STRUCT_OFFSET (Block, stop_reason) },
    { "stop_sequence", batch_json_read_slice, G_STRUCT_OFFSET (Block, stop_sequence) },
  };
  Block block = { 0 };

  batch_json_value_read_members (value, members, G_N_ELEMENTS (members), &block);
  return block;
}

/* --- Chunks --- */

static void
begin_delta (BatchChatEvents *self,
             GString         *out)
{
  g_string_append_printf (out, "%s,\"choices\":[{\"index\":0,\"delta\":{", self->head->str);
}

static void
end_delta (GString *out)
{
  g_string_append (out, "},\"finish_reason\":null}]}\n\n");
}

static void
say (BatchChatEvents      *self,
     const char           *member,
     const BatchJsonValue *text,
     GString              *out)
{
  if (!batch_json_value_has_text (text))
    return;

  begin_delta (self, out);
  g_string_append_printf (out, "\"%s\":", member);
  append_value (out, text);
  end_delta (out);
}

static void
say_thought (BatchChatEvents      *self,
             const BatchJsonValue *text,
             GString              *out)
{
  if (batch_json_value_has_text (text))
    g_string_append_len (self->thoughts, (const char *) text->data + 1,
                         (gssize) text->length - 2);
  say (self, "reasoning_content", text, out);
}

/* With the seal of their maker the thoughts are said whole, for the next turn. */
static void
say_seal (BatchChatEvents      *self,
          const BatchJsonValue *signature,
          GString              *out)
{
  if (!batch_json_value_has_text (signature))
    return;

  begin_delta (self, out);
  g_string_append_printf (out, "\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"%s\","
                          "\"signature\":", self->thoughts->str);
  append_value (out, signature);
  g_string_append (out, "}]");
  end_delta (out);
}

/* What the chunk says itself must not be said twice. */
#define SAID_ONCE "id", "object", "created", "model", "choices", "usage", "type", "role"

static gboolean
keep_usage (BatchChatEvents      *self,
            BatchTranslator      *translator,
            const BatchJsonValue *usage)
{
  batch_token_counts_read_message (&self->counts, usage);
  return batch_stream_rest_take (&self->usage, translator, usage, batch_token_counts_names,
                                 FALSE);
}

static gboolean
start (BatchChatEvents      *self,
       BatchTranslator      *translator,
       const BatchJsonValue *value,
       GString              *out)
{
  static const char *const known[] = {
    "content", "stop_reason", "stop_sequence", SAID_ONCE, NULL,
  };
  static const BatchJsonMember members[] = {
    { "id", batch_json_read_slice, G_STRUCT_OFFSET (Message, id) },
    { "model", batch_json_read_slice, G_STRUCT_OFFSET (Message, model) },
    { "usage", batch_json_read_slice, G_STRUCT_OFFSET (Message, usage) },
  };
  Message message = { 0 };

  batch_json_value_read_members (value, members, G_N_ELEMENTS (members), &message);
  g_string_assign (self->head, "data: {\"id\":");
  batch_api_words_append_chat_id (self->head, &message.id);
  g_string_append_printf (self->head, ",\"object\":\"chat.completion.chunk\",\"created\":%"
                          G_GINT64_FORMAT ",\"model\":", self->created);
  append_value (self->head, &message.model);
  begin_delta (self, out);
  g_string_append (out, "\"role\":\"assistant\",\"content\":\"\"");
  end_delta (out);
  return keep_usage (self, translator, &message.usage)
         && batch_stream_rest_take (&self->rest, translator, value, known, FALSE);
}

/* --- Blocks --- */

static void
say_whole (BatchChatEvents      *self,
           const char           *member,
           const BatchJsonValue *block,
           GString              *out)
{
  begin_delta (self, out);
  g_string_append_printf (out, "\"%s\":[", member);
  batch_json_append_one_line (out, block->data, block->length);
  g_string_append_c (out, ']');
  end_delta (out);
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

static gboolean
begin_call (BatchChatEvents *self,
            BatchTranslator *translator,
            const Event     *event,
            const Block     *block,
            GString         *out)
{
  if (self->calls->len == BATCH_MESSAGE_MAX_CALLS)
    return batch_translator_refuse (translator, "content_block", "which is one call too many");

  begin_delta (self, out);
  g_string_append_printf (out, "\"tool_calls\":[{\"index\":%u,\"id\":", self->calls->len);
  append_value (out, &block->id);
  g_string_append (out, ",\"type\":\"function\",\"function\":{\"name\":");
  append_value (out, &block->name);
  g_string_append (out, ",\"arguments\":");
  if (is_empty_object (&block->input))
    g_string_append (out, "\"\"");
  else
    batch_json_append_string (out, (const char *) block->input.data,
                              (gssize) block->input.length);
  g_string_append_c (out, '}');
  batch_chat_call_read_rest (NULL, &event->block, out);
  g_string_append (out, "}]");
  end_delta (out);
  g_array_append_val (self->calls, event->index);
  return TRUE;
}

static gboolean
begin_block (BatchChatEvents *self,
             BatchTranslator *translator,
             const Event     *event,
             GString         *out)
{
  Block block = read_block (&event->block);

  if (batch_json_value_is (&block.type, "tool_use"))
    return begin_call (self, translator, event, &block, out);
  if (batch_translator_is_filled (&block.citations))
    return batch_translator_refuse (translator, "content_block.citations", NULL);

  if (batch_json_value_is (&block.type, "text"))
    {
      say (self, "content", &block.text, out);
      if (batch_chat_text_says_more (&event->block))
        say_whole (self, "text_blocks", &event->block, out);
    }
  else if (batch_json_value_is (&block.type, "thinking"))
    {
      g_string_truncate (self->thoughts, 0);
      say_thought (self, &block.thinking, out);
    }
  else if (batch_json_value_is (&block.type, "redacted_thinking"))
    say_whole (self, "thinking_blocks", &event->block, out);
  else
    return batch_translator_refuse (translator, "content_block.type", NULL);
  return TRUE;
}

static gboolean
go_on_with_call (BatchChatEvents      *self,
                 BatchTranslator      *translator,
                 gint64                index,
                 const BatchJsonValue *partial_json,
                 GString              *out)
{
  guint call = 0;

  while (call < self->calls->len && g_array_index (self->calls, gint64, call) != index)
    call++;
  if (call == self->calls->len)
    return batch_translator_refuse (translator, "index", "which is of no call that has begun");
  if (!batch_json_value_has_text (partial_json))
    return TRUE;

  begin_delta (self, out);
  g_string_append_printf (out, "\"tool_calls\":[{\"index\":%u,\"function\":{\"arguments\":", call);
  append_value (out, partial_json);
  g_string_append (out, "}}]");
  end_delta (out);
  return TRUE;
}

static gboolean
go_on_with_block (BatchChatEvents *self,
                  BatchTranslator *translator,
                  const Event     *event,
                  GString         *out)
{
  Block delta = read_block (&event->delta);

  if (batch_json_value_is (&delta.type, "text_delta"))
    say (self, "content", &delta.text, out);
  else if (batch_json_value_is (&delta.type, "thinking_delta"))
    say_thought (self, &delta.thinking, out);
  else if (batch_json_value_is (&delta.type, "signature_delta"))
    say_seal (self, &delta.signature, out);
  else if (batch_json_value_is (&delta.type, "input_json_delta"))
    return go_on_with_call (self, translator, event->index, &delta.partial_json, out);
  else
    return batch_translator_refuse (translator, "delta.type", NULL);
  return TRUE;
}

/* --- The end --- */

static gboolean
say_end (BatchChatEvents *self,
         GString         *out)
{
  if (self->head->len == 0)
    return FALSE;

  if (self->tells_usage)
    {
      g_string_append_printf (out, "%s,\"choices\":[],\"usage\":", self->head->str);
      batch_token_counts_append_chat (&self->counts, out);
      g_string_truncate (out, out->len - 1);
      batch_stream_rest_append (&self->usage, out);
      g_string_append (out, "}}\n\n");
    }
  g_string_append (out, "data: [DONE]\n\n");
  return TRUE;
}

static gboolean
keep_rest (BatchChatEvents *self,
           BatchTranslator *translator,
           const Event     *event)
{
  static const char *const known[] = { "delta", SAID_ONCE, NULL };
  static const char *const known_inside[] = { "stop_reason", "stop_sequence", SAID_ONCE, NULL };

  return keep_usage (self, translator, &event->usage)
         && batch_stream_rest_take (&self->rest, translator, &event->whole, known, FALSE)
         && batch_stream_rest_take (&self->rest, translator, &event->delta, known_inside, FALSE);
}

static gboolean
take_end (BatchChatEvents *self,
          BatchTranslator *translator,
          const Event     *event,
          GString         *out)
{
  Block delta = read_block (&event->delta);

  if (!keep_rest (self, translator, event))
    return FALSE;
  if (delta.stop_reason.type != BATCH_JSON_STRING)
    return TRUE;

  self->ended = TRUE;
  g_string_append_printf (out, "%s,\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":",
                          self->head->str);
  batch_api_words_append_finish_reason (out, &delta.stop_reason);
  if (delta.stop_sequence.type == BATCH_JSON_STRING)
    {
      g_string_append (out, ",\"stop_reason\":");
      append_value (out, &delta.stop_sequence);
    }
  g_string_append (out, "}]");
  batch_stream_rest_append (&self->rest, out);
  g_string_append (out, "}\n\n");
  return TRUE;
}

static BatchFoldState
say_error (const BatchJsonValue *error,
           GString              *out)
{
  g_autofree char *type = NULL;
  g_autofree char *message = NULL;

  batch_api_words_read_error (error, &type, &message);
  g_string_append (out, "data: ");
  batch_api_words_append_chat_error (out, 0, type, NULL, message);
  g_string_append (out, "\n\n");
  return BATCH_FOLD_ERROR;
}

/* --- Events --- */

static BatchFoldState
take_event (BatchChatEvents *self,
            BatchTranslator *translator,
            const Event     *event,
            GString         *out)
{
  gboolean good = self->head->len > 0;

  if (batch_json_value_is (&event->type, "ping"))
    return BATCH_FOLD_OPEN;
  if (event->error.type != BATCH_JSON_NONE && event->error.type != BATCH_JSON_NULL)
    return say_error (&event->error, out);

  if (batch_json_value_is (&event->type, "message_start"))
    good = !good && start (self, translator, &event->message, out);
  else if (good && batch_json_value_is (&event->type, "content_block_start"))
    good = begin_block (self, translator, event, out);
  else if (good && batch_json_value_is (&event->type, "content_block_delta"))
    good = go_on_with_block (self, translator, event, out);
  else if (good && batch_json_value_is (&event->type, "message_delta"))
    good = take_end (self, translator, event, out);
  else if (good && batch_json_value_is (&event->type, "message_stop"))
    return say_end (self, out) ? BATCH_FOLD_DONE : BATCH_FOLD_GARBLED;

  /* Kinds of events that are new say nothing that was asked for. */
  return good && event->type.type == BATCH_JSON_STRING ? BATCH_FOLD_OPEN : BATCH_FOLD_GARBLED;
}

BatchFoldState
batch_chat_events_add (BatchChatEvents *self,
                       BatchTranslator *translator,
                       const char      *data,
                       gsize            length,
                       GString         *out)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_slice, G_STRUCT_OFFSET (Event, type) },
    { "message", batch_json_read_slice, G_STRUCT_OFFSET (Event, message) },
    { "content_block", batch_json_read_slice, G_STRUCT_OFFSET (Event, block) },
    { "delta", batch_json_read_slice, G_STRUCT_OFFSET (Event, delta) },
    { "usage", batch_json_read_slice, G_STRUCT_OFFSET (Event, usage) },
    { "error", batch_json_read_slice, G_STRUCT_OFFSET (Event, error) },
    { "index", batch_json_read_int, G_STRUCT_OFFSET (Event, index) },
  };
  BatchJsonScanner scanner;
  Event event = { .whole = { (const guint8 *) data, length, BATCH_JSON_OBJECT } };

  if (!batch_json_validate ((const guint8 *) data, length, BATCH_JSON_DEPTH))
    return BATCH_FOLD_GARBLED;

  batch_json_scanner_init (&scanner, (const guint8 *) data, length, 0);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &event);
  return take_event (self, translator, &event, out);
}

gboolean
batch_chat_events_end (BatchChatEvents *self,
                       GString         *out)
{
  return self->ended && say_end (self, out);
}
