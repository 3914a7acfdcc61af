/* batch-engine-reuse.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-engine-call-private.h"

/**
 * batch_engine_find_answers_async:
 * @self: an engine
 * @input: a batch file
 * @backend: (nullable): the name or URL of a model server
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the number
 * @user_data: data for @callback
 *
 * Counts the requests of a file that were answered earlier, by jobs for the same model
 * server: those that [method@Job.set_reuse] would not send.
 */
void
batch_engine_find_answers_async (BatchEngine         *self,
                                 GFile               *input,
                                 const char          *backend,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (G_IS_FILE (input));

  batch_executor_count_answers (batch_engine_get_executor (self), input, backend,
                                batch_engine_call_new (self, cancellable, callback, user_data,
                                                       batch_engine_find_answers_async));
}

/**
 * batch_engine_find_answers_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.find_answers_async].
 *
 * Returns: how many requests have an answer already, or -1 with an error
 */
gint64
batch_engine_find_answers_finish (BatchEngine   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
