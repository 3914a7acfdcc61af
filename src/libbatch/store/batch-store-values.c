/* store/batch-store-values.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-call-private.h"

static gboolean
run_put_value (BatchStore      *self,
               BatchStoreCall  *call,
               GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->put_value (self, call->key, call->name, call->value, error);
}

void
batch_store_put_value_async (BatchStore          *self,
                             const char          *space,
                             const char          *name,
                             const char          *value,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_put_value);

  call->key = g_strdup (space);
  call->name = g_strdup (name);
  call->value = g_strdup (value);

  batch_store_write (self, call, batch_store_put_value_async, cancellable, callback, user_data);
}

gboolean
batch_store_put_value_finish (BatchStore    *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_put_value_async, error) != NULL;
}

static gboolean
run_put_setting (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->put_setting (self, call->name, call->value, error);
}

void
batch_store_put_setting_async (BatchStore          *self,
                               const char          *name,
                               const char          *value,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_put_setting);

  call->name = g_strdup (name);
  call->value = g_strdup (value);

  batch_store_write (self, call, batch_store_put_setting_async, cancellable, callback, user_data);
}

gboolean
batch_store_put_setting_finish (BatchStore    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_put_setting_async, error) != NULL;
}

static gboolean
run_put_backend (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->put_backend (self, call->backend, error);
}

void
batch_store_put_backend_async (BatchStore               *self,
                               const BatchBackendRecord *backend,
                               GCancellable             *cancellable,
                               GAsyncReadyCallback       callback,
                               gpointer                  user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_put_backend);

  call->backend = batch_backend_record_copy (backend);

  batch_store_write (self, call, batch_store_put_backend_async, cancellable, callback, user_data);
}

gboolean
batch_store_put_backend_finish (BatchStore    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_put_backend_async, error) != NULL;
}

static gboolean
run_remove_backend (BatchStore      *self,
                    BatchStoreCall  *call,
                    GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->remove_backend (self, call->name, error);
}

void
batch_store_remove_backend_async (BatchStore          *self,
                                  const char          *name,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_remove_backend);

  call->name = g_strdup (name);

  batch_store_write (self, call, batch_store_remove_backend_async,
                     cancellable, callback, user_data);
}

gboolean
batch_store_remove_backend_finish (BatchStore    *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_remove_backend_async, error) != NULL;
}

static gboolean
run_add_event (BatchStore      *self,
               BatchStoreCall  *call,
               GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->add_event (self, call->event, error);
}

void
batch_store_add_event_async (BatchStore          *self,
                             BatchEventRecord    *event,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_add_event);

  call->event = event;

  batch_store_write (self, call, batch_store_add_event_async, cancellable, callback, user_data);
}

gboolean
batch_store_add_event_finish (BatchStore    *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_add_event_async, error) != NULL;
}

static gboolean
run_list_values (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  call->table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return BATCH_STORE_GET_CLASS (self)->list_values (self, call->key, call->table, error);
}

void
batch_store_list_values_async (BatchStore          *self,
                               const char          *space,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_values);

  call->key = g_strdup (space);

  batch_store_read (self, call, batch_store_list_values_async, cancellable, callback, user_data);
}

GHashTable *
batch_store_list_values_finish (BatchStore    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_values_async, error);

  return call != NULL ? g_steal_pointer (&call->table) : NULL;
}

static gboolean
run_list_backends (BatchStore      *self,
                   BatchStoreCall  *call,
                   GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_backend_record_free);
  return BATCH_STORE_GET_CLASS (self)->list_backends (self, call->records, error);
}

void
batch_store_list_backends_async (BatchStore          *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_backends);

  batch_store_read (self, call, batch_store_list_backends_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_list_backends_finish (BatchStore    *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_backends_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}
