/* store/batch-sqlite-advance.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-engines-private.h"
#include "store/batch-sqlite-item-private.h"

#include "core/batch-standstill-private.h"
#include "core/batch-transitions.h"

/* How items are run, and given back. Everything here runs on the worker. */

/* --- Advancing --- */

/* @held: whether the lease is still valid, and @item is set. */
static gboolean
find_leased (BatchSqliteStore  *self,
             gint64             engine,
             const char        *job_id,
             guint32            position,
             gint64             generation,
             BatchSqliteItem   *item,
             gboolean          *held,
             GError           **error)
{
  g_autoptr(GError) local_error = NULL;
  BatchSqliteJob *job = batch_sqlite_store_find_job (self, job_id, &local_error);

  *held = FALSE;
  if (job != NULL && batch_sqlite_store_load_item (self, job, position, item, &local_error))
    {
      *held = item->engine == engine && item->generation == generation;
      return TRUE;
    }

  /* The job was purged, and the lease with it. */
  if (g_error_matches (local_error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

const char *
batch_sqlite_failure_word (const BatchFinish *finish)
{
  if (finish->failure_kind == BATCH_FAILURE_KIND_NONE)
    return NULL;
  return batch_enum_to_nick (BATCH_TYPE_FAILURE_KIND, finish->failure_kind);
}

/* Waiting for a server costs no attempt, and is no event. */
static gboolean
add_failure_event (BatchSqliteStore   *self,
                   BatchSqliteItem    *item,
                   const BatchFinish  *finish,
                   gint64              now,
                   GError            **error)
{
  const char *word = batch_sqlite_failure_word (finish);

  if (word == NULL ||
      (!finish->costs_attempt && finish->status == BATCH_ITEM_STATUS_PENDING))
    return TRUE;

  return batch_sqlite_store_add_event (self, item->job->sequence,
                                       BATCH_SQLITE_POSITION (item->id), "attempt_failed",
                                       finish->error != NULL ? finish->error : word, now, error);
}

/* An answer that is kept stays where it is until there is another one. */
static gboolean
write_result (BatchSqliteStore       *self,
              BatchSqliteItem        *item,
              const BatchSqliteMove  *move,
              const BatchFinish      *finish,
              gint64                  now,
              GError                **error)
{
  gboolean ended = batch_item_status_is_terminal (move->status);
  gboolean retriable = move->status == BATCH_ITEM_STATUS_FAILED ||
                       move->status == BATCH_ITEM_STATUS_EXPIRED;

  if (item->restored || item->kept > 0)
    return TRUE;

  return batch_sqlite_run (self->writer, error,
                           "INSERT OR REPLACE INTO result (id, status_code, duration_ms, "
                           "completed_at, needs_review, retriable, failure_kind, request_id, "
                           "error, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                           "iuiiuutttb", item->id, finish->status_code, finish->duration_ms,
                           ended ? now : (gint64) 0, (guint) move->review_reason, retriable,
                           batch_sqlite_failure_word (finish), finish->request_id, finish->error,
                           ended ? finish->body : NULL);
}

static gboolean
note_attempt (BatchSqliteStore   *self,
              BatchSqliteItem    *item,
              const BatchFinish  *finish,
              gint64              now,
              GError            **error)
{
  return finish->failure_kind == BATCH_FAILURE_KIND_NONE || finish->duration_ms < 0 ||
         batch_sqlite_store_add_attempt (self, item, finish, now, error);
}

static void
count_cost (BatchJobRecord    *record,
            const BatchFinish *finish)
{
  record->busy_ms += MAX (finish->duration_ms, 0);
  record->prompt_tokens += MAX (finish->prompt_tokens, 0);
  record->cached_tokens += MAX (finish->cached_tokens, 0);
  record->output_tokens += MAX (finish->output_tokens, 0);
}

gboolean
batch_sqlite_store_finish_item (BatchSqliteStore   *self,
                                BatchSqliteItem    *item,
                                const BatchFinish  *finish,
                                gint64              now,
                                GError            **error)
{
  BatchSqliteMove move = { 0 };

  move.status = batch_sqlite_job_settle (item->job, finish->status);
  move.not_before = move.status == BATCH_ITEM_STATUS_PENDING ? finish->not_before : 0;
  move.attempts = finish->costs_attempt;
  move.ends_attempt = TRUE;
  move.prompt_tokens = finish->prompt_tokens;
  move.cached_tokens = finish->cached_tokens;
  move.output_tokens = finish->output_tokens;
  if (move.status == BATCH_ITEM_STATUS_SUCCEEDED)
    move.review_reason = finish->review_reason;

  if (!batch_sqlite_store_move_item (self, item, &move, error))
    return FALSE;
  count_cost (batch_sqlite_store_touch (self, item->job), finish);
  batch_standstill_note (item->job->record, finish, move.status, now);

  return write_result (self, item, &move, finish, now, error) &&
         note_attempt (self, item, finish, now, error) &&
         add_failure_event (self, item, finish, now, error);
}

static gboolean
may_finish (const BatchSqliteItem *item,
            const BatchFinish     *finish)
{
  return (finish->status == BATCH_ITEM_STATUS_PENDING ||
          batch_item_status_is_terminal (finish->status)) &&
         batch_transition_item (item->status, finish->status, NULL);
}

static gboolean
finish_lease (BatchSqliteStore   *self,
              gint64              engine,
              const BatchFinish  *finish,
              gint64              now,
              gboolean           *finished,
              GError            **error)
{
  BatchSqliteItem item;
  gboolean held;

  if (!find_leased (self, engine, finish->job_id, finish->position, finish->generation,
                    &item, &held, error))
    return FALSE;
  if (!held || !may_finish (&item, finish))
    return TRUE;

  *finished = TRUE;
  return batch_sqlite_store_finish_item (self, &item, finish, now, error);
}

gboolean
batch_sqlite_store_start_item (BatchSqliteStore  *self,
                               BatchSqliteItem   *item,
                               gint64             now,
                               GError           **error)
{
  BatchSqliteMove move = { .status = BATCH_ITEM_STATUS_RUNNING, .engine = item->engine };

  if (item->job->record->state == BATCH_JOB_STATE_QUEUED &&
      !batch_sqlite_store_move_job (self, item->job, BATCH_JOB_STATE_RUNNING, now, error))
    return FALSE;

  return batch_sqlite_store_move_item (self, item, &move, error);
}

static gboolean
start_lease (BatchSqliteStore  *self,
             gint64             engine,
             const BatchLease  *lease,
             gint64             now,
             gboolean          *started,
             GError           **error)
{
  BatchSqliteItem item;
  gboolean held;

  if (!find_leased (self, engine, lease->job_id, lease->position, lease->generation,
                    &item, &held, error))
    return FALSE;
  if (!held || item.status != BATCH_ITEM_STATUS_CLAIMED)
    return TRUE;
  if (!batch_sqlite_job_may_run (item.job, now))
    return batch_sqlite_store_give_back (self, &item, 0, now, error);

  *started = TRUE;
  return batch_sqlite_store_start_item (self, &item, now, error);
}

static gboolean
batch_sqlite_store_advance (BatchStore                 *store,
                            const BatchAdvanceRequest  *request,
                            gint64                      now,
                            BatchAdvanceAnswer         *answer,
                            GError                    **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  gint64 engine;

  assert_in_worker (self);
  self->actor = request->engine_id;
  if (!batch_sqlite_store_find_engine (self, request->engine_id, &engine, error))
    return FALSE;

  for (guint i = 0; i < request->n_finishes; i++)
    {
      if (!finish_lease (self, engine, request->finishes[i], now, &answer->finished[i], error))
        return FALSE;
    }
  for (guint i = 0; i < request->n_starts; i++)
    {
      if (!start_lease (self, engine, &request->starts[i], now, &answer->started[i], error))
        return FALSE;
    }

  if (!batch_sqlite_store_settle_jobs (self, now, error))
    return FALSE;

  batch_sqlite_store_collect_jobs (self, answer->jobs);
  return TRUE;
}

/* --- Giving back --- */

static gboolean
release_lease (BatchSqliteStore  *self,
               gint64             engine,
               const BatchLease  *lease,
               gint64             now,
               GError           **error)
{
  BatchSqliteItem item;
  gboolean held;

  if (!find_leased (self, engine, lease->job_id, lease->position, lease->generation,
                    &item, &held, error))
    return FALSE;
  return !held || batch_sqlite_store_give_back (self, &item, 0, now, error);
}

static gboolean
batch_sqlite_store_release (BatchStore        *store,
                            const char        *engine_id,
                            const BatchLease  *leases,
                            guint              n_leases,
                            gint64             now,
                            GPtrArray         *jobs,
                            GError           **error)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  gint64 engine;

  assert_in_worker (self);
  self->actor = engine_id;
  if (!batch_sqlite_store_find_engine (self, engine_id, &engine, error))
    return FALSE;

  for (guint i = 0; i < n_leases; i++)
    {
      if (!release_lease (self, engine, &leases[i], now, error))
        return FALSE;
    }

  if (!batch_sqlite_store_settle_jobs (self, now, error))
    return FALSE;

  batch_sqlite_store_collect_jobs (self, jobs);
  return TRUE;
}

void
batch_sqlite_store_init_advance_verbs (BatchStoreClass *klass)
{
  klass->advance = batch_sqlite_store_advance;
  klass->release = batch_sqlite_store_release;
}
