/* store/batch-sqlite-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-reading-private.h"

/* Files that were put in by themselves. */

/* Who has those knows of no files. */
#define IN_LISTS "purpose <> '" BATCH_FILE_PURPOSE_MESSAGES "'"

#define COLUMNS "id, digest, name, key_id, size, created_at, purpose, expires_at, " \
                "round"

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
  const char *purpose = file->purpose != NULL ? file->purpose : BATCH_FILE_PURPOSE_INPUT;

  assert_in_worker (self);
  return batch_sqlite_run (self->writer, error,
                           "INSERT OR REPLACE INTO file (" COLUMNS ") "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                           "ttttiitii", file->id, file->digest, file->name, file->key_id,
                           file->size, file->created_at, purpose, file->expires_at,
                           (gint64) file->round);
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

/* Runs on the worker. */
static gboolean
batch_sqlite_store_expire_files (BatchStore  *store,
                                 gint64       now,
                                 gint64      *n_removed,
                                 GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  if (!batch_sqlite_run (self->writer, error,
                         "DELETE FROM file WHERE expires_at > 0 AND expires_at <= ?", "i", now))
    return FALSE;

  *n_removed = sqlite3_changes (batch_sqlite_get (self->writer));
  return TRUE;
}

static gpointer
read_file (sqlite3_stmt *statement)
{
  BatchFileRecord *file = g_new0 (BatchFileRecord, 1);

  file->id = batch_sqlite_dup (statement, 0);
  file->digest = batch_sqlite_dup (statement, 1);
  file->name = batch_sqlite_dup (statement, 2);
  file->key_id = batch_sqlite_dup (statement, 3);
  file->size = sqlite3_column_int64 (statement, 4);
  file->created_at = sqlite3_column_int64 (statement, 5);
  file->purpose = batch_sqlite_dup (statement, 6);
  file->expires_at = sqlite3_column_int64 (statement, 7);
  file->round = (guint) sqlite3_column_int64 (statement, 8);
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
batch_sqlite_store_list_files (BatchStore            *store,
                               const BatchPageQuery  *query,
                               GPtrArray             *files,
                               GError               **error)
{
  static const BatchPagedTable table = {
    .select = "SELECT " COLUMNS " FROM file",
    .place = "SELECT sequence FROM file WHERE id = ? AND (? IS NULL OR key_id = ?) AND " IN_LISTS,
    .condition = IN_LISTS,
    .kind = "purpose",
    .read = read_file,
    .fail_unknown = fail_unknown,
  };

  return batch_sqlite_read_page (batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store)), &table,
                                 query, files, error);
}

void
batch_sqlite_store_init_files (BatchStoreClass *klass)
{
  klass->put_file = batch_sqlite_store_put_file;
  klass->remove_file = batch_sqlite_store_remove_file;
  klass->expire_files = batch_sqlite_store_expire_files;
  klass->get_file = batch_sqlite_store_get_file;
  klass->list_files = batch_sqlite_store_list_files;
}
