/* batch-estimator-learn.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule, first half: learning. (Second half: batch-estimator-estimate.c.)
 *
 * 1. Durations of successes are kept for each (key, operation, size bucket): a
 *    plain mean while there are few, one that forgets once there are many.
 *    Failed attempts and skips are counted beside them, with their time.
 * 2. After a pause of half an hour it is another run: what was known before
 *    counts for a few samples only, as the machine may be another one by now.
 * 3. The pace of a key is what its items take of the lane, from one end to the
 *    next. It is measured and not computed from slots, as nobody knows how many
 *    of the requests that are sent at once a server really works on. Pauses are
 *    no pace. One at a time, an item takes its duration and what lies between.
 * 4. Loads are kept apart. An item that was sent before its model was loaded says
 *    nothing of durations; what it took beyond the usual was the load. Until enough is
 *    usual for that, it is what can be said of both: a load takes what is left of it, or, where
 *    no item went without a load, no more than that together with an item. One that may
 *    have waited for a load of others is looked at by what is usual: what took longer
 *    counts for nothing, as nobody knows how much of the load it has seen. Whether there
 *    was a load at all: batch-load-evidence.c. */

#include "config.h"

#include "planning/batch-estimator-state-private.h"

#include <math.h>

#define DURATION_CAP   200.0          /* samples until a mean begins to forget */
#define PACE_CAP       300.0
#define HISTORY_CAP    8.0
#define HISTORY_LEAST  0.5
#define NEW_RUN_US     (30 * 60 * G_GINT64_CONSTANT (1000000))
#define PAUSE_MS       1000.0
#define PAUSE_ITEMS    3.0            /* a gap of so many mean durations is a pause */
#define ENOUGH_FOR_LOAD 3.0
#define RESIDENT_DEVIATIONS 2.0       /* longer than usual by less than that: no load */

static double
known_weight (BatchLearntKey *key)
{
  double weight = 0;

  for (guint i = 0; i < key->operations->len; i++)
    {
      BatchLearntOperation *operation = g_ptr_array_index (key->operations, i);

      for (guint j = 0; j < BATCH_N_SIZE_BUCKETS; j++)
        weight += operation->durations[j].weight;
    }

  return weight;
}

static void
scale_pace (BatchLearntKey *key,
            double          factor)
{
  key->items *= factor;
  key->wall_ms *= factor;
  key->busy_ms *= factor;
  for (guint i = 0; i < key->operations->len; i++)
    {
      BatchLearntOperation *operation = g_ptr_array_index (key->operations, i);

      for (guint j = 0; j < BATCH_N_SIZE_BUCKETS; j++)
        operation->done[j] *= factor;
    }
}

/* How many samples of another run are worth one of this run: as many as make
 * their mean as uncertain as runs differ. */
static void
fade_to_history (BatchRunningStats *stats)
{
  double run_variance = BATCH_RUN_DOUBT * stats->mean * BATCH_RUN_DOUBT * stats->mean;
  double variance = batch_running_stats_variance (stats);
  double worth = variance >= 0 && run_variance > 0 ? variance / run_variance : HISTORY_CAP;

  batch_running_stats_fade (stats, CLAMP (worth, HISTORY_LEAST, HISTORY_CAP));
}

static void
start_new_run (BatchLearntKey *key)
{
  for (guint i = 0; i < key->operations->len; i++)
    {
      BatchLearntOperation *operation = g_ptr_array_index (key->operations, i);

      for (guint j = 0; j < BATCH_N_SIZE_BUCKETS; j++)
        fade_to_history (&operation->durations[j]);
    }

  batch_drift_break (&key->drift);
  key->history = MIN (known_weight (key), HISTORY_CAP);
  if (key->items > key->history)
    scale_pace (key, key->history / key->items);
  key->run_items = 0;
}

gboolean
batch_learnt_key_is_new_run (BatchLearntKey *self,
                             gint64          at)
{
  return self->last_at != 0 && at - self->last_at > NEW_RUN_US;
}

static void
notice_new_run (BatchLearntKey *key,
                gint64          at)
{
  if (batch_learnt_key_is_new_run (key, at))
    start_new_run (key);
}

static void
start_new_pace (BatchLearntKey *key,
                guint           parallel)
{
  scale_pace (key, 0);
  batch_drift_break (&key->drift);
  key->parallel = parallel;
}

/* What an attempt took of the lane. */
static double
wall_of (BatchLearntKey    *key,
         const BatchSample *sample)
{
  double duration_ms = (double) sample->duration_ms;
  double since_ms = (double) (sample->at - key->last_at) / 1000;
  double mean_ms = key->items > 0 ? key->busy_ms / key->items : duration_ms;
  double pause_ms = since_ms - duration_ms;

  if (key->last_at == 0 || since_ms < 0 || pause_ms > MAX (PAUSE_MS, PAUSE_ITEMS * mean_ms))
    return duration_ms;
  if (key->parallel == 1)
    return MAX (duration_ms, since_ms);
  return since_ms;
}

static gboolean
ends_item (BatchSampleOutcome outcome)
{
  return outcome != BATCH_SAMPLE_RETRIED;
}

static void
learn_pace (BatchLearntKey       *key,
            BatchLearntOperation *operation,
            const BatchSample    *sample)
{
  double wall_ms = wall_of (key, sample);
  double cost_ms;

  if (key->items >= PACE_CAP)
    scale_pace (key, (PACE_CAP - 1) / key->items);

  key->wall_ms += wall_ms;
  key->busy_ms += (double) sample->duration_ms;
  if (!ends_item (sample->outcome))
    return;

  key->items += 1;
  key->run_items += 1;
  operation->done[sample->bucket] += 1;

  cost_ms = operation->durations[sample->bucket].mean *
            batch_token_rates_ratio (&operation->rates, &sample->size,
                                     &operation->sizes[sample->bucket], key->parallel > 1,
                                     NULL);
  if (cost_ms > 0)
    batch_drift_add (&key->drift, wall_ms, cost_ms, key->parallel);
}

static void
learn_outcome (BatchLearntOperation *operation,
               const BatchSample    *sample)
{
  double total = 0;

  for (guint i = 0; i < BATCH_N_SAMPLE_OUTCOMES; i++)
    total += operation->outcomes[i];

  if (total >= DURATION_CAP)
    {
      for (guint i = 0; i < BATCH_N_SAMPLE_OUTCOMES; i++)
        operation->outcomes[i] *= (DURATION_CAP - 1) / total;
      operation->lost_ms *= (DURATION_CAP - 1) / total;
    }

  operation->outcomes[sample->outcome] += 1;
  if (sample->outcome == BATCH_SAMPLE_FAILED || sample->outcome == BATCH_SAMPLE_RETRIED)
    operation->lost_ms += (double) sample->duration_ms;
}

/* Means, by the same weights as the duration's. */
static void
learn_size (BatchLearntOperation *operation,
            const BatchSample    *sample)
{
  BatchRequestSize *mean = &operation->sizes[sample->bucket];
  double weight = operation->durations[sample->bucket].weight;
  BatchRequestCost cost = sample->cost;

  mean->bytes += (sample->size.bytes - mean->bytes) / weight;
  mean->output_limit += (sample->size.output_limit - mean->output_limit) / weight;
  cost.duration_ms = (double) sample->duration_ms;
  batch_token_rates_add (&operation->rates, &sample->size, &cost);
}

static void
learn_load (BatchEstimator *self,
            BatchLearntKey *key,
            double          duration_ms)
{
  batch_load_times_add (&key->load, duration_ms);
  batch_estimator_count_load (self, key, duration_ms);
}

static double
deviation_of (const BatchRunningStats *stats)
{
  return sqrt (MAX (batch_running_stats_variance (stats), 0));
}

/* Whether the model was there, by how long it took. Runs differ, too. As long as nothing is
 * usual, one that holds a load says what is too long. */
static gboolean
is_usual (BatchLearntKey       *key,
          BatchLearntOperation *operation,
          double                duration_ms)
{
  BatchRunningStats usual = batch_learnt_operation_usual (operation);
  double deviation = MAX (deviation_of (&usual), BATCH_RUN_DOUBT * usual.mean);

  if (usual.weight < ENOUGH_FOR_LOAD)
    return duration_ms <= key->first_ms;

  return duration_ms <= usual.mean + RESIDENT_DEVIATIONS * deviation;
}

/* The shortest of the items that waited for a load waited for nothing else. One that took no
 * longer than usual found its model there, and says nothing of what a load takes: as long as
 * nothing else is known, models elsewhere are expected to be there as well. */
static void
learn_hidden_load (BatchEstimator       *self,
                   BatchLearntKey       *key,
                   BatchLearntOperation *operation)
{
  BatchRunningStats usual = batch_learnt_operation_usual (operation);
  double load_ms = MAX (0, key->first_ms - usual.mean);

  if (key->first_ms <= 0 || usual.weight < ENOUGH_FOR_LOAD)
    return;

  if (batch_load_evidence_judge (key->first_ms, &usual, key->load.ms.mean)
      == BATCH_LOAD_EVIDENCE_LOADED)
    learn_load (self, key, load_ms);
  else if (key->load.ms.weight <= 0 && !key->judged)
    batch_load_pool_add (&self->loads, load_ms, 0);

  key->judged = TRUE;
  if (key->load.ms.weight > 0)
    key->first_ms = 0;
}

/* Who waits for the same load as others was sent before they have ended. */
static gboolean
begins_load (const BatchLearntKey *key,
             const BatchSample    *sample)
{
  return sample->at - 1000 * sample->duration_ms >= key->first_at;
}

/* Returns: whether it has waited for no load, as another one shows that has */
static gboolean
note_first (BatchLearntKey    *key,
            const BatchSample *sample)
{
  double duration_ms = (double) sample->duration_ms;
  double known_ms = key->first_ms;

  if (sample->outcome != BATCH_SAMPLE_SUCCEEDED)
    return FALSE;

  if (known_ms > 0 && begins_load (key, sample))
    {
      if (batch_load_evidence_differ (duration_ms, known_ms))
        return TRUE;
      if (batch_load_evidence_differ (known_ms, duration_ms))
        known_ms = 0;
    }

  key->first_ms = known_ms > 0 ? MIN (known_ms, duration_ms) : duration_ms;
  key->judged = FALSE;
  key->first_at = MAX (key->first_at, sample->at);
  return FALSE;
}

void
batch_estimator_record (BatchEstimator    *self,
                        const BatchSample *sample)
{
  BatchLearntKey *key = batch_estimator_get_key (self, sample->key);
  BatchLearntOperation *operation = batch_learnt_key_operation (key, sample->operation);
  guint parallel = MAX (sample->parallel, 1);

  g_return_if_fail (sample->duration_ms >= 0);
  g_return_if_fail ((guint) sample->bucket < BATCH_N_SIZE_BUCKETS);

  key->changed = TRUE;
  notice_new_run (key, sample->at);
  if (key->parallel != parallel)
    start_new_pace (key, parallel);

  if (sample->after_load && !note_first (key, sample))
    {
      key->last_at = sample->at;
      return;
    }

  if (sample->unproved && !is_usual (key, operation, (double) sample->duration_ms))
    {
      key->last_at = sample->at;
      return;
    }

  if (sample->outcome == BATCH_SAMPLE_SUCCEEDED)
    {
      batch_running_stats_add (&operation->durations[sample->bucket], (double) sample->duration_ms,
                               DURATION_CAP);
      learn_size (operation, sample);
      operation->counts[sample->bucket]++;
      batch_running_stats_add (&self->all, (double) sample->duration_ms, BATCH_ALL_CAP);
      self->all_count++;
      learn_hidden_load (self, key, operation);
    }

  learn_outcome (operation, sample);
  learn_pace (key, operation, sample);
  key->last_at = sample->at;
}

void
batch_estimator_record_load (BatchEstimator *self,
                             const char     *name,
                             gint64          duration_ms,
                             gint64          at)
{
  BatchLearntKey *key = batch_estimator_get_key (self, name);

  notice_new_run (key, at);
  learn_load (self, key, (double) MAX (duration_ms, 0));
  batch_drift_break (&key->drift);
  key->first_ms = 0;
  key->last_at = key->last_at != 0 ? MAX (key->last_at, at) : 0;
  key->changed = TRUE;
}
