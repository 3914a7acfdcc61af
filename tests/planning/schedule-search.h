/* schedule-search.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "schedule-trace.h"

G_BEGIN_DECLS

#define SEARCH_MAX_JOBS 8
#define SEARCH_LITTLE   0.02

/* The best that any order gives, of a trace of few jobs that are all there at the beginning:
 * as many deadlines met as can be, and with those the least time and the fewest loads. Work
 * without a deadline waits for higher priorities, as that is what a priority is for. */
typedef struct
{
  guint  n_met;
  double makespan_ms;
  guint  loads;            /* the fewest that take little more time than that, */
  guint  fewest_loads;     /* and of all */
} SearchResult;

SearchResult search_best (const Trace *trace);

G_END_DECLS
