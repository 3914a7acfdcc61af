/* batch-insights-rules.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* What was done in a slice of time, with whatever model and wherever. Times are µs since the
 * epoch. */
typedef struct
{
  gint64 from;
  gint64 to;
  gint64 succeeded;
  gint64 failed;
  gint64 prompt_tokens;
  gint64 output_tokens;
} BatchSlice;

/* Returns: (transfer full): of BatchSlice, in the order of time. @points: of
 * BatchHistoryPoint, likewise */
GArray *batch_insights_slices (GListModel *points);

/* A time in which a server worked with one model. */
typedef struct
{
  char   *backend;
  char   *key;
  gint64  from;
  gint64  to;
  gint64  succeeded;
  gint64  failed;
  GArray *failed_at;               /* (nullable) of gint64 */
} BatchStretch;

/* Returns: (transfer full): of BatchStretch, by server and then in the order of time. What is
 * less than @gap µs apart is one. */
GPtrArray *batch_insights_stretches (GListModel *points,
                                     gint64      gap);

/* History knows no time better than to @slack µs, so that models that follow each other in a short
 * run seem to work at once. Each begins when it is loaded, and ends when the next one begins. */
void       batch_insights_part_stretches (GPtrArray  *stretches,
                                          GListModel *loads,
                                          gint64      slack);

/* How many loads came to their end, and how long they took. */
guint   batch_insights_sum_loads (GListModel *loads,
                                  gint64     *duration_ms);
/* "3 model loads, 27 s. Arrival order: 3,811 loads, about 9 h 32 min"; @arrival_loads: -1
 * when nobody knows. Every load is taken to last as long as those that there were. */
char   *batch_insights_headline  (guint       n_loads,
                                  gint64      duration_ms,
                                  gint64      arrival_loads);
/* "2 loads, 18 s, because other programs took the memory of the server"; NULL: none. What is a
 * load again is no fault of the plan. */
char   *batch_insights_swaps     (GListModel *loads);

G_END_DECLS
