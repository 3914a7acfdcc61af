/* batch-chat-parts.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-chat-parts-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-answer-extras-private.h"

typedef struct
{
  BatchChatPartFunc func;
  gpointer          data;
  gboolean          thought;
} Reading;

typedef struct
{
  BatchJsonValue text;
  BatchJsonValue thinking;
} Part;

/* What a block of a message says itself. */
static const char *const text_names[] = { "type", "text", "thinking", "signature", NULL };

static void
read_part_extras (const BatchJsonValue *element,
                  GString              *extras)
{
  static const char *const known[] = { "type", "text", "thinking", NULL };
  g_auto(BatchAnswerExtras) others = { extras, text_names };

  batch_answer_extras_add_others (&others, "part", element, known);
}

/* The rest of a text goes with it, that of a list of them behind. */
static gboolean
read_inside (BatchTranslator      *translator,
             const char           *name,
             const BatchJsonValue *inside,
             gboolean              thought,
             const char           *extras,
             const Reading        *reading)
{
  static const BatchJsonValue nothing = { 0 };

  if (inside->type == BATCH_JSON_STRING)
    {
      reading->func (inside, thought, extras, reading->data);
      return TRUE;
    }
  if (!batch_chat_parts_read (translator, name, inside, thought, reading->func, reading->data))
    return FALSE;

  if (*extras != '\0')
    reading->func (&nothing, thought, extras, reading->data);
  return TRUE;
}

static gboolean
read_part (BatchTranslator      *translator,
           const BatchJsonValue *element,
           guint                 index,
           gpointer              data)
{
  static const BatchJsonMember members[] = {
    { "text", batch_json_read_slice, G_STRUCT_OFFSET (Part, text) },
    { "thinking", batch_json_read_slice, G_STRUCT_OFFSET (Part, thinking) },
  };
  const Reading *reading = data;
  BatchJsonValue type = batch_translator_peek_type (element);
  gboolean thought = batch_json_value_is (&type, "thinking");
  g_autoptr(GString) extras = g_string_new (NULL);
  Part part = { 0 };

  if (!thought && !batch_json_value_is (&type, "text"))
    return batch_translator_refuse (translator, "type", NULL);

  batch_json_value_read_members (element, members, G_N_ELEMENTS (members), &part);
  if (batch_translator_is_there (thought ? &part.text : &part.thinking))
    return batch_translator_refuse (translator, thought ? "text" : "thinking", NULL);

  read_part_extras (element, extras);
  return read_inside (translator, thought ? "thinking" : "text",
                      thought ? &part.thinking : &part.text, thought || reading->thought,
                      extras->str, reading);
}

gboolean
batch_chat_parts_read (BatchTranslator      *translator,
                       const char           *name,
                       const BatchJsonValue *value,
                       gboolean              thought,
                       BatchChatPartFunc     func,
                       gpointer              data)
{
  Reading reading = { func, data, thought };

  if (value->type == BATCH_JSON_NONE || value->type == BATCH_JSON_NULL)
    return TRUE;
  if (value->type == BATCH_JSON_ARRAY)
    return batch_translator_each (translator, name, value, read_part, &reading);
  if (value->type != BATCH_JSON_STRING)
    return batch_translator_refuse (translator, name, "which is neither a text nor a list");

  func (value, thought, "", data);
  return TRUE;
}

void
batch_chat_call_read_extras (const BatchJsonValue *call,
                             const BatchJsonValue *function,
                             GString              *extras)
{
  static const char *const known[] = { "index", "id", "type", "function", NULL };
  static const char *const known_inside[] = { "name", "arguments", NULL };
  static const char *const taken[] = { "type", "id", "name", "input", "partial_json", NULL };
  g_auto(BatchAnswerExtras) others = { extras, taken };

  if (call != NULL)
    batch_answer_extras_add_others (&others, "call", call, known);
  batch_answer_extras_add_others (&others, "function", function, known_inside);
}

void
batch_message_call_read_extras (const BatchJsonValue *block,
                                gboolean              goes_on,
                                GString              *extras)
{
  static const char *const known[] = { "type", "id", "name", "input", NULL };
  static const char *const known_delta[] = { "type", "partial_json", NULL };
  static const char *const taken[] = { "index", "id", "type", "function", NULL };
  g_auto(BatchAnswerExtras) others = { extras, taken };

  batch_answer_extras_add_others (&others, "block", block, goes_on ? known_delta : known);
}

void
batch_message_text_read_extras (const BatchJsonValue *block,
                                const char           *name,
                                GString              *extras)
{
  const char *const known[] = {
    "type", name, g_str_equal (name, "thinking") ? "signature" : NULL, NULL,
  };
  static const char *const taken[] = {
    "role", "content", "reasoning_content", "refusal", "text_blocks", "thinking_blocks",
    "tool_calls", NULL,
  };
  g_auto(BatchAnswerExtras) others = { extras, taken };

  batch_answer_extras_add_others (&others, "block", block, known);
}
