/* test-choice.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "core/batch-record-private.h"
#include "executor/batch-executor-planning-private.h"
#include "lanes/batch-lane-state-private.h"

/* Of very many keys only those that may come next are looked at: what is chosen among them has to
 * be what is chosen among all, whatever has happened to the jobs before. */

#define S          ((gint64) G_USEC_PER_SEC)
#define HOUR       (3600 * S)
#define NOW        (G_GINT64_CONSTANT (1700000000) * S)
#define LANE       "http:http://localhost:1/v1"
#define N_KEYS     150
#define N_JOBS     8
#define N_QUEUES   40
#define N_STEPS    60

typedef struct
{
  char     id[8];
  gboolean there;
  gboolean paused;
  gint64   sequence;
  gint64   created_at;
  gint64   expires_at;
  gint64   rank;
  int      priority;
  GArray  *keys;                   /* of guint, as its input has them */
  gint64   waiting[N_KEYS];
  gint64   delayed[N_KEYS];
} Job;

typedef struct
{
  GRand         *rand;
  BatchExecutor *executor;
  Job            jobs[N_JOBS];
  char          *keys[N_KEYS];
  gboolean       deadlines;
  gint64         n_jobs;
  guint          n_compared;       /* choices among fewer than all */
} Queue;

/* --- Jobs --- */

/* Some could be tried again long ago, some soon, and most a good while later. */
static gint64
pick_due (Queue *self)
{
  switch (g_rand_int_range (self->rand, 0, 4))
    {
    case 0:
      return NOW - g_rand_int_range (self->rand, 0, 600) * S;
    case 1:
      return NOW + g_rand_int_range (self->rand, 1, 20) * S;
    default:
      return NOW + HOUR;
    }
}

static void
tell (Queue *self,
      Job   *job)
{
  g_autoptr(BatchJobRecord) record = batch_job_record_new ();

  record->id = g_strdup (job->id);
  record->state = job->there ? BATCH_JOB_STATE_RUNNING : BATCH_JOB_STATE_COMPLETED;
  record->paused = job->paused;
  record->sequence = job->sequence;
  record->created_at = job->created_at;
  record->expires_at = job->expires_at;
  record->rank = job->rank;
  record->priority = job->priority;
  for (guint i = 0; i < job->keys->len; i++)
    {
      guint key = g_array_index (job->keys, guint, i);
      BatchGroupRecord *group = batch_group_record_new (self->keys[key], BATCH_SIZE_BUCKET_SMALL);

      group->waiting = job->waiting[key];
      group->delayed = job->delayed[key];
      group->next_due = job->delayed[key] > 0 ? pick_due (self) : 0;
      g_ptr_array_add (record->groups, group);
    }

  batch_roster_update (self->executor->roster, record, LANE);
}

static gint64
pick_deadline (Queue *self)
{
  gint64 now = batch_clock_now (self->executor->clock);

  if (!self->deadlines || g_rand_boolean (self->rand))
    return 0;
  /* Most are far away; the others come soon, or have passed. */
  return g_rand_int_range (self->rand, 0, 30) > 0
         ? now + g_rand_int_range (self->rand, 6, 24) * HOUR
         : now + g_rand_int_range (self->rand, -600, 3600) * S;
}

static void
begin (Queue *self,
       Job   *job)
{
  guint n = g_rand_int_range (self->rand, 1, N_KEYS);
  guint start = g_rand_int_range (self->rand, 0, N_KEYS);

  job->there = TRUE;
  job->paused = FALSE;
  job->sequence = ++self->n_jobs;
  job->created_at = batch_clock_now (self->executor->clock)
                    - g_rand_int_range (self->rand, 0, 7200) * S;
  job->expires_at = pick_deadline (self);
  job->rank = job->sequence * 100;
  job->priority = MAX (0, g_rand_int_range (self->rand, -2, 3));
  g_array_set_size (job->keys, 0);
  for (guint i = 0; i < n; i++)
    {
      guint key = (start + i) % N_KEYS;

      job->waiting[key] = g_rand_int_range (self->rand, 1, 4);
      job->delayed[key] = 0;
      g_array_append_val (job->keys, key);
    }
}

static void
take_key (Queue *self,
          Job   *job)
{
  guint key = g_array_index (job->keys, guint,
                             g_rand_int_range (self->rand, 0, (gint32) job->keys->len));
  gboolean fails = g_rand_int_range (self->rand, 0, 4) == 0;

  job->delayed[key] = fails ? job->waiting[key] : 0;
  job->waiting[key] = 0;
}

/* What people and servers do to a job. */
static void
change (Queue *self)
{
  Job *job = &self->jobs[g_rand_int_range (self->rand, 0, N_JOBS)];

  if (!job->there)
    begin (self, job);
  else
    switch (g_rand_int_range (self->rand, 0, 12))
      {
      case 0:
        job->there = FALSE;
        break;
      case 1:
        job->paused = !job->paused;
        break;
      case 2:
        job->priority = g_rand_int_range (self->rand, 0, 3);
        break;
      case 3:
      case 4:
        job->rank = g_rand_int_range (self->rand, -1000, 1000);
        break;
      default:
        take_key (self, job);
        break;
      }

  tell (self, job);
}

/* Who has been overtaken for how long: not at all, for less than patience lasts, or for more. */
static void
overtake (Queue *self)
{
  GHashTable *groups = batch_roster_get_groups (self->executor->roster, LANE);
  GHashTableIter iter;
  gpointer value;

  if (groups == NULL)
    return;

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BatchGroup *group = value;

      group->overtaken_us = (g_str_hash (group->key) % 3) * HOUR / 3;
    }
}

/* --- Choices --- */

static char *
choose (Queue      *self,
        const char *loaded,
        GArray     *described)
{
  g_autoptr(BatchSchedule) schedule = NULL;

  if (described->len == 0)
    return g_strdup ("nothing");

  schedule = batch_executor_schedule (self->executor, LANE, NULL, loaded, described, 1);
  return g_strdup (schedule->n_places > 0 ? schedule->places[0].key : "none");
}

static void
compare_choices (Queue      *self,
                 const char *loaded)
{
  g_autoptr(GArray) residents = batch_executor_list_residents (self->executor, NULL, loaded);
  g_autoptr(GPtrArray) some_groups = g_ptr_array_new ();
  g_autoptr(GPtrArray) all_groups = g_ptr_array_new ();
  g_autoptr(GArray) some = batch_executor_describe_next (self->executor, NULL, LANE, residents,
                                                         some_groups);
  g_autoptr(GArray) all = batch_executor_describe_groups (self->executor, self->executor->roster,
                                                          NULL, LANE, all_groups);
  g_autofree char *of_some = choose (self, loaded, some);
  g_autofree char *of_all = choose (self, loaded, all);

  g_assert_cmpuint (some->len, ==, some_groups->len);
  g_assert_cmpstr (of_some, ==, of_all);
  self->n_compared += some->len < all->len;
}

static void
with_executor (Queue *self,
               void   (*func) (Queue *self))
{
  g_autoptr(BatchClock) clock = batch_clock_new_manual (NOW);
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  g_autoptr(BatchRoster) roster = batch_roster_new ();
  g_autoptr(GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  BatchExecutor executor = {
    .clock = clock, .estimator = estimator, .roster = roster, .policy = BATCH_POLICY_FEWEST_SWAPS,
    .orders = none, .rooms = none, .backends = none, .servers = none, .lanes = none,
  };

  self->executor = &executor;
  self->n_jobs = 0;
  for (guint i = 0; i < N_JOBS; i++)
    self->jobs[i].there = FALSE;
  func (self);
}

static void
queue_init (Queue  *self,
            guint32 seed)
{
  self->rand = g_rand_new_with_seed (seed);
  for (guint i = 0; i < N_KEYS; i++)
    self->keys[i] = g_strdup_printf ("model-%u", i);
  for (guint i = 0; i < N_JOBS; i++)
    {
      g_snprintf (self->jobs[i].id, sizeof self->jobs[i].id, "job%u", i);
      self->jobs[i].keys = g_array_new (FALSE, FALSE, sizeof (guint));
    }
}

static void
queue_clear (Queue *self)
{
  for (guint i = 0; i < N_KEYS; i++)
    g_free (self->keys[i]);
  for (guint i = 0; i < N_JOBS; i++)
    g_array_unref (self->jobs[i].keys);
  g_rand_free (self->rand);
}

static void
run_queue (Queue *self)
{
  for (guint step = 0; step < N_STEPS; step++)
    {
      change (self);
      overtake (self);
      compare_choices (self, NULL);
      compare_choices (self, self->keys[g_rand_int_range (self->rand, 0, N_KEYS)]);
    }
}

static void
run_queues (gboolean deadlines)
{
  Queue self = { .deadlines = deadlines };

  queue_init (&self, deadlines ? 7 : 8);
  for (guint i = 0; i < N_QUEUES; i++)
    with_executor (&self, run_queue);

  g_test_message ("%u of %u choices were among fewer than all", self.n_compared,
                  2 * N_QUEUES * N_STEPS);
  g_assert_cmpuint (self.n_compared, >, N_QUEUES);
  queue_clear (&self);
}

/* --- How many are looked at --- */

/* One that has the keys up to the last one, or the last one. */
static void
add_job (Queue   *self,
         guint    index,
         gboolean is_last,
         int      priority,
         gint64   age)
{
  Job *job = &self->jobs[index];

  begin (self, job);
  job->priority = priority;
  job->created_at = NOW - age;
  g_array_set_size (job->keys, 0);
  memset (job->waiting, 0, sizeof job->waiting);
  for (guint key = is_last ? N_KEYS - 1 : 0; key < (is_last ? N_KEYS : N_KEYS - 1); key++)
    {
      job->waiting[key] = 1;
      g_array_append_val (job->keys, key);
    }
  tell (self, job);
}

/* @lane: (nullable) */
static guint
count_looked_at (Queue     *self,
                 BatchLane *lane)
{
  g_autoptr(GArray) residents = batch_executor_list_residents (self->executor, NULL,
                                                               self->keys[N_KEYS - 1]);
  g_autoptr(GPtrArray) groups = g_ptr_array_new ();
  g_autoptr(GArray) described = batch_executor_describe_next (self->executor, lane, LANE,
                                                              residents, groups);

  return described->len;
}

/* What came before may come next where it has the same priority; with a lower one, the oldest, as
 * it ages. */
static void
look_at_older (Queue *self)
{
  add_job (self, 0, FALSE, 1, HOUR);
  add_job (self, 1, TRUE, 2, 0);
  g_assert_cmpuint (count_looked_at (self, NULL), ==, 2);

  add_job (self, 1, TRUE, 1, 0);
  g_assert_cmpuint (count_looked_at (self, NULL), ==, N_KEYS);
}

/* One that the server turns away keeps no other from its turn. */
static void
look_at_older_let_in (Queue *self)
{
  BatchLane lane = {
    .clock = self->executor->clock, .faults = batch_key_faults_new (), .settled_slots = 1,
  };

  batch_model_access_init (&lane.access);
  add_job (self, 0, FALSE, 1, HOUR);
  add_job (self, 1, TRUE, 2, 0);
  for (guint i = 0; i < N_KEYS; i++)
    {
      g_test_message ("%u are turned away", i);
      g_assert_cmpuint (count_looked_at (self, &lane), ==, i < N_KEYS - 1 ? 2 : 1);
      batch_model_access_deny (&lane.access, self->keys[i]);
    }

  batch_model_access_clear (&lane.access);
  batch_key_faults_free (lane.faults);
}

static void
test_older (void)
{
  Queue self = { .deadlines = FALSE };

  queue_init (&self, 9);
  with_executor (&self, look_at_older);
  with_executor (&self, look_at_older_let_in);
  queue_clear (&self);
}

static void
test_no_deadlines (void)
{
  run_queues (FALSE);
}

static void
test_deadlines (void)
{
  run_queues (TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batch/executor/choice/no-deadlines", test_no_deadlines);
  g_test_add_func ("/batch/executor/choice/deadlines", test_deadlines);
  g_test_add_func ("/batch/executor/choice/older", test_older);
  return g_test_run ();
}
