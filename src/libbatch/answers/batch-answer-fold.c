/* batch-answer-fold.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-answer-fold-private.h"

#include <string.h>

#include "answers/batch-loading-text-private.h"
#include "answers/batch-message-fold-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

#define DONE "[DONE]"

/* Of a text for the time while a model is loaded that goes on for longer it is not looked for the
 * end with each part. */
#define MAX_LOADING (64 * 1024)

typedef struct
{
  gint64         index;
  BatchJsonFold *members;
  gboolean       settled;       /* its thoughts are those of the model */
} Choice;

struct _BatchAnswerFold
{
  BatchJsonFold    *members;    /* the choices keep their place, and are filled in at last */
  GPtrArray        *choices;    /* of Choice, in the order of their index */
  BatchMessageFold *message;    /* (nullable) in place of both, when the answer is one */
  GBytes           *error;      /* (nullable) the answer, when it is one */
  gsize             size;
  gsize             limit;
  BatchFoldState    state;
  guint             n_pieces;
};

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  batch_json_fold_free (choice->members);
  g_free (choice);
}

gboolean
batch_answer_fold_can (BatchEndpoint endpoint)
{
  return endpoint == BATCH_ENDPOINT_CHAT_COMPLETIONS || endpoint == BATCH_ENDPOINT_COMPLETIONS
         || endpoint == BATCH_ENDPOINT_MESSAGES;
}

BatchAnswerFold *
batch_answer_fold_new (gsize limit)
{
  BatchAnswerFold *self = g_new0 (BatchAnswerFold, 1);

  self->limit = limit;
  self->members = batch_json_fold_new ();
  self->choices = g_ptr_array_new_with_free_func (choice_free);

  return self;
}

void
batch_answer_fold_free (BatchAnswerFold *self)
{
  batch_json_fold_free (self->members);
  g_ptr_array_unref (self->choices);
  g_clear_pointer (&self->message, batch_message_fold_free);
  g_clear_pointer (&self->error, g_bytes_unref);
  g_free (self);
}

/* --- Choices --- */

/* NULL when there are too many. */
static Choice *
ensure_choice (BatchAnswerFold *self,
               gint64           index)
{
  Choice *choice;
  guint at = self->choices->len;

  while (at > 0 && ((Choice *) g_ptr_array_index (self->choices, at - 1))->index > index)
    at--;
  if (at > 0 && ((Choice *) g_ptr_array_index (self->choices, at - 1))->index == index)
    return g_ptr_array_index (self->choices, at - 1);
  if (self->choices->len == BATCH_JSON_FOLD_MAX)
    return NULL;

  choice = g_new0 (Choice, 1);
  choice->index = index;
  choice->members = batch_json_fold_new ();
  g_ptr_array_insert (self->choices, at, choice);
  return choice;
}

static gint64
find_index (const BatchJsonScanner *scanner)
{
  BatchJsonScanner ahead = *scanner;
  BatchJsonValue name;
  BatchJsonValue value;
  gint64 index = 0;

  batch_json_scanner_enter_object (&ahead);
  while (batch_json_scanner_next_member (&ahead, &name) &&
         batch_json_scanner_read_value (&ahead, &value))
    if (batch_json_value_is (&name, "index"))
      batch_json_value_get_int (&value, &index);

  return index;
}

/* A name as it would stand in JSON. */
static BatchJsonValue
spell (const char *name)
{
  return (BatchJsonValue) { (const guint8 *) name, strlen (name), BATCH_JSON_STRING };
}

static gboolean
grow (BatchAnswerFold  *self,
      Choice           *choice,
      const char       *name,
      BatchJsonScanner *scanner)
{
  BatchJsonValue spelled = spell (name);
  BatchJsonFold *member = batch_json_fold_ensure (choice->members, &spelled, &self->size);

  return member != NULL && batch_json_fold_add (member, NULL, scanner, &self->size);
}

/* The last one counts. */
static gboolean
set_member (BatchAnswerFold      *self,
            BatchJsonFold        *members,
            const BatchJsonValue *name,
            BatchJsonScanner     *scanner)
{
  BatchJsonFold *member = batch_json_fold_ensure (members, name, &self->size);
  BatchJsonValue value;

  if (member == NULL)
    return FALSE;

  if (batch_json_scanner_read_value (scanner, &value))
    {
      if (batch_json_value_is (&value, "chat.completion.chunk"))
        value = spell ("\"chat.completion\"");
      batch_json_fold_set (member, &value, &self->size);
    }
  return TRUE;
}

static gboolean
is_empty (const BatchJsonValue *value)
{
  return value->type == BATCH_JSON_NULL || batch_json_value_is (value, "")
         || (value->type == BATCH_JSON_ARRAY && value->length == strlen ("[]"));
}

/* Whose words they are is said before there are any. */
static gboolean
has_words (const BatchJsonScanner *scanner)
{
  BatchJsonScanner ahead = *scanner;
  BatchJsonValue name;
  BatchJsonValue value;
  gboolean found = FALSE;

  if (batch_json_scanner_peek (&ahead) != BATCH_JSON_OBJECT)
    return batch_json_scanner_read_value (&ahead, &value) && !is_empty (&value);

  batch_json_scanner_enter_object (&ahead);
  while (!found && batch_json_scanner_next_member (&ahead, &name) &&
         batch_json_scanner_read_value (&ahead, &value))
    found = !batch_json_value_is (&name, "role") && !is_empty (&value);

  return found;
}

static gboolean
read_words (BatchAnswerFold  *self,
            Choice           *choice,
            const char       *name,
            BatchJsonScanner *scanner)
{
  self->n_pieces += has_words (scanner);
  return grow (self, choice, name, scanner);
}

static gboolean
read_choice_member (BatchAnswerFold      *self,
                    Choice               *choice,
                    const BatchJsonValue *name,
                    BatchJsonScanner     *scanner)
{
  if (batch_json_value_is (name, "delta"))
    return read_words (self, choice, "\"message\"", scanner);
  if (batch_json_value_is (name, "text"))
    return read_words (self, choice, "\"text\"", scanner);
  if (batch_json_value_is (name, "logprobs"))
    return grow (self, choice, "\"logprobs\"", scanner);

  return set_member (self, choice->members, name, scanner);
}

static gboolean
read_choice (BatchAnswerFold  *self,
             BatchJsonScanner *scanner)
{
  Choice *choice;
  BatchJsonValue name;

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_OBJECT ||
      !(choice = ensure_choice (self, find_index (scanner))))
    return FALSE;

  batch_json_scanner_enter_object (scanner);
  while (batch_json_scanner_next_member (scanner, &name))
    if (!read_choice_member (self, choice, &name, scanner))
      return FALSE;

  return TRUE;
}

static gboolean
read_choices (BatchAnswerFold  *self,
              BatchJsonScanner *scanner)
{
  BatchJsonValue name = spell ("\"choices\"");

  if (batch_json_fold_ensure (self->members, &name, &self->size) == NULL)
    return FALSE;
  if (batch_json_scanner_peek (scanner) != BATCH_JSON_ARRAY)
    return batch_json_scanner_peek (scanner) == BATCH_JSON_NULL &&
           batch_json_scanner_read_value (scanner, NULL);

  batch_json_scanner_enter_array (scanner);
  while (batch_json_scanner_next_element (scanner))
    if (!read_choice (self, scanner))
      return FALSE;

  return TRUE;
}

/* --- Events --- */

static void
read_finish (BatchJsonScanner *scanner,
             gpointer          field)
{
  static const BatchJsonMember members[] = { { "finish_reason", batch_json_read_string, 0 } };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

/* Whether the first of the choices ends by an error, which stands beside them. */
static gboolean
broke_off (const BatchJsonValue *choices)
{
  BatchJsonScanner scanner;
  g_autofree char *finish_reason = NULL;

  batch_json_scanner_init (&scanner, choices->data, choices->length, BATCH_JSON_DEPTH);
  batch_json_read_first (&scanner, read_finish, &finish_reason);
  return g_strcmp0 (finish_reason, "error") == 0;
}

static gboolean
reports_error (const char *data,
               gsize       length)
{
  BatchJsonScanner scanner;
  BatchJsonValue name;
  BatchJsonValue value;
  gboolean is_error = FALSE;

  batch_json_scanner_init (&scanner, (const guint8 *) data, length, BATCH_JSON_DEPTH);
  batch_json_scanner_enter_object (&scanner);
  while (batch_json_scanner_next_member (&scanner, &name) &&
         batch_json_scanner_read_value (&scanner, &value))
    {
      if (batch_json_value_is (&name, "error"))
        is_error = value.type != BATCH_JSON_NULL;
      else if (batch_json_value_is (&name, "choices") && !broke_off (&value))
        return FALSE;
    }

  return is_error && batch_json_scanner_finish (&scanner);
}

/* What makes all pieces equally long, so that their lengths tell nothing, is no part of the answer.
 */
static gboolean
is_padding (const BatchJsonValue *name)
{
  return batch_json_value_is (name, "obfuscation");
}

static gboolean
read_event_member (BatchAnswerFold      *self,
                   const BatchJsonValue *name,
                   BatchJsonScanner     *scanner)
{
  if (batch_json_value_is (name, "choices"))
    return read_choices (self, scanner);

  return is_padding (name) ? batch_json_scanner_read_value (scanner, NULL)
                           : set_member (self, self->members, name, scanner);
}

static gboolean
read_event (BatchAnswerFold  *self,
            BatchJsonScanner *scanner)
{
  BatchJsonValue name;

  if (!batch_json_scanner_enter_object (scanner))
    return FALSE;

  while (batch_json_scanner_next_member (scanner, &name))
    if (!read_event_member (self, &name, scanner))
      return FALSE;

  return batch_json_scanner_finish (scanner);
}

gboolean
batch_answer_event_is_done (const char *data,
                            gsize       length)
{
  while (length > strlen (DONE) && g_ascii_isspace (data[length - 1]))
    length--;

  return length == strlen (DONE) && memcmp (data, DONE, length) == 0;
}

static BatchFoldState
take_message_event (BatchAnswerFold *self,
                    const char      *data,
                    gsize            length)
{
  BatchFoldState state = batch_message_fold_add (self->message, data, length, &self->size);

  return state == BATCH_FOLD_OPEN && self->size > self->limit ? BATCH_FOLD_TOO_LARGE : state;
}

/* What an answer is shows by how it begins. */
static gboolean
is_message (BatchAnswerFold *self,
            const char      *data,
            gsize            length)
{
  if (self->message == NULL && self->choices->len == 0
      && batch_message_fold_begins (data, length))
    self->message = batch_message_fold_new ();

  return self->message != NULL;
}

static BatchFoldState
take_event (BatchAnswerFold *self,
            const char      *data,
            gsize            length)
{
  BatchJsonScanner scanner;

  if (batch_answer_event_is_done (data, length))
    return BATCH_FOLD_DONE;
  if (reports_error (data, length))
    {
      self->error = g_bytes_new (data, length);
      return BATCH_FOLD_ERROR;
    }
  if (is_message (self, data, length))
    return take_message_event (self, data, length);

  batch_json_scanner_init (&scanner, (const guint8 *) data, length, BATCH_JSON_DEPTH);
  if (!read_event (self, &scanner))
    return BATCH_FOLD_GARBLED;

  return self->size > self->limit ? BATCH_FOLD_TOO_LARGE : BATCH_FOLD_OPEN;
}

BatchFoldState
batch_answer_fold_add (BatchAnswerFold *self,
                       const char      *data,
                       gsize            length)
{
  if (self->state == BATCH_FOLD_OPEN)
    self->state = take_event (self, data, length);

  return self->state;
}

/* --- The answer --- */

static gboolean
has_ended (const Choice *choice)
{
  const BatchJsonFold *reason = batch_json_fold_get (choice->members, "finish_reason");

  return reason != NULL && batch_json_fold_says (reason);
}

gboolean
batch_answer_fold_is_done (BatchAnswerFold *self)
{
  return self->state == BATCH_FOLD_DONE;
}

gboolean
batch_answer_fold_is_whole (BatchAnswerFold *self)
{
  if (self->state == BATCH_FOLD_GARBLED || self->state == BATCH_FOLD_TOO_LARGE)
    return FALSE;
  if (self->message != NULL)
    return self->state == BATCH_FOLD_DONE || batch_message_fold_has_ended (self->message);
  if (self->choices->len == 0)
    return FALSE;
  if (self->state == BATCH_FOLD_DONE)
    return TRUE;

  for (guint i = 0; i < self->choices->len; i++)
    if (!has_ended (g_ptr_array_index (self->choices, i)))
      return FALSE;
  return TRUE;
}

/* What an answer has and a stream may leave out. */
static void
complete_message (BatchAnswerFold *self,
                  Choice          *choice)
{
  static const char *const names[] = { "\"role\"", "\"content\"" };
  static const char *const values[] = { "\"assistant\"", "null" };
  BatchJsonFold *message = batch_json_fold_get (choice->members, "message");

  if (message == NULL || !batch_json_fold_is_object (message))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      BatchJsonValue name = spell (names[i]);
      BatchJsonFold *member = batch_json_fold_ensure (message, &name, &self->size);
      BatchJsonScanner scanner;

      batch_json_scanner_init (&scanner, (const guint8 *) values[i], strlen (values[i]), 0);
      if (member != NULL && !batch_json_fold_says (member))
        batch_json_fold_add (member, NULL, &scanner, &self->size);
    }
}

/* (nullable) */
static BatchJsonFold *
find_thoughts (const Choice *choice)
{
  BatchJsonFold *message = batch_json_fold_get (choice->members, "message");
  BatchJsonFold *thoughts = message != NULL ? batch_json_fold_get (message, "reasoning_content")
                                            : NULL;

  return thoughts != NULL && batch_json_fold_get_string (thoughts) != NULL ? thoughts : NULL;
}

/* Returns: (transfer full) (nullable): the text of what is inside of a string from @from on; NULL
 * when it is none */
static GString *
decode (const GString *inside,
        gsize          from)
{
  g_autoptr(GString) quoted = g_string_new ("\"");
  g_autoptr(GString) text = g_string_new (NULL);
  BatchJsonValue value;

  g_string_append_len (quoted, inside->str + from, inside->len - from);
  g_string_append_c (quoted, '"');
  value = (BatchJsonValue) { (const guint8 *) quoted->str, quoted->len, BATCH_JSON_STRING };
  return batch_json_value_decode (&value, text) ? g_steal_pointer (&text) : NULL;
}

/* Not what the model thought, but what the server said before there was a model. */
static void
drop_loading_text (BatchAnswerFold *self,
                   BatchJsonFold   *thoughts,
                   const GString   *text)
{
  gsize length = batch_loading_text_measure (text->str, text->len);
  g_autoptr(GString) rest = NULL;

  if (length == 0)
    return;

  rest = g_string_new (NULL);
  batch_json_append_string (rest, text->str + length, text->len - length);
  batch_json_fold_set_string (thoughts, rest->str + 1, rest->len - strlen ("\"\""), &self->size);
}

static void
complete_thoughts (BatchAnswerFold *self,
                   Choice          *choice)
{
  BatchJsonFold *thoughts = choice->settled ? NULL : find_thoughts (choice);
  g_autoptr(GString) text = thoughts != NULL ? decode (batch_json_fold_get_string (thoughts), 0)
                                             : NULL;

  if (text != NULL)
    drop_loading_text (self, thoughts, text);
}

static void
fill_in_choices (BatchAnswerFold *self)
{
  g_autoptr(GString) choices = g_string_new ("[");
  BatchJsonValue value;

  for (guint i = 0; i < self->choices->len; i++)
    {
      Choice *choice = g_ptr_array_index (self->choices, i);

      if (i > 0)
        g_string_append_c (choices, ',');
      complete_message (self, choice);
      complete_thoughts (self, choice);
      batch_json_fold_append (choice->members, choices);
    }
  g_string_append_c (choices, ']');

  value = (BatchJsonValue) { (const guint8 *) choices->str, choices->len, BATCH_JSON_ARRAY };
  batch_json_fold_set (batch_json_fold_get (self->members, "choices"), &value, &self->size);
}

GBytes *
batch_answer_fold_dup_body (BatchAnswerFold *self)
{
  g_autoptr(GString) body = NULL;

  if (self->error != NULL)
    return g_bytes_ref (self->error);
  if (self->message != NULL)
    return batch_message_fold_dup_body (self->message);
  if (self->choices->len > 0)
    fill_in_choices (self);

  body = g_string_new (NULL);
  batch_json_fold_append (self->members, body);
  return g_string_free_to_bytes (g_steal_pointer (&body));
}

/* --- What it says so far --- */

guint
batch_answer_fold_n_pieces (BatchAnswerFold *self)
{
  return self->message != NULL ? batch_message_fold_n_pieces (self->message) : self->n_pieces;
}

static const GString *
find_text (BatchAnswerFold *self)
{
  const Choice *choice = self->choices->len > 0 ? g_ptr_array_index (self->choices, 0) : NULL;
  const BatchJsonFold *text;
  const BatchJsonFold *message;

  if (self->message != NULL)
    return batch_message_fold_get_text (self->message);
  if (choice == NULL)
    return NULL;
  if ((text = batch_json_fold_get (choice->members, "text")) == NULL &&
      (message = batch_json_fold_get (choice->members, "message")) != NULL)
    text = batch_json_fold_get (message, "content");

  return text != NULL ? batch_json_fold_get_string (text) : NULL;
}

/* Half a character that was cut in two waits for its other half. */
char *
batch_answer_fold_dup_text (BatchAnswerFold *self,
                            gsize           *read)
{
  const GString *inside = find_text (self);
  GString *text;

  if (inside == NULL || inside->len <= *read || (text = decode (inside, *read)) == NULL)
    return NULL;

  *read = inside->len;
  return g_string_free (text, FALSE);
}

const BatchJsonFold *
batch_answer_fold_get_message (BatchAnswerFold *self)
{
  const Choice *choice = self->choices->len == 1 ? g_ptr_array_index (self->choices, 0) : NULL;

  return choice != NULL ? batch_json_fold_get (choice->members, "message") : NULL;
}

/* @thoughts have text. What is no text is none of llama-swap either. */
static gboolean
settle (BatchAnswerFold *self,
        BatchJsonFold   *thoughts)
{
  const GString *inside = batch_json_fold_get_string (thoughts);
  g_autoptr(GString) text = NULL;

  if (inside->len > MAX_LOADING)
    return FALSE;
  if ((text = decode (inside, 0)) == NULL)
    return TRUE;
  if (!batch_loading_text_is_settled (text->str, text->len))
    return FALSE;

  drop_loading_text (self, thoughts, text);
  return TRUE;
}

gboolean
batch_answer_fold_settle_thoughts (BatchAnswerFold *self)
{
  Choice *choice = self->choices->len == 1 ? g_ptr_array_index (self->choices, 0) : NULL;
  BatchJsonFold *thoughts = choice != NULL && !choice->settled ? find_thoughts (choice) : NULL;

  if (thoughts == NULL || batch_json_fold_get_string (thoughts)->len == 0)
    return TRUE;

  choice->settled = settle (self, thoughts);
  return choice->settled;
}
