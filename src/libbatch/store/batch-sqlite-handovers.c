/* store/batch-sqlite-handovers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-engines-private.h"
#include "store/batch-sqlite-item-private.h"
#include "store/batch-sqlite-reading-private.h"

#include "core/batch-enum-private.h"
#include "core/batch-transitions-private.h"

/* What was handed to the batch API of a provider. Its items are leased by the handover,
 * whose number below zero stands where an engine's would: so they stay where they are when
 * an engine dies, and whoever attends to the handover next finds them.
 *
 * Everything but reading runs on the worker. */

#define COLUMNS "handover.sequence, handover.id, job.id, handover.server, handover.endpoint, " \
                "handover.key, handover.file_id, handover.upstream_id, handover.note, " \
                "handover.state, handover.generation, handover.n_items, handover.n_bytes, " \
                "handover.n_done, handover.n_failed, handover.n_missing, handover.n_unknown, " \
                "handover.created_at, handover.sent_at, handover.ended_at"
#define FROM    " FROM handover JOIN job ON job.sequence = handover.job "

#define LEASE(handover) (-(handover)->sequence)

/* An item that may go in, with what decides that. */
typedef struct
{
  BatchSqliteItem item;
  gint64          endpoint;
  gint64          size;
} Candidate;

static const char *
state_word (BatchHandoverState state)
{
  return batch_enum_to_nick (BATCH_TYPE_HANDOVER_STATE, state);
}

static BatchHandoverRecord *
read_handover (sqlite3_stmt *statement)
{
  BatchHandoverRecord *record = batch_handover_record_new ();
  int state = BATCH_HANDOVER_STATE_ENDED;

  record->sequence = sqlite3_column_int64 (statement, 0);
  record->id = batch_sqlite_dup (statement, 1);
  record->job_id = batch_sqlite_dup (statement, 2);
  record->server = batch_sqlite_dup (statement, 3);
  record->endpoint = batch_sqlite_dup (statement, 4);
  record->key = batch_sqlite_dup (statement, 5);
  record->file_id = batch_sqlite_dup (statement, 6);
  record->upstream_id = batch_sqlite_dup (statement, 7);
  record->note = batch_sqlite_dup (statement, 8);
  batch_enum_from_nick (BATCH_TYPE_HANDOVER_STATE, batch_sqlite_text (statement, 9), &state);
  record->state = state;
  record->generation = sqlite3_column_int64 (statement, 10);
  record->n_items = sqlite3_column_int64 (statement, 11);
  record->n_bytes = sqlite3_column_int64 (statement, 12);
  record->n_done = sqlite3_column_int64 (statement, 13);
  record->n_failed = sqlite3_column_int64 (statement, 14);
  record->n_missing = sqlite3_column_int64 (statement, 15);
  record->n_unknown = sqlite3_column_int64 (statement, 16);
  record->created_at = sqlite3_column_int64 (statement, 17);
  record->sent_at = sqlite3_column_int64 (statement, 18);
  record->ended_at = sqlite3_column_int64 (statement, 19);
  return record;
}

static gboolean
read_handovers (BatchSqlite   *db,
                sqlite3_stmt  *statement,
                GPtrArray     *handovers,
                GError       **error)
{
  BatchSqliteStep step;

  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (handovers, read_handover (statement));

  return step == BATCH_SQLITE_DONE;
}

/* NULL: there is none, or it could not be read. */
static BatchHandoverRecord *
find_handover (BatchSqlite  *db,
               const char   *id,
               GError      **error)
{
  GDestroyNotify free_func = (GDestroyNotify) batch_handover_record_free;
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (free_func);

  if (!read_handovers (db, batch_sqlite_query (db, error, "SELECT " COLUMNS FROM
                                               "WHERE handover.id = ?", "t", id), found, error))
    return NULL;
  if (found->len > 0)
    return g_ptr_array_steal_index (found, 0);

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "There is no handover “%s”", id);
  return NULL;
}

/* The one that the engine attends to; refused when that is no longer so. */
static gboolean
check_lease (BatchSqliteStore           *self,
             const char                 *engine_id,
             const BatchHandoverRecord  *handover,
             GError                    **error)
{
  gint64 engine;
  gint64 held;

  self->actor = engine_id;
  if (!batch_sqlite_store_find_engine (self, engine_id, &engine, error) ||
      !batch_sqlite_number (self->writer, error, &held,
                            "SELECT count (*) FROM handover WHERE sequence = ? AND engine = ? "
                            "AND generation = ?", "iii", handover->sequence, engine,
                            handover->generation))
    return FALSE;
  if (held > 0)
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
               "The handover “%s” is attended to by somebody else", handover->id);
  return FALSE;
}

static gboolean
log_job (BatchSqliteStore  *self,
         const char        *job_id,
         const char        *engine_id,
         GError           **error)
{
  return batch_sqlite_store_log (self, BATCH_CHANGE_JOB, job_id, engine_id, error);
}

/* --- Gathering --- */

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
                 const BatchHandoverRecord  *wish,
                 gint64                      engine,
                 gint64                      now,
                 GError                    **error)
{
  return batch_sqlite_run (self->writer, error,
                           "INSERT INTO handover (id, job, server, state, engine, generation, "
                           "n_items, n_bytes, n_done, n_failed, n_missing, n_unknown, "
                           "created_at, sent_at, ended_at) "
                           "VALUES (?, ?, ?, 'gathering', ?, 1, 0, 0, 0, 0, 0, 0, ?, 0, 0)",
                           "titii", wish->id, job->sequence, wish->server, engine, now);
}

static gboolean
begin (BatchSqliteStore           *self,
       BatchSqliteJob             *job,
       const char                 *engine_id,
       const BatchHandoverRecord  *wish,
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

  if (!insert_handover (self, job, wish, engine, now, error))
    return FALSE;

  *handover = find_handover (self->writer, wish->id, error);
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
                                  "FROM word WHERE word.id = item.changes), 0) "
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
  BatchSqliteMove move = { .status = BATCH_ITEM_STATUS_CLAIMED, .engine = LEASE (handover) };

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
                           state_word (handover->state), handover->n_items, handover->n_bytes,
                           handover->sequence);
}

static gboolean
batch_sqlite_store_gather_handover (BatchStore                 *store,
                                    const char                 *engine_id,
                                    const BatchHandoverRecord  *wish,
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
  if (!(job = batch_sqlite_store_find_job (self, wish->job_id, error)))
    return FALSE;

  may_run = batch_sqlite_job_may_run (job, now);
  if (wish->sequence != 0)
    {
      if (!check_lease (self, engine_id, wish, error) ||
          !(handover = find_handover (self->writer, wish->id, error)))
        return FALSE;
    }
  else if (may_run && !begin (self, job, engine_id, wish, now, &handover, error))
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

/* --- On its way --- */

static gboolean
batch_sqlite_store_claim_handovers (BatchStore  *store,
                                    const char  *engine_id,
                                    const char  *job_id,
                                    GPtrArray   *handovers,
                                    GError     **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  gint64 engine;

  assert_in_worker (self);
  self->actor = engine_id;
  if (!batch_sqlite_store_find_engine (self, engine_id, &engine, error) ||
      !batch_sqlite_run (self->writer, error,
                         "UPDATE handover SET engine = ?, generation = generation + 1 "
                         "WHERE job = (SELECT sequence FROM job WHERE id = ?) AND engine = 0 "
                         "AND state != 'ended'", "it", engine, job_id))
    return FALSE;

  return read_handovers (self->writer,
                         batch_sqlite_query (self->writer, error, "SELECT " COLUMNS FROM
                                             "WHERE job.id = ? AND handover.engine = ? "
                                             "AND handover.state != 'ended' "
                                             "ORDER BY handover.sequence", "ti", job_id, engine),
                         handovers, error);
}

static gboolean
batch_sqlite_store_put_handover (BatchStore                 *store,
                                 const char                 *engine_id,
                                 const BatchHandoverRecord  *handover,
                                 GError                    **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);

  assert_in_worker (self);
  return check_lease (self, engine_id, handover, error) &&
         batch_sqlite_run (self->writer, error,
                           "UPDATE handover SET file_id = ?, upstream_id = ?, note = ?, "
                           "state = ?, n_done = ?, n_failed = ?, n_unknown = ?, sent_at = ? "
                           "WHERE sequence = ?",
                           "ttttiiiii", handover->file_id, handover->upstream_id,
                           handover->note, state_word (handover->state), handover->n_done,
                           handover->n_failed, handover->n_unknown, handover->sent_at,
                           handover->sequence);
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
  if (!(handover = find_handover (self->writer, id, error)))
    return FALSE;
  if (handover->state != BATCH_HANDOVER_STATE_HELD)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                   "The part of the job is %s; only what is held waits for such a word",
                   state_word (handover->state));
      return FALSE;
    }

  return batch_sqlite_run (self->writer, error,
                           "UPDATE handover SET state = ?, upstream_id = ?, note = NULL "
                           "WHERE sequence = ?", "tti", state_word (state), upstream_id,
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
  if (item.engine != LEASE (handover) || !batch_transition_item (item.status, finish->status, NULL))
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
  if (!check_lease (self, engine_id, handover, error) ||
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
                                  "iu", LEASE (handover), limit);
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
  if (!check_lease (self, engine_id, handover, error) ||
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

  if (!read_handovers (self->writer,
                       batch_sqlite_query (self->writer, error, "SELECT " COLUMNS FROM
                                           "WHERE handover.engine > 0 AND handover.engine = ?",
                                           "i", engine),
                       handovers, error) ||
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

  return read_handovers (db, batch_sqlite_query (db, error, "SELECT " COLUMNS FROM
                                                 "WHERE job.id = ? ORDER BY handover.sequence",
                                                 "t", job_id), handovers, error);
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
                                  "iiu", LEASE (handover),
                                  BATCH_SQLITE_ITEM_ID (job->sequence, 0) + after_position, limit);
  while ((step = batch_sqlite_step (db, statement, error)) == BATCH_SQLITE_ROW)
    g_ptr_array_add (items, batch_sqlite_read_item (statement, job, FALSE));

  return step == BATCH_SQLITE_DONE;
}

static gboolean
batch_sqlite_store_list_handed (BatchStore                 *store,
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
  klass->list_handed = batch_sqlite_store_list_handed;
}
