/* store/batch-store-handovers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-handovers-private.h"

#include "store/batch-store-call-private.h"

static gboolean
run_gather_handover (BatchStore      *self,
                     BatchStoreCall  *call,
                     GError         **error)
{
  g_autoptr(BatchHandoverRecord) request = g_steal_pointer (&call->handover);

  return BATCH_STORE_GET_CLASS (self)->gather_handover (self, call->engine_id, request,
                                                        &call->limits, call->limit, call->now,
                                                        &call->handover, &call->job_after,
                                                        error);
}

void
batch_store_gather_handover_async (BatchStore                *self,
                                   const char                *engine_id,
                                   const BatchHandoverRecord *request,
                                   const BatchHandoverLimits *limits,
                                   guint                      chunk,
                                   gint64                     now,
                                   GCancellable              *cancellable,
                                   GAsyncReadyCallback        callback,
                                   gpointer                   user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_gather_handover);

  call->engine_id = g_strdup (engine_id);
  call->handover = batch_handover_record_copy (request);
  call->limits = *limits;
  call->limit = chunk;
  call->now = now;

  batch_store_write (self, call, batch_store_gather_handover_async, cancellable, callback,
                     user_data);
}

BatchJobRecord *
batch_store_gather_handover_finish (BatchStore           *self,
                                    GAsyncResult         *result,
                                    BatchHandoverRecord **after,
                                    GError              **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_gather_handover_async, error);

  if (call == NULL)
    return NULL;

  *after = g_steal_pointer (&call->handover);
  return g_steal_pointer (&call->job_after);
}

static gboolean
run_claim_handovers (BatchStore      *self,
                     BatchStoreCall  *call,
                     GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_handover_record_free);
  return BATCH_STORE_GET_CLASS (self)->claim_handovers (self, call->engine_id, call->job_id,
                                                        call->records, error);
}

void
batch_store_claim_handovers_async (BatchStore          *self,
                                   const char          *engine_id,
                                   const char          *job_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_claim_handovers);

  call->engine_id = g_strdup (engine_id);
  call->job_id = g_strdup (job_id);

  batch_store_write (self, call, batch_store_claim_handovers_async, cancellable, callback,
                     user_data);
}

GPtrArray *
batch_store_claim_handovers_finish (BatchStore    *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_claim_handovers_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_put_handover (BatchStore      *self,
                  BatchStoreCall  *call,
                  GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->put_handover (self, call->engine_id, call->handover,
                                                     error);
}

void
batch_store_put_handover_async (BatchStore                *self,
                                const char                *engine_id,
                                const BatchHandoverRecord *handover,
                                GCancellable              *cancellable,
                                GAsyncReadyCallback        callback,
                                gpointer                   user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_put_handover);

  call->engine_id = g_strdup (engine_id);
  call->handover = batch_handover_record_copy (handover);

  batch_store_write (self, call, batch_store_put_handover_async, cancellable, callback,
                     user_data);
}

gboolean
batch_store_put_handover_finish (BatchStore    *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_put_handover_async, error) != NULL;
}

static gboolean
run_take_answers (BatchStore      *self,
                  BatchStoreCall  *call,
                  GError         **error)
{
  guint n = call->finishes->len;

  call->finished = g_array_sized_new (FALSE, TRUE, sizeof (gboolean), n);
  g_array_set_size (call->finished, n);

  return BATCH_STORE_GET_CLASS (self)->take_answers (self, call->engine_id, call->handover,
                                                     (const BatchFinish **) call->finishes->pdata,
                                                     n, call->now,
                                                     (gboolean *) call->finished->data,
                                                     &call->job_after, error);
}

void
batch_store_take_answers_async (BatchStore                *self,
                                const char                *engine_id,
                                const BatchHandoverRecord *handover,
                                GPtrArray                 *finishes,
                                gint64                     now,
                                GCancellable              *cancellable,
                                GAsyncReadyCallback        callback,
                                gpointer                   user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_take_answers);

  call->engine_id = g_strdup (engine_id);
  call->handover = batch_handover_record_copy (handover);
  call->finishes = finishes;
  call->now = now;

  batch_store_write (self, call, batch_store_take_answers_async, cancellable, callback,
                     user_data);
}

BatchJobRecord *
batch_store_take_answers_finish (BatchStore    *self,
                                 GAsyncResult  *result,
                                 GArray       **taken,
                                 GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_take_answers_async, error);

  if (call == NULL)
    return NULL;

  *taken = g_steal_pointer (&call->finished);
  return g_steal_pointer (&call->job_after);
}

static gboolean
run_settle_handover (BatchStore      *self,
                     BatchStoreCall  *call,
                     GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->settle_handover (self, call->engine_id, call->handover,
                                                        call->finish, call->limit, call->now,
                                                        &call->n_items, &call->job_after, error);
}

void
batch_store_settle_handover_async (BatchStore                *self,
                                   const char                *engine_id,
                                   const BatchHandoverRecord *handover,
                                   const BatchFinish         *rest,
                                   guint                      limit,
                                   gint64                     now,
                                   GCancellable              *cancellable,
                                   GAsyncReadyCallback        callback,
                                   gpointer                   user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_settle_handover);

  call->engine_id = g_strdup (engine_id);
  call->handover = batch_handover_record_copy (handover);
  call->finish = batch_finish_copy (rest);
  call->limit = limit;
  call->now = now;

  batch_store_write (self, call, batch_store_settle_handover_async, cancellable, callback,
                     user_data);
}

BatchJobRecord *
batch_store_settle_handover_finish (BatchStore    *self,
                                    GAsyncResult  *result,
                                    guint         *n_settled,
                                    GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_settle_handover_async, error);

  if (call == NULL)
    return NULL;

  *n_settled = call->n_items;
  return g_steal_pointer (&call->job_after);
}

static gboolean
run_resolve_handover (BatchStore      *self,
                      BatchStoreCall  *call,
                      GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->resolve_handover (self, call->name, call->value, error);
}

void
batch_store_resolve_handover_async (BatchStore          *self,
                                    const char          *id,
                                    const char          *upstream_id,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_resolve_handover);

  call->name = g_strdup (id);
  call->value = g_strdup (upstream_id);

  batch_store_write (self, call, batch_store_resolve_handover_async, cancellable, callback,
                     user_data);
}

gboolean
batch_store_resolve_handover_finish (BatchStore    *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_resolve_handover_async,
                                  error) != NULL;
}

static gboolean
run_list_handovers (BatchStore      *self,
                    BatchStoreCall  *call,
                    GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_handover_record_free);
  return BATCH_STORE_GET_CLASS (self)->list_handovers (self, call->job_id, call->records, error);
}

void
batch_store_list_handovers_async (BatchStore          *self,
                                  const char          *job_id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_handovers);

  call->job_id = g_strdup (job_id);

  batch_store_read (self, call, batch_store_list_handovers_async, cancellable, callback,
                    user_data);
}

GPtrArray *
batch_store_list_handovers_finish (BatchStore    *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_handovers_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_list_handover_items (BatchStore      *self,
                         BatchStoreCall  *call,
                         GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_item_record_unref);
  return BATCH_STORE_GET_CLASS (self)->list_handover_items (self, call->handover, call->number,
                                                            call->limit, call->records, error);
}

void
batch_store_list_handover_items_async (BatchStore                *self,
                                       const BatchHandoverRecord *handover,
                                       gint64                     after_position,
                                       guint                      limit,
                                       GCancellable              *cancellable,
                                       GAsyncReadyCallback        callback,
                                       gpointer                   user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_handover_items);

  call->handover = batch_handover_record_copy (handover);
  call->number = after_position;
  call->limit = limit;

  batch_store_read (self, call, batch_store_list_handover_items_async, cancellable, callback,
                    user_data);
}

GPtrArray *
batch_store_list_handover_items_finish (BatchStore    *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_list_handover_items_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}
