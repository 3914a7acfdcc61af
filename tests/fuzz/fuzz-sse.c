/* fuzz-sse.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib.h>

#include "answers/batch-answer-fold-private.h"
#include "answers/batch-sse-private.h"
#include "fuzz.h"
#include "json/batch-json-scanner-private.h"

#define LIMIT 65536

static gboolean
fold_event (const char *data,
            gsize       length,
            gpointer    user_data)
{
  return batch_answer_fold_add (user_data, data, length) == BATCH_FOLD_OPEN;
}

static GBytes *
fold_in_pieces (const guint8 *data,
                gsize         length,
                gsize         piece,
                gboolean     *whole)
{
  g_autoptr(BatchAnswerFold) fold = batch_answer_fold_new (LIMIT);
  g_autoptr(BatchSse) sse = batch_sse_new (LIMIT, fold_event, fold);

  for (gsize at = 0; at < length; at += piece)
    batch_sse_feed (sse, data + at, MIN (piece, length - at));
  batch_sse_end (sse);

  *whole = batch_answer_fold_is_whole (fold);
  return batch_answer_fold_dup_body (fold);
}

/* An answer is JSON, and does not depend on how its stream was cut in pieces. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         length)
{
  gboolean whole;
  gboolean whole_again;
  g_autoptr(GBytes) body = fold_in_pieces (data, length, MAX (length, 1), &whole);
  g_autoptr(GBytes) again = fold_in_pieces (data, length, 3, &whole_again);

  g_assert_true (whole == whole_again);
  g_assert_true (g_bytes_equal (body, again));
  if (whole)
    g_assert_true (batch_json_validate (g_bytes_get_data (body, NULL), g_bytes_get_size (body), 0));

  return 0;
}
