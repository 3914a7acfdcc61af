/* store/batch-sqlite-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-query-private.h"
#include "store/batch-sqlite-reading-private.h"

/* Which item stands where in a view, and what is known of those that are looked at. */

/* How often SQLite asks whether to go on, in steps of its machine: some ms. */
#define CANCEL_STEPS 100000

static int
is_cancelled_cb (void *data)
{
  return g_cancellable_is_cancelled (data);
}

static gboolean
read_positions (BatchSqlite           *db,
                sqlite3_stmt          *statement,
                GCancellable          *cancellable,
                GArray                *positions,
                GError               **error)
{
  BatchSqliteStep step;

  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    {
      guint32 position = BATCH_SQLITE_POSITION (sqlite3_column_int64 (statement, 0));

      g_array_append_val (positions, position);
    }

  if (step == BATCH_SQLITE_DONE || !g_cancellable_is_cancelled (cancellable))
    return step == BATCH_SQLITE_DONE;

  g_clear_error (error);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
order_items (BatchSqlite           *db,
             const char            *job_id,
             const BatchItemQuery  *query,
             guint32                first,
             guint32                n_positions,
             GCancellable          *cancellable,
             GArray                *positions,
             GError               **error)
{
  g_autoptr(BatchJobRecord) job = NULL;
  sqlite3_stmt *statement;
  gboolean ordered;

  if (!batch_sqlite_read_job_by_id (db, job_id, &job, error) ||
      !(statement = batch_sqlite_prepare_order (db, job, query, first, n_positions, error)))
    return FALSE;

  sqlite3_progress_handler (batch_sqlite_get (db), CANCEL_STEPS,
                            cancellable != NULL ? is_cancelled_cb : NULL, cancellable);
  ordered = read_positions (db, statement, cancellable, positions, error);
  sqlite3_progress_handler (batch_sqlite_get (db), 0, NULL, NULL);

  sqlite3_finalize (statement);
  return ordered;
}

static gboolean
batch_sqlite_store_order_items (BatchStore            *store,
                                const char            *job_id,
                                const BatchItemQuery  *query,
                                guint32                first,
                                guint32                n_positions,
                                GCancellable          *cancellable,
                                GArray                *positions,
                                GError               **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  gboolean aside = query->sort != BATCH_ITEM_SORT_POSITION && self->path != NULL;
  BatchSqlite *db = batch_sqlite_store_get_reader (self);
  gboolean ordered;

  if (aside && !(db = batch_sqlite_store_open_aside (self, error)))
    return FALSE;

  ordered = batch_sqlite_begin_reading (db, error);
  if (ordered)
    {
      ordered = order_items (db, job_id, query, first, n_positions, cancellable, positions, error);
      batch_sqlite_end_reading (db);
    }

  if (aside)
    batch_sqlite_close (db);
  return ordered;
}

/* --- The items themselves --- */

static gboolean
get_item (BatchSqlite           *db,
          const BatchJobRecord  *job,
          guint32                position,
          GPtrArray             *items,
          GError               **error)
{
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (db, error,
                                  "SELECT " BATCH_SQLITE_ITEM_RECORD_COLUMNS " "
                                  "FROM item LEFT JOIN result ON result.id = item.id "
                                  "WHERE item.id = ?",
                                  "i", BATCH_SQLITE_ITEM_ID (job->sequence, position));
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (items, batch_sqlite_read_item (statement, job, FALSE));

  return step == BATCH_SQLITE_DONE;
}

static gboolean
get_items (BatchSqlite    *db,
           const char     *job_id,
           const guint32  *positions,
           guint           n_positions,
           GPtrArray      *items,
           GError        **error)
{
  g_autoptr(BatchJobRecord) job = NULL;

  if (!batch_sqlite_read_job_by_id (db, job_id, &job, error))
    return FALSE;

  for (guint i = 0; i < n_positions; i++)
    {
      if (!get_item (db, job, positions[i], items, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
batch_sqlite_store_get_items (BatchStore     *store,
                              const char     *job_id,
                              const guint32  *positions,
                              guint           n_positions,
                              GPtrArray      *items,
                              GError        **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  gboolean found;

  if (!batch_sqlite_begin_reading (db, error))
    return FALSE;

  found = get_items (db, job_id, positions, n_positions, items, error);
  batch_sqlite_end_reading (db);
  return found;
}

void
batch_sqlite_store_init_order (BatchStoreClass *klass)
{
  klass->order_items = batch_sqlite_store_order_items;
  klass->get_items = batch_sqlite_store_get_items;
}
