/* batch-answer-errors.c
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

/* What went wrong, in the words of several servers:
 *
 *   {"error": "…"}   {"error": {"message", "type", "code"}}   {"detail": "…" or [{"msg"}]}
 *   {"message": "…"}   {"type": "error", "error": {"type", "message"}}   text   HTML
 *   {"error": "…", "message": "…"}   {"errors": ["…"]}
 *   {"choices": [{"error": {"message", "code"}}]}   */

/* A message and what it is about. */
typedef struct
{
  char    *message;
  GString *place;
} Nested;

void
batch_answer_read_code (BatchJsonScanner *scanner,
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

static void
append_step (GString              *place,
             const BatchJsonValue *step)
{
  if (place->len > 0)
    g_string_append_c (place, '.');
  if (step->type == BATCH_JSON_STRING)
    batch_json_value_decode (step, place);
  else
    batch_json_append_value (place, step);
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
    { "message", batch_answer_read_message, G_STRUCT_OFFSET (Nested, message) },
    { "msg", batch_answer_read_message, G_STRUCT_OFFSET (Nested, message) },
    { "error", batch_answer_read_message, G_STRUCT_OFFSET (Nested, message) },
    { "detail", batch_answer_read_message, G_STRUCT_OFFSET (Nested, message) },
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

void
batch_answer_read_message (BatchJsonScanner *scanner,
                           gpointer          field)
{
  BatchJsonType type = batch_json_scanner_peek (scanner);

  if (type == BATCH_JSON_ARRAY)
    batch_json_read_first (scanner, batch_answer_read_message, field);
  else if (type == BATCH_JSON_OBJECT)
    read_nested_message (scanner, field);
  else
    batch_json_read_string (scanner, field);
}

void
batch_answer_read_error (BatchJsonScanner *scanner,
                         gpointer          field)
{
  static const gsize message = G_STRUCT_OFFSET (BatchReading, answer.error_message);
  const BatchJsonMember members[] = {
    { "message", batch_answer_read_message, message },
    { "error", batch_answer_read_message, message },
    { "code", batch_answer_read_code, G_STRUCT_OFFSET (BatchReading, answer.error_code) },
    { "type", batch_json_read_string, G_STRUCT_OFFSET (BatchReading, answer.error_type) },
  };
  BatchReading *reading = field;
  BatchJsonType type = batch_json_scanner_peek (scanner);

  reading->error_is_text = type == BATCH_JSON_STRING;
  if (type == BATCH_JSON_OBJECT)
    batch_json_read_members (scanner, members, G_N_ELEMENTS (members), reading);
  else
    batch_answer_read_message (scanner, &reading->answer.error_message);
}

static void
take (char **to,
      char **from)
{
  if (*to == NULL)
    *to = g_steal_pointer (from);
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
choose_message (BatchReading *reading)
{
  BatchAnswer *answer = &reading->answer;

  if (answer->has_content || answer->error_message == NULL || reading->message == NULL
      || strlen (reading->message) <= strlen (answer->error_message))
    return;

  take (&reading->code, &answer->error_message);
  g_free (answer->error_message);
  answer->error_message = g_steal_pointer (&reading->message);
}

void
batch_answer_settle_error (BatchReading *reading)
{
  BatchAnswer *answer = &reading->answer;
  g_autofree char *message = NULL;

  if (reading->error_is_text)
    choose_message (reading);
  take (&answer->error_message, &reading->detail);
  /* Beside a choice, be it empty, it is what a gateway says of itself: “success”. */
  if (!answer->has_content && !answer->has_choice)
    take (&answer->error_message, &reading->message);
  if (answer->error_message == NULL)
    return;

  take (&answer->error_code, &reading->code);
  take (&answer->error_type, &reading->type);
  unwrap_message (answer);
  message = g_steal_pointer (&answer->error_message);
  answer->error_message = batch_excerpt (message, -1, BATCH_ANSWER_MAX_MESSAGE);
  if (*answer->error_message == '\0')
    g_clear_pointer (&answer->error_message, g_free);
}
