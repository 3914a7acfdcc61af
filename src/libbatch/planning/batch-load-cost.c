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
 * 2. Otherwise what its other models take.
 * 3. Its size alone, where that server has loaded nothing yet.
 * 4. What models of other servers take, with doubt.
 * 5. Ten seconds. */

#include "config.h"

#include "planning/batch-load-cost-private.h"

#include <math.h>

#define LOAD_CAP        2.5            /* 1 / 0.4 */
#define POOL_CAP        8.0
#define DEFAULT_MS      10000.0
#define DEFAULT_WEIGHT  0.2            /* loads of other models that it counts for */
/* Starting a runner, and getting the memory back of what was there before. */
#define FIXED_MS        2500.0
#define BYTES_PER_MS    (2.0 * 1000 * 1000)
/* Relative standard deviations. */
#define MEASURED_CV     0.2
#define SIZE_CV         0.4
#define OTHERS_CV       0.8

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

  return (BatchLoadCost) { ms->mean, MAX (cv * ms->mean, scatter), basis };
}

/* One load is not taken for a rule. */
static BatchLoadCost
cost_like (const BatchLoadPool *pool,
           BatchLoadBasis       basis)
{
  BatchRunningStats ms = { DEFAULT_WEIGHT, DEFAULT_MS, 0 };

  batch_running_stats_pool (&ms, &pool->ms);
  return cost_from (&ms, OTHERS_CV, basis);
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
      return (BatchLoadCost) { by_size, SIZE_CV * by_size, BATCH_LOAD_BASIS_SIZE };
    }

  if (server != NULL && server->ms.weight > 0)
    return cost_like (server, BATCH_LOAD_BASIS_SERVER);
  if (size > 0)
    return (BatchLoadCost) { by_size, OTHERS_CV * by_size, BATCH_LOAD_BASIS_SIZE_ALONE };
  if (all->ms.weight > 0)
    return cost_like (all, BATCH_LOAD_BASIS_OTHERS);
  return (BatchLoadCost) { DEFAULT_MS, OTHERS_CV * DEFAULT_MS, BATCH_LOAD_BASIS_NONE };
}
