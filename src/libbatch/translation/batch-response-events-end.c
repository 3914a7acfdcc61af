/* batch-response-events-end.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-response-events-private.h"

#include <string.h>

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-answer-translation-private.h"
#include "translation/batch-api-words-private.h"

/* How the events of a response begin and end. */

static gint64
now (BatchResponseEvents *self)
{
  return batch_clock_now (self->clock) / G_USEC_PER_SEC;
}

static BatchJsonValue
as_object (const char *json,
           gsize       length)
{
  return (BatchJsonValue) { (const guint8 *) json, length, BATCH_JSON_OBJECT };
}

/* --- The beginning --- */

typedef struct
{
  BatchJsonValue id;
  BatchJsonValue created;
  BatchJsonValue model;
} Head;

void
batch_response_events_put_head (BatchResponseEvents *self,
                                GString             *out)
{
  g_string_append_printf (out, "{\"id\":\"chatcmpl-%s\",\"created\":%" G_GINT64_FORMAT,
                          self->id->str, self->created);
}

gboolean
batch_response_events_note_head (BatchResponseEvents  *self,
                                 BatchTranslator      *translator,
                                 const BatchJsonValue *chat)
{
  static const BatchJsonMember members[] = {
    { "id", batch_json_read_slice, G_STRUCT_OFFSET (Head, id) },
    { "created", batch_json_read_slice, G_STRUCT_OFFSET (Head, created) },
    { "model", batch_json_read_slice, G_STRUCT_OFFSET (Head, model) },
  };
  g_autoptr(GString) id = g_string_new (NULL);
  g_autoptr(GString) nothing = g_string_new (NULL);
  BatchJsonValue value;
  Head head = { 0 };

  batch_json_value_read_members (chat, members, G_N_ELEMENTS (members), &head);
  batch_api_words_append_response_id (id, &head.id);
  g_string_append_len (self->id, id->str + strlen ("\"resp_"),
                       (gssize) (id->len - strlen ("\"resp_\"")));
  self->created = now (self);
  batch_json_value_get_int (&head.created, &self->created);

  batch_response_events_put_head (self, nothing);
  batch_translator_put (nothing, "model", &head.model);
  batch_translator_put_raw (nothing, "choices", "[{}]}");
  value = as_object (nothing->str, nothing->len);
  return batch_chat_to_response (translator, &value, self->created, self->request, self->begun);
}

void
batch_response_events_start (BatchResponseEvents *self)
{
  BatchJsonValue begun = as_object (self->begun->str, self->begun->len);

  if (!self->started)
    batch_response_emitter_begin (&self->emitter, &begun);
  self->started = TRUE;
}

/* --- The end --- */

/* An item of the output. */
typedef struct
{
  BatchJsonValue           value;
  const BatchResponseItem *begun;  /* (nullable) */
} Ending;

typedef struct
{
  BatchJsonValue output;
  BatchJsonValue status;
} Response;

/* Returns: the place of what has begun; 0: it has not */
static guint
find_begun (BatchResponseEvents  *self,
            const BatchJsonValue *item,
            guint                *n_calls)
{
  BatchJsonValue type = batch_translator_peek_type (item);

  if (batch_json_value_is (&type, "reasoning"))
    return self->thoughts;
  if (batch_json_value_is (&type, "message"))
    return self->message;

  *n_calls += 1;
  return *n_calls <= self->calls->len ? g_array_index (self->calls, guint, *n_calls - 1) : 0;
}

/* (transfer full) (nullable): of Ending, in the order in which they were told, or will be. NULL:
 * one that has begun is not there */
static GArray *
sort_output (BatchResponseEvents  *self,
             const BatchJsonValue *output)
{
  g_autoptr(GArray) endings = g_array_new (FALSE, TRUE, sizeof (Ending));
  BatchJsonScanner scanner;
  BatchJsonValue value;
  guint n_calls = 0;
  guint n_begun = 0;

  g_array_set_size (endings, self->items->len);
  batch_json_value_enter_array (output, &scanner);
  while (batch_json_scanner_next_element (&scanner)
         && batch_json_scanner_read_value (&scanner, &value))
    {
      guint place = find_begun (self, &value, &n_calls);
      Ending ending = { .value = value };

      if (place == 0)
        {
          g_array_append_val (endings, ending);
          continue;
        }

      ending.begun = &g_array_index (self->items, BatchResponseItem, place - 1);
      g_array_index (endings, Ending, place - 1) = ending;
      n_begun++;
    }
  return n_begun == self->items->len ? g_steal_pointer (&endings) : NULL;
}

static void
tell_end (BatchResponseEvents  *self,
          BatchTranslator      *translator,
          const BatchJsonValue *whole,
          const BatchJsonValue *status,
          const GArray         *endings)
{
  g_autoptr(GString) output = g_string_new ("[");
  const Ending *items = (const Ending *) endings->data;

  batch_response_events_start (self);
  for (guint i = 0; i < endings->len; i++)
    {
      const BatchResponseItem *begun = items[i].begun;

      if (begun == NULL || !batch_response_item_is_done (begun, &items[i].value))
        batch_response_emitter_put_item (&self->emitter, translator, &items[i].value, i,
                                         begun != NULL ? &begun->told : NULL);
      batch_translator_put_comma (output);
      batch_json_append_value (output, &items[i].value);
    }
  g_string_append_c (output, ']');
  batch_response_emitter_end (&self->emitter, whole, status, (const BatchInitialMember[]) {
                                { "output", output->str }, { NULL },
                              });
}

static gboolean
tell_response (BatchResponseEvents *self,
               BatchTranslator     *translator,
               const GString       *response)
{
  static const BatchJsonMember members[] = {
    { "output", batch_json_read_slice, G_STRUCT_OFFSET (Response, output) },
    { "status", batch_json_read_slice, G_STRUCT_OFFSET (Response, status) },
  };
  BatchJsonValue whole = as_object (response->str, response->len);
  g_autoptr(GArray) endings = NULL;
  Response read = { 0 };

  batch_json_value_read_members (&whole, members, G_N_ELEMENTS (members), &read);
  if ((endings = sort_output (self, &read.output)) == NULL)
    return FALSE;

  tell_end (self, translator, &whole, &read.status, endings);
  return TRUE;
}

/* The last that is said of a member counts. */
static gboolean
keep_head (BatchResponseEvents *self,
           BatchTranslator     *translator)
{
  g_autoptr(GString) head = g_string_new (NULL);

  if (self->id->len == 0)
    {
      g_autoptr(GBytes) body = batch_answer_fold_dup_body (self->fold);
      BatchJsonValue chat = as_object (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

      if (!batch_response_events_note_head (self, translator, &chat))
        return FALSE;
    }

  batch_response_events_put_head (self, head);
  g_string_append_c (head, '}');
  return batch_answer_fold_add (self->fold, head->str, head->len) == BATCH_FOLD_OPEN;
}

gboolean
batch_response_events_finish (BatchResponseEvents *self,
                              BatchTranslator     *translator)
{
  g_autoptr(GString) response = g_string_new (NULL);
  g_autoptr(GBytes) body = NULL;
  BatchJsonValue whole;

  if (!keep_head (self, translator))
    return FALSE;

  body = batch_answer_fold_dup_body (self->fold);
  return batch_translator_begin (body, &whole)
         && batch_chat_to_response (translator, &whole, now (self), self->request, response)
         && tell_response (self, translator, response);
}

/* --- Failures --- */

typedef struct
{
  BatchJsonValue error;
  BatchJsonValue code;
} Failure;

/* What else was said, in the error or beside it, is said in it.
 *
 * @told: as a chat would tell it */
static void
put_error (const BatchJsonValue *told,
           GString              *out)
{
  static const char *const known[] = { "error", NULL };
  static const char *const taken[] = { "message", "type", "param", "code", NULL };
  static const BatchJsonMember outside[] = {
    { "error", batch_json_read_slice, G_STRUCT_OFFSET (Failure, error) },
  };
  static const BatchJsonMember members[] = {
    { "code", batch_json_read_slice, G_STRUCT_OFFSET (Failure, code) },
  };
  g_auto(BatchAnswerExtras) others = { out, taken };
  Failure failure = { 0 };

  batch_json_value_read_members (told, outside, G_N_ELEMENTS (outside), &failure);
  batch_json_value_read_members (&failure.error, members, G_N_ELEMENTS (members), &failure);
  batch_initial_members_append (out, &failure.error, (const BatchInitialMember[]) {
                                  { failure.code.type == BATCH_JSON_STRING ? NULL : "code",
                                    "\"server_error\"" }, { NULL },
                                });
  g_string_truncate (out, out->len - strlen ("}"));
  batch_answer_extras_add_others (&others, "chat", told, known);
  g_string_append_c (out, '}');
}

static void
tell_failure (BatchResponseEvents *self,
              const GString       *told)
{
  BatchJsonValue value = as_object (told->str, told->len);
  BatchJsonValue begun = as_object (self->begun->str, self->begun->len);
  g_autoptr(GString) error = g_string_new (NULL);
  BatchJsonValue spelled;

  put_error (&value, error);
  spelled = as_object (error->str, error->len);
  if (!self->started)
    {
      batch_response_emitter_put_error (&self->emitter, &spelled);
      return;
    }

  batch_response_emitter_put_response (&self->emitter, "response.failed", &begun,
                                       (const BatchInitialMember[]) {
                                         { "status", "\"failed\"" }, { "error", error->str },
                                         { "completed_at", "null" }, { NULL },
                                       });
}

void
batch_response_events_fail (BatchResponseEvents *self,
                            const BatchApiError *error,
                            GString             *out)
{
  static const BatchJsonValue nowhere = { 0 };
  g_autoptr(GString) told = g_string_new (NULL);

  self->emitter.out = out;
  batch_api_error_append (error, &nowhere, BATCH_ENDPOINT_RESPONSES, told);
  tell_failure (self, told);
}

void
batch_response_events_tell_error (BatchResponseEvents  *self,
                                  const BatchJsonValue *chunk)
{
  static const BatchJsonMember members[] = { { "error", batch_json_read_slice, 0 } };
  g_autoptr(GString) told = g_string_new (NULL);
  BatchJsonValue error = { 0 };

  batch_json_value_read_members (chunk, members, G_N_ELEMENTS (members), &error);
  batch_api_error_append_told (chunk, &error, BATCH_ENDPOINT_RESPONSES, told);
  tell_failure (self, told);
}
