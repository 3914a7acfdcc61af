/* test-win-rate.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-win-rate-private.h"

static const struct
{
  gint64 wins;
  gint64 losses;
  double rate;
  double low;
  double high;
} cases[] = {
  { 1, 0, 1, 0.2065, 1 },
  { 0, 1, 0, 0, 0.7935 },
  { 3, 0, 1, 0.4385, 1 },
  { 5, 5, 0.5, 0.2366, 0.7634 },
  { 49, 31, 0.6125, 0.5029, 0.7117 },
  { 500, 500, 0.5, 0.4691, 0.5309 },
  { 1000000000, 0, 1, 1, 1 },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchWinRate found;

      g_assert_true (batch_win_rate_find (cases[i].wins, cases[i].losses, &found));
      g_test_message ("%d: %f %f %f", (int) i, found.rate, found.low, found.high);
      g_assert_cmpfloat_with_epsilon (found.rate, cases[i].rate, 0.00006);
      g_assert_cmpfloat_with_epsilon (found.low, cases[i].low, 0.00006);
      g_assert_cmpfloat_with_epsilon (found.high, cases[i].high, 0.00006);
    }
}

static void
test_nothing (void)
{
  BatchWinRate found = { -1, -1, -1 };

  g_assert_false (batch_win_rate_find (0, 0, &found));
  g_assert_false (batch_win_rate_find (-1, 3, &found));
  g_assert_cmpfloat (found.rate, ==, -1);
}

/* What a person sees: the interval has the rate in it, and gets narrower. */
static void
test_narrower (void)
{
  double before = 2;

  for (gint64 n = 1; n <= 4096; n *= 2)
    {
      BatchWinRate found;

      g_assert_true (batch_win_rate_find (n, n, &found));
      g_assert_cmpfloat (found.low, <, found.rate);
      g_assert_cmpfloat (found.high, >, found.rate);
      g_assert_cmpfloat (found.high - found.low, <, before);
      before = found.high - found.low;
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/win-rate/cases", test_cases);
  g_test_add_func ("/batch/core/win-rate/nothing", test_nothing);
  g_test_add_func ("/batch/core/win-rate/narrower", test_narrower);

  return g_test_run ();
}
