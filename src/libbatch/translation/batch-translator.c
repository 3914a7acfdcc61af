/* batch-translator.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-translator-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

void
batch_obstacle_clear (BatchObstacle *self)
{
  g_clear_pointer (&self->path, g_free);
}

char *
batch_obstacle_describe (const BatchObstacle *self)
{
  const char *reason = self->reason;

  return g_strdup_printf ("The answer cannot be told in the API of the request: “%s”%s%s",
                          self->path, reason != NULL ? ", " : self->missing ? " is missing" : "",
                          reason != NULL ? reason : "");
}

/* --- Where we are --- */

gsize
batch_translator_enter (BatchTranslator *self,
                        const char      *name)
{
  gsize entered = self->path->len;

  if (entered > 0)
    g_string_append_c (self->path, '.');
  g_string_append (self->path, name);
  return entered;
}

void
batch_translator_leave (BatchTranslator *self,
                        gsize            entered)
{
  g_string_truncate (self->path, entered);
}

gboolean
batch_translator_refuse (BatchTranslator *self,
                         const char      *member,
                         const char      *reason)
{
  gsize entered = member != NULL ? batch_translator_enter (self, member) : self->path->len;

  if (self->obstacle->path == NULL)
    {
      self->obstacle->path = g_strdup (self->path->str);
      self->obstacle->reason = reason;
    }
  batch_translator_leave (self, entered);
  return FALSE;
}

gboolean
batch_translator_miss (BatchTranslator *self,
                       const char      *member)
{
  self->obstacle->missing = self->obstacle->path == NULL;
  return batch_translator_refuse (self, member, NULL);
}

/* --- Reading --- */

gboolean
batch_translator_begin (GBytes         *body,
                        BatchJsonValue *whole)
{
  BatchJsonScanner scanner;
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  return batch_json_scanner_read_value (&scanner, whole) && batch_json_scanner_finish (&scanner)
         && whole->type == BATCH_JSON_OBJECT;
}

static const char *
describe_types (guint takes)
{
  switch (takes)
    {
    case BATCH_TAKES_OBJECT:
      return "which is not an object";
    case BATCH_TAKES_ARRAY:
      return "which is not a list";
    case BATCH_TAKES_STRING:
      return "which is not a string";
    case BATCH_TAKES_NUMBER:
      return "which is not a number";
    case BATCH_TAKES_BOOLEAN:
      return "which is neither true nor false";
    case BATCH_TAKES_STRING | BATCH_TAKES_ARRAY:
      return "which is neither a string nor a list";
    case BATCH_TAKES_STRING | BATCH_TAKES_OBJECT:
      return "which is neither a string nor an object";
    default:
      return "which is of another kind";
    }
}

static const BatchTranslatorMember *
find_member (const BatchTranslatorMember *members,
             guint                        n_members,
             const BatchJsonValue        *key)
{
  for (guint i = 0; i < n_members; i++)
    if (batch_json_value_is (key, members[i].name))
      return &members[i];

  return NULL;
}

static gboolean
refuse_unknown (BatchTranslator      *self,
                const BatchJsonValue *key)
{
  g_autofree char *name = batch_json_value_dup_string (key);

  if (name == NULL)
    name = g_strndup ((const char *) key->data, key->length);
  return batch_translator_refuse (self, name, NULL);
}

static gboolean
take_member (BatchTranslator             *self,
             const BatchTranslatorMember *member,
             const BatchJsonValue        *value,
             gpointer                     into)
{
  if (member->takes == BATCH_IS_HARMLESS)
    return TRUE;
  if ((member->takes & 1u << value->type) == 0)
    return batch_translator_refuse (self, member->name, describe_types (member->takes));

  *(BatchJsonValue *) G_STRUCT_MEMBER_P (into, member->offset) = *value;
  return TRUE;
}

gboolean
batch_translator_read (BatchTranslator             *self,
                       const BatchJsonValue        *object,
                       const BatchTranslatorMember *members,
                       guint                        n_members,
                       gpointer                     into)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  if (object->type != BATCH_JSON_OBJECT)
    return batch_translator_refuse (self, NULL, describe_types (BATCH_TAKES_OBJECT));

  batch_json_value_enter_object (object, &scanner);
  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    {
      const BatchTranslatorMember *member = find_member (members, n_members, &key);

      if (value.type == BATCH_JSON_NULL)
        continue;
      if (member == NULL)
        return refuse_unknown (self, &key);
      if (!take_member (self, member, &value, into))
        return FALSE;
    }
  return TRUE;
}

BatchJsonValue
batch_translator_peek_type (const BatchJsonValue *object)
{
  static const BatchJsonMember members[] = { { "type", batch_json_read_slice, 0 } };
  BatchJsonValue type = { 0 };

  batch_json_value_read_members (object, members, G_N_ELEMENTS (members), &type);
  return type.type != BATCH_JSON_NULL ? type : (BatchJsonValue) { 0 };
}

gboolean
batch_translator_has_others (const BatchJsonValue *object,
                             const char *const    *known)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  if (!batch_json_value_enter_object (object, &scanner))
    return FALSE;

  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    if (value.type != BATCH_JSON_NULL && !batch_json_value_is_any (&key, known))
      return TRUE;

  return FALSE;
}

gboolean
batch_translator_each (BatchTranslator      *self,
                       const char           *name,
                       const BatchJsonValue *array,
                       BatchTranslatorFunc   func,
                       gpointer              data)
{
  BatchJsonScanner scanner;
  BatchJsonValue element;
  gboolean good = TRUE;

  if (!batch_json_value_enter_array (array, &scanner))
    return TRUE;

  for (guint i = 0; good && batch_json_scanner_next_element (&scanner)
                    && batch_json_scanner_read_value (&scanner, &element); i++)
    {
      gsize entered = batch_translator_enter (self, name);

      g_string_append_printf (self->path, "[%u]", i);
      good = func (self, &element, i, data);
      batch_translator_leave (self, entered);
    }
  return good;
}

/* --- Writing --- */

void
batch_translator_put_comma (GString *out)
{
  if (out->len > 0 && out->str[out->len - 1] != '{' && out->str[out->len - 1] != '[')
    g_string_append_c (out, ',');
}

void
batch_translator_put_name (GString    *out,
                           const char *name)
{
  batch_translator_put_comma (out);
  g_string_append_printf (out, "\"%s\":", name);
}

gboolean
batch_translator_put_each (BatchTranslator      *self,
                           GString              *out,
                           const char           *name,
                           const BatchJsonValue *array,
                           BatchTranslatorFunc   func)
{
  if (!batch_translator_is_there (array))
    return TRUE;

  batch_translator_put_raw (out, name, "[");
  if (!batch_translator_each (self, name, array, func, out))
    return FALSE;
  g_string_append_c (out, ']');
  return TRUE;
}

void
batch_translator_put_inside (GString              *out,
                             const BatchJsonValue *string)
{
  if (batch_json_value_has_text (string))
    g_string_append_len (out, (const char *) string->data + 1, (gssize) string->length - 2);
}

gboolean
batch_translator_put_object (GString              *out,
                             const BatchJsonValue *text)
{
  g_autoptr(GString) decoded = g_string_new (NULL);
  BatchJsonScanner scanner;

  if (batch_json_value_has_text (text) && !batch_json_value_decode (text, decoded))
    return FALSE;
  if (decoded->len == 0)
    g_string_assign (decoded, "{}");

  batch_json_scanner_init (&scanner, (const guint8 *) decoded->str, decoded->len,
                           BATCH_JSON_DEPTH);
  if (batch_json_scanner_peek (&scanner) != BATCH_JSON_OBJECT
      || !batch_json_scanner_read_value (&scanner, NULL) || !batch_json_scanner_finish (&scanner))
    return FALSE;

  g_string_append_len (out, decoded->str, (gssize) decoded->len);
  return TRUE;
}

void
batch_translator_put (GString              *out,
                      const char           *name,
                      const BatchJsonValue *value)
{
  if (!batch_translator_is_there (value))
    return;

  batch_translator_put_name (out, name);
  batch_json_append_value (out, value);
}

void
batch_translator_put_raw (GString    *out,
                          const char *name,
                          const char *json)
{
  batch_translator_put_name (out, name);
  g_string_append (out, json);
}

void
batch_translator_put_text (GString    *out,
                           const char *name,
                           const char *text)
{
  batch_translator_put_name (out, name);
  batch_json_append_string (out, text, -1);
}

gboolean
batch_translator_is_filled (const BatchJsonValue *value)
{
  BatchJsonScanner scanner;

  return batch_json_value_enter_array (value, &scanner)
         && batch_json_scanner_next_element (&scanner);
}

gboolean
batch_translator_is_there (const BatchJsonValue *value)
{
  return value->type != BATCH_JSON_NONE;
}
