/* store/batch-sqlite-item-unleased.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-item-private.h"

#include "core/batch-transitions.h"

/* What happens to items without a lease. Everything here runs on the worker. */

/* A transaction wakes so many; who asks is told that the rest is due as well. */
#define WAKE_LIMIT 4096

/* --- Waking --- */

static gboolean
find_due (BatchSqliteStore  *self,
          gint64             now,
          GArray            *items,
          GError           **error)
{
  sqlite3_stmt *statement;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT " BATCH_SQLITE_ITEM_COLUMNS " "
                                  "FROM item INDEXED BY item_delayed "
                                  "WHERE not_before > 0 AND not_before <= ? "
                                  "ORDER BY not_before LIMIT ?",
                                  "iu", now, WAKE_LIMIT);
  return batch_sqlite_store_read_items (self, NULL, statement, items, error);
}

/* When the next one of a group is due, now that some have been woken. */
static gboolean
find_next_of_group (BatchSqliteStore  *self,
                    BatchSqliteItem   *item,
                    GError           **error)
{
  BatchGroupRecord *group;
  gint64 next;

  if (!(group = batch_sqlite_store_touch_group (self, item->job, item->key, item->bucket, error)))
    return FALSE;
  if (group->delayed == 0)
    return TRUE;

  if (!batch_sqlite_number (self->writer, error, &next,
                            "SELECT not_before FROM item INDEXED BY item_delayed "
                            "WHERE not_before > 0 AND key = ? AND bucket = ? "
                            "AND id BETWEEN ? AND ? ORDER BY not_before LIMIT 1",
                            "iuii", item->key, item->bucket,
                            BATCH_SQLITE_ITEM_ID (item->job->sequence, 0),
                            BATCH_SQLITE_ITEM_ID (item->job->sequence, G_MAXUINT32)))
    return FALSE;

  group->next_due = next;
  return TRUE;
}

static gboolean
same_group (const BatchSqliteItem *one,
            const BatchSqliteItem *other)
{
  return one->job == other->job && one->key == other->key && one->bucket == other->bucket;
}

static gboolean
wake_items (BatchSqliteStore  *self,
            GArray            *items,
            GError           **error)
{
  BatchSqliteMove move = { .status = BATCH_ITEM_STATUS_PENDING };

  for (guint i = 0; i < items->len; i++)
    {
      BatchSqliteItem *item = &g_array_index (items, BatchSqliteItem, i);

      if (!batch_sqlite_store_move_item (self, item, &move, error))
        return FALSE;
    }

  for (guint i = 0; i < items->len; i++)
    {
      BatchSqliteItem *item = &g_array_index (items, BatchSqliteItem, i);

      if ((i == 0 || !same_group (item, item - 1)) && !find_next_of_group (self, item, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
batch_sqlite_store_wake (BatchStore  *store,
                         gint64       now,
                         gint64      *next_due,
                         GPtrArray   *jobs,
                         GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  g_autoptr(GArray) items = g_array_new (FALSE, FALSE, sizeof (BatchSqliteItem));

  assert_in_worker (self);
  if (!find_due (self, now, items, error) ||
      !wake_items (self, items, error) ||
      !batch_sqlite_number (self->writer, error, next_due,
                            "SELECT not_before FROM item INDEXED BY item_delayed "
                            "WHERE not_before > 0 ORDER BY not_before LIMIT 1", ""))
    return FALSE;

  batch_sqlite_store_collect_jobs (self, jobs);
  return TRUE;
}

/* --- Cancelling --- */

static gboolean
batch_sqlite_store_cancel_item (BatchStore      *store,
                                const char      *job_id,
                                guint32          position,
                                gint64           now,
                                BatchJobRecord **after,
                                GError         **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqliteMove move = { .status = BATCH_ITEM_STATUS_CANCELLED };
  BatchSqliteItem item;
  BatchSqliteJob *job;

  assert_in_worker (self);
  if (!(job = batch_sqlite_store_find_job (self, job_id, error)) ||
      !batch_sqlite_store_load_item (self, job, position, &item, error) ||
      !batch_transition_item (item.status, BATCH_ITEM_STATUS_CANCELLED, error))
    return FALSE;

  /* Whoever runs it should stop. */
  if (item.engine != 0 &&
      !batch_sqlite_store_log (self, BATCH_CHANGE_ITEMS, job_id, NULL, error))
    return FALSE;

  if (!batch_sqlite_store_move_item (self, &item, &move, error) ||
      !batch_sqlite_store_note_end (self, &item, now, error) ||
      !batch_sqlite_store_settle_jobs (self, now, error))
    return FALSE;

  *after = batch_job_record_ref (job->record);
  return TRUE;
}

/* --- Accepting --- */

/* The reason goes with the flag: the sentence would be about what nobody minds. */
#define ACCEPT "UPDATE result SET needs_review = 0, error = NULL WHERE needs_review > 0 AND "

static gint64
count_changed (BatchSqliteStore *self)
{
  return sqlite3_changes (batch_sqlite_get (self->writer));
}

static gboolean
accept_positions (BatchSqliteStore  *self,
                  BatchSqliteJob    *job,
                  const guint32     *positions,
                  guint              n_positions,
                  gint64            *n_accepted,
                  GError           **error)
{
  for (guint i = 0; i < n_positions; i++)
    {
      if (!batch_sqlite_run (self->writer, error, ACCEPT "id = ?",
                             "i", BATCH_SQLITE_ITEM_ID (job->sequence, positions[i])))
        return FALSE;
      *n_accepted += count_changed (self);
    }

  return TRUE;
}

static gboolean
accept_all (BatchSqliteStore   *self,
            BatchSqliteJob     *job,
            BatchReviewReason   reason,
            guint               limit,
            gint64             *n_accepted,
            GError            **error)
{
  if (!batch_sqlite_run (self->writer, error, ACCEPT "id IN ("
                         "SELECT id FROM result INDEXED BY result_review "
                         "WHERE needs_review > 0 AND (?1 = 0 OR needs_review = ?1) "
                         "AND id BETWEEN ?2 AND ?3 ORDER BY id LIMIT ?4)",
                         "uiii", (guint) reason, BATCH_SQLITE_ITEM_ID (job->sequence, 0),
                         BATCH_SQLITE_ITEM_ID (job->sequence, G_MAXUINT32), (gint64) limit))
    return FALSE;

  *n_accepted = count_changed (self);
  return TRUE;
}

static gboolean
batch_sqlite_store_accept_answers (BatchStore         *store,
                                   const char         *job_id,
                                   const guint32      *positions,
                                   guint               n_positions,
                                   BatchReviewReason   reason,
                                   guint               limit,
                                   gint64             *n_accepted,
                                   BatchJobRecord    **after,
                                   GError            **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqliteJob *job;
  gint64 n = 0;

  assert_in_worker (self);
  if (!(job = batch_sqlite_store_find_job (self, job_id, error)))
    return FALSE;
  if (!(n_positions > 0 ? accept_positions (self, job, positions, n_positions, &n, error)
                        : accept_all (self, job, reason, limit, &n, error)))
    return FALSE;

  if (n > 0)
    batch_sqlite_store_touch (self, job)->counts.needs_review -= n;

  *n_accepted = n;
  *after = batch_job_record_ref (job->record);
  return TRUE;
}

/* --- By hand --- */

static gboolean
check_by_hand (BatchSqliteItem    *item,
               const BatchFinish  *values,
               GError            **error)
{
  const BatchJobRecord *record = item->job->record;

  if (item->engine != 0)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                   "Item %u of job “%s” is run by an engine; cancel it first",
                   values->position, record->id);
      return FALSE;
    }

  if (record->state != BATCH_JOB_STATE_QUEUED && record->state != BATCH_JOB_STATE_RUNNING &&
      record->state != BATCH_JOB_STATE_CANCELLING)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                   "Job “%s” is %s; its items cannot change", record->id,
                   batch_enum_to_nick (BATCH_TYPE_JOB_STATE, record->state));
      return FALSE;
    }

  return batch_transition_item (item->status, values->status, error);
}

static gboolean
batch_sqlite_store_update_item (BatchStore         *store,
                                const BatchFinish  *values,
                                gint64              now,
                                BatchJobRecord    **after,
                                GError            **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqliteItem item;
  BatchSqliteJob *job;
  gboolean updated;

  assert_in_worker (self);
  if (!(job = batch_sqlite_store_find_job (self, values->job_id, error)) ||
      !batch_sqlite_store_load_item (self, job, values->position, &item, error) ||
      !check_by_hand (&item, values, error))
    return FALSE;

  if (values->status == BATCH_ITEM_STATUS_RUNNING)
    updated = batch_sqlite_store_start_item (self, &item, now, error);
  else
    updated = batch_sqlite_store_finish_item (self, &item, values, now, error);
  if (!updated || !batch_sqlite_store_settle_jobs (self, now, error))
    return FALSE;

  *after = batch_job_record_ref (job->record);
  return TRUE;
}

void
batch_sqlite_store_init_item_verbs (BatchStoreClass *klass)
{
  klass->wake = batch_sqlite_store_wake;
  klass->cancel_item = batch_sqlite_store_cancel_item;
  klass->accept_answers = batch_sqlite_store_accept_answers;
  klass->update_item = batch_sqlite_store_update_item;
}
