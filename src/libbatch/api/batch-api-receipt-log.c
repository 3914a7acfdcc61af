/* api/batch-api-receipt-log.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-receipt-log-private.h"

#include "core/batch-log-private.h"

void
batch_api_receipt_log_trouble (const BatchReceiptRecord *receipt,
                               const GError             *error)
{
  const BatchLogFields fields = {
    .job = receipt->id, .key = receipt->key_id, .duration_ms = -1,
  };

  batch_log (G_LOG_LEVEL_WARNING, BATCH_LOG_BATCH, &fields, "Batch %s does not come along: %s",
             fields.job, error->message);
}

void
batch_api_receipt_log_refusal (const BatchReceiptRecord *receipt)
{
  const BatchLogFields fields = {
    .job = receipt->id, .key = receipt->key_id, .state = "failed", .duration_ms = -1,
  };

  batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_JOB, &fields, "%s is failed: it was refused, and its "
             "errors say why", fields.job);
}
