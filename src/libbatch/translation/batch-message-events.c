/* batch-message-events.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-message-events-private.h"

#include <string.h>

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
 *                                              member of it, or of the block of a call
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

/* What the message, or its last event, says itself must not be said twice. */
#define SAID_ONCE "type", "role", "id", "model", "usage", "stop_reason", "stop_sequence"

void
batch_message_events_init (BatchMessageEvents *self)
{
  *self = (BatchMessageEvents) {
    .counts = BATCH_TOKEN_COUNTS_INIT,
    .id = g_string_new (NULL),
    .finish_reason = g_string_new (NULL),
    .stop_sequence = g_string_new (NULL),
    .calls = g_array_new (FALSE, FALSE, sizeof (BatchMessageCall)),
  };
  batch_stream_rest_init (&self->rest);
  batch_stream_rest_init (&self->usage);
}

void
batch_message_events_clear (BatchMessageEvents *self)
{
  batch_stream_rest_clear (&self->rest);
  batch_stream_rest_clear (&self->usage);
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
say_part (const BatchJsonValue *text,
          gboolean              thought,
          gpointer              data)
{
  const BatchMessageSaying *saying = data;

  if (thought)
    batch_message_blocks_add_thought (&saying->self->blocks, text, saying->out);
  else
    batch_message_blocks_add_text (&saying->self->blocks, text, saying->out);
}

/* --- Blocks of thoughts --- */

static void
say_sealed (BatchMessageEvents   *self,
            const BatchJsonValue *block,
            GString              *out)
{
  static const BatchJsonMember members[] = {
    { "thinking", batch_json_read_slice, G_STRUCT_OFFSET (Sealed, thinking) },
    { "signature", batch_json_read_slice, G_STRUCT_OFFSET (Sealed, signature) },
  };
  Sealed sealed = { 0 };

  batch_json_value_read_members (block, members, G_N_ELEMENTS (members), &sealed);
  if (!self->told_thoughts)
    batch_message_blocks_add_thought (&self->blocks, &sealed.thinking, out);
  batch_message_blocks_add_signature (&self->blocks, &sealed.signature, out);
}

static gboolean
say_block (BatchTranslator      *translator,
           const BatchJsonValue *element,
           guint                 index,
           gpointer              data)
{
  const BatchMessageSaying *saying = data;
  BatchJsonValue type = batch_translator_peek_type (element);

  if (batch_json_value_is (&type, "thinking"))
    say_sealed (saying->self, element, saying->out);
  else if (batch_json_value_is (&type, "redacted_thinking"))
    batch_message_blocks_add_whole (&saying->self->blocks, element, saying->out);
  else
    return batch_translator_refuse (translator, "type", NULL);
  return TRUE;
}

static gboolean
say_calls (BatchTranslator    *translator,
           const Delta        *delta,
           BatchMessageSaying *saying)
{
  if (delta->tool_calls.type != BATCH_JSON_ARRAY && is_there (&delta->tool_calls))
    return batch_translator_refuse (translator, "tool_calls", "which is not a list");
  if (!batch_message_events_say_calls (translator, &delta->tool_calls, saying))
    return FALSE;

  return !is_there (&delta->function_call)
         || batch_message_events_say_function (translator, &delta->function_call, saying);
}

/* --- Chunks --- */

static void
start (BatchMessageEvents *self,
       const Chunk        *chunk,
       GString            *out)
{
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
  batch_token_counts_append_message (&self->counts, out);
  g_string_append_c (out, '}');
  batch_message_blocks_end_event (out);
}

static gboolean
say_thoughts (BatchTranslator    *translator,
              const Delta        *delta,
              BatchMessageSaying *saying)
{
  const BatchJsonValue *content = &delta->reasoning_content;
  gboolean is_content = is_there (content) && (content->type != BATCH_JSON_STRING
                                               || batch_json_value_has_text (content));
  const BatchJsonValue *thoughts = is_content ? content : &delta->reasoning;

  if (!batch_chat_parts_read (translator, is_content ? "reasoning_content" : "reasoning", thoughts,
                              TRUE, say_part, saying))
    return FALSE;

  saying->self->told_thoughts |= batch_json_value_has_text (thoughts);
  return batch_translator_each (translator, "thinking_blocks", &delta->thinking_blocks, say_block,
                                saying);
}

/* Where we are, in all that it says. */
static gboolean
say_all (BatchTranslator    *translator,
         const Delta        *delta,
         BatchMessageSaying *saying)
{
  if (is_there (&delta->audio))
    return batch_translator_refuse (translator, "audio", NULL);
  if (!say_thoughts (translator, delta, saying)
      || !batch_chat_parts_read (translator, "content", &delta->content, FALSE, say_part, saying))
    return FALSE;

  saying->self->refused |= batch_json_value_has_text (&delta->refusal);
  batch_message_blocks_add_text (&saying->self->blocks, &delta->refusal, saying->out);
  return say_calls (translator, delta, saying);
}

static gboolean
say_delta (BatchTranslator      *translator,
           const BatchJsonValue *delta,
           BatchMessageSaying   *saying)
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
    "content", "refusal", "reasoning", "reasoning_content", "thinking_blocks", "tool_calls",
    "function_call", "audio", SAID_ONCE, NULL,
  };
  gsize entered;
  gboolean good;
  Delta read = { 0 };

  if (delta->type != BATCH_JSON_OBJECT)
    return TRUE;

  batch_json_value_read_members (delta, members, G_N_ELEMENTS (members), &read);
  entered = batch_translator_enter (translator, "delta");
  good = say_all (translator, &read, saying)
         && batch_stream_rest_take (&saying->self->rest, translator, delta, known, TRUE);
  batch_translator_leave (translator, entered);
  return good;
}

static gboolean
say_choice (BatchTranslator      *translator,
            const BatchJsonValue *element,
            guint                 index,
            gpointer              data)
{
  static const BatchJsonMember members[] = {
    { "index", batch_json_read_int, G_STRUCT_OFFSET (Choice, index) },
    { "delta", batch_json_read_slice, G_STRUCT_OFFSET (Choice, delta) },
    { "finish_reason", batch_json_read_slice, G_STRUCT_OFFSET (Choice, finish_reason) },
    { "stop_reason", batch_json_read_slice, G_STRUCT_OFFSET (Choice, stop_reason) },
  };
  static const char *const known[] = {
    "index", "delta", "finish_reason", "content", SAID_ONCE, NULL,
  };
  BatchMessageSaying *saying = data;
  Choice choice = { 0 };

  batch_json_value_read_members (element, members, G_N_ELEMENTS (members), &choice);
  if (choice.index != 0)
    return TRUE;
  if (!say_delta (translator, &choice.delta, saying))
    return FALSE;

  keep_slice (saying->self->finish_reason, &choice.finish_reason);
  keep_slice (saying->self->stop_sequence, &choice.stop_reason);
  return batch_stream_rest_take (&saying->self->rest, translator, element, known, TRUE);
}

static gboolean
say_choices (BatchMessageEvents   *self,
             BatchTranslator      *translator,
             const BatchJsonValue *choices,
             GString              *out)
{
  BatchMessageSaying saying = { self, out };

  if (choices->type != BATCH_JSON_ARRAY && is_there (choices))
    return batch_translator_refuse (translator, "choices", "which is not a list");

  return batch_translator_each (translator, "choices", choices, say_choice, &saying);
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
  else if (stopped && self->calls->len > 0)
    g_string_append (out, "\"tool_use\"");
  else if (stopped && self->stop_sequence->len > 0)
    g_string_append (out, "\"stop_sequence\"");
  else
    batch_api_words_append_stop_reason (out, &reason);
}

/* FALSE: there is nothing that could end. */
static gboolean
say_end (BatchMessageEvents *self,
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
  g_string_append_printf (out, ",\"stop_sequence\":%s},\"usage\":",
                          self->stop_sequence->len > 0 ? self->stop_sequence->str : "null");
  batch_token_counts_append_message (&self->counts, out);
  g_string_truncate (out, out->len - 1);
  batch_stream_rest_append (&self->usage, out);
  g_string_append_c (out, '}');
  batch_stream_rest_append (&self->rest, out);
  batch_message_blocks_end_event (out);
  batch_message_blocks_begin_event (out, "message_stop");
  batch_message_blocks_end_event (out);
  return TRUE;
}

static BatchFoldState
say_error (const BatchJsonValue *error,
           GString              *out)
{
  g_autofree char *type = NULL;
  g_autofree char *message = NULL;

  batch_api_words_read_error (error, &type, &message);
  g_string_append (out, "event: error\ndata: ");
  batch_api_words_append_message_error (out, 0, type, message);
  g_string_append (out, "\n\n");
  return BATCH_FOLD_ERROR;
}

/* Servers say the same of each chunk again. */
static gboolean
keep_rest (BatchMessageEvents   *self,
           BatchTranslator      *translator,
           const char           *data,
           gsize                 length,
           const BatchJsonValue *usage)
{
  static const char *const known[] = {
    "object", "created", "choices", "delta", "content", SAID_ONCE, NULL,
  };
  const BatchJsonValue chunk = { (const guint8 *) data, length, BATCH_JSON_OBJECT };

  return batch_stream_rest_take (&self->rest, translator, &chunk, known, FALSE)
         && batch_stream_rest_take (&self->usage, translator, usage, batch_token_counts_names,
                                    FALSE);
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
  BatchJsonScanner scanner;
  Chunk chunk = { 0 };

  if (batch_answer_event_is_done (data, length))
    return say_end (self, out) ? BATCH_FOLD_DONE : BATCH_FOLD_GARBLED;
  if (!batch_json_validate ((const guint8 *) data, length, BATCH_JSON_DEPTH))
    return BATCH_FOLD_GARBLED;

  batch_json_scanner_init (&scanner, (const guint8 *) data, length, 0);
  if (batch_json_scanner_peek (&scanner) != BATCH_JSON_OBJECT)
    return BATCH_FOLD_GARBLED;
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &chunk);
  if (chunk.choices.type == BATCH_JSON_NONE && is_there (&chunk.error))
    return say_error (&chunk.error, out);

  start (self, &chunk, out);
  batch_token_counts_read_chat (&self->counts, &chunk.usage);
  return say_choices (self, translator, &chunk.choices, out)
         && keep_rest (self, translator, data, length, &chunk.usage) ? BATCH_FOLD_OPEN
                                                                     : BATCH_FOLD_GARBLED;
}

gboolean
batch_message_events_end (BatchMessageEvents *self,
                          GString            *out)
{
  return self->finish_reason->len > 0 && say_end (self, out);
}
