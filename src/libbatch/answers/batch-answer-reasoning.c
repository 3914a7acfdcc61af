/* batch-answer-reasoning.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "answers/batch-answer-reasoning-private.h"

#include <string.h>

#include "json/batch-json-members-private.h"

#define WORD "reasoning_tokens"

static void
read_details (BatchJsonScanner *scanner,
              gpointer          field)
{
  static const BatchJsonMember members[] = { { WORD, batch_json_read_count, 0 } };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

/* Chats name it otherwise than responses. */
static void
read_usage (BatchJsonScanner *scanner,
            gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "completion_tokens_details", read_details, 0 },
    { "output_tokens_details", read_details, 0 },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

gint64
batch_answer_count_reasoning (const guint8 *body,
                              gsize         length)
{
  static const BatchJsonMember members[] = { { "usage", read_usage, 0 } };
  BatchJsonScanner scanner;
  gint64 count = 0;

  /* Most answers do not even have the word in them. */
  if (length == 0 || memmem (body, length, WORD, strlen (WORD)) == NULL)
    return 0;

  batch_json_scanner_init (&scanner, body, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &count);
  return batch_json_scanner_finish (&scanner) ? MAX (count, 0) : 0;
}
