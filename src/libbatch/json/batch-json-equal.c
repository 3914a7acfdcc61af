/* batch-json-equal.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-equal-private.h"

#include <string.h>

#include "json/batch-json-text-private.h"

static gboolean
same_bytes (const BatchJsonValue *one,
            const BatchJsonValue *other)
{
  return one->length == other->length && memcmp (one->data, other->data, one->length) == 0;
}

/* Half a surrogate pair is no text: then it has to be spelled the same. */
static gboolean
strings_equal (const BatchJsonValue *one,
               const BatchJsonValue *other)
{
  g_autoptr(GString) first = NULL;
  g_autoptr(GString) second = NULL;

  if (same_bytes (one, other))
    return TRUE;
  if (memchr (one->data, '\\', one->length) == NULL
      && memchr (other->data, '\\', other->length) == NULL)
    return FALSE;

  first = g_string_sized_new (one->length);
  second = g_string_sized_new (other->length);
  return batch_json_value_decode (one, first) && batch_json_value_decode (other, second)
         && g_string_equal (first, second);
}

double
batch_json_value_to_double (const BatchJsonValue *number)
{
  g_autofree char *text = g_strndup ((const char *) number->data, number->length);

  return g_ascii_strtod (text, NULL);
}

static gboolean
arrays_equal (const BatchJsonValue *one,
              const BatchJsonValue *other)
{
  BatchJsonScanner first;
  BatchJsonScanner second;

  batch_json_scanner_init (&first, one->data, one->length, 0);
  batch_json_scanner_init (&second, other->data, other->length, 0);
  batch_json_scanner_enter_array (&first);
  batch_json_scanner_enter_array (&second);
  while (batch_json_scanner_next_element (&first))
    {
      BatchJsonValue a;
      BatchJsonValue b;

      if (!batch_json_scanner_next_element (&second))
        return FALSE;
      batch_json_scanner_read_value (&first, &a);
      batch_json_scanner_read_value (&second, &b);
      if (!batch_json_values_equal (&a, &b))
        return FALSE;
    }

  return !batch_json_scanner_next_element (&second);
}

gboolean
batch_json_value_member (const BatchJsonValue *object,
                         const BatchJsonValue *key,
                         BatchJsonValue       *member)
{
  BatchJsonScanner scanner;
  BatchJsonValue found;
  gboolean is_there = FALSE;

  batch_json_value_enter_object (object, &scanner);
  while (batch_json_scanner_next_member (&scanner, &found))
    {
      if (strings_equal (&found, key))
        is_there = batch_json_scanner_read_value (&scanner, member);
      else
        batch_json_scanner_read_value (&scanner, NULL);
    }

  return is_there;
}

/* Whether all members of @one are in @other, and the same. */
static gboolean
is_within (const BatchJsonValue *one,
           const BatchJsonValue *other)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;

  batch_json_value_enter_object (one, &scanner);
  while (batch_json_scanner_next_member (&scanner, &key))
    {
      BatchJsonValue mine;
      BatchJsonValue others;

      batch_json_scanner_read_value (&scanner, NULL);
      if (!batch_json_value_member (other, &key, &others)
          || !batch_json_value_member (one, &key, &mine)
          || !batch_json_values_equal (&mine, &others))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_all_names (const BatchJsonValue *one,
               const BatchJsonValue *other)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue member;

  batch_json_value_enter_object (one, &scanner);
  while (batch_json_scanner_next_member (&scanner, &key))
    {
      batch_json_scanner_read_value (&scanner, NULL);
      if (!batch_json_value_member (other, &key, &member))
        return FALSE;
    }

  return TRUE;
}

gboolean
batch_json_values_equal (const BatchJsonValue *one,
                         const BatchJsonValue *other)
{
  if (one->type != other->type)
    return FALSE;

  switch (one->type)
    {
    case BATCH_JSON_OBJECT:
      return same_bytes (one, other) || (is_within (one, other) && has_all_names (other, one));
    case BATCH_JSON_ARRAY:
      return same_bytes (one, other) || arrays_equal (one, other);
    case BATCH_JSON_STRING:
      return strings_equal (one, other);
    case BATCH_JSON_NUMBER:
      return same_bytes (one, other)
             || batch_json_value_to_double (one) == batch_json_value_to_double (other);
    case BATCH_JSON_NONE:
    case BATCH_JSON_TRUE:
    case BATCH_JSON_FALSE:
    case BATCH_JSON_NULL:
    default:
      return TRUE;
    }
}
