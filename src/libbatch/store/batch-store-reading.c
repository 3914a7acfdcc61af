/* store/batch-store-reading.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-call-private.h"

static gboolean
run_get_job (BatchStore      *self,
             BatchStoreCall  *call,
             GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->get_job (self, call->job_id, &call->job_after, error);
}

void
batch_store_get_job_async (BatchStore          *self,
                           const char          *job_id,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_get_job);

  call->job_id = g_strdup (job_id);

  batch_store_read (self, call, batch_store_get_job_async, cancellable, callback, user_data);
}

BatchJobRecord *
batch_store_get_job_finish (BatchStore    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_get_job_async, error);

  return call != NULL ? g_steal_pointer (&call->job_after) : NULL;
}

static gboolean
run_list_jobs (BatchStore      *self,
               BatchStoreCall  *call,
               GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_job_record_unref);
  return BATCH_STORE_GET_CLASS (self)->list_jobs (self, call->number, call->limit, call->flags,
                                                  call->records, error);
}

void
batch_store_list_jobs_async (BatchStore          *self,
                             gint64               after_sequence,
                             guint                limit,
                             gboolean             live_only,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_jobs);

  call->number = after_sequence;
  call->limit = limit;
  call->flags = live_only;

  batch_store_read (self, call, batch_store_list_jobs_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_list_jobs_finish (BatchStore    *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_list_jobs_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_list_unwritten_jobs (BatchStore      *self,
                         BatchStoreCall  *call,
                         GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_job_record_unref);
  return BATCH_STORE_GET_CLASS (self)->list_unwritten_jobs (self, call->records, error);
}

void
batch_store_list_unwritten_jobs_async (BatchStore          *self,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_unwritten_jobs);

  batch_store_read (self, call, batch_store_list_unwritten_jobs_async, cancellable, callback,
                    user_data);
}

GPtrArray *
batch_store_list_unwritten_jobs_finish (BatchStore    *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_unwritten_jobs_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_list_items (BatchStore      *self,
                BatchStoreCall  *call,
                GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_item_record_unref);
  return BATCH_STORE_GET_CLASS (self)->list_items (self, call->job_id, call->query, call->after,
                                                   call->limit, call->records, error);
}

void
batch_store_list_items_async (BatchStore           *self,
                              const char           *job_id,
                              const BatchItemQuery *query,
                              BatchItemRecord      *after,
                              guint                 limit,
                              GCancellable         *cancellable,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_items);

  call->job_id = g_strdup (job_id);
  call->query = batch_item_query_copy (query);
  call->after = after != NULL ? batch_item_record_ref (after) : NULL;
  call->limit = limit;

  batch_store_read (self, call, batch_store_list_items_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_list_items_finish (BatchStore    *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_items_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_find_item (BatchStore      *self,
               BatchStoreCall  *call,
               GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->find_item (self, call->job_id, call->name, &call->item,
                                                  error);
}

void
batch_store_find_item_async (BatchStore          *self,
                             const char          *job_id,
                             const char          *custom_id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_find_item);

  call->job_id = g_strdup (job_id);
  call->name = g_strdup (custom_id);

  batch_store_read (self, call, batch_store_find_item_async, cancellable, callback, user_data);
}

BatchItemRecord *
batch_store_find_item_finish (BatchStore    *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_find_item_async, error);

  return call != NULL ? g_steal_pointer (&call->item) : NULL;
}

static gboolean
run_list_changes (BatchStore      *self,
                  BatchStoreCall  *call,
                  GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_change_free);
  return BATCH_STORE_GET_CLASS (self)->list_changes (self, call->number, call->records, error);
}

void
batch_store_list_changes_async (BatchStore          *self,
                                gint64               after_sequence,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_changes);

  call->number = after_sequence;

  batch_store_read (self, call, batch_store_list_changes_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_list_changes_finish (BatchStore    *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_changes_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_list_events (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_event_record_free);
  return BATCH_STORE_GET_CLASS (self)->list_events (self, call->job_id, call->number, call->limit,
                                                    call->records, error);
}

void
batch_store_list_events_async (BatchStore          *self,
                               const char          *job_id,
                               gint64               after_sequence,
                               guint                limit,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_events);

  call->job_id = g_strdup (job_id);
  call->number = after_sequence;
  call->limit = limit;

  batch_store_read (self, call, batch_store_list_events_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_list_events_finish (BatchStore    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_events_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_list_lanes (BatchStore      *self,
                BatchStoreCall  *call,
                GError         **error)
{
  call->table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return BATCH_STORE_GET_CLASS (self)->list_lanes (self, call->table, error);
}

void
batch_store_list_lanes_async (BatchStore          *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_lanes);

  batch_store_read (self, call, batch_store_list_lanes_async, cancellable, callback, user_data);
}

GHashTable *
batch_store_list_lanes_finish (BatchStore    *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_lanes_async, error);

  return call != NULL ? g_steal_pointer (&call->table) : NULL;
}

static gboolean
run_list_lane_waiters (BatchStore      *self,
                       BatchStoreCall  *call,
                       GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_lane_waiter_free);
  return BATCH_STORE_GET_CLASS (self)->list_lane_waiters (self, call->records, error);
}

void
batch_store_list_lane_waiters_async (BatchStore          *self,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_lane_waiters);

  batch_store_read (self, call, batch_store_list_lane_waiters_async, cancellable, callback,
                    user_data);
}

GPtrArray *
batch_store_list_lane_waiters_finish (BatchStore    *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_lane_waiters_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_list_inputs (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  call->table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return BATCH_STORE_GET_CLASS (self)->list_inputs (self, call->table, error);
}

void
batch_store_list_inputs_async (BatchStore          *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_inputs);

  batch_store_read (self, call, batch_store_list_inputs_async, cancellable, callback, user_data);
}

GHashTable *
batch_store_list_inputs_finish (BatchStore    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_inputs_async, error);

  return call != NULL ? g_steal_pointer (&call->table) : NULL;
}
