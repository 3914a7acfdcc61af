/* batch-chat-to-messages-turns.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-chat-to-messages-private.h"

#include <string.h>

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

/* The rule:
 *
 *   system, developer, before all others      → system
 *   system, developer, later                  → a message of role system
 *   content: a text, or parts of it           → a text, or blocks
 *   image_url: data:…;base64,… or an address  → image: base64, url
 *   assistant: refusal                        → text
 *   assistant: tool_calls                     → tool_use, with the object that the arguments are
 *   assistant: thinking_blocks                → those blocks, which is how answers of Anthropic
 *                                               have them in chats; reasoning_content is the same
 *                                               then, and has no seal without
 *   tool                                      → tool_result; those that follow each other are in
 *                                               one message of the user
 *   assistant, as the last message            → refused: it would be gone on with
 *   anything else: audio, files, names, …     → refused
 */

typedef struct
{
  BatchTranslator *translator;
  GString         *system;          /* blocks of it */
  BatchJsonValue   system_text;     /* it, when it is a single text */
  GString         *out;             /* messages */
  GString         *results;         /* of tools that are not yet in a message */
  GString         *blocks;          /* of the message that is being made */
  guint            begun : 1;       /* somebody else than the system has spoken */
  guint            ends_with_assistant : 1;
} Turns;

typedef struct
{
  BatchJsonValue role;
  BatchJsonValue content;
  BatchJsonValue refusal;
  BatchJsonValue tool_calls;
  BatchJsonValue tool_call_id;
  BatchJsonValue reasoning;
  BatchJsonValue thinking_blocks;
} Message;

#define ROLE    { "role", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Message, role) }
#define CONTENT { "content", BATCH_TAKES_STRING | BATCH_TAKES_ARRAY, \
                  G_STRUCT_OFFSET (Message, content) }

static const BatchTranslatorMember plain_members[] = { ROLE, CONTENT };

static const BatchTranslatorMember tool_members[] = {
  ROLE, CONTENT,
  { "tool_call_id", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Message, tool_call_id) },
};

static const BatchTranslatorMember assistant_members[] = {
  ROLE, CONTENT,
  { "refusal", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Message, refusal) },
  { "tool_calls", BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Message, tool_calls) },
  { "reasoning", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Message, reasoning) },
  { "reasoning_content", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Message, reasoning) },
  { "thinking_blocks", BATCH_TAKES_ARRAY, G_STRUCT_OFFSET (Message, thinking_blocks) },
  { "annotations", BATCH_IS_HARMLESS, 0 },
};

/* --- Blocks --- */

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue text;
  BatchJsonValue image_url;
} Part;

#define TYPE       { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Part, type) }
#define BREAKPOINT { "prompt_cache_breakpoint", BATCH_IS_HARMLESS, 0 }

static const BatchTranslatorMember text_members[] = {
  TYPE, BREAKPOINT,
  { "text", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Part, text) },
};

static const BatchTranslatorMember refusal_members[] = {
  TYPE, BREAKPOINT,
  { "refusal", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Part, text) },
};

static const BatchTranslatorMember image_members[] = {
  TYPE, BREAKPOINT,
  { "image_url", BATCH_TAKES_STRING | BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Part, image_url) },
};

/* A block without a text is refused there. */
static void
put_text (GString              *blocks,
          const BatchJsonValue *text)
{
  if (!batch_json_value_has_text (text))
    return;

  batch_translator_put_comma (blocks);
  g_string_append (blocks, "{\"type\":\"text\",\"text\":");
  batch_json_append_value (blocks, text);
  g_string_append_c (blocks, '}');
}

typedef struct
{
  BatchJsonValue url;
  BatchJsonValue detail;
} Image;

static gboolean
put_data (Turns      *self,
          const char *url,
          gsize       length,
          GString    *blocks)
{
  static const char mark[] = ";base64,";
  const char *type = url + strlen ("data:");
  const char *data = memmem (type, url + length - type, mark, strlen (mark));
  const char *type_end = data;

  if (data == NULL)
    return batch_translator_refuse (self->translator, "url", "which is not in base64");
  if (memchr (type, ';', data - type) != NULL)
    type_end = memchr (type, ';', data - type);

  data += strlen (mark);
  g_string_append (blocks, "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":");
  batch_json_append_string (blocks, type, type_end - type);
  g_string_append (blocks, ",\"data\":");
  batch_json_append_string (blocks, data, url + length - data);
  g_string_append (blocks, "}}");
  return TRUE;
}

static gboolean
put_image (Turns       *self,
           const Image *image,
           GString     *blocks)
{
  g_autoptr(GString) url = g_string_new (NULL);

  if (batch_translator_is_there (&image->detail) && !batch_json_value_is (&image->detail, "auto"))
    return batch_translator_refuse (self->translator, "detail", NULL);
  if (!batch_translator_is_there (&image->url))
    return batch_translator_miss (self->translator, "url");
  if (!batch_json_value_decode (&image->url, url))
    return batch_translator_refuse (self->translator, "url", "which is not text");

  batch_translator_put_comma (blocks);
  if (g_ascii_strncasecmp (url->str, "data:", strlen ("data:")) == 0)
    return put_data (self, url->str, url->len, blocks);

  g_string_append (blocks, "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":");
  batch_json_append_value (blocks, &image->url);
  g_string_append (blocks, "}}");
  return TRUE;
}

static gboolean
take_image (Turns                *self,
            const BatchJsonValue *value,
            GString              *blocks)
{
  static const BatchTranslatorMember members[] = {
    { "url", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Image, url) },
    { "detail", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Image, detail) },
  };
  gsize entered = batch_translator_enter (self->translator, "image_url");
  Image image = { 0 };
  gboolean good;

  if (value->type == BATCH_JSON_STRING)
    image.url = *value;
  good = (value->type == BATCH_JSON_STRING
          || batch_translator_read (self->translator, value, members, G_N_ELEMENTS (members),
                                    &image))
         && put_image (self, &image, blocks);
  batch_translator_leave (self->translator, entered);
  return good;
}

typedef struct
{
  Turns    *turns;
  GString  *blocks;
  gboolean  images;             /* may be in it */
} Content;

static gboolean
take_part (BatchTranslator      *translator,
           const BatchJsonValue *element,
           guint                 index,
           gpointer              data)
{
  BatchJsonValue type = batch_translator_peek_type (element);
  Content *content = data;
  Part part = { 0 };

  if (content->images && batch_json_value_is (&type, "image_url"))
    {
      if (!batch_translator_read (translator, element, image_members,
                                  G_N_ELEMENTS (image_members), &part))
        return FALSE;
      return batch_translator_is_there (&part.image_url)
             ? take_image (content->turns, &part.image_url, content->blocks)
             : batch_translator_miss (translator, "image_url");
    }

  if (!batch_json_value_is (&type, "text")
      && (content->images || !batch_json_value_is (&type, "refusal")))
    return batch_translator_refuse (translator, "type", NULL);
  if (!batch_translator_read (translator, element,
                              batch_json_value_is (&type, "text") ? text_members : refusal_members,
                              G_N_ELEMENTS (text_members), &part))
    return FALSE;
  if (!batch_translator_is_there (&part.text))
    return batch_translator_miss (translator, "text");

  put_text (content->blocks, &part.text);
  return TRUE;
}

static gboolean
take_content (Turns                *self,
              const BatchJsonValue *content,
              gboolean              images,
              GString              *blocks)
{
  Content into = { self, blocks, images };

  if (content->type == BATCH_JSON_STRING)
    put_text (blocks, content);
  return content->type != BATCH_JSON_ARRAY
         || batch_translator_each (self->translator, "content", content, take_part, &into);
}

/* --- Messages --- */

static void
end_results (Turns *self)
{
  if (self->results->len == 0)
    return;

  batch_translator_put_comma (self->out);
  g_string_append_printf (self->out, "{\"role\":\"user\",\"content\":[%s]}", self->results->str);
  g_string_truncate (self->results, 0);
}

/* A text stays one. */
static void
put_message (Turns                *self,
             const char           *role,
             const BatchJsonValue *content)
{
  batch_translator_put_comma (self->out);
  g_string_append_printf (self->out, "{\"role\":\"%s\",\"content\":", role);
  if (content->type == BATCH_JSON_STRING)
    batch_json_append_value (self->out, content);
  else
    g_string_append_printf (self->out, "[%s]", self->blocks->str);
  g_string_append_c (self->out, '}');
}

static gboolean
take_system (Turns                *self,
             const BatchJsonValue *element)
{
  gsize had = self->system->len;
  Message message = { 0 };

  if (!batch_translator_read (self->translator, element, plain_members,
                              G_N_ELEMENTS (plain_members), &message)
      || !take_content (self, &message.content, FALSE,
                        self->begun ? self->blocks : self->system))
    return FALSE;

  /* One that says nothing is left out, wherever it stands. */
  if (self->begun && self->blocks->len > 0)
    put_message (self, "system", &message.content);
  else if (!self->begun)
    self->system_text = had == 0 ? message.content : (BatchJsonValue) { 0 };
  return TRUE;
}

static gboolean
take_user (Turns                *self,
           const BatchJsonValue *element)
{
  Message message = { 0 };

  if (!batch_translator_read (self->translator, element, plain_members,
                              G_N_ELEMENTS (plain_members), &message)
      || !take_content (self, &message.content, TRUE, self->blocks))
    return FALSE;
  if (!batch_translator_is_there (&message.content))
    return batch_translator_miss (self->translator, "content");

  put_message (self, "user", &message.content);
  return TRUE;
}

static gboolean
take_result (Turns                *self,
             const BatchJsonValue *element)
{
  Message message = { 0 };

  if (!batch_translator_read (self->translator, element, tool_members,
                              G_N_ELEMENTS (tool_members), &message)
      || !take_content (self, &message.content, FALSE, self->blocks))
    return FALSE;
  if (!batch_translator_is_there (&message.tool_call_id))
    return batch_translator_miss (self->translator, "tool_call_id");

  batch_translator_put_comma (self->results);
  g_string_append (self->results, "{\"type\":\"tool_result\",\"tool_use_id\":");
  batch_json_append_value (self->results, &message.tool_call_id);
  if (message.content.type == BATCH_JSON_STRING)
    batch_translator_put (self->results, "content", &message.content);
  else if (self->blocks->len > 0)
    g_string_append_printf (self->results, ",\"content\":[%s]", self->blocks->str);
  g_string_append_c (self->results, '}');
  return TRUE;
}

/* --- Of the assistant --- */

typedef struct
{
  BatchJsonValue id;
  BatchJsonValue type;
  BatchJsonValue function;
  BatchJsonValue name;
  BatchJsonValue arguments;
} Call;

static gboolean
take_function (Turns *self,
               Call  *call)
{
  static const BatchTranslatorMember members[] = {
    { "name", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Call, name) },
    { "arguments", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Call, arguments) },
  };

  if (!batch_translator_read (self->translator, &call->function, members, G_N_ELEMENTS (members),
                              call))
    return FALSE;
  if (!batch_translator_is_there (&call->name))
    return batch_translator_miss (self->translator, "name");

  batch_translator_put_comma (self->blocks);
  g_string_append (self->blocks, "{\"type\":\"tool_use\",\"id\":");
  batch_json_append_value (self->blocks, &call->id);
  g_string_append (self->blocks, ",\"name\":");
  batch_json_append_value (self->blocks, &call->name);
  g_string_append (self->blocks, ",\"input\":");
  if (!batch_translator_put_object (self->blocks, &call->arguments))
    return batch_translator_refuse (self->translator, "arguments", "which is not a JSON object");
  g_string_append_c (self->blocks, '}');
  return TRUE;
}

static gboolean
take_call (BatchTranslator      *translator,
           const BatchJsonValue *element,
           guint                 index,
           gpointer              data)
{
  static const BatchTranslatorMember members[] = {
    { "id", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Call, id) },
    { "type", BATCH_TAKES_STRING, G_STRUCT_OFFSET (Call, type) },
    { "function", BATCH_TAKES_OBJECT, G_STRUCT_OFFSET (Call, function) },
    { "index", BATCH_IS_HARMLESS, 0 },
  };
  BatchJsonValue type = batch_translator_peek_type (element);
  Turns *self = data;
  Call call = { 0 };
  gsize entered;
  gboolean good;

  if (batch_translator_is_there (&type) && !batch_json_value_is (&type, "function"))
    return batch_translator_refuse (translator, "type", NULL);
  if (!batch_translator_read (translator, element, members, G_N_ELEMENTS (members), &call))
    return FALSE;
  if (!batch_translator_is_there (&call.id))
    return batch_translator_miss (translator, "id");
  if (!batch_translator_is_there (&call.function))
    return batch_translator_miss (translator, "function");

  entered = batch_translator_enter (translator, "function");
  good = take_function (self, &call);
  batch_translator_leave (translator, entered);
  return good;
}

static gboolean
take_thoughts (BatchTranslator      *translator,
               const BatchJsonValue *element,
               guint                 index,
               gpointer              data)
{
  BatchJsonValue type = batch_translator_peek_type (element);
  Turns *self = data;

  if (!batch_json_value_is (&type, "thinking") && !batch_json_value_is (&type, "redacted_thinking"))
    return batch_translator_refuse (translator, "type", NULL);

  batch_translator_put_comma (self->blocks);
  batch_json_append_value (self->blocks, element);
  return TRUE;
}

static gboolean
take_assistant (Turns                *self,
                const BatchJsonValue *element)
{
  BatchTranslator *translator = self->translator;
  static const BatchJsonValue blocks = { NULL, 0, BATCH_JSON_ARRAY };
  Message message = { 0 };
  gboolean only_text;

  if (!batch_translator_read (translator, element, assistant_members,
                              G_N_ELEMENTS (assistant_members), &message))
    return FALSE;
  if (batch_json_value_has_text (&message.reasoning)
      && !batch_translator_is_there (&message.thinking_blocks))
    return batch_translator_refuse (translator, "reasoning_content",
                                    "which has no seal of its maker");
  if (!batch_translator_each (translator, "thinking_blocks", &message.thinking_blocks,
                              take_thoughts, self))
    return FALSE;

  only_text = message.content.type == BATCH_JSON_STRING && self->blocks->len == 0
              && !batch_json_value_has_text (&message.refusal)
              && !batch_translator_is_there (&message.tool_calls);
  if (!take_content (self, &message.content, FALSE, self->blocks))
    return FALSE;
  put_text (self->blocks, &message.refusal);
  if (!batch_translator_each (translator, "tool_calls", &message.tool_calls, take_call, self))
    return FALSE;

  if (!only_text && self->blocks->len == 0)
    return batch_translator_miss (translator, "content");

  put_message (self, "assistant", only_text ? &message.content : &blocks);
  return TRUE;
}

/* --- All --- */

static BatchJsonValue
peek_role (const BatchJsonValue *element)
{
  static const BatchJsonMember members[] = { { "role", batch_json_read_slice, 0 } };
  BatchJsonValue role = { 0 };

  batch_json_value_read_members (element, members, G_N_ELEMENTS (members), &role);
  return role;
}

static gboolean
take_message (BatchTranslator      *translator,
              const BatchJsonValue *element,
              guint                 index,
              gpointer              data)
{
  BatchJsonValue role = peek_role (element);
  Turns *self = data;

  if (element->type != BATCH_JSON_OBJECT)
    return batch_translator_refuse (translator, NULL, "which is not an object");

  g_string_truncate (self->blocks, 0);
  self->ends_with_assistant = batch_json_value_is (&role, "assistant");
  if (batch_json_value_is (&role, "tool"))
    {
      self->begun = TRUE;
      return take_result (self, element);
    }

  end_results (self);
  if (batch_json_value_is (&role, "system") || batch_json_value_is (&role, "developer"))
    return take_system (self, element);

  self->begun = TRUE;
  if (batch_json_value_is (&role, "user"))
    return take_user (self, element);
  return self->ends_with_assistant ? take_assistant (self, element)
                                   : batch_translator_refuse (translator, "role", NULL);
}

static gboolean
count (BatchTranslator      *translator,
       const BatchJsonValue *element,
       guint                 index,
       gpointer              data)
{
  *(guint *) data = index;
  return TRUE;
}

static gboolean
check_last (Turns                *self,
            const BatchJsonValue *messages)
{
  guint last = 0;

  if (!self->ends_with_assistant)
    return TRUE;

  batch_translator_each (self->translator, "messages", messages, count, &last);
  g_string_printf (self->translator->path, "messages[%u]", last);
  return batch_translator_refuse (self->translator, NULL,
                                  "which an assistant there would go on with");
}

gboolean
batch_chat_to_messages_append_turns (BatchTranslator      *translator,
                                     GString              *out,
                                     const BatchJsonValue *messages)
{
  g_autoptr(GString) system = g_string_new (NULL);
  g_autoptr(GString) turns = g_string_new (NULL);
  g_autoptr(GString) results = g_string_new (NULL);
  g_autoptr(GString) blocks = g_string_new (NULL);
  Turns self = {
    .translator = translator, .system = system, .out = turns, .results = results, .blocks = blocks,
  };

  if (!batch_translator_is_there (messages))
    return batch_translator_miss (translator, "messages");
  if (!batch_translator_each (translator, "messages", messages, take_message, &self)
      || !check_last (&self, messages))
    return FALSE;

  end_results (&self);
  if (self.system_text.type == BATCH_JSON_STRING && system->len > 0)
    batch_translator_put (out, "system", &self.system_text);
  else if (system->len > 0)
    {
      batch_translator_put_raw (out, "system", "[");
      g_string_append_len (out, system->str, (gssize) system->len);
      g_string_append_c (out, ']');
    }
  batch_translator_put_raw (out, "messages", "[");
  g_string_append_len (out, turns->str, (gssize) turns->len);
  g_string_append_c (out, ']');
  return TRUE;
}
