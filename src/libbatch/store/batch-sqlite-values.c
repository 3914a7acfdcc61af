/* store/batch-sqlite-values.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-job-private.h"
#include "store/batch-sqlite-reading-private.h"

/* Small things that are kept beside the queue. */

/* Runs on the worker. */
static gboolean
batch_sqlite_store_put_value (BatchStore  *store,
                              const char  *space,
                              const char  *name,
                              const char  *value,
                              GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  if (value == NULL)
    return batch_sqlite_run (self->writer, error,
                             "DELETE FROM value WHERE space = ? AND name = ?",
                             "tt", space, name);

  return batch_sqlite_run (self->writer, error,
                           "INSERT OR REPLACE INTO value (space, name, value) VALUES (?, ?, ?)",
                           "ttt", space, name, value);
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_put_setting (BatchStore  *store,
                                const char  *name,
                                const char  *value,
                                GError     **error)
{
  return batch_sqlite_store_put_value (store, BATCH_STORE_SETTINGS, name, value, error) &&
         batch_sqlite_store_log (BATCH_SQLITE_STORE (store), BATCH_CHANGE_SETTINGS, name, NULL,
                                 error);
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_put_backend (BatchStore                *store,
                                const BatchBackendRecord  *backend,
                                GError                   **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  return batch_sqlite_run (self->writer, error,
                           "INSERT OR REPLACE INTO backend (name, url, kind, key_name, parallel, "
                           "gpu) VALUES (?, ?, ?, ?, ?, ?)",
                           "ttttut", backend->name, backend->url, backend->kind,
                           backend->key_name, backend->parallel, backend->gpu) &&
         batch_sqlite_store_log (self, BATCH_CHANGE_BACKENDS, backend->name, NULL, error);
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_remove_backend (BatchStore  *store,
                                   const char  *name,
                                   GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  if (!batch_sqlite_run (self->writer, error, "DELETE FROM backend WHERE name = ?", "t", name))
    return FALSE;
  if (sqlite3_changes (batch_sqlite_get (self->writer)) == 0)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "There is no backend “%s”", name);
      return FALSE;
    }

  return batch_sqlite_store_log (self, BATCH_CHANGE_BACKENDS, name, NULL, error);
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_put_event (BatchStore              *store,
                              const BatchEventRecord  *event,
                              GError                 **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqliteJob *job;

  assert_in_worker (self);
  if (!(job = batch_sqlite_store_find_job (self, event->job_id, error)))
    return FALSE;

  return batch_sqlite_store_add_event (self, job->sequence, event->position, event->kind,
                                       event->detail, event->at, error);
}

/* --- Reading --- */

static gboolean
batch_sqlite_store_list_values (BatchStore  *store,
                                const char  *space,
                                GHashTable  *values,
                                GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (db, error, "SELECT name, value FROM value WHERE space = ?",
                                  "t", space);
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_hash_table_insert (values, batch_sqlite_dup (statement, 0), batch_sqlite_dup (statement, 1));

  return step == BATCH_SQLITE_DONE;
}

static BatchBackendRecord *
read_backend (sqlite3_stmt *statement)
{
  BatchBackendRecord *backend = g_new0 (BatchBackendRecord, 1);

  backend->name = batch_sqlite_dup (statement, 0);
  backend->url = batch_sqlite_dup (statement, 1);
  backend->kind = batch_sqlite_dup (statement, 2);
  backend->key_name = batch_sqlite_dup (statement, 3);
  backend->parallel = sqlite3_column_int (statement, 4);
  backend->gpu = batch_sqlite_dup (statement, 5);
  return backend;
}

static gboolean
batch_sqlite_store_list_backends (BatchStore  *store,
                                  GPtrArray   *backends,
                                  GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (db, error,
                                  "SELECT name, url, kind, key_name, parallel, gpu "
                                  "FROM backend ORDER BY name", "");
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (backends, read_backend (statement));

  return step == BATCH_SQLITE_DONE;
}

static BatchChange *
read_change (sqlite3_stmt *statement)
{
  BatchChange *change = g_new0 (BatchChange, 1);
  const char *engine_id = batch_sqlite_text (statement, 3);

  change->sequence = sqlite3_column_int64 (statement, 0);
  change->kind = sqlite3_column_int (statement, 1);
  change->subject = batch_sqlite_dup (statement, 2);
  change->engine_id = *engine_id != '\0' ? g_strdup (engine_id) : NULL;
  return change;
}

static gboolean
batch_sqlite_store_list_changes (BatchStore  *store,
                                 gint64       after_sequence,
                                 GPtrArray   *changes,
                                 GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (db, error,
                                  "SELECT sequence, kind, subject, engine FROM change "
                                  "WHERE sequence > ? ORDER BY sequence", "i", after_sequence);
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (changes, read_change (statement));

  return step == BATCH_SQLITE_DONE;
}

static BatchEventRecord *
read_event (sqlite3_stmt *statement)
{
  BatchEventRecord *event = g_new0 (BatchEventRecord, 1);

  event->sequence = sqlite3_column_int64 (statement, 0);
  event->job_id = batch_sqlite_dup (statement, 1);
  event->at = sqlite3_column_int64 (statement, 2);
  event->position = sqlite3_column_int64 (statement, 3);
  event->kind = batch_sqlite_dup (statement, 4);
  event->detail = batch_sqlite_dup (statement, 5);
  return event;
}

static gboolean
batch_sqlite_store_list_events (BatchStore  *store,
                                const char  *job_id,
                                gint64       after_sequence,
                                guint        limit,
                                GPtrArray   *events,
                                GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (db, error,
                                  "SELECT event.sequence, job.id, at, position, kind, detail "
                                  "FROM event JOIN job ON job.sequence = event.job "
                                  "WHERE job.id = ? AND event.sequence > ? "
                                  "ORDER BY event.sequence LIMIT ?",
                                  "tii", job_id, after_sequence, batch_sqlite_limit (limit));
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (events, read_event (statement));

  return step == BATCH_SQLITE_DONE;
}

void
batch_sqlite_store_init_value_verbs (BatchStoreClass *klass)
{
  klass->put_value = batch_sqlite_store_put_value;
  klass->put_setting = batch_sqlite_store_put_setting;
  klass->put_backend = batch_sqlite_store_put_backend;
  klass->remove_backend = batch_sqlite_store_remove_backend;
  klass->add_event = batch_sqlite_store_put_event;
  klass->list_values = batch_sqlite_store_list_values;
  klass->list_backends = batch_sqlite_store_list_backends;
  klass->list_changes = batch_sqlite_store_list_changes;
  klass->list_events = batch_sqlite_store_list_events;
}
