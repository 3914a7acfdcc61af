/* test-load-cost.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-load-cost-private.h"

#include <math.h>

#define GB G_GINT64_CONSTANT (1000000000)
#define N_LOADS 4

typedef struct
{
  double ms;                   /* 0: no more of them */
  gint64 size;
} Load;

typedef struct
{
  const char     *name;
  double          own[4];      /* 0: no more of them */
  Load            server[N_LOADS];
  Load            others[N_LOADS];
  gint64          size;
  double          mean_ms;
  BatchLoadBasis  basis;
} Case;

static const Case cases[] = {
  { "what was measured", { 3000 }, { { 9000, GB } }, { { 0 } }, 8 * GB,
    3000, BATCH_LOAD_BASIS_MEASURED },
  { "twice: the mean", { 3000, 5000 }, { { 0 } }, { { 0 } }, 0,
    4000, BATCH_LOAD_BASIS_MEASURED },
  { "then four tenths of the way to each new one", { 3000, 3000, 13000 }, { { 0 } }, { { 0 } }, 0,
    7000, BATCH_LOAD_BASIS_MEASURED },
  { "by size, on a server that is as fast as thought", { 0 }, { { 5000, 5 * GB } }, { { 0 } },
    10 * GB, 7500, BATCH_LOAD_BASIS_SIZE },
  { "by size, on one that is three times slower", { 0 }, { { 15000, 5 * GB } }, { { 0 } },
    10 * GB, 22500, BATCH_LOAD_BASIS_SIZE },
  { "by size, on one that simulates", { 0 }, { { 50, 5 * GB } }, { { 0 } },
    10 * GB, 75, BATCH_LOAD_BASIS_SIZE },
  { "like the others of the server", { 0 }, { { 4000 } }, { { 90000 } }, 0,
    (4000 + 0.2 * 10000) / 1.2, BATCH_LOAD_BASIS_SERVER },
  { "of several, what was made up soon counts for nothing", { 0 },
    { { 4 }, { 4 }, { 4 }, { 4 } }, { { 0 } }, 0,
    (4 * 4 + 0.0125 * 10000) / 4.0125, BATCH_LOAD_BASIS_SERVER },
  { "nor do two that are half a second apart", { 0 }, { { 1250 }, { 1750 } }, { { 0 } }, 0,
    (2 * 1500 + 0.05 * 10000) / 2.05, BATCH_LOAD_BASIS_SERVER },
  { "a size is believed before others, once one of a known size was loaded", { 0 },
    { { 4 }, { 4 }, { 4 }, { 5000, 5 * GB } }, { { 0 } }, 10 * GB, 7500, BATCH_LOAD_BASIS_SIZE },
  { "of other servers, however many: this may be another kind", { 0 }, { { 0 } },
    { { 4 }, { 4 }, { 4 }, { 4 } }, 0, (4 * 4 + 0.2 * 10000) / 4.2, BATCH_LOAD_BASIS_OTHERS },
  { "these know more than a size alone", { 0 }, { { 4000 } }, { { 0 } }, 100 * GB,
    (4000 + 0.2 * 10000) / 1.2, BATCH_LOAD_BASIS_SERVER },
  { "by size alone", { 0 }, { { 0 } }, { { 90000 } }, 5 * GB,
    5000, BATCH_LOAD_BASIS_SIZE_ALONE },
  { "like models elsewhere", { 0 }, { { 0 } }, { { 4000 } }, 0,
    (4000 + 0.2 * 10000) / 1.2, BATCH_LOAD_BASIS_OTHERS },
  { "nothing at all", { 0 }, { { 0 } }, { { 0 } }, 0, 10000, BATCH_LOAD_BASIS_NONE },
};

static void
add_loads (BatchLoadPool *pool,
           const Load    *loads)
{
  for (guint i = 0; i < N_LOADS && loads[i].ms > 0; i++)
    batch_load_pool_add (pool, loads[i].ms, loads[i].size);
}

/* What was measured errs alone, what nothing is known of all together. */
static void
assert_common (const BatchLoadCost *cost)
{
  if (cost->basis == BATCH_LOAD_BASIS_MEASURED)
    g_assert_cmpfloat (cost->common_ms, ==, 0);
  else if (cost->basis == BATCH_LOAD_BASIS_SIZE_ALONE || cost->basis == BATCH_LOAD_BASIS_NONE)
    g_assert_cmpfloat (cost->common_ms, ==, cost->sd_ms);
  else
    {
      g_assert_cmpfloat (cost->common_ms, >, 0);
      g_assert_cmpfloat (cost->common_ms, <, cost->sd_ms);
    }
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      BatchLoadTimes own = { { 0 } };
      BatchLoadPool server = { { 0 }, { 0 }, 0 };
      BatchLoadPool all = { { 0 }, { 0 }, 0 };
      BatchLoadCost cost;

      g_test_message ("%s", c->name);
      for (guint j = 0; j < 4 && c->own[j] > 0; j++)
        batch_load_times_add (&own, c->own[j]);
      add_loads (&server, c->server);
      add_loads (&all, c->others);
      cost = batch_load_cost_estimate (&own, &server, &all, c->size);
      g_assert_cmpfloat_with_epsilon (cost.mean_ms, c->mean_ms, 0.01);
      g_assert_cmpint (cost.basis, ==, c->basis);
      g_assert_cmpfloat (cost.sd_ms, >=, 0.19 * cost.mean_ms);
      assert_common (&cost);
    }
}

/* From the disk and from memory: the next one may be either. */
static void
test_scatter (void)
{
  BatchLoadTimes own = { { 0 } };
  BatchLoadPool all = { { 0 }, { 0 }, 0 };
  BatchLoadCost cost;

  for (guint i = 0; i < 20; i++)
    batch_load_times_add (&own, i % 2 == 0 ? 2000 : 20000);
  cost = batch_load_cost_estimate (&own, NULL, &all, 0);
  g_assert_cmpfloat (cost.sd_ms, >, 6000);
}

/* After a hundred loads of some milliseconds, ten seconds are what they were not; whatever
 * loads take, the error of all together becomes small, and that of one remains. */
static void
test_many_loads (void)
{
  const BatchLoadTimes none = { { 0 } };
  BatchLoadPool server = { { 0 }, { 0 }, 0 };
  BatchLoadCost last = { 0 };

  for (guint i = 1; i <= 127; i++)
    {
      BatchLoadCost cost;

      batch_load_pool_add (&server, i % 2 == 0 ? 3 : 5, 0);
      cost = batch_load_cost_estimate (&none, &server, &server, 0);
      if (i > 1)
        g_assert_cmpfloat (cost.mean_ms, <, last.mean_ms + 1);
      if (i >= 8)
        g_assert_cmpfloat (cost.mean_ms, <, 10);
      g_assert_cmpfloat (cost.sd_ms, >=, 0.79 * cost.mean_ms);
      last = cost;
    }

  g_assert_cmpfloat_with_epsilon (last.mean_ms, 4, 0.3);
  g_assert_cmpfloat (last.common_ms, <, last.sd_ms / 2.5);
}

/* A load that is under way. */
static const struct
{
  double mean_ms;
  double sd_ms;
  double elapsed_ms;
  double fraction;
  double least_ms;    /* of what is left */
  double most_ms;
} lefts[] = {
  { 10000, 2000, 0, 0, 10000, 10000 },
  { 10000, 2000, 4000, 0, 5900, 6100 },
  { 10000, 2000, 9000, 0, 1000, 2500 },       /* those that are over by now do not count */
  { 10000, 2000, 12000, 0, 500, 2000 },       /* it takes longer than usual, but not for ever */
  { 10000, 2000, 100000, 0, 5000, 20000 },    /* … by far: nobody knows when it ends */
  { 10000, 8000, 100, 0, 9800, 10000 },       /* hardly anything is known */
  { 10000, 0, 4000, 0, 6000, 6000 },
  { 10000, 0, 14000, 0, 0, 0 },
  { 10000, 8000, 1000, 0.05, 8900, 9500 },    /* what is told of the beginning tells little */
  { 10000, 8000, 2000, 0.5, 2000, 2000 },     /* what is told later tells more than others did */
  { 10000, 2000, 30000, 0.75, 10000, 10000 },
  { 10000, 2000, 30000, 1, 0, 0 },
  { 10000, 2000, 30000, 1.5, 0, 0 },
};

static void
test_left (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lefts); i++)
    {
      BatchLoadCost cost = { lefts[i].mean_ms, lefts[i].sd_ms, lefts[i].sd_ms / 2,
                             BATCH_LOAD_BASIS_SERVER };
      BatchLoadCost left = batch_load_cost_left (&cost, lefts[i].elapsed_ms, lefts[i].fraction);

      g_test_message ("row %u: %g left", i, left.mean_ms);
      g_assert_cmpfloat (left.mean_ms, >=, lefts[i].least_ms);
      g_assert_cmpfloat (left.mean_ms, <=, lefts[i].most_ms);
      g_assert_cmpfloat (left.sd_ms, <=, left.mean_ms);
      g_assert_cmpfloat (left.common_ms, <=, left.sd_ms);
    }
}

#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)

static void
test_longest (void)
{
  static const struct
  {
    double load_ms;
    gint64 least_ms;
    gint64 longest_ms;
  } longest[] = {
    { 0, 10 * MINUTE_MS, 10 * MINUTE_MS },
    { 14000, 10 * MINUTE_MS, 10 * MINUTE_MS },
    { 3 * MINUTE_MS, 10 * MINUTE_MS, 15 * MINUTE_MS },
    { 60 * MINUTE_MS, 10 * MINUTE_MS, 300 * MINUTE_MS },
    /* Nobody waits for ever, whatever a server says. */
    { 600 * MINUTE_MS, 10 * MINUTE_MS, 720 * MINUTE_MS },
    { 1e12, 10 * MINUTE_MS, 720 * MINUTE_MS },
    { INFINITY, 10 * MINUTE_MS, 720 * MINUTE_MS },
    { NAN, 10 * MINUTE_MS, 10 * MINUTE_MS },
    { 1e12, 800 * MINUTE_MS, 800 * MINUTE_MS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (longest); i++)
    {
      g_test_message ("row %u", i);
      g_assert_cmpint (batch_load_cost_longest (longest[i].load_ms, longest[i].least_ms), ==,
                       longest[i].longest_ms);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/load-cost/cases", test_cases);
  g_test_add_func ("/batch/planning/load-cost/scatter", test_scatter);
  g_test_add_func ("/batch/planning/load-cost/many-loads", test_many_loads);
  g_test_add_func ("/batch/planning/load-cost/left", test_left);
  g_test_add_func ("/batch/planning/load-cost/longest", test_longest);
  return g_test_run ();
}
