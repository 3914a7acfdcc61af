/* test-list-ranks.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-list-ranks-private.h"

static BatchJobRecord *
make (const char *id,
      const char *key,
      gint64      created_at)
{
  BatchJobRecord *record = batch_job_record_new ();

  record->id = g_strdup (id);
  record->resource_key = g_strdup (key);
  record->state = BATCH_JOB_STATE_VALIDATING;
  record->created_at = created_at;
  return record;
}

static gint64
enter (BatchListRanks *ranks,
       const char     *id,
       const char     *key,
       guint           expected_lead)
{
  g_autoptr(BatchJobRecord) record = make (id, key, 1000);
  guint lead = G_MAXUINT;

  g_assert_true (batch_list_ranks_enter (ranks, record, &lead));
  g_assert_cmpuint (lead, ==, expected_lead);
  return record->rank;
}

static void
take (BatchListRanks *ranks,
      const char     *id,
      const char     *key,
      gint64          rank,
      BatchJobState   state)
{
  g_autoptr(BatchJobRecord) record = make (id, key, 1000);

  record->state = state;
  record->rank = rank;
  batch_list_ranks_take (ranks, record);
}

/* Keys stand in the order in which they first came, jobs behind those of their key: also
 * when none of them has been taken in yet. */
static void
test_keys_together (void)
{
  g_autoptr(BatchListRanks) ranks = batch_list_ranks_new ();
  gint64 a1 = enter (ranks, "a1", "a", 0);
  gint64 b1 = enter (ranks, "b1", "b", 0);
  gint64 a2 = enter (ranks, "a2", "a", 1);
  gint64 c1 = enter (ranks, "c1", "c", 0);
  gint64 a3 = enter (ranks, "a3", "a", 2);
  gint64 b2 = enter (ranks, "b2", "b", 1);

  g_assert_cmpint (a1, <, a2);
  g_assert_cmpint (a2, <, a3);
  g_assert_cmpint (a3, <, b1);
  g_assert_cmpint (b1, <, b2);
  g_assert_cmpint (b2, <, c1);
}

static void
test_unknown_key (void)
{
  g_autoptr(BatchListRanks) ranks = batch_list_ranks_new ();
  gint64 file = enter (ranks, "file", NULL, 0);
  gint64 other = enter (ranks, "other", NULL, 0);

  g_assert_cmpint (file, <, other);

  /* It turns out to be one of these. */
  enter (ranks, "a1", "a", 0);
  take (ranks, "file", "a", file, BATCH_JOB_STATE_QUEUED);
  take (ranks, "file", "a", file, BATCH_JOB_STATE_QUEUED);
  enter (ranks, "a2", "a", 0);
}

/* Who has begun, was refused or removed, is no longer overtaken, and joined no more. */
static void
test_leaving (void)
{
  g_autoptr(BatchListRanks) ranks = batch_list_ranks_new ();
  gint64 a1 = enter (ranks, "a1", "a", 0);
  gint64 b1 = enter (ranks, "b1", "b", 0);
  gint64 c1 = enter (ranks, "c1", "c", 0);

  take (ranks, "a1", "a", a1, BATCH_JOB_STATE_QUEUED);
  take (ranks, "b1", "b", b1, BATCH_JOB_STATE_RUNNING);
  enter (ranks, "a2", "a", 1);

  batch_list_ranks_leave (ranks, "c1");
  batch_list_ranks_leave (ranks, "c1");
  g_assert_cmpint (enter (ranks, "b2", "b", 0), >, c1);
  enter (ranks, "c2", "c", 0);
  enter (ranks, "b3", "b", 1);
}

/* An id that stands already keeps its place. */
static void
test_same_id (void)
{
  g_autoptr(BatchListRanks) ranks = batch_list_ranks_new ();
  g_autoptr(BatchJobRecord) again = make ("a1", "b", 1000);
  guint lead = G_MAXUINT;

  enter (ranks, "a1", "a", 0);
  g_assert_false (batch_list_ranks_enter (ranks, again, &lead));
  enter (ranks, "b1", "b", 0);
  enter (ranks, "a2", "a", 1);
}

/* Whatever the clock says, a new key stands behind all that were ever seen. */
static void
test_clock (void)
{
  g_autoptr(BatchListRanks) ranks = batch_list_ranks_new ();
  gint64 late = G_GINT64_CONSTANT (1) << 50;

  take (ranks, "old", "a", late, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (enter (ranks, "b1", "b", 0), >, late);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/list-ranks/keys-together", test_keys_together);
  g_test_add_func ("/batch/planning/list-ranks/unknown-key", test_unknown_key);
  g_test_add_func ("/batch/planning/list-ranks/leaving", test_leaving);
  g_test_add_func ("/batch/planning/list-ranks/same-id", test_same_id);
  g_test_add_func ("/batch/planning/list-ranks/clock", test_clock);

  return g_test_run ();
}
