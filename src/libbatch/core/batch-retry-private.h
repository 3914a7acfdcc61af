/* batch-retry-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

typedef struct
{
  guint  max_attempts;         /* first try included */
  gint64 base_ms;              /* back-off after the first failed attempt, doubled each time */
  gint64 max_ms;
  gint64 wait_base_ms;         /* the same for waits that cost no attempt */
  gint64 wait_max_ms;
  gint64 max_retry_after_ms;   /* a server that asks for more gets no more */
} BatchRetryPolicy;

typedef enum
{
  BATCH_RETRY_AGAIN,
  BATCH_RETRY_NOT_RETRIABLE,
  BATCH_RETRY_NO_ATTEMPT_LEFT,
  BATCH_RETRY_PAST_DEADLINE,
} BatchRetryVerdict;

typedef struct
{
  gboolean          retry;
  BatchRetryVerdict verdict;        /* why, or why not */
  gint64            delay_us;       /* for whoever waits on the monotonic clock */
  gint64            not_before_us;  /* the same on the clock of now_us; 0 without a retry */
} BatchRetryDecision;

void               batch_retry_policy_init (BatchRetryPolicy       *policy);

/* @tries_done counts what lies behind, this one included: attempts when it costs
 * one, else waits in a row. @random01 is in [0, 1). */
BatchRetryDecision batch_retry_decide      (const BatchRetryPolicy *policy,
                                            guint                   tries_done,
                                            gboolean                costs_attempt,
                                            BatchFailureKind        kind,
                                            gboolean                retriable,
                                            gint64                  retry_after_ms,
                                            gint64                  now_us,
                                            gint64                  deadline_us,
                                            double                  random01);

/* What is left of a wait that was read back from a store. */
gint64             batch_retry_wait_left   (const BatchRetryPolicy *policy,
                                            gint64                  not_before_us,
                                            gint64                  now_us);

G_END_DECLS
