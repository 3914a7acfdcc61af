/* batch-engine-claims.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include <string.h>

#include "engine/batch-engine-call-private.h"

/* What workers outside the library ask for and answer. */

static gboolean
check_lease (GTask  *task,
             gint64  lease_ms)
{
  if (lease_ms > 0)
    return TRUE;

  g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                           "A lease lasts for more than 0 ms, not %" G_GINT64_FORMAT, lease_ms);
  return FALSE;
}

static gboolean
finish (BatchEngine   *self,
        GAsyncResult  *result,
        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) > 0;
}

/**
 * batch_engine_claim_async:
 * @self: an engine
 * @keys: (nullable) (array zero-terminated=1): the resource keys that the worker can
 *   serve, those first that it has loaded; %NULL for whatever the plan has next
 * @limit: how many items at most
 * @lease_ms: how many milliseconds they are the worker's, unless it renews the claims; more
 *   than 0
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the claims
 * @user_data: data for @callback
 *
 * Gives items of jobs whose handler is %BATCH_WORKERS to a worker outside.
 *
 * All items of one call have the same resource key. When a lease runs out, the item goes
 * to whoever claims next, and so it does when this engine ends.
 */
void
batch_engine_claim_async (BatchEngine         *self,
                          const char * const  *keys,
                          guint                limit,
                          gint64               lease_ms,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_engine_claim_async);
  if (check_lease (task, lease_ms))
    batch_executor_claim (batch_engine_get_executor (self), keys, limit, lease_ms,
                          g_steal_pointer (&task));
}

/**
 * batch_engine_claim_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.claim_async].
 *
 * Returns: (transfer full): a list of [class@Claim], empty when nothing waits;
 *   `BATCH_ERROR_INVALID_REQUEST` for a lease of no time
 */
GListModel *
batch_engine_claim_finish (BatchEngine   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_autoptr(GPtrArray) claims = NULL;
  GListStore *list;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!(claims = g_task_propagate_pointer (G_TASK (result), error)))
    return NULL;

  list = g_list_store_new (BATCH_TYPE_CLAIM);
  g_list_store_splice (list, 0, 0, claims->pdata, claims->len);
  return G_LIST_MODEL (list);
}

/**
 * batch_engine_renew_async:
 * @self: an engine
 * @claim_id: the id of a claim
 * @lease_ms: how many milliseconds it is the worker's from now on; more than 0
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Keeps a claim for longer. It fails when the item is not the worker's any more.
 */
void
batch_engine_renew_async (BatchEngine         *self,
                          const char          *claim_id,
                          gint64               lease_ms,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (claim_id != NULL);

  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_engine_renew_async);
  if (check_lease (task, lease_ms))
    batch_executor_renew (batch_engine_get_executor (self), claim_id, lease_ms,
                          g_steal_pointer (&task));
}

/**
 * batch_engine_renew_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.renew_async].
 *
 * Returns: whether it was done; `BATCH_ERROR_NOT_FOUND` when the lease has run out or
 *   the item was cancelled, `BATCH_ERROR_INVALID_REQUEST` for a lease of no time
 */
gboolean
batch_engine_renew_finish (BatchEngine   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return finish (self, result, error);
}

/**
 * batch_engine_complete_async:
 * @self: an engine
 * @claim_id: the id of a claim
 * @output: the result to keep
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is durable
 * @user_data: data for @callback
 *
 * Says that the item of a claim has succeeded.
 */
void
batch_engine_complete_async (BatchEngine         *self,
                             const char          *claim_id,
                             const char          *output,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BatchEnding *ending;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (claim_id != NULL);
  g_return_if_fail (output != NULL);

  ending = batch_ending_new (BATCH_ITEM_STATUS_SUCCEEDED);
  ending->body = g_bytes_new (output, strlen (output));
  batch_executor_end_claim (batch_engine_get_executor (self), claim_id, ending,
                            batch_engine_change_new (self, cancellable, callback, user_data,
                                                     batch_engine_complete_async));
}

/**
 * batch_engine_complete_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.complete_async].
 *
 * Returns: whether it was kept; `BATCH_ERROR_NOT_FOUND` when it came too late
 */
gboolean
batch_engine_complete_finish (BatchEngine   *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return finish (self, result, error);
}

/**
 * batch_engine_fail_async:
 * @self: an engine
 * @claim_id: the id of a claim
 * @message: why, in one sentence
 * @retry_after_ms: in how many ms another attempt is worth it; -1 when none is
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is durable
 * @user_data: data for @callback
 *
 * Says that the item of a claim has failed.
 *
 * It is tried again if that is worth it and its job allows another attempt.
 */
void
batch_engine_fail_async (BatchEngine         *self,
                         const char          *claim_id,
                         const char          *message,
                         gint64               retry_after_ms,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  BatchEnding *ending;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (claim_id != NULL);
  g_return_if_fail (message != NULL);

  ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);
  ending->failure_kind = BATCH_FAILURE_KIND_HANDLER_ERROR;
  ending->message = g_strdup (message);
  ending->retriable = retry_after_ms >= 0;
  ending->retry_after_ms = retry_after_ms;
  batch_executor_end_claim (batch_engine_get_executor (self), claim_id, ending,
                            batch_engine_change_new (self, cancellable, callback, user_data,
                                                     batch_engine_fail_async));
}

/**
 * batch_engine_fail_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.fail_async].
 *
 * Returns: whether it was kept; `BATCH_ERROR_NOT_FOUND` when it came too late
 */
gboolean
batch_engine_fail_finish (BatchEngine   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return finish (self, result, error);
}
