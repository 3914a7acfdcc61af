/* batch-answer-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-answer-text-private.h"

#include <string.h>

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

/* Answers and requests say things in the same shapes:
 *
 *   "text"   ["text", …]   {"type": "text", "text": "text"}   {"type", "content": …}
 *   {"function": {"name", "arguments"}}   {"name", "arguments"}   {"name", "input"}
 *
 * See batch-answer.c for where they stand in an answer. */

typedef struct
{
  GString  *text;
  gboolean  has_calls;          /* of tools */
} Saying;

typedef struct
{
  char           *type;
  char           *name;
  char           *role;
  Saying          saying;
  BatchJsonValue  arguments;
  guint           is_picture : 1;
} Part;

static void read_saying (BatchJsonScanner *scanner,
                         gpointer          field);

/* Half a surrogate pair is no text: the string is shown as it is spelled. */
static void
append_string (GString              *out,
               const BatchJsonValue *string)
{
  if (!batch_json_value_decode (string, out))
    g_string_append_len (out, (const char *) string->data + 1, string->length - 2);
}

/* Arguments are JSON, or a string that holds JSON. */
static void
append_call (Saying     *saying,
             const Part *part)
{
  GString *text = saying->text;

  saying->has_calls = TRUE;
  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, '\n');

  g_string_append_printf (text, "%s(", part->name);
  if (part->arguments.type == BATCH_JSON_STRING)
    append_string (text, &part->arguments);
  else
    batch_json_append_one_line (text, part->arguments.data, part->arguments.length);
  g_string_append_c (text, ')');
}

static gboolean
is_thought (const Part *part)
{
  static const char *const thoughts[] = { "thinking", "redacted_thinking", "reasoning", NULL };

  return part->type != NULL && g_strv_contains (thoughts, part->type);
}

static gboolean
is_call (const Part *part)
{
  return part->name != NULL && part->arguments.type != BATCH_JSON_NONE;
}

static void
append_part (Saying     *saying,
             const Part *part)
{
  if (is_thought (part))
    return;

  g_string_append_len (saying->text, part->saying.text->str, part->saying.text->len);
  saying->has_calls |= part->saying.has_calls;
  if (is_call (part))
    append_call (saying, part);
  else if (part->is_picture)
    g_string_append (saying->text, "[image]");
}

static void
read_function (BatchJsonScanner *scanner,
               gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "name", batch_json_read_string, G_STRUCT_OFFSET (Part, name) },
    { "arguments", batch_json_read_slice, G_STRUCT_OFFSET (Part, arguments) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_picture (BatchJsonScanner *scanner,
              gpointer          field)
{
  Part *part = field;

  batch_json_scanner_read_value (scanner, NULL);
  part->is_picture = TRUE;
}

static void
read_part (BatchJsonScanner *scanner,
           Part             *part)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_string, G_STRUCT_OFFSET (Part, type) },
    { "role", batch_json_read_string, G_STRUCT_OFFSET (Part, role) },
    { "text", read_saying, G_STRUCT_OFFSET (Part, saying) },
    { "content", read_saying, G_STRUCT_OFFSET (Part, saying) },
    { "refusal", read_saying, G_STRUCT_OFFSET (Part, saying) },
    { "tool_calls", read_saying, G_STRUCT_OFFSET (Part, saying) },
    { "function_call", read_saying, G_STRUCT_OFFSET (Part, saying) },
    { "function", read_function, 0 },
    { "name", batch_json_read_string, G_STRUCT_OFFSET (Part, name) },
    { "arguments", batch_json_read_slice, G_STRUCT_OFFSET (Part, arguments) },
    { "input", batch_json_read_slice, G_STRUCT_OFFSET (Part, arguments) },
    { "image_url", read_picture, 0 },
    { "source", read_picture, 0 },
  };

  *part = (Part) { .saying.text = g_string_new (NULL) };
  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), part);
}

static void
part_clear (Part *part)
{
  g_free (part->type);
  g_free (part->name);
  g_free (part->role);
  g_string_free (part->saying.text, TRUE);
}

/* Reads the value that comes next, and appends what it says. */
static void
read_saying (BatchJsonScanner *scanner,
             gpointer          field)
{
  Saying *saying = field;
  BatchJsonValue value;

  switch (batch_json_scanner_peek (scanner))
    {
    case BATCH_JSON_OBJECT:
      {
        Part part;

        read_part (scanner, &part);
        append_part (saying, &part);
        part_clear (&part);
        break;
      }

    case BATCH_JSON_ARRAY:
      batch_json_scanner_enter_array (scanner);
      while (batch_json_scanner_next_element (scanner))
        read_saying (scanner, saying);
      break;

    case BATCH_JSON_STRING:
      if (batch_json_scanner_read_value (scanner, &value))
        append_string (saying->text, &value);
      break;

    case BATCH_JSON_NONE:
    case BATCH_JSON_NUMBER:
    case BATCH_JSON_TRUE:
    case BATCH_JSON_FALSE:
    case BATCH_JSON_NULL:
    default:
      batch_json_scanner_read_value (scanner, NULL);
    }
}

/* --- Answers --- */

typedef struct
{
  Saying         saying;
  BatchJsonValue results;       /* of moderation */
  gint64         n_vectors;
  gint64         n_numbers;     /* of the first vector */
  guint          found : 1;     /* the body is an answer of some known kind */
} Answer;

static void
read_content (BatchJsonScanner *scanner,
              gpointer          field)
{
  Answer *answer = field;

  answer->found = TRUE;
  read_saying (scanner, &answer->saying);
}

static void
read_choice (BatchJsonScanner *scanner,
             gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "message", read_content, 0 },
    { "text", read_content, 0 },
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
count_numbers (BatchJsonScanner *scanner,
               gpointer          field)
{
  Answer *answer = field;
  gint64 n = 0;

  if (batch_json_scanner_peek (scanner) == BATCH_JSON_ARRAY)
    {
      batch_json_scanner_enter_array (scanner);
      for (; batch_json_scanner_next_element (scanner); n++)
        batch_json_scanner_read_value (scanner, NULL);
    }
  else
    batch_json_scanner_read_value (scanner, NULL);

  answer->found = TRUE;
  if (answer->n_vectors++ == 0)
    answer->n_numbers = n;
}

static void
read_vectors (BatchJsonScanner *scanner,
              gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "embedding", count_numbers, 0 },
  };

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_ARRAY)
    {
      batch_json_scanner_read_value (scanner, NULL);
      return;
    }

  batch_json_scanner_enter_array (scanner);
  while (batch_json_scanner_next_element (scanner))
    batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
append_vectors (const Answer *answer,
                GString      *out)
{
  if (answer->n_vectors > 1)
    g_string_append_printf (out, "%" G_GINT64_FORMAT " × ", answer->n_vectors);
  if (answer->n_numbers > 0)
    g_string_append_printf (out, "[%" G_GINT64_FORMAT " numbers]", answer->n_numbers);
  else
    g_string_append (out, "[numbers]");
}

static gboolean
read_answer (Answer       *answer,
             const guint8 *body,
             gsize         length)
{
  static const BatchJsonMember members[] = {
    { "choices", read_choices, 0 },
    { "content", read_content, 0 },
    { "output", read_content, 0 },
    { "data", read_vectors, 0 },
    { "results", batch_json_read_slice, G_STRUCT_OFFSET (Answer, results) },
  };
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, body, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), answer);
  return batch_json_scanner_finish (&scanner);
}

gboolean
batch_answer_append_text (const guint8 *body,
                          gsize         length,
                          GString      *out)
{
  g_autoptr(GString) text = g_string_new (NULL);
  Answer answer = { .saying.text = text };
  gboolean is_json = read_answer (&answer, body, length);

  if (is_json && answer.n_vectors > 0)
    append_vectors (&answer, out);
  else if (is_json && answer.results.type == BATCH_JSON_ARRAY && !answer.found)
    batch_json_append_one_line (out, answer.results.data, answer.results.length);
  else if (is_json && answer.found)
    g_string_append_len (out, text->str, text->len);
  else if (length > 0)
    g_string_append_len (out, (const char *) body, length);

  return is_json && answer.found && answer.n_vectors == 0 && !answer.saying.has_calls
         && text->len > 0;
}

/* --- Requests --- */

typedef struct
{
  GString *text;
  guint    from_user : 1;       /* what is in there */
} Request;

static void
set_text (Request       *request,
          const GString *text,
          gboolean       from_user)
{
  g_string_truncate (request->text, 0);
  g_string_append_len (request->text, text->str, text->len);
  request->from_user = from_user;
}

/* What the user says counts more than what anybody else does, and the last of it. */
static void
read_message (BatchJsonScanner *scanner,
              Request          *request)
{
  gboolean from_user;
  Part part;

  read_part (scanner, &part);
  from_user = part.role == NULL || strcmp (part.role, "user") == 0;
  if (part.saying.text->len > 0 && (from_user || !request->from_user))
    set_text (request, part.saying.text, from_user);
  part_clear (&part);
}

static void
read_prompt (BatchJsonScanner *scanner,
             gpointer          field)
{
  Request *request = field;
  g_autoptr(GString) text = g_string_new (NULL);
  Saying saying = { .text = text };

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_ARRAY)
    {
      read_saying (scanner, &saying);
      if (text->len > 0)
        set_text (request, text, TRUE);
      return;
    }

  batch_json_scanner_enter_array (scanner);
  while (batch_json_scanner_next_element (scanner))
    {
      if (batch_json_scanner_peek (scanner) == BATCH_JSON_OBJECT)
        read_message (scanner, request);
      else
        read_saying (scanner, &saying);
    }
  if (text->len > 0)
    set_text (request, text, TRUE);
}

void
batch_request_append_text (const guint8 *body,
                           gsize         length,
                           GString      *out)
{
  static const BatchJsonMember members[] = {
    { "messages", read_prompt, 0 },
    { "prompt", read_prompt, 0 },
    { "input", read_prompt, 0 },
  };
  g_autoptr(GString) text = g_string_new (NULL);
  Request request = { .text = text };
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, body, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &request);
  if (batch_json_scanner_finish (&scanner) && text->len > 0)
    g_string_append_len (out, text->str, text->len);
  else if (length > 0)
    g_string_append_len (out, (const char *) body, length);
}

typedef struct
{
  GString *text;
  guint    n_messages;
  guint    has_others : 1;      /* than the user */
} Talk;

static void
append_message (Talk          *talk,
                const char    *role,
                const GString *said)
{
  if (said->len == 0)
    return;

  g_string_append_printf (talk->text, "%s[%s]\n", talk->text->len > 0 ? "\n\n" : "", role);
  g_string_append_len (talk->text, said->str, said->len);
  talk->n_messages++;
  talk->has_others |= strcmp (role, "user") != 0;
}

static void
read_messages (BatchJsonScanner *scanner,
               gpointer          field)
{
  if (batch_json_scanner_peek (scanner) != BATCH_JSON_ARRAY)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      Saying saying = { .text = text };

      read_saying (scanner, &saying);
      append_message (field, "user", text);
      return;
    }

  batch_json_scanner_enter_array (scanner);
  while (batch_json_scanner_next_element (scanner))
    {
      Part part;

      read_part (scanner, &part);
      append_message (field, part.role != NULL ? part.role : "user", part.saying.text);
      part_clear (&part);
    }
}

/* Where what a system is told is no message, it comes before them, wherever it stands. */
static void
read_instructions (BatchJsonScanner *scanner,
                   gpointer          field)
{
  Talk *talk = field;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) after = g_string_new_len (talk->text->str, talk->text->len);
  Saying saying = { .text = text };

  read_saying (scanner, &saying);
  g_string_truncate (talk->text, 0);
  append_message (talk, "system", text);
  if (after->len > 0)
    g_string_append_printf (talk->text, "%s%s", talk->text->len > 0 ? "\n\n" : "", after->str);
}

void
batch_request_append_talk (const guint8 *body,
                           gsize         length,
                           GString      *out)
{
  static const BatchJsonMember members[] = {
    { "messages", read_messages, 0 },
    { "input", read_messages, 0 },
    { "system", read_instructions, 0 },
    { "instructions", read_instructions, 0 },
  };
  g_autoptr(GString) text = g_string_new (NULL);
  Talk talk = { .text = text };
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, body, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &talk);
  if (batch_json_scanner_finish (&scanner) && (talk.n_messages > 1 || talk.has_others))
    g_string_append_len (out, text->str, text->len);
  else
    batch_request_append_text (body, length, out);
}
