/* schedule-score.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "schedule-score.h"

#include <math.h>

#include "schedule-search.h"

#define SAME_MS   0.1
#define MUCH      0.02
#define N_FUTURES 200

void
schedule_score_init (ScheduleScore   *self,
                     const TraceKind *kind)
{
  *self = (ScheduleScore) { .kind = kind, .worst_in_mean = -1, .worst_of_known = -1 };
}

static void
add_up (ScheduleScore   *self,
        RunPolicy        policy,
        const RunResult *result)
{
  self->loads[policy] += result->loads;
  self->makespan_ms[policy] += result->makespan_ms;
  self->worst_wait_ms[policy] = MAX (self->worst_wait_ms[policy], result->worst_wait_ms);
  self->n_met[policy] += result->n_met;
}

/* Who lets somebody wait for longer than that, or misses more deadlines, is not better. */
static gboolean
keeps_as_much (const RunResult *other,
               const RunResult *planned,
               const Trace     *trace)
{
  return other->n_met >= planned->n_met && other->n_items_met >= planned->n_items_met &&
         other->worst_overtaken_ms <= MAX (planned->worst_overtaken_ms, trace->patience_ms);
}

/* How much longer the plan takes for what was there, were that all. */
static double
worse_by_known (const Trace *trace,
                RunPolicy    best,
                double       parted_ms)
{
  Trace known = *trace;

  trace_cut (&known, parted_ms);
  return run_trace (&known, RUN_PLANNED).makespan_ms / run_trace (&known, best).makespan_ms - 1;
}

/* Up to where the two part, nobody knows what comes after that. So all that is drawn again:
 * who is slower then in the mean has decided badly, and who is not had bad luck. */
static void
compare_futures (ScheduleScore *self,
                 const Trace   *trace,
                 RunPolicy      best,
                 GRand         *random)
{
  double parted_ms = run_first_difference (trace, RUN_PLANNED, best);
  double planned_ms = 0;
  double best_ms = 0;

  for (guint i = 0; i < N_FUTURES; i++)
    {
      Trace other = *trace;

      trace_draw_again (&other, parted_ms, random);
      planned_ms += run_trace (&other, RUN_PLANNED).makespan_ms;
      best_ms += run_trace (&other, best).makespan_ms;
    }

  self->n_much_worse++;
  self->worst_of_known = MAX (self->worst_of_known, worse_by_known (trace, best, parted_ms));
  self->sum_in_mean += planned_ms / best_ms - 1;
  self->worst_in_mean = MAX (self->worst_in_mean, planned_ms / best_ms - 1);
}

static void
compare_with_others (ScheduleScore   *self,
                     const RunResult *results,
                     const Trace     *trace)
{
  const RunResult *planned = &results[RUN_PLANNED];
  double best_ms = INFINITY;
  RunPolicy best = RUN_PLANNED;
  double worse;

  for (RunPolicy i = RUN_PLANNED + 1; i < RUN_N_POLICIES; i++)
    if (keeps_as_much (&results[i], planned, trace) && results[i].makespan_ms < best_ms)
      {
        best = i;
        best_ms = results[i].makespan_ms;
      }

  if (planned->makespan_ms <= best_ms + SAME_MS)
    return;

  worse = planned->makespan_ms / best_ms - 1;
  self->n_worse++;
  self->worst_worse = MAX (self->worst_worse, worse);
  if (trace_kind_is_static (self->kind))
    self->worst_all_there = MAX (self->worst_all_there, worse);
  else if (worse > MUCH)
    {
      /* Not to change what comes next. */
      g_autoptr(GRand) random = g_rand_new_with_seed (self->n_traces);

      compare_futures (self, trace, best, random);
    }
}

/* With deadlines that cannot all be met, or that compete with priorities, there is no order
 * that is the best in everything. */
static void
compare_with_best (ScheduleScore   *self,
                   const RunResult *planned,
                   const Trace     *trace)
{
  SearchResult best = search_best (trace);

  self->n_lost += planned->n_met < best.n_met;
  self->n_lost_all += planned->n_met < best.n_met && best.n_met == planned->n_deadlines;
  if (best.n_met < planned->n_deadlines || planned->n_met < best.n_met ||
      (self->kind->deadlines > 0 && self->kind->priorities > 0))
    return;

  self->n_searched++;
  self->best_ms += best.makespan_ms;
  self->best_loads += best.loads;
  self->n_more_loads += planned->loads > best.loads;
  self->n_dear_loads += best.fewest_loads < best.loads;
  if (planned->makespan_ms <= best.makespan_ms + SAME_MS)
    return;

  self->n_slower++;
  self->worst_slower = MAX (self->worst_slower, planned->makespan_ms / best.makespan_ms - 1);
}

void
schedule_score_play (ScheduleScore *self,
                     GRand         *random)
{
  RunResult results[RUN_N_POLICIES];
  Trace trace;

  trace_make (&trace, self->kind, random);
  for (guint i = 0; i < RUN_N_POLICIES; i++)
    {
      results[i] = run_trace (&trace, i);
      add_up (self, i, &results[i]);
    }

  self->n_traces++;
  self->n_deadlines += results[RUN_PLANNED].n_deadlines;
  self->worst_overtaken_ms = MAX (self->worst_overtaken_ms,
                                  results[RUN_PLANNED].worst_overtaken_ms);
  compare_with_others (self, results, &trace);
  if (trace_kind_is_small (self->kind))
    compare_with_best (self, &results[RUN_PLANNED], &trace);
}
