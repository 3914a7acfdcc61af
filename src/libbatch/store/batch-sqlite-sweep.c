/* store/batch-sqlite-sweep.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-item-private.h"

/* How many items end at once, in chunks. Everything here runs on the worker. */

/* --- Sweeping --- */

static gboolean
check_sweep (BatchSqliteJob   *job,
             BatchItemStatus   status,
             gint64            now,
             GError          **error)
{
  const BatchJobRecord *record = job->record;

  if (status == BATCH_ITEM_STATUS_CANCELLED &&
      (record->state == BATCH_JOB_STATE_CANCELLING || record->state == BATCH_JOB_STATE_CANCELLED ||
       record->state == BATCH_JOB_STATE_FAILED))
    return TRUE;
  if (status == BATCH_ITEM_STATUS_EXPIRED &&
      (record->state == BATCH_JOB_STATE_EXPIRED ||
       (record->expires_at != 0 && record->expires_at <= now)))
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
               "The waiting items of job “%s”, which is %s, cannot all become %s", job->id,
               batch_enum_to_nick (BATCH_TYPE_JOB_STATE, record->state),
               batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, status));
  return FALSE;
}

/* Waiting items are found by key, so that what was swept before is not looked at
 * again. */
static gboolean
find_waiting (BatchSqliteStore  *self,
              BatchSqliteJob    *job,
              gint64             key,
              guint              limit,
              GArray            *items,
              GError           **error)
{
  sqlite3_stmt *statement;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT " BATCH_SQLITE_ITEM_COLUMNS " "
                                  "FROM item INDEXED BY item_waiting "
                                  "WHERE key = ? AND id >> 32 = ? AND status = 'pending' "
                                  "AND not_before = 0 ORDER BY prefix, id LIMIT ?",
                                  "iiu", key, job->sequence, limit);
  return batch_sqlite_store_read_items (self, job, statement, items, error);
}

static gboolean
find_delayed (BatchSqliteStore  *self,
              BatchSqliteJob    *job,
              guint              limit,
              GArray            *items,
              GError           **error)
{
  sqlite3_stmt *statement;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT " BATCH_SQLITE_ITEM_COLUMNS " "
                                  "FROM item INDEXED BY item_delayed "
                                  "WHERE not_before > 0 AND id BETWEEN ? AND ? LIMIT ?",
                                  "iiu",
                                  BATCH_SQLITE_ITEM_ID (job->sequence, 0),
                                  BATCH_SQLITE_ITEM_ID (job->sequence, G_MAXUINT32), limit);
  return batch_sqlite_store_read_items (self, job, statement, items, error);
}

/* Among the groups that wait; those of one key differ in size only. */
static gboolean
is_first_of_key (BatchSqliteJob *job,
                 guint           place)
{
  for (guint i = 0; i < place; i++)
    {
      const BatchGroupRecord *group = g_ptr_array_index (job->record->groups, i);

      if (group->waiting > 0 &&
          batch_sqlite_job_get_key (job, i) == batch_sqlite_job_get_key (job, place))
        return FALSE;
    }

  return TRUE;
}

static gboolean
find_pending (BatchSqliteStore  *self,
              BatchSqliteJob    *job,
              guint              limit,
              GArray            *items,
              GError           **error)
{
  for (guint i = 0; i < job->record->groups->len && items->len < limit; i++)
    {
      const BatchGroupRecord *group = g_ptr_array_index (job->record->groups, i);

      if (group->waiting > 0 && is_first_of_key (job, i) &&
          !find_waiting (self, job, batch_sqlite_job_get_key (job, i), limit - items->len,
                         items, error))
        return FALSE;
    }

  return items->len >= limit || find_delayed (self, job, limit - items->len, items, error);
}

/* When a job was cancelled is said once, with the job. What expired is noted for
 * each, because a retry finds it by that. */
static gboolean
end_item (BatchSqliteStore  *self,
          BatchSqliteItem   *item,
          BatchItemStatus    status,
          gint64             now,
          GError           **error)
{
  BatchSqliteMove move = { .status = status };

  return batch_sqlite_store_move_item (self, item, &move, error) &&
         (status == BATCH_ITEM_STATUS_CANCELLED ||
          batch_sqlite_store_note_end (self, item, now, error));
}

static gboolean
batch_sqlite_store_sweep (BatchStore       *store,
                          const char       *job_id,
                          BatchItemStatus   status,
                          guint             limit,
                          gint64            now,
                          gint64           *n_left,
                          BatchJobRecord  **after,
                          GError          **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  g_autoptr(GArray) items = g_array_new (FALSE, FALSE, sizeof (BatchSqliteItem));
  BatchSqliteJob *job;

  assert_in_worker (self);
  if (!(job = batch_sqlite_store_find_job (self, job_id, error)) ||
      !check_sweep (job, status, now, error) ||
      !find_pending (self, job, limit, items, error))
    return FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      if (!end_item (self, &g_array_index (items, BatchSqliteItem, i), status, now, error))
        return FALSE;
    }

  if (!batch_sqlite_store_settle_jobs (self, now, error))
    return FALSE;

  *n_left = job->record->counts.pending;
  *after = batch_job_record_ref (job->record);
  return TRUE;
}

/* --- Purging --- */

/* @sql: its parameters are the first and the last item of the job, and how many. */
static gboolean
delete_some (BatchSqliteStore  *self,
             BatchSqliteJob    *job,
             const char        *sql,
             guint             *limit,
             GError           **error)
{
  if (*limit == 0)
    return TRUE;

  if (!batch_sqlite_run (self->writer, error, sql, "iiu",
                         BATCH_SQLITE_ITEM_ID (job->sequence, 0),
                         BATCH_SQLITE_ITEM_ID (job->sequence, G_MAXUINT32), *limit))
    return FALSE;

  *limit -= sqlite3_changes (batch_sqlite_get (self->writer));
  return TRUE;
}

/* There will be no more files of it, unless its receipt is still to end. */
static gboolean
let_end_go (BatchSqliteStore  *self,
            BatchSqliteJob    *job,
            GError           **error)
{
  const BatchJobRecord *record = job->record;
  gint64 open;

  return batch_sqlite_number (self->writer, error, &open,
                              "SELECT count (*) FROM receipt WHERE id = ? AND state < 2", "t",
                              record->id) &&
         (open > 0 || batch_sqlite_store_let_end_go (self, record->id, G_MAXINT64,
                                                     record->removed_at, error));
}

static gboolean
delete_job (BatchSqliteStore  *self,
            BatchSqliteJob    *job,
            GError           **error)
{
  if (!batch_sqlite_run (self->writer, error,
                         "DELETE FROM item_group WHERE job = ?", "i", job->sequence) ||
      !batch_sqlite_run (self->writer, error,
                         "DELETE FROM tally WHERE job = ?", "i", job->sequence) ||
      !batch_sqlite_run (self->writer, error,
                         "DELETE FROM handover WHERE job = ?", "i", job->sequence) ||
      !batch_sqlite_run (self->writer, error,
                         "DELETE FROM job WHERE sequence = ?", "i", job->sequence) ||
      !batch_sqlite_store_log (self, BATCH_CHANGE_JOB, job->id, self->actor, error) ||
      !let_end_go (self, job, error))
    return FALSE;

  batch_sqlite_store_forget_job (self, job);
  return TRUE;
}

static gboolean
batch_sqlite_store_purge (BatchStore  *store,
                          const char  *job_id,
                          guint        limit,
                          gboolean    *done,
                          GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqliteJob *job;

  assert_in_worker (self);
  if (!(job = batch_sqlite_store_find_job (self, job_id, error)))
    return FALSE;
  if (job->record->removed_at == 0)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                   "Job “%s” was not removed; remove it first", job_id);
      return FALSE;
    }

  if (!delete_some (self, job,
                    "DELETE FROM result WHERE id IN (SELECT id FROM result "
                    "WHERE id BETWEEN ? AND ? LIMIT ?)", &limit, error) ||
      !delete_some (self, job,
                    "DELETE FROM attempt WHERE id IN (SELECT id FROM attempt "
                    "WHERE item BETWEEN ? AND ? LIMIT ?)", &limit, error) ||
      !delete_some (self, job,
                    "DELETE FROM item WHERE id IN (SELECT id FROM item "
                    "WHERE id BETWEEN ? AND ? LIMIT ?)", &limit, error) ||
      !delete_some (self, job,
                    "DELETE FROM own_id WHERE (job, custom_id) IN (SELECT job, custom_id "
                    "FROM own_id WHERE job = ?1 >> 32 LIMIT ?3)", &limit, error) ||
      !delete_some (self, job,
                    "DELETE FROM event WHERE sequence IN (SELECT sequence FROM event "
                    "WHERE job = ?1 >> 32 LIMIT ?3)", &limit, error) ||
      !delete_some (self, job,
                    "DELETE FROM value WHERE (space, name) IN (SELECT space, name FROM value "
                    "WHERE space = (SELECT '" BATCH_STORE_JOB_SPACE "' || id FROM job "
                    "WHERE sequence = ?1 >> 32) LIMIT ?3)",
                    &limit, error))
    return FALSE;

  *done = limit > 0;
  return !*done || delete_job (self, job, error);
}

void
batch_sqlite_store_init_sweep_verbs (BatchStoreClass *klass)
{
  klass->sweep = batch_sqlite_store_sweep;
  klass->purge = batch_sqlite_store_purge;
}
