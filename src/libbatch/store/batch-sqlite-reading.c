/* store/batch-sqlite-reading.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-reading-private.h"

#include "store/batch-sqlite-item-private.h"
#include "store/batch-sqlite-looking-private.h"

/* How jobs are looked at. Everything here runs on the reader, or on the worker
 * when the store is in memory. */

/* Who still reads by the one before is told that the database was changed. */
static void
look_anew (BatchSqliteStore *self)
{
  BatchSqlite *anew = batch_sqlite_look_anew (self->reader, self->path);

  if (anew == NULL)
    return;

  g_ptr_array_add (self->readers_before, self->reader);
  self->reader = anew;
}

BatchSqlite *
batch_sqlite_store_get_reader (BatchSqliteStore *self)
{
  if (self->reader != NULL)
    look_anew (self);
  return self->reader != NULL ? self->reader : self->writer;
}

gint64
batch_sqlite_limit (guint limit)
{
  return limit > 0 ? (gint64) limit : -1;
}

gboolean
batch_sqlite_begin_reading (BatchSqlite  *db,
                            GError      **error)
{
  return batch_sqlite_run (db, error, "BEGIN", "");
}

void
batch_sqlite_end_reading (BatchSqlite *db)
{
  batch_sqlite_run (db, NULL, "COMMIT", "");
}

/* --- One job --- */

gboolean
batch_sqlite_read_job_by_id (BatchSqlite     *db,
                             const char      *job_id,
                             BatchJobRecord **job,
                             GError         **error)
{
  g_autoptr(BatchJobRecord) record = NULL;
  sqlite3_stmt *statement;

  statement = batch_sqlite_query (db, error,
                                  "SELECT " BATCH_SQLITE_JOB_COLUMNS " "
                                  "FROM job JOIN tally ON tally.job = job.sequence "
                                  "WHERE job.id = ?", "t", job_id);
  switch (batch_sqlite_step (db, statement, error))
    {
    case BATCH_SQLITE_FAILED:
      return FALSE;
    case BATCH_SQLITE_DONE:
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "There is no job “%s”", job_id);
      return FALSE;
    case BATCH_SQLITE_ROW:
      break;
    }

  record = batch_sqlite_read_job (statement);
  batch_sqlite_reset (statement);
  if (!batch_sqlite_read_groups (db, record, NULL, error))
    return FALSE;

  *job = g_steal_pointer (&record);
  return TRUE;
}

static gboolean
batch_sqlite_store_get_job (BatchStore      *store,
                            const char      *job_id,
                            BatchJobRecord **job,
                            GError         **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  gboolean found;

  if (!batch_sqlite_begin_reading (db, error))
    return FALSE;

  found = batch_sqlite_read_job_by_id (db, job_id, job, error);
  batch_sqlite_end_reading (db);
  return found;
}

/* --- Many --- */

static sqlite3_stmt *
select_jobs (BatchSqlite  *db,
             gint64        after_sequence,
             guint         limit,
             gboolean      live_only,
             GError      **error)
{
  if (live_only)
    return batch_sqlite_query (db, error,
                               "SELECT " BATCH_SQLITE_JOB_COLUMNS " "
                               "FROM job INDEXED BY job_live "
                               "CROSS JOIN tally ON tally.job = job.sequence "
                               "WHERE completed_at = 0 AND sequence > ? "
                               "ORDER BY sequence LIMIT ?",
                               "ii", after_sequence, batch_sqlite_limit (limit));

  return batch_sqlite_query (db, error,
                             "SELECT " BATCH_SQLITE_JOB_COLUMNS " "
                             "FROM job CROSS JOIN tally ON tally.job = job.sequence "
                             "WHERE sequence > ? ORDER BY sequence LIMIT ?",
                             "ii", after_sequence, batch_sqlite_limit (limit));
}

static gboolean
read_jobs (BatchSqlite   *db,
           sqlite3_stmt  *statement,
           GPtrArray     *jobs,
           GError       **error)
{
  BatchSqliteStep step;

  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (jobs, batch_sqlite_read_job (statement));
  if (step == BATCH_SQLITE_FAILED)
    return FALSE;

  for (guint i = 0; i < jobs->len; i++)
    {
      if (!batch_sqlite_read_groups (db, g_ptr_array_index (jobs, i), NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
batch_sqlite_store_list_jobs (BatchStore  *store,
                              gint64       after_sequence,
                              guint        limit,
                              gboolean     live_only,
                              GPtrArray   *jobs,
                              GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  gboolean listed;

  if (!batch_sqlite_begin_reading (db, error))
    return FALSE;

  listed = read_jobs (db, select_jobs (db, after_sequence, limit, live_only, error), jobs, error);
  batch_sqlite_end_reading (db);
  return listed;
}

static gboolean
batch_sqlite_store_list_unwritten_jobs (BatchStore  *store,
                                        GPtrArray   *jobs,
                                        GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  gboolean listed;

  if (!batch_sqlite_begin_reading (db, error))
    return FALSE;

  statement = batch_sqlite_query (db, error,
                                  "SELECT " BATCH_SQLITE_JOB_COLUMNS " "
                                  "FROM job INDEXED BY job_unwritten "
                                  "CROSS JOIN tally ON tally.job = job.sequence "
                                  "WHERE exported_at = 0 AND output_path IS NOT NULL "
                                  "AND state IN ('completed', 'completed_with_errors', 'expired') "
                                  "AND removed_at = 0 ORDER BY sequence", "");
  listed = read_jobs (db, statement, jobs, error);
  batch_sqlite_end_reading (db);
  return listed;
}

/* --- One item --- */

/* Only the ids that a program gave are looked up often, and have an index. */
static sqlite3_stmt *
select_by_custom_id (BatchSqlite           *db,
                     const BatchJobRecord  *job,
                     const char            *custom_id,
                     GError               **error)
{
  if (job->own_ids)
    return batch_sqlite_query (db, error,
                               "SELECT " BATCH_SQLITE_ITEM_RECORD_COLUMNS
                               BATCH_SQLITE_ITEM_BODY_COLUMNS
                               "FROM own_id CROSS JOIN item ON item.id = own_id.item "
                               "LEFT JOIN result ON result.id = item.id "
                               "WHERE own_id.job = ? AND own_id.custom_id = ?",
                               "it", job->sequence, custom_id);

  return batch_sqlite_query (db, error,
                             "SELECT " BATCH_SQLITE_ITEM_RECORD_COLUMNS
                             BATCH_SQLITE_ITEM_BODY_COLUMNS
                             "FROM item LEFT JOIN result ON result.id = item.id "
                             "WHERE item.id BETWEEN ? AND ? AND custom_id = ? LIMIT 1",
                             "iit", BATCH_SQLITE_ITEM_ID (job->sequence, 0),
                             BATCH_SQLITE_ITEM_ID (job->sequence, G_MAXUINT32), custom_id);
}

static gboolean
find_item (BatchSqlite      *db,
           const char       *job_id,
           const char       *custom_id,
           BatchItemRecord **item,
           GError          **error)
{
  g_autoptr(BatchJobRecord) job = NULL;
  sqlite3_stmt *statement;

  if (!batch_sqlite_read_job_by_id (db, job_id, &job, error))
    return FALSE;

  statement = select_by_custom_id (db, job, custom_id, error);
  switch (batch_sqlite_step (db, statement, error))
    {
    case BATCH_SQLITE_FAILED:
      return FALSE;
    case BATCH_SQLITE_DONE:
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
                   "Job “%s” has no item “%s”", job_id, custom_id);
      return FALSE;
    case BATCH_SQLITE_ROW:
      break;
    }

  *item = batch_sqlite_read_item (statement, job, TRUE);
  batch_sqlite_reset (statement);
  return TRUE;
}

static gboolean
batch_sqlite_store_find_item (BatchStore       *store,
                              const char       *job_id,
                              const char       *custom_id,
                              BatchItemRecord **item,
                              GError          **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  gboolean found;

  if (!batch_sqlite_begin_reading (db, error))
    return FALSE;

  found = find_item (db, job_id, custom_id, item, error);
  batch_sqlite_end_reading (db);
  return found;
}

/* --- Input files --- */

static gboolean
batch_sqlite_store_list_inputs (BatchStore  *store,
                                GHashTable  *digests,
                                GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (db, error,
                                  "SELECT input_digest FROM job WHERE input_digest IS NOT NULL "
                                  "UNION SELECT digest FROM file", "");
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_hash_table_add (digests, batch_sqlite_dup (statement, 0));

  return step == BATCH_SQLITE_DONE;
}

void
batch_sqlite_store_init_reading (BatchStoreClass *klass)
{
  klass->get_job = batch_sqlite_store_get_job;
  klass->list_jobs = batch_sqlite_store_list_jobs;
  klass->list_unwritten_jobs = batch_sqlite_store_list_unwritten_jobs;
  klass->list_items = batch_sqlite_store_list_items;
  klass->find_item = batch_sqlite_store_find_item;
  klass->list_inputs = batch_sqlite_store_list_inputs;
}
