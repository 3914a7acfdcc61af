/* test-sqlite-reading.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-fixture.h"
#include "store/batch-sqlite-query-private.h"
#include "store/batch-sqlite-reading-private.h"
#include "test-support.h"

/* What pages of items cost, whatever the machine: SQLite counts it. */

typedef struct
{
  char        *folder;
  BatchStore  *store;
  BatchSqlite *db;         /* the same file, to read in */
} Place;

static void
place_open (Place *place)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *uri = NULL;

  path = g_build_filename (place->folder, "queue.db", NULL);
  uri = g_strconcat ("sqlite:", path, NULL);
  place->store = batch_test_store_open (uri, &error);
  g_assert_no_error (error);
  batch_test_store_join (place->store, ENGINE, NOW, &error);
  place->db = batch_sqlite_open (path, SQLITE_OPEN_READONLY, &error);
  g_assert_no_error (error);
}

static void
place_init (Place *place,
            guint  n_items)
{
  place->folder = batch_test_make_dir ();
  place_open (place);
  store_add_job (place->store, JOB, n_items, 1);
}

static void
place_close (Place *place)
{
  g_autoptr(GError) error = NULL;

  batch_sqlite_close (place->db);
  batch_test_store_leave (place->store, ENGINE, NOW, &error);
  batch_test_store_close (place->store, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (place->store);
}

static void
place_clear (Place *place)
{
  place_close (place);
  batch_test_remove_dir (place->folder);
  g_free (place->folder);
}

/* Who reads what nobody changes, without a lock, is told when somebody does, also between two
 * rows. */
static void
test_thawed (void)
{
  g_autoptr(BatchSqlite) frozen = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  sqlite3_stmt *statement;
  Place place;

  place_init (&place, 50);
  path = g_build_filename (place.folder, "queue.db", NULL);
  g_assert_true (batch_sqlite_has_log (path));

  place_close (&place);
  g_assert_false (batch_sqlite_has_log (path));
  frozen = batch_sqlite_open_frozen (path, &error);
  g_assert_no_error (error);
  statement = batch_sqlite_query (frozen, &error, "SELECT custom_id FROM item", "");
  g_assert_cmpint (batch_sqlite_step (frozen, statement, &error), ==, BATCH_SQLITE_ROW);
  g_assert_cmpint (batch_sqlite_step (frozen, statement, &error), ==, BATCH_SQLITE_ROW);
  g_assert_false (batch_sqlite_is_thawed (frozen));

  place_open (&place);
  store_add_job (place.store, "other", 1, 1);
  g_assert_true (batch_sqlite_is_thawed (frozen));
  g_assert_cmpint (batch_sqlite_step (frozen, statement, &error), ==, BATCH_SQLITE_FAILED);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  place_clear (&place);
}

/* What is found by an index is in order: a page that sorted all that comes after it would
 * make reading a large job take the square of its size. */
static void
test_no_sorting (void)
{
  static const BatchItemQuery queries[] = {
    { 0 },
    { .descending = TRUE },
    { .statuses = 1u << BATCH_ITEM_STATUS_SUCCEEDED },
    { .statuses = 1u << BATCH_ITEM_STATUS_FAILED },
    { .statuses = 1u << BATCH_ITEM_STATUS_FAILED, .descending = TRUE },
    { .needs_review = TRUE },
    { .needs_review = TRUE, .statuses = 1u << BATCH_ITEM_STATUS_SUCCEEDED },
    { .needs_review = TRUE, .reasons = 1u << BATCH_REVIEW_REASON_EMPTY, .descending = TRUE },
  };
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GError) error = NULL;
  Place place;

  place_init (&place, 500);
  store_run (place.store, JOB, 300, BATCH_ITEM_STATUS_SUCCEEDED);
  g_assert_true (batch_sqlite_read_job_by_id (place.db, JOB, &job, &error));
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      sqlite3_stmt *statement = batch_sqlite_prepare_order (place.db, job, &queries[i], 0, 500,
                                                            &error);

      g_assert_no_error (error);
      while (batch_sqlite_step (place.db, statement, &error) == BATCH_SQLITE_ROW)
        continue;
      g_assert_no_error (error);
      g_test_message ("query %u", i);
      g_assert_cmpint (sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_SORT, FALSE), ==, 0);
      sqlite3_finalize (statement);
    }

  place_clear (&place);
}

static int
count_steps (BatchSqlite          *db,
             const BatchItemQuery *query)
{
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GError) error = NULL;
  sqlite3_stmt *statement;
  int n_steps;

  g_assert_true (batch_sqlite_read_job_by_id (db, JOB, &job, &error));
  statement = batch_sqlite_prepare_items (db, job, query, NULL, 10, &error);
  while (batch_sqlite_step (db, statement, &error) == BATCH_SQLITE_ROW)
    continue;

  g_assert_no_error (error);
  n_steps = sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_VM_STEP, FALSE);
  sqlite3_finalize (statement);
  return n_steps;
}

/* What few items are is found without looking at all the others. */
static void
test_few_are_found (void)
{
  static const guint few[] = {
    1u << BATCH_ITEM_STATUS_PENDING,
    1u << BATCH_ITEM_STATUS_CLAIMED | 1u << BATCH_ITEM_STATUS_PENDING,
    1u << BATCH_ITEM_STATUS_RUNNING,
    1u << BATCH_ITEM_STATUS_FAILED,
    1u << BATCH_ITEM_STATUS_SKIPPED,
    1u << BATCH_ITEM_STATUS_SKIPPED | 1u << BATCH_ITEM_STATUS_CANCELLED,
    1u << BATCH_ITEM_STATUS_EXPIRED,
  };
  Place place;

  place_init (&place, 2000);
  store_run (place.store, JOB, 1990, BATCH_ITEM_STATUS_SUCCEEDED);
  store_run (place.store, JOB, 3, BATCH_ITEM_STATUS_SKIPPED);
  store_run (place.store, JOB, 2, BATCH_ITEM_STATUS_FAILED);
  g_ptr_array_unref (store_claim (place.store, ENGINE, JOB, 2));
  for (guint i = 0; i < G_N_ELEMENTS (few); i++)
    {
      const BatchItemQuery query = { .statuses = few[i] };

      g_test_message ("statuses %u", few[i]);
      g_assert_cmpint (count_steps (place.db, &query), <, 2000);
    }

  place_clear (&place);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/store/sqlite-reading/thawed", test_thawed);
  g_test_add_func ("/batch/store/sqlite-reading/no-sorting", test_no_sorting);
  g_test_add_func ("/batch/store/sqlite-reading/few-are-found", test_few_are_found);

  return g_test_run ();
}
