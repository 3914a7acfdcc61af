/* batch-rank.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-rank-private.h"

/* Jobs that came in one after the other may have ranks that follow each other, so there is
 * always room behind one of them among the minor ranks: for thirty moves to the same gap,
 * each of which halves it, and for as many gaps as anybody makes. */
#define MAJOR_STEP (G_GINT64_CONSTANT (1) << 20)
#define MINOR_STEP (G_GINT64_CONSTANT (1) << 32)

static int
compare (gint64 one,
         gint64 two)
{
  return (one > two) - (one < two);
}

int
batch_rank_compare (const BatchRank *one,
                    const BatchRank *two)
{
  return one->major != two->major ? compare (one->major, two->major)
                                  : compare (one->minor, two->minor);
}

BatchRank
batch_rank_between (const BatchRank *after,
                    const BatchRank *before)
{
  if (after == NULL)
    return (BatchRank) { before != NULL ? before->major - MAJOR_STEP : 0, 0 };
  if (before == NULL || before->major != after->major)
    return (BatchRank) { after->major, after->minor + MINOR_STEP };
  return (BatchRank) { after->major, after->minor + (before->minor - after->minor) / 2 };
}
