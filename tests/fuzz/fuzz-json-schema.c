/* fuzz-json-schema.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib.h>
#include <string.h>

#include "fuzz.h"
#include "json/batch-json-equal-private.h"
#include "json/batch-json-schema-private.h"

static gboolean
read_value (const guint8   *data,
            gsize           length,
            BatchJsonValue *value)
{
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  return batch_json_scanner_read_value (&scanner, value) && batch_json_scanner_finish (&scanner);
}

/* The first line is the schema, the rest what should keep to it. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         length)
{
  const guint8 *line_end = length > 0 ? memchr (data, '\n', length) : NULL;
  g_autofree char *problem = NULL;
  BatchJsonValue schema;
  BatchJsonValue value;

  if (line_end == NULL || !read_value (data, line_end - data, &schema)
      || !read_value (line_end + 1, data + length - line_end - 1, &value))
    return 0;

  g_assert_true (batch_json_values_equal (&value, &value));
  if (batch_json_schema_check (&schema, &value, &problem))
    {
      g_assert_null (problem);
      return 0;
    }

  g_assert_nonnull (problem);
  g_assert_true (g_utf8_validate (problem, -1, NULL));
  return 0;
}
