/* batch-maker-make.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-maker-private.h"
#include "maker/batch-maker-task-private.h"

static BatchMakerTask *
maker_task_new (BatchMaker     *self,
                BatchRowSource *source)
{
  BatchMakerTask *maker_task = g_new0 (BatchMakerTask, 1);

  maker_task->prompt = g_strdup (self->prompt != NULL ? self->prompt : "");
  maker_task->system = g_strdup (self->system);
  maker_task->url = g_strdup (self->url);
  maker_task->id_column = g_strdup (self->id_column);
  maker_task->models = g_strdupv (self->models);
  batch_parameters_copy (&self->parameters, &maker_task->parameters);
  maker_task->plan = batch_row_source_make_plan (source);
  maker_task->keep_columns = self->keep_columns;
  return maker_task;
}

static void
make_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  gint64 n_requests = batch_maker_task_run (task_data, cancellable, &error);

  if (n_requests < 0)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_memdup2 (&n_requests, sizeof n_requests), g_free);
}

/**
 * batch_maker_make_async:
 * @self: a maker
 * @source: what the rows are
 * @output: where the batch file is written to
 * @cancellable: (nullable): a [class@Gio.Cancellable]
 * @callback: (scope async): called when all of it has been written
 * @user_data: data for @callback
 *
 * Makes a batch file.
 *
 * Templates are checked before anything is written. @output is neither closed nor, when
 * it fails half way, emptied.
 */
void
batch_maker_make_async (BatchMaker          *self,
                        BatchRowSource      *source,
                        GOutputStream       *output,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  BatchMakerTask *maker_task;

  g_return_if_fail (BATCH_IS_MAKER (self));
  g_return_if_fail (BATCH_IS_ROW_SOURCE (source));
  g_return_if_fail (G_IS_OUTPUT_STREAM (output));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  maker_task = maker_task_new (self, source);
  maker_task->output = g_object_ref (output);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_maker_make_async);
  g_task_set_task_data (task, maker_task, (GDestroyNotify) batch_maker_task_free);
  g_task_run_in_thread (task, make_thread);
}

static void
take_guess (BatchMaker     *self,
            BatchMakerTask *maker_task)
{
  g_free (self->guessed_encoding);
  g_free (self->guessed_file);
  self->guessed_encoding = g_steal_pointer (&maker_task->guessed_encoding);
  self->guessed_file = g_steal_pointer (&maker_task->guessed_file);
  g_object_notify (G_OBJECT (self), "guessed-encoding");
  g_object_notify (G_OBJECT (self), "guessed-file");
}

/**
 * batch_maker_make_finish:
 * @self: a maker
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Gets how many requests were written. From then on [property@Maker:guessed-encoding] says what
 * was guessed about the source.
 *
 * Returns: the number of requests, or -1 with an error
 */
gint64
batch_maker_make_finish (BatchMaker    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_autofree gint64 *n_requests = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  n_requests = g_task_propagate_pointer (G_TASK (result), error);
  if (n_requests == NULL)
    return -1;

  take_guess (self, g_task_get_task_data (G_TASK (result)));
  return *n_requests;
}

static void
preview_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  BatchPreview *preview = batch_maker_task_preview (task_data, cancellable, &error);

  if (preview != NULL)
    g_task_return_pointer (task, preview, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * batch_maker_preview_async:
 * @self: a maker
 * @source: what the rows are
 * @row: the number of a row, from 1
 * @cancellable: (nullable): a [class@Gio.Cancellable]
 * @callback: (scope async): called when the preview is there
 * @user_data: data for @callback
 *
 * Makes the request of one row, for a person to look at. No model need be named yet.
 */
void
batch_maker_preview_async (BatchMaker          *self,
                           BatchRowSource      *source,
                           gint64               row,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  BatchMakerTask *maker_task;

  g_return_if_fail (BATCH_IS_MAKER (self));
  g_return_if_fail (BATCH_IS_ROW_SOURCE (source));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_maker_preview_async);
  if (row <= 0)
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                               "Rows are counted from 1");
      return;
    }

  maker_task = maker_task_new (self, source);
  maker_task->row = row;
  g_task_set_task_data (task, maker_task, (GDestroyNotify) batch_maker_task_free);
  g_task_run_in_thread (task, preview_thread);
}

/**
 * batch_maker_preview_finish:
 * @self: a maker
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Gets what becomes of a row.
 *
 * Returns: (transfer full): a preview, or %NULL with an error: the template names no column
 *   of the source, a parameter is wrong, or there is no such row
 */
BatchPreview *
batch_maker_preview_finish (BatchMaker    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
