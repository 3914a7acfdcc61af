/* batch-prompt-prefix.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-prompt-prefix-private.h"

#include <string.h>

#include "json/batch-json-text-private.h"

/* Bytes are compared, and not what they stand for: what begins alike was written by the same
 * program, and two prompts that are taken for different only wait for nothing. Collisions are
 * as harmless, so that a quick hash will do. */

#define FACTOR G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)

static const struct
{
  const char      *name;
  BatchPromptPart  part;
} members[] = {
  { "messages", BATCH_PROMPT_TEXT },
  { "prompt", BATCH_PROMPT_TEXT },
  { "input", BATCH_PROMPT_TEXT },
  { "system", BATCH_PROMPT_SYSTEM },
  { "instructions", BATCH_PROMPT_SYSTEM },
  { "tools", BATCH_PROMPT_TOOLS },
};

/* What endpoints call it. */
static gboolean
is_limit (const BatchJsonValue *key)
{
  return batch_json_value_is (key, "max_tokens") ||
         batch_json_value_is (key, "max_completion_tokens") ||
         batch_json_value_is (key, "max_output_tokens");
}

/* A whole number; nobody writes it otherwise, and more than fits is no limit. */
static guint32
read_limit (const BatchJsonValue *value)
{
  guint64 number = 0;

  for (gsize i = 0; i < value->length; i++)
    {
      if (!g_ascii_isdigit (value->data[i]))
        return 0;
      number = MIN (10 * number + value->data[i] - '0', G_MAXINT32);
    }

  return number < G_MAXINT32 ? (guint32) number : 0;
}

void
batch_prompt_note (BatchPrompt          *self,
                   const BatchJsonValue *key,
                   const BatchJsonValue *value)
{
  if (value->type == BATCH_JSON_NUMBER)
    {
      if (is_limit (key))
        self->output_limit = read_limit (value);
      else if (batch_json_value_is (key, "num_ctx"))
        self->has_options = TRUE;
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (batch_json_value_is (key, members[i].name))
      {
        self->parts[members[i].part] = *value;
        return;
      }

  if (value->type == BATCH_JSON_OBJECT && batch_json_value_is (key, "options"))
    self->has_options = TRUE;
}

gboolean
batch_prompt_read (BatchPrompt  *self,
                   const guint8 *body,
                   gsize         length)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  *self = (BatchPrompt) { 0 };
  batch_json_scanner_init (&scanner, body, length, 0);
  if (!batch_json_scanner_enter_object (&scanner))
    return FALSE;

  while (batch_json_scanner_next_member (&scanner, &key))
    if (batch_json_scanner_read_value (&scanner, &value))
      batch_prompt_note (self, &key, &value);
  return batch_json_scanner_finish (&scanner);
}

static guint64
mix (guint64 hash,
     guint64 word)
{
  hash = (hash ^ word) * FACTOR;
  return hash ^ hash >> 32;
}

static guint64
hash_bytes (guint64       hash,
            const guint8 *data,
            gsize         length)
{
  guint64 word;

  for (; length >= sizeof word; data += sizeof word, length -= sizeof word)
    {
      memcpy (&word, data, sizeof word);
      hash = mix (hash, word);
    }

  word = 0;
  memcpy (&word, data, length);
  return mix (mix (hash, word), length);
}

static gsize
next_step (gsize step)
{
  return step + step / 11;
}

static gboolean
writes (BatchEndpoint endpoint)
{
  switch (endpoint)
    {
    case BATCH_ENDPOINT_CHAT_COMPLETIONS:
    case BATCH_ENDPOINT_COMPLETIONS:
    case BATCH_ENDPOINT_RESPONSES:
    case BATCH_ENDPOINT_MESSAGES:
      return TRUE;

    case BATCH_ENDPOINT_NONE:
    case BATCH_ENDPOINT_EMBEDDINGS:
    case BATCH_ENDPOINT_MODERATIONS:
      break;
    }

  return FALSE;
}

typedef struct
{
  guint64 hash;
  gsize   n_read;
  gsize   step;                    /* where the next one ends */
} Reading;

static void
read_part (BatchPromptPrefix    *self,
           Reading              *reading,
           const BatchJsonValue *part)
{
  const guint8 *data = part->data;
  gsize left = part->type != BATCH_JSON_NONE ? part->length : 0;

  while (left > 0 && reading->step <= BATCH_PREFIX_LAST_STEP)
    {
      gsize length = MIN (left, reading->step - reading->n_read);

      reading->hash = hash_bytes (reading->hash, data, length);
      reading->n_read += length;
      data += length;
      left -= length;
      if (reading->n_read == reading->step)
        {
          self->steps[self->n_steps++] = reading->hash;
          reading->step = next_step (reading->step);
        }
    }
}

void
batch_prompt_prefix_measure (BatchPromptPrefix *self,
                             const BatchPrompt *prompt,
                             BatchEndpoint      endpoint)
{
  Reading reading = { .step = BATCH_PREFIX_FIRST_STEP };

  self->n_steps = 0;
  for (guint i = 0; i < BATCH_N_PROMPT_PARTS && writes (endpoint); i++)
    read_part (self, &reading, &prompt->parts[i]);
}
