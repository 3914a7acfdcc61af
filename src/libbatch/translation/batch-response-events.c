/* batch-response-events.c
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

/* The chunks are put together as for a client that wants no stream, and the answer that comes of
 * them is translated as for one. What grows by plain texts meanwhile is told as it grows:
 *
 *   the first chunk with a message           → response.created, in_progress
 *   delta.reasoning_content, .reasoning      → an item, a part, reasoning_text.delta
 *   delta.content                            → an item, a part, output_text.delta
 *   delta.tool_calls[i], with id and name    → an item, function_call_arguments.delta
 *   the first of what follows an item        → output_item.done, with what belongs to it
 *   [DONE]                                   → the rest of those items, the others whole, completed
 *   error                                    → failed; before the first chunk, error
 *
 * Of each item it is only kept how much of it was told. Those that have begun come first in the
 * output, as their places were told; what was told of one that says something else in the end is
 * set right when it is done. Refusals, lists of parts and the call of the older way come whole. */

static const struct
{
  const char *type;
  const char *prefix;              /* of ids */
  const char *initial;             /* members before there is anything in it */
  const char *part;                /* (nullable) the first of its content, likewise */
  const char *delta;
} types[] = {
  [BATCH_RESPONSE_THOUGHTS] = {
    "reasoning", "rs_", ",\"summary\":[],\"content\":[]",
    "{\"type\":\"reasoning_text\",\"text\":\"\"}", "response.reasoning_text.delta",
  },
  [BATCH_RESPONSE_MESSAGE] = {
    "message", "msg_", ",\"role\":\"assistant\",\"content\":[]",
    "{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[],\"logprobs\":[]}",
    "response.output_text.delta",
  },
  [BATCH_RESPONSE_CALL] = {
    "function_call", "fc_", "", NULL, "response.function_call_arguments.delta",
  },
};

void
batch_response_events_init (BatchResponseEvents *self,
                            gsize                limit,
                            BatchClock          *clock,
                            GBytes              *request)
{
  *self = (BatchResponseEvents) {
    .fold = batch_answer_fold_new (limit),
    .clock = batch_clock_ref (clock),
    .request = request != NULL ? g_bytes_ref (request) : NULL,
    .id = g_string_new (NULL),
    .begun = g_string_new (NULL),
    .items = g_array_new (FALSE, FALSE, sizeof (BatchResponseItem)),
    .calls = g_array_new (FALSE, TRUE, sizeof (guint)),
  };
}

void
batch_response_events_clear (BatchResponseEvents *self)
{
  batch_answer_fold_free (self->fold);
  batch_clock_unref (self->clock);
  g_clear_pointer (&self->request, g_bytes_unref);
  g_string_free (self->id, TRUE);
  g_string_free (self->begun, TRUE);
  g_array_unref (self->items);
  g_array_unref (self->calls);
}

/* --- Items --- */

void
batch_response_events_put_item_id (BatchResponseEvents     *self,
                                   const BatchResponseItem *item,
                                   GString                 *out)
{
  batch_response_put_item_id (out, types[item->type].prefix, self->id->str, item->number);
}

/* @more: what else is said of it first, “,"name":value” each. Returns: its place, from 1 on */
static guint
begin_item (BatchResponseEvents   *self,
            const BatchJsonFold   *message,
            BatchResponseItemType  type,
            guint                  number,
            const char            *more)
{
  const BatchResponseItem item = { .type = type, .number = number };
  g_autoptr(GString) id = g_string_new (NULL);
  g_autofree char *json = NULL;

  batch_response_events_end_items (self, message, type);
  batch_response_events_put_item_id (self, &item, id);
  json = g_strdup_printf ("{\"type\":\"%s\",\"id\":\"%s\"%s%s,\"status\":\"in_progress\"}",
                          types[type].type, id->str, types[type].initial, more);
  batch_response_emitter_begin_item (&self->emitter, json, self->items->len);
  if (types[type].part != NULL)
    batch_response_emitter_begin_part (&self->emitter, id->str, self->items->len,
                                       types[type].part);
  g_array_append_val (self->items, item);
  return self->items->len;
}

static gsize
count_untold (const BatchToldText *told,
              const GString       *inside)
{
  gsize whole = batch_told_text_measure (inside->str, inside->len);

  return whole > told->length ? whole - told->length : 0;
}

static void
tell_more (BatchResponseEvents *self,
           guint                place,
           const GString       *inside,
           const char          *more)
{
  BatchResponseItem *item = &g_array_index (self->items, BatchResponseItem, place - 1);
  gsize length = count_untold (&item->told, inside);
  const char *text = inside->str + item->told.length;
  g_autoptr(GString) id = NULL;

  if (length == 0)
    return;

  id = g_string_new (NULL);
  batch_response_events_put_item_id (self, item, id);
  batch_response_emitter_put_delta (&self->emitter, types[item->type].delta, id->str, place - 1,
                                    item->type != BATCH_RESPONSE_CALL, text, length, more);
  batch_told_text_add (&item->told, text, length);
}

static void
tell_text (BatchResponseEvents   *self,
           const BatchJsonFold   *message,
           BatchResponseItemType  type,
           guint                 *place,
           const GString         *inside,
           const char            *more)
{
  static const BatchToldText nothing = { 0 };

  if (*place == 0 && count_untold (&nothing, inside) > 0)
    *place = begin_item (self, message, type, 1, "");
  if (*place > 0)
    tell_more (self, *place, inside, more);
}

/* (nullable) */
static const GString *
find_string (const BatchJsonFold *object,
             const char          *name)
{
  const BatchJsonFold *member = batch_json_fold_get (object, name);

  return member != NULL ? batch_json_fold_get_string (member) : NULL;
}

/* Under the name that they came by first, as most servers that know two say the same twice. */
static void
tell_thoughts (BatchResponseEvents *self,
               const BatchJsonFold *message)
{
  static const char *const names[] = { "reasoning_content", "reasoning" };
  const GString *inside = NULL;

  if (!batch_answer_fold_settle_thoughts (self->fold))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (names) && self->thoughts_name == NULL; i++)
    {
      inside = find_string (message, names[i]);
      if (inside != NULL && inside->len > 0)
        self->thoughts_name = names[i];
    }

  if (self->thoughts_name != NULL)
    inside = find_string (message, self->thoughts_name);
  if (inside != NULL)
    tell_text (self, message, BATCH_RESPONSE_THOUGHTS, &self->thoughts, inside, "");
}

/* Those of the first choice. */
static void
read_logprobs (BatchJsonScanner *scanner,
               gpointer          field)
{
  static const BatchJsonMember members[] = { { "logprobs", batch_json_read_slice, 0 } };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

/* FALSE: there are none */
static gboolean
append_logprobs (const BatchJsonValue *chunk,
                 GString              *out)
{
  static const BatchJsonMember outside[] = { { "choices", batch_json_read_slice, 0 } };
  static const BatchJsonMember members[] = { { "content", batch_json_read_slice, 0 } };
  BatchJsonValue choices = { 0 };
  BatchJsonValue logprobs = { 0 };
  BatchJsonValue content = { 0 };
  BatchJsonScanner scanner;

  batch_json_value_read_members (chunk, outside, G_N_ELEMENTS (outside), &choices);
  batch_json_scanner_init (&scanner, choices.data, choices.length, 0);
  batch_json_read_first (&scanner, read_logprobs, &logprobs);
  batch_json_value_read_members (&logprobs, members, G_N_ELEMENTS (members), &content);
  g_string_append (out, ",\"logprobs\":");
  if (content.type == BATCH_JSON_ARRAY)
    batch_json_append_one_line (out, content.data, content.length);
  else
    g_string_append (out, "[]");
  return content.type == BATCH_JSON_ARRAY;
}

static void
tell_content (BatchResponseEvents  *self,
              const BatchJsonFold  *message,
              const BatchJsonValue *chunk)
{
  const GString *inside = find_string (message, "content");
  g_autoptr(GString) logprobs = NULL;

  if (inside == NULL)
    return;

  logprobs = g_string_new (NULL);
  if (append_logprobs (chunk, logprobs))
    self->has_logprobs = TRUE;
  tell_text (self, message, BATCH_RESPONSE_MESSAGE, &self->message, inside, logprobs->str);
}

/* Returns: its place; 0: it is not yet known what it is */
static guint
begin_call (BatchResponseEvents *self,
            const BatchJsonFold *message,
            const BatchJsonFold *call,
            guint                index)
{
  const BatchJsonFold *function = batch_json_fold_get (call, "function");
  const GString *name = function != NULL ? find_string (function, "name") : NULL;
  const GString *id = find_string (call, "id");
  g_autofree char *more = NULL;

  if (name == NULL || name->len == 0 || id == NULL || id->len == 0)
    return 0;

  more = g_strdup_printf (",\"call_id\":\"%s\",\"name\":\"%s\",\"arguments\":\"\"", id->str,
                          name->str);
  return begin_item (self, message, BATCH_RESPONSE_CALL, index + 1, more);
}

static void
tell_call (BatchResponseEvents *self,
           const BatchJsonFold *message,
           const BatchJsonFold *call,
           guint                index)
{
  const BatchJsonFold *function = batch_json_fold_get (call, "function");
  const GString *arguments = function != NULL ? find_string (function, "arguments") : NULL;
  guint *place;

  if (index == self->calls->len)
    g_array_set_size (self->calls, index + 1);
  place = &g_array_index (self->calls, guint, index);
  if (*place == 0)
    *place = begin_call (self, message, call, index);
  if (*place > 0 && arguments != NULL)
    tell_more (self, *place, arguments, "");
}

static void
tell_calls (BatchResponseEvents *self,
            const BatchJsonFold *message)
{
  const BatchJsonFold *calls = batch_json_fold_get (message, "tool_calls");
  const BatchJsonFold *call;

  for (guint i = 0; calls != NULL && (call = batch_json_fold_get_call (calls, i)) != NULL; i++)
    tell_call (self, message, call, i);
}

static BatchFoldState
tell_chunk (BatchResponseEvents  *self,
            BatchTranslator      *translator,
            const BatchJsonValue *chunk)
{
  const BatchJsonFold *message = batch_answer_fold_get_message (self->fold);

  if (message == NULL)
    return BATCH_FOLD_OPEN;
  if (self->id->len == 0 && !batch_response_events_note_head (self, translator, chunk))
    return BATCH_FOLD_GARBLED;

  batch_response_events_start (self);
  tell_thoughts (self, message);
  tell_content (self, message, chunk);
  tell_calls (self, message);
  return BATCH_FOLD_OPEN;
}

/* --- Chunks --- */

static BatchFoldState
finish (BatchResponseEvents *self,
        BatchTranslator     *translator)
{
  return batch_response_events_finish (self, translator) ? BATCH_FOLD_DONE : BATCH_FOLD_GARBLED;
}

BatchFoldState
batch_response_events_add (BatchResponseEvents *self,
                           BatchTranslator     *translator,
                           const char          *data,
                           gsize                length,
                           GString             *out)
{
  static const BatchApiError too_large = {
    .message = "The answer of the model server is larger than it may be",
  };
  const BatchJsonValue chunk = { (const guint8 *) data, length, BATCH_JSON_OBJECT };

  self->emitter.out = out;
  if (batch_answer_event_is_done (data, length))
    return finish (self, translator);

  switch (batch_answer_fold_add (self->fold, data, length))
    {
    case BATCH_FOLD_OPEN:
      return tell_chunk (self, translator, &chunk);

    case BATCH_FOLD_ERROR:
      batch_response_events_tell_error (self, &chunk);
      return BATCH_FOLD_ERROR;

    case BATCH_FOLD_TOO_LARGE:
      batch_response_events_fail (self, &too_large, out);
      return BATCH_FOLD_ERROR;

    case BATCH_FOLD_DONE:
    case BATCH_FOLD_GARBLED:
      break;
    }

  return BATCH_FOLD_GARBLED;
}

BatchFoldState
batch_response_events_end (BatchResponseEvents *self,
                           BatchTranslator     *translator,
                           GString             *out)
{
  self->emitter.out = out;
  return batch_answer_fold_is_whole (self->fold) ? finish (self, translator) : BATCH_FOLD_OPEN;
}
