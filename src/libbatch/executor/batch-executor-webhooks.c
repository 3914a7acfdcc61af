/* batch-executor-webhooks.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-state-private.h"
#include "store/batch-store-webhooks-private.h"

/* Who is told of every job, for the owner to see. */

static void
take_webhooks (BatchExecutor *self,
               GPtrArray     *records)
{
  g_autoptr(GStrvBuilder) urls = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;

  for (guint i = 0; i < records->len; i++)
    {
      const BatchWebhookRecord *webhook = g_ptr_array_index (records, i);

      if (webhook->is_target && webhook->gone_at == 0)
        g_strv_builder_add (urls, webhook->url);
    }

  list = g_strv_builder_end (urls);
  batch_executor_tell_webhooks (self, list);
}

gboolean
batch_executor_take_webhooks (BatchExecutor  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_autoptr(GPtrArray) records = batch_store_list_webhooks_finish (self->store, result, error);

  if (records == NULL)
    return FALSE;

  take_webhooks (self, records);
  return TRUE;
}

void
batch_executor_read_webhooks (BatchExecutor       *self,
                              GAsyncReadyCallback  callback)
{
  batch_store_list_webhooks_async (self->store, NULL, callback, self);
}

static void
reloaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_executor_take_webhooks (self, result, &error))
    batch_executor_warn (self, error, "Reading who is told of jobs");
}

void
batch_executor_reload_webhooks (BatchExecutor *self)
{
  batch_executor_read_webhooks (self, reloaded_cb);
}

static void
refresh (BatchExecutor *self,
         BatchCall     *call)
{
  batch_call_free (call);
  batch_executor_reload_webhooks (self);
  batch_executor_reload_preferences (self);
}

void
batch_executor_refresh_webhooks (BatchExecutor *self)
{
  batch_executor_call (self, refresh, NULL, NULL, NULL, NULL);
}
