/* test-scheduler-properties.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-scheduler-private.h"

#include <string.h>

#define S    G_GINT64_CONSTANT (1000000)
#define MIN_ (60 * S)
#define HOUR (60 * MIN_)
#define NOW  (1700000000 * S)

#define MAX_GROUPS 40
static const char * const key_names[] = { "a", "b", "c", "d", "e", "f", "g" };

typedef struct
{
  BatchScheduleGroup    groups[MAX_GROUPS];
  BatchScheduleResident residents[3];
  BatchScheduleInput    input;
} Scene;

static const char *
any_key (GRand *random)
{
  return key_names[g_rand_int_range (random, 0, G_N_ELEMENTS (key_names))];
}

static void
make_scene (Scene       *scene,
            GRand       *random,
            BatchPolicy  policy,
            gboolean     plain)
{
  memset (scene, 0, sizeof *scene);
  scene->input = (BatchScheduleInput) {
    .groups = scene->groups,
    .n_groups = (guint) g_rand_int_range (random, 0, MAX_GROUPS),
    .residents = scene->residents,
    .n_residents = (guint) g_rand_int_range (random, 0, 4),
    .policy = policy,
    .now = NOW,
  };

  for (guint i = 0; i < scene->input.n_groups; i++)
    scene->groups[i] = (BatchScheduleGroup) {
      .key = any_key (random),
      .rank = g_rand_int_range (random, 0, 1000),
      .submitted_at = NOW - g_rand_int_range (random, 0, 1000) * S,
      .waiting = g_rand_int_range (random, 0, 10),
      .delayed = plain ? 0 : g_rand_int_range (random, 0, 3),
      .next_due = NOW + g_rand_int_range (random, 0, 60) * S,
      .deadline = plain ? 0 : MAX (0, g_rand_int_range (random, -90, 90)) * S,
      .priority = plain ? 0 : g_rand_int_range (random, 0, 3),
      .item_ms = g_rand_boolean (random) ? -1 : g_rand_int_range (random, 0, 3000),
      .load_ms = g_rand_boolean (random) ? -1 : g_rand_int_range (random, 0, 30000),
      .overtaken_us = plain ? 0 : g_rand_int_range (random, 0, 4000) * S,
    };

  for (guint i = 0; i < scene->input.n_groups; i++)
    if (scene->groups[i].deadline != 0)
      scene->groups[i].deadline += NOW;

  for (guint i = 0; i < scene->input.n_residents; i++)
    scene->residents[i] = (BatchScheduleResident) { any_key (random), g_rand_boolean (random) };
  if (scene->input.n_residents > 0 && g_rand_boolean (random))
    scene->input.current_key = scene->residents[0].key;
}

static void
assert_each_group_once (const BatchScheduleInput *input,
                        const BatchSchedule      *plan,
                        gboolean                  keys_once)
{
  g_autoptr(GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  guint seen[MAX_GROUPS] = { 0, };

  for (guint i = 0; i < plan->n_places; i++)
    {
      const BatchSchedulePlace *place = &plan->places[i];
      gint64 count = 0;

      g_assert_true (g_hash_table_add (keys, place->key) || !keys_once);
      for (guint j = 0; j < place->n_groups; j++)
        {
          const BatchScheduleGroup *group = &input->groups[place->groups[j]];

          g_assert_cmpstr (group->key, ==, place->key);
          count += group->waiting + group->delayed;
          seen[place->groups[j]]++;
        }
      g_assert_cmpint (place->count, ==, count);
      g_assert_cmpint (place->end, >=, -1);
    }

  for (guint i = 0; i < input->n_groups; i++)
    g_assert_cmpuint (seen[i], ==, input->groups[i].waiting + input->groups[i].delayed > 0);
}

static void
test_every_group_once (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (1);
  Scene scene;

  for (guint i = 0; i < 6000; i++)
    {
      BatchPolicy policy = i % 3;
      g_autoptr(BatchSchedule) plan = NULL;

      make_scene (&scene, random, policy, FALSE);
      plan = batch_scheduler_plan (&scene.input);
      assert_each_group_once (&scene.input, plan, policy != BATCH_POLICY_EXACT_ORDER);
      g_assert_cmpuint (plan->loads, >=, plan->least_loads);
    }
}

/* Without deadlines and priorities, and within the patience: as few loads as there
 * can be, the resident keys first, the others as they are listed. */
static void
test_fewest_loads (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (2);
  Scene scene;

  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr(BatchSchedule) plan = NULL;
      gboolean residents_over = FALSE;
      gint64 last = -1;

      make_scene (&scene, random, BATCH_POLICY_FEWEST_SWAPS, TRUE);
      plan = batch_scheduler_plan (&scene.input);
      g_assert_cmpuint (plan->loads, ==, plan->least_loads);
      g_assert_cmpuint (plan->arrival_loads, >=, plan->least_loads);

      for (guint j = 0; j < plan->n_places; j++)
        {
          gint64 rank = G_MAXINT64;

          for (guint k = 0; k < plan->places[j].n_groups; k++)
            rank = MIN (rank, scene.groups[plan->places[j].groups[k]].rank);
          residents_over = residents_over || plan->places[j].needs_load;
          if (plan->places[j].reason != BATCH_SCHEDULE_REASON_FIRST_COME
              && plan->places[j].reason != BATCH_SCHEDULE_REASON_LIST_ORDER)
            {
              g_assert_false (residents_over);
              continue;
            }
          g_assert_cmpint (rank, >=, last);
          last = rank;
        }
    }
}

/* What a person has put in order comes in that order, before all others. */
static void
test_turns_of_a_person (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (5);
  Scene scene;

  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr(BatchSchedule) plan = NULL;
      guint last = 0;

      make_scene (&scene, random, i % 2, TRUE);
      for (guint j = 0; j < scene.input.n_groups; j++)
        scene.groups[j].turn = scene.groups[j].key[0] % 3;
      plan = batch_scheduler_plan (&scene.input);
      for (guint j = 0; j < plan->n_places; j++)
        {
          guint turn = plan->places[j].key[0] % 3;

          g_assert_cmpuint (turn > 0 ? turn : 3, >=, last);
          last = turn > 0 ? turn : 3;
          g_assert_true ((plan->places[j].reason == BATCH_SCHEDULE_REASON_KEPT) == (turn > 0));
        }
    }
}

static void
test_exact_order_is_the_list (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (3);
  Scene scene;

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr(BatchSchedule) plan = NULL;
      gint64 last = -1;

      make_scene (&scene, random, BATCH_POLICY_EXACT_ORDER, FALSE);
      plan = batch_scheduler_plan (&scene.input);
      for (guint j = 0; j < plan->n_places; j++)
        {
          if (j > 0)
            g_assert_cmpstr (plan->places[j].key, !=, plan->places[j - 1].key);
          for (guint k = 0; k < plan->places[j].n_groups; k++)
            {
              gint64 rank = scene.groups[plan->places[j].groups[k]].rank;

              g_assert_cmpint (rank, >=, last);
              last = rank;
            }
        }
    }
}

/* Whatever waits, what is said of a place is true of it. */
static void
check_words (const BatchScheduleInput *input,
             const BatchSchedule      *plan,
             guint                     index)
{
  const BatchSchedulePlace *place = &plan->places[index];
  const BatchScheduleGroup *first = &input->groups[place->groups[0]];
  gint64 deadline = 0;
  int priority = G_MININT;

  for (guint i = 0; i < place->n_groups; i++)
    {
      const BatchScheduleGroup *group = &input->groups[place->groups[i]];

      deadline = MAX (deadline, group->deadline);
      priority = MAX (priority, group->priority);
    }

  g_assert_null (strstr (place->words, "inf"));
  g_assert_null (strstr (place->words, "nan"));
  g_assert_null (strstr (place->words, "-"));
  if (strstr (place->words, "its deadline") != NULL)
    g_assert_cmpint (deadline, >, input->now);
  if (g_str_has_prefix (place->words, "has priority"))
    {
      g_autofree char *words = g_strdup_printf ("has priority %d", priority);

      g_assert_cmpstr (place->words, ==, words);
    }
  if (strstr (place->words, "saves one load") != NULL)
    g_assert_false (place->needs_load);
  if (g_str_has_prefix (place->words, "same model as now"))
    g_assert_cmpstr (first->key, ==, input->current_key);
  if (strstr (place->words, "what is left") != NULL)
    g_assert_cmpuint (index, >, 0);
  if (g_str_equal (place->words, "is the only one left by then"))
    g_assert_cmpuint (index, ==, plan->n_places - 1);
}

static void
test_words_are_true (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (6);
  Scene scene;

  for (guint i = 0; i < 4000; i++)
    {
      g_autoptr(BatchSchedule) plan = NULL;

      make_scene (&scene, random, i % 3, FALSE);
      plan = batch_scheduler_plan (&scene.input);
      for (guint j = 0; j < plan->n_places; j++)
        check_words (&scene.input, plan, j);
      g_assert_cmpuint (plan->least_loads, <=, plan->loads);
      g_assert_cmpuint (plan->least_loads, <=, plan->arrival_loads);
    }
}

/* The plan does not depend on how the groups are handed in: one by one, or a sum
 * for each key. */
static void
test_sums_give_the_same_plan (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (4);
  Scene scene;

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr(BatchSchedule) one_by_one = NULL;
      g_autoptr(BatchSchedule) summed = NULL;
      BatchScheduleGroup sums[G_N_ELEMENTS (key_names)] = { 0, };
      BatchScheduleInput input;

      make_scene (&scene, random, i % 2, TRUE);
      input = scene.input;
      input.groups = sums;
      input.n_groups = G_N_ELEMENTS (key_names);
      for (guint j = 0; j < G_N_ELEMENTS (key_names); j++)
        {
          sums[j] = (BatchScheduleGroup) {
            .key = key_names[j], .rank = G_MAXINT64, .submitted_at = G_MAXINT64,
            .item_ms = 1, .load_ms = 1,
          };
          for (guint k = 0; k < scene.input.n_groups; k++)
            {
              if (!g_str_equal (scene.groups[k].key, key_names[j]) || scene.groups[k].waiting == 0)
                continue;
              scene.groups[k].item_ms = scene.groups[k].load_ms = 1;
              sums[j].rank = MIN (sums[j].rank, scene.groups[k].rank);
              sums[j].submitted_at = MIN (sums[j].submitted_at, scene.groups[k].submitted_at);
              sums[j].waiting += scene.groups[k].waiting;
            }
        }

      one_by_one = batch_scheduler_plan (&scene.input);
      summed = batch_scheduler_plan (&input);
      g_assert_cmpuint (one_by_one->n_places, ==, summed->n_places);
      for (guint j = 0; j < summed->n_places; j++)
        {
          g_assert_cmpstr (one_by_one->places[j].key, ==, summed->places[j].key);
          g_assert_cmpint (one_by_one->places[j].end, ==, summed->places[j].end);
        }
    }
}

/* --- Over time --- */

/* A lane that does what the plan says, in steps of one item of ten seconds. */
typedef struct
{
  BatchScheduleGroup    groups[3];
  BatchScheduleResident resident;
  BatchScheduleInput    input;
  guint             loads;
  gint64            longest[3];     /* that an item waited for, by key */
} Lane;

static void
lane_init (Lane        *lane,
           BatchPolicy  policy)
{
  static const char * const names[] = { "a", "b", "c" };

  memset (lane, 0, sizeof *lane);
  for (guint i = 0; i < 3; i++)
    lane->groups[i] = (BatchScheduleGroup) {
      .key = names[i], .rank = i, .item_ms = 10000, .load_ms = 30000,
    };
  lane->input = (BatchScheduleInput) {
    .groups = lane->groups, .n_groups = 3, .policy = policy, .now = NOW, .limit = 1,
  };
}

static void
lane_submit (Lane *lane,
             guint key,
             gint64 n)
{
  if (lane->groups[key].waiting == 0)
    lane->groups[key].submitted_at = lane->input.now;
  lane->groups[key].waiting += n;
}

static void
lane_step (Lane *lane)
{
  g_autoptr(BatchSchedule) plan = batch_scheduler_plan (&lane->input);
  BatchScheduleGroup *group;
  gint64 spent = 10 * S;

  if (plan->n_places == 0)
    {
      lane->input.now += spent;
      return;
    }

  group = &lane->groups[plan->places[0].groups[0]];
  if (g_strcmp0 (lane->input.current_key, group->key) != 0)
    {
      spent += 30 * S;
      lane->loads++;
      lane->resident = (BatchScheduleResident) { group->key, TRUE };
      lane->input.residents = &lane->resident;
      lane->input.n_residents = 1;
      lane->input.current_key = group->key;
      lane->input.current_since = lane->input.now;
    }

  lane->longest[group - lane->groups] = MAX (lane->longest[group - lane->groups],
                                             lane->input.now - group->submitted_at);
  lane->input.now += spent;
  group->waiting--;
  group->in_flight = 1;
  /* What is left came in later: as if it had just been submitted. */
  group->submitted_at = MAX (group->submitted_at, lane->input.now - 60 * S);
  batch_schedule_account (lane->groups, 3, group->key, spent, lane->input.now);
  group->in_flight = 0;
}

/* Work for a and b never ends, c has its turn within the patience and what was
 * there before it. */
static void
test_nobody_starves (void)
{
  Lane lane;
  gint64 asked;

  lane_init (&lane, BATCH_POLICY_FEWEST_SWAPS);
  lane_submit (&lane, 0, 3);
  lane_step (&lane);
  lane_submit (&lane, 1, 3);
  asked = lane.input.now;
  lane_submit (&lane, 2, 1);
  while (lane.groups[2].waiting > 0)
    {
      lane_submit (&lane, 0, 1);
      lane_submit (&lane, 1, 1);
      lane_step (&lane);
      g_assert_cmpint (lane.input.now - asked, <, HOUR + 10 * MIN_);
    }

  /* And what was loaded was not thrown out before that. */
  g_assert_cmpint (lane.input.now - asked, >, 29 * MIN_);
}

/* Everybody always has work: few loads, and nobody is left out. */
static void
test_turns_of_patience (void)
{
  Lane lane;

  lane_init (&lane, BATCH_POLICY_FEWEST_SWAPS);
  while (lane.input.now < NOW + 48 * HOUR)
    {
      for (guint i = 0; i < 3; i++)
        if (lane.groups[i].waiting < 5)
          lane_submit (&lane, i, 1);
      lane_step (&lane);
    }

  g_assert_cmpuint (lane.loads, >=, 2 * 24);
  g_assert_cmpuint (lane.loads, <=, 6 * 48);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (lane.longest[i], <, 90 * MIN_);
}

/* Turns are measured in time: a has ten times as many items as b. */
static void
test_fair_by_time (void)
{
  gint64 had[3] = { 0, };
  Lane lane;

  lane_init (&lane, BATCH_POLICY_FAIR);
  lane_submit (&lane, 0, 100000);
  lane_submit (&lane, 1, 10000);
  while (lane.input.now < NOW + 24 * HOUR)
    {
      gint64 before = lane.input.now;

      lane_step (&lane);
      had[lane.input.current_key[0] - 'a'] += lane.input.now - before;
    }

  g_assert_cmpint (ABS (had[0] - had[1]), <, 12 * MIN_);
  g_assert_cmpuint (lane.loads, <=, 24 * 6 + 1);
}

/* 100 000 jobs of three keys come in one by one, and each is followed by a plan;
 * as sums, and once more job by job. That takes some µs a job, where it is not
 * slowed down by a sanitizer: --perf asks for less than 50. */
static void
test_many_jobs (void)
{
  const guint n = 100000;
  g_autofree BatchScheduleGroup *jobs = g_new0 (BatchScheduleGroup, n);
  g_autoptr(BatchSchedule) plan = NULL;
  BatchScheduleInput input;
  gint64 started;
  Lane lane;

  lane_init (&lane, BATCH_POLICY_FEWEST_SWAPS);
  started = g_get_monotonic_time ();
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BatchSchedule) next = NULL;

      lane_submit (&lane, i % 3, 1);
      next = batch_scheduler_plan (&lane.input);
      g_assert_cmpuint (next->n_places, ==, 1);
    }
  g_test_message ("%.2f µs a job", (double) (g_get_monotonic_time () - started) / n);
  if (g_test_perf ())
    g_assert_cmpint (g_get_monotonic_time () - started, <, 50 * n);

  for (guint i = 0; i < n; i++)
    jobs[i] = (BatchScheduleGroup) {
      .key = key_names[i % 3], .rank = i, .submitted_at = i, .waiting = 1, .item_ms = 1,
    };
  input = (BatchScheduleInput) { .groups = jobs, .n_groups = n, .now = NOW };
  plan = batch_scheduler_plan (&input);
  g_assert_cmpuint (plan->n_places, ==, 3);
  g_assert_cmpuint (plan->arrival_loads, ==, n);
  g_assert_cmpuint (plan->loads, ==, 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/any-schedule/every-group-once", test_every_group_once);
  g_test_add_func ("/batch/planning/any-schedule/fewest-loads", test_fewest_loads);
  g_test_add_func ("/batch/planning/any-schedule/words-are-true", test_words_are_true);
  g_test_add_func ("/batch/planning/any-schedule/turns-of-a-person", test_turns_of_a_person);
  g_test_add_func ("/batch/planning/any-schedule/exact-order", test_exact_order_is_the_list);
  g_test_add_func ("/batch/planning/any-schedule/sums", test_sums_give_the_same_plan);
  g_test_add_func ("/batch/planning/any-schedule/nobody-starves", test_nobody_starves);
  g_test_add_func ("/batch/planning/any-schedule/turns-of-patience", test_turns_of_patience);
  g_test_add_func ("/batch/planning/any-schedule/fair-by-time", test_fair_by_time);
  g_test_add_func ("/batch/planning/any-schedule/many-jobs", test_many_jobs);
  return g_test_run ();
}
