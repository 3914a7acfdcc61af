/* test-pool.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-pool.h"

#define MAX_TICKETS 16

/* A pool whose events are written down as words: "+a" a load begins, "xa" it is aborted, "-a" an
 * eviction, "1" ticket 1 has a slot, "!1" it is cut, "?1" its load has failed. */
typedef struct
{
  BatchSimulatorPool   *pool;
  GString              *events;
  BatchSimulatorTicket  tickets[MAX_TICKETS];
} Fixture;

static void
note (Fixture    *fixture,
      const char *sign,
      const char *text)
{
  if (fixture->events->len > 0)
    g_string_append_c (fixture->events, ' ');
  g_string_append_printf (fixture->events, "%s%s", sign, text);
}

static void
granted_cb (gpointer ticket_owner,
            gpointer user_data)
{
  g_autofree char *number = g_strdup_printf ("%u", GPOINTER_TO_UINT (ticket_owner));

  note (user_data, "", number);
}

static void
load_cb (BatchSimulatorModel *model,
         gpointer             user_data)
{
  note (user_data, "+", batch_simulator_model_get_name (model));
}

static void
evicted_cb (BatchSimulatorModel *model,
            gpointer             user_data)
{
  note (user_data, "-", batch_simulator_model_get_name (model));
}

static void
lost_cb (gpointer ticket_owner,
         gboolean load_failed,
         gpointer user_data)
{
  g_autofree char *number = g_strdup_printf ("%u", GPOINTER_TO_UINT (ticket_owner));

  note (user_data, load_failed ? "?" : "!", number);
}

static void
aborted_cb (BatchSimulatorModel *model,
            gpointer             user_data)
{
  note (user_data, "x", batch_simulator_model_get_name (model));
}

static const BatchSimulatorPoolFuncs funcs = {
  .granted = granted_cb,
  .lost = lost_cb,
  .load = load_cb,
  .aborted = aborted_cb,
  .evicted = evicted_cb,
};

static void
set_up_with (Fixture                       *fixture,
             const BatchSimulatorPoolRules *rules)
{
  *fixture = (Fixture) { .events = g_string_new (NULL) };
  fixture->pool = batch_simulator_pool_new (rules, &funcs, fixture);
  batch_simulator_pool_add (fixture->pool, "a", 1);
  batch_simulator_pool_add (fixture->pool, "b", 2);
  batch_simulator_pool_add (fixture->pool, "c", 3);
}

static void
set_up (Fixture *fixture,
        guint    capacity,
        guint    slots)
{
  const BatchSimulatorPoolRules rules = { .capacity = capacity, .slots = slots };

  set_up_with (fixture, &rules);
}

static void
tear_down (Fixture *fixture)
{
  batch_simulator_pool_free (fixture->pool);
  g_string_free (fixture->events, TRUE);
}

static void
ask (Fixture    *fixture,
     guint       ticket,
     const char *model)
{
  if (batch_simulator_pool_acquire (fixture->pool, batch_simulator_pool_find (fixture->pool, model),
                                    &fixture->tickets[ticket], GUINT_TO_POINTER (ticket)))
    granted_cb (GUINT_TO_POINTER (ticket), fixture);
}

static const char *
state_of (Fixture    *fixture,
          const char *model)
{
  return batch_simulator_model_get_state (batch_simulator_pool_find (fixture->pool, model));
}

static void
end (Fixture *fixture,
     guint    ticket)
{
  batch_simulator_pool_release (fixture->pool, &fixture->tickets[ticket]);
}

/* What has happened since the last call. */
static void
expect (Fixture    *fixture,
        const char *events)
{
  g_assert_cmpstr (fixture->events->str, ==, events);
  g_string_truncate (fixture->events, 0);
}

static void
loaded (Fixture *fixture)
{
  batch_simulator_pool_loaded (fixture->pool);
}

static void
test_load_once (void)
{
  Fixture fixture;

  set_up (&fixture, 0, 0);
  ask (&fixture, 1, "a");
  ask (&fixture, 2, "a");
  expect (&fixture, "+a");
  loaded (&fixture);
  expect (&fixture, "1 2");
  ask (&fixture, 3, "a");
  expect (&fixture, "3");
  end (&fixture, 1);
  end (&fixture, 2);
  end (&fixture, 3);
  ask (&fixture, 1, "a");
  expect (&fixture, "1");
  end (&fixture, 1);
  tear_down (&fixture);
}

static void
test_one_load_at_a_time (void)
{
  Fixture fixture;

  set_up (&fixture, 0, 0);
  ask (&fixture, 1, "b");
  ask (&fixture, 2, "a");
  ask (&fixture, 3, "c");
  expect (&fixture, "+b");
  loaded (&fixture);
  expect (&fixture, "1 +a");
  loaded (&fixture);
  expect (&fixture, "2 +c");
  loaded (&fixture);
  expect (&fixture, "3");
  for (guint i = 1; i <= 3; i++)
    end (&fixture, i);
  tear_down (&fixture);
}

static void
test_evicts_least_recently_used (void)
{
  Fixture fixture;

  set_up (&fixture, 2, 0);
  ask (&fixture, 1, "a");
  loaded (&fixture);
  end (&fixture, 1);
  ask (&fixture, 2, "b");
  loaded (&fixture);
  end (&fixture, 2);
  ask (&fixture, 1, "a");
  end (&fixture, 1);
  expect (&fixture, "+a 1 +b 2 1");
  ask (&fixture, 3, "c");
  expect (&fixture, "-b +c");
  loaded (&fixture);
  expect (&fixture, "3");
  end (&fixture, 3);
  tear_down (&fixture);
}

/* A busy model is spared while another is idle, even if that was used later. */
static void
test_evicts_idle_only (void)
{
  Fixture fixture;

  set_up (&fixture, 2, 0);
  ask (&fixture, 1, "a");
  loaded (&fixture);
  ask (&fixture, 2, "b");
  loaded (&fixture);
  end (&fixture, 2);
  expect (&fixture, "+a 1 +b 2");
  ask (&fixture, 3, "c");
  expect (&fixture, "-b +c");
  loaded (&fixture);
  end (&fixture, 1);
  end (&fixture, 3);
  tear_down (&fixture);
}

/* With one place and requests that never stop, the other model still gets its turn. */
static void
test_no_starvation (void)
{
  Fixture fixture;

  set_up (&fixture, 1, 0);
  ask (&fixture, 1, "a");
  loaded (&fixture);
  ask (&fixture, 2, "b");
  ask (&fixture, 3, "a");
  expect (&fixture, "+a 1");
  end (&fixture, 1);
  expect (&fixture, "-a +b");
  loaded (&fixture);
  expect (&fixture, "2");
  ask (&fixture, 4, "b");
  expect (&fixture, "");
  end (&fixture, 2);
  expect (&fixture, "-b +a");
  loaded (&fixture);
  expect (&fixture, "3");
  end (&fixture, 3);
  expect (&fixture, "-a +b");
  loaded (&fixture);
  expect (&fixture, "4");
  end (&fixture, 4);
  tear_down (&fixture);
}

/* While nothing is idle, the one that is to go takes nothing new, and the other one does. */
static void
test_others_go_on (void)
{
  Fixture fixture;

  set_up (&fixture, 2, 0);
  ask (&fixture, 1, "a");
  loaded (&fixture);
  ask (&fixture, 2, "b");
  loaded (&fixture);
  expect (&fixture, "+a 1 +b 2");
  ask (&fixture, 3, "c");
  ask (&fixture, 4, "b");
  ask (&fixture, 5, "a");
  expect (&fixture, "4");
  g_assert_cmpstr (state_of (&fixture, "a"), ==, "draining");

  /* But b becomes idle first: it goes, and a is spared. */
  end (&fixture, 2);
  end (&fixture, 4);
  expect (&fixture, "-b +c 5");
  loaded (&fixture);
  expect (&fixture, "3");
  end (&fixture, 1);
  end (&fixture, 3);
  end (&fixture, 5);
  expect (&fixture, "");
  tear_down (&fixture);
}

static void
test_slots (void)
{
  Fixture fixture;

  set_up (&fixture, 1, 2);
  for (guint i = 1; i <= 5; i++)
    ask (&fixture, i, "a");
  loaded (&fixture);
  expect (&fixture, "+a 1 2");
  end (&fixture, 2);
  expect (&fixture, "3");

  /* Those that are in line already are served before the model goes. */
  ask (&fixture, 6, "b");
  ask (&fixture, 7, "a");
  end (&fixture, 1);
  end (&fixture, 3);
  expect (&fixture, "4 5");
  end (&fixture, 4);
  expect (&fixture, "");
  end (&fixture, 5);
  expect (&fixture, "-a +b");
  loaded (&fixture);
  end (&fixture, 6);
  expect (&fixture, "6 -b +a");
  loaded (&fixture);
  expect (&fixture, "7");
  end (&fixture, 7);
  tear_down (&fixture);
}

static void
test_giving_up (void)
{
  Fixture fixture;

  set_up (&fixture, 1, 1);
  ask (&fixture, 1, "a");
  loaded (&fixture);
  ask (&fixture, 2, "a");
  ask (&fixture, 3, "b");
  ask (&fixture, 4, "a");
  expect (&fixture, "+a 1");

  /* Nobody wants b any more, so a is not to go, and ticket 4 is in its line. */
  end (&fixture, 3);
  end (&fixture, 2);
  end (&fixture, 1);
  expect (&fixture, "4");

  /* A load that has begun ends, wanted or not. */
  ask (&fixture, 5, "b");
  end (&fixture, 4);
  expect (&fixture, "-a +b");
  end (&fixture, 5);
  ask (&fixture, 6, "b");
  loaded (&fixture);
  expect (&fixture, "6");
  end (&fixture, 6);
  end (&fixture, 6);
  tear_down (&fixture);
}

static void
test_unload_idle (void)
{
  Fixture fixture;

  set_up (&fixture, 0, 0);
  ask (&fixture, 1, "a");
  loaded (&fixture);
  ask (&fixture, 2, "b");
  loaded (&fixture);
  end (&fixture, 1);
  expect (&fixture, "+a 1 +b 2");
  batch_simulator_pool_unload_idle (fixture.pool);
  ask (&fixture, 3, "b");
  expect (&fixture, "3");
  ask (&fixture, 4, "a");
  expect (&fixture, "+a");
  loaded (&fixture);
  expect (&fixture, "4");
  end (&fixture, 2);
  end (&fixture, 3);
  end (&fixture, 4);
  tear_down (&fixture);
}

static void
end_load (Fixture *fixture)
{
  GPtrArray *models = batch_simulator_pool_get_models (fixture->pool);
  gboolean loading = FALSE;

  for (guint i = 0; i < models->len; i++)
    loading |= g_str_equal (batch_simulator_model_get_state (models->pdata[i]), "loading");
  if (loading)
    loaded (fixture);
}

/* Whatever comes in whatever order: never more than there is room for, and everybody is served. */
static void
test_random (void)
{
  static const char *const names[] = { "a", "b", "c" };
  Fixture fixture;
  guint n_granted = 0;

  set_up (&fixture, 2, 2);
  for (guint turn = 0; turn < 20000; turn++)
    {
      guint number = g_test_rand_int_range (0, MAX_TICKETS);
      BatchSimulatorTicket *ticket = &fixture.tickets[number];
      guint n_resident = 0;

      if (ticket->state == BATCH_SIMULATOR_TICKET_NONE)
        ask (&fixture, number, names[g_test_rand_int_range (0, 3)]);
      else if (ticket->state == BATCH_SIMULATOR_TICKET_RUNNING ||
               g_test_rand_int_range (0, 10) == 0)
        end (&fixture, number);

      for (guint i = 0; i < 3; i++)
        {
          BatchSimulatorModel *model = batch_simulator_pool_find (fixture.pool, names[i]);

          g_assert_cmpuint (batch_simulator_model_get_running (model), <=, 2);
          n_resident += !g_str_equal (state_of (&fixture, names[i]), "unloaded");
        }
      g_assert_cmpuint (n_resident, <=, 2);
      if (g_test_rand_bit ())
        end_load (&fixture);
      n_granted += fixture.events->len;
      g_string_truncate (fixture.events, 0);
    }

  g_assert_cmpuint (n_granted, >, 1000);
  for (guint round = 0; round < 100; round++)
    {
      end_load (&fixture);
      for (guint i = 0; i < MAX_TICKETS; i++)
        if (fixture.tickets[i].state == BATCH_SIMULATOR_TICKET_RUNNING)
          end (&fixture, i);
    }
  for (guint i = 0; i < MAX_TICKETS; i++)
    g_assert_cmpint (fixture.tickets[i].state, ==, BATCH_SIMULATOR_TICKET_NONE);
  tear_down (&fixture);
}

static BatchSimulatorModel *
find (Fixture    *fixture,
      const char *name)
{
  return batch_simulator_pool_find (fixture->pool, name);
}

/* The one that is to be kept shortest goes, not the one that was used longest ago. */
static void
test_shortest_goes (void)
{
  const BatchSimulatorPoolRules rules = {
    .capacity = 2,
    .eviction = BATCH_SIMULATOR_EVICTION_SHORTEST,
    .keep_ms = 1000,
  };
  Fixture fixture;

  set_up_with (&fixture, &rules);
  ask (&fixture, 1, "a");
  loaded (&fixture);
  batch_simulator_model_set_keep (find (&fixture, "a"), -1);
  end (&fixture, 1);
  ask (&fixture, 2, "b");
  loaded (&fixture);
  end (&fixture, 2);
  ask (&fixture, 3, "c");
  expect (&fixture, "+a 1 +b 2 -b +c");
  loaded (&fixture);
  end (&fixture, 3);
  tear_down (&fixture);
}

/* While it is waited for it takes requests, and one that wants it kept revives it: then the load
 * waits until it goes for another reason. */
static void
test_victim_is_revived (void)
{
  const BatchSimulatorPoolRules rules = {
    .capacity = 1,
    .eviction = BATCH_SIMULATOR_EVICTION_SHORTEST,
    .keep_ms = 1000,
  };
  Fixture fixture;

  set_up_with (&fixture, &rules);
  ask (&fixture, 1, "a");
  loaded (&fixture);
  ask (&fixture, 2, "b");
  ask (&fixture, 3, "a");
  expect (&fixture, "+a 1 3");
  batch_simulator_model_set_keep (find (&fixture, "a"), -1);
  end (&fixture, 1);
  end (&fixture, 3);
  expect (&fixture, "");
  g_assert_true (batch_simulator_pool_unload (fixture.pool, find (&fixture, "a"), FALSE));
  expect (&fixture, "-a +b");
  loaded (&fixture);
  end (&fixture, 2);
  tear_down (&fixture);
}

static void
test_other_options_reload (void)
{
  const BatchSimulatorPoolRules rules = { .eviction = BATCH_SIMULATOR_EVICTION_SHORTEST };
  Fixture fixture;

  set_up_with (&fixture, &rules);
  ask (&fixture, 1, "a");
  loaded (&fixture);
  fixture.tickets[2].options = 7;
  ask (&fixture, 2, "a");
  expect (&fixture, "+a 1");
  end (&fixture, 1);
  expect (&fixture, "-a +a");
  loaded (&fixture);
  fixture.tickets[3].options = 7;
  ask (&fixture, 3, "a");
  expect (&fixture, "2 3");
  end (&fixture, 2);
  end (&fixture, 3);
  tear_down (&fixture);
}

/* Who has asked for the load takes it with him; who waits besides gets another one. */
static void
test_load_is_tied (void)
{
  const BatchSimulatorPoolRules rules = { .ties_loads = TRUE, .keep_ms = -1 };
  Fixture fixture;

  set_up_with (&fixture, &rules);
  ask (&fixture, 1, "a");
  ask (&fixture, 2, "a");
  end (&fixture, 1);
  expect (&fixture, "+a xa +a");
  loaded (&fixture);
  expect (&fixture, "2");
  end (&fixture, 2);
  tear_down (&fixture);
}

static void
test_busy_is_cut (void)
{
  const BatchSimulatorPoolRules rules = {
    .capacity = 1,
    .slots = 1,
    .eviction = BATCH_SIMULATOR_EVICTION_CUT,
    .keep_ms = -1,
  };
  Fixture fixture;

  set_up_with (&fixture, &rules);
  ask (&fixture, 1, "a");
  loaded (&fixture);
  ask (&fixture, 2, "a");
  ask (&fixture, 3, "b");
  expect (&fixture, "+a 1 -a !1 !2 +b");
  end (&fixture, 1);
  end (&fixture, 2);
  batch_simulator_pool_load_failed (fixture.pool);
  expect (&fixture, "?3");
  end (&fixture, 3);
  tear_down (&fixture);
}

/* What is pinned takes no room and stays; what is unloaded while busy goes when it is idle. */
static void
test_pin_and_unload (void)
{
  Fixture fixture;

  set_up (&fixture, 1, 0);
  batch_simulator_pool_pin (fixture.pool, find (&fixture, "a"));
  g_assert_true (batch_simulator_pool_preload (fixture.pool, find (&fixture, "a")));
  g_assert_false (batch_simulator_pool_preload (fixture.pool, find (&fixture, "a")));
  loaded (&fixture);
  ask (&fixture, 1, "b");
  loaded (&fixture);
  ask (&fixture, 2, "a");
  expect (&fixture, "+a +b 1 2");
  batch_simulator_pool_unload (fixture.pool, find (&fixture, "a"), FALSE);
  g_assert_cmpstr (state_of (&fixture, "a"), ==, "draining");
  end (&fixture, 2);
  expect (&fixture, "-a");
  g_assert_false (batch_simulator_pool_unload (fixture.pool, find (&fixture, "a"), TRUE));
  end (&fixture, 1);
  tear_down (&fixture);
}

static void
test_queues (void)
{
  static const struct
  {
    BatchSimulatorQueueing queueing;
    guint                  same;      /* how many of one model are taken, */
    guint                  other;     /* and of another one after that */
  } cases[] = {
    { BATCH_SIMULATOR_QUEUEING_FOR_SLOTS, 3, 3 },
    { BATCH_SIMULATOR_QUEUEING_FOR_LOADS, 5, 2 },
    { BATCH_SIMULATOR_QUEUEING_OF_MODEL, 2, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const BatchSimulatorPoolRules rules = {
        .slots = 1,
        .queue = 2,
        .queueing = cases[i].queueing,
        .keep_ms = -1,
      };
      Fixture fixture;
      guint n = 0;

      set_up_with (&fixture, &rules);
      ask (&fixture, n++, "a");
      loaded (&fixture);
      while (n < 5 && !batch_simulator_pool_is_full (fixture.pool, find (&fixture, "a"), 0))
        ask (&fixture, n++, "a");
      g_assert_cmpuint (n, ==, cases[i].same);
      for (n = 0; n < 3 && !batch_simulator_pool_is_full (fixture.pool, find (&fixture, "b"), 0);)
        ask (&fixture, 5 + n++, "b");
      g_assert_cmpuint (n, ==, cases[i].other);
      tear_down (&fixture);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/simulator/pool/load-once", test_load_once);
  g_test_add_func ("/batch/simulator/pool/one-load-at-a-time", test_one_load_at_a_time);
  g_test_add_func ("/batch/simulator/pool/evicts-least-used", test_evicts_least_recently_used);
  g_test_add_func ("/batch/simulator/pool/evicts-idle-only", test_evicts_idle_only);
  g_test_add_func ("/batch/simulator/pool/no-starvation", test_no_starvation);
  g_test_add_func ("/batch/simulator/pool/others-go-on", test_others_go_on);
  g_test_add_func ("/batch/simulator/pool/slots", test_slots);
  g_test_add_func ("/batch/simulator/pool/giving-up", test_giving_up);
  g_test_add_func ("/batch/simulator/pool/unload-idle", test_unload_idle);
  g_test_add_func ("/batch/simulator/pool/random", test_random);
  g_test_add_func ("/batch/simulator/pool/shortest-goes", test_shortest_goes);
  g_test_add_func ("/batch/simulator/pool/victim-is-revived", test_victim_is_revived);
  g_test_add_func ("/batch/simulator/pool/other-options-reload", test_other_options_reload);
  g_test_add_func ("/batch/simulator/pool/load-is-tied", test_load_is_tied);
  g_test_add_func ("/batch/simulator/pool/busy-is-cut", test_busy_is_cut);
  g_test_add_func ("/batch/simulator/pool/pin-and-unload", test_pin_and_unload);
  g_test_add_func ("/batch/simulator/pool/queues", test_queues);

  return g_test_run ();
}
