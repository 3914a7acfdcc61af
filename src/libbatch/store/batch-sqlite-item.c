/* store/batch-sqlite-item.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-item-private.h"

#include "core/batch-enum-private.h"
#include "core/batch-transitions.h"

/* --- Reading --- */

gboolean
batch_sqlite_store_read_items (BatchSqliteStore  *self,
                               BatchSqliteJob    *job,
                               sqlite3_stmt      *statement,
                               GArray            *items,
                               GError           **error)
{
  BatchSqliteStep step;

  while ((step = batch_sqlite_step (self->writer, statement, error)) == BATCH_SQLITE_ROW)
    {
      BatchSqliteItem item = { .job = job };

      item.id = sqlite3_column_int64 (statement, 0);
      item.key = sqlite3_column_int64 (statement, 1);
      item.engine = sqlite3_column_int64 (statement, 2);
      item.generation = sqlite3_column_int64 (statement, 3);
      item.not_before = sqlite3_column_int64 (statement, 4);
      item.status = batch_item_status_from_nick (batch_sqlite_text (statement, 5));
      item.bucket = sqlite3_column_int (statement, 6);
      item.kept = sqlite3_column_int (statement, 7);
      item.length = sqlite3_column_int64 (statement, 8);
      item.output_limit = sqlite3_column_int64 (statement, 9);
      g_array_append_val (items, item);
    }

  for (guint i = 0; step == BATCH_SQLITE_DONE && job == NULL && i < items->len; i++)
    {
      BatchSqliteItem *item = &g_array_index (items, BatchSqliteItem, i);

      item->job = batch_sqlite_store_find_sequence (self, BATCH_SQLITE_JOB_OF (item->id), error);
      if (item->job == NULL)
        return FALSE;
    }

  return step == BATCH_SQLITE_DONE;
}

gboolean
batch_sqlite_store_load_item (BatchSqliteStore  *self,
                              BatchSqliteJob    *job,
                              guint32            position,
                              BatchSqliteItem   *item,
                              GError           **error)
{
  g_autoptr(GArray) items = g_array_sized_new (FALSE, FALSE, sizeof (BatchSqliteItem), 1);
  sqlite3_stmt *statement;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT " BATCH_SQLITE_ITEM_COLUMNS " FROM item WHERE id = ?",
                                  "i", BATCH_SQLITE_ITEM_ID (job->sequence, position));
  if (!batch_sqlite_store_read_items (self, job, statement, items, error))
    return FALSE;

  if (items->len == 0)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
                   "Job “%s” has no item at position %u", job->id, position);
      return FALSE;
    }

  *item = g_array_index (items, BatchSqliteItem, 0);
  return TRUE;
}

static void
read_result (sqlite3_stmt         *statement,
             int                   column,
             BatchItemRecord      *record,
             const BatchJobRecord *job)
{
  int kind = BATCH_FAILURE_KIND_NONE;

  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    {
      /* One that was cancelled with its job. */
      if (batch_item_status_is_terminal (record->status))
        record->completed_at = job->completed_at;
      return;
    }

  record->status_code = sqlite3_column_int (statement, column++);
  record->duration_ms = sqlite3_column_int64 (statement, column++);
  record->completed_at = sqlite3_column_int64 (statement, column++);
  batch_enum_from_nick (BATCH_TYPE_FAILURE_KIND, batch_sqlite_text (statement, column++), &kind);
  record->failure_kind = kind;
  record->last_error = batch_sqlite_dup (statement, column);
}

static GBytes *
read_body (sqlite3_stmt *statement,
           int           column)
{
  gconstpointer body = sqlite3_column_blob (statement, column);

  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return NULL;
  return g_bytes_new (body, sqlite3_column_bytes (statement, column));
}

BatchItemRecord *
batch_sqlite_read_item (sqlite3_stmt         *statement,
                        const BatchJobRecord *job,
                        gboolean              with_body)
{
  BatchItemRecord *record = batch_item_record_new ();

  record->job_id = g_strdup (job->id);
  record->created_at = job->created_at;
  record->position = BATCH_SQLITE_POSITION (sqlite3_column_int64 (statement, 0));
  record->custom_id = batch_sqlite_dup (statement, 1);
  record->key = batch_sqlite_dup (statement, 2);
  record->endpoint = batch_sqlite_dup (statement, 3);
  record->offset = sqlite3_column_int64 (statement, 4);
  record->length = sqlite3_column_int64 (statement, 5);
  record->line = sqlite3_column_int64 (statement, 6);
  record->bucket = sqlite3_column_int (statement, 7);
  record->status = batch_item_status_from_nick (batch_sqlite_text (statement, 8));
  record->generation = sqlite3_column_int64 (statement, 9);
  record->not_before = sqlite3_column_int64 (statement, 10);
  record->attempts = sqlite3_column_int (statement, 11);
  record->lost = sqlite3_column_int (statement, 12);
  record->review_reason = sqlite3_column_int (statement, 13);
  read_result (statement, 14, record, job);
  record->prompt_tokens = sqlite3_column_int64 (statement, 19);
  record->output_tokens = sqlite3_column_int64 (statement, 20);
  record->changes = batch_sqlite_dup (statement, 21);
  record->kept = sqlite3_column_int (statement, 22);
  record->prefix = sqlite3_column_int64 (statement, 23);
  record->cached_tokens = sqlite3_column_int64 (statement, 24);
  record->handed = sqlite3_column_int (statement, 25) != 0;
  record->output_limit = sqlite3_column_int64 (statement, 26);
  if (with_body)
    {
      record->request_id = g_strdup ((const char *) sqlite3_column_text (statement, 27));
      record->body = read_body (statement, 28);
    }
  return record;
}

/* --- Moving --- */

static gint64 *
count_of (BatchCounts     *counts,
          BatchItemStatus  status)
{
  switch (status)
    {
    case BATCH_ITEM_STATUS_PENDING:
      return &counts->pending;
    case BATCH_ITEM_STATUS_CLAIMED:
      return &counts->claimed;
    case BATCH_ITEM_STATUS_RUNNING:
      return &counts->running;
    case BATCH_ITEM_STATUS_SUCCEEDED:
      return &counts->succeeded;
    case BATCH_ITEM_STATUS_FAILED:
      return &counts->failed;
    case BATCH_ITEM_STATUS_SKIPPED:
      return &counts->skipped;
    case BATCH_ITEM_STATUS_CANCELLED:
      return &counts->cancelled;
    case BATCH_ITEM_STATUS_EXPIRED:
      return &counts->expired;
    }

  g_assert_not_reached ();
}

static void
count_in_group (BatchGroupRecord      *group,
                const BatchSqliteItem *item,
                BatchItemStatus        status,
                gint64                 not_before,
                int                    n)
{
  if (status != BATCH_ITEM_STATUS_PENDING)
    return;

  group->bytes += n * item->length;
  group->output_limit += n * item->output_limit;

  if (not_before == 0)
    group->waiting += n;
  else
    group->delayed += n;

  if (group->delayed == 0)
    group->next_due = 0;
  else if (n > 0 && not_before > 0)
    group->next_due = group->next_due == 0 ? not_before : MIN (group->next_due, not_before);
}

static gboolean
count_move (BatchSqliteStore       *self,
            BatchSqliteItem        *item,
            const BatchSqliteMove  *move,
            GError                **error)
{
  BatchJobRecord *record = batch_sqlite_store_touch (self, item->job);
  BatchGroupRecord *group;

  *count_of (&record->counts, item->status) -= 1;
  *count_of (&record->counts, move->status) += 1;
  record->counts.needs_review += move->review_reason != BATCH_REVIEW_REASON_NONE;

  if (item->status != BATCH_ITEM_STATUS_PENDING && move->status != BATCH_ITEM_STATUS_PENDING)
    return TRUE;

  group = batch_sqlite_store_touch_group (self, item->job, item->key, item->bucket, error);
  if (group == NULL)
    return FALSE;

  count_in_group (group, item, item->status, item->not_before, -1);
  count_in_group (group, item, move->status, move->not_before, 1);
  return TRUE;
}

static gboolean
write_end (BatchSqliteStore       *self,
           const BatchSqliteItem  *item,
           const BatchSqliteMove  *move,
           const char             *status,
           GError                **error)
{
  return batch_sqlite_run (self->writer, error,
                           "UPDATE item SET status = ?, engine = ?, not_before = ?, "
                           "attempts = attempts + ?, prompt_tokens = ?, cached_tokens = ?, "
                           "output_tokens = ? WHERE id = ?",
                           "tiiuiiii", status, move->engine, move->not_before, move->attempts,
                           move->prompt_tokens, move->cached_tokens, move->output_tokens,
                           item->id);
}

/* A column that is named is thought to have changed, and its index is written. A start, of
 * which there is one for every item, changes the status only. */
static gboolean
write_move (BatchSqliteStore       *self,
            const BatchSqliteItem  *item,
            const BatchSqliteMove  *move,
            gint64                  generation,
            GError                **error)
{
  const char *status = batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, move->status);

  if (move->ends_attempt)
    return write_end (self, item, move, status, error);

  if (generation == item->generation && move->engine == item->engine &&
      move->not_before == item->not_before && move->attempts == 0 && move->lost == 0)
    return batch_sqlite_run (self->writer, error,
                             "UPDATE item SET status = ? WHERE id = ?", "ti", status, item->id);

  return batch_sqlite_run (self->writer, error,
                           "UPDATE item SET status = ?, engine = ?, generation = ?, "
                           "not_before = ?, attempts = attempts + ?, lost = lost + ? "
                           "WHERE id = ?",
                           "tiiiuui", status, move->engine, generation, move->not_before,
                           move->attempts, move->lost, item->id);
}

/* An item whose answer was kept has it again when nothing better has come. */
static gboolean
restore (const BatchSqliteItem *item,
         BatchSqliteMove       *move)
{
  if (item->kept == 0 || move->status == BATCH_ITEM_STATUS_SUCCEEDED ||
      !batch_item_status_is_terminal (move->status))
    return FALSE;

  move->status = BATCH_ITEM_STATUS_SUCCEEDED;
  move->review_reason = BATCH_SQLITE_KEPT_REASON (item->kept);
  move->ends_attempt = FALSE;
  return TRUE;
}

static gboolean
keep_no_longer (BatchSqliteStore  *self,
                BatchSqliteItem   *item,
                GError           **error)
{
  guint reason = BATCH_SQLITE_KEPT_REASON (item->kept);

  item->kept = 0;
  return batch_sqlite_run (self->writer, error,
                           "UPDATE item SET kept = 0 WHERE id = ?", "i", item->id) &&
         (!item->restored ||
          batch_sqlite_run (self->writer, error,
                            "UPDATE result SET needs_review = ? WHERE id = ?",
                            "ui", reason, item->id));
}

gboolean
batch_sqlite_store_move_item (BatchSqliteStore       *self,
                              BatchSqliteItem        *item,
                              const BatchSqliteMove  *wanted,
                              GError                **error)
{
  gint64 generation = item->generation + (wanted->status == BATCH_ITEM_STATUS_CLAIMED);
  BatchSqliteMove move = *wanted;

  item->restored = restore (item, &move);
  if (!count_move (self, item, &move, error) || !write_move (self, item, &move, generation, error))
    return FALSE;

  item->status = move.status;
  item->engine = move.engine;
  item->generation = generation;
  item->not_before = move.not_before;
  return item->kept == 0 || item->status != BATCH_ITEM_STATUS_SUCCEEDED ||
         keep_no_longer (self, item, error);
}

BatchItemStatus
batch_sqlite_job_settle (BatchSqliteJob  *job,
                         BatchItemStatus  status)
{
  BatchJobState state = job->record->state;

  if (status != BATCH_ITEM_STATUS_PENDING)
    return status;
  if (state == BATCH_JOB_STATE_CANCELLING || state == BATCH_JOB_STATE_CANCELLED)
    return BATCH_ITEM_STATUS_CANCELLED;
  if (state == BATCH_JOB_STATE_EXPIRED)
    return BATCH_ITEM_STATUS_EXPIRED;
  return status;
}

gboolean
batch_sqlite_store_give_back (BatchSqliteStore  *self,
                              BatchSqliteItem   *item,
                              guint              lost,
                              gint64             now,
                              GError           **error)
{
  BatchSqliteMove move = { 0 };

  move.status = batch_sqlite_job_settle (item->job, BATCH_ITEM_STATUS_PENDING);
  move.lost = lost;
  return batch_sqlite_store_move_item (self, item, &move, error) &&
         (move.status == BATCH_ITEM_STATUS_PENDING ||
          batch_sqlite_store_note_end (self, item, now, error));
}

gboolean
batch_sqlite_store_note_end (BatchSqliteStore  *self,
                             BatchSqliteItem   *item,
                             gint64             now,
                             GError           **error)
{
  gboolean retriable = item->status == BATCH_ITEM_STATUS_EXPIRED;

  if (item->restored)
    return TRUE;

  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO result (id, status_code, duration_ms, completed_at, "
                           "needs_review, retriable) VALUES (?, 0, -1, ?, 0, ?) "
                           "ON CONFLICT (id) DO UPDATE SET "
                           "completed_at = excluded.completed_at, retriable = excluded.retriable",
                           "iiu", item->id, now, retriable);
}

/* --- Their jobs --- */

gboolean
batch_sqlite_job_may_run (BatchSqliteJob *job,
                          gint64          now)
{
  const BatchJobRecord *record = job->record;

  return (record->state == BATCH_JOB_STATE_QUEUED || record->state == BATCH_JOB_STATE_RUNNING) &&
         !record->paused &&
         record->removed_at == 0 &&
         (record->expires_at == 0 || record->expires_at > now);
}

static gboolean
has_ended (const BatchJobRecord *record)
{
  const BatchCounts *counts = &record->counts;

  return counts->pending + counts->claimed + counts->running == 0 &&
         (record->state == BATCH_JOB_STATE_QUEUED || record->state == BATCH_JOB_STATE_RUNNING);
}

gboolean
batch_sqlite_store_settle_jobs (BatchSqliteStore  *self,
                                gint64             now,
                                GError           **error)
{
  for (guint i = 0; i < self->touched->len; i++)
    {
      BatchSqliteJob *job = g_ptr_array_index (self->touched, i);

      if (has_ended (job->record) &&
          !batch_sqlite_store_move_job (self, job, BATCH_JOB_STATE_FINALIZING, now, error))
        return FALSE;
    }

  return TRUE;
}
