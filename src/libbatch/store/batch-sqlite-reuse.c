/* store/batch-sqlite-reuse.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-item-private.h"

#include "store/batch-sqlite-job-private.h"
#include "store/batch-sqlite-private.h"

static BatchFinish *
read_answer (sqlite3_stmt *statement)
{
  BatchFinish *finish = batch_finish_new ();
  const void *body = sqlite3_column_blob (statement, 3);

  finish->status = BATCH_ITEM_STATUS_SUCCEEDED;
  finish->status_code = sqlite3_column_int (statement, 0);
  finish->review_reason = sqlite3_column_int (statement, 1);
  finish->request_id = g_strdup ((const char *) sqlite3_column_text (statement, 2));
  if (body != NULL)
    finish->body = g_bytes_new (body, (gsize) sqlite3_column_bytes (statement, 3));
  finish->duration_ms = -1;
  return finish;
}

/* @finish: NULL when there is none. */
static gboolean
find_answer (BatchSqliteStore    *self,
             const BatchNewItem  *item,
             BatchFinish        **finish,
             GError             **error)
{
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  *finish = NULL;
  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT result.status_code, result.needs_review, "
                                  "result.request_id, result.body FROM job "
                                  "CROSS JOIN item ON item.id = job.sequence << 32 | ? "
                                  "CROSS JOIN result ON result.id = item.id "
                                  "WHERE job.id = ? AND item.status = 'succeeded'",
                                  "it", (gint64) item->reused_position, item->reused_job);
  if ((step = batch_sqlite_step (self->writer, statement, error)) == BATCH_SQLITE_ROW)
    {
      *finish = read_answer (statement);
      batch_sqlite_reset (statement);
    }

  return step != BATCH_SQLITE_FAILED;
}

gboolean
batch_sqlite_store_refuse_item (BatchSqliteStore    *self,
                                BatchSqliteJob      *job,
                                guint32              position,
                                const BatchNewItem  *item,
                                GError             **error)
{
  g_autoptr(BatchFinish) finish = batch_finish_new ();
  BatchSqliteItem loaded;

  finish->status = BATCH_ITEM_STATUS_FAILED;
  finish->failure_kind = BATCH_FAILURE_KIND_BUILDER_ERROR;
  finish->error = g_strdup (item->refusal);
  finish->duration_ms = -1;
  return batch_sqlite_store_load_item (self, job, position, &loaded, error) &&
         batch_sqlite_store_finish_item (self, &loaded, finish, job->record->created_at, error);
}

gboolean
batch_sqlite_store_reuse_answer (BatchSqliteStore    *self,
                                 BatchSqliteJob      *job,
                                 guint32              position,
                                 const BatchNewItem  *item,
                                 GError             **error)
{
  g_autoptr(BatchFinish) finish = NULL;
  BatchSqliteItem loaded;

  if (!find_answer (self, item, &finish, error))
    return FALSE;
  if (finish == NULL)
    return TRUE;

  return batch_sqlite_store_load_item (self, job, position, &loaded, error) &&
         batch_sqlite_store_finish_item (self, &loaded, finish, job->record->created_at, error);
}
