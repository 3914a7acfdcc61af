/* batch-executor-history.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-state-private.h"
#include "store/batch-store-history-private.h"

/* What was done goes into a history_buffer, and from there into the store a few times a minute, or
 * when somebody wants to see it. What is old is made coarser now and then. */

#define FLUSH_MS 10000
#define FOLD_INTERVAL_US (10 * 60 * G_USEC_PER_SEC)
/* Records that one transaction folds: well below 50 ms. */
#define FOLD_ROWS 500
#define FINE_TIME (2 * G_TIME_SPAN_HOUR)
#define MINUTES_TIME (30 * G_TIME_SPAN_DAY)

/* --- Growing coarser --- */

typedef struct
{
  BatchExecutor *executor;
  guint          span;
} Fold;

static void fold (BatchExecutor *self,
                  guint          span);

static void
folded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Fold *data = user_data;
  BatchExecutor *self = data->executor;
  g_autoptr(GError) error = NULL;
  guint n_folded = 0;

  if (!batch_store_fold_history_finish (self->store, result, &n_folded, &error))
    g_debug ("The history stays as it is: %s", error->message);
  else if (n_folded == FOLD_ROWS)
    fold (self, data->span);
  else if (data->span == BATCH_HISTORY_MINUTE)
    fold (self, BATCH_HISTORY_HOUR);
}

static void
fold (BatchExecutor *self,
      guint          span)
{
  gint64 age = span == BATCH_HISTORY_MINUTE ? FINE_TIME : MINUTES_TIME;
  gint64 before = batch_clock_now (self->clock) - age;
  Fold *data;

  if (self->stopping)
    return;

  data = g_new (Fold, 1);
  *data = (Fold) { self, span };
  /* A slice goes as a whole. */
  batch_store_fold_history_async (self->store,
                                  batch_history_slice (before, span), span, FOLD_ROWS, NULL,
                                  folded_cb, data);
}

void
batch_executor_fold_history (BatchExecutor *self)
{
  self->history_folded_at = batch_clock_monotonic (self->clock);
  fold (self, BATCH_HISTORY_MINUTE);
}

/* --- Writing down --- */

typedef struct
{
  BatchExecutor *executor;
  GPtrArray     *records;
  BatchCall     *call;             /* (nullable) that waits for it */
  BatchCallFunc  next;
} Flush;

static void
flushed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree Flush *flush = user_data;
  g_autoptr(GPtrArray) records = flush->records;
  BatchExecutor *self = flush->executor;
  g_autoptr(GError) error = NULL;

  if (!batch_store_add_history_finish (self->store, result, &error))
    {
      g_debug ("The history is written down another time: %s", error->message);
      batch_history_buffer_put_back (self->history_buffer, records);
    }

  if (flush->call != NULL)
    flush->next (self, flush->call);
}

static void
flush (BatchExecutor *self,
       BatchCall     *call,
       BatchCallFunc  next)
{
  Flush *data = g_new (Flush, 1);

  batch_executor_clear_timer (&self->history_timer);
  *data = (Flush) { self, batch_history_buffer_take (self->history_buffer), call, next };
  batch_store_add_history_async (self->store, data->records, NULL, flushed_cb, data);
}

void
batch_executor_keep_history (BatchExecutor *self)
{
  if (!batch_history_buffer_is_empty (self->history_buffer))
    flush (self, NULL, NULL);
}

static gboolean
flush_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;

  batch_executor_clear_timer (&self->history_timer);
  batch_executor_keep_history (self);
  if (batch_clock_monotonic (self->clock) - self->history_folded_at > FOLD_INTERVAL_US)
    batch_executor_fold_history (self);
  return G_SOURCE_REMOVE;
}

void
batch_executor_note_attempt (BatchExecutor                 *self,
                             const BatchHistoryBufferEntry *entry)
{
  batch_history_buffer_add (self->history_buffer, entry, batch_clock_now (self->clock));
  if (self->history_timer == NULL)
    self->history_timer = batch_executor_add_timer (self, FLUSH_MS, flush_cb);
}

/* --- Loads --- */

static void
load_put_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_put_load_finish (BATCH_STORE (source), result, &error))
    g_debug ("A load is not in the history: %s", error->message);
}

static void
count_load (BatchExecutor         *self,
            const BatchLoadRecord *load)
{
  self->loads_done++;
  self->loads_swapped += load->swapped;
  if (load->job_id != NULL)
    batch_executor_count_load (self, load->job_id);
}

void
batch_executor_begin_load (BatchExecutor *self,
                           BatchLane     *lane,
                           const char    *job_id)
{
  const char *id = batch_lane_get_id (lane);
  BatchLoadRecord load = {
    .job_id = (char *) job_id,
    .key = (char *) batch_lane_get_key (lane),
    .backend = (char *) batch_executor_lane_title (id),
    .evicted = (char *) batch_lane_get_evicted (lane),
    .began_at = batch_clock_now (self->clock),
    .swapped = g_hash_table_remove (self->swapped, id),
  };

  batch_estimator_describe_model (self->estimator, load.key, id, 0);
  load.expected_ms = MAX ((gint64) batch_executor_load_ms (self, load.key), 0);
  load.size = batch_estimator_model_size (self->estimator, load.key);
  g_hash_table_insert (self->loads, g_strdup (id), batch_load_record_copy (&load));
  batch_store_put_load_async (self->store, &load, NULL, load_put_cb, NULL);
  batch_executor_tell_load_started (self, &load);
  batch_executor_expect_eta_round (self);
}

void
batch_executor_end_load (BatchExecutor *self,
                         BatchLane     *lane,
                         gint64         duration_ms)
{
  BatchLoadRecord *load = g_hash_table_lookup (self->loads, batch_lane_get_id (lane));

  if (load == NULL)
    return;

  batch_executor_log_load (self, lane, load->job_id, duration_ms);
  batch_executor_tell_load_ended (self, load, duration_ms);
  load->ended_at = duration_ms < 0 ? -1 : load->began_at + duration_ms * 1000;
  batch_store_put_load_async (self->store, load, NULL, load_put_cb, NULL);
  if (duration_ms >= 0)
    count_load (self, load);
  else if (load->swapped)
    g_hash_table_add (self->swapped, g_strdup (batch_lane_get_id (lane)));
  g_hash_table_remove (self->loads, batch_lane_get_id (lane));
}

/* What others took the model away for is a load, however short. */
gboolean
batch_executor_holds_load (BatchExecutor *self,
                           BatchLane     *lane,
                           gint64         first_ms)
{
  const BatchLoadRecord *load = g_hash_table_lookup (self->loads, batch_lane_get_id (lane));
  BatchLiveJob *job;

  if (load == NULL || load->swapped)
    return TRUE;

  job = load->job_id != NULL ? batch_roster_get (self->roster, load->job_id) : NULL;
  return batch_estimator_judge_load (self->estimator, load->key,
                                     job != NULL ? job->record->operation : NULL, first_ms)
         != BATCH_LOAD_EVIDENCE_RESIDENT;
}

void
batch_executor_drop_load (BatchExecutor *self,
                          BatchLane     *lane)
{
  BatchLoadRecord *load = g_hash_table_lookup (self->loads, batch_lane_get_id (lane));

  if (load == NULL)
    return;

  batch_executor_tell_load_ended (self, load, -1);
  load->ended_at = -1;
  batch_store_put_load_async (self->store, load, NULL, load_put_cb, NULL);
  g_hash_table_remove (self->loads, batch_lane_get_id (lane));
}

void
batch_executor_note_swap (BatchExecutor *self,
                          BatchLane     *lane,
                          const char    *job_id,
                          gint64         load_ms)
{
  const char *id = batch_lane_get_id (lane);
  gint64 now = batch_clock_now (self->clock);
  BatchLoadRecord load = {
    .job_id = (char *) job_id,
    .key = (char *) batch_lane_get_key (lane),
    .backend = (char *) batch_executor_lane_title (id),
    .began_at = now - load_ms * 1000,
    .ended_at = now,
    .swapped = TRUE,
  };

  g_debug ("Somebody else has taken “%s” out of the memory of %s", load.key, id);
  if (load_ms < 0)
    {
      g_hash_table_add (self->swapped, g_strdup (id));
      return;
    }

  count_load (self, &load);
  batch_store_put_load_async (self->store, &load, NULL, load_put_cb, NULL);
  batch_executor_tell_loads (self);
}

/* --- Looking back --- */

typedef struct
{
  gint64 from;
  gint64 to;
  guint  resolution;
} Query;

static void
return_records (BatchCall *call,
                GPtrArray *records,
                GError    *error)
{
  if (records != NULL)
    batch_call_return (call, records, (GDestroyNotify) g_ptr_array_unref);
  else
    batch_call_return_error (call, error);
}

static void
history_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  GError *error = NULL;
  GPtrArray *records = batch_store_list_history_finish (BATCH_STORE (source), result, &error);

  return_records (user_data, records, error);
}

static void
list_history (BatchExecutor *self,
              BatchCall     *call)
{
  const Query *query = call->data;

  batch_store_list_history_async (self->store, call->job_id, query->from, query->to,
                                  query->resolution, NULL, history_listed_cb, call);
}

/* What was done until now is part of it. */
static void
look_back (BatchExecutor *self,
           BatchCall     *call)
{
  if (batch_history_buffer_is_empty (self->history_buffer))
    list_history (self, call);
  else
    flush (self, call, list_history);
}

static Query *
query_new (gint64 from,
           gint64 to,
           guint  resolution)
{
  Query *query = g_new (Query, 1);

  *query = (Query) { from, to, resolution };
  return query;
}

void
batch_executor_list_history (BatchExecutor *self,
                             const char    *job_id,
                             gint64         from,
                             gint64         to,
                             guint          resolution,
                             GTask         *task)
{
  batch_executor_call (self, look_back, job_id, query_new (from, to, resolution), g_free, task);
}
