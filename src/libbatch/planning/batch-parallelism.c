/* batch-parallelism.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. A server works on some requests at a time, and lets the others wait without
 * saying so, or turns them away. What it gets done follows from how many are under way and
 * how long each takes (Little's law): rate = in flight × work ÷ time. Nothing is counted by
 * the clock, so answers that come in bursts, and a lane that is not full, do no harm.
 *
 * Rush: as long as the first requests take, as many as at the start; then one more for each
 * answer, which doubles the number in the time of one request. It ends when requests take
 * half as long again as the first ones did. How many the server works on at a time is then
 * what is under way, times what a request took at first, to what it takes now.
 *
 * Steady: what is got done is measured in stretches: a number of requests in the order in
 * which they began, until all but a few stragglers are back. Taking those that end first
 * would favour short ones. Now and then another number is tried for a stretch:
 *
 *   up      twice as many: kept if half as much again gets done. Of a twentieth more, and what
 *           may be chance, it is not sure yet: for a stretch it goes back, and keeps them if they
 *           have done better than that, too
 *   down    half way to what is known to be too few, at last an eighth fewer: kept if
 *           hardly less gets done
 *
 * What is kept is gone on with at once; after each try in vain the next one waits for twice
 * as many stretches. Where numbers more or less do the same, the smaller one is as good, and
 * kinder to others; a sixteenth more makes up for what could not be told apart.
 *
 * A server that others use, too, or a machine that is too busy to send in time, gets more or less
 * done from one stretch to the next. A try that was lucky would be taken for better, and what
 * follows held against its luck, so that the number would rise and rise. That is why tries are
 * checked, and why more has to be gained the more such stretches differ.
 *
 * Overload: half of what was under way, once for all requests that had been sent by then. The
 * ceiling is one less than was under way with the first that was turned away. Half of what
 * is missing to it comes back each time that as many answers are there. Later one more than the
 * ceiling is tried; if that fails, nothing is halved, as the number before was good.
 *
 * A limit that the server itself has named is believed: nothing is tried then. */

#include "config.h"

#include "planning/batch-parallelism-private.h"

#include <math.h>

#define STRETCH_ITEMS   96
#define STRETCH_ROUNDS  3
#define QUICK_ITEMS     16
#define QUICK_ROUNDS    2
#define STRAGGLERS      16             /* one of so many */
#define MAX_PATIENCE    16
#define RUSH_ITEMS      8              /* that count when the last ones are compared */
#define RUSH_SLOWER     1.5
#define UP_GAIN         1.05
#define UP_CHANCE       0.4            /* of one request; of many it is less by the root */
#define UP_SURELY       1.5
#define DOWN_LOSS       0.03
#define DOWN_CHANCE     0.15
#define DOWN_CLEARLY    0.88           /* seen before the end of a stretch */
#define DOWN_PART       8
#define SPARE_PART      16
#define CHANGED         1.3
#define CHANGED_MORE    3              /* times what stretches differ by */
#define NEWEST          0.3            /* part of the last stretch in what is known, at least */

/* --- Sums --- */

static void
sum_add (BatchParallelismSum *self,
         gint64               usec,
         double               work)
{
  self->n += 1;
  self->usec += (double) MAX (usec, 1);
  self->work += work;
}

static void
sum_fade (BatchParallelismSum *self,
          double               part)
{
  self->n *= part;
  self->usec *= part;
  self->work *= part;
}

/* How much longer the same work takes. */
static double
sum_slower (const BatchParallelismSum *self,
            const BatchParallelismSum *before)
{
  return self->usec / self->work * before->work / before->usec;
}

/* --- Stretches --- */

static guint
bound_of (const BatchParallelism *self)
{
  return self->limit > 0 ? MIN (self->limit, BATCH_PARALLELISM_MAX) : BATCH_PARALLELISM_MAX;
}

static void
begin_stretch (BatchParallelism      *self,
               BatchParallelismPhase  phase,
               guint                  level)
{
  gboolean quick = self->quick && (phase == BATCH_PARALLELISM_UP || level <= self->start);

  self->phase = phase;
  self->level = CLAMP (level, 1, bound_of (self));
  self->n_answers = 0;
  if (phase != BATCH_PARALLELISM_CHECK)
    self->higher = 0;
  self->stretch = (BatchParallelismStretch) {
    .number = self->stretch.number + 1,
    .n_wanted = quick ? MAX (QUICK_ROUNDS * self->level, QUICK_ITEMS)
                      : MAX (STRETCH_ROUNDS * self->level, STRETCH_ITEMS),
  };
}

static void
settle (BatchParallelism *self,
        guint             level)
{
  gboolean room = self->ceiling == 0 && self->limit == 0;

  self->settled = CLAMP (level, 1, bound_of (self));
  begin_stretch (self, BATCH_PARALLELISM_STEADY,
                 self->settled + (room ? self->settled / SPARE_PART : 0));
}

static double
rate_of (const BatchParallelism *self)
{
  const BatchParallelismStretch *stretch = &self->stretch;
  double in_flight = stretch->area / (double) MAX (self->now - stretch->since, 1);

  return in_flight * stretch->sum.work / stretch->sum.usec;
}

static gboolean
is_complete (const BatchParallelismStretch *self)
{
  return self->n_begun == self->n_wanted
         && self->n_begun - self->n_ended <= self->n_wanted / STRAGGLERS;
}

/* --- Trying --- */

static guint
higher_level (const BatchParallelism *self)
{
  guint level = 2 * self->settled;

  if (self->ceiling > 0)
    level = self->settled < self->ceiling ? MIN (level, self->ceiling) : self->settled + 1;
  return MIN (level, bound_of (self));
}

static guint
lower_level (const BatchParallelism *self)
{
  guint gap = self->settled - MIN (self->floor, self->settled);
  guint step = self->settled / DOWN_PART;

  return self->settled - MIN (MAX (gap > step ? gap / 2 : step, 1), self->settled - 1);
}

static void
begin_next_stretch (BatchParallelism *self)
{
  guint higher = higher_level (self);
  guint lower = lower_level (self);

  if (self->higher > 0)
    begin_stretch (self, BATCH_PARALLELISM_CHECK, self->settled);
  else if (self->limit == 0 && higher > self->settled && self->n_since_up >= self->up_after)
    begin_stretch (self, BATCH_PARALLELISM_UP, higher);
  else if (self->limit == 0 && lower < self->settled && self->n_since_down >= self->down_after)
    begin_stretch (self, BATCH_PARALLELISM_DOWN, lower);
  else
    settle (self, self->settled);
}

static guint
next_patience (guint patience)
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
      self->up_after = above ? 1 : next_patience (self->up_after);
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

/* @rate: of what was there before the last try, once more */
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

  self->n_since_down = 0;
  if (is_enough (self, rate))
    {
      self->settled = self->level;
      self->floor = MIN (self->floor, self->settled - 1);
      refine_rate (self, rate);
      self->down_after = 0;
      return;
    }

  self->floor = self->level;
  self->down_after = gap > MAX (self->settled / DOWN_PART, 1) ? 1
                     : next_patience (self->down_after);
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
  note_difference (self, rate);
  if (changed)
    know_rate (self, rate, self->stretch.sum.n);
  else
    refine_rate (self, rate);
  if (!changed)
    return;

  self->up_after = 0;
  self->down_after = 0;
  self->floor = 0;
  self->quick = TRUE;
}

static void
judge_stretch (BatchParallelism *self)
{
  double rate;

  /* Most have failed. */
  if (2 * self->stretch.sum.n < self->stretch.n_ended)
    {
      settle (self, self->settled);
      return;
    }

  rate = rate_of (self);
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

/* --- The rush --- */

static void
end_rush (BatchParallelism             *self,
          const BatchParallelismTicket *ticket,
          double                        slower)
{
  double at_once = ticket->in_flight / MAX (slower, 1);

  settle (self, (guint) ceil (at_once));
}

static void
rush (BatchParallelism             *self,
      const BatchParallelismTicket *ticket,
      double                        work)
{
  gint64 usec = self->now - ticket->began_at;
  guint in_flight = MAX (ticket->in_flight, self->in_flight + 1);
  double slower;

  if (self->level < bound_of (self) && 2 * in_flight >= self->level)
    self->level++;

  /* Those that were sent first, not those that were answered first: these are short. */
  if (ticket->counted)
    sum_add (&self->first, usec, work);
  if (ticket->counted || self->first.n < self->start)
    return;

  sum_fade (&self->recent, 1 - 1.0 / MAX (RUSH_ITEMS, self->level / 2));
  sum_add (&self->recent, usec, work);
  slower = sum_slower (&self->recent, &self->first);
  if (self->n_answers++ >= RUSH_ITEMS && slower > RUSH_SLOWER)
    end_rush (self, ticket, slower);
  else if (self->level == bound_of (self))
    end_rush (self, ticket, 1);
}

/* --- Overload --- */

static void
recover (BatchParallelism             *self,
         const BatchParallelismTicket *ticket)
{
  guint missing = self->ceiling - self->level;

  if (ticket->stretch == self->stretch.number && ++self->n_answers < self->level)
    return;

  if (missing <= 1)
    settle (self, self->ceiling);
  else
    begin_stretch (self, BATCH_PARALLELISM_RECOVER, self->level + missing / 2);
}

static void
be_overloaded (BatchParallelism             *self,
               const BatchParallelismTicket *ticket)
{
  guint ceiling = MAX (ticket->in_flight, 2) - 1;

  /* All that were sent before the last cut are one overload. */
  if (ticket->stretch < self->cut_at)
    {
      self->ceiling = MIN (self->ceiling, ceiling);
      self->level = MIN (self->level, self->ceiling);
      self->settled = MIN (self->settled, self->ceiling);
      return;
    }

  self->ceiling = ceiling;
  self->quick = FALSE;
  if (self->phase == BATCH_PARALLELISM_UP && ticket->in_flight > self->settled)
    {
      self->n_since_up = 0;
      self->up_after = next_patience (self->up_after);
      settle (self, self->settled);
    }
  else
    {
      begin_stretch (self, BATCH_PARALLELISM_RECOVER, MIN (self->level, ticket->in_flight) / 2);
      self->settled = self->level;
    }
  self->cut_at = self->stretch.number;
}

/* --- From outside --- */

void
batch_parallelism_init (BatchParallelism *self,
                        guint             start,
                        guint             limit)
{
  *self = (BatchParallelism) { .limit = limit, .quick = TRUE };
  self->start = CLAMP (start, 1, bound_of (self));
  begin_stretch (self, limit > 0 ? BATCH_PARALLELISM_STEADY : BATCH_PARALLELISM_RUSH,
                 self->start);
  self->settled = self->level;
  if (self->phase == BATCH_PARALLELISM_RUSH)
    self->stretch.n_wanted = self->start;
}

void
batch_parallelism_resume (BatchParallelism *self,
                          guint             level)
{
  if (level == 0 || self->limit > 0)
    return;

  self->start = CLAMP (level, 1, bound_of (self));
  settle (self, self->start);
}

gboolean
batch_parallelism_is_learnt (const BatchParallelism *self)
{
  return self->limit == 0 && self->phase != BATCH_PARALLELISM_RUSH;
}

void
batch_parallelism_set_limit (BatchParallelism *self,
                             guint             limit)
{
  self->limit = limit;
  self->start = CLAMP (limit, 1, bound_of (self));
  begin_stretch (self, BATCH_PARALLELISM_STEADY, self->start);
  self->settled = self->level;
}

guint
batch_parallelism_get (const BatchParallelism *self)
{
  return self->level;
}

guint
batch_parallelism_get_settled (const BatchParallelism *self)
{
  return self->settled;
}

static void
go_to (BatchParallelism *self,
       gint64            now)
{
  if (self->stretch.since > 0)
    self->stretch.area += self->in_flight * (double) (now - self->now);
  self->now = now;
}

/* Counted are those that begin once as many are under way as there should be. */
static gboolean
count_begin (BatchParallelism *self)
{
  BatchParallelismStretch *stretch = &self->stretch;

  if (stretch->n_begun == stretch->n_wanted)
    return FALSE;

  if (stretch->since == 0
      && (4 * self->in_flight >= 3 * self->level || self->phase == BATCH_PARALLELISM_RUSH))
    stretch->since = self->now;
  if (stretch->since > 0)
    {
      stretch->n_begun++;
      return TRUE;
    }

  /* More than the lane can use are not worth trying for. */
  if (++stretch->n_before > 4 * stretch->n_wanted)
    settle (self, self->settled);
  return FALSE;
}

BatchParallelismTicket
batch_parallelism_begin (BatchParallelism *self,
                         gint64            now)
{
  BatchParallelismTicket ticket = { .began_at = now };

  go_to (self, now);
  ticket.in_flight = ++self->in_flight;
  ticket.stretch = self->stretch.number;
  ticket.counted = count_begin (self);
  return ticket;
}

static gboolean
is_clearly_less (const BatchParallelism *self)
{
  return self->phase == BATCH_PARALLELISM_DOWN
         && self->stretch.sum.n >= QUICK_ITEMS + self->level
         && rate_of (self) < self->rate * DOWN_CLEARLY;
}

static void
count_end (BatchParallelism             *self,
           const BatchParallelismTicket *ticket,
           gboolean                      answered,
           double                        work)
{
  if (!ticket->counted || ticket->stretch != self->stretch.number)
    return;

  self->stretch.n_ended++;
  if (answered)
    sum_add (&self->stretch.sum, self->now - ticket->began_at, work);
  if (is_complete (&self->stretch) || is_clearly_less (self))
    judge_stretch (self);
}

gboolean
batch_parallelism_end (BatchParallelism             *self,
                       const BatchParallelismTicket *ticket,
                       BatchParallelismOutcome       outcome,
                       gint64                        now,
                       double                        work)
{
  guint before = self->level;
  gboolean answered = outcome == BATCH_PARALLELISM_ANSWERED && work > 0;

  go_to (self, now);
  self->in_flight--;
  if (outcome == BATCH_PARALLELISM_OVERLOADED)
    be_overloaded (self, ticket);
  else if (self->phase == BATCH_PARALLELISM_RUSH && answered)
    rush (self, ticket, work);
  else if (self->phase == BATCH_PARALLELISM_RUSH && ticket->counted)
    self->stretch.n_begun--;             /* another one is the first */
  else if (self->phase == BATCH_PARALLELISM_RECOVER && answered)
    recover (self, ticket);
  else if (self->phase != BATCH_PARALLELISM_RUSH && self->phase != BATCH_PARALLELISM_RECOVER)
    count_end (self, ticket, answered, work);

  return self->level != before;
}
