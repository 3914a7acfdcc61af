/* store-sync.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-sync.h"

#include "test-support.h"

BatchStore *
batch_test_store_open (const char  *uri,
                       GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_open_async (uri, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_open_finish (result, error);
}

gboolean
batch_test_store_close (BatchStore  *self,
                        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_close_async (self, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_close_finish (self, result, error);
}

gboolean
batch_test_store_join (BatchStore  *self,
                       const char  *engine_id,
                       gint64       now,
                       GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_join_async (self, engine_id, now, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_join_finish (self, result, error);
}

gboolean
batch_test_store_leave (BatchStore  *self,
                        const char  *engine_id,
                        gint64       now,
                        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_leave_async (self, engine_id, now, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_leave_finish (self, result, error);
}

gboolean
batch_test_store_reap (BatchStore  *self,
                       const char  *engine_id,
                       gint64       now,
                       guint       *n_items,
                       guint       *n_others,
                       GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_reap_async (self, engine_id, now, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_reap_finish (self, result, n_items, n_others, error);
}

gboolean
batch_test_store_insert_job (BatchStore      *self,
                             BatchJobRecord  *job,
                             GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_insert_job_async (self, job, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_insert_job_finish (self, result, error);
}

gboolean
batch_test_store_insert_items (BatchStore      *self,
                               const char      *job_id,
                               guint32          first,
                               BatchItemChunk  *chunk,
                               GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_insert_items_async (self, job_id, first, chunk, NULL, batch_test_store_result,
                                  &result);
  batch_test_wait (&result);

  return batch_store_insert_items_finish (self, result, error);
}

BatchJobRecord *
batch_test_store_submit_job (BatchStore      *self,
                             BatchJobRecord  *job,
                             BatchItemChunk  *chunk,
                             GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_submit_job_async (self, job, chunk, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_submit_job_finish (self, result, error);
}

BatchJobRecord *
batch_test_store_change_job (BatchStore      *self,
                             const char      *job_id,
                             BatchJobRecord  *values,
                             BatchJobFields   fields,
                             gint64           now,
                             GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_change_job_async (self, job_id, values, fields, now, NULL, batch_test_store_result,
                                &result);
  batch_test_wait (&result);

  return batch_store_change_job_finish (self, result, error);
}

BatchJobRecord *
batch_test_store_sweep (BatchStore       *self,
                        const char       *job_id,
                        BatchItemStatus   status,
                        guint             limit,
                        gint64            now,
                        gint64           *n_left,
                        GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_sweep_async (self, job_id, status, limit, now, NULL, batch_test_store_result,
                           &result);
  batch_test_wait (&result);

  return batch_store_sweep_finish (self, result, n_left, error);
}

gboolean
batch_test_store_purge (BatchStore  *self,
                        const char  *job_id,
                        guint        limit,
                        gboolean    *done,
                        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_purge_async (self, job_id, limit, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_purge_finish (self, result, done, error);
}

BatchJobRecord *
batch_test_store_retry_with (BatchStore           *self,
                             const char           *job_id,
                             const BatchRetryWish *wish,
                             gint64                after_position,
                             guint                 limit,
                             gint64                now,
                             gint64               *n_retried,
                             gint64               *next,
                             GError              **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_retry_async (self, job_id, wish, after_position, limit, now, NULL,
                           batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_retry_finish (self, result, n_retried, next, error);
}

BatchJobRecord *
batch_test_store_retry (BatchStore  *self,
                        const char  *job_id,
                        gint64       after_position,
                        guint        limit,
                        gint64       now,
                        gint64      *n_retried,
                        gint64      *next,
                        GError     **error)
{
  return batch_test_store_retry_with (self, job_id, NULL, after_position, limit, now, n_retried,
                                      next, error);
}

GPtrArray *
batch_test_store_list_attempts (BatchStore  *self,
                                const char  *job_id,
                                guint32      position,
                                GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_attempts_async (self, job_id, position, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_list_attempts_finish (self, result, error);
}

GPtrArray *
batch_test_store_claim (BatchStore  *self,
                        const char  *engine_id,
                        const char  *job_id,
                        const char  *key,
                        guint        limit,
                        gint64       now,
                        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_claim_async (self, engine_id, job_id, key, -1, limit, now, NULL,
                           batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_claim_finish (self, result, error);
}

gboolean
batch_test_store_advance (BatchStore  *self,
                          const char  *engine_id,
                          GPtrArray   *finishes,
                          GArray      *starts,
                          gint64       now,
                          GArray     **finished,
                          GArray     **started,
                          GPtrArray  **jobs,
                          GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_advance_async (self, engine_id, finishes, starts, now, NULL, batch_test_store_result,
                             &result);
  batch_test_wait (&result);

  return batch_store_advance_finish (self, result, finished, started, jobs, error);
}

GPtrArray *
batch_test_store_release (BatchStore  *self,
                          const char  *engine_id,
                          GArray      *leases,
                          gint64       now,
                          GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_release_async (self, engine_id, leases, now, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_release_finish (self, result, error);
}

GPtrArray *
batch_test_store_wake (BatchStore  *self,
                       gint64       now,
                       gint64      *next_due,
                       GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_wake_async (self, now, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_wake_finish (self, result, next_due, error);
}

BatchJobRecord *
batch_test_store_accept_answers (BatchStore         *self,
                                 const char         *job_id,
                                 GArray             *positions,
                                 BatchReviewReason   reason,
                                 guint               limit,
                                 gint64             *n_accepted,
                                 GError            **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_accept_answers_async (self, job_id, positions, reason, limit, NULL,
                                    batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_accept_answers_finish (self, result, n_accepted, error);
}

BatchJobRecord *
batch_test_store_cancel_item (BatchStore  *self,
                              const char  *job_id,
                              guint32      position,
                              gint64       now,
                              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_cancel_item_async (self, job_id, position, now, NULL, batch_test_store_result,
                                 &result);
  batch_test_wait (&result);

  return batch_store_cancel_item_finish (self, result, error);
}

BatchJobRecord *
batch_test_store_retry_item (BatchStore  *self,
                             const char  *job_id,
                             guint32      position,
                             gint64       now,
                             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_retry_item_async (self, job_id, position, now, NULL, batch_test_store_result,
                                &result);
  batch_test_wait (&result);

  return batch_store_retry_item_finish (self, result, error);
}

BatchJobRecord *
batch_test_store_update_item (BatchStore   *self,
                              BatchFinish  *values,
                              gint64        now,
                              GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_update_item_async (self, values, now, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_update_item_finish (self, result, error);
}

gboolean
batch_test_store_enter_lane (BatchStore  *self,
                             const char  *engine_id,
                             const char  *lane,
                             const char  *key,
                             gint64       now,
                             gboolean    *entered,
                             char       **resident,
                             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_enter_lane_async (self, engine_id, lane, key, now, NULL, batch_test_store_result,
                                &result);
  batch_test_wait (&result);

  return batch_store_enter_lane_finish (self, result, entered, resident, error);
}

gboolean
batch_test_store_leave_lane (BatchStore  *self,
                             const char  *engine_id,
                             const char  *lane,
                             gint64       now,
                             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_leave_lane_async (self, engine_id, lane, now, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_leave_lane_finish (self, result, error);
}

gboolean
batch_test_store_put_value (BatchStore  *self,
                            const char  *space,
                            const char  *name,
                            const char  *value,
                            GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_put_value_async (self, space, name, value, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_put_value_finish (self, result, error);
}

gboolean
batch_test_store_put_setting (BatchStore  *self,
                              const char  *name,
                              const char  *value,
                              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_put_setting_async (self, name, value, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_put_setting_finish (self, result, error);
}

gboolean
batch_test_store_put_backend (BatchStore                *self,
                              const BatchBackendRecord  *backend,
                              GError                   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_put_backend_async (self, backend, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_put_backend_finish (self, result, error);
}

gboolean
batch_test_store_remove_backend (BatchStore  *self,
                                 const char  *name,
                                 GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_remove_backend_async (self, name, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_remove_backend_finish (self, result, error);
}

gboolean
batch_test_store_add_event (BatchStore        *self,
                            BatchEventRecord  *event,
                            GError           **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_add_event_async (self, event, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_add_event_finish (self, result, error);
}

BatchJobRecord *
batch_test_store_get_job (BatchStore  *self,
                          const char  *job_id,
                          GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_get_job_async (self, job_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_get_job_finish (self, result, error);
}

GPtrArray *
batch_test_store_list_jobs (BatchStore  *self,
                            gint64       after_sequence,
                            guint        limit,
                            gboolean     live_only,
                            GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_jobs_async (self, after_sequence, limit, live_only, NULL,
                               batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_list_jobs_finish (self, result, error);
}

GPtrArray *
batch_test_store_list_items (BatchStore            *self,
                             const char            *job_id,
                             const BatchItemQuery  *query,
                             BatchItemRecord       *after,
                             guint                  limit,
                             GError               **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_items_async (self, job_id, query, after, limit, NULL, batch_test_store_result,
                                &result);
  batch_test_wait (&result);

  return batch_store_list_items_finish (self, result, error);
}

GArray *
batch_test_store_order_items (BatchStore            *self,
                              const char            *job_id,
                              const BatchItemQuery  *query,
                              guint32                first,
                              guint32                n_positions,
                              GCancellable          *cancellable,
                              GError               **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_order_items_async (self, job_id, query, first, n_positions, cancellable,
                                 batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_order_items_finish (self, result, error);
}

GPtrArray *
batch_test_store_get_items (BatchStore     *self,
                            const char     *job_id,
                            const guint32  *positions,
                            guint           n_positions,
                            GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_get_items_async (self, job_id, positions, n_positions, NULL,
                               batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_get_items_finish (self, result, error);
}

gint64
batch_test_store_count_items (BatchStore            *self,
                              const char            *job_id,
                              const BatchItemQuery  *query,
                              GError               **error)
{
  g_autoptr(GPtrArray) items = batch_test_store_list_items (self, job_id, query, NULL, 0, error);

  return items != NULL ? (gint64) items->len : -1;
}

BatchItemRecord *
batch_test_store_find_item (BatchStore  *self,
                            const char  *job_id,
                            const char  *custom_id,
                            GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_find_item_async (self, job_id, custom_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_find_item_finish (self, result, error);
}

GPtrArray *
batch_test_store_list_changes (BatchStore  *self,
                               gint64       after_sequence,
                               GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_changes_async (self, after_sequence, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_list_changes_finish (self, result, error);
}

GPtrArray *
batch_test_store_list_events (BatchStore  *self,
                              const char  *job_id,
                              gint64       after_sequence,
                              guint        limit,
                              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_events_async (self, job_id, after_sequence, limit, NULL, batch_test_store_result,
                                 &result);
  batch_test_wait (&result);

  return batch_store_list_events_finish (self, result, error);
}

GHashTable *
batch_test_store_list_values (BatchStore  *self,
                              const char  *space,
                              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_values_async (self, space, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_list_values_finish (self, result, error);
}

GPtrArray *
batch_test_store_list_backends (BatchStore  *self,
                                GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_backends_async (self, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_list_backends_finish (self, result, error);
}

GHashTable *
batch_test_store_list_lanes (BatchStore  *self,
                             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_lanes_async (self, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_list_lanes_finish (self, result, error);
}

gboolean
batch_test_store_put_file (BatchStore             *self,
                           const BatchFileRecord  *file,
                           GError                **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_put_file_async (self, file, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_put_file_finish (self, result, error);
}

gboolean
batch_test_store_remove_file (BatchStore  *self,
                              const char  *file_id,
                              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_remove_file_async (self, file_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_remove_file_finish (self, result, error);
}

BatchFileRecord *
batch_test_store_get_file (BatchStore  *self,
                           const char  *file_id,
                           GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_get_file_async (self, file_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_get_file_finish (self, result, error);
}

GPtrArray *
batch_test_store_list_files (BatchStore            *self,
                             const BatchPageQuery  *query,
                             GError               **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_files_async (self, query, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_list_files_finish (self, result, error);
}

GHashTable *
batch_test_store_list_inputs (BatchStore  *self,
                              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_inputs_async (self, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_list_inputs_finish (self, result, error);
}

gboolean
batch_test_store_add_history (BatchStore  *self,
                              GPtrArray   *records,
                              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_add_history_async (self, records, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_add_history_finish (self, result, error);
}

gboolean
batch_test_store_fold_history (BatchStore  *self,
                               gint64       before,
                               guint        span,
                               guint        limit,
                               guint       *n_folded,
                               GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_fold_history_async (self, before, span, limit, NULL,
                                  batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_fold_history_finish (self, result, n_folded, error);
}

gboolean
batch_test_store_put_load (BatchStore             *self,
                           const BatchLoadRecord  *load,
                           GError                **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_put_load_async (self, load, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_put_load_finish (self, result, error);
}

gboolean
batch_test_store_add_forecasts (BatchStore  *self,
                                GPtrArray   *forecasts,
                                GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_add_forecasts_async (self, forecasts, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_add_forecasts_finish (self, result, error);
}

GPtrArray *
batch_test_store_list_history (BatchStore  *self,
                               const char  *job_id,
                               gint64       from,
                               gint64       to,
                               guint        resolution,
                               GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_history_async (self, job_id, from, to, resolution, NULL,
                                  batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_list_history_finish (self, result, error);
}

GPtrArray *
batch_test_store_list_loads (BatchStore  *self,
                             const char  *job_id,
                             gint64       from,
                             gint64       to,
                             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_loads_async (self, job_id, from, to, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_list_loads_finish (self, result, error);
}

GPtrArray *
batch_test_store_list_forecasts (BatchStore  *self,
                                 guint        limit,
                                 GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_forecasts_async (self, limit, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_list_forecasts_finish (self, result, error);
}
