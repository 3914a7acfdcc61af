/* batch-json-schema.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-schema-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-pointer-private.h"
#include "json/batch-json-schema-check-private.h"
#include "json/batch-json-text-private.h"

/* A schema is read anew wherever it applies: it is small, and so nothing has to be kept
 * between two answers. References and alternatives can make that grow without bounds,
 * hence the limits. */

#define MAX_DEPTH 400
#define STEP_WORK 512                  /* what a step costs besides, as bytes */

#define KEYWORD(name, member) { name, batch_json_read_slice, G_STRUCT_OFFSET (BatchSchema, member) }

static const BatchJsonMember keywords[] = {
  KEYWORD ("type", type),
  KEYWORD ("enum", one_of_values),
  KEYWORD ("const", constant),
  KEYWORD ("$ref", reference),
  KEYWORD ("allOf", all_of),
  KEYWORD ("anyOf", any_of),
  KEYWORD ("oneOf", one_of),
  KEYWORD ("not", not),
  KEYWORD ("properties", properties),
  KEYWORD ("patternProperties", patterns),
  KEYWORD ("required", required),
  KEYWORD ("additionalProperties", additional),
  KEYWORD ("minProperties", min_properties),
  KEYWORD ("maxProperties", max_properties),
  KEYWORD ("items", items),
  KEYWORD ("prefixItems", prefix_items),
  KEYWORD ("minItems", min_items),
  KEYWORD ("maxItems", max_items),
  KEYWORD ("minLength", min_length),
  KEYWORD ("maxLength", max_length),
  KEYWORD ("minimum", minimum),
  KEYWORD ("maximum", maximum),
  KEYWORD ("exclusiveMinimum", above),
  KEYWORD ("exclusiveMaximum", below),
  KEYWORD ("multipleOf", multiple_of),
  KEYWORD ("pattern", unchecked),
  KEYWORD ("format", unchecked),
  KEYWORD ("contains", unchecked),
  KEYWORD ("uniqueItems", unchecked),
  KEYWORD ("additionalItems", unchecked),
  KEYWORD ("unevaluatedItems", unchecked),
  KEYWORD ("propertyNames", unchecked),
  KEYWORD ("dependencies", unchecked),
  KEYWORD ("dependentRequired", unchecked),
  KEYWORD ("dependentSchemas", unchecked),
  KEYWORD ("unevaluatedProperties", unchecked),
  KEYWORD ("if", unchecked),
  KEYWORD ("$dynamicRef", unchecked),
  KEYWORD ("$recursiveRef", unchecked),
};

/* --- References --- */

static gboolean
check_reference (BatchSchemaCheck     *self,
                 const BatchSchema    *schema,
                 const BatchJsonValue *value)
{
  g_autofree char *reference = batch_json_value_dup_string (&schema->reference);
  g_autofree char *pointer = NULL;
  BatchJsonValue found;

  if (reference == NULL || *reference != '#'
      || !(pointer = g_uri_unescape_string (reference + 1, NULL))
      || !batch_json_pointer_find (self->root, pointer, &found))
    {
      self->n_unchecked += schema->reference.type != BATCH_JSON_NONE;
      return TRUE;
    }

  return batch_schema_check_value (self, &found, value);
}

/* --- Alternatives --- */

/* How many of the schemas the value keeps to; no more are tried when @enough do. */
static guint
count_kept (BatchSchemaCheck     *self,
            const BatchJsonValue *schemas,
            const BatchJsonValue *value,
            guint                 enough)
{
  BatchJsonScanner scanner;
  BatchJsonValue schema;
  guint n_kept = 0;

  self->silent++;
  batch_json_value_enter_array (schemas, &scanner);
  while (n_kept < enough && batch_json_scanner_next_element (&scanner))
    {
      batch_json_scanner_read_value (&scanner, &schema);
      n_kept += batch_schema_check_value (self, &schema, value);
    }

  self->silent--;
  return n_kept;
}

static gboolean
check_all_of (BatchSchemaCheck     *self,
              const BatchSchema    *schema,
              const BatchJsonValue *value)
{
  BatchJsonScanner scanner;
  BatchJsonValue part;

  if (schema->all_of.type != BATCH_JSON_ARRAY)
    return TRUE;

  batch_json_value_enter_array (&schema->all_of, &scanner);
  while (batch_json_scanner_next_element (&scanner))
    {
      batch_json_scanner_read_value (&scanner, &part);
      if (!batch_schema_check_value (self, &part, value))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_not (BatchSchemaCheck     *self,
           const BatchSchema    *schema,
           const BatchJsonValue *value)
{
  guint n_before = self->n_unchecked;
  gboolean kept;

  if (schema->not.type != BATCH_JSON_OBJECT && schema->not.type != BATCH_JSON_TRUE)
    return TRUE;

  self->silent++;
  kept = batch_schema_check_value (self, &schema->not, value);
  self->silent--;
  return !kept || self->n_unchecked > n_before
         || batch_schema_fail (self, "is what it must not be");
}

static gboolean
check_alternatives (BatchSchemaCheck     *self,
                    const BatchSchema    *schema,
                    const BatchJsonValue *value)
{
  if (schema->any_of.type == BATCH_JSON_ARRAY && count_kept (self, &schema->any_of, value, 1) == 0)
    return batch_schema_fail (self, "fits none of the alternatives");

  if (schema->one_of.type == BATCH_JSON_ARRAY)
    {
      guint n_before = self->n_unchecked;
      guint n_kept = count_kept (self, &schema->one_of, value, 2);

      if (n_kept == 0)
        return batch_schema_fail (self, "fits none of the alternatives");
      if (n_kept > 1 && self->n_unchecked == n_before)
        return batch_schema_fail (self, "fits more than one of the alternatives");
    }

  return check_all_of (self, schema, value) && check_not (self, schema, value);
}

/* --- All of it --- */

static gboolean
check_by_type (BatchSchemaCheck     *self,
               const BatchSchema    *schema,
               const BatchJsonValue *value)
{
  switch (value->type)
    {
    case BATCH_JSON_OBJECT:
      return batch_schema_check_object (self, schema, value);
    case BATCH_JSON_ARRAY:
      return batch_schema_check_array (self, schema, value);
    case BATCH_JSON_STRING:
      return batch_schema_check_string (self, schema, value);
    case BATCH_JSON_NUMBER:
      return batch_schema_check_number (self, schema, value);
    case BATCH_JSON_NONE:
    case BATCH_JSON_TRUE:
    case BATCH_JSON_FALSE:
    case BATCH_JSON_NULL:
    default:
      return TRUE;
    }
}

static gboolean
check_keywords (BatchSchemaCheck     *self,
                const BatchJsonValue *schema,
                const BatchJsonValue *value)
{
  BatchSchema read = { 0 };
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, schema->data, schema->length, 0);
  batch_json_read_members (&scanner, keywords, G_N_ELEMENTS (keywords), &read);
  self->n_unchecked += read.unchecked.type != BATCH_JSON_NONE
                       || read.patterns.type != BATCH_JSON_NONE
                       || read.items.type == BATCH_JSON_ARRAY;
  return batch_schema_check_type (self, &read, value)
         && batch_schema_check_choice (self, &read, value)
         && check_by_type (self, &read, value)
         && check_reference (self, &read, value)
         && check_alternatives (self, &read, value);
}

gboolean
batch_schema_check_value (BatchSchemaCheck     *self,
                          const BatchJsonValue *schema,
                          const BatchJsonValue *value)
{
  gboolean kept;

  if (schema->type == BATCH_JSON_FALSE)
    return batch_schema_fail (self, "must not be there");
  if (schema->type != BATCH_JSON_OBJECT)
    return TRUE;

  if (self->depth >= MAX_DEPTH)
    self->gave_up = TRUE;
  if (!batch_schema_add_work (self, schema->length + value->length + STEP_WORK))
    return TRUE;

  self->depth++;
  kept = check_keywords (self, schema, value);
  self->depth--;
  return kept;
}

gboolean
batch_json_schema_check (const BatchJsonValue  *schema,
                         const BatchJsonValue  *value,
                         char                 **problem)
{
  g_autoptr(GString) path = g_string_new (NULL);
  BatchSchemaCheck check = { .root = schema, .path = path };
  gboolean kept = batch_schema_check_value (&check, schema, value) || check.gave_up;

  if (!kept && problem != NULL)
    *problem = g_steal_pointer (&check.problem);

  g_free (check.problem);
  return kept;
}
