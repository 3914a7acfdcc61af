/* test-listing.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <sqlite3.h>

#include "test-engine.h"
#include "test-support.h"

/* The list of jobs, page by page. Nobody works on them. */

#define N_JOBS        260
#define FIRST_REMOVED 20
#define N_REMOVED     220              /* more than the store is asked for at once */

typedef void (*StartFunc) (BatchEngine         *engine,
                           const char          *job_id,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data);

static void
submit_all (BatchEngine *engine)
{
  GAsyncResult *results[N_JOBS] = { NULL };

  for (guint i = 0; i < N_JOBS; i++)
    {
      g_autofree char *id = g_strdup_printf ("job-%03u", i);
      g_autoptr(BatchJob) job = batch_job_new ("a", NULL, BATCH_OVERWRITE_POLICY_SKIP);

      batch_job_set_id (job, id);
      batch_job_set_handler (job, "workers");
      batch_job_add_item (job, NULL, "{}", BATCH_SIZE_BUCKET_UNKNOWN);
      batch_engine_submit_async (engine, job, NULL, batch_test_store_result, &results[i]);
    }
  for (guint i = 0; i < N_JOBS; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchJob) job = NULL;

      batch_test_wait (&results[i]);
      job = batch_engine_submit_finish (engine, results[i], &error);
      g_assert_no_error (error);
      g_object_unref (results[i]);
    }
}

static void
do_to_some (BatchEngine *engine,
            StartFunc    start,
            gboolean   (*finish) (BatchEngine *, GAsyncResult *, GError **))
{
  GAsyncResult *results[N_REMOVED] = { NULL };

  for (guint i = 0; i < N_REMOVED; i++)
    {
      g_autofree char *id = g_strdup_printf ("job-%03u", FIRST_REMOVED + i);

      start (engine, id, NULL, batch_test_store_result, &results[i]);
    }
  for (guint i = 0; i < N_REMOVED; i++)
    {
      g_autoptr(GError) error = NULL;

      batch_test_wait (&results[i]);
      finish (engine, results[i], &error);
      g_assert_no_error (error);
      g_object_unref (results[i]);
    }
}

static GListModel *
list (BatchEngine *engine,
      const char  *after,
      guint        limit)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *jobs;

  batch_engine_list_jobs_async (engine, NULL, after, limit, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  jobs = batch_engine_list_jobs_finish (engine, result, &error);
  g_assert_no_error (error);
  return jobs;
}

static void
assert_listed (BatchEngine *engine,
               const char  *after,
               guint        limit,
               guint        n_jobs,
               guint        first)
{
  g_autoptr(GListModel) jobs = list (engine, after, limit);

  g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, n_jobs);
  for (guint i = 0; i < n_jobs; i++)
    {
      guint number = first + i;
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);
      g_autofree char *id = NULL;

      if (first < FIRST_REMOVED && number >= FIRST_REMOVED)
        number += N_REMOVED;
      id = g_strdup_printf ("job-%03u", number);
      g_assert_cmpstr (batch_job_get_id (job), ==, id);
    }
}

/* Those that were removed are no part of a page, which is full as long as there are more. */
static void
test_pages (BatchTestEngine *fixture,
            gconstpointer    data)
{
  BatchEngine *engine = fixture->engine;

  assert_listed (engine, NULL, 0, 0, 0);
  assert_listed (engine, NULL, 5, 0, 0);
  submit_all (engine);
  assert_listed (engine, NULL, 5, 5, 0);
  assert_listed (engine, "job-004", 5, 5, 5);

  do_to_some (engine, batch_engine_cancel_async, batch_engine_cancel_finish);
  do_to_some (engine, batch_engine_remove_async, batch_engine_remove_finish);
  assert_listed (engine, NULL, 0, N_JOBS - N_REMOVED, 0);
  assert_listed (engine, NULL, 25, 25, 0);
  assert_listed (engine, "job-019", 5, 5, FIRST_REMOVED + N_REMOVED);
  assert_listed (engine, "job-100", 5, 5, FIRST_REMOVED + N_REMOVED);
  assert_listed (engine, "job-249", 25, 10, 250);
  assert_listed (engine, "job-259", 25, 0, 0);
}

static void
purge (BatchTestEngine *fixture)
{
  g_autofree char *path = g_build_filename (fixture->dir, "queue.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 10000);
  g_assert_cmpint (sqlite3_exec (db, "DELETE FROM job WHERE id BETWEEN 'job-020' AND 'job-239'",
                                 NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_changes (db), ==, N_REMOVED);
  sqlite3_close (db);
}

/* Somebody else may purge the last one of a page before the next one is asked for. */
static void
test_purged (BatchTestEngine *fixture,
             gconstpointer    data)
{
  BatchEngine *engine = fixture->engine;
  g_autoptr(GListModel) page = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) none = NULL;
  g_autoptr(GError) error = NULL;

  submit_all (engine);
  page = list (engine, "job-234", 5);
  purge (fixture);
  assert_listed (engine, "job-239", 5, 5, FIRST_REMOVED + N_REMOVED);

  /* Nobody has this one. */
  batch_engine_list_jobs_async (engine, NULL, "job-200", 5, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  none = batch_engine_list_jobs_finish (engine, result, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_assert_null (none);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/batch/engine/listing/pages", BatchTestEngine, NULL, batch_test_engine_set_up,
              test_pages, batch_test_engine_tear_down);
  g_test_add ("/batch/engine/listing/purged", BatchTestEngine, NULL, batch_test_engine_set_up,
              test_purged, batch_test_engine_tear_down);

  return g_test_run ();
}
