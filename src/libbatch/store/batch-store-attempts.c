/* store/batch-store-attempts.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-call-private.h"

static gboolean
run_list_attempts (BatchStore      *self,
                   BatchStoreCall  *call,
                   GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_attempt_record_free);
  return BATCH_STORE_GET_CLASS (self)->list_attempts (self, call->job_id, call->number,
                                                      call->records, error);
}

void
batch_store_list_attempts_async (BatchStore          *self,
                                 const char          *job_id,
                                 guint32              position,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_list_attempts);

  call->job_id = g_strdup (job_id);
  call->number = position;

  batch_store_read (self, call, batch_store_list_attempts_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_list_attempts_finish (BatchStore    *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_list_attempts_async,
                                                  error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}
