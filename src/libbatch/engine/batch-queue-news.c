/* batch-queue-news.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-queue-private.h"

#include "core/batch-fields-private.h"
#include "engine/batch-engine-private.h"
#include "engine/batch-job-private.h"
#include "items/batch-item.h"
#include "reports/batch-summary-private.h"

/* What the engine tells its queues. The list and its counts are changed first, then
 * everybody is told. */

static gboolean
is_heard (BatchQueue *self,
          guint       signal)
{
  return g_signal_has_handler_pending (self, batch_queue_signals[signal], 0, FALSE);
}

static void
emit_change (BatchQueue      *self,
             BatchListChange  change)
{
  if (change.n_removed + change.n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), change.position, change.n_removed,
                                change.n_added);
}

static gboolean
is_running (BatchJobState state)
{
  return state == BATCH_JOB_STATE_RUNNING || state == BATCH_JOB_STATE_FINALIZING
         || state == BATCH_JOB_STATE_CANCELLING;
}

static void
count_state (BatchQueue    *self,
             BatchJobState  state,
             int            step)
{
  if (state == BATCH_JOB_STATE_QUEUED)
    self->n_queued += step;
  if (is_running (state))
    self->n_running += step;
}

static const char *
key_of (const BatchJobRecord *record)
{
  return record->resource_key != NULL ? record->resource_key : "";
}

static void
add_job (BatchQueue     *self,
         BatchJobRecord *record)
{
  BatchQueueEntry *entry = g_new (BatchQueueEntry, 1);
  BatchListChange change;

  *entry = (BatchQueueEntry) {
    .job = batch_engine_ref_job (self->engine, record),
    .rank = { record->rank, record->rank_minor },
    .sequence = record->sequence,
    .state = record->state,
  };
  g_hash_table_insert (self->entries, g_strdup (record->id), entry);
  count_state (self, record->state, 1);
  if (record->state == BATCH_JOB_STATE_QUEUED)
    change = batch_list_order_insert (self->order, entry->job, key_of (record), record->sequence);
  else
    change = batch_list_order_append (self->order, entry->job, key_of (record), record->sequence,
                                      FALSE);

  emit_change (self, change);
  if (!batch_job_state_is_terminal (record->state))
    {
      batch_queue_enter_rank (self, entry);
      emit_change (self, batch_queue_follow_rank (self, entry));
    }
  if (record->state == BATCH_JOB_STATE_QUEUED)
    g_signal_emit (self, batch_queue_signals[BATCH_QUEUE_JOB_ENQUEUED], 0, entry->job);
}

static void
remove_job (BatchQueue      *self,
            BatchQueueEntry *entry)
{
  g_autoptr(BatchJob) job = g_object_ref (entry->job);

  count_state (self, entry->state, -1);
  batch_queue_leave_rank (entry);
  g_hash_table_remove (self->entries, batch_job_get_id (job));
  emit_change (self, batch_list_order_remove (self->order, job));
}

static void
tell_state (BatchQueue    *self,
            BatchJob      *job,
            BatchJobState  before,
            BatchJobState  after)
{
  /* What is cancelled while it waits has never begun. */
  if (before == BATCH_JOB_STATE_QUEUED && is_running (after)
      && after != BATCH_JOB_STATE_CANCELLING)
    {
      batch_set_str (&self->started_key, batch_job_get_resource_key (job));
      g_signal_emit (self, batch_queue_signals[BATCH_QUEUE_JOB_STARTED], 0, job);
    }

  if (!batch_job_state_is_terminal (before) && batch_job_state_is_terminal (after))
    {
      g_autoptr(BatchSummary) summary = batch_job_get_summary (job);

      g_signal_emit (self, batch_queue_signals[BATCH_QUEUE_JOB_COMPLETED], 0, job, summary);
    }
}

static void
take_rank (BatchQueue           *self,
           BatchQueueEntry      *entry,
           const BatchJobRecord *record)
{
  BatchRank rank = { record->rank, record->rank_minor };

  if (batch_rank_compare (&entry->rank, &rank) == 0)
    return;

  entry->rank = rank;
  if (entry->in_rank == NULL)
    return;

  batch_queue_leave_rank (entry);
  batch_queue_enter_rank (self, entry);
  emit_change (self, batch_queue_follow_rank (self, entry));
}

static void
change_job (BatchQueue      *self,
            BatchQueueEntry *entry,
            BatchJobRecord  *record)
{
  g_autoptr(BatchJob) job = g_object_ref (entry->job);
  BatchJobState before = entry->state;

  batch_job_set_record (job, record);
  take_rank (self, entry, record);
  g_signal_emit (self, batch_queue_signals[BATCH_QUEUE_JOB_CHANGED], 0, job);
  if (before == record->state)
    return;

  entry->state = record->state;
  count_state (self, before, -1);
  count_state (self, record->state, 1);
  if (record->state == BATCH_JOB_STATE_QUEUED)
    {
      /* It was retried: it waits again, and finds its place among those that do. */
      emit_change (self, batch_list_order_remove (self->order, job));
      emit_change (self, batch_list_order_insert (self->order, job, key_of (record),
                                                  record->sequence));
    }
  else if (before == BATCH_JOB_STATE_QUEUED)
    batch_list_order_settle (self->order, job);
  if (batch_job_state_is_terminal (record->state))
    batch_queue_leave_rank (entry);
  else if (entry->in_rank == NULL)
    batch_queue_enter_rank (self, entry);

  tell_state (self, job, before, record->state);
}

void
batch_queue_take_job (BatchQueue     *self,
                      BatchJobRecord *record,
                      BatchEta       *eta)
{
  BatchQueueEntry *entry = g_hash_table_lookup (self->entries, record->id);

  if (record->state == BATCH_JOB_STATE_VALIDATING || batch_job_record_is_trial (record))
    return;

  if (record->removed_at > 0)
    {
      if (entry != NULL)
        remove_job (self, entry);
      return;
    }

  /* The estimate first: who is told of a change finds both. */
  if (entry != NULL && eta != NULL)
    batch_job_set_eta (entry->job, eta);
  if (entry == NULL)
    add_job (self, record);
  else
    change_job (self, entry, record);
}

void
batch_queue_item_started (BatchQueue      *self,
                          BatchItemRecord *record)
{
  BatchJob *job = batch_queue_find_job (self, record->job_id);
  g_autoptr(BatchItem) item = NULL;

  if (job == NULL)
    return;

  batch_job_item_changed (job, record);
  if (!is_heard (self, BATCH_QUEUE_ITEM_STARTED))
    return;

  item = batch_job_make_item (job, record);
  g_signal_emit (self, batch_queue_signals[BATCH_QUEUE_ITEM_STARTED], 0, job, item);
}

void
batch_queue_item_ended (BatchQueue      *self,
                        BatchItemRecord *record)
{
  BatchJob *job = batch_queue_find_job (self, record->job_id);
  g_autoptr(BatchItem) item = NULL;

  if (job == NULL)
    return;

  batch_job_item_changed (job, record);
  if (!batch_item_status_is_terminal (record->status)
      || !is_heard (self, BATCH_QUEUE_ITEM_PROGRESS))
    return;

  item = batch_job_make_item (job, record);
  g_signal_emit (self, batch_queue_signals[BATCH_QUEUE_ITEM_PROGRESS], 0, job, item);
}

void
batch_queue_load_started (BatchQueue *self,
                          const char *key)
{
  g_signal_emit (self, batch_queue_signals[BATCH_QUEUE_LOAD_STARTED], 0, key);
}

void
batch_queue_load_progress (BatchQueue *self,
                           const char *key,
                           double      fraction)
{
  g_signal_emit (self, batch_queue_signals[BATCH_QUEUE_LOAD_PROGRESS], 0, key, fraction);
}

void
batch_queue_load_ended (BatchQueue *self,
                        const char *key,
                        gint64      duration_ms)
{
  g_signal_emit (self, batch_queue_signals[BATCH_QUEUE_LOAD_ENDED], 0, key, duration_ms);
}

gboolean
batch_queue_watches_items (BatchQueue *self)
{
  return is_heard (self, BATCH_QUEUE_ITEM_STARTED)
         || is_heard (self, BATCH_QUEUE_ITEM_PROGRESS);
}

void
batch_queue_tell_reordered (BatchQueue *self,
                            BatchJob   *job)
{
  g_signal_emit (self, batch_queue_signals[BATCH_QUEUE_REORDERED], 0, job);
}
