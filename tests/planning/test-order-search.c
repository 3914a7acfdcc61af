/* test-order-search.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-order-search-private.h"

#include <math.h>

#define NONE INFINITY

/* In seconds; a load takes ten. */
static const struct
{
  const char      *name;
  BatchSearchPart  parts[5];
  guint            n_parts[3];        /* of each key; 0: no more of them */
  guint            residents;         /* set of keys */
  guint            capacity;
  int              first;
  guint            missed;
  double           end_ms;
} cases[] = {
  { "one key", { { 5, NONE }, { 7, NONE } }, { 2 }, 0, 1, -1, 0, 22 },
  { "one that is loaded", { { 5, NONE } }, { 1 }, 1, 1, -1, 0, 5 },
  { "what is loaded first", { { 5, NONE }, { 7, NONE } }, { 1, 1 }, 2, 1, -1, 0, 22 },
  { "unless it may not", { { 5, NONE }, { 7, NONE } }, { 1, 1 }, 2, 1, 0, 0, 32 },
  { "or there is room for both", { { 5, NONE }, { 7, NONE } }, { 1, 1 }, 2, 2, 0, 0, 22 },
  { "the deadline before the rest", { { 5, 20 }, { 9, NONE }, { 5, 40 } }, { 2, 1 }, 0, 1, -1,
    0, 39 },
  { "and away from it, if it must be", { { 5, 20 }, { 90, NONE }, { 5, 40 } }, { 2, 1 }, 0, 1, -1,
    0, 130 },
  { "both at once cannot be", { { 5, 16 }, { 5, 16 } }, { 1, 1 }, 0, 1, -1, 1, 30 },
  { "on the dot is in time", { { 5, 15 }, { 5, 30 } }, { 1, 1 }, 0, 1, -1, 0, 30 },
  { "what is lost lets the others of its key go first",
    { { 15, 20 }, { 40, 90 }, { 30, NONE } }, { 2, 1 }, 2, 1, 1, 1, 95 },
  { "a higher priority first", { { 5, NONE, 1 }, { 7, NONE, 2 } }, { 1, 1 }, 1, 1, -1, 0, 32 },
  { "but for what a deadline waits for", { { 5, NONE, 1 }, { 1, 99, 0 }, { 7, NONE, 2 } },
    { 2, 1 }, 1, 1, -1, 0, 23 },
};

static BatchOrderSearch
search_of (guint index)
{
  BatchOrderSearch search = { .capacity = cases[index].capacity };

  for (guint i = 0; i < G_N_ELEMENTS (cases[index].n_parts) && cases[index].n_parts[i] > 0; i++)
    {
      search.keys[search.n_keys++] = (BatchSearchKey) {
        10, search.n_parts, cases[index].n_parts[i], (cases[index].residents & 1u << i) != 0,
      };
      for (guint j = 0; j < cases[index].n_parts[i]; j++, search.n_parts++)
        search.parts[search.n_parts] = cases[index].parts[search.n_parts];
    }

  return search;
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchOrderSearch search = search_of (i);
      BatchSearchEnd end = batch_order_search_best (&search, cases[i].first);

      g_test_message ("%s", cases[i].name);
      g_assert_cmpuint (end.missed, ==, cases[i].missed);
      g_assert_cmpfloat_with_epsilon (end.end_ms, cases[i].end_ms, 0.001);
    }
}

/* Of three with room for two, which are all needed again, that goes which comes back last; and a
 * load is saved for little more time. */
static void
test_loads (void)
{
  BatchOrderSearch search = {
    .capacity = 2,
    .n_keys = 3, .keys = { { 5, 0, 1, TRUE }, { 15, 1, 1, TRUE }, { 35, 2, 2, FALSE } },
    .n_parts = 4,
    .parts = { { 10, NONE, 1 }, { 10, NONE, 0 }, { 10, NONE, 2 }, { 10, NONE, 0 } },
  };
  BatchSearchEnd end = batch_order_search_best (&search, -1);

  g_assert_cmpuint (end.loads, ==, 2);
  g_assert_cmpint (end.evicts, ==, 1);
  g_assert_cmpfloat_with_epsilon (end.end_ms, 90, 0.001);

  /* Two short ones in place of a long one. */
  search.keys[1].load_ms = 42;
  end = batch_order_search_best (&search, -1);
  g_assert_cmpuint (end.loads, ==, 3);
  g_assert_cmpint (end.evicts, ==, 0);
  search.load_extra_ms = 10;
  end = batch_order_search_best (&search, -1);
  g_assert_cmpuint (end.loads, ==, 2);
  g_assert_cmpint (end.evicts, ==, 1);
}

/* The best of all is the best of those that begin with one of them. */
static void
test_first_keys (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (3);

  for (guint i = 0; i < 200; i++)
    {
      BatchOrderSearch search = {
        .capacity = (guint) g_rand_int_range (random, 1, 4),
        .n_keys = (guint) g_rand_int_range (random, 1, 5),
      };
      BatchSearchEnd best = BATCH_SEARCH_END_NONE;
      BatchSearchEnd all;

      for (guint key = 0; key < search.n_keys; key++)
        {
          search.keys[key] = (BatchSearchKey) {
            g_rand_int_range (random, 1, 50), search.n_parts, 2, FALSE,
          };
          for (guint j = 0; j < 2; j++)
            search.parts[search.n_parts++] = (BatchSearchPart) {
              g_rand_int_range (random, 1, 100),
              g_rand_boolean (random) ? g_rand_int_range (random, 50, 300) : NONE, 0,
            };
        }

      all = batch_order_search_best (&search, -1);
      for (guint key = 0; key < search.n_keys; key++)
        {
          BatchSearchEnd end = batch_order_search_best (&search, (int) key);

          if (batch_search_end_is_better (&end, &best))
            best = end;
        }
      g_assert_cmpuint (all.missed, ==, best.missed);
      g_assert_cmpfloat_with_epsilon (all.end_ms, best.end_ms, 0.02);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/order-search/cases", test_cases);
  g_test_add_func ("/batch/planning/order-search/loads", test_loads);
  g_test_add_func ("/batch/planning/order-search/first-keys", test_first_keys);
  return g_test_run ();
}
