/* batch-engine-jobs.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

BATCH_AVAILABLE_IN_ALL
void         batch_engine_submit_async             (BatchEngine          *self,
                                                    BatchJob             *job,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchJob    *batch_engine_submit_finish            (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_get_job_async            (BatchEngine          *self,
                                                    const char           *job_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchJob    *batch_engine_get_job_finish           (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_jobs_async          (BatchEngine          *self,
                                                    const char           *key_id,
                                                    const char           *after,
                                                    guint                 limit,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_jobs_finish         (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_unwritten_jobs_async
                                                   (BatchEngine          *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_unwritten_jobs_finish
                                                   (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_promise_results          (BatchEngine          *self,
                                                    BatchJob             *job);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_get_results_promised     (BatchEngine          *self,
                                                    BatchJob             *job);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_take_over_results        (BatchEngine          *self,
                                                    BatchJob             *job);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_release_results          (BatchEngine          *self,
                                                    BatchJob             *job);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_find_unfinished_async    (BatchEngine          *self,
                                                    GFile                *input,
                                                    const char           *backend,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchJob    *batch_engine_find_unfinished_finish   (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_find_answers_async       (BatchEngine          *self,
                                                    GFile                *input,
                                                    const char           *backend,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gint64       batch_engine_find_answers_finish      (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_find_warnings_async      (BatchEngine          *self,
                                                    GFile                *input,
                                                    const char           *backend,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_find_warnings_finish     (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_find_job_warnings_async  (BatchEngine          *self,
                                                    BatchJob             *job,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_find_job_warnings_finish (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_try_async                (BatchEngine          *self,
                                                    BatchMaker           *maker,
                                                    BatchRowSource       *source,
                                                    const char           *backend,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_try_finish               (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_estimate_async           (BatchEngine          *self,
                                                    const char * const   *models,
                                                    gint64                n_each,
                                                    gint64                n_bytes,
                                                    const char           *backend,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchEta    *batch_engine_estimate_finish          (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_get_items_async          (BatchEngine          *self,
                                                    const char           *job_id,
                                                    const char           *after,
                                                    guint                 limit,
                                                    const char           *filter,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_get_items_finish         (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

BATCH_AVAILABLE_IN_ALL
void         batch_engine_cancel_async             (BatchEngine          *self,
                                                    const char           *job_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_cancel_finish            (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_cancel_item_async        (BatchEngine          *self,
                                                    const char           *job_id,
                                                    const char           *item_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_cancel_item_finish       (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_retry_item_async         (BatchEngine          *self,
                                                    const char           *job_id,
                                                    const char           *item_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_retry_item_finish        (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_accept_answers_async     (BatchEngine          *self,
                                                    const char           *job_id,
                                                    const guint          *positions,
                                                    gsize                 n_positions,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gint64       batch_engine_accept_answers_finish    (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_accept_all_answers_async (BatchEngine          *self,
                                                    const char           *job_id,
                                                    BatchReviewReason     reason,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gint64       batch_engine_accept_all_answers_finish (BatchEngine         *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_retry_failed_async       (BatchEngine          *self,
                                                    const char           *job_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gint64       batch_engine_retry_failed_finish      (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_retry_with_changes_async (BatchEngine          *self,
                                                    const char           *job_id,
                                                    const char *const    *item_ids,
                                                    BatchRetryScope       scope,
                                                    const char           *model,
                                                    const char           *members,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gint64       batch_engine_retry_with_changes_finish (BatchEngine         *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_retry_positions_async    (BatchEngine          *self,
                                                    const char           *job_id,
                                                    const guint          *positions,
                                                    gsize                 n_positions,
                                                    const char           *model,
                                                    const char           *members,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gint64       batch_engine_retry_positions_finish   (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_attempts_async      (BatchEngine          *self,
                                                    const char           *job_id,
                                                    const char           *item_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_attempts_finish     (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_job_paused_async     (BatchEngine          *self,
                                                    const char           *job_id,
                                                    gboolean              paused,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_set_job_paused_finish    (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_job_parallel_async   (BatchEngine          *self,
                                                    const char           *job_id,
                                                    guint                 parallel,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_set_job_parallel_finish  (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_job_priority_async   (BatchEngine          *self,
                                                    const char           *job_id,
                                                    int                   priority,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_set_job_priority_finish  (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_remove_async             (BatchEngine          *self,
                                                    const char           *job_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_remove_finish            (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_restore_async            (BatchEngine          *self,
                                                    const char           *job_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_restore_finish           (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_write_results_async      (BatchEngine          *self,
                                                    const char           *job_id,
                                                    const char           *output_path,
                                                    const char           *error_path,
                                                    gboolean              overwrite,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_write_results_finish     (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_stream_results_async     (BatchEngine          *self,
                                                    const char           *job_id,
                                                    GOutputStream        *output,
                                                    const char           *error_path,
                                                    gboolean              overwrite,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_stream_results_finish    (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

BATCH_AVAILABLE_IN_ALL
void        batch_engine_list_handovers_async    (BatchEngine          *self,
                                                  const char           *job_id,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel *batch_engine_list_handovers_finish   (BatchEngine          *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);
BATCH_AVAILABLE_IN_ALL
void        batch_engine_resolve_handover_async  (BatchEngine          *self,
                                                  const char           *handover_id,
                                                  const char           *upstream_id,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean    batch_engine_resolve_handover_finish (BatchEngine          *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);
BATCH_AVAILABLE_IN_ALL
void        batch_engine_list_failures_async      (BatchEngine          *self,
                                                   const char           *job_id,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel *batch_engine_list_failures_finish     (BatchEngine          *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

G_END_DECLS
