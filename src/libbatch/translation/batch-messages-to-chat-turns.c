/* batch-messages-to-chat-turns.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-messages-to-chat-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-chat-turns-private.h"

/* The rule:
 *
 *   system: a text, or blocks of text         → the first message, of role system
 *   content: a text, or one block of it       → a text; several blocks stay several
 *   image: base64, url                        → image_url: data:…, the address
 *   assistant: thinking, before the rest      → reasoning_content, but for OpenAI
 *   assistant: tool_use, after the rest       → tool_calls
 *   user: tool_result                         → a message of role tool, in its place; of one that
 *                                               is_error the text begins with “Error: ”
 *   an image in a tool_result                 → in a message of the user that follows the results,
 *                                               as tools may answer with text only, and says whose
 *                                               it is
 *   assistant, as the last message            → stays where a server goes on with it
 *   anything else: documents, citations, …    → refused
 */

/* Every block that can be carried has some of these. */
typedef struct
{
  BatchJsonValue type;
  BatchJsonValue id;
  BatchJsonValue name;
  BatchJsonValue input;
  BatchJsonValue caller;
  BatchJsonValue tool_use_id;
  BatchJsonValue content;
  BatchJsonValue is_error;
  BatchJsonValue thinking;
} Block;

static const BatchTranslatorMember use_members[] = {
  { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Block, type) },
  { "id", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Block, id) },
  { "name", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Block, name) },
  { "input", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Block, input) },
  { "caller", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Block, caller) },
  { "cache_control", BATCH_IS_HARMLESS, 0 },
};

static const BatchTranslatorMember result_members[] = {
  { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Block, type) },
  { "tool_use_id", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Block, tool_use_id) },
  { "content", BATCH_TAKES_STRING | BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Block, content) },
  { "is_error", BATCH_TAKES_BOOLEAN, G_STRUCT_OFFSET (Block, is_error) },
  { "cache_control", BATCH_IS_HARMLESS, 0 },
};

/* The seal says to Anthropic that the thoughts are its own; nobody else asks. */
static const BatchTranslatorMember thinking_members[] = {
  { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Block, type) },
  { "thinking", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Block, thinking) },
  { "signature", BATCH_IS_HARMLESS, 0 },
};

/* --- Of the user --- */

/* The images of results have their place before what the user says then. */
static void
add_images (BatchChatTurns *self)
{
  if (self->images->len == 0)
    return;

  batch_translator_put_comma (self->parts);
  g_string_append_len (self->parts, self->images->str, (gssize) self->images->len);
  g_string_truncate (self->images, 0);
  self->n_parts += 2;
}

static void
end_user (BatchChatTurns *self)
{
  add_images (self);
  if (self->n_parts == 0)
    return;

  batch_chat_turns_begin_message (self, "user");
  batch_chat_turns_put_content (self);
  g_string_append_c (self->out, '}');
}

typedef struct
{
  BatchChatTurns *turns;
  Block          *result;
  GString        *images;
  const char     *before;
} Result;

static gboolean
take_result_block (BatchTranslator      *translator,
                   const BatchJsonValue *element,
                   guint                 index,
                   gpointer              data)
{
  BatchJsonValue type = batch_translator_peek_type (element);
  Result *result = data;
  const char *before = result->before;

  if (batch_json_value_is (&type, "image"))
    return batch_chat_turns_take_image (result->turns, element, result->images);
  if (!batch_json_value_is (&type, "text"))
    return batch_translator_refuse (translator, "type", NULL);

  result->before = "";
  return batch_chat_turns_take_text (result->turns, element, before);
}

static void
hold_images (BatchChatTurns *self,
             const Result   *result)
{
  if (result->images->len == 0)
    return;

  batch_translator_put_comma (self->images);
  g_string_append (self->images, "{\"type\":\"text\",\"text\":\"Images in the result of ");
  batch_translator_put_inside (self->images, &result->result->tool_use_id);
  g_string_append_printf (self->images, ":\"},%s", result->images->str);
}

static gboolean
take_result (BatchChatTurns       *self,
             const BatchJsonValue *element)
{
  BatchTranslator *translator = self->translator;
  g_autoptr(GString) images = g_string_new (NULL);
  Block block = { 0 };
  const BatchJsonValue nothing = { 0 };
  Result result = { self, &block, images, "" };

  if (!batch_translator_read (translator, element, result_members, G_N_ELEMENTS (result_members),
                              &block))
    return FALSE;
  if (!batch_translator_is_there (&block.tool_use_id))
    return batch_translator_miss (translator, "tool_use_id");

  if (self->n_parts > 0)
    end_user (self);
  if (block.is_error.type == BATCH_JSON_TRUE)
    result.before = "Error: ";
  if (block.content.type == BATCH_JSON_ARRAY
      && !batch_translator_each (translator, "content", &block.content, take_result_block, &result))
    return FALSE;
  if (block.content.type == BATCH_JSON_STRING || (self->n_parts == 0 && *result.before != '\0'))
    batch_chat_turns_add_text (self, result.before, &block.content);
  else if (self->n_parts == 0 && images->len > 0)
    batch_chat_turns_add_text (self, "See the images.", &nothing);

  batch_chat_turns_begin_message (self, "tool");
  batch_translator_put (self->out, "tool_call_id", &block.tool_use_id);
  batch_chat_turns_put_content (self);
  g_string_append_c (self->out, '}');
  hold_images (self, &result);
  return TRUE;
}

static gboolean
take_user_block (BatchTranslator      *translator,
                 const BatchJsonValue *element,
                 guint                 index,
                 gpointer              data)
{
  BatchJsonValue type = batch_translator_peek_type (element);
  BatchChatTurns *self = data;

  if (batch_json_value_is (&type, "tool_result"))
    return take_result (self, element);

  add_images (self);
  if (batch_json_value_is (&type, "text"))
    return batch_chat_turns_take_text (self, element, "");
  if (!batch_json_value_is (&type, "image"))
    return batch_translator_refuse (translator, "type", NULL);

  self->n_parts++;
  return batch_chat_turns_take_image (self, element, self->parts);
}

static gboolean
take_user (BatchChatTurns       *self,
           const BatchJsonValue *content)
{
  if (content->type == BATCH_JSON_ARRAY)
    {
      if (!batch_translator_each (self->translator, "content", content, take_user_block, self))
        return FALSE;
      end_user (self);
      return TRUE;
    }

  batch_chat_turns_begin_message (self, "user");
  batch_translator_put (self->out, "content", content);
  g_string_append_c (self->out, '}');
  return TRUE;
}

/* --- Of the system --- */

static gboolean
take_system_block (BatchTranslator      *translator,
                   const BatchJsonValue *element,
                   guint                 index,
                   gpointer              data)
{
  BatchJsonValue type = batch_translator_peek_type (element);

  if (!batch_json_value_is (&type, "text"))
    return batch_translator_refuse (translator, "type", NULL);

  return batch_chat_turns_take_text (data, element, "");
}

static gboolean
take_system (BatchChatTurns       *self,
             const char           *name,
             const BatchJsonValue *content)
{
  if (content->type == BATCH_JSON_ARRAY
      && !batch_translator_each (self->translator, name, content, take_system_block, self))
    return FALSE;

  batch_chat_turns_begin_message (self, "system");
  if (content->type == BATCH_JSON_STRING)
    batch_translator_put (self->out, "content", content);
  else
    batch_chat_turns_put_content (self);
  g_string_append_c (self->out, '}');
  return TRUE;
}

/* --- Of the assistant --- */

static gboolean
take_thoughts (BatchChatTurns       *self,
               const BatchJsonValue *element)
{
  BatchTranslator *translator = self->translator;
  Block block = { 0 };

  if ((self->traits & BATCH_CHAT_IS_STRICT) != 0)
    return batch_translator_refuse (translator, "type", NULL);
  if (self->n_parts > 0 || self->calls->len > 0)
    return batch_translator_refuse (translator, "type", "which comes after what was said");
  if (!batch_translator_read (translator, element, thinking_members,
                              G_N_ELEMENTS (thinking_members), &block))
    return FALSE;

  if (self->thoughts->len > 0)
    g_string_append (self->thoughts, "\\n");
  batch_translator_put_inside (self->thoughts, &block.thinking);
  return TRUE;
}

static gboolean
check_use (BatchTranslator *translator,
           const Block     *block)
{
  static const char *const known[] = { "type", NULL };
  BatchJsonValue caller = batch_translator_peek_type (&block->caller);

  if (batch_translator_is_there (&block->caller)
      && (!batch_json_value_is (&caller, "direct")
          || batch_translator_has_others (&block->caller, known)))
    return batch_translator_refuse (translator, "caller", NULL);
  if (!batch_translator_is_there (&block->id))
    return batch_translator_miss (translator, "id");
  if (!batch_translator_is_there (&block->name))
    return batch_translator_miss (translator, "name");

  return TRUE;
}

static gboolean
take_use (BatchChatTurns       *self,
          const BatchJsonValue *element)
{
  Block block = { 0 };

  if (!batch_translator_read (self->translator, element, use_members, G_N_ELEMENTS (use_members),
                              &block)
      || !check_use (self->translator, &block))
    return FALSE;

  batch_chat_turns_begin_call (self, &block.id, &block.name);
  if (batch_translator_is_there (&block.input))
    batch_json_append_string (self->calls, (const char *) block.input.data,
                              (gssize) block.input.length);
  else
    g_string_append (self->calls, "\"{}\"");
  g_string_append (self->calls, "}}");
  return TRUE;
}

static gboolean
take_assistant_block (BatchTranslator      *translator,
                      const BatchJsonValue *element,
                      guint                 index,
                      gpointer              data)
{
  BatchJsonValue type = batch_translator_peek_type (element);
  BatchChatTurns *self = data;

  if (batch_json_value_is (&type, "tool_use"))
    return take_use (self, element);
  if (batch_json_value_is (&type, "thinking"))
    return take_thoughts (self, element);
  if (!batch_json_value_is (&type, "text"))
    return batch_translator_refuse (translator, "type", NULL);
  if (self->calls->len > 0)
    return batch_translator_refuse (translator, "type", "which comes after the call of a tool");

  return batch_chat_turns_take_text (self, element, "");
}

static gboolean
take_assistant (BatchChatTurns       *self,
                const BatchJsonValue *content)
{
  if (content->type == BATCH_JSON_ARRAY
      && !batch_translator_each (self->translator, "content", content, take_assistant_block, self))
    return FALSE;

  batch_chat_turns_put_said (self, content);
  return TRUE;
}

/* --- Messages --- */

typedef struct
{
  BatchJsonValue role;
  BatchJsonValue content;
} Message;

static gboolean
take_message (BatchTranslator      *translator,
              const BatchJsonValue *element,
              guint                 index,
              gpointer              data)
{
  static const BatchTranslatorMember members[] = {
    { "role", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Message, role) },
    { "content", BATCH_TAKES_STRING | BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Message, content) },
  };
  BatchChatTurns *self = data;
  Message message = { 0 };

  if (!batch_translator_read (translator, element, members, G_N_ELEMENTS (members), &message))
    return FALSE;
  if (!batch_translator_is_there (&message.content))
    return batch_translator_miss (translator, "content");

  if (batch_json_value_is (&message.role, "user"))
    return take_user (self, &message.content);
  if (batch_json_value_is (&message.role, "assistant"))
    return take_assistant (self, &message.content);
  if (batch_json_value_is (&message.role, "system"))
    return take_system (self, "content", &message.content);

  return batch_translator_refuse (translator, "role", NULL);
}

typedef struct
{
  BatchJsonValue message;
  guint          index;
} Last;

static gboolean
find_last (BatchTranslator      *translator,
           const BatchJsonValue *element,
           guint                 index,
           gpointer              data)
{
  *(Last *) data = (Last) { *element, index };
  return TRUE;
}

/* What is said for the assistant, so that it goes on with it. */
static gboolean
check_last (BatchChatTurns       *self,
            const BatchJsonValue *messages)
{
  static const BatchJsonMember members[] = { { "role", batch_json_read_slice, 0 } };
  BatchJsonValue role = { 0 };
  BatchJsonScanner scanner;
  Last last = { 0 };

  batch_translator_each (self->translator, "messages", messages, find_last, &last);
  batch_json_scanner_init (&scanner, last.message.data, last.message.length, 0);
  if (batch_translator_is_there (&last.message))
    batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &role);
  if (!batch_json_value_is (&role, "assistant"))
    return TRUE;

  g_string_printf (self->translator->path, "messages[%u]", last.index);
  return batch_translator_refuse (self->translator, NULL,
                                  "which an assistant there does not go on with");
}

static gboolean
take_messages (BatchChatTurns       *self,
               const BatchJsonValue *system,
               const BatchJsonValue *messages)
{
  if (batch_translator_is_there (system) && !take_system (self, "system", system))
    return FALSE;
  if (!batch_translator_each (self->translator, "messages", messages, take_message, self))
    return FALSE;

  return (self->traits & BATCH_CHAT_GOES_ON) != 0 || check_last (self, messages);
}

gboolean
batch_messages_to_chat_append_turns (BatchTranslator      *translator,
                                     GString              *out,
                                     BatchChatTraits       traits,
                                     const BatchJsonValue *system,
                                     const BatchJsonValue *messages)
{
  g_autoptr(GString) parts = g_string_new (NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) images = g_string_new (NULL);
  g_autoptr(GString) thoughts = g_string_new (NULL);
  g_autoptr(GString) calls = g_string_new (NULL);
  BatchChatTurns self = { translator, traits, out, parts, text, images, thoughts, calls, 0 };

  if (!batch_translator_is_there (messages))
    return batch_translator_miss (translator, "messages");

  batch_translator_put_raw (out, "messages", "[");
  if (!take_messages (&self, system, messages))
    return FALSE;
  g_string_append_c (out, ']');
  return TRUE;
}
