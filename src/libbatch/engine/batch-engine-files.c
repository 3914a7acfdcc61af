/* batch-engine-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-engine-call-private.h"
#include "reports/batch-file-private.h"

/* Input files that are kept by themselves. */

static BatchFile *
finish_file (BatchEngine   *self,
             GAsyncResult  *result,
             GError       **error)
{
  BatchFileRecord *record;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  record = g_task_propagate_pointer (G_TASK (result), error);
  return record != NULL ? batch_file_new (record) : NULL;
}

void
batch_engine_keep_file_async (BatchEngine         *self,
                              GInputStream        *stream,
                              BatchFileRecord     *file,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  batch_executor_add_file (batch_engine_get_executor (self), stream, FALSE, file,
                           batch_engine_change_new (self, cancellable, callback, user_data,
                                                    batch_engine_add_file_async));
}

void
batch_engine_take_file_async (BatchEngine         *self,
                              GInputStream        *stream,
                              BatchFileRecord     *file,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  batch_executor_add_file (batch_engine_get_executor (self), stream, TRUE, file,
                           batch_engine_change_new (self, cancellable, callback, user_data,
                                                    batch_engine_add_file_async));
}

/**
 * batch_engine_add_file_async:
 * @self: an engine
 * @stream: the content
 * @name: what its owner calls it
 * @key_id: (nullable): whose it is: the id of an API key; %NULL for the person whose queue it
 *   is
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the file is durable
 * @user_data: data for @callback
 *
 * Puts an input file in, which stays until it is removed.
 *
 * It is not checked: that happens when a job is made of it.
 */
void
batch_engine_add_file_async (BatchEngine         *self,
                             GInputStream        *stream,
                             const char          *name,
                             const char          *key_id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  BatchFileRecord *file;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (G_IS_INPUT_STREAM (stream));
  g_return_if_fail (name != NULL);

  file = g_new0 (BatchFileRecord, 1);
  file->name = g_strdup (name);
  file->key_id = g_strdup (key_id);
  batch_engine_keep_file_async (self, stream, file, cancellable, callback, user_data);
}

/**
 * batch_engine_add_file_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.add_file_async].
 *
 * Returns: (transfer full): the file
 */
BatchFile *
batch_engine_add_file_finish (BatchEngine   *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return finish_file (self, result, error);
}

static void
file_found_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  BatchFileRecord *record = batch_store_get_file_finish (BATCH_STORE (source), result, &error);

  if (record != NULL)
    g_task_return_pointer (task, record, (GDestroyNotify) batch_file_record_free);
  else
    g_task_return_error (task, error);
}

/**
 * batch_engine_get_file_async:
 * @self: an engine
 * @file_id: the id of a file
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the file
 * @user_data: data for @callback
 *
 * Gets a file that was put in.
 */
void
batch_engine_get_file_async (BatchEngine         *self,
                             const char          *file_id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (file_id != NULL);

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_get_file_async);
  if (batch_engine_check_open (self, task))
    batch_store_get_file_async (batch_engine_get_store (self), file_id, cancellable,
                                file_found_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_get_file_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.get_file_async].
 *
 * Returns: (transfer full): the file; `BATCH_ERROR_NOT_FOUND` when there is none
 */
BatchFile *
batch_engine_get_file_finish (BatchEngine   *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return finish_file (self, result, error);
}

/**
 * batch_engine_read_file_async:
 * @self: an engine
 * @file_id: the id of a file
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with a stream
 * @user_data: data for @callback
 *
 * Opens a file that was put in, to read what it holds.
 *
 * [ctor@Job.new_for_stream] makes a job of it.
 */
void
batch_engine_read_file_async (BatchEngine         *self,
                              const char          *file_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (file_id != NULL);

  batch_executor_read_file (batch_engine_get_executor (self), file_id,
                            batch_engine_call_new (self, cancellable, callback, user_data,
                                                   batch_engine_read_file_async));
}

/**
 * batch_engine_read_file_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.read_file_async].
 *
 * Returns: (transfer full): the content; `BATCH_ERROR_NOT_FOUND` when there is no such
 *   file. What has been opened can be read to its end, also when the file is removed
 */
GInputStream *
batch_engine_read_file_finish (BatchEngine   *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
files_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *records = batch_store_list_files_finish (BATCH_STORE (source), result, &error);

  if (records != NULL)
    batch_engine_return_list (task, records, BATCH_TYPE_FILE, (BatchWrapFunc) batch_file_new);
  else
    g_task_return_error (task, error);
}

/**
 * batch_engine_list_files_async:
 * @self: an engine
 * @key_id: (nullable): only files that were put in with this API key; %NULL for all
 * @after: (nullable): the id of the file behind which to begin; %NULL: from the first one on
 * @limit: how many files at most; 0: all
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the files
 * @user_data: data for @callback
 *
 * Gets the files that were put in, in that order.
 */
void
batch_engine_list_files_async (BatchEngine         *self,
                               const char          *key_id,
                               const char          *after,
                               guint                limit,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  const BatchPageQuery query = {
    .key_id = (char *) key_id,
    .kind = (char *) BATCH_FILE_PURPOSE_INPUT,
    .after = (char *) after,
    .limit = limit,
  };

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_list_files_async);
  if (batch_engine_check_open (self, task))
    batch_store_list_files_async (batch_engine_get_store (self), &query, cancellable,
                                  files_listed_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_list_files_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.list_files_async].
 *
 * Returns: (transfer full): a list of [class@File]
 */
GListModel *
batch_engine_list_files_finish (BatchEngine   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
file_removed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GError *error = NULL;
  gboolean done = batch_store_remove_file_finish (BATCH_STORE (source), result, &error);

  batch_engine_return_done (user_data, done, error);
}

/**
 * batch_engine_remove_file_async:
 * @self: an engine
 * @file_id: the id of a file
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Removes a file that was put in. Jobs that were made of it keep their input.
 */
void
batch_engine_remove_file_async (BatchEngine         *self,
                                const char          *file_id,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (file_id != NULL);

  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_engine_remove_file_async);
  if (batch_engine_check_open (self, task))
    batch_store_remove_file_async (batch_engine_get_store (self), file_id, cancellable,
                                   file_removed_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_remove_file_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.remove_file_async].
 *
 * Returns: whether it was done; `BATCH_ERROR_NOT_FOUND` when there is no such file
 */
gboolean
batch_engine_remove_file_finish (BatchEngine   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
