/* batch-chat-to-message.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-answer-translation-private.h"

#include <string.h>

#include "json/batch-json-equal-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-api-words-private.h"
#include "translation/batch-chat-calls-private.h"
#include "translation/batch-chat-parts-private.h"

/* The rule, for the first choice:
 *
 *   id                                       → id, which begins as those of messages do
 *   message.thinking_blocks                  → those blocks; else
 *   message.reasoning_content, .reasoning    → a block of thinking, without a seal
 *   message.content, .refusal                → blocks of text, and of thinking, as parts tell it,
 *                                              with what else is said of a part
 *   message.tool_calls, .function_call       → tool_use, with the object that the arguments are,
 *                                              and what else is said of the call
 *   finish_reason, usage                     → see batch-api-words.c, batch-answer-usage.c
 *   usage of the choice                      → that of the message, if there is no other
 *   stop_reason, when it is a text           → stop_sequence, which some servers tell
 *   object, created, role, index             → nothing
 *   message.audio, another choice            → refused
 *   anything else                            → stays, as a member of the message: see
 *                                              batch-answer-extras-private.h
 */

typedef struct
{
  BatchJsonValue id;
  BatchJsonValue model;
  BatchJsonValue choices;
  BatchJsonValue usage;
} Chat;

typedef struct
{
  BatchJsonValue message;
  BatchJsonValue finish_reason;
  BatchJsonValue stop_reason;
  BatchJsonValue usage;
} Choice;

typedef struct
{
  BatchJsonValue content;
  BatchJsonValue refusal;
  BatchJsonValue reasoning;
  BatchJsonValue reasoning_content;
  BatchJsonValue thinking_blocks;
  BatchJsonValue tool_calls;
  BatchJsonValue function_call;
  BatchJsonValue audio;
} Message;

typedef struct
{
  BatchTranslator   *translator;
  GString           *blocks;
  BatchAnswerExtras *extras;
  GString           *id;        /* the inside of that of the message */
  guint              n_calls;
  gboolean           thinks;    /* the last block is of thoughts, and may go on */
} Making;

static const BatchAnswerSlot chat_slots[] = {
  { "id", G_STRUCT_OFFSET (Chat, id) },
  { "model", G_STRUCT_OFFSET (Chat, model) },
  { "choices", G_STRUCT_OFFSET (Chat, choices) },
  { "usage", G_STRUCT_OFFSET (Chat, usage) },
  { "object", BATCH_ANSWER_LEFT },
  { "created", BATCH_ANSWER_LEFT },
};

static const BatchAnswerSlot choice_slots[] = {
  { "message", G_STRUCT_OFFSET (Choice, message) },
  { "finish_reason", G_STRUCT_OFFSET (Choice, finish_reason) },
  { "stop_reason", G_STRUCT_OFFSET (Choice, stop_reason) },
  { "usage", G_STRUCT_OFFSET (Choice, usage) },
  { "index", BATCH_ANSWER_LEFT },
};

static const BatchAnswerSlot message_slots[] = {
  { "content", G_STRUCT_OFFSET (Message, content) },
  { "refusal", G_STRUCT_OFFSET (Message, refusal) },
  { "reasoning", G_STRUCT_OFFSET (Message, reasoning) },
  { "reasoning_content", G_STRUCT_OFFSET (Message, reasoning_content) },
  { "thinking_blocks", G_STRUCT_OFFSET (Message, thinking_blocks) },
  { "tool_calls", G_STRUCT_OFFSET (Message, tool_calls) },
  { "function_call", G_STRUCT_OFFSET (Message, function_call) },
  { "audio", G_STRUCT_OFFSET (Message, audio) },
  { "role", BATCH_ANSWER_LEFT },
};

/* --- Blocks --- */

static void
put_text (Making               *self,
          const BatchJsonValue *text,
          const char           *extras)
{
  if (!batch_json_value_has_text (text) && *extras == '\0')
    return;

  batch_translator_put_comma (self->blocks);
  g_string_append (self->blocks, "{\"type\":\"text\",\"text\":\"");
  batch_translator_put_inside (self->blocks, text);
  g_string_append_printf (self->blocks, "\"%s}", extras);
  self->thinks = FALSE;
}

/* What else is said of a thought ends its block. */
static void
put_thought (Making               *self,
             const BatchJsonValue *text,
             const char           *extras)
{
  static const char end[] = "\",\"signature\":\"\"}";

  if (!batch_json_value_has_text (text) && *extras == '\0')
    return;

  if (self->thinks)
    {
      g_string_truncate (self->blocks, self->blocks->len - strlen (end));
    }
  else
    {
      batch_translator_put_comma (self->blocks);
      g_string_append (self->blocks, "{\"type\":\"thinking\",\"thinking\":\"");
    }
  batch_translator_put_inside (self->blocks, text);
  g_string_append (self->blocks, end);
  self->thinks = *extras == '\0';
  if (self->thinks)
    return;

  g_string_truncate (self->blocks, self->blocks->len - 1);
  g_string_append_printf (self->blocks, "%s}", extras);
}

static void
take_part (const BatchJsonValue *text,
           gboolean              thought,
           const char           *extras,
           gpointer              data)
{
  if (thought)
    put_thought (data, text, extras);
  else
    put_text (data, text, extras);
}

static gboolean
keep_thoughts (BatchTranslator      *translator,
               const BatchJsonValue *element,
               guint                 index,
               gpointer              data)
{
  Making *self = data;

  batch_translator_put_comma (self->blocks);
  batch_json_append_value (self->blocks, element);
  return TRUE;
}

static gboolean
is_empty (const BatchJsonValue *value)
{
  return !batch_translator_is_there (value)
         || (value->type == BATCH_JSON_STRING && !batch_json_value_has_text (value));
}

static gboolean
is_told (const Making         *self,
         const BatchJsonValue *thoughts)
{
  return is_empty (thoughts)
         || (thoughts->type == BATCH_JSON_STRING
             && memmem (self->blocks->str, self->blocks->len, thoughts->data + 1,
                        thoughts->length - 2) != NULL);
}

/* Most servers say the same twice, or thrice. @first: of two, the one whose parts were read */
static void
keep_other_thoughts (Making               *self,
                     const BatchJsonValue *first,
                     const Message        *message)
{
  static const BatchJsonValue keys[] = {
    { (const guint8 *) "\"reasoning_content\"", 19, BATCH_JSON_STRING },
    { (const guint8 *) "\"reasoning\"", 11, BATCH_JSON_STRING },
  };
  const BatchJsonValue *values[] = { &message->reasoning_content, &message->reasoning };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (values[i] != first && !is_told (self, values[i])
        && (first == NULL || !batch_json_values_equal (values[i], first)))
      batch_answer_extras_add (self->extras, "message", &keys[i], values[i]);
}

static gboolean
take_thoughts (Making        *self,
               const Message *message)
{
  const BatchJsonValue *first = &message->reasoning_content;
  const char *name = "reasoning_content";

  if (batch_translator_is_there (&message->thinking_blocks)
      && message->thinking_blocks.type != BATCH_JSON_ARRAY)
    return batch_translator_refuse (self->translator, "thinking_blocks", "which is not a list");

  if (is_empty (first))
    {
      first = &message->reasoning;
      name = "reasoning";
    }
  if (batch_translator_is_filled (&message->thinking_blocks))
    first = NULL;
  if (first != NULL
      ? !batch_chat_parts_read (self->translator, name, first, TRUE, take_part, self)
      : !batch_translator_each (self->translator, "thinking_blocks", &message->thinking_blocks,
                                keep_thoughts, self))
    return FALSE;

  keep_other_thoughts (self, first, message);
  return TRUE;
}

/* --- Calls of tools --- */

static gboolean
put_call (BatchTranslator     *translator,
          const BatchChatCall *call,
          gpointer             data)
{
  Making *self = data;

  batch_translator_put_comma (self->blocks);
  g_string_append (self->blocks, "{\"type\":\"tool_use\",\"id\":");
  if (batch_json_value_has_text (&call->id))
    batch_json_append_value (self->blocks, &call->id);
  else
    g_string_append_printf (self->blocks, "\"toolu_%s_%u\"", self->id->str, self->n_calls);
  self->n_calls++;
  g_string_append (self->blocks, ",\"name\":");
  batch_json_append_value (self->blocks, &call->name);
  g_string_append (self->blocks, ",\"input\":");
  if (call->arguments.type == BATCH_JSON_OBJECT)
    batch_json_append_value (self->blocks, &call->arguments);
  else if (!batch_translator_put_object (self->blocks, &call->arguments))
    return batch_translator_refuse (translator, "arguments", "which is not a JSON object");

  g_string_append_printf (self->blocks, "%s}", call->extras);
  return TRUE;
}

/* --- The message --- */

static gboolean
take_content (Making        *self,
              const Message *message)
{
  if (batch_translator_is_there (&message->audio))
    return batch_translator_refuse (self->translator, "audio", NULL);
  if (!take_thoughts (self, message)
      || !batch_chat_parts_read (self->translator, "content", &message->content, FALSE, take_part,
                                 self))
    return FALSE;
  put_text (self, &message->refusal, "");
  return batch_chat_calls_read (self->translator, &message->tool_calls, &message->function_call,
                                put_call, self);
}

static gboolean
take_message (Making               *self,
              const BatchJsonValue *value,
              Message              *message)
{
  gsize entered = batch_translator_enter (self->translator, "choices[0].message");
  gboolean good;

  batch_answer_read (value, message_slots, G_N_ELEMENTS (message_slots), message, "message",
                     self->extras);
  good = take_content (self, message);
  batch_translator_leave (self->translator, entered);
  return good;
}

static void
put_stop_reason (Making        *self,
                 const Choice  *choice,
                 const Message *message,
                 GString       *out)
{
  gboolean stopped = batch_json_value_is (&choice->finish_reason, "stop");

  batch_translator_put_name (out, "stop_reason");
  if (batch_json_value_has_text (&message->refusal))
    g_string_append (out, "\"refusal\"");
  else if (stopped && self->n_calls == 0 && batch_json_value_has_text (&choice->stop_reason))
    g_string_append (out, "\"stop_sequence\"");
  else
    batch_api_words_append_stop_reason (out, &choice->finish_reason, self->n_calls > 0);

  batch_translator_put_name (out, "stop_sequence");
  if (choice->stop_reason.type == BATCH_JSON_STRING)
    batch_json_append_value (out, &choice->stop_reason);
  else
    g_string_append (out, "null");
}

static void
put_message (Making        *self,
             const Chat    *chat,
             const Choice  *choice,
             const Message *message,
             GString       *out)
{
  g_string_append_printf (out, "{\"id\":\"msg_%s\"", self->id->str);
  batch_translator_put_raw (out, "type", "\"message\",\"role\":\"assistant\"");
  batch_translator_put (out, "model", &chat->model);
  g_string_append_printf (out, ",\"content\":[%s]", self->blocks->str);
  put_stop_reason (self, choice, message, out);
  batch_answer_put_usage (out, batch_translator_is_there (&chat->usage) ? &chat->usage
                                                                        : &choice->usage,
                          BATCH_ENDPOINT_MESSAGES);
  g_string_append (out, self->extras->out->str);
  g_string_append_c (out, '}');
}

static gboolean
read_choice (BatchTranslator      *translator,
             const BatchJsonValue *element,
             guint                 index,
             gpointer              field)
{
  if (index > 0)
    return batch_translator_refuse (translator, NULL, "of which a message has but one");

  *(BatchJsonValue *) field = *element;
  return TRUE;
}

/* What did not say why it ended, or has counts twice. */
static void
keep_choice (Making       *self,
             const Chat   *chat,
             const Choice *choice)
{
  static const BatchJsonValue usage = { (const guint8 *) "\"usage\"", 7, BATCH_JSON_STRING };
  static const BatchJsonValue reason = { (const guint8 *) "\"stop_reason\"", 13,
                                         BATCH_JSON_STRING };

  if (batch_translator_is_there (&chat->usage))
    batch_answer_extras_add (self->extras, "choice", &usage, &choice->usage);
  if (choice->stop_reason.type != BATCH_JSON_STRING)
    batch_answer_extras_add (self->extras, "choice", &reason, &choice->stop_reason);
}

static void
note_id (Making               *self,
         const BatchJsonValue *id)
{
  g_autoptr(GString) whole = g_string_new (NULL);

  batch_api_words_append_message_id (whole, id);
  g_string_append_len (self->id, whole->str + 5, (gssize) whole->len - 6);
}

gboolean
batch_chat_to_message (BatchTranslator      *translator,
                       const BatchJsonValue *value,
                       GString              *out)
{
  g_autoptr(GString) blocks = g_string_new (NULL);
  g_autoptr(GString) extras = g_string_new (NULL);
  g_autoptr(GString) id = g_string_new (NULL);
  g_auto(BatchAnswerExtras) others = { extras, batch_answer_message_names };
  Making self = { translator, blocks, &others, id, 0, FALSE };
  BatchJsonValue first = { 0 };
  Chat chat = { 0 };
  Choice choice = { 0 };
  Message message = { 0 };

  batch_answer_read (value, chat_slots, G_N_ELEMENTS (chat_slots), &chat, "chat", &others);
  note_id (&self, &chat.id);
  if (!batch_translator_each (translator, "choices", &chat.choices, read_choice, &first))
    return FALSE;
  if (first.type != BATCH_JSON_OBJECT)
    return batch_translator_miss (translator, "choices[0]");

  batch_answer_read (&first, choice_slots, G_N_ELEMENTS (choice_slots), &choice, "choice",
                     &others);
  keep_choice (&self, &chat, &choice);
  if (!take_message (&self, &choice.message, &message))
    return FALSE;

  put_message (&self, &chat, &choice, &message, out);
  return TRUE;
}
