/* batch-message-check.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-message-check-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

typedef struct
{
  BatchJsonValue max_tokens;
  BatchJsonValue stream;
} Members;

const char *
batch_message_check (const guint8 *body,
                     gsize         length)
{
  static const BatchJsonMember members[] = {
    { "max_tokens", batch_json_read_slice, G_STRUCT_OFFSET (Members, max_tokens) },
    { "stream", batch_json_read_slice, G_STRUCT_OFFSET (Members, stream) },
  };
  Members found = { { NULL } };
  BatchJsonScanner scanner;
  gint64 max_tokens;

  batch_json_scanner_init (&scanner, body, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &found);
  if (found.max_tokens.type == BATCH_JSON_NONE)
    return "max_tokens: Field required";
  if (!batch_json_value_get_int (&found.max_tokens, &max_tokens))
    return "max_tokens: Input should be a valid integer";
  if (max_tokens < 0)
    return "max_tokens: Input should be greater than or equal to 0";
  if (found.stream.type == BATCH_JSON_TRUE)
    return "stream: Input should be false, as a batch is not streamed";
  return NULL;
}
