/* test-engine-parallel.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "queue-driver.h"
#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-http.h"
#include "test-simulator.h"
#include "test-support.h"

/* How many requests are under way at a time when nobody has said how many, as the simulated
 * server saw it. */

/* What is slow is to be the server, and not we. */
#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
#define ANSWER_MS 400
#else
#define ANSWER_MS 100
#endif

typedef struct
{
  char           *dir;
  BatchSimulator *server;
  BatchEngine    *engine;
  BatchQueue     *queue;
  char           *backend;
} Fixture;

static void
open_engine (Fixture *fixture)
{
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  fixture->backend = batch_engine_use_url (fixture->engine,
                                           batch_simulator_get_uri (fixture->server), NULL);
}

static void
close_engine (Fixture *fixture)
{
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_assert_finalize_object (fixture->engine);
  g_clear_pointer (&fixture->backend, g_free);
}

static void
set_up (Fixture                    *fixture,
        const BatchSimulatorConfig *config)
{
  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (config);
  open_engine (fixture);
}

static void
tear_down (Fixture *fixture)
{
  close_engine (fixture);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static void
append_requests (GString    *lines,
                 const char *model,
                 guint       n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (lines,
                            "{\"custom_id\":\"%s%u\",\"method\":\"POST\","
                            "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"%s\","
                            "\"messages\":[{\"role\":\"user\",\"content\":\"prompt %u\"}]}}\n",
                            model, i, model, i);
}

/* @n requests for a, and @n_other for b; they are worked on. */
static BatchJob *
begin (Fixture *fixture,
       guint    n,
       guint    n_other,
       guint    parallel)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autofree char *path = g_build_filename (fixture->dir, "input.jsonl", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autoptr(BatchJob) job = NULL;

  append_requests (lines, "a", n);
  append_requests (lines, "b", n_other);
  g_assert_true (g_file_set_contents (path, lines->str, (gssize) lines->len, NULL));

  batch_job_set_backend (draft, fixture->backend);
  batch_job_set_parallel (draft, parallel);
  job = driver_enqueue (fixture->queue, draft);
  batch_engine_set_active (fixture->engine, TRUE);
  return batch_queue_get_job (fixture->queue, batch_job_get_id (job));
}

static void
run (Fixture *fixture,
     guint    n,
     guint    parallel)
{
  BatchJob *job = begin (fixture, n, 0, parallel);

  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, n);
}

/* With how many at a time the last quarter of the requests came, on average. */
static double
mean_in_flight (Fixture *fixture)
{
  guint64 length = batch_simulator_get_length (fixture->server);
  double sum = 0;
  guint n = 0;

  for (guint64 seq = 0; seq < length; seq++)
    {
      BatchSimulatorRecord record;

      if (!batch_simulator_get_record (fixture->server, seq, &record)
          || record.event != BATCH_SIMULATOR_EVENT_REQUEST || seq < length / 4 * 3)
        continue;

      sum += record.in_flight;
      n++;
    }

  g_assert_cmpuint (n, >, 0);
  return sum / n;
}

static BatchSimulatorCounters
counters (Fixture *fixture)
{
  BatchSimulatorCounters now;

  batch_simulator_get_counters (fixture->server, &now);
  return now;
}

/* What the engine says it has found out for the model. */
static guint
get_found (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GHashTable) found = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_list_parallels_async (fixture->engine, batch_simulator_get_uri (fixture->server),
                                     NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  found = batch_engine_list_parallels_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (found), <=, 1);
  return GPOINTER_TO_UINT (g_hash_table_lookup (found, "a"));
}

static void
slow_down (Fixture *fixture)
{
  g_autoptr(BatchTestResponse) response =
    batch_test_http_once (batch_simulator_get_port (fixture->server), "POST", "/__pace?times=40",
                          "");

  g_assert_cmpuint (response->status, ==, 200);
}

/* What was settled on is held to bounds: how many are in flight, while other numbers are tried, is
 * a matter of luck. */

/* A server that lets the others wait, without saying so. */
static void
test_slots_are_found (void)
{
  BatchSimulatorConfig config = { .models = "a", .slots = 4, .delay_ms = ANSWER_MS };
  Fixture fixture;

  set_up (&fixture, &config);
  run (&fixture, 600, 0);

  g_test_message ("%u found, %.1f in flight at last, up to %u", get_found (&fixture),
                  mean_in_flight (&fixture), counters (&fixture).max_in_flight);
  g_assert_cmpuint (get_found (&fixture), >=, 4);
  g_assert_cmpuint (get_found (&fixture), <=, 10);
  tear_down (&fixture);
}

/* One that has room for all that come. */
static void
test_more_is_found (void)
{
  BatchSimulatorConfig config = { .models = "a", .slots = 24, .delay_ms = ANSWER_MS };
  Fixture fixture;

  set_up (&fixture, &config);
  run (&fixture, 2000, 0);

  g_test_message ("%u found, %.1f in flight at last, up to %u", get_found (&fixture),
                  mean_in_flight (&fixture), counters (&fixture).max_in_flight);
  g_assert_cmpuint (get_found (&fixture), >=, 16);
  g_assert_cmpuint (counters (&fixture).max_in_flight, >=, 24);
  tear_down (&fixture);
}

/* The next run begins where the last one ended. */
static void
test_what_was_found_is_kept (void)
{
  BatchSimulatorConfig config = { .models = "a", .slots = 24, .delay_ms = ANSWER_MS };
  Fixture fixture;
  guint found;

  set_up (&fixture, &config);
  g_assert_cmpuint (get_found (&fixture), ==, 0);
  run (&fixture, 2000, 0);
  close_engine (&fixture);

  open_engine (&fixture);
  found = get_found (&fixture);
  g_test_message ("%u were found to be best", found);
  g_assert_cmpuint (found, >=, 12);
  batch_simulator_reset (fixture.server);
  /* None is answered before all of them have come. */
  slow_down (&fixture);
  run (&fixture, found, 0);
  g_assert_cmpuint (counters (&fixture).max_in_flight, ==, found);
  tear_down (&fixture);
}

/* vLLM works on four, has room for six, says neither, and turns away the others. */
static void
test_overload_is_heard (void)
{
  BatchSimulatorConfig config = {
    .personality = "vllm", .models = "a", .slots = 4, .queue = 2, .delay_ms = ANSWER_MS,
  };
  Fixture fixture;

  set_up (&fixture, &config);
  run (&fixture, 600, 0);

  g_test_message ("%u found, %.1f in flight at last, %u turned away", get_found (&fixture),
                  mean_in_flight (&fixture),
                  (guint) batch_simulator_count_status (fixture.server, 503));
  g_assert_cmpuint (batch_simulator_count_status (fixture.server, 503), >, 0);
  g_assert_cmpuint (batch_simulator_count_status (fixture.server, 503), <=, 40);
  g_assert_cmpuint (get_found (&fixture), >=, 4);
  g_assert_cmpuint (get_found (&fixture), <=, 6);
  tear_down (&fixture);
}

/* Who says how many gets that. */
static void
test_a_number_is_kept (void)
{
  BatchSimulatorConfig config = { .models = "a", .slots = 24, .delay_ms = 10 };
  Fixture fixture;

  set_up (&fixture, &config);
  run (&fixture, 600, 3);
  g_assert_cmpuint (counters (&fixture).max_in_flight, ==, 3);
  tear_down (&fixture);
}

static gint64
expect_ms (Fixture    *fixture,
           const char *model)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchPlan) plan = NULL;

  batch_engine_get_plan_async (fixture->engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  plan = batch_engine_get_plan_finish (fixture->engine, result, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (plan)); i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (G_LIST_MODEL (plan), i);

      if (g_str_equal (batch_plan_group_get_resource_key (group), model))
        return batch_eta_get_expected (batch_plan_group_get_eta (group));
    }

  g_assert_not_reached ();
}

/* A model that has not been met begins with one, and nobody expects it to stay there. */
static void
test_other_models_are_expected_to_take_as_many (void)
{
  BatchSimulatorConfig config = { .models = "a,b", .capacity = 1, .slots = 24,
                                  .delay_ms = ANSWER_MS };
  Fixture fixture;
  BatchJob *job;

  set_up (&fixture, &config);
  job = begin (&fixture, 2000, 400, 0);
  while (batch_job_get_succeeded (job) < 1000)
    g_main_context_iteration (NULL, TRUE);

  g_test_message ("%u found, %.1f s to be expected of the other model", get_found (&fixture),
                  (double) expect_ms (&fixture, "b") / 1000);
  g_assert_cmpint (expect_ms (&fixture, "b"), >, 400 * ANSWER_MS / 40);
  g_assert_cmpint (expect_ms (&fixture, "b"), <, 400 * ANSWER_MS / 4);
  tear_down (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/engine/parallel/slots-are-found", test_slots_are_found);
  g_test_add_func ("/batch/engine/parallel/more-is-found", test_more_is_found);
  g_test_add_func ("/batch/engine/parallel/what-was-found-is-kept", test_what_was_found_is_kept);
  g_test_add_func ("/batch/engine/parallel/overload-is-heard", test_overload_is_heard);
  g_test_add_func ("/batch/engine/parallel/a-number-is-kept", test_a_number_is_kept);

  g_test_add_func ("/batch/engine/parallel/other-models-are-expected-to-take-as-many",
                   test_other_models_are_expected_to_take_as_many);

  return g_test_run ();
}
