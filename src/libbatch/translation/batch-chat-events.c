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
 *   what else is said in an addition         → stays beside it
 *   other members of events, other events    → kept for the end, the latter whole in “events”
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
  BatchJsonValue content;
} Message;

/* A block, or what is added to one, or to the message. */
typedef struct
{
  BatchJsonValue type;
  BatchJsonValue text;
  BatchJsonValue citations;
  BatchJsonValue thinking;
  BatchJsonValue signature;
  BatchJsonValue stop_reason;
  BatchJsonValue stop_sequence;
} Block;

void
batch_chat_events_init (BatchChatEvents *self,
                        gint64           created,
                        gboolean         tells_usage)
{
  *self = (BatchChatEvents) {
    .created = created,
    .head = g_string_new (NULL),
    .thoughts = g_string_new (NULL),
    .calls = batch_chat_events_new_calls (),
    .tells_usage = tells_usage,
  };
  batch_stream_extras_init (&self->extras);
  batch_stream_extras_init (&self->message_extras);
  batch_stream_extras_init (&self->new_events);
  batch_stream_extras_init (&self->usage);
}

void
batch_chat_events_clear (BatchChatEvents *self)
{
  batch_stream_extras_clear (&self->extras);
  batch_stream_extras_clear (&self->message_extras);
  batch_stream_extras_clear (&self->new_events);
  batch_stream_extras_clear (&self->usage);
  g_string_free (self->head, TRUE);
  g_string_free (self->thoughts, TRUE);
  g_array_unref (self->calls);
}

void
batch_chat_events_put_string (GString              *out,
                              const BatchJsonValue *string)
{
  if (string->type == BATCH_JSON_NONE)
    g_string_append (out, "\"\"");
  else
    batch_json_append_value (out, string);
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
    { "stop_reason", batch_json_read_slice, G_STRUCT_OFFSET (Block, stop_reason) },
    { "stop_sequence", batch_json_read_slice, G_STRUCT_OFFSET (Block, stop_sequence) },
  };
  Block block = { 0 };

  batch_json_value_read_members (value, members, G_N_ELEMENTS (members), &block);
  return block;
}

/* --- Chunks --- */

void
batch_chat_events_begin_delta (BatchChatEvents *self,
                               GString         *out)
{
  g_string_append_printf (out, "%s,\"choices\":[{\"index\":0,\"delta\":{", self->head->str);
}

void
batch_chat_events_end_delta (GString *out)
{
  g_string_append (out, "},\"finish_reason\":null}]}\n\n");
}

/* @extras: what else is said of it, “,"name":value” each */
static void
emit (BatchChatEvents      *self,
      const char           *member,
      const BatchJsonValue *text,
      const char           *extras,
      GString              *out)
{
  if (!batch_json_value_has_text (text) && *extras == '\0')
    return;

  batch_chat_events_begin_delta (self, out);
  g_string_append_printf (out, "\"%s\":\"", member);
  batch_translator_put_inside (out, text);
  g_string_append_printf (out, "\"%s", extras);
  batch_chat_events_end_delta (out);
}

static void
emit_text (BatchChatEvents      *self,
           const BatchJsonValue *block,
           const BatchJsonValue *text,
           GString              *out)
{
  g_autoptr(GString) extras = g_string_new (NULL);

  batch_message_text_read_extras (block, "text", extras);
  emit (self, "content", text, extras->str, out);
}

/* With the seal of their maker the thoughts are said whole, for the next turn. */
static void
emit_seal (BatchChatEvents      *self,
           const BatchJsonValue *block,
           const BatchJsonValue *signature,
           GString              *out)
{
  g_autoptr(GString) extras = g_string_new (NULL);

  batch_message_text_read_extras (block, "signature", extras);
  if (!batch_json_value_has_text (signature) && extras->len == 0)
    return;

  batch_chat_events_begin_delta (self, out);
  g_string_append_printf (out, "\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"%s\","
                          "\"signature\":\"", self->thoughts->str);
  batch_translator_put_inside (out, signature);
  g_string_append_printf (out, "\"%s}]", extras->str);
  batch_chat_events_end_delta (out);
}

static void
emit_thought (BatchChatEvents      *self,
              const BatchJsonValue *block,
              const Block          *read,
              GString              *out)
{
  static const BatchJsonValue nothing = { 0 };
  g_autoptr(GString) extras = g_string_new (NULL);

  batch_translator_put_inside (self->thoughts, &read->thinking);
  batch_message_text_read_extras (block, "thinking", extras);
  emit (self, "reasoning_content", &read->thinking, extras->str, out);
  emit_seal (self, &nothing, &read->signature, out);
}

static gboolean
keep_usage (BatchChatEvents      *self,
            BatchTranslator      *translator,
            const BatchJsonValue *usage)
{
  static const char *const known[] = { NULL };

  return batch_stream_extras_take (&self->usage, translator, usage, known, FALSE);
}

static gboolean
start (BatchChatEvents      *self,
       BatchTranslator      *translator,
       const BatchJsonValue *value,
       GString              *out)
{
  static const char *const known[] = {
    "id", "type", "role", "model", "content", "usage", NULL,
  };
  static const BatchJsonMember members[] = {
    { "id", batch_json_read_slice, G_STRUCT_OFFSET (Message, id) },
    { "model", batch_json_read_slice, G_STRUCT_OFFSET (Message, model) },
    { "usage", batch_json_read_slice, G_STRUCT_OFFSET (Message, usage) },
    { "content", batch_json_read_slice, G_STRUCT_OFFSET (Message, content) },
  };
  Message message = { 0 };

  batch_json_value_read_members (value, members, G_N_ELEMENTS (members), &message);
  if (batch_translator_is_filled (&message.content))
    return batch_translator_refuse (translator, "message.content", NULL);

  g_string_assign (self->head, "data: {\"id\":");
  batch_api_words_append_chat_id (self->head, &message.id);
  g_string_append_printf (self->head, ",\"object\":\"chat.completion.chunk\",\"created\":%"
                          G_GINT64_FORMAT ",\"model\":", self->created);
  batch_chat_events_put_string (self->head, &message.model);
  batch_chat_events_begin_delta (self, out);
  g_string_append (out, "\"role\":\"assistant\",\"content\":\"\"");
  batch_chat_events_end_delta (out);
  return keep_usage (self, translator, &message.usage)
         && batch_stream_extras_take (&self->message_extras, translator, value, known, FALSE);
}

/* --- Blocks --- */

static void
emit_whole (BatchChatEvents      *self,
            const char           *member,
            const BatchJsonValue *block,
            GString              *out)
{
  batch_chat_events_begin_delta (self, out);
  g_string_append_printf (out, "\"%s\":[", member);
  batch_json_append_one_line (out, block->data, block->length);
  g_string_append_c (out, ']');
  batch_chat_events_end_delta (out);
}

/* A block that says more than its text is told whole. */
static void
begin_text (BatchChatEvents *self,
            const Event     *event,
            const Block     *block,
            GString         *out)
{
  g_autoptr(GString) extras = g_string_new (NULL);

  emit (self, "content", &block->text, "", out);
  batch_message_text_read_extras (&event->block, "text", extras);
  if (extras->len > 0)
    emit_whole (self, "text_blocks", &event->block, out);
}

static gboolean
begin_block (BatchChatEvents *self,
             BatchTranslator *translator,
             const Event     *event,
             GString         *out)
{
  Block block = read_block (&event->block);

  if (batch_json_value_is (&block.type, "tool_use"))
    return batch_chat_events_begin_call (self, translator, event->index, &event->block, out);
  if (batch_translator_is_filled (&block.citations))
    return batch_translator_refuse (translator, "content_block.citations", NULL);

  if (batch_json_value_is (&block.type, "text"))
    begin_text (self, event, &block, out);
  else if (batch_json_value_is (&block.type, "thinking"))
    {
      g_string_truncate (self->thoughts, 0);
      emit_thought (self, &event->block, &block, out);
    }
  else if (batch_json_value_is (&block.type, "redacted_thinking"))
    emit_whole (self, "thinking_blocks", &event->block, out);
  else
    return batch_translator_refuse (translator, "content_block.type", NULL);
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
    emit_text (self, &event->delta, &delta.text, out);
  else if (batch_json_value_is (&delta.type, "thinking_delta"))
    emit_thought (self, &event->delta, &delta, out);
  else if (batch_json_value_is (&delta.type, "signature_delta"))
    emit_seal (self, &event->delta, &delta.signature, out);
  else if (batch_json_value_is (&delta.type, "input_json_delta"))
    return batch_chat_events_add_to_call (self, translator, event->index, &event->delta, out);
  else
    return batch_translator_refuse (translator, "delta.type", NULL);
  return TRUE;
}

/* --- The end --- */

static void
append_extras (BatchChatEvents *self,
               GString         *out)
{
  g_auto(BatchAnswerExtras) extras = { out, batch_answer_chat_names };

  batch_stream_extras_flush (&self->extras, &extras, "event");
  batch_stream_extras_flush (&self->message_extras, &extras, "message");
  batch_stream_extras_flush (&self->new_events, &extras, "new");
}

static void
append_usage (BatchChatEvents *self,
              GString         *out)
{
  g_autoptr(GString) usage = g_string_new (NULL);
  BatchJsonValue value;

  batch_stream_extras_append (&self->usage, usage);
  value = (BatchJsonValue) { (const guint8 *) usage->str, usage->len, BATCH_JSON_OBJECT };
  batch_answer_put_usage (out, &value, BATCH_ENDPOINT_CHAT_COMPLETIONS);
}

static gboolean
emit_end (BatchChatEvents *self,
          GString         *out)
{
  g_autoptr(GString) extras = g_string_new (NULL);

  if (self->head->len == 0)
    return FALSE;

  append_extras (self, extras);
  if (self->tells_usage || extras->len > 0)
    {
      g_string_append_printf (out, "%s,\"choices\":[]", self->head->str);
      if (self->tells_usage)
        append_usage (self, out);
      g_string_append_printf (out, "%s}\n\n", extras->str);
    }
  g_string_append (out, "data: [DONE]\n\n");
  return TRUE;
}

/* Kinds of events that are new. */
static gboolean
keep_whole (BatchChatEvents *self,
            BatchTranslator *translator,
            const Event     *event)
{
  static const char *const known[] = { NULL };
  g_autoptr(GString) object = g_string_new ("{\"events\":[");
  BatchJsonValue value;

  batch_json_append_value (object, &event->whole);
  g_string_append (object, "]}");
  value = (BatchJsonValue) { (const guint8 *) object->str, object->len, BATCH_JSON_OBJECT };
  return batch_stream_extras_take (&self->new_events, translator, &value, known, TRUE);
}

/* What an event says of the message is kept where that is read. */
static gboolean
keep_extras (BatchChatEvents *self,
             BatchTranslator *translator,
             const Event     *event)
{
  static const struct
  {
    const char *type;
    const char *known[5];
  } kinds[] = {
    { "message_start", { "type", "usage", "message", NULL } },
    { "content_block_start", { "type", "usage", "index", "content_block", NULL } },
    { "content_block_delta", { "type", "usage", "index", "delta", NULL } },
    { "content_block_stop", { "type", "usage", "index", NULL } },
    { "message_delta", { "type", "usage", "delta", NULL } },
    { "message_stop", { "type", "usage", NULL } },
    { "ping", { "type", "usage", NULL } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (batch_json_value_is (&event->type, kinds[i].type))
      return keep_usage (self, translator, &event->usage)
             && batch_stream_extras_take (&self->extras, translator, &event->whole, kinds[i].known,
                                          FALSE);

  return keep_whole (self, translator, event);
}

static gboolean
take_end (BatchChatEvents *self,
          BatchTranslator *translator,
          const Event     *event,
          GString         *out)
{
  static const char *const known[] = { "stop_reason", "stop_sequence", NULL };
  Block delta = read_block (&event->delta);

  if (!batch_stream_extras_take (&self->message_extras, translator, &event->delta, known, FALSE))
    return FALSE;
  if (delta.stop_reason.type != BATCH_JSON_STRING)
    return TRUE;

  self->ended = TRUE;
  g_string_append_printf (out, "%s,\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":",
                          self->head->str);
  batch_api_words_append_finish_reason (out, &delta.stop_reason, self->calls->len > 0);
  if (delta.stop_sequence.type == BATCH_JSON_STRING)
    {
      g_string_append (out, ",\"stop_reason\":");
      batch_chat_events_put_string (out, &delta.stop_sequence);
    }
  g_string_append (out, "}]");
  append_extras (self, out);
  g_string_append (out, "}\n\n");
  return TRUE;
}

static BatchFoldState
emit_error (const Event *event,
            GString     *out)
{
  g_string_append (out, "data: ");
  batch_api_error_append_told (&event->whole, &event->error, BATCH_ENDPOINT_CHAT_COMPLETIONS, out);
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

  if (event->error.type != BATCH_JSON_NONE && event->error.type != BATCH_JSON_NULL)
    return emit_error (event, out);
  if (event->type.type != BATCH_JSON_STRING || !keep_extras (self, translator, event))
    return BATCH_FOLD_GARBLED;
  if (batch_json_value_is (&event->type, "ping"))
    return BATCH_FOLD_OPEN;

  if (batch_json_value_is (&event->type, "message_start"))
    good = !good && start (self, translator, &event->message, out);
  else if (good && batch_json_value_is (&event->type, "content_block_start"))
    good = begin_block (self, translator, event, out);
  else if (good && batch_json_value_is (&event->type, "content_block_delta"))
    good = go_on_with_block (self, translator, event, out);
  else if (good && batch_json_value_is (&event->type, "content_block_stop"))
    batch_chat_events_end_call (self, event->index, out);
  else if (good && batch_json_value_is (&event->type, "message_delta"))
    good = take_end (self, translator, event, out);
  else if (good && batch_json_value_is (&event->type, "message_stop"))
    return emit_end (self, out) ? BATCH_FOLD_DONE : BATCH_FOLD_GARBLED;

  return good ? BATCH_FOLD_OPEN : BATCH_FOLD_GARBLED;
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
  return self->ended && emit_end (self, out);
}
