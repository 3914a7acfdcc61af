/* batch-eta-source.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-estimator-state-private.h"

#include <math.h>

#define UNKNOWN_CV   0.5       /* of durations, before there are samples */
#define UNKNOWN_CV_N 2.0       /* samples that counts for */
#define SIZE_STEP    2.0       /* a bucket up takes so much longer, as a guess */

static void
source_add (BatchEtaSource       *source,
            BatchLearntOperation *operation,
            BatchSizeBucket       bucket,
            double                factor)
{
  BatchRunningStats stats = operation->durations[bucket];
  const BatchRequestSize *size = &operation->sizes[bucket];

  stats.mean *= factor;
  stats.m2 *= factor * factor;
  batch_running_stats_pool (&source->stats, &stats);
  if (stats.weight > 0)
    {
      double part = stats.weight / source->stats.weight;

      source->size.bytes += part * (size->bytes - source->size.bytes);
      source->size.output_limit += part * (size->output_limit - source->size.output_limit);
    }
  source->samples += operation->counts[bucket];
}

static gboolean
source_is (BatchEtaSource *source,
           BatchEtaBasis   basis)
{
  source->basis = basis;
  return source->stats.weight > 0;
}

/* Small, medium and large are steps of a stair, unknown is not on it. */
static gboolean
look_at_neighbours (BatchLearntOperation *operation,
                    BatchSizeBucket       bucket,
                    double                step,
                    BatchEtaSource       *source)
{
  if (bucket == BATCH_SIZE_BUCKET_UNKNOWN)
    return FALSE;

  if (bucket > BATCH_SIZE_BUCKET_SMALL)
    source_add (source, operation, bucket - 1, step);
  if (bucket < BATCH_SIZE_BUCKET_LARGE)
    source_add (source, operation, bucket + 1, 1 / step);
  return source_is (source, BATCH_ETA_BASIS_NEIGHBOUR);
}

static gboolean
look_in_operation (BatchLearntOperation *operation,
                   BatchSizeBucket       bucket,
                   double                step,
                   BatchEtaSource       *source)
{
  source_add (source, operation, bucket, 1);
  if (source_is (source, BATCH_ETA_BASIS_EXACT))
    return TRUE;

  source_add (source, operation, BATCH_SIZE_BUCKET_UNKNOWN, 1);
  if (source_is (source, BATCH_ETA_BASIS_UNKNOWN_BUCKET))
    return TRUE;

  if (look_at_neighbours (operation, bucket, step, source))
    return TRUE;

  for (guint i = 0; i < BATCH_N_SIZE_BUCKETS; i++)
    source_add (source, operation, i, 1);
  return source_is (source, BATCH_ETA_BASIS_OPERATION);
}

/* Those of other models are not believed where an item of this one took less, with its load. */
static void
bound_by_load (BatchEtaSource *source,
               double          item_ms)
{
  if (item_ms <= 0 || (source->stats.weight > 0 && source->stats.mean <= item_ms))
    return;

  source->stats = (BatchRunningStats) { 1, item_ms, 0 };
  source->samples = 1;
}

static gboolean
find_source (BatchEstimator  *self,
             const char      *key_name,
             const char      *operation_name,
             BatchSizeBucket  bucket,
             double           step,
             BatchEtaSource  *source)
{
  BatchLearntKey *key = batch_estimator_find_key (self, key_name);
  BatchLearntOperation *operation;

  *source = (BatchEtaSource) { 0, };
  operation = key != NULL ? batch_learnt_key_find (key, operation_name) : NULL;
  if (operation != NULL && look_in_operation (operation, bucket, step, source))
    return TRUE;

  for (guint i = 0; key != NULL && i < key->operations->len; i++)
    for (guint j = 0; j < BATCH_N_SIZE_BUCKETS; j++)
      source_add (source, g_ptr_array_index (key->operations, i), j, 1);
  if (source_is (source, BATCH_ETA_BASIS_MODEL))
    return TRUE;

  source->stats = self->all;
  source->samples = self->all_count;
  if (key != NULL)
    bound_by_load (source, batch_estimator_item_within_load (self, key));
  return source_is (source, BATCH_ETA_BASIS_ALL);
}

gboolean
batch_estimator_find_source (BatchEstimator  *self,
                             const char      *key,
                             const char      *operation,
                             BatchSizeBucket  bucket,
                             BatchEtaSource  *source)
{
  return find_source (self, key, operation, bucket, SIZE_STEP, source);
}

/* Where tokens are counted a step from bucket to bucket need not be guessed. */
gboolean
batch_estimator_find_sized_source (BatchEstimator         *self,
                                   const char             *key_name,
                                   const char             *operation_name,
                                   BatchSizeBucket         bucket,
                                   const BatchRequestSize *size,
                                   BatchEtaSource         *source,
                                   double                 *doubt)
{
  BatchLearntKey *key = batch_estimator_find_key (self, key_name);
  BatchLearntOperation *operation =
    key != NULL ? batch_learnt_key_find (key, operation_name) : NULL;
  gboolean is_sized = operation != NULL && batch_token_rates_know (&operation->rates, size);
  gboolean is_counted = is_sized && batch_token_rates_count (&operation->rates);
  double ratio;

  *doubt = 0;
  if (!find_source (self, key_name, operation_name, bucket, is_counted ? 1 : SIZE_STEP, source))
    return FALSE;
  if (!is_sized || source->basis > BATCH_ETA_BASIS_OPERATION ||
      (!is_counted && source->basis > BATCH_ETA_BASIS_UNKNOWN_BUCKET))
    return TRUE;

  ratio = batch_token_rates_ratio (&operation->rates, size, &source->size, key->parallel > 1,
                                   doubt);
  source->stats.mean *= ratio;
  source->stats.m2 *= ratio * ratio;
  source->basis = MIN (source->basis, BATCH_ETA_BASIS_UNKNOWN_BUCKET);
  return TRUE;
}

/* --- What an item costs --- */

double
batch_learnt_operation_cost (BatchLearntOperation *self,
                             double                item_ms)
{
  double failed = self->outcomes[BATCH_SAMPLE_FAILED];
  double skipped = self->outcomes[BATCH_SAMPLE_SKIPPED];
  double ended = self->outcomes[BATCH_SAMPLE_SUCCEEDED] + failed + skipped;

  if (ended <= 0)
    return item_ms;

  /* One more that would have succeeded, so that one failure is not taken for a rule. */
  return item_ms * (1 - (failed + skipped) / (ended + 1)) + self->lost_ms / ended;
}

double
batch_eta_source_variance (const BatchEtaSource *self)
{
  const BatchRunningStats *stats = &self->stats;
  double prior = UNKNOWN_CV * stats->mean * UNKNOWN_CV * stats->mean;

  return (stats->m2 + UNKNOWN_CV_N * prior) / (MAX (stats->weight - 1, 0) + UNKNOWN_CV_N);
}

double
batch_eta_source_residual (const BatchEtaSource *self,
                           double                elapsed_ms)
{
  const BatchRunningStats *stats = &self->stats;

  return batch_log_normal_residual (stats->mean, batch_running_stats_variance (stats),
                                    elapsed_ms);
}
