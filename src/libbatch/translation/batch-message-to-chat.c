/* batch-message-to-chat.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-answer-translation-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-api-words-private.h"
#include "translation/batch-chat-parts-private.h"

/* The rule:
 *
 *   id                          → id, which begins as those of chats do
 *   content: text               → message.content, one after the other; and whole, when it says
 *                                 more than its text, in message.text_blocks
 *   content: tool_use           → message.tool_calls, with the arguments as a text, and what else
 *                                 is said of the call
 *   content: thinking           → message.reasoning_content, and whole, as its next turn needs the
 *                                 seal, in message.thinking_blocks
 *   content: redacted_thinking  → message.thinking_blocks
 *   stop_reason, usage          → see batch-api-words.c
 *   stop_sequence               → stop_reason of the choice, where some servers have it
 *   type, role                  → nothing
 *   other content               → refused
 *   anything else               → stays, as a member of the chat: see batch-answer-extras-private.h
 */

typedef struct
{
  BatchJsonValue id;
  BatchJsonValue model;
  BatchJsonValue content;
  BatchJsonValue stop_reason;
  BatchJsonValue stop_sequence;
  BatchJsonValue usage;
} Message;

typedef struct
{
  GString  *text;               /* the insides of strings */
  GString  *thoughts;           /* likewise */
  GString  *text_blocks;
  GString  *thinking_blocks;
  GString  *calls;
  gboolean  has_text;
} Making;

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue text;
  BatchJsonValue citations;
  BatchJsonValue thinking;
  BatchJsonValue id;
  BatchJsonValue name;
  BatchJsonValue input;
} Block;

static Block
read_block (const BatchJsonValue *value)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_slice, G_STRUCT_OFFSET (Block, type) },
    { "text", batch_json_read_slice, G_STRUCT_OFFSET (Block, text) },
    { "citations", batch_json_read_slice, G_STRUCT_OFFSET (Block, citations) },
    { "thinking", batch_json_read_slice, G_STRUCT_OFFSET (Block, thinking) },
    { "id", batch_json_read_slice, G_STRUCT_OFFSET (Block, id) },
    { "name", batch_json_read_slice, G_STRUCT_OFFSET (Block, name) },
    { "input", batch_json_read_slice, G_STRUCT_OFFSET (Block, input) },
  };
  Block block = { 0 };

  batch_json_value_read_members (value, members, G_N_ELEMENTS (members), &block);
  return block;
}

static gboolean
is_there (const BatchJsonValue *value)
{
  return value->type != BATCH_JSON_NONE && value->type != BATCH_JSON_NULL;
}

static gboolean
check_text (BatchTranslator      *translator,
            const char           *name,
            const BatchJsonValue *value)
{
  return !is_there (value) || value->type == BATCH_JSON_STRING
         || batch_translator_refuse (translator, name, "which is not a string");
}

static gboolean
take_call (BatchTranslator      *translator,
           const BatchJsonValue *element,
           const Block          *block,
           GString              *calls)
{
  if (block->id.type != BATCH_JSON_STRING)
    return batch_translator_miss (translator, "id");
  if (block->name.type != BATCH_JSON_STRING)
    return batch_translator_miss (translator, "name");
  if (is_there (&block->input) && block->input.type != BATCH_JSON_OBJECT)
    return batch_translator_refuse (translator, "input", "which is not an object");

  batch_translator_put_comma (calls);
  g_string_append (calls, "{\"id\":");
  batch_json_append_value (calls, &block->id);
  g_string_append (calls, ",\"type\":\"function\",\"function\":{\"name\":");
  batch_json_append_value (calls, &block->name);
  g_string_append (calls, ",\"arguments\":");
  if (block->input.type == BATCH_JSON_OBJECT)
    batch_json_append_string (calls, (const char *) block->input.data,
                              (gssize) block->input.length);
  else
    g_string_append (calls, "\"{}\"");
  g_string_append_c (calls, '}');
  batch_message_call_read_extras (element, FALSE, calls);
  g_string_append_c (calls, '}');
  return TRUE;
}

static void
keep_whole (GString              *blocks,
            const BatchJsonValue *element)
{
  batch_translator_put_comma (blocks);
  batch_json_append_value (blocks, element);
}

static gboolean
take_text (BatchTranslator      *translator,
           const BatchJsonValue *element,
           const Block          *block,
           Making               *self)
{
  g_autoptr(GString) extras = g_string_new (NULL);

  if (batch_translator_is_filled (&block->citations))
    return batch_translator_refuse (translator, "citations", NULL);
  if (!check_text (translator, "text", &block->text))
    return FALSE;

  self->has_text = TRUE;
  batch_translator_put_inside (self->text, &block->text);
  batch_message_text_read_extras (element, "text", extras);
  if (extras->len > 0)
    keep_whole (self->text_blocks, element);
  return TRUE;
}

static gboolean
take_block (BatchTranslator      *translator,
            const BatchJsonValue *element,
            guint                 index,
            gpointer              data)
{
  Block block = read_block (element);
  Making *self = data;

  if (batch_json_value_is (&block.type, "text"))
    return take_text (translator, element, &block, self);
  if (batch_json_value_is (&block.type, "tool_use"))
    return take_call (translator, element, &block, self->calls);

  if (!batch_json_value_is (&block.type, "thinking")
      && !batch_json_value_is (&block.type, "redacted_thinking"))
    return batch_translator_refuse (translator, "type", NULL);
  if (!check_text (translator, "thinking", &block.thinking))
    return FALSE;

  batch_translator_put_inside (self->thoughts, &block.thinking);
  keep_whole (self->thinking_blocks, element);
  return TRUE;
}

/* --- The chat --- */

static void
put_message (const Making *self,
             GString      *out)
{
  batch_translator_put_raw (out, "message", "{\"role\":\"assistant\",\"content\":");
  if (self->has_text)
    g_string_append_printf (out, "\"%s\"", self->text->str);
  else
    g_string_append (out, "null");
  g_string_append (out, ",\"refusal\":null");
  if (self->thoughts->len > 0)
    g_string_append_printf (out, ",\"reasoning_content\":\"%s\"", self->thoughts->str);
  if (self->text_blocks->len > 0)
    g_string_append_printf (out, ",\"text_blocks\":[%s]", self->text_blocks->str);
  if (self->thinking_blocks->len > 0)
    g_string_append_printf (out, ",\"thinking_blocks\":[%s]", self->thinking_blocks->str);
  if (self->calls->len > 0)
    g_string_append_printf (out, ",\"tool_calls\":[%s]", self->calls->str);
  g_string_append_c (out, '}');
}

static void
put_chat (const Making  *self,
          const Message *message,
          gint64         created,
          GString       *out)
{
  g_string_append (out, "{\"id\":");
  batch_api_words_append_chat_id (out, &message->id);
  g_string_append_printf (out, ",\"object\":\"chat.completion\",\"created\":%" G_GINT64_FORMAT,
                          created);
  batch_translator_put (out, "model", &message->model);
  batch_translator_put_raw (out, "choices", "[{\"index\":0");
  put_message (self, out);
  batch_translator_put_raw (out, "logprobs", "null");
  batch_translator_put_name (out, "finish_reason");
  batch_api_words_append_finish_reason (out, &message->stop_reason, self->calls->len > 0);
  if (message->stop_sequence.type == BATCH_JSON_STRING)
    batch_translator_put (out, "stop_reason", &message->stop_sequence);
  g_string_append (out, "}]");
  batch_answer_put_usage (out, &message->usage, BATCH_ENDPOINT_CHAT_COMPLETIONS);
}

static const BatchAnswerSlot slots[] = {
  { "id", G_STRUCT_OFFSET (Message, id) },
  { "model", G_STRUCT_OFFSET (Message, model) },
  { "content", G_STRUCT_OFFSET (Message, content) },
  { "stop_reason", G_STRUCT_OFFSET (Message, stop_reason) },
  { "stop_sequence", G_STRUCT_OFFSET (Message, stop_sequence) },
  { "usage", G_STRUCT_OFFSET (Message, usage) },
  { "type", BATCH_ANSWER_LEFT },
  { "role", BATCH_ANSWER_LEFT },
};

gboolean
batch_message_to_chat (BatchTranslator      *translator,
                       const BatchJsonValue *value,
                       gint64                created,
                       GString              *out)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) thoughts = g_string_new (NULL);
  g_autoptr(GString) text_blocks = g_string_new (NULL);
  g_autoptr(GString) thinking_blocks = g_string_new (NULL);
  g_autoptr(GString) calls = g_string_new (NULL);
  g_autoptr(GString) extras = g_string_new (NULL);
  g_auto(BatchAnswerExtras) others = { extras, batch_answer_chat_names };
  Making self = { text, thoughts, text_blocks, thinking_blocks, calls, FALSE };
  Message message = { 0 };

  batch_answer_read (value, slots, G_N_ELEMENTS (slots), &message, "message", &others);
  if (message.content.type != BATCH_JSON_ARRAY)
    return batch_translator_miss (translator, "content");
  if (!batch_translator_each (translator, "content", &message.content, take_block, &self))
    return FALSE;

  put_chat (&self, &message, created, out);
  g_string_append (out, extras->str);
  g_string_append_c (out, '}');
  return TRUE;
}
