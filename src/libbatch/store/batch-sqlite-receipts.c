/* store/batch-sqlite-receipts.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-engines-private.h"
#include "store/batch-sqlite-job-private.h"
#include "store/batch-sqlite-reading-private.h"

/* What clients of the Batch API were given for the batches that they asked for. */

#define COLUMNS "id, key_id, api, input_file_id, request, issues, outcome, output_file_id, " \
                "error_file_id, idempotency_key, created_at, cancelled_at, ended_at, state, round"

static gboolean
fail_unknown (const char  *id,
              GError     **error)
{
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "There is no batch “%s”", id);
  return FALSE;
}

static gpointer
read_receipt (sqlite3_stmt *statement)
{
  BatchReceiptRecord *receipt = g_new0 (BatchReceiptRecord, 1);

  receipt->id = batch_sqlite_dup (statement, 0);
  receipt->key_id = batch_sqlite_dup (statement, 1);
  receipt->api = batch_sqlite_dup (statement, 2);
  receipt->input_file_id = batch_sqlite_dup (statement, 3);
  receipt->request = batch_sqlite_dup (statement, 4);
  receipt->issues = batch_sqlite_dup (statement, 5);
  receipt->outcome = batch_sqlite_dup (statement, 6);
  receipt->output_file_id = batch_sqlite_dup (statement, 7);
  receipt->error_file_id = batch_sqlite_dup (statement, 8);
  receipt->idempotency_key = batch_sqlite_dup (statement, 9);
  receipt->created_at = sqlite3_column_int64 (statement, 10);
  receipt->cancelled_at = sqlite3_column_int64 (statement, 11);
  receipt->ended_at = sqlite3_column_int64 (statement, 12);
  receipt->state = (BatchReceiptState) sqlite3_column_int (statement, 13);
  receipt->round = (guint) sqlite3_column_int (statement, 14);
  return receipt;
}

/* NULL without an error: there is none. */
static BatchReceiptRecord *
read_one (BatchSqlite   *db,
          sqlite3_stmt  *statement,
          GError       **error)
{
  BatchReceiptRecord *receipt;

  if (batch_sqlite_step (db, statement, error) != BATCH_SQLITE_ROW)
    return NULL;

  receipt = read_receipt (statement);
  batch_sqlite_reset (statement);
  return receipt;
}

/* --- Writing --- */

/* Runs on the worker. */
static gboolean
find_same (BatchSqliteStore          *self,
           const BatchReceiptRecord  *receipt,
           BatchReceiptRecord       **same,
           GError                   **error)
{
  g_autoptr(GError) failure = NULL;
  sqlite3_stmt *statement;

  *same = NULL;
  if (receipt->idempotency_key == NULL)
    return TRUE;

  statement = batch_sqlite_query (self->writer, &failure,
                                  "SELECT " COLUMNS " FROM receipt WHERE api = ? "
                                  "AND ifnull (key_id, '') = ? AND idempotency_key = ?", "ttt",
                                  receipt->api, receipt->key_id != NULL ? receipt->key_id : "",
                                  receipt->idempotency_key);
  *same = read_one (self->writer, statement, &failure);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_put_receipt (BatchStore                *store,
                                const BatchReceiptRecord  *receipt,
                                BatchReceiptRecord       **after,
                                GError                   **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  if (!find_same (self, receipt, after, error))
    return FALSE;
  if (*after != NULL)
    return TRUE;
  if (!batch_sqlite_run (self->writer, error,
                         "INSERT INTO receipt (" COLUMNS ", engine) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                         "ifnull ((SELECT id FROM engine WHERE name = ?), 0))",
                         "ttttttttttiiiuut", receipt->id, receipt->key_id, receipt->api,
                         receipt->input_file_id, receipt->request, receipt->issues,
                         receipt->outcome, receipt->output_file_id, receipt->error_file_id,
                         receipt->idempotency_key, receipt->created_at, receipt->cancelled_at,
                         receipt->ended_at, receipt->state, receipt->round,
                         receipt->engine_id))
    return FALSE;

  *after = batch_receipt_record_copy (receipt);
  return TRUE;
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_change_receipt (BatchStore                *store,
                                   const BatchReceiptRecord  *receipt,
                                   GError                   **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  gint64 open;

  assert_in_worker (self);
  if (!batch_sqlite_number (self->writer, error, &open,
                            "SELECT count (*) FROM receipt WHERE id = ? AND state < 2", "t",
                            receipt->id) ||
      !batch_sqlite_run (self->writer, error,
                         "UPDATE receipt SET issues = ifnull (?1, issues), "
                         "outcome = ifnull (?2, outcome), "
                         "output_file_id = iif (?7 = 3, ?3, ifnull (?3, output_file_id)), "
                         "error_file_id = iif (?7 = 3, ?4, ifnull (?4, error_file_id)), "
                         "cancelled_at = max (cancelled_at, ?5), ended_at = max (ended_at, ?6), "
                         "state = max (state, ?7), round = max (round, ?8) WHERE id = ?9",
                         "ttttiiuut", receipt->issues, receipt->outcome,
                         receipt->output_file_id, receipt->error_file_id,
                         receipt->cancelled_at, receipt->ended_at, receipt->state,
                         receipt->round, receipt->id))
    return FALSE;
  if (sqlite3_changes (batch_sqlite_get (self->writer)) == 0)
    return fail_unknown (receipt->id, error);

  if (receipt->state == BATCH_RECEIPT_ENDED)
    return batch_sqlite_store_let_end_go (self, receipt->id, receipt->round, receipt->ended_at,
                                          error);
  return open == 0 || receipt->state != BATCH_RECEIPT_REFUSED ||
         batch_sqlite_store_announce_refused (self, receipt, error);
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_remove_receipt (BatchStore  *store,
                                   const char  *id,
                                   GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  if (!batch_sqlite_run (self->writer, error, "DELETE FROM receipt WHERE id = ?", "t", id))
    return FALSE;

  return sqlite3_changes (batch_sqlite_get (self->writer)) > 0 || fail_unknown (id, error);
}

/* --- Whose they are --- */

/* Those that engine ?1 may have. The first number stands in an index as well. */
#define CLAIMABLE "SELECT " COLUMNS " FROM receipt WHERE (state < 2 OR (state = 3 AND round < " \
                  "(SELECT job.round FROM job WHERE job.id = receipt.id))) AND engine IN (0, ?1)"

static gboolean
list_claimable (BatchSqliteStore  *self,
                gint64             engine,
                const char        *id,
                GPtrArray         *receipts,
                GError           **error)
{
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  G_STATIC_ASSERT (BATCH_RECEIPT_REFUSED == 2 && BATCH_RECEIPT_ENDED == 3);
  if (id != NULL)
    statement = batch_sqlite_query (self->writer, error, CLAIMABLE " AND id = ?2", "it", engine,
                                    id);
  else
    statement = batch_sqlite_query (self->writer, error, CLAIMABLE " ORDER BY sequence", "i",
                                    engine);
  while ((step = batch_sqlite_step (self->writer, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (receipts, read_receipt (statement));

  return step == BATCH_SQLITE_DONE;
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_claim_receipts (BatchStore  *store,
                                   const char  *engine_id,
                                   const char  *id,
                                   GPtrArray   *receipts,
                                   GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  gint64 engine;

  assert_in_worker (self);
  if (!batch_sqlite_store_find_engine (self, engine_id, &engine, error) ||
      !list_claimable (self, engine, id, receipts, error))
    return FALSE;

  for (guint i = 0; i < receipts->len; i++)
    {
      const BatchReceiptRecord *receipt = g_ptr_array_index (receipts, i);

      if (!batch_sqlite_run (self->writer, error, "UPDATE receipt SET engine = ? WHERE id = ?",
                             "it", engine, receipt->id))
        return FALSE;
    }

  return TRUE;
}

gboolean
batch_sqlite_store_free_receipts (BatchSqliteStore  *self,
                                  gint64             engine,
                                  GError           **error)
{
  if (!batch_sqlite_run (self->writer, error,
                         "UPDATE receipt SET engine = 0 WHERE engine > 0 AND engine = ?",
                         "i", engine))
    return FALSE;

  return sqlite3_changes (batch_sqlite_get (self->writer)) == 0 ||
         batch_sqlite_store_log (self, BATCH_CHANGE_RECEIPTS, "", NULL, error);
}

/* --- Reading --- */

static gboolean
batch_sqlite_store_get_receipt (BatchStore          *store,
                                const char          *id,
                                BatchReceiptRecord **receipt,
                                GError             **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  g_autoptr(GError) failure = NULL;

  *receipt = read_one (db, batch_sqlite_query (db, &failure, "SELECT " COLUMNS " FROM receipt "
                                               "WHERE id = ?", "t", id), &failure);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (*receipt == NULL)
    fail_unknown (id, error);

  return *receipt != NULL;
}

static gboolean
batch_sqlite_store_list_receipts (BatchStore            *store,
                                  const BatchPageQuery  *query,
                                  GPtrArray             *receipts,
                                  GError               **error)
{
  static const BatchPagedTable table = {
    .select = "SELECT " COLUMNS " FROM receipt",
    .place = "SELECT sequence FROM receipt WHERE id = ? AND (? IS NULL OR key_id = ?)",
    .neighbour = "SELECT iif (EXISTS (SELECT 1 FROM receipt WHERE id = ?1), -1, ifnull (("
                 "SELECT sequence FROM receipt WHERE id < ?1 ORDER BY id DESC LIMIT 1), 0))",
    .kind = "api",
    .read = read_receipt,
    .fail_unknown = fail_unknown,
  };

  return batch_sqlite_read_page (batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store)), &table,
                                 query, receipts, error);
}

void
batch_sqlite_store_init_receipts (BatchStoreClass *klass)
{
  klass->put_receipt = batch_sqlite_store_put_receipt;
  klass->change_receipt = batch_sqlite_store_change_receipt;
  klass->remove_receipt = batch_sqlite_store_remove_receipt;
  klass->claim_receipts = batch_sqlite_store_claim_receipts;
  klass->get_receipt = batch_sqlite_store_get_receipt;
  klass->list_receipts = batch_sqlite_store_list_receipts;
}
