/* batch-load-cost.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. What was measured of a model is believed: a mean that moves by four tenths to
 * each new load, as a load from the disk and one from memory differ by far and the last one
 * says which it was. Before the first load:
 *
 * 1. A server that says how large its models are: some seconds and the time to read it.
 *    Whether that server is faster or slower than this is seen from its other models.
 * 2. Otherwise what its other models take. One load is not taken for a rule, so that ten
 *    seconds count beside it; the more were seen, the less, and soon not at all.
 * 3. Its size alone, where that server has loaded nothing yet.
 * 4. What models of other servers take, with doubt. However many those were, ten seconds
 *    count beside them: this server may be another kind.
 * 5. Ten seconds.
 *
 * Where an item of the model has waited for a load, and the server did not tell how long that
 * took, the load is what is left of it; where nobody knows what an item takes, a load takes
 * what others on that server do if that is less, and else half of it. What is left of one that
 * took no longer than items do was no load, and counts as not measured.
 *
 * Of a load that is under way, and of which the server says how far it is, the rest goes on
 * as it did so far, but not evenly: there is more to a load than what is counted. Where it does
 * not say, or it has only begun, what is left is the mean of loads that take longer than that.
 *
 * Whoever waits for far longer than a load ever took waits for ever, and so does who waits for half
 * a day: the number may be what a server has made up.
 *
 * What is thought of models that were never loaded rests on the same few loads, or on none:
 * where it is wrong, it is wrong for all of them. The fewer loads, the larger that part. */

#include "config.h"

#include "planning/batch-load-cost-private.h"

#include <math.h>

#define LOAD_CAP        2.5            /* 1 / 0.4 */
#define POOL_CAP        8.0
#define DEFAULT_MS      10000.0
#define DEFAULT_WEIGHT  0.2            /* loads that it counts for beside one of another model */
/* Starting a runner, and getting the memory back of what was there before. */
#define FIXED_MS        2500.0
#define BYTES_PER_MS    (2.0 * 1000 * 1000)
/* Relative standard deviations. */
#define MEASURED_CV     0.2
#define SIZE_CV         0.4
#define OTHERS_CV       0.8
#define ITEM_CV         0.5            /* how far items are off that nobody has counted many of */
#define PROGRESS_CV     0.5
#define LEAST_FRACTION  0.1            /* before that, nobody knows how it goes on */
#define LONGEST_LOADS   5.0
#define LONGEST_MS      (12.0 * 60 * 60 * 1000)

void
batch_load_times_add (BatchLoadTimes *self,
                      double          ms)
{
  batch_running_stats_add (&self->ms, ms, LOAD_CAP);
}

double
batch_load_cost_of_size (gint64 size)
{
  return FIXED_MS + (double) size / BYTES_PER_MS;
}

void
batch_load_pool_add (BatchLoadPool *self,
                     double         ms,
                     gint64         size)
{
  batch_running_stats_add (&self->ms, ms, POOL_CAP);
  self->loads++;
  if (size > 0 && ms > 0)
    batch_running_stats_add (&self->log_factor, log (ms / batch_load_cost_of_size (size)),
                             POOL_CAP);
}

static BatchLoadCost
cost_from (const BatchRunningStats *ms,
           double                   cv,
           BatchLoadBasis           basis)
{
  double scatter = ms->weight > 0 ? sqrt (ms->m2 / ms->weight) : 0;

  return (BatchLoadCost) { ms->mean, MAX (cv * ms->mean, scatter), 0, basis };
}

/* @loads: of other models that it is known from */
static BatchLoadCost
cost_of_unseen (double         mean_ms,
                double         sd_ms,
                double         loads,
                BatchLoadBasis basis)
{
  return (BatchLoadCost) { mean_ms, sd_ms, sd_ms / sqrt (1 + loads), basis };
}

/* @default_weight: loads that ten seconds count for */
static BatchLoadCost
cost_like (const BatchLoadPool *pool,
           double               default_weight,
           BatchLoadBasis       basis)
{
  BatchRunningStats ms = { default_weight, DEFAULT_MS, 0 };
  BatchLoadCost cost;

  batch_running_stats_pool (&ms, &pool->ms);
  cost = cost_from (&ms, OTHERS_CV, basis);
  return cost_of_unseen (cost.mean_ms, cost.sd_ms, pool->ms.weight, basis);
}

/* With the square: a default that is many times too long soon counts for less than one that
 * is seen. */
static BatchLoadCost
cost_like_server (const BatchLoadPool *pool)
{
  double loads = MAX (pool->loads, 1);

  return cost_like (pool, DEFAULT_WEIGHT / (loads * loads), BATCH_LOAD_BASIS_SERVER);
}

BatchLoadCost
batch_load_cost_estimate (const BatchLoadTimes *own,
                          const BatchLoadPool  *server,
                          const BatchLoadPool  *all,
                          gint64                size)
{
  double by_size = batch_load_cost_of_size (size);

  if (own->ms.weight > 0)
    return cost_from (&own->ms, MEASURED_CV, BATCH_LOAD_BASIS_MEASURED);

  if (size > 0 && server != NULL && server->log_factor.weight > 0)
    {
      by_size *= exp (server->log_factor.mean);
      return cost_of_unseen (by_size, SIZE_CV * by_size, server->log_factor.weight,
                             BATCH_LOAD_BASIS_SIZE);
    }

  if (server != NULL && server->ms.weight > 0)
    return cost_like_server (server);
  if (size > 0)
    return cost_of_unseen (by_size, OTHERS_CV * by_size, 0, BATCH_LOAD_BASIS_SIZE_ALONE);
  if (all->ms.weight > 0)
    return cost_like (all, DEFAULT_WEIGHT, BATCH_LOAD_BASIS_OTHERS);
  return cost_of_unseen (DEFAULT_MS, OTHERS_CV * DEFAULT_MS, 0, BATCH_LOAD_BASIS_NONE);
}

BatchLoadCost
batch_load_cost_within (const BatchLoadCost *cost,
                        double               both_ms,
                        double               item_ms)
{
  double left_ms = MAX (both_ms - item_ms, 0);
  gboolean is_like_others = cost->basis == BATCH_LOAD_BASIS_SIZE
                            || cost->basis == BATCH_LOAD_BASIS_SERVER;

  if (item_ms >= 0)
    return (BatchLoadCost) { left_ms, MAX (MEASURED_CV * left_ms, ITEM_CV * item_ms), 0,
                             left_ms > ITEM_CV * item_ms ? BATCH_LOAD_BASIS_MEASURED
                                                         : BATCH_LOAD_BASIS_NONE };
  if (is_like_others && cost->mean_ms < both_ms)
    return *cost;
  return cost_of_unseen (both_ms / 2, both_ms / 2, 0, BATCH_LOAD_BASIS_NONE);
}

BatchLoadCost
batch_load_cost_left (const BatchLoadCost *cost,
                      double               elapsed_ms,
                      double               fraction)
{
  double left_ms;
  double sd_ms;

  if (fraction >= LEAST_FRACTION)
    {
      left_ms = elapsed_ms * (1 - MIN (fraction, 1)) / fraction;
      return (BatchLoadCost) { left_ms, PROGRESS_CV * left_ms, 0, BATCH_LOAD_BASIS_MEASURED };
    }

  left_ms = batch_log_normal_residual (cost->mean_ms, cost->sd_ms * cost->sd_ms, elapsed_ms);
  sd_ms = MIN (cost->sd_ms, left_ms);
  return (BatchLoadCost) { left_ms, sd_ms, MIN (cost->common_ms, sd_ms), cost->basis };
}

gint64
batch_load_cost_longest (double load_ms,
                         gint64 least_ms)
{
  double longest_ms = LONGEST_LOADS * load_ms;

  /* What is no number is no time. */
  if (!(longest_ms > (double) least_ms))
    return least_ms;

  return MAX (least_ms, (gint64) MIN (longest_ms, LONGEST_MS));
}
