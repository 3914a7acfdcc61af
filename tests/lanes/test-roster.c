/* test-roster.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-record-private.h"
#include "lanes/batch-roster-private.h"

#define N_JOBS  12
#define N_KEYS  4
#define N_LANES 3
#define N_STEPS 4000

static const char *const key_names[N_KEYS] = { "a", "b", "", "größe" };
static const char *const lane_names[N_LANES] = { "home", "office", "" };

static BatchJobRecord *
record_new (const char *id,
            gint64      sequence)
{
  BatchJobRecord *record = batch_job_record_new ();

  record->id = g_strdup (id);
  record->state = BATCH_JOB_STATE_QUEUED;
  record->sequence = sequence;
  record->created_at = 1000 + sequence;
  return record;
}

static void
add_group (BatchJobRecord *record,
           const char     *key,
           gint64          waiting,
           gint64          delayed,
           gint64          next_due)
{
  BatchGroupRecord *group = batch_group_record_new (key, BATCH_SIZE_BUCKET_SMALL);

  group->waiting = waiting;
  group->delayed = delayed;
  group->next_due = next_due;
  g_ptr_array_add (record->groups, group);
}

/* Hands @record over, as the engine does. */
static BatchLiveJob *
update (BatchRoster    *roster,
        BatchJobRecord *record,
        const char     *lane)
{
  BatchLiveJob *job = batch_roster_update (roster, record, lane);

  batch_job_record_unref (record);
  return job;
}

/* The ids of the jobs with waiting items, in the order in which they are served. */
static char *
describe_order (BatchGroup *group)
{
  GString *words = g_string_new (NULL);

  for (GSequenceIter *iter = g_sequence_get_begin_iter (group->shares);
       !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter))
    {
      const BatchShare *share = g_sequence_get (iter);

      g_assert_true (share->place == iter);
      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", share->job->record->id);
    }
  return g_string_free (words, FALSE);
}

/* --- One after the other --- */

static void
test_empty (void)
{
  g_autoptr(BatchRoster) roster = batch_roster_new ();

  g_assert_null (batch_roster_get (roster, "j1"));
  g_assert_cmpuint (g_hash_table_size (batch_roster_get_jobs (roster)), ==, 0);
  g_assert_cmpuint (g_hash_table_size (batch_roster_get_lanes (roster)), ==, 0);
  g_assert_null (batch_roster_get_groups (roster, "home"));
  g_assert_null (batch_roster_get_group (roster, "home", "a"));
  batch_roster_forget (roster, "j1");
}

static void
test_no_key (void)
{
  g_autoptr(BatchRoster) roster = batch_roster_new ();
  BatchJobRecord *record = record_new ("j1", 1);

  add_group (record, "a", 1, 0, 0);
  update (roster, record, "home");
  g_assert_nonnull (batch_roster_get_group (roster, "home", "a"));
  g_assert_null (batch_roster_get_group (roster, "home", NULL));
  g_assert_null (batch_roster_get_group (roster, "home", "b"));
  g_assert_null (batch_roster_get_group (roster, "office", "a"));
}

static const struct
{
  const char    *name;
  BatchJobState  state;
  gboolean       paused;
  gint64         removed_at;
  const char    *lane;
  gboolean       listed;
  gboolean       runs;
} states[] = {
  { "queued", BATCH_JOB_STATE_QUEUED, FALSE, 0, "home", TRUE, TRUE },
  { "running", BATCH_JOB_STATE_RUNNING, FALSE, 0, "home", TRUE, TRUE },
  { "of nobody's lane", BATCH_JOB_STATE_RUNNING, FALSE, 0, NULL, TRUE, FALSE },
  { "paused", BATCH_JOB_STATE_RUNNING, TRUE, 0, "home", TRUE, FALSE },
  { "removed", BATCH_JOB_STATE_QUEUED, FALSE, 1, "home", TRUE, FALSE },
  { "validating", BATCH_JOB_STATE_VALIDATING, FALSE, 0, "home", TRUE, FALSE },
  { "cancelling", BATCH_JOB_STATE_CANCELLING, FALSE, 0, "home", TRUE, FALSE },
  { "completed", BATCH_JOB_STATE_COMPLETED, FALSE, 0, "home", FALSE, FALSE },
  { "with errors", BATCH_JOB_STATE_COMPLETED_WITH_ERRORS, FALSE, 0, "home", FALSE, FALSE },
  { "failed", BATCH_JOB_STATE_FAILED, FALSE, 0, "home", FALSE, FALSE },
  { "cancelled", BATCH_JOB_STATE_CANCELLED, FALSE, 0, "home", FALSE, FALSE },
  { "expired", BATCH_JOB_STATE_EXPIRED, FALSE, 0, "home", FALSE, FALSE },
};

/* Each state, of a job that is new and of one that was running. */
static void
test_states (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (states) * 2; i++)
    {
      guint c = i / 2;
      g_autoptr(BatchRoster) roster = batch_roster_new ();
      BatchJobRecord *record = record_new ("j1", 1);
      BatchLiveJob *job;

      g_test_message ("%s", states[c].name);
      if (i % 2 == 1)
        {
          BatchJobRecord *before = record_new ("j1", 1);

          add_group (before, "a", 3, 0, 0);
          update (roster, before, "home");
        }
      record->state = states[c].state;
      record->paused = states[c].paused;
      record->removed_at = states[c].removed_at;
      add_group (record, "a", 2, 0, 0);

      job = update (roster, record, states[c].lane);
      g_assert_true ((job != NULL) == states[c].listed);
      g_assert_true (batch_roster_get (roster, "j1") == job);
      g_assert_true ((batch_roster_get_group (roster, "home", "a") != NULL) == states[c].runs);
      if (job != NULL)
        g_assert_cmpstr (job->lane, ==, states[c].runs ? "home" : NULL);
    }
}

/* What is counted of a job while it runs outlives the records that the store tells. */
static void
test_update_keeps (void)
{
  g_autoptr(BatchRoster) roster = batch_roster_new ();
  BatchJobRecord *record = record_new ("j1", 1);
  BatchJobRecord *next = record_new ("j1", 1);
  BatchLiveJob *job;

  record->parallel = 2;
  next->parallel = 5;
  add_group (record, "a", 1, 0, 0);
  add_group (next, "b", 1, 0, 0);
  job = update (roster, record, "home");
  g_assert_cmpuint (job->parallel, ==, 2);
  job->in_flight = 7;
  job->failures_in_a_row = 3;

  g_assert_true (batch_roster_get (roster, "j1") == job);
  g_assert_true (update (roster, next, "office") == job);
  g_assert_true (batch_roster_get (roster, "j1") == job);
  g_assert_true (job->record == next);
  g_assert_cmpuint (job->parallel, ==, 5);
  g_assert_cmpuint (job->in_flight, ==, 7);
  g_assert_cmpuint (job->failures_in_a_row, ==, 3);
  g_assert_cmpuint (job->shares->len, ==, 1);
  g_assert_null (batch_roster_get_group (roster, "home", "a"));
  g_assert_nonnull (batch_roster_get_group (roster, "office", "b"));
}

/* The very record that it has, and the very id: neither is gone before it is used. */
static void
test_own_strings (void)
{
  g_autoptr(BatchRoster) roster = batch_roster_new ();
  BatchJobRecord *record = record_new ("j1", 1);
  BatchLiveJob *job;
  BatchGroup *group;

  add_group (record, "a", 4, 0, 0);
  job = update (roster, record, "home");
  g_assert_true (batch_roster_update (roster, job->record, "home") == job);
  group = batch_roster_get_group (roster, "home", "a");
  g_assert_cmpint (group->waiting, ==, 4);
  g_assert_cmpuint (group->n_shares, ==, 1);

  g_assert_true (batch_roster_get (roster, "j1") == job);
  batch_roster_forget (roster, job->record->id);
  g_assert_null (batch_roster_get (roster, "j1"));
  batch_roster_forget (roster, "j1");
  g_assert_null (batch_roster_get_group (roster, "home", "a"));
}

/* A record counts by key and size, a share by key alone. */
static void
test_sizes (void)
{
  g_autoptr(BatchRoster) roster = batch_roster_new ();
  BatchJobRecord *record = record_new ("j1", 1);
  BatchLiveJob *job;
  BatchShare *share;
  BatchGroup *group;

  add_group (record, "a", 1, 2, 0);
  add_group (record, "b", 7, 0, 0);
  add_group (record, "a", 10, 20, 90);
  add_group (record, "a", 100, 200, 80);
  job = update (roster, record, "home");
  g_assert_cmpuint (job->shares->len, ==, 2);

  share = g_ptr_array_index (job->shares, 0);
  g_assert_cmpstr (share->key, ==, "a");
  g_assert_cmpint (share->waiting, ==, 111);
  g_assert_cmpint (share->delayed, ==, 222);
  g_assert_cmpint (share->next_due, ==, 80);
  g_assert_cmpstr (((BatchShare *) g_ptr_array_index (job->shares, 1))->key, ==, "b");
  group = batch_roster_get_group (roster, "home", "a");
  g_assert_cmpint (group->waiting, ==, 111);
  g_assert_cmpint (group->delayed, ==, 222);
  g_assert_cmpint (batch_group_next_due (group), ==, 80);
}

static void
test_take (void)
{
  g_autoptr(BatchRoster) roster = batch_roster_new ();
  BatchJobRecord *first = record_new ("j1", 1);
  BatchJobRecord *second = record_new ("j2", 2);
  BatchGroup *group;
  BatchShare *share;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *again = NULL;

  add_group (first, "a", 5, 3, 50);
  add_group (second, "a", 2, 0, 0);
  share = g_ptr_array_index (update (roster, first, "home")->shares, 0);
  update (roster, second, "home");
  group = batch_roster_get_group (roster, "home", "a");
  batch_roster_take (roster, share, 0);
  g_assert_cmpint (group->waiting, ==, 7);
  batch_roster_take (roster, share, 4);
  g_assert_cmpint (group->waiting, ==, 3);
  before = describe_order (group);
  g_assert_cmpstr (before, ==, "j1 j2");

  /* More than there are; and once more, of none. */
  for (guint i = 0; i < 2; i++)
    {
      batch_roster_take (roster, share, 100);
      g_assert_cmpint (share->waiting, ==, 0);
      g_assert_null (share->place);
      g_assert_cmpint (group->waiting, ==, 2);
    }
  after = describe_order (group);
  g_assert_cmpstr (after, ==, "j2");

  /* It belongs to the group all the same, by what is delayed. */
  g_assert_cmpuint (group->n_shares, ==, 2);
  g_assert_cmpint (group->delayed, ==, 3);
  g_assert_cmpint (batch_group_next_due (group), ==, 50);

  /* It could not be had after all; of a job that has gone meanwhile nothing is left. */
  batch_roster_give_back (roster, "j1");
  batch_roster_give_back (roster, "j3");
  again = describe_order (group);
  g_assert_cmpstr (again, ==, "j1 j2");
  g_assert_cmpint (share->waiting, ==, 5);
  g_assert_cmpint (group->waiting, ==, 7);
  g_assert_cmpint (group->delayed, ==, 3);
}

static void
test_next_due (void)
{
  static const gint64 dues[] = { 0, 70, 40, G_MAXINT64 };
  static const gint64 next[] = { 0, 70, 40, 40 };
  g_autoptr(BatchRoster) roster = batch_roster_new ();

  for (guint i = 0; i < G_N_ELEMENTS (dues); i++)
    {
      g_autofree char *id = g_strdup_printf ("j%u", i);
      BatchJobRecord *record = record_new (id, i);

      add_group (record, "a", 0, 1, dues[i]);
      update (roster, record, "home");
      g_assert_cmpint (batch_group_next_due (batch_roster_get_group (roster, "home", "a")), ==,
                       next[i]);
    }

  batch_roster_forget (roster, "j2");
  g_assert_cmpint (batch_group_next_due (batch_roster_get_group (roster, "home", "a")), ==, 70);
}

/* What differs first decides, whatever comes behind it says. */
static const struct
{
  int    priority;
  gint64 expires_at;
  gint64 rank;
  gint64 rank_minor;
  gint64 sequence;
} in_order[] = {
  { G_MAXINT, 0, 9, 9, 90 },
  { 1, 5, 9, 9, 91 },
  { 1, G_MAXINT64 - 1, 8, 8, 92 },
  { 1, 0, 9, 9, 93 },
  { 0, 7, 7, 7, 94 },
  { 0, 0, G_MININT64, 5, 95 },
  { 0, 0, 1, -1, 96 },
  { 0, 0, 1, 0, 1 },
  { 0, 0, 1, 0, 2 },
  { 0, 0, G_MAXINT64, -9, 0 },
  { G_MININT, 1, 0, 0, 0 },
};

static void
test_order (void)
{
  g_autoptr(GString) expected = g_string_new (NULL);
  g_autoptr(GRand) rand = g_rand_new_with_seed (20261126);

  for (guint i = 0; i < G_N_ELEMENTS (in_order); i++)
    g_string_append_printf (expected, "%s%u", i > 0 ? " " : "", i);

  for (guint round = 0; round < 50; round++)
    {
      g_autoptr(BatchRoster) roster = batch_roster_new ();
      g_autofree char *order = NULL;
      guint left[G_N_ELEMENTS (in_order)];

      for (guint i = 0; i < G_N_ELEMENTS (left); i++)
        left[i] = i;
      for (guint n = G_N_ELEMENTS (left); n > 0; n--)
        {
          guint at = (guint) g_rand_int_range (rand, 0, (gint32) n);
          guint i = left[at];
          g_autofree char *id = g_strdup_printf ("%u", i);
          BatchJobRecord *record = record_new (id, in_order[i].sequence);

          left[at] = left[n - 1];
          record->priority = in_order[i].priority;
          record->expires_at = in_order[i].expires_at;
          record->rank = in_order[i].rank;
          record->rank_minor = in_order[i].rank_minor;
          add_group (record, "a", 1, 0, 0);
          update (roster, record, "home");
        }
      order = describe_order (batch_roster_get_group (roster, "home", "a"));
      g_assert_cmpstr (order, ==, expected->str);
    }
}

/* --- Very many keys --- */

#define MANY 3000

static BatchJobRecord *
record_of_many (void)
{
  BatchJobRecord *record = record_new ("j1", 1);

  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *key = g_strdup_printf ("key-%u", i);

      add_group (record, key, 2, 0, 0);
    }
  return record;
}

/* A step of an item is a record that is alike but for one group: only that one is looked at. */
static void
test_step (void)
{
  g_autoptr(BatchRoster) roster = batch_roster_new ();
  BatchLiveJob *job = update (roster, record_of_many (), "home");
  BatchGroupQueue *queue = batch_roster_get_queue (roster, "home");

  g_assert_cmpint (job->waiting, ==, 2 * MANY);
  g_assert_cmpuint (batch_group_queue_count (queue), ==, MANY);
  for (guint i = 0; i < MANY; i++)
    {
      BatchJobRecord *next = batch_job_record_copy_lightly (job->record);
      g_autoptr(GPtrArray) changes = NULL;
      BatchGroupRecord *group = batch_job_record_own_group (next, i);
      BatchShare *share = g_ptr_array_index (job->shares, i);

      group->waiting = 0;
      group->delayed = i % 2;
      changes = batch_live_job_find_changes (job, next);
      g_assert_cmpuint (changes->len, ==, 1);
      g_assert_true (g_ptr_array_index (changes, 0) == share);
      share->has_changed = FALSE;

      g_assert_true (update (roster, next, "home") == job);
      g_assert_true (g_ptr_array_index (job->shares, i) == share);
      g_assert_cmpint (share->waiting, ==, 0);
      g_assert_cmpint (share->delayed, ==, i % 2);
      g_assert_cmpint (job->waiting, ==, 2 * (MANY - i - 1));
      g_assert_cmpint (job->delayed, ==, (i + 1) / 2);
      g_assert_cmpint (g_sequence_get_length (queue->list), ==, MANY - i - 1);
      g_assert_cmpuint (g_hash_table_size (queue->delayed), ==, (i + 1) / 2);
    }
}

/* What the plan keeps of a key is not lost with the next record of the only job that has it. */
static void
test_plan_kept (void)
{
  static const struct
  {
    int         priority;
    const char *lane;
    const char *key;
    gboolean    kept;
  } cases[] = {
    { 0, "home", "a", TRUE },
    { 3, "home", "a", TRUE },
    { 0, "office", "a", FALSE },
    { 0, "home", "b", FALSE },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr(BatchRoster) roster = batch_roster_new ();
      BatchJobRecord *record = record_new ("j1", 1);
      BatchJobRecord *next = record_new ("j1", 1);
      BatchGroup *group;

      add_group (record, "a", 5, 0, 0);
      add_group (next, cases[c].key, 4, 0, 0);
      next->priority = cases[c].priority;
      update (roster, record, "home");
      group = batch_roster_get_group (roster, "home", "a");
      group->overtaken_us = 7;
      group->last_served = 8;

      update (roster, next, cases[c].lane);
      group = batch_roster_get_group (roster, cases[c].lane, cases[c].key);
      g_assert_cmpint (group->waiting, ==, 4);
      g_assert_cmpint (group->overtaken_us, ==, cases[c].kept ? 7 : 0);
      g_assert_cmpint (group->last_served, ==, cases[c].kept ? 8 : 0);
    }
}

/* --- Against a model that counts anew each time --- */

typedef struct
{
  gboolean listed;
  int      lane;                   /* -1: none */
  int      priority;
  gint64   created_at;
  gint64   sequence;
  gboolean has[N_KEYS];
  gint64   waiting[N_KEYS];
  gint64   delayed[N_KEYS];
  gint64   due[N_KEYS];
} Job;

/* The order is that of priority, and of sequence then. */
static void
check_served (const Job  *jobs,
              BatchGroup *group,
              guint       lane,
              guint       key)
{
  guint n = 0;
  const Job *last = NULL;

  for (guint i = 0; i < N_JOBS; i++)
    n += jobs[i].lane == (int) lane && jobs[i].waiting[key] > 0;
  g_assert_cmpint (g_sequence_get_length (group->shares), ==, n);

  for (GSequenceIter *iter = g_sequence_get_begin_iter (group->shares);
       !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter))
    {
      const BatchShare *share = g_sequence_get (iter);
      const Job *job = &jobs[share->job->record->sequence];

      g_assert_cmpint (job->lane, ==, lane);
      g_assert_cmpint (share->waiting, ==, job->waiting[key]);
      if (last != NULL)
        g_assert_true (last->priority > job->priority
                       || (last->priority == job->priority && last->sequence < job->sequence));
      last = job;
    }
}

static void
check_group (const Job   *jobs,
             BatchRoster *roster,
             guint        lane,
             guint        key)
{
  BatchGroup *group = batch_roster_get_group (roster, lane_names[lane], key_names[key]);
  gint64 waiting = 0;
  gint64 delayed = 0;
  gint64 due = 0;
  gint64 oldest = G_MAXINT64;
  guint n_shares = 0;

  for (const Job *job = jobs; job < jobs + N_JOBS; job++)
    if (job->lane == (int) lane && job->has[key])
      {
        n_shares++;
        waiting += job->waiting[key];
        delayed += job->delayed[key];
        oldest = MIN (oldest, job->created_at);
        if (job->delayed[key] > 0 && job->due[key] > 0 && (due == 0 || job->due[key] < due))
          due = job->due[key];
      }

  g_assert_true ((group != NULL) == (n_shares > 0));
  if (group == NULL)
    return;

  g_assert_cmpstr (group->key, ==, key_names[key]);
  g_assert_cmpuint (group->n_shares, ==, n_shares);
  g_assert_cmpint (group->waiting, ==, waiting);
  g_assert_cmpint (group->delayed, ==, delayed);
  g_assert_cmpint (batch_group_next_due (group), ==, due);
  g_assert_cmpint (group->since, <=, oldest);
  g_assert_true ((group->in_list != NULL) == (waiting > 0));
  g_assert_true ((group->in_arrivals != NULL) == (waiting > 0));
  check_served (jobs, group, lane, key);
}

/* The first one is that of the highest priority, or of those the first in the list. */
static void
check_queue (const Job   *jobs,
             BatchRoster *roster,
             guint        lane)
{
  BatchGroupQueue *queue = batch_roster_get_queue (roster, lane_names[lane]);
  const BatchGroup *before = NULL;
  int highest = G_MININT;

  for (const Job *job = jobs; job < jobs + N_JOBS; job++)
    for (guint key = 0; key < N_KEYS; key++)
      if (job->lane == (int) lane && job->waiting[key] > 0)
        highest = MAX (highest, job->priority);

  g_assert_true (highest == G_MININT || queue != NULL);
  for (GSequenceIter *iter = queue != NULL ? g_sequence_get_begin_iter (queue->list) : NULL;
       iter != NULL && !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter))
    {
      const BatchGroup *group = g_sequence_get (iter);
      const BatchShare *first = g_sequence_get (g_sequence_get_begin_iter (group->shares));

      g_assert_cmpint (group->priority, ==, first->job->record->priority);
      g_assert_cmpint (group->submitted_at, ==, first->job->record->created_at + first->index);
      if (before != NULL)
        g_assert_cmpint (before->priority, >=, group->priority);
      else
        g_assert_cmpint (group->priority, ==, highest);
      before = group;
    }
}

static void
check (const Job   *jobs,
       BatchRoster *roster)
{
  guint n_listed = 0;

  for (guint i = 0; i < N_JOBS; i++)
    n_listed += jobs[i].listed;
  g_assert_cmpuint (g_hash_table_size (batch_roster_get_jobs (roster)), ==, n_listed);
  for (guint lane = 0; lane < N_LANES; lane++)
    {
      check_queue (jobs, roster, lane);
      for (guint key = 0; key < N_KEYS; key++)
        check_group (jobs, roster, lane, key);
    }
}

static void
random_update (Job         *job,
               BatchRoster *roster,
               const char  *id,
               guint        i,
               GRand       *rand)
{
  BatchJobRecord *record = record_new (id, i);
  int lane = g_rand_int_range (rand, -1, N_LANES);
  gboolean ended = g_rand_int_range (rand, 0, 8) == 0;

  record->paused = g_rand_int_range (rand, 0, 6) == 0;
  record->state = ended ? BATCH_JOB_STATE_COMPLETED : BATCH_JOB_STATE_RUNNING;
  record->priority = g_rand_int_range (rand, -2, 3);
  record->created_at = g_rand_int_range (rand, 0, 1000);
  *job = (Job) { !ended, record->paused || ended ? -1 : lane, record->priority,
                 record->created_at, i };
  for (int n = g_rand_int_range (rand, 0, 7); n > 0; n--)
    {
      guint key = (guint) g_rand_int_range (rand, 0, N_KEYS);
      gint64 waiting = g_rand_int_range (rand, 0, 4);
      gint64 delayed = g_rand_int_range (rand, 0, 3);
      gint64 due = delayed > 0 ? g_rand_int_range (rand, 0, 50) : 0;

      add_group (record, key_names[key], waiting, delayed, due);
      job->has[key] = TRUE;
      job->waiting[key] += waiting;
      job->delayed[key] += delayed;
      if (due > 0 && (job->due[key] == 0 || due < job->due[key]))
        job->due[key] = due;
    }
  update (roster, record, lane < 0 ? NULL : lane_names[lane]);
}

/* A record that is alike but for what waits of some keys, as a store tells that shares the rest. */
static void
random_step (Job         *job,
             BatchRoster *roster,
             const char  *id,
             GRand       *rand)
{
  BatchLiveJob *live = batch_roster_get (roster, id);
  BatchJobRecord *record;
  int lane = job->lane;

  if (live == NULL)
    return;

  record = batch_job_record_copy_lightly (live->record);
  for (guint key = 0; key < N_KEYS; key++)
    job->waiting[key] = 0;
  for (guint i = 0; i < record->groups->len; i++)
    {
      BatchGroupRecord *group = g_ptr_array_index (record->groups, i);

      if (g_rand_int_range (rand, 0, 3) == 0)
        {
          group = batch_job_record_own_group (record, i);
          group->waiting = g_rand_int_range (rand, 0, 4);
        }
      for (guint key = 0; key < N_KEYS; key++)
        if (g_str_equal (group->key, key_names[key]))
          job->waiting[key] += group->waiting;
    }
  update (roster, record, lane < 0 ? NULL : lane_names[lane]);
}

static void
random_take (Job         *job,
             BatchRoster *roster,
             const char  *id,
             GRand       *rand)
{
  BatchLiveJob *live = batch_roster_get (roster, id);

  g_assert_true ((live != NULL) == job->listed);
  for (guint i = 0; job->lane >= 0 && i < live->shares->len; i++)
    {
      BatchShare *share = g_ptr_array_index (live->shares, i);
      gint64 n = g_rand_int_range (rand, 0, 5);

      for (guint key = 0; key < N_KEYS; key++)
        if (g_str_equal (share->key, key_names[key]))
          job->waiting[key] -= MIN (n, job->waiting[key]);
      batch_roster_take (roster, share, n);
    }
}

static void
test_model (void)
{
  g_autoptr(BatchRoster) roster = batch_roster_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (47);
  Job jobs[N_JOBS];

  for (guint i = 0; i < N_JOBS; i++)
    jobs[i] = (Job) { .lane = -1, .sequence = i };

  for (guint step = 0; step < N_STEPS; step++)
    {
      guint i = (guint) g_rand_int_range (rand, 0, N_JOBS);
      g_autofree char *id = g_strdup_printf ("batch_%u", i);

      switch (g_rand_int_range (rand, 0, 8))
        {
        case 0:
          batch_roster_forget (roster, id);
          jobs[i] = (Job) { .lane = -1, .sequence = i };
          break;

        case 1:
        case 2:
          random_step (&jobs[i], roster, id, rand);
          break;

        case 3:
        case 4:
          random_take (&jobs[i], roster, id, rand);
          break;

        default:
          random_update (&jobs[i], roster, id, i, rand);
        }
      check (jobs, roster);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/lanes/roster/empty", test_empty);
  g_test_add_func ("/batch/lanes/roster/no-key", test_no_key);
  g_test_add_func ("/batch/lanes/roster/states", test_states);
  g_test_add_func ("/batch/lanes/roster/update-keeps", test_update_keeps);
  g_test_add_func ("/batch/lanes/roster/own-strings", test_own_strings);
  g_test_add_func ("/batch/lanes/roster/sizes", test_sizes);
  g_test_add_func ("/batch/lanes/roster/take", test_take);
  g_test_add_func ("/batch/lanes/roster/next-due", test_next_due);
  g_test_add_func ("/batch/lanes/roster/order", test_order);
  g_test_add_func ("/batch/lanes/roster/step", test_step);
  g_test_add_func ("/batch/lanes/roster/plan-kept", test_plan_kept);
  g_test_add_func ("/batch/lanes/roster/model", test_model);
  return g_test_run ();
}
