/* store/batch-sqlite-history.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-job-private.h"
#include "store/batch-sqlite-reading-private.h"

/* What was done. */

/* Of forecasts, only what people look at is kept. */
#define MAX_FORECASTS 1000

#define SUMS "succeeded, failed, prompt_tokens, output_tokens, cached_tokens, busy_ms, durations"

typedef struct
{
  gint64             at;
  gint64             span;
  gint64             job;
  gint64             key;
  gint64             backend;
  BatchHistoryRecord sums;             /* only these of it */
} Row;

/* --- Rows --- */

static gboolean
read_sums (sqlite3_stmt        *statement,
           int                  column,
           BatchHistoryRecord  *sums,
           GError             **error)
{
  sums->succeeded += sqlite3_column_int64 (statement, column++);
  sums->failed += sqlite3_column_int64 (statement, column++);
  sums->prompt_tokens += sqlite3_column_int64 (statement, column++);
  sums->output_tokens += sqlite3_column_int64 (statement, column++);
  sums->cached_tokens += sqlite3_column_int64 (statement, column++);
  sums->busy_ms += sqlite3_column_int64 (statement, column++);
  if (batch_durations_load (&sums->durations, batch_sqlite_text (statement, column)))
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE, "The history has times that make no sense");
  batch_sqlite_reset (statement);
  return FALSE;
}

/* Runs on the worker. */
static gboolean
write_row (BatchSqliteStore  *self,
           const Row         *row,
           GError           **error)
{
  g_autofree char *durations = batch_durations_save (&row->sums.durations);

  return batch_sqlite_run (self->writer, error,
                           "INSERT OR REPLACE INTO history (at, span, job, key, backend, " SUMS ") "
                           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                           "iiiiiiiiiiit", row->at, row->span, row->job, row->key, row->backend,
                           row->sums.succeeded, row->sums.failed, row->sums.prompt_tokens,
                           row->sums.output_tokens, row->sums.cached_tokens, row->sums.busy_ms,
                           durations);
}

/* Together with what is there. Runs on the worker. */
static gboolean
add_row (BatchSqliteStore  *self,
         Row               *row,
         GError           **error)
{
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT " SUMS " FROM history WHERE at = ? AND span = ? "
                                  "AND job = ? AND key = ? AND backend = ?",
                                  "iiiii", row->at, row->span, row->job, row->key, row->backend);
  step = batch_sqlite_step (self->writer, statement, error);
  if (step == BATCH_SQLITE_ROW)
    {
      if (!read_sums (statement, 0, &row->sums, error))
        return FALSE;
      batch_sqlite_reset (statement);
    }

  return step != BATCH_SQLITE_FAILED && write_row (self, row, error);
}

/* 0 for a job that is gone, or none. Runs on the worker. */
static gboolean
find_sequence (BatchSqliteStore  *self,
               const char        *job_id,
               gint64            *sequence,
               GError           **error)
{
  *sequence = 0;
  return job_id == NULL
         || batch_sqlite_number (self->writer, error, sequence,
                                 "SELECT sequence FROM job WHERE id = ?", "t", job_id);
}

/* --- Writing --- */

static gboolean
add_record (BatchSqliteStore          *self,
            const BatchHistoryRecord  *record,
            GError                   **error)
{
  Row row = { .at = record->at, .span = record->span };

  batch_history_record_add (&row.sums, record);
  return find_sequence (self, record->job_id, &row.job, error)
         && batch_sqlite_store_intern (self, record->key, &row.key, error)
         && batch_sqlite_store_intern (self, record->backend, &row.backend, error)
         && add_row (self, &row, error);
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_add_history (BatchStore  *store,
                                GPtrArray   *records,
                                GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  for (guint i = 0; i < records->len; i++)
    {
      if (!add_record (self, g_ptr_array_index (records, i), error))
        return FALSE;
    }

  return TRUE;
}

/* When it has ended, it is an event of the job that it was for. */
static gboolean
add_load_event (BatchSqliteStore       *self,
                gint64                  job,
                const BatchLoadRecord  *load,
                GError                **error)
{
  g_autofree char *detail =
    g_strdup_printf ("%s on %s in %.1f s%s%s", load->key, load->backend,
                     (double) (load->ended_at - load->began_at) / G_USEC_PER_SEC,
                     load->evicted != NULL ? ", in place of " : "",
                     load->evicted != NULL ? load->evicted : "");

  return job == 0 || load->ended_at <= 0 ||
         batch_sqlite_store_add_event (self, job, -1, "load", detail, load->ended_at, error);
}

/* What has come to nothing leaves no trace. */
static gboolean
write_load (BatchSqliteStore       *self,
            const BatchLoadRecord  *load,
            gint64                  key,
            gint64                  backend,
            gint64                  job,
            gint64                  evicted,
            GError                **error)
{
  if (load->ended_at < 0)
    return batch_sqlite_run (self->writer, error,
                             "DELETE FROM load WHERE began_at = ? AND backend = ? AND key = ?",
                             "iii", load->began_at, backend, key);

  return batch_sqlite_run (self->writer, error,
                           "INSERT OR REPLACE INTO load (began_at, backend, key, ended_at, job, "
                           "evicted, swapped) VALUES (?, ?, ?, ?, ?, ?, ?)",
                           "iiiiiii", load->began_at, backend, key, load->ended_at, job, evicted,
                           (gint64) load->swapped);
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_put_load (BatchStore             *store,
                             const BatchLoadRecord  *load,
                             GError                **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  gint64 job;
  gint64 key;
  gint64 backend;
  gint64 evicted = 0;

  assert_in_worker (self);
  return find_sequence (self, load->job_id, &job, error)
         && batch_sqlite_store_intern (self, load->key, &key, error)
         && batch_sqlite_store_intern (self, load->backend, &backend, error)
         && (load->evicted == NULL
             || batch_sqlite_store_intern (self, load->evicted, &evicted, error))
         && write_load (self, load, key, backend, job, evicted, error)
         && add_load_event (self, job, load, error);
}

static gboolean
add_forecast (BatchSqliteStore           *self,
              const BatchForecastRecord  *forecast,
              GError                    **error)
{
  gint64 job;

  return find_sequence (self, forecast->job_id, &job, error)
         && batch_sqlite_run (self->writer, error,
                              "INSERT OR REPLACE INTO forecast (at, job, round, percent, low_ms, "
                              "expected_ms, high_ms, actual_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                              "iiuuiiii", forecast->at, job, forecast->round, forecast->percent,
                              forecast->low_ms, forecast->expected_ms, forecast->high_ms,
                              forecast->actual_ms);
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_add_forecasts (BatchStore  *store,
                                  GPtrArray   *forecasts,
                                  GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  for (guint i = 0; i < forecasts->len; i++)
    {
      if (!add_forecast (self, g_ptr_array_index (forecasts, i), error))
        return FALSE;
    }

  return batch_sqlite_run (self->writer, error,
                           "DELETE FROM forecast WHERE at < "
                           "(SELECT at FROM forecast ORDER BY at DESC LIMIT 1 OFFSET ?)",
                           "u", MAX_FORECASTS);
}

/* --- Growing coarser --- */

static gboolean
list_finer (BatchSqliteStore  *self,
            gint64             before,
            guint              span,
            guint              limit,
            GArray            *rows,
            GError           **error)
{
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT at, span, job, key, backend, " SUMS " FROM history "
                                  "WHERE at < ? AND span < ? ORDER BY at LIMIT ?",
                                  "iuu", before, span, limit);
  while ((step = batch_sqlite_step (self->writer, statement, error)) == BATCH_SQLITE_ROW)
    {
      Row row = {
        .at = sqlite3_column_int64 (statement, 0),
        .span = sqlite3_column_int64 (statement, 1),
        .job = sqlite3_column_int64 (statement, 2),
        .key = sqlite3_column_int64 (statement, 3),
        .backend = sqlite3_column_int64 (statement, 4),
      };

      if (!read_sums (statement, 5, &row.sums, error))
        return FALSE;
      g_array_append_val (rows, row);
    }

  return step == BATCH_SQLITE_DONE;
}

static gboolean
fold_row (BatchSqliteStore  *self,
          Row               *row,
          guint              span,
          GError           **error)
{
  if (!batch_sqlite_run (self->writer, error,
                         "DELETE FROM history WHERE at = ? AND span = ? AND job = ? "
                         "AND key = ? AND backend = ?",
                         "iiiii", row->at, row->span, row->job, row->key, row->backend))
    return FALSE;

  row->at = batch_history_slice (row->at, span);
  row->span = span;
  if (span >= BATCH_HISTORY_HOUR)
    row->job = 0;
  return add_row (self, row, error);
}

/* Runs on the worker. */
static gboolean
batch_sqlite_store_fold_history (BatchStore  *store,
                                 gint64       before,
                                 guint        span,
                                 guint        limit,
                                 guint       *n_folded,
                                 GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));

  assert_in_worker (self);
  if (!list_finer (self, before, span, limit, rows, error))
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      if (!fold_row (self, &g_array_index (rows, Row, i), span, error))
        return FALSE;
    }

  *n_folded = rows->len;
  return span < BATCH_HISTORY_HOUR
         || batch_sqlite_run (self->writer, error, "DELETE FROM load WHERE began_at < ?", "i",
                              before);
}

/* --- Reading --- */

/* -1: of every job. Nothing was done for a job before it was there. */
static gboolean
find_job (BatchSqlite  *db,
          const char   *job_id,
          gint64       *sequence,
          gint64       *from,
          GError      **error)
{
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  *sequence = -1;
  if (job_id == NULL)
    return TRUE;

  statement = batch_sqlite_query (db, error,
                                  "SELECT sequence, created_at FROM job WHERE id = ?", "t", job_id);
  step = batch_sqlite_step (db, statement, error);
  if (step == BATCH_SQLITE_ROW)
    {
      *sequence = sqlite3_column_int64 (statement, 0);
      *from = MAX (*from, batch_history_slice (sqlite3_column_int64 (statement, 1),
                                               BATCH_HISTORY_HOUR));
      batch_sqlite_reset (statement);
    }
  else if (step == BATCH_SQLITE_DONE)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "There is no job “%s”", job_id);

  return *sequence >= 0;
}

static gboolean
collect_row (sqlite3_stmt  *statement,
             GPtrArray     *points,
             guint          resolution,
             GError       **error)
{
  BatchHistoryRecord record = {
    .at = sqlite3_column_int64 (statement, 0),
    .span = sqlite3_column_int (statement, 1),
    .key = (char *) batch_sqlite_text (statement, 2),
    .backend = (char *) batch_sqlite_text (statement, 3),
  };

  if (!read_sums (statement, 4, &record, error))
    return FALSE;

  batch_history_collect (points, &record, resolution);
  return TRUE;
}

static gboolean
batch_sqlite_store_list_history (BatchStore  *store,
                                 const char  *job_id,
                                 gint64       from,
                                 gint64       to,
                                 guint        resolution,
                                 GPtrArray   *points,
                                 GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  BatchSqliteStep step;
  gint64 job;

  if (!find_job (db, job_id, &job, &from, error))
    return FALSE;

  statement = batch_sqlite_query (db, error,
                                  "SELECT at, span, key.text, backend.text, " SUMS " FROM history "
                                  "JOIN word AS key ON key.id = history.key "
                                  "JOIN word AS backend ON backend.id = history.backend "
                                  "WHERE at >= ? AND at < ? AND (? < 0 OR job = ?) ORDER BY at",
                                  "iiii", from, to, job, job);
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    {
      if (!collect_row (statement, points, resolution, error))
        return FALSE;
    }

  return step == BATCH_SQLITE_DONE;
}

static BatchLoadRecord *
read_load (sqlite3_stmt *statement)
{
  BatchLoadRecord *load = g_new0 (BatchLoadRecord, 1);

  load->began_at = sqlite3_column_int64 (statement, 0);
  load->ended_at = sqlite3_column_int64 (statement, 1);
  load->key = batch_sqlite_dup (statement, 2);
  load->backend = batch_sqlite_dup (statement, 3);
  load->evicted = batch_sqlite_dup (statement, 4);
  load->job_id = batch_sqlite_dup (statement, 5);
  load->swapped = sqlite3_column_int (statement, 6) != 0;
  return load;
}

static gboolean
batch_sqlite_store_list_loads (BatchStore  *store,
                               const char  *job_id,
                               gint64       from,
                               gint64       to,
                               GPtrArray   *loads,
                               GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  BatchSqliteStep step;
  gint64 job;

  if (!find_job (db, job_id, &job, &from, error))
    return FALSE;

  statement = batch_sqlite_query (db, error,
                                  "SELECT began_at, ended_at, key.text, backend.text, "
                                  "evicted.text, job.id, swapped FROM load "
                                  "JOIN word AS key ON key.id = load.key "
                                  "JOIN word AS backend ON backend.id = load.backend "
                                  "LEFT JOIN word AS evicted ON evicted.id = load.evicted "
                                  "LEFT JOIN job ON job.sequence = load.job "
                                  "WHERE max (began_at, ended_at) >= ? AND began_at < ? "
                                  "AND (? < 0 OR load.job = ?) ORDER BY began_at",
                                  "iiii", from, to, job, job);
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (loads, read_load (statement));

  return step == BATCH_SQLITE_DONE;
}

static BatchForecastRecord *
read_forecast (sqlite3_stmt *statement)
{
  BatchForecastRecord *forecast = g_new0 (BatchForecastRecord, 1);

  forecast->at = sqlite3_column_int64 (statement, 0);
  forecast->round = sqlite3_column_int (statement, 1);
  forecast->percent = sqlite3_column_int (statement, 2);
  forecast->low_ms = sqlite3_column_int64 (statement, 3);
  forecast->expected_ms = sqlite3_column_int64 (statement, 4);
  forecast->high_ms = sqlite3_column_int64 (statement, 5);
  forecast->actual_ms = sqlite3_column_int64 (statement, 6);
  forecast->job_id = batch_sqlite_dup (statement, 7);
  forecast->job = sqlite3_column_int64 (statement, 8);
  return forecast;
}

static gboolean
batch_sqlite_store_list_forecasts (BatchStore  *store,
                                   guint        limit,
                                   GPtrArray   *forecasts,
                                   GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  statement = batch_sqlite_query (db, error,
                                  "SELECT at, forecast.round, percent, low_ms, expected_ms, "
                                  "high_ms, actual_ms, job.id, forecast.job FROM forecast "
                                  "LEFT JOIN job ON job.sequence = forecast.job "
                                  "ORDER BY at DESC LIMIT ?",
                                  "i", batch_sqlite_limit (limit));
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (forecasts, read_forecast (statement));

  return step == BATCH_SQLITE_DONE;
}

void
batch_sqlite_store_init_history_verbs (BatchStoreClass *klass)
{
  klass->add_history = batch_sqlite_store_add_history;
  klass->fold_history = batch_sqlite_store_fold_history;
  klass->put_load = batch_sqlite_store_put_load;
  klass->add_forecasts = batch_sqlite_store_add_forecasts;
  klass->list_history = batch_sqlite_store_list_history;
  klass->list_loads = batch_sqlite_store_list_loads;
  klass->list_forecasts = batch_sqlite_store_list_forecasts;
}
