/* batch-request-needs.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-request-needs-private.h"

#include "format/batch-prompt-prefix-private.h"
#include "json/batch-json-text-private.h"

/* Most texts have about four bytes a token. */
#define TOKEN_BYTES 4

/* What is in a message beside its text, by the type of its part, or by its own name. */
static const struct
{
  const char     *name;
  BatchModelUses  use;
} media[] = {
  { "image_url", BATCH_MODEL_USES_VISION },
  { "input_image", BATCH_MODEL_USES_VISION },
  { "image", BATCH_MODEL_USES_VISION },
  { "images", BATCH_MODEL_USES_VISION },
  { "input_audio", BATCH_MODEL_USES_AUDIO },
  { "audio_url", BATCH_MODEL_USES_AUDIO },
};

static BatchModelUses
find_medium (const BatchJsonValue *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (media); i++)
    if (batch_json_value_is (name, media[i].name))
      return media[i].use;

  return BATCH_MODEL_USES_NONE;
}

/* As long as it is in UTF-8, about: what is escaped is no longer than what is not. */
static gint64
count_bytes (const BatchJsonValue *string)
{
  gint64 n_bytes = 0;

  for (gsize i = 1; i + 1 < string->length; i++, n_bytes++)
    if (string->data[i] == '\\')
      {
        gboolean coded = string->data[i + 1] == 'u';

        i += coded ? 5 : 1;
        n_bytes += coded ? 2 : 0;
      }

  return n_bytes;
}

/* --- The messages --- */

static gint64 read_texts (BatchRequestNeeds    *self,
                          const BatchJsonValue *value);

/* A list that is there and empty is none. */
static gboolean
has_elements (const BatchJsonValue *value)
{
  BatchJsonScanner scanner;

  return batch_json_value_enter_array (value, &scanner)
         && batch_json_scanner_next_element (&scanner);
}

static gboolean
is_something (const BatchJsonValue *value)
{
  return value->type == BATCH_JSON_ARRAY ? has_elements (value) : value->type != BATCH_JSON_NULL;
}

/* Of a part that holds a picture, nothing is text: that would be its bytes. */
static gint64
read_object (BatchRequestNeeds    *self,
             const BatchJsonValue *object)
{
  BatchModelUses found = BATCH_MODEL_USES_NONE;
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;
  gint64 n_bytes = 0;

  batch_json_value_enter_object (object, &scanner);
  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    {
      BatchModelUses medium = find_medium (&key);

      if (batch_json_value_is (&key, "type"))
        found |= find_medium (&value);
      else if (medium != BATCH_MODEL_USES_NONE)
        self->uses |= is_something (&value) ? medium : BATCH_MODEL_USES_NONE;
      else if (!batch_json_value_is (&key, "role"))
        n_bytes += read_texts (self, &value);
    }

  self->uses |= found;
  return found == BATCH_MODEL_USES_NONE ? n_bytes : 0;
}

/* How many bytes of text there are. Brackets are nested no deeper than a batch file may have
 * them. */
static gint64
read_texts (BatchRequestNeeds    *self,
            const BatchJsonValue *value)
{
  BatchJsonScanner scanner;
  BatchJsonValue element;
  gint64 n_bytes = 0;

  if (value->type == BATCH_JSON_STRING)
    return count_bytes (value);
  if (value->type == BATCH_JSON_OBJECT)
    return read_object (self, value);

  if (batch_json_value_enter_array (value, &scanner))
    while (batch_json_scanner_next_element (&scanner)
           && batch_json_scanner_read_value (&scanner, &element))
      n_bytes += read_texts (self, &element);
  return n_bytes;
}

/* --- The other members --- */

/* Whether one of its members says so: {"type": "enabled"}, {"effort": "high"} */
static gboolean
says_to_think (const BatchJsonValue *value)
{
  static const char * const nothing[] = { "none", "disabled", "", NULL };
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue member;

  if (value->type == BATCH_JSON_STRING)
    return !batch_json_value_is_any (value, nothing);
  if (!batch_json_value_enter_object (value, &scanner))
    return value->type == BATCH_JSON_TRUE;

  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &member))
    if (batch_json_value_is (&key, "type") || batch_json_value_is (&key, "effort"))
      return says_to_think (&member);
  return FALSE;
}

static gint64
find_context (const BatchJsonValue *options)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;
  gint64 context = 0;

  if (batch_json_value_enter_object (options, &scanner))
    while (batch_json_scanner_next_member (&scanner, &key)
           && batch_json_scanner_read_value (&scanner, &value))
      if (batch_json_value_is (&key, "num_ctx") && batch_json_value_get_int (&value, &context))
        return MAX (context, 0);

  return 0;
}

static void
note_member (BatchRequestNeeds    *self,
             const BatchJsonValue *key,
             const BatchJsonValue *value)
{
  static const char * const tools[] = { "tools", "functions", NULL };
  static const char * const thinking[] = { "think", "thinking", "reasoning", "reasoning_effort",
                                           NULL };

  if (batch_json_value_is_any (key, tools))
    self->uses |= has_elements (value) ? BATCH_MODEL_USES_TOOLS : BATCH_MODEL_USES_NONE;
  else if (batch_json_value_is_any (key, thinking))
    self->uses |= says_to_think (value) ? BATCH_MODEL_USES_THINKING : BATCH_MODEL_USES_NONE;
  else if (batch_json_value_is (key, "options"))
    self->context = find_context (value);
}

static BatchModelUses
use_of (BatchEndpoint endpoint)
{
  switch (endpoint)
    {
    case BATCH_ENDPOINT_CHAT_COMPLETIONS:
    case BATCH_ENDPOINT_COMPLETIONS:
    case BATCH_ENDPOINT_RESPONSES:
    case BATCH_ENDPOINT_MESSAGES:
      return BATCH_MODEL_USES_CHAT;

    case BATCH_ENDPOINT_EMBEDDINGS:
      return BATCH_MODEL_USES_EMBEDDING;

    case BATCH_ENDPOINT_NONE:
    case BATCH_ENDPOINT_MODERATIONS:
      break;
    }

  return BATCH_MODEL_USES_NONE;
}

/* Each text of a list is embedded by itself, so that nothing is said of their sum. */
static gint64
count_prompt (BatchRequestNeeds *self,
              const BatchPrompt *prompt)
{
  gint64 n_bytes = 0;

  if (!(self->uses & BATCH_MODEL_USES_CHAT))
    return 0;

  for (guint i = 0; i < BATCH_N_PROMPT_PARTS; i++)
    n_bytes += i == BATCH_PROMPT_TOOLS ? (gint64) prompt->parts[i].length
                                       : read_texts (self, &prompt->parts[i]);
  return n_bytes / TOKEN_BYTES;
}

void
batch_request_needs_read (BatchRequestNeeds *self,
                          BatchEndpoint      endpoint,
                          const guint8      *body,
                          gsize              length)
{
  BatchPrompt prompt = { 0 };
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  *self = (BatchRequestNeeds) { .uses = use_of (endpoint) };
  batch_json_scanner_init (&scanner, body, length, 0);
  if (!batch_json_scanner_enter_object (&scanner))
    return;

  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    {
      batch_prompt_note (&prompt, &key, &value);
      note_member (self, &key, &value);
    }
  self->prompt_tokens = count_prompt (self, &prompt);
  self->output_limit = prompt.output_limit;
}
