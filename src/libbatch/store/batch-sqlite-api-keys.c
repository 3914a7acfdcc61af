/* store/batch-sqlite-api-keys.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-reading-private.h"

/* Who may use the Batch API. */

#define COLUMNS "id, name, digest, created_at, revoked_at"

/* Runs on the worker. */
static gboolean
batch_sqlite_store_put_api_key (BatchStore               *store,
                                const BatchApiKeyRecord  *key,
                                GError                  **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO api_key (" COLUMNS ") VALUES (?, ?, ?, ?, ?)", "tttii",
                           key->id, key->name, key->digest, key->created_at, key->revoked_at);
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_revoke_api_key (BatchStore  *store,
                                   const char  *key_id,
                                   gint64       now,
                                   GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  if (!batch_sqlite_run (self->writer, error,
                         "UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at = 0",
                         "it", now, key_id))
    return FALSE;
  if (sqlite3_changes (batch_sqlite_get (self->writer)) == 0)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "There is no key “%s” in force",
                   key_id);
      return FALSE;
    }

  return TRUE;
}

static BatchApiKeyRecord *
read_key (sqlite3_stmt *statement)
{
  BatchApiKeyRecord *key = g_new0 (BatchApiKeyRecord, 1);

  key->id = batch_sqlite_dup (statement, 0);
  key->name = batch_sqlite_dup (statement, 1);
  key->digest = batch_sqlite_dup (statement, 2);
  key->created_at = sqlite3_column_int64 (statement, 3);
  key->revoked_at = sqlite3_column_int64 (statement, 4);
  return key;
}

static gboolean
batch_sqlite_store_list_api_keys (BatchStore  *store,
                                  GPtrArray   *keys,
                                  GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (db, error, "SELECT " COLUMNS " FROM api_key ORDER BY sequence",
                                  "");
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (keys, read_key (statement));

  return step == BATCH_SQLITE_DONE;
}

void
batch_sqlite_store_init_api_keys (BatchStoreClass *klass)
{
  klass->put_api_key = batch_sqlite_store_put_api_key;
  klass->revoke_api_key = batch_sqlite_store_revoke_api_key;
  klass->list_api_keys = batch_sqlite_store_list_api_keys;
}
