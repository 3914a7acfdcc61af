/* batch-engine-webhook-secret.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-engine-call-private.h"
#include "secret/batch-secret-private.h"
#include "webhook/batch-webhook-secret-private.h"
#include "webhook/batch-webhook-signature-private.h"

/* What receivers know it by that it is we who tell. */

/* The name of the secret that the library makes. */
#define SECRET_NAME "webhook"
#define SECRET_BYTES 32

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

  task = batch_engine_change_new (self, cancellable, callback, user_data,
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

  task = batch_engine_change_new (self, cancellable, callback, user_data,
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
