/* batch-json-schema.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-json-schema-private.h"

#include <math.h>
#include <string.h>

#include "format/batch-excerpt-private.h"
#include "format/batch-json-equal-private.h"
#include "format/batch-json-members-private.h"
#include "format/batch-json-pointer-private.h"
#include "format/batch-json-text-private.h"

/* A schema is read anew wherever it applies: it is small, and so nothing has to be kept
 * between two answers. References and alternatives can make that grow without bounds,
 * hence the limits. */

#define MAX_DEPTH 400
#define MAX_WORK  (16 * 1024 * 1024)   /* bytes looked at: some 100 ms */
#define STEP_WORK 512                  /* what a step costs besides, as bytes */
#define MAX_NAME  60                   /* characters of a path in a message */

typedef struct
{
  const BatchJsonValue *root;          /* the whole schema */
  GString              *path;          /* to the value that is looked at */
  char                 *problem;       /* (nullable) */
  gsize                 work;
  guint                 depth;
  guint                 silent;        /* > 0: an alternative is tried */
  guint                 n_unchecked;   /* keywords so far that might have refused the value */
  guint                 gave_up : 1;   /* whatever the answer is, it does not count */
} Check;

/* The keywords of one schema, as they stand there. */
typedef struct
{
  BatchJsonValue type;
  BatchJsonValue one_of_values;
  BatchJsonValue constant;
  BatchJsonValue reference;
  BatchJsonValue all_of;
  BatchJsonValue any_of;
  BatchJsonValue one_of;
  BatchJsonValue not;
  BatchJsonValue properties;
  BatchJsonValue patterns;
  BatchJsonValue required;
  BatchJsonValue additional;
  BatchJsonValue min_properties;
  BatchJsonValue max_properties;
  BatchJsonValue items;
  BatchJsonValue prefix_items;
  BatchJsonValue min_items;
  BatchJsonValue max_items;
  BatchJsonValue min_length;
  BatchJsonValue max_length;
  BatchJsonValue minimum;
  BatchJsonValue maximum;
  BatchJsonValue above;
  BatchJsonValue below;
  BatchJsonValue multiple_of;
  BatchJsonValue unchecked;            /* one of those that are passed over */
} Schema;

#define KEYWORD(name, member) { name, batch_json_read_slice, G_STRUCT_OFFSET (Schema, member) }

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

static gboolean check_value (Check                *self,
                             const BatchJsonValue *schema,
                             const BatchJsonValue *value);

/* FALSE when it was too much. */
static gboolean
add_work (Check *self,
          gsize  n_bytes)
{
  self->work += n_bytes;
  if (self->work > MAX_WORK)
    self->gave_up = TRUE;

  return !self->gave_up;
}

static void
enter (BatchJsonScanner     *scanner,
       const BatchJsonValue *container)
{
  batch_json_scanner_init (scanner, container->data, container->length, 0);
  if (container->type == BATCH_JSON_OBJECT)
    batch_json_scanner_enter_object (scanner);
  else
    batch_json_scanner_enter_array (scanner);
}

/* --- Saying what is wrong --- */

static char *
describe_place (Check *self)
{
  g_autofree char *path = NULL;

  if (self->path->len == 0)
    return g_strdup ("the whole");

  path = batch_excerpt (self->path->str, self->path->len, MAX_NAME);
  return g_strdup_printf ("“%s”", path);
}

/* Answers FALSE, so that a check can end with it. */
static gboolean
fail (Check      *self,
      const char *what)
{
  g_autofree char *place = NULL;

  if (self->silent > 0 || self->problem != NULL)
    return FALSE;

  place = describe_place (self);
  self->problem = g_strdup_printf ("%s %s", place, what);
  return FALSE;
}

static char *
dup_name (const BatchJsonValue *key)
{
  g_autoptr(GString) name = g_string_new (NULL);

  if (!batch_json_value_decode (key, name))
    g_string_append (name, "�");
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static gsize
step_into (Check                *self,
           const BatchJsonValue *key,
           guint                 index)
{
  g_autofree char *name = key != NULL ? dup_name (key) : g_strdup_printf ("%u", index);
  gsize before = self->path->len;

  batch_json_pointer_append (self->path, name);
  return before;
}

static gboolean
fail_at (Check                *self,
         const BatchJsonValue *key,
         const char           *what)
{
  gsize before = step_into (self, key, 0);

  fail (self, what);
  g_string_truncate (self->path, before);
  return FALSE;
}

static gboolean
check_member (Check                *self,
              const BatchJsonValue *schema,
              const BatchJsonValue *value,
              const BatchJsonValue *key,
              guint                 index)
{
  gsize before = step_into (self, key, index);
  gboolean kept = check_value (self, schema, value);

  g_string_truncate (self->path, before);
  return kept;
}

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

  enter (&scanner, types);
  while (batch_json_scanner_next_element (&scanner))
    {
      batch_json_scanner_read_value (&scanner, &name);
      if (name.type == BATCH_JSON_STRING && is_of_type (value, &name))
        return TRUE;
    }

  return FALSE;
}

static gboolean
check_type (Check                *self,
            const Schema         *schema,
            const BatchJsonValue *value)
{
  g_autofree char *wanted = NULL;
  g_autofree char *what = NULL;

  if (is_of_some_type (value, &schema->type))
    return TRUE;

  wanted = batch_excerpt ((const char *) schema->type.data, schema->type.length, MAX_NAME);
  g_strdelimit (wanted, "\"[]", ' ');
  what = g_strdup_printf ("is %s, not %s", batch_json_type_describe (value->type),
                          g_strstrip (wanted));
  return fail (self, what);
}

static gboolean
is_among (Check                *self,
          const BatchJsonValue *value,
          const BatchJsonValue *values)
{
  BatchJsonScanner scanner;
  BatchJsonValue allowed;

  if (values->type != BATCH_JSON_ARRAY)
    return TRUE;

  enter (&scanner, values);
  while (batch_json_scanner_next_element (&scanner))
    {
      batch_json_scanner_read_value (&scanner, &allowed);
      if (!add_work (self, allowed.length + value->length)
          || batch_json_values_equal (&allowed, value))
        return TRUE;
    }

  return FALSE;
}

static gboolean
check_choice (Check                *self,
              const Schema         *schema,
              const BatchJsonValue *value)
{
  if (!is_among (self, value, &schema->one_of_values))
    return fail (self, "is none of the values that are allowed");
  if (schema->constant.type != BATCH_JSON_NONE
      && !batch_json_values_equal (&schema->constant, value))
    return fail (self, "is not the one value that is allowed");

  return TRUE;
}

static gboolean
check_reference (Check                *self,
                 const Schema         *schema,
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

  return check_value (self, &found, value);
}

/* --- Alternatives --- */

/* How many of the schemas the value keeps to; no more are tried when @enough do. */
static guint
count_kept (Check                *self,
            const BatchJsonValue *schemas,
            const BatchJsonValue *value,
            guint                 enough)
{
  BatchJsonScanner scanner;
  BatchJsonValue schema;
  guint n_kept = 0;

  self->silent++;
  enter (&scanner, schemas);
  while (n_kept < enough && batch_json_scanner_next_element (&scanner))
    {
      batch_json_scanner_read_value (&scanner, &schema);
      n_kept += check_value (self, &schema, value);
    }

  self->silent--;
  return n_kept;
}

static gboolean
check_all_of (Check                *self,
              const Schema         *schema,
              const BatchJsonValue *value)
{
  BatchJsonScanner scanner;
  BatchJsonValue part;

  if (schema->all_of.type != BATCH_JSON_ARRAY)
    return TRUE;

  enter (&scanner, &schema->all_of);
  while (batch_json_scanner_next_element (&scanner))
    {
      batch_json_scanner_read_value (&scanner, &part);
      if (!check_value (self, &part, value))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_not (Check                *self,
           const Schema         *schema,
           const BatchJsonValue *value)
{
  guint n_before = self->n_unchecked;
  gboolean kept;

  if (schema->not.type != BATCH_JSON_OBJECT && schema->not.type != BATCH_JSON_TRUE)
    return TRUE;

  self->silent++;
  kept = check_value (self, &schema->not, value);
  self->silent--;
  return !kept || self->n_unchecked > n_before || fail (self, "is what it must not be");
}

static gboolean
check_alternatives (Check                *self,
                    const Schema         *schema,
                    const BatchJsonValue *value)
{
  if (schema->any_of.type == BATCH_JSON_ARRAY && count_kept (self, &schema->any_of, value, 1) == 0)
    return fail (self, "fits none of the alternatives");

  if (schema->one_of.type == BATCH_JSON_ARRAY)
    {
      guint n_before = self->n_unchecked;
      guint n_kept = count_kept (self, &schema->one_of, value, 2);

      if (n_kept == 0)
        return fail (self, "fits none of the alternatives");
      if (n_kept > 1 && self->n_unchecked == n_before)
        return fail (self, "fits more than one of the alternatives");
    }

  return check_all_of (self, schema, value) && check_not (self, schema, value);
}

/* --- Numbers and strings --- */

/* FALSE when there is no such limit. */
static gboolean
read_limit (const BatchJsonValue *keyword,
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

static gboolean
check_number (Check                *self,
              const Schema         *schema,
              const BatchJsonValue *value)
{
  double number = batch_json_value_to_double (value);
  double limit;

  if (read_limit (&schema->minimum, &limit) && number < limit)
    return fail (self, "is too small");
  if (read_limit (&schema->above, &limit) && number <= limit)
    return fail (self, "is too small");
  if (read_limit (&schema->maximum, &limit) && number > limit)
    return fail (self, "is too large");
  if (read_limit (&schema->below, &limit) && number >= limit)
    return fail (self, "is too large");
  if (read_limit (&schema->multiple_of, &limit) && !is_multiple (number, limit))
    return fail (self, "is no multiple of what it should be");

  return TRUE;
}

static gboolean
check_string (Check                *self,
              const Schema         *schema,
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
  if (read_limit (&schema->min_length, &limit) && length < limit)
    return fail (self, "is too short");
  if (read_limit (&schema->max_length, &limit) && length > limit)
    return fail (self, "is too long");

  return TRUE;
}

/* --- Arrays --- */

/* @n_before: elements that prefixItems took. */
static gboolean
check_items (Check                *self,
             const BatchJsonValue *schema,
             const BatchJsonValue *value,
             guint                 n_before)
{
  BatchJsonScanner scanner;
  BatchJsonValue element;

  if (schema->type == BATCH_JSON_NONE || schema->type == BATCH_JSON_ARRAY)
    return TRUE;

  enter (&scanner, value);
  for (guint i = 0; batch_json_scanner_next_element (&scanner); i++)
    {
      batch_json_scanner_read_value (&scanner, &element);
      if (i >= n_before && !check_member (self, schema, &element, NULL, i))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_prefix (Check                *self,
              const BatchJsonValue *schemas,
              const BatchJsonValue *value,
              guint                *n_taken)
{
  BatchJsonScanner wanted;
  BatchJsonScanner given;

  *n_taken = 0;
  if (schemas->type != BATCH_JSON_ARRAY)
    return TRUE;

  enter (&wanted, schemas);
  enter (&given, value);
  while (batch_json_scanner_next_element (&wanted) && batch_json_scanner_next_element (&given))
    {
      BatchJsonValue schema;
      BatchJsonValue element;

      batch_json_scanner_read_value (&wanted, &schema);
      batch_json_scanner_read_value (&given, &element);
      if (!check_member (self, &schema, &element, NULL, (*n_taken)++))
        return FALSE;
    }

  return TRUE;
}

static guint
count_elements (const BatchJsonValue *array)
{
  BatchJsonScanner scanner;
  guint n = 0;

  enter (&scanner, array);
  for (; batch_json_scanner_next_element (&scanner); n++)
    batch_json_scanner_read_value (&scanner, NULL);

  return n;
}

static gboolean
check_array (Check                *self,
             const Schema         *schema,
             const BatchJsonValue *value)
{
  guint n_elements = count_elements (value);
  guint n_taken;
  double limit;

  if (read_limit (&schema->min_items, &limit) && n_elements < limit)
    return fail (self, "has too few elements");
  if (read_limit (&schema->max_items, &limit) && n_elements > limit)
    return fail (self, "has too many elements");

  return check_prefix (self, &schema->prefix_items, value, &n_taken)
         && check_items (self, &schema->items, value, n_taken);
}

/* --- Objects --- */

static gboolean
check_required (Check                *self,
                const BatchJsonValue *required,
                const BatchJsonValue *value)
{
  BatchJsonScanner scanner;
  BatchJsonValue name;
  BatchJsonValue member;

  if (required->type != BATCH_JSON_ARRAY)
    return TRUE;

  enter (&scanner, required);
  while (batch_json_scanner_next_element (&scanner))
    {
      batch_json_scanner_read_value (&scanner, &name);
      if (!add_work (self, value->length))
        return TRUE;
      if (name.type == BATCH_JSON_STRING && !batch_json_value_member (value, &name, &member))
        return fail_at (self, &name, "is missing");
    }

  return TRUE;
}

static gboolean
check_other_member (Check                *self,
                    const Schema         *schema,
                    const BatchJsonValue *member,
                    const BatchJsonValue *key)
{
  if (schema->patterns.type != BATCH_JSON_NONE)
    return TRUE;
  if (schema->additional.type == BATCH_JSON_FALSE)
    return fail_at (self, key, "is not in the schema");
  if (schema->additional.type == BATCH_JSON_OBJECT)
    return check_member (self, &schema->additional, member, key, 0);

  return TRUE;
}

static gboolean
check_members (Check                *self,
               const Schema         *schema,
               const BatchJsonValue *value,
               guint                *n_members)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;

  *n_members = 0;
  enter (&scanner, value);
  while (batch_json_scanner_next_member (&scanner, &key))
    {
      BatchJsonValue member;
      BatchJsonValue wanted;
      gboolean is_known = FALSE;

      batch_json_scanner_read_value (&scanner, &member);
      if (!add_work (self, schema->properties.length))
        return TRUE;
      ++*n_members;
      if (schema->properties.type == BATCH_JSON_OBJECT)
        is_known = batch_json_value_member (&schema->properties, &key, &wanted);
      if (is_known ? !check_member (self, &wanted, &member, &key, 0)
                   : !check_other_member (self, schema, &member, &key))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_object (Check                *self,
              const Schema         *schema,
              const BatchJsonValue *value)
{
  guint n_members;
  double limit;

  if (!check_required (self, &schema->required, value)
      || !check_members (self, schema, value, &n_members))
    return FALSE;
  if (read_limit (&schema->min_properties, &limit) && n_members < limit)
    return fail (self, "has too few members");
  if (read_limit (&schema->max_properties, &limit) && n_members > limit)
    return fail (self, "has too many members");

  return TRUE;
}

/* --- All of it --- */

static gboolean
check_by_type (Check                *self,
               const Schema         *schema,
               const BatchJsonValue *value)
{
  switch (value->type)
    {
    case BATCH_JSON_OBJECT:
      return check_object (self, schema, value);
    case BATCH_JSON_ARRAY:
      return check_array (self, schema, value);
    case BATCH_JSON_STRING:
      return check_string (self, schema, value);
    case BATCH_JSON_NUMBER:
      return check_number (self, schema, value);
    case BATCH_JSON_NONE:
    case BATCH_JSON_TRUE:
    case BATCH_JSON_FALSE:
    case BATCH_JSON_NULL:
    default:
      return TRUE;
    }
}

static gboolean
check_keywords (Check                *self,
                const BatchJsonValue *schema,
                const BatchJsonValue *value)
{
  Schema read = { 0 };
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, schema->data, schema->length, 0);
  batch_json_read_members (&scanner, keywords, G_N_ELEMENTS (keywords), &read);
  self->n_unchecked += read.unchecked.type != BATCH_JSON_NONE
                       || read.patterns.type != BATCH_JSON_NONE
                       || read.items.type == BATCH_JSON_ARRAY;
  return check_type (self, &read, value)
         && check_choice (self, &read, value)
         && check_by_type (self, &read, value)
         && check_reference (self, &read, value)
         && check_alternatives (self, &read, value);
}

static gboolean
check_value (Check                *self,
             const BatchJsonValue *schema,
             const BatchJsonValue *value)
{
  gboolean kept;

  if (schema->type == BATCH_JSON_FALSE)
    return fail (self, "must not be there");
  if (schema->type != BATCH_JSON_OBJECT)
    return TRUE;

  if (self->depth >= MAX_DEPTH)
    self->gave_up = TRUE;
  if (!add_work (self, schema->length + value->length + STEP_WORK))
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
  Check check = { .root = schema, .path = path };
  gboolean kept = check_value (&check, schema, value) || check.gave_up;

  if (!kept && problem != NULL)
    *problem = g_steal_pointer (&check.problem);

  g_free (check.problem);
  return kept;
}
