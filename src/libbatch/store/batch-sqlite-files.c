/* store/batch-sqlite-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-reading-private.h"

/* Input files that were put in by themselves. */

#define COLUMNS "id, digest, name, key_id, size, created_at"

static gboolean
fail_unknown (const char  *file_id,
              GError     **error)
{
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "There is no file “%s”", file_id);
  return FALSE;
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_put_file (BatchStore             *store,
                             const BatchFileRecord  *file,
                             GError                **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO file (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?)",
                           "ttttii", file->id, file->digest, file->name, file->key_id, file->size,
                           file->created_at);
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_remove_file (BatchStore  *store,
                                const char  *file_id,
                                GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  if (!batch_sqlite_run (self->writer, error, "DELETE FROM file WHERE id = ?", "t", file_id))
    return FALSE;

  return sqlite3_changes (batch_sqlite_get (self->writer)) > 0 || fail_unknown (file_id, error);
}

static BatchFileRecord *
read_file (sqlite3_stmt *statement)
{
  BatchFileRecord *file = g_new0 (BatchFileRecord, 1);

  file->id = batch_sqlite_dup (statement, 0);
  file->digest = batch_sqlite_dup (statement, 1);
  file->name = batch_sqlite_dup (statement, 2);
  file->key_id = batch_sqlite_dup (statement, 3);
  file->size = sqlite3_column_int64 (statement, 4);
  file->created_at = sqlite3_column_int64 (statement, 5);
  return file;
}

static gboolean
batch_sqlite_store_get_file (BatchStore       *store,
                             const char       *file_id,
                             BatchFileRecord **file,
                             GError          **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (db, error, "SELECT " COLUMNS " FROM file WHERE id = ?", "t",
                                  file_id);
  step = batch_sqlite_step (db, statement, error);
  if (step == BATCH_SQLITE_ROW)
    {
      *file = read_file (statement);
      batch_sqlite_reset (statement);
    }

  return step == BATCH_SQLITE_ROW
         || (step == BATCH_SQLITE_DONE && fail_unknown (file_id, error));
}

static gboolean
find_sequence (BatchSqlite  *db,
               const char   *file_id,
               gint64       *sequence,
               GError      **error)
{
  *sequence = 0;
  if (file_id == NULL)
    return TRUE;

  return batch_sqlite_number (db, error, sequence, "SELECT sequence FROM file WHERE id = ?", "t",
                              file_id)
         && (*sequence > 0 || fail_unknown (file_id, error));
}

static gboolean
batch_sqlite_store_list_files (BatchStore  *store,
                               const char  *key_id,
                               const char  *after,
                               guint        limit,
                               GPtrArray   *files,
                               GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  BatchSqliteStep step;
  gint64 sequence;

  if (!find_sequence (db, after, &sequence, error))
    return FALSE;

  if (key_id != NULL)
    statement = batch_sqlite_query (db, error, "SELECT " COLUMNS " FROM file WHERE key_id = ? "
                                    "AND sequence > ? ORDER BY sequence LIMIT ?", "tiu", key_id,
                                    sequence, limit);
  else
    statement = batch_sqlite_query (db, error, "SELECT " COLUMNS " FROM file WHERE sequence > ? "
                                    "ORDER BY sequence LIMIT ?", "iu", sequence, limit);
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (files, read_file (statement));

  return step == BATCH_SQLITE_DONE;
}

void
batch_sqlite_store_init_files (BatchStoreClass *klass)
{
  klass->put_file = batch_sqlite_store_put_file;
  klass->remove_file = batch_sqlite_store_remove_file;
  klass->get_file = batch_sqlite_store_get_file;
  klass->list_files = batch_sqlite_store_list_files;
}
