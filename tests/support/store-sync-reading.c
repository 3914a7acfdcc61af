/* store-sync-reading.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-sync.h"

#include "test-support.h"

/* What there is to read of jobs and items. */

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
batch_test_store_list_unwritten_jobs (BatchStore  *self,
                                      GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_unwritten_jobs_async (self, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);

  return batch_store_list_unwritten_jobs_finish (self, result, error);
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
