/* test-arrival.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-arrival-private.h"

static const struct
{
  const char *name;
  gint64      key_changes;
  gint64      total;
  gint64      left[3];
  gint64      repeats;
} cases[] = {
  { "one key", 0, 10, { 10 }, 0 },
  { "two keys, sorted", 1, 10, { 5, 5 }, 0 },
  { "to and fro", 9, 10, { 5, 5 }, 8 },
  { "three by turns", 8, 9, { 3, 3, 3 }, 6 },
  { "some stretches", 5, 10, { 5, 5 }, 4 },
  { "nobody counted", -1, 10, { 5, 5 }, 0 },
  { "nothing is left", 9, 10, { 0, 0 }, 0 },
  { "one of two is done", 9, 10, { 0, 5 }, 0 },
  { "one of two is half done", 4999, 5000, { 1250, 2500 }, 2499 },
  { "a share of both", 4999, 5000, { 1250, 1250 }, 2498 },
  { "a few among many", 10, 1000, { 1, 990 }, 1 },
  { "sorted, in the middle of it", 1, 1000, { 200, 500 }, 0 },
  { "an input that grew smaller", 5, 0, { 1, 1 }, 0 },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].name);
      g_assert_cmpint (batch_arrival_repeats (cases[i].key_changes, cases[i].total,
                                              cases[i].left, 3), ==, cases[i].repeats);
    }
}

/* Of a whole job it is exact, whatever its order; of what is left, never more than that. */
static void
test_whole_jobs (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 2000; i++)
    {
      guint n = (guint) g_rand_int_range (random, 1, 60);
      gint64 left[3] = { 0, };
      gint64 changes = 0;
      gint64 n_keys = 0;
      int last = -1;

      for (guint j = 0; j < n; j++)
        {
          int key = g_rand_int_range (random, 0, 3);

          changes += last >= 0 && key != last;
          left[key]++;
          last = key;
        }
      for (guint j = 0; j < 3; j++)
        n_keys += left[j] > 0;

      g_assert_cmpint (batch_arrival_repeats (changes, n, left, 3), ==, changes - (n_keys - 1));
      left[0] = 0;
      g_assert_cmpint (batch_arrival_repeats (changes, n, left, 3), <=, changes);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/arrival/cases", test_cases);
  g_test_add_func ("/batch/planning/arrival/whole-jobs", test_whole_jobs);
  return g_test_run ();
}
