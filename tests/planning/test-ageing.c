/* test-ageing.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-ageing-private.h"
#include "planning/batch-scheduler-private.h"

#define SECOND G_USEC_PER_SEC
#define MINUTE G_TIME_SPAN_MINUTE
#define HOUR   G_TIME_SPAN_HOUR
#define N_MANY 200000
#define NOW    (G_GINT64_CONSTANT (1700000000) * SECOND)

typedef struct
{
  const char *key;
  int         priority;
  gint64      overtaken_us;
  double      load_ms;
  gboolean    raised;
  int         then;             /* its priority */
  gboolean    is_trial;
} Group;

typedef struct
{
  const char *name;
  const char *current;
  gint64      current_us;       /* since it has the lane */
  Group       groups[4];
  gboolean    changes;
} Case;

static const Case cases[] = {
  { "nobody waits for long", "b", HOUR,
    { { "a", 0, 2 * HOUR - 1, 1, FALSE, 0 }, { "b", 3, 0, 1, FALSE, 3 } }, FALSE },
  { "somebody does", "b", HOUR,
    { { "a", 0, 2 * HOUR, 1, FALSE, 3 }, { "b", 3, 0, 1, FALSE, 3 } }, TRUE },
  { "those of one key keep their order", "b", HOUR,
    { { "a", 0, 2 * HOUR, 1, FALSE, 2 }, { "a", 1, 2 * HOUR, 1, FALSE, 3 },
      { "b", 3, 0, 1, FALSE, 3 }, { "c", 0, HOUR, 1, FALSE, 0 } }, TRUE },
  { "it keeps the lane for a turn", "a", 10 * MINUTE - 1,
    { { "a", 0, 0, 1, TRUE, 3 }, { "b", 3, 0, 1, FALSE, 3 } }, TRUE },
  { "and no longer", "a", 10 * MINUTE,
    { { "a", 0, 0, 1, TRUE, 0 }, { "b", 3, 0, 1, FALSE, 3 } }, TRUE },
  { "unless a load takes long", "a", 49 * MINUTE,
    { { "a", 0, 0, 300e3, TRUE, 3 }, { "b", 3, 0, 1, FALSE, 3 } }, TRUE },
  { "who had the lane anyway is not raised", "a", MINUTE,
    { { "a", 0, 0, 1, FALSE, 0 }, { "b", 3, 0, 1, FALSE, 3 } }, FALSE },
  { "nor is who has it no more", "b", MINUTE,
    { { "a", 0, 0, 1, TRUE, 0 }, { "b", 3, 0, 1, FALSE, 3 } }, TRUE },
  { "a trial goes before it", "b", HOUR,
    { { "a", 0, 2 * HOUR, 1, FALSE, 3 }, { "b", 3, 0, 1, FALSE, 3 },
      { "c", 1000000, 0, 1, FALSE, 1000000, TRUE } }, TRUE },
  { "and one of its own model", "b", HOUR,
    { { "a", 1000000, 2 * HOUR, 1, FALSE, 1000000, TRUE }, { "a", 0, 2 * HOUR, 1, FALSE, 3 },
      { "b", 3, 0, 1, FALSE, 3 } }, TRUE },
  { "a trial does not age", "b", HOUR,
    { { "a", 2, 2 * HOUR, 1, TRUE, 2, TRUE }, { "b", 3, 0, 1, FALSE, 3 } }, TRUE },
  { "priorities may be as far apart as can be", "b", HOUR,
    { { "a", G_MININT, 2 * HOUR, 1, FALSE, G_MAXINT }, { "b", G_MAXINT, 0, 1, FALSE, G_MAXINT },
      { "c", G_MININT, 2 * HOUR, 1, FALSE, 0 }, { "c", -1, 2 * HOUR, 1, FALSE, G_MAXINT } }, TRUE },
};

static void
run_case (const Case *c)
{
  BatchScheduleGroup groups[4] = { { 0 } };
  BatchScheduleInput input = {
    .groups = groups, .current_key = c->current, .current_since = NOW - c->current_us, .now = NOW,
  };
  g_autofree BatchScheduleGroup *raised = NULL;

  g_test_message ("%s", c->name);
  for (; input.n_groups < 4 && c->groups[input.n_groups].key != NULL; input.n_groups++)
    groups[input.n_groups] = (BatchScheduleGroup) {
      .key = c->groups[input.n_groups].key,
      .priority = c->groups[input.n_groups].priority,
      .overtaken_us = c->groups[input.n_groups].overtaken_us,
      .load_ms = c->groups[input.n_groups].load_ms,
      .raised = c->groups[input.n_groups].raised,
      .is_trial = c->groups[input.n_groups].is_trial,
    };

  raised = batch_ageing_raise (&input);
  g_assert_cmpint (raised != NULL, ==, c->changes);
  for (guint i = 0; raised != NULL && i < input.n_groups; i++)
    {
      g_assert_cmpint (raised[i].priority, ==, c->groups[i].then);
      g_assert_cmpint (raised[i].raised, ==,
                       !c->groups[i].is_trial
                       && (c->groups[i].overtaken_us >= 2 * HOUR
                           || (c->groups[i].raised && c->groups[i].then > c->groups[i].priority)));
    }
}

static void
test_raise (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (&cases[i]);
}

/* To look through all of them for each would take minutes. */
static void
test_many (void)
{
  g_autoptr(GStringChunk) keys = g_string_chunk_new (1 << 20);
  g_autofree BatchScheduleGroup *groups = g_new0 (BatchScheduleGroup, N_MANY);
  g_autofree BatchScheduleGroup *raised = NULL;
  BatchScheduleInput input = { .groups = groups, .n_groups = N_MANY, .now = NOW };

  for (guint i = 0; i < N_MANY; i++)
    {
      g_autofree char *key = g_strdup_printf ("a-model-of-a-long-name-%u", i / 2);

      groups[i].key = g_string_chunk_insert (keys, key);
      groups[i].overtaken_us = 2 * HOUR;
      groups[i].priority = (int) i;
    }

  raised = batch_ageing_raise (&input);
  for (guint i = 0; i < N_MANY; i++)
    g_assert_cmpint (raised[i].priority, ==, N_MANY - 2 + (int) i % 2);
}

/* It says why, and not that it has a priority that nobody gave it. */
static void
test_words (void)
{
  const BatchScheduleGroup groups[] = {
    { .key = "c", .submitted_at = NOW - 3 * HOUR, .waiting = 1, .item_ms = 1, .load_ms = 1 },
    { .key = "a", .submitted_at = NOW - 4 * HOUR, .waiting = 1, .item_ms = 1, .load_ms = 1,
      .overtaken_us = 2 * HOUR },
    { .key = "b", .submitted_at = NOW, .waiting = 1, .item_ms = 1, .load_ms = 1, .priority = 5,
      .rank = 1 },
  };
  const BatchScheduleResident residents[] = { { "b", TRUE } };

  for (guint n_residents = 0; n_residents <= 1; n_residents++)
    {
      BatchScheduleInput input = {
        .groups = groups, .n_groups = 3, .residents = residents, .n_residents = n_residents,
        .current_key = n_residents > 0 ? "b" : NULL, .current_since = NOW - HOUR, .now = NOW,
      };
      g_autoptr(BatchSchedule) plan = batch_scheduler_plan (&input);

      g_assert_cmpstr (plan->places[0].key, ==, "a");
      g_assert_cmpint (plan->places[0].reason, ==, BATCH_SCHEDULE_REASON_OVERTAKEN);
      g_assert_cmpstr (plan->places[0].words, ==, "has let others go first for 2 h");
      g_assert_cmpstr (plan->places[1].words, ==, "has priority 5");
      g_assert_cmpstr (plan->places[2].key, ==, "c");
    }
}

/* What was served because it had aged is told from what was served anyway. */
static void
test_account (void)
{
  BatchScheduleGroup groups[] = {
    { .key = "a", .waiting = 1, .in_flight = 1, .overtaken_us = 2 * HOUR },
    { .key = "b", .waiting = 1, .overtaken_us = 2 * HOUR, .raised = TRUE },
    { .key = "c", .waiting = 1, .in_flight = 1, .overtaken_us = HOUR },
  };

  batch_schedule_account (groups, G_N_ELEMENTS (groups), "a", 1, NOW);
  g_assert_true (groups[0].raised);
  g_assert_cmpint (groups[0].overtaken_us, ==, 0);
  g_assert_false (groups[1].raised);

  /* It stays so while it goes on. */
  batch_schedule_account (groups, G_N_ELEMENTS (groups), "a", 1, NOW);
  g_assert_true (groups[0].raised);
  batch_schedule_account (groups, G_N_ELEMENTS (groups), "c", 1, NOW);
  g_assert_false (groups[0].raised);
  g_assert_false (groups[2].raised);
}

static void
test_turns (void)
{
  static const struct
  {
    gint64   at;
    gboolean has_turn;
  } moments[] = {
    { MINUTE, FALSE },
    { MINUTE + 2 * HOUR - 1, FALSE },
    { MINUTE + 2 * HOUR, TRUE },
    { 11 * MINUTE + 2 * HOUR - 1, TRUE },
    { 11 * MINUTE + 2 * HOUR, FALSE },
    { 11 * MINUTE + 4 * HOUR - 1, FALSE },
    { 11 * MINUTE + 4 * HOUR, TRUE },
  };
  gint64 since = 0;

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_test_message ("moment %u", i);
      g_assert_cmpint (batch_ageing_has_turn (&since, moments[i].at), ==, moments[i].has_turn);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/ageing/raise", test_raise);
  g_test_add_func ("/batch/planning/ageing/many", test_many);
  g_test_add_func ("/batch/planning/ageing/words", test_words);
  g_test_add_func ("/batch/planning/ageing/account", test_account);
  g_test_add_func ("/batch/planning/ageing/turns", test_turns);
  return g_test_run ();
}
