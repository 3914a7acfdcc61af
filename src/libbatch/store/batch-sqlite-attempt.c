/* store/batch-sqlite-attempt.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-enum-private.h"
#include "store/batch-sqlite-item-private.h"
#include "store/batch-sqlite-reading-private.h"

/* What attempts came to. A result that stands is not written a second time. */

/* --- Writing, on the worker --- */

static gboolean
forget_oldest (BatchSqliteStore  *self,
               gint64             item,
               GError           **error)
{
  return batch_sqlite_run (self->writer, error,
                           "DELETE FROM attempt WHERE id IN (SELECT id FROM attempt "
                           "WHERE item = ? ORDER BY id DESC LIMIT -1 OFFSET ?)",
                           "iu", item, BATCH_KEPT_ATTEMPTS);
}

static GBytes *
get_beginning (GBytes *body)
{
  if (body == NULL)
    return NULL;
  return g_bytes_new_from_bytes (body, 0, MIN (g_bytes_get_size (body), BATCH_KEPT_ATTEMPT_BODY));
}

gboolean
batch_sqlite_store_add_attempt (BatchSqliteStore   *self,
                                BatchSqliteItem    *item,
                                const BatchFinish  *finish,
                                gint64              now,
                                GError            **error)
{
  g_autoptr(GBytes) body = get_beginning (finish->body);
  gint64 size = finish->body != NULL ? g_bytes_get_size (finish->body) : 0;
  gint64 server = 0;

  if (finish->server != NULL &&
      !batch_sqlite_store_intern (self, finish->server, &server, error))
    return FALSE;

  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO attempt (item, number, began_at, ended_at, retry_at, "
                           "status_code, size, server, key, failure_kind, error, body) "
                           "VALUES (?1, (SELECT ifnull (max (number), 0) + 1 FROM attempt "
                           "WHERE item = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                           "iiiiuiiittb", item->id,
                           now - MAX (finish->duration_ms, 0) * 1000, now,
                           item->status == BATCH_ITEM_STATUS_PENDING ? finish->not_before
                                                                     : (gint64) 0,
                           finish->status_code, size, server, item->key,
                           batch_sqlite_failure_word (finish), finish->error, body) &&
         forget_oldest (self, item->id, error);
}

/* Another answer is asked for in place of the one that is there. */
gboolean
batch_sqlite_store_note_result (BatchSqliteStore  *self,
                                BatchSqliteItem   *item,
                                GError           **error)
{
  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO attempt (item, number, began_at, ended_at, retry_at, "
                           "status_code, size, server, key, error, body) "
                           "SELECT ?1, (SELECT ifnull (max (number), 0) + 1 FROM attempt "
                           "WHERE item = ?1), completed_at - max (duration_ms, 0) * 1000, "
                           "completed_at, 0, status_code, ifnull (length (body), 0), 0, ?2, "
                           "error, substr (body, 1, ?3) FROM result WHERE id = ?1",
                           "iiu", item->id, item->key, BATCH_KEPT_ATTEMPT_BODY) &&
         forget_oldest (self, item->id, error);
}

/* --- Looking, on the reader --- */

static BatchAttemptRecord *
read_attempt (sqlite3_stmt *statement)
{
  BatchAttemptRecord *attempt = batch_attempt_record_new ();
  int kind = BATCH_FAILURE_KIND_NONE;

  attempt->number = sqlite3_column_int (statement, 0);
  attempt->began_at = sqlite3_column_int64 (statement, 1);
  attempt->ended_at = sqlite3_column_int64 (statement, 2);
  attempt->retry_at = sqlite3_column_int64 (statement, 3);
  attempt->status_code = sqlite3_column_int (statement, 4);
  attempt->size = sqlite3_column_int64 (statement, 5);
  attempt->server = batch_sqlite_dup (statement, 6);
  attempt->key = batch_sqlite_dup (statement, 7);
  if (sqlite3_column_type (statement, 8) != SQLITE_NULL)
    batch_enum_from_nick (BATCH_TYPE_FAILURE_KIND, batch_sqlite_text (statement, 8), &kind);
  attempt->failure_kind = kind;
  attempt->error = batch_sqlite_dup (statement, 9);
  if (sqlite3_column_type (statement, 10) != SQLITE_NULL)
    attempt->body = g_bytes_new (sqlite3_column_blob (statement, 10),
                                 sqlite3_column_bytes (statement, 10));
  return attempt;
}

/* The last row is the result, unless that was noted when another was asked for. */
static gboolean
list_attempts (BatchSqlite  *db,
               const char   *job_id,
               guint32       position,
               GPtrArray    *attempts,
               GError      **error)
{
  g_autoptr(BatchJobRecord) job = NULL;
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  if (!batch_sqlite_read_job_by_id (db, job_id, &job, error))
    return FALSE;

  statement = batch_sqlite_query (db, error,
                                  "SELECT number, began_at, ended_at, retry_at, status_code, "
                                  "size, (SELECT text FROM word WHERE word.id = server), "
                                  "(SELECT text FROM word WHERE word.id = attempt.key), "
                                  "failure_kind, error, body, id "
                                  "FROM attempt WHERE item = ?1 UNION ALL "
                                  "SELECT (SELECT ifnull (max (number), 0) + 1 FROM attempt "
                                  "WHERE item = ?1), completed_at - max (duration_ms, 0) * 1000, "
                                  "completed_at, 0, status_code, ifnull (length (body), 0), NULL, "
                                  "(SELECT text FROM word WHERE word.id = item.key), NULL, error, "
                                  "substr (body, 1, ?2), 1 << 62 "
                                  "FROM result CROSS JOIN item ON item.id = result.id "
                                  "WHERE result.id = ?1 AND status = 'succeeded' AND NOT EXISTS "
                                  "(SELECT 1 FROM attempt WHERE item = ?1 "
                                  "AND failure_kind IS NULL AND ended_at = completed_at) "
                                  "ORDER BY id",
                                  "iu", BATCH_SQLITE_ITEM_ID (job->sequence, position),
                                  BATCH_KEPT_ATTEMPT_BODY);
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (attempts, read_attempt (statement));

  return step == BATCH_SQLITE_DONE;
}

static gboolean
batch_sqlite_store_list_attempts (BatchStore  *store,
                                  const char  *job_id,
                                  guint32      position,
                                  GPtrArray   *attempts,
                                  GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  gboolean listed;

  if (!batch_sqlite_begin_reading (db, error))
    return FALSE;

  listed = list_attempts (db, job_id, position, attempts, error);
  batch_sqlite_end_reading (db);
  return listed;
}

void
batch_sqlite_store_init_attempt_verbs (BatchStoreClass *klass)
{
  klass->list_attempts = batch_sqlite_store_list_attempts;
}
