/* batch-queue.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"
#include "core/batch-size-bucket.h"

G_BEGIN_DECLS

#define BATCH_TYPE_QUEUE (batch_queue_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchQueue, batch_queue, BATCH, QUEUE, GObject)

BATCH_AVAILABLE_IN_ALL
BatchQueue       *batch_queue_new                    (void);
BATCH_AVAILABLE_IN_ALL
BatchQueue       *batch_queue_new_for_engine         (BatchEngine          *engine);

BATCH_AVAILABLE_IN_ALL
BatchEngine      *batch_queue_get_engine             (BatchQueue           *self);
BATCH_AVAILABLE_IN_ALL
BatchItemHandler *batch_queue_get_handler            (BatchQueue           *self);
BATCH_AVAILABLE_IN_ALL
void              batch_queue_set_handler            (BatchQueue           *self,
                                                      BatchItemHandler     *handler);
BATCH_AVAILABLE_IN_ALL
BatchPolicy       batch_queue_get_policy             (BatchQueue           *self);
BATCH_AVAILABLE_IN_ALL
void              batch_queue_set_policy             (BatchQueue           *self,
                                                      BatchPolicy           policy);
BATCH_AVAILABLE_IN_ALL
gboolean          batch_queue_get_paused             (BatchQueue           *self);
BATCH_AVAILABLE_IN_ALL
void              batch_queue_set_paused             (BatchQueue           *self,
                                                      gboolean              paused);

BATCH_AVAILABLE_IN_ALL
BatchJob         *batch_queue_get_job                (BatchQueue           *self,
                                                      const char           *job_id);
BATCH_AVAILABLE_IN_ALL
GListModel       *batch_queue_list_jobs              (BatchQueue           *self);
BATCH_AVAILABLE_IN_ALL
gboolean          batch_queue_has_running_job        (BatchQueue           *self);
BATCH_AVAILABLE_IN_ALL
guint             batch_queue_queued_count           (BatchQueue           *self);
BATCH_AVAILABLE_IN_ALL
gint64            batch_queue_estimate_remaining_ms  (BatchQueue           *self,
                                                      const char           *job_id);
BATCH_AVAILABLE_IN_ALL
guint             batch_queue_eta_sample_count       (BatchQueue           *self,
                                                      const char           *resource_key,
                                                      const char           *operation,
                                                      BatchSizeBucket       size_bucket);
BATCH_AVAILABLE_IN_ALL
BatchJob         *batch_queue_next_queued            (BatchQueue           *self);

BATCH_AVAILABLE_IN_ALL
void              batch_queue_enqueue_async          (BatchQueue           *self,
                                                      BatchJob             *job,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchJob         *batch_queue_enqueue_finish         (BatchQueue           *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
BATCH_AVAILABLE_IN_ALL
void              batch_queue_dry_run_async          (BatchQueue           *self,
                                                      BatchJob             *job,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchDryRun      *batch_queue_dry_run_finish         (BatchQueue           *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
BATCH_AVAILABLE_IN_ALL
void              batch_queue_cancel_job_async       (BatchQueue           *self,
                                                      const char           *job_id,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean          batch_queue_cancel_job_finish      (BatchQueue           *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
BATCH_AVAILABLE_IN_ALL
void              batch_queue_cancel_item_async      (BatchQueue           *self,
                                                      const char           *job_id,
                                                      const char           *item_id,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean          batch_queue_cancel_item_finish     (BatchQueue           *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
BATCH_AVAILABLE_IN_ALL
void              batch_queue_retry_item_async       (BatchQueue           *self,
                                                      const char           *job_id,
                                                      const char           *item_id,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean          batch_queue_retry_item_finish      (BatchQueue           *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
BATCH_AVAILABLE_IN_ALL
void              batch_queue_retry_failed_async     (BatchQueue           *self,
                                                      const char           *job_id,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gint64            batch_queue_retry_failed_finish    (BatchQueue           *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
BATCH_AVAILABLE_IN_ALL
void              batch_queue_move_async             (BatchQueue           *self,
                                                      const char           *job_id,
                                                      guint                 position,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean          batch_queue_move_finish            (BatchQueue           *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
BATCH_AVAILABLE_IN_ALL
void              batch_queue_remove_async           (BatchQueue           *self,
                                                      const char           *job_id,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean          batch_queue_remove_finish          (BatchQueue           *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);

BATCH_AVAILABLE_IN_ALL
void              batch_queue_mark_running_async     (BatchQueue           *self,
                                                      const char           *job_id,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean          batch_queue_mark_running_finish    (BatchQueue           *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
BATCH_AVAILABLE_IN_ALL
void              batch_queue_update_item_async      (BatchQueue           *self,
                                                      const char           *job_id,
                                                      const char           *item_id,
                                                      BatchItemStatus       status,
                                                      const char           *error_message,
                                                      gint64                duration_ms,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean          batch_queue_update_item_finish     (BatchQueue           *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
BATCH_AVAILABLE_IN_ALL
void              batch_queue_mark_completed_async   (BatchQueue           *self,
                                                      const char           *job_id,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchSummary     *batch_queue_mark_completed_finish  (BatchQueue           *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);

G_END_DECLS
