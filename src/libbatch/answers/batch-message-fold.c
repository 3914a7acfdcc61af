/* batch-message-fold.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-message-fold-private.h"

#include <string.h>

#include "json/batch-json-fold-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

typedef struct
{
  gint64         index;
  BatchJsonFold *members;
  GString       *input;         /* (nullable) the JSON of it, as far as it has come */
} Block;

struct _BatchMessageFold
{
  BatchJsonFold *message;       /* the content is filled in at last */
  GPtrArray     *blocks;        /* of Block */
  GString       *text;
  guint          n_pieces;
};

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue message;
  BatchJsonValue block;
  BatchJsonValue delta;
  BatchJsonValue usage;
  gint64         index;
} Event;

typedef struct
{
  BatchJsonValue type;
  BatchJsonValue text;
  BatchJsonValue thinking;
  BatchJsonValue signature;
  BatchJsonValue partial_json;
  BatchJsonValue citation;
} Delta;

static void
block_free (gpointer data)
{
  Block *block = data;

  batch_json_fold_free (block->members);
  if (block->input != NULL)
    g_string_free (block->input, TRUE);
  g_free (block);
}

BatchMessageFold *
batch_message_fold_new (void)
{
  BatchMessageFold *self = g_new0 (BatchMessageFold, 1);

  self->message = batch_json_fold_new ();
  self->blocks = g_ptr_array_new_with_free_func (block_free);
  self->text = g_string_new (NULL);
  return self;
}

void
batch_message_fold_free (BatchMessageFold *self)
{
  batch_json_fold_free (self->message);
  g_ptr_array_unref (self->blocks);
  g_string_free (self->text, TRUE);
  g_free (self);
}

static BatchJsonValue
spell (const char *json)
{
  return (BatchJsonValue) { (const guint8 *) json, strlen (json), BATCH_JSON_STRING };
}

static gboolean
grow (BatchJsonFold        *fold,
      const BatchJsonValue *value,
      gsize                *size)
{
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, value->data, value->length, 0);
  return batch_json_fold_add (fold, NULL, &scanner, size);
}

static gboolean
grow_member (BatchJsonFold        *fold,
             const char           *name,
             const BatchJsonValue *value,
             gsize                *size)
{
  BatchJsonValue spelled = spell (name);
  BatchJsonFold *member = batch_json_fold_ensure (fold, &spelled, size);

  return member != NULL && grow (member, value, size);
}

/* --- Blocks --- */

static Block *
find_block (BatchMessageFold *self,
            gint64            index)
{
  for (guint i = self->blocks->len; i > 0; i--)
    {
      Block *block = g_ptr_array_index (self->blocks, i - 1);

      if (block->index == index)
        return block;
    }

  return NULL;
}

static Delta
read_delta (const BatchJsonValue *value)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_slice, G_STRUCT_OFFSET (Delta, type) },
    { "text", batch_json_read_slice, G_STRUCT_OFFSET (Delta, text) },
    { "thinking", batch_json_read_slice, G_STRUCT_OFFSET (Delta, thinking) },
    { "signature", batch_json_read_slice, G_STRUCT_OFFSET (Delta, signature) },
    { "partial_json", batch_json_read_slice, G_STRUCT_OFFSET (Delta, partial_json) },
    { "citation", batch_json_read_slice, G_STRUCT_OFFSET (Delta, citation) },
  };
  Delta delta = { 0 };

  batch_json_value_read_members (value, members, G_N_ELEMENTS (members), &delta);
  return delta;
}

static void
note_text (BatchMessageFold     *self,
           const BatchJsonValue *text)
{
  if (text->type == BATCH_JSON_STRING)
    g_string_append_len (self->text, (const char *) text->data + 1, (gssize) text->length - 2);
}

static gboolean
begin_block (BatchMessageFold *self,
             const Event      *event,
             gsize            *size)
{
  Delta begun = read_delta (&event->block);
  Block *block;

  if (event->block.type != BATCH_JSON_OBJECT || find_block (self, event->index) != NULL
      || self->blocks->len == BATCH_JSON_FOLD_MAX)
    return FALSE;

  block = g_new0 (Block, 1);
  block->index = event->index;
  block->members = batch_json_fold_new ();
  g_ptr_array_add (self->blocks, block);
  note_text (self, &begun.text);
  return grow (block->members, &event->block, size);
}

static gboolean
add_input (Block                *block,
           const BatchJsonValue *part,
           gsize                *size)
{
  if (part->type != BATCH_JSON_STRING)
    return FALSE;
  if (block->input == NULL)
    block->input = g_string_new (NULL);

  *size += part->length;
  return batch_json_value_decode (part, block->input);
}

static gboolean
add_citation (Block                *block,
              const BatchJsonValue *citation,
              gsize                *size)
{
  g_autofree char *list = g_strdup_printf ("[%.*s]", (int) citation->length,
                                           (const char *) citation->data);
  BatchJsonValue value = spell (list);

  return grow_member (block->members, "\"citations\"", &value, size);
}

static gboolean
add_to_block (BatchMessageFold *self,
              const Event      *event,
              gsize            *size)
{
  Block *block = find_block (self, event->index);
  Delta delta = read_delta (&event->delta);

  if (block == NULL)
    return FALSE;

  self->n_pieces++;
  if (batch_json_value_is (&delta.type, "text_delta") && delta.text.type == BATCH_JSON_STRING)
    {
      note_text (self, &delta.text);
      *size += delta.text.length;
      return grow_member (block->members, "\"text\"", &delta.text, size);
    }
  if (batch_json_value_is (&delta.type, "input_json_delta"))
    return add_input (block, &delta.partial_json, size);
  if (batch_json_value_is (&delta.type, "thinking_delta")
      && delta.thinking.type == BATCH_JSON_STRING)
    return grow_member (block->members, "\"thinking\"", &delta.thinking, size);
  if (batch_json_value_is (&delta.type, "signature_delta")
      && delta.signature.type == BATCH_JSON_STRING)
    return grow_member (block->members, "\"signature\"", &delta.signature, size);

  return batch_json_value_is (&delta.type, "citations_delta")
         && delta.citation.type == BATCH_JSON_OBJECT && add_citation (block, &delta.citation, size);
}

/* --- The message --- */

/* What is said last counts. */
static gboolean
set_members (BatchJsonFold        *fold,
             const BatchJsonValue *object,
             gsize                *size)
{
  BatchJsonScanner scanner;
  BatchJsonValue name;
  BatchJsonValue value;

  if (!batch_json_value_enter_object (object, &scanner))
    return TRUE;

  while (batch_json_scanner_next_member (&scanner, &name)
         && batch_json_scanner_read_value (&scanner, &value))
    {
      BatchJsonFold *member = batch_json_fold_ensure (fold, &name, size);

      if (member == NULL)
        return FALSE;
      batch_json_fold_set (member, &value, size);
    }
  return TRUE;
}

static gboolean
change_message (BatchMessageFold *self,
                const Event      *event,
                gsize            *size)
{
  BatchJsonValue name = spell ("\"usage\"");
  BatchJsonFold *usage = batch_json_fold_ensure (self->message, &name, size);

  return usage != NULL && set_members (self->message, &event->delta, size)
         && set_members (usage, &event->usage, size);
}

static BatchFoldState
take_event (BatchMessageFold *self,
            const Event      *event,
            gsize            *size)
{
  gboolean begun = batch_json_fold_is_object (self->message);
  gboolean good = begun;

  if (batch_json_value_is (&event->type, "message_start"))
    good = !begun && event->message.type == BATCH_JSON_OBJECT
           && grow (self->message, &event->message, size);
  else if (batch_json_value_is (&event->type, "content_block_start"))
    good = begun && begin_block (self, event, size);
  else if (batch_json_value_is (&event->type, "content_block_delta"))
    good = begun && add_to_block (self, event, size);
  else if (batch_json_value_is (&event->type, "message_delta"))
    good = begun && change_message (self, event, size);
  else if (begun && batch_json_value_is (&event->type, "message_stop"))
    return BATCH_FOLD_DONE;

  /* Kinds of events that are new say nothing that was asked for. */
  return good && event->type.type == BATCH_JSON_STRING ? BATCH_FOLD_OPEN : BATCH_FOLD_GARBLED;
}

static const BatchJsonMember event_members[] = {
  { "type", batch_json_read_slice, G_STRUCT_OFFSET (Event, type) },
  { "message", batch_json_read_slice, G_STRUCT_OFFSET (Event, message) },
  { "content_block", batch_json_read_slice, G_STRUCT_OFFSET (Event, block) },
  { "delta", batch_json_read_slice, G_STRUCT_OFFSET (Event, delta) },
  { "usage", batch_json_read_slice, G_STRUCT_OFFSET (Event, usage) },
  { "index", batch_json_read_int, G_STRUCT_OFFSET (Event, index) },
};

BatchFoldState
batch_message_fold_add (BatchMessageFold *self,
                        const char       *data,
                        gsize             length,
                        gsize            *size)
{
  BatchJsonScanner scanner;
  Event event = { 0 };

  if (!batch_json_validate ((const guint8 *) data, length, BATCH_JSON_DEPTH))
    return BATCH_FOLD_GARBLED;

  batch_json_scanner_init (&scanner, (const guint8 *) data, length, 0);
  batch_json_read_members (&scanner, event_members, G_N_ELEMENTS (event_members), &event);
  return take_event (self, &event, size);
}

gboolean
batch_message_fold_begins (const char *data,
                           gsize       length)
{
  BatchJsonScanner scanner;
  Event event = { 0 };

  batch_json_scanner_init (&scanner, (const guint8 *) data, length, BATCH_JSON_DEPTH);
  if (batch_json_scanner_peek (&scanner) == BATCH_JSON_OBJECT)
    batch_json_read_members (&scanner, event_members, G_N_ELEMENTS (event_members), &event);
  return batch_json_value_is (&event.type, "message_start");
}

/* --- What it has come to --- */

gboolean
batch_message_fold_has_ended (BatchMessageFold *self)
{
  const BatchJsonFold *reason = batch_json_fold_get (self->message, "stop_reason");
  g_autoptr(GString) text = g_string_new (NULL);

  if (reason != NULL)
    batch_json_fold_append (reason, text);
  return text->len > 0 && !g_str_equal (text->str, "null");
}

/* An input that was cut off is no JSON: it is kept as a text. */
static void
put_input (Block *block)
{
  BatchJsonValue name = spell ("\"input\"");
  g_autoptr(GString) quoted = g_string_new (NULL);
  BatchJsonValue value;
  gsize size = 0;
  BatchJsonFold *input;

  if (block->input == NULL || block->input->len == 0
      || !(input = batch_json_fold_ensure (block->members, &name, &size)))
    return;

  if (!batch_json_validate ((const guint8 *) block->input->str, block->input->len,
                            BATCH_JSON_DEPTH))
    {
      batch_json_append_string (quoted, block->input->str, (gssize) block->input->len);
      g_string_assign (block->input, quoted->str);
    }
  value = (BatchJsonValue) { (const guint8 *) block->input->str, block->input->len,
                             BATCH_JSON_OBJECT };
  batch_json_fold_set (input, &value, &size);
}

GBytes *
batch_message_fold_dup_body (BatchMessageFold *self)
{
  BatchJsonValue name = spell ("\"content\"");
  g_autoptr(GString) content = g_string_new ("[");
  g_autoptr(GString) body = g_string_new (NULL);
  BatchJsonValue value;
  gsize size = 0;
  BatchJsonFold *member;

  for (guint i = 0; i < self->blocks->len; i++)
    {
      Block *block = g_ptr_array_index (self->blocks, i);

      if (i > 0)
        g_string_append_c (content, ',');
      put_input (block);
      batch_json_fold_append (block->members, content);
    }
  g_string_append_c (content, ']');

  value = (BatchJsonValue) { (const guint8 *) content->str, content->len, BATCH_JSON_ARRAY };
  if ((member = batch_json_fold_ensure (self->message, &name, &size)) != NULL)
    batch_json_fold_set (member, &value, &size);
  batch_json_fold_append (self->message, body);
  return g_string_free_to_bytes (g_steal_pointer (&body));
}

guint
batch_message_fold_n_pieces (BatchMessageFold *self)
{
  return self->n_pieces;
}

const GString *
batch_message_fold_get_text (BatchMessageFold *self)
{
  return self->text;
}
