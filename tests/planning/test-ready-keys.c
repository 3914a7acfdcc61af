/* test-ready-keys.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-ready-keys-private.h"
#include "planning/batch-scheduler-private.h"

#include <math.h>

/* What a plan looks up, beside a walk through all keys; and what plans of very many cost. */

#define N_ROUNDS 400
#define MAX_KEYS 30
#define MANY     4000
/* For each key: two heaps of twelve steps, in and out. */
#define LOOKS    80

/* --- Beside a walk through all keys --- */

typedef struct
{
  GRand             *rand;
  BatchScheduleGroup groups[MAX_KEYS];
  BatchScheduleKey   keys[MAX_KEYS];
  guint              n_keys;
  double             clock_ms;
} Case;

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return batch_schedule_compare_places (((const BatchScheduleKey *) a)->first,
                                        ((const BatchScheduleKey *) b)->first);
}

static void
case_init (Case  *self,
           GRand *rand)
{
  *self = (Case) { .rand = rand, .n_keys = (guint) g_rand_int_range (rand, 0, MAX_KEYS + 1) };
  for (guint i = 0; i < self->n_keys; i++)
    {
      self->groups[i].rank = g_rand_int_range (rand, 0, 12);
      self->keys[i] = (BatchScheduleKey) {
        .first = &self->groups[i],
        .submitted_at = g_rand_int_range (rand, 0, 12),
        .due_ms = g_rand_int_range (rand, 0, 2) == 0 ? 0 : g_rand_int_range (rand, 1, 9),
        .priority = g_rand_int_range (rand, -1, 2),
        .turn = g_rand_int_range (rand, 0, 8) == 0,
        .residency = g_rand_int_range (rand, 0, 8) == 0 ? BATCH_SEEN_RESIDENT
                                                        : BATCH_NOT_RESIDENT,
      };
    }
}

static gboolean
is_ready (const Case             *self,
          const BatchScheduleKey *key)
{
  return !key->placed && key->turn == 0 && key->residency == BATCH_NOT_RESIDENT
         && key->due_ms <= self->clock_ms;
}

static void
check_priority (Case           *self,
                BatchReadyKeys *ready,
                int             priority)
{
  BatchScheduleKey *first = NULL;
  BatchScheduleKey *oldest = NULL;

  for (guint i = 0; i < self->n_keys; i++)
    {
      BatchScheduleKey *key = &self->keys[i];

      if (!is_ready (self, key) || key->priority != priority)
        continue;
      if (first == NULL || compare (key, first) < 0)
        first = key;
      if (oldest == NULL || key->submitted_at < oldest->submitted_at)
        oldest = key;
    }

  g_assert_true (batch_ready_keys_first (ready, priority) == first);
  g_assert_true (batch_ready_keys_oldest (ready, priority) == oldest);
}

static void
check_range (Case           *self,
             BatchReadyKeys *ready)
{
  int highest = G_MININT;
  int lowest = G_MAXINT;
  int seen_highest;
  int seen_lowest;

  for (guint i = 0; i < self->n_keys; i++)
    if (is_ready (self, &self->keys[i]))
      {
        highest = MAX (highest, self->keys[i].priority);
        lowest = MIN (lowest, self->keys[i].priority);
      }

  g_assert_cmpint (batch_ready_keys_get_priorities (ready, &seen_highest, &seen_lowest), ==,
                   highest >= lowest);
  if (highest < lowest)
    return;
  g_assert_cmpint (seen_highest, ==, highest);
  g_assert_cmpint (seen_lowest, ==, lowest);
}

static void
check_next_due (Case           *self,
                BatchReadyKeys *ready)
{
  double due_ms = INFINITY;

  for (guint i = 0; i < self->n_keys; i++)
    if (!self->keys[i].placed && self->keys[i].due_ms > self->clock_ms)
      due_ms = MIN (due_ms, self->keys[i].due_ms);

  g_assert_cmpfloat (batch_ready_keys_next_due (ready), ==, due_ms);
}

static void
test_walk (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20261126);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr(BatchReadyKeys) ready = NULL;
      guint64 looks = 0;
      Case c;

      case_init (&c, rand);
      ready = batch_ready_keys_new (c.keys, c.n_keys, compare, &looks);
      for (guint step = 0; step < 2 * c.n_keys + 1; step++)
        {
          batch_ready_keys_take_due (ready, c.clock_ms);
          for (int priority = -2; priority <= 2; priority++)
            check_priority (&c, ready, priority);
          check_range (&c, ready);
          check_next_due (&c, ready);

          if (c.n_keys > 0)
            c.keys[g_rand_int_range (rand, 0, (gint32) c.n_keys)].placed = TRUE;
          c.clock_ms += g_rand_int_range (rand, 0, 3) == 0;
        }
    }
}

/* --- What plans of very many keys cost --- */

#define NOW (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

static const struct
{
  const char *name;
  BatchPolicy policy;
  gboolean    deadlines;           /* far away */
  guint       priorities;
  gboolean    delayed;             /* each second one */
  guint       residents;
  gboolean    turns;
} many[] = {
  { "one job", BATCH_POLICY_FEWEST_SWAPS, FALSE, 1, FALSE, 0, FALSE },
  { "with a deadline", BATCH_POLICY_FEWEST_SWAPS, TRUE, 1, FALSE, 0, FALSE },
  { "of several priorities", BATCH_POLICY_FEWEST_SWAPS, FALSE, 7, FALSE, 0, FALSE },
  { "of as many priorities", BATCH_POLICY_FEWEST_SWAPS, FALSE, MANY, FALSE, 0, FALSE },
  { "delayed", BATCH_POLICY_FEWEST_SWAPS, TRUE, 1, TRUE, 0, FALSE },
  { "some of them loaded", BATCH_POLICY_FEWEST_SWAPS, TRUE, 1, FALSE, 3, FALSE },
  { "in turn", BATCH_POLICY_FEWEST_SWAPS, FALSE, 1, FALSE, 0, TRUE },
  { "fair", BATCH_POLICY_FAIR, FALSE, 3, FALSE, 1, FALSE },
};

static void
check_all_placed (const BatchSchedule *plan)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (plan->n_places, ==, MANY);
  for (guint i = 0; i < plan->n_places; i++)
    g_assert_true (g_hash_table_add (seen, plan->places[i].key));
}

static void
test_many (void)
{
  for (guint c = 0; c < G_N_ELEMENTS (many); c++)
    {
      g_autofree BatchScheduleGroup *groups = g_new0 (BatchScheduleGroup, MANY);
      g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
      BatchScheduleResident residents[3] = { { 0 } };
      g_autoptr(BatchSchedule) plan = NULL;
      BatchScheduleInput input = {
        .groups = groups,
        .n_groups = MANY,
        .residents = residents,
        .n_residents = many[c].residents,
        .capacity = MAX (many[c].residents, 1),
        .policy = many[c].policy,
        .now = NOW,
      };

      for (guint i = 0; i < MANY; i++)
        {
          char *name = g_strdup_printf ("model-%u", i);
          gboolean waits = !many[c].delayed || i % 2 == 0;

          g_ptr_array_add (names, name);
          groups[i] = (BatchScheduleGroup) {
            .key = name,
            .key_place = i,
            .submitted_at = NOW + i,
            .waiting = waits,
            .delayed = !waits,
            .next_due = waits ? 0 : NOW + (gint64) i * G_USEC_PER_SEC,
            .deadline = many[c].deadlines ? NOW + 2000 * 3600 * (gint64) G_USEC_PER_SEC : 0,
            .item_ms = 100,
            .load_ms = 1000,
            .priority = (int) (i % many[c].priorities),
            .turn = many[c].turns ? MANY - i : 0,
          };
        }
      for (guint i = 0; i < many[c].residents; i++)
        residents[i].key = groups[MANY / 2 + i].key;

      plan = batch_scheduler_plan (&input);
      g_test_message ("%s: %.1f looks for each key", many[c].name, (double) plan->looks / MANY);
      check_all_placed (plan);
      g_assert_cmpuint (plan->loads, >=, MANY - many[c].residents);
      g_assert_cmpuint (plan->loads, <=, MANY);
      g_assert_cmpuint (plan->looks, >=, MANY);
      g_assert_cmpuint (plan->looks, <, LOOKS * MANY);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batch/planning/ready-keys/walk", test_walk);
  g_test_add_func ("/batch/planning/ready-keys/many", test_many);

  return g_test_run ();
}
