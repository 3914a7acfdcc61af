/* batch-drift.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-drift-private.h"

#include <math.h>

#define MAX_PAIRS   64.0     /* older pairs fade */
#define NOISE_PRIOR 4.0      /* pairs that the expected noise counts for */
#define SHARED      0.3      /* levels look at the same items: none is a witness of its own */
#define LEAST       1e-6

/* How far a long stretch may drift, as a standard deviation, and how often runs do;
 * and how it grows with the length of the stretch: hardly (a noisy server), or like
 * a random walk. */
static const struct
{
  double drift;
  double prior;
} candidates[] = { { 0, 0.3 }, { 0.035, 0.25 }, { 0.07, 0.25 }, { 0.15, 0.15 }, { 0.3, 0.05 } };

static const double growths[] = { 0.6, 1.2 };

static void
level_compare (BatchDriftLevel *level,
               double           wall_ms,
               double           work_ms)
{
  double one = level->wall_ms / level->work_ms;
  double two = wall_ms / work_ms;
  double distance = one + two > 0 ? 2 * (two - one) / (one + two) : 0;

  level->pairs = MIN (level->pairs + 1, MAX_PAIRS);
  level->variance += (distance * distance / 2 - level->variance) / level->pairs;
}

/* A stretch is kept until its neighbour is there; both together are a stretch of
 * the next level. */
static void
add_stretch (BatchDrift *self,
             double      wall_ms,
             double      work_ms)
{
  for (guint i = 0; i < BATCH_DRIFT_N_LEVELS; i++)
    {
      BatchDriftLevel *level = &self->levels[i];

      if (level->work_ms <= 0)
        {
          level->wall_ms = wall_ms;
          level->work_ms = work_ms;
          return;
        }

      level_compare (level, wall_ms, work_ms);
      wall_ms += level->wall_ms;
      work_ms += level->work_ms;
      level->wall_ms = level->work_ms = 0;
    }
}

void
batch_drift_add (BatchDrift *self,
                 double      wall_ms,
                 double      work_ms,
                 guint       block_size)
{
  self->wall_ms += wall_ms;
  self->work_ms += work_ms;
  if (++self->n_items < block_size)
    return;

  if (self->work_ms > 0)
    add_stretch (self, self->wall_ms, self->work_ms);
  self->wall_ms = self->work_ms = 0;
  self->n_items = 0;
}

void
batch_drift_break (BatchDrift *self)
{
  for (guint i = 0; i < BATCH_DRIFT_N_LEVELS; i++)
    self->levels[i].wall_ms = self->levels[i].work_ms = 0;

  self->wall_ms = self->work_ms = 0;
  self->n_items = 0;
}

/* How likely the differences are that were seen, if the drift over @n_items had that
 * variance: the sum of the squares of each level is then distributed like χ². */
static double
log_likelihood (const BatchDrift *self,
                guint             block_size,
                double            noise,
                double            edge,
                double            n_items,
                double            drift,
                double            growth)
{
  double sum = 0;

  for (guint i = 1; i < BATCH_DRIFT_N_LEVELS; i++)
    {
      const BatchDriftLevel *level = &self->levels[i];
      double length = block_size * exp2 (i);
      double expected = noise / length + edge / (length * length) +
                        drift * pow (length / n_items, growth) + LEAST;

      if (level->pairs > 0)
        sum -= SHARED * level->pairs / 2 * (log (expected) + level->variance / expected);
    }

  return sum;
}

/* Bayes: every candidate by its prior and by what was seen. The mean is taken of a
 * power between the standard deviation and the variance, as the few runs that drift
 * far would otherwise make the range too wide for all others. */
static double
expected_drift (const BatchDrift *self,
                guint             block_size,
                double            noise,
                double            edge,
                double            n_items)
{
  double logs[G_N_ELEMENTS (candidates)][G_N_ELEMENTS (growths)];
  double best = -G_MAXDOUBLE;
  double total = 0;
  double sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    for (guint j = 0; j < G_N_ELEMENTS (growths); j++)
      {
        double drift = candidates[i].drift * candidates[i].drift;

        logs[i][j] = log (candidates[i].prior) +
                     log_likelihood (self, block_size, noise, edge, n_items, drift, growths[j]);
        best = MAX (best, logs[i][j]);
      }

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    for (guint j = 0; j < G_N_ELEMENTS (growths); j++)
      {
        double weight = exp (logs[i][j] - best);

        total += weight;
        sum += weight * pow (candidates[i].drift, 1.5);
      }

  return pow (sum / total, 2 / 1.5);
}

double
batch_drift_estimate (const BatchDrift *self,
                      guint             block_size,
                      double            expected_noise,
                      double            edge,
                      double            n_items,
                      double           *drift)
{
  const BatchDriftLevel *first = &self->levels[0];
  double seen = MAX (first->variance * block_size - edge / block_size, 0);
  double noise = (NOISE_PRIOR * expected_noise + first->pairs * seen) /
                 (NOISE_PRIOR + first->pairs);

  *drift = expected_drift (self, block_size, noise, edge, MAX (n_items, block_size));
  return noise;
}
