/* store/batch-sqlite-item-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-sqlite-job-private.h"

G_BEGIN_DECLS

/* What must be known of an item to move it. */
typedef struct
{
  BatchSqliteJob  *job;
  gint64           id;
  gint64           key;
  gint64           engine;
  gint64           generation;
  gint64           not_before;
  BatchItemStatus  status;
  BatchSizeBucket  bucket;
  gint64           length;
  gint64           output_limit;
  guint            kept;          /* BATCH_SQLITE_KEPT, or 0 */
  gboolean         restored;      /* its answer of before is the result again */
} BatchSqliteItem;

/* What becomes of it. */
typedef struct
{
  BatchItemStatus status;
  gint64          engine;        /* 0: nobody */
  gint64          not_before;
  guint           attempts;      /* one more, or not */
  guint           lost;
  gint64          prompt_tokens; /* at the end of an attempt; -1: unknown, so are the next two */
  gint64          cached_tokens;
  gint64          output_tokens;
  gboolean        ends_attempt;
  BatchReviewReason review_reason; /* with succeeded */
} BatchSqliteMove;

/* An answer that stays until there is another one, and why it needed a review. */
#define BATCH_SQLITE_KEPT(review_reason) (1 + (review_reason))
#define BATCH_SQLITE_KEPT_REASON(kept)   ((kept) - 1)

#define BATCH_SQLITE_ITEM_ID(job, position) (((gint64) (job) << 32) | (position))
#define BATCH_SQLITE_POSITION(id)           ((guint32) (id))
#define BATCH_SQLITE_JOB_OF(id)             ((id) >> 32)

/* The columns of BatchSqliteItem. */
#define BATCH_SQLITE_ITEM_COLUMNS \
  "item.id, item.key, item.engine, item.generation, item.not_before, item.status, " \
  "item.bucket, item.kept, item.length, item.output_limit"

/* The columns of a record, all but the body, which comes behind them. */
#define BATCH_SQLITE_ITEM_RECORD_COLUMNS \
  "item.id, item.custom_id, (SELECT text FROM word WHERE word.id = item.key), " \
  "(SELECT text FROM word WHERE word.id = item.endpoint), item.offset, item.length, " \
  "item.line, item.bucket, item.status, item.generation, item.not_before, item.attempts, " \
  "item.lost, result.needs_review, result.status_code, result.duration_ms, " \
  "result.completed_at, result.failure_kind, result.error, item.prompt_tokens, " \
  "item.output_tokens, (SELECT text FROM word WHERE word.id = item.changes), item.kept, " \
  "item.prefix, item.cached_tokens, item.engine < 0, item.output_limit"
/* They may follow. */
#define BATCH_SQLITE_ITEM_BODY_COLUMNS ", result.request_id, result.body "

/* Rows of BATCH_SQLITE_ITEM_COLUMNS; @job: NULL to find it. */
gboolean batch_sqlite_store_read_items  (BatchSqliteStore  *self,
                                         BatchSqliteJob    *job,
                                         sqlite3_stmt      *statement,
                                         GArray            *items,
                                         GError           **error);
gboolean batch_sqlite_store_load_item   (BatchSqliteStore  *self,
                                         BatchSqliteJob    *job,
                                         guint32            position,
                                         BatchSqliteItem   *item,
                                         GError           **error);
/* The only place that changes the status of an item, and the counts with it. */
gboolean batch_sqlite_store_move_item   (BatchSqliteStore       *self,
                                         BatchSqliteItem        *item,
                                         const BatchSqliteMove  *move,
                                         GError                **error);
/* Back to pending, or to its end when its job is ending. */
gboolean batch_sqlite_store_give_back   (BatchSqliteStore  *self,
                                         BatchSqliteItem   *item,
                                         guint              lost,
                                         gint64             now,
                                         GError           **error);
/* Of an item that ends without an attempt. */
gboolean batch_sqlite_store_note_end    (BatchSqliteStore  *self,
                                         BatchSqliteItem   *item,
                                         gint64             now,
                                         GError           **error);
/* In the words of the store; NULL for none. */
const char *batch_sqlite_failure_word   (const BatchFinish *finish);
/* An attempt that is no result, or one no longer. */
gboolean batch_sqlite_store_add_attempt (BatchSqliteStore   *self,
                                         BatchSqliteItem    *item,
                                         const BatchFinish  *finish,
                                         gint64              now,
                                         GError            **error);
gboolean batch_sqlite_store_note_result (BatchSqliteStore   *self,
                                         BatchSqliteItem    *item,
                                         GError            **error);
/* How an attempt ended: status, result and event. */
gboolean batch_sqlite_store_finish_item (BatchSqliteStore   *self,
                                         BatchSqliteItem    *item,
                                         const BatchFinish  *finish,
                                         gint64              now,
                                         GError            **error);
/* It fails for the reason that it came with. */
gboolean batch_sqlite_store_refuse_item (BatchSqliteStore   *self,
                                         BatchSqliteJob     *job,
                                         guint32             position,
                                         const BatchNewItem *item,
                                         GError            **error);
/* The answer of the item that a new one names is its answer, too, if there is one. */
gboolean batch_sqlite_store_reuse_answer (BatchSqliteStore   *self,
                                          BatchSqliteJob     *job,
                                          guint32             position,
                                          const BatchNewItem *item,
                                          GError            **error);
/* Running, and its job with it. */
gboolean batch_sqlite_store_start_item  (BatchSqliteStore  *self,
                                         BatchSqliteItem   *item,
                                         gint64             now,
                                         GError           **error);
/* What an item that would become @status becomes in this job. */
BatchItemStatus batch_sqlite_job_settle (BatchSqliteJob    *job,
                                         BatchItemStatus    status);
/* Whether items of the job may start. */
gboolean batch_sqlite_job_may_run       (BatchSqliteJob    *job,
                                         gint64             now);
/* The jobs of this call whose last item has ended are finalizing. */
gboolean batch_sqlite_store_settle_jobs (BatchSqliteStore  *self,
                                         gint64             now,
                                         GError           **error);

BatchItemRecord *batch_sqlite_read_item (sqlite3_stmt          *statement,
                                         const BatchJobRecord  *job,
                                         gboolean               with_body);

G_END_DECLS
