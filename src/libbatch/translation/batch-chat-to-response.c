/* batch-chat-to-response.c
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

/* The rule, for the first choice; each item has its id by what it is, so that it is known as soon
 * as the item begins, and ends with its status:
 *
 *   id                                       → id, which begins as those of responses do
 *   created                                  → created_at
 *   message.reasoning_content, .reasoning    → output[]: reasoning, the thoughts as its content
 *   message.content, .refusal                → output[]: message, with a part for each
 *   logprobs.content                         → logprobs of the text
 *   message.tool_calls, .function_call       → output[]: function_call
 *   finish_reason: length, content_filter    → status: incomplete, and incomplete_details
 *   usage                                    → see batch-api-words.c, batch-answer-usage.c
 *   object, role, index                      → nothing
 *   message.audio, another choice            → refused
 *   anything else                            → stays, as a member of the response: see
 *                                              batch-answer-extras-private.h
 *
 * Settings are those of the request: see batch-response-echo.c. */

typedef struct
{
  BatchJsonValue id;
  BatchJsonValue created;
  BatchJsonValue model;
  BatchJsonValue choices;
  BatchJsonValue usage;
} Chat;

typedef struct
{
  BatchJsonValue message;
  BatchJsonValue finish_reason;
  BatchJsonValue logprobs;
} Choice;

typedef struct
{
  BatchJsonValue content;
  BatchJsonValue refusal;
  BatchJsonValue reasoning;
  BatchJsonValue reasoning_content;
  BatchJsonValue tool_calls;
  BatchJsonValue function_call;
  BatchJsonValue audio;
} Message;

typedef struct
{
  BatchTranslator   *translator;
  BatchAnswerExtras *extras;
  GString           *items;
  GString           *id;        /* the inside of that of the response, without its beginning */
  GString           *thoughts;  /* parts of content */
  GString           *parts;     /* likewise */
  BatchJsonValue     logprobs;  /* of the text; NONE: there are none */
  guint              n_calls;
} Making;

static const BatchAnswerSlot chat_slots[] = {
  { "id", G_STRUCT_OFFSET (Chat, id) },
  { "created", G_STRUCT_OFFSET (Chat, created) },
  { "model", G_STRUCT_OFFSET (Chat, model) },
  { "choices", G_STRUCT_OFFSET (Chat, choices) },
  { "usage", G_STRUCT_OFFSET (Chat, usage) },
  { "object", BATCH_ANSWER_LEFT },
};

static const BatchAnswerSlot choice_slots[] = {
  { "message", G_STRUCT_OFFSET (Choice, message) },
  { "finish_reason", G_STRUCT_OFFSET (Choice, finish_reason) },
  { "logprobs", G_STRUCT_OFFSET (Choice, logprobs) },
  { "index", BATCH_ANSWER_LEFT },
};

static const BatchAnswerSlot message_slots[] = {
  { "content", G_STRUCT_OFFSET (Message, content) },
  { "refusal", G_STRUCT_OFFSET (Message, refusal) },
  { "reasoning", G_STRUCT_OFFSET (Message, reasoning) },
  { "reasoning_content", G_STRUCT_OFFSET (Message, reasoning_content) },
  { "tool_calls", G_STRUCT_OFFSET (Message, tool_calls) },
  { "function_call", G_STRUCT_OFFSET (Message, function_call) },
  { "audio", G_STRUCT_OFFSET (Message, audio) },
  { "role", BATCH_ANSWER_LEFT },
};

/* --- Parts --- */

/* Once: it is that of all texts. */
static void
put_logprobs (Making *self)
{
  if (batch_translator_is_there (&self->logprobs))
    batch_translator_put (self->parts, "logprobs", &self->logprobs);
  else
    batch_translator_put_raw (self->parts, "logprobs", "[]");
  self->logprobs = (BatchJsonValue) { 0 };
}

/* What a server says of a part by itself has the place of what would stand there. */
static void
put_part (Making               *self,
          const BatchJsonValue *text,
          const char           *extras)
{
  batch_translator_put_comma (self->parts);
  g_string_append (self->parts, "{\"type\":\"output_text\",\"text\":\"");
  batch_translator_put_inside (self->parts, text);
  g_string_append_printf (self->parts, "\"%s", extras);
  if (strstr (extras, "\"annotations\":") == NULL)
    batch_translator_put_raw (self->parts, "annotations", "[]");
  if (strstr (extras, "\"logprobs\":") == NULL)
    put_logprobs (self);
  g_string_append_c (self->parts, '}');
}

static void
take_part (const BatchJsonValue *text,
           gboolean              thought,
           const char           *extras,
           gpointer              data)
{
  Making *self = data;

  if (!batch_json_value_has_text (text) && *extras == '\0')
    return;
  if (!thought)
    {
      put_part (self, text, extras);
      return;
    }

  batch_translator_put_comma (self->thoughts);
  g_string_append (self->thoughts, "{\"type\":\"reasoning_text\",\"text\":\"");
  batch_translator_put_inside (self->thoughts, text);
  g_string_append_printf (self->thoughts, "\"%s}", extras);
}

/* --- Items --- */

void
batch_response_put_item_id (GString    *out,
                            const char *prefix,
                            const char *id,
                            guint       number)
{
  g_string_append_printf (out, "%s%s", prefix, id);
  if (number > 1)
    g_string_append_printf (out, "_%u", number);
}

/* @number: among those of its type, from 1 on */
static void
begin_item (Making     *self,
            const char *type,
            const char *prefix,
            guint       number)
{
  batch_translator_put_comma (self->items);
  g_string_append_printf (self->items, "{\"type\":\"%s\",\"id\":\"", type);
  batch_response_put_item_id (self->items, prefix, self->id->str, number);
  g_string_append_c (self->items, '"');
}

static const char completed[] = ",\"status\":\"completed\"}";

static void
end_item (Making *self)
{
  g_string_append (self->items, completed);
}

/* The one that was being said when there was no room left. */
static void
cut_last_item (Making *self)
{
  if (self->items->len == 0)
    return;

  g_string_truncate (self->items, self->items->len - strlen (completed));
  g_string_append (self->items, ",\"status\":\"incomplete\"}");
}

static void
put_thoughts (Making *self)
{
  if (self->thoughts->len == 0)
    return;

  begin_item (self, "reasoning", "rs_", 1);
  g_string_append_printf (self->items, ",\"summary\":[],\"content\":[%s]", self->thoughts->str);
  end_item (self);
}

static void
put_message (Making        *self,
             const Message *message)
{
  if (batch_json_value_has_text (&message->refusal))
    {
      batch_translator_put_comma (self->parts);
      g_string_append (self->parts, "{\"type\":\"refusal\"");
      batch_translator_put (self->parts, "refusal", &message->refusal);
      g_string_append_c (self->parts, '}');
    }
  if (self->parts->len == 0)
    return;

  begin_item (self, "message", "msg_", 1);
  g_string_append_printf (self->items, ",\"role\":\"assistant\",\"content\":[%s]",
                          self->parts->str);
  end_item (self);
}

/* --- Calls of tools --- */

/* Clients parse them, also those of a call without any. */
static gboolean
put_arguments (Making               *self,
               const BatchJsonValue *arguments)
{
  if (batch_json_value_has_text (arguments))
    batch_translator_put (self->items, "arguments", arguments);
  else if (arguments->type == BATCH_JSON_OBJECT)
    {
      batch_translator_put_name (self->items, "arguments");
      batch_json_append_string (self->items, (const char *) arguments->data,
                                (gssize) arguments->length);
    }
  else if (!batch_translator_is_there (arguments) || arguments->type == BATCH_JSON_STRING
           || arguments->type == BATCH_JSON_NULL)
    batch_translator_put_text (self->items, "arguments", "{}");
  else
    return batch_translator_refuse (self->translator, "arguments", "which is not a JSON object");
  return TRUE;
}

static gboolean
put_call (BatchTranslator     *translator,
          const BatchChatCall *call,
          gpointer             data)
{
  Making *self = data;

  begin_item (self, "function_call", "fc_", ++self->n_calls);
  batch_translator_put_name (self->items, "call_id");
  if (batch_json_value_has_text (&call->id))
    batch_json_append_value (self->items, &call->id);
  else
    g_string_append_printf (self->items, "\"call_%s_%u\"", self->id->str, self->n_calls);
  batch_translator_put (self->items, "name", &call->name);
  if (!put_arguments (self, &call->arguments))
    return FALSE;

  g_string_append (self->items, call->extras);
  end_item (self);
  return TRUE;
}

/* --- The message --- */

/* Most servers say the same twice. */
static gboolean
take_thoughts (Making        *self,
               const Message *message)
{
  static const BatchJsonValue other = { (const guint8 *) "\"reasoning\"", 11, BATCH_JSON_STRING };
  gboolean first = batch_json_value_has_text (&message->reasoning_content)
                   || message->reasoning_content.type == BATCH_JSON_ARRAY;
  const BatchJsonValue *thoughts = first ? &message->reasoning_content : &message->reasoning;

  if (first && batch_translator_is_there (&message->reasoning)
      && !batch_json_values_equal (thoughts, &message->reasoning))
    batch_answer_extras_add (self->extras, "message", &other, &message->reasoning);
  return batch_chat_parts_read (self->translator, first ? "reasoning_content" : "reasoning",
                                thoughts, TRUE, take_part, self);
}

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

  put_thoughts (self);
  put_message (self, message);
  return batch_chat_calls_read (self->translator, &message->tool_calls, &message->function_call,
                                put_call, self);
}

static gboolean
take_message (Making               *self,
              const BatchJsonValue *value)
{
  gsize entered = batch_translator_enter (self->translator, "choices[0].message");
  Message message = { 0 };
  gboolean good;

  batch_answer_read (value, message_slots, G_N_ELEMENTS (message_slots), &message, "message",
                     self->extras);
  good = take_content (self, &message);
  batch_translator_leave (self->translator, entered);
  return good;
}

/* --- The response --- */

/* What is told of the text, and what has no place there. */
static void
take_logprobs (Making               *self,
               const BatchJsonValue *value)
{
  static const BatchJsonMember members[] = { { "content", batch_json_read_slice, 0 } };
  static const BatchJsonValue key = { (const guint8 *) "\"logprobs\"", 10, BATCH_JSON_STRING };
  static const char *const known[] = { "content", NULL };
  BatchJsonValue content = { 0 };

  if (value->type == BATCH_JSON_OBJECT)
    batch_json_value_read_members (value, members, G_N_ELEMENTS (members), &content);
  if (content.type == BATCH_JSON_ARRAY && !batch_translator_has_others (value, known))
    self->logprobs = content;
  else if (value->type != BATCH_JSON_OBJECT || batch_translator_is_there (&content)
           || batch_translator_has_others (value, known))
    batch_answer_extras_add (self->extras, "choice", &key, value);
}

/* (nullable): it is whole */
static const char *
find_cut (Making       *self,
          const Choice *choice)
{
  static const BatchJsonValue key = { (const guint8 *) "\"finish_reason\"", 15,
                                      BATCH_JSON_STRING };
  static const char *const whole[] = { "stop", "tool_calls", "function_call", NULL };

  if (batch_json_value_is (&choice->finish_reason, "length"))
    return "max_output_tokens";
  if (batch_json_value_is (&choice->finish_reason, "content_filter"))
    return "content_filter";
  if (!batch_json_value_is_any (&choice->finish_reason, whole))
    batch_answer_extras_add (self->extras, "choice", &key, &choice->finish_reason);
  return NULL;
}

static void
put_response (Making     *self,
              const Chat *chat,
              const char *cut,
              gint64      created,
              GBytes     *request,
              GString    *out)
{
  gint64 begun = created;

  if (!batch_json_value_get_int (&chat->created, &begun))
    begun = created;
  g_string_append_printf (out, "{\"id\":\"resp_%s\",\"object\":\"response\",\"created_at\":%"
                          G_GINT64_FORMAT ",\"status\":\"%s\",\"error\":null,"
                          "\"incomplete_details\":",
                          self->id->str, begun, cut != NULL ? "incomplete" : "completed");
  if (cut != NULL)
    g_string_append_printf (out, "{\"reason\":\"%s\"}", cut);
  else
    g_string_append (out, "null");
  if (cut == NULL)
    g_string_append_printf (out, ",\"completed_at\":%" G_GINT64_FORMAT, MAX (begun, created));
  else
    batch_translator_put_raw (out, "completed_at", "null");
  batch_translator_put (out, "model", &chat->model);
  g_string_append_printf (out, ",\"output\":[%s]", self->items->str);
  batch_response_echo_put (out, request);
  if (batch_translator_is_there (&chat->usage))
    batch_answer_put_usage (out, &chat->usage, BATCH_ENDPOINT_RESPONSES);
  else
    batch_translator_put_raw (out, "usage", "null");
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
    return batch_translator_refuse (translator, NULL, "of which a response has but one");

  *(BatchJsonValue *) field = *element;
  return TRUE;
}

static void
note_id (Making               *self,
         const BatchJsonValue *id)
{
  g_autoptr(GString) whole = g_string_new (NULL);

  batch_api_words_append_response_id (whole, id);
  g_string_append_len (self->id, whole->str + strlen ("\"resp_"),
                       (gssize) (whole->len - strlen ("\"resp_\"")));
}

gboolean
batch_chat_to_response (BatchTranslator      *translator,
                        const BatchJsonValue *value,
                        gint64                created,
                        GBytes               *request,
                        GString              *out)
{
  g_autoptr(GString) items = g_string_new (NULL);
  g_autoptr(GString) extras = g_string_new (NULL);
  g_autoptr(GString) id = g_string_new (NULL);
  g_autoptr(GString) thoughts = g_string_new (NULL);
  g_autoptr(GString) parts = g_string_new (NULL);
  g_auto(BatchAnswerExtras) others = { extras, batch_answer_response_names };
  Making self = { translator, &others, items, id, thoughts, parts, { 0 }, 0 };
  BatchJsonValue first = { 0 };
  Chat chat = { 0 };
  Choice choice = { 0 };
  const char *cut;

  batch_answer_read (value, chat_slots, G_N_ELEMENTS (chat_slots), &chat, "chat", &others);
  note_id (&self, &chat.id);
  if (!batch_translator_each (translator, "choices", &chat.choices, read_choice, &first))
    return FALSE;
  if (first.type != BATCH_JSON_OBJECT)
    return batch_translator_miss (translator, "choices[0]");

  batch_answer_read (&first, choice_slots, G_N_ELEMENTS (choice_slots), &choice, "choice",
                     &others);
  take_logprobs (&self, &choice.logprobs);
  cut = find_cut (&self, &choice);
  if (!take_message (&self, &choice.message))
    return FALSE;

  if (cut != NULL)
    cut_last_item (&self);
  put_response (&self, &chat, cut, created, request, out);
  return TRUE;
}
