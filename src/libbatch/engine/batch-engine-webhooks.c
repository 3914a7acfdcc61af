/* batch-engine-webhooks.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "core/batch-id-private.h"
#include "engine/batch-engine-call-private.h"
#include "engine/batch-webhook-secret-private.h"
#include "reports/batch-delivery-private.h"
#include "reports/batch-webhook-private.h"
#include "secret/batch-secret-private.h"
#include "webhook/batch-address-guard-private.h"
#include "webhook/batch-webhook-sender-private.h"
#include "webhook/batch-webhook-signature-private.h"

/* Who is told what becomes of jobs. Whatever engine works on the store tells them. */

/* The name of the secret that the library makes. */
#define SECRET_NAME "webhook"
#define SECRET_BYTES 32

/* --- Targets --- */

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
  const BatchWebhookRecord webhook = {
    .url = (char *) url, .created_at = g_get_real_time (), .allow_private = allow_private,
    .is_target = TRUE,
  };
  GError *error = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (url != NULL);

  task = batch_engine_call_new (self, cancellable, callback, user_data,
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

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_remove_webhook_async);
  if (batch_engine_check_open (self, task))
    batch_store_remove_webhook_async (batch_engine_get_store (self), url, g_get_real_time (),
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

/* --- The log --- */

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

/* --- Trying one --- */

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
    .job_state = BATCH_JOB_STATE_COMPLETED, .url = trial->url, .created_at = g_get_real_time (),
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

/* --- The secret --- */

static void
secret_named_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GError *error = NULL;
  gboolean done = batch_store_put_setting_finish (BATCH_STORE (source), result, &error);

  batch_engine_return_done (user_data, done, error);
}

static void
name_secret (GTask      *task,
             const char *name)
{
  BatchEngine *self = g_task_get_source_object (task);

  batch_store_put_setting_async (batch_engine_get_store (self), BATCH_WEBHOOK_SECRET_SETTING, name,
                                 g_task_get_cancellable (task), secret_named_cb,
                                 g_object_ref (task));
}

/**
 * batch_engine_set_webhook_secret_async:
 * @self: an engine
 * @name: (nullable): the name of the secret; %NULL: nothing is signed
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when that is done
 * @user_data: data for @callback
 *
 * Says by what name the secret is kept with which all that is told is signed. A name like
 * `env:VARIABLE` is that of an environment variable, which every program that works on the
 * queue has to have; any other one is looked up where the desktop keeps passwords.
 */
void
batch_engine_set_webhook_secret_async (BatchEngine         *self,
                                       const char          *name,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_set_webhook_secret_async);
  if (name != NULL && !batch_secret_check_name (name, &error))
    g_task_return_error (task, error);
  else if (batch_engine_check_open (self, task))
    name_secret (task, name);
}

/**
 * batch_engine_set_webhook_secret_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.set_webhook_secret_async].
 *
 * Returns: whether it was set
 */
gboolean
batch_engine_set_webhook_secret_finish (BatchEngine   *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static char *
make_secret (GError **error)
{
  g_autoptr(GFile) file = g_file_new_for_path ("/dev/urandom");
  g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, error);
  guint8 bytes[SECRET_BYTES];
  g_autofree char *text = NULL;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, sizeof bytes,
                                                  NULL, NULL, error))
    return NULL;

  text = g_base64_encode (bytes, sizeof bytes);
  return g_strconcat (BATCH_WEBHOOK_SECRET_PREFIX, text, NULL);
}

static void
made_named_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (batch_store_put_setting_finish (BATCH_STORE (source), result, &error))
    g_task_return_pointer (task, g_strdup (g_task_get_task_data (task)), g_free);
  else
    g_task_return_error (task, error);
}

static void
made_stored_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!batch_secret_store_finish (result, NULL, &error))
    g_task_return_error (task, error);
  else
    batch_store_put_setting_async (batch_engine_get_store (self), BATCH_WEBHOOK_SECRET_SETTING,
                                   SECRET_NAME, g_task_get_cancellable (task), made_named_cb,
                                   g_object_ref (task));
}

/**
 * batch_engine_make_webhook_secret_async:
 * @self: an engine
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when that is done
 * @user_data: data for @callback
 *
 * Makes a secret, keeps it where the desktop keeps passwords, and has all that is told
 * signed with it. Who is told needs it to know that it comes from here.
 */
void
batch_engine_make_webhook_secret_async (BatchEngine         *self,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;
  char *secret;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_make_webhook_secret_async);
  if (!batch_engine_check_open (self, task))
    return;
  if (!(secret = make_secret (&error)))
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_set_task_data (task, secret, (GDestroyNotify) batch_secret_free);
  batch_secret_store_async (SECRET_NAME, secret, cancellable, made_stored_cb,
                            g_steal_pointer (&task));
}

/**
 * batch_engine_make_webhook_secret_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.make_webhook_secret_async].
 *
 * Returns: (transfer full): the secret
 */
char *
batch_engine_make_webhook_secret_finish (BatchEngine   *self,
                                         GAsyncResult  *result,
                                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
