/* batch-row-source-inspection.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-row-guess-private.h"
#include "maker/batch-row-plan-private.h"
#include "maker/batch-row-report-private.h"

static void
guess_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  GError *error = NULL;
  BatchRowKind kind;

  if (batch_row_guess (task_data, &kind, cancellable, &error))
    g_task_return_int (task, kind);
  else
    g_task_return_error (task, error);
}

/**
 * batch_row_source_guess_async:
 * @file: a file or a folder
 * @cancellable: (nullable): a [class@Gio.Cancellable]
 * @callback: (scope async): called when it is known
 * @user_data: data for @callback
 *
 * Guesses by the name and the beginning of a file what its rows are.
 */
void
batch_row_source_guess_async (GFile               *file,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_row_source_guess_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, guess_thread);
}

/**
 * batch_row_source_guess_finish:
 * @result: what the callback was given
 * @kind: (out): what its rows are
 * @error: the return location for an error
 *
 * Gets what the rows of a file are.
 *
 * Returns: %FALSE with an error, when the file cannot be read
 */
gboolean
batch_row_source_guess_finish (GAsyncResult  *result,
                               BatchRowKind  *kind,
                               GError       **error)
{
  gssize guessed;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (kind != NULL, FALSE);

  if ((guessed = g_task_propagate_int (G_TASK (result), error)) < 0)
    return FALSE;

  *kind = (BatchRowKind) guessed;
  return TRUE;
}

static void
report_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  gboolean whole = g_task_get_source_tag (task) == batch_row_source_check_async;
  GError *error = NULL;
  BatchRowReport *report = batch_row_report_make (task_data, whole, cancellable, &error);

  if (report != NULL)
    g_task_return_pointer (task, report, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
report (BatchRowSource      *self,
        gpointer             tag,
        GCancellable        *cancellable,
        GAsyncReadyCallback  callback,
        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, batch_row_source_make_plan (self),
                        (GDestroyNotify) batch_row_plan_free);
  g_task_run_in_thread (task, report_thread);
}

/**
 * batch_row_source_inspect_async:
 * @self: a source
 * @cancellable: (nullable): a [class@Gio.Cancellable]
 * @callback: (scope async): called when the report is there
 * @user_data: data for @callback
 *
 * Looks at the beginning of a source: which columns there are, how it is written, and about
 * how many rows there are.
 */
void
batch_row_source_inspect_async (BatchRowSource      *self,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ROW_SOURCE (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  report (self, batch_row_source_inspect_async, cancellable, callback, user_data);
}

/**
 * batch_row_source_inspect_finish:
 * @self: a source
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Gets what was found at the beginning.
 *
 * Returns: (transfer full): a report, or %NULL with an error
 */
BatchRowReport *
batch_row_source_inspect_finish (BatchRowSource  *self,
                                 GAsyncResult    *result,
                                 GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * batch_row_source_check_async:
 * @self: a source
 * @cancellable: (nullable): a [class@Gio.Cancellable]
 * @callback: (scope async): called when the report is there
 * @user_data: data for @callback
 *
 * Reads all of a source: counts its rows, and finds those that cannot be used.
 */
void
batch_row_source_check_async (BatchRowSource      *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ROW_SOURCE (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  report (self, batch_row_source_check_async, cancellable, callback, user_data);
}

/**
 * batch_row_source_check_finish:
 * @self: a source
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Gets what was found in all of it.
 *
 * Returns: (transfer full): a report, or %NULL with an error
 */
BatchRowReport *
batch_row_source_check_finish (BatchRowSource  *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
