/* batch-stream-extras.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-stream-extras-private.h"

#include "json/batch-json-text-private.h"

#define MAX_SIZE (1024 * 1024)

void
batch_stream_extras_init (BatchStreamExtras *self)
{
  *self = (BatchStreamExtras) { batch_json_fold_new (), 0 };
}

void
batch_stream_extras_clear (BatchStreamExtras *self)
{
  g_clear_pointer (&self->members, batch_json_fold_free);
}

static gboolean
says_nothing (const BatchJsonValue *value)
{
  return value->type == BATCH_JSON_NULL
         || (value->type == BATCH_JSON_ARRAY && !batch_translator_is_filled (value));
}

static gboolean
keep (BatchStreamExtras    *self,
      const BatchJsonValue *key,
      const BatchJsonValue *value,
      gboolean              grows)
{
  BatchJsonFold *member = batch_json_fold_ensure (self->members, key, &self->size);
  gboolean good = member != NULL;
  BatchJsonScanner scanner;

  if (good && grows)
    {
      batch_json_scanner_init (&scanner, value->data, value->length, 0);
      good = batch_json_fold_add (member, key, &scanner, &self->size);
    }
  else if (good)
    {
      batch_json_fold_set (member, value, &self->size);
    }
  return good && self->size <= MAX_SIZE;
}

gboolean
batch_stream_extras_take (BatchStreamExtras    *self,
                        BatchTranslator      *translator,
                        const BatchJsonValue *object,
                        const char *const    *known,
                        gboolean              grows)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  if (!batch_json_value_enter_object (object, &scanner))
    return TRUE;

  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    {
      g_autofree char *name = NULL;

      if (says_nothing (&value) || batch_json_value_is_any (&key, known)
          || keep (self, &key, &value, grows))
        continue;

      name = batch_json_value_dup_string (&key);
      return batch_translator_refuse (translator, name, "which is too much to be kept");
    }

  return TRUE;
}

void
batch_stream_extras_append (const BatchStreamExtras *self,
                            GString                 *out)
{
  if (batch_json_fold_is_object (self->members))
    batch_json_fold_append (self->members, out);
  else
    g_string_append (out, "{}");
}

void
batch_stream_extras_flush (BatchStreamExtras *self,
                           BatchAnswerExtras *extras,
                           const char        *part)
{
  static const char *const none[] = { NULL };
  g_autoptr(GString) object = g_string_new (NULL);
  BatchJsonValue value;

  batch_stream_extras_append (self, object);
  value = (BatchJsonValue) { (const guint8 *) object->str, object->len, BATCH_JSON_OBJECT };
  batch_answer_extras_add_others (extras, part, &value, none);

  batch_stream_extras_clear (self);
  batch_stream_extras_init (self);
}
