/* batch-webhook-check.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "webhook/batch-webhook-check-private.h"

#include "store/batch-store-webhooks-private.h"
#include "store/batch-store-private.h"
#include "webhook/batch-address-guard-private.h"

gboolean
batch_webhook_may_be_private (GPtrArray  *webhooks,
                              const char *url)
{
  for (guint i = 0; i < webhooks->len; i++)
    {
      const BatchWebhookRecord *webhook = g_ptr_array_index (webhooks, i);

      if (webhook->allow_private && batch_webhook_same_origin (webhook->url, url))
        return TRUE;
    }

  return FALSE;
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) webhooks = batch_store_list_webhooks_finish (BATCH_STORE (source), result,
                                                                    &error);
  const char *url = g_task_get_task_data (task);

  if (webhooks != NULL
      && batch_webhook_check_url (url, batch_webhook_may_be_private (webhooks, url), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
batch_webhook_check_async (BatchStore          *store,
                           const char          *url,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, batch_webhook_check_async);
  g_task_set_task_data (task, g_strdup (url), g_free);
  batch_store_list_webhooks_async (store, cancellable, listed_cb, task);
}

gboolean
batch_webhook_check_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, batch_webhook_check_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
