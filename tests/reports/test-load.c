/* test-load.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-load-private.h"

#include "test-properties.h"

#define SECOND G_GINT64_CONSTANT (1000000)

static BatchLoadRecord
make_record (gint64 began_at,
             gint64 ended_at)
{
  return (BatchLoadRecord) {
    .job_id = (char *) "batch_1",
    .key = (char *) "qwen3:8b",
    .backend = (char *) "http://a:1",
    .evicted = (char *) "llama",
    .began_at = began_at,
    .ended_at = ended_at,
    .expected_ms = 9000,
    .size = 5200000000,
    .swapped = TRUE,
  };
}

static void
test_properties (void)
{
  BatchLoadRecord record = make_record (10 * SECOND, 12 * SECOND);
  BatchLoad *load = batch_load_new (&record);
  g_autoptr(GDateTime) began_at = batch_load_get_began_at (load);
  g_autoptr(GDateTime) ended_at = batch_load_get_ended_at (load);

  batch_test_check_properties (load);
  g_assert_cmpint (g_date_time_to_unix (began_at), ==, 10);
  g_assert_cmpint (g_date_time_to_unix (ended_at), ==, 12);
  g_assert_cmpstr (batch_load_get_resource_key (load), ==, "qwen3:8b");
  g_assert_cmpstr (batch_load_get_backend (load), ==, "http://a:1");
  g_assert_cmpstr (batch_load_get_evicted_key (load), ==, "llama");
  g_assert_cmpstr (batch_load_get_job_id (load), ==, "batch_1");
  g_assert_cmpint (batch_load_get_size (load), ==, 5200000000);
  g_assert_true (batch_load_get_swapped (load));
  /* It has a record of its own. */
  g_assert_true (batch_load_get_resource_key (load) != record.key);
  g_assert_finalize_object (load);
}

static void
test_durations (void)
{
  static const struct
  {
    gint64 began_at;
    gint64 ended_at;
    gint64 duration_ms;
  } cases[] = {
    { 10 * SECOND, 12 * SECOND, 2000 },
    { 10 * SECOND, 10 * SECOND, 0 },
    { 10 * SECOND, 10 * SECOND + 1999, 1 },
    { 10 * SECOND, 0, -1 },
    { 10 * SECOND, -1, -1 },
    /* The clock was set back by an hour. */
    { 7200 * SECOND, 3600 * SECOND, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchLoadRecord record = make_record (cases[i].began_at, cases[i].ended_at);
      g_autoptr(BatchLoad) load = batch_load_new (&record);

      g_assert_cmpint (batch_load_get_duration_ms (load), ==, cases[i].duration_ms);
      if (cases[i].ended_at > 0)
        g_assert_cmpint (batch_load_get_elapsed_ms (load), ==, cases[i].duration_ms);
      else
        g_assert_cmpint (batch_load_get_elapsed_ms (load), >, 0);
    }
}

/* One that is to begin later has not been under way for a while already. */
static void
test_not_begun (void)
{
  BatchLoadRecord record = make_record (G_MAXINT64, 0);
  g_autoptr(BatchLoad) load = batch_load_new (&record);

  g_assert_cmpint (batch_load_get_elapsed_ms (load), ==, 0);
}

static void
test_expected (void)
{
  static const gint64 cases[][2] = { { 1, 1 }, { G_MAXINT64, G_MAXINT64 }, { 0, -1 }, { -7, -1 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchLoadRecord record = make_record (10 * SECOND, 0);
      g_autoptr(BatchLoad) load = NULL;

      record.expected_ms = cases[i][0];
      load = batch_load_new (&record);
      g_assert_cmpint (batch_load_get_expected_ms (load), ==, cases[i][1]);
    }
}

/* It goes forward only, ends at 1, and tells of nothing that is not new. */
static void
test_fraction (void)
{
  static const struct
  {
    double      told;
    double      fraction;
    const char *notes;
  } steps[] = {
    { -1, -1, "" },
    { 0, 0, "fraction" },
    { 0, 0, "" },
    { 0.25, 0.25, "fraction" },
    { 0.125, 0.25, "" },
    { -1, 0.25, "" },
    { 50, 1, "fraction" },
    { 60, 1, "" },
    { 1, 1, "" },
    { 0.5, 1, "" },
  };
  BatchLoadRecord record = make_record (10 * SECOND, 0);
  g_autoptr(BatchLoad) load = batch_load_new (&record);
  g_autoptr(BatchTestNotes) notes = batch_test_notes_new (load);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_test_message ("%u: %g", i, steps[i].told);
      batch_load_set_fraction (load, steps[i].told);
      g_assert_cmpfloat (batch_load_get_fraction (load), ==, steps[i].fraction);
      batch_test_assert_notes (notes, steps[i].notes);
    }
}

/* A server has one of a model under way, whenever it began. */
static void
test_identity (void)
{
  BatchLoadRecord record = make_record (10 * SECOND, 0);
  BatchLoadRecord same = make_record (11 * SECOND, 12 * SECOND);
  BatchLoadRecord other = same;
  BatchLoadRecord elsewhere = same;
  g_autoptr(BatchLoad) load = batch_load_new (&record);

  same.job_id = NULL;
  other.key = (char *) "qwen3:8b ";
  elsewhere.backend = (char *) "http://a:11";
  g_assert_true (batch_load_is (load, &same));
  g_assert_false (batch_load_is (load, &other));
  g_assert_false (batch_load_is (load, &elsewhere));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/reports/load/properties", test_properties);
  g_test_add_func ("/batch/reports/load/durations", test_durations);
  g_test_add_func ("/batch/reports/load/not-begun", test_not_begun);
  g_test_add_func ("/batch/reports/load/expected", test_expected);
  g_test_add_func ("/batch/reports/load/fraction", test_fraction);
  g_test_add_func ("/batch/reports/load/identity", test_identity);

  return g_test_run ();
}
