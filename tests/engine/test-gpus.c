/* test-gpus.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include <string.h>

#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

/* Two servers that somebody has said to share a graphics card: never is a model in the memory of
 * both, and never are both at work. */

#define N_SERVERS 2

typedef struct
{
  char           *dir;
  BatchSimulator *servers[N_SERVERS];
  BatchEngine    *engine;
  BatchQueue     *queue;
  guint           n_both;          /* looks at which both were at work */
  guint           n_both_hold;     /* … had a model in memory */
} Fixture;

static const char *const names[N_SERVERS] = { "one", "two" };

static void
add_backend (Fixture    *fixture,
             guint       number,
             const char *gpu)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchBackend) backend = NULL;
  g_autoptr(GError) error = NULL;

  backend = batch_backend_new (names[number],
                               batch_simulator_get_uri (fixture->servers[number]), "ollama", NULL,
                               &error);
  g_assert_no_error (error);
  batch_backend_set_gpu (backend, gpu);
  batch_engine_add_backend_async (fixture->engine, backend, NULL, batch_test_store_result,
                                  &result);
  batch_test_wait (&result);
  batch_engine_add_backend_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture    *fixture,
        const char *gpu)
{
  BatchSimulatorConfig config = {
    .personality = "ollama", .models = "a:20,b:20", .slots = 2, .delay_ms = 10,
  };

  *fixture = (Fixture) { .dir = batch_test_make_dir () };
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  for (guint i = 0; i < N_SERVERS; i++)
    {
      fixture->servers[i] = batch_test_start_simulator (&config);
      add_backend (fixture, i, gpu);
    }
}

static void
tear_down (Fixture *fixture)
{
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_assert_finalize_object (fixture->engine);
  for (guint i = 0; i < N_SERVERS; i++)
    {
      batch_simulator_stop (fixture->servers[i]);
      g_object_unref (fixture->servers[i]);
    }
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

/* Chats that go round the two models. */
static BatchJob *
submit (Fixture *fixture,
        guint    number,
        guint    n_items)
{
  g_autofree char *path = g_strdup_printf ("%s/input-%u.jsonl", fixture->dir, number);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < n_items; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("prompt %u", i);
      g_autofree char *body = batch_test_chat_body (i % 2 == 0 ? "a" : "b", prompt);

      g_string_append_printf (lines, "{\"custom_id\":\"r%u\",\"method\":\"POST\",\"url\":"
                              "\"/v1/chat/completions\",\"body\":%s}\n", i, body);
    }
  g_assert_true (g_file_set_contents (path, lines->str, -1, NULL));

  batch_job_set_backend (draft, names[number]);
  batch_queue_enqueue_async (fixture->queue, draft, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  job = batch_queue_enqueue_finish (fixture->queue, result, &error);
  g_assert_no_error (error);
  return batch_queue_get_job (fixture->queue, batch_job_get_id (job));
}

static gboolean
is_at_work (BatchSimulator *server)
{
  BatchSimulatorCounters now;

  batch_simulator_get_counters (server, &now);
  return now.in_flight > 0;
}

static gboolean
holds (BatchSimulator *server)
{
  BatchSimulatorCounters now;

  batch_simulator_get_counters (server, &now);
  return now.loads > now.evictions;
}

static void
run (Fixture   *fixture,
     BatchJob **jobs)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  batch_engine_set_active (fixture->engine, TRUE);
  while (!batch_job_is_terminal (jobs[0]) || !batch_job_is_terminal (jobs[1]))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      fixture->n_both += is_at_work (fixture->servers[0]) && is_at_work (fixture->servers[1]);
      fixture->n_both_hold += holds (fixture->servers[0]) && holds (fixture->servers[1]);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
    }
}

/* Each model is loaded once, and is in the memory of its server no more. */
static void
check_loads (Fixture *fixture,
             guint    n_items)
{
  for (guint i = 0; i < N_SERVERS; i++)
    {
      BatchSimulatorCounters counters;

      batch_simulator_get_counters (fixture->servers[i], &counters);
      g_assert_cmpuint (counters.answered, >=, n_items);
      g_assert_cmpuint (counters.loads, ==, 2);
      g_assert_cmpuint (counters.evictions, ==, counters.loads);
    }
}

static void
test_take_turns (void)
{
  Fixture fixture;
  BatchJob *jobs[N_SERVERS];

  set_up (&fixture, "card 0");
  for (guint i = 0; i < N_SERVERS; i++)
    jobs[i] = submit (&fixture, i, 40);
  run (&fixture, jobs);
  for (guint i = 0; i < N_SERVERS; i++)
    g_assert_cmpint (batch_job_get_succeeded (jobs[i]), ==, 40);
  g_assert_cmpuint (fixture.n_both, ==, 0);
  g_assert_cmpuint (fixture.n_both_hold, ==, 0);
  tear_down (&fixture);
}

/* Without a word about it they work at the same time. */
static void
test_have_their_own (void)
{
  Fixture fixture;
  BatchJob *jobs[N_SERVERS];

  set_up (&fixture, NULL);
  for (guint i = 0; i < N_SERVERS; i++)
    jobs[i] = submit (&fixture, i, 40);
  run (&fixture, jobs);
  g_assert_cmpuint (fixture.n_both, >, 0);
  g_assert_cmpuint (fixture.n_both_hold, >, 0);
  tear_down (&fixture);
}

/* All models are given back when a server hands on the card, so each is loaded once. */
static void
test_give_back (void)
{
  Fixture fixture;
  BatchJob *jobs[N_SERVERS];

  set_up (&fixture, "card 0");
  for (guint i = 0; i < N_SERVERS; i++)
    jobs[i] = submit (&fixture, i, 40);
  run (&fixture, jobs);
  batch_test_close_engine (fixture.engine);
  check_loads (&fixture, 40);

  g_object_unref (fixture.queue);
  g_assert_finalize_object (fixture.engine);
  fixture.engine = batch_test_open_engine (fixture.dir);
  fixture.queue = batch_queue_new_for_engine (fixture.engine);
  tear_down (&fixture);
}

static BatchPlan *
get_plan (Fixture *fixture)
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

/* What the groups take together, and whether one says that it comes after another server. */
static gint64
sum_of_groups (BatchPlan *plan,
               guint     *n_after)
{
  gint64 sum = 0;

  *n_after = 0;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (G_LIST_MODEL (plan), i);

      sum += batch_eta_get_expected (batch_plan_group_get_eta (group));
      *n_after += strstr (batch_plan_group_get_reason (group), "same graphics card") != NULL;
    }

  return sum;
}

/* One after the other on the same card, at the same time on two. */
static void
check_plan (const char *gpu)
{
  g_autoptr(BatchPlan) plan = NULL;
  BatchJob *jobs[N_SERVERS];
  Fixture fixture;
  gint64 expected;
  gint64 sum;
  guint n_after;

  set_up (&fixture, gpu);
  for (guint i = 0; i < N_SERVERS; i++)
    jobs[i] = submit (&fixture, i, 40);
  run (&fixture, jobs);
  batch_engine_set_active (fixture.engine, FALSE);
  for (guint i = 0; i < N_SERVERS; i++)
    submit (&fixture, i, 400);

  plan = get_plan (&fixture);
  expected = batch_eta_get_expected (batch_plan_get_eta (plan));
  sum = sum_of_groups (plan, &n_after);
  g_test_message ("%" G_GINT64_FORMAT " ms of %" G_GINT64_FORMAT, expected, sum);
  g_assert_cmpint (expected, >, 0);
  g_assert_cmpuint (n_after, ==, gpu != NULL);
  if (gpu != NULL)
    g_assert_cmpint (expected, >, sum * 3 / 4);
  else
    g_assert_cmpint (expected, <, sum * 3 / 4);
  g_clear_object (&plan);
  tear_down (&fixture);
}

static void
test_plan (void)
{
  check_plan ("card 0");
  check_plan (NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/engine/gpus/take-turns", test_take_turns);
  g_test_add_func ("/batch/engine/gpus/have-their-own", test_have_their_own);
  g_test_add_func ("/batch/engine/gpus/give-back", test_give_back);
  g_test_add_func ("/batch/engine/gpus/plan", test_plan);

  return g_test_run ();
}
