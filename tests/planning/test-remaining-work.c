/* test-remaining-work.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-remaining-work-private.h"

#define S G_USEC_PER_SEC

/* When the items of two groups may begin, and what comes of an estimate of 2 to 6 seconds. */
typedef struct
{
  gint64 delayed[2];
  gint64 due_s[2];
  gint64 low_ms;
  gint64 expected_ms;
  gint64 high_ms;
} Row;

static const Row rows[] = {
  { { 0, 0 }, { 0, 0 }, 2000, 4000, 6000 },
  { { 0, 0 }, { 90, 0 }, 2000, 4000, 6000 }, /* none of them is left */
  { { 3, 0 }, { 11, 0 }, 2000, 4000, 6000 },
  { { 3, 0 }, { 15, 0 }, 5000, 5000, 6000 },
  { { 3, 1 }, { 15, 70 }, 60000, 60000, 60000 },
  { { 1, 3 }, { 70, 15 }, 60000, 60000, 60000 },
  { { 3, 0 }, { 5, 0 }, 2000, 4000, 6000 },  /* long since */
};

static void
test_put_off (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(BatchJobRecord) record = batch_job_record_new ();
      BatchEtaValues values = { .low_ms = 2000, .expected_ms = 4000, .high_ms = 6000 };
      BatchEtaValues unknown = { .low_ms = -1, .expected_ms = -1, .high_ms = -1 };

      for (guint j = 0; j < 2; j++)
        {
          BatchGroupRecord *group = batch_group_record_new ("a", BATCH_SIZE_BUCKET_SMALL);

          group->delayed = rows[i].delayed[j];
          group->next_due = rows[i].due_s[j] * S;
          g_ptr_array_add (record->groups, group);
        }

      g_test_message ("row %u", i);
      batch_remaining_work_wait_for (record, 10 * S, &values);
      g_assert_cmpint (values.low_ms, ==, rows[i].low_ms);
      g_assert_cmpint (values.expected_ms, ==, rows[i].expected_ms);
      g_assert_cmpint (values.high_ms, ==, rows[i].high_ms);
      batch_remaining_work_wait_for (record, 10 * S, &unknown);
      g_assert_cmpint (unknown.expected_ms, ==, -1);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/remaining-work/put-off", test_put_off);
  return g_test_run ();
}
