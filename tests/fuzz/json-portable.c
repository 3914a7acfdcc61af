/* json-portable.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json-portable.h"

#define BATCH_JSON_PORTABLE 1
#define batch_json_scanner_init         portable_scanner_init
#define batch_json_scanner_peek         portable_scanner_peek
#define batch_json_scanner_read_value   portable_scanner_read_value
#define batch_json_scanner_enter_object portable_scanner_enter_object
#define batch_json_scanner_next_member  portable_scanner_next_member
#define batch_json_scanner_enter_array  portable_scanner_enter_array
#define batch_json_scanner_next_element portable_scanner_next_element
#define batch_json_scanner_finish       portable_scanner_finish
#define batch_json_scanner_get_offset   portable_scanner_get_offset
#define batch_json_validate             portable_validate
#define batch_json_value_enter_object   portable_value_enter_object
#define batch_json_value_enter_array    portable_value_enter_array
#define batch_json_type_describe        portable_type_describe

#include "json/batch-json-scanner.c"

gboolean
portable_json_validate (const guint8 *data,
                        gsize         length,
                        guint         max_depth,
                        gsize        *offset)
{
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, data, length, max_depth);
  batch_json_scanner_read_value (&scanner, NULL);
  batch_json_scanner_finish (&scanner);
  *offset = batch_json_scanner_get_offset (&scanner);
  return scanner.problem == NULL;
}
