/* store/batch-sqlite-job-record.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-job-private.h"

#include "core/batch-enum-private.h"

/* How a job is read from its row. */

static int
read_enum (sqlite3_stmt *statement,
           int           column,
           GType         type)
{
  int value = 0;

  batch_enum_from_nick (type, batch_sqlite_text (statement, column), &value);
  return value;
}

static int
read_texts (sqlite3_stmt   *statement,
            int             column,
            BatchJobRecord *record)
{
  record->id = batch_sqlite_dup (statement, column++);
  record->title = batch_sqlite_dup (statement, column++);
  record->handler = batch_sqlite_dup (statement, column++);
  record->backend = batch_sqlite_dup (statement, column++);
  record->operation = batch_sqlite_dup (statement, column++);
  record->resource_key = batch_sqlite_dup (statement, column++);
  record->metadata = batch_sqlite_dup (statement, column++);
  record->input_digest = batch_sqlite_dup (statement, column++);
  record->input_name = batch_sqlite_dup (statement, column++);
  record->output_path = batch_sqlite_dup (statement, column++);
  record->error_path = batch_sqlite_dup (statement, column++);
  record->reorder_note = batch_sqlite_dup (statement, column++);
  record->failure = batch_sqlite_dup (statement, column++);
  record->provider = batch_sqlite_dup (statement, column++);
  record->key_id = batch_sqlite_dup (statement, column++);
  record->webhook_url = batch_sqlite_dup (statement, column++);
  return column;
}

guint
batch_sqlite_pause_mode (const BatchJobRecord *record)
{
  return record->paused ? 1 + record->pause_now : 0;
}

static void
read_pause (int             mode,
            BatchJobRecord *record)
{
  record->paused = mode != 0;
  record->pause_now = mode > 1;
}

static int
read_numbers (sqlite3_stmt   *statement,
              int             column,
              BatchJobRecord *record)
{
  record->priority = sqlite3_column_int (statement, column++);
  record->parallel = sqlite3_column_int (statement, column++);
  record->max_attempts = sqlite3_column_int (statement, column++);
  record->round = sqlite3_column_int (statement, column++);
  record->loads = sqlite3_column_int (statement, column++);
  record->input_size = sqlite3_column_int64 (statement, column++);
  record->created_at = sqlite3_column_int64 (statement, column++);
  record->started_at = sqlite3_column_int64 (statement, column++);
  record->completed_at = sqlite3_column_int64 (statement, column++);
  record->expires_at = sqlite3_column_int64 (statement, column++);
  record->removed_at = sqlite3_column_int64 (statement, column++);
  record->exported_at = sqlite3_column_int64 (statement, column++);
  read_pause (sqlite3_column_int (statement, column++), record);
  record->reordered = sqlite3_column_int (statement, column++);
  record->needs_key = sqlite3_column_int (statement, column++);
  record->own_ids = sqlite3_column_int (statement, column++);
  return column;
}

static int
read_counts (sqlite3_stmt *statement,
             int           column,
             BatchCounts  *counts)
{
  counts->total = sqlite3_column_int64 (statement, column++);
  counts->pending = sqlite3_column_int64 (statement, column++);
  counts->claimed = sqlite3_column_int64 (statement, column++);
  counts->running = sqlite3_column_int64 (statement, column++);
  counts->succeeded = sqlite3_column_int64 (statement, column++);
  counts->failed = sqlite3_column_int64 (statement, column++);
  counts->skipped = sqlite3_column_int64 (statement, column++);
  counts->cancelled = sqlite3_column_int64 (statement, column++);
  counts->expired = sqlite3_column_int64 (statement, column++);
  counts->needs_review = sqlite3_column_int64 (statement, column++);
  return column;
}

BatchJobRecord *
batch_sqlite_read_job (sqlite3_stmt *statement)
{
  BatchJobRecord *record = batch_job_record_new ();
  int column = 0;

  record->sequence = sqlite3_column_int64 (statement, column++);
  record->rank = sqlite3_column_int64 (statement, column++);
  record->rank_minor = sqlite3_column_int64 (statement, column++);
  record->key_changes = sqlite3_column_int64 (statement, column++);
  column = read_texts (statement, column, record);
  record->state = batch_job_state_from_nick (batch_sqlite_text (statement, column++));
  record->overwrite_policy = read_enum (statement, column++, BATCH_TYPE_OVERWRITE_POLICY);
  record->execution_mode = read_enum (statement, column++, BATCH_TYPE_EXECUTION_MODE);
  column = read_numbers (statement, column, record);
  column = read_counts (statement, column, &record->counts);
  record->busy_ms = sqlite3_column_int64 (statement, column++);
  record->prompt_tokens = sqlite3_column_int64 (statement, column++);
  record->cached_tokens = sqlite3_column_int64 (statement, column++);
  record->output_tokens = sqlite3_column_int64 (statement, column++);
  record->setback = batch_sqlite_dup (statement, column++);
  record->setback_since = sqlite3_column_int64 (statement, column++);
  record->setback_at = sqlite3_column_int64 (statement, column);
  return record;
}

static BatchGroupRecord *
read_group (sqlite3_stmt *statement)
{
  BatchSizeBucket bucket = read_enum (statement, 1, BATCH_TYPE_SIZE_BUCKET);
  BatchGroupRecord *group = batch_group_record_new (batch_sqlite_text (statement, 0), bucket);

  group->total = sqlite3_column_int64 (statement, 2);
  group->waiting = sqlite3_column_int64 (statement, 3);
  group->delayed = sqlite3_column_int64 (statement, 4);
  group->next_due = sqlite3_column_int64 (statement, 5);
  group->bytes = sqlite3_column_int64 (statement, 6);
  group->output_limit = sqlite3_column_int64 (statement, 7);
  return group;
}

gboolean
batch_sqlite_read_groups (BatchSqlite     *db,
                          BatchJobRecord  *record,
                          GArray          *keys,
                          GError         **error)
{
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (db, error,
                                  "SELECT word.text, bucket, total, waiting, delayed, next_due, "
                                  "bytes, output_limit, key "
                                  "FROM item_group JOIN word ON word.id = key "
                                  "WHERE job = ? ORDER BY place",
                                  "i", record->sequence);

  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    {
      gint64 key = sqlite3_column_int64 (statement, 8);

      g_ptr_array_add (record->groups, read_group (statement));
      if (keys != NULL)
        g_array_append_val (keys, key);
    }

  return step == BATCH_SQLITE_DONE;
}
