/* batch-parallelism-trial.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-parallelism-state-private.h"

#include <math.h>

/* Whether more or fewer than now do better: what is tried next, and what follows from it. */

#define MAX_PATIENCE    16
#define UP_GAIN         1.05
#define UP_CHANCE       0.5            /* of one request; of many it is less by the root */
#define UP_SURELY       1.5
#define DOWN_LOSS       0.03
#define DOWN_CHANCE     0.15
#define DOWN_CLEARLY    0.88           /* seen before the end of a stretch */
#define DOWN_PART       8
#define CHANGED         1.3
#define CHANGED_MORE    3              /* times what stretches differ by */
#define NEWEST          0.3            /* part of the last stretch in what is known, at least */

static guint
higher_level (const BatchParallelism *self)
{
  guint level = 2 * self->settled;

  if (self->ceiling > 0)
    level = self->settled < self->ceiling ? MIN (level, self->ceiling) : self->settled + 1;
  return MIN (level, batch_parallelism_bound (self));
}

static guint
lower_level (const BatchParallelism *self)
{
  guint gap = self->settled - MIN (self->floor, self->settled);
  guint step = self->settled / DOWN_PART;

  return self->settled - MIN (MAX (gap > step ? gap / 2 : step, 1), self->settled - 1);
}

/* A server that says how many it works on gets so many, and fewer only after it had too many. */
static gboolean
may_go_up (const BatchParallelism *self)
{
  return self->limit == 0 || self->settled < self->usual;
}

static void
begin_next_stretch (BatchParallelism *self)
{
  guint higher = higher_level (self);
  guint lower = lower_level (self);

  if (self->higher > 0)
    batch_parallelism_begin_stretch (self, BATCH_PARALLELISM_CHECK, self->settled);
  else if (self->lower > 0)
    batch_parallelism_begin_stretch (self, BATCH_PARALLELISM_DOWN, self->lower);
  else if (may_go_up (self) && higher > self->settled && self->n_since_up >= self->up_after)
    batch_parallelism_begin_stretch (self, BATCH_PARALLELISM_UP, higher);
  else if (self->limit == 0 && lower < self->settled && self->n_since_down >= self->down_after)
    batch_parallelism_begin_stretch (self, BATCH_PARALLELISM_DOWN, lower);
  else
    batch_parallelism_settle (self, self->settled);
}

guint
batch_parallelism_next_patience (guint patience)
{
  return CLAMP (2 * patience, 1, MAX_PATIENCE);
}

/* More is known from long stretches than from short ones, and newer ones count more. */
static void
refine_rate (BatchParallelism *self,
             double            rate)
{
  double n = self->stretch.sum.n;

  self->n_rate = MIN (self->n_rate, n / NEWEST - n) + n;
  self->rate += n / self->n_rate * (rate - self->rate);
}

/* At the same level as before. */
static void
note_difference (BatchParallelism *self,
                 double            rate)
{
  if (self->rate > 0)
    self->unsteady += NEWEST * (fabs (log (rate / self->rate)) - self->unsteady);
}

static double
needed_gain (const BatchParallelism *self,
             double                  n)
{
  return UP_GAIN + MAX (UP_CHANCE / sqrt (n), self->unsteady);
}

static void
know_rate (BatchParallelism *self,
           double            rate,
           double            n)
{
  self->rate = rate;
  self->n_rate = n;
}

static void
go_up (BatchParallelism *self,
       guint             level,
       double            rate,
       double            n)
{
  self->floor = self->settled;
  self->settled = level;
  know_rate (self, rate, n);
  self->up_after = 0;
}

static void
judge_up (BatchParallelism *self,
          double            rate)
{
  gboolean above = self->ceiling > 0 && self->level > self->ceiling;
  double n = self->stretch.sum.n;

  self->n_since_up = 0;
  if (above)
    self->ceiling = 0;

  if (rate <= self->rate * needed_gain (self, n))
    {
      self->up_after = above ? 1 : batch_parallelism_next_patience (self->up_after);
      self->quick = FALSE;
    }
  else if (rate >= self->rate * UP_SURELY)
    go_up (self, self->level, rate, n);
  else
    {
      self->higher = self->level;
      self->higher_rate = rate;
      self->n_higher = n;
    }
}

/* @rate: of what was there before the last trial, once more */
static void
judge_check (BatchParallelism *self,
             double            rate)
{
  guint higher = self->higher;
  double n = MIN (self->stretch.sum.n, self->n_higher);

  self->higher = 0;
  note_difference (self, rate);
  if (self->higher_rate > rate * needed_gain (self, n))
    {
      go_up (self, higher, self->higher_rate, self->n_higher);
      return;
    }

  refine_rate (self, rate);
  self->up_after = 1;
}

/* The fewer are tried, the less may be lost to chance. */
static gboolean
is_enough (const BatchParallelism *self,
           double                  rate)
{
  double part = (double) (self->settled - self->level) / self->settled;
  double loss = MIN (part / DOWN_PART, DOWN_LOSS) + DOWN_CHANCE / sqrt (self->stretch.sum.n);

  return rate >= self->rate * (1 - loss);
}

static void
judge_down (BatchParallelism *self,
            double            rate)
{
  guint gap = self->settled - self->level;
  gboolean enough = is_enough (self, rate);
  gboolean again = enough && self->lower == 0;

  self->lower = again ? self->level : 0;
  if (again)
    return;

  self->n_since_down = 0;
  if (enough)
    {
      self->settled = self->level;
      self->floor = MIN (self->floor, self->settled - 1);
      refine_rate (self, rate);
      self->down_after = 0;
      return;
    }

  self->floor = self->level;
  self->down_after = gap > MAX (self->settled / DOWN_PART, 1) ? 1
                     : batch_parallelism_next_patience (self->down_after);
}

/* Another server, or other work: what was tried in vain is worth trying again. */
static void
note_rate (BatchParallelism *self,
           double            rate)
{
  double most = MAX (CHANGED, 1 + CHANGED_MORE * self->unsteady);
  gboolean changed = rate > self->rate * most || rate * most < self->rate;

  self->n_since_up++;
  self->n_since_down++;
  if (self->rate <= 0)
    {
      know_rate (self, rate, self->stretch.sum.n);
      return;
    }

  note_difference (self, rate);
  if (!changed)
    {
      refine_rate (self, rate);
      return;
    }

  know_rate (self, rate, self->stretch.sum.n);
  self->up_after = 0;
  self->down_after = 0;
  self->floor = 0;
  self->quick = TRUE;
}

void
batch_parallelism_judge_stretch (BatchParallelism *self)
{
  double rate;

  /* Most have failed. */
  if (2 * self->stretch.sum.n < self->stretch.n_ended)
    {
      batch_parallelism_settle (self, self->settled);
      return;
    }

  rate = batch_parallelism_rate (self);
  if (self->phase == BATCH_PARALLELISM_UP)
    judge_up (self, rate);
  else if (self->phase == BATCH_PARALLELISM_CHECK)
    judge_check (self, rate);
  else if (self->phase == BATCH_PARALLELISM_DOWN)
    judge_down (self, rate);
  else
    note_rate (self, rate);

  begin_next_stretch (self);
}

gboolean
batch_parallelism_is_clearly_less (const BatchParallelism *self)
{
  return self->phase == BATCH_PARALLELISM_DOWN
         && self->stretch.sum.n >= BATCH_PARALLELISM_QUICK_ITEMS + self->level
         && batch_parallelism_rate (self) < self->rate * DOWN_CLEARLY;
}
