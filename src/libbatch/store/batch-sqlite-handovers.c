/* store/batch-sqlite-handovers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-handover-private.h"

#include "core/batch-transitions.h"
#include "store/batch-sqlite-engines-private.h"
#include "store/batch-sqlite-item-private.h"
#include "store/batch-sqlite-reading-private.h"

/* What was handed to the batch API of a provider. Its items are leased by the handover,
 * whose number below zero stands where an engine's would: so they stay where they are when
 * an engine dies, and whoever attends to the handover next finds them.
 *
 * Everything but reading runs on the worker. */

static gboolean
log_job (BatchSqliteStore  *self,
         const char        *job_id,
         const char        *engine_id,
         GError           **error)
{
  return batch_sqlite_store_log (self, BATCH_CHANGE_JOB, job_id, engine_id, error);
}

/* --- On its way --- */

static gboolean
batch_sqlite_store_claim_handovers (BatchStore  *store,
                                    const char  *engine_id,
                                    const char  *job_id,
                                    GPtrArray   *handovers,
                                    GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  sqlite3_stmt *statement;
  gint64 engine;

  assert_in_worker (self);
  self->actor = engine_id;
  if (!batch_sqlite_store_find_engine (self, engine_id, &engine, error) ||
      !batch_sqlite_run (self->writer, error,
                         "UPDATE handover SET engine = ?, generation = generation + 1 "
                         "WHERE job = (SELECT sequence FROM job WHERE id = ?) AND engine = 0 "
                         "AND state != 'ended'", "it", engine, job_id))
    return FALSE;

  statement = batch_sqlite_query (self->writer, error, BATCH_SQLITE_HANDOVERS
                                  "WHERE job.id = ? AND handover.engine = ? "
                                  "AND handover.state != 'ended' ORDER BY handover.sequence",
                                  "ti", job_id, engine);
  return batch_sqlite_read_handovers (self->writer, statement, handovers, error);
}

static gboolean
batch_sqlite_store_put_handover (BatchStore                 *store,
                                 const char                 *engine_id,
                                 const BatchHandoverRecord  *handover,
                                 GError                    **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  return batch_sqlite_store_check_handover (self, engine_id, handover, error) &&
         batch_sqlite_run (self->writer, error,
                           "UPDATE handover SET file_id = ?, upstream_id = ?, note = ?, "
                           "state = ?, n_done = ?, n_failed = ?, n_unknown = ?, sent_at = ? "
                           "WHERE sequence = ?",
                           "ttttiiiii", handover->file_id, handover->upstream_id,
                           handover->note, batch_sqlite_handover_word (handover->state),
                           handover->n_done, handover->n_failed, handover->n_unknown,
                           handover->sent_at, handover->sequence);
}

static gboolean
batch_sqlite_store_resolve_handover (BatchStore  *store,
                                     const char  *id,
                                     const char  *upstream_id,
                                     GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  g_autoptr(BatchHandoverRecord) handover = NULL;
  BatchHandoverState state = upstream_id != NULL ? BATCH_HANDOVER_STATE_WORKING
                                                 : BATCH_HANDOVER_STATE_UPLOADING;

  assert_in_worker (self);
  if (!(handover = batch_sqlite_find_handover (self->writer, id, error)))
    return FALSE;
  if (handover->state != BATCH_HANDOVER_STATE_HELD)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                   "The part of the job is %s; only what is held waits for such a word",
                   batch_sqlite_handover_word (handover->state));
      return FALSE;
    }

  return batch_sqlite_run (self->writer, error,
                           "UPDATE handover SET state = ?, upstream_id = ?, note = NULL "
                           "WHERE sequence = ?",
                           "tti", batch_sqlite_handover_word (state), upstream_id,
                           handover->sequence) &&
         log_job (self, handover->job_id, NULL, error);
}

/* --- Answers --- */

static gboolean
take_answer (BatchSqliteStore           *self,
             BatchSqliteJob             *job,
             const BatchHandoverRecord  *handover,
             const BatchFinish          *finish,
             gint64                      now,
             gboolean                   *taken,
             GError                    **error)
{
  g_autoptr(GError) failure = NULL;
  BatchSqliteItem item;

  if (!batch_sqlite_store_load_item (self, job, finish->position, &item, &failure))
    {
      if (g_error_matches (failure, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (item.engine != BATCH_SQLITE_LEASE (handover) ||
      !batch_transition_item (item.status, finish->status, NULL))
    return TRUE;

  *taken = TRUE;
  return batch_sqlite_store_finish_item (self, &item, finish, now, error);
}

static gboolean
batch_sqlite_store_take_answers (BatchStore                 *store,
                                 const char                 *engine_id,
                                 const BatchHandoverRecord  *handover,
                                 const BatchFinish         **finishes,
                                 guint                       n_finishes,
                                 gint64                      now,
                                 gboolean                   *taken,
                                 BatchJobRecord            **after,
                                 GError                    **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqliteJob *job;

  assert_in_worker (self);
  if (!batch_sqlite_store_check_handover (self, engine_id, handover, error) ||
      !(job = batch_sqlite_store_find_job (self, handover->job_id, error)))
    return FALSE;

  for (guint i = 0; i < n_finishes; i++)
    {
      if (!take_answer (self, job, handover, finishes[i], now, &taken[i], error))
        return FALSE;
    }
  if (!batch_sqlite_store_settle_jobs (self, now, error))
    return FALSE;

  *after = batch_job_record_ref (job->record);
  return TRUE;
}

/* --- The end --- */

static gboolean
find_rest (BatchSqliteStore           *self,
           BatchSqliteJob             *job,
           const BatchHandoverRecord  *handover,
           guint                       limit,
           GArray                     *items,
           GError                    **error)
{
  sqlite3_stmt *statement;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT " BATCH_SQLITE_ITEM_COLUMNS " "
                                  "FROM item INDEXED BY item_handed "
                                  "WHERE engine < 0 AND engine = ? ORDER BY id LIMIT ?",
                                  "iu", BATCH_SQLITE_LEASE (handover), limit);
  return batch_sqlite_store_read_items (self, job, statement, items, error);
}

/* @rest is shared by all. */
static gboolean
end_rest (BatchSqliteStore   *self,
          GArray             *items,
          const BatchFinish  *rest,
          gint64              now,
          GError            **error)
{
  for (guint i = 0; i < items->len; i++)
    {
      BatchSqliteItem *item = &g_array_index (items, BatchSqliteItem, i);

      if (!batch_sqlite_store_finish_item (self, item, rest, now, error))
        return FALSE;
    }

  return TRUE;
}

/* Of what the provider has had, an item that is left had no line. */
static gboolean
count_missing (BatchSqliteStore           *self,
               const BatchHandoverRecord  *handover,
               guint                       n_items,
               GError                    **error)
{
  return handover->upstream_id == NULL ||
         batch_sqlite_run (self->writer, error,
                           "UPDATE handover SET n_missing = n_missing + ? WHERE sequence = ?",
                           "ui", n_items, handover->sequence);
}

static gboolean
write_end (BatchSqliteStore           *self,
           const BatchHandoverRecord  *handover,
           gint64                      now,
           GError                    **error)
{
  return batch_sqlite_run (self->writer, error,
                           "UPDATE handover SET state = 'ended', note = ?, n_unknown = ?, "
                           "engine = 0, ended_at = ? WHERE sequence = ?",
                           "tiii", handover->note, handover->n_unknown, now,
                           handover->sequence);
}

static gboolean
batch_sqlite_store_settle_handover (BatchStore                 *store,
                                    const char                 *engine_id,
                                    const BatchHandoverRecord  *handover,
                                    const BatchFinish          *rest,
                                    guint                       limit,
                                    gint64                      now,
                                    guint                      *n_settled,
                                    BatchJobRecord            **after,
                                    GError                    **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  g_autoptr(GArray) items = g_array_new (FALSE, FALSE, sizeof (BatchSqliteItem));
  BatchSqliteJob *job;

  assert_in_worker (self);
  if (!batch_sqlite_store_check_handover (self, engine_id, handover, error) ||
      !(job = batch_sqlite_store_find_job (self, handover->job_id, error)) ||
      !find_rest (self, job, handover, limit, items, error) ||
      !end_rest (self, items, rest, now, error) ||
      !count_missing (self, handover, items->len, error) ||
      (items->len < limit && !write_end (self, handover, now, error)) ||
      !batch_sqlite_store_settle_jobs (self, now, error))
    return FALSE;

  *n_settled = items->len;
  *after = batch_job_record_ref (job->record);
  return TRUE;
}

/* --- When an engine goes --- */

gboolean
batch_sqlite_store_free_handovers (BatchSqliteStore  *self,
                                   gint64             engine,
                                   GError           **error)
{
  GDestroyNotify free_func = (GDestroyNotify) batch_handover_record_free;
  g_autoptr(GPtrArray) handovers = g_ptr_array_new_with_free_func (free_func);
  sqlite3_stmt *statement;

  statement = batch_sqlite_query (self->writer, error, BATCH_SQLITE_HANDOVERS
                                  "WHERE handover.engine > 0 AND handover.engine = ?",
                                  "i", engine);
  if (!batch_sqlite_read_handovers (self->writer, statement, handovers, error) ||
      !batch_sqlite_run (self->writer, error,
                         "UPDATE handover SET engine = 0 WHERE engine > 0 AND engine = ?",
                         "i", engine))
    return FALSE;

  for (guint i = 0; i < handovers->len; i++)
    {
      const BatchHandoverRecord *handover = g_ptr_array_index (handovers, i);

      if (!log_job (self, handover->job_id, NULL, error))
        return FALSE;
    }

  return TRUE;
}

/* --- Reading --- */

static gboolean
batch_sqlite_store_list_handovers (BatchStore  *store,
                                   const char  *job_id,
                                   GPtrArray   *handovers,
                                   GError     **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  sqlite3_stmt *statement = batch_sqlite_query (db, error, BATCH_SQLITE_HANDOVERS
                                                "WHERE job.id = ? ORDER BY handover.sequence",
                                                "t", job_id);

  return batch_sqlite_read_handovers (db, statement, handovers, error);
}

static gboolean
read_handed (BatchSqlite                *db,
             const BatchHandoverRecord  *handover,
             gint64                      after_position,
             guint                       limit,
             GPtrArray                  *items,
             GError                    **error)
{
  g_autoptr(BatchJobRecord) job = NULL;
  sqlite3_stmt *statement;
  BatchSqliteStep step;

  if (!batch_sqlite_read_job_by_id (db, handover->job_id, &job, error))
    return FALSE;

  statement = batch_sqlite_query (db, error,
                                  "SELECT " BATCH_SQLITE_ITEM_RECORD_COLUMNS " "
                                  "FROM item INDEXED BY item_handed "
                                  "LEFT JOIN result ON result.id = item.id "
                                  "WHERE engine < 0 AND engine = ? AND item.id > ? "
                                  "ORDER BY item.id LIMIT ?",
                                  "iiu", BATCH_SQLITE_LEASE (handover),
                                  BATCH_SQLITE_ITEM_ID (job->sequence, 0) + after_position, limit);
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (items, batch_sqlite_read_item (statement, job, FALSE));

  return step == BATCH_SQLITE_DONE;
}

static gboolean
batch_sqlite_store_list_handover_items (BatchStore                 *store,
                                        const BatchHandoverRecord  *handover,
                                        gint64                      after_position,
                                        guint                       limit,
                                        GPtrArray                  *items,
                                        GError                    **error)
{
  BatchSqlite *db = batch_sqlite_store_get_reader (BATCH_SQLITE_STORE (store));
  gboolean listed;

  if (!batch_sqlite_begin_reading (db, error))
    return FALSE;

  listed = read_handed (db, handover, after_position, limit, items, error);
  batch_sqlite_end_reading (db);
  return listed;
}

void
batch_sqlite_store_init_handovers (BatchStoreClass *klass)
{
  klass->gather_handover = batch_sqlite_store_gather_handover;
  klass->claim_handovers = batch_sqlite_store_claim_handovers;
  klass->put_handover = batch_sqlite_store_put_handover;
  klass->resolve_handover = batch_sqlite_store_resolve_handover;
  klass->take_answers = batch_sqlite_store_take_answers;
  klass->settle_handover = batch_sqlite_store_settle_handover;
  klass->list_handovers = batch_sqlite_store_list_handovers;
  klass->list_handover_items = batch_sqlite_store_list_handover_items;
}
