/* test-engine-peers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>
#include <sqlite3.h>

#include "test-engine.h"
#include "test-support.h"

/* What another engine on the same store has said of model servers holds from that moment on, also
 * before anybody has heard that it did; and whether another one works is known everywhere. Nobody
 * listens at the address. */

#define ADDRESS "http://127.0.0.1:9"

typedef struct
{
  char        *dir;
  BatchEngine *engine;
  BatchEngine *other;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->dir = batch_test_make_dir ();
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->other = batch_test_open_engine (fixture->dir);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  batch_test_close_engine (fixture->other);
  batch_test_close_engine (fixture->engine);
  g_assert_finalize_object (fixture->other);
  g_assert_finalize_object (fixture->engine);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static void
name_server (BatchEngine *engine,
             const char  *name,
             const char  *kind)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchBackend) backend = batch_backend_new (name, ADDRESS, kind, NULL, &error);

  g_assert_no_error (error);
  batch_engine_add_backend_async (engine, backend, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_engine_add_backend_finish (engine, result, &error);
  g_assert_no_error (error);
}

static BatchJob *
submit (Fixture            *fixture,
        const char         *backend,
        BatchExecutionMode  mode,
        GError            **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchJob) job = batch_job_new ("a:latest", NULL, BATCH_OVERWRITE_POLICY_SKIP);

  batch_job_set_handler (job, "http");
  batch_job_set_backend (job, backend);
  batch_job_set_execution_mode (job, mode);
  batch_job_add_item (job, NULL, "{\"model\": \"a:latest\"}", BATCH_SIZE_BUCKET_UNKNOWN);
  batch_engine_submit_async (fixture->engine, job, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_submit_finish (fixture->engine, result, error);
}

static void
check_key (Fixture    *fixture,
           const char *backend,
           const char *key)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = submit (fixture, backend, BATCH_EXECUTION_MODE_PROXY_NATIVE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (batch_job_get_resource_key (job), ==, key);
}

/* By its name, and by its address. */
static void
test_named (Fixture       *fixture,
            gconstpointer  user_data)
{
  const char *address = user_data;

  name_server (fixture->other, "named", "ollama");
  check_key (fixture, address != NULL ? address : "named", "a");
}

/* A server that was known before turns out to be of another kind. */
static void
test_other_kind (Fixture       *fixture,
                 gconstpointer  user_data)
{
  name_server (fixture->other, "found", "vllm");
  check_key (fixture, "found", "a:latest");
  name_server (fixture->other, "found", "ollama");
  check_key (fixture, "found", "a");
}

/* Of several names for one address, the first counts. */
static void
test_two_names (Fixture       *fixture,
                gconstpointer  user_data)
{
  name_server (fixture->other, "second", "vllm");
  check_key (fixture, ADDRESS, "a:latest");
  name_server (fixture->other, "first", "ollama");
  check_key (fixture, ADDRESS, "a");
  name_server (fixture->other, "third", "vllm");
  check_key (fixture, ADDRESS, "a");
}

static void
test_native (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;

  name_server (fixture->other, "named", "ollama");
  g_assert_null (submit (fixture, "named", BATCH_EXECUTION_MODE_NATIVE, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED);
}

/* Jobs that come while the store is asked have their places in the order of the calls. */
static void
test_order (Fixture       *fixture,
            gconstpointer  user_data)
{
  enum { N_JOBS = 20 };
  g_autoptr(BatchQueue) queue = batch_queue_new_for_engine (fixture->engine);
  GAsyncResult *results[N_JOBS] = { NULL };

  for (guint i = 0; i < N_JOBS; i++)
    {
      g_autofree char *id = g_strdup_printf ("job-%u", i);
      g_autoptr(BatchJob) job = batch_job_new ("a", NULL, BATCH_OVERWRITE_POLICY_SKIP);

      batch_job_set_id (job, id);
      batch_job_set_handler (job, i % 2 == 0 ? "http" : "workers");
      batch_job_add_item (job, NULL, "{}", BATCH_SIZE_BUCKET_UNKNOWN);
      batch_engine_submit_async (fixture->engine, job, NULL, batch_test_store_result,
                                 &results[i]);
    }

  for (guint i = 0; i < N_JOBS; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchJob) job = NULL;

      batch_test_wait (&results[i]);
      job = batch_engine_submit_finish (fixture->engine, results[i], &error);
      g_assert_no_error (error);
      g_clear_object (&results[i]);
    }

  while (g_list_model_get_n_items (G_LIST_MODEL (queue)) < N_JOBS)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < N_JOBS; i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (G_LIST_MODEL (queue), i);
      g_autofree char *id = g_strdup_printf ("job-%u", i);

      g_assert_cmpstr (batch_job_get_id (job), ==, id);
    }
}

/* --- Who works --- */

static void
wait_for_work (BatchEngine *engine,
               gboolean     worked_on)
{
  while (batch_engine_get_worked_on (engine) != worked_on)
    g_main_context_iteration (NULL, TRUE);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  guint *count = user_data;

  (*count)++;
}

static BatchJob *
submit_waiting (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  BatchJob *job = submit (fixture, ADDRESS, BATCH_EXECUTION_MODE_PROXY_NATIVE, &error);

  g_assert_no_error (error);
  return job;
}

/* It need not have a request under way: here there is nobody to send one to. */
static void
test_work_of_others (Fixture       *fixture,
                     gconstpointer  user_data)
{
  g_autoptr(BatchJob) job = submit_waiting (fixture);
  g_autoptr(BatchEngine) late = NULL;
  guint count = 0;

  g_signal_connect (fixture->engine, "notify::worked-on", G_CALLBACK (count_cb), &count);
  g_assert_false (batch_engine_get_worked_on (fixture->engine));
  g_assert_false (batch_engine_get_job_worked_on (fixture->engine, job));

  batch_engine_set_active (fixture->other, TRUE);
  g_assert_true (batch_engine_get_worked_on (fixture->other));
  wait_for_work (fixture->engine, TRUE);
  g_assert_true (batch_engine_get_job_worked_on (fixture->engine, job));
  g_assert_cmpuint (count, ==, 1);

  /* Whoever comes later knows it as soon as it is open. */
  late = batch_test_open_engine (fixture->dir);
  g_assert_true (batch_engine_get_worked_on (late));
  batch_test_close_engine (late);

  batch_engine_set_paused (fixture->other, TRUE);
  g_assert_false (batch_engine_get_worked_on (fixture->other));
  wait_for_work (fixture->engine, FALSE);
  batch_engine_set_paused (fixture->other, FALSE);
  wait_for_work (fixture->engine, TRUE);
  batch_engine_set_active (fixture->other, FALSE);
  wait_for_work (fixture->engine, FALSE);
  g_assert_false (batch_engine_get_job_worked_on (fixture->engine, job));
  g_assert_cmpuint (count, ==, 4);
}

/* What one works on is told by itself, with and without others. */
static void
test_own_work (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_autoptr(BatchJob) job = submit_waiting (fixture);
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  guint count = 0;

  g_signal_connect (fixture->engine, "notify::worked-on", G_CALLBACK (count_cb), &count);
  batch_engine_set_active (fixture->engine, TRUE);
  g_assert_true (batch_engine_get_job_worked_on (fixture->engine, job));

  batch_engine_pause_job_async (fixture->engine, batch_job_get_id (job),
                                BATCH_PAUSE_MODE_AFTER_CURRENT, NULL, batch_test_store_result,
                                &result);
  batch_test_wait (&result);
  batch_engine_pause_job_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  while (!batch_job_get_paused (job))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (batch_engine_get_job_worked_on (fixture->engine, job));

  batch_engine_set_active (fixture->other, TRUE);
  wait_for_work (fixture->other, TRUE);
  batch_engine_set_active (fixture->engine, FALSE);
  wait_for_work (fixture->engine, TRUE);
  batch_engine_set_active (fixture->other, FALSE);
  wait_for_work (fixture->engine, FALSE);
  g_assert_cmpuint (count % 2, ==, 0);
}

/* Dropped without a word, as if it were killed. */
static void
test_work_of_the_dead (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_autoptr(BatchEngine) third = batch_test_open_engine (fixture->dir);

  batch_engine_set_active (third, TRUE);
  wait_for_work (fixture->engine, TRUE);
  g_assert_finalize_object (g_steal_pointer (&third));
  wait_for_work (fixture->engine, FALSE);
  wait_for_work (fixture->other, FALSE);
}

static void
run_sql (Fixture    *fixture,
         const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->dir, "queue.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 10000);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* All that was asked of the store before is done when this is. */
static void
wait_for_store (BatchEngine *engine)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) jobs = NULL;

  batch_engine_list_jobs_async (engine, NULL, NULL, 1, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  jobs = batch_engine_list_jobs_finish (engine, result, &error);
  g_assert_no_error (error);
}

/* The store could not be told that it works, but, right after, that it does not: so it is told
 * the next time that it does. */
static void
test_untold_work (Fixture       *fixture,
                  gconstpointer  user_data)
{
  run_sql (fixture, "CREATE TRIGGER refuse BEFORE UPDATE OF working ON engine WHEN NEW.working = 1 "
                    "BEGIN SELECT RAISE (ABORT, 'not now'); END");
  g_test_expect_message ("Batch", G_LOG_LEVEL_WARNING, "Telling others that this engine works*");
  batch_engine_set_active (fixture->other, TRUE);
  batch_engine_set_active (fixture->other, FALSE);
  wait_for_store (fixture->other);
  run_sql (fixture, "DROP TRIGGER refuse");

  batch_engine_set_active (fixture->other, TRUE);
  wait_for_work (fixture->engine, TRUE);
  g_test_assert_expected_messages ();
  batch_engine_set_active (fixture->other, FALSE);
  wait_for_work (fixture->engine, FALSE);
}

#define ADD(name, data, func) \
  g_test_add ("/batch/engine/peers/" name, Fixture, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("named", NULL, test_named);
  ADD ("named-by-address", ADDRESS, test_named);
  ADD ("other-kind", NULL, test_other_kind);
  ADD ("two-names", NULL, test_two_names);
  ADD ("native", NULL, test_native);
  ADD ("order", NULL, test_order);
  ADD ("work-of-others", NULL, test_work_of_others);
  ADD ("own-work", NULL, test_own_work);
  ADD ("work-of-the-dead", NULL, test_work_of_the_dead);
  ADD ("untold-work", NULL, test_untold_work);

  return g_test_run ();
}
