/* test-summary.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "reports/batch-summary-private.h"
#include "test-properties.h"

static BatchJobRecord *
record_new (gint64 succeeded,
            gint64 failed,
            gint64 busy_ms)
{
  BatchJobRecord *record = batch_job_record_new ();

  record->id = g_strdup ("batch_1");
  record->operation = g_strdup ("tag");
  record->resource_key = g_strdup ("llava:13b");
  record->state = BATCH_JOB_STATE_COMPLETED_WITH_ERRORS;
  record->counts.total = succeeded + failed + 12;
  record->counts.succeeded = succeeded;
  record->counts.failed = failed;
  record->counts.skipped = 3;
  record->counts.cancelled = 4;
  record->counts.expired = 5;
  record->busy_ms = busy_ms;
  record->loads = 6;
  record->started_at = 1000000;
  record->completed_at = 3500999;
  return record;
}

static void
test_properties (void)
{
  g_autoptr(BatchJobRecord) record = record_new (2, 0, 3000);
  BatchSummary *summary = batch_summary_new_for_record (record);

  batch_test_check_properties (summary);
  g_assert_finalize_object (summary);
}

static void
test_numbers (void)
{
  g_autoptr(BatchJobRecord) record = record_new (1, 1, 6000);
  g_autoptr(BatchSummary) summary = batch_summary_new_for_record (record);

  g_assert_cmpstr (batch_summary_get_job_id (summary), ==, "batch_1");
  g_assert_cmpstr (batch_summary_get_operation (summary), ==, "tag");
  g_assert_cmpstr (batch_summary_get_resource_key (summary), ==, "llava:13b");
  g_assert_cmpint (batch_summary_get_state (summary), ==, BATCH_JOB_STATE_COMPLETED_WITH_ERRORS);
  g_assert_cmpint (batch_summary_get_total (summary), ==, 14);
  g_assert_cmpint (batch_summary_get_succeeded (summary), ==, 1);
  g_assert_cmpint (batch_summary_get_failed (summary), ==, 1);
  g_assert_cmpint (batch_summary_get_skipped (summary), ==, 3);
  g_assert_cmpint (batch_summary_get_cancelled (summary), ==, 4);
  g_assert_cmpint (batch_summary_get_expired (summary), ==, 5);
  g_assert_cmpint (batch_summary_get_total_duration_ms (summary), ==, 6000);
  g_assert_cmpuint (batch_summary_get_loads (summary), ==, 6);
}

static void
test_average (void)
{
  static const struct
  {
    gint64 succeeded;
    gint64 failed;
    gint64 busy_ms;
    gint64 average;
  } cases[] = {
    { 2, 0, 3000, 1500 },
    { 1, 1, 6000, 3000 },
    { 2, 0, 17, 8 },
    { 0, 0, 500, 0 },
    { 0, 0, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJobRecord) record = record_new (cases[i].succeeded, cases[i].failed,
                                                     cases[i].busy_ms);
      g_autoptr(BatchSummary) summary = batch_summary_new_for_record (record);

      g_assert_cmpint (batch_summary_get_avg_duration_ms (summary), ==, cases[i].average);
    }
}

static void
test_wall_time (void)
{
  static const struct
  {
    gint64 started_at;
    gint64 completed_at;
    gint64 wall_ms;
  } cases[] = {
    { 1000000, 3500999, 2500 },
    { 1000000, 0, 0 },
    { 0, 3500000, 0 },
    { 3500000, 1000000, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJobRecord) record = record_new (1, 0, 10);
      g_autoptr(BatchSummary) summary = NULL;

      record->started_at = cases[i].started_at;
      record->completed_at = cases[i].completed_at;
      summary = batch_summary_new_for_record (record);
      g_assert_cmpint (batch_summary_get_wall_ms (summary), ==, cases[i].wall_ms);
    }
}

static BatchJobRecord *
record_with_tokens (BatchJobRecord *record)
{
  record->prompt_tokens = 900;
  record->cached_tokens = 700;
  record->output_tokens = 20;
  return record;
}

/* Acceptance case 46: the summary as JSON has names in camelCase. Skipped and cancelled
 * are two numbers, and the state is there, on purpose. */
static void
test_json (void)
{
  g_autoptr(BatchJobRecord) record = record_with_tokens (record_new (1, 1, 17));
  g_autoptr(BatchSummary) summary = batch_summary_new_for_record (record);
  g_autofree char *text = batch_summary_to_json (summary);
  g_autoptr(JsonNode) node = json_from_string (text, NULL);
  JsonObject *object;

  g_assert_nonnull (node);
  object = json_node_get_object (node);
  g_assert_cmpstr (json_object_get_string_member (object, "jobId"), ==, "batch_1");
  g_assert_cmpstr (json_object_get_string_member (object, "resourceKey"), ==, "llava:13b");
  g_assert_cmpstr (json_object_get_string_member (object, "operation"), ==, "tag");
  g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "completed_with_errors");
  g_assert_cmpint (json_object_get_int_member (object, "totalDurationMs"), ==, 17);
  g_assert_cmpint (json_object_get_int_member (object, "avgDurationMs"), ==, 8);
  g_assert_cmpint (json_object_get_int_member (object, "wallMs"), ==, 2500);
  g_assert_cmpint (json_object_get_int_member (object, "total"), ==, 14);
  g_assert_cmpint (json_object_get_int_member (object, "succeeded"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "failed"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "skipped"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (object, "cancelled"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (object, "expired"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (object, "loads"), ==, 6);
  g_assert_cmpint (json_object_get_int_member (object, "promptTokens"), ==, 900);
  g_assert_cmpint (json_object_get_int_member (object, "cachedTokens"), ==, 700);
  g_assert_cmpint (json_object_get_int_member (object, "outputTokens"), ==, 20);
}

static void
test_json_without_key (void)
{
  g_autoptr(BatchJobRecord) record = batch_job_record_new ();
  g_autoptr(BatchSummary) summary = batch_summary_new_for_record (record);
  g_autofree char *text = batch_summary_to_json (summary);

  g_assert_nonnull (strstr (text, "\"resourceKey\":null"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/reports/summary/properties", test_properties);
  g_test_add_func ("/batch/reports/summary/numbers", test_numbers);
  g_test_add_func ("/batch/reports/summary/average", test_average);
  g_test_add_func ("/batch/reports/summary/wall-time", test_wall_time);
  g_test_add_func ("/batch/reports/summary/json-case-46", test_json);
  g_test_add_func ("/batch/reports/summary/json-without-key", test_json_without_key);
  return g_test_run ();
}
