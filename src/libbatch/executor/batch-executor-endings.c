/* batch-executor-endings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-work-private.h"

#include "executor/batch-item-ending-private.h"

/* From the start of an attempt to what it leaves: who is told, what is decided, and what
 * is learnt. */

void
batch_executor_note_start (BatchExecutor   *self,
                           BatchItemRecord *item)
{
  g_autoptr(BatchItemRecord) started = NULL;

  batch_executor_note_begun (self);
  if (!g_atomic_int_get (&self->watch_items))
    return;

  started = batch_item_record_copy (item);
  started->status = BATCH_ITEM_STATUS_RUNNING;
  batch_executor_tell_item (self, started, FALSE);
}

guint
batch_executor_count_wait (BatchExecutor         *self,
                           const BatchItemRecord *item,
                           guint                  most)
{
  GHashTable *of_job = g_hash_table_lookup (self->waits, item->job_id);
  gpointer position = GUINT_TO_POINTER (item->position);
  guint waits;

  if (of_job == NULL)
    {
      of_job = g_hash_table_new (NULL, NULL);
      g_hash_table_insert (self->waits, g_strdup (item->job_id), of_job);
    }

  waits = MIN (GPOINTER_TO_UINT (g_hash_table_lookup (of_job, position)), most - 1) + 1;
  g_hash_table_insert (of_job, position, GUINT_TO_POINTER (waits));
  return waits;
}

/* A real attempt begins anew. */
static void
forget_waits (BatchExecutor         *self,
              const BatchItemRecord *item)
{
  GHashTable *of_job = g_hash_table_lookup (self->waits, item->job_id);

  if (of_job != NULL && g_hash_table_remove (of_job, GUINT_TO_POINTER (item->position))
      && g_hash_table_size (of_job) == 0)
    g_hash_table_remove (self->waits, item->job_id);
}

BatchFinish *
batch_executor_decide (BatchExecutor     *self,
                       BatchItemRecord   *item,
                       const BatchEnding *ending,
                       gint64             duration_ms)
{
  BatchLiveJob *live = batch_roster_get (self->roster, item->job_id);
  const BatchJobRecord *job = live != NULL ? live->record : NULL;
  BatchItemMoment moment = {
    .now = batch_clock_steady (self->clock),
    .wall_now = batch_clock_now (self->clock),
    .random01 = g_random_double (),
  };

  if (job != NULL && ending->status == BATCH_ITEM_STATUS_FAILED && !ending->costs_attempt)
    moment.waits = batch_executor_count_wait (self, item, batch_item_most_waits (ending));
  else if (ending->status != BATCH_ITEM_STATUS_CANCELLED)
    forget_waits (self, item);
  return batch_item_end (job, item, ending, duration_ms, &moment);
}

static void
note_attempt (BatchExecutor         *self,
              const BatchItemRecord *item,
              const BatchEnding     *ending,
              const BatchFinish     *finish,
              const char            *lane)
{
  BatchHistoryBufferEntry entry = {
    .job_id = item->job_id,
    .key = item->key,
    .backend = batch_executor_lane_title (lane),
    .status = finish->status,
    .duration_ms = finish->duration_ms,
    .prompt_tokens = ending->prompt_tokens,
    .output_tokens = ending->output_tokens,
    .cached_tokens = ending->cached_tokens,
  };

  batch_executor_note_attempt (self, &entry);
}

void
batch_executor_note_end (BatchExecutor     *self,
                         BatchItemRecord   *item,
                         const BatchEnding *ending,
                         const BatchFinish *finish,
                         const char        *lane,
                         guint              slots,
                         gboolean           during_load)
{
  BatchLiveJob *job = batch_roster_get (self->roster, item->job_id);

  if (job != NULL && ending->status != BATCH_ITEM_STATUS_CANCELLED && !ending->server_down)
    batch_executor_learn (self, job->record, item, batch_item_outcome (finish),
                          finish->duration_ms, slots, during_load, ending);
  note_attempt (self, item, ending, finish, lane);
  batch_executor_note_refused (self, lane, item->key, ending);

  if (job != NULL)
    batch_executor_count_failure (self, job, finish);

  if (g_atomic_int_get (&self->watch_items))
    {
      gint64 now = batch_clock_now (self->clock);
      g_autoptr(BatchItemRecord) after = batch_item_after (item, finish, now);

      /* Who is told of the item finds it in the counts of its job. */
      if (job != NULL && g_hash_table_contains (self->unpublished, item->job_id))
        batch_executor_publish (self, job->record, TRUE);
      batch_executor_tell_item (self, after, TRUE);
    }

  batch_executor_keep_learnt (self);
}
