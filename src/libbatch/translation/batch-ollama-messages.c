/* batch-ollama-messages.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-ollama-messages-private.h"

#include <string.h>

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-translator-private.h"

/* The rule:
 *
 *   content: a text                          → stays
 *   content: [{text}, {image_url: data:…}]   → the texts, a line each; images: the base64
 *   role: developer                          → system, which is what it is there
 *   reasoning, reasoning_content             → thinking
 *   tool_calls[].function.arguments          → the object that the text is
 *   role: tool, with tool_call_id            → with tool_name too, which that call had
 *
 *   detail of an image, name of a speaker    → left out, as its API for the clients of OpenAI
 *                                              does, too
 *
 * An image that is only an address, sound, a file and anything else is an obstacle.
 */

typedef struct
{
  BatchJsonValue role;
  BatchJsonValue content;
  BatchJsonValue name;
  BatchJsonValue thinking;
  BatchJsonValue tool_calls;
  BatchJsonValue tool_call_id;
} Message;

typedef struct
{
  GString     *out;
  GHashTable  *calls;           /* the id of a call, as it is spelled → the name, likewise */
} Writer;

static char *
dup_slice (const BatchJsonValue *value)
{
  return g_strndup ((const char *) value->data, value->length);
}

static void
append_member (Writer               *self,
               const char           *name,
               const BatchJsonValue *value)
{
  g_string_append_printf (self->out, ",\"%s\":", name);
  batch_json_append_value (self->out, value);
}

/* --- Content --- */

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue text;
  BatchJsonValue image_url;
} Part;

/* FALSE: it asks for what has no form there. How closely it is to be looked at is nothing that any
 * API of Ollama can be told. */
static gboolean
read_image (const BatchJsonValue *value,
            BatchJsonValue       *url)
{
  static const BatchJsonMember members[] = {
    { "url", batch_json_read_slice, 0 },
  };
  static const char *const known[] = { "url", "detail", NULL };

  *url = *value;
  batch_json_value_read_members (value, members, G_N_ELEMENTS (members), url);
  return !batch_translator_has_others (value, known);
}

/* FALSE: it says more than what is known. */
static gboolean
read_part (BatchJsonScanner *scanner,
           Part             *part)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_slice, G_STRUCT_OFFSET (Part, type) },
    { "text", batch_json_read_slice, G_STRUCT_OFFSET (Part, text) },
    { "image_url", batch_json_read_slice, G_STRUCT_OFFSET (Part, image_url) },
  };
  static const char *const known[] = {
    "type", "text", "image_url", "cache_control", "prompt_cache_breakpoint", NULL,
  };
  BatchJsonValue value;

  if (!batch_json_scanner_read_value (scanner, &value))
    return FALSE;

  batch_json_value_read_members (&value, members, G_N_ELEMENTS (members), part);
  return !batch_translator_has_others (&value, known);
}

static gboolean
append_image (GString              *images,
              const BatchJsonValue *url)
{
  static const char mark[] = ";base64,";
  const guint8 *at;

  if (url->type != BATCH_JSON_STRING || url->length < 6 || memcmp (url->data, "\"data:", 6) != 0
      || !(at = memmem (url->data, url->length, mark, strlen (mark))))
    return FALSE;

  at += strlen (mark);
  g_string_append (images, images->len > 0 ? ",\"" : "\"");
  g_string_append_len (images, (const char *) at, url->data + url->length - at);
  return TRUE;
}

static gboolean
append_part (const Part *part,
             GString    *text,
             GString    *images)
{
  BatchJsonValue url;

  if (batch_json_value_is (&part->type, "image_url"))
    return part->text.type == BATCH_JSON_NONE && read_image (&part->image_url, &url)
           && append_image (images, &url);
  if (part->image_url.type != BATCH_JSON_NONE)
    return FALSE;
  if (!batch_json_value_is (&part->type, "text") || part->text.type != BATCH_JSON_STRING)
    return FALSE;

  if (text->len > 0)
    g_string_append (text, "\\n");
  g_string_append_len (text, (const char *) part->text.data + 1, (gssize) part->text.length - 2);
  return TRUE;
}

static gboolean
append_parts (Writer               *self,
              const BatchJsonValue *content)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) images = g_string_new (NULL);
  BatchJsonScanner scanner;

  batch_json_value_enter_array (content, &scanner);
  while (batch_json_scanner_next_element (&scanner))
    {
      Part part = { 0 };

      if (!read_part (&scanner, &part) || !append_part (&part, text, images))
        return FALSE;
    }

  g_string_append_printf (self->out, ",\"content\":\"%s\"", text->str);
  if (images->len > 0)
    g_string_append_printf (self->out, ",\"images\":[%s]", images->str);
  return TRUE;
}

static gboolean
append_content (Writer               *self,
                const BatchJsonValue *content)
{
  if (content->type == BATCH_JSON_NONE)
    g_string_append (self->out, ",\"content\":\"\"");
  else if (content->type == BATCH_JSON_STRING)
    append_member (self, "content", content);
  else
    return content->type == BATCH_JSON_ARRAY && append_parts (self, content);

  return TRUE;
}

/* --- Tools --- */

typedef struct
{
  BatchJsonValue id;
  BatchJsonValue function;
  BatchJsonValue name;
  BatchJsonValue arguments;
} Call;

/* FALSE: it says more than what is known. */
static gboolean
read_call (BatchJsonScanner *scanner,
           Call             *call)
{
  static const BatchJsonMember members[] = {
    { "id", batch_json_read_slice, G_STRUCT_OFFSET (Call, id) },
    { "function", batch_json_read_slice, G_STRUCT_OFFSET (Call, function) },
  };
  static const BatchJsonMember function_members[] = {
    { "name", batch_json_read_slice, G_STRUCT_OFFSET (Call, name) },
    { "arguments", batch_json_read_slice, G_STRUCT_OFFSET (Call, arguments) },
  };
  static const char *const known[] = { "index", "id", "type", "function", NULL };
  static const char *const known_inside[] = { "name", "arguments", NULL };
  BatchJsonValue value;

  if (!batch_json_scanner_read_value (scanner, &value))
    return FALSE;

  batch_json_value_read_members (&value, members, G_N_ELEMENTS (members), call);
  batch_json_value_read_members (&call->function, function_members,
                                 G_N_ELEMENTS (function_members), call);
  return !batch_translator_has_others (&value, known)
         && !batch_translator_has_others (&call->function, known_inside);
}

static gboolean
is_object (const GString *text)
{
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, (const guint8 *) text->str, text->len, BATCH_JSON_DEPTH);
  return batch_json_scanner_peek (&scanner) == BATCH_JSON_OBJECT
         && batch_json_scanner_read_value (&scanner, NULL) && batch_json_scanner_finish (&scanner);
}

static gboolean
append_arguments (Writer               *self,
                  const BatchJsonValue *arguments)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (arguments->type != BATCH_JSON_STRING || !batch_json_value_decode (arguments, text))
    return FALSE;

  if (text->len == 0)
    g_string_assign (text, "{}");
  g_string_append (self->out, ",\"arguments\":");
  g_string_append_len (self->out, text->str, (gssize) text->len);
  return is_object (text);
}

static gboolean
append_call (Writer     *self,
             const Call *call)
{
  if (call->name.type != BATCH_JSON_STRING)
    return FALSE;

  g_string_append_c (self->out, '{');
  if (call->id.type == BATCH_JSON_STRING)
    {
      g_hash_table_replace (self->calls, dup_slice (&call->id), dup_slice (&call->name));
      g_string_append (self->out, "\"id\":");
      batch_json_append_value (self->out, &call->id);
      g_string_append_c (self->out, ',');
    }
  g_string_append (self->out, "\"function\":{\"name\":");
  batch_json_append_value (self->out, &call->name);
  if (!append_arguments (self, &call->arguments))
    return FALSE;

  g_string_append (self->out, "}}");
  return TRUE;
}

static gboolean
append_calls (Writer               *self,
              const BatchJsonValue *calls)
{
  BatchJsonScanner scanner;
  gboolean first = TRUE;

  if (!batch_json_value_enter_array (calls, &scanner))
    return FALSE;

  g_string_append (self->out, ",\"tool_calls\":[");
  while (batch_json_scanner_next_element (&scanner))
    {
      Call call = { 0 };

      if (!read_call (&scanner, &call))
        return FALSE;
      if (!first)
        g_string_append_c (self->out, ',');
      first = FALSE;
      if (!append_call (self, &call))
        return FALSE;
    }
  g_string_append_c (self->out, ']');
  return TRUE;
}

static void
append_tool_name (Writer        *self,
                  const Message *message)
{
  g_autofree char *id = NULL;
  const char *name;

  append_member (self, "tool_call_id", &message->tool_call_id);
  if (message->name.type != BATCH_JSON_NONE)
    {
      append_member (self, "tool_name", &message->name);
      return;
    }

  id = dup_slice (&message->tool_call_id);
  if ((name = g_hash_table_lookup (self->calls, id)) != NULL)
    g_string_append_printf (self->out, ",\"tool_name\":%s", name);
}

/* --- A message --- */

char *
batch_ollama_name_member (const BatchJsonValue *key)
{
  char *name = batch_json_value_dup_string (key);

  return name != NULL ? name : dup_slice (key);
}

static BatchJsonValue *
find_field (Message              *message,
            const BatchJsonValue *key)
{
  const struct
  {
    const char     *name;
    BatchJsonValue *field;
  } fields[] = {
    { "role", &message->role },
    { "content", &message->content },
    { "name", &message->name },
    { "thinking", &message->thinking },
    { "reasoning", &message->thinking },
    { "reasoning_content", &message->thinking },
    { "tool_calls", &message->tool_calls },
    { "tool_call_id", &message->tool_call_id },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (batch_json_value_is (key, fields[i].name))
      return fields[i].field;

  return NULL;
}

/* Returns: the member that has no form there (nullable) */
static char *
read_message (BatchJsonScanner *scanner,
              Message          *message)
{
  char *unknown = NULL;
  BatchJsonValue key;
  BatchJsonValue value;

  batch_json_scanner_enter_object (scanner);
  while (batch_json_scanner_next_member (scanner, &key)
         && batch_json_scanner_read_value (scanner, &value))
    {
      BatchJsonValue *field = find_field (message, &key);

      if (value.type == BATCH_JSON_NULL)
        continue;
      if (field != NULL)
        *field = value;
      else if (unknown == NULL)
        unknown = batch_ollama_name_member (&key);
    }

  return unknown;
}

/* NULL: it is carried over. */
static const char *
append_message (Writer        *self,
                const Message *message)
{
  gboolean from_tool = batch_json_value_is (&message->role, "tool");
  static const BatchJsonValue system_role = { (const guint8 *) "\"system\"", 8,
                                              BATCH_JSON_STRING };

  if (message->role.type != BATCH_JSON_STRING)
    return "role";
  if (message->tool_call_id.type != BATCH_JSON_NONE && !from_tool)
    return "tool_call_id";

  g_string_append (self->out, "{\"role\":");
  batch_json_append_value (self->out, batch_json_value_is (&message->role, "developer")
                                      ? &system_role : &message->role);
  if (!append_content (self, &message->content))
    return "content";
  if (message->thinking.type != BATCH_JSON_NONE)
    append_member (self, "thinking", &message->thinking);
  if (message->tool_calls.type != BATCH_JSON_NONE && !append_calls (self, &message->tool_calls))
    return "tool_calls";
  if (message->tool_call_id.type != BATCH_JSON_NONE)
    append_tool_name (self, message);
  g_string_append_c (self->out, '}');
  return NULL;
}

static char *
append_next (Writer           *self,
             BatchJsonScanner *scanner,
             guint             number)
{
  Message message = { 0 };
  g_autofree char *unknown = NULL;
  const char *obstacle;

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_OBJECT)
    return g_strdup_printf ("messages[%u]", number);

  unknown = read_message (scanner, &message);
  if (number > 0)
    g_string_append_c (self->out, ',');
  obstacle = unknown != NULL ? unknown : append_message (self, &message);
  return obstacle != NULL ? g_strdup_printf ("messages[%u].%s", number, obstacle) : NULL;
}

gboolean
batch_ollama_append_messages (GString               *out,
                              const BatchJsonValue  *messages,
                              char                 **obstacle)
{
  g_autoptr(GHashTable) calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Writer self = { out, calls };
  g_autofree char *found = NULL;
  BatchJsonScanner scanner;

  if (!batch_json_value_enter_array (messages, &scanner))
    return FALSE;

  g_string_append_c (out, '[');
  for (guint i = 0; found == NULL && batch_json_scanner_next_element (&scanner); i++)
    found = append_next (&self, &scanner, i);
  g_string_append_c (out, ']');

  if (found != NULL && *obstacle == NULL)
    *obstacle = g_steal_pointer (&found);
  return *obstacle == NULL;
}
