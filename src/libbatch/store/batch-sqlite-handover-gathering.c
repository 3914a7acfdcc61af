/* batch-sqlite-handover-gathering.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-handover-private.h"

#include "store/batch-sqlite-engines-private.h"
#include "store/batch-sqlite-item-private.h"

/* Which waiting items of a job go into a handover: those of one endpoint, in the order in
 * which they would be claimed, as many as its provider takes. Runs on the worker. */

/* An item that may go in, with what decides that. */
typedef struct
{
  BatchSqliteItem item;
  gint64          endpoint;
  gint64          size;
} Candidate;

/* While another one of the job is on its way, no second one is begun: two engines would
 * share the items between them, and the provider would get two batches for one. */
static gboolean
may_begin (BatchSqliteStore  *self,
           BatchSqliteJob    *job,
           gboolean          *may,
           GError           **error)
{
  gint64 n_on_their_way;

  if (!batch_sqlite_number (self->writer, error, &n_on_their_way,
                            "SELECT count (*) FROM handover WHERE job = ? "
                            "AND state IN ('gathering', 'uploading', 'creating')",
                            "i", job->sequence))
    return FALSE;

  *may = n_on_their_way == 0;
  return TRUE;
}

static gboolean
insert_handover (BatchSqliteStore           *self,
                 BatchSqliteJob             *job,
                 const BatchHandoverRecord  *request,
                 gint64                      engine,
                 gint64                      now,
                 GError                    **error)
{
  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO handover (id, job, server, state, engine, generation, "
                           "n_items, n_bytes, n_done, n_failed, n_missing, n_unknown, "
                           "created_at, sent_at, ended_at) "
                           "VALUES (?, ?, ?, 'gathering', ?, 1, 0, 0, 0, 0, 0, 0, ?, 0, 0)",
                           "titii", request->id, job->sequence, request->server, engine, now);
}

static gboolean
begin (BatchSqliteStore           *self,
       BatchSqliteJob             *job,
       const char                 *engine_id,
       const BatchHandoverRecord  *request,
       gint64                      now,
       BatchHandoverRecord       **handover,
       GError                    **error)
{
  gboolean may;
  gint64 engine;

  if (!batch_sqlite_store_find_engine (self, engine_id, &engine, error) ||
      !may_begin (self, job, &may, error))
    return FALSE;
  if (!may)
    return TRUE;

  if (!insert_handover (self, job, request, engine, now, error))
    return FALSE;

  *handover = batch_sqlite_find_handover (self->writer, request->id, error);
  return *handover != NULL;
}

/* Those of one key that may go in, in the order in which they would be claimed. */
static gboolean
find_candidates (BatchSqliteStore           *self,
                 BatchSqliteJob             *job,
                 const BatchHandoverRecord  *handover,
                 gint64                      key,
                 guint                       limit,
                 GArray                     *candidates,
                 GError                    **error)
{
  sqlite3_stmt *statement;
  BatchSqliteStep step;
  gint64 endpoint = -1;

  if (handover->n_items > 0 && handover->endpoint == NULL)
    endpoint = 0;
  else if (handover->endpoint != NULL &&
           !batch_sqlite_store_intern (self, handover->endpoint, &endpoint, error))
    return FALSE;

  statement = batch_sqlite_query (self->writer, error,
                                  "SELECT item.id, item.generation, item.bucket, item.kept, "
                                  "item.endpoint, item.length + ifnull ((SELECT length (text) "
                                  "FROM word WHERE word.id = item.changes), 0), "
                                  "item.length, item.output_limit "
                                  "FROM item INDEXED BY item_waiting "
                                  "WHERE key = ?1 AND id >> 32 = ?2 AND status = 'pending' "
                                  "AND not_before = 0 AND (?3 < 0 OR endpoint = ?3) "
                                  "ORDER BY prefix, id LIMIT ?4",
                                  "iiiu", key, job->sequence, endpoint, limit);
  while ((step = batch_sqlite_step (self->writer, statement, error)) == BATCH_SQLITE_ROW)
    {
      Candidate candidate = { .item = { .job = job, .key = key } };

      candidate.item.id = sqlite3_column_int64 (statement, 0);
      candidate.item.generation = sqlite3_column_int64 (statement, 1);
      candidate.item.bucket = sqlite3_column_int (statement, 2);
      candidate.item.kept = sqlite3_column_int (statement, 3);
      candidate.item.status = BATCH_ITEM_STATUS_PENDING;
      candidate.endpoint = sqlite3_column_int64 (statement, 4);
      candidate.size = sqlite3_column_int64 (statement, 5);
      candidate.item.length = sqlite3_column_int64 (statement, 6);
      candidate.item.output_limit = sqlite3_column_int64 (statement, 7);
      g_array_append_val (candidates, candidate);
    }

  return step == BATCH_SQLITE_DONE;
}

static gboolean
take_in (BatchSqliteStore           *self,
         const BatchHandoverRecord  *handover,
         BatchSqliteItem            *item,
         gint64                      now,
         GError                    **error)
{
  BatchSqliteMove move = {
    .status = BATCH_ITEM_STATUS_CLAIMED,
    .engine = BATCH_SQLITE_LEASE (handover),
  };

  return batch_sqlite_store_move_item (self, item, &move, error) &&
         batch_sqlite_store_start_item (self, item, now, error);
}

/* All items of a handover go to the same endpoint, that of the first. */
static gboolean
note_first (BatchSqliteStore     *self,
            BatchHandoverRecord  *handover,
            const Candidate      *first,
            gboolean              one_key,
            GError              **error)
{
  const char *word;

  if (first->endpoint != 0)
    {
      if (!(word = batch_sqlite_store_get_word (self, first->endpoint, error)))
        return FALSE;
      handover->endpoint = g_strdup (word);
    }
  if (one_key)
    {
      if (!(word = batch_sqlite_store_get_word (self, first->item.key, error)))
        return FALSE;
      handover->key = g_strdup (word);
    }

  return TRUE;
}

/* @full: nothing more fits in. @cut: there may be more of the key. */
static gboolean
gather_key (BatchSqliteStore           *self,
            BatchSqliteJob             *job,
            BatchHandoverRecord        *handover,
            const BatchHandoverLimits  *limits,
            gint64                      key,
            guint                       chunk,
            gint64                      now,
            guint                      *n_taken,
            gboolean                   *full,
            gboolean                   *cut,
            GError                    **error)
{
  g_autoptr(GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  guint limit = chunk - *n_taken;

  if (!find_candidates (self, job, handover, key, limit, candidates, error))
    return FALSE;

  *cut = candidates->len == limit;
  for (guint i = 0; i < candidates->len; i++)
    {
      Candidate *candidate = &g_array_index (candidates, Candidate, i);
      gint64 size = candidate->size + limits->item_bytes;

      if (handover->n_items == 0 &&
          !note_first (self, handover, candidate, limits->one_key, error))
        return FALSE;
      if (candidate->endpoint != g_array_index (candidates, Candidate, 0).endpoint)
        continue;

      /* One that is too large by itself goes alone, and the provider says so. */
      *full = handover->n_items >= limits->max_items ||
              (handover->n_items > 0 && handover->n_bytes + size > limits->max_bytes);
      if (*full)
        break;
      if (!take_in (self, handover, &candidate->item, now, error))
        return FALSE;

      handover->n_items++;
      handover->n_bytes += size;
      (*n_taken)++;
    }

  return TRUE;
}

/* @more: there may be more to take. */
static gboolean
gather_some (BatchSqliteStore           *self,
             BatchSqliteJob             *job,
             BatchHandoverRecord        *handover,
             const BatchHandoverLimits  *limits,
             guint                       chunk,
             gint64                      now,
             gboolean                   *more,
             GError                    **error)
{
  gboolean full = FALSE;
  gboolean cut = FALSE;
  guint n_taken = 0;
  gint64 only = 0;

  if (handover->key != NULL && !batch_sqlite_store_intern (self, handover->key, &only, error))
    return FALSE;

  for (guint i = 0; i < job->record->groups->len && !cut && !full; i++)
    {
      const BatchGroupRecord *group = g_ptr_array_index (job->record->groups, i);
      gint64 key = batch_sqlite_job_get_key (job, i);

      if (group->waiting == 0 || (only != 0 && key != only))
        continue;
      if (!gather_key (self, job, handover, limits, key, chunk, now, &n_taken, &full, &cut,
                       error))
        return FALSE;
      if (limits->one_key && handover->n_items > 0)
        only = key;
    }

  *more = cut && !full;
  return TRUE;
}

static gboolean
write_gathered (BatchSqliteStore           *self,
                const BatchHandoverRecord  *handover,
                GError                    **error)
{
  if (handover->n_items == 0)
    return batch_sqlite_run (self->writer, error, "DELETE FROM handover WHERE sequence = ?",
                             "i", handover->sequence);

  return batch_sqlite_run (self->writer, error,
                           "UPDATE handover SET endpoint = ?, key = ?, state = ?, n_items = ?, "
                           "n_bytes = ? WHERE sequence = ?",
                           "tttiii", handover->endpoint, handover->key,
                           batch_sqlite_handover_word (handover->state), handover->n_items,
                           handover->n_bytes, handover->sequence);
}

gboolean
batch_sqlite_store_gather_handover (BatchStore                 *store,
                                    const char                 *engine_id,
                                    const BatchHandoverRecord  *request,
                                    const BatchHandoverLimits  *limits,
                                    guint                       chunk,
                                    gint64                      now,
                                    BatchHandoverRecord       **after,
                                    BatchJobRecord            **job_after,
                                    GError                    **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  g_autoptr(BatchHandoverRecord) handover = NULL;
  BatchSqliteJob *job;
  gboolean may_run;
  gboolean more = FALSE;

  assert_in_worker (self);
  self->actor = engine_id;
  if (!(job = batch_sqlite_store_find_job (self, request->job_id, error)))
    return FALSE;

  may_run = batch_sqlite_job_may_run (job, now);
  if (request->sequence != 0)
    {
      if (!batch_sqlite_store_check_handover (self, engine_id, request, error) ||
          !(handover = batch_sqlite_find_handover (self->writer, request->id, error)))
        return FALSE;
    }
  else if (may_run && !begin (self, job, engine_id, request, now, &handover, error))
    return FALSE;

  if (handover != NULL)
    {
      if (may_run && !gather_some (self, job, handover, limits, chunk, now, &more, error))
        return FALSE;
      if (!more)
        handover->state = BATCH_HANDOVER_STATE_UPLOADING;
      if (!write_gathered (self, handover, error))
        return FALSE;
      if (handover->n_items > 0)
        *after = g_steal_pointer (&handover);
    }

  *job_after = batch_job_record_ref (job->record);
  return TRUE;
}
