/* batch-answer-extras.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-answer-extras-private.h"

#include "json/batch-json-text-private.h"

void
batch_answer_extras_clear (BatchAnswerExtras *self)
{
  g_clear_pointer (&self->names, g_hash_table_unref);
}

static gboolean
says_nothing (const BatchJsonValue *value)
{
  return value->type == BATCH_JSON_NONE || value->type == BATCH_JSON_NULL
         || (value->type == BATCH_JSON_ARRAY && !batch_translator_is_filled (value));
}

static gboolean
is_taken (const BatchAnswerExtras *self,
          const char              *name)
{
  return g_strv_contains (self->taken, name)
         || (self->names != NULL && g_hash_table_contains (self->names, name));
}

static void
take_name (BatchAnswerExtras *self,
           const char        *name)
{
  if (self->names == NULL)
    self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (self->names, g_strdup (name));
}

static void
append_name (BatchAnswerExtras    *self,
             const char           *part,
             const BatchJsonValue *key)
{
  g_autofree char *spelled = batch_json_value_dup_string (key);
  g_autoptr(GString) name = g_string_new (spelled);
  gsize length = name->len;

  /* What is no text is a name all the same. */
  if (spelled == NULL)
    g_string_append_len (name, (const char *) key->data, (gssize) key->length);

  while (is_taken (self, name->str))
    {
      g_string_prepend_c (name, '_');
      g_string_prepend (name, part);
    }
  take_name (self, name->str);
  if (spelled == NULL || name->len == length)
    batch_json_append_value (self->out, key);
  else
    batch_json_append_string (self->out, name->str, (gssize) name->len);
}

void
batch_answer_extras_add (BatchAnswerExtras    *self,
                         const char           *part,
                         const BatchJsonValue *key,
                         const BatchJsonValue *value)
{
  if (says_nothing (value))
    return;

  g_string_append_c (self->out, ',');
  append_name (self, part, key);
  g_string_append_c (self->out, ':');
  batch_json_append_one_line (self->out, value->data, value->length);
}

void
batch_answer_extras_add_others (BatchAnswerExtras    *self,
                                const char           *part,
                                const BatchJsonValue *object,
                                const char *const    *known)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  if (!batch_json_value_enter_object (object, &scanner))
    return;

  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    if (!batch_json_value_is_any (&key, known))
      batch_answer_extras_add (self, part, &key, &value);
}
