/* batch-ollama-reply.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-ollama-reply-private.h"

#include <string.h>

#include "json/batch-json-equal-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-answer-extras-private.h"

/* The rule:
 *
 *   created_at                         → created, and what the id is made of
 *   message.thinking                   → reasoning
 *   message.tool_calls[]               → with a type, an index and the arguments as a text
 *   done_reason, once it is done       → finish_reason; with calls of tools, tool_calls
 *   prompt_eval_count, eval_count,
 *   prompt_eval_cached_count           → usage
 *   anything else                      → stays
 *
 * An answer that is not done has no finish_reason, by which everybody sees that it was cut
 * off. The count of the prompt is left out by servers that had all of it in their cache.
 */

typedef struct
{
  BatchJsonValue  model;
  BatchJsonValue  message;
  BatchJsonValue  done;
  BatchJsonValue  error;
  BatchJsonValue  embeddings;
  char           *created_at;
  char           *done_reason;
  gint64          prompt;
  gint64          completion;
  gint64          cached;       /* -1: not told */
  GString        *extras;       /* “,"name":value” each */
} Line;

static void
append_pair (GString              *out,
             const BatchJsonValue *key,
             const BatchJsonValue *value)
{
  g_string_append_c (out, ',');
  batch_json_append_value (out, key);
  g_string_append_c (out, ':');
  batch_json_append_value (out, value);
}

/* --- Reading a line --- */

static const BatchJsonMember line_members[] = {
  { "model", batch_json_read_slice, G_STRUCT_OFFSET (Line, model) },
  { "message", batch_json_read_slice, G_STRUCT_OFFSET (Line, message) },
  { "done", batch_json_read_slice, G_STRUCT_OFFSET (Line, done) },
  { "error", batch_json_read_slice, G_STRUCT_OFFSET (Line, error) },
  { "embeddings", batch_json_read_slice, G_STRUCT_OFFSET (Line, embeddings) },
  { "created_at", batch_json_read_string, G_STRUCT_OFFSET (Line, created_at) },
  { "done_reason", batch_json_read_string, G_STRUCT_OFFSET (Line, done_reason) },
  { "prompt_eval_count", batch_json_read_count, G_STRUCT_OFFSET (Line, prompt) },
  { "eval_count", batch_json_read_count, G_STRUCT_OFFSET (Line, completion) },
  { "prompt_eval_cached_count", batch_json_read_count, G_STRUCT_OFFSET (Line, cached) },
};

static const BatchJsonMember *
find_line_member (const BatchJsonValue *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (line_members); i++)
    if (batch_json_value_is (key, line_members[i].name))
      return &line_members[i];

  return NULL;
}

static void
read_line_member (BatchJsonScanner     *scanner,
                  Line                 *line,
                  const BatchJsonValue *key)
{
  const BatchJsonMember *member = find_line_member (key);
  BatchJsonValue value;

  if (member != NULL)
    member->read (scanner, G_STRUCT_MEMBER_P (line, member->offset));
  else if (batch_json_scanner_read_value (scanner, &value))
    append_pair (line->extras, key, &value);
}

static gboolean
line_init (Line         *line,
           const guint8 *data,
           gsize         length)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;

  *line = (Line) { .cached = -1, .extras = g_string_new (NULL) };
  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  if (!batch_json_scanner_enter_object (&scanner))
    return FALSE;

  while (batch_json_scanner_next_member (&scanner, &key))
    read_line_member (&scanner, line, &key);
  return batch_json_scanner_finish (&scanner);
}

static void
line_clear (Line *line)
{
  g_free (line->created_at);
  g_free (line->done_reason);
  g_string_free (line->extras, TRUE);
}

/* --- The message --- */

typedef struct
{
  BatchJsonValue name;
  BatchJsonValue arguments;
} Function;

typedef struct
{
  BatchJsonValue id;
  BatchJsonValue function;
} Call;

static Function
read_function (const BatchJsonValue *value)
{
  static const BatchJsonMember members[] = {
    { "name", batch_json_read_slice, G_STRUCT_OFFSET (Function, name) },
    { "arguments", batch_json_read_slice, G_STRUCT_OFFSET (Function, arguments) },
  };
  Function function = { 0 };

  batch_json_value_read_members (value, members, G_N_ELEMENTS (members), &function);
  return function;
}

/* Servers number their calls in the function. */
static void
append_call_extras (GString              *out,
                    const BatchJsonValue *call,
                    const BatchJsonValue *function)
{
  static const char *const known[] = { "index", "id", "type", "function", NULL };
  static const char *const known_inside[] = { "index", "name", "arguments", NULL };
  g_auto(BatchAnswerExtras) extras = { out, known };

  batch_answer_extras_add_others (&extras, "call", call, known);
  batch_answer_extras_add_others (&extras, "function", function, known_inside);
}

static void
append_arguments (GString              *out,
                  const BatchJsonValue *arguments)
{
  if (arguments->type == BATCH_JSON_STRING)
    batch_json_append_value (out, arguments);
  else if (arguments->type == BATCH_JSON_NONE)
    g_string_append (out, "\"{}\"");
  else
    batch_json_append_string (out, (const char *) arguments->data, (gssize) arguments->length);
}

static void
append_call (BatchOllamaReply     *self,
             GString              *out,
             const BatchJsonValue *element)
{
  static const BatchJsonMember members[] = {
    { "id", batch_json_read_slice, G_STRUCT_OFFSET (Call, id) },
    { "function", batch_json_read_slice, G_STRUCT_OFFSET (Call, function) },
  };
  guint index = self->n_calls++;
  Call call = { 0 };
  Function function;

  batch_json_value_read_members (element, members, G_N_ELEMENTS (members), &call);
  function = read_function (&call.function);
  g_string_append_printf (out, "{\"index\":%u,\"id\":", index);
  if (call.id.type == BATCH_JSON_STRING)
    batch_json_append_value (out, &call.id);
  else
    g_string_append_printf (out, "\"call_%u\"", index);
  g_string_append (out, ",\"type\":\"function\",\"function\":{\"name\":");
  if (function.name.type == BATCH_JSON_STRING)
    batch_json_append_value (out, &function.name);
  else
    g_string_append (out, "\"\"");
  g_string_append (out, ",\"arguments\":");
  append_arguments (out, &function.arguments);
  g_string_append_c (out, '}');
  append_call_extras (out, element, &call.function);
  g_string_append_c (out, '}');
}

static void
append_calls (BatchOllamaReply     *self,
              GString              *out,
              const BatchJsonValue *calls)
{
  BatchJsonScanner scanner;
  BatchJsonValue call;
  guint n = 0;

  if (!batch_json_value_enter_array (calls, &scanner))
    return;

  g_string_append (out, ",\"tool_calls\":[");
  while (batch_json_scanner_next_element (&scanner)
         && batch_json_scanner_read_value (&scanner, &call))
    {
      if (n++ > 0)
        g_string_append_c (out, ',');
      append_call (self, out, &call);
    }
  g_string_append_c (out, ']');
}

static void
append_message_member (BatchOllamaReply     *self,
                       GString              *out,
                       const BatchJsonValue *key,
                       const BatchJsonValue *value)
{
  static const BatchJsonValue reasoning = { (const guint8 *) "\"reasoning\"", 11,
                                            BATCH_JSON_STRING };

  if (batch_json_value_is (key, "tool_calls"))
    append_calls (self, out, value);
  else if (batch_json_value_is (key, "thinking"))
    append_pair (out, &reasoning, value);
  else if (!batch_json_value_is (key, "role"))
    append_pair (out, key, value);
  else if (!self->has_role)
    {
      /* Only once: clients put the pieces of a text together. */
      append_pair (out, key, value);
      self->has_role = TRUE;
    }
}

static void
append_delta (BatchOllamaReply     *self,
              GString              *out,
              const BatchJsonValue *message)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;
  gsize begin;

  g_string_append (out, ",\"delta\":{");
  begin = out->len;
  batch_json_scanner_init (&scanner, message->data, message->length, 0);
  if (message->type == BATCH_JSON_OBJECT)
    batch_json_scanner_enter_object (&scanner);
  while (message->type == BATCH_JSON_OBJECT && batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    append_message_member (self, out, &key, &value);
  if (out->len > begin)
    g_string_erase (out, (gssize) begin, 1);
  g_string_append_c (out, '}');
}

/* --- The chunk --- */

static const char *
choose_reason (const BatchOllamaReply *self,
               const Line             *line)
{
  if (self->n_calls > 0 && g_strcmp0 (line->done_reason, "stop") == 0)
    return "tool_calls";

  return line->done_reason;
}

static void
append_end (const BatchOllamaReply *self,
            GString                *out,
            const Line             *line)
{
  const char *reason = self->done ? choose_reason (self, line) : NULL;

  g_string_append (out, ",\"finish_reason\":");
  if (reason != NULL)
    batch_json_append_string (out, reason, -1);
  else
    g_string_append (out, "null");
}

static void
append_usage (GString    *out,
              const Line *line)
{
  g_string_append_printf (out, ",\"usage\":{\"prompt_tokens\":%" G_GINT64_FORMAT
                          ",\"completion_tokens\":%" G_GINT64_FORMAT
                          ",\"total_tokens\":%" G_GINT64_FORMAT, line->prompt, line->completion,
                          line->prompt + line->completion);
  if (line->cached >= 0)
    g_string_append_printf (out, ",\"prompt_tokens_details\":{\"cached_tokens\":%" G_GINT64_FORMAT
                            "}", line->cached);
  g_string_append_c (out, '}');
}

static void
append_head (BatchOllamaReply *self,
             GString          *out,
             const char       *object,
             const Line       *line)
{
  const char *at = line->created_at != NULL ? line->created_at : "";
  g_autoptr(GDateTime) created = g_date_time_new_from_iso8601 (at, NULL);

  if (!self->has_id)
    self->id = g_str_hash (at);
  self->has_id = TRUE;
  g_string_append_printf (out, "{\"id\":\"chatcmpl-%08x\",\"object\":\"%s\",\"created\":%"
                          G_GINT64_FORMAT, self->id, object,
                          created != NULL ? g_date_time_to_unix (created) : 0);
  if (line->model.type != BATCH_JSON_NONE)
    {
      g_string_append (out, ",\"model\":");
      batch_json_append_value (out, &line->model);
    }
}

static gboolean
has_counts (const Line *line)
{
  return line->completion > 0 || line->prompt > 0;
}

static void
append_chunk (BatchOllamaReply *self,
              GString          *out,
              const Line       *line,
              gboolean          counts)
{
  append_head (self, out, "chat.completion.chunk", line);
  g_string_append (out, ",\"choices\":[{\"index\":0");
  append_delta (self, out, &line->message);
  append_end (self, out, line);
  g_string_append (out, "}]");
  if (counts && has_counts (line))
    append_usage (out, line);
  g_string_append (out, line->extras->str);
  g_string_append_c (out, '}');
}

static void
append_usage_chunk (BatchOllamaReply *self,
                    GString          *out,
                    const Line       *line)
{
  append_head (self, out, "chat.completion.chunk", line);
  g_string_append (out, ",\"choices\":[]");
  append_usage (out, line);
  g_string_append_c (out, '}');
}

gboolean
batch_ollama_reply_add (BatchOllamaReply *self,
                        const guint8     *line,
                        gsize             length,
                        GString          *chunk,
                        GString          *usage)
{
  Line read;
  gboolean good = line_init (&read, line, length);

  if (good && read.error.type != BATCH_JSON_NONE && read.error.type != BATCH_JSON_NULL)
    g_string_append_len (chunk, (const char *) line, (gssize) length);
  else if (good)
    {
      self->done = read.done.type == BATCH_JSON_TRUE;
      append_chunk (self, chunk, &read, usage == NULL);
      if (usage != NULL && has_counts (&read))
        append_usage_chunk (self, usage, &read);
    }

  line_clear (&read);
  return good;
}

/* --- Embeddings --- */

static gboolean
append_vector (GString              *out,
               const BatchJsonValue *vector)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autofree char *text = NULL;
  BatchJsonScanner scanner;
  BatchJsonValue number;

  if (!batch_json_value_enter_array (vector, &scanner))
    return FALSE;

  while (batch_json_scanner_next_element (&scanner)
         && batch_json_scanner_read_value (&scanner, &number))
    {
      float value;
      guint32 bits;

      if (number.type != BATCH_JSON_NUMBER)
        return FALSE;

      value = (float) batch_json_value_to_double (&number);
      memcpy (&bits, &value, sizeof bits);
      bits = GUINT32_TO_LE (bits);
      g_byte_array_append (bytes, (const guint8 *) &bits, sizeof bits);
    }

  text = g_base64_encode (bytes->data, bytes->len);
  g_string_append_printf (out, "\"%s\"", text);
  return TRUE;
}

static gboolean
append_embeddings (GString              *out,
                   const BatchJsonValue *embeddings,
                   gboolean              base64)
{
  BatchJsonScanner scanner;
  BatchJsonValue value;

  batch_json_scanner_init (&scanner, embeddings->data, embeddings->length, 0);
  if (embeddings->type != BATCH_JSON_ARRAY)
    return FALSE;

  batch_json_scanner_enter_array (&scanner);
  for (guint i = 0; batch_json_scanner_next_element (&scanner)
                    && batch_json_scanner_read_value (&scanner, &value); i++)
    {
      g_string_append_printf (out, "%s{\"object\":\"embedding\",\"index\":%u,\"embedding\":",
                              i > 0 ? "," : "", i);
      if (!base64)
        batch_json_append_value (out, &value);
      else if (!append_vector (out, &value))
        return FALSE;
      g_string_append_c (out, '}');
    }
  return TRUE;
}

GBytes *
batch_ollama_embeddings (GBytes   *body,
                         gboolean  base64)
{
  g_autoptr(GString) out = g_string_new ("{\"object\":\"list\",\"data\":[");
  Line line;
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);
  gboolean good = line_init (&line, data, length)
                  && append_embeddings (out, &line.embeddings, base64);

  if (good)
    {
      g_string_append_c (out, ']');
      if (line.model.type != BATCH_JSON_NONE)
        {
          g_string_append (out, ",\"model\":");
          batch_json_append_value (out, &line.model);
        }
      g_string_append_printf (out, ",\"usage\":{\"prompt_tokens\":%" G_GINT64_FORMAT
                              ",\"total_tokens\":%" G_GINT64_FORMAT "}", line.prompt, line.prompt);
      g_string_append (out, line.extras->str);
      g_string_append_c (out, '}');
    }

  line_clear (&line);
  return good ? g_string_free_to_bytes (g_steal_pointer (&out)) : NULL;
}
