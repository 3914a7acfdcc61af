/* store/batch-sqlite-retry.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-item-private.h"

#include "core/batch-transitions.h"

/* How items are tried again when somebody asks for it. Everything here runs on the
 * worker. */

/* What is asked for, as it is in the store. */
typedef struct
{
  const BatchRetryRequest *request;
  gint64                   key;        /* of a word; 0: their own */
  gint64                   changes;    /* of a word; 0: their own */
  gint64                   no_changes; /* of a word: an empty object */
} Retry;

/* --- Which --- */

static sqlite3_stmt *
select_retriable (BatchSqliteStore         *self,
                  const BatchRetryRequest  *request,
                  gint64                    first,
                  gint64                    last,
                  guint                     limit,
                  GError                  **error)
{
  if (request != NULL && request->review)
    return batch_sqlite_query (self->writer, error,
                               "SELECT " BATCH_SQLITE_ITEM_COLUMNS " "
                               "FROM result INDEXED BY result_review "
                               "CROSS JOIN item ON item.id = result.id "
                               "WHERE needs_review > 0 AND result.id BETWEEN ?1 AND ?2 "
                               "AND (?4 = 0 OR needs_review = ?4) "
                               "ORDER BY result.id LIMIT ?3",
                               "iiuu", first, last, limit, (guint) request->review_reason);

  return batch_sqlite_query (self->writer, error,
                             "SELECT " BATCH_SQLITE_ITEM_COLUMNS " "
                             "FROM result INDEXED BY result_retriable "
                             "CROSS JOIN item ON item.id = result.id "
                             "WHERE retriable = 1 AND result.id BETWEEN ? AND ? "
                             "ORDER BY result.id LIMIT ?",
                             "iiu", first, last, limit);
}

static gboolean
load_chosen (BatchSqliteStore         *self,
             BatchSqliteJob           *job,
             const BatchRetryRequest  *request,
             gint64                    after_position,
             guint                     limit,
             GArray                   *items,
             GError                  **error)
{
  for (guint i = 0; i < request->n_positions && items->len < limit; i++)
    {
      BatchSqliteItem item;

      if ((gint64) request->positions[i] <= after_position)
        continue;
      if (!batch_sqlite_store_load_item (self, job, request->positions[i], &item, error))
        return FALSE;
      if (request->lenient && !batch_transition_ask_again (item.status, NULL))
        continue;
      if (!batch_transition_ask_again (item.status, error))
        return FALSE;

      g_array_append_val (items, item);
    }

  return TRUE;
}

static gboolean
find_items (BatchSqliteStore         *self,
            BatchSqliteJob           *job,
            const BatchRetryRequest  *request,
            gint64                    after_position,
            guint                     limit,
            GArray                   *items,
            GError                  **error)
{
  gint64 first = BATCH_SQLITE_ITEM_ID (job->sequence, 0);

  if (request != NULL && request->positions != NULL)
    return load_chosen (self, job, request, after_position, limit, items, error);

  return batch_sqlite_store_read_items (self, job,
                                        select_retriable (self, request, first + after_position + 1,
                                                          first + G_MAXUINT32, limit, error),
                                        items, error);
}

/* --- How --- */

static gboolean
init_retry (BatchSqliteStore         *self,
            const BatchRetryRequest  *request,
            Retry                    *retry,
            GError                  **error)
{
  *retry = (Retry) { .request = request };
  if (request == NULL)
    return TRUE;

  return (request->key == NULL ||
          (batch_sqlite_store_intern (self, request->key, &retry->key, error) &&
           batch_sqlite_store_intern (self, "{}", &retry->no_changes, error))) &&
         (request->changes == NULL ||
          batch_sqlite_store_intern (self, request->changes, &retry->changes, error));
}

/* Whose time is over has as much again, counted from now: else what is asked for again would expire
 * unasked. How much that is is counted from when it was given last. */
static gboolean
renew_deadline (BatchSqliteStore  *self,
                BatchSqliteJob    *job,
                gint64             now,
                GError           **error)
{
  gint64 expires_at = job->record->expires_at;
  gint64 given_at;

  if (expires_at == 0 || expires_at > now)
    return TRUE;
  if (!batch_sqlite_number (self->writer, error, &given_at,
                            "SELECT max (at) FROM (SELECT at FROM event "
                            "WHERE job = ?1 AND kind = 'deadline' UNION ALL SELECT ?2)",
                            "ii", job->sequence, job->record->created_at))
    return FALSE;

  /* A deadline that was set to a time that had passed gave none. */
  batch_sqlite_store_touch (self, job)->expires_at =
    expires_at > given_at ? now + (expires_at - given_at) : 0;
  job->row_dirty = TRUE;
  return batch_sqlite_store_add_event (self, job->sequence, -1, "deadline",
                                       "It was over; as much time again", now, error);
}

/* A job that runs takes its items back as it is. */
static gboolean
reopen (BatchSqliteStore         *self,
        BatchSqliteJob           *job,
        const BatchRetryRequest  *request,
        gint64                    now,
        GError                  **error)
{
  BatchJobState state = job->record->state;
  gboolean asked_for = request != NULL && state == BATCH_JOB_STATE_COMPLETED;
  BatchJobRecord *record;

  if (state == BATCH_JOB_STATE_QUEUED || state == BATCH_JOB_STATE_RUNNING)
    return renew_deadline (self, job, now, error);
  if ((!asked_for && !batch_transition_reopen (state, error)) ||
      !batch_sqlite_store_set_state (self, job, BATCH_JOB_STATE_QUEUED, now, error) ||
      !renew_deadline (self, job, now, error))
    return FALSE;

  record = batch_sqlite_store_touch (self, job);
  record->round++;
  record->completed_at = 0;
  record->exported_at = 0;
  return TRUE;
}

static gboolean
change_key (BatchSqliteStore  *self,
            BatchSqliteItem   *item,
            gint64             key,
            GError           **error)
{
  BatchGroupRecord *group;

  if (!(group = batch_sqlite_store_touch_group (self, item->job, item->key, item->bucket, error)))
    return FALSE;
  group->total--;
  if (!(group = batch_sqlite_store_touch_group (self, item->job, key, item->bucket, error)))
    return FALSE;
  group->total++;

  item->key = key;
  return batch_sqlite_run (self->writer, error,
                           "UPDATE item SET key = ? WHERE id = ?", "ii", key, item->id);
}

/* Whoever has changes has the model of the item put into what is sent. */
static gboolean
set_changes (BatchSqliteStore  *self,
             BatchSqliteItem   *item,
             const Retry       *retry,
             GError           **error)
{
  if (retry->changes != 0)
    return batch_sqlite_run (self->writer, error,
                             "UPDATE item SET changes = ? WHERE id = ?",
                             "ii", retry->changes, item->id);

  return batch_sqlite_run (self->writer, error,
                           "UPDATE item SET changes = ? WHERE id = ? AND changes = 0",
                           "ii", retry->no_changes, item->id);
}

static gboolean
apply_request (BatchSqliteStore  *self,
               BatchSqliteItem   *item,
               const Retry       *retry,
               GError           **error)
{
  if (retry->key != 0 && retry->key != item->key && !change_key (self, item, retry->key, error))
    return FALSE;

  return (retry->key == 0 && retry->changes == 0) || set_changes (self, item, retry, error);
}

/* The answer stays until there is another one. */
static gboolean
keep_answer (BatchSqliteStore  *self,
             BatchSqliteItem   *item,
             GError           **error)
{
  gint64 reason;

  if (!batch_sqlite_number (self->writer, error, &reason,
                            "SELECT needs_review FROM result WHERE id = ?", "i", item->id) ||
      !batch_sqlite_store_note_result (self, item, error))
    return FALSE;

  batch_sqlite_store_touch (self, item->job)->counts.needs_review -= reason != 0;
  item->kept = BATCH_SQLITE_KEPT (reason);
  return batch_sqlite_run (self->writer, error,
                           "UPDATE item SET kept = ? WHERE id = ?", "ui", item->kept, item->id) &&
         batch_sqlite_run (self->writer, error,
                           "UPDATE result SET needs_review = 0 WHERE id = ?", "i", item->id);
}

static gboolean
drop_result (BatchSqliteStore  *self,
             BatchSqliteItem   *item,
             GError           **error)
{
  return batch_sqlite_run (self->writer, error,
                           "DELETE FROM result WHERE id = ?", "i", item->id);
}

/* Its attempts are counted anew. What they came to is history. */
static gboolean
retry_item (BatchSqliteStore  *self,
            BatchSqliteItem   *item,
            const Retry       *retry,
            GError           **error)
{
  BatchSqliteMove move = { .status = BATCH_ITEM_STATUS_PENDING };
  gboolean answered = item->status == BATCH_ITEM_STATUS_SUCCEEDED;

  return apply_request (self, item, retry, error) &&
         (answered ? keep_answer (self, item, error) : drop_result (self, item, error)) &&
         batch_sqlite_store_move_item (self, item, &move, error) &&
         batch_sqlite_run (self->writer, error,
                           "UPDATE item SET attempts = 0, lost = 0 WHERE id = ?",
                           "i", item->id);
}

static gboolean
batch_sqlite_store_retry (BatchStore               *store,
                          const char               *job_id,
                          const BatchRetryRequest  *request,
                          gint64                    after_position,
                          guint                     limit,
                          gint64                    now,
                          BatchRetryAnswer         *answer,
                          GError                  **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  g_autoptr(GArray) items = g_array_new (FALSE, FALSE, sizeof (BatchSqliteItem));
  BatchSqliteItem *item = NULL;
  BatchSqliteJob *job;
  Retry retry;

  assert_in_worker (self);
  if (!(job = batch_sqlite_store_find_job (self, job_id, error)) ||
      !find_items (self, job, request, after_position, limit, items, error) ||
      (items->len > 0 && (!reopen (self, job, request, now, error) ||
                          !init_retry (self, request, &retry, error))))
    return FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      item = &g_array_index (items, BatchSqliteItem, i);
      if (!retry_item (self, item, &retry, error))
        return FALSE;
    }

  answer->n_retried = items->len;
  answer->next = -1;
  if (item != NULL && items->len == limit)
    answer->next = BATCH_SQLITE_POSITION (item->id);
  answer->after = batch_job_record_ref (job->record);
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
  const Retry retry = { 0 };
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

  if (!reopen (self, job, NULL, now, error) || !retry_item (self, &item, &retry, error))
    return FALSE;

  *after = batch_job_record_ref (job->record);
  return TRUE;
}

void
batch_sqlite_store_init_retry_verbs (BatchStoreClass *klass)
{
  klass->retry = batch_sqlite_store_retry;
  klass->retry_item = batch_sqlite_store_retry_item;
}
