/* batch-emptied.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-emptied-private.h"

#include "json/batch-json-text-private.h"
#include "translation/batch-translator-private.h"

static const char *
find_empty (const BatchEmptied   *emptied,
            const BatchJsonValue *key)
{
  for (; emptied->name != NULL; emptied++)
    if (batch_json_value_is (key, emptied->name))
      return emptied->empty;

  return NULL;
}

void
batch_emptied_append (GString              *out,
                      const BatchJsonValue *object,
                      const BatchEmptied   *emptied)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  g_string_append_c (out, '{');
  batch_json_value_enter_object (object, &scanner);
  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    {
      const char *empty = find_empty (emptied, &key);

      batch_translator_put_comma (out);
      batch_json_append_one_line (out, key.data, key.length);
      g_string_append_c (out, ':');
      if (empty != NULL)
        g_string_append (out, empty);
      else
        batch_json_append_one_line (out, value.data, value.length);
    }
  g_string_append_c (out, '}');
}
