/* batch-responses-to-chat-turns.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-responses-to-chat-private.h"

#include "json/batch-json-text-private.h"
#include "translation/batch-chat-turns-private.h"

/* The rule:
 *
 *   instructions                              → the first message, of role system
 *   input: a text                             → a message of the user
 *   input[]: message                          → one of its role; developer is system, but for
 *                                               OpenAI
 *   content: input_text, output_text, refusal → a text; several stay several
 *   content: input_image                      → image_url
 *   function_call                             → tool_calls of what the assistant says before, or of
 *                                               a message of its own
 *   reasoning                                 → reasoning_content of what the assistant says then,
 *                                               but for OpenAI; what it is in short, where it does
 *                                               not stand whole
 *   function_call_output, of text             → a message of role tool
 *   anything else: references, files, …       → refused
 *
 * What the assistant says is several items here, and one message there: it ends where somebody
 * else speaks, or the assistant speaks anew, unless it has called a tool. */

typedef struct
{
  BatchChatTurns  turns;           /* its parts are those of the assistant, between two items */
  gboolean        speaks;          /* it has said something */
} Speaker;

/* --- Parts of content --- */

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue text;
  BatchJsonValue annotations;
  BatchJsonValue refusal;
  BatchJsonValue image_url;
  BatchJsonValue detail;
} Part;

static const BatchTranslatorMember text_members[] = {
  { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Part, type) },
  { "text", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Part, text) },
};

static const BatchTranslatorMember said_members[] = {
  { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Part, type) },
  { "text", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Part, text) },
  { "annotations", BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Part, annotations) },
  { "logprobs", BATCH_IS_HARMLESS, 0 },
};

static const BatchTranslatorMember refusal_members[] = {
  { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Part, type) },
  { "refusal", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Part, refusal) },
};

static const BatchTranslatorMember image_members[] = {
  { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Part, type) },
  { "image_url", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Part, image_url) },
  { "detail", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Part, detail) },
};

static gboolean
take_image (BatchChatTurns       *self,
            const BatchJsonValue *element)
{
  Part part = { 0 };

  if (!batch_translator_read (self->translator, element, image_members,
                              G_N_ELEMENTS (image_members), &part))
    return FALSE;
  if (!batch_translator_is_there (&part.image_url))
    return batch_translator_miss (self->translator, "image_url");

  batch_translator_put_comma (self->parts);
  g_string_append (self->parts, "{\"type\":\"image_url\",\"image_url\":{");
  batch_translator_put (self->parts, "url", &part.image_url);
  batch_translator_put (self->parts, "detail", &part.detail);
  g_string_append (self->parts, "}}");
  self->n_parts++;
  return TRUE;
}

static gboolean
take_text (BatchChatTurns              *self,
           const BatchJsonValue        *element,
           const BatchTranslatorMember *members,
           guint                        n_members,
           const char                  *name)
{
  BatchTranslator *translator = self->translator;
  Part part = { 0 };
  const BatchJsonValue *text = members == refusal_members ? &part.refusal : &part.text;

  if (!batch_translator_read (translator, element, members, n_members, &part))
    return FALSE;
  if (!batch_translator_is_there (text))
    return batch_translator_miss (translator, name);
  if (batch_translator_is_filled (&part.annotations))
    return batch_translator_refuse (translator, "annotations", NULL);

  batch_chat_turns_add_text (self, "", text);
  return TRUE;
}

static gboolean
take_heard_part (BatchTranslator      *translator,
                 const BatchJsonValue *element,
                 guint                 index,
                 gpointer              data)
{
  BatchJsonValue type = batch_translator_peek_type (element);

  if (batch_json_value_is (&type, "input_image"))
    return take_image (data, element);
  if (batch_json_value_is (&type, "input_text"))
    return take_text (data, element, text_members, G_N_ELEMENTS (text_members), "text");

  return batch_translator_refuse (translator, "type", NULL);
}

static gboolean
take_text_part (BatchTranslator      *translator,
                const BatchJsonValue *element,
                guint                 index,
                gpointer              data)
{
  BatchJsonValue type = batch_translator_peek_type (element);

  if (batch_json_value_is (&type, "input_text"))
    return take_text (data, element, text_members, G_N_ELEMENTS (text_members), "text");

  return batch_translator_refuse (translator, "type", NULL);
}

static gboolean
take_said_part (BatchTranslator      *translator,
                const BatchJsonValue *element,
                guint                 index,
                gpointer              data)
{
  BatchJsonValue type = batch_translator_peek_type (element);

  if (batch_json_value_is (&type, "output_text") || batch_json_value_is (&type, "input_text"))
    return take_text (data, element, said_members, G_N_ELEMENTS (said_members), "text");
  if (batch_json_value_is (&type, "refusal"))
    return take_text (data, element, refusal_members, G_N_ELEMENTS (refusal_members), "refusal");

  return batch_translator_refuse (translator, "type", NULL);
}

/* --- What is said --- */

static void
end_speech (Speaker *self)
{
  static const BatchJsonValue in_parts = { 0 };

  if (self->speaks)
    batch_chat_turns_put_said (&self->turns, &in_parts);
  self->speaks = FALSE;
}

/* In a chat, what calls have led to follows them at once: what is said before that is said with
 * them. */
static void
begin_speech (Speaker *self)
{
  if (self->turns.n_parts > 0 && self->turns.calls->len == 0)
    end_speech (self);
  self->speaks = TRUE;
}

static gboolean
take_content (Speaker              *self,
              const char           *name,
              const BatchJsonValue *content,
              BatchTranslatorFunc   func)
{
  if (!batch_translator_is_there (content))
    return batch_translator_miss (self->turns.translator, name);
  if (content->type == BATCH_JSON_ARRAY)
    return batch_translator_each (self->turns.translator, name, content, func, &self->turns);

  batch_chat_turns_add_text (&self->turns, "", content);
  return TRUE;
}

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue role;
  BatchJsonValue content;
  BatchJsonValue call_id;
  BatchJsonValue name;
  BatchJsonValue arguments;
  BatchJsonValue output;
  BatchJsonValue summary;
  BatchJsonValue encrypted_content;
} Item;

static gboolean
take_assistant (Speaker    *self,
                const Item *item)
{
  begin_speech (self);
  return take_content (self, "content", &item->content, take_said_part);
}

static gboolean
take_other (Speaker    *self,
            const char *role,
            const Item *item)
{
  end_speech (self);
  if (!take_content (self, "content", &item->content,
                     g_str_equal (role, "user") ? take_heard_part : take_text_part))
    return FALSE;

  batch_chat_turns_begin_message (&self->turns, role);
  batch_chat_turns_put_content (&self->turns);
  g_string_append_c (self->turns.out, '}');
  return TRUE;
}

static gboolean
take_message (Speaker              *self,
              const BatchJsonValue *element)
{
  static const BatchTranslatorMember members[] = {
    { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Item, type) },
    { "role", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Item, role) },
    { "content", BATCH_TAKES_STRING | BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Item, content) },
    { "id", BATCH_IS_HARMLESS, 0 },
    { "status", BATCH_IS_HARMLESS, 0 },
  };
  BatchTranslator *translator = self->turns.translator;
  Item item = { 0 };

  if (!batch_translator_read (translator, element, members, G_N_ELEMENTS (members), &item))
    return FALSE;

  if (batch_json_value_is (&item.role, "assistant"))
    return take_assistant (self, &item);
  if (batch_json_value_is (&item.role, "user"))
    return take_other (self, "user", &item);
  if (batch_json_value_is (&item.role, "system"))
    return take_other (self, "system", &item);
  if (batch_json_value_is (&item.role, "developer"))
    return take_other (self, self->turns.traits & BATCH_CHAT_IS_STRICT ? "developer" : "system",
                       &item);

  return batch_translator_refuse (translator, "role", NULL);
}

/* --- Tools --- */

static gboolean
take_call (Speaker              *self,
           const BatchJsonValue *element)
{
  static const BatchTranslatorMember members[] = {
    { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Item, type) },
    { "call_id", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Item, call_id) },
    { "name", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Item, name) },
    { "arguments", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Item, arguments) },
    { "id", BATCH_IS_HARMLESS, 0 },
    { "status", BATCH_IS_HARMLESS, 0 },
  };
  static const struct
  {
    const char *name;
    gsize       offset;
  } needed[] = {
    { "call_id", G_STRUCT_OFFSET (Item, call_id) },
    { "name", G_STRUCT_OFFSET (Item, name) },
    { "arguments", G_STRUCT_OFFSET (Item, arguments) },
  };
  BatchTranslator *translator = self->turns.translator;
  Item item = { 0 };

  if (!batch_translator_read (translator, element, members, G_N_ELEMENTS (members), &item))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    if (!batch_translator_is_there (G_STRUCT_MEMBER_P (&item, needed[i].offset)))
      return batch_translator_miss (translator, needed[i].name);

  self->speaks = TRUE;
  batch_chat_turns_begin_call (&self->turns, &item.call_id, &item.name);
  batch_json_append_value (self->turns.calls, &item.arguments);
  g_string_append (self->turns.calls, "}}");
  return TRUE;
}

static gboolean
take_output (Speaker              *self,
             const BatchJsonValue *element)
{
  static const BatchTranslatorMember members[] = {
    { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Item, type) },
    { "call_id", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Item, call_id) },
    { "output", BATCH_TAKES_STRING | BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Item, output) },
    { "id", BATCH_IS_HARMLESS, 0 },
    { "status", BATCH_IS_HARMLESS, 0 },
  };
  BatchTranslator *translator = self->turns.translator;
  Item item = { 0 };

  end_speech (self);
  if (!batch_translator_read (translator, element, members, G_N_ELEMENTS (members), &item))
    return FALSE;
  if (!batch_translator_is_there (&item.call_id))
    return batch_translator_miss (translator, "call_id");
  if (!take_content (self, "output", &item.output, take_text_part))
    return FALSE;

  batch_chat_turns_begin_message (&self->turns, "tool");
  batch_translator_put (self->turns.out, "tool_call_id", &item.call_id);
  batch_chat_turns_put_content (&self->turns);
  g_string_append_c (self->turns.out, '}');
  return TRUE;
}

/* --- Thoughts --- */

static gboolean
take_thought (BatchTranslator      *translator,
              const BatchJsonValue *element,
              guint                 index,
              gpointer              data)
{
  BatchJsonValue type = batch_translator_peek_type (element);
  BatchChatTurns *self = data;
  Part part = { 0 };

  if (!batch_json_value_is (&type, "reasoning_text")
      && !batch_json_value_is (&type, "summary_text"))
    return batch_translator_refuse (translator, "type", NULL);
  if (!batch_translator_read (translator, element, text_members, G_N_ELEMENTS (text_members),
                              &part))
    return FALSE;

  if (self->thoughts->len > 0)
    g_string_append (self->thoughts, "\\n");
  batch_translator_put_inside (self->thoughts, &part.text);
  return TRUE;
}

static gboolean
take_reasoning (Speaker              *self,
                const BatchJsonValue *element)
{
  static const BatchTranslatorMember members[] = {
    { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Item, type) },
    { "content", BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Item, content) },
    { "summary", BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Item, summary) },
    { "encrypted_content", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Item, encrypted_content) },
    { "id", BATCH_IS_HARMLESS, 0 },
    { "status", BATCH_IS_HARMLESS, 0 },
  };
  BatchTranslator *translator = self->turns.translator;
  Item item = { 0 };

  if ((self->turns.traits & BATCH_CHAT_IS_STRICT) != 0)
    return batch_translator_refuse (translator, "type", NULL);
  if (!batch_translator_read (translator, element, members, G_N_ELEMENTS (members), &item))
    return FALSE;
  if (batch_json_value_has_text (&item.encrypted_content))
    return batch_translator_refuse (translator, "encrypted_content",
                                    "which only its maker can read");

  begin_speech (self);
  if (batch_translator_is_filled (&item.content))
    return batch_translator_each (translator, "content", &item.content, take_thought,
                                  &self->turns);
  return batch_translator_each (translator, "summary", &item.summary, take_thought, &self->turns);
}

/* --- The whole --- */

static gboolean
take_item (BatchTranslator      *translator,
           const BatchJsonValue *element,
           guint                 index,
           gpointer              data)
{
  static const struct
  {
    const char  *type;
    gboolean   (*take) (Speaker              *self,
                        const BatchJsonValue *element);
  } kinds[] = {
    { "message", take_message },
    { "function_call", take_call },
    { "function_call_output", take_output },
    { "reasoning", take_reasoning },
  };
  BatchJsonValue type = batch_translator_peek_type (element);

  if (!batch_translator_is_there (&type))
    return take_message (data, element);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (batch_json_value_is (&type, kinds[i].type))
      return kinds[i].take (data, element);

  return batch_translator_refuse (translator, "type", NULL);
}

static void
put_text (Speaker              *self,
          const char           *role,
          const BatchJsonValue *text)
{
  batch_chat_turns_begin_message (&self->turns, role);
  batch_translator_put (self->turns.out, "content", text);
  g_string_append_c (self->turns.out, '}');
}

gboolean
batch_responses_to_chat_append_turns (BatchTranslator      *translator,
                                      GString              *out,
                                      BatchChatTraits       traits,
                                      const BatchJsonValue *instructions,
                                      const BatchJsonValue *input)
{
  g_autoptr(GString) parts = g_string_new (NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) thoughts = g_string_new (NULL);
  g_autoptr(GString) calls = g_string_new (NULL);
  Speaker self = { { translator, traits, out, parts, text, NULL, thoughts, calls, 0 }, FALSE };

  if (!batch_translator_is_there (input))
    return batch_translator_miss (translator, "input");

  batch_translator_put_raw (out, "messages", "[");
  if (batch_translator_is_there (instructions))
    put_text (&self, "system", instructions);
  if (input->type == BATCH_JSON_STRING)
    put_text (&self, "user", input);
  else if (!batch_translator_each (translator, "input", input, take_item, &self))
    return FALSE;

  end_speech (&self);
  g_string_append_c (out, ']');
  return TRUE;
}
