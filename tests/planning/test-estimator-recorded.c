/* test-estimator-recorded.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "recorded-runs.h"

/* Recorded runs in virtual time: whatever machine this is, the numbers are the same, and so
 * the limits are those that were promised. */

static void
score_all (RecordedScore *halves)
{
  g_autofree char *directory = g_test_build_filename (G_TEST_DIST, "bench", "data", NULL);
  g_auto(GStrv) names = recorded_runs_list (directory);

  g_assert_cmpuint (g_strv_length (names), >=, 20);
  for (guint i = 0; i < RECORDED_N_HALVES; i++)
    recorded_score_init (&halves[i]);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (directory, names[i], NULL);

      recorded_runs_score (path, halves);
    }
}

static void
clear (RecordedScore *halves)
{
  for (guint i = 0; i < RECORDED_N_HALVES; i++)
    recorded_score_clear (&halves[i]);
}

static void
test_calibration (void)
{
  RecordedScore halves[RECORDED_N_HALVES];

  score_all (halves);
  for (guint i = 0; i < RECORDED_N_HALVES; i++)
    for (guint j = 0; j < RECORDED_N_MARKS; j++)
      {
        EtaScore *score = &halves[i].marks[j];

        g_test_message ("held %.1f %%, width %.1f %%, off by %.1f %%, the plain mean by %.1f %%",
                        eta_score_held (score), eta_score_median (score->widths),
                        eta_score_median (score->offs), eta_score_median (score->plain_offs));
        g_assert_cmpuint (score->widths->len, >=, 120);
        g_assert_cmpfloat (eta_score_held (score), >=, 75);
        g_assert_cmpfloat (eta_score_held (score), <=, 90);
        g_assert_cmpfloat (eta_score_median (score->widths), <=, 40);
        g_assert_cmpfloat (eta_score_median (score->offs), <, 15);
        g_assert_cmpfloat (eta_score_median (score->offs), <, eta_score_median (score->plain_offs));
      }
  clear (halves);
}

/* From one item to the next, what is said hardly changes. */
static void
test_calm (void)
{
  RecordedScore halves[RECORDED_N_HALVES];

  score_all (halves);
  for (guint i = 0; i < RECORDED_N_HALVES; i++)
    {
      g_assert_cmpuint (halves[i].jumps->len, >=, 5000);
      g_assert_cmpfloat (eta_score_median (halves[i].jumps), <=, 2);
      g_assert_cmpfloat (eta_score_quantile (halves[i].jumps, 0.99), <=, 20);
    }
  clear (halves);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/estimator-recorded/calibration", test_calibration);
  g_test_add_func ("/batch/planning/estimator-recorded/calm", test_calm);
  return g_test_run ();
}
