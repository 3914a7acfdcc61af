/* backend/batch-verdict-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-enums.h"
#include "format/batch-answer-private.h"

G_BEGIN_DECLS

/* What a status that is not 2xx means. */
typedef struct
{
  BatchFailureKind  kind;
  gboolean          retriable;
  gboolean          costs_attempt;
  const char       *sentence;      /* to be followed by the server's own words */
} BatchVerdict;

BatchVerdict batch_verdict_from_status (int                status,
                                        const BatchAnswer *answer,
                                        gboolean           has_retry_after);

G_END_DECLS
