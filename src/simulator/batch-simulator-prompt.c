/* simulator/batch-simulator-prompt.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-prompt.h"

#include <string.h>

#include "json/batch-json-scanner-private.h"
#include "json/batch-json-text-private.h"
#include "simulator/batch-simulator-duration.h"
#include "simulator/batch-simulator-form.h"

#define MAX_NESTED_TEXTS 8
#define BYTES_PER_TOKEN  4
#define MAX_CHOICES      128
#define MAX_DIMENSIONS   16384

static const char *const asking_members[] = { "messages", "prompt", "system", "instructions" };
static const char *const text_members[] = { "content", "text", "url", "image_url", "data" };

guint64
batch_simulator_mix (guint64 a,
                     guint64 b)
{
  guint64 x = a + (b + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static guint64
add_to_hash (guint64     hash,
             const char *text,
             gsize       length)
{
  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guchar) text[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

guint64
batch_simulator_hash (const char *model,
                      gsize       model_length,
                      const char *prompt,
                      gsize       prompt_length)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  hash = add_to_hash (hash, model, model_length);
  hash = add_to_hash (hash, "", 1);
  return batch_simulator_mix (add_to_hash (hash, prompt, prompt_length), 0);
}

void
batch_simulator_prompt_init (BatchSimulatorPrompt *self)
{
  *self = (BatchSimulatorPrompt) {
    .model = g_string_new (NULL),
    .text = g_string_new (NULL),
    .marker = g_string_new (NULL),
    .n_choices = 1,
  };
}

void
batch_simulator_prompt_clear (BatchSimulatorPrompt *self)
{
  g_string_free (self->model, TRUE);
  g_string_free (self->text, TRUE);
  g_string_free (self->marker, TRUE);
  g_clear_pointer (&self->inputs, g_array_unref);
  g_free (self->tool);
  if (self->output != NULL)
    g_string_free (self->output, TRUE);
}

guint
batch_simulator_count_tokens (gsize bytes)
{
  return bytes == 0 ? 0 : (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
}

gsize
batch_simulator_measure_token (const char *text,
                               gsize       length)
{
  gsize token = MIN (BYTES_PER_TOKEN, length);

  while (token < length && ((guchar) text[token] & 0xc0) == 0x80)
    token++;
  return token;
}

static gboolean
is_one_of (const BatchJsonValue *key,
           const char *const    *names,
           guint                 n_names)
{
  for (guint i = 0; i < n_names; i++)
    if (batch_json_value_is (key, names[i]))
      return TRUE;
  return FALSE;
}

static void
add_piece (BatchSimulatorPrompt *self,
           const BatchJsonValue *value)
{
  if (self->has_text)
    g_string_append_c (self->text, '\n');
  self->has_text = TRUE;

  if (value->type == BATCH_JSON_STRING)
    batch_json_value_decode (value, self->text);
  else
    g_string_append_len (self->text, (const char *) value->data, value->length);
}

static void
add_texts (BatchSimulatorPrompt *self,
           BatchJsonScanner     *scanner,
           guint                 depth)
{
  BatchJsonType type = batch_json_scanner_peek (scanner);
  BatchJsonValue value;

  if (type == BATCH_JSON_ARRAY && depth < MAX_NESTED_TEXTS)
    {
      batch_json_scanner_enter_array (scanner);
      while (batch_json_scanner_next_element (scanner))
        add_texts (self, scanner, depth + 1);
    }
  else if (type == BATCH_JSON_OBJECT && depth < MAX_NESTED_TEXTS)
    {
      batch_json_scanner_enter_object (scanner);
      while (batch_json_scanner_next_member (scanner, &value))
        if (is_one_of (&value, text_members, G_N_ELEMENTS (text_members)))
          add_texts (self, scanner, depth + 1);
        else
          batch_json_scanner_read_value (scanner, NULL);
    }
  else if (batch_json_scanner_read_value (scanner, &value) &&
           (type == BATCH_JSON_STRING || type == BATCH_JSON_NUMBER))
    {
      add_piece (self, &value);
    }
}

static void
end_input (BatchSimulatorPrompt *self)
{
  if (self->inputs == NULL)
    self->inputs = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_array_append_val (self->inputs, self->text->len);
}

/* An array of tokens is one input; an array of anything else is as many as it has elements. */
static void
add_inputs (BatchSimulatorPrompt *self,
            BatchJsonScanner     *scanner)
{
  gboolean tokens = FALSE;

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_ARRAY)
    {
      add_texts (self, scanner, 0);
      end_input (self);
      return;
    }

  batch_json_scanner_enter_array (scanner);
  while (batch_json_scanner_next_element (scanner))
    {
      tokens = batch_json_scanner_peek (scanner) == BATCH_JSON_NUMBER;
      add_texts (self, scanner, 1);
      if (!tokens)
        end_input (self);
    }
  if (tokens)
    end_input (self);
}

static void
read_stream_options (BatchSimulatorPrompt *self,
                     BatchJsonScanner     *scanner)
{
  BatchJsonValue key;
  BatchJsonValue value;

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_OBJECT)
    {
      batch_json_scanner_read_value (scanner, NULL);
      return;
    }

  batch_json_scanner_enter_object (scanner);
  while (batch_json_scanner_next_member (scanner, &key))
    if (batch_json_scanner_read_value (scanner, &value) &&
        batch_json_value_is (&key, "include_usage"))
      self->streams_usage = value.type == BATCH_JSON_TRUE;
}

static guint
read_count (const BatchJsonValue *value)
{
  g_autofree char *text = g_strndup ((const char *) value->data, value->length);
  guint64 number = 0;

  g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &number, NULL);
  return number;
}

/* Those that a model is loaded with; another value of one of them means another load. */
static void
read_options (BatchSimulatorPrompt *self,
              BatchJsonScanner     *scanner)
{
  static const char *const names[] = {
    "num_ctx", "num_batch", "num_gpu", "main_gpu", "use_mmap", "num_thread",
  };
  BatchJsonValue key;
  BatchJsonValue value;

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_OBJECT)
    {
      batch_json_scanner_read_value (scanner, NULL);
      return;
    }

  batch_json_scanner_enter_object (scanner);
  while (batch_json_scanner_next_member (scanner, &key))
    {
      if (!batch_json_scanner_read_value (scanner, &value) ||
          !is_one_of (&key, names, G_N_ELEMENTS (names)))
        continue;
      self->options ^= batch_simulator_hash ((const char *) key.data, key.length,
                                             (const char *) value.data, value.length);
      if (batch_json_value_is (&key, "num_ctx"))
        self->context_length = read_count (&value);
    }
}

/* Members that are not a value to be kept; FALSE when it is none of them. */
static gboolean
read_nested_member (BatchSimulatorPrompt *self,
                    BatchJsonScanner     *scanner,
                    const BatchJsonValue *key)
{
  if (batch_json_value_is (key, "input"))
    add_inputs (self, scanner);
  else if (is_one_of (key, asking_members, G_N_ELEMENTS (asking_members)))
    add_texts (self, scanner, 0);
  else if (batch_json_value_is (key, "stream_options"))
    read_stream_options (self, scanner);
  else if (batch_json_value_is (key, "options"))
    read_options (self, scanner);
  else
    return FALSE;
  return TRUE;
}

/* Returns whether it is one. */
static gboolean
read_duration (const BatchJsonValue *value,
               gint64               *ms)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (value->type == BATCH_JSON_STRING)
    batch_json_value_decode (value, text);
  else
    g_string_append_len (text, (const char *) value->data, value->length);
  return batch_simulator_duration_parse (text->str, ms);
}

static void
read_member (BatchSimulatorPrompt *self,
             BatchSimulatorForm   *form,
             BatchJsonScanner     *scanner,
             const BatchJsonValue *key)
{
  BatchJsonValue value;

  if (read_nested_member (self, scanner, key) || batch_simulator_form_take (form, scanner, key) ||
      !batch_json_scanner_read_value (scanner, &value))
    return;

  if (batch_json_value_is (key, "model") && value.type == BATCH_JSON_STRING)
    batch_json_value_decode (&value, g_string_truncate (self->model, 0));
  else if (batch_json_value_is (key, "user") && value.type == BATCH_JSON_STRING)
    batch_json_value_decode (&value, g_string_truncate (self->marker, 0));
  else if (batch_json_value_is (key, "stream"))
    {
      self->streams = value.type == BATCH_JSON_TRUE;
      self->says_stream = TRUE;
    }
  else if (batch_json_value_is (key, "keep_alive"))
    self->says_keep = read_duration (&value, &self->keep_ms);
  else if (batch_json_value_is (key, "truncate"))
    self->not_shortened = value.type == BATCH_JSON_FALSE;
  else if (batch_json_value_is (key, "ttl"))
    self->says_ttl = read_duration (&value, &self->ttl_ms);
  else if (batch_json_value_is (key, "encoding_format"))
    self->base64 = batch_json_value_is (&value, "base64");
  else if (batch_json_value_is (key, "logprobs"))
    self->logprobs = value.type == BATCH_JSON_TRUE;
  else if (batch_json_value_is (key, "n"))
    self->n_choices = CLAMP (read_count (&value), 1, MAX_CHOICES);
  else if (batch_json_value_is (key, "dimensions"))
    self->dimensions = MIN (read_count (&value), MAX_DIMENSIONS);
}

/* A prompt that is JSON itself is answered by that alone, whatever the schema. */
static void
read_form (BatchSimulatorPrompt     *self,
           const BatchSimulatorForm *form)
{
  g_autoptr(GString) output = g_string_new (NULL);
  const guint8 *text = (const guint8 *) self->text->str;

  self->wants_json = batch_simulator_form_wants_json (form);
  self->tool = batch_simulator_form_call_tool (form, self->text->str, output);
  if (self->tool != NULL || (!batch_json_validate (text, self->text->len, 0) &&
                             batch_simulator_form_append (form, self->text->str, output)))
    self->output = g_steal_pointer (&output);
}

gboolean
batch_simulator_prompt_read (BatchSimulatorPrompt  *self,
                             const char            *body,
                             gsize                  length,
                             const char           **problem)
{
  BatchSimulatorForm form = { 0 };
  BatchJsonScanner scanner;
  BatchJsonValue key;

  batch_json_scanner_init (&scanner, (const guint8 *) body, length, 0);
  if (batch_json_scanner_enter_object (&scanner))
    while (batch_json_scanner_next_member (&scanner, &key))
      read_member (self, &form, &scanner, &key);

  self->hash = batch_simulator_hash (self->model->str, self->model->len,
                                     self->text->str, self->text->len);
  self->is_object = batch_json_scanner_finish (&scanner);
  if (self->is_object && (form.format.type != BATCH_JSON_NONE ||
                          form.tools.type != BATCH_JSON_NONE))
    read_form (self, &form);
  if (!self->is_object)
    *problem = "The body is not a JSON object";
  else if (self->model->len == 0)
    *problem = "The body has no model";
  else if (!self->has_text)
    *problem = "The body asks nothing";
  else
    return TRUE;
  return FALSE;
}
