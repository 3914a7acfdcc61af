/* batch-retry.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule.
 *
 * 1. What is not retriable is not tried again, and nothing is after its last
 *    attempt. Waits that cost no attempt (the server is loading, has no room, or
 *    cannot be reached) have no limit but the deadline.
 * 2. After attempt n the back-off is a random time between nothing and
 *    base × 2ⁿ⁻¹, at most max ("full jitter": many that failed together do not
 *    come back together). A wait is between half and all of its own back-off, as
 *    asking a server that is loading at once does not help. Work that died with
 *    its engine is not to blame, and comes back at once.
 * 3. Retry-After is a minimum; a little of the jitter is laid on top, for the
 *    same reason. It counts for at most max_retry_after.
 * 4. What could only start at or after the deadline is not tried again. */

#include "config.h"

#include "core/batch-retry-private.h"

void
batch_retry_policy_init (BatchRetryPolicy *policy)
{
  *policy = (BatchRetryPolicy) {
    .max_attempts = 5,
    .base_ms = 1000,
    .max_ms = 60 * 1000,
    .wait_base_ms = 1000,
    .wait_max_ms = 30 * 1000,
    .max_retry_after_ms = 60 * 60 * 1000,
  };
}

static double
back_off_ms (gint64 base_ms,
             gint64 max_ms,
             guint  tries_done)
{
  double ms = (double) base_ms;

  for (guint i = 1; i < tries_done && ms < (double) max_ms; i++)
    ms *= 2;

  return MIN (ms, (double) max_ms);
}

static double
delay_ms (const BatchRetryPolicy *policy,
          guint                   tries_done,
          gboolean                costs_attempt,
          BatchFailureKind        kind,
          gint64                  retry_after_ms,
          double                  random01)
{
  double asked = (double) MIN (retry_after_ms, policy->max_retry_after_ms);
  double delay;

  if (costs_attempt)
    delay = random01 * back_off_ms (policy->base_ms, policy->max_ms, tries_done);
  else if (kind == BATCH_FAILURE_KIND_TASK_TERMINATED)
    delay = 0;
  else
    delay = (0.5 + random01 / 2) *
            back_off_ms (policy->wait_base_ms, policy->wait_max_ms, tries_done);

  if (asked > delay)
    delay = asked + random01 * (double) policy->base_ms;

  return delay;
}

BatchRetryDecision
batch_retry_decide (const BatchRetryPolicy *policy,
                    guint                   tries_done,
                    gboolean                costs_attempt,
                    BatchFailureKind        kind,
                    gboolean                retriable,
                    gint64                  retry_after_ms,
                    gint64                  now_us,
                    gint64                  deadline_us,
                    double                  random01)
{
  BatchRetryDecision decision = { FALSE, BATCH_RETRY_NOT_RETRIABLE, 0, 0 };
  gint64 delay_us;

  if (!retriable)
    return decision;

  decision.verdict = BATCH_RETRY_NO_ATTEMPT_LEFT;
  if (costs_attempt && tries_done >= policy->max_attempts)
    return decision;

  delay_us = (gint64) (1000 * delay_ms (policy, tries_done, costs_attempt, kind,
                                        retry_after_ms, random01));
  decision.verdict = BATCH_RETRY_PAST_DEADLINE;
  if (deadline_us > 0 && now_us + delay_us >= deadline_us)
    return decision;

  return (BatchRetryDecision) { TRUE, BATCH_RETRY_AGAIN, delay_us, now_us + delay_us };
}

/* Nobody is made to wait longer than any rule asks for: a time that lies further
 * ahead was written by a clock that has since been set back. */
gint64
batch_retry_wait_left (const BatchRetryPolicy *policy,
                       gint64                  not_before_us,
                       gint64                  now_us)
{
  gint64 longest = MAX (MAX (policy->max_ms, policy->wait_max_ms),
                        policy->max_retry_after_ms + policy->base_ms);

  return CLAMP (not_before_us - now_us, 0, 1000 * longest);
}
