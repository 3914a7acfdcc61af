/* batch-engine-webhook-trial.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "core/batch-id-private.h"
#include "engine/batch-engine-call-private.h"
#include "store/batch-store-webhooks-private.h"
#include "webhook/batch-webhook-secret-private.h"
#include "webhook/batch-webhook-sender-private.h"

/* Whether a receiver takes what it is told. */

typedef struct
{
  char     *url;
  gboolean  allow_private;
} Trial;

static void
trial_free (gpointer data)
{
  Trial *trial = data;

  g_free (trial->url);
  g_free (trial);
}

static void
trial_sent_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchWebhookOutcome outcome;
  GError *error = NULL;

  if (batch_webhook_send_finish (result, &outcome, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
trial_secret_found_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  const Trial *trial = g_task_get_task_data (task);
  g_autofree char *event_id = batch_id_new ("evt_");
  g_autofree char *job_id = batch_id_new (BATCH_ID_JOB);
  const BatchDeliveryRecord delivery = {
    .event_id = event_id, .kind = (char *) "batch.completed", .job_id = job_id,
    .job_state = BATCH_JOB_STATE_COMPLETED, .url = trial->url,
    .created_at = batch_engine_now (g_task_get_source_object (task)),
  };
  GError *error = NULL;
  char *secret = batch_webhook_secret_lookup_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    batch_webhook_send_async (&delivery, secret, trial->allow_private,
                              g_task_get_cancellable (task), trial_sent_cb, g_object_ref (task));
  batch_webhook_secret_free (secret);
}

static void
try_url (GTask *task)
{
  batch_webhook_secret_lookup_async (batch_engine_get_store (g_task_get_source_object (task)),
                                     g_task_get_cancellable (task), trial_secret_found_cb,
                                     g_object_ref (task));
}

static gboolean
may_be_private (GPtrArray  *webhooks,
                const char *url)
{
  for (guint i = 0; i < webhooks->len; i++)
    {
      const BatchWebhookRecord *webhook = g_ptr_array_index (webhooks, i);

      if (webhook->allow_private && g_str_equal (webhook->url, url))
        return TRUE;
    }

  return FALSE;
}

static void
trial_webhooks_listed_cb (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Trial *trial = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) webhooks = batch_store_list_webhooks_finish (BATCH_STORE (source), result,
                                                                    &error);

  if (webhooks == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  trial->allow_private |= may_be_private (webhooks, trial->url);
  try_url (task);
}

/**
 * batch_engine_test_webhook_async:
 * @self: an engine
 * @url: where to send it
 * @allow_private: whether it may be an address that only this network can reach
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when that is done
 * @user_data: data for @callback
 *
 * Sends @url once what it would be told of a job without items that has completed, signed
 * like everything else. It need not be one that was added; what one that was may be, it may be
 * here, too.
 */
void
batch_engine_test_webhook_async (BatchEngine         *self,
                                 const char          *url,
                                 gboolean             allow_private,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Trial *trial;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (url != NULL);

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_test_webhook_async);
  if (!batch_engine_check_open (self, task))
    return;

  trial = g_new (Trial, 1);
  *trial = (Trial) { g_strdup (url), allow_private };
  g_task_set_task_data (task, trial, trial_free);
  batch_store_list_webhooks_async (batch_engine_get_store (self), cancellable,
                                   trial_webhooks_listed_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_test_webhook_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.test_webhook_async].
 *
 * Returns: whether it was acknowledged
 */
gboolean
batch_engine_test_webhook_finish (BatchEngine   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
