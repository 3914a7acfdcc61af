/* batch-engine-webhooks.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-engine-call-private.h"
#include "reports/batch-webhook-private.h"
#include "store/batch-store-webhooks-private.h"
#include "webhook/batch-address-guard-private.h"

/* Who is told what becomes of jobs. Whatever engine works on the store tells them. */

static void
webhooks_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *records = batch_store_list_webhooks_finish (BATCH_STORE (source), result, &error);

  if (records != NULL)
    batch_engine_return_list (task, records, BATCH_TYPE_WEBHOOK,
                              (BatchWrapFunc) batch_webhook_new);
  else
    g_task_return_error (task, error);
}

/**
 * batch_engine_list_webhooks_async:
 * @self: an engine
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when that is done
 * @user_data: data for @callback
 *
 * Gets the addresses that are told what becomes of every job.
 */
void
batch_engine_list_webhooks_async (BatchEngine         *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_list_webhooks_async);
  if (batch_engine_check_open (self, task))
    batch_store_list_webhooks_async (batch_engine_get_store (self), cancellable,
                                     webhooks_listed_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_list_webhooks_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.list_webhooks_async].
 *
 * Returns: (transfer full): a list of [class@Webhook]
 */
GListModel *
batch_engine_list_webhooks_finish (BatchEngine   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
webhook_put_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  GError *error = NULL;
  gboolean done = batch_store_put_webhook_finish (BATCH_STORE (source), result, &error);

  batch_engine_return_done (user_data, done, error);
}

/**
 * batch_engine_add_webhook_async:
 * @self: an engine
 * @url: where events are to be sent
 * @allow_private: whether it may be an address that only this network can reach
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when that is done
 * @user_data: data for @callback
 *
 * Has @url told what becomes of every job: when it is queued, started, completed, failed,
 * expired or cancelled. One that is there already, or that said that it is gone, begins anew.
 *
 * With @allow_private, jobs may name other addresses on the same server, too.
 */
void
batch_engine_add_webhook_async (BatchEngine         *self,
                                const char          *url,
                                gboolean             allow_private,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  BatchWebhookRecord webhook = {
    .url = (char *) url, .allow_private = allow_private, .is_target = TRUE,
  };
  GError *error = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (url != NULL);

  webhook.created_at = batch_engine_now (self);
  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_engine_add_webhook_async);
  if (!batch_webhook_check_url (url, allow_private, &error))
    g_task_return_error (task, error);
  else if (batch_engine_check_open (self, task))
    batch_store_put_webhook_async (batch_engine_get_store (self), &webhook, cancellable,
                                   webhook_put_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_add_webhook_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.add_webhook_async].
 *
 * The error is `BATCH_ERROR_INVALID_REQUEST` when nothing may be sent to that address.
 *
 * Returns: whether it was added
 */
gboolean
batch_engine_add_webhook_finish (BatchEngine   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
webhook_removed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  GError *error = NULL;
  gboolean done = batch_store_remove_webhook_finish (BATCH_STORE (source), result, &error);

  batch_engine_return_done (user_data, done, error);
}

/**
 * batch_engine_remove_webhook_async:
 * @self: an engine
 * @url: one of the URLs that are told
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when that is done
 * @user_data: data for @callback
 *
 * Tells @url nothing more, not even what waits to be told.
 */
void
batch_engine_remove_webhook_async (BatchEngine         *self,
                                   const char          *url,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (url != NULL);

  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_engine_remove_webhook_async);
  if (batch_engine_check_open (self, task))
    batch_store_remove_webhook_async (batch_engine_get_store (self), url, batch_engine_now (self),
                                      cancellable, webhook_removed_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_remove_webhook_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.remove_webhook_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is none of that address.
 *
 * Returns: whether it was removed
 */
gboolean
batch_engine_remove_webhook_finish (BatchEngine   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
