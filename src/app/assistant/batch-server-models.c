/* batch-server-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant/batch-server-models.h"

#include <glib/gi18n.h>

#include "servers/batch-server.h"
#include "widgets/batch-server-url.h"

static void
models_listed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GListModel *models = batch_backend_get_models_finish (BATCH_BACKEND (source), result, &error);

  if (models != NULL)
    g_task_return_pointer (task, models, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
ask (GTask        *task,
     BatchBackend *backend,
     const char   *key)
{
  batch_backend_get_models_async (backend, key, g_task_get_cancellable (task), models_listed_cb,
                                  task);
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GTask *task = user_data;
  g_autofree char *key = batch_engine_lookup_key_finish (BATCH_ENGINE (source), result, NULL);

  /* Without the key the server says no, and that is told. */
  ask (task, g_object_get_data (G_OBJECT (task), "backend"), key);
}

static void
backends_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GListModel) backends = NULL;
  g_autoptr(BatchBackend) backend = NULL;
  GCancellable *cancellable;
  GError *error = NULL;

  backends = batch_engine_list_backends_finish (BATCH_ENGINE (source), result, &error);
  if (backends == NULL)
    g_task_return_error (task, error);
  else if (!(backend = batch_server_find (backends, batch_backend_get_name,
                                           g_task_get_task_data (task))))
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
                             _("There is no model server with the name “%s”."),
                             (const char *) g_task_get_task_data (task));
  else
    {
      g_object_set_data_full (G_OBJECT (task), "backend", g_object_ref (backend), g_object_unref);
      cancellable = g_task_get_cancellable (task);
      batch_engine_lookup_key_async (BATCH_ENGINE (source), backend, cancellable, key_found_cb,
                                     g_steal_pointer (&task));
    }
}

void
batch_server_models_async (BatchEngine         *engine,
                           const char          *server,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(BatchBackend) backend = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, batch_server_models_async);
  g_task_set_task_data (task, g_strdup (server), g_free);
  if (server == NULL)
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
                             _("No model server is chosen."));
  else if (!batch_server_url_is (server))
    batch_engine_list_backends_async (engine, cancellable, backends_listed_cb,
                                      g_steal_pointer (&task));
  else if (!(backend = batch_backend_new ("server", server, NULL, NULL, &error)))
    g_task_return_error (task, error);
  else
    ask (g_steal_pointer (&task), backend, g_getenv ("BATCHQ_API_KEY"));
}

GListModel *
batch_server_models_finish (GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
