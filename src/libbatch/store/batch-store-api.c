/* store/batch-store-api.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-api-private.h"
#include "store/batch-store-call-private.h"

/* What the Batch API keeps of its clients. */

static gboolean
run_put_api_key (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->put_api_key (self, call->api_key, error);
}

void
batch_store_put_api_key_async (BatchStore              *self,
                               const BatchApiKeyRecord *key,
                               GCancellable            *cancellable,
                               GAsyncReadyCallback      callback,
                               gpointer                 user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_put_api_key);

  call->api_key = batch_api_key_record_copy (key);

  batch_store_write (self, call, batch_store_put_api_key_async, cancellable, callback, user_data);
}

gboolean
batch_store_put_api_key_finish (BatchStore   *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return batch_store_call_finish (self, result, batch_store_put_api_key_async, error) != NULL;
}

static gboolean
run_revoke_api_key (BatchStore      *self,
                    BatchStoreCall  *call,
                    GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->revoke_api_key (self, call->name, call->now, error);
}

void
batch_store_revoke_api_key_async (BatchStore         *self,
                                  const char         *key_id,
                                  gint64              now,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_revoke_api_key);

  call->name = g_strdup (key_id);
  call->now = now;

  batch_store_write (self, call, batch_store_revoke_api_key_async, cancellable, callback,
                     user_data);
}

gboolean
batch_store_revoke_api_key_finish (BatchStore   *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return batch_store_call_finish (self, result, batch_store_revoke_api_key_async, error) != NULL;
}

static gboolean
run_list_api_keys (BatchStore      *self,
                   BatchStoreCall  *call,
                   GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_api_key_record_free);
  return BATCH_STORE_GET_CLASS (self)->list_api_keys (self, call->records, error);
}

void
batch_store_list_api_keys_async (BatchStore         *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_api_keys);

  batch_store_read (self, call, batch_store_list_api_keys_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_list_api_keys_finish (BatchStore   *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_api_keys_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_put_receipt (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  g_autoptr(BatchReceiptRecord) asked = g_steal_pointer (&call->receipt);

  return BATCH_STORE_GET_CLASS (self)->put_receipt (self, asked, &call->receipt, error);
}

void
batch_store_put_receipt_async (BatchStore               *self,
                               const BatchReceiptRecord *receipt,
                               GCancellable             *cancellable,
                               GAsyncReadyCallback       callback,
                               gpointer                  user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_put_receipt);

  call->receipt = batch_receipt_record_copy (receipt);

  batch_store_write (self, call, batch_store_put_receipt_async, cancellable, callback, user_data);
}

BatchReceiptRecord *
batch_store_put_receipt_finish (BatchStore   *self,
                                GAsyncResult *result,
                                GError      **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_put_receipt_async, error);

  return call != NULL ? g_steal_pointer (&call->receipt) : NULL;
}

static gboolean
run_change_receipt (BatchStore      *self,
                    BatchStoreCall  *call,
                    GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->change_receipt (self, call->receipt, error);
}

void
batch_store_change_receipt_async (BatchStore               *self,
                                  const BatchReceiptRecord *receipt,
                                  GCancellable             *cancellable,
                                  GAsyncReadyCallback       callback,
                                  gpointer                  user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_change_receipt);

  call->receipt = batch_receipt_record_copy (receipt);

  batch_store_write (self, call, batch_store_change_receipt_async, cancellable, callback,
                     user_data);
}

gboolean
batch_store_change_receipt_finish (BatchStore   *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return batch_store_call_finish (self, result, batch_store_change_receipt_async, error) != NULL;
}

static gboolean
run_remove_receipt (BatchStore      *self,
                    BatchStoreCall  *call,
                    GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->remove_receipt (self, call->name, error);
}

void
batch_store_remove_receipt_async (BatchStore         *self,
                                  const char         *id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_remove_receipt);

  call->name = g_strdup (id);

  batch_store_write (self, call, batch_store_remove_receipt_async, cancellable, callback,
                     user_data);
}

gboolean
batch_store_remove_receipt_finish (BatchStore   *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return batch_store_call_finish (self, result, batch_store_remove_receipt_async, error) != NULL;
}

static gboolean
run_claim_receipts (BatchStore      *self,
                    BatchStoreCall  *call,
                    GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_receipt_record_free);
  return BATCH_STORE_GET_CLASS (self)->claim_receipts (self, call->engine_id, call->name,
                                                       call->records, error);
}

void
batch_store_claim_receipts_async (BatchStore          *self,
                                  const char          *engine_id,
                                  const char          *id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_claim_receipts);

  call->engine_id = g_strdup (engine_id);
  call->name = g_strdup (id);

  batch_store_write (self, call, batch_store_claim_receipts_async, cancellable, callback,
                     user_data);
}

GPtrArray *
batch_store_claim_receipts_finish (BatchStore   *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_claim_receipts_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_get_receipt (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->get_receipt (self, call->name, &call->receipt, error);
}

void
batch_store_get_receipt_async (BatchStore         *self,
                               const char         *id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_get_receipt);

  call->name = g_strdup (id);

  batch_store_read (self, call, batch_store_get_receipt_async, cancellable, callback, user_data);
}

BatchReceiptRecord *
batch_store_get_receipt_finish (BatchStore   *self,
                                GAsyncResult *result,
                                GError      **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_get_receipt_async, error);

  return call != NULL ? g_steal_pointer (&call->receipt) : NULL;
}

static gboolean
run_list_receipts (BatchStore      *self,
                   BatchStoreCall  *call,
                   GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_receipt_record_free);
  return BATCH_STORE_GET_CLASS (self)->list_receipts (self, call->page, call->records, error);
}

void
batch_store_list_receipts_async (BatchStore           *self,
                                 const BatchPageQuery *query,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_receipts);

  call->page = batch_page_query_copy (query);

  batch_store_read (self, call, batch_store_list_receipts_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_list_receipts_finish (BatchStore   *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_receipts_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}
