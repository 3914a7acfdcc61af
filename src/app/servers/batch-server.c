/* batch-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "servers/batch-server.h"

#include <glib/gi18n.h>

#include "widgets/batch-server-url.h"

#define GROUP "Server"
#define KEY   "URL"

static char *
get_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "batch-queue", "application.ini", NULL);
}

/* (nullable): for this run */
static const char *
get_given (void)
{
  const char *given = g_getenv ("BATCHQ_BACKEND");

  return given != NULL && *given != '\0' ? given : NULL;
}

char *
batch_server_load (void)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *path = get_path ();

  if (get_given () != NULL)
    return g_strdup (get_given ());

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  return g_key_file_get_string (file, GROUP, KEY, NULL);
}

void
batch_server_save (const char *server)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *path = get_path ();
  g_autofree char *directory = g_path_get_dirname (path);

  g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, NULL);
  if (server != NULL)
    g_key_file_set_string (file, GROUP, KEY, server);
  else
    g_key_file_remove_key (file, GROUP, KEY, NULL);
  g_mkdir_with_parents (directory, 0700);
  if (!g_key_file_save_to_file (file, path, &error))
    g_message ("The address of the model server is not kept: %s", error->message);
}

BatchBackend *
batch_server_find (GListModel       *backends,
                   BatchBackendText  get_text,
                   const char       *text)
{
  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr(BatchBackend) backend = g_list_model_get_item (backends, i);

      if (g_str_equal (get_text (backend), text))
        return g_steal_pointer (&backend);
    }

  return NULL;
}

gboolean
batch_server_is_there (GListModel       *backends,
                       BatchBackendText  get_text,
                       const char       *text)
{
  g_autoptr(BatchBackend) found = batch_server_find (backends, get_text, text);

  return found != NULL;
}

/* --- Choosing --- */

/* Of one server it is clear that it is meant. */
gboolean
batch_server_choose_only (BatchEngine *engine,
                          GListModel  *backends)
{
  g_autoptr(BatchBackend) only = NULL;

  if (g_list_model_get_n_items (backends) != 1)
    return FALSE;

  only = g_list_model_get_item (backends, 0);
  batch_engine_set_default_backend (engine, batch_backend_get_name (only));
  return TRUE;
}

/* What was kept may have been removed since; who names one for this run wants no other. */
static gboolean
choose_name (BatchEngine *engine,
             GListModel  *backends,
             const char  *name)
{
  if (!batch_server_is_there (backends, batch_backend_get_name, name))
    return g_strcmp0 (name, get_given ()) != 0 && batch_server_choose_only (engine, backends);

  batch_engine_set_default_backend (engine, name);
  return TRUE;
}

static void
backends_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GListModel) backends = NULL;
  BatchEngine *engine = BATCH_ENGINE (source);
  const char *server = g_task_get_task_data (task);
  GError *error = NULL;

  if (!(backends = batch_engine_list_backends_finish (engine, result, &error)))
    {
      g_task_return_error (task, error);
      return;
    }
  if (server == NULL)
    batch_server_choose_only (engine, backends);
  else if (!choose_name (engine, backends, server))
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
                               _("There is no model server with the name “%s”."), server);
      return;
    }

  g_task_return_boolean (task, TRUE);
}

void
batch_server_choose_async (BatchEngine         *engine,
                           const char          *server,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (engine, cancellable, callback, user_data);
  g_autofree char *url = NULL;

  g_task_set_source_tag (task, batch_server_choose_async);
  g_task_set_task_data (task, g_strdup (server), g_free);

  if (server == NULL || !batch_server_url_is (server))
    {
      batch_engine_list_backends_async (engine, cancellable, backends_listed_cb,
                                        g_steal_pointer (&task));
      return;
    }
  if (!(url = batch_engine_use_url (engine, server, g_getenv ("BATCHQ_API_KEY"))))
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                               _("“%s” is not the address of a model server."), server);
      return;
    }

  batch_engine_set_default_backend (engine, url);
  g_task_return_boolean (task, TRUE);
}

gboolean
batch_server_choose_finish (BatchEngine   *engine,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, engine), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
