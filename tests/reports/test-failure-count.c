/* test-failure-count.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-failure-count-private.h"
#include "test-properties.h"

static void
test_properties (void)
{
  BatchFailureCount *failures = batch_failure_count_new (BATCH_FAILURE_KIND_TIMEOUT, 504, 12,
                                                         "It took too long", TRUE);
  g_autofree char *example = NULL;
  BatchFailureKind kind;
  guint status_code;
  gint64 count;
  gboolean varied;

  batch_test_check_properties (failures);
  g_object_get (failures, "kind", &kind, "status-code", &status_code, "count", &count,
                "example", &example, "varied", &varied, NULL);
  g_assert_cmpint (kind, ==, BATCH_FAILURE_KIND_TIMEOUT);
  g_assert_cmpuint (status_code, ==, 504);
  g_assert_cmpint (count, ==, 12);
  g_assert_cmpstr (example, ==, "It took too long");
  g_assert_true (varied);
  g_assert_finalize_object (failures);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/reports/failure-count/properties", test_properties);
  return g_test_run ();
}
