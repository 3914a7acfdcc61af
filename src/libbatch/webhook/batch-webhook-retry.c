/* webhook/batch-webhook-retry.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "webhook/batch-webhook-retry-private.h"

/* The rule.
 *
 * 1. 2xx is an acknowledgement, and nothing else is. 410 says that nobody is there any more:
 *    nothing is sent to that target again. What may not be sent is not tried again.
 * 2. What would be answered likewise the next time (3xx, and 4xx but for 408, 425 and 429)
 *    is tried three times, in case somebody is just putting it right.
 * 3. All else is tried for a day. After attempt n the wait is a random time of up to
 *    5 s × 2ⁿ⁻¹, at most an hour ("full jitter": targets that came down together are not
 *    all asked at once), and at least a second.
 * 4. Retry-After is a minimum, with a little jitter on top. */

#define BASE_US (5 * G_TIME_SPAN_SECOND)
#define LEAST_US G_TIME_SPAN_SECOND
#define MOST_US G_TIME_SPAN_HOUR
#define FEW 3

static gboolean
is_refusal (guint status)
{
  return status >= 300 && status < 500 && status != 408 && status != 425 && status != 429;
}

static gint64
wait_us (guint  attempts,
         gint64 retry_after_ms,
         double random01)
{
  gint64 most = attempts > 20 ? MOST_US : MIN (BASE_US << (MAX (attempts, 1) - 1), MOST_US);
  gint64 wait = MAX ((gint64) (random01 * (double) most), LEAST_US);

  if (retry_after_ms * 1000 > wait)
    wait = retry_after_ms * 1000 + (gint64) (random01 * (double) BASE_US);
  return wait;
}

void
batch_webhook_decide (const BatchWebhookOutcome *outcome,
                      guint                      attempts,
                      gint64                     created_at,
                      gint64                     now,
                      double                     random01,
                      BatchDeliveryEnding       *ending)
{
  guint status = outcome->status_code;

  ending->status_code = status;
  ending->gone = status == 410;
  ending->state = BATCH_DELIVERY_GIVEN_UP;
  ending->due_at = now + wait_us (attempts, outcome->retry_after_ms, random01);
  if (status >= 200 && status < 300)
    ending->state = BATCH_DELIVERY_DELIVERED;
  else if (!ending->gone && !outcome->forbidden && !(is_refusal (status) && attempts >= FEW) &&
           ending->due_at <= created_at + BATCH_WEBHOOK_PATIENCE_US)
    ending->state = BATCH_DELIVERY_WAITING;
}
