/* test-parallelism.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-parallelism-private.h"

#include "parallel-server.h"

#define SECOND G_USEC_PER_SEC
#define START  1

/* --- Servers in virtual time --- */

typedef struct
{
  ParallelServer server;
  guint          n_items;
  guint          lowest;           /* that it may settle at */
  guint          highest;
} Case;

static const Case cases[] = {
  { { "one at a time", 1, 0, 0.5, 0, 0, FALSE, FALSE }, 3000, 1, 5 },
  { { "four, all alike", 4, 0, 0, 0, 0, FALSE, FALSE }, 3000, 4, 5 },
  { { "four", 4, 0, 0.5, 0, 0, FALSE, FALSE }, 3000, 4, 7 },
  { { "sixteen", 16, 0, 0.5, 0, 0, FALSE, FALSE }, 8000, 14, 40 },
  { { "sixty-four, all alike", 64, 0, 0, 0, 0, FALSE, FALSE }, 16000, 60, 80 },
  { { "sixty-four", 64, 0, 0.5, 0, 0, FALSE, FALSE }, 16000, 56, 110 },
  { { "twenty-three, of sizes that are told", 23, 0, 1, 0, 0, FALSE, TRUE }, 8000, 20, 40 },
  { { "one that turns away more", 1, 1, 0.5, 0, 0, FALSE, FALSE }, 1000, 1, 1 },
  { { "four that turn away more", 4, 4, 0.5, 0, 0, FALSE, FALSE }, 3000, 3, 4 },
  { { "sixteen that turn away more", 16, 16, 0.5, 0, 0, FALSE, FALSE }, 4000, 14, 16 },
  { { "sixty-four that turn away more", 64, 64, 0.5, 0, 0, FALSE, FALSE }, 16000, 56, 64 },
  { { "four with room for ten", 4, 10, 0.5, 0, 0, FALSE, FALSE }, 3000, 4, 10 },
  { { "four that become sixteen", 4, 0, 0.5, 0, 16, FALSE, FALSE }, 8000, 14, 40 },
  { { "sixteen that become four", 16, 0, 0.5, 0, 4, FALSE, FALSE }, 8000, 4, 20 },
};

static void
check_server (gconstpointer data)
{
  const Case *c = data;

  for (guint32 seed = 1; seed <= 3; seed++)
    {
      ParallelRun run = parallel_server_run (&c->server, c->n_items, seed, 0, START, 0);
      double best = parallel_server_run (&c->server, c->n_items, seed, c->server.slots, 1,
                                         0).seconds;

      g_test_message ("%u: %u at the end, up to %u, %.1f s to %.1f s, %u turned away", seed,
                      run.level, run.highest, run.seconds, best, run.n_turned_away);
      g_assert_cmpuint (run.level, >=, c->lowest);
      g_assert_cmpuint (run.level, <=, c->highest);
      g_assert_cmpuint (run.n_turned_away, <=, 20 + c->n_items / 200);
      if (c->server.later_slots == 0)
        g_assert_cmpfloat (run.seconds, <=, 1.06 * best);
    }
}

/* Never far more under way than is of use, from a cold start on. */
static void
test_little_too_many (void)
{
  for (guint slots = 1; slots <= 64; slots++)
    {
      const ParallelServer alike = { .slots = slots };
      ParallelRun run = parallel_server_run (&alike, 40 * slots, slots, 0, START, 0);

      g_test_message ("%u slots: up to %u", slots, run.highest);
      g_assert_cmpuint (run.highest, <=, 4 * slots);
    }

  for (guint32 seed = 1; seed <= 100; seed++)
    {
      const ParallelServer one = { .slots = 1, .spread = 0.5 };

      g_assert_cmpuint (parallel_server_run (&one, 12, seed, 0, START, 0).highest, <=, 4);
    }
}

/* What is got done differs by a third either way, whatever is tried: good luck is no reason to
 * send ever more. */
static void
test_luck_is_not_believed (void)
{
  const ParallelServer server = { .slots = 24, .unsteady = 0.3 };
  guint n_far_too_many = 0;

  for (guint32 seed = 1; seed <= 40; seed++)
    {
      ParallelRun run = parallel_server_run (&server, 8000, seed, 0, START, 0);
      double best = parallel_server_run (&server, 8000, seed, server.slots, 1, 0).seconds;

      g_test_message ("%u: %u at the end, up to %u, %.1f s to %.1f s", seed, run.level,
                      run.highest, run.seconds, best);
      g_assert_cmpuint (run.level, >=, 14);
      n_far_too_many += run.level > 4 * server.slots;
    }

  g_assert_cmpuint (n_far_too_many, <=, 1);
}

/* --- What it does step by step --- */

typedef struct
{
  BatchParallelism       self;
  BatchParallelismTicket tickets[BATCH_PARALLELISM_MAX];
  guint                  n;
  gint64                 now;
} Lane;

static void
fill (Lane *lane)
{
  while (lane->n < batch_parallelism_get (&lane->self))
    lane->tickets[lane->n++] = batch_parallelism_begin (&lane->self, lane->now);
}

/* The oldest comes back. */
static void
end_one (Lane                    *lane,
         BatchParallelismOutcome  outcome)
{
  batch_parallelism_end (&lane->self, &lane->tickets[0], outcome, lane->now, 1);
  lane->n--;
  memmove (lane->tickets, lane->tickets + 1, lane->n * sizeof *lane->tickets);
}

/* All that are under way take a second. */
static void
pass_round (Lane *lane)
{
  guint n;

  fill (lane);
  n = lane->n;
  lane->now += SECOND;
  for (guint i = 0; i < n; i++)
    end_one (lane, BATCH_PARALLELISM_ANSWERED);
}

static void
lane_init (Lane  *lane,
           guint  start,
           guint  limit)
{
  lane->n = 0;
  lane->now = 1;
  batch_parallelism_init (&lane->self, start, limit);
}

static void
test_rush_doubles (void)
{
  Lane lane;

  lane_init (&lane, START, 0);
  pass_round (&lane);
  pass_round (&lane);
  for (guint level = 2; level <= 128; level *= 2)
    {
      g_assert_cmpuint (batch_parallelism_get (&lane.self), ==, level);
      g_assert_cmpuint (batch_parallelism_get_settled (&lane.self), ==, level / 2);
      for (guint round = 0; batch_parallelism_get (&lane.self) == level; round++)
        {
          g_assert_cmpuint (round, <, 2);
          pass_round (&lane);
        }
    }
}

/* Of one slot that nobody tells of, each request takes as long as all that are there. */
static void
test_rush_ends_where_nothing_is_gained (void)
{
  Lane lane;

  lane_init (&lane, START, 0);
  for (guint i = 0; i < 200; i++)
    {
      fill (&lane);
      g_assert_cmpuint (lane.n, <=, 2);
      lane.now += SECOND;
      end_one (&lane, BATCH_PARALLELISM_ANSWERED);
    }

  g_assert_true (batch_parallelism_is_learnt (&lane.self));
  g_assert_cmpuint (batch_parallelism_get_settled (&lane.self), ==, 1);
}

/* What was turned away was one too many; what has proved useful is gone on with. */
static void
test_rush_keeps_what_is_proved (void)
{
  Lane lane;

  lane_init (&lane, START, 0);
  while (batch_parallelism_get (&lane.self) < 32)
    pass_round (&lane);

  fill (&lane);
  lane.now += SECOND;
  batch_parallelism_end (&lane.self, &lane.tickets[--lane.n], BATCH_PARALLELISM_OVERLOADED,
                         lane.now, 1);
  g_assert_cmpuint (batch_parallelism_get (&lane.self), ==, 16);
  g_assert_true (batch_parallelism_is_learnt (&lane.self));
}

static void
test_rush_needs_a_full_lane (void)
{
  Lane lane;

  lane_init (&lane, 4, 0);
  for (guint i = 0; i < 1000; i++)
    {
      BatchParallelismTicket ticket = batch_parallelism_begin (&lane.self, lane.now);

      lane.now += SECOND;
      batch_parallelism_end (&lane.self, &ticket, BATCH_PARALLELISM_ANSWERED, lane.now, 1);
    }

  g_assert_cmpuint (batch_parallelism_get (&lane.self), ==, 4);
}

static void
test_limit_is_kept (void)
{
  static const struct { guint start, limit; } limits[] = {
    { 1, 1 }, { 4, 5 }, { 9, 4 }, { 64, 65 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      Lane lane;

      lane_init (&lane, limits[i].start, limits[i].limit);
      for (guint round = 0; round < 200; round++)
        {
          pass_round (&lane);
          g_assert_cmpuint (batch_parallelism_get (&lane.self), ==,
                            MIN (limits[i].start, limits[i].limit));
        }
    }
}

/* Whatever is gained by more. */
static void
test_most_is_kept (void)
{
  static const struct { guint start, limit, most, level; } mosts[] = {
    { 1, 0, 10, 10 }, { 16, 0, 10, 10 }, { 4, 0, 1, 1 }, { 4, 4, 10, 4 }, { 20, 20, 10, 10 },
    { 4, 4, 0, 4 }, { 1, 0, 1000, BATCH_PARALLELISM_MAX },
  };

  for (guint i = 0; i < G_N_ELEMENTS (mosts); i++)
    {
      guint highest = 0;
      Lane lane;

      lane_init (&lane, mosts[i].start, mosts[i].limit);
      batch_parallelism_set_most (&lane.self, mosts[i].most);
      for (guint round = 0; round < 200; round++)
        {
          highest = MAX (highest, batch_parallelism_get (&lane.self));
          pass_round (&lane);
        }

      g_test_message ("%u %u %u", mosts[i].start, mosts[i].limit, mosts[i].most);
      g_assert_cmpuint (highest, ==, mosts[i].level);
      g_assert_cmpuint (batch_parallelism_get_settled (&lane.self), <=, mosts[i].level);
    }
}

static void
test_overload_halves_once (void)
{
  Lane lane;
  guint round = 0;

  lane_init (&lane, 32, 32);
  fill (&lane);
  lane.now += SECOND;
  /* All of them were sent before anybody knew. */
  for (guint i = 0; i < 32; i++)
    end_one (&lane, i < 24 ? BATCH_PARALLELISM_ANSWERED : BATCH_PARALLELISM_OVERLOADED);

  g_assert_cmpuint (batch_parallelism_get (&lane.self), ==, 12);
  for (; batch_parallelism_get (&lane.self) < 24; round++)
    pass_round (&lane);
  g_assert_cmpuint (round, <=, 6);
  for (guint i = 0; i < 20; i++)
    pass_round (&lane);
  g_assert_cmpuint (batch_parallelism_get (&lane.self), ==, 24);
}

/* The server turns away those that it happens to look at last, whenever they were sent; and
 * when it has room again, it gets as many as it says that it works on. */
static void
test_overload_in_any_order (void)
{
  Lane lane;
  guint round = 0;

  lane_init (&lane, 8, 8);
  fill (&lane);
  lane.now += SECOND;
  for (guint i = 0; i < 8; i++)
    end_one (&lane, i < 4 ? BATCH_PARALLELISM_OVERLOADED : BATCH_PARALLELISM_ANSWERED);

  g_assert_cmpuint (batch_parallelism_get (&lane.self), <=, 4);
  for (; batch_parallelism_get (&lane.self) < 4 && round < 100; round++)
    pass_round (&lane);
  g_assert_cmpuint (round, <=, 6);
  g_assert_cmpuint (batch_parallelism_get (&lane.self), ==, 4);

  for (round = 0; batch_parallelism_get (&lane.self) < 8 && round < 1000; round++)
    pass_round (&lane);
  g_assert_cmpuint (round, <=, 200);
  for (guint i = 0; i < 200; i++)
    {
      pass_round (&lane);
      g_assert_cmpuint (batch_parallelism_get (&lane.self), <=, 8);
    }
}

/* That the others are answered after it says nothing of the number that is under way now. */
static void
test_overload_stays_halved (void)
{
  Lane lane;

  lane_init (&lane, 32, 32);
  fill (&lane);
  lane.now += SECOND;
  end_one (&lane, BATCH_PARALLELISM_OVERLOADED);
  g_assert_cmpuint (batch_parallelism_get (&lane.self), <=, 16);
  for (guint i = 1; i < 32; i++)
    {
      end_one (&lane, BATCH_PARALLELISM_ANSWERED);
      g_assert_cmpuint (batch_parallelism_get (&lane.self), <=, 16);
    }

  pass_round (&lane);
  g_assert_cmpuint (batch_parallelism_get (&lane.self), <=, 24);
}

static void
test_overload_never_ends_it (void)
{
  Lane lane;

  lane_init (&lane, 64, 0);
  for (guint i = 0; i < 500; i++)
    {
      fill (&lane);
      lane.now += SECOND;
      end_one (&lane, BATCH_PARALLELISM_OVERLOADED);
      g_assert_cmpuint (batch_parallelism_get (&lane.self), >=, 1);
    }

  g_assert_cmpuint (batch_parallelism_get (&lane.self), ==, 1);
}

static void
test_failures_say_nothing (void)
{
  Lane lane;

  lane_init (&lane, 4, 0);
  for (guint i = 0; i < 1000; i++)
    {
      fill (&lane);
      lane.now += SECOND;
      end_one (&lane, BATCH_PARALLELISM_OTHER);
    }

  g_assert_cmpuint (batch_parallelism_get (&lane.self), ==, 4);
  for (guint i = 0; i < 8; i++)
    pass_round (&lane);
  g_assert_cmpuint (batch_parallelism_get (&lane.self), >, 16);
}

/* Whatever happens, it stays between one and the most. */
static void
test_any_order (void)
{
  for (guint32 seed = 1; seed <= 50; seed++)
    {
      g_autoptr(GRand) random = g_rand_new_with_seed (seed);
      guint limit = seed % 3 == 0 ? 1 + seed : 0;
      Lane lane;

      lane_init (&lane, 1 + seed % 40, limit);
      for (guint i = 0; i < 5000; i++)
        {
          guint level = batch_parallelism_get (&lane.self);
          guint outcome = (guint) g_rand_int_range (random, 0, 20);

          g_assert_cmpuint (level, >=, 1);
          g_assert_cmpuint (level, <=, limit > 0 ? limit : BATCH_PARALLELISM_MAX);
          if (lane.n == 0 || (lane.n < level && g_rand_boolean (random)))
            lane.tickets[lane.n++] = batch_parallelism_begin (&lane.self, lane.now);
          else
            end_one (&lane, outcome < 18 ? BATCH_PARALLELISM_ANSWERED
                            : outcome == 18 ? BATCH_PARALLELISM_OTHER
                                            : BATCH_PARALLELISM_OVERLOADED);
          lane.now += g_rand_int_range (random, 0, SECOND);
        }
    }
}

/* What an earlier run has found is gone on with, and put to the test. */
static void
test_resume (void)
{
  BatchParallelism parallelism;

  batch_parallelism_init (&parallelism, START, 0);
  g_assert_false (batch_parallelism_is_learnt (&parallelism));
  batch_parallelism_resume (&parallelism, 0);
  g_assert_cmpuint (batch_parallelism_get (&parallelism), ==, START);
  g_assert_false (batch_parallelism_is_learnt (&parallelism));

  batch_parallelism_resume (&parallelism, 48);
  g_assert_cmpuint (batch_parallelism_get_settled (&parallelism), ==, 48);
  g_assert_cmpuint (batch_parallelism_get (&parallelism), >=, 48);
  g_assert_true (batch_parallelism_is_learnt (&parallelism));

  /* What the server says is believed. */
  batch_parallelism_init (&parallelism, START, 6);
  batch_parallelism_resume (&parallelism, 48);
  g_assert_cmpuint (batch_parallelism_get (&parallelism), ==, START);
  g_assert_false (batch_parallelism_is_learnt (&parallelism));
}

/* One at a time. */
static void
pass_alone (Lane  *lane,
            guint  n)
{
  while (lane->n > 0)
    end_one (lane, BATCH_PARALLELISM_ANSWERED);
  for (guint i = 0; i < n; i++)
    {
      lane->tickets[lane->n++] = batch_parallelism_begin (&lane->self, lane->now);
      lane->now += SECOND;
      end_one (lane, BATCH_PARALLELISM_ANSWERED);
    }
}

/* The trial that is under way is over; and that less gets done with fewer is no news. */
static void
test_paused (void)
{
  guint settled;
  Lane lane;

  lane_init (&lane, START, 0);
  batch_parallelism_resume (&lane.self, 16);
  for (guint round = 0; lane.self.phase != BATCH_PARALLELISM_UP; round++)
    {
      g_assert_cmpuint (round, <, 100);
      pass_round (&lane);
    }

  settled = batch_parallelism_get_settled (&lane.self);
  g_assert_cmpuint (batch_parallelism_get (&lane.self), ==, 2 * settled);
  batch_parallelism_set_paused (&lane.self, TRUE);
  g_assert_cmpuint (batch_parallelism_get (&lane.self), <=, settled + settled / 16);
  pass_alone (&lane, 1000);
  g_assert_cmpuint (batch_parallelism_get (&lane.self), <=, settled + settled / 16);
  g_assert_cmpuint (batch_parallelism_get_settled (&lane.self), ==, settled);
  g_assert_cmpfloat (lane.self.rate, >, 4.0 / SECOND);

  batch_parallelism_set_paused (&lane.self, FALSE);
  for (guint round = 0; lane.self.phase != BATCH_PARALLELISM_UP; round++)
    {
      g_assert_cmpuint (round, <, 100);
      pass_round (&lane);
    }
}

/* The rush goes on where it was. */
static void
test_paused_in_the_rush (void)
{
  guint level;
  Lane lane;

  lane_init (&lane, START, 0);
  pass_round (&lane);
  pass_round (&lane);
  level = batch_parallelism_get (&lane.self);
  g_assert_cmpuint (level, >, START);
  batch_parallelism_set_paused (&lane.self, TRUE);
  pass_alone (&lane, 100);
  g_assert_cmpuint (batch_parallelism_get (&lane.self), ==, level);
  g_assert_false (batch_parallelism_is_learnt (&lane.self));

  batch_parallelism_set_paused (&lane.self, FALSE);
  pass_round (&lane);
  pass_round (&lane);
  g_assert_cmpuint (batch_parallelism_get (&lane.self), >, level);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/batch/planning/parallelism/servers/%s",
                                               cases[i].server.name);

      g_test_add_data_func (path, &cases[i], check_server);
    }

  g_test_add_func ("/batch/planning/parallelism/little-too-many", test_little_too_many);
  g_test_add_func ("/batch/planning/parallelism/luck-is-not-believed", test_luck_is_not_believed);
  g_test_add_func ("/batch/planning/parallelism/rush-doubles", test_rush_doubles);
  g_test_add_func ("/batch/planning/parallelism/rush-ends-where-nothing-is-gained",
                   test_rush_ends_where_nothing_is_gained);
  g_test_add_func ("/batch/planning/parallelism/rush-keeps-what-is-proved",
                   test_rush_keeps_what_is_proved);
  g_test_add_func ("/batch/planning/parallelism/rush-needs-a-full-lane",
                   test_rush_needs_a_full_lane);
  g_test_add_func ("/batch/planning/parallelism/limit-is-kept", test_limit_is_kept);
  g_test_add_func ("/batch/planning/parallelism/most-is-kept", test_most_is_kept);
  g_test_add_func ("/batch/planning/parallelism/overload-halves-once", test_overload_halves_once);
  g_test_add_func ("/batch/planning/parallelism/overload-in-any-order", test_overload_in_any_order);
  g_test_add_func ("/batch/planning/parallelism/overload-stays-halved",
                   test_overload_stays_halved);
  g_test_add_func ("/batch/planning/parallelism/overload-never-ends-it",
                   test_overload_never_ends_it);
  g_test_add_func ("/batch/planning/parallelism/failures-say-nothing", test_failures_say_nothing);
  g_test_add_func ("/batch/planning/parallelism/resume", test_resume);
  g_test_add_func ("/batch/planning/parallelism/paused", test_paused);
  g_test_add_func ("/batch/planning/parallelism/paused-in-the-rush", test_paused_in_the_rush);
  g_test_add_func ("/batch/planning/parallelism/any-order", test_any_order);

  return g_test_run ();
}
