/* batch-parallelism-stretch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-parallelism-state-private.h"

/* What is measured: requests that began one after the other while as many were under way. */

#define STRETCH_ITEMS   96
#define STRETCH_ROUNDS  3
#define QUICK_ROUNDS    2
#define STRAGGLERS      16             /* one of so many */
#define SPARE_PART      16

/* --- Sums --- */

void
batch_parallelism_sum_add (BatchParallelismSum *self,
                           gint64               usec,
                           double               work)
{
  self->n += 1;
  self->usec += (double) MAX (usec, 1);
  self->work += work;
}

void
batch_parallelism_sum_add_all (BatchParallelismSum       *self,
                               const BatchParallelismSum *other)
{
  self->n += other->n;
  self->usec += other->usec;
  self->work += other->work;
}

double
batch_parallelism_sum_slower (const BatchParallelismSum *self,
                              const BatchParallelismSum *before)
{
  return self->usec / self->work * before->work / before->usec;
}

/* --- Stretches --- */

guint
batch_parallelism_bound (const BatchParallelism *self)
{
  guint bound = BATCH_PARALLELISM_MAX;

  if (self->limit > 0)
    bound = MIN (bound, self->limit);
  if (self->most > 0)
    bound = MIN (bound, self->most);
  return bound;
}

void
batch_parallelism_begin_stretch (BatchParallelism      *self,
                                 BatchParallelismPhase  phase,
                                 guint                  level)
{
  gboolean quick = self->quick && (phase == BATCH_PARALLELISM_UP
                                   || phase == BATCH_PARALLELISM_STEADY);

  self->phase = phase;
  self->level = CLAMP (level, 1, batch_parallelism_bound (self));
  self->n_answers = 0;
  if (phase != BATCH_PARALLELISM_CHECK)
    self->higher = 0;
  if (phase != BATCH_PARALLELISM_DOWN)
    self->lower = 0;
  self->stretch = (BatchParallelismStretch) {
    .number = self->stretch.number + 1,
    .n_wanted = quick ? MAX (QUICK_ROUNDS * self->level, BATCH_PARALLELISM_QUICK_ITEMS)
                      : MAX (STRETCH_ROUNDS * self->level, STRETCH_ITEMS),
  };
}

void
batch_parallelism_settle (BatchParallelism *self,
                          guint             level)
{
  gboolean room = self->ceiling == 0 && self->limit == 0;

  self->settled = CLAMP (level, 1, batch_parallelism_bound (self));
  batch_parallelism_begin_stretch (self, BATCH_PARALLELISM_STEADY,
                                   self->settled + (room ? self->settled / SPARE_PART : 0));
}

double
batch_parallelism_rate (const BatchParallelism *self)
{
  const BatchParallelismStretch *stretch = &self->stretch;
  double in_flight = stretch->area / (double) MAX (self->now - stretch->since, 1);

  return in_flight * stretch->sum.work / stretch->sum.usec;
}

gboolean
batch_parallelism_is_complete (const BatchParallelismStretch *self)
{
  return self->n_begun == self->n_wanted
         && self->n_begun - self->n_ended <= self->n_wanted / STRAGGLERS;
}
