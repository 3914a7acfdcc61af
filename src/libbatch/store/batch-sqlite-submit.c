/* store/batch-sqlite-submit.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-item-private.h"

/* How jobs and their items come in. Everything here runs on the worker. */

/* SQLite names the index then, which says nothing to anybody. */
static gboolean
is_conflict (BatchSqliteStore *self)
{
  return (sqlite3_extended_errcode (batch_sqlite_get (self->writer)) & 0xff) == SQLITE_CONSTRAINT;
}

static void
explain_same_job (BatchSqliteStore  *self,
                  const char        *job_id,
                  GError           **error)
{
  if (!is_conflict (self))
    return;

  g_clear_error (error);
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
               "There is a job “%s” already", job_id);
}

static void
explain_same_item (BatchSqliteStore  *self,
                   const char        *job_id,
                   GError           **error)
{
  if (!is_conflict (self))
    return;

  g_clear_error (error);
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
               "Two items of job “%s” have the same id or position", job_id);
}

static gboolean
insert_row (BatchSqliteStore      *self,
            const BatchJobRecord  *job,
            GError               **error)
{
  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO job (rank, rank_minor, key_changes, id, title, handler, "
                           "backend, operation, resource_key, metadata, input_digest, input_name, "
                           "output_path, error_path, reorder_note, failure, provider, key_id, "
                           "webhook_url, state, overwrite_policy, execution_mode, priority, "
                           "parallel, max_attempts, round, loads, input_size, created_at, "
                           "started_at, completed_at, expires_at, removed_at, exported_at, paused, "
                           "reordered, needs_key, own_ids) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                           "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                           "iiitttttttttttttttttttuuuuuiiiiiiiuuuu",
                           job->rank, job->rank_minor, job->key_changes, job->id, job->title,
                           job->handler, job->backend, job->operation, job->resource_key,
                           job->metadata, job->input_digest, job->input_name,
                           job->output_path, job->error_path, job->reorder_note,
                           job->failure, job->provider, job->key_id, job->webhook_url,
                           batch_enum_to_nick (BATCH_TYPE_JOB_STATE, job->state),
                           batch_enum_to_nick (BATCH_TYPE_OVERWRITE_POLICY, job->overwrite_policy),
                           batch_enum_to_nick (BATCH_TYPE_EXECUTION_MODE, job->execution_mode),
                           job->priority, job->parallel, job->max_attempts, job->round,
                           job->loads, job->input_size, job->created_at, job->started_at,
                           job->completed_at, job->expires_at, job->removed_at,
                           job->exported_at, batch_sqlite_pause_mode (job), job->reordered,
                           job->needs_key, job->own_ids);
}

static gboolean
insert_tally (BatchSqliteStore      *self,
              const BatchJobRecord  *job,
              GError               **error)
{
  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO tally (job, total, pending, claimed, running, "
                           "succeeded, failed, skipped, cancelled, expired, needs_review, "
                           "busy_ms) VALUES (?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
                           "iii", job->sequence, job->counts.total, job->counts.pending);
}

/* A copy of @job, with @n_items to come that wait. */
static BatchJobRecord *
make_record (const BatchJobRecord *job,
             guint                 n_items)
{
  BatchJobRecord *record = batch_job_record_copy (job);

  record->counts = (BatchCounts) { .total = n_items, .pending = n_items };
  record->busy_ms = 0;
  record->prompt_tokens = 0;
  record->cached_tokens = 0;
  record->output_tokens = 0;
  g_ptr_array_set_size (record->groups, 0);
  return record;
}

/* @record: nobody else's. */
static BatchSqliteJob *
enter_job (BatchSqliteStore  *self,
           BatchJobRecord    *record,
           GError           **error)
{
  BatchSqliteJob *job;

  if (!insert_row (self, record, error))
    {
      explain_same_job (self, record->id, error);
      return NULL;
    }

  record->sequence = sqlite3_last_insert_rowid (batch_sqlite_get (self->writer));
  job = batch_sqlite_store_adopt_job (self, record);
  if (record->rank == 0)
    {
      record->rank = record->sequence;
      job->row_dirty = TRUE;
    }

  return insert_tally (self, record, error) &&
         batch_sqlite_store_add_event (self, record->sequence, -1, "state", "Submitted",
                                       record->created_at, error) &&
         batch_sqlite_store_announce (self, record, record->created_at, error) ? job : NULL;
}

static gboolean
batch_sqlite_store_insert_job (BatchStore            *store,
                               const BatchJobRecord  *job,
                               GError               **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  g_autoptr(BatchJobRecord) record = make_record (job, 0);

  assert_in_worker (self);
  return enter_job (self, record, error) != NULL;
}

/* --- Items --- */

/* A statement opens its table and every index of it anew, so one for many rows takes
 * two thirds of the time. */
#define ROWS         64
#define ROW          "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', 0, 0, 0, 0, 0)"
#define ROWS_4       ROW ", " ROW ", " ROW ", " ROW
#define ROWS_16      ROWS_4 ", " ROWS_4 ", " ROWS_4 ", " ROWS_4
#define ROWS_64      ROWS_16 ", " ROWS_16 ", " ROWS_16 ", " ROWS_16
#define N_PARAMETERS 10
#define INSERT_ITEMS "INSERT INTO item (id, custom_id, key, endpoint, offset, length, line, " \
                     "bucket, prefix, output_limit, status, engine, generation, not_before, " \
                     "attempts, lost) " \
                     "VALUES "

/* Neighbours mostly share their words, and those of a chunk their addresses. */
typedef struct
{
  const char *text;
  gint64      id;
} LastWord;

static gboolean
intern_next (BatchSqliteStore  *self,
             LastWord          *last,
             const char        *text,
             GError           **error)
{
  if (text == last->text)
    return TRUE;

  last->text = text;
  last->id = 0;
  return text == NULL || batch_sqlite_store_intern (self, text, &last->id, error);
}

static void
bind_item (sqlite3_stmt       *statement,
           guint               row,
           gint64              id,
           gint64              key,
           gint64              endpoint,
           const BatchNewItem *item)
{
  int parameter = (int) row * N_PARAMETERS;

  sqlite3_bind_int64 (statement, ++parameter, id);
  sqlite3_bind_text (statement, ++parameter, item->custom_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, ++parameter, key);
  sqlite3_bind_int64 (statement, ++parameter, endpoint);
  sqlite3_bind_int64 (statement, ++parameter, item->offset);
  sqlite3_bind_int64 (statement, ++parameter, item->length);
  sqlite3_bind_int64 (statement, ++parameter, item->line);
  sqlite3_bind_int64 (statement, ++parameter, item->bucket);
  sqlite3_bind_int64 (statement, ++parameter, item->prefix);
  sqlite3_bind_int64 (statement, ++parameter, item->output_limit);
}

static gboolean
note_item (BatchSqliteStore    *self,
           BatchSqliteJob      *job,
           guint32              position,
           gint64               key,
           const BatchNewItem  *item,
           GError             **error)
{
  BatchGroupRecord *group = batch_sqlite_store_touch_group (self, job, key, item->bucket, error);

  if (group == NULL)
    return FALSE;

  group->total++;
  group->waiting++;
  group->bytes += item->length;
  group->output_limit += item->output_limit;
  return !job->record->own_ids ||
         batch_sqlite_run (self->writer, error,
                           "INSERT INTO own_id (job, custom_id, item) VALUES (?, ?, ?)",
                           "iti", job->sequence, item->custom_id,
                           BATCH_SQLITE_ITEM_ID (job->sequence, position));
}

/* @n_items: ROWS or 1. */
static gboolean
insert_rows (BatchSqliteStore    *self,
             BatchSqliteJob      *job,
             LastWord             last[2],
             guint32              first,
             const BatchNewItem  *items,
             guint                n_items,
             GError             **error)
{
  static const char one[] = INSERT_ITEMS ROW;
  static const char many[] = INSERT_ITEMS ROWS_64;
  sqlite3_stmt *statement = batch_sqlite_query (self->writer, error, n_items == 1 ? one : many, "");

  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < n_items; i++)
    {
      if (!intern_next (self, &last[0], items[i].key, error) ||
          !intern_next (self, &last[1], items[i].endpoint, error) ||
          !note_item (self, job, first + i, last[0].id, &items[i], error))
        return FALSE;

      bind_item (statement, i, BATCH_SQLITE_ITEM_ID (job->sequence, first + i),
                 last[0].id, last[1].id, &items[i]);
    }

  return batch_sqlite_step (self->writer, statement, error) == BATCH_SQLITE_DONE;
}

static gboolean
insert_items (BatchSqliteStore    *self,
              BatchSqliteJob      *job,
              guint32              first,
              const BatchNewItem  *items,
              guint                n_items,
              GError             **error)
{
  LastWord last[2] = { { NULL, 0 }, { NULL, 0 } };
  guint n_rows;

  for (guint i = 0; i < n_items; i += n_rows)
    {
      n_rows = n_items - i >= ROWS ? ROWS : 1;
      if (!insert_rows (self, job, last, first + i, &items[i], n_rows, error))
        return FALSE;
    }

  return TRUE;
}

/* Those of which it is known already what becomes of them. */
static gboolean
end_known (BatchSqliteStore    *self,
           BatchSqliteJob      *job,
           guint32              first,
           const BatchNewItem  *items,
           guint                n_items,
           GError             **error)
{
  for (guint i = 0; i < n_items; i++)
    if (items[i].refusal != NULL
        ? !batch_sqlite_store_refuse_item (self, job, first + i, &items[i], error)
        : items[i].reused_job != NULL
          && !batch_sqlite_store_reuse_answer (self, job, first + i, &items[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
batch_sqlite_store_insert_items (BatchStore          *store,
                                 const char          *job_id,
                                 guint32              first,
                                 const BatchNewItem  *items,
                                 guint                n_items,
                                 GError             **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqliteJob *job;
  BatchJobRecord *record;

  assert_in_worker (self);
  if (!(job = batch_sqlite_store_find_job (self, job_id, error)))
    return FALSE;
  if (job->record->state != BATCH_JOB_STATE_VALIDATING)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                   "Job “%s” has all its items already", job_id);
      return FALSE;
    }

  if (!insert_items (self, job, first, items, n_items, error))
    {
      explain_same_item (self, job_id, error);
      return FALSE;
    }

  record = batch_sqlite_store_touch (self, job);
  record->counts.total += n_items;
  record->counts.pending += n_items;
  if (record->resource_key == NULL && n_items > 0)
    {
      record->resource_key = g_strdup (items[0].key);
      job->row_dirty = TRUE;
    }
  return end_known (self, job, first, items, n_items, error);
}

/* Its rows are written once, as they are when it is queued. */
static gboolean
batch_sqlite_store_submit_job (BatchStore            *store,
                               const BatchJobRecord  *job,
                               const BatchNewItem    *items,
                               guint                  n_items,
                               BatchJobRecord       **after,
                               GError               **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  g_autoptr(BatchJobRecord) record = make_record (job, n_items);
  BatchSqliteJob *added;

  assert_in_worker (self);
  record->state = BATCH_JOB_STATE_QUEUED;
  if (record->resource_key == NULL && n_items > 0)
    record->resource_key = g_strdup (items[0].key);
  if (!(added = enter_job (self, record, error)))
    return FALSE;
  if (!insert_items (self, added, 0, items, n_items, error))
    {
      explain_same_item (self, job->id, error);
      return FALSE;
    }

  added->tally_dirty = FALSE;
  *after = g_steal_pointer (&record);
  return TRUE;
}

void
batch_sqlite_store_init_submit_verbs (BatchStoreClass *klass)
{
  klass->insert_job = batch_sqlite_store_insert_job;
  klass->insert_items = batch_sqlite_store_insert_items;
  klass->submit_job = batch_sqlite_store_submit_job;
}
