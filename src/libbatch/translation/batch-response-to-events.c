/* batch-response-to-events.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-answer-events-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-initial-members-private.h"
#include "translation/batch-message-blocks-private.h"
#include "translation/batch-translator-private.h"

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
  BatchJsonValue output;
  BatchJsonValue status;
} Response;

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

/* Where we are. */
typedef struct
{
  GString    *out;
  guint       n_events;
  guint       item;
  Item        read;
  const char *part_event;          /* of the list of parts */
  const char *part_index;
} Emitter;

static void
begin_event (Emitter    *self,
             const char *event)
{
  batch_message_blocks_begin_event (self->out, event);
  g_string_append_printf (self->out, ",\"sequence_number\":%u", self->n_events++);
}

static void
end_event (Emitter *self)
{
  batch_message_blocks_end_event (self->out);
}

static void
put_slice (Emitter              *self,
           const char           *name,
           const BatchJsonValue *value)
{
  batch_translator_put_name (self->out, name);
  batch_json_append_one_line (self->out, value->data, value->length);
}

static void
add_initial (Emitter                  *self,
             const char               *name,
             const BatchJsonValue     *object,
             const BatchInitialMember *initial)
{
  batch_translator_put_name (self->out, name);
  batch_initial_members_append (self->out, object, initial);
}

/* --- In an item --- */

static void
begin_item_event (Emitter    *self,
                  const char *event)
{
  begin_event (self, event);
  if (self->read.id.type == BATCH_JSON_STRING)
    put_slice (self, "item_id", &self->read.id);
  else
    batch_translator_put_raw (self->out, "item_id", "\"\"");
  g_string_append_printf (self->out, ",\"output_index\":%u", self->item);
}

static void
emit_call (Emitter              *self,
           const char           *kind,
           const char           *member,
           const BatchJsonValue *text)
{
  g_autofree char *delta = g_strconcat (kind, ".delta", NULL);
  g_autofree char *done = g_strconcat (kind, ".done", NULL);

  if (batch_json_value_has_text (text))
    {
      begin_item_event (self, delta);
      put_slice (self, "delta", text);
      end_event (self);
    }
  begin_item_event (self, done);
  put_slice (self, member, text);
  end_event (self);
}

/* --- In a part --- */

static void
begin_part_event (Emitter    *self,
                  const char *event,
                  const char *ending,
                  guint       index)
{
  g_autofree char *name = g_strconcat (event, ending, NULL);

  begin_item_event (self, name);
  g_string_append_printf (self->out, ",\"%s\":%u", self->part_index, index);
}

/* Clients read the probabilities of any text that is put out. */
static void
put_logprobs (Emitter    *self,
              const Part *part)
{
  if (!batch_json_value_is (&part->type, "output_text"))
    return;

  if (part->logprobs.type == BATCH_JSON_ARRAY)
    put_slice (self, "logprobs", &part->logprobs);
  else
    batch_translator_put_raw (self->out, "logprobs", "[]");
}

static void
emit_text_event (Emitter              *self,
                 const char           *event,
                 const char           *ending,
                 guint                 index,
                 const char           *member,
                 const BatchJsonValue *text,
                 const Part           *part)
{
  begin_part_event (self, event, ending, index);
  put_slice (self, member, text);
  put_logprobs (self, part);
  end_event (self);
}

static void
emit_text (Emitter    *self,
           guint       index,
           const Part *part)
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

  if (batch_json_value_has_text (text))
    emit_text_event (self, event, ".delta", index, "delta", text, part);
  emit_text_event (self, event, ".done", index, member, text, part);
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
  Emitter *self = data;
  Part part = { 0 };

  if (element->type != BATCH_JSON_OBJECT)
    return FALSE;

  batch_json_value_read_members (element, members, G_N_ELEMENTS (members), &part);
  begin_part_event (self, self->part_event, ".added", index);
  add_initial (self, "part", element, initial);
  end_event (self);
  emit_text (self, index, &part);
  begin_part_event (self, self->part_event, ".done", index);
  put_slice (self, "part", element);
  end_event (self);
  return TRUE;
}

static gboolean
emit_parts (BatchTranslator *translator,
            Emitter         *self)
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
emit_calls (Emitter *self)
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
  static const BatchInitialMember other[] = { { NULL } };

  if (batch_json_value_is_any (&item->type, of_arguments))
    return arguments;
  if (batch_json_value_is_any (&item->type, of_parts))
    return parts;
  return batch_json_value_is (&item->type, "custom_tool_call") ? input : other;
}

static void
emit_item_event (Emitter                  *self,
                 const char               *event,
                 const BatchJsonValue     *item,
                 const BatchInitialMember *initial)
{
  begin_event (self, event);
  g_string_append_printf (self->out, ",\"output_index\":%u", self->item);
  add_initial (self, "item", item, initial);
  end_event (self);
}

static gboolean
emit_item (BatchTranslator      *translator,
           const BatchJsonValue *element,
           guint                 index,
           gpointer              data)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_slice, G_STRUCT_OFFSET (Item, type) },
    { "id", batch_json_read_slice, G_STRUCT_OFFSET (Item, id) },
    { "content", batch_json_read_slice, G_STRUCT_OFFSET (Item, content) },
    { "summary", batch_json_read_slice, G_STRUCT_OFFSET (Item, summary) },
    { "arguments", batch_json_read_slice, G_STRUCT_OFFSET (Item, arguments) },
    { "input", batch_json_read_slice, G_STRUCT_OFFSET (Item, input) },
  };
  static const BatchInitialMember nothing[] = { { NULL } };
  Emitter *self = data;

  if (element->type != BATCH_JSON_OBJECT)
    return FALSE;

  self->item = index;
  self->read = (Item) { 0 };
  batch_json_value_read_members (element, members, G_N_ELEMENTS (members), &self->read);
  emit_item_event (self, "response.output_item.added", element, initial_members_of (&self->read));
  if (!emit_parts (translator, self))
    return FALSE;

  emit_calls (self);
  emit_item_event (self, "response.output_item.done", element, nothing);
  return TRUE;
}

/* --- The response --- */

static void
emit_response (Emitter                  *self,
               const char               *event,
               const BatchJsonValue     *whole,
               const BatchInitialMember *initial)
{
  begin_event (self, event);
  add_initial (self, "response", whole, initial);
  end_event (self);
}

static const char *
find_last_event (const BatchJsonValue *status)
{
  if (batch_json_value_is (status, "failed"))
    return "response.failed";
  return batch_json_value_is (status, "incomplete") ? "response.incomplete"
                                                    : "response.completed";
}

static gboolean
emit (Emitter              *self,
      const BatchJsonValue *whole,
      const Response       *response)
{
  static const BatchInitialMember begun[] = {
    { "output", "[]" }, { "status", "\"in_progress\"" }, { "usage", "null" }, { "error", "null" },
    { "incomplete_details", "null" }, { "completed_at", "null" }, { NULL },
  };
  static const BatchInitialMember nothing[] = { { NULL } };
  g_autoptr(GString) path = g_string_new (NULL);
  g_auto(BatchObstacle) obstacle = { NULL };
  BatchTranslator translator = { path, &obstacle };

  emit_response (self, "response.created", whole, begun);
  emit_response (self, "response.in_progress", whole, begun);
  if (!batch_translator_each (&translator, "output", &response->output, emit_item, self))
    return FALSE;

  emit_response (self, find_last_event (&response->status), whole, nothing);
  return TRUE;
}

GBytes *
batch_response_to_events (GBytes *answer)
{
  static const BatchJsonMember members[] = {
    { "output", batch_json_read_slice, G_STRUCT_OFFSET (Response, output) },
    { "status", batch_json_read_slice, G_STRUCT_OFFSET (Response, status) },
  };
  g_autoptr(GString) out = g_string_new (NULL);
  Emitter telling = { .out = out };
  BatchJsonValue whole;
  Response response = { 0 };

  if (!batch_translator_begin (answer, &whole))
    return NULL;

  batch_json_value_read_members (&whole, members, G_N_ELEMENTS (members), &response);
  if (response.output.type != BATCH_JSON_ARRAY || !emit (&telling, &whole, &response))
    return NULL;

  return g_string_free_to_bytes (g_steal_pointer (&out));
}
