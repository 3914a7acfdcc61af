/* test-read-only.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "test-engine.h"
#include "test-support.h"

/* An engine that only looks: it is not known in the store, changes nothing there, and waits for
 * nobody who does. */

typedef struct
{
  char *dir;
  char *path;
  char *uri;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->dir = batch_test_make_dir ();
  fixture->path = g_build_filename (fixture->dir, "queue.db", NULL);
  fixture->uri = g_strconcat ("sqlite:", fixture->path, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->uri);
}

static BatchEngine *
try_look (Fixture  *fixture,
          GError  **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_open_read_only_async (fixture->uri, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_open_read_only_finish (result, error);
}

static BatchEngine *
look (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  BatchEngine *engine = try_look (fixture, &error);

  g_assert_no_error (error);
  g_assert_true (batch_engine_get_read_only (engine));
  return engine;
}

static void
close_engine (BatchEngine *engine)
{
  batch_test_close_engine (engine);
  g_assert_finalize_object (engine);
}

static gboolean
submit (BatchEngine *engine,
        const char  *id,
        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchJob) job = batch_job_new ("a", NULL, BATCH_OVERWRITE_POLICY_SKIP);
  g_autoptr(BatchJob) submitted = NULL;

  batch_job_set_id (job, id);
  batch_job_set_handler (job, "workers");
  batch_job_add_item (job, NULL, "{}", BATCH_SIZE_BUCKET_UNKNOWN);
  batch_engine_submit_async (engine, job, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  submitted = batch_engine_submit_finish (engine, result, error);
  return submitted != NULL;
}

static void
submit_well (BatchEngine *engine,
             const char  *id)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (submit (engine, id, &error));
  g_assert_no_error (error);
}

/* A store with a job, which nobody has open. */
static void
leave_job (Fixture    *fixture,
           const char *id)
{
  BatchEngine *engine = batch_test_open_engine (fixture->dir);

  submit_well (engine, id);
  close_engine (engine);
}

static BatchJob *
get_job (BatchEngine *engine,
         const char  *id,
         GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_get_job_async (engine, id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_get_job_finish (engine, result, error);
}

static guint
count_jobs (BatchEngine *engine)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) jobs = NULL;

  batch_engine_list_jobs_async (engine, NULL, NULL, 0, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  jobs = batch_engine_list_jobs_finish (engine, result, &error);
  g_assert_no_error (error);
  return g_list_model_get_n_items (jobs);
}

static gboolean
run_sql (sqlite3    *db,
         const char *sql)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static sqlite3 *
open_database (Fixture *fixture)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  return db;
}

/* Every file with its size and the time of its last change, one a line. */
static void
describe_folder (const char *folder,
                 GPtrArray  *lines)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_ptr_array_add (lines, g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                                               ".%09ld", path, (gint64) info.st_size,
                                               (gint64) info.st_mtim.tv_sec,
                                               info.st_mtim.tv_nsec));
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        describe_folder (path, lines);
    }
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static char *
describe (Fixture *fixture)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  describe_folder (fixture->dir, lines);
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

/* --- Looking --- */

static void
test_nothing_is_written (Fixture       *fixture,
                         gconstpointer  user_data)
{
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *during = NULL;
  g_autofree char *after = NULL;
  BatchEngine *engine;

  leave_job (fixture, "one");
  before = describe (fixture);
  engine = look (fixture);
  job = get_job (engine, "one", &error);
  g_assert_no_error (error);
  g_assert_cmpint (batch_job_get_total (job), ==, 1);
  g_assert_cmpuint (count_jobs (engine), ==, 1);
  g_assert_false (batch_engine_get_results_promised (engine, job));
  g_assert_false (batch_engine_get_worked_on (engine));
  during = describe (fixture);
  g_clear_object (&job);
  close_engine (engine);
  after = describe (fixture);
  g_assert_cmpstr (before, ==, during);
  g_assert_cmpstr (before, ==, after);
}

/* For 30 s it would wait for its turn. */
static void
test_beside_a_writer (Fixture       *fixture,
                      gconstpointer  user_data)
{
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GError) error = NULL;
  sqlite3 *db;
  BatchEngine *engine;
  gint64 begin;

  leave_job (fixture, "one");
  db = open_database (fixture);
  g_assert_true (run_sql (db, "BEGIN IMMEDIATE; UPDATE job SET title = 'other'"));

  begin = g_get_monotonic_time ();
  engine = look (fixture);
  job = get_job (engine, "one", &error);
  g_assert_no_error (error);
  g_assert_null (batch_job_get_title (job));
  g_clear_object (&job);
  close_engine (engine);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 20 * G_USEC_PER_SEC);

  g_assert_true (run_sql (db, "ROLLBACK"));
  sqlite3_close (db);
}

/* The database was taken for one that nobody changes, until somebody did. */
static void
test_others_are_seen (Fixture       *fixture,
                      gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = NULL;
  BatchEngine *looking;
  BatchEngine *engine;

  leave_job (fixture, "one");
  looking = look (fixture);
  g_assert_cmpuint (count_jobs (looking), ==, 1);

  engine = batch_test_open_engine (fixture->dir);
  submit_well (engine, "two");
  g_assert_cmpuint (count_jobs (looking), ==, 2);
  submit_well (engine, "three");
  g_assert_cmpuint (count_jobs (looking), ==, 3);
  close_engine (engine);

  g_assert_cmpuint (count_jobs (looking), ==, 3);
  job = get_job (looking, "three", &error);
  g_assert_no_error (error);
  g_clear_object (&job);
  close_engine (looking);
}

/* A queue of one that looks hears what others do, by themselves. */
static void
test_queue_follows (Fixture       *fixture,
                    gconstpointer  user_data)
{
  BatchEngine *looking;
  BatchEngine *engine;
  BatchQueue *queue;

  leave_job (fixture, "one");
  looking = look (fixture);
  queue = batch_queue_new_for_engine (looking);
  while (g_list_model_get_n_items (G_LIST_MODEL (queue)) < 1)
    g_main_context_iteration (NULL, TRUE);

  engine = batch_test_open_engine (fixture->dir);
  submit_well (engine, "two");
  while (g_list_model_get_n_items (G_LIST_MODEL (queue)) < 2)
    g_main_context_iteration (NULL, TRUE);

  close_engine (engine);
  g_object_unref (queue);
  close_engine (looking);
}

/* --- Changing --- */

static void
test_changes_are_refused (Fixture       *fixture,
                          gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  BatchEngine *engine;

  leave_job (fixture, "one");
  engine = look (fixture);
  g_assert_false (submit (engine, "two", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  g_clear_error (&error);

  batch_engine_cancel_async (engine, "one", NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_false (batch_engine_cancel_finish (engine, result, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);

  g_clear_object (&result);

  batch_engine_set_active (engine, TRUE);
  g_assert_false (batch_engine_get_active (engine));
  close_engine (engine);
}

/* --- Opening --- */

static void
assert_refused (Fixture    *fixture,
                int         code,
                const char *said)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (try_look (fixture, &error));
  g_assert_error (error, BATCH_ERROR, code);
  g_assert_nonnull (strstr (error->message, said));
}

static void
test_none_is_made (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_autofree char *after = NULL;

  assert_refused (fixture, BATCH_ERROR_NOT_FOUND, fixture->path);
  after = describe (fixture);
  g_assert_cmpstr (after, ==, "");
}

static void
set_version (Fixture    *fixture,
             const char *sql)
{
  sqlite3 *db = open_database (fixture);

  g_assert_true (run_sql (db, sql));
  sqlite3_close (db);
}

static void
test_other_versions (Fixture       *fixture,
                     gconstpointer  user_data)
{
  leave_job (fixture, "one");
  set_version (fixture, "PRAGMA user_version = 28");
  assert_refused (fixture, BATCH_ERROR_INVALID_STATE, "open it once for working with it");
  set_version (fixture, "PRAGMA user_version = 99");
  assert_refused (fixture, BATCH_ERROR_STORE, "update the program");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, test) \
  g_test_add ("/batch/engine/read-only/" path, Fixture, NULL, set_up, test, tear_down)

  ADD ("nothing-is-written", test_nothing_is_written);
  ADD ("beside-a-writer", test_beside_a_writer);
  ADD ("others-are-seen", test_others_are_seen);
  ADD ("queue-follows", test_queue_follows);
  ADD ("changes-are-refused", test_changes_are_refused);
  ADD ("none-is-made", test_none_is_made);
  ADD ("other-versions", test_other_versions);

  return g_test_run ();
}
