/* batch-worker.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-worker-private.h"

static BatchVerdict
usual_verdict (BatchItemStatus status)
{
  if (status == BATCH_ITEM_STATUS_CANCELLED)
    return BATCH_VERDICT_CANCELLED;

  return status == BATCH_ITEM_STATUS_FAILED ? BATCH_VERDICT_TRY_AGAIN : BATCH_VERDICT_OK;
}

BatchEnding *
batch_ending_new (BatchItemStatus status)
{
  BatchEnding *ending = g_new0 (BatchEnding, 1);

  ending->status = status;
  ending->verdict = usual_verdict (status);
  ending->retry_after_ms = -1;
  ending->prompt_tokens = -1;
  ending->output_tokens = -1;
  ending->cached_tokens = -1;
  ending->timings = (BatchTimings) BATCH_TIMINGS_INIT;
  ending->costs_attempt = TRUE;
  return ending;
}

void
batch_ending_free (BatchEnding *ending)
{
  g_free (ending->message);
  g_free (ending->obstacle);
  g_free (ending->request_id);
  g_clear_pointer (&ending->body, g_bytes_unref);
  g_free (ending);
}
