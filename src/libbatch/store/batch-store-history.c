/* store/batch-store-history.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-call-private.h"
#include "store/batch-store-history-private.h"

static gboolean
run_add_history (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->add_history (self, call->rows, error);
}

void
batch_store_add_history_async (BatchStore          *self,
                               GPtrArray           *records,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_add_history);

  call->rows = g_ptr_array_ref (records);

  batch_store_write (self, call, batch_store_add_history_async, cancellable, callback, user_data);
}

gboolean
batch_store_add_history_finish (BatchStore    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_add_history_async, error) != NULL;
}

static gboolean
run_fold_history (BatchStore      *self,
                  BatchStoreCall  *call,
                  GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->fold_history (self, call->until, call->flags, call->limit,
                                                     &call->n_items, error);
}

void
batch_store_fold_history_async (BatchStore          *self,
                                gint64               before,
                                guint                span,
                                guint                limit,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_fold_history);

  call->until = before;
  call->flags = span;
  call->limit = limit;

  batch_store_write (self, call, batch_store_fold_history_async, cancellable, callback, user_data);
}

gboolean
batch_store_fold_history_finish (BatchStore    *self,
                                 GAsyncResult  *result,
                                 guint         *n_folded,
                                 GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_fold_history_async, error);

  if (call == NULL)
    return FALSE;

  *n_folded = call->n_items;
  return TRUE;
}

static gboolean
run_put_load (BatchStore      *self,
              BatchStoreCall  *call,
              GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->put_load (self, call->load, error);
}

void
batch_store_put_load_async (BatchStore            *self,
                            const BatchLoadRecord *load,
                            GCancellable          *cancellable,
                            GAsyncReadyCallback    callback,
                            gpointer               user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_put_load);

  call->load = batch_load_record_copy (load);

  batch_store_write (self, call, batch_store_put_load_async, cancellable, callback, user_data);
}

gboolean
batch_store_put_load_finish (BatchStore    *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_put_load_async, error) != NULL;
}

static gboolean
run_add_forecasts (BatchStore      *self,
                   BatchStoreCall  *call,
                   GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->add_forecasts (self, call->rows, error);
}

void
batch_store_add_forecasts_async (BatchStore          *self,
                                 GPtrArray           *forecasts,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_add_forecasts);

  call->rows = g_ptr_array_ref (forecasts);

  batch_store_write (self, call, batch_store_add_forecasts_async, cancellable, callback, user_data);
}

gboolean
batch_store_add_forecasts_finish (BatchStore    *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_add_forecasts_async, error) != NULL;
}

/* --- Looking --- */

static gboolean
run_list_history (BatchStore      *self,
                  BatchStoreCall  *call,
                  GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_history_record_free);
  return BATCH_STORE_GET_CLASS (self)->list_history (self, call->job_id, call->number, call->until,
                                                     call->flags, call->records, error);
}

void
batch_store_list_history_async (BatchStore          *self,
                                const char          *job_id,
                                gint64               from,
                                gint64               to,
                                guint                resolution,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_history);

  call->job_id = g_strdup (job_id);
  call->number = from;
  call->until = to;
  call->flags = resolution;

  batch_store_read (self, call, batch_store_list_history_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_list_history_finish (BatchStore    *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_history_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_list_loads (BatchStore      *self,
                BatchStoreCall  *call,
                GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_load_record_free);
  return BATCH_STORE_GET_CLASS (self)->list_loads (self, call->job_id, call->number, call->until,
                                                   call->records, error);
}

void
batch_store_list_loads_async (BatchStore          *self,
                              const char          *job_id,
                              gint64               from,
                              gint64               to,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_loads);

  call->job_id = g_strdup (job_id);
  call->number = from;
  call->until = to;

  batch_store_read (self, call, batch_store_list_loads_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_list_loads_finish (BatchStore    *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_loads_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_list_forecasts (BatchStore      *self,
                    BatchStoreCall  *call,
                    GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_forecast_record_free);
  return BATCH_STORE_GET_CLASS (self)->list_forecasts (self, call->limit, call->records, error);
}

void
batch_store_list_forecasts_async (BatchStore          *self,
                                  guint                limit,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_forecasts);

  call->limit = limit;

  batch_store_read (self, call, batch_store_list_forecasts_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_list_forecasts_finish (BatchStore    *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_forecasts_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}
