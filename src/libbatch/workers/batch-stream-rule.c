/* batch-stream-rule.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-stream-rule-private.h"

/* An answer in one piece shows no life until it is whole: the limit for its beginning is one for
 * all of it, and a server that has died of it is noticed as late. So it is asked for as a stream
 * where nobody knows how long it takes. Where answers come at once, putting them together from
 * pieces costs more than it tells. That they do is known by a row of them; one that does not, or a
 * request that failed, ends it.
 *
 * What cannot be a stream, as its request says so or its endpoint knows none, is given twice as
 * long the next time, as the answer may be a long one. Where a stream has not begun there is none
 * on its way. */

#define QUICK_MS   1000
#define QUICK_ROW  64
#define MAX_WAIT_MS (3 * 60 * 60 * 1000)

gboolean
batch_stream_rule_judge (const BatchStreamFacts *facts)
{
  if (facts->is_waited_for)
    return TRUE;

  return facts->wanted && (facts->n_attempts > 0 || facts->n_quick < QUICK_ROW);
}

guint
batch_stream_rule_count (guint  n_quick,
                         gint64 took_ms)
{
  return took_ms < QUICK_MS ? MIN (n_quick + 1, QUICK_ROW) : 0;
}

gint64
batch_stream_rule_wait (gint64   had_ms,
                        gboolean streams)
{
  return streams || had_ms >= MAX_WAIT_MS ? had_ms : MIN (2 * had_ms, MAX_WAIT_MS);
}
