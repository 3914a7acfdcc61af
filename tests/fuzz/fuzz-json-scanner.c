/* fuzz-json-scanner.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib.h>
#include <string.h>

#include "fuzz.h"
#include "json-portable.h"
#include "json/batch-json-text-private.h"

/* A string that can be decoded says the same after it was written again. */
static void
check_string (const BatchJsonValue *value)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) again = g_string_new (NULL);
  g_autoptr(GString) json = g_string_new (NULL);
  BatchJsonValue written;

  if (!batch_json_value_decode (value, text))
    return;

  g_assert_true (g_utf8_validate_len (text->str, text->len, NULL) ||
                 memchr (text->str, 0, text->len) != NULL);
  if (memchr (text->str, 0, text->len) != NULL)
    return;

  g_assert_true (batch_json_value_is (value, text->str));
  batch_json_append_string (json, text->str, text->len);
  written = (BatchJsonValue) { (const guint8 *) json->str, json->len, BATCH_JSON_STRING };
  g_assert_true (batch_json_value_decode (&written, again));
  g_assert_true (g_string_equal (text, again));
}

/* Goes into everything, where reading a value goes past it. */
static void
walk (BatchJsonScanner *scanner)
{
  BatchJsonValue value;

  switch (batch_json_scanner_peek (scanner))
    {
    case BATCH_JSON_OBJECT:
      batch_json_scanner_enter_object (scanner);
      while (batch_json_scanner_next_member (scanner, &value))
        {
          check_string (&value);
          walk (scanner);
        }
      break;

    case BATCH_JSON_ARRAY:
      batch_json_scanner_enter_array (scanner);
      while (batch_json_scanner_next_element (scanner))
        walk (scanner);
      break;

    case BATCH_JSON_STRING:
      if (batch_json_scanner_read_value (scanner, &value))
        check_string (&value);
      break;

    case BATCH_JSON_NONE:
    case BATCH_JSON_NUMBER:
    case BATCH_JSON_TRUE:
    case BATCH_JSON_FALSE:
    case BATCH_JSON_NULL:
    default:
      batch_json_scanner_read_value (scanner, NULL);
      break;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         length)
{
  BatchJsonScanner reader;
  BatchJsonScanner walker;
  gboolean good;
  gsize offset;

  batch_json_scanner_init (&reader, data, length, BATCH_JSON_DEPTH);
  batch_json_scanner_read_value (&reader, NULL);
  good = batch_json_scanner_finish (&reader);
  g_assert_cmpuint (batch_json_scanner_get_offset (&reader), <=, length);

  g_assert_true (portable_json_validate (data, length, BATCH_JSON_DEPTH, &offset) == good);
  g_assert_cmpuint (offset, ==, batch_json_scanner_get_offset (&reader));

  batch_json_scanner_init (&walker, data, length, BATCH_JSON_DEPTH);
  walk (&walker);
  g_assert_true (batch_json_scanner_finish (&walker) == good);
  g_assert_cmpuint (batch_json_scanner_get_offset (&walker), ==, offset);

  if (good)
    {
      g_autoptr(GString) line = g_string_new (NULL);

      batch_json_append_one_line (line, data, length);
      g_assert_null (memchr (line->str, '\n', line->len));
      g_assert_true (batch_json_validate ((const guint8 *) line->str, line->len, 0));
    }

  return 0;
}
