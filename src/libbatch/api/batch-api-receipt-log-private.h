/* api/batch-api-receipt-log-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-api-record.h"

G_BEGIN_DECLS

/* What the log has to say of a batch that has no job which would say it. */

void batch_api_receipt_log_trouble (const BatchReceiptRecord *receipt,
                                    const GError             *error);
/* What is wrong with its input may have the words of a request in it, so its client alone can ask
 * for that. */
void batch_api_receipt_log_refusal (const BatchReceiptRecord *receipt);

G_END_DECLS
