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
 * Some servers have no streams, and not all of them say so: until one has come from a server, what
 * is not acceptable to it, or not implemented, is asked for in one piece at once, and so is every
 * other attempt that follows a failure. What it calls a bad request without a word of streams is
 * one.
 *
 * A few count no tokens in streams, also when they are asked to: theirs are for what takes long.
 *
 * What cannot be a stream, as its request says so or its endpoint knows none, is given twice as
 * long the next time, as the answer may be a long one. Where a stream has not begun there is none
 * on its way. */

#define QUICK_MS   1000
#define QUICK_ROW  64
#define LONG_MS    (2 * 60 * 1000)
#define HELPED_ROW 3
#define MAX_WAIT_MS (3 * 60 * 60 * 1000)

gboolean
batch_stream_rule_judge (const BatchStreamFacts *facts)
{
  if (facts->is_waited_for)
    return TRUE;

  if (!facts->wanted)
    return FALSE;

  if (facts->n_attempts > 0)
    return facts->has_streamed || facts->n_attempts % 2 == 0;

  return facts->lacks_usage ? facts->took_ms >= LONG_MS : facts->n_quick < QUICK_ROW;
}

BatchStreaming
batch_stream_rule_lower (BatchStreaming            had,
                         const BatchStreamRefusal *refusal)
{
  gboolean names_streams = refusal->names_streams;

  if (had <= BATCH_STREAMING_OFF)
    return had;

  switch (refusal->status)
    {
    case 400:
    case 422:
      break;

    case 405:
    case 406:
    case 415:
    case 501:
      names_streams |= !refusal->has_streamed;
      break;

    default:
      return had;
    }

  if (!names_streams)
    return had;

  return refusal->names_options && had == BATCH_STREAMING_FULL ? BATCH_STREAMING_PLAIN
                                                               : BATCH_STREAMING_OFF;
}

gboolean
batch_stream_rule_ends (guint n_helped)
{
  return n_helped >= HELPED_ROW;
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
