/* schedule-run.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "schedule-trace.h"

G_BEGIN_DECLS

/* Who says what comes next, and what makes room for it. */
typedef enum
{
  RUN_PLANNED,          /* batch_scheduler_plan (), before every item as a lane does */
  RUN_ARRIVAL,          /* the jobs as they came */
  RUN_ALPHABETICAL,     /* job after job, the models by their names */
  RUN_STICKY,           /* three jobs of a model in a row, then the oldest */
  RUN_UNPLANNED,        /* all jobs send an item at a time, and the server sorts it out */
} RunPolicy;

#define RUN_N_POLICIES (RUN_UNPLANNED + 1)

typedef struct
{
  double makespan_ms;
  double load_ms;           /* of that */
  double worst_wait_ms;     /* from a submission to its first item */
  double worst_overtaken_ms;/* that a model waited while something was served that came later, */
                            /* and had no higher priority and no deadline */
  guint  loads;
  guint  n_deadlines;
  guint  n_met;
  guint  n_items_met;       /* items that ended before the deadline of their job */
} RunResult;

/* Plays @trace until all is done. */
RunResult   run_trace            (const Trace *trace,
                                  RunPolicy    policy);
/* Until when two do the same. */
double      run_first_difference (const Trace *trace,
                                  RunPolicy    one,
                                  RunPolicy    other);
const char *run_policy_name      (RunPolicy    policy);

G_END_DECLS
