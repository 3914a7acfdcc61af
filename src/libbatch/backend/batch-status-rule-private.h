/* backend/batch-status-rule-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "answers/batch-answer-private.h"
#include "batch-types.h"
#include "core/batch-verdict-private.h"

G_BEGIN_DECLS

/* Of what is the same for all requests. */
#define BATCH_STATUS_ADDRESS_TOO_LONG  414
#define BATCH_STATUS_HEADERS_TOO_LARGE 431

/* What a status that is not 2xx means. */
typedef struct
{
  BatchVerdict      verdict;
  BatchFailureKind  kind;
  const char       *sentence;      /* to be followed by the server's own words */
  gboolean          by_gateway;    /* what is in front of the server may say so */
  BatchError        error;         /* of whom it keeps out; 0: @kind says it */
  gboolean          unloaded;      /* it waits for a load that nobody may have begun */
} BatchStatusMeaning;

BatchStatusMeaning batch_status_judge    (int                status,
                                          const BatchAnswer *answer,
                                          gboolean           has_retry_after);

/* What an error that came with a good status is, if it may pass; 0: nothing of the kind. */
int                batch_status_reported (const BatchAnswer *answer);

G_END_DECLS
