/* batch-initial-members.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-initial-members-private.h"

#include "json/batch-json-text-private.h"
#include "translation/batch-translator-private.h"

static const char *
find_empty (const BatchInitialMember *initial,
            const BatchJsonValue     *key)
{
  for (; initial->name != NULL; initial++)
    if (batch_json_value_is (key, initial->name))
      return initial->empty;

  return NULL;
}

void
batch_initial_members_append (GString                  *out,
                              const BatchJsonValue     *object,
                              const BatchInitialMember *initial)
{
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  g_string_append_c (out, '{');
  batch_json_value_enter_object (object, &scanner);
  while (batch_json_scanner_next_member (&scanner, &key)
         && batch_json_scanner_read_value (&scanner, &value))
    {
      const char *empty = find_empty (initial, &key);

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
