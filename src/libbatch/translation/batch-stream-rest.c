/* batch-stream-rest.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-stream-rest-private.h"

#include <string.h>

#include "json/batch-json-text-private.h"

#define MAX_SIZE (1024 * 1024)

void
batch_stream_rest_init (BatchStreamRest *self)
{
  *self = (BatchStreamRest) { batch_json_growth_new (), 0 };
}

void
batch_stream_rest_clear (BatchStreamRest *self)
{
  g_clear_pointer (&self->members, batch_json_growth_free);
}

static gboolean
says_nothing (const BatchJsonValue *value)
{
  return value->type == BATCH_JSON_NULL
         || (value->type == BATCH_JSON_ARRAY && !batch_translator_is_filled (value));
}

static gboolean
keep (BatchStreamRest      *self,
      const BatchJsonValue *key,
      const BatchJsonValue *value,
      gboolean              grows)
{
  BatchJsonGrowth *member = batch_json_growth_ensure (self->members, key, &self->size);
  gboolean good = member != NULL;
  BatchJsonScanner scanner;

  if (good && grows)
    {
      batch_json_scanner_init (&scanner, value->data, value->length, 0);
      good = batch_json_growth_add (member, key, &scanner, &self->size);
    }
  else if (good)
    {
      batch_json_growth_set (member, value, &self->size);
    }
  return good && self->size <= MAX_SIZE;
}

gboolean
batch_stream_rest_take (BatchStreamRest      *self,
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
batch_stream_rest_append (const BatchStreamRest *self,
                          GString               *out)
{
  g_autoptr(GString) object = g_string_new (NULL);

  if (!batch_json_growth_is_object (self->members))
    return;

  batch_json_growth_append (self->members, object);
  if (object->len > strlen ("{}"))
    g_string_append_printf (out, ",%.*s", (int) object->len - 2, object->str + 1);
}
