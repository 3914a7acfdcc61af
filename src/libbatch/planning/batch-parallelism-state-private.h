/* batch-parallelism-state-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "planning/batch-parallelism-private.h"

G_BEGIN_DECLS

/* What the files of the rule share. */

#define BATCH_PARALLELISM_QUICK_ITEMS 16

/* --- Sums --- */

void     batch_parallelism_sum_add       (BatchParallelismSum       *self,
                                          gint64                     usec,
                                          double                     work);
void     batch_parallelism_sum_add_all   (BatchParallelismSum       *self,
                                          const BatchParallelismSum *other);
/* How much longer the same work takes. */
double   batch_parallelism_sum_slower    (const BatchParallelismSum *self,
                                          const BatchParallelismSum *before);

/* --- Stretches --- */

/* How many there may be at the most. */
guint    batch_parallelism_bound         (const BatchParallelism    *self);
void     batch_parallelism_begin_stretch (BatchParallelism          *self,
                                          BatchParallelismPhase      phase,
                                          guint                      level);
/* Goes on with as many as @level. */
void     batch_parallelism_settle        (BatchParallelism          *self,
                                          guint                      level);
/* What got done in the stretch, per microsecond. */
double   batch_parallelism_rate          (const BatchParallelism    *self);
gboolean batch_parallelism_is_complete (const BatchParallelismStretch *self);

/* --- Trials --- */

/* Whether there is no need to wait for the end of a stretch of fewer. */
gboolean batch_parallelism_is_clearly_less (const BatchParallelism  *self);
/* What follows from the stretch that has ended; begins the next one. */
void     batch_parallelism_judge_stretch (BatchParallelism          *self);
/* Stretches to wait for after another trial in vain. */
guint    batch_parallelism_next_patience (guint                      patience);

G_END_DECLS
