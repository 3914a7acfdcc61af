/* store/batch-store-items.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-call-private.h"

static void
lease_clear (gpointer data)
{
  BatchLease *lease = data;

  g_free (lease->job_id);
}

GArray *
batch_store_leases_new (guint reserved)
{
  GArray *leases = g_array_sized_new (FALSE, FALSE, sizeof (BatchLease), reserved);

  g_array_set_clear_func (leases, lease_clear);
  return leases;
}

void
batch_store_leases_add (GArray     *leases,
                        const char *job_id,
                        guint32     position,
                        gint64      generation)
{
  BatchLease lease = { g_strdup (job_id), position, generation };

  g_array_append_val (leases, lease);
}

static gboolean
run_claim (BatchStore      *self,
           BatchStoreCall  *call,
           GError         **error)
{
  const BatchClaimRequest request = {
    call->engine_id, call->job_id, call->key, call->number, call->limit,
  };

  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_item_record_unref);
  return BATCH_STORE_GET_CLASS (self)->claim (self, &request, call->now, call->records, error);
}

void
batch_store_claim_async (BatchStore          *self,
                         const char          *engine_id,
                         const char          *job_id,
                         const char          *key,
                         gint64               first,
                         guint                limit,
                         gint64               now,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_claim);

  call->engine_id = g_strdup (engine_id);
  call->job_id = g_strdup (job_id);
  call->key = g_strdup (key);
  call->number = first;
  call->limit = limit;
  call->now = now;

  batch_store_write (self, call, batch_store_claim_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_claim_finish (BatchStore    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_claim_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_advance (BatchStore      *self,
             BatchStoreCall  *call,
             GError         **error)
{
  BatchAdvanceRequest request = { .engine_id = call->engine_id };
  BatchAdvanceAnswer answer;

  if (call->finishes != NULL)
    {
      request.finishes = (const BatchFinish **) call->finishes->pdata;
      request.n_finishes = call->finishes->len;
    }
  if (call->leases != NULL)
    {
      request.starts = (const BatchLease *) call->leases->data;
      request.n_starts = call->leases->len;
    }

  call->finished = g_array_sized_new (FALSE, TRUE, sizeof (gboolean), request.n_finishes);
  call->started = g_array_sized_new (FALSE, TRUE, sizeof (gboolean), request.n_starts);
  g_array_set_size (call->finished, request.n_finishes);
  g_array_set_size (call->started, request.n_starts);
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_job_record_unref);
  answer = (BatchAdvanceAnswer) {
    (gboolean *) call->finished->data, (gboolean *) call->started->data, call->records,
  };

  return BATCH_STORE_GET_CLASS (self)->advance (self, &request, call->now, &answer, error);
}

void
batch_store_advance_async (BatchStore          *self,
                           const char          *engine_id,
                           GPtrArray           *finishes,
                           GArray              *starts,
                           gint64               now,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_advance);

  call->engine_id = g_strdup (engine_id);
  call->finishes = finishes;
  call->leases = starts;
  call->now = now;

  batch_store_write (self, call, batch_store_advance_async, cancellable, callback, user_data);
}

gboolean
batch_store_advance_finish (BatchStore    *self,
                            GAsyncResult  *result,
                            GArray       **finished,
                            GArray       **started,
                            GPtrArray    **jobs,
                            GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_advance_async, error);

  if (call == NULL)
    return FALSE;

  if (finished != NULL)
    *finished = g_steal_pointer (&call->finished);
  if (started != NULL)
    *started = g_steal_pointer (&call->started);
  if (jobs != NULL)
    *jobs = g_steal_pointer (&call->records);
  return TRUE;
}

static gboolean
run_release (BatchStore      *self,
             BatchStoreCall  *call,
             GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_job_record_unref);

  return BATCH_STORE_GET_CLASS (self)->release (self, call->engine_id,
                                                (const BatchLease *) call->leases->data,
                                                call->leases->len, call->now, call->records, error);
}

void
batch_store_release_async (BatchStore          *self,
                           const char          *engine_id,
                           GArray              *leases,
                           gint64               now,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_release);

  call->engine_id = g_strdup (engine_id);
  call->leases = leases;
  call->now = now;

  batch_store_write (self, call, batch_store_release_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_release_finish (BatchStore    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_release_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}

static gboolean
run_wake (BatchStore      *self,
          BatchStoreCall  *call,
          GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_job_record_unref);
  return BATCH_STORE_GET_CLASS (self)->wake (self, call->now, &call->next, call->records, error);
}

void
batch_store_wake_async (BatchStore          *self,
                        gint64               now,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_wake);

  call->now = now;

  batch_store_write (self, call, batch_store_wake_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_wake_finish (BatchStore    *self,
                         GAsyncResult  *result,
                         gint64        *next_due,
                         GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_wake_async, error);

  if (call == NULL)
    return NULL;

  if (next_due != NULL)
    *next_due = call->next;
  return g_steal_pointer (&call->records);
}

static gboolean
run_cancel_item (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->cancel_item (self, call->job_id, call->number, call->now,
                                                    &call->job_after, error);
}

void
batch_store_cancel_item_async (BatchStore          *self,
                               const char          *job_id,
                               guint32              position,
                               gint64               now,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_cancel_item);

  call->job_id = g_strdup (job_id);
  call->number = position;
  call->now = now;

  batch_store_write (self, call, batch_store_cancel_item_async, cancellable, callback, user_data);
}

BatchJobRecord *
batch_store_cancel_item_finish (BatchStore    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_cancel_item_async, error);

  return call != NULL ? g_steal_pointer (&call->job_after) : NULL;
}

static gboolean
run_retry_item (BatchStore      *self,
                BatchStoreCall  *call,
                GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->retry_item (self, call->job_id, call->number, call->now,
                                                   &call->job_after, error);
}

void
batch_store_retry_item_async (BatchStore          *self,
                              const char          *job_id,
                              guint32              position,
                              gint64               now,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_retry_item);

  call->job_id = g_strdup (job_id);
  call->number = position;
  call->now = now;

  batch_store_write (self, call, batch_store_retry_item_async, cancellable, callback, user_data);
}

BatchJobRecord *
batch_store_retry_item_finish (BatchStore    *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_retry_item_async, error);

  return call != NULL ? g_steal_pointer (&call->job_after) : NULL;
}

static gboolean
run_accept_answers (BatchStore      *self,
                    BatchStoreCall  *call,
                    GError         **error)
{
  const guint32 *positions = call->positions != NULL ? (gpointer) call->positions->data : NULL;
  guint n_positions = call->positions != NULL ? call->positions->len : 0;

  return BATCH_STORE_GET_CLASS (self)->accept_answers (self, call->job_id, positions, n_positions,
                                                       call->flags, call->limit, &call->n,
                                                       &call->job_after, error);
}

void
batch_store_accept_answers_async (BatchStore          *self,
                                  const char          *job_id,
                                  GArray              *positions,
                                  BatchReviewReason    reason,
                                  guint                limit,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_accept_answers);

  call->job_id = g_strdup (job_id);
  call->positions = positions;
  call->flags = reason;
  call->limit = limit;

  batch_store_write (self, call, batch_store_accept_answers_async, cancellable, callback,
                     user_data);
}

BatchJobRecord *
batch_store_accept_answers_finish (BatchStore    *self,
                                   GAsyncResult  *result,
                                   gint64        *n_accepted,
                                   GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_accept_answers_async, error);

  if (call == NULL)
    return NULL;

  if (n_accepted != NULL)
    *n_accepted = call->n;
  return g_steal_pointer (&call->job_after);
}

static gboolean
run_update_item (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->update_item (self, call->finish, call->now, &call->job_after,
                                                    error);
}

void
batch_store_update_item_async (BatchStore          *self,
                               BatchFinish         *values,
                               gint64               now,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_update_item);

  call->finish = values;
  call->now = now;

  batch_store_write (self, call, batch_store_update_item_async, cancellable, callback, user_data);
}

BatchJobRecord *
batch_store_update_item_finish (BatchStore    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_update_item_async, error);

  return call != NULL ? g_steal_pointer (&call->job_after) : NULL;
}
