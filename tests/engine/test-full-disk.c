/* test-full-disk.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include "queue-driver.h"
#include "simulator/batch-simulator.h"
#include "store/store-vfs.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

/* The disk becomes full at any point of the work on a batch. It is told of, and when there is room
 * the work goes on to its end, whatever could not be written. */

#define N_ITEMS   8
#define PAGE_SIZE 4096

typedef struct
{
  BatchTestEngine  test;
  BatchSimulator  *server;
  BatchQueue      *queue;
  char            *backend;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  BatchSimulatorConfig config = { .models = "a" };

  store_vfs_install ();
  store_vfs_reset ();
  batch_test_engine_set_up (&fixture->test, NULL);
  fixture->server = batch_test_start_simulator (&config);
  fixture->queue = batch_queue_new_for_engine (fixture->test.engine);
  fixture->backend = batch_engine_use_url (fixture->test.engine,
                                           batch_simulator_get_uri (fixture->server), NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_free (fixture->backend);
  g_object_unref (fixture->queue);
  batch_test_engine_tear_down (&fixture->test, NULL);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  store_vfs_uninstall ();
}

static BatchJob *
put_job (Fixture *fixture)
{
  g_autoptr(BatchJob) draft = driver_make_job ("a", 0);
  g_autoptr(BatchJob) job = NULL;

  for (guint i = 0; i < N_ITEMS; i++)
    {
      g_autofree char *id = g_strdup_printf ("r%u", i);
      g_autofree char *payload = g_strdup_printf ("{\"messages\":[{\"role\":\"user\","
                                                  "\"content\":\"prompt %u\"}]}", i);

      batch_job_add_item_with_model (draft, id, "a", payload, BATCH_SIZE_BUCKET_SMALL);
    }
  batch_job_set_handler (draft, "http");
  batch_job_set_backend (draft, fixture->backend);
  batch_job_set_parallel (draft, 2);
  job = driver_enqueue (fixture->queue, draft);
  return batch_queue_get_job (fixture->queue, batch_job_get_id (job));
}

/* Returns: whether the disk was full before the job was done. */
static gboolean
run_until_full (Fixture  *fixture,
                BatchJob *job,
                gint64    space)
{
  BatchEngine *engine = fixture->test.engine;

  store_vfs_set_space (space);
  batch_engine_set_active (engine, TRUE);
  while (batch_engine_get_trouble (engine) == NULL && !batch_job_is_terminal (job))
    g_main_context_iteration (NULL, TRUE);
  if (batch_job_is_terminal (job))
    return FALSE;

  g_assert_error (batch_engine_get_trouble (engine), G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  return TRUE;
}

static void
make_room (Fixture  *fixture,
           BatchJob *job)
{
  store_vfs_set_space (-1);
  batch_engine_try_again (fixture->test.engine);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  g_assert_cmpint (batch_job_get_succeeded (job), ==, N_ITEMS);
  batch_engine_set_active (fixture->test.engine, FALSE);
}

static void
test_any_point (Fixture       *fixture,
                gconstpointer  data)
{
  gboolean full = TRUE;
  gint64 space;

  for (space = 0; full; space += PAGE_SIZE)
    {
      BatchJob *job = put_job (fixture);

      full = run_until_full (fixture, job, space);
      make_room (fixture, job);
    }
}

/* It comes to the store after what pausing gives back. */
static void
fail_to_enqueue (Fixture *fixture)
{
  g_autoptr(BatchJob) draft = driver_make_job ("a", 1);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_queue_enqueue_async (fixture->queue, draft, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_null (batch_queue_enqueue_finish (fixture->queue, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
pause_and_go_on (Fixture *fixture)
{
  store_vfs_set_space (0);
  batch_engine_set_paused (fixture->test.engine, TRUE);
  fail_to_enqueue (fixture);
  batch_engine_set_paused (fixture->test.engine, FALSE);
}

/* What was to be done next is given back meanwhile, which cannot be written, either. */
static void
test_paused (Fixture       *fixture,
             gconstpointer  data)
{
  gboolean full = TRUE;
  gint64 space;

  for (space = 0; full; space += PAGE_SIZE)
    {
      BatchJob *job = put_job (fixture);

      full = run_until_full (fixture, job, space);
      pause_and_go_on (fixture);
      make_room (fixture, job);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* What could not be written is warned of. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_test_add ("/batch/engine/full-disk/any-point", Fixture, NULL, set_up, test_any_point,
              tear_down);
  g_test_add ("/batch/engine/full-disk/paused", Fixture, NULL, set_up, test_paused, tear_down);
  return g_test_run ();
}
