/* test-drift.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-drift-private.h"

#include <math.h>

#define N_RUNS  60
#define N_ITEMS 400
#define CV      0.5

static double
lognormal (GRand *random)
{
  double sigma = sqrt (log1p (CV * CV));
  double u = g_rand_double_range (random, 1e-12, 1);
  double normal = sqrt (-2 * log (u)) * cos (2 * G_PI * g_rand_double (random));

  return exp (sigma * normal - sigma * sigma / 2);
}

/* A server that works on @slots items at once, each of which takes a second or so, and is
 * slower by @slower in the second half. Feeds the times between two ends. */
static void
serve (BatchDrift *drift,
       GRand      *random,
       guint       slots,
       double      slower)
{
  double free_at[16] = { 0, };
  double last = 0;

  for (guint i = 0; i < N_ITEMS; i++)
    {
      guint next = 0;

      for (guint j = 1; j < slots; j++)
        if (free_at[j] < free_at[next])
          next = j;
      if (i >= slots)
        {
          batch_drift_add (drift, (free_at[next] - last) * 1000, 1000, slots);
          last = free_at[next];
        }
      free_at[next] += lognormal (random) * (i > N_ITEMS / 2 ? slower : 1);
    }
}

static double
edge_of (guint slots)
{
  double cv2 = CV * CV;

  return slots > 1 ? slots * (1.0 / 6 - cv2 * cv2 / 2 - cv2 * cv2 * cv2 / 3) : 0;
}

typedef struct
{
  double noise;
  double drift;
} Estimate;

/* The means over many servers. */
static Estimate
estimate (guint  slots,
          double slower)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (7);
  Estimate sum = { 0, 0 };

  for (guint run = 0; run < N_RUNS; run++)
    {
      BatchDrift drift = { 0, };
      double variance;

      serve (&drift, random, slots, slower);
      sum.noise += batch_drift_estimate (&drift, slots, CV * CV, edge_of (slots), N_ITEMS,
                                         &variance) / N_RUNS;
      sum.drift += variance / N_RUNS;
    }

  return sum;
}

/* The noise of an item is what its duration scatters, however many run at once: what is
 * under way at the end of a stretch is no noise of the items in it. */
static void
test_noise (void)
{
  static const guint slots[] = { 1, 2, 4, 8 };

  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      Estimate steady = estimate (slots[i], 1);

      g_test_message ("%u slots: noise %.3f, drift %.4f", slots[i], steady.noise, steady.drift);
      g_assert_cmpfloat (steady.noise, >, 0.6 * CV * CV);
      g_assert_cmpfloat (steady.noise, <, 1.6 * CV * CV);
    }
}

/* A server that gets slower is told from one that does not. */
static void
test_drift (void)
{
  static const guint slots[] = { 1, 4 };

  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      Estimate steady = estimate (slots[i], 1);
      Estimate slower = estimate (slots[i], 1.6);

      g_test_message ("%u slots: drift %.4f and %.4f", slots[i], steady.drift, slower.drift);
      g_assert_cmpfloat (steady.drift, <, 0.1 * 0.1);
      g_assert_cmpfloat (slower.drift, >, 2 * steady.drift);
    }
}

/* Nothing was seen: what is known beforehand. */
static void
test_empty (void)
{
  BatchDrift drift = { 0, };
  double variance;

  g_assert_cmpfloat (batch_drift_estimate (&drift, 1, 0.25, 0, 100, &variance), ==, 0.25);
  g_assert_cmpfloat (variance, >, 0.05 * 0.05);
  g_assert_cmpfloat (variance, <, 0.2 * 0.2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/drift/noise", test_noise);
  g_test_add_func ("/batch/planning/drift/drift", test_drift);
  g_test_add_func ("/batch/planning/drift/empty", test_empty);
  return g_test_run ();
}
