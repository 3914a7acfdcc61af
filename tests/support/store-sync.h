/* store-sync.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* The calls of a store for tests: each runs the default main context until it is
 * answered. What they take and give is as in the asynchronous ones. */

BatchStore *batch_test_store_open (const char  *uri,
                                   GError     **error);
gboolean batch_test_store_close (BatchStore  *self,
                                 GError     **error);
gboolean batch_test_store_join (BatchStore  *self,
                                const char  *engine_id,
                                gint64       now,
                                GError     **error);
gboolean batch_test_store_leave (BatchStore  *self,
                                 const char  *engine_id,
                                 gint64       now,
                                 GError     **error);
gboolean batch_test_store_reap (BatchStore  *self,
                                const char  *engine_id,
                                gint64       now,
                                guint       *n_items,
                                guint       *n_others,
                                GError     **error);
gboolean batch_test_store_set_working (BatchStore  *self,
                                       const char  *engine_id,
                                       gboolean     working,
                                       GError     **error);
gboolean batch_test_store_count_working (BatchStore  *self,
                                         const char  *engine_id,
                                         guint       *n_working,
                                         guint       *n_dead,
                                         GError     **error);
gboolean batch_test_store_insert_job (BatchStore      *self,
                                      BatchJobRecord  *job,
                                      GError         **error);
gboolean batch_test_store_insert_items (BatchStore      *self,
                                        const char      *job_id,
                                        guint32          first,
                                        BatchItemChunk  *chunk,
                                        GError         **error);
BatchJobRecord *batch_test_store_submit_job (BatchStore      *self,
                                             BatchJobRecord  *job,
                                             BatchItemChunk  *chunk,
                                             GError         **error);
BatchJobRecord *batch_test_store_change_job (BatchStore      *self,
                                             const char      *job_id,
                                             BatchJobRecord  *values,
                                             BatchJobFields   fields,
                                             gint64           now,
                                             GError         **error);
BatchJobRecord *batch_test_store_sweep (BatchStore       *self,
                                        const char       *job_id,
                                        BatchItemStatus   status,
                                        guint             limit,
                                        gint64            now,
                                        gint64           *n_left,
                                        GError          **error);
gboolean batch_test_store_purge (BatchStore  *self,
                                 const char  *job_id,
                                 guint        limit,
                                 gboolean    *done,
                                 GError     **error);
BatchJobRecord *batch_test_store_retry (BatchStore  *self,
                                        const char  *job_id,
                                        gint64       after_position,
                                        guint        limit,
                                        gint64       now,
                                        gint64      *n_retried,
                                        gint64      *next,
                                        GError     **error);
BatchJobRecord *batch_test_store_retry_with (BatchStore              *self,
                                             const char              *job_id,
                                             const BatchRetryRequest *request,
                                             gint64                   after_position,
                                             guint                    limit,
                                             gint64                   now,
                                             gint64                  *n_retried,
                                             gint64                  *next,
                                             GError                 **error);
GPtrArray *batch_test_store_list_attempts (BatchStore  *self,
                                           const char  *job_id,
                                           guint32      position,
                                           GError     **error);
GPtrArray *batch_test_store_claim (BatchStore  *self,
                                   const char  *engine_id,
                                   const char  *job_id,
                                   const char  *key,
                                   guint        limit,
                                   gint64       now,
                                   GError     **error);
gboolean batch_test_store_advance (BatchStore  *self,
                                   const char  *engine_id,
                                   GPtrArray   *finishes,
                                   GArray      *starts,
                                   gint64       now,
                                   GArray     **finished,
                                   GArray     **started,
                                   GPtrArray  **jobs,
                                   GError     **error);
GPtrArray *batch_test_store_release (BatchStore  *self,
                                     const char  *engine_id,
                                     GArray      *leases,
                                     gint64       now,
                                     GError     **error);
GPtrArray *batch_test_store_wake (BatchStore  *self,
                                  gint64       now,
                                  gint64      *next_due,
                                  GError     **error);
BatchJobRecord *batch_test_store_accept_answers (BatchStore       *self,
                                              const char        *job_id,
                                              GArray            *positions,
                                              BatchReviewReason  reason,
                                              guint              limit,
                                              gint64            *n_accepted,
                                              GError           **error);
BatchJobRecord *batch_test_store_cancel_item (BatchStore  *self,
                                              const char  *job_id,
                                              guint32      position,
                                              gint64       now,
                                              GError     **error);
BatchJobRecord *batch_test_store_retry_item (BatchStore  *self,
                                             const char  *job_id,
                                             guint32      position,
                                             gint64       now,
                                             GError     **error);
BatchJobRecord *batch_test_store_update_item (BatchStore   *self,
                                              BatchFinish  *values,
                                              gint64        now,
                                              GError      **error);
gboolean batch_test_store_enter_lane (BatchStore  *self,
                                      const char  *engine_id,
                                      const char  *lane,
                                      const char  *key,
                                      gint64       now,
                                      gboolean    *entered,
                                      char       **resident,
                                      GError     **error);
gboolean batch_test_store_visit_lane (BatchStore  *self,
                                      const char  *engine_id,
                                      const char  *lane,
                                      const char  *key,
                                      gint64       gap,
                                      gint64       now,
                                      gboolean    *entered,
                                      char       **resident,
                                      gint64      *again_at,
                                      GError     **error);
gboolean batch_test_store_share_lane (BatchStore                  *self,
                                      const BatchLaneShareRequest *request,
                                      BatchLaneShare              *answer,
                                      GError                     **error);
gboolean batch_test_store_leave_lane (BatchStore  *self,
                                      const char  *engine_id,
                                      const char  *lane,
                                      gint64       now,
                                      GError     **error);
gboolean batch_test_store_empty_lane (BatchStore  *self,
                                      const char  *lane,
                                      const char  *key,
                                      GError     **error);
gboolean batch_test_store_wait_for_lane (BatchStore  *self,
                                         const char  *engine_id,
                                         const char  *lane,
                                         const char  *key,
                                         gboolean     urgent,
                                         GError     **error);
GPtrArray *batch_test_store_list_lane_waiters (BatchStore  *self,
                                               GError     **error);
gboolean batch_test_store_put_value (BatchStore  *self,
                                     const char  *space,
                                     const char  *name,
                                     const char  *value,
                                     GError     **error);
gboolean batch_test_store_put_setting (BatchStore  *self,
                                       const char  *name,
                                       const char  *value,
                                       GError     **error);
gboolean batch_test_store_put_backend (BatchStore                *self,
                                       const BatchBackendRecord  *backend,
                                       GError                   **error);
gboolean batch_test_store_remove_backend (BatchStore  *self,
                                          const char  *name,
                                          GError     **error);
gboolean batch_test_store_add_event (BatchStore        *self,
                                     BatchEventRecord  *event,
                                     GError           **error);
BatchJobRecord *batch_test_store_get_job (BatchStore  *self,
                                          const char  *job_id,
                                          GError     **error);
GPtrArray *batch_test_store_list_jobs (BatchStore  *self,
                                       gint64       after_sequence,
                                       guint        limit,
                                       gboolean     live_only,
                                       GError     **error);
GPtrArray *batch_test_store_list_unwritten_jobs (BatchStore  *self,
                                                 GError     **error);
GPtrArray *batch_test_store_list_items (BatchStore            *self,
                                        const char            *job_id,
                                        const BatchItemQuery  *query,
                                        BatchItemRecord       *after,
                                        guint                  limit,
                                        GError               **error);
GArray *batch_test_store_order_items (BatchStore            *self,
                                      const char            *job_id,
                                      const BatchItemQuery  *query,
                                      guint32                first,
                                      guint32                n_positions,
                                      GCancellable          *cancellable,
                                      GError               **error);
GPtrArray *batch_test_store_get_items (BatchStore     *self,
                                       const char     *job_id,
                                       const guint32  *positions,
                                       guint           n_positions,
                                       GError        **error);
/* Of all that are listed. */
gint64 batch_test_store_count_items (BatchStore            *self,
                                     const char            *job_id,
                                     const BatchItemQuery  *query,
                                     GError               **error);
BatchItemRecord *batch_test_store_find_item (BatchStore  *self,
                                             const char  *job_id,
                                             const char  *custom_id,
                                             GError     **error);
GPtrArray *batch_test_store_list_changes (BatchStore  *self,
                                          gint64       after_sequence,
                                          GError     **error);
GPtrArray *batch_test_store_list_events (BatchStore  *self,
                                         const char  *job_id,
                                         gint64       after_sequence,
                                         guint        limit,
                                         GError     **error);
GHashTable *batch_test_store_list_values (BatchStore  *self,
                                          const char  *space,
                                          GError     **error);
GPtrArray *batch_test_store_list_backends (BatchStore  *self,
                                           GError     **error);
GHashTable *batch_test_store_list_lanes (BatchStore  *self,
                                         GError     **error);
gboolean batch_test_store_put_file (BatchStore             *self,
                                    const BatchFileRecord  *file,
                                    GError                **error);
gboolean batch_test_store_remove_file (BatchStore  *self,
                                       const char  *file_id,
                                       GError     **error);
BatchFileRecord *batch_test_store_get_file (BatchStore  *self,
                                            const char  *file_id,
                                            GError     **error);
GPtrArray *batch_test_store_list_files (BatchStore            *self,
                                        const BatchPageQuery  *query,
                                        GError               **error);
GHashTable *batch_test_store_list_inputs (BatchStore  *self,
                                          GError     **error);
gboolean batch_test_store_add_history (BatchStore  *self,
                                       GPtrArray   *records,
                                       GError     **error);
gboolean batch_test_store_fold_history (BatchStore  *self,
                                        gint64       before,
                                        guint        span,
                                        guint        limit,
                                        guint       *n_folded,
                                        GError     **error);
gboolean batch_test_store_put_load (BatchStore             *self,
                                    const BatchLoadRecord  *load,
                                    GError                **error);
gboolean batch_test_store_add_forecasts (BatchStore  *self,
                                         GPtrArray   *forecasts,
                                         GError     **error);
GPtrArray *batch_test_store_list_history (BatchStore  *self,
                                          const char  *job_id,
                                          gint64       from,
                                          gint64       to,
                                          guint        resolution,
                                          GError     **error);
GPtrArray *batch_test_store_list_loads (BatchStore  *self,
                                        const char  *job_id,
                                        gint64       from,
                                        gint64       to,
                                        GError     **error);
GPtrArray *batch_test_store_list_forecasts (BatchStore  *self,
                                            guint        limit,
                                            GError     **error);

G_END_DECLS
