/* batch-drift-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How far the pace of neighbouring stretches of work differs, for stretches of 1,
 * 2, 4, … blocks. For independent items that falls with the length of the stretch;
 * what does not fall is drift: a server that warms up, an input that is sorted, a
 * neighbour that takes the processor. (Known as the Allan variance.) */

#define BATCH_DRIFT_N_LEVELS 14

typedef struct
{
  double pairs;        /* compared so far, at most some */
  double variance;     /* half the mean square of their relative differences */
  double wall_ms;      /* of the stretch that waits for its neighbour; */
  double work_ms;      /* 0: none does */
} BatchDriftLevel;

typedef struct
{
  BatchDriftLevel levels[BATCH_DRIFT_N_LEVELS];
  double          wall_ms;     /* of the block that is being filled */
  double          work_ms;
  guint           n_items;
} BatchDrift;

/* An item ended: it took @wall_ms of the lane, and @work_ms was expected. */
void   batch_drift_add      (BatchDrift       *self,
                             double            wall_ms,
                             double            work_ms,
                             guint             block_size);

/* A stretch does not go on over a pause or another way of working. */
void   batch_drift_break    (BatchDrift       *self);

/* The relative variance of one item's pace; and @drift, by what the variance of
 * @n_items together is more than that of as many independent ones. @edge: by
 * what the variance of the items that end in a stretch is more than their scatter, as
 * some are under way at its beginning and its end. */
double batch_drift_estimate (const BatchDrift *self,
                             guint             block_size,
                             double            expected_noise,
                             double            edge,
                             double            n_items,
                             double           *drift);

G_END_DECLS
