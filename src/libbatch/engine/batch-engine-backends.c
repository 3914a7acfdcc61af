/* batch-engine-backends.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include <string.h>

#include "backend/batch-backend-private.h"
#include "backend/batch-backend.h"
#include "engine/batch-engine-call-private.h"
#include "http/batch-url-private.h"

/* The model servers that the store knows by name, and those of this engine alone. */

static void
backends_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GListStore) backends = NULL;
  GError *error = NULL;

  if (!(records = batch_store_list_backends_finish (BATCH_STORE (source), result, &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  backends = g_list_store_new (BATCH_TYPE_BACKEND);
  for (guint i = 0; i < records->len; i++)
    {
      g_autoptr(BatchBackend) backend =
        batch_backend_new_for_record (g_ptr_array_index (records, i), &error);

      if (backend == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      g_list_store_append (backends, backend);
    }
  g_task_return_pointer (task, g_steal_pointer (&backends), g_object_unref);
}

/**
 * batch_engine_list_backends_async:
 * @self: an engine
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the backends
 * @user_data: data for @callback
 *
 * Gets the model servers that have a name.
 */
void
batch_engine_list_backends_async (BatchEngine         *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_list_backends_async);
  if (batch_engine_check_open (self, task))
    batch_store_list_backends_async (batch_engine_get_store (self), cancellable,
                                     backends_listed_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_list_backends_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.list_backends_async].
 *
 * Returns: (transfer full): a list of [class@Backend]
 */
GListModel *
batch_engine_list_backends_finish (BatchEngine   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
end_change (GTask *task)
{
  BatchEngine *self = g_task_get_source_object (task);

  if (batch_engine_get_store (self) != NULL)
    batch_executor_renew_backends (batch_engine_get_executor (self));
  g_task_return_boolean (task, TRUE);
}

static void
backend_put_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (batch_store_put_backend_finish (BATCH_STORE (source), result, &error))
    end_change (task);
  else
    g_task_return_error (task, error);
}

/**
 * batch_engine_add_backend_async:
 * @self: an engine
 * @backend: a backend
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is stored
 * @user_data: data for @callback
 *
 * Lets jobs name a model server. One that has the same name already is replaced.
 */
void
batch_engine_add_backend_async (BatchEngine         *self,
                                BatchBackend        *backend,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(BatchBackendRecord) record = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (BATCH_IS_BACKEND (backend));

  record = batch_backend_to_record (backend);
  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_engine_add_backend_async);
  if (batch_engine_check_open (self, task))
    batch_store_put_backend_async (batch_engine_get_store (self), record, cancellable,
                                   backend_put_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_add_backend_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.add_backend_async].
 *
 * Returns: whether it was stored
 */
gboolean
batch_engine_add_backend_finish (BatchEngine   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
backend_removed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (batch_store_remove_backend_finish (BATCH_STORE (source), result, &error))
    end_change (task);
  else
    g_task_return_error (task, error);
}

/**
 * batch_engine_remove_backend_async:
 * @self: an engine
 * @name: the name of a backend
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is gone
 * @user_data: data for @callback
 *
 * Forgets a model server. Jobs that name it wait until one of that name is there again.
 */
void
batch_engine_remove_backend_async (BatchEngine         *self,
                                   const char          *name,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (name != NULL);

  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_engine_remove_backend_async);
  if (batch_engine_check_open (self, task))
    batch_store_remove_backend_async (batch_engine_get_store (self), name, cancellable,
                                      backend_removed_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_remove_backend_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.remove_backend_async].
 *
 * Returns: whether it was forgotten; `BATCH_ERROR_NOT_FOUND` when there is none
 */
gboolean
batch_engine_remove_backend_finish (BatchEngine   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * batch_engine_use_url:
 * @self: an engine
 * @url: of a model server, with or without `/v1`
 * @api_key: (nullable): the key that it wants; %NULL when it wants none
 *
 * Lets this engine send the items of jobs that name this URL as their backend.
 *
 * The key is kept in memory only. Other engines leave such jobs alone until they are
 * told the same. The key is for the server, whether jobs name it by `localhost` or by
 * `127.0.0.1`; %NULL takes back one that came with the same URL only.
 *
 * Returns: (nullable) (transfer full): the URL in the form in which jobs are
 *   compared, or %NULL when it is not one
 */
char *
batch_engine_use_url (BatchEngine *self,
                      const char  *url,
                      const char  *api_key)
{
  g_autofree char *normal = NULL;

  g_return_val_if_fail (BATCH_IS_ENGINE (self), NULL);
  g_return_val_if_fail (url != NULL, NULL);

  if (!(normal = batch_url_normalize (url, NULL)))
    return NULL;

  g_hash_table_insert (self->urls, g_strdup (normal), g_strdup (api_key != NULL ? api_key : ""));
  batch_executor_use_url (batch_engine_get_executor (self), normal, api_key);
  return g_steal_pointer (&normal);
}

/* A name may be `127.0.0.1:8080`; a slash it cannot have. */
gboolean
batch_engine_is_url (const char *backend)
{
  return backend != NULL && strchr (backend, '/') != NULL;
}

/* Of one server, the key may have come with another of its addresses. */
const char *
batch_engine_find_url_key (BatchEngine *self,
                           const char  *url)
{
  g_autofree char *normal = url != NULL ? batch_url_normalize (url, NULL) : NULL;
  const char *key = normal != NULL ? g_hash_table_lookup (self->urls, normal) : NULL;
  GHashTableIter iter;
  gpointer given;
  gpointer value;

  if (normal == NULL || (key != NULL && *key != '\0'))
    return key;

  g_hash_table_iter_init (&iter, self->urls);
  while (g_hash_table_iter_next (&iter, &given, &value))
    if (*(const char *) value != '\0' && batch_backend_is_one_server (given, normal))
      return value;

  return NULL;
}
