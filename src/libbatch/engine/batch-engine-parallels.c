/* batch-engine-parallels.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "http/batch-url-private.h"
#include "planning/batch-parallel-name-private.h"

/* How many requests at a time were found to be best. */

static GHashTable *
read_values (GHashTable *values,
             const char *server)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer name;
  gpointer text;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &text))
    {
      const char *model = batch_parallel_name_model (name, server);
      guint number = batch_parallel_parse (text);

      if (model != NULL && number > 0)
        g_hash_table_insert (found, g_strdup (model), GUINT_TO_POINTER (number));
    }

  return found;
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GHashTable) values = NULL;
  GError *error = NULL;

  if ((values = batch_store_list_values_finish (BATCH_STORE (source), result, &error)))
    g_task_return_pointer (task, read_values (values, g_task_get_task_data (task)),
                           (GDestroyNotify) g_hash_table_unref);
  else
    g_task_return_error (task, error);
}

/**
 * batch_engine_list_parallels_async:
 * @self: an engine
 * @url: the address of a model server
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the numbers
 * @user_data: data for @callback
 *
 * Gets how many requests at a time were found to be best for the models of a server. Nothing is
 * found out where the server says it, or somebody has set it.
 */
void
batch_engine_list_parallels_async (BatchEngine         *self,
                                   const char          *url,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  char *server;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (url != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_list_parallels_async);
  server = batch_url_normalize (url, NULL);
  g_task_set_task_data (task, server != NULL ? server : g_strdup (url), g_free);
  if (batch_engine_check_open (self, task))
    batch_store_list_values_async (batch_engine_get_store (self), BATCH_PARALLEL_SPACE, cancellable,
                                   listed_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_list_parallels_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.list_parallels_async].
 *
 * Returns: (transfer full) (element-type utf8 guint): numbers by model
 */
GHashTable *
batch_engine_list_parallels_finish (BatchEngine   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
