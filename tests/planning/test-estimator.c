/* test-estimator.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-estimator-private.h"

#include "planning/batch-running-stats-private.h"

#include <math.h>
#include <string.h>

#define SMALL   BATCH_SIZE_BUCKET_SMALL
#define MEDIUM  BATCH_SIZE_BUCKET_MEDIUM
#define LARGE   BATCH_SIZE_BUCKET_LARGE
#define UNKNOWN BATCH_SIZE_BUCKET_UNKNOWN

#define S    G_GINT64_CONSTANT (1000000)
#define DAY  (86400 * S)
#define NOW  (1700000000 * S)

static const BatchRequestSize unknown = { 0, 0 };

static void
record_at (BatchEstimator     *estimator,
           const char         *key,
           const char         *operation,
           BatchSizeBucket     bucket,
           BatchSampleOutcome  outcome,
           gint64              duration_ms,
           gint64              at)
{
  BatchSample sample = {
    .key = key, .operation = operation, .bucket = bucket, .outcome = outcome,
    .duration_ms = duration_ms, .at = at,
  };

  batch_estimator_record (estimator, &sample);
}

static void
record (BatchEstimator  *estimator,
        BatchSizeBucket  bucket,
        gint64           duration_ms)
{
  record_at (estimator, "a", "tag", bucket, BATCH_SAMPLE_SUCCEEDED, duration_ms, NOW);
}

static BatchEtaValues
estimate (BatchEstimator *estimator,
          gint64          n_small,
          gint64          n_medium,
          gint64          n_large)
{
  BatchRemaining part = {
    .key = "a", .operation = "tag", .waiting = { n_small, n_medium, n_large, 0 },
  };
  BatchEtaValues values;

  batch_estimator_estimate (estimator, &part, 1, NOW, &values);
  return values;
}

/* --- A mean that forgets --- */

static void
test_running_stats (void)
{
  BatchRunningStats stats = { 0, };
  BatchRunningStats other = { 0, };

  g_assert_cmpfloat (batch_running_stats_variance (&stats), ==, -1);
  for (guint i = 1; i <= 4; i++)
    batch_running_stats_add (&stats, i, 10);
  g_assert_cmpfloat (stats.mean, ==, 2.5);
  g_assert_cmpfloat_with_epsilon (batch_running_stats_variance (&stats), 5.0 / 3, 1e-12);

  /* Two halves are as good as the whole. */
  batch_running_stats_add (&other, 5, 10);
  batch_running_stats_add (&other, 6, 10);
  batch_running_stats_pool (&stats, &other);
  g_assert_cmpfloat (stats.weight, ==, 6);
  g_assert_cmpfloat_with_epsilon (stats.mean, 3.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (batch_running_stats_variance (&stats), 3.5, 1e-12);

  /* Ten count, however many there were. */
  for (guint i = 0; i < 100; i++)
    batch_running_stats_add (&stats, 20, 10);
  g_assert_cmpfloat (stats.weight, ==, 10);
  g_assert_cmpfloat_with_epsilon (stats.mean, 20, 0.01);
}

/* --- What the original promises, by the numbers of its tests --- */

static void
test_acceptance_1_to_6 (void)
{
  g_autoptr(BatchEstimator) one = batch_estimator_new ();
  g_autoptr(BatchEstimator) three = batch_estimator_new ();
  g_autoptr(BatchEstimator) four = batch_estimator_new ();
  g_autoptr(BatchEstimator) six = batch_estimator_new ();
  BatchEtaBasis basis;

  g_assert_cmpfloat (batch_estimator_estimate_one (one, "a", "tag", MEDIUM, NULL), ==, -1);  /* 2 */
  g_assert_cmpuint (batch_estimator_sample_count (one, "a", "tag", MEDIUM), ==, 0);          /* 5 */
  record (one, MEDIUM, 1000);
  record (one, MEDIUM, 2000);
  g_assert_cmpfloat (batch_estimator_estimate_one (one, "a", "tag", MEDIUM, &basis), ==, 1500);
  g_assert_cmpint (basis, ==, BATCH_ETA_BASIS_EXACT);
  g_assert_cmpuint (batch_estimator_sample_count (one, "a", "tag", MEDIUM), ==, 2);
  g_assert_cmpuint (batch_estimator_sample_count (one, "a", "tag", SMALL), ==, 0);

  record (three, UNKNOWN, 500);
  g_assert_cmpfloat (batch_estimator_estimate_one (three, "a", "tag", MEDIUM, &basis), ==, 500);
  g_assert_cmpint (basis, ==, BATCH_ETA_BASIS_UNKNOWN_BUCKET);

  record (four, SMALL, 500);
  record (four, LARGE, 2000);
  g_assert_cmpint (estimate (four, 2, 0, 1).expected_ms, ==, 3000);

  record_at (six, "a", "tag", MEDIUM, BATCH_SAMPLE_SUCCEEDED, 1000, NOW);
  record_at (six, "a", "caption", MEDIUM, BATCH_SAMPLE_SUCCEEDED, 3000, NOW);
  g_assert_cmpfloat (batch_estimator_estimate_one (six, "a", "tag", MEDIUM, NULL), ==, 1000);
  g_assert_cmpfloat (batch_estimator_estimate_one (six, "a", "caption", MEDIUM, NULL), ==, 3000);
}

/* 18, 38, 39: nothing known, then one of three done; 40: all done. */
static void
test_acceptance_18_and_38_to_40 (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  BatchEtaValues none = estimate (estimator, 0, 3, 0);
  BatchEtaValues two;
  BatchEtaValues done;

  g_assert_cmpint (none.expected_ms, ==, -1);
  g_assert_cmpint (none.low_ms, ==, -1);
  g_assert_cmpint (none.high_ms, ==, -1);
  g_assert_cmpuint (none.samples, ==, 0);
  g_assert_cmpint (none.confidence, ==, BATCH_ETA_CONFIDENCE_NONE);
  g_assert_cmpint (none.basis, ==, BATCH_ETA_BASIS_NONE);

  record (estimator, MEDIUM, 1000);
  two = estimate (estimator, 0, 2, 0);
  g_assert_cmpint (two.expected_ms, ==, 2000);
  g_assert_cmpuint (two.samples, ==, 1);
  g_assert_cmpint (two.confidence, ==, BATCH_ETA_CONFIDENCE_LOW);
  g_assert_cmpint (two.low_ms, <, 1500);
  g_assert_cmpint (two.high_ms, >, 2500);

  done = estimate (estimator, 0, 0, 0);
  g_assert_cmpint (done.expected_ms, ==, 0);
  g_assert_cmpint (done.low_ms, ==, 0);
  g_assert_cmpint (done.high_ms, ==, 0);
}

/* --- 1. Where a number comes from --- */

static void
test_fallbacks (void)
{
  static const struct
  {
    const char      *key;
    const char      *operation;
    BatchSizeBucket  known;
    BatchSizeBucket  asked;
    double           expected;
    BatchEtaBasis    basis;
  } cases[] = {
    { "a", "tag", MEDIUM, MEDIUM, 1000, BATCH_ETA_BASIS_EXACT },
    { "a", "tag", UNKNOWN, LARGE, 1000, BATCH_ETA_BASIS_UNKNOWN_BUCKET },
    { "a", "tag", MEDIUM, LARGE, 2000, BATCH_ETA_BASIS_NEIGHBOUR },
    { "a", "tag", MEDIUM, SMALL, 500, BATCH_ETA_BASIS_NEIGHBOUR },
    { "a", "tag", SMALL, MEDIUM, 2000, BATCH_ETA_BASIS_NEIGHBOUR },
    { "a", "tag", LARGE, MEDIUM, 500, BATCH_ETA_BASIS_NEIGHBOUR },
    { "a", "tag", SMALL, LARGE, 1000, BATCH_ETA_BASIS_OPERATION },
    { "a", "tag", SMALL, UNKNOWN, 1000, BATCH_ETA_BASIS_OPERATION },
    { "a", "caption", SMALL, LARGE, 1000, BATCH_ETA_BASIS_MODEL },
    { "b", "tag", SMALL, LARGE, 1000, BATCH_ETA_BASIS_ALL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
      BatchEtaBasis basis = BATCH_ETA_BASIS_NONE;
      BatchRemaining part = { .key = "a", .operation = "tag", };
      BatchEtaValues values;

      part.waiting[cases[i].asked] = 4;
      record_at (estimator, cases[i].key, cases[i].operation, cases[i].known,
                 BATCH_SAMPLE_SUCCEEDED, 1000, NOW);
      g_assert_cmpfloat (batch_estimator_estimate_one (estimator, "a", "tag", cases[i].asked,
                                                       &basis), ==, cases[i].expected);
      g_assert_cmpint (basis, ==, cases[i].basis);

      batch_estimator_estimate (estimator, &part, 1, NOW, &values);
      g_assert_cmpint (values.expected_ms, ==, 4 * (gint64) cases[i].expected);
      g_assert_cmpint (values.basis, ==, cases[i].basis);
    }
}

/* The nearer the better: with all of them there, the exact one is taken. */
static void
test_nearest_first (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();

  record_at (estimator, "b", "tag", LARGE, BATCH_SAMPLE_SUCCEEDED, 70, NOW);
  g_assert_cmpfloat (batch_estimator_estimate_one (estimator, "a", "tag", LARGE, NULL), ==, 70);
  record_at (estimator, "a", "caption", LARGE, BATCH_SAMPLE_SUCCEEDED, 60, NOW);
  g_assert_cmpfloat (batch_estimator_estimate_one (estimator, "a", "tag", LARGE, NULL), ==, 60);
  record (estimator, SMALL, 50);
  g_assert_cmpfloat (batch_estimator_estimate_one (estimator, "a", "tag", LARGE, NULL), ==, 50);
  record (estimator, MEDIUM, 40);
  g_assert_cmpfloat (batch_estimator_estimate_one (estimator, "a", "tag", LARGE, NULL), ==, 80);
  record (estimator, UNKNOWN, 30);
  g_assert_cmpfloat (batch_estimator_estimate_one (estimator, "a", "tag", LARGE, NULL), ==, 30);
  record (estimator, LARGE, 20);
  g_assert_cmpfloat (batch_estimator_estimate_one (estimator, "a", "tag", LARGE, NULL), ==, 20);
}

/* Doubt widens the range. */
static void
test_farther_is_wider (void)
{
  double last = 0;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
      BatchEtaValues values;

      for (guint j = 0; j < 30; j++)
        record_at (estimator, i < 2 ? "a" : "b", "tag", i < 1 ? MEDIUM : SMALL,
                   BATCH_SAMPLE_SUCCEEDED, 900 + 10 * j, NOW + j * S);
      values = estimate (estimator, 0, 50, 0);
      g_assert_cmpfloat ((double) values.high_ms / (double) values.low_ms, >, 1.1 * last);
      last = (double) values.high_ms / (double) values.low_ms;
    }
}

/* --- 2. Failures, skips, time used --- */

/* A failed attempt takes time, and as many of those to come will fail. */
static void
test_failures_and_skips (void)
{
  g_autoptr(BatchEstimator) retrying = batch_estimator_new ();
  g_autoptr(BatchEstimator) failing = batch_estimator_new ();
  g_autoptr(BatchEstimator) skipping = batch_estimator_new ();
  g_autoptr(BatchEstimator) hopeless = batch_estimator_new ();

  for (guint i = 0; i < 100; i++)
    {
      record (retrying, MEDIUM, 1000);
      record (skipping, MEDIUM, 1000);
      record (failing, MEDIUM, 1000);
      if (i % 2 == 0)
        record_at (retrying, "a", "tag", MEDIUM, BATCH_SAMPLE_RETRIED, 3000, NOW);
      record_at (skipping, "a", "tag", MEDIUM, BATCH_SAMPLE_SKIPPED, 0, NOW);
      record_at (failing, "a", "tag", MEDIUM, BATCH_SAMPLE_FAILED, 9000, NOW);
    }

  g_assert_cmpfloat_with_epsilon ((double) estimate (retrying, 0, 10, 0).expected_ms, 25000, 300);
  g_assert_cmpfloat_with_epsilon ((double) estimate (skipping, 0, 10, 0).expected_ms, 5000, 300);
  g_assert_cmpfloat_with_epsilon ((double) estimate (failing, 0, 10, 0).expected_ms, 50000, 500);

  /* One that failed is no reason to expect nothing. */
  record_at (hopeless, "a", "tag", MEDIUM, BATCH_SAMPLE_FAILED, 500, NOW);
  g_assert_cmpint (estimate (hopeless, 0, 4, 0).expected_ms, ==, -1);
  record (hopeless, MEDIUM, 1000);
  g_assert_cmpint (estimate (hopeless, 0, 4, 0).expected_ms, >, 2000);
}

static void
test_elapsed (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  BatchRunningItem running = { MEDIUM, 400 };
  BatchRemaining part = {
    .key = "a", .operation = "tag", .waiting = { 0, 2, 0, 0 }, .running = &running, .n_running = 1,
  };
  BatchEtaValues values;
  gint64 last = G_MAXINT64;

  record (estimator, MEDIUM, 1000);
  batch_estimator_estimate (estimator, &part, 1, NOW, &values);
  g_assert_cmpint (values.expected_ms, ==, 2600);

  running.elapsed_ms = 5000;
  batch_estimator_estimate (estimator, &part, 1, NOW, &values);
  g_assert_cmpint (values.expected_ms, ==, 2000);

  /* With an idea of how they scatter: one that runs for long already is a long one. */
  for (guint i = 0; i < 20; i++)
    record (estimator, MEDIUM, i % 2 == 0 ? 700 : 1300);
  part.waiting[MEDIUM] = 0;
  for (running.elapsed_ms = 0; running.elapsed_ms <= 800; running.elapsed_ms += 200)
    {
      batch_estimator_estimate (estimator, &part, 1, NOW, &values);
      g_assert_cmpint (values.expected_ms, <, last);
      g_assert_cmpint (values.expected_ms, >=, 990 - running.elapsed_ms);
      last = values.expected_ms;
    }
  for (running.elapsed_ms = 3000; running.elapsed_ms <= 300000; running.elapsed_ms *= 10)
    {
      batch_estimator_estimate (estimator, &part, 1, NOW, &values);
      g_assert_cmpint (values.expected_ms, >, 50);
      g_assert_cmpint (values.expected_ms, <, running.elapsed_ms);
    }
}

/* --- 3. Pace --- */

/* A server that works on @slots of the @parallel requests it is sent; every item
 * takes a second of its own. Gives when the last one ended. */
static gint64
serve (BatchEstimator *estimator,
       guint           n,
       guint           parallel,
       guint           slots,
       gint64          from)
{
  for (guint i = 0; i < n; i++)
    {
      gint64 end = from + (1 + i / slots) * S;
      gint64 sent = i < parallel ? from : from + (1 + (i - parallel) / slots) * S;
      BatchSample sample = {
        .key = "a", .operation = "tag", .bucket = MEDIUM, .duration_ms = (end - sent) / 1000,
        .at = end, .parallel = parallel,
      };

      batch_estimator_record (estimator, &sample);
    }

  return from + (1 + (n - 1) / slots) * S;
}

static void
test_measured_pace (void)
{
  static const struct { guint parallel, slots; double expected_s; } cases[] = {
    { 1, 1, 120 }, { 4, 4, 30 }, { 4, 1, 120 }, { 8, 2, 60 }, { 16, 4, 30 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
      BatchRemaining part = {
        .key = "a", .operation = "tag", .waiting = { 0, 120, 0, 0 },
        .parallel = cases[i].parallel,
      };
      double expected_ms = 1000 * cases[i].expected_s;
      gint64 end = serve (estimator, 200, cases[i].parallel, cases[i].slots, NOW);
      BatchEtaValues values;
      double pace;

      batch_estimator_estimate (estimator, &part, 1, end, &values);
      g_assert_cmpfloat ((double) values.expected_ms, >, 0.98 * expected_ms);
      g_assert_cmpfloat ((double) values.expected_ms, <, 1.1 * expected_ms);
      g_assert_cmpint (values.low_ms, <=, (gint64) expected_ms);
      g_assert_cmpint (values.high_ms, >=, (gint64) expected_ms);

      pace = batch_estimator_pace (estimator, "a", "tag", MEDIUM, &unknown, cases[i].parallel);
      g_assert_cmpfloat_with_epsilon (pace, 1000.0 / cases[i].slots, 60);
    }
}

/* Four are sent, but only two are worked on at a time: the next model will not be
 * served otherwise. */
static void
test_pace_of_another_model (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  BatchRemaining part = {
    .key = "b", .operation = "tag", .waiting = { 0, 100, 0, 0 }, .parallel = 4,
  };
  BatchEtaValues like;
  BatchEtaValues unlike;

  for (guint i = 0; i < 100; i++)
    {
      BatchSample sample = {
        .key = "a", .operation = "tag", .bucket = MEDIUM, .duration_ms = 1000,
        .at = NOW + i * S / 2, .parallel = 4,
      };

      batch_estimator_record (estimator, &sample);
    }

  batch_estimator_estimate (estimator, &part, 1, NOW + 50 * S, &like);
  g_assert_cmpfloat_with_epsilon ((double) like.expected_ms, 50000, 1500);

  part.parallel = 8;
  batch_estimator_estimate (estimator, &part, 1, NOW + 50 * S, &unlike);
  g_assert_cmpfloat ((double) like.high_ms / (double) like.low_ms, <,
                     (double) unlike.high_ms / (double) unlike.low_ms);
}

/* Times that cannot be: the slots are believed. */
static void
test_times_that_cannot_be (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  BatchRemaining part = {
    .key = "a", .operation = "tag", .waiting = { 0, 400, 0, 0 }, .parallel = 4,
  };
  BatchEtaValues values;

  for (guint i = 0; i < 50; i++)
    {
      BatchSample sample = {
        .key = "a", .operation = "tag", .bucket = MEDIUM, .duration_ms = 1000,
        .at = NOW, .parallel = 4,
      };

      batch_estimator_record (estimator, &sample);
    }

  batch_estimator_estimate (estimator, &part, 1, NOW, &values);
  g_assert_cmpfloat_with_epsilon ((double) values.expected_ms, 100000, 1000);
  g_assert_cmpint (batch_estimator_pace (estimator, "b", "tag", MEDIUM, &unknown, 1), >=, 0);
}

/* What lies between two items counts, a pause does not, nor does a clock that is set
 * back. */
static void
test_gaps (void)
{
  static const struct { gint64 gap_us; double expected_ms; } cases[] = {
    { 0, 100000 }, { S / 10, 110000 }, { 600 * S, 100000 }, { -S, 100000 }, { -600 * S, 100000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
      gint64 at = NOW;

      for (guint j = 0; j < 100; j++)
        {
          at += S + cases[i].gap_us;
          record_at (estimator, "a", "tag", MEDIUM, BATCH_SAMPLE_SUCCEEDED, 1000, at);
        }
      g_assert_cmpfloat_with_epsilon ((double) estimate (estimator, 0, 100, 0).expected_ms,
                                      cases[i].expected_ms, 200);
    }
}

/* The machine is slower today: that is soon believed. */
static void
test_another_run (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  BatchEtaValues before;
  BatchEtaValues after;
  gint64 at = NOW - DAY;

  for (guint i = 0; i < 500; i++)
    {
      gint64 duration_ms = 950 + i % 3 * 50;

      at += 1000 * duration_ms;
      record_at (estimator, "a", "tag", MEDIUM, BATCH_SAMPLE_SUCCEEDED, duration_ms, at);
    }
  before = estimate (estimator, 0, 100, 0);
  g_assert_cmpfloat_with_epsilon ((double) before.expected_ms, 100000, 500);

  at = NOW;
  for (guint i = 0; i < 20; i++)
    record_at (estimator, "a", "tag", MEDIUM, BATCH_SAMPLE_SUCCEEDED, 2000, at += 2 * S);
  after = estimate (estimator, 0, 100, 0);
  g_assert_cmpfloat_with_epsilon ((double) after.expected_ms, 200000, 10000);
  g_assert_cmpint (before.high_ms - before.low_ms, >, 20000);
}

/* --- 5. The range --- */

static void
test_confidence (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  BatchEtaValues last = { 0, };
  gint64 at = NOW;

  for (guint n = 1; n <= 60; n++)
    {
      BatchEtaValues values;

      record_at (estimator, "a", "tag", MEDIUM, BATCH_SAMPLE_SUCCEEDED, 900 + n * 37 % 200,
                 at += S);
      values = estimate (estimator, 0, 200, 0);
      g_assert_cmpuint (values.samples, ==, n);
      g_assert_cmpint (values.low_ms, <, values.expected_ms);
      g_assert_cmpint (values.high_ms, >, values.expected_ms);
      if (n < 3)
        g_assert_cmpint (values.confidence, ==, BATCH_ETA_CONFIDENCE_LOW);
      else if (n < 10)
        g_assert_cmpint (values.confidence, ==, BATCH_ETA_CONFIDENCE_MEDIUM);
      if (n == 60)
        {
          g_assert_cmpint (values.confidence, ==, BATCH_ETA_CONFIDENCE_HIGH);
          g_assert_cmpint (values.high_ms - values.low_ms, <, (last.high_ms - last.low_ms) / 3);
        }
      if (n == 1)
        last = values;
    }
}

static double
normal (GRand *random)
{
  double u = g_rand_double_range (random, 1e-12, 1);

  return sqrt (-2 * log (u)) * cos (2 * G_PI * g_rand_double (random));
}

/* Four in five; the benchmark has many more kinds of runs. */
static void
test_held (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (99);
  const guint n_runs = 400;
  const guint n_items = 160;
  guint held[2] = { 0, 0 };

  for (guint run = 0; run < n_runs; run++)
    {
      g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
      BatchEtaValues values[2];
      gint64 ends[2] = { NOW, NOW };
      double speed = 0;
      gint64 at = NOW;

      for (guint i = 0; i < n_items; i++)
        {
          gint64 duration_ms;

          for (guint j = 0; j < 2; j++)
            if (i == n_items * (j + 1) / 4)
              {
                values[j] = estimate (estimator, 0, n_items - i, 0);
                ends[j] = at;
              }
          speed += 0.008 * normal (random);
          duration_ms = (gint64) (1000 * exp (0.5 * normal (random) + speed));
          at += 1000 * duration_ms;
          record_at (estimator, "a", "tag", MEDIUM, BATCH_SAMPLE_SUCCEEDED, duration_ms, at);
        }

      for (guint j = 0; j < 2; j++)
        held[j] += values[j].low_ms <= (at - ends[j]) / 1000 &&
                   (at - ends[j]) / 1000 <= values[j].high_ms;
    }

  for (guint j = 0; j < 2; j++)
    {
      g_test_message ("%u of %u held", held[j], n_runs);
      g_assert_cmpuint (held[j] * 100, >=, 75 * n_runs);
      g_assert_cmpuint (held[j] * 100, <=, 92 * n_runs);
    }
}

/* Whatever it is fed with, it gives numbers, in order. */
static void
test_any_samples (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (6);
  static const char * const names[] = { "a", "b", "c", "" };

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
      gint64 at = NOW;

      for (guint i = 0; i < 60; i++)
        {
          BatchRunningItem running = { g_rand_int_range (random, 0, 4),
                                       g_rand_int_range (random, 0, 1 << 20) };
          BatchSample sample = {
            .key = names[g_rand_int_range (random, 0, 4)],
            .operation = names[g_rand_int_range (random, 0, 4)],
            .bucket = g_rand_int_range (random, 0, 4),
            .outcome = g_rand_int_range (random, 0, 4),
            .duration_ms = (gint64) exp (g_rand_double_range (random, -1, 16)),
            .at = at += g_rand_int_range (random, -2000, 4000) * S,
            .parallel = (guint) g_rand_int_range (random, 0, 3),
            .after_load = g_rand_int_range (random, 0, 10) == 0,
          };
          BatchRemaining part = {
            .key = names[g_rand_int_range (random, 0, 4)],
            .operation = names[g_rand_int_range (random, 0, 4)],
            .running = &running,
            .n_running = (guint) g_rand_int_range (random, 0, 2),
            .parallel = (guint) g_rand_int_range (random, 0, 20),
            .loads = (guint) g_rand_int_range (random, 0, 3),
          };
          BatchEtaValues values;

          for (guint j = 0; j < 4; j++)
            part.waiting[j] = g_rand_int_range (random, 0, 1 << g_rand_int_range (random, 1, 20));
          batch_estimator_record (estimator, &sample);
          batch_estimator_estimate (estimator, &part, 1, at, &values);
          g_assert_cmpint (values.low_ms, >=, -1);
          g_assert_cmpint (values.low_ms, <=, values.expected_ms);
          g_assert_cmpint (values.expected_ms, <=, values.high_ms);
          g_assert_cmpint (values.high_ms, <, G_GINT64_CONSTANT (1) << 60);
        }
    }
}

/* --- Kept --- */

static void
test_saved (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  g_autoptr(BatchEstimator) again = batch_estimator_new ();
  g_auto(GStrv) changed = NULL;
  g_auto(GStrv) unchanged = NULL;
  g_autofree char *text = NULL;
  g_autofree char *copy = NULL;
  BatchEtaValues one;
  BatchEtaValues two;
  gint64 end = serve (estimator, 50, 4, 2, NOW);

  record_at (estimator, "a", "ta'g\"\n", LARGE, BATCH_SAMPLE_SUCCEEDED, 4321, end += S);
  record_at (estimator, "a", "tag", SMALL, BATCH_SAMPLE_SKIPPED, 0, end += S);
  record_at (estimator, "a", "tag", SMALL, BATCH_SAMPLE_RETRIED, 77, end += S);
  batch_estimator_record_load (estimator, "a", 12345, end);

  changed = batch_estimator_take_changed (estimator);
  g_assert_cmpuint (g_strv_length (changed), ==, 1);
  g_assert_cmpstr (changed[0], ==, "a");
  unchanged = batch_estimator_take_changed (estimator);
  g_assert_cmpuint (g_strv_length (unchanged), ==, 0);

  text = batch_estimator_save (estimator, "a");
  g_assert_true (batch_estimator_restore (again, "a", text));
  copy = batch_estimator_save (again, "a");
  g_assert_cmpstr (text, ==, copy);
  g_assert_null (batch_estimator_save (again, "b"));

  one = estimate (estimator, 10, 10, 10);
  two = estimate (again, 10, 10, 10);
  g_assert_cmpint (one.low_ms, ==, two.low_ms);
  g_assert_cmpint (one.expected_ms, ==, two.expected_ms);
  g_assert_cmpint (one.high_ms, ==, two.high_ms);
  g_assert_cmpuint (one.samples, ==, two.samples);
  g_assert_cmpint (one.basis, ==, two.basis);
  g_assert_cmpfloat (batch_estimator_load_ms (again, "a"), ==, 12345);
  g_assert_cmpuint (batch_estimator_sample_count (again, "a", "tag", MEDIUM), ==, 50);
  g_assert_cmpfloat (batch_estimator_estimate_one (again, "other", "tag", MEDIUM, NULL), >, 0);
}

/* What cannot be read is as if it were not there. */
static void
test_unreadable (void)
{
  g_autoptr(BatchEstimator) source = batch_estimator_new ();
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  g_autofree char *text = NULL;

  record (source, MEDIUM, 1000);
  text = batch_estimator_save (source, "a");
  g_assert_false (batch_estimator_restore (estimator, "a", ""));
  g_assert_false (batch_estimator_restore (estimator, "a", "()"));
  g_assert_false (batch_estimator_restore (estimator, "a", "not a variant"));

  /* Whatever one character is changed to, it is refused or makes sense. */
  for (guint i = 0; text[i] != '\0'; i++)
    for (const char *c = "9-(e,\x01"; *c != '\0'; c++)
      {
        g_autoptr(BatchEstimator) damaged = batch_estimator_new ();
        char kept = text[i];
        BatchEtaValues values;

        text[i] = *c;
        batch_estimator_restore (damaged, "a", text);
        values = estimate (damaged, 0, 2, 0);
        g_assert_cmpint (values.expected_ms, >=, -1);
        text[i] = kept;
      }

  g_assert_cmpint (estimate (estimator, 0, 2, 0).expected_ms, ==, -1);
}

static void
test_bounded (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *key = g_strdup_printf ("key %u", i);

      record_at (estimator, key, "tag", MEDIUM, BATCH_SAMPLE_SUCCEEDED, 1000, NOW);
      record (estimator, MEDIUM, 1000);
    }

  g_assert_cmpuint (batch_estimator_sample_count (estimator, "key 0", "tag", MEDIUM), ==, 0);
  g_assert_cmpuint (batch_estimator_sample_count (estimator, "key 2500", "tag", MEDIUM), ==, 1);
  g_assert_cmpuint (batch_estimator_sample_count (estimator, "a", "tag", MEDIUM), ==, 3000);

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *operation = g_strdup_printf ("operation %u", i);

      record_at (estimator, "a", operation, MEDIUM, BATCH_SAMPLE_SUCCEEDED, 1000, NOW);
    }
  text = batch_estimator_save (estimator, "a");
  g_assert_cmpuint (strlen (text), <, 20000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/estimator/running-stats", test_running_stats);
  g_test_add_func ("/batch/planning/estimator/acceptance-1-to-6", test_acceptance_1_to_6);
  g_test_add_func ("/batch/planning/estimator/acceptance-18-38-to-40",
                   test_acceptance_18_and_38_to_40);
  g_test_add_func ("/batch/planning/estimator/fallbacks", test_fallbacks);
  g_test_add_func ("/batch/planning/estimator/nearest-first", test_nearest_first);
  g_test_add_func ("/batch/planning/estimator/farther-is-wider", test_farther_is_wider);
  g_test_add_func ("/batch/planning/estimator/failures-and-skips", test_failures_and_skips);
  g_test_add_func ("/batch/planning/estimator/elapsed", test_elapsed);
  g_test_add_func ("/batch/planning/estimator/measured-pace", test_measured_pace);
  g_test_add_func ("/batch/planning/estimator/pace-of-another-model", test_pace_of_another_model);
  g_test_add_func ("/batch/planning/estimator/times-that-cannot-be", test_times_that_cannot_be);
  g_test_add_func ("/batch/planning/estimator/gaps", test_gaps);
  g_test_add_func ("/batch/planning/estimator/another-run", test_another_run);
  g_test_add_func ("/batch/planning/estimator/confidence", test_confidence);
  g_test_add_func ("/batch/planning/estimator/held", test_held);
  g_test_add_func ("/batch/planning/estimator/any-samples", test_any_samples);
  g_test_add_func ("/batch/planning/estimator/saved", test_saved);
  g_test_add_func ("/batch/planning/estimator/unreadable", test_unreadable);
  g_test_add_func ("/batch/planning/estimator/bounded", test_bounded);
  return g_test_run ();
}
