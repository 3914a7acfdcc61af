/* batch-answer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-answer-private.h"

#include <string.h>

#include "core/batch-excerpt-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

#define MAX_MESSAGE 300         /* characters */
#define NS_PER_MS   1000000
#define LONGEST_MS  1e12

/* The shapes are told apart by their members alone, since no two of them use one
 * member for different things:
 *
 *   chat        choices[].message.{content, tool_calls, refusal}, choices[].finish_reason
 *   completions choices[].text, choices[].finish_reason
 *   messages    content[].{type, text}, stop_reason
 *   responses   output[].{type, content[].{type, text}}, status, incomplete_details.reason
 *   embeddings  data[]
 *   moderations results[]
 *
 * and errors:
 *
 *   {"error": "…"}   {"error": {"message", "type", "code"}}   {"detail": "…" or [{"msg"}]}
 *   {"message": "…"}   {"type": "error", "error": {"type", "message"}}   text   HTML
 *   {"error": "…", "message": "…"}   {"errors": ["…"]}   */
enum
{
  TOTAL,
  LOAD,
  PROMPT,
  OUTPUT,
  N_DURATIONS
};

typedef struct
{
  BatchAnswer  answer;
  char        *status;          /* of a response */
  char        *incomplete;      /* why a response is */
  char        *message;         /* an error's, when it stands at the top */
  char        *code;
  char        *type;
  char        *detail;
  gint64       nanoseconds[N_DURATIONS]; /* as Ollama tells them; 0: it does not */
  gint64       input_tokens;    /* -1: it does not say; a message leaves out the next two */
  gint64       cache_read;
  gint64       cache_written;
  gboolean     error_is_text;
} Reading;

/* A value that is content if it says anything. */
typedef struct
{
  char  *type;
  guint  content;
} Part;

/* A message and what it is about. */
typedef struct
{
  char    *message;
  GString *place;
} Nested;

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
count_written (Reading                *reading,
               const BatchJsonScanner *scanner,
               const guint8           *begin)
{
  reading->answer.written_bytes += (gsize) (scanner->pos - begin);
}

static void
read_text (BatchJsonScanner *scanner,
           gpointer          field)
{
  Reading *reading = field;
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
  Reading *reading = field;

  if (read_content (scanner) != 0)
    reading->answer.has_content = reading->answer.refused = TRUE;
}

/* Of a list or an object it only matters that there is something in it. */
static void
read_presence (BatchJsonScanner *scanner,
               gpointer          field)
{
  Reading *reading = field;
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
  Reading *reading = field;
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

static void
read_choice (BatchJsonScanner *scanner,
             gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "message", read_choice_message, 0 },
    { "text", read_text, 0 },
    { "finish_reason", batch_json_read_string, G_STRUCT_OFFSET (Reading, answer.finish_reason) },
  };

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
    { "cached_tokens", batch_json_read_int, G_STRUCT_OFFSET (Reading, answer.cached_tokens) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_usage (BatchJsonScanner *scanner,
            gpointer          field)
{
  static const gsize prompt = G_STRUCT_OFFSET (Reading, answer.prompt_tokens);
  static const gsize completion = G_STRUCT_OFFSET (Reading, answer.completion_tokens);
  const BatchJsonMember members[] = {
    { "prompt_tokens", batch_json_read_int, prompt },
    { "input_tokens", batch_json_read_int, G_STRUCT_OFFSET (Reading, input_tokens) },
    { "completion_tokens", batch_json_read_int, completion },
    { "output_tokens", batch_json_read_int, completion },
    { "cache_read_input_tokens", batch_json_read_int, G_STRUCT_OFFSET (Reading, cache_read) },
    { "cache_creation_input_tokens", batch_json_read_int,
      G_STRUCT_OFFSET (Reading, cache_written) },
    { "prompt_tokens_details", read_token_details, 0 },
    { "input_tokens_details", read_token_details, 0 },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

/* --- Durations --- */

static void
read_milliseconds (BatchJsonScanner *scanner,
                   gpointer          field)
{
  BatchJsonValue value;
  double number;

  if (!batch_json_scanner_read_value (scanner, &value) || value.type != BATCH_JSON_NUMBER)
    return;

  number = g_ascii_strtod ((const char *) value.data, NULL);
  if (number >= 0 && number < LONGEST_MS)
    *(gint64 *) field = (gint64) (number + 0.5);
}

static void
read_seconds (BatchJsonScanner *scanner,
              gpointer          field)
{
  BatchJsonValue value;
  double number;

  if (!batch_json_scanner_read_value (scanner, &value) || value.type != BATCH_JSON_NUMBER)
    return;

  number = g_ascii_strtod ((const char *) value.data, NULL);
  if (number >= 0 && number < LONGEST_MS / 1000)
    *(gint64 *) field = (gint64) (number * 1000 + 0.5);
}

/* Of llama.cpp. */
static void
read_timings (BatchJsonScanner *scanner,
              gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "prompt_ms", read_milliseconds, G_STRUCT_OFFSET (Reading, answer.timings.prompt_ms) },
    { "predicted_ms", read_milliseconds, G_STRUCT_OFFSET (Reading, answer.timings.output_ms) },
    { "cache_n", batch_json_read_int, G_STRUCT_OFFSET (Reading, answer.cached_tokens) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

/* Of LM Studio. */
static void
read_stats (BatchJsonScanner *scanner,
            gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "model_load_time_seconds", read_seconds, G_STRUCT_OFFSET (Reading, answer.timings.load_ms) },
    { "time_to_first_token", read_seconds, G_STRUCT_OFFSET (Reading, answer.timings.prompt_ms) },
    { "generation_time", read_seconds, G_STRUCT_OFFSET (Reading, answer.timings.output_ms) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

/* What is left of the whole is the wait for a turn. */
static void
settle_durations (Reading *reading)
{
  gint64 *ns = reading->nanoseconds;
  BatchTimings *timings = &reading->answer.timings;
  gint64 *fields[N_DURATIONS] = {
    NULL, &timings->load_ms, &timings->prompt_ms, &timings->output_ms,
  };

  for (guint i = 0; i < N_DURATIONS; i++)
    ns[i] = CLAMP (ns[i], 0, G_MAXINT64 / N_DURATIONS);

  for (guint i = LOAD; i < N_DURATIONS; i++)
    if (ns[i] > 0)
      *fields[i] = ns[i] / NS_PER_MS;

  if (ns[TOTAL] > 0 && ns[LOAD] > 0)
    timings->queue_ms = MAX (ns[TOTAL] - ns[LOAD] - ns[PROMPT] - ns[OUTPUT], 0) / NS_PER_MS;
}

static void
read_incomplete_details (BatchJsonScanner *scanner,
                         gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "reason", batch_json_read_string, G_STRUCT_OFFSET (Reading, incomplete) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

/* A code may be a word or a number. */
static void
read_code (BatchJsonScanner *scanner,
           gpointer          field)
{
  char **code = field;
  BatchJsonValue value;

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_NUMBER)
    {
      batch_json_read_string (scanner, code);
    }
  else if (batch_json_scanner_read_value (scanner, &value))
    {
      g_free (*code);
      *code = g_strndup ((const char *) value.data, value.length);
    }
}

/* Into the message of an error, from a text, an object that has one, or a list of
 * such. */
static void
read_message (BatchJsonScanner *scanner,
              gpointer          field);

static void
append_step (GString              *place,
             const BatchJsonValue *step)
{
  if (place->len > 0)
    g_string_append_c (place, '.');
  if (step->type == BATCH_JSON_STRING)
    batch_json_value_decode (step, place);
  else
    g_string_append_len (place, (const char *) step->data, (gssize) step->length);
}

/* What a message of FastAPI is about, member by member from the body on. */
static void
read_place (BatchJsonScanner *scanner,
            gpointer          field)
{
  GString *place = *(GString **) field;
  BatchJsonValue step;

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_ARRAY)
    {
      batch_json_scanner_read_value (scanner, NULL);
      return;
    }

  batch_json_scanner_enter_array (scanner);
  while (batch_json_scanner_next_element (scanner)
         && batch_json_scanner_read_value (scanner, &step))
    if (!batch_json_value_is (&step, "body"))
      append_step (place, &step);
}

static void
read_nested_message (BatchJsonScanner *scanner,
                     gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "message", read_message, G_STRUCT_OFFSET (Nested, message) },
    { "msg", read_message, G_STRUCT_OFFSET (Nested, message) },
    { "error", read_message, G_STRUCT_OFFSET (Nested, message) },
    { "detail", read_message, G_STRUCT_OFFSET (Nested, message) },
    { "loc", read_place, G_STRUCT_OFFSET (Nested, place) },
  };
  g_autoptr(GString) place = g_string_new (NULL);
  Nested nested = { NULL, place };
  char **message = field;

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), &nested);
  if (nested.message == NULL)
    return;

  g_free (*message);
  *message = place->len > 0 ? g_strdup_printf ("%s: %s", place->str, nested.message)
                            : g_strdup (nested.message);
  g_free (nested.message);
}

static void
read_message (BatchJsonScanner *scanner,
              gpointer          field)
{
  BatchJsonType type = batch_json_scanner_peek (scanner);

  if (type == BATCH_JSON_ARRAY)
    batch_json_read_first (scanner, read_message, field);
  else if (type == BATCH_JSON_OBJECT)
    read_nested_message (scanner, field);
  else
    batch_json_read_string (scanner, field);
}

static void
read_error (BatchJsonScanner *scanner,
            gpointer          field)
{
  static const gsize message = G_STRUCT_OFFSET (Reading, answer.error_message);
  const BatchJsonMember members[] = {
    { "message", read_message, message },
    { "error", read_message, message },
    { "code", read_code, G_STRUCT_OFFSET (Reading, answer.error_code) },
    { "type", batch_json_read_string, G_STRUCT_OFFSET (Reading, answer.error_type) },
  };
  Reading *reading = field;
  BatchJsonType type = batch_json_scanner_peek (scanner);

  reading->error_is_text = type == BATCH_JSON_STRING;
  if (type == BATCH_JSON_OBJECT)
    batch_json_read_members (scanner, members, G_N_ELEMENTS (members), reading);
  else
    read_message (scanner, &reading->answer.error_message);
}

static gboolean
read_json (Reading      *reading,
           const guint8 *body,
           gsize         length)
{
  static const BatchJsonMember members[] = {
    { "model", batch_json_read_string, G_STRUCT_OFFSET (Reading, answer.model) },
    { "usage", read_usage, 0 },
    { "choices", read_choices, 0 },
    { "content", read_text, 0 },
    { "stop_reason", batch_json_read_string, G_STRUCT_OFFSET (Reading, answer.finish_reason) },
    { "output", read_text, 0 },
    { "status", batch_json_read_string, G_STRUCT_OFFSET (Reading, status) },
    { "incomplete_details", read_incomplete_details, 0 },
    { "timings", read_timings, 0 },
    { "stats", read_stats, 0 },
    { "total_duration", batch_json_read_int, G_STRUCT_OFFSET (Reading, nanoseconds[TOTAL]) },
    { "load_duration", batch_json_read_int, G_STRUCT_OFFSET (Reading, nanoseconds[LOAD]) },
    { "prompt_eval_duration", batch_json_read_int, G_STRUCT_OFFSET (Reading, nanoseconds[PROMPT]) },
    { "eval_duration", batch_json_read_int, G_STRUCT_OFFSET (Reading, nanoseconds[OUTPUT]) },
    { "data", read_presence, 0 },
    { "results", read_presence, 0 },
    { "error", read_error, 0 },
    { "detail", read_message, G_STRUCT_OFFSET (Reading, detail) },
    { "errors", read_message, G_STRUCT_OFFSET (Reading, detail) },
    { "message", read_message, G_STRUCT_OFFSET (Reading, message) },
    { "code", read_code, G_STRUCT_OFFSET (Reading, code) },
    { "type", batch_json_read_string, G_STRUCT_OFFSET (Reading, type) },
  };
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, body, length, BATCH_JSON_DEPTH);
  if (batch_json_scanner_peek (&scanner) == BATCH_JSON_OBJECT)
    batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), reading);
  else
    read_message (&scanner, &reading->message);

  return batch_json_scanner_finish (&scanner);
}

static void
take (char **to,
      char **from)
{
  if (*to == NULL)
    *to = g_steal_pointer (from);
}

static void
drop_empty (char **text)
{
  if (**text == '\0')
    g_clear_pointer (text, g_free);
}

/* Who stands before another server may pass on its whole answer as the message. */
static void
unwrap_message (BatchAnswer *answer)
{
  const char *message = answer->error_message;
  g_autoptr(BatchAnswer) inner = NULL;

  if (*message != '{')
    return;

  inner = batch_answer_new ((const guint8 *) message, strlen (message));
  if (!inner->is_json || inner->error_message == NULL)
    return;

  g_clear_pointer (&answer->error_message, g_free);
  take (&answer->error_message, &inner->error_message);
  take (&answer->error_code, &inner->error_code);
  take (&answer->error_type, &inner->error_type);
}

/* Of two texts one is often no more than the name of the status. */
static void
choose_message (Reading *reading)
{
  BatchAnswer *answer = &reading->answer;

  if (answer->has_content || answer->error_message == NULL || reading->message == NULL
      || strlen (reading->message) <= strlen (answer->error_message))
    return;

  take (&reading->code, &answer->error_message);
  g_free (answer->error_message);
  answer->error_message = g_steal_pointer (&reading->message);
}

/* An error may have its members at the top, where an answer has others of the same
 * names: they count when nothing else says what went wrong. */
static void
settle_error (Reading *reading)
{
  BatchAnswer *answer = &reading->answer;
  g_autofree char *message = NULL;

  if (reading->error_is_text)
    choose_message (reading);
  take (&answer->error_message, &reading->detail);
  if (!answer->has_content)
    take (&answer->error_message, &reading->message);
  if (answer->error_message == NULL)
    return;

  take (&answer->error_code, &reading->code);
  take (&answer->error_type, &reading->type);
  unwrap_message (answer);
  message = g_steal_pointer (&answer->error_message);
  answer->error_message = batch_excerpt (message, -1, MAX_MESSAGE);
  drop_empty (&answer->error_message);
}

/* What a message read from the cache, or put there, is not in its count of the prompt. */
static void
settle_usage (Reading *reading)
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
settle_finish_reason (Reading *reading)
{
  take (&reading->answer.finish_reason, &reading->incomplete);
  take (&reading->answer.finish_reason, &reading->status);
}

static void
reading_clear (Reading *reading)
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

  self->error_message = batch_is_html (text, length)
                        ? batch_excerpt_html (text, length, MAX_MESSAGE)
                        : batch_excerpt (text, length, MAX_MESSAGE);
  drop_empty (&self->error_message);
}

BatchAnswer *
batch_answer_new (const guint8 *body,
                  gsize         length)
{
  Reading reading = { .input_tokens = -1, .cache_read = -1, .cache_written = -1 };
  BatchAnswer *self = &reading.answer;

  answer_clear (self);
  self->is_json = read_json (&reading, body, length);

  if (self->is_json)
    {
      settle_error (&reading);
      settle_usage (&reading);
      settle_finish_reason (&reading);
      settle_durations (&reading);
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
