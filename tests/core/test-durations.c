/* test-durations.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-durations.h"

#define DAY G_GINT64_CONSTANT (86400000)

/* Whatever a single thing took is told to within five percent. */
static void
test_steps (void)
{
  static const gint64 times[] = { 1, 2, 3, 7, 40, 41, 999, 1000, 60000, 3600000, DAY };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      BatchDurations one = { { 0 } };
      gint64 told;

      batch_durations_add (&one, times[i]);
      told = batch_durations_quantile (&one, 0.5);
      g_assert_cmpint (ABS (told - times[i]) * 20, <=, times[i]);
    }
}

static void
test_ends (void)
{
  BatchDurations none = { { 0 } };
  BatchDurations both = { { 0 } };

  g_assert_cmpint (batch_durations_quantile (&none, 0.5), ==, -1);

  batch_durations_add (&both, 0);
  batch_durations_add (&both, 1000 * DAY);
  g_assert_cmpint (batch_durations_quantile (&both, 0.0), ==, 0);
  g_assert_cmpint (batch_durations_quantile (&both, 0.5), ==, 0);
  g_assert_cmpint (batch_durations_quantile (&both, 1.0), >, DAY);
}

/* 1 to 1000 ms, once each. */
static void
test_quantiles (void)
{
  static const double parts[] = { 0.05, 0.5, 0.9, 0.95, 0.99 };
  BatchDurations even = { { 0 } };

  for (guint ms = 1; ms <= 1000; ms++)
    batch_durations_add (&even, ms);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_cmpfloat_with_epsilon (batch_durations_quantile (&even, parts[i]),
                                    parts[i] * 1000, parts[i] * 50 + 1);
}

static void
test_save (void)
{
  static const char *const refused[] = {
    "x", "1", "1:", ":1", "1:2:3", "1:2 ", " 1:2", "1:2  3:4", "216:1", "-1:1", "1:-1",
    "1:4294967296",
  };
  BatchDurations before = { { 0 } };
  BatchDurations after = { { 0 } };
  g_autofree char *nothing = batch_durations_save (&before);
  g_autofree char *text = NULL;
  g_autofree char *twice = NULL;

  g_assert_cmpstr (nothing, ==, "");
  g_assert_true (batch_durations_load (&after, ""));

  batch_durations_add (&before, 0);
  batch_durations_add (&before, 1);
  batch_durations_add (&before, 1);
  text = batch_durations_save (&before);
  g_assert_cmpstr (text, ==, "0:1 1:2");
  g_assert_true (batch_durations_load (&after, text));
  g_assert_true (batch_durations_load (&after, text));
  twice = batch_durations_save (&after);
  g_assert_cmpstr (twice, ==, "0:2 1:4");

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_false (batch_durations_load (&after, refused[i]));
  g_assert_cmpuint (after.counts[1], ==, 4);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/durations/steps", test_steps);
  g_test_add_func ("/batch/core/durations/ends", test_ends);
  g_test_add_func ("/batch/core/durations/quantiles", test_quantiles);
  g_test_add_func ("/batch/core/durations/save", test_save);
  return g_test_run ();
}
