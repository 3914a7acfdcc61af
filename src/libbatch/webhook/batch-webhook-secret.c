/* batch-webhook-secret.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "webhook/batch-webhook-secret-private.h"

#include "secret/batch-secret-private.h"

/* The store has only the name of the secret; the secret is where the desktop keeps such. */

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  char *secret = batch_secret_lookup_finish (result, &error);

  if (secret == NULL)
    {
      g_prefix_error (&error, "The secret for webhooks: ");
      g_task_return_error (task, error);
      return;
    }

  g_task_return_pointer (task, secret, (GDestroyNotify) batch_secret_free);
}

static void
settings_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GHashTable) settings = batch_store_list_values_finish (BATCH_STORE (source), result,
                                                                   &error);
  const char *name;

  if (settings == NULL)
    g_task_return_error (task, error);
  else if ((name = g_hash_table_lookup (settings, BATCH_WEBHOOK_SECRET_SETTING)) == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    batch_secret_lookup_async (name, g_task_get_cancellable (task), found_cb,
                               g_object_ref (task));
}

void
batch_webhook_secret_lookup_async (BatchStore          *store,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, batch_webhook_secret_lookup_async);
  batch_store_list_values_async (store, BATCH_STORE_SETTINGS, cancellable, settings_listed_cb,
                                 task);
}

char *
batch_webhook_secret_lookup_finish (GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, batch_webhook_secret_lookup_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
batch_webhook_secret_free (char *secret)
{
  if (secret != NULL)
    batch_secret_free (secret);
}
