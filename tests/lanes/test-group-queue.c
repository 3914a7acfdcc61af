/* test-group-queue.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-record-private.h"
#include "lanes/batch-roster-private.h"

/* What a queue tells of deadlines: which keys have several jobs, and when more may have to be done
 * in time than was thought. */

#define LANE  "home"
#define LATER 9000
#define CALM  5000

static void
tell_of (BatchRoster *roster,
         const char  *id,
         int          priority,
         gint64       expires_at,
         gint64       waiting,
         gint64       delayed,
         gboolean     is_trial)
{
  g_autoptr(BatchJobRecord) record = batch_job_record_new ();
  BatchGroupRecord *group = batch_group_record_new ("a", BATCH_SIZE_BUCKET_SMALL);

  record->id = g_strdup (id);
  record->state = BATCH_JOB_STATE_RUNNING;
  record->priority = priority;
  record->expires_at = expires_at;
  if (is_trial)
    record->metadata = g_strdup ("{\"" BATCH_JOB_TRIAL "\":\"true\"}");
  group->waiting = waiting;
  group->delayed = delayed;
  g_ptr_array_add (record->groups, group);
  batch_roster_update (roster, record, LANE);
}

static void
tell (BatchRoster *roster,
      const char  *id,
      int          priority,
      gint64       expires_at,
      gint64       waiting,
      gint64       delayed)
{
  tell_of (roster, id, priority, expires_at, waiting, delayed, FALSE);
}

static const char *
get_job_id (GSequenceIter *share)
{
  return ((BatchShare *) g_sequence_get (share))->job->record->id;
}

static void
test_urgent (void)
{
  g_autoptr(BatchRoster) roster = batch_roster_new ();
  BatchGroupQueue *queue;

  tell (roster, "one", 0, LATER, 2, 0);
  queue = batch_roster_get_queue (roster, LANE);
  g_assert_cmpuint (queue->n_urgent, ==, 0);
  tell (roster, "two", 0, 0, 2, 0);
  g_assert_cmpuint (queue->n_urgent, ==, 1);

  /* The first of them has none. */
  tell (roster, "two", 1, 0, 2, 0);
  g_assert_cmpuint (queue->n_urgent, ==, 0);
  tell (roster, "two", 0, LATER + 1, 2, 0);
  g_assert_cmpuint (queue->n_urgent, ==, 1);

  /* What is delayed does not count, nor what has been taken. */
  tell (roster, "two", 0, LATER + 1, 0, 2);
  g_assert_cmpuint (queue->n_urgent, ==, 0);
  tell (roster, "two", 0, LATER + 1, 2, 0);
  g_assert_cmpuint (queue->n_urgent, ==, 1);
  batch_roster_forget (roster, "one");
  g_assert_cmpuint (queue->n_urgent, ==, 0);
  batch_roster_forget (roster, "two");
  g_assert_cmpuint (queue->n_urgent, ==, 0);
}

static void
test_calm_ends (void)
{
  g_autoptr(BatchRoster) roster = batch_roster_new ();
  BatchGroupQueue *queue;

  tell (roster, "one", 0, LATER, 4, 0);
  queue = batch_roster_get_queue (roster, LANE);

  /* Less to do, or as much of it. */
  queue->calm_until = CALM;
  tell (roster, "one", 0, LATER, 2, 0);
  g_assert_cmpint (queue->calm_until, ==, CALM);
  tell (roster, "one", 0, LATER, 1, 1);
  g_assert_cmpint (queue->calm_until, ==, CALM);

  /* More. */
  tell (roster, "one", 0, LATER, 1, 2);
  g_assert_cmpint (queue->calm_until, ==, 0);
}

/* When the first job of a key is through, it is the deadline of the next one that counts. */
static void
test_next_deadline (void)
{
  g_autoptr(BatchRoster) roster = batch_roster_new ();
  BatchGroupQueue *queue;

  tell (roster, "important", 1, 0, 2, 0);
  tell (roster, "urgent", 0, LATER, 2, 0);
  queue = batch_roster_get_queue (roster, LANE);
  g_assert_cmpuint (queue->n_urgent, ==, 0);

  tell (roster, "important", 1, 0, 1, 0);
  queue->calm_until = CALM;
  batch_roster_forget (roster, "important");
  g_assert_cmpint (queue->calm_until, ==, 0);
}

/* A job of the lowest priority has its turn after two hours, and a trial goes before it. */
static void
test_aged (void)
{
  static const struct
  {
    const char *name;
    int         priority;          /* of what goes before the others, */
    gboolean    is_trial;          /* and whether somebody waits for it */
    gint64      at;                /* seconds; it is there from 1 on */
    const char *aged;              /* (nullable) */
  } cases[] = {
    { "not for long", 1, FALSE, 7200, NULL },
    { "for two hours", 1, FALSE, 7201, "low" },
    { "of the same priority", 0, FALSE, 7201, NULL },
    { "it is a trial", 1000000, TRUE, 7201, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchRoster) roster = batch_roster_new ();
      BatchGroup *group;
      GSequenceIter *aged;

      g_test_message ("%s", cases[i].name);
      tell (roster, "low", 0, 0, 2, 0);
      tell (roster, "high", cases[i].priority > 0, 0, 2, 0);
      group = batch_roster_get_group (roster, LANE, "a");
      g_assert_null (batch_group_find_aged (group, G_USEC_PER_SEC, 64));

      if (cases[i].is_trial)
        tell_of (roster, "first", cases[i].priority, 0, 1, 0, TRUE);
      aged = batch_group_find_aged (group, cases[i].at * G_USEC_PER_SEC, 64);
      g_assert_cmpstr (aged != NULL ? get_job_id (aged) : NULL, ==, cases[i].aged);

      /* A trial takes nobody's turn away, and begins none. */
      if (cases[i].is_trial)
        {
          batch_roster_forget (roster, "first");
          aged = batch_group_find_aged (group, cases[i].at * G_USEC_PER_SEC, 64);
          g_assert_cmpstr (get_job_id (aged), ==, "low");
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/lanes/group-queue/urgent", test_urgent);
  g_test_add_func ("/batch/lanes/group-queue/calm-ends", test_calm_ends);
  g_test_add_func ("/batch/lanes/group-queue/next-deadline", test_next_deadline);
  g_test_add_func ("/batch/lanes/group-queue/aged", test_aged);
  return g_test_run ();
}
