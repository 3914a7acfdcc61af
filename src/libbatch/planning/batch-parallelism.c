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
 * Rush, as the slow start of TCP: as long as the first requests take, as many as at the start;
 * then one more for each answer, which doubles the number in the time of one request. It ends
 * when requests take half as long again as the first ones did. How many the server works on at a
 * time is then what is under way, times what a request took at first, to what it takes now.
 *
 * Steady: what is got done is measured in stretches: a number of requests in the order in
 * which they began, until all but a few stragglers are back. Taking those that end first
 * would favour short ones. Now and then another number is on trial for a stretch:
 *
 *   up      twice as many: kept if half as much again gets done. Of a twentieth more, and what
 *           may be chance, it is not sure yet: for a stretch it goes back, and keeps them if they
 *           have done better than that, too
 *   down    half way to what is known to be too few, at last an eighth fewer: kept if
 *           hardly less gets done
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

#define RUSH_ITEMS      8              /* that count when the last ones are compared */
#define RUSH_SLOWER     1.5

/* --- The rush --- */

static void
end_rush (BatchParallelism             *self,
          const BatchParallelismTicket *ticket,
          double                        slower)
{
  double at_once = ticket->in_flight / MAX (slower, 1);

  batch_parallelism_settle (self, (guint) ceil (at_once));
}

static void
rush (BatchParallelism             *self,
      const BatchParallelismTicket *ticket,
      double                        work)
{
  gint64 usec = self->now - ticket->began_at;
  guint in_flight = MAX (ticket->in_flight, self->in_flight + 1);
  double slower;

  if (self->level < batch_parallelism_bound (self) && 2 * in_flight >= self->level)
    self->level++;

  /* Those that were sent first, not those that were answered first: these are short. */
  if (ticket->counted)
    batch_parallelism_sum_add (&self->first, usec, work);
  if (ticket->counted || self->first.n < self->start)
    return;

  batch_parallelism_sum_fade (&self->recent, 1 - 1.0 / MAX (RUSH_ITEMS, self->level / 2));
  batch_parallelism_sum_add (&self->recent, usec, work);
  slower = batch_parallelism_sum_slower (&self->recent, &self->first);
  if (self->n_answers++ >= RUSH_ITEMS && slower > RUSH_SLOWER)
    end_rush (self, ticket, slower);
  else if (self->level == batch_parallelism_bound (self))
    end_rush (self, ticket, 1);
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
  self->start = CLAMP (start, 1, batch_parallelism_bound (self));
  batch_parallelism_begin_stretch (self, limit > 0 ? BATCH_PARALLELISM_STEADY
                                                   : BATCH_PARALLELISM_RUSH, self->start);
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

  self->start = CLAMP (level, 1, batch_parallelism_bound (self));
  batch_parallelism_settle (self, self->start);
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
  self->start = CLAMP (limit, 1, batch_parallelism_bound (self));
  batch_parallelism_begin_stretch (self, BATCH_PARALLELISM_STEADY, self->start);
  self->settled = self->level;
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

  if (self->paused || stretch->n_begun == stretch->n_wanted)
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
  else if (self->phase == BATCH_PARALLELISM_RUSH && ticket->counted)
    self->stretch.n_begun--;             /* another one is the first */
  else if (self->phase == BATCH_PARALLELISM_RECOVER && answered)
    recover (self, ticket);
  else if (self->phase != BATCH_PARALLELISM_RUSH && self->phase != BATCH_PARALLELISM_RECOVER)
    count_end (self, ticket, answered, work);

  return self->level != before;
}
