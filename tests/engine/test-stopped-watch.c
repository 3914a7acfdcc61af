/* test-stopped-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "test-engine.h"
#include "test-support.h"
#include "test-worker.h"

/* Another process that works on the jobs of an engine, and is stopped. */

typedef struct
{
  char              *dir;
  pid_t              worker;
  BatchEngine       *engine;
  BatchStoppedWatch *watch;
  guint              n_changes;
} Fixture;

/* While there is no store yet, whoever holds a lock there keeps others from making one. */
static void
make_store (const char *dir)
{
  BatchEngine *engine = batch_test_open_engine (dir);

  batch_test_close_engine (engine);
  g_assert_finalize_object (engine);
}

static void
count_cb (Fixture *fixture)
{
  fixture->n_changes++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->dir = batch_test_make_dir ();
  make_store (fixture->dir);
  fixture->worker = batch_test_worker_start (fixture->dir, TRUE);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->watch = batch_stopped_watch_new (fixture->engine);
  g_signal_connect_swapped (fixture->watch, "notify::process", G_CALLBACK (count_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->watch);
  batch_test_close_engine (fixture->engine);
  g_assert_finalize_object (fixture->engine);
  batch_test_worker_end (fixture->worker);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static GListModel *
find (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  GListModel *processes;

  batch_engine_find_stopped_async (fixture->engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  processes = batch_engine_find_stopped_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return processes;
}

static void
assert_is_worker (Fixture             *fixture,
                  BatchStoppedProcess *process)
{
  char name[16];

  g_assert_true (BATCH_IS_STOPPED_PROCESS (process));
  g_assert_cmpint (batch_stopped_process_get_id (process), ==, fixture->worker);
  g_assert_cmpint (prctl (PR_GET_NAME, name), ==, 0);
  g_assert_cmpstr (batch_stopped_process_get_name (process), ==, name);
}

static void
test_find (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) processes = find (fixture);
  g_autoptr(GListModel) later = NULL;
  g_autoptr(BatchStoppedProcess) process = g_list_model_get_item (processes, 0);

  g_assert_cmpuint (g_list_model_get_n_items (processes), ==, 1);
  assert_is_worker (fixture, process);

  g_assert_true (batch_stopped_process_resume (process, &error));
  g_assert_no_error (error);
  batch_test_worker_wait (fixture->worker, WCONTINUED);
  later = find (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (later), ==, 0);
}

static void
wait_for_process (Fixture *fixture)
{
  while (batch_stopped_watch_get_process (fixture->watch) == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_is_worker (fixture, batch_stopped_watch_get_process (fixture->watch));
}

static void
test_resume (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (batch_stopped_watch_get_active (fixture->watch));
  g_assert_true (batch_stopped_watch_resume (fixture->watch, &error));
  g_assert_no_error (error);

  batch_stopped_watch_set_active (fixture->watch, TRUE);
  g_assert_true (batch_stopped_watch_get_active (fixture->watch));
  wait_for_process (fixture);
  g_assert_cmpuint (fixture->n_changes, ==, 1);

  g_assert_true (batch_stopped_watch_resume (fixture->watch, &error));
  g_assert_no_error (error);
  batch_test_worker_wait (fixture->worker, WCONTINUED);
  g_assert_null (batch_stopped_watch_get_process (fixture->watch));
  g_assert_cmpuint (fixture->n_changes, ==, 2);
}

/* It ends, whatever ends it: nobody is told that it could not go on but who asks for it. */
static void
test_ended (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  batch_stopped_watch_set_active (fixture->watch, TRUE);
  wait_for_process (fixture);
  batch_test_worker_end (fixture->worker);
  g_assert_false (batch_stopped_watch_resume (fixture->watch, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_assert_null (batch_stopped_watch_get_process (fixture->watch));

  fixture->worker = batch_test_worker_start (fixture->dir, TRUE);
  wait_for_process (fixture);
}

static void
test_inactive (Fixture       *fixture,
               gconstpointer  data)
{
  batch_stopped_watch_set_active (fixture->watch, TRUE);
  wait_for_process (fixture);
  batch_stopped_watch_set_active (fixture->watch, FALSE);
  g_assert_null (batch_stopped_watch_get_process (fixture->watch));
  g_assert_cmpuint (fixture->n_changes, ==, 2);
}

/* Whatever it does just then, it lets go of the engine. */
static void
test_dropped (Fixture       *fixture,
              gconstpointer  data)
{
  batch_stopped_watch_set_active (fixture->watch, TRUE);
}

/* As a binding makes it, which knows no constructor but that of all objects. */
static void
test_nobody (void)
{
  g_autoptr(BatchStoppedProcess) process = g_object_new (BATCH_TYPE_STOPPED_PROCESS, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (batch_stopped_process_get_id (process), ==, 0);
  g_assert_cmpstr (batch_stopped_process_get_name (process), ==, "");
  g_assert_false (batch_stopped_process_resume (process, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, func) \
  g_test_add ("/batch/engine/stopped-watch/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("find", test_find);
  ADD ("resume", test_resume);
  ADD ("ended", test_ended);
  ADD ("inactive", test_inactive);
  ADD ("dropped", test_dropped);
  g_test_add_func ("/batch/engine/stopped-watch/nobody", test_nobody);

  return g_test_run ();
}
