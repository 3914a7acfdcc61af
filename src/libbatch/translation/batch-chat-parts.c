/* batch-chat-parts.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-chat-parts-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-answer-translation-private.h"

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
  Part part = { 0 };

  batch_json_value_read_members (element, members, G_N_ELEMENTS (members), &part);
  if (batch_json_value_is (&type, "text"))
    return batch_chat_parts_read (translator, "text", &part.text, reading->thought, reading->func,
                                  reading->data);
  if (batch_json_value_is (&type, "thinking"))
    return batch_chat_parts_read (translator, "thinking", &part.thinking, TRUE, reading->func,
                                  reading->data);
  return batch_translator_refuse (translator, "type", NULL);
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

  func (value, thought, data);
  return TRUE;
}

void
batch_chat_call_read_rest (const BatchJsonValue *call,
                           const BatchJsonValue *function,
                           GString              *rest)
{
  static const BatchAnswerSlot slots[] = {
    { "index", BATCH_ANSWER_LEFT },
    { "id", BATCH_ANSWER_LEFT },
    { "type", BATCH_ANSWER_LEFT },
    { "function", BATCH_ANSWER_LEFT },
    { "name", BATCH_ANSWER_LEFT },
    { "arguments", BATCH_ANSWER_LEFT },
    { "input", BATCH_ANSWER_LEFT },
    { "partial_json", BATCH_ANSWER_LEFT },
  };

  if (call != NULL)
    batch_answer_read (call, slots, G_N_ELEMENTS (slots), NULL, rest);
  batch_answer_read (function, slots, G_N_ELEMENTS (slots), NULL, rest);
}

gboolean
batch_chat_text_says_more (const BatchJsonValue *block)
{
  static const BatchAnswerSlot slots[] = {
    { "type", BATCH_ANSWER_LEFT },
    { "text", BATCH_ANSWER_LEFT },
    { "citations", BATCH_ANSWER_LEFT },
  };
  g_autoptr(GString) rest = g_string_new (NULL);

  batch_answer_read (block, slots, G_N_ELEMENTS (slots), NULL, rest);
  return rest->len > 0;
}
