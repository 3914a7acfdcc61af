/* batch-engine.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

#define BATCH_TYPE_ENGINE (batch_engine_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchEngine, batch_engine, BATCH, ENGINE, GObject)

BATCH_AVAILABLE_IN_ALL
void         batch_engine_open_async               (const char           *store_uri,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchEngine *batch_engine_open_finish              (GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_close_async              (BatchEngine          *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_close_finish             (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

BATCH_AVAILABLE_IN_ALL
const char  *batch_engine_get_id                   (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
const char  *batch_engine_get_store_uri            (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_get_active               (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_active               (BatchEngine          *self,
                                                    gboolean              active);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_get_paused               (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_paused               (BatchEngine          *self,
                                                    gboolean              paused);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_get_streaming            (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_streaming            (BatchEngine          *self,
                                                    gboolean              streaming);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_get_pausing              (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_pause_async              (BatchEngine          *self,
                                                    BatchPauseMode        mode,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_pause_finish             (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_free_models_async        (BatchEngine          *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_free_models_finish       (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_pause_job_async          (BatchEngine          *self,
                                                    const char           *job_id,
                                                    BatchPauseMode        mode,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_pause_job_finish         (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
BatchPolicy  batch_engine_get_policy               (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_policy               (BatchEngine          *self,
                                                    BatchPolicy           policy);
BATCH_AVAILABLE_IN_ALL
guint        batch_engine_get_max_failures_in_a_row
                                                   (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_max_failures_in_a_row
                                                   (BatchEngine          *self,
                                                    guint                 max_failures_in_a_row);
BATCH_AVAILABLE_IN_ALL
const char  *batch_engine_get_default_backend      (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_default_backend      (BatchEngine          *self,
                                                    const char           *backend);
BATCH_AVAILABLE_IN_ALL
const char * const *batch_engine_get_global_webhook_urls (BatchEngine    *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_global_webhook_urls  (BatchEngine          *self,
                                                    const char * const   *urls);
BATCH_AVAILABLE_IN_ALL
const char  *batch_engine_get_webhook_secret       (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_webhook_secret       (BatchEngine          *self,
                                                    const char           *name);
BATCH_AVAILABLE_IN_ALL
const GError *batch_engine_get_trouble             (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_try_again                (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
const char  *batch_engine_get_current_model        (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
guint        batch_engine_get_loads_done           (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
guint        batch_engine_get_loads_left           (BatchEngine          *self);

BATCH_AVAILABLE_IN_ALL
void         batch_engine_register_handler         (BatchEngine          *self,
                                                    const char           *name,
                                                    BatchItemHandler     *handler);
BATCH_AVAILABLE_IN_ALL
char        *batch_engine_use_url                  (BatchEngine          *self,
                                                    const char           *url,
                                                    const char           *api_key);

BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_parallels_async     (BatchEngine          *self,
                                                    const char           *url,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GHashTable  *batch_engine_list_parallels_finish    (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_backends_async      (BatchEngine          *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_backends_finish     (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_add_backend_async        (BatchEngine          *self,
                                                    BatchBackend         *backend,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_add_backend_finish       (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_remove_backend_async     (BatchEngine          *self,
                                                    const char           *name,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_remove_backend_finish    (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_store_key_async          (BatchEngine          *self,
                                                    const char           *backend,
                                                    const char           *key,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_store_key_finish         (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    gboolean             *in_keyring,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_forget_key_async         (BatchEngine          *self,
                                                    const char           *backend,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_forget_key_finish        (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_lookup_key_async         (BatchEngine          *self,
                                                    BatchBackend         *backend,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
char        *batch_engine_lookup_key_finish        (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_test_backend_async       (BatchEngine          *self,
                                                    BatchBackend         *backend,
                                                    gboolean              ask,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchServerReport *
             batch_engine_test_backend_finish      (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_templates_async     (BatchEngine          *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_templates_finish    (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_save_template_async      (BatchEngine          *self,
                                                    BatchMaker           *maker,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_save_template_finish     (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_remove_template_async    (BatchEngine          *self,
                                                    const char           *name,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_remove_template_finish   (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

BATCH_AVAILABLE_IN_ALL
void         batch_engine_add_file_async           (BatchEngine          *self,
                                                    GInputStream         *stream,
                                                    const char           *name,
                                                    const char           *key_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchFile   *batch_engine_add_file_finish          (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_get_file_async           (BatchEngine          *self,
                                                    const char           *file_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchFile   *batch_engine_get_file_finish          (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_read_file_async          (BatchEngine          *self,
                                                    const char           *file_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GInputStream *batch_engine_read_file_finish        (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_files_async         (BatchEngine          *self,
                                                    const char           *key_id,
                                                    const char           *after,
                                                    guint                 limit,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_files_finish        (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_remove_file_async        (BatchEngine          *self,
                                                    const char           *file_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_remove_file_finish       (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

BATCH_AVAILABLE_IN_ALL
void         batch_engine_claim_async              (BatchEngine          *self,
                                                    const char * const   *keys,
                                                    guint                 limit,
                                                    gint64                lease_ms,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_claim_finish             (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_renew_async              (BatchEngine          *self,
                                                    const char           *claim_id,
                                                    gint64                lease_ms,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_renew_finish             (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_complete_async           (BatchEngine          *self,
                                                    const char           *claim_id,
                                                    const char           *output,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_complete_finish          (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_fail_async               (BatchEngine          *self,
                                                    const char           *claim_id,
                                                    const char           *message,
                                                    gint64                retry_after_ms,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_fail_finish              (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

BATCH_AVAILABLE_IN_ALL
void         batch_engine_get_plan_async           (BatchEngine          *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchPlan   *batch_engine_get_plan_finish          (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

BATCH_AVAILABLE_IN_ALL
void         batch_engine_get_history_async        (BatchEngine          *self,
                                                    const char           *job_id,
                                                    GDateTime            *from,
                                                    GDateTime            *to,
                                                    guint                 resolution,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_get_history_finish       (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_loads_async         (BatchEngine          *self,
                                                    const char           *job_id,
                                                    GDateTime            *from,
                                                    GDateTime            *to,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_loads_finish        (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_get_estimate_quality_async (BatchEngine        *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchEstimateQuality *batch_engine_get_estimate_quality_finish (BatchEngine *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_move_job_async (BatchEngine           *self,
                                          const char            *job_id,
                                          BatchMove              move,
                                          const char            *other_id,
                                          GCancellable          *cancellable,
                                          GAsyncReadyCallback    callback,
                                          gpointer               user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_move_job_finish (BatchEngine           *self,
                                           GAsyncResult          *result,
                                           GError                **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_run_next_async (BatchEngine           *self,
                                          const char            *job_id,
                                          GCancellable          *cancellable,
                                          GAsyncReadyCallback    callback,
                                          gpointer               user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_run_next_finish (BatchEngine           *self,
                                           GAsyncResult          *result,
                                           GError                **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_move_group_async (BatchEngine           *self,
                                            const char            *backend,
                                            const char            *resource_key,
                                            const char            *before,
                                            GCancellable          *cancellable,
                                            GAsyncReadyCallback    callback,
                                            gpointer               user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_move_group_finish (BatchEngine           *self,
                                             GAsyncResult          *result,
                                             GError                **error);

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
void         batch_engine_list_events_async        (BatchEngine          *self,
                                                    const char           *job_id,
                                                    gint64                after,
                                                    guint                 limit,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_events_finish       (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_webhooks_async (BatchEngine         *self,
                                               GCancellable        *cancellable,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_webhooks_finish (BatchEngine   *self,
                                                GAsyncResult  *result,
                                                GError       **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_add_webhook_async (BatchEngine         *self,
                                             const char          *url,
                                             gboolean             allow_private,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_add_webhook_finish (BatchEngine   *self,
                                              GAsyncResult  *result,
                                              GError       **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_remove_webhook_async (BatchEngine         *self,
                                                const char          *url,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_remove_webhook_finish (BatchEngine   *self,
                                                 GAsyncResult  *result,
                                                 GError       **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_deliveries_async (BatchEngine         *self,
                                                 const char          *job_id,
                                                 guint                limit,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_deliveries_finish (BatchEngine   *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_test_webhook_async (BatchEngine         *self,
                                              const char          *url,
                                              gboolean             allow_private,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_test_webhook_finish (BatchEngine   *self,
                                               GAsyncResult  *result,
                                               GError       **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_webhook_secret_async (BatchEngine         *self,
                                                    const char          *name,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_set_webhook_secret_finish (BatchEngine   *self,
                                                     GAsyncResult  *result,
                                                     GError       **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_make_webhook_secret_async (BatchEngine         *self,
                                                     GCancellable        *cancellable,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data);
BATCH_AVAILABLE_IN_ALL
char        *batch_engine_make_webhook_secret_finish (BatchEngine   *self,
                                                      GAsyncResult  *result,
                                                      GError       **error);

G_END_DECLS
