/* store/batch-sqlite-job-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-sqlite-store-private.h"

G_BEGIN_DECLS

/* The jobs that the worker has at hand.
 *
 * Hundreds of results may end in one transaction, each of which changes the
 * counts of its job and is answered with the job's record. So the record is kept
 * in memory, changed there, and written once, before the commit. What is in
 * memory is true as long as no other connection commits, which is asked at the
 * beginning of every transaction. */
struct _BatchSqliteJob
{
  char           *id;          /* (owned) */
  gint64          sequence;
  BatchJobRecord *record;      /* (owned) shared, unless this call has touched it */
  BatchJobRecord *before;      /* (owned) (nullable) as it was before this call */
  GArray         *groups;      /* of keys and dirt, beside the groups of the record */
  GHashTable     *by_key;      /* key and bucket to index in groups + 1 */
  char           *actor;       /* (owned) (nullable) the engine that changed it */
  guint           is_dirty : 1;
  guint           row_dirty : 1;
  guint           tally_dirty : 1;
  guint           is_new : 1;  /* inserted by this call */
  guint           many_actors : 1;
};

void            batch_sqlite_job_free            (BatchSqliteJob    *job);

/* The key of a group of the record. */
gint64          batch_sqlite_job_get_key         (BatchSqliteJob    *job,
                                                  guint              place);

BatchSqliteJob *batch_sqlite_store_find_job      (BatchSqliteStore  *self,
                                                  const char        *id,
                                                  GError           **error);
BatchSqliteJob *batch_sqlite_store_find_sequence (BatchSqliteStore  *self,
                                                  gint64             sequence,
                                                  GError           **error);
/* A job that this call has inserted; its record may be changed as long as the call lasts. */
BatchSqliteJob *batch_sqlite_store_adopt_job     (BatchSqliteStore  *self,
                                                  BatchJobRecord    *record);
void            batch_sqlite_store_forget_job    (BatchSqliteStore  *self,
                                                  BatchSqliteJob    *job);

/* The record of a job for this call to change. */
BatchJobRecord *batch_sqlite_store_touch         (BatchSqliteStore  *self,
                                                  BatchSqliteJob    *job);
/* The group of a job for this call to change; NULL when @key is unknown. */
BatchGroupRecord *batch_sqlite_store_touch_group (BatchSqliteStore  *self,
                                                  BatchSqliteJob    *job,
                                                  gint64             key,
                                                  BatchSizeBucket    bucket,
                                                  GError           **error);
/* What is to be told of the state that the job has come to, right after its event: one
 * transaction has all three. */
gboolean        batch_sqlite_store_announce      (BatchSqliteStore  *self,
                                                  const BatchJobRecord *job,
                                                  gint64             now,
                                                  GError           **error);
/* The same for a batch that never became a job, with its receipt. */
gboolean        batch_sqlite_store_announce_refused (BatchSqliteStore         *self,
                                                     const BatchReceiptRecord *receipt,
                                                     GError                  **error);
/* Lets the end of the job be told, in this round of it and those before: its files are there. */
gboolean        batch_sqlite_store_let_end_go    (BatchSqliteStore  *self,
                                                  const char        *job_id,
                                                  gint64             files_round,
                                                  gint64             now,
                                                  GError           **error);
/* Changes the state, when that is legal, with its times and its event. */
gboolean        batch_sqlite_store_move_job      (BatchSqliteStore  *self,
                                                  BatchSqliteJob    *job,
                                                  BatchJobState      state,
                                                  gint64             now,
                                                  GError           **error);
/* Does so for those who have checked themselves. */
gboolean        batch_sqlite_store_set_state     (BatchSqliteStore  *self,
                                                  BatchSqliteJob    *job,
                                                  BatchJobState      state,
                                                  gint64             now,
                                                  GError           **error);

/* References to the records of the jobs that this call has changed. */
void            batch_sqlite_store_collect_jobs  (BatchSqliteStore  *self,
                                                  GPtrArray         *jobs);

/* For the transaction: forgets all, writes what has changed, ends a call, takes
 * it back. */
void            batch_sqlite_store_clear_jobs    (BatchSqliteStore  *self);
gboolean        batch_sqlite_store_flush_jobs    (BatchSqliteStore  *self,
                                                  GError           **error);
void            batch_sqlite_store_keep_jobs     (BatchSqliteStore  *self);
void            batch_sqlite_store_undo_jobs     (BatchSqliteStore  *self);

/* The columns of a record, in the order of BATCH_SQLITE_JOB_COLUMNS. */
#define BATCH_SQLITE_JOB_COLUMNS \
  "job.sequence, job.rank, job.rank_minor, job.key_changes, job.id, job.title, job.handler, " \
  "job.backend, job.operation, " \
  "job.resource_key, job.metadata, job.input_digest, job.input_name, job.output_path, " \
  "job.error_path, job.reorder_note, job.failure, job.provider, job.key_id, job.webhook_url, " \
  "job.state, job.overwrite_policy, job.execution_mode, job.priority, job.parallel, " \
  "job.max_attempts, job.round, job.loads, job.input_size, job.created_at, job.started_at, " \
  "job.completed_at, job.expires_at, job.removed_at, job.exported_at, job.paused, " \
  "job.reordered, job.needs_key, job.own_ids, " \
  "tally.total, tally.pending, tally.claimed, tally.running, tally.succeeded, tally.failed, " \
  "tally.skipped, tally.cancelled, tally.expired, tally.needs_review, tally.busy_ms, " \
  "tally.prompt_tokens, tally.cached_tokens, tally.output_tokens, tally.setback, " \
  "tally.setback_since, tally.setback_at"

BatchJobRecord *batch_sqlite_read_job    (sqlite3_stmt    *statement);
/* What stands in the column: 0, 1, or 2 when what is under way is stopped as well. */
guint           batch_sqlite_pause_mode  (const BatchJobRecord *record);
/* The groups of @record; @keys: (nullable) of gint64, their keys. */
gboolean        batch_sqlite_read_groups (BatchSqlite     *db,
                                          BatchJobRecord  *record,
                                          GArray          *keys,
                                          GError         **error);

G_END_DECLS
