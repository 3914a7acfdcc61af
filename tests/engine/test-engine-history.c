/* test-engine-history.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "queue-driver.h"
#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

/* What an engine remembers of a run, held against what the server saw. */

typedef struct
{
  char           *dir;
  BatchSimulator *server;
  BatchEngine    *engine;
  BatchQueue     *queue;
} Fixture;

static void
open_engine (Fixture *fixture)
{
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
}

static void
close_engine (Fixture *fixture)
{
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_assert_finalize_object (fixture->engine);
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

/* Requests for the models "a" and "b" in turn, run to the end. Returns: (transfer full): the
 * id of the job */
static char *
run (Fixture *fixture,
     guint    n)
{
  g_autofree char *backend =
    batch_engine_use_url (fixture->engine, batch_simulator_get_uri (fixture->server), NULL);
  g_autofree char *path = g_build_filename (fixture->dir, "input.jsonl", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GString) lines = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (lines,
                            "{\"custom_id\":\"r%u\",\"method\":\"POST\","
                            "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"%c\","
                            "\"messages\":[{\"role\":\"user\",\"content\":\"prompt\"}]}}\n",
                            i, i % 2 ? 'b' : 'a');
  g_assert_true (g_file_set_contents (path, lines->str, lines->len, NULL));

  batch_job_set_backend (draft, backend);
  batch_job_set_parallel (draft, 4);
  job = driver_enqueue (fixture->queue, draft);
  batch_engine_set_active (fixture->engine, TRUE);
  while (!batch_job_state_is_terminal (batch_job_get_state (job)))
    g_main_context_iteration (NULL, TRUE);
  return g_strdup (batch_job_get_id (job));
}

static GListModel *
get_history (Fixture    *fixture,
             const char *job_id,
             guint       resolution)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *points;

  batch_engine_get_history_async (fixture->engine, job_id, NULL, NULL, resolution, NULL,
                                  batch_test_store_result, &result);
  batch_test_wait (&result);
  points = batch_engine_get_history_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return points;
}

static GListModel *
list_loads (Fixture    *fixture,
            const char *job_id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *loads;

  batch_engine_list_loads_async (fixture->engine, job_id, NULL, NULL, NULL,
                                 batch_test_store_result, &result);
  batch_test_wait (&result);
  loads = batch_engine_list_loads_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return loads;
}

static gint64
sum (GListModel *points,
     const char *property)
{
  gint64 total = 0;

  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr(GObject) point = g_list_model_get_item (points, i);
      gint64 value;

      g_object_get (point, property, &value, NULL);
      total += value;
    }

  return total;
}

static void
check_whole (Fixture    *fixture,
             const char *job_id,
             gint64      n_each)
{
  g_autoptr(GListModel) points = get_history (fixture, job_id, G_MAXUINT);

  g_assert_cmpuint (g_list_model_get_n_items (points), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(BatchHistoryPoint) point = g_list_model_get_item (points, i);
      g_autoptr(GDateTime) at = batch_history_point_get_at (point);

      g_assert_cmpint (batch_history_point_get_succeeded (point), ==, n_each);
      g_assert_cmpint (batch_history_point_get_failed (point), ==, 0);
      g_assert_cmpint (batch_history_point_get_prompt_tokens (point), >, n_each);
      g_assert_cmpint (batch_history_point_get_output_tokens (point), >, n_each);
      g_assert_cmpint (batch_history_point_get_p50_ms (point), >=, 9);
      g_assert_cmpint (batch_history_point_get_p95_ms (point),
                       >=, batch_history_point_get_p50_ms (point));
      g_assert_cmpint (batch_history_point_get_busy_ms (point), >=, n_each * 10);
      g_assert_true (g_str_has_prefix (batch_simulator_get_uri (fixture->server),
                                       batch_history_point_get_backend (point)));
      g_assert_cmpint (g_date_time_to_unix (at) % 10, ==, 0);
    }
}

static void
test_history (void)
{
  BatchSimulatorConfig config = { .models = "a:30,b:30", .capacity = 1, .delay_ms = 10 };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr(GListModel) points = NULL;
  Fixture fixture;

  set_up (&fixture, &config);
  first = run (&fixture, 40);
  check_whole (&fixture, first, 20);
  check_whole (&fixture, NULL, 20);

  /* Another engine adds to it. */
  close_engine (&fixture);
  open_engine (&fixture);
  check_whole (&fixture, first, 20);
  second = run (&fixture, 20);
  check_whole (&fixture, second, 10);
  check_whole (&fixture, first, 20);
  check_whole (&fixture, NULL, 30);
  points = get_history (&fixture, NULL, 0);
  g_assert_cmpint (sum (points, "succeeded"), ==, 60);
  tear_down (&fixture);
}

/* Whatever goes wrong on the way, an item counts once. */
static void
test_failures (void)
{
  BatchSimulatorConfig config = { .models = "a,b", .faults = "503:0.2,400:0.2" };
  g_autofree char *job_id = NULL;
  g_autoptr(GListModel) points = NULL;
  g_autoptr(BatchJob) job = NULL;
  Fixture fixture;

  set_up (&fixture, &config);
  job_id = run (&fixture, 100);
  job = g_object_ref (batch_queue_get_job (fixture.queue, job_id));
  points = get_history (&fixture, job_id, 0);
  g_assert_cmpint (batch_job_get_failed (job), >, 0);
  g_assert_cmpint (sum (points, "succeeded"), ==, batch_job_get_succeeded (job));
  g_assert_cmpint (sum (points, "failed"), ==, batch_job_get_failed (job));
  tear_down (&fixture);
}

static void
test_loads (void)
{
  BatchSimulatorConfig config = { .models = "a:60,b:40", .capacity = 1 };
  g_autofree char *job_id = NULL;
  g_autoptr(GListModel) loads = NULL;
  g_autoptr(GListModel) again = NULL;
  g_autoptr(BatchLoad) first = NULL;
  g_autoptr(BatchLoad) second = NULL;
  g_autoptr(GDateTime) began_at = NULL;
  g_autoptr(GDateTime) ended_at = NULL;
  Fixture fixture;

  set_up (&fixture, &config);
  job_id = run (&fixture, 20);
  loads = list_loads (&fixture, job_id);
  g_assert_cmpuint (g_list_model_get_n_items (loads), ==, 2);
  first = g_list_model_get_item (loads, 0);
  second = g_list_model_get_item (loads, 1);
  g_assert_cmpstr (batch_load_get_resource_key (first), ==, "a");
  g_assert_null (batch_load_get_evicted_key (first));
  g_assert_cmpint (batch_load_get_duration_ms (first), >=, 60);
  g_assert_cmpstr (batch_load_get_job_id (first), ==, job_id);
  g_assert_cmpstr (batch_load_get_resource_key (second), ==, "b");
  g_assert_cmpstr (batch_load_get_evicted_key (second), ==, "a");
  g_assert_cmpint (batch_load_get_duration_ms (second), >=, 40);

  began_at = batch_load_get_began_at (second);
  ended_at = batch_load_get_ended_at (first);
  g_assert_cmpint (g_date_time_compare (began_at, ended_at), >=, 0);

  close_engine (&fixture);
  open_engine (&fixture);
  again = list_loads (&fixture, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (again), ==, 2);
  tear_down (&fixture);
}

static void
test_estimate_quality (void)
{
  BatchSimulatorConfig config = { .models = "a,b", .delay_ms = 20 };
  g_autofree char *job_id = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchEstimateQuality) quality = NULL;
  g_autoptr(BatchForecast) last = NULL;
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, &config);
  job_id = run (&fixture, 200);
  batch_engine_get_estimate_quality_async (fixture.engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  quality = batch_engine_get_estimate_quality_finish (fixture.engine, result, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (batch_estimate_quality_get_n_jobs (quality), ==, 1);
  g_assert_cmpuint (batch_estimate_quality_get_n_held (quality), <=, 1);
  last = g_list_model_get_item (batch_estimate_quality_get_forecasts (quality), 0);
  g_assert_cmpstr (batch_forecast_get_job_id (last), ==, job_id);
  g_assert_cmpint (batch_forecast_get_low_ms (last), <=, batch_forecast_get_expected_ms (last));
  g_assert_cmpint (batch_forecast_get_expected_ms (last), <=, batch_forecast_get_high_ms (last));
  g_assert_cmpint (batch_forecast_get_actual_ms (last), >, 0);
  g_clear_object (&result);
  tear_down (&fixture);
}

static void
test_unknown_job (void)
{
  BatchSimulatorConfig config = { 0 };
  g_autoptr(GAsyncResult) work = NULL;
  g_autoptr(GAsyncResult) loads = NULL;
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, &config);
  batch_engine_get_history_async (fixture.engine, "batch_none", NULL, NULL, 0, NULL,
                                  batch_test_store_result, &work);
  batch_test_wait (&work);
  g_assert_null (batch_engine_get_history_finish (fixture.engine, work, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_clear_error (&error);

  batch_engine_list_loads_async (fixture.engine, "batch_none", NULL, NULL, NULL,
                                 batch_test_store_result, &loads);
  batch_test_wait (&loads);
  g_assert_null (batch_engine_list_loads_finish (fixture.engine, loads, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_clear_object (&work);
  g_clear_object (&loads);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/history/work", test_history);
  g_test_add_func ("/batch/engine/history/failures", test_failures);
  g_test_add_func ("/batch/engine/history/loads", test_loads);
  g_test_add_func ("/batch/engine/history/estimate-quality", test_estimate_quality);
  g_test_add_func ("/batch/engine/history/unknown-job", test_unknown_job);
  return g_test_run ();
}
