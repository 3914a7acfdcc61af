/* api/batch-api-outcome-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-api-record.h"
#include "core/batch-record.h"

G_BEGIN_DECLS

/* What became of a job, in the numbers that its client is told. Times are s. */
typedef struct
{
  char   *state;                   /* (nullable) NULL: there was no job */
  char   *model;                   /* (nullable) NULL also: it has several */
  gint64  total;
  gint64  succeeded;
  gint64  failed;
  gint64  cancelled;
  gint64  expired;
  gint64  started_at;
  gint64  completed_at;
  gint64  expires_at;              /* 0: nobody has said, or never */
  gint64  allotted_s;              /* how long that is after its beginning */
  gint64  prompt_tokens;           /* as far as the answers tell; so are the next two */
  gint64  cached_tokens;           /* of them */
  gint64  output_tokens;
  gint64  reasoning_tokens;        /* of them; known when it has ended */
} BatchApiOutcome;

/* As the receipt has it, or else the job. @self: empty; @job: (nullable) */
void    batch_api_outcome_read  (BatchApiOutcome          *self,
                                 const BatchReceiptRecord *receipt,
                                 const BatchJobRecord     *job);
void    batch_api_outcome_clear (BatchApiOutcome          *self);
/* For the receipt, because a job that has ended may be removed. */
char   *batch_api_outcome_save  (const BatchJobRecord     *job,
                                 gint64                    reasoning_tokens);

/* When the time of a batch is over that was promised @window_s, in µs. */
gint64  batch_api_outcome_get_expiry (const BatchApiOutcome    *self,
                                      const BatchReceiptRecord *receipt,
                                      gint64                    window_s);

gint64  batch_api_to_seconds    (gint64                    time_us);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BatchApiOutcome, batch_api_outcome_clear)

G_END_DECLS
