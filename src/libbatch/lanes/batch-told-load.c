/* batch-told-load.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-told-load-private.h"

#include "core/batch-retry-private.h"

/* A server that turns requests away until its model is there costs them no attempt, so that one
 * which never gets it there would have them wait for ever. Only what was asked counts: who comes
 * back after a pause has seen nothing of the load that he was told of before. What the server has
 * asked for is no pause: nobody comes back before. */

#define PAUSE_US (2 * G_TIME_SPAN_MINUTE)

static gint64
longest_gap_us (gint64 retry_after_ms)
{
  BatchRetryPolicy policy;

  batch_retry_policy_init (&policy);
  return PAUSE_US
         + CLAMP (retry_after_ms, 0, policy.max_retry_after_ms) * G_TIME_SPAN_MILLISECOND;
}

gboolean
batch_told_load_note (BatchToldLoad *self,
                      gint64         now,
                      gint64         retry_after_ms,
                      gint64         longest)
{
  gboolean goes_on = self->since > 0 && now <= self->until;
  gboolean too_long = goes_on && now - self->since >= longest;

  if (!goes_on || too_long)
    self->since = now;
  self->until = now + longest_gap_us (retry_after_ms);
  return too_long;
}

void
batch_told_load_end (BatchToldLoad *self)
{
  *self = (BatchToldLoad) { 0 };
}
