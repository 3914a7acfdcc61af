/* test-room.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-trace.h"
#include "test-engine.h"
#include "test-support.h"

/* Servers with room for several models. While a long batch is at work, others that are more
 * urgent come in: what the long one needs stays in memory, as far as there is room. */

#define N_LONG   400
#define N_URGENT 20

typedef struct
{
  const char *personality;
  guint       capacity;
  const char *loads;       /* what comes of “a”, and in between “b”, “c” and “b” again */
  guint       learnt;      /* for how many there was room, as it was seen; 0: it was told */
} RoomCase;

static BatchServerLimits *
get_limits (ServerFixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchBackend) backend = NULL;
  g_autoptr(GError) error = NULL;
  BatchServerLimits *limits;

  backend = batch_backend_new (SERVER_FIXTURE_BACKEND, batch_simulator_get_uri (fixture->simulator),
                               NULL, NULL, &error);
  g_assert_no_error (error);
  batch_engine_get_limits_async (fixture->engine, backend, NULL, NULL, NULL,
                                 batch_test_store_result, &result);
  batch_test_wait (&result);
  limits = batch_engine_get_limits_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return limits;
}

/* The next engine knows it. */
static void
check_learnt (ServerFixture *fixture,
              guint          learnt)
{
  g_autoptr(BatchServerLimits) limits = NULL;

  server_fixture_end (fixture);
  fixture->engine = batch_test_open_engine (fixture->dir);
  limits = get_limits (fixture);
  g_assert_cmpint (batch_server_limits_get_resident_source (limits), ==,
                   learnt > 0 ? BATCH_LIMIT_SOURCE_LEARNED : BATCH_LIMIT_SOURCE_SERVER);
  if (learnt > 0)
    g_assert_cmpuint (batch_server_limits_get_resident_models (limits), ==, learnt);
}

static BatchJob *
submit_urgent (ServerFixture *fixture,
               const char    *model)
{
  BatchJob *job;

  fixture->priority = 5;
  job = server_fixture_submit (fixture, model, N_URGENT, 1);
  fixture->priority = 0;
  return job;
}

static void
run_case (const RoomCase *c)
{
  static const char * const urgent[] = { "b", "c", "b" };
  BatchSimulatorConfig config = {
    .personality = c->personality, .models = "a:60,b:60,c:60", .capacity = c->capacity,
    .delay_ms = 5,
  };
  ServerFixture fixture = { 0 };
  g_autofree char *loads = NULL;
  BatchJob *job;

  server_fixture_set_up (&fixture, &config);
  job = server_fixture_submit (&fixture, "a", N_LONG, 1);
  batch_engine_set_active (fixture.engine, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (urgent); i++)
    {
      guint n_answers = i * N_URGENT + (i + 1) * N_LONG / 10;

      server_fixture_wait (&fixture, server_trace_has_answers, GUINT_TO_POINTER (n_answers), 20000);
      server_fixture_run (&fixture, submit_urgent (&fixture, urgent[i]));
    }

  server_fixture_run (&fixture, job);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, N_LONG);
  loads = server_fixture_list_loads (&fixture);
  g_test_message ("%s, room for %u: %s", c->personality, c->capacity, loads);
  g_assert_cmpstr (loads, ==, c->loads);
  g_assert_cmpuint (batch_engine_get_loads_done (fixture.engine), ==,
                    server_fixture_count (&fixture).loads);
  check_learnt (&fixture, c->learnt);
  server_fixture_tear_down (&fixture);
}

#define ONE   "+a -a +b -b +a -a +c -c +a -a +b -b +a"
#define TWO   "+a +b -b +c -c +b"
#define THREE "+a +b +c"

static void
test_server_says (void)
{
  static const RoomCase cases[] = {
    { "llama-router", 1, ONE },
    { "llama-router", 2, TWO },
    { "llama-router", 3, THREE },
    { "llama-router", 4, THREE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (&cases[i]);
}

/* It is seen what fits beside each other. What nothing waits for stays, too, but makes room before
 * what is still needed. */
static void
test_server_does_not_say (void)
{
  static const RoomCase cases[] = {
    { "ollama", 1, ONE, 1 },
    { "ollama", 2, TWO, 2 },
    { "ollama", 3, THREE, 3 },
    { "ollama", 4, THREE, 3 },
    { "lm-studio", 4, THREE, 3 },
    { "llama-swap", 1, ONE, 1 },
    { "llama-swap", 2, TWO, 2 },
    { "llama-swap", 4, THREE, 3 },
    { "localai", 1, ONE, 1 },
    { "localai", 2, TWO, 2 },
    { "localai", 4, THREE, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (&cases[i]);
}

static BatchPlan *
get_plan (ServerFixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchPlan *plan;

  batch_engine_get_plan_async (fixture->engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  plan = batch_engine_get_plan_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return plan;
}

static gboolean
says_arrival_loads (ServerFixture *fixture,
                    gpointer       n)
{
  g_autoptr(BatchPlan) plan = get_plan (fixture);

  return batch_plan_get_arrival_loads (plan) == GPOINTER_TO_UINT (n);
}

/* They were never loaded: it is taken from what another model of the server took. */
static gboolean
expects_loads (BatchPlan *plan)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (G_LIST_MODEL (plan), i);

      if (batch_plan_group_get_needs_load (group) && batch_plan_group_get_load_ms (group) <= 0)
        return FALSE;
    }

  return TRUE;
}

/* While a is at work: b, a, b and c come in. What that would have taken in this order depends
 * on the room; what is done does not. */
static void
test_plan_counts (void)
{
  static const struct { guint capacity; guint arrival_loads; } cases[] = {
    { 1, 4 }, { 2, 2 }, { 3, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorConfig config = {
        .personality = "llama-router", .models = "a:60,b:60,c:60",
        .capacity = cases[i].capacity, .delay_ms = 5,
      };
      ServerFixture fixture = { 0 };
      g_autoptr(BatchPlan) plan = NULL;
      BatchJob *last;

      server_fixture_set_up (&fixture, &config);
      server_fixture_submit (&fixture, "a", N_LONG, 1);
      batch_engine_set_active (fixture.engine, TRUE);
      server_fixture_wait (&fixture, server_trace_has_answers, GUINT_TO_POINTER (5), 20000);
      server_fixture_submit (&fixture, "b", N_URGENT, 1);
      server_fixture_submit (&fixture, "a", N_URGENT, 1);
      server_fixture_submit (&fixture, "b", N_URGENT, 1);
      last = server_fixture_submit (&fixture, "c", N_URGENT, 1);
      server_fixture_wait (&fixture, says_arrival_loads,
                           GUINT_TO_POINTER (cases[i].arrival_loads), 20000);
      plan = get_plan (&fixture);
      g_assert_true (expects_loads (plan));
      g_assert_cmpuint (batch_plan_get_loads (plan), ==, 2);
      g_assert_cmpuint (batch_plan_get_least_loads (plan), ==, 2);

      server_fixture_run (&fixture, last);
      g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 3);
      g_assert_cmpuint (batch_engine_get_loads_done (fixture.engine), ==, 3);
      server_fixture_tear_down (&fixture);
    }
}

/* Before anything was sent: what the order of arrival would take where such servers hold several
 * models, where they do not, or nobody knows, and where all models are there at any time. */
static void
test_usual_room (void)
{
  static const struct { const char *kind; guint arrival_loads; guint loads; } cases[] = {
    { "ollama", 2, 2 }, { "llama-router", 2, 2 }, { "llama-server", 40, 2 },
    { "openai-compatible", 40, 2 }, { "openai", 0, 0 }, { "azure-openai", 0, 0 },
    { "anthropic", 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorConfig config = { .models = "a:60,b:60" };
      ServerFixture fixture = { 0 };
      g_autoptr(BatchPlan) plan = NULL;

      g_test_message ("%s", cases[i].kind);
      fixture.simulator = batch_test_start_simulator (&config);
      server_fixture_set_up_at (&fixture, batch_simulator_get_uri (fixture.simulator),
                                cases[i].kind);
      server_fixture_submit (&fixture, "a b", 40, 1);
      plan = get_plan (&fixture);
      g_assert_cmpuint (batch_plan_get_arrival_loads (plan), ==, cases[i].arrival_loads);
      g_assert_cmpuint (batch_plan_get_loads (plan), ==, cases[i].loads);
      g_assert_cmpuint (batch_plan_get_least_loads (plan), ==, cases[i].loads);
      server_fixture_tear_down (&fixture);
    }
}

static gint64
get_load_ms (ServerFixture *fixture,
             const char    *key)
{
  g_autoptr(BatchPlan) plan = get_plan (fixture);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (G_LIST_MODEL (plan), i);

      if (g_str_equal (batch_plan_group_get_resource_key (group), key))
        return batch_plan_group_get_load_ms (group);
    }

  return -1;
}

static gboolean
expects_more_of_large (ServerFixture *fixture,
                       gpointer       nothing)
{
  gint64 small_ms = get_load_ms (fixture, "small");

  return server_fixture_count (fixture).loads > 0 && small_ms > 0
         && get_load_ms (fixture, "large") > 2 * small_ms;
}

/* In the simulator a model is the larger the longer its load takes. Neither was loaded. */
static void
test_sizes (void)
{
  BatchSimulatorConfig config = {
    .personality = "ollama", .models = "a:60,small:100,large:20000", .capacity = 1, .delay_ms = 5,
  };
  ServerFixture fixture = { 0 };

  server_fixture_set_up (&fixture, &config);
  server_fixture_submit (&fixture, "a", N_LONG, 1);
  server_fixture_submit (&fixture, "small large", N_URGENT, 1);
  batch_engine_set_active (fixture.engine, TRUE);
  server_fixture_wait (&fixture, expects_more_of_large, NULL, 20000);
  g_assert_cmpuint (server_fixture_count (&fixture).loads, ==, 1);
  server_fixture_tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/servers/room/M1-it-says", test_server_says);
  g_test_add_func ("/servers/room/M2-it-does-not", test_server_does_not_say);
  g_test_add_func ("/servers/room/M3-plan-counts", test_plan_counts);
  g_test_add_func ("/servers/room/M4-sizes", test_sizes);
  g_test_add_func ("/servers/room/M5-usual-room", test_usual_room);
  return g_test_run ();
}
