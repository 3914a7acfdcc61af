/* test-power-loss.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <sqlite3.h>

#include "store-fixture.h"
#include "store-vfs.h"
#include "test-power.h"
#include "test-support.h"

/* The power goes, at any point of a life. What was answered before is there
 * afterwards, and the database is sound. */

#define N_POINTS 200
#define N_ITEMS  240
#define N_SLOTS  4

/* What the store has answered. */
typedef struct
{
  guint     n_inserted;
  gboolean  queued;
  gboolean  running[N_ITEMS];
  gboolean  succeeded[N_ITEMS];
  guint     n_values;
} Known;

static gboolean
insert (BatchStore *store,
        Known      *known)
{
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  g_autoptr(BatchJobRecord) after = NULL;

  job->id = g_strdup (JOB);
  job->handler = g_strdup (BATCH_HTTP_HANDLER);
  job->operation = g_strdup ("chat");
  if (!batch_test_store_insert_job (store, job, NULL))
    return FALSE;

  for (guint first = 0; first < N_ITEMS; first += N_ITEMS / 4)
    {
      BatchItemChunk *chunk = batch_item_chunk_new (N_ITEMS / 4);

      for (guint i = first; i < first + N_ITEMS / 4; i++)
        {
          g_autofree char *custom_id = g_strdup_printf ("request-%u", i);
          BatchNewItem item = { .custom_id = custom_id, .key = "model-0", .offset = i * 600 };

          batch_item_chunk_add (chunk, &item);
        }
      if (!batch_test_store_insert_items (store, JOB, first, chunk, NULL))
        return FALSE;
      known->n_inserted = first + N_ITEMS / 4;
    }

  values->state = BATCH_JOB_STATE_QUEUED;
  after = batch_test_store_change_job (store, JOB, values, BATCH_JOB_FIELD_STATE, NOW, NULL);
  known->queued = after != NULL;
  return known->queued;
}

/* Ends @running and starts @next, in one transaction. */
static gboolean
advance (BatchStore *store,
         GPtrArray  *running,
         GPtrArray  *next,
         Known      *known)
{
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  GArray *starts = batch_store_leases_new (N_SLOTS);

  for (guint i = 0; i < running->len; i++)
    g_ptr_array_add (finishes, store_new_finish (g_ptr_array_index (running, i),
                                                 BATCH_ITEM_STATUS_SUCCEEDED));
  for (guint i = 0; i < next->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (next, i);

      batch_store_leases_add (starts, JOB, item->position, item->generation);
    }

  if (!batch_test_store_advance (store, ENGINE, finishes, starts, NOW, NULL, NULL, NULL, NULL))
    return FALSE;

  for (guint i = 0; i < running->len; i++)
    known->succeeded[((BatchItemRecord *) g_ptr_array_index (running, i))->position] = TRUE;
  for (guint i = 0; i < next->len; i++)
    known->running[((BatchItemRecord *) g_ptr_array_index (next, i))->position] = TRUE;
  return TRUE;
}

static gboolean
put_value (BatchStore *store,
           Known      *known)
{
  g_autofree char *name = g_strdup_printf ("%u", known->n_values);

  if (!batch_test_store_put_value (store, "space", name, "x", NULL))
    return FALSE;

  known->n_values++;
  return TRUE;
}

static void
run (BatchStore *store,
     Known      *known)
{
  g_autoptr(GPtrArray) running = g_ptr_array_new ();

  if (!batch_test_store_join (store, ENGINE, NOW, NULL) || !insert (store, known))
    return;

  for (;;)
    {
      g_autoptr(GPtrArray) next = NULL;

      next = batch_test_store_claim (store, ENGINE, JOB, "model-0", N_SLOTS, NOW, NULL);
      if (next == NULL || !advance (store, running, next, known) || !put_value (store, known))
        return;
      if (next->len == 0)
        return;

      g_ptr_array_unref (running);
      running = g_steal_pointer (&next);
    }
}

/* --- What is left --- */

static void
check_sound (const char *path)
{
  sqlite3_stmt *statement;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "PRAGMA integrity_check", -1, &statement, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "ok");
  sqlite3_finalize (statement);
  sqlite3_close (db);
}

static void
check_items (BatchStore  *store,
             const Known *known)
{
  g_autoptr(GPtrArray) items = store_list (store, JOB, 0);

  g_assert_cmpuint (items->len, >=, known->n_inserted);
  for (guint i = 0; i < items->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (items, i);
      g_autofree char *body = g_strdup_printf ("{\"answer\": %u}", i);

      if (known->succeeded[i])
        {
          g_assert_cmpint (item->status, ==, BATCH_ITEM_STATUS_SUCCEEDED);
          g_assert_cmpmem (g_bytes_get_data (item->body, NULL), g_bytes_get_size (item->body),
                           body, strlen (body));
        }
      else if (known->running[i])
        {
          g_assert_true (item->status == BATCH_ITEM_STATUS_RUNNING ||
                         item->status == BATCH_ITEM_STATUS_SUCCEEDED);
        }
    }
  store_check_counts (store, JOB);
}

static void
check_left (const char  *path,
            const Known *known)
{
  g_autofree char *uri = g_strconcat ("sqlite:", path, NULL);
  g_autoptr(BatchStore) store = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(GError) error = NULL;

  check_sound (path);
  store = batch_test_store_open (uri, &error);
  g_assert_no_error (error);
  values = batch_test_store_list_values (store, "space", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (values), >=, known->n_values);

  job = batch_test_store_get_job (store, JOB, NULL);
  g_assert_true (job != NULL || known->n_inserted == 0);
  if (job != NULL)
    check_items (store, known);
  if (known->queued)
    g_assert_cmpint (job->state, !=, BATCH_JOB_STATE_VALIDATING);

  batch_test_store_close (store, &error);
  g_assert_no_error (error);
}

/* One life up to the @cut th write. Tells how many there were. */
static guint
live_and_die (guint  cut,
              GRand *rand)
{
  g_autofree char *folder = batch_test_make_dir ();
  g_autofree char *path = g_build_filename (folder, "queue.db", NULL);
  g_autofree char *uri = g_strconcat ("sqlite:", path, NULL);
  g_autofree char *left_folder = batch_test_make_dir ();
  g_autofree char *left = g_build_filename (left_folder, "queue.db", NULL);
  g_autoptr(BatchStore) store = NULL;
  Known known = { 0 };
  guint n_calls;

  store_vfs_install ();
  store_vfs_reset ();
  if (cut > 0)
    batch_test_power_cut_after (cut - 1);
  if ((store = batch_test_store_open (uri, NULL)) != NULL)
    {
      run (store, &known);
      batch_test_store_close (store, NULL);
    }

  n_calls = batch_test_power_get_calls ();
  store_vfs_restore (path, left, rand);
  store_vfs_uninstall ();

  check_left (left, &known);
  batch_test_remove_dir (folder);
  batch_test_remove_dir (left_folder);
  return n_calls;
}

/* A whole life, so that it is known that the test tests something. */
static guint
live (void)
{
  guint n_calls = live_and_die (0, NULL);

  g_assert_cmpuint (n_calls, >, 4 * N_POINTS);
  return n_calls;
}

static void
test_forgets_unsynced (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  guint n_calls = live ();

  for (guint i = 0; i < N_POINTS; i++)
    live_and_die (g_rand_int_range (rand, 1, n_calls + 1), NULL);
}

static void
test_forgets_some (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  guint n_calls = live ();

  for (guint i = 0; i < N_POINTS / 2; i++)
    live_and_die (g_rand_int_range (rand, 1, n_calls + 1), rand);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/store/power-loss/forgets-unsynced", test_forgets_unsynced);
  g_test_add_func ("/batch/store/power-loss/forgets-some", test_forgets_some);
  return g_test_run ();
}
