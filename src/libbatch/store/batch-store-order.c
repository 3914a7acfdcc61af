/* store/batch-store-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-call-private.h"

static gboolean
run_order_items (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  g_array_set_size (call->positions, 0);
  return BATCH_STORE_GET_CLASS (self)->order_items (self, call->job_id, call->query,
                                                    call->first, call->limit,
                                                    g_task_get_cancellable (call->task),
                                                    call->positions, error);
}

static guint
guess_n (const BatchItemQuery *query,
         guint32               n_positions)
{
  gboolean is_filtered = query->statuses != 0 || query->needs_review || query->search != NULL;

  return is_filtered ? 0 : n_positions;
}

void
batch_store_order_items_async (BatchStore           *self,
                               const char           *job_id,
                               const BatchItemQuery *query,
                               guint32               first,
                               guint32               n_positions,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_order_items);

  call->job_id = g_strdup (job_id);
  call->query = batch_item_query_copy (query);
  call->first = first;
  call->limit = n_positions;
  /* A list that grows is there twice for a while. */
  call->positions = g_array_sized_new (FALSE, FALSE, sizeof (guint32),
                                       guess_n (query, n_positions));

  if (query->sort == BATCH_ITEM_SORT_POSITION)
    batch_store_read (self, call, batch_store_order_items_async, cancellable, callback, user_data);
  else
    batch_store_read_aside (self, call, batch_store_order_items_async, cancellable, callback,
                            user_data);
}

GArray *
batch_store_order_items_finish (BatchStore    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_order_items_async, error);

  return call != NULL ? g_steal_pointer (&call->positions) : NULL;
}

static gboolean
run_get_items (BatchStore      *self,
               BatchStoreCall  *call,
               GError         **error)
{
  call->records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_item_record_unref);
  return BATCH_STORE_GET_CLASS (self)->get_items (self, call->job_id,
                                                  (const guint32 *) call->positions->data,
                                                  call->positions->len, call->records, error);
}

void
batch_store_get_items_async (BatchStore          *self,
                             const char          *job_id,
                             const guint32       *positions,
                             guint                n_positions,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_get_items);

  call->job_id = g_strdup (job_id);
  call->positions = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n_positions);
  g_array_append_vals (call->positions, positions, n_positions);

  batch_store_read (self, call, batch_store_get_items_async, cancellable, callback, user_data);
}

GPtrArray *
batch_store_get_items_finish (BatchStore    *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_get_items_async, error);

  return call != NULL ? g_steal_pointer (&call->records) : NULL;
}
