/* test-pausing.c
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

/* The ways to pause, on the simulated server: what it saw is the witness. */

typedef struct
{
  char           *dir;
  BatchSimulator *server;
  BatchEngine    *engine;
  BatchQueue     *queue;
  BatchJob       *job;
} Fixture;

static void
set_up (Fixture *fixture,
        guint    delay_ms)
{
  BatchSimulatorConfig config = { .models = "a", .delay_ms = delay_ms };
  g_autoptr(BatchJob) draft = driver_make_job ("a", 0);
  g_autoptr(BatchJob) job = NULL;
  g_autofree char *backend = NULL;

  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (&config);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  backend = batch_engine_use_url (fixture->engine, batch_simulator_get_uri (fixture->server), NULL);

  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *id = g_strdup_printf ("r%u", i);
      g_autofree char *payload = g_strdup_printf ("{\"messages\":[{\"role\":\"user\","
                                                  "\"content\":\"prompt %u\"}]}", i);

      batch_job_add_item_with_model (draft, id, "a", payload, BATCH_SIZE_BUCKET_SMALL);
    }
  batch_job_set_handler (draft, "http");
  batch_job_set_backend (draft, backend);
  batch_job_set_parallel (draft, 2);
  job = driver_enqueue (fixture->queue, draft);
  fixture->job = batch_queue_get_job (fixture->queue, batch_job_get_id (job));
}

static void
tear_down (Fixture *fixture)
{
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_assert_finalize_object (fixture->engine);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static BatchSimulatorCounters
counters (Fixture *fixture)
{
  BatchSimulatorCounters now;

  batch_simulator_get_counters (fixture->server, &now);
  return now;
}

static void
wait_in_flight (Fixture *fixture,
                guint    n)
{
  while (counters (fixture).in_flight != n)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

static gboolean
pause_engine (Fixture         *fixture,
              BatchPauseMode   mode,
              GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_pause_async (fixture->engine, mode, NULL, batch_test_store_result, &result);
  g_assert_true (batch_engine_get_paused (fixture->engine));
  g_assert_true (batch_engine_get_pausing (fixture->engine));
  batch_test_wait (&result);
  g_assert_false (batch_engine_get_pausing (fixture->engine));
  return batch_engine_pause_finish (fixture->engine, result, error);
}

static void
go_on (Fixture *fixture)
{
  g_autoptr(BatchTestResponse) response = NULL;

  response = batch_test_http_once (batch_simulator_get_port (fixture->server), "POST",
                                   "/__pace?times=0.001", "");
  g_assert_cmpuint (response->status, ==, 200);
  batch_engine_set_paused (fixture->engine, FALSE);
  g_assert_false (batch_engine_get_pausing (fixture->engine));
  driver_wait_state (fixture->job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (fixture->job), ==, 8);
}

/* What is under way comes to its end, and until then it is pausing. */
static void
test_after_current (void)
{
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, 200);
  batch_engine_set_active (fixture.engine, TRUE);
  wait_in_flight (&fixture, 2);
  pause_engine (&fixture, BATCH_PAUSE_MODE_AFTER_CURRENT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counters (&fixture).in_flight, ==, 0);
  g_assert_cmpuint (counters (&fixture).requests, ==, 2);
  g_assert_cmpuint (counters (&fixture).answered, ==, 2);
  go_on (&fixture);
  g_assert_cmpuint (counters (&fixture).asked_again, ==, 0);
  tear_down (&fixture);
}

/* Who pauses what is paused waits for nothing. */
static void
test_twice (void)
{
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, 20);
  batch_engine_set_active (fixture.engine, TRUE);
  wait_in_flight (&fixture, 2);
  for (guint i = 0; i < 2; i++)
    {
      pause_engine (&fixture, BATCH_PAUSE_MODE_AFTER_CURRENT, &error);
      g_assert_no_error (error);
    }
  go_on (&fixture);
  tear_down (&fixture);
}

static gint64
count_attempts (Fixture *fixture)
{
  GListModel *items = batch_job_get_items (fixture->job);
  gint64 sum = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(BatchItem) item = g_list_model_get_item (items, i);

      while (!batch_item_get_loaded (item))
        g_main_context_iteration (NULL, TRUE);
      sum += batch_item_get_attempts (item);
    }

  return sum;
}

/* It is broken off at once, goes back to the others that wait, and no attempt is counted. */
static void
test_now (void)
{
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, 60000);
  batch_engine_set_active (fixture.engine, TRUE);
  wait_in_flight (&fixture, 2);
  pause_engine (&fixture, BATCH_PAUSE_MODE_NOW, &error);
  g_assert_no_error (error);
  wait_in_flight (&fixture, 0);
  g_assert_cmpuint (counters (&fixture).closed_by_client, ==, 2);
  while (batch_job_get_pending (fixture.job) != 8)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (count_attempts (&fixture), ==, 0);
  go_on (&fixture);
  g_assert_cmpuint (counters (&fixture).asked_again, ==, 2);
  g_assert_cmpuint (counters (&fixture).answered_again, ==, 0);
  tear_down (&fixture);
}

/* One job, by somebody who does not work on it. */
static void
test_job_now (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  Fixture fixture;
  BatchEngine *other;

  set_up (&fixture, 60000);
  batch_engine_set_active (fixture.engine, TRUE);
  wait_in_flight (&fixture, 2);
  other = batch_test_open_engine (fixture.dir);
  batch_engine_pause_job_async (other, batch_job_get_id (fixture.job), BATCH_PAUSE_MODE_NOW, NULL,
                                batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_engine_pause_job_finish (other, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);

  wait_in_flight (&fixture, 0);
  g_assert_cmpuint (counters (&fixture).closed_by_client, ==, 2);
  while (batch_job_get_pending (fixture.job) != 8)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (batch_job_get_paused (fixture.job));

  batch_engine_set_job_paused_async (other, batch_job_get_id (fixture.job), FALSE, NULL,
                                     batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_true (batch_engine_set_job_paused_finish (other, result, NULL));
  g_clear_object (&result);
  batch_test_close_engine (other);
  g_assert_finalize_object (other);
  go_on (&fixture);
  tear_down (&fixture);
}

/* Who waits for a pause is told that there is none. */
static void
test_resumed_meanwhile (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  Fixture fixture;

  set_up (&fixture, 300);
  batch_engine_set_active (fixture.engine, TRUE);
  wait_in_flight (&fixture, 2);
  batch_engine_pause_async (fixture.engine, BATCH_PAUSE_MODE_AFTER_CURRENT, NULL,
                            batch_test_store_result, &result);
  batch_engine_set_paused (fixture.engine, FALSE);
  batch_test_wait (&result);
  g_assert_false (batch_engine_pause_finish (fixture.engine, result, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_clear_object (&result);
  go_on (&fixture);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/pausing/after-current", test_after_current);
  g_test_add_func ("/batch/engine/pausing/twice", test_twice);
  g_test_add_func ("/batch/engine/pausing/now", test_now);
  g_test_add_func ("/batch/engine/pausing/job-now", test_job_now);
  g_test_add_func ("/batch/engine/pausing/resumed-meanwhile", test_resumed_meanwhile);
  return g_test_run ();
}
