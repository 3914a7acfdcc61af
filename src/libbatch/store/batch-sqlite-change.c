/* store/batch-sqlite-change.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-item-private.h"

#include "core/batch-transitions-private.h"

/* How a job is changed, and how it is opened again. Everything here runs on the worker. */

static void
set_text (char       **member,
          const char  *value)
{
  g_free (*member);
  *member = g_strdup (value);
}

static void
change_fields (BatchJobRecord       *record,
               const BatchJobRecord *values,
               BatchJobFields        fields)
{
  if (fields & BATCH_JOB_FIELD_PAUSED)
    {
      record->paused = values->paused;
      record->pause_now = values->paused && values->pause_now;
    }
  if (fields & BATCH_JOB_FIELD_PRIORITY)
    record->priority = values->priority;
  if (fields & BATCH_JOB_FIELD_PARALLEL)
    record->parallel = values->parallel;
  if (fields & BATCH_JOB_FIELD_TITLE)
    set_text (&record->title, values->title);
  if (fields & BATCH_JOB_FIELD_RANK)
    {
      record->rank = values->rank;
      record->rank_minor = values->rank_minor;
    }
  if (fields & BATCH_JOB_FIELD_REORDER)
    {
      record->reordered = values->reordered;
      set_text (&record->reorder_note, values->reorder_note);
    }
  if (fields & BATCH_JOB_FIELD_REMOVED)
    record->removed_at = values->removed_at;
  if (fields & BATCH_JOB_FIELD_EXPORTED)
    {
      record->exported_at = values->exported_at;
      set_text (&record->output_path, values->output_path);
      set_text (&record->error_path, values->error_path);
    }
  if (fields & BATCH_JOB_FIELD_FAILURE)
    set_text (&record->failure, values->failure);
  if (fields & BATCH_JOB_FIELD_EXPIRES)
    record->expires_at = values->expires_at;
  if (fields & BATCH_JOB_FIELD_LOADS)
    record->loads = values->loads;
  if (fields & BATCH_JOB_FIELD_INPUT)
    {
      record->input_size = values->input_size;
      record->key_changes = values->key_changes;
      set_text (&record->input_digest, values->input_digest);
      set_text (&record->resource_key, values->resource_key);
    }
}

static gboolean
batch_sqlite_store_change_job (BatchStore            *store,
                               const char            *job_id,
                               const BatchJobRecord  *values,
                               BatchJobFields         fields,
                               gint64                 now,
                               BatchJobRecord       **after,
                               GError               **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqliteJob *job;

  assert_in_worker (self);
  if (!(job = batch_sqlite_store_find_job (self, job_id, error)))
    return FALSE;
  if ((fields & BATCH_JOB_FIELD_STATE) &&
      !batch_sqlite_store_move_job (self, job, values->state, now, error))
    return FALSE;

  /* Who only looks must not be taken for one who changes something: the others would
   * look then, and be taken for such in their turn. */
  if (fields != 0)
    {
      change_fields (batch_sqlite_store_touch (self, job), values, fields);
      job->row_dirty = TRUE;
    }
  /* One that is queued may have all its answers already. */
  if ((fields & BATCH_JOB_FIELD_STATE) && values->state == BATCH_JOB_STATE_QUEUED &&
      job->record->counts.total > 0 && !batch_sqlite_store_settle_jobs (self, now, error))
    return FALSE;
  *after = batch_job_record_ref (job->record);
  return TRUE;
}

/* --- Retrying --- */

static gboolean
find_retriable (BatchSqliteStore  *self,
                BatchSqliteJob    *job,
                gint64             after_position,
                guint              limit,
                GArray            *items,
                GError           **error)
{
  sqlite3_stmt *statement;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT " BATCH_SQLITE_ITEM_COLUMNS " "
                                  "FROM result INDEXED BY result_retriable "
                                  "CROSS JOIN item ON item.id = result.id "
                                  "WHERE retriable = 1 AND result.id BETWEEN ? AND ? "
                                  "ORDER BY result.id LIMIT ?",
                                  "iiu",
                                  BATCH_SQLITE_ITEM_ID (job->sequence, 0) + after_position + 1,
                                  BATCH_SQLITE_ITEM_ID (job->sequence, G_MAXUINT32), limit);
  return batch_sqlite_store_read_items (self, job, statement, items, error);
}

/* A job that runs takes its failed items back as it is. */
static gboolean
reopen (BatchSqliteStore  *self,
        BatchSqliteJob    *job,
        gint64             now,
        GError           **error)
{
  BatchJobState state = job->record->state;
  BatchJobRecord *record;

  if (state == BATCH_JOB_STATE_QUEUED || state == BATCH_JOB_STATE_RUNNING)
    return TRUE;
  if (!batch_transition_reopen (state, error) ||
      !batch_sqlite_store_set_state (self, job, BATCH_JOB_STATE_QUEUED, now, error))
    return FALSE;

  record = batch_sqlite_store_touch (self, job);
  record->round++;
  record->completed_at = 0;
  record->exported_at = 0;
  return TRUE;
}

/* Its attempts are counted anew, and what they came to is forgotten. */
static gboolean
retry_item (BatchSqliteStore  *self,
            BatchSqliteItem   *item,
            GError           **error)
{
  BatchSqliteMove move = { .status = BATCH_ITEM_STATUS_PENDING };

  return batch_sqlite_store_move_item (self, item, &move, error) &&
         batch_sqlite_run (self->writer, error,
                           "UPDATE item SET attempts = 0, lost = 0 WHERE id = ?",
                           "i", item->id) &&
         batch_sqlite_run (self->writer, error,
                           "DELETE FROM result WHERE id = ?", "i", item->id);
}

static gboolean
batch_sqlite_store_retry (BatchStore      *store,
                          const char      *job_id,
                          gint64           after_position,
                          guint            limit,
                          gint64           now,
                          gint64          *n_retried,
                          gint64          *next,
                          BatchJobRecord **after,
                          GError         **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  g_autoptr(GArray) items = g_array_new (FALSE, FALSE, sizeof (BatchSqliteItem));
  BatchSqliteItem *item = NULL;
  BatchSqliteJob *job;

  assert_in_worker (self);
  if (!(job = batch_sqlite_store_find_job (self, job_id, error)) ||
      !find_retriable (self, job, after_position, limit, items, error) ||
      (items->len > 0 && !reopen (self, job, now, error)))
    return FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      item = &g_array_index (items, BatchSqliteItem, i);
      if (!retry_item (self, item, error))
        return FALSE;
    }

  *n_retried = items->len;
  *next = -1;
  if (item != NULL && items->len == limit)
    *next = BATCH_SQLITE_POSITION (item->id);
  *after = batch_job_record_ref (job->record);
  return TRUE;
}

static gboolean
batch_sqlite_store_retry_item (BatchStore      *store,
                               const char      *job_id,
                               guint32          position,
                               gint64           now,
                               BatchJobRecord **after,
                               GError         **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqliteItem item;
  BatchSqliteJob *job;

  assert_in_worker (self);
  if (!(job = batch_sqlite_store_find_job (self, job_id, error)) ||
      !batch_sqlite_store_load_item (self, job, position, &item, error))
    return FALSE;
  if (item.status != BATCH_ITEM_STATUS_FAILED && item.status != BATCH_ITEM_STATUS_EXPIRED)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                   "Item %u of job “%s” is %s; only one that failed or expired can be retried",
                   position, job_id, batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, item.status));
      return FALSE;
    }

  if (!reopen (self, job, now, error) || !retry_item (self, &item, error))
    return FALSE;

  *after = batch_job_record_ref (job->record);
  return TRUE;
}

void
batch_sqlite_store_init_change_verbs (BatchStoreClass *klass)
{
  klass->change_job = batch_sqlite_store_change_job;
  klass->retry = batch_sqlite_store_retry;
  klass->retry_item = batch_sqlite_store_retry_item;
}
