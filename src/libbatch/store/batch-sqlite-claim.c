/* store/batch-sqlite-claim.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-engines-private.h"
#include "store/batch-sqlite-item-private.h"

/* How items are taken. Everything here runs on the worker. */

static gboolean
read_waiting (BatchSqliteStore  *self,
              BatchSqliteJob    *job,
              sqlite3_stmt      *statement,
              GPtrArray         *records,
              GError           **error)
{
  BatchSqliteStep step;

  while ((step = batch_sqlite_step (self->writer, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (records, batch_sqlite_read_item (statement, job->record, FALSE));

  return step == BATCH_SQLITE_DONE;
}

static gboolean
select_by_prefix (BatchSqliteStore  *self,
                  BatchSqliteJob    *job,
                  gint64             key,
                  guint              limit,
                  GPtrArray         *records,
                  GError           **error)
{
  sqlite3_stmt *statement;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT " BATCH_SQLITE_ITEM_RECORD_COLUMNS " "
                                  "FROM item INDEXED BY item_waiting "
                                  "LEFT JOIN result ON result.id = item.id "
                                  "WHERE key = ? AND item.id >> 32 = ? AND status = 'pending' "
                                  "AND not_before = 0 ORDER BY prefix, item.id LIMIT ?",
                                  "iiu", key, job->sequence, limit);
  return read_waiting (self, job, statement, records, error);
}

/* --- In input order --- */

/* There is no index for it: whoever claims knows where the last ones were, so those after them
 * are near. Looking for the last few, or for those of a key that comes late, would be a walk
 * through all items of the job; these are found by their key. */
#define FEW          4096
#define MAX_PREFIXES 1000

static gint64
count_waiting (BatchSqliteJob *job,
               gint64          key)
{
  GPtrArray *groups = job->record->groups;
  gint64 n = 0;

  for (guint i = 0; i < groups->len; i++)
    if (batch_sqlite_job_get_key (job, i) == key)
      n += ((BatchGroupRecord *) g_ptr_array_index (groups, i))->waiting;

  return n;
}

static gboolean
select_few (BatchSqliteStore  *self,
            BatchSqliteJob    *job,
            gint64             key,
            gint64             first,
            guint              limit,
            GPtrArray         *records,
            GError           **error)
{
  sqlite3_stmt *statement;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT " BATCH_SQLITE_ITEM_RECORD_COLUMNS " "
                                  "FROM (SELECT id FROM item INDEXED BY item_waiting "
                                  "WHERE key = ? AND id >> 32 = ? AND status = 'pending' "
                                  "AND not_before = 0 AND id >= ? ORDER BY id LIMIT ?) AS next "
                                  "CROSS JOIN item ON item.id = next.id "
                                  "LEFT JOIN result ON result.id = item.id ORDER BY item.id",
                                  "iiiu", key, job->sequence,
                                  BATCH_SQLITE_ITEM_ID (job->sequence, first), limit);
  return read_waiting (self, job, statement, records, error);
}

static gboolean
select_near (BatchSqliteStore  *self,
             BatchSqliteJob    *job,
             gint64             key,
             gint64             first,
             guint              limit,
             GPtrArray         *records,
             GError           **error)
{
  sqlite3_stmt *statement;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT " BATCH_SQLITE_ITEM_RECORD_COLUMNS " "
                                  "FROM item NOT INDEXED "
                                  "LEFT JOIN result ON result.id = item.id "
                                  "WHERE item.id BETWEEN ? AND ? AND key = ? "
                                  "AND status = 'pending' AND not_before = 0 "
                                  "ORDER BY item.id LIMIT ?", "iiiu",
                                  BATCH_SQLITE_ITEM_ID (job->sequence, first),
                                  BATCH_SQLITE_ITEM_ID (job->sequence, G_MAXUINT32), key, limit);
  return read_waiting (self, job, statement, records, error);
}

/* The first one that waits is the first of its prefix, of which there are seldom many. With very
 * many @first stays 0. */
static gboolean
find_first (BatchSqliteStore  *self,
            BatchSqliteJob    *job,
            gint64             key,
            gint64            *first,
            GError           **error)
{
  BatchSqliteStep step = BATCH_SQLITE_ROW;
  gint64 prefix = G_MININT64;
  gint64 least = G_MAXUINT32;

  for (guint i = 0; i < MAX_PREFIXES && step == BATCH_SQLITE_ROW; i++)
    {
      sqlite3_stmt *statement;

      statement = batch_sqlite_query (self->writer, error,
                                      "SELECT prefix, id FROM item INDEXED BY item_waiting "
                                      "WHERE key = ? AND id >> 32 = ? AND status = 'pending' "
                                      "AND not_before = 0 AND prefix > ? "
                                      "ORDER BY prefix, id LIMIT 1",
                                      "iii", key, job->sequence, prefix);
      step = batch_sqlite_step (self->writer, statement, error);
      if (step == BATCH_SQLITE_ROW)
        {
          prefix = sqlite3_column_int64 (statement, 0);
          least = MIN (least, BATCH_SQLITE_POSITION (sqlite3_column_int64 (statement, 1)));
          batch_sqlite_reset (statement);
        }
    }

  *first = step == BATCH_SQLITE_DONE ? least : 0;
  return step != BATCH_SQLITE_FAILED;
}

static gboolean
select_in_order (BatchSqliteStore  *self,
                 BatchSqliteJob    *job,
                 gint64             key,
                 gint64             first,
                 guint              limit,
                 GPtrArray         *records,
                 GError           **error)
{
  if (count_waiting (job, key) <= FEW)
    return select_few (self, job, key, first, limit, records, error);
  if (first == 0 && !find_first (self, job, key, &first, error))
    return FALSE;
  return select_near (self, job, key, first, limit, records, error);
}

/* --- Claiming --- */

static gboolean
select_waiting (BatchSqliteStore  *self,
                BatchSqliteJob    *job,
                gint64             key,
                gint64             first,
                guint              limit,
                GPtrArray         *records,
                GError           **error)
{
  if (first < 0)
    return select_by_prefix (self, job, key, limit, records, error);
  if (!select_in_order (self, job, key, first, limit, records, error))
    return FALSE;
  if (first == 0 || records->len == limit)
    return TRUE;

  g_ptr_array_set_size (records, 0);
  return select_in_order (self, job, key, 0, limit, records, error);
}

static gboolean
claim_item (BatchSqliteStore  *self,
            BatchSqliteJob    *job,
            gint64             engine,
            gint64             key,
            BatchItemRecord   *record,
            GError           **error)
{
  BatchSqliteMove move = { .status = BATCH_ITEM_STATUS_CLAIMED, .engine = engine };
  BatchSqliteItem item = { .job = job, .key = key };

  item.id = BATCH_SQLITE_ITEM_ID (job->sequence, record->position);
  item.generation = record->generation;
  item.status = BATCH_ITEM_STATUS_PENDING;
  item.bucket = record->bucket;
  item.length = record->length;
  item.output_limit = record->output_limit;
  if (!batch_sqlite_store_move_item (self, &item, &move, error))
    return FALSE;

  record->status = item.status;
  record->generation = item.generation;
  return TRUE;
}

static gboolean
batch_sqlite_store_claim (BatchStore               *store,
                          const BatchClaimRequest  *request,
                          gint64                    now,
                          GPtrArray                *items,
                          GError                  **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqliteJob *job;
  gint64 engine;
  gint64 word;

  assert_in_worker (self);
  self->actor = request->engine_id;
  if (!batch_sqlite_store_find_engine (self, request->engine_id, &engine, error) ||
      !(job = batch_sqlite_store_find_job (self, request->job_id, error)))
    return FALSE;
  if (!batch_sqlite_job_may_run (job, now))
    return TRUE;

  if (!batch_sqlite_store_intern (self, request->key, &word, error) ||
      !select_waiting (self, job, word, request->first, request->limit, items, error))
    return FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      if (!claim_item (self, job, engine, word, g_ptr_array_index (items, i), error))
        return FALSE;
    }
  return TRUE;
}

void
batch_sqlite_store_init_claim_verbs (BatchStoreClass *klass)
{
  klass->claim = batch_sqlite_store_claim;
}
