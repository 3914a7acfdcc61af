/* batch-response-emitter.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-response-emitter-private.h"

#include <string.h>

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-message-blocks-private.h"

/* The response begins without its output, an item of that without its parts and what it calls
 * with, and a part without its text. Each is told whole when it is done:
 *
 *   response                 created, in_progress … completed, failed or incomplete
 *     item                   output_item.added … output_item.done
 *       part of content      content_part.added … content_part.done
 *         its text           output_text.delta, output_text.done
 *       part of a summary    reasoning_summary_part.added …
 *       what it calls with   function_call_arguments.delta, function_call_arguments.done
 *
 * An item or part of another kind has no events of its own. */

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue id;
  BatchJsonValue content;
  BatchJsonValue summary;
  BatchJsonValue arguments;
  BatchJsonValue input;
} Item;

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue text;
  BatchJsonValue refusal;
  BatchJsonValue logprobs;
} Part;

static const BatchInitialMember no_initial[] = { { NULL } };

/* Where we are. */
typedef struct
{
  BatchResponseEmitter *emitter;
  guint                 index;
  Item                  read;
  const BatchToldText  *told;       /* (nullable) */
  const char           *part_event; /* of the list of parts */
  const char           *part_index;
} Place;

static void
begin_event (BatchResponseEmitter *self,
             const char           *event)
{
  batch_message_blocks_begin_event (self->out, event);
  g_string_append_printf (self->out, ",\"sequence_number\":%u", self->n_events++);
}

static void
end_event (BatchResponseEmitter *self)
{
  batch_message_blocks_end_event (self->out);
}

static void
put_slice (BatchResponseEmitter *self,
           const char           *name,
           const BatchJsonValue *value)
{
  batch_translator_put_name (self->out, name);
  batch_json_append_one_line (self->out, value->data, value->length);
}

static void
put_inside (BatchResponseEmitter *self,
            const char           *name,
            const char           *inside,
            gsize                 length)
{
  batch_translator_put_raw (self->out, name, "\"");
  g_string_append_len (self->out, inside, (gssize) length);
  g_string_append_c (self->out, '"');
}

static void
put_index (BatchResponseEmitter *self,
           const char           *name,
           guint                 index)
{
  batch_translator_put_name (self->out, name);
  g_string_append_printf (self->out, "%u", index);
}

static void
put_initial (BatchResponseEmitter     *self,
             const char               *name,
             const BatchJsonValue     *object,
             const BatchInitialMember *initial)
{
  batch_translator_put_name (self->out, name);
  batch_initial_members_append (self->out, object, initial);
}

/* What of @text is yet to be told. One that does not go on as it was told is set right when it is
 * done. */
static const char *
find_rest (const BatchToldText  *told,
           const BatchJsonValue *text,
           gsize                *length)
{
  static const BatchToldText nothing = { 0 };
  const char *rest = batch_told_text_find_rest (told != NULL ? told : &nothing, text, length);

  return rest != NULL && *length > 0 ? rest : NULL;
}

/* --- In an item --- */

static void
begin_item_event (Place      *self,
                  const char *event)
{
  begin_event (self->emitter, event);
  if (self->read.id.type == BATCH_JSON_STRING)
    put_slice (self->emitter, "item_id", &self->read.id);
  else
    batch_translator_put_raw (self->emitter->out, "item_id", "\"\"");
  put_index (self->emitter, "output_index", self->index);
}

static void
emit_call (Place                *self,
           const char           *kind,
           const char           *member,
           const BatchJsonValue *text)
{
  g_autofree char *delta = g_strconcat (kind, ".delta", NULL);
  g_autofree char *done = g_strconcat (kind, ".done", NULL);
  gsize length;
  const char *rest = find_rest (self->told, text, &length);

  if (rest != NULL)
    {
      begin_item_event (self, delta);
      put_inside (self->emitter, "delta", rest, length);
      end_event (self->emitter);
    }
  begin_item_event (self, done);
  put_slice (self->emitter, member, text);
  end_event (self->emitter);
}

/* --- In a part --- */

static void
begin_part_event (Place      *self,
                  const char *event,
                  const char *ending,
                  guint       index)
{
  g_autofree char *name = g_strconcat (event, ending, NULL);

  begin_item_event (self, name);
  put_index (self->emitter, self->part_index, index);
}

/* Clients read the probabilities of any text that is put out. */
static void
put_logprobs (Place      *self,
              const Part *part,
              gboolean    all)
{
  if (!batch_json_value_is (&part->type, "output_text"))
    return;

  if (all && part->logprobs.type == BATCH_JSON_ARRAY)
    put_slice (self->emitter, "logprobs", &part->logprobs);
  else
    batch_translator_put_raw (self->emitter->out, "logprobs", "[]");
}

/* The probabilities of what was told stood there. */
static void
emit_rest (Place                *self,
           const char           *event,
           guint                 index,
           const BatchJsonValue *text,
           const BatchToldText  *told,
           const Part           *part)
{
  gsize length;
  const char *rest = find_rest (told, text, &length);

  if (rest == NULL)
    return;

  begin_part_event (self, event, ".delta", index);
  put_inside (self->emitter, "delta", rest, length);
  put_logprobs (self, part, told == NULL);
  end_event (self->emitter);
}

static void
emit_text (Place               *self,
           guint                index,
           const Part          *part,
           const BatchToldText *told)
{
  static const char *const texts[] = { "output_text", "reasoning_text", "summary_text", NULL };
  static const char *const events[] = { "response.output_text", "response.reasoning_text",
                                        "response.reasoning_summary_text" };
  const BatchJsonValue *text = &part->text;
  const char *event = NULL;
  const char *member = "text";

  for (guint i = 0; texts[i] != NULL; i++)
    if (batch_json_value_is (&part->type, texts[i]))
      event = events[i];
  if (batch_json_value_is (&part->type, "refusal"))
    {
      event = "response.refusal";
      member = "refusal";
      text = &part->refusal;
    }
  if (event == NULL || text->type != BATCH_JSON_STRING)
    return;

  emit_rest (self, event, index, text, told, part);
  begin_part_event (self, event, ".done", index);
  put_slice (self->emitter, member, text);
  put_logprobs (self, part, TRUE);
  end_event (self->emitter);
}

static gboolean
emit_part (BatchTranslator      *translator,
           const BatchJsonValue *element,
           guint                 index,
           gpointer              data)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_slice, G_STRUCT_OFFSET (Part, type) },
    { "text", batch_json_read_slice, G_STRUCT_OFFSET (Part, text) },
    { "refusal", batch_json_read_slice, G_STRUCT_OFFSET (Part, refusal) },
    { "logprobs", batch_json_read_slice, G_STRUCT_OFFSET (Part, logprobs) },
  };
  static const BatchInitialMember initial[] = {
    { "text", "\"\"" }, { "refusal", "\"\"" }, { "logprobs", "[]" }, { NULL },
  };
  Place *self = data;
  const BatchToldText *told = index == 0 ? self->told : NULL;
  Part part = { 0 };

  if (element->type != BATCH_JSON_OBJECT)
    return FALSE;

  batch_json_value_read_members (element, members, G_N_ELEMENTS (members), &part);
  if (told == NULL)
    {
      begin_part_event (self, self->part_event, ".added", index);
      put_initial (self->emitter, "part", element, initial);
      end_event (self->emitter);
    }
  emit_text (self, index, &part, told);
  begin_part_event (self, self->part_event, ".done", index);
  put_slice (self->emitter, "part", element);
  end_event (self->emitter);
  return TRUE;
}

static gboolean
emit_parts (BatchTranslator *translator,
            Place           *self)
{
  const Item *item = &self->read;

  self->part_event = "response.reasoning_summary_part";
  self->part_index = "summary_index";
  if (item->summary.type == BATCH_JSON_ARRAY
      && !batch_translator_each (translator, "summary", &item->summary, emit_part, self))
    return FALSE;

  self->part_event = "response.content_part";
  self->part_index = "content_index";
  return item->content.type != BATCH_JSON_ARRAY
         || batch_translator_each (translator, "content", &item->content, emit_part, self);
}

/* --- Items --- */

/* What else is called so, is no text that grows. */
static void
emit_calls (Place *self)
{
  const Item *item = &self->read;

  if (batch_json_value_is (&item->type, "function_call")
      && item->arguments.type == BATCH_JSON_STRING)
    emit_call (self, "response.function_call_arguments", "arguments", &item->arguments);
  else if (batch_json_value_is (&item->type, "mcp_call")
           && item->arguments.type == BATCH_JSON_STRING)
    emit_call (self, "response.mcp_call_arguments", "arguments", &item->arguments);
  else if (batch_json_value_is (&item->type, "custom_tool_call")
           && item->input.type == BATCH_JSON_STRING)
    emit_call (self, "response.custom_tool_call_input", "input", &item->input);
}

static const BatchInitialMember *
initial_members_of (const Item *item)
{
  static const char *const of_arguments[] = { "function_call", "mcp_call", NULL };
  static const char *const of_parts[] = { "message", "reasoning", NULL };
  static const BatchInitialMember arguments[] = {
    { "arguments", "\"\"" }, { "status", "\"in_progress\"" }, { NULL },
  };
  static const BatchInitialMember input[] = {
    { "input", "\"\"" }, { "status", "\"in_progress\"" }, { NULL },
  };
  static const BatchInitialMember parts[] = {
    { "content", "[]" }, { "summary", "[]" }, { "status", "\"in_progress\"" }, { NULL },
  };

  if (batch_json_value_is_any (&item->type, of_arguments))
    return arguments;
  if (batch_json_value_is_any (&item->type, of_parts))
    return parts;
  return batch_json_value_is (&item->type, "custom_tool_call") ? input : no_initial;
}

static void
emit_item_event (BatchResponseEmitter     *self,
                 const char               *event,
                 guint                     index,
                 const BatchJsonValue     *item,
                 const BatchInitialMember *initial)
{
  begin_event (self, event);
  put_index (self, "output_index", index);
  put_initial (self, "item", item, initial);
  end_event (self);
}

gboolean
batch_response_emitter_put_item (BatchResponseEmitter *self,
                                 BatchTranslator      *translator,
                                 const BatchJsonValue *item,
                                 guint                 index,
                                 const BatchToldText  *told)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_slice, G_STRUCT_OFFSET (Item, type) },
    { "id", batch_json_read_slice, G_STRUCT_OFFSET (Item, id) },
    { "content", batch_json_read_slice, G_STRUCT_OFFSET (Item, content) },
    { "summary", batch_json_read_slice, G_STRUCT_OFFSET (Item, summary) },
    { "arguments", batch_json_read_slice, G_STRUCT_OFFSET (Item, arguments) },
    { "input", batch_json_read_slice, G_STRUCT_OFFSET (Item, input) },
  };
  Place place = { .emitter = self, .index = index, .told = told };

  if (item->type != BATCH_JSON_OBJECT)
    return FALSE;

  batch_json_value_read_members (item, members, G_N_ELEMENTS (members), &place.read);
  if (told == NULL)
    emit_item_event (self, "response.output_item.added", index, item,
                     initial_members_of (&place.read));
  if (!emit_parts (translator, &place))
    return FALSE;

  emit_calls (&place);
  emit_item_event (self, "response.output_item.done", index, item, no_initial);
  return TRUE;
}

/* --- As it comes --- */

void
batch_response_emitter_begin_item (BatchResponseEmitter *self,
                                   const char           *item,
                                   guint                 index)
{
  begin_event (self, "response.output_item.added");
  put_index (self, "output_index", index);
  batch_translator_put_raw (self->out, "item", item);
  end_event (self);
}

static void
begin_event_in (BatchResponseEmitter *self,
                const char           *event,
                const char           *id,
                guint                 index)
{
  begin_event (self, event);
  put_inside (self, "item_id", id, strlen (id));
  put_index (self, "output_index", index);
}

void
batch_response_emitter_begin_part (BatchResponseEmitter *self,
                                   const char           *id,
                                   guint                 index,
                                   const char           *part)
{
  begin_event_in (self, "response.content_part.added", id, index);
  put_index (self, "content_index", 0);
  batch_translator_put_raw (self->out, "part", part);
  end_event (self);
}

void
batch_response_emitter_put_delta (BatchResponseEmitter *self,
                                  const char           *event,
                                  const char           *id,
                                  guint                 index,
                                  gboolean              in_part,
                                  const char           *inside,
                                  gsize                 length,
                                  const char           *more)
{
  begin_event_in (self, event, id, index);
  if (in_part)
    put_index (self, "content_index", 0);
  put_inside (self, "delta", inside, length);
  g_string_append (self->out, more);
  end_event (self);
}

/* --- The response --- */

void
batch_response_emitter_put_response (BatchResponseEmitter     *self,
                                     const char               *event,
                                     const BatchJsonValue     *whole,
                                     const BatchInitialMember *initial)
{
  begin_event (self, event);
  put_initial (self, "response", whole, initial);
  end_event (self);
}

void
batch_response_emitter_begin (BatchResponseEmitter *self,
                              const BatchJsonValue *whole)
{
  static const BatchInitialMember begun[] = {
    { "output", "[]" }, { "status", "\"in_progress\"" }, { "usage", "null" }, { "error", "null" },
    { "incomplete_details", "null" }, { "completed_at", "null" }, { NULL },
  };

  batch_response_emitter_put_response (self, "response.created", whole, begun);
  batch_response_emitter_put_response (self, "response.in_progress", whole, begun);
}

void
batch_response_emitter_end (BatchResponseEmitter     *self,
                            const BatchJsonValue     *whole,
                            const BatchJsonValue     *status,
                            const BatchInitialMember *initial)
{
  const char *event = "response.completed";

  if (batch_json_value_is (status, "failed"))
    event = "response.failed";
  else if (batch_json_value_is (status, "incomplete"))
    event = "response.incomplete";
  batch_response_emitter_put_response (self, event, whole, initial);
}

typedef struct
{
  BatchJsonValue code;
  BatchJsonValue message;
} Error;

/* Clients look for it in “error” as well as beside. */
void
batch_response_emitter_put_error (BatchResponseEmitter *self,
                                  const BatchJsonValue *error)
{
  static const BatchJsonMember members[] = {
    { "code", batch_json_read_slice, G_STRUCT_OFFSET (Error, code) },
    { "message", batch_json_read_slice, G_STRUCT_OFFSET (Error, message) },
  };
  Error read = { 0 };

  batch_json_value_read_members (error, members, G_N_ELEMENTS (members), &read);
  begin_event (self, "error");
  put_slice (self, "code", &read.code);
  put_slice (self, "message", &read.message);
  batch_translator_put_raw (self->out, "param", "null");
  put_slice (self, "error", error);
  end_event (self);
}
