/* batch-engine-keys.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "backend/batch-backend-private.h"
#include "engine/batch-engine-call-private.h"
#include "http/batch-client-private.h"
#include "secret/batch-secret-private.h"

/* The keys of model servers. They are kept where the desktop keeps passwords; the store
 * has only their names. After a change the backend is stored again, although nothing of it
 * may be different: so every engine learns that it has to look the key up anew.
 */

typedef struct
{
  char     *backend;
  char     *value;                 /* (nullable) the key; NULL: to be forgotten */
  gboolean  in_keyring;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->backend);
  batch_backend_free_key (change->value);
  g_free (change);
}

static void
put_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (batch_engine_add_backend_finish (BATCH_ENGINE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
put_backend (GTask        *task,
             BatchBackend *backend)
{
  batch_engine_add_backend_async (g_task_get_source_object (task), backend,
                                  g_task_get_cancellable (task), put_cb, g_object_ref (task));
}

typedef struct
{
  GTask        *task;
  BatchBackend *backend;
} Step;

static Step *
step_new (GTask        *task,
          BatchBackend *backend)
{
  Step *step = g_new (Step, 1);

  step->task = g_object_ref (task);
  step->backend = g_object_ref (backend);
  return step;
}

static void
step_free (Step *step)
{
  g_object_unref (step->task);
  g_object_unref (step->backend);
  g_free (step);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Step, step_free)

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Step) step = user_data;
  Change *change = g_task_get_task_data (step->task);
  GError *error = NULL;

  if (batch_secret_store_finish (result, &change->in_keyring, &error))
    put_backend (step->task, step->backend);
  else
    g_task_return_error (step->task, error);
}

static void
store_value (GTask        *task,
             BatchBackend *backend)
{
  Change *change = g_task_get_task_data (task);
  const char *old = batch_backend_get_key_name (backend);
  g_autofree char *name = old != NULL && !batch_secret_is_environment (old)
                          ? g_strdup (old)
                          : batch_secret_name_for (batch_backend_get_name (backend));

  batch_backend_set_key_name (backend, name);
  batch_secret_store_async (name, change->value, g_task_get_cancellable (task), stored_cb,
                            step_new (task, backend));
}

/* That it was not there is as good. */
static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Step) step = user_data;
  GError *error = NULL;

  if (batch_secret_clear_finish (result, &error)
      || g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      put_backend (step->task, step->backend);
    }
  else
    g_task_return_error (step->task, error);
}

static void
clear_value (GTask        *task,
             BatchBackend *backend)
{
  g_autofree char *name = g_strdup (batch_backend_get_key_name (backend));

  batch_backend_set_key_name (backend, NULL);
  if (name == NULL || batch_secret_is_environment (name))
    put_backend (task, backend);
  else
    batch_secret_clear_async (name, g_task_get_cancellable (task), cleared_cb,
                              step_new (task, backend));
}

static void
orphan_cleared_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (batch_secret_clear_finish (result, &error)
      || g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, error);
}

/* The backend was removed before its key. */
static void
clear_orphan (GTask      *task,
              const char *backend)
{
  g_autofree char *name = batch_secret_name_for (backend);

  batch_secret_clear_async (name, g_task_get_cancellable (task), orphan_cleared_cb,
                            g_object_ref (task));
}

static void
backends_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GListModel) backends = NULL;
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;

  if (!(backends = batch_engine_list_backends_finish (BATCH_ENGINE (source), result, &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr(BatchBackend) backend = g_list_model_get_item (backends, i);

      if (!g_str_equal (batch_backend_get_name (backend), change->backend))
        continue;
      if (change->value != NULL)
        store_value (task, backend);
      else
        clear_value (task, backend);
      return;
    }

  if (change->value == NULL)
    clear_orphan (task, change->backend);
  else
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "There is no backend “%s”",
                             change->backend);
}

static void
change_key (GTask      *task,
            const char *backend,
            const char *value)
{
  BatchEngine *self = g_task_get_source_object (task);
  Change *change = g_new0 (Change, 1);

  change->backend = g_strdup (backend);
  change->value = g_strdup (value);
  g_task_set_task_data (task, change, change_free);
  batch_engine_list_backends_async (self, g_task_get_cancellable (task), backends_listed_cb,
                                    g_object_ref (task));
}

/**
 * batch_engine_store_key_async:
 * @self: an engine
 * @backend: the name of a backend
 * @key: the key that its server wants
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is stored
 * @user_data: data for @callback
 *
 * Keeps the key of a model server where the desktop keeps passwords. Where there is no
 * such place, it is kept in a file that only its owner can read. One that no request could
 * carry, as it has a space in it or what is not ASCII, is refused with
 * %BATCH_ERROR_INVALID_REQUEST, and the one before stays.
 *
 * From then on requests are sent with the new key, by every engine.
 */
void
batch_engine_store_key_async (BatchEngine         *self,
                              const char          *backend,
                              const char          *key,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (backend != NULL);
  g_return_if_fail (key != NULL);

  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_engine_store_key_async);
  if (batch_client_check_key (key, &error))
    change_key (task, backend, key);
  else
    g_task_return_error (task, error);
}

/**
 * batch_engine_store_key_finish:
 * @self: an engine
 * @result: what the callback was given
 * @in_keyring: (out) (optional): whether it is where the desktop keeps passwords;
 *   if not, it is in a file
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.store_key_async].
 *
 * Returns: whether it was stored
 */
gboolean
batch_engine_store_key_finish (BatchEngine   *self,
                               GAsyncResult  *result,
                               gboolean      *in_keyring,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  if (in_keyring != NULL)
    *in_keyring = ((Change *) g_task_get_task_data (G_TASK (result)))->in_keyring;
  return TRUE;
}

/**
 * batch_engine_forget_key_async:
 * @self: an engine
 * @backend: the name of a backend
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is forgotten
 * @user_data: data for @callback
 *
 * Forgets the key of a model server, also of one that was removed. From then on requests
 * are sent without one.
 */
void
batch_engine_forget_key_async (BatchEngine         *self,
                               const char          *backend,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (backend != NULL);

  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_engine_forget_key_async);
  change_key (task, backend, NULL);
}

/**
 * batch_engine_forget_key_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.forget_key_async].
 *
 * Returns: whether it was forgotten
 */
gboolean
batch_engine_forget_key_finish (BatchEngine   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Looking up --- */

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  char *key = batch_secret_lookup_finish (result, &error);

  if (key == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* A binding frees it as it frees any other string. */
  g_task_return_pointer (task, g_strdup (key), (GDestroyNotify) batch_backend_free_key);
  batch_secret_free (key);
}

/**
 * batch_engine_lookup_key_async:
 * @self: an engine
 * @backend: a backend
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the key
 * @user_data: data for @callback
 *
 * Looks up the key of a model server, for asking it something.
 */
void
batch_engine_lookup_key_async (BatchEngine         *self,
                               BatchBackend        *backend,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  const char *name;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (BATCH_IS_BACKEND (backend));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_lookup_key_async);
  if ((name = batch_backend_get_key_name (backend)) != NULL)
    batch_secret_lookup_async (name, cancellable, key_found_cb, g_steal_pointer (&task));
  else
    g_task_return_pointer (task, NULL, NULL);
}

/**
 * batch_engine_lookup_key_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.lookup_key_async].
 *
 * Returns: (transfer full) (nullable): the key; %NULL without an error when the server
 *   needs none
 */
char *
batch_engine_lookup_key_finish (BatchEngine   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
