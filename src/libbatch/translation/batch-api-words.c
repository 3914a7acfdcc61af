/* batch-api-words.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-api-words-private.h"

#include <string.h>

#include "core/batch-id-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

/* The rule:
 *
 *   chats                                     messages
 *
 *   prompt_tokens                             input_tokens + cache_read_input_tokens +
 *                                             cache_creation_input_tokens
 *   prompt_tokens_details.cached_tokens       cache_read_input_tokens
 *   prompt_tokens_details.cache_write_tokens  cache_creation_input_tokens
 *   completion_tokens                         output_tokens
 *   completion_tokens_details                 output_tokens_details
 *     .reasoning_tokens                         .thinking_tokens
 *
 *   stop                                      end_turn, stop_sequence
 *   length                                    max_tokens, model_context_window_exceeded
 *   tool_calls, function_call                 tool_use
 *   content_filter                            refusal
 *
 * Some servers say of an answer with calls of tools that it came to its end, as if it had none;
 * clients go by the reason.
 *
 * The counts of responses are those of chats, as input_tokens, input_tokens_details, output_tokens
 * and output_tokens_details.
 */

#define CHAT_ID    "chatcmpl-"
#define MESSAGE_ID "msg_"
#define RESPONSE_ID "resp_"

/* --- Counts --- */

static void
read_chat_input (BatchJsonScanner *scanner,
                 gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "cached_tokens", batch_json_read_count, G_STRUCT_OFFSET (BatchTokenCounts, cached) },
    { "cache_write_tokens", batch_json_read_count, G_STRUCT_OFFSET (BatchTokenCounts, written) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_chat_output (BatchJsonScanner *scanner,
                  gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "reasoning_tokens", batch_json_read_count, G_STRUCT_OFFSET (BatchTokenCounts, thinking) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_message_output (BatchJsonScanner *scanner,
                     gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "thinking_tokens", batch_json_read_count, G_STRUCT_OFFSET (BatchTokenCounts, thinking) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_usage (BatchTokenCounts      *self,
            const BatchJsonValue  *usage,
            const BatchJsonMember *members,
            guint                  n_members)
{
  BatchJsonScanner scanner;

  if (usage->type != BATCH_JSON_OBJECT)
    return;

  batch_json_scanner_init (&scanner, usage->data, usage->length, 0);
  batch_json_read_members (&scanner, members, n_members, self);
}

static gint64
known (gint64 count)
{
  return CLAMP (count, 0, G_MAXINT64 / 4);
}

void
batch_token_counts_read_chat (BatchTokenCounts     *self,
                              const BatchJsonValue *usage)
{
  static const BatchJsonMember members[] = {
    { "prompt_tokens", batch_json_read_count, G_STRUCT_OFFSET (BatchTokenCounts, fresh) },
    { "prompt_tokens_details", read_chat_input, 0 },
    { "completion_tokens", batch_json_read_count, G_STRUCT_OFFSET (BatchTokenCounts, output) },
    { "completion_tokens_details", read_chat_output, 0 },
  };
  BatchTokenCounts read = BATCH_TOKEN_COUNTS_INIT;

  read_usage (&read, usage, members, G_N_ELEMENTS (members));
  if (read.fresh >= 0)
    {
      self->cached = read.cached;
      self->written = read.written;
      self->fresh = MAX (known (read.fresh) - known (read.cached) - known (read.written), 0);
    }
  if (read.output >= 0)
    {
      self->output = read.output;
      self->thinking = read.thinking;
    }
}

void
batch_token_counts_read_message (BatchTokenCounts     *self,
                                 const BatchJsonValue *usage)
{
  static const BatchJsonMember members[] = {
    { "input_tokens", batch_json_read_count, G_STRUCT_OFFSET (BatchTokenCounts, fresh) },
    { "cache_read_input_tokens", batch_json_read_count,
      G_STRUCT_OFFSET (BatchTokenCounts, cached) },
    { "cache_creation_input_tokens", batch_json_read_count,
      G_STRUCT_OFFSET (BatchTokenCounts, written) },
    { "output_tokens", batch_json_read_count, G_STRUCT_OFFSET (BatchTokenCounts, output) },
    { "output_tokens_details", read_message_output, 0 },
  };

  read_usage (self, usage, members, G_N_ELEMENTS (members));
}

static void
append_count (GString    *out,
              const char *name,
              gint64      count)
{
  if (out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  g_string_append_printf (out, "\"%s\":%" G_GINT64_FORMAT, name, count);
}

void
batch_token_counts_append_chat (const BatchTokenCounts *self,
                                GString                *out)
{
  gint64 prompt = known (self->fresh) + known (self->cached) + known (self->written);
  gint64 output = known (self->output);

  g_string_append_c (out, '{');
  append_count (out, "prompt_tokens", prompt);
  append_count (out, "completion_tokens", output);
  append_count (out, "total_tokens", prompt + output);
  if (self->cached >= 0 || self->written > 0)
    {
      g_string_append (out, ",\"prompt_tokens_details\":{");
      append_count (out, "cached_tokens", known (self->cached));
      if (self->written > 0)
        append_count (out, "cache_write_tokens", known (self->written));
      g_string_append_c (out, '}');
    }
  if (self->thinking >= 0)
    g_string_append_printf (out, ",\"completion_tokens_details\":{\"reasoning_tokens\":%"
                            G_GINT64_FORMAT "}", self->thinking);
  g_string_append_c (out, '}');
}

void
batch_token_counts_append_message (const BatchTokenCounts *self,
                                   GString                *out)
{
  g_string_append_c (out, '{');
  append_count (out, "input_tokens", known (self->fresh));
  if (self->written >= 0)
    append_count (out, "cache_creation_input_tokens", self->written);
  if (self->cached >= 0)
    append_count (out, "cache_read_input_tokens", self->cached);
  append_count (out, "output_tokens", known (self->output));
  if (self->thinking >= 0)
    g_string_append_printf (out, ",\"output_tokens_details\":{\"thinking_tokens\":%"
                            G_GINT64_FORMAT "}", self->thinking);
  g_string_append_c (out, '}');
}

void
batch_token_counts_append_response (const BatchTokenCounts *self,
                                    GString                *out)
{
  gint64 input = known (self->fresh) + known (self->cached) + known (self->written);
  gint64 output = known (self->output);

  g_string_append_c (out, '{');
  append_count (out, "input_tokens", input);
  g_string_append (out, ",\"input_tokens_details\":{");
  append_count (out, "cached_tokens", known (self->cached));
  append_count (out, "cache_write_tokens", known (self->written));
  g_string_append_c (out, '}');
  append_count (out, "output_tokens", output);
  g_string_append_printf (out, ",\"output_tokens_details\":{\"reasoning_tokens\":%"
                          G_GINT64_FORMAT "}", known (self->thinking));
  append_count (out, "total_tokens", input + output);
  g_string_append_c (out, '}');
}

/* --- Why it ended --- */

typedef struct
{
  const char *from;
  const char *to;
} Word;

static void
append_word (GString              *out,
             const Word           *words,
             guint                 n_words,
             const BatchJsonValue *value)
{
  for (guint i = 0; i < n_words; i++)
    if (batch_json_value_is (value, words[i].from))
      {
        g_string_append_printf (out, "\"%s\"", words[i].to);
        return;
      }

  if (value->type == BATCH_JSON_STRING)
    batch_json_append_value (out, value);
  else
    g_string_append (out, "null");
}

void
batch_api_words_append_stop_reason (GString              *out,
                                    const BatchJsonValue *finish_reason,
                                    gboolean              has_calls)
{
  static const Word words[] = {
    { "stop", "end_turn" },
    { "length", "max_tokens" },
    { "tool_calls", "tool_use" },
    { "function_call", "tool_use" },
    { "content_filter", "refusal" },
  };

  if (has_calls && batch_json_value_is (finish_reason, "stop"))
    g_string_append (out, "\"tool_use\"");
  else
    append_word (out, words, G_N_ELEMENTS (words), finish_reason);
}

void
batch_api_words_append_finish_reason (GString              *out,
                                      const BatchJsonValue *stop_reason,
                                      gboolean              has_calls)
{
  static const Word words[] = {
    { "end_turn", "stop" },
    { "stop_sequence", "stop" },
    { "max_tokens", "length" },
    { "model_context_window_exceeded", "length" },
    { "tool_use", "tool_calls" },
    { "refusal", "content_filter" },
  };

  if (has_calls && batch_json_value_is (stop_reason, "end_turn"))
    g_string_append (out, "\"tool_calls\"");
  else
    append_word (out, words, G_N_ELEMENTS (words), stop_reason);
}

/* --- Ids --- */

/* Clients keep answers by it. */
static void
append_new_id (GString    *out,
               const char *prefix)
{
  g_autofree char *id = batch_id_new (prefix);

  g_string_append_printf (out, "\"%s\"", id);
}

static void
append_id (GString              *out,
           const BatchJsonValue *id,
           const char           *from,
           const char           *to)
{
  gsize n_from = strlen (from);
  gsize length = id->length;
  const char *inside;

  if (!batch_json_value_has_text (id))
    {
      append_new_id (out, to);
      return;
    }

  g_string_append_printf (out, "\"%s", to);
  inside = (const char *) id->data + 1;
  length -= 2;
  if (length > n_from && memcmp (inside, from, n_from) == 0)
    {
      inside += n_from;
      length -= n_from;
    }
  else if (length > strlen (to) && memcmp (inside, to, strlen (to)) == 0)
    {
      inside += strlen (to);
      length -= strlen (to);
    }
  g_string_append_len (out, inside, (gssize) length);
  g_string_append_c (out, '"');
}

void
batch_api_words_append_message_id (GString              *out,
                                   const BatchJsonValue *id)
{
  append_id (out, id, CHAT_ID, MESSAGE_ID);
}

void
batch_api_words_append_chat_id (GString              *out,
                                const BatchJsonValue *id)
{
  append_id (out, id, MESSAGE_ID, CHAT_ID);
}

void
batch_api_words_append_response_id (GString              *out,
                                    const BatchJsonValue *id)
{
  append_id (out, id, CHAT_ID, RESPONSE_ID);
}
