/* simulator/batch-simulator-schema.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-schema.h"

#include <math.h>

#include "json/batch-json-members-private.h"
#include "json/batch-json-pointer-private.h"
#include "json/batch-json-text-private.h"

/* Whatever a schema asks for, what is made of it ends: from some depth on only what has to be
 * there, from some length on nothing more. */
#define ROOMY_DEPTH  8
#define MAX_DEPTH    64
#define MAX_LENGTH   (64 * 1024)
#define MAX_ELEMENTS 100
#define MAX_TEXT     64

typedef struct
{
  GString              *out;
  const BatchJsonValue *root;
  const char           *text;
  gsize                 end;       /* of what may become of it */
} Maker;

/* What is looked at of a schema. */
typedef struct
{
  BatchJsonValue type, enumeration, constant, reference;
  BatchJsonValue any_of, one_of, all_of;
  BatchJsonValue properties, required;
  BatchJsonValue items, min_items, max_items;
  BatchJsonValue format, min_length, max_length;
  BatchJsonValue minimum, maximum, above, below, multiple;
} Schema;

static const BatchJsonMember members[] = {
  { "type", batch_json_read_slice, G_STRUCT_OFFSET (Schema, type) },
  { "enum", batch_json_read_slice, G_STRUCT_OFFSET (Schema, enumeration) },
  { "const", batch_json_read_slice, G_STRUCT_OFFSET (Schema, constant) },
  { "$ref", batch_json_read_slice, G_STRUCT_OFFSET (Schema, reference) },
  { "anyOf", batch_json_read_slice, G_STRUCT_OFFSET (Schema, any_of) },
  { "oneOf", batch_json_read_slice, G_STRUCT_OFFSET (Schema, one_of) },
  { "allOf", batch_json_read_slice, G_STRUCT_OFFSET (Schema, all_of) },
  { "properties", batch_json_read_slice, G_STRUCT_OFFSET (Schema, properties) },
  { "required", batch_json_read_slice, G_STRUCT_OFFSET (Schema, required) },
  { "items", batch_json_read_slice, G_STRUCT_OFFSET (Schema, items) },
  { "minItems", batch_json_read_slice, G_STRUCT_OFFSET (Schema, min_items) },
  { "maxItems", batch_json_read_slice, G_STRUCT_OFFSET (Schema, max_items) },
  { "format", batch_json_read_slice, G_STRUCT_OFFSET (Schema, format) },
  { "minLength", batch_json_read_slice, G_STRUCT_OFFSET (Schema, min_length) },
  { "maxLength", batch_json_read_slice, G_STRUCT_OFFSET (Schema, max_length) },
  { "minimum", batch_json_read_slice, G_STRUCT_OFFSET (Schema, minimum) },
  { "maximum", batch_json_read_slice, G_STRUCT_OFFSET (Schema, maximum) },
  { "exclusiveMinimum", batch_json_read_slice, G_STRUCT_OFFSET (Schema, above) },
  { "exclusiveMaximum", batch_json_read_slice, G_STRUCT_OFFSET (Schema, below) },
  { "multipleOf", batch_json_read_slice, G_STRUCT_OFFSET (Schema, multiple) },
};

static const struct
{
  const char *name;
  const char *example;
} formats[] = {
  { "date-time", "2026-01-01T12:00:00Z" },
  { "date", "2026-01-01" },
  { "time", "12:00:00Z" },
  { "email", "someone@example.com" },
  { "hostname", "example.com" },
  { "ipv4", "192.0.2.1" },
  { "ipv6", "2001:db8::1" },
  { "uri", "https://example.com/" },
  { "uuid", "00000000-0000-4000-8000-000000000000" },
};

static void append (Maker                *self,
                    const BatchJsonValue *schema,
                    guint                 depth);

static gint64
get_int (const BatchJsonValue *value,
         gint64                otherwise)
{
  gint64 number;

  return batch_json_value_get_int (value, &number) ? number : otherwise;
}

static gboolean
get_first (const BatchJsonValue *array,
           BatchJsonValue       *first)
{
  BatchJsonScanner scanner;

  return batch_json_value_enter_array (array, &scanner) &&
         batch_json_scanner_next_element (&scanner) &&
         batch_json_scanner_read_value (&scanner, first);
}

static gboolean
has_string (const BatchJsonValue *array,
            const BatchJsonValue *string)
{
  g_autofree char *text = batch_json_value_dup_string (string);
  BatchJsonScanner scanner;
  BatchJsonValue element;

  if (text == NULL || !batch_json_value_enter_array (array, &scanner))
    return FALSE;
  while (batch_json_scanner_next_element (&scanner))
    if (batch_json_scanner_read_value (&scanner, &element) && batch_json_value_is (&element, text))
      return TRUE;
  return FALSE;
}

/* --- Strings and numbers --- */

/* Of a long text the end, as in answers that are none of JSON. */
static void
append_text (Maker        *self,
             const Schema *schema)
{
  gint64 least = CLAMP (get_int (&schema->min_length, 0), 0, MAX_LENGTH);
  long most = CLAMP (get_int (&schema->max_length, MAX_TEXT), 0, MAX_TEXT);
  long length = g_utf8_strlen (self->text, -1);
  g_autofree char *end = g_utf8_substring (self->text, MAX (length - most, 0), length);
  g_autoptr(GString) text = g_string_new (end);

  for (gint64 i = MIN (length, most); i < least; i++)
    g_string_append_c (text, '.');
  batch_json_append_string (self->out, text->str, (gssize) text->len);
}

static void
append_string (Maker        *self,
               const Schema *schema)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (batch_json_value_is (&schema->format, formats[i].name))
      {
        batch_json_append_string (self->out, formats[i].example, -1);
        return;
      }

  append_text (self, schema);
}

static gboolean
get_number (const BatchJsonValue *value,
            double               *number)
{
  g_autofree char *text = NULL;

  if (value->type != BATCH_JSON_NUMBER)
    return FALSE;
  text = g_strndup ((const char *) value->data, value->length);
  *number = g_ascii_strtod (text, NULL);
  return TRUE;
}

/* One, or what is next to it within the bounds. */
static void
append_number (Maker        *self,
               const Schema *schema,
               gboolean      integer)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  double number = 1;
  double bound;
  double step = 0;
  double gap = integer ? 1 : 0.5;

  if (get_number (&schema->multiple, &step) && step > 0)
    number = gap = step;
  if (get_number (&schema->below, &bound) && number >= bound)
    number = (integer ? ceil (bound) : bound) - gap;
  if (get_number (&schema->maximum, &bound) && number > bound)
    number = integer ? floor (bound) : bound;
  if (get_number (&schema->above, &bound) && number <= bound)
    number = (integer ? floor (bound) : bound) + gap;
  if (get_number (&schema->minimum, &bound) && number < bound)
    number = integer ? ceil (bound) : bound;
  if (step > 0)
    number = ceil (number / step) * step;
  if (!isfinite (number))
    number = 1;

  g_string_append (self->out, g_ascii_formatd (buffer, sizeof buffer,
                                               integer ? "%.0f" : "%.15g", number));
}

/* --- Objects and arrays --- */

static void
append_object (Maker        *self,
               const Schema *schema,
               guint         depth)
{
  BatchJsonScanner scanner;
  BatchJsonValue name;
  BatchJsonValue value;
  gboolean first = TRUE;

  g_string_append_c (self->out, '{');
  if (batch_json_value_enter_object (&schema->properties, &scanner))
    while (batch_json_scanner_next_member (&scanner, &name))
      {
        if (!batch_json_scanner_read_value (&scanner, &value) ||
            (depth >= ROOMY_DEPTH && !has_string (&schema->required, &name)))
          continue;
        if (!first)
          g_string_append_c (self->out, ',');
        first = FALSE;
        batch_json_append_value (self->out, &name);
        g_string_append_c (self->out, ':');
        append (self, &value, depth + 1);
      }
  g_string_append_c (self->out, '}');
}

static void
append_array (Maker        *self,
              const Schema *schema,
              guint         depth)
{
  gint64 usual = depth < ROOMY_DEPTH ? 1 : 0;
  gint64 n = MAX (usual, CLAMP (get_int (&schema->min_items, 0), 0, MAX_ELEMENTS));

  n = MIN (n, MAX (get_int (&schema->max_items, n), 0));
  g_string_append_c (self->out, '[');
  for (gint64 i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (self->out, ',');
      append (self, &schema->items, depth + 1);
    }
  g_string_append_c (self->out, ']');
}

/* --- Any schema --- */

/* @word: the name of a kind */
static void
append_kind (Maker                *self,
             const Schema         *schema,
             const BatchJsonValue *word,
             guint                 depth)
{
  if (batch_json_value_is (word, "object"))
    append_object (self, schema, depth);
  else if (batch_json_value_is (word, "array"))
    append_array (self, schema, depth);
  else if (batch_json_value_is (word, "integer") || batch_json_value_is (word, "number"))
    append_number (self, schema, batch_json_value_is (word, "integer"));
  else if (batch_json_value_is (word, "boolean"))
    g_string_append (self->out, "true");
  else if (batch_json_value_is (word, "null"))
    g_string_append (self->out, "null");
  else
    append_string (self, schema);
}

/* Of one that does not say its kind, what else it says tells. */
static void
append_by_type (Maker        *self,
                const Schema *schema,
                guint         depth)
{
  BatchJsonValue word = schema->type;

  if (word.type == BATCH_JSON_ARRAY)
    get_first (&schema->type, &word);
  if (word.type == BATCH_JSON_NONE && schema->properties.type == BATCH_JSON_OBJECT)
    append_object (self, schema, depth);
  else if (word.type == BATCH_JSON_NONE && schema->items.type == BATCH_JSON_OBJECT)
    append_array (self, schema, depth);
  else
    append_kind (self, schema, &word, depth);
}

static gboolean
is_null (const BatchJsonValue *value)
{
  Schema schema = { 0 };

  batch_json_value_read_members (value, members, G_N_ELEMENTS (members), &schema);
  return batch_json_value_is (&schema.type, "null");
}

/* The first, or what ends a schema that goes on in itself. */
static gboolean
choose (const BatchJsonValue *alternatives,
        guint                 depth,
        BatchJsonValue       *chosen)
{
  BatchJsonScanner scanner;
  BatchJsonValue value;

  if (!get_first (alternatives, chosen))
    return FALSE;
  if (depth < ROOMY_DEPTH || !batch_json_value_enter_array (alternatives, &scanner))
    return TRUE;

  while (batch_json_scanner_next_element (&scanner))
    if (batch_json_scanner_read_value (&scanner, &value) && is_null (&value))
      *chosen = value;
  return TRUE;
}

/* A schema that stands for another one. */
static gboolean
find_other (Maker          *self,
            const Schema   *schema,
            guint           depth,
            BatchJsonValue *other)
{
  g_autofree char *reference = batch_json_value_dup_string (&schema->reference);

  if (reference != NULL && reference[0] == '#')
    return batch_json_pointer_find (self->root, reference + 1, other);
  return choose (&schema->any_of, depth, other) || choose (&schema->one_of, depth, other) ||
         get_first (&schema->all_of, other);
}

static void
append (Maker                *self,
        const BatchJsonValue *value,
        guint                 depth)
{
  Schema schema = { 0 };
  BatchJsonValue other;

  if (depth >= MAX_DEPTH || self->out->len >= self->end)
    {
      g_string_append (self->out, "null");
      return;
    }

  batch_json_value_read_members (value, members, G_N_ELEMENTS (members), &schema);
  if (schema.constant.type != BATCH_JSON_NONE)
    batch_json_append_value (self->out, &schema.constant);
  else if (get_first (&schema.enumeration, &other))
    batch_json_append_value (self->out, &other);
  else if (find_other (self, &schema, depth, &other))
    append (self, &other, depth + 1);
  else
    append_by_type (self, &schema, depth);
}

gboolean
batch_simulator_schema_says_what (const BatchJsonValue *value)
{
  Schema schema = { 0 };
  const BatchJsonValue *const sayings[] = {
    &schema.type, &schema.enumeration, &schema.constant, &schema.reference, &schema.any_of,
    &schema.one_of, &schema.all_of, &schema.properties, &schema.items,
  };

  batch_json_value_read_members (value, members, G_N_ELEMENTS (members), &schema);
  for (guint i = 0; i < G_N_ELEMENTS (sayings); i++)
    if (sayings[i]->type != BATCH_JSON_NONE)
      return TRUE;

  return FALSE;
}

void
batch_simulator_append_by_schema (GString              *out,
                                  const BatchJsonValue *schema,
                                  const char           *text)
{
  Maker maker = { .out = out, .root = schema, .text = text, .end = out->len + MAX_LENGTH };

  append (&maker, schema, 0);
}
