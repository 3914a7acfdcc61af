/* store-sync.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-sync.h"

#include "test-support.h"

/* What moves jobs and items, and who does. */

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
batch_test_store_set_working (BatchStore  *self,
                              const char  *engine_id,
                              gboolean     working,
                              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_set_working_async (self, engine_id, working, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_set_working_finish (self, result, error);
}

gboolean
batch_test_store_count_working (BatchStore  *self,
                                const char  *engine_id,
                                guint       *n_working,
                                guint       *n_dead,
                                GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_count_working_async (self, engine_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_count_working_finish (self, result, n_working, n_dead, error);
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
batch_test_store_retry_with (BatchStore              *self,
                             const char              *job_id,
                             const BatchRetryRequest *request,
                             gint64                   after_position,
                             guint                    limit,
                             gint64                   now,
                             gint64                  *n_retried,
                             gint64                  *next,
                             GError                 **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_retry_async (self, job_id, request, after_position, limit, now, NULL,
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
