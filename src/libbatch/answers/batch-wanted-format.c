/* batch-wanted-format.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-wanted-format-private.h"

#include <string.h>

#include "json/batch-json-members-private.h"
#include "json/batch-json-schema-private.h"

typedef struct
{
  char           *type;
  BatchJsonValue  schema;
} Format;

/* Most requests ask for nothing, and may have pictures in them: whoever asks cannot do it
 * without this word, unless he takes pains to spell it otherwise. */
static gboolean
may_ask (const guint8 *body,
         gsize         length)
{
  return length > 0 && memmem (body, length, "format\"", strlen ("format\"")) != NULL;
}

static void
read_json_schema (BatchJsonScanner *scanner,
                  gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "schema", batch_json_read_slice, G_STRUCT_OFFSET (Format, schema) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_format (BatchJsonScanner *scanner,
             gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "type", batch_json_read_string, G_STRUCT_OFFSET (Format, type) },
    { "schema", batch_json_read_slice, G_STRUCT_OFFSET (Format, schema) },
    { "json_schema", read_json_schema, 0 },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_nested_format (BatchJsonScanner *scanner,
                    gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "format", read_format, 0 },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
take_format (BatchWantedFormat *self,
             const Format      *format)
{
  if (g_strcmp0 (format->type, "json_object") == 0)
    self->json = self->object = TRUE;
  else if (g_strcmp0 (format->type, "json_schema") == 0)
    self->json = TRUE;

  if (self->json && (format->schema.type == BATCH_JSON_OBJECT ||
                     format->schema.type == BATCH_JSON_FALSE))
    self->schema = format->schema;
}

gboolean
batch_wanted_format_read (BatchWantedFormat *self,
                          const guint8      *body,
                          gsize              length)
{
  static const BatchJsonMember members[] = {
    { "response_format", read_format, 0 },
    { "text", read_nested_format, 0 },
    { "output_format", read_format, 0 },
    { "output_config", read_nested_format, 0 },
  };
  BatchJsonScanner scanner;
  Format format = { 0 };

  *self = (BatchWantedFormat) { 0 };
  if (!may_ask (body, length))
    return FALSE;

  batch_json_scanner_init (&scanner, body, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &format);
  if (batch_json_scanner_finish (&scanner))
    take_format (self, &format);

  g_free (format.type);
  return self->json;
}

static gboolean
read_text (const guint8    *text,
           gsize            length,
           BatchJsonValue  *value,
           char           **problem)
{
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, text, length, BATCH_JSON_DEPTH);
  batch_json_scanner_read_value (&scanner, value);
  if (batch_json_scanner_finish (&scanner))
    return TRUE;

  if (problem != NULL)
    *problem = g_strdup_printf ("The answer should be JSON, and is not: %s (byte %" G_GSIZE_FORMAT
                                ")", scanner.problem,
                                batch_json_scanner_get_offset (&scanner) + 1);
  return FALSE;
}

gboolean
batch_wanted_format_check (const BatchWantedFormat  *self,
                           const guint8             *text,
                           gsize                     length,
                           char                    **problem)
{
  g_autofree char *detail = NULL;
  BatchJsonValue value;

  if (!self->json)
    return TRUE;
  if (!read_text (text, length, &value, problem))
    return FALSE;

  if (self->object && value.type != BATCH_JSON_OBJECT)
    detail = g_strdup_printf ("the whole is %s, not an object",
                              batch_json_type_describe (value.type));
  else if (self->schema.type == BATCH_JSON_NONE
           || batch_json_schema_check (&self->schema, &value, &detail))
    return TRUE;

  if (problem != NULL)
    *problem = g_strdup_printf ("The answer does not keep to the schema: %s", detail);
  return FALSE;
}
