/* store-sync-keeping.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-sync.h"

#include "store/batch-store-history-private.h"
#include "test-support.h"

/* What is kept besides jobs: lanes, values, backends, files, history. */

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
  return batch_test_store_visit_lane (self, engine_id, lane, key, 0, now, entered, resident, NULL,
                                      error);
}

gboolean
batch_test_store_visit_lane (BatchStore  *self,
                             const char  *engine_id,
                             const char  *lane,
                             const char  *key,
                             gint64       gap,
                             gint64       now,
                             gboolean    *entered,
                             char       **resident,
                             gint64      *again_at,
                             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_enter_lane_async (self, engine_id, lane, key, gap, now, NULL,
                                batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_enter_lane_finish (self, result, entered, resident, again_at, error);
}

gboolean
batch_test_store_share_lane (BatchStore                   *self,
                             const BatchLaneShareRequest  *request,
                             BatchLaneShare               *answer,
                             GError                      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_share_lane_async (self, request, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_share_lane_finish (self, result, answer, error);
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
batch_test_store_empty_lane (BatchStore  *self,
                             const char  *lane,
                             const char  *key,
                             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_empty_lane_async (self, lane, key, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_empty_lane_finish (self, result, error);
}

gboolean
batch_test_store_wait_for_lane (BatchStore  *self,
                                const char  *engine_id,
                                const char  *lane,
                                const char  *key,
                                gboolean     urgent,
                                GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_wait_for_lane_async (self, engine_id, lane, key, urgent, NULL,
                                   batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_wait_for_lane_finish (self, result, error);
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

GPtrArray *
batch_test_store_list_lane_waiters (BatchStore  *self,
                                    GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_lane_waiters_async (self, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_list_lane_waiters_finish (self, result, error);
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
