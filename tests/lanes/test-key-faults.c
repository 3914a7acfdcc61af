/* test-key-faults.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-key-faults-private.h"

#define SECOND G_USEC_PER_SEC
#define LOAD BATCH_FAILURE_KIND_RETRIABLE_HTTP_STATUS

static void
test_load (void)
{
  BatchKeyFaults *faults = batch_key_faults_new ();
  BatchFailureKind kind = BATCH_FAILURE_KIND_NONE;

  g_assert_cmpint (batch_key_faults_get (faults, "a", 0), ==, BATCH_KEY_WORKS);
  g_assert_cmpint (batch_key_faults_next_retry (faults, 0), ==, 0);

  g_assert_cmpint (batch_key_faults_add (faults, "a", LOAD, "no memory", SECOND, 10 * SECOND), ==,
                   BATCH_KEY_RESTS);
  g_assert_cmpint (batch_key_faults_get (faults, "a", 10 * SECOND), ==, BATCH_KEY_RESTS);
  g_assert_cmpint (batch_key_faults_get (faults, "b", 10 * SECOND), ==, BATCH_KEY_WORKS);
  g_assert_cmpint (batch_key_faults_next_retry (faults, 10 * SECOND), ==, 11 * SECOND);
  g_assert_null (batch_key_faults_describe (faults, "a", &kind));

  g_assert_cmpint (batch_key_faults_get (faults, "a", 11 * SECOND), ==, BATCH_KEY_WORKS);
  g_assert_cmpint (batch_key_faults_next_retry (faults, 11 * SECOND), ==, 0);

  g_assert_cmpint (batch_key_faults_add (faults, "a", LOAD, "still none", 11 * SECOND, SECOND), ==,
                   BATCH_KEY_FAILED);
  g_assert_cmpint (batch_key_faults_get (faults, "a", 99 * SECOND), ==, BATCH_KEY_FAILED);
  g_assert_cmpint (batch_key_faults_next_retry (faults, 11 * SECOND), ==, 0);
  g_assert_cmpstr (batch_key_faults_describe (faults, "a", &kind), ==, "still none");
  g_assert_cmpint (kind, ==, LOAD);
  batch_key_faults_free (faults);
}

/* Each time for twice as long, and never for good. */
static void
test_left_in_vain (void)
{
  static const int rests_s[] = { 10, 20, 40, 80, 120, 120 };
  BatchKeyFaults *faults = batch_key_faults_new ();
  BatchFailureKind kind = BATCH_FAILURE_KIND_NONE;
  gint64 now = SECOND;

  for (guint i = 0; i < G_N_ELEMENTS (rests_s); i++)
    {
      batch_key_faults_leave (faults, "a", now);
      g_assert_cmpint (batch_key_faults_next_retry (faults, now), ==, now + rests_s[i] * SECOND);
      g_assert_cmpint (batch_key_faults_get (faults, "b", now), ==, BATCH_KEY_WORKS);
      now += rests_s[i] * SECOND - 1;
      g_assert_cmpint (batch_key_faults_get (faults, "a", now), ==, BATCH_KEY_RESTS);
      g_assert_cmpint (batch_key_faults_get (faults, "a", ++now), ==, BATCH_KEY_WORKS);
      g_assert_null (batch_key_faults_describe (faults, "a", &kind));
    }

  batch_key_faults_forget (faults, "a");
  batch_key_faults_leave (faults, "a", now);
  g_assert_cmpint (batch_key_faults_next_retry (faults, now), ==, now + rests_s[0] * SECOND);
  batch_key_faults_free (faults);
}

static void
test_missing (void)
{
  BatchKeyFaults *faults = batch_key_faults_new ();
  BatchFailureKind kind = BATCH_FAILURE_KIND_NONE;

  g_assert_cmpint (batch_key_faults_add (faults, "a", BATCH_FAILURE_KIND_MODEL_NOT_FOUND, "none",
                                         0, SECOND), ==, BATCH_KEY_FAILED);
  g_assert_cmpstr (batch_key_faults_describe (faults, "a", &kind), ==, "none");
  g_assert_cmpint (kind, ==, BATCH_FAILURE_KIND_MODEL_NOT_FOUND);
  batch_key_faults_free (faults);
}

static void
test_forget (void)
{
  BatchKeyFaults *faults = batch_key_faults_new ();

  batch_key_faults_add (faults, "a", LOAD, "no memory", 0, 3 * SECOND);
  batch_key_faults_add (faults, "b", LOAD, "no memory", 0, 2 * SECOND);
  g_assert_cmpint (batch_key_faults_next_retry (faults, 0), ==, 2 * SECOND);

  batch_key_faults_forget (faults, "b");
  g_assert_cmpint (batch_key_faults_get (faults, "b", 0), ==, BATCH_KEY_WORKS);
  g_assert_cmpint (batch_key_faults_next_retry (faults, 0), ==, 3 * SECOND);
  g_assert_cmpint (batch_key_faults_add (faults, "b", LOAD, "again", 0, SECOND), ==,
                   BATCH_KEY_RESTS);

  batch_key_faults_forget (faults, NULL);
  g_assert_cmpint (batch_key_faults_next_retry (faults, 0), ==, 0);
  batch_key_faults_free (faults);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/lanes/key-faults/load", test_load);
  g_test_add_func ("/batch/lanes/key-faults/left-in-vain", test_left_in_vain);
  g_test_add_func ("/batch/lanes/key-faults/missing", test_missing);
  g_test_add_func ("/batch/lanes/key-faults/forget", test_forget);
  return g_test_run ();
}
