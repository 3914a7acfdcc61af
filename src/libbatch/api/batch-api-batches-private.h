/* api/batch-api-batches-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-batch-private.h"
#include "api/batch-api-exchange-private.h"

G_BEGIN_DECLS

/* @receipt: (transfer full) */
typedef void (*BatchApiBatchFoundFunc) (BatchApiExchange   *exchange,
                                        BatchReceiptRecord *receipt);

/* Calls @found if the batch that @exchange names is there for who asks. */
void batch_api_batches_look_up (BatchApiExchange       *exchange,
                                BatchApiBatchFoundFunc  found);
/* Answers with a batch. @receipt: (transfer full) */
void batch_api_batches_show    (BatchApiExchange       *exchange,
                                BatchReceiptRecord     *receipt);

/* --- batch-api-batch-create.c --- */

/* Whether its Idempotency-Key can be one; asked before anything is kept of it. NULL: it can. */
BatchApiFault *batch_api_batches_check_key (BatchApiExchange        *exchange);
/* Notes what is ordered, begins with it and answers with the batch. */
void           batch_api_batches_put       (BatchApiExchange        *exchange,
                                            const BatchApiBatchSpec *spec);

G_END_DECLS
