/* batch-message-events.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-message-events-private.h"

#include <string.h>

#include "json/batch-json-equal-private.h"
#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"
#include "translation/batch-chat-parts-private.h"

/* The rule:
 *
 *   the first chunk                          → message_start
 *   delta.reasoning_content, .reasoning      → a block of thinking
 *   delta.content, delta.refusal             → a block of text, or of thinking, as parts tell it
 *   delta.thinking_blocks                    → the seal of the thoughts; blocks that are hidden
 *   delta.tool_calls[i], .function_call      → a block for each call; they are closed last, as
 *                                              parts of several may come in turn
 *   delta.audio                              → refused
 *   finish_reason, stop_reason, usage        → kept for message_delta; so is anything else, as a
 *                                              member of it, or of what is added to its block
 *   delta of another choice                  → refused
 *   [DONE]                                   → message_delta, message_stop
 *   error                                    → error
 */

typedef struct
{
  BatchJsonValue id;
  BatchJsonValue model;
  BatchJsonValue usage;
  BatchJsonValue error;
  BatchJsonValue choices;
} Chunk;

typedef struct
{
  BatchJsonValue delta;
  BatchJsonValue finish_reason;
  BatchJsonValue stop_reason;
  BatchJsonValue usage;
  gint64         index;
} Choice;

typedef struct
{
  BatchJsonValue content;
  BatchJsonValue refusal;
  BatchJsonValue reasoning;
  BatchJsonValue reasoning_content;
  BatchJsonValue thinking_blocks;
  BatchJsonValue tool_calls;
  BatchJsonValue function_call;
  BatchJsonValue audio;
} Delta;

typedef struct
{
  BatchJsonValue thinking;
  BatchJsonValue signature;
} Sealed;

void
batch_message_events_init (BatchMessageEvents *self)
{
  *self = (BatchMessageEvents) {
    .id = g_string_new (NULL),
    .finish_reason = g_string_new (NULL),
    .stop_sequence = g_string_new (NULL),
    .calls = g_array_new (FALSE, FALSE, sizeof (BatchMessageCall)),
  };
  batch_stream_extras_init (&self->extras);
  batch_stream_extras_init (&self->choice_extras);
  batch_stream_extras_init (&self->delta_extras);
  batch_stream_extras_init (&self->usage);
}

void
batch_message_events_clear (BatchMessageEvents *self)
{
  batch_stream_extras_clear (&self->extras);
  batch_stream_extras_clear (&self->choice_extras);
  batch_stream_extras_clear (&self->delta_extras);
  batch_stream_extras_clear (&self->usage);
  g_string_free (self->id, TRUE);
  g_string_free (self->finish_reason, TRUE);
  g_string_free (self->stop_sequence, TRUE);
  g_array_unref (self->calls);
}

static void
keep_slice (GString              *into,
            const BatchJsonValue *value)
{
  if (value->type == BATCH_JSON_STRING)
    batch_json_append_value (g_string_truncate (into, 0), value);
}

static gboolean
is_there (const BatchJsonValue *value)
{
  return value->type != BATCH_JSON_NONE && value->type != BATCH_JSON_NULL;
}

static void
emit_part (const BatchJsonValue *text,
           gboolean              thought,
           const char           *extras,
           gpointer              data)
{
  const BatchMessageOutput *output = data;

  if (thought)
    batch_message_blocks_add_thought (&output->self->blocks, text, extras, output->out);
  else
    batch_message_blocks_add_text (&output->self->blocks, text, extras, output->out);
}

/* --- Blocks of thoughts --- */

static void
read_sealed_extras (const BatchJsonValue *block,
                    GString              *out)
{
  static const char *const known[] = { "type", "thinking", "signature", NULL };
  g_auto(BatchAnswerExtras) extras = { out, known };

  batch_answer_extras_add_others (&extras, "block", block, known);
}

static void
emit_sealed (BatchMessageEvents   *self,
             const BatchJsonValue *block,
             GString              *out)
{
  static const BatchJsonMember members[] = {
    { "thinking", batch_json_read_slice, G_STRUCT_OFFSET (Sealed, thinking) },
    { "signature", batch_json_read_slice, G_STRUCT_OFFSET (Sealed, signature) },
  };
  static const BatchJsonValue nothing = { 0 };
  g_autoptr(GString) extras = g_string_new (NULL);
  Sealed sealed = { 0 };

  batch_json_value_read_members (block, members, G_N_ELEMENTS (members), &sealed);
  read_sealed_extras (block, extras);
  batch_message_blocks_add_thought (&self->blocks,
                                    self->told_thoughts ? &nothing : &sealed.thinking, extras->str,
                                    out);
  batch_message_blocks_add_signature (&self->blocks, &sealed.signature, out);
}

static gboolean
emit_block (BatchTranslator      *translator,
            const BatchJsonValue *element,
            guint                 index,
            gpointer              data)
{
  const BatchMessageOutput *output = data;
  BatchJsonValue type = batch_translator_peek_type (element);

  if (batch_json_value_is (&type, "thinking"))
    emit_sealed (output->self, element, output->out);
  else if (batch_json_value_is (&type, "redacted_thinking"))
    batch_message_blocks_add_whole (&output->self->blocks, element, output->out);
  else
    return batch_translator_refuse (translator, "type", NULL);
  return TRUE;
}

static gboolean
check_list (BatchTranslator      *translator,
            const char           *name,
            const BatchJsonValue *value)
{
  return value->type == BATCH_JSON_ARRAY || !is_there (value)
         || batch_translator_refuse (translator, name, "which is not a list");
}

static gboolean
emit_calls (BatchTranslator    *translator,
            const Delta        *delta,
            BatchMessageOutput *output)
{
  if (!check_list (translator, "tool_calls", &delta->tool_calls)
      || !batch_message_events_emit_calls (translator, &delta->tool_calls, output))
    return FALSE;

  return !is_there (&delta->function_call)
         || batch_message_events_emit_function (translator, &delta->function_call, output);
}

/* --- Chunks --- */

static void
start (BatchMessageEvents *self,
       const Chunk        *chunk,
       GString            *out)
{
  static const BatchTokenCounts counts = BATCH_TOKEN_COUNTS_INIT;
  g_autoptr(GString) id = g_string_new (NULL);

  if (self->started)
    return;

  self->started = TRUE;
  batch_api_words_append_message_id (id, &chunk->id);
  g_string_append_len (self->id, id->str + strlen ("\"msg_"),
                       (gssize) (id->len - strlen ("\"msg_\"")));
  batch_message_blocks_begin_event (out, "message_start");
  g_string_append_printf (out, ",\"message\":{\"id\":%s,\"type\":\"message\","
                          "\"role\":\"assistant\",\"model\":", id->str);
  if (chunk->model.type == BATCH_JSON_STRING)
    batch_json_append_value (out, &chunk->model);
  else
    g_string_append (out, "\"\"");
  g_string_append (out, ",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":");
  batch_token_counts_append_message (&counts, out);
  g_string_append_c (out, '}');
  batch_message_blocks_end_event (out);
}

/* Most servers say the same twice. */
static gboolean
keep_other_thoughts (BatchTranslator    *translator,
                     const Delta        *delta,
                     BatchMessageOutput *output)
{
  static const char *const known[] = { NULL };
  g_autoptr(GString) object = NULL;
  BatchJsonValue value;

  if (!is_there (&delta->reasoning)
      || batch_json_values_equal (&delta->reasoning, &delta->reasoning_content))
    return TRUE;

  object = g_string_new ("{");
  batch_translator_put (object, "reasoning", &delta->reasoning);
  g_string_append_c (object, '}');
  value = (BatchJsonValue) { (const guint8 *) object->str, object->len, BATCH_JSON_OBJECT };
  return batch_stream_extras_take (&output->self->delta_extras, translator, &value, known, TRUE);
}

static gboolean
emit_thoughts (BatchTranslator    *translator,
               const Delta        *delta,
               BatchMessageOutput *output)
{
  const BatchJsonValue *content = &delta->reasoning_content;
  gboolean is_content = is_there (content) && (content->type != BATCH_JSON_STRING
                                               || batch_json_value_has_text (content));
  const BatchJsonValue *thoughts = is_content ? content : &delta->reasoning;

  if (!batch_chat_parts_read (translator, is_content ? "reasoning_content" : "reasoning", thoughts,
                              TRUE, emit_part, output)
      || (is_content && !keep_other_thoughts (translator, delta, output))
      || !check_list (translator, "thinking_blocks", &delta->thinking_blocks))
    return FALSE;

  output->self->told_thoughts |= batch_json_value_has_text (thoughts);
  return batch_translator_each (translator, "thinking_blocks", &delta->thinking_blocks, emit_block,
                                output);
}

/* Where we are, in all that it says. */
static gboolean
emit_all (BatchTranslator    *translator,
          const Delta        *delta,
          BatchMessageOutput *output)
{
  if (is_there (&delta->audio))
    return batch_translator_refuse (translator, "audio", NULL);
  if (!emit_thoughts (translator, delta, output)
      || !batch_chat_parts_read (translator, "content", &delta->content, FALSE, emit_part, output))
    return FALSE;

  output->self->refused |= batch_json_value_has_text (&delta->refusal);
  batch_message_blocks_add_text (&output->self->blocks, &delta->refusal, "", output->out);
  return emit_calls (translator, delta, output);
}

static gboolean
emit_delta (BatchTranslator      *translator,
            const BatchJsonValue *delta,
            BatchMessageOutput   *output)
{
  static const BatchJsonMember members[] = {
    { "content", batch_json_read_slice, G_STRUCT_OFFSET (Delta, content) },
    { "refusal", batch_json_read_slice, G_STRUCT_OFFSET (Delta, refusal) },
    { "reasoning", batch_json_read_slice, G_STRUCT_OFFSET (Delta, reasoning) },
    { "reasoning_content", batch_json_read_slice, G_STRUCT_OFFSET (Delta, reasoning_content) },
    { "thinking_blocks", batch_json_read_slice, G_STRUCT_OFFSET (Delta, thinking_blocks) },
    { "tool_calls", batch_json_read_slice, G_STRUCT_OFFSET (Delta, tool_calls) },
    { "function_call", batch_json_read_slice, G_STRUCT_OFFSET (Delta, function_call) },
    { "audio", batch_json_read_slice, G_STRUCT_OFFSET (Delta, audio) },
  };
  static const char *const known[] = {
    "role", "content", "refusal", "reasoning", "reasoning_content", "thinking_blocks",
    "tool_calls", "function_call", "audio", NULL,
  };
  gsize entered;
  gboolean good;
  Delta read = { 0 };

  if (!is_there (delta))
    return TRUE;
  if (delta->type != BATCH_JSON_OBJECT)
    return batch_translator_refuse (translator, "delta", "which is not an object");

  batch_json_value_read_members (delta, members, G_N_ELEMENTS (members), &read);
  entered = batch_translator_enter (translator, "delta");
  good = emit_all (translator, &read, output)
         && batch_stream_extras_take (&output->self->delta_extras, translator, delta, known,
                                      TRUE);
  batch_translator_leave (translator, entered);
  return good;
}

static gboolean
keep_usage (BatchMessageEvents   *self,
            BatchTranslator      *translator,
            const BatchJsonValue *usage)
{
  static const char *const known[] = { NULL };

  return batch_stream_extras_take (&self->usage, translator, usage, known, FALSE);
}

/* Some servers count in the choice. */
static gboolean
keep_choice (BatchTranslator      *translator,
             const BatchJsonValue *element,
             const Choice         *choice,
             BatchMessageEvents   *self)
{
  const char *const known[] = {
    "index", "delta", "finish_reason", "usage",
    choice->stop_reason.type == BATCH_JSON_STRING ? "stop_reason" : NULL, NULL,
  };

  return keep_usage (self, translator, &choice->usage)
         && batch_stream_extras_take (&self->choice_extras, translator, element, known, TRUE);
}

static gboolean
emit_choice (BatchTranslator      *translator,
             const BatchJsonValue *element,
             guint                 index,
             gpointer              data)
{
  static const BatchJsonMember members[] = {
    { "index", batch_json_read_int, G_STRUCT_OFFSET (Choice, index) },
    { "delta", batch_json_read_slice, G_STRUCT_OFFSET (Choice, delta) },
    { "finish_reason", batch_json_read_slice, G_STRUCT_OFFSET (Choice, finish_reason) },
    { "stop_reason", batch_json_read_slice, G_STRUCT_OFFSET (Choice, stop_reason) },
    { "usage", batch_json_read_slice, G_STRUCT_OFFSET (Choice, usage) },
  };
  BatchMessageOutput *output = data;
  Choice choice = { 0 };

  batch_json_value_read_members (element, members, G_N_ELEMENTS (members), &choice);
  if (choice.index != 0)
    return batch_translator_refuse (translator, "index", "as a message has but one choice");
  if (!emit_delta (translator, &choice.delta, output))
    return FALSE;

  keep_slice (output->self->finish_reason, &choice.finish_reason);
  keep_slice (output->self->stop_sequence, &choice.stop_reason);
  return keep_choice (translator, element, &choice, output->self);
}

static gboolean
emit_choices (BatchMessageEvents   *self,
              BatchTranslator      *translator,
              const BatchJsonValue *choices,
              GString              *out)
{
  BatchMessageOutput output = { self, out };

  if (choices->type != BATCH_JSON_ARRAY && is_there (choices))
    return batch_translator_refuse (translator, "choices", "which is not a list");

  return batch_translator_each (translator, "choices", choices, emit_choice, &output);
}

/* --- The end --- */

static void
append_stop_reason (BatchMessageEvents *self,
                    GString            *out)
{
  BatchJsonValue reason = {
    (const guint8 *) self->finish_reason->str, self->finish_reason->len,
    self->finish_reason->len > 0 ? BATCH_JSON_STRING : BATCH_JSON_NONE,
  };
  gboolean stopped = batch_json_value_is (&reason, "stop");

  if (self->refused)
    g_string_append (out, "\"refusal\"");
  else if (stopped && self->calls->len == 0 && self->stop_sequence->len > 0)
    g_string_append (out, "\"stop_sequence\"");
  else
    batch_api_words_append_stop_reason (out, &reason, self->calls->len > 0);
}

static void
append_usage (BatchMessageEvents *self,
              GString            *out)
{
  g_autoptr(GString) usage = g_string_new (NULL);
  BatchJsonValue value;

  batch_stream_extras_append (&self->usage, usage);
  value = (BatchJsonValue) { (const guint8 *) usage->str, usage->len, BATCH_JSON_OBJECT };
  batch_answer_put_usage (out, &value, BATCH_ENDPOINT_MESSAGES);
}

static void
append_extras (BatchMessageEvents *self,
               GString            *out)
{
  g_auto(BatchAnswerExtras) extras = { out, batch_answer_message_names };

  batch_stream_extras_flush (&self->extras, &extras, "chat");
  batch_stream_extras_flush (&self->choice_extras, &extras, "choice");
  batch_stream_extras_flush (&self->delta_extras, &extras, "message");
}

/* FALSE: there is nothing that could end. */
static gboolean
emit_end (BatchMessageEvents *self,
          GString            *out)
{
  if (!self->started)
    return FALSE;

  batch_message_blocks_close (&self->blocks, out);
  for (guint i = 0; i < self->calls->len; i++)
    batch_message_blocks_end_call (g_array_index (self->calls, BatchMessageCall, i).block, out);

  batch_message_blocks_begin_event (out, "message_delta");
  g_string_append (out, ",\"delta\":{\"stop_reason\":");
  append_stop_reason (self, out);
  g_string_append_printf (out, ",\"stop_sequence\":%s}",
                          self->stop_sequence->len > 0 ? self->stop_sequence->str : "null");
  append_usage (self, out);
  append_extras (self, out);
  batch_message_blocks_end_event (out);
  batch_message_blocks_begin_event (out, "message_stop");
  batch_message_blocks_end_event (out);
  return TRUE;
}

static BatchFoldState
emit_error (const BatchJsonValue *whole,
            const BatchJsonValue *error,
            GString              *out)
{
  g_string_append (out, "event: error\ndata: ");
  batch_api_error_append_told (whole, error, BATCH_ENDPOINT_MESSAGES, out);
  g_string_append (out, "\n\n");
  return BATCH_FOLD_ERROR;
}

/* Servers say the same of each chunk again. */
static gboolean
keep_extras (BatchMessageEvents   *self,
             BatchTranslator      *translator,
             const BatchJsonValue *chunk,
             const BatchJsonValue *usage)
{
  static const char *const known[] = {
    "id", "object", "created", "model", "choices", "usage", NULL,
  };

  return batch_stream_extras_take (&self->extras, translator, chunk, known, FALSE)
         && keep_usage (self, translator, usage);
}

BatchFoldState
batch_message_events_add (BatchMessageEvents *self,
                          BatchTranslator    *translator,
                          const char         *data,
                          gsize               length,
                          GString            *out)
{
  static const BatchJsonMember members[] = {
    { "id", batch_json_read_slice, G_STRUCT_OFFSET (Chunk, id) },
    { "model", batch_json_read_slice, G_STRUCT_OFFSET (Chunk, model) },
    { "usage", batch_json_read_slice, G_STRUCT_OFFSET (Chunk, usage) },
    { "error", batch_json_read_slice, G_STRUCT_OFFSET (Chunk, error) },
    { "choices", batch_json_read_slice, G_STRUCT_OFFSET (Chunk, choices) },
  };
  const BatchJsonValue whole = { (const guint8 *) data, length, BATCH_JSON_OBJECT };
  BatchJsonScanner scanner;
  Chunk chunk = { 0 };

  if (batch_answer_event_is_done (data, length))
    return emit_end (self, out) ? BATCH_FOLD_DONE : BATCH_FOLD_GARBLED;
  if (!batch_json_validate ((const guint8 *) data, length, BATCH_JSON_DEPTH))
    return BATCH_FOLD_GARBLED;

  batch_json_scanner_init (&scanner, (const guint8 *) data, length, 0);
  if (batch_json_scanner_peek (&scanner) != BATCH_JSON_OBJECT)
    return BATCH_FOLD_GARBLED;
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &chunk);
  if (chunk.choices.type == BATCH_JSON_NONE && is_there (&chunk.error))
    return emit_error (&whole, &chunk.error, out);

  start (self, &chunk, out);
  return emit_choices (self, translator, &chunk.choices, out)
         && keep_extras (self, translator, &whole, &chunk.usage) ? BATCH_FOLD_OPEN
                                                               : BATCH_FOLD_GARBLED;
}

gboolean
batch_message_events_end (BatchMessageEvents *self,
                          GString            *out)
{
  return self->finish_reason->len > 0 && emit_end (self, out);
}
