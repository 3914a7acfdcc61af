/* test-standstill.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-standstill-private.h"

#define S    G_GINT64_CONSTANT (1000000)
#define BUSY BATCH_FAILURE_KIND_WAIT_BUSY

static BatchJobRecord *
make_record (void)
{
  BatchJobRecord *record = batch_job_record_new ();

  record->state = BATCH_JOB_STATE_RUNNING;
  return record;
}

static void
note (BatchJobRecord   *record,
      BatchItemStatus   status,
      BatchFailureKind  kind,
      const char       *error,
      gint64            second)
{
  g_autoptr(BatchFinish) finish = batch_finish_new ();

  finish->failure_kind = kind;
  finish->error = g_strdup (error);
  batch_standstill_note (record, finish, status, second * S);
}

/* 1. The first one says since when, the last one why; whatever ends does away with them. */
static void
test_setbacks (void)
{
  g_autoptr(BatchJobRecord) record = make_record ();

  g_assert_null (batch_standstill_get_reason (record));
  g_assert_cmpint (batch_standstill_get_since (record), ==, 0);

  note (record, BATCH_ITEM_STATUS_PENDING, BUSY, "busy", 10);
  note (record, BATCH_ITEM_STATUS_PENDING, BATCH_FAILURE_KIND_TIMEOUT, "silent", 12);
  g_assert_cmpstr (batch_standstill_get_reason (record), ==, "silent");
  g_assert_cmpint (batch_standstill_get_since (record), ==, 10 * S);

  note (record, BATCH_ITEM_STATUS_FAILED, BATCH_FAILURE_KIND_TIMEOUT, "silent", 14);
  g_assert_null (batch_standstill_get_reason (record));
  g_assert_cmpint (batch_standstill_get_since (record), ==, 0);

  note (record, BATCH_ITEM_STATUS_PENDING, BUSY, "busy", 16);
  g_assert_cmpint (batch_standstill_get_since (record), ==, 16 * S);
  note (record, BATCH_ITEM_STATUS_SUCCEEDED, BATCH_FAILURE_KIND_NONE, NULL, 17);
  g_assert_null (batch_standstill_get_reason (record));
}

/* 2. What is none. */
static void
test_no_setbacks (void)
{
  g_autoptr(BatchJobRecord) record = make_record ();

  note (record, BATCH_ITEM_STATUS_PENDING, BATCH_FAILURE_KIND_TASK_TERMINATED, "stopped", 10);
  note (record, BATCH_ITEM_STATUS_PENDING, BATCH_FAILURE_KIND_WAIT_LOADING, "loading", 10);
  note (record, BATCH_ITEM_STATUS_PENDING, BATCH_FAILURE_KIND_NONE, NULL, 10);
  g_assert_null (batch_standstill_get_reason (record));
}

/* 2. That a model is to be loaded which nobody loads. */
static void
test_unloaded (void)
{
  g_autoptr(BatchJobRecord) record = make_record ();
  g_autoptr(BatchFinish) finish = batch_finish_new ();

  finish->failure_kind = BATCH_FAILURE_KIND_WAIT_LOADING;
  finish->error = g_strdup ("none is loaded");
  finish->unloaded = TRUE;
  batch_standstill_note (record, finish, BATCH_ITEM_STATUS_PENDING, 10 * S);
  note (record, BATCH_ITEM_STATUS_PENDING, BATCH_FAILURE_KIND_WAIT_LOADING, "loading", 12);
  g_assert_cmpstr (batch_standstill_get_reason (record), ==, "none is loaded");
  g_assert_cmpint (batch_standstill_get_since (record), ==, 10 * S);
}

/* 3. When it stands still. */
typedef struct
{
  BatchJobState state;
  gboolean      paused;
  gint64        claimed;
  gint64        running;
  gint64        last_s;            /* after the first one */
  gboolean      stands;
} Case;

static const Case cases[] = {
  { BATCH_JOB_STATE_RUNNING, FALSE, 0, 0, 0, TRUE },
  { BATCH_JOB_STATE_QUEUED, FALSE, 0, 0, 0, TRUE },
  { BATCH_JOB_STATE_RUNNING, FALSE, 0, 3, 4, FALSE },
  { BATCH_JOB_STATE_RUNNING, FALSE, 3, 0, 4, FALSE },
  { BATCH_JOB_STATE_RUNNING, FALSE, 3, 3, 5, TRUE },
  { BATCH_JOB_STATE_RUNNING, TRUE, 0, 0, 9, FALSE },
  { BATCH_JOB_STATE_CANCELLING, FALSE, 0, 0, 9, FALSE },
  { BATCH_JOB_STATE_COMPLETED_WITH_ERRORS, FALSE, 0, 0, 9, FALSE },
};

static void
test_when (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJobRecord) record = make_record ();

      note (record, BATCH_ITEM_STATUS_PENDING, BUSY, "busy", 10);
      note (record, BATCH_ITEM_STATUS_PENDING, BUSY, "busy", 10 + cases[i].last_s);
      record->state = cases[i].state;
      record->paused = cases[i].paused != FALSE;
      record->counts.claimed = cases[i].claimed;
      record->counts.running = cases[i].running;

      g_test_message ("case %u", i);
      g_assert_cmpstr (batch_standstill_get_reason (record), ==, cases[i].stands ? "busy" : NULL);
      g_assert_cmpint (batch_standstill_get_since (record), ==, cases[i].stands ? 10 * S : 0);
    }
}

/* 4. When it is tried again. */
static BatchGroupRecord *
add_group (BatchJobRecord *record,
           gint64          waiting,
           gint64          delayed,
           gint64          due_s)
{
  BatchGroupRecord *group = batch_group_record_new ("a", BATCH_SIZE_BUCKET_UNKNOWN);

  group->waiting = waiting;
  group->delayed = delayed;
  group->next_due = due_s * S;
  g_ptr_array_add (record->groups, group);
  return group;
}

static void
test_next_try (void)
{
  g_autoptr(BatchJobRecord) record = make_record ();
  BatchGroupRecord *second;

  add_group (record, 0, 2, 30);
  second = add_group (record, 0, 1, 20);
  g_assert_cmpint (batch_standstill_get_next_try (record), ==, 0);

  note (record, BATCH_ITEM_STATUS_PENDING, BUSY, "busy", 10);
  g_assert_cmpint (batch_standstill_get_next_try (record), ==, 20 * S);
  second->delayed = 0;
  g_assert_cmpint (batch_standstill_get_next_try (record), ==, 30 * S);
  second->waiting = 1;
  g_assert_cmpint (batch_standstill_get_next_try (record), ==, 0);
  second->waiting = 0;
  record->counts.running = 1;
  g_assert_cmpint (batch_standstill_get_next_try (record), ==, 0);
}

/* 3. What is left after others were answered. */
static void
test_put_off (void)
{
  g_autoptr(BatchJobRecord) record = make_record ();
  BatchGroupRecord *group = add_group (record, 0, 2, 30);
  BatchGroupRecord *other = add_group (record, 0, 0, 0);

  g_assert_null (batch_standstill_get_reason (record));
  note (record, BATCH_ITEM_STATUS_PENDING, BUSY, "busy", 10);
  note (record, BATCH_ITEM_STATUS_PENDING, BUSY, "too busy", 12);
  note (record, BATCH_ITEM_STATUS_SUCCEEDED, BATCH_FAILURE_KIND_NONE, NULL, 13);
  g_assert_cmpstr (batch_standstill_get_reason (record), ==, "too busy");
  g_assert_cmpint (batch_standstill_get_since (record), ==, 12 * S);
  g_assert_cmpint (batch_standstill_get_next_try (record), ==, 30 * S);

  other->waiting = 1;
  g_assert_null (batch_standstill_get_reason (record));
  other->waiting = 0;
  record->counts.running = 1;
  g_assert_null (batch_standstill_get_reason (record));
  note (record, BATCH_ITEM_STATUS_PENDING, BUSY, "busy", 40);
  g_assert_null (batch_standstill_get_reason (record));
  record->counts.running = 0;
  g_assert_cmpint (batch_standstill_get_since (record), ==, 40 * S);

  note (record, BATCH_ITEM_STATUS_SUCCEEDED, BATCH_FAILURE_KIND_NONE, NULL, 41);
  group->delayed = 0;
  g_assert_null (batch_standstill_get_reason (record));
  g_assert_cmpint (batch_standstill_get_since (record), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/core/standstill/setbacks", test_setbacks);
  g_test_add_func ("/batch/core/standstill/no-setbacks", test_no_setbacks);
  g_test_add_func ("/batch/core/standstill/unloaded", test_unloaded);
  g_test_add_func ("/batch/core/standstill/when", test_when);
  g_test_add_func ("/batch/core/standstill/next-try", test_next_try);
  g_test_add_func ("/batch/core/standstill/put-off", test_put_off);
  return g_test_run ();
}
