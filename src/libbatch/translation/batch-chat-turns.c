/* batch-chat-turns.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-chat-turns-private.h"

#include "json/batch-json-text-private.h"

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue text;
  BatchJsonValue citations;
} TextBlock;

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue source;
} ImageBlock;

static const BatchTranslatorMember text_members[] = {
  { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (TextBlock, type) },
  { "text", BATCH_TAKES_STRING, G_STRUCT_OFFSET (TextBlock, text) },
  { "citations", BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (TextBlock, citations) },
  { "cache_control", BATCH_IS_HARMLESS, 0 },
};

static const BatchTranslatorMember image_members[] = {
  { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (ImageBlock, type) },
  { "source", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (ImageBlock, source) },
  { "cache_control", BATCH_IS_HARMLESS, 0 },
};

void
batch_chat_turns_begin_message (BatchChatTurns *self,
                                const char     *role)
{
  batch_translator_put_comma (self->out);
  g_string_append_printf (self->out, "{\"role\":\"%s\"", role);
}

void
batch_chat_turns_add_text (BatchChatTurns       *self,
                           const char           *before,
                           const BatchJsonValue *text)
{
  batch_translator_put_comma (self->parts);
  g_string_append_printf (self->parts, "{\"type\":\"text\",\"text\":\"%s", before);
  batch_translator_put_inside (self->parts, text);
  g_string_append (self->parts, "\"}");

  if (self->n_parts++ > 0)
    return;
  g_string_printf (self->text, "\"%s", before);
  batch_translator_put_inside (self->text, text);
  g_string_append_c (self->text, '"');
}

void
batch_chat_turns_put_content (BatchChatTurns *self)
{
  if (self->n_parts == 0)
    batch_translator_put_text (self->out, "content", "");
  else if (self->n_parts == 1 && self->text->len > 0)
    batch_translator_put_raw (self->out, "content", self->text->str);
  else
    {
      batch_translator_put_raw (self->out, "content", "[");
      g_string_append_len (self->out, self->parts->str, (gssize) self->parts->len);
      g_string_append_c (self->out, ']');
    }

  g_string_truncate (self->parts, 0);
  g_string_truncate (self->text, 0);
  self->n_parts = 0;
}

void
batch_chat_turns_begin_call (BatchChatTurns       *self,
                             const BatchJsonValue *id,
                             const BatchJsonValue *name)
{
  batch_translator_put_comma (self->calls);
  g_string_append (self->calls, "{\"id\":");
  batch_json_append_value (self->calls, id);
  g_string_append (self->calls, ",\"type\":\"function\",\"function\":{\"name\":");
  batch_json_append_value (self->calls, name);
  g_string_append (self->calls, ",\"arguments\":");
}

void
batch_chat_turns_put_said (BatchChatTurns       *self,
                           const BatchJsonValue *content)
{
  batch_chat_turns_begin_message (self, "assistant");
  if (content->type == BATCH_JSON_STRING)
    batch_translator_put (self->out, "content", content);
  else if (self->n_parts == 0 && self->calls->len > 0)
    batch_translator_put_raw (self->out, "content", "null");
  else
    batch_chat_turns_put_content (self);
  if (self->thoughts->len > 0)
    g_string_append_printf (self->out, ",\"reasoning_content\":\"%s\"", self->thoughts->str);
  if (self->calls->len > 0)
    g_string_append_printf (self->out, ",\"tool_calls\":[%s]", self->calls->str);
  g_string_append_c (self->out, '}');

  g_string_truncate (self->thoughts, 0);
  g_string_truncate (self->calls, 0);
}

gboolean
batch_chat_turns_take_text (BatchChatTurns       *self,
                            const BatchJsonValue *element,
                            const char           *before)
{
  BatchTranslator *translator = self->translator;
  TextBlock block = { 0 };
  BatchJsonScanner scanner;

  if (!batch_translator_read (translator, element, text_members, G_N_ELEMENTS (text_members),
                              &block))
    return FALSE;
  if (!batch_translator_is_there (&block.text))
    return batch_translator_miss (translator, "text");

  batch_json_scanner_init (&scanner, block.citations.data, block.citations.length, 0);
  if (batch_translator_is_there (&block.citations) && batch_json_scanner_enter_array (&scanner)
      && batch_json_scanner_next_element (&scanner))
    return batch_translator_refuse (translator, "citations", NULL);

  batch_chat_turns_add_text (self, before, &block.text);
  return TRUE;
}

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue media_type;
  BatchJsonValue data;
  BatchJsonValue url;
} Source;

static gboolean
put_data (BatchChatTurns *self,
          const Source   *source,
          GString        *parts)
{
  if (!batch_translator_is_there (&source->media_type))
    return batch_translator_miss (self->translator, "media_type");
  if (!batch_translator_is_there (&source->data))
    return batch_translator_miss (self->translator, "data");

  batch_translator_put_comma (parts);
  g_string_append (parts, "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:");
  batch_translator_put_inside (parts, &source->media_type);
  g_string_append (parts, ";base64,");
  batch_translator_put_inside (parts, &source->data);
  g_string_append (parts, "\"}}");
  return TRUE;
}

static gboolean
put_url (BatchChatTurns *self,
         const Source   *source,
         GString        *parts)
{
  if (!batch_translator_is_there (&source->url))
    return batch_translator_miss (self->translator, "url");

  batch_translator_put_comma (parts);
  g_string_append (parts, "{\"type\":\"image_url\",\"image_url\":{\"url\":");
  batch_json_append_value (parts, &source->url);
  g_string_append (parts, "}}");
  return TRUE;
}

static gboolean
take_source (BatchChatTurns       *self,
             const BatchJsonValue *value,
             GString              *parts)
{
  static const BatchTranslatorMember data_members[] = {
    { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Source, type) },
    { "media_type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Source, media_type) },
    { "data", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Source, data) },
  };
  static const BatchTranslatorMember url_members[] = {
    { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Source, type) },
    { "url", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Source, url) },
  };
  BatchJsonValue type = batch_translator_peek_type (value);
  Source source = { 0 };

  if (batch_json_value_is (&type, "base64"))
    return batch_translator_read (self->translator, value, data_members,
                                  G_N_ELEMENTS (data_members), &source)
           && put_data (self, &source, parts);
  if (batch_json_value_is (&type, "url"))
    return batch_translator_read (self->translator, value, url_members,
                                  G_N_ELEMENTS (url_members), &source)
           && put_url (self, &source, parts);

  return batch_translator_refuse (self->translator, "type", NULL);
}

gboolean
batch_chat_turns_take_image (BatchChatTurns       *self,
                             const BatchJsonValue *element,
                             GString              *parts)
{
  BatchTranslator *translator = self->translator;
  ImageBlock block = { 0 };
  gsize entered;
  gboolean good;

  if (!batch_translator_read (translator, element, image_members, G_N_ELEMENTS (image_members),
                              &block))
    return FALSE;
  if (!batch_translator_is_there (&block.source))
    return batch_translator_miss (translator, "source");

  entered = batch_translator_enter (translator, "source");
  good = take_source (self, &block.source, parts);
  batch_translator_leave (translator, entered);
  return good;
}
