/* test-history.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-history.h"

#define S G_GINT64_CONSTANT (1000000)

static void
test_slices (void)
{
  static const struct
  {
    gint64 at;
    guint  span;
    gint64 slice;
  } cases[] = {
    { 0, 60, 0 },
    { 1, 60, 0 },
    { 59 * S + 999999, 60, 0 },
    { 60 * S, 60, 60 * S },
    { 3599 * S, 3600, 0 },
    { 7205 * S, 10, 7200 * S },
    { -1, 60, -60 * S },
    { -60 * S, 60, -60 * S },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (batch_history_slice (cases[i].at, cases[i].span), ==, cases[i].slice);
}

/* What is collected, as "at+span key@backend succeeded" in s. */
static char *
collect (const BatchHistoryRecord *records,
         guint                     n_records,
         guint                     resolution)
{
  g_autoptr(GPtrArray) points =
    g_ptr_array_new_with_free_func ((GDestroyNotify) batch_history_record_free);
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < n_records; i++)
    batch_history_collect (points, &records[i], resolution);

  for (guint i = 0; i < points->len; i++)
    {
      const BatchHistoryRecord *point = g_ptr_array_index (points, i);

      g_assert_null (point->job_id);
      g_string_append_printf (words, "%s%d+%u %s@%s %d", i > 0 ? ", " : "",
                              (int) (point->at / S), point->span, point->key, point->backend,
                              (int) point->succeeded);
    }
  return g_string_free (words, FALSE);
}

static void
test_collect (void)
{
  static const BatchHistoryRecord records[] = {
    { (char *) "j1", (char *) "a", (char *) "x", 0, 10, 1 },
    { (char *) "j2", (char *) "a", (char *) "x", 0, 10, 2 },
    { (char *) "j1", (char *) "b", (char *) "x", 10 * S, 10, 4 },
    { (char *) "j1", (char *) "a", (char *) "y", 50 * S, 10, 8 },
    { (char *) "j1", (char *) "a", (char *) "x", 50 * S, 10, 16 },
    { (char *) "j1", (char *) "a", (char *) "x", 60 * S, 60, 32 },
    { NULL, (char *) "a", (char *) "x", 7200 * S, 3600, 64 },
  };
  static const struct
  {
    guint       resolution;
    const char *points;
  } cases[] = {
    { 0, "0+10 a@x 3, 10+10 b@x 4, 50+10 a@y 8, 50+10 a@x 16, 60+60 a@x 32, 7200+3600 a@x 64" },
    { 10, "0+10 a@x 3, 10+10 b@x 4, 50+10 a@y 8, 50+10 a@x 16, 60+60 a@x 32, 7200+3600 a@x 64" },
    { 60, "0+60 a@x 19, 0+60 b@x 4, 0+60 a@y 8, 60+60 a@x 32, 7200+3600 a@x 64" },
    { 3600, "0+3600 a@x 51, 0+3600 b@x 4, 0+3600 a@y 8, 7200+3600 a@x 64" },
    { BATCH_HISTORY_WHOLE, "0+10800 a@x 115, 10+10 b@x 4, 50+10 a@y 8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *points = collect (records, G_N_ELEMENTS (records), cases[i].resolution);

      g_assert_cmpstr (points, ==, cases[i].points);
    }
}

static void
test_add (void)
{
  BatchHistoryRecord one = {
    .succeeded = 1, .failed = 2, .prompt_tokens = 3, .output_tokens = 4, .cached_tokens = 5,
    .busy_ms = 6,
  };
  BatchHistoryRecord two = one;

  batch_durations_add (&one.durations, 100);
  batch_durations_add (&two.durations, 100);
  batch_history_record_add (&one, &two);
  g_assert_cmpint (one.succeeded, ==, 2);
  g_assert_cmpint (one.failed, ==, 4);
  g_assert_cmpint (one.prompt_tokens, ==, 6);
  g_assert_cmpint (one.output_tokens, ==, 8);
  g_assert_cmpint (one.cached_tokens, ==, 10);
  g_assert_cmpint (one.busy_ms, ==, 12);
  g_assert_cmpint (batch_durations_quantile (&one.durations, 0.5), >, 0);
}

/* Whole seconds count, as they are what people see. */
static void
test_forecasts (void)
{
  static const struct
  {
    gint64   low;
    gint64   high;
    gint64   actual;
    gboolean held;
  } cases[] = {
    { 2000, 3000, 2500, TRUE },
    { 2000, 3000, 2000, TRUE },
    { 2000, 3000, 3000, TRUE },
    { 2000, 3000, 1999, FALSE },
    { 2000, 3000, 3001, FALSE },
    { 2900, 2950, 2000, TRUE },
    { 2900, 2950, 3000, TRUE },
    { 2900, 2950, 1999, FALSE },
    { 2900, 2950, 3001, FALSE },
    { 0, 0, 0, TRUE },
    { 100, 200, 900, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchForecastRecord forecast = {
        .low_ms = cases[i].low, .high_ms = cases[i].high, .actual_ms = cases[i].actual,
      };

      g_assert_cmpint (batch_forecast_held (&forecast), ==, cases[i].held);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/history/slices", test_slices);
  g_test_add_func ("/batch/core/history/collect", test_collect);
  g_test_add_func ("/batch/core/history/add", test_add);
  g_test_add_func ("/batch/core/history/forecasts", test_forecasts);
  return g_test_run ();
}
