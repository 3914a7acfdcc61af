/* batch-json-schema-containers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-schema-check-private.h"

#include "json/batch-json-equal-private.h"

/* --- Arrays --- */

/* @n_before: elements that prefixItems took. */
static gboolean
check_items (BatchSchemaCheck     *self,
             const BatchJsonValue *schema,
             const BatchJsonValue *value,
             guint                 n_before)
{
  BatchJsonScanner scanner;
  BatchJsonValue element;

  if (schema->type == BATCH_JSON_NONE || schema->type == BATCH_JSON_ARRAY)
    return TRUE;

  batch_json_value_enter_array (value, &scanner);
  for (guint i = 0; batch_json_scanner_next_element (&scanner); i++)
    {
      batch_json_scanner_read_value (&scanner, &element);
      if (i >= n_before && !batch_schema_check_member (self, schema, &element, NULL, i))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_prefix (BatchSchemaCheck     *self,
              const BatchJsonValue *schemas,
              const BatchJsonValue *value,
              guint                *n_taken)
{
  BatchJsonScanner wanted;
  BatchJsonScanner given;

  *n_taken = 0;
  if (schemas->type != BATCH_JSON_ARRAY)
    return TRUE;

  batch_json_value_enter_array (schemas, &wanted);
  batch_json_value_enter_array (value, &given);
  while (batch_json_scanner_next_element (&wanted) && batch_json_scanner_next_element (&given))
    {
      BatchJsonValue schema;
      BatchJsonValue element;

      batch_json_scanner_read_value (&wanted, &schema);
      batch_json_scanner_read_value (&given, &element);
      if (!batch_schema_check_member (self, &schema, &element, NULL, (*n_taken)++))
        return FALSE;
    }

  return TRUE;
}

static guint
count_elements (const BatchJsonValue *array)
{
  BatchJsonScanner scanner;
  guint n = 0;

  batch_json_value_enter_array (array, &scanner);
  for (; batch_json_scanner_next_element (&scanner); n++)
    batch_json_scanner_read_value (&scanner, NULL);

  return n;
}

gboolean
batch_schema_check_array (BatchSchemaCheck     *self,
                          const BatchSchema    *schema,
                          const BatchJsonValue *value)
{
  guint n_elements = count_elements (value);
  guint n_taken;
  double limit;

  if (batch_schema_read_limit (&schema->min_items, &limit) && n_elements < limit)
    return batch_schema_fail (self, "has too few elements");
  if (batch_schema_read_limit (&schema->max_items, &limit) && n_elements > limit)
    return batch_schema_fail (self, "has too many elements");

  return check_prefix (self, &schema->prefix_items, value, &n_taken)
         && check_items (self, &schema->items, value, n_taken);
}

/* --- Objects --- */

static gboolean
check_required (BatchSchemaCheck     *self,
                const BatchJsonValue *required,
                const BatchJsonValue *value)
{
  BatchJsonScanner scanner;
  BatchJsonValue name;
  BatchJsonValue member;

  if (required->type != BATCH_JSON_ARRAY)
    return TRUE;

  batch_json_value_enter_array (required, &scanner);
  while (batch_json_scanner_next_element (&scanner))
    {
      batch_json_scanner_read_value (&scanner, &name);
      if (!batch_schema_add_work (self, value->length))
        return TRUE;
      if (name.type == BATCH_JSON_STRING && !batch_json_value_member (value, &name, &member))
        return batch_schema_fail_at (self, &name, "is missing");
    }

  return TRUE;
}

static gboolean
check_other_member (BatchSchemaCheck     *self,
                    const BatchSchema    *schema,
                    const BatchJsonValue *member,
                    const BatchJsonValue *key)
{
  if (schema->patterns.type != BATCH_JSON_NONE)
    return TRUE;
  if (schema->additional.type == BATCH_JSON_FALSE)
    return batch_schema_fail_at (self, key, "is not in the schema");
  if (schema->additional.type == BATCH_JSON_OBJECT)
    return batch_schema_check_member (self, &schema->additional, member, key, 0);

  return TRUE;
}

static gboolean
check_members (BatchSchemaCheck     *self,
               const BatchSchema    *schema,
               const BatchJsonValue *value,
               guint                *n_members)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;

  *n_members = 0;
  batch_json_value_enter_object (value, &scanner);
  while (batch_json_scanner_next_member (&scanner, &key))
    {
      BatchJsonValue member;
      BatchJsonValue wanted;
      gboolean is_known = FALSE;

      batch_json_scanner_read_value (&scanner, &member);
      if (!batch_schema_add_work (self, schema->properties.length))
        return TRUE;
      ++*n_members;
      if (schema->properties.type == BATCH_JSON_OBJECT)
        is_known = batch_json_value_member (&schema->properties, &key, &wanted);
      if (is_known ? !batch_schema_check_member (self, &wanted, &member, &key, 0)
                   : !check_other_member (self, schema, &member, &key))
        return FALSE;
    }

  return TRUE;
}

gboolean
batch_schema_check_object (BatchSchemaCheck     *self,
                           const BatchSchema    *schema,
                           const BatchJsonValue *value)
{
  guint n_members;
  double limit;

  if (!check_required (self, &schema->required, value)
      || !check_members (self, schema, value, &n_members))
    return FALSE;
  if (batch_schema_read_limit (&schema->min_properties, &limit) && n_members < limit)
    return batch_schema_fail (self, "has too few members");
  if (batch_schema_read_limit (&schema->max_properties, &limit) && n_members > limit)
    return batch_schema_fail (self, "has too many members");

  return TRUE;
}
