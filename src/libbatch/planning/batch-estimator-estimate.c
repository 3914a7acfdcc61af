/* batch-estimator-estimate.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule, second half: estimating.
 *
 * 1. An item is expected to take the mean of its own bucket; where there is none,
 *    that of the unknown bucket, a neighbouring one, the operation, the model,
 *    everything. How near that is, is told. Where the sizes of requests are known, those
 *    that are left may be larger or smaller than those behind, and take longer or shorter in
 *    proportion (batch-token-rates.c).
 * 2. Skips and failures are expected as often as they were seen. From a running
 *    item comes off what it has used, and what runs for longer than usual is
 *    expected to go on in proportion.
 * 3. The sum of that is work; the measured pace of the key says what it takes of
 *    the lane. Without a pace, the slots are believed, with doubt.
 * 4. Loads still to come are added, and what is left of one that is under way. Those of models
 *    that were never loaded may all be off in the same way, so that they do not make up for each
 *    other.
 * 5. The range holds four ends in five. Its width comes from the scatter of the
 *    items, of those behind (whose mean is not known exactly) and of those ahead,
 *    from the drift of long stretches, and from doubts: few samples, another
 *    bucket, another run, slots without a pace. */

#include "config.h"

#include "planning/batch-estimator-state-private.h"

#include <math.h>

#define TAIL_QUANTILE     1.2816       /* of the normal distribution, at one in ten */
#define FEW_SAMPLES_TAIL  0.4
#define SLOTS_DOUBT       0.4
#define PACE_DOUBT        0.3          /* when more or fewer are sent than the pace is of */
#define LIKE_DOUBT        0.2          /* when the pace is that of another model */
#define LEAST_SPREAD      0.01
#define CREDIBLE          0.8
#define LONGEST_MS        1e15         /* some 30 000 years */

static const double basis_doubt[] = {
  [BATCH_ETA_BASIS_EXACT] = 0,
  [BATCH_ETA_BASIS_UNKNOWN_BUCKET] = 0.2,
  [BATCH_ETA_BASIS_NEIGHBOUR] = 0.6,
  [BATCH_ETA_BASIS_OPERATION] = 0.7,
  [BATCH_ETA_BASIS_MODEL] = 0.5,
  [BATCH_ETA_BASIS_ALL] = 0.7,
  [BATCH_ETA_BASIS_NONE] = 1.0,
};

/* --- The parts of a key together --- */

typedef struct
{
  const char     *name;
  BatchLearntKey *key;           /* (nullable) */
  double          items;         /* that are left */
  double          work_ms;
  double          scatter;       /* variance of the work, as the items scatter */
  double          ignorance;     /* the same, as their means are not known */
  double          doubt_ms;      /* standard deviation, of what comes from elsewhere */
  double          longest_ms;    /* no end before that */
  double          weight;        /* of the samples behind that, the least */
  guint           parallel;
  guint           loads;
  double          load_elapsed_ms;   /* of one of them; 0: none is under way */
  double          load_fraction;
  guint           samples;
  BatchEtaBasis   basis;
  gboolean        is_blind;      /* something is left of which nothing is known */
} KeyWork;

static void
work_add (KeyWork              *work,
          BatchLearntOperation *operation,
          const BatchEtaSource *source,
          double                n,
          double                item_ms)
{
  double factor = 1;
  double variance = batch_eta_source_variance (source);

  if (operation != NULL && source->stats.mean > 0)
    factor = batch_learnt_operation_cost (operation, source->stats.mean) / source->stats.mean;

  work->items += n;
  work->work_ms += n * item_ms * factor;
  work->scatter += n * variance * factor * factor;
  work->ignorance += n * n * variance * factor * factor / source->stats.weight;
  work->doubt_ms += n * item_ms * factor * basis_doubt[source->basis];
  work->basis = MAX (work->basis, source->basis);
  work->weight = work->weight > 0 ? MIN (work->weight, source->stats.weight)
                                  : source->stats.weight;
}

/* FALSE: nothing is known. */
static gboolean
work_add_waiting (KeyWork              *work,
                  BatchEstimator       *self,
                  const BatchRemaining *part,
                  BatchSizeBucket       bucket)
{
  BatchLearntOperation *operation;
  double n = (double) part->waiting[bucket];
  BatchEtaSource source;
  double doubt;

  if (!batch_estimator_find_sized_source (self, part->key, part->operation, bucket,
                                          &part->sizes[bucket], &source, &doubt))
    return FALSE;

  operation = work->key != NULL ? batch_learnt_key_find (work->key, part->operation) : NULL;
  work->samples += source.samples;
  work->doubt_ms += n * source.stats.mean * doubt;
  work_add (work, operation, &source, n, source.stats.mean);
  work->longest_ms = MAX (work->longest_ms, source.stats.mean);
  return TRUE;
}

static gboolean
work_add_running (KeyWork                *work,
                  BatchEstimator         *self,
                  const BatchRemaining   *part,
                  const BatchRunningItem *item)
{
  BatchEtaSource source;
  double doubt;
  double left_ms;

  if (!batch_estimator_find_sized_source (self, part->key, part->operation, item->bucket,
                                          &item->size, &source, &doubt))
    return FALSE;

  left_ms = batch_eta_source_residual (&source, (double) item->elapsed_ms);
  work->samples = MAX (work->samples, source.samples);
  work->doubt_ms += left_ms * doubt;
  work_add (work, NULL, &source, 1, left_ms);
  work->longest_ms = MAX (work->longest_ms, left_ms);
  return TRUE;
}

static void
work_add_part (KeyWork              *work,
               BatchEstimator       *self,
               const BatchRemaining *part)
{
  for (guint bucket = 0; bucket < BATCH_N_SIZE_BUCKETS; bucket++)
    if (part->waiting[bucket] > 0 && !work_add_waiting (work, self, part, bucket))
      work->is_blind = TRUE;

  for (guint i = 0; i < part->n_running; i++)
    if (!work_add_running (work, self, part, &part->running[i]))
      work->is_blind = TRUE;
}

/* @places: key to its place among @works, from 1 */
static KeyWork *
find_work (GArray               *works,
           GHashTable           *places,
           BatchEstimator       *self,
           const BatchRemaining *part)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, part->key));
  KeyWork work = { .name = part->key };

  if (place > 0)
    return &g_array_index (works, KeyWork, place - 1);

  work.key = batch_estimator_find_key (self, part->key);
  g_array_append_val (works, work);
  g_hash_table_insert (places, (gpointer) part->key, GUINT_TO_POINTER (works->len));
  return &g_array_index (works, KeyWork, works->len - 1);
}

static gboolean
is_done (const BatchRemaining *part)
{
  gint64 n = part->n_running;

  for (guint bucket = 0; bucket < BATCH_N_SIZE_BUCKETS; bucket++)
    n += part->waiting[bucket];
  return n == 0;
}

static GArray *
collect_work (BatchEstimator       *self,
              const BatchRemaining *parts,
              guint                 n_parts)
{
  GArray *works = g_array_new (FALSE, FALSE, sizeof (KeyWork));
  g_autoptr(GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n_parts; i++)
    {
      KeyWork *work;

      /* A model that has nothing left to do is not loaded for it. */
      if (is_done (&parts[i]))
        continue;

      work = find_work (works, places, self, &parts[i]);
      work_add_part (work, self, &parts[i]);
      work->parallel = MAX (work->parallel, MAX (parts[i].parallel, 1));
      work->loads = MAX (work->loads, parts[i].loads);
      work->load_elapsed_ms = MAX (work->load_elapsed_ms, (double) parts[i].load_elapsed_ms);
      work->load_fraction = MAX (work->load_fraction, parts[i].load_fraction);
    }

  return works;
}

/* --- Pace --- */

/* What the items that made the pace would be expected to cost by now. */
static double
cost_of_done (BatchLearntKey *key)
{
  double sum = 0;

  for (guint i = 0; i < key->operations->len; i++)
    {
      BatchLearntOperation *operation = g_ptr_array_index (key->operations, i);

      for (guint j = 0; j < BATCH_N_SIZE_BUCKETS; j++)
        if (operation->done[j] > 0 && operation->durations[j].weight > 0)
          sum += operation->done[j] *
                 batch_learnt_operation_cost (operation, operation->durations[j].mean);
    }

  return sum;
}

/* More can't have been in flight at once than were sent at once; if it looks like
 * that, the times of the samples are not those at which they ended. */
static gboolean
is_credible (BatchLearntKey *key)
{
  return key->items >= 1 && key->wall_ms * key->parallel >= CREDIBLE * key->busy_ms;
}

static BatchLearntKey *
look_for_model_like (BatchEstimator *self,
                     guint           parallel)
{
  BatchLearntKey *found = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BatchLearntKey *key = value;

      if (key->parallel == parallel && key->items >= 2 * parallel && is_credible (key) &&
          (found == NULL || key->used > found->used))
        found = key;
    }

  return found;
}

/* The model that was at work last, with as many at once. A plan asks for it once for each key
 * that was never run. */
static BatchLearntKey *
find_model_like (BatchEstimator *self,
                 guint           parallel)
{
  if (self->like_parallel != parallel || self->like_uses != self->uses || self->uses == 0)
    self->like = look_for_model_like (self, parallel);

  self->like_parallel = parallel;
  self->like_uses = self->uses;
  return self->like;
}

/* How much of the lane a ms of work takes, and how sure that is. */
static double
pace_of (BatchEstimator *self,
         BatchLearntKey *key,
         guint           parallel,
         double         *doubt)
{
  BatchLearntKey *like = NULL;
  double cost_ms = key != NULL ? cost_of_done (key) : 0;
  double believed;
  double pace;

  *doubt = parallel > 1 ? SLOTS_DOUBT : 0;
  if (cost_ms <= 0 || !is_credible (key))
    {
      like = parallel > 1 ? find_model_like (self, parallel) : NULL;
      if (like == NULL || cost_of_done (like) <= 0)
        return 1.0 / parallel;
      *doubt = LIKE_DOUBT;
      return like->wall_ms / cost_of_done (like);
    }

  /* Until as many have ended as there are slots, the slots count as well. */
  believed = MAX (0, key->parallel - key->items) * cost_ms / key->items;
  pace = (key->wall_ms + believed / key->parallel) / (cost_ms + believed);
  *doubt *= believed / (cost_ms + believed);
  if (parallel == key->parallel)
    return pace;

  *doubt = PACE_DOUBT * fabs (log2 ((double) parallel / key->parallel));
  return pace * sqrt ((double) key->parallel / parallel);
}

/* --- The end --- */

static double
squared (double x)
{
  return x * x;
}

static double
normal_above (double x)
{
  return erfc (x / M_SQRT2) / 2;
}

/* How long the last of @n items that are under way at some moment goes on, in means
 * of a duration: the residual time that one in n + 1 exceeds. */
static double
longest_residual (double cv2,
                  double n)
{
  double sigma = sqrt (log1p (MAX (cv2, 1e-4)));
  double low = 0;
  double high = 20;

  for (guint i = 0; i < 30; i++)
    {
      double x = (low + high) / 2;
      double d = (-sigma * sigma / 2 - log (x)) / sigma;
      double above = normal_above (-d - sigma) - x * normal_above (-d);

      if (above * (n + 1) > 1)
        low = x;
      else
        high = x;
    }

  return low;
}

/* --- Range --- */

typedef struct
{
  double expected_ms;
  double variance;
  double samples;      /* that the variance is known from */
} Guess;

static double
cv2_of (const KeyWork *work)
{
  return work->items > 0 && work->work_ms > 0
    ? work->scatter * work->items / squared (work->work_ms) : 0;
}

/* When nothing waits any more, slots become empty before the last one ends. */
static void
add_tail (const KeyWork *work,
          Guess         *guess)
{
  double mean_ms = work->work_ms / work->items;
  double cv2 = cv2_of (work);

  if (work->parallel > 1 && work->items > work->parallel)
    {
      guess->expected_ms += mean_ms * (longest_residual (cv2, work->parallel) - (1 + cv2) / 2);
      guess->variance += squared (mean_ms) * cv2 * (1 + cv2);
    }

  guess->expected_ms = MAX (guess->expected_ms, work->longest_ms);
}

/* How much of what is known comes from other runs, and may not hold in this one. */
static double
run_doubt (BatchLearntKey *key,
           gint64          now)
{
  if (batch_learnt_key_is_new_run (key, now))
    return BATCH_RUN_DOUBT;
  if (key->history <= 0)
    return 0;
  return BATCH_RUN_DOUBT * key->history / (key->history + key->run_items);
}

/* How many items end in some time varies by more than they scatter, as several are under
 * way at its beginning and at its end. That more is constant: for every slot what renewal
 * theory has, durations being log-normal. One at a time, stretches begin with an item. */
static double
edge_of (const KeyWork *work)
{
  double cv2 = cv2_of (work);
  double slot = 1.0 / 6 - cv2 * cv2 / 2 - cv2 * cv2 * cv2 / 3;

  return work->parallel > 1 ? work->parallel * MAX (slot, 0) : 0;
}

static Guess
guess_work (BatchEstimator *self,
            const KeyWork  *work,
            gint64          now)
{
  BatchLearntKey *key = work->key;
  double doubt;
  double pace = pace_of (self, key, work->parallel, &doubt);
  double noise = cv2_of (work);
  double drift = squared (BATCH_RUN_DOUBT);
  double relative = work->ignorance / squared (work->work_ms);
  double edge = edge_of (work);
  Guess guess = { .samples = work->weight };

  if (work->work_ms <= 0)
    return guess;

  if (key != NULL && key->items >= 1)
    {
      guess.samples = key->items;
      noise = batch_drift_estimate (&key->drift, key->parallel, noise, edge,
                                    key->items + work->items, &drift);
      relative = MAX (relative, noise / key->items) + edge / squared (key->items);
      drift += squared (run_doubt (key, now));
    }

  relative += noise / work->items + edge / squared (work->items) + drift;
  relative += squared (work->doubt_ms / work->work_ms) + squared (doubt) + squared (LEAST_SPREAD);
  guess.expected_ms = pace * work->work_ms;
  guess.variance = relative * squared (guess.expected_ms);
  add_tail (work, &guess);
  return guess;
}

/* @common_ms: gets added how far it may be off together with that of other models */
static Guess
guess_loads (BatchEstimator *self,
             const KeyWork  *work,
             double         *common_ms)
{
  BatchLoadCost load = batch_estimator_load_cost (self, work->name);
  double n = work->loads;
  double own;

  if (n == 1 && work->load_elapsed_ms > 0)
    load = batch_load_cost_left (&load, work->load_elapsed_ms, work->load_fraction);

  own = squared (load.sd_ms) - squared (load.common_ms);
  *common_ms += n * load.common_ms;
  return (Guess) { n * load.mean_ms, squared (n) * MAX (own, 0), G_MAXDOUBLE };
}

static gint64
whole_ms (double ms)
{
  return (gint64) MIN (ms, LONGEST_MS);
}

/* Sums of times are skewed to the right like the times themselves: log-normal; and
 * what is known from few samples has heavier tails. */
static void
spread_range (const Guess    *guess,
              BatchEtaValues *values)
{
  double sigma = sqrt (log1p (guess->variance / squared (guess->expected_ms)));
  double tail = TAIL_QUANTILE + FEW_SAMPLES_TAIL / MAX (1, guess->samples - 1);

  values->expected_ms = whole_ms (round (guess->expected_ms));
  values->low_ms = whole_ms (guess->expected_ms * exp (-tail * sigma - sigma * sigma / 2));
  values->high_ms = whole_ms (ceil (guess->expected_ms * exp (tail * sigma - sigma * sigma / 2)));
  values->high_ms = MAX (values->high_ms, values->expected_ms);
}

static BatchEtaConfidence
confidence_of (const BatchEtaValues *values)
{
  double width = (double) (values->high_ms - values->low_ms) /
                 (double) MAX (values->expected_ms, 1);

  if (values->samples < 3 || values->basis >= BATCH_ETA_BASIS_MODEL)
    return BATCH_ETA_CONFIDENCE_LOW;
  if (values->samples < 10 || width > 0.4)
    return BATCH_ETA_CONFIDENCE_MEDIUM;
  return BATCH_ETA_CONFIDENCE_HIGH;
}

void
batch_estimator_estimate (BatchEstimator       *self,
                          const BatchRemaining *parts,
                          guint                 n_parts,
                          gint64                now,
                          BatchEtaValues       *values)
{
  g_autoptr(GArray) works = collect_work (self, parts, n_parts);
  Guess sum = { 0, 0, G_MAXDOUBLE };
  gboolean is_blind = FALSE;
  double common_ms = 0;

  *values = (BatchEtaValues) { .basis = BATCH_ETA_BASIS_EXACT };
  for (guint i = 0; i < works->len; i++)
    {
      const KeyWork *work = &g_array_index (works, KeyWork, i);
      Guess guess = guess_work (self, work, now);
      Guess loads = guess_loads (self, work, &common_ms);

      sum.expected_ms += guess.expected_ms + loads.expected_ms;
      sum.variance += guess.variance + loads.variance;
      sum.samples = work->items > 0 ? MIN (sum.samples, guess.samples) : sum.samples;
      values->samples += work->samples;
      values->basis = MAX (values->basis, work->basis);
      is_blind = is_blind || work->is_blind;
    }

  if (is_blind)
    {
      *values = (BatchEtaValues) { -1, -1, -1, 0, BATCH_ETA_BASIS_NONE, 0 };
      return;
    }

  values->confidence = BATCH_ETA_CONFIDENCE_HIGH;
  if (sum.expected_ms <= 0)
    return;

  sum.variance += squared (common_ms);
  spread_range (&sum, values);
  values->confidence = confidence_of (values);
}

double
batch_estimator_estimate_one (BatchEstimator  *self,
                              const char      *key,
                              const char      *operation,
                              BatchSizeBucket  bucket,
                              BatchEtaBasis   *basis)
{
  BatchEtaSource source;

  if (!batch_estimator_find_source (self, key, operation, bucket, &source))
    return -1;

  if (basis != NULL)
    *basis = source.basis;
  return source.stats.mean;
}

double
batch_estimator_pace (BatchEstimator  *self,
                      const char      *key_name,
                      const char      *operation_name,
                      BatchSizeBucket  bucket,
                      const BatchRequestSize *size,
                      guint            parallel)
{
  BatchLearntKey *key = batch_estimator_find_key (self, key_name);
  BatchLearntOperation *operation;
  BatchEtaSource source;
  double doubt;
  double cost_ms;

  if (!batch_estimator_find_sized_source (self, key_name, operation_name, bucket, size, &source,
                                          &doubt))
    return -1;

  operation = key != NULL ? batch_learnt_key_find (key, operation_name) : NULL;
  cost_ms = source.stats.mean;
  if (operation != NULL)
    cost_ms = batch_learnt_operation_cost (operation, cost_ms);

  return cost_ms * pace_of (self, key, MAX (parallel, 1), &doubt);
}
