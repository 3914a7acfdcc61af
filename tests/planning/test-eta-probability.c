/* test-eta-probability.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-eta-probability-private.h"

static const struct
{
  const char *name;
  gint64      low_ms;
  gint64      expected_ms;
  gint64      high_ms;
  gint64      within_ms;
  double      chance;
} cases[] = {
  { "one in ten ends before the range", 50000, 100000, 200000, 50000, 0.1 },
  { "and one in ten after it", 50000, 100000, 200000, 200000, 0.9 },
  { "half of them by its middle", 50000, 100000, 200000, 100000, 0.5 },
  { "nothing is certain", 50000, 100000, 200000, 999999999, 0.99 },
  { "or out of the question", 50000, 100000, 200000, 1, 0.01 },
  { "but what is over", 50000, 100000, 200000, 0, 0 },
  { "and long ago", 50000, 100000, 200000, -5, 0 },
  { "nothing is left to do", 0, 0, 0, 0, 1 },
  { "nothing is left to do, but too late", 0, 0, 0, -1, 0 },
  { "nothing is known", -1, -1, -1, 100000, -1 },
  { "a range without any width", 1000, 1000, 1000, 1000, 0.5 },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchEtaValues eta = {
        .low_ms = cases[i].low_ms,
        .expected_ms = cases[i].expected_ms,
        .high_ms = cases[i].high_ms,
      };

      g_test_message ("%s", cases[i].name);
      g_assert_cmpfloat_with_epsilon (batch_eta_probability (&eta, cases[i].within_ms),
                                      cases[i].chance, 0.001);
    }
}

static void
test_later_is_likelier (void)
{
  BatchEtaValues eta = { .low_ms = 60000, .expected_ms = 100000, .high_ms = 300000 };
  double last = 0;

  for (gint64 within_ms = 1000; within_ms < 900000; within_ms += 1000)
    {
      double chance = batch_eta_probability (&eta, within_ms);

      g_assert_cmpfloat (chance, >=, last);
      last = chance;
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/eta-probability/cases", test_cases);
  g_test_add_func ("/batch/planning/eta-probability/later-is-likelier", test_later_is_likelier);
  return g_test_run ();
}
