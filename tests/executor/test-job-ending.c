/* test-job-ending.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-job-ending-private.h"

#define RUNNING   BATCH_JOB_STATE_RUNNING
#define STOPPING  BATCH_JOB_STATE_CANCELLING
#define COMPLETED BATCH_JOB_STATE_COMPLETED
#define ERRORS    BATCH_JOB_STATE_COMPLETED_WITH_ERRORS
#define CANCELLED BATCH_JOB_STATE_CANCELLED
#define EXPIRED   BATCH_JOB_STATE_EXPIRED

static const struct
{
  const char    *name;
  BatchJobState  before;
  gint64         succeeded;
  gint64         skipped;
  gint64         failed;
  gint64         cancelled;
  gint64         expired;
  BatchJobState  after;
} cases[] = {
  { "nothing in it", RUNNING, 0, 0, 0, 0, 0, COMPLETED },
  { "nothing in it, and stopped", STOPPING, 0, 0, 0, 0, 0, CANCELLED },
  { "all is well", RUNNING, 3, 0, 0, 0, 0, COMPLETED },
  { "all was there before", RUNNING, 0, 3, 0, 0, 0, COMPLETED },
  { "never begun with", BATCH_JOB_STATE_QUEUED, 0, 3, 0, 0, 0, COMPLETED },
  { "one failed", RUNNING, 9, 1, 1, 0, 0, ERRORS },
  { "all failed", RUNNING, 0, 0, 3, 0, 0, ERRORS },
  { "more than 32 bits", RUNNING, G_GINT64_CONSTANT (1) << 33, 0, G_GINT64_CONSTANT (1) << 32,
    0, 0, ERRORS },

  { "one cancelled by itself", RUNNING, 1, 0, 0, 1, 0, COMPLETED },
  { "all but a skipped one cancelled", RUNNING, 0, 1, 0, 9, 0, COMPLETED },
  { "each cancelled by itself", RUNNING, 0, 0, 0, 3, 0, CANCELLED },
  { "one cancelled, the other failed", RUNNING, 0, 0, 1, 1, 0, ERRORS },
  { "stopped, and one failed", STOPPING, 1, 0, 1, 1, 0, CANCELLED },
  { "stopped too late", STOPPING, 3, 0, 0, 0, 0, CANCELLED },
  { "stopped when the deadline passed", STOPPING, 0, 0, 0, 1, 1, CANCELLED },

  { "one expired", RUNNING, 9, 0, 0, 0, 1, EXPIRED },
  { "expired and failed", RUNNING, 0, 0, 9, 0, 1, EXPIRED },
  { "expired and cancelled", RUNNING, 0, 0, 0, 9, 1, EXPIRED },
  { "all expired", RUNNING, 0, 0, 0, 0, 3, EXPIRED },
};

static BatchJobRecord *
record_new (BatchJobState state,
            BatchCounts   counts)
{
  BatchJobRecord *record = batch_job_record_new ();

  counts.total = counts.pending + counts.claimed + counts.running + counts.succeeded
                 + counts.failed + counts.skipped + counts.cancelled + counts.expired;
  record->state = state;
  record->counts = counts;
  return record;
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJobRecord) record = record_new (cases[i].before, (BatchCounts) {
        .succeeded = cases[i].succeeded,
        .failed = cases[i].failed,
        .skipped = cases[i].skipped,
        .cancelled = cases[i].cancelled,
        .expired = cases[i].expired,
      });

      g_test_message ("%s", cases[i].name);
      g_assert_true (batch_job_has_ended (record));
      g_assert_cmpint (batch_job_final_state (record), ==, cases[i].after);
    }
}

/* Each of the three that are open keeps it open, whatever else there is. */
static void
test_open (void)
{
  for (guint bits = 0; bits < 1 << 8; bits++)
    {
      g_autoptr(BatchJobRecord) record = record_new (RUNNING, (BatchCounts) {
        .pending = bits & 1,
        .claimed = bits >> 1 & 1,
        .running = bits >> 2 & 1,
        .succeeded = bits >> 3 & 1,
        .failed = bits >> 4 & 1,
        .skipped = bits >> 5 & 1,
        .cancelled = bits >> 6 & 1,
        .expired = bits >> 7 & 1,
      });

      g_assert_true (batch_job_has_ended (record) == ((bits & 7) == 0));
    }
}

/* Whatever the numbers are: the job is over, what needs a look does not matter, and that more
 * went well changes nothing, but where all the others were cancelled. */
static void
test_any_numbers (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (8);

  for (guint i = 0; i < 5000; i++)
    {
      BatchCounts counts = {
        .succeeded = g_rand_int_range (rand, 0, 3),
        .failed = g_rand_int_range (rand, 0, 3),
        .skipped = g_rand_int_range (rand, 0, 3),
        .cancelled = g_rand_int_range (rand, 0, 3),
        .expired = g_rand_int_range (rand, 0, 3),
      };
      BatchJobState before = g_rand_boolean (rand) ? RUNNING : STOPPING;
      g_autoptr(BatchJobRecord) record = record_new (before, counts);
      g_autoptr(BatchJobRecord) more = NULL;
      BatchJobState after = batch_job_final_state (record);
      gboolean only_cancelled = counts.cancelled == record->counts.total;

      g_assert_true (batch_job_state_is_terminal (after));
      g_assert_true (before != STOPPING || after == CANCELLED);
      record->counts.needs_review = counts.succeeded;
      g_assert_cmpint (batch_job_final_state (record), ==, after);

      counts.succeeded++;
      more = record_new (before, counts);
      g_assert_cmpint (batch_job_final_state (more), ==,
                       only_cancelled && before == RUNNING ? COMPLETED : after);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/executor/job-ending/cases", test_cases);
  g_test_add_func ("/batch/executor/job-ending/open", test_open);
  g_test_add_func ("/batch/executor/job-ending/any-numbers", test_any_numbers);
  return g_test_run ();
}
