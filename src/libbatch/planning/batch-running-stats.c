/* batch-running-stats.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-running-stats-private.h"

#include <math.h>

void
batch_running_stats_add (BatchRunningStats *self,
                         double             value,
                         double             cap)
{
  double before = self->mean;

  batch_running_stats_fade (self, cap - 1);
  self->weight += 1;
  self->mean += (value - before) / self->weight;
  self->m2 += (value - before) * (value - self->mean);
}

void
batch_running_stats_fade (BatchRunningStats *self,
                          double             weight)
{
  if (self->weight <= weight)
    return;

  self->m2 *= weight / self->weight;
  self->weight = weight;
}

void
batch_running_stats_pool (BatchRunningStats       *self,
                          const BatchRunningStats *other)
{
  double weight = self->weight + other->weight;
  double distance = other->mean - self->mean;

  if (other->weight <= 0)
    return;

  self->m2 += other->m2 + distance * distance * self->weight * other->weight / weight;
  self->mean += distance * other->weight / weight;
  self->weight = weight;
}

double
batch_running_stats_variance (const BatchRunningStats *self)
{
  return self->weight >= 2 ? self->m2 / (self->weight - 1) : -1;
}

double
batch_log_normal_residual (double mean,
                           double variance,
                           double elapsed)
{
  double left = mean - elapsed;
  double sigma;
  double mu;
  double beyond;

  if (variance <= 0 || mean <= 0 || elapsed <= 0)
    return MAX (left, 0);

  sigma = sqrt (log1p (variance / (mean * mean)));
  mu = log (mean) - sigma * sigma / 2;
  beyond = erfc ((log (elapsed) - mu) / sigma / M_SQRT2);
  if (beyond < 1e-6)
    return MAX (left, elapsed * sigma / 2);

  return mean * erfc ((log (elapsed) - mu - sigma * sigma) / sigma / M_SQRT2) / beyond - elapsed;
}
