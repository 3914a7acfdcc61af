/* batch-queue-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "engine/batch-engine.h"
#include "engine/batch-queue.h"
#include "executor/batch-executor-private.h"
#include "handlers/batch-item-handler.h"
#include "planning/batch-list-order-private.h"
#include "planning/batch-rank-private.h"
#include "reports/batch-eta.h"

G_BEGIN_DECLS

struct _BatchQueue
{
  GObject           parent_instance;

  BatchEngine      *engine;
  BatchItemHandler *handler;       /* (nullable) */
  BatchListOrder   *order;         /* of BatchJob, which it does not own */
  GHashTable       *entries;       /* id to BatchQueueEntry */
  GSequence        *by_rank;       /* of BatchQueueEntry, those that have not ended */
  GHashTable       *samples;       /* "bucket operation\nkey" to their number */
  char             *started_key;   /* (nullable) of the job that was started last */
  guint             n_queued;
  guint             n_running;
};

enum
{
  BATCH_QUEUE_JOB_ENQUEUED,
  BATCH_QUEUE_JOB_STARTED,
  BATCH_QUEUE_JOB_CHANGED,
  BATCH_QUEUE_JOB_COMPLETED,
  BATCH_QUEUE_REORDERED,
  BATCH_QUEUE_ITEM_STARTED,
  BATCH_QUEUE_ITEM_PROGRESS,
  BATCH_QUEUE_LOAD_STARTED,
  BATCH_QUEUE_LOAD_PROGRESS,
  BATCH_QUEUE_LOAD_ENDED,
  BATCH_QUEUE_N_SIGNALS
};

extern guint batch_queue_signals[BATCH_QUEUE_N_SIGNALS];

/* A job and the state in which it was told last. */
typedef struct
{
  BatchJob      *job;
  GSequenceIter *in_rank;          /* NULL once it has ended */
  BatchRank      rank;
  gint64         sequence;
  BatchJobState  state;
} BatchQueueEntry;

BatchExecutor *batch_queue_get_executor (BatchQueue *self);
/* NULL when it is not in the list. */
BatchJob *batch_queue_find_job      (BatchQueue      *self,
                                     const char      *job_id);

/* batch-queue-news.c: what the engine tells its queues. */
void     batch_queue_take_job       (BatchQueue      *self,
                                     BatchJobRecord  *record,
                                     BatchEta        *eta);
void     batch_queue_item_started   (BatchQueue      *self,
                                     BatchItemRecord *item);
void     batch_queue_item_ended     (BatchQueue      *self,
                                     BatchItemRecord *item);
void     batch_queue_load_started   (BatchQueue      *self,
                                     const char      *key);
void     batch_queue_load_progress  (BatchQueue      *self,
                                     const char      *key,
                                     double           fraction);
void     batch_queue_load_ended     (BatchQueue      *self,
                                     const char      *key,
                                     gint64           duration_ms);
void     batch_queue_take_samples   (BatchQueue      *self,
                                     const char      *key,
                                     const char      *operation,
                                     BatchSizeBucket  bucket,
                                     guint            count);
/* Somebody listens to single items. */
gboolean batch_queue_watches_items  (BatchQueue      *self);

/* Where @job stands, compared with where it would be without grouping. */
int      batch_queue_get_lead       (BatchQueue      *self,
                                     BatchJob        *job);
void     batch_queue_tell_reordered (BatchQueue      *self,
                                     BatchJob        *job);

/* batch-queue-order.c: where a job stands by its rank. */
void     batch_queue_enter_rank     (BatchQueue      *self,
                                     BatchQueueEntry *entry);
void     batch_queue_leave_rank     (BatchQueueEntry *entry);
/* It has got another rank, or is new: its place in the list follows, if it has to. */
BatchListChange batch_queue_follow_rank (BatchQueue  *self,
                                     BatchQueueEntry *entry);

/* batch-queue-restore.c: the jobs that are there already. */
void     batch_queue_restore        (BatchQueue      *self);

G_END_DECLS
