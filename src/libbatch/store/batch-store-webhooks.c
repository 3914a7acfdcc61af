/* store/batch-store-webhooks.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-call-private.h"
#include "store/batch-store-webhooks-private.h"

static gboolean
run_put_webhook (BatchStore     *self,
                 BatchStoreCall *call,
                 GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->put_webhook (self, call->webhook, error);
}

void
batch_store_put_webhook_async (BatchStore               *self,
                               const BatchWebhookRecord *webhook,
                               GCancellable             *cancellable,
                               GAsyncReadyCallback       callback,
                               gpointer                  user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_put_webhook);

  call->webhook = batch_webhook_record_copy (webhook);

  batch_store_write (self, call, batch_store_put_webhook_async, cancellable, callback, user_data);
}

gboolean
batch_store_put_webhook_finish (BatchStore   *self,
                                GAsyncResult *result,
                                GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_put_webhook_async, error) != NULL;
}

static gboolean
run_remove_webhook (BatchStore     *self,
                    BatchStoreCall *call,
                    GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->remove_webhook (self, call->name, call->now, error);
}

void
batch_store_remove_webhook_async (BatchStore          *self,
                                  const char          *url,
                                  gint64               now,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_remove_webhook);

  call->name = g_strdup (url);
  call->now = now;

  batch_store_write (self, call, batch_store_remove_webhook_async, cancellable, callback,
                     user_data);
}

gboolean
batch_store_remove_webhook_finish (BatchStore   *self,
                                   GAsyncResult *result,
                                   GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_remove_webhook_async, error) != NULL;
}

static gboolean
run_list_webhooks (BatchStore     *self,
                   BatchStoreCall *call,
                   GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_webhook_record_free);
  return BATCH_STORE_GET_CLASS (self)->list_webhooks (self, call->records, error);
}

void
batch_store_list_webhooks_async (BatchStore          *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_webhooks);

  batch_store_read (self, call, batch_store_list_webhooks_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_list_webhooks_finish (BatchStore   *self,
                                  GAsyncResult *result,
                                  GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_webhooks_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_claim_deliveries (BatchStore     *self,
                      BatchStoreCall *call,
                      GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_delivery_record_free);
  return BATCH_STORE_GET_CLASS (self)->claim_deliveries (self, call->engine_id, call->limit,
                                                         call->now, call->records, &call->next,
                                                         error);
}

void
batch_store_claim_deliveries_async (BatchStore          *self,
                                    const char          *engine_id,
                                    guint                limit,
                                    gint64               now,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_claim_deliveries);

  call->engine_id = g_strdup (engine_id);
  call->limit = limit;
  call->now = now;

  batch_store_write (self, call, batch_store_claim_deliveries_async, cancellable, callback,
                     user_data);
}

GPtrArray *
batch_store_claim_deliveries_finish (BatchStore   *self,
                                     GAsyncResult *result,
                                     gint64       *next_due,
                                     GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_claim_deliveries_async, error);

  if (call == NULL)
    return NULL;

  *next_due = call->next;
  return g_steal_pointer (&call->records);
}

static gboolean
run_finish_delivery (BatchStore     *self,
                     BatchStoreCall *call,
                     GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->finish_delivery (self, call->engine_id, call->ending,
                                                        call->now, error);
}

void
batch_store_finish_delivery_async (BatchStore                *self,
                                   const char                *engine_id,
                                   const BatchDeliveryEnding *ending,
                                   gint64                     now,
                                   GCancellable              *cancellable,
                                   GAsyncReadyCallback        callback,
                                   gpointer                   user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_finish_delivery);

  call->engine_id = g_strdup (engine_id);
  call->ending = batch_delivery_ending_copy (ending);
  call->now = now;

  batch_store_write (self, call, batch_store_finish_delivery_async, cancellable, callback,
                     user_data);
}

gboolean
batch_store_finish_delivery_finish (BatchStore   *self,
                                    GAsyncResult *result,
                                    GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_finish_delivery_async, error) != NULL;
}

static gboolean
run_prune_deliveries (BatchStore     *self,
                      BatchStoreCall *call,
                      GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->prune_deliveries (self, call->number, call->limit, error);
}

void
batch_store_prune_deliveries_async (BatchStore          *self,
                                    gint64               before,
                                    guint                limit,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_prune_deliveries);

  call->number = before;
  call->limit = limit;

  batch_store_write (self, call, batch_store_prune_deliveries_async, cancellable, callback,
                     user_data);
}

gboolean
batch_store_prune_deliveries_finish (BatchStore   *self,
                                     GAsyncResult *result,
                                     GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_prune_deliveries_async, error) != NULL;
}

static gboolean
run_list_deliveries (BatchStore     *self,
                     BatchStoreCall *call,
                     GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_delivery_record_free);
  return BATCH_STORE_GET_CLASS (self)->list_deliveries (self, call->job_id, call->number,
                                                        call->limit, call->records, error);
}

void
batch_store_list_deliveries_async (BatchStore          *self,
                                   const char          *job_id,
                                   gint64               before,
                                   guint                limit,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_deliveries);

  call->job_id = g_strdup (job_id);
  call->number = before;
  call->limit = limit;

  batch_store_read (self, call, batch_store_list_deliveries_async, cancellable, callback,
                    user_data);
}

GPtrArray *
batch_store_list_deliveries_finish (BatchStore   *self,
                                    GAsyncResult *result,
                                    GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_deliveries_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}
