/* schedule-score.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "schedule-run.h"

G_BEGIN_DECLS

/* How the plan did on traces of a kind: beside those who do not plan, and beside the best
 * order there is, where all of them can be tried. */
typedef struct
{
  const TraceKind *kind;
  guint            n_traces;
  guint            n_deadlines;
  double           loads[RUN_N_POLICIES];
  double           makespan_ms[RUN_N_POLICIES];
  double           worst_wait_ms[RUN_N_POLICIES];
  guint            n_met[RUN_N_POLICIES];
  double           worst_overtaken_ms;  /* of the plan */
  guint            n_worse;        /* than the best of the others that keep as much of what */
                                   /* is promised: deadlines, and nobody overtaken for longer */
  double           worst_worse;    /* by that part */
  double           worst_all_there;/* the same where nothing comes in later */
  guint            n_much_worse;   /* by more than two percent, where something does */
  double           sum_in_mean;    /* by that part in the mean of what could have come then, */
  double           worst_in_mean;  /* and in the worst of those; -1: none */
  double           worst_of_known; /* by what was there when the two parted, nothing else coming */
  guint            n_searched;     /* where the best order is known, with all deadlines met */
  double           best_ms;        /* makespans of those orders, */
  double           best_loads;     /* and loads */
  guint            n_more_loads;   /* than that */
  guint            n_dear_loads;   /* traces in which fewer would take more than two percent */
                                   /* longer: both is not to be had */
  guint            n_slower;
  double           worst_slower;   /* by that part */
  guint            n_lost;         /* fewer deadlines met than can be met, */
  guint            n_lost_all;     /* where all of them can */
} ScheduleScore;

void schedule_score_init (ScheduleScore   *self,
                          const TraceKind *kind);
/* Plays one more. */
void schedule_score_play (ScheduleScore   *self,
                          GRand           *random);

G_END_DECLS
