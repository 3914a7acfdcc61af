/* store/batch-store-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-item-chunk-private.h"
#include "store/batch-store.h"

G_BEGIN_DECLS

/* The asynchronous front of every store. The verbs are those of BatchStoreClass,
 * which says what each does.
 *
 * A call may come from any thread. It is answered in the thread-default main
 * context of that thread, and only when what it changed is on the disk. Calls of
 * one thread are carried out in their order; looking is independent of changing,
 * and sees what was answered before it was asked.
 *
 * A cancelled call that has not begun does nothing; one that has begun is not
 * interrupted and tells the truth. */

/* --- Opening --- */

/* Whether every function that a store needs is there. */
gboolean    batch_store_type_is_whole (GType                 type,
                                       GError              **error);
void        batch_store_open_async   (const char           *uri,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
/* To look at it only: BatchStore:read-only. Ends by batch_store_open_finish (), too. */
void        batch_store_open_read_only_async (const char   *uri,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
BatchStore *batch_store_open_finish  (GAsyncResult         *result,
                                      GError              **error);
/* Carries out what waits, then ends the threads. Every later call fails with
 * BATCH_ERROR_STORE. Dropping the last reference does the same, and blocks. */
void        batch_store_close_async  (BatchStore           *self,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean    batch_store_close_finish (BatchStore           *self,
                                      GAsyncResult         *result,
                                      GError              **error);

/* Calls @func in the thread-default context of the caller, at most ten times a
 * second, after another connection has committed something that others should
 * know of, or a process that had this store open has died. There is one watcher;
 * NULL stops watching. */
typedef void (*BatchStoreWatchFunc) (BatchStore *self,
                                     gpointer    user_data);

void        batch_store_watch        (BatchStore           *self,
                                      BatchStoreWatchFunc   func,
                                      gpointer              user_data,
                                      GDestroyNotify        destroy);

/* Of those since it was opened, in µs; with what belongs to a commit. */
gint64      batch_store_get_longest_transaction (BatchStore *self);
/* What a commit takes lately, in µs: most of it is waiting for the disk. */
gint64      batch_store_get_commit_time         (BatchStore *self);
/* Whether calls, from whatever thread, are not answered yet. An answer is on its way to the
 * context of who has called before it is no longer busy. */
gboolean    batch_store_is_busy                 (BatchStore *self);

/* --- Engines --- */

void     batch_store_join_async   (BatchStore           *self,
                                   const char           *engine_id,
                                   gint64                now,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean batch_store_join_finish  (BatchStore           *self,
                                   GAsyncResult         *result,
                                   GError              **error);
void     batch_store_leave_async  (BatchStore           *self,
                                   const char           *engine_id,
                                   gint64                now,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean batch_store_leave_finish (BatchStore           *self,
                                   GAsyncResult         *result,
                                   GError              **error);
void     batch_store_reap_async   (BatchStore           *self,
                                   const char           *engine_id,
                                   gint64                now,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean batch_store_reap_finish  (BatchStore           *self,
                                   GAsyncResult         *result,
                                   guint                *n_items,
                                   guint                *n_others,
                                   GError              **error);
void     batch_store_set_working_async    (BatchStore          *self,
                                           const char          *engine_id,
                                           gboolean             working,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean batch_store_set_working_finish   (BatchStore          *self,
                                           GAsyncResult        *result,
                                           GError             **error);
void     batch_store_count_working_async  (BatchStore          *self,
                                           const char          *engine_id,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean batch_store_count_working_finish (BatchStore          *self,
                                           GAsyncResult        *result,
                                           guint               *n_working,
                                           guint               *n_dead,
                                           GError             **error);

/* --- Jobs --- */

void            batch_store_insert_job_async    (BatchStore           *self,
                                                 BatchJobRecord       *job,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean        batch_store_insert_job_finish   (BatchStore           *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
/* @chunk: (transfer full) */
void            batch_store_insert_items_async  (BatchStore           *self,
                                                 const char           *job_id,
                                                 guint32               first,
                                                 BatchItemChunk       *chunk,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean        batch_store_insert_items_finish (BatchStore           *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
/* @chunk: (transfer full)
 * Returns: (transfer full): the job as it is queued */
void            batch_store_submit_job_async    (BatchStore           *self,
                                                 BatchJobRecord       *job,
                                                 BatchItemChunk       *chunk,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
BatchJobRecord *batch_store_submit_job_finish   (BatchStore           *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
void            batch_store_change_job_async    (BatchStore           *self,
                                                 const char           *job_id,
                                                 BatchJobRecord       *values,
                                                 BatchJobFields        fields,
                                                 gint64                now,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
BatchJobRecord *batch_store_change_job_finish   (BatchStore           *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
void            batch_store_sweep_async         (BatchStore           *self,
                                                 const char           *job_id,
                                                 BatchItemStatus       status,
                                                 guint                 limit,
                                                 gint64                now,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
BatchJobRecord *batch_store_sweep_finish        (BatchStore           *self,
                                                 GAsyncResult         *result,
                                                 gint64               *n_left,
                                                 GError              **error);
void            batch_store_purge_async         (BatchStore           *self,
                                                 const char           *job_id,
                                                 guint                 limit,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean        batch_store_purge_finish        (BatchStore           *self,
                                                 GAsyncResult         *result,
                                                 gboolean             *done,
                                                 GError              **error);
/* @request: (nullable): NULL for those that failed */
void            batch_store_retry_async         (BatchStore              *self,
                                                 const char              *job_id,
                                                 const BatchRetryRequest *request,
                                                 gint64                   after_position,
                                                 guint                    limit,
                                                 gint64                   now,
                                                 GCancellable            *cancellable,
                                                 GAsyncReadyCallback      callback,
                                                 gpointer                 user_data);
BatchJobRecord *batch_store_retry_finish        (BatchStore           *self,
                                                 GAsyncResult         *result,
                                                 gint64               *n_retried,
                                                 gint64               *next,
                                                 GError              **error);

/* --- Items. The arrays of jobs hold records of the jobs concerned. --- */

/* An array for leases, with a clear function, and a way to fill it. */
GArray         *batch_store_leases_new          (guint                 reserved);
void            batch_store_leases_add          (GArray               *leases,
                                                 const char           *job_id,
                                                 guint32               position,
                                                 gint64                generation);

/* @first: -1, or a position from which on items are in input order
 * Returns: (transfer full): BatchItemRecord */
void            batch_store_claim_async         (BatchStore           *self,
                                                 const char           *engine_id,
                                                 const char           *job_id,
                                                 const char           *key,
                                                 gint64                first,
                                                 guint                 limit,
                                                 gint64                now,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
GPtrArray      *batch_store_claim_finish        (BatchStore           *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
/* @finishes: (transfer full) (nullable): BatchFinish, with a free function
 * @starts: (transfer full) (nullable): from batch_store_leases_new ()
 * @finished, @started: (out) (optional) (transfer full): gboolean
 * @jobs: (out) (optional) (transfer full): BatchJobRecord */
void            batch_store_advance_async       (BatchStore           *self,
                                                 const char           *engine_id,
                                                 GPtrArray            *finishes,
                                                 GArray               *starts,
                                                 gint64                now,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean        batch_store_advance_finish      (BatchStore           *self,
                                                 GAsyncResult         *result,
                                                 GArray              **finished,
                                                 GArray              **started,
                                                 GPtrArray           **jobs,
                                                 GError              **error);
/* @leases: (transfer full): from batch_store_leases_new ()
 * Returns: (transfer full): BatchJobRecord */
void            batch_store_release_async       (BatchStore           *self,
                                                 const char           *engine_id,
                                                 GArray               *leases,
                                                 gint64                now,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
GPtrArray      *batch_store_release_finish      (BatchStore           *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
/* Returns: (transfer full): BatchJobRecord */
void            batch_store_wake_async          (BatchStore           *self,
                                                 gint64                now,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
GPtrArray      *batch_store_wake_finish         (BatchStore           *self,
                                                 GAsyncResult         *result,
                                                 gint64               *next_due,
                                                 GError              **error);
void            batch_store_cancel_item_async   (BatchStore           *self,
                                                 const char           *job_id,
                                                 guint32               position,
                                                 gint64                now,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
BatchJobRecord *batch_store_cancel_item_finish  (BatchStore           *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
void            batch_store_retry_item_async    (BatchStore           *self,
                                                 const char           *job_id,
                                                 guint32               position,
                                                 gint64                now,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
BatchJobRecord *batch_store_retry_item_finish   (BatchStore           *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
/* @positions: (transfer full) (nullable): of guint32; NULL for all with @reason */
void            batch_store_accept_answers_async  (BatchStore           *self,
                                                   const char           *job_id,
                                                   GArray               *positions,
                                                   BatchReviewReason     reason,
                                                   guint                 limit,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
BatchJobRecord *batch_store_accept_answers_finish (BatchStore           *self,
                                                   GAsyncResult         *result,
                                                   gint64               *n_accepted,
                                                   GError              **error);
/* @values: (transfer full) */
void            batch_store_update_item_async   (BatchStore           *self,
                                                 BatchFinish          *values,
                                                 gint64                now,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
BatchJobRecord *batch_store_update_item_finish  (BatchStore           *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

/* --- Lanes --- */

/* @resident: (out) (optional) (nullable) (transfer full) */
void     batch_store_enter_lane_async  (BatchStore           *self,
                                        const char           *engine_id,
                                        const char           *lane,
                                        const char           *key,
                                        gint64                visit_gap,
                                        gint64                now,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean batch_store_enter_lane_finish (BatchStore           *self,
                                        GAsyncResult         *result,
                                        gboolean             *entered,
                                        char                **resident,
                                        gint64               *again_at,
                                        GError              **error);
void     batch_store_share_lane_async  (BatchStore           *self,
                                        const BatchLaneShareRequest *request,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean batch_store_share_lane_finish (BatchStore           *self,
                                        GAsyncResult         *result,
                                        BatchLaneShare       *answer,
                                        GError              **error);
void     batch_store_leave_lane_async  (BatchStore           *self,
                                        const char           *engine_id,
                                        const char           *lane,
                                        gint64                now,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean batch_store_leave_lane_finish (BatchStore           *self,
                                        GAsyncResult         *result,
                                        GError              **error);
/* The server has unloaded @key, so that nobody counts on it. */
void     batch_store_empty_lane_async  (BatchStore           *self,
                                        const char           *lane,
                                        const char           *key,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean batch_store_empty_lane_finish (BatchStore           *self,
                                        GAsyncResult         *result,
                                        GError              **error);
/* @key: (nullable): waits no more */
void     batch_store_wait_for_lane_async (BatchStore         *self,
                                        const char           *engine_id,
                                        const char           *lane,
                                        const char           *key,
                                        gboolean              urgent,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean batch_store_wait_for_lane_finish (BatchStore        *self,
                                        GAsyncResult         *result,
                                        GError              **error);

/* --- Small things --- */

void     batch_store_put_value_async       (BatchStore                *self,
                                            const char                *space,
                                            const char                *name,
                                            const char                *value,
                                            GCancellable              *cancellable,
                                            GAsyncReadyCallback        callback,
                                            gpointer                   user_data);
gboolean batch_store_put_value_finish      (BatchStore                *self,
                                            GAsyncResult              *result,
                                            GError                   **error);
/* @value: (nullable): NULL removes it. */
void     batch_store_put_setting_async     (BatchStore                *self,
                                            const char                *name,
                                            const char                *value,
                                            GCancellable              *cancellable,
                                            GAsyncReadyCallback        callback,
                                            gpointer                   user_data);
gboolean batch_store_put_setting_finish    (BatchStore                *self,
                                            GAsyncResult              *result,
                                            GError                   **error);
void     batch_store_put_backend_async     (BatchStore                *self,
                                            const BatchBackendRecord  *backend,
                                            GCancellable              *cancellable,
                                            GAsyncReadyCallback        callback,
                                            gpointer                   user_data);
gboolean batch_store_put_backend_finish    (BatchStore                *self,
                                            GAsyncResult              *result,
                                            GError                   **error);
void     batch_store_remove_backend_async  (BatchStore                *self,
                                            const char                *name,
                                            GCancellable              *cancellable,
                                            GAsyncReadyCallback        callback,
                                            gpointer                   user_data);
gboolean batch_store_remove_backend_finish (BatchStore                *self,
                                            GAsyncResult              *result,
                                            GError                   **error);
/* @event: (transfer full) */
void     batch_store_add_event_async       (BatchStore                *self,
                                            BatchEventRecord          *event,
                                            GCancellable              *cancellable,
                                            GAsyncReadyCallback        callback,
                                            gpointer                   user_data);
gboolean batch_store_add_event_finish      (BatchStore                *self,
                                            GAsyncResult              *result,
                                            GError                   **error);

/* --- Looking --- */

void             batch_store_get_job_async        (BatchStore            *self,
                                                   const char            *job_id,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
BatchJobRecord  *batch_store_get_job_finish       (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* Returns: (transfer full): BatchJobRecord */
void             batch_store_list_jobs_async      (BatchStore            *self,
                                                   gint64                 after_sequence,
                                                   guint                  limit,
                                                   gboolean               live_only,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GPtrArray       *batch_store_list_jobs_finish     (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
void             batch_store_list_unwritten_jobs_async  (BatchStore          *self,
                                                        GCancellable        *cancellable,
                                                        GAsyncReadyCallback  callback,
                                                        gpointer             user_data);
GPtrArray       *batch_store_list_unwritten_jobs_finish (BatchStore          *self,
                                                        GAsyncResult        *result,
                                                        GError             **error);
/* @query: (nullable): all items, in input order
 * Returns: (transfer full): BatchItemRecord */
void             batch_store_list_items_async     (BatchStore            *self,
                                                   const char            *job_id,
                                                   const BatchItemQuery  *query,
                                                   BatchItemRecord       *after,
                                                   guint                  limit,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GPtrArray       *batch_store_list_items_finish    (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* @query is in the order of the input, or the call has a thread of its own.
 * Returns: (transfer full): guint32 */
void             batch_store_order_items_async    (BatchStore            *self,
                                                   const char            *job_id,
                                                   const BatchItemQuery  *query,
                                                   guint32                first,
                                                   guint32                n_positions,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GArray          *batch_store_order_items_finish   (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* Returns: (transfer full): BatchItemRecord */
void             batch_store_get_items_async      (BatchStore            *self,
                                                   const char            *job_id,
                                                   const guint32         *positions,
                                                   guint                  n_positions,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GPtrArray       *batch_store_get_items_finish     (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* Returns: (transfer full): BatchAttemptRecord */
void             batch_store_list_attempts_async  (BatchStore            *self,
                                                   const char            *job_id,
                                                   guint32                position,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GPtrArray       *batch_store_list_attempts_finish (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
void             batch_store_find_item_async      (BatchStore            *self,
                                                   const char            *job_id,
                                                   const char            *custom_id,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
BatchItemRecord *batch_store_find_item_finish     (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* Returns: (transfer full): BatchChange */
void             batch_store_list_changes_async   (BatchStore            *self,
                                                   gint64                 after_sequence,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GPtrArray       *batch_store_list_changes_finish  (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* Returns: (transfer full): BatchEventRecord */
void             batch_store_list_events_async    (BatchStore            *self,
                                                   const char            *job_id,
                                                   gint64                 after_sequence,
                                                   guint                  limit,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GPtrArray       *batch_store_list_events_finish   (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* Returns: (transfer full): name to value */
void             batch_store_list_values_async    (BatchStore            *self,
                                                   const char            *space,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GHashTable      *batch_store_list_values_finish   (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* Returns: (transfer full): BatchBackendRecord */
void             batch_store_list_backends_async  (BatchStore            *self,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GPtrArray       *batch_store_list_backends_finish (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* Returns: (transfer full): lane to resource key */
void             batch_store_list_lanes_async     (BatchStore            *self,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GHashTable      *batch_store_list_lanes_finish    (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* Returns: (transfer full): of BatchLaneWaiter */
void             batch_store_list_lane_waiters_async (BatchStore         *self,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GPtrArray       *batch_store_list_lane_waiters_finish (BatchStore        *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
void             batch_store_put_file_async       (BatchStore            *self,
                                                   const BatchFileRecord *file,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
gboolean         batch_store_put_file_finish      (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
void             batch_store_remove_file_async    (BatchStore            *self,
                                                   const char            *file_id,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
gboolean         batch_store_remove_file_finish   (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
void             batch_store_get_file_async       (BatchStore            *self,
                                                   const char            *file_id,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
BatchFileRecord *batch_store_get_file_finish      (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* Returns: (transfer full): BatchFileRecord */
void             batch_store_list_files_async     (BatchStore            *self,
                                                   const BatchPageQuery  *query,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GPtrArray       *batch_store_list_files_finish    (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
void             batch_store_expire_files_async   (BatchStore            *self,
                                                   gint64                 now,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
/* How many there were; -1 on failure. */
gint64           batch_store_expire_files_finish  (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);
/* Returns: (transfer full): a set of digests */
void             batch_store_list_inputs_async    (BatchStore            *self,
                                                   GCancellable          *cancellable,
                                                   GAsyncReadyCallback    callback,
                                                   gpointer               user_data);
GHashTable      *batch_store_list_inputs_finish   (BatchStore            *self,
                                                   GAsyncResult          *result,
                                                   GError               **error);

G_END_DECLS
