/* store/batch-store-jobs.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-call-private.h"

static gboolean
run_insert_job (BatchStore      *self,
                BatchStoreCall  *call,
                GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->insert_job (self, call->job, error);
}

void
batch_store_insert_job_async (BatchStore          *self,
                              BatchJobRecord      *job,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_insert_job);

  call->job = batch_job_record_ref (job);

  batch_store_write (self, call, batch_store_insert_job_async, cancellable, callback, user_data);
}

gboolean
batch_store_insert_job_finish (BatchStore    *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_insert_job_async, error) != NULL;
}

static gboolean
run_insert_items (BatchStore      *self,
                  BatchStoreCall  *call,
                  GError         **error)
{
  const BatchNewItem *items = (const BatchNewItem *) call->chunk->items->data;

  return BATCH_STORE_GET_CLASS (self)->insert_items (self, call->job_id, call->number,
                                                     items, call->chunk->items->len, error);
}

void
batch_store_insert_items_async (BatchStore          *self,
                                const char          *job_id,
                                guint32              first,
                                BatchItemChunk      *chunk,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_insert_items);

  call->job_id = g_strdup (job_id);
  call->number = first;
  call->chunk = chunk;

  batch_store_write (self, call, batch_store_insert_items_async, cancellable, callback, user_data);
}

gboolean
batch_store_insert_items_finish (BatchStore    *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_insert_items_async, error) != NULL;
}

static gboolean
run_submit_job (BatchStore      *self,
                BatchStoreCall  *call,
                GError         **error)
{
  const BatchNewItem *items = (const BatchNewItem *) call->chunk->items->data;

  return BATCH_STORE_GET_CLASS (self)->submit_job (self, call->job, items, call->chunk->items->len,
                                                   &call->job_after, error);
}

static void
undo_submit_job (BatchStoreCall *call)
{
  g_clear_pointer (&call->job_after, batch_job_record_unref);
}

void
batch_store_submit_job_async (BatchStore          *self,
                              BatchJobRecord      *job,
                              BatchItemChunk      *chunk,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_submit_job);

  call->undo = undo_submit_job;
  call->job = batch_job_record_ref (job);
  call->chunk = chunk;

  batch_store_write (self, call, batch_store_submit_job_async, cancellable, callback, user_data);
}

BatchJobRecord *
batch_store_submit_job_finish (BatchStore    *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_submit_job_async, error);

  return call != NULL ? g_steal_pointer (&call->job_after) : NULL;
}

static gboolean
run_change_job (BatchStore      *self,
                BatchStoreCall  *call,
                GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->change_job (self, call->job_id, call->job, call->flags,
                                                   call->now, &call->job_after, error);
}

static gboolean
run_look_at_job (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->get_job (self, call->job_id, &call->job_after, error);
}

/* A change of nothing is how a job is looked at in the order of the changes; where nothing is ever
 * changed, that is any order. */
void
batch_store_change_job_async (BatchStore          *self,
                              const char          *job_id,
                              BatchJobRecord      *values,
                              BatchJobFields       fields,
                              gint64               now,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_change_job);

  call->job_id = g_strdup (job_id);
  call->job = batch_job_record_ref (values);
  call->flags = fields;
  call->now = now;

  if (fields == 0 && batch_store_get_read_only (self))
    {
      call->run = run_look_at_job;
      batch_store_read (self, call, batch_store_change_job_async, cancellable, callback, user_data);
    }
  else
    batch_store_write (self, call, batch_store_change_job_async, cancellable, callback,
                       user_data);
}

BatchJobRecord *
batch_store_change_job_finish (BatchStore    *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_change_job_async, error);

  return call != NULL ? g_steal_pointer (&call->job_after) : NULL;
}

static gboolean
run_sweep (BatchStore      *self,
           BatchStoreCall  *call,
           GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->sweep (self, call->job_id, call->flags, call->limit,
                                              call->now, &call->n, &call->job_after, error);
}

void
batch_store_sweep_async (BatchStore          *self,
                         const char          *job_id,
                         BatchItemStatus      status,
                         guint                limit,
                         gint64               now,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_sweep);

  call->job_id = g_strdup (job_id);
  call->flags = status;
  call->limit = limit;
  call->now = now;

  batch_store_write (self, call, batch_store_sweep_async, cancellable, callback, user_data);
}

BatchJobRecord *
batch_store_sweep_finish (BatchStore    *self,
                          GAsyncResult  *result,
                          gint64        *n_left,
                          GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_sweep_async, error);

  if (call == NULL)
    return NULL;

  if (n_left != NULL)
    *n_left = call->n;
  return g_steal_pointer (&call->job_after);
}

static gboolean
run_purge (BatchStore      *self,
           BatchStoreCall  *call,
           GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->purge (self, call->job_id, call->limit, &call->yes, error);
}

void
batch_store_purge_async (BatchStore          *self,
                         const char          *job_id,
                         guint                limit,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_purge);

  call->job_id = g_strdup (job_id);
  call->limit = limit;

  batch_store_write (self, call, batch_store_purge_async, cancellable, callback, user_data);
}

gboolean
batch_store_purge_finish (BatchStore    *self,
                          GAsyncResult  *result,
                          gboolean      *done,
                          GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_purge_async, error);

  if (call == NULL)
    return FALSE;

  if (done != NULL)
    *done = call->yes;
  return TRUE;
}

static gboolean
run_retry (BatchStore      *self,
           BatchStoreCall  *call,
           GError         **error)
{
  BatchRetryAnswer answer = { 0 };
  gboolean done = BATCH_STORE_GET_CLASS (self)->retry (self, call->job_id, call->request,
                                                       call->number, call->limit, call->now,
                                                       &answer, error);

  call->n = answer.n_retried;
  call->next = answer.next;
  call->job_after = answer.after;
  return done;
}

void
batch_store_retry_async (BatchStore              *self,
                         const char              *job_id,
                         const BatchRetryRequest *request,
                         gint64                   after_position,
                         guint                    limit,
                         gint64                   now,
                         GCancellable            *cancellable,
                         GAsyncReadyCallback      callback,
                         gpointer                 user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_retry);

  call->job_id = g_strdup (job_id);
  call->request = request != NULL ? batch_retry_request_copy (request) : NULL;
  call->number = after_position;
  call->limit = limit;
  call->now = now;

  batch_store_write (self, call, batch_store_retry_async, cancellable, callback, user_data);
}

BatchJobRecord *
batch_store_retry_finish (BatchStore    *self,
                          GAsyncResult  *result,
                          gint64        *n_retried,
                          gint64        *next,
                          GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_retry_async, error);

  if (call == NULL)
    return NULL;

  if (n_retried != NULL)
    *n_retried = call->n;
  if (next != NULL)
    *next = call->next;
  return g_steal_pointer (&call->job_after);
}
