/* batch-engine-deliveries.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-engine-call-private.h"
#include "reports/batch-delivery-private.h"
#include "store/batch-store-webhooks-private.h"

/* What was told of jobs, and to whom. */

static void
deliveries_listed_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *records = batch_store_list_deliveries_finish (BATCH_STORE (source), result, &error);

  if (records != NULL)
    batch_engine_return_list (task, records, BATCH_TYPE_DELIVERY,
                              (BatchWrapFunc) batch_delivery_new);
  else
    g_task_return_error (task, error);
}

/**
 * batch_engine_list_deliveries_async:
 * @self: an engine
 * @job_id: (nullable): the id of a job; %NULL for all
 * @limit: how many at most
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when that is done
 * @user_data: data for @callback
 *
 * Gets what was told, or is to be told, the latest first. What has ended is kept for a month.
 */
void
batch_engine_list_deliveries_async (BatchEngine         *self,
                                    const char          *job_id,
                                    guint                limit,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_list_deliveries_async);
  if (batch_engine_check_open (self, task))
    batch_store_list_deliveries_async (batch_engine_get_store (self), job_id, 0, limit, cancellable,
                                       deliveries_listed_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_list_deliveries_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.list_deliveries_async].
 *
 * Returns: (transfer full): a list of [class@Delivery]
 */
GListModel *
batch_engine_list_deliveries_finish (BatchEngine   *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
