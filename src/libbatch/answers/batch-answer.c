/* batch-answer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-answer-reading-private.h"

#include <string.h>

#include "core/batch-excerpt-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

/* The shapes are told apart by their members alone, since no two of them use one
 * member for different things:
 *
 *   chat        choices[].message.{content, tool_calls, refusal}, choices[].finish_reason
 *   completions choices[].text, choices[].finish_reason
 *   messages    content[].{type, text}, stop_reason
 *   responses   output[].{type, content[].{type, text}}, status, incomplete_details.reason
 *   embeddings  data[]
 *   moderations results[]   */

/* A value that is content if it says anything. */
typedef struct
{
  char  *type;
  guint  content;
} Part;

/* What a value holds. */
enum
{
  SOMETHING = 1 << 0,
  REFUSAL   = 1 << 1,
};

static guint read_content (BatchJsonScanner *scanner);

/* White space, be it escaped, says nothing. */
static gboolean
is_blank (const BatchJsonValue *string)
{
  for (gsize i = 1; i + 1 < string->length; i++)
    {
      guint8 byte = string->data[i];

      if (byte == '\\')
        byte = strchr ("nrt", string->data[++i]) != NULL ? ' ' : '\\';
      if (byte != ' ')
        return FALSE;
    }

  return TRUE;
}

static void
read_part_content (BatchJsonScanner *scanner,
                   gpointer          field)
{
  guint *content = field;

  *content |= read_content (scanner);
}

static void
read_part_refusal (BatchJsonScanner *scanner,
                   gpointer          field)
{
  guint *content = field;

  if (read_content (scanner) != 0)
    *content |= SOMETHING | REFUSAL;
}

/* Text says what it says, thoughts are no answer, and anything else, such as the call
 * of a tool or a picture, is content by being there. */
static guint
read_part (BatchJsonScanner *scanner)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_string, G_STRUCT_OFFSET (Part, type) },
    { "text", read_part_content, G_STRUCT_OFFSET (Part, content) },
    { "content", read_part_content, G_STRUCT_OFFSET (Part, content) },
    { "refusal", read_part_refusal, G_STRUCT_OFFSET (Part, content) },
  };
  static const char *const texts[] = { "text", "output_text", "message", "refusal", NULL };
  static const char *const thoughts[] = { "thinking", "redacted_thinking", "reasoning", NULL };
  Part part = { NULL, 0 };
  g_autofree char *type = NULL;

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), &part);
  type = part.type;

  if (type == NULL || g_strv_contains (texts, type))
    return part.content;

  return g_strv_contains (thoughts, type) ? 0 : SOMETHING;
}

/* Reads the value that comes next, and tells what is in it. */
static guint
read_content (BatchJsonScanner *scanner)
{
  BatchJsonType type = batch_json_scanner_peek (scanner);
  BatchJsonValue value;
  guint content = 0;

  if (type == BATCH_JSON_OBJECT)
    return read_part (scanner);

  if (type == BATCH_JSON_ARRAY)
    {
      batch_json_scanner_enter_array (scanner);
      while (batch_json_scanner_next_element (scanner))
        content |= read_content (scanner);
      return content;
    }

  if (batch_json_scanner_read_value (scanner, &value) &&
      value.type == BATCH_JSON_STRING && !is_blank (&value))
    content = SOMETHING;

  return content;
}

/* What a model writes takes it the same time, whatever it is. */
static void
count_written (BatchReading           *reading,
               const BatchJsonScanner *scanner,
               const guint8           *begin)
{
  reading->answer.written_bytes += (gsize) (scanner->pos - begin);
}

static void
read_text (BatchJsonScanner *scanner,
           gpointer          field)
{
  BatchReading *reading = field;
  const guint8 *begin = scanner->pos;
  guint content = read_content (scanner);

  if (content != 0)
    count_written (reading, scanner, begin);
  reading->answer.has_content |= (content & SOMETHING) != 0;
  reading->answer.refused |= (content & REFUSAL) != 0;
}

static void
read_refusal (BatchJsonScanner *scanner,
              gpointer          field)
{
  BatchReading *reading = field;

  if (read_content (scanner) != 0)
    reading->answer.has_content = reading->answer.refused = TRUE;
}

/* Of a list or an object it only matters that there is something in it. */
static void
read_presence (BatchJsonScanner *scanner,
               gpointer          field)
{
  BatchReading *reading = field;
  BatchJsonType type = batch_json_scanner_peek (scanner);

  if (type != BATCH_JSON_ARRAY)
    {
      batch_json_scanner_read_value (scanner, NULL);
      reading->answer.has_content |= type == BATCH_JSON_OBJECT;
      return;
    }

  batch_json_scanner_enter_array (scanner);
  while (batch_json_scanner_next_element (scanner))
    {
      batch_json_scanner_read_value (scanner, NULL);
      reading->answer.has_content = TRUE;
    }
}

static void
read_calls (BatchJsonScanner *scanner,
            gpointer          field)
{
  gboolean is_list = batch_json_scanner_peek (scanner) != BATCH_JSON_NULL;
  const guint8 *begin = scanner->pos;

  read_presence (scanner, field);
  if (is_list)
    count_written (field, scanner, begin);
}

static void
read_thoughts (BatchJsonScanner *scanner,
               gpointer          field)
{
  BatchReading *reading = field;
  BatchJsonValue value;

  if (batch_json_scanner_read_value (scanner, &value) && value.type == BATCH_JSON_STRING)
    reading->answer.written_bytes += value.length;
}

static void
read_choice_message (BatchJsonScanner *scanner,
                     gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "content", read_text, 0 },
    { "refusal", read_refusal, 0 },
    { "tool_calls", read_calls, 0 },
    { "function_call", read_calls, 0 },
    { "reasoning_content", read_thoughts, 0 },
    { "reasoning", read_thoughts, 0 },
    { "audio", read_presence, 0 },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

/* A gateway whose server fails under way says so in the choice that it had begun. */
static void
read_choice_error (BatchJsonScanner *scanner,
                   gpointer          field)
{
  if (batch_json_scanner_peek (scanner) == BATCH_JSON_OBJECT)
    batch_answer_read_error (scanner, field);
  else
    batch_json_scanner_read_value (scanner, NULL);
}

static void
read_choice (BatchJsonScanner *scanner,
             gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "message", read_choice_message, 0 },
    { "text", read_text, 0 },
    { "finish_reason", batch_json_read_string,
      G_STRUCT_OFFSET (BatchReading, answer.finish_reason) },
    { "error", read_choice_error, 0 },
  };
  BatchReading *reading = field;

  reading->answer.has_choice |= batch_json_scanner_peek (scanner) == BATCH_JSON_OBJECT;
  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_choices (BatchJsonScanner *scanner,
              gpointer          field)
{
  batch_json_read_first (scanner, read_choice, field);
}

static void
read_token_details (BatchJsonScanner *scanner,
                    gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "cached_tokens", batch_json_read_count,
      G_STRUCT_OFFSET (BatchReading, answer.cached_tokens) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_usage (BatchJsonScanner *scanner,
            gpointer          field)
{
  static const gsize prompt = G_STRUCT_OFFSET (BatchReading, answer.prompt_tokens);
  static const gsize completion = G_STRUCT_OFFSET (BatchReading, answer.completion_tokens);
  const BatchJsonMember members[] = {
    { "prompt_tokens", batch_json_read_count, prompt },
    { "input_tokens", batch_json_read_count, G_STRUCT_OFFSET (BatchReading, input_tokens) },
    { "completion_tokens", batch_json_read_count, completion },
    { "output_tokens", batch_json_read_count, completion },
    { "cache_read_input_tokens", batch_json_read_count,
      G_STRUCT_OFFSET (BatchReading, cache_read) },
    { "cache_creation_input_tokens", batch_json_read_count,
      G_STRUCT_OFFSET (BatchReading, cache_written) },
    { "prompt_tokens_details", read_token_details, 0 },
    { "input_tokens_details", read_token_details, 0 },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_incomplete_details (BatchJsonScanner *scanner,
                         gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "reason", batch_json_read_string, G_STRUCT_OFFSET (BatchReading, incomplete) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static gboolean
read_json (BatchReading *reading,
           const guint8 *body,
           gsize         length)
{
  static const BatchJsonMember members[] = {
    { "model", batch_json_read_string, G_STRUCT_OFFSET (BatchReading, answer.model) },
    { "usage", read_usage, 0 },
    { "choices", read_choices, 0 },
    { "content", read_text, 0 },
    { "stop_reason", batch_json_read_string, G_STRUCT_OFFSET (BatchReading, answer.finish_reason) },
    { "output", read_text, 0 },
    { "status", batch_json_read_string, G_STRUCT_OFFSET (BatchReading, status) },
    { "incomplete_details", read_incomplete_details, 0 },
    { "timings", batch_answer_read_timings, 0 },
    { "stats", batch_answer_read_stats, 0 },
    { "total_duration", batch_json_read_int, G_STRUCT_OFFSET (BatchReading, ns[BATCH_NS_TOTAL]) },
    { "load_duration", batch_json_read_int, G_STRUCT_OFFSET (BatchReading, ns[BATCH_NS_LOAD]) },
    { "prompt_eval_duration", batch_json_read_int,
      G_STRUCT_OFFSET (BatchReading, ns[BATCH_NS_PROMPT]) },
    { "eval_duration", batch_json_read_int, G_STRUCT_OFFSET (BatchReading, ns[BATCH_NS_OUTPUT]) },
    { "data", read_presence, 0 },
    { "results", read_presence, 0 },
    { "error", batch_answer_read_error, 0 },
    { "detail", batch_answer_read_message, G_STRUCT_OFFSET (BatchReading, detail) },
    { "errors", batch_answer_read_message, G_STRUCT_OFFSET (BatchReading, detail) },
    { "message", batch_answer_read_message, G_STRUCT_OFFSET (BatchReading, message) },
    { "code", batch_answer_read_code, G_STRUCT_OFFSET (BatchReading, code) },
    { "type", batch_json_read_string, G_STRUCT_OFFSET (BatchReading, type) },
  };
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, body, length, BATCH_JSON_DEPTH);
  if (batch_json_scanner_peek (&scanner) == BATCH_JSON_OBJECT)
    batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), reading);
  else
    batch_answer_read_message (&scanner, &reading->message);

  return batch_json_scanner_finish (&scanner);
}

/* What a message read from the cache, or put there, is not in its count of the prompt. */
static void
settle_usage (BatchReading *reading)
{
  BatchAnswer *answer = &reading->answer;
  gint64 counts[] = { reading->input_tokens, reading->cache_read, reading->cache_written };

  if (reading->cache_read >= 0 && answer->cached_tokens < 0)
    answer->cached_tokens = reading->cache_read;
  if (answer->prompt_tokens >= 0 || reading->input_tokens < 0)
    return;

  answer->prompt_tokens = 0;
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    answer->prompt_tokens += CLAMP (counts[i], 0, G_MAXINT32);
}

static void
settle_finish_reason (BatchReading *reading)
{
  char **reason = &reading->answer.finish_reason;

  if (*reason == NULL)
    *reason = g_steal_pointer (&reading->incomplete);
  if (*reason == NULL)
    *reason = g_steal_pointer (&reading->status);
}

static void
reading_clear (BatchReading *reading)
{
  g_free (reading->status);
  g_free (reading->incomplete);
  g_free (reading->message);
  g_free (reading->code);
  g_free (reading->type);
  g_free (reading->detail);
}

static void
answer_clear (BatchAnswer *self)
{
  g_free (self->model);
  g_free (self->finish_reason);
  g_free (self->error_message);
  g_free (self->error_code);
  g_free (self->error_type);
  *self = (BatchAnswer) {
    .prompt_tokens = -1,
    .completion_tokens = -1,
    .cached_tokens = -1,
    .timings = BATCH_TIMINGS_INIT,
  };
}

static void
read_text_body (BatchAnswer  *self,
                const guint8 *body,
                gsize         length)
{
  const char *text = body != NULL ? (const char *) body : "";

  if (!batch_is_text (text, length))
    return;

  self->is_html = batch_is_html (text, length);
  self->error_message = self->is_html
                        ? batch_excerpt_html (text, length, BATCH_ANSWER_MAX_MESSAGE)
                        : batch_excerpt (text, length, BATCH_ANSWER_MAX_MESSAGE);
  if (*self->error_message == '\0')
    g_clear_pointer (&self->error_message, g_free);
}

BatchAnswer *
batch_answer_new (const guint8 *body,
                  gsize         length)
{
  BatchReading reading = { .input_tokens = -1, .cache_read = -1, .cache_written = -1 };
  BatchAnswer *self = &reading.answer;

  answer_clear (self);
  self->is_json = read_json (&reading, body, length);

  if (self->is_json)
    {
      batch_answer_settle_error (&reading);
      settle_usage (&reading);
      settle_finish_reason (&reading);
      batch_answer_settle_durations (&reading);
    }
  else
    {
      /* What stands before the place where it breaks off cannot be relied on. */
      answer_clear (self);
      read_text_body (self, body, length);
    }

  reading_clear (&reading);
  return g_memdup2 (self, sizeof *self);
}

void
batch_answer_free (BatchAnswer *self)
{
  answer_clear (self);
  g_free (self);
}
