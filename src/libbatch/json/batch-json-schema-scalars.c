/* batch-json-schema-scalars.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-schema-check-private.h"

#include <math.h>

#include "core/batch-excerpt-private.h"
#include "json/batch-json-equal-private.h"
#include "json/batch-json-text-private.h"

/* --- Any value --- */

static gboolean
is_integer (const BatchJsonValue *value)
{
  double number = batch_json_value_to_double (value);

  return isfinite (number) && floor (number) == number;
}

static gboolean
is_of_type (const BatchJsonValue *value,
            const BatchJsonValue *name)
{
  static const struct
  {
    const char    *name;
    BatchJsonType  type;
  } names[] = {
    { "object", BATCH_JSON_OBJECT },
    { "array", BATCH_JSON_ARRAY },
    { "string", BATCH_JSON_STRING },
    { "number", BATCH_JSON_NUMBER },
    { "boolean", BATCH_JSON_TRUE },
    { "boolean", BATCH_JSON_FALSE },
    { "null", BATCH_JSON_NULL },
  };

  if (batch_json_value_is (name, "integer"))
    return value->type == BATCH_JSON_NUMBER && is_integer (value);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (value->type == names[i].type && batch_json_value_is (name, names[i].name))
      return TRUE;

  return FALSE;
}

static gboolean
is_of_some_type (const BatchJsonValue *value,
                 const BatchJsonValue *types)
{
  BatchJsonScanner scanner;
  BatchJsonValue name;

  if (types->type == BATCH_JSON_STRING)
    return is_of_type (value, types);
  if (types->type != BATCH_JSON_ARRAY)
    return TRUE;

  batch_json_value_enter_array (types, &scanner);
  while (batch_json_scanner_next_element (&scanner))
    {
      batch_json_scanner_read_value (&scanner, &name);
      if (name.type == BATCH_JSON_STRING && is_of_type (value, &name))
        return TRUE;
    }

  return FALSE;
}

gboolean
batch_schema_check_type (BatchSchemaCheck     *self,
                         const BatchSchema    *schema,
                         const BatchJsonValue *value)
{
  g_autofree char *wanted = NULL;
  g_autofree char *what = NULL;

  if (is_of_some_type (value, &schema->type))
    return TRUE;

  wanted = batch_excerpt ((const char *) schema->type.data, schema->type.length,
                          BATCH_SCHEMA_MAX_NAME);
  g_strdelimit (wanted, "\"[]", ' ');
  what = g_strdup_printf ("is %s, not %s", batch_json_type_describe (value->type),
                          g_strstrip (wanted));
  return batch_schema_fail (self, what);
}

static gboolean
is_among (BatchSchemaCheck     *self,
          const BatchJsonValue *value,
          const BatchJsonValue *values)
{
  BatchJsonScanner scanner;
  BatchJsonValue allowed;

  if (values->type != BATCH_JSON_ARRAY)
    return TRUE;

  batch_json_value_enter_array (values, &scanner);
  while (batch_json_scanner_next_element (&scanner))
    {
      batch_json_scanner_read_value (&scanner, &allowed);
      if (!batch_schema_add_work (self, allowed.length + value->length)
          || batch_json_values_equal (&allowed, value))
        return TRUE;
    }

  return FALSE;
}

gboolean
batch_schema_check_choice (BatchSchemaCheck     *self,
                           const BatchSchema    *schema,
                           const BatchJsonValue *value)
{
  if (!is_among (self, value, &schema->one_of_values))
    return batch_schema_fail (self, "is none of the values that are allowed");
  if (schema->constant.type != BATCH_JSON_NONE
      && !batch_json_values_equal (&schema->constant, value))
    return batch_schema_fail (self, "is not the one value that is allowed");

  return TRUE;
}

/* --- Numbers and strings --- */

gboolean
batch_schema_read_limit (const BatchJsonValue *keyword,
                         double               *limit)
{
  if (keyword->type != BATCH_JSON_NUMBER)
    return FALSE;

  *limit = batch_json_value_to_double (keyword);
  return TRUE;
}

static gboolean
is_multiple (double number,
             double step)
{
  double times = number / step;

  return step <= 0 || !isfinite (times) || fabs (times - round (times)) <= 1e-9 * fabs (times);
}

gboolean
batch_schema_check_number (BatchSchemaCheck     *self,
                           const BatchSchema    *schema,
                           const BatchJsonValue *value)
{
  double number = batch_json_value_to_double (value);
  double limit;

  if (batch_schema_read_limit (&schema->minimum, &limit) && number < limit)
    return batch_schema_fail (self, "is too small");
  if (batch_schema_read_limit (&schema->above, &limit) && number <= limit)
    return batch_schema_fail (self, "is too small");
  if (batch_schema_read_limit (&schema->maximum, &limit) && number > limit)
    return batch_schema_fail (self, "is too large");
  if (batch_schema_read_limit (&schema->below, &limit) && number >= limit)
    return batch_schema_fail (self, "is too large");
  if (batch_schema_read_limit (&schema->multiple_of, &limit) && !is_multiple (number, limit))
    return batch_schema_fail (self, "is no multiple of what it should be");

  return TRUE;
}

gboolean
batch_schema_check_string (BatchSchemaCheck     *self,
                           const BatchSchema    *schema,
                           const BatchJsonValue *value)
{
  g_autoptr(GString) text = NULL;
  double limit;
  double length;

  if (schema->min_length.type != BATCH_JSON_NUMBER && schema->max_length.type != BATCH_JSON_NUMBER)
    return TRUE;

  text = g_string_sized_new (value->length);
  if (!batch_json_value_decode (value, text))
    return TRUE;

  length = g_utf8_strlen (text->str, text->len);
  if (batch_schema_read_limit (&schema->min_length, &limit) && length < limit)
    return batch_schema_fail (self, "is too short");
  if (batch_schema_read_limit (&schema->max_length, &limit) && length > limit)
    return batch_schema_fail (self, "is too long");

  return TRUE;
}
