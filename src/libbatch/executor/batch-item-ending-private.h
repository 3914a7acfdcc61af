/* batch-item-ending-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "planning/batch-estimator-private.h"
#include "workers/batch-worker-private.h"

G_BEGIN_DECLS

/* What becomes of an item when an attempt at it has ended. Pure. */

/* When that is, and what lies behind the item. */
typedef struct
{
  gint64 now;          /* what waits is timed by it; it never goes back */
  gint64 wall_now;     /* deadlines are */
  guint  waits;        /* in a row at no cost, this one included */
  double random01;     /* in [0, 1), for the jitter of a retry */
} BatchItemMoment;

/* @job: (nullable): NULL when it is gone */
BatchFinish        *batch_item_end     (const BatchJobRecord  *job,
                                        const BatchItemRecord *item,
                                        const BatchEnding     *ending,
                                        gint64                 duration_ms,
                                        const BatchItemMoment *moment);
/* What waits in a row count to at most, with this one. */
guint               batch_item_most_waits (const BatchEnding   *ending);
/* What the estimates learn from it. */
BatchSampleOutcome  batch_item_outcome (const BatchFinish     *finish);
/* How the record of the item looks then. Returns: (transfer full) */
BatchItemRecord    *batch_item_after   (const BatchItemRecord *item,
                                        const BatchFinish     *finish,
                                        gint64                 wall_now);

G_END_DECLS
