/* test-estimate-quality.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "reports/batch-estimate-quality-private.h"

/* What was said of a job, and that it took ten seconds from there on. */
typedef struct
{
  gint64 job;
  guint  round;
  guint  percent;
  gint64 expected_s;
} Said;

static BatchEstimateQuality *
quality_new (const Said *said,
             guint       n_said)
{
  g_autoptr(GPtrArray) records =
    g_ptr_array_new_with_free_func ((GDestroyNotify) batch_forecast_record_free);

  for (guint i = 0; i < n_said; i++)
    {
      BatchForecastRecord record = {
        .job = said[i].job,
        .round = said[i].round,
        .percent = said[i].percent,
        .at = 1000 - i,
        .low_ms = said[i].expected_s * 1000 - 1000,
        .expected_ms = said[i].expected_s * 1000,
        .high_ms = said[i].expected_s * 1000 + 1000,
        .actual_ms = 10000,
      };

      g_ptr_array_add (records, batch_forecast_record_copy (&record));
    }

  return batch_estimate_quality_new (records);
}

static void
test_jobs (void)
{
  static const struct
  {
    Said  said[4];
    guint n_said;
    guint n_jobs;
    guint n_held;
  } cases[] = {
    { { { 0 } }, 0, 0, 0 },
    { { { 1, 0, 25, 10 } }, 1, 1, 1 },
    { { { 1, 0, 25, 20 } }, 1, 1, 0 },
    /* A quarter speaks for the job, else what comes after it, else what was before. */
    { { { 1, 0, 75, 20 }, { 1, 0, 50, 20 }, { 1, 0, 25, 10 }, { 1, 0, 10, 20 } }, 4, 1, 1 },
    { { { 1, 0, 75, 20 }, { 1, 0, 50, 10 }, { 1, 0, 10, 20 } }, 3, 1, 1 },
    { { { 1, 0, 10, 20 }, { 1, 0, 75, 10 } }, 2, 1, 1 },
    { { { 1, 0, 10, 10 } }, 1, 1, 1 },
    /* A round is for itself. */
    { { { 1, 1, 25, 20 }, { 1, 0, 25, 10 }, { 2, 0, 25, 10 } }, 3, 3, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchEstimateQuality) quality = quality_new (cases[i].said, cases[i].n_said);
      GListModel *forecasts = batch_estimate_quality_get_forecasts (quality);

      g_assert_cmpuint (batch_estimate_quality_get_n_jobs (quality), ==, cases[i].n_jobs);
      g_assert_cmpuint (batch_estimate_quality_get_n_held (quality), ==, cases[i].n_held);
      g_assert_cmpuint (g_list_model_get_n_items (forecasts), ==, cases[i].n_said);
    }
}

/* The last fifty. */
static void
test_many_jobs (void)
{
  g_autoptr(BatchEstimateQuality) quality = NULL;
  Said said[120];

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    said[i] = (Said) { 60 - i / 2, 0, i % 2 ? 10 : 50, i < 20 ? 20 : 10 };
  quality = quality_new (said, G_N_ELEMENTS (said));
  g_assert_cmpuint (batch_estimate_quality_get_n_jobs (quality), ==, 50);
  g_assert_cmpuint (batch_estimate_quality_get_n_held (quality), ==, 40);
  g_assert_cmpuint (batch_estimate_quality_count (quality, 50), ==, 50);
}

static void
test_marks (void)
{
  static const Said said[] = {
    { 1, 0, 10, 10 }, { 2, 0, 10, 15 }, { 3, 0, 10, 30 }, { 3, 0, 50, 11 },
  };
  g_autoptr(BatchEstimateQuality) quality = quality_new (said, G_N_ELEMENTS (said));

  g_assert_cmpuint (batch_estimate_quality_count (quality, 10), ==, 3);
  g_assert_cmpuint (batch_estimate_quality_count_held (quality, 10), ==, 1);
  g_assert_cmpfloat_with_epsilon (batch_estimate_quality_get_error (quality, 10), 0.5, 1e-9);
  g_assert_cmpuint (batch_estimate_quality_count_held (quality, 50), ==, 1);
  g_assert_cmpfloat_with_epsilon (batch_estimate_quality_get_error (quality, 50), 0.1, 1e-9);
  g_assert_cmpuint (batch_estimate_quality_count (quality, 75), ==, 0);
  g_assert_cmpfloat (batch_estimate_quality_get_error (quality, 75), ==, -1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/reports/estimate-quality/jobs", test_jobs);
  g_test_add_func ("/batch/reports/estimate-quality/many-jobs", test_many_jobs);
  g_test_add_func ("/batch/reports/estimate-quality/marks", test_marks);
  return g_test_run ();
}
