/* store/batch-store-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-call-private.h"

static gboolean
run_put_file (BatchStore      *self,
              BatchStoreCall  *call,
              GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->put_file (self, call->file, error);
}

void
batch_store_put_file_async (BatchStore            *self,
                            const BatchFileRecord *file,
                            GCancellable          *cancellable,
                            GAsyncReadyCallback    callback,
                            gpointer               user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_put_file);

  call->file = batch_file_record_copy (file);

  batch_store_write (self, call, batch_store_put_file_async, cancellable, callback, user_data);
}

gboolean
batch_store_put_file_finish (BatchStore    *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_put_file_async, error) != NULL;
}

static gboolean
run_remove_file (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->remove_file (self, call->name, error);
}

void
batch_store_remove_file_async (BatchStore          *self,
                               const char          *file_id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_remove_file);

  call->name = g_strdup (file_id);

  batch_store_write (self, call, batch_store_remove_file_async, cancellable, callback, user_data);
}

gboolean
batch_store_remove_file_finish (BatchStore    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_remove_file_async, error) != NULL;
}

static gboolean
run_expire_files (BatchStore      *self,
                  BatchStoreCall  *call,
                  GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->expire_files (self, call->now, &call->n, error);
}

void
batch_store_expire_files_async (BatchStore          *self,
                                gint64               now,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_expire_files);

  call->now = now;

  batch_store_write (self, call, batch_store_expire_files_async, cancellable, callback, user_data);
}

gint64
batch_store_expire_files_finish (BatchStore    *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_expire_files_async,
                                                  error);

  return call != NULL ? call->n : -1;
}

static gboolean
run_get_file (BatchStore      *self,
              BatchStoreCall  *call,
              GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->get_file (self, call->name, &call->file, error);
}

void
batch_store_get_file_async (BatchStore          *self,
                            const char          *file_id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_get_file);

  call->name = g_strdup (file_id);

  batch_store_read (self, call, batch_store_get_file_async, cancellable, callback, user_data);
}

BatchFileRecord *
batch_store_get_file_finish (BatchStore    *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_get_file_async, error);

  return call != NULL ? g_steal_pointer (&call->file) : NULL;
}

static gboolean
run_list_files (BatchStore      *self,
                BatchStoreCall  *call,
                GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_file_record_free);
  return BATCH_STORE_GET_CLASS (self)->list_files (self, call->page, call->records, error);
}

void
batch_store_list_files_async (BatchStore           *self,
                              const BatchPageQuery *query,
                              GCancellable         *cancellable,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_files);

  call->page = batch_page_query_copy (query);

  batch_store_read (self, call, batch_store_list_files_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_list_files_finish (BatchStore    *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_files_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}
