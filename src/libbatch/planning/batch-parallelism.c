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
 * Rush, as the slow start of TCP, but never more than twice as many as have proved useful: one
 * request alone, then two at a time, four, and so on. What takes as long with twice as many
 * under way as with fewer is got done twice as fast, and what takes twice as long only waits
 * there: what is in the middle between the two decides. A few answers are enough to go on to more.
 * That nothing is gained by it is believed after a number of them, as waiting costs little then,
 * and not before as many have come with fewer under way, which are gone back to for that. How
 * many the server works on at a time is then what is under way, times what a request took
 * before, to what it takes now; and a little more, as too few cost time, and too many do not.
 *
 * Steady: what is got done is measured in stretches: a number of requests in the order in
 * which they began, until all but a few stragglers are back. Taking those that end first
 * would favour short ones. Now and then another number is on trial for a stretch:
 *
 *   up      twice as many: kept if half as much again gets done. Of a twentieth more, and what
 *           may be chance, it is not sure yet: for a stretch it goes back, and keeps them if they
 *           have done better than that, too
 *   down    half way to what is known to be too few, at last an eighth fewer: kept if
 *           hardly less gets done, twice
 *
 * What is kept is gone on with at once; after each trial in vain the next one waits for twice
 * as many stretches. Where numbers more or less do the same, the smaller one is as good, and
 * kinder to others; a sixteenth more makes up for what could not be told apart.
 *
 * A server that others use, too, or a machine that is too busy to send in time, gets more or
 * less done from one stretch to the next. A trial that went well by chance would be taken for
 * better, and make the number rise, and so would the next one. That is why trials are checked,
 * and why more has to be gained the more such stretches differ.
 *
 * Overload: half of what was under way, once for all requests that had been sent by then. The
 * ceiling is one less than was under way with the first that was turned away. Half of what
 * is missing to it comes back each time that as many answers are there to what was sent since.
 * Later one more than the
 * ceiling is tried; if that fails, nothing is halved, as the number before was good.
 *
 * While fewer are sent because people chat with the model, it is paused: the trial that is under
 * way is over, and the next stretch begins when there are as many again.
 *
 * A limit that the server itself has named is believed: nothing is tried then. */

#include "config.h"

#include "planning/batch-parallelism-private.h"

#include <math.h>

#include "planning/batch-parallelism-state-private.h"

#define RUSH_FEW      2              /* answers that are enough to believe in more, */
#define RUSH_ITEMS    8              /* and in nothing to be gained */
#define RUSH_ROUNDS   2
#define RUSH_EXTRA    1.2
#define RUSH_FLOOR    4              /* one of so many may be too many */
#define RUSH_PATIENCE 8

/* --- The rush --- */

static void
begin_rush_stage (BatchParallelism *self,
                  guint             level)
{
  guint n_wanted = MAX (self->settled, (guint) self->first.n);

  batch_parallelism_begin_stretch (self, BATCH_PARALLELISM_RUSH, level);
  self->stretch.n_wanted = n_wanted;
}

/* Of those that began with at least about as many as there should be. */
static gboolean
is_counted_in_rush (const BatchParallelism *self)
{
  if (self->level > self->settled)
    return self->in_flight > self->settled;
  return 4 * self->in_flight >= 3 * self->level;
}

/* Much less has been found to be too few, and a little less can wait. */
static void
spare_trials (BatchParallelism *self)
{
  self->floor = self->settled - MAX (self->settled / RUSH_FLOOR, 1);
  self->down_after = RUSH_PATIENCE;
}

static void
prove_more (BatchParallelism *self)
{
  self->settled = self->level;
  spare_trials (self);
  batch_parallelism_sum_add_all (&self->first, &self->stretch.sum);
  if (self->settled == batch_parallelism_bound (self))
    batch_parallelism_settle (self, self->settled);
  else
    begin_rush_stage (self, 2 * self->settled);
}

/* What seemed to prove useful may have been luck: the last stage has seen most. */
static void
end_rush (BatchParallelism *self,
          double            at_once)
{
  guint level = (guint) (RUSH_EXTRA * at_once + 0.5);
  guint lowest = 4 * level < 3 * self->settled ? self->settled / 2 : self->settled;

  batch_parallelism_settle (self, CLAMP (level, lowest, self->level));
  spare_trials (self);
}

static void
judge_rush (BatchParallelism *self)
{
  const BatchParallelismSum *sum = &self->stretch.sum;
  double in_flight = self->stretch.n_in_flight / sum->n;
  double slower;

  if (2 * sum->n < self->level || sum->n < RUSH_FEW || 4 * in_flight < 3 * self->level)
    return;

  slower = batch_parallelism_sum_slower (sum, &self->first);
  if (slower * slower < in_flight / self->settled)
    prove_more (self);
  else if (sum->n < MAX (RUSH_ITEMS, RUSH_ROUNDS * self->level))
    return;
  else if (self->first.n < RUSH_ITEMS)
    begin_rush_stage (self, self->settled);
  else
    end_rush (self, in_flight / slower);
}

static void
rush (BatchParallelism             *self,
      const BatchParallelismTicket *ticket,
      double                        work)
{
  gint64 usec = self->now - ticket->began_at;

  if (!ticket->counted || ticket->stretch != self->stretch.number)
    return;

  batch_parallelism_sum_add (&self->stretch.sum, usec, work);
  self->stretch.n_in_flight += ticket->in_flight;
  if (self->level > self->settled)
    {
      judge_rush (self);
      return;
    }

  batch_parallelism_sum_add (&self->first, usec, work);
  if (self->stretch.sum.n < self->stretch.n_wanted)
    return;
  if (self->level == batch_parallelism_bound (self))
    batch_parallelism_settle (self, self->level);
  else
    begin_rush_stage (self, 2 * self->settled);
}

/* --- Overload --- */

static void
recover (BatchParallelism             *self,
         const BatchParallelismTicket *ticket)
{
  guint missing = self->ceiling - self->level;

  /* What was under way beside those that were turned away says nothing of now. */
  if (ticket->stretch < self->cut_at || ++self->n_answers < self->level)
    return;

  if (missing <= 1)
    batch_parallelism_settle (self, self->ceiling);
  else
    batch_parallelism_begin_stretch (self, BATCH_PARALLELISM_RECOVER, self->level + missing / 2);
}

/* A server need not look at requests in the order in which they were sent: there was room for
 * those that it did not turn away, unless these had come back before. */
static void
lower_ceiling (BatchParallelism             *self,
               const BatchParallelismTicket *ticket,
               gboolean                      again)
{
  guint before = MAX (ticket->in_flight, 2) - 1;

  self->lowest = again ? MIN (self->lowest, before) : before;
  self->room = again ? MAX (self->room, 1) - 1 : self->in_flight;
  self->ceiling = MAX (self->lowest, self->room);
}

static void
be_overloaded (BatchParallelism             *self,
               const BatchParallelismTicket *ticket)
{
  gboolean again = ticket->stretch < self->cut_at;

  lower_ceiling (self, ticket, again);
  /* All that were sent before the last cut are one overload. */
  if (again)
    {
      self->level = MIN (self->level, self->ceiling);
      self->settled = MIN (self->settled, self->ceiling);
      return;
    }

  self->quick = FALSE;
  if ((self->phase == BATCH_PARALLELISM_UP || self->phase == BATCH_PARALLELISM_RUSH)
      && ticket->in_flight > self->settled)
    {
      self->n_since_up = 0;
      self->up_after = batch_parallelism_next_patience (self->up_after);
      batch_parallelism_settle (self, self->settled);
    }
  else
    {
      batch_parallelism_begin_stretch (self, BATCH_PARALLELISM_RECOVER,
                                       MIN (self->level, ticket->in_flight) / 2);
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
  self->settled = CLAMP (start, 1, batch_parallelism_bound (self));
  self->usual = self->settled;
  if (limit > 0)
    batch_parallelism_begin_stretch (self, BATCH_PARALLELISM_STEADY, self->settled);
  else
    begin_rush_stage (self, self->settled);
}

void
batch_parallelism_resume (BatchParallelism *self,
                          guint             level)
{
  if (level == 0 || self->limit > 0)
    return;

  batch_parallelism_settle (self, level);
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
  if (limit == 0)
    {
      self->first = (BatchParallelismSum) { 0 };
      begin_rush_stage (self, self->settled);
      return;
    }

  batch_parallelism_begin_stretch (self, BATCH_PARALLELISM_STEADY, limit);
  self->settled = self->level;
  self->usual = self->level;
}

guint
batch_parallelism_get_limit (const BatchParallelism *self)
{
  return self->limit;
}

void
batch_parallelism_set_most (BatchParallelism *self,
                            guint             most)
{
  guint bound;

  self->most = most;
  bound = batch_parallelism_bound (self);
  self->usual = MIN (self->usual, bound);
  if (self->level > bound)
    batch_parallelism_settle (self, MIN (self->settled, bound));
}

void
batch_parallelism_set_paused (BatchParallelism *self,
                              gboolean          paused)
{
  if (self->paused == paused)
    return;

  self->paused = paused;
  if (self->phase != BATCH_PARALLELISM_RUSH && self->phase != BATCH_PARALLELISM_RECOVER)
    batch_parallelism_settle (self, self->settled);
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

  if (self->phase == BATCH_PARALLELISM_RUSH)
    return !self->paused && is_counted_in_rush (self);
  if (self->paused || stretch->n_begun == stretch->n_wanted)
    return FALSE;

  if (stretch->since == 0 && 4 * self->in_flight >= 3 * self->level)
    stretch->since = self->now;
  if (stretch->since > 0)
    {
      stretch->n_begun++;
      return TRUE;
    }

  /* More than the lane can use are not worth trying for. */
  if (++stretch->n_before > 4 * stretch->n_wanted)
    batch_parallelism_settle (self, self->settled);
  return FALSE;
}

BatchParallelismTicket
batch_parallelism_begin (BatchParallelism *self,
                         gint64            now)
{
  BatchParallelismTicket ticket = { .began_at = now };

  go_to (self, now);
  ticket.in_flight = ++self->in_flight;
  ticket.level = self->level;
  ticket.stretch = self->stretch.number;
  ticket.counted = count_begin (self);
  return ticket;
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
    batch_parallelism_sum_add (&self->stretch.sum, self->now - ticket->began_at, work);
  if (batch_parallelism_is_complete (&self->stretch) || batch_parallelism_is_clearly_less (self))
    batch_parallelism_judge_stretch (self);
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
  else if (self->phase == BATCH_PARALLELISM_RUSH && answered && !self->paused)
    rush (self, ticket, work);
  else if (self->phase == BATCH_PARALLELISM_RECOVER && answered)
    recover (self, ticket);
  else if (self->phase != BATCH_PARALLELISM_RUSH && self->phase != BATCH_PARALLELISM_RECOVER)
    count_end (self, ticket, answered, work);

  return self->level != before;
}
