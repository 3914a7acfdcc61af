/* batch-running-stats-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A running mean and variance (Welford's method) with decay: up to @cap samples they are the plain
 * ones, from then on every new sample makes the older ones count less. All zero is empty. */
typedef struct
{
  double weight;
  double mean;
  double m2;        /* weighted sum of squared distances from the mean */
} BatchRunningStats;

void   batch_running_stats_add      (BatchRunningStats       *self,
                                     double                   value,
                                     double                   cap);

/* What was known counts for at most @weight samples from now on. */
void   batch_running_stats_fade     (BatchRunningStats       *self,
                                     double                   weight);

/* As if the samples of @other had been added as well. */
void   batch_running_stats_pool     (BatchRunningStats       *self,
                                     const BatchRunningStats *other);

/* -1 with less than two samples. */
double batch_running_stats_variance (const BatchRunningStats *self);

/* What something that has gone on for @elapsed still takes, durations being log-normal with @mean
 * and @variance: the mean of those that take longer than that. Where @variance is not known (0 or
 * less), what is left of @mean. */
double batch_log_normal_residual    (double                   mean,
                                     double                   variance,
                                     double                   elapsed);

G_END_DECLS
