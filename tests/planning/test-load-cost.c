/* test-load-cost.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-load-cost-private.h"

#define GB G_GINT64_CONSTANT (1000000000)

typedef struct
{
  double ms;                   /* 0: no more of them */
  gint64 size;
} Load;

typedef struct
{
  const char     *name;
  double          own[4];      /* 0: no more of them */
  Load            server[3];
  Load            others[3];
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
  for (guint i = 0; i < 3 && loads[i].ms > 0; i++)
    batch_load_pool_add (pool, loads[i].ms, loads[i].size);
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      BatchLoadTimes own = { { 0 } };
      BatchLoadPool server = { { 0 }, { 0 } };
      BatchLoadPool all = { { 0 }, { 0 } };
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
    }
}

/* From the disk and from memory: the next one may be either. */
static void
test_scatter (void)
{
  BatchLoadTimes own = { { 0 } };
  BatchLoadPool all = { { 0 }, { 0 } };
  BatchLoadCost cost;

  for (guint i = 0; i < 20; i++)
    batch_load_times_add (&own, i % 2 == 0 ? 2000 : 20000);
  cost = batch_load_cost_estimate (&own, NULL, &all, 0);
  g_assert_cmpfloat (cost.sd_ms, >, 6000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/load-cost/cases", test_cases);
  g_test_add_func ("/batch/planning/load-cost/scatter", test_scatter);
  return g_test_run ();
}
