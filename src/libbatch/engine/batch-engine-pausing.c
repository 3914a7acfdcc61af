/* batch-engine-pausing.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-engine-call-private.h"

/* The ways to pause. */

/**
 * batch_engine_get_pausing:
 * @self: an engine
 *
 * Gets whether it is on its way to a pause: requests are still under way.
 *
 * Returns: %TRUE until nothing is under way any more
 */
gboolean
batch_engine_get_pausing (BatchEngine *self)
{
  g_return_val_if_fail (BATCH_IS_ENGINE (self), FALSE);

  return self->pausing;
}

void
batch_engine_set_pausing (BatchEngine *self,
                          gboolean     pausing)
{
  if (self->pausing == pausing)
    return;

  self->pausing = pausing;
  g_object_notify (G_OBJECT (self), "pausing");
}

static void
freed_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_int (G_TASK (result), &error) > 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
paused_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = BATCH_ENGINE (source);
  BatchPauseMode mode = GPOINTER_TO_INT (g_task_get_task_data (task));
  GError *error = NULL;

  if (g_task_propagate_int (G_TASK (result), &error) <= 0)
    g_task_return_error (task, error);
  else if (mode != BATCH_PAUSE_MODE_FREE_MEMORY)
    g_task_return_boolean (task, TRUE);
  else
    batch_executor_free_models (batch_engine_get_executor (self),
                                g_task_new (self, NULL, freed_cb, g_steal_pointer (&task)));
}

/**
 * batch_engine_pause_async:
 * @self: an engine
 * @mode: how
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when nothing is under way any more
 * @user_data: data for @callback
 *
 * Pauses this engine. [property@Engine:paused] is set at once, and
 * [property@Engine:pausing] until nothing is under way any more.
 *
 * Requests that are broken off with %BATCH_PAUSE_MODE_NOW are sent anew later, and no attempt
 * is counted for them.
 */
void
batch_engine_pause_async (BatchEngine         *self,
                          BatchPauseMode       mode,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = batch_engine_change_new (self, cancellable, callback, user_data, batch_engine_pause_async);
  g_task_set_task_data (task, GINT_TO_POINTER (mode), NULL);
  batch_executor_pause (batch_engine_get_executor (self), mode == BATCH_PAUSE_MODE_NOW,
                        g_task_new (self, cancellable, paused_cb, task));
  batch_engine_note_paused (self, TRUE);
}

/**
 * batch_engine_pause_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.pause_async].
 *
 * Returns: whether it was done; `BATCH_ERROR_UNSUPPORTED` when it has paused, but a model
 *   server cannot be told to unload its model
 */
gboolean
batch_engine_pause_finish (BatchEngine   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * batch_engine_free_models_async:
 * @self: an engine
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Asks the model servers to unload what they hold for the queue. Nothing may be under way.
 */
void
batch_engine_free_models_async (BatchEngine         *self,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));

  batch_executor_free_models (batch_engine_get_executor (self),
                              batch_engine_change_new (self, cancellable, callback, user_data,
                                                       batch_engine_free_models_async));
}

/**
 * batch_engine_free_models_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.free_models_async].
 *
 * Returns: whether it was done; `BATCH_ERROR_UNSUPPORTED` when a server cannot be told to,
 *   `BATCH_ERROR_INVALID_STATE` when requests are under way
 */
gboolean
batch_engine_free_models_finish (BatchEngine   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) > 0;
}

/**
 * batch_engine_pause_job_async:
 * @self: an engine
 * @job_id: the id of a job
 * @mode: how; memory is not freed for a single job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * Pauses a job, whoever works on it. With %BATCH_PAUSE_MODE_NOW what is under way is broken
 * off, at no attempt; otherwise it comes to its end.
 */
void
batch_engine_pause_job_async (BatchEngine         *self,
                              const char          *job_id,
                              BatchPauseMode       mode,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  values->paused = TRUE;
  values->pause_now = mode == BATCH_PAUSE_MODE_NOW;
  batch_executor_change (batch_engine_get_executor (self), job_id, values,
                         BATCH_JOB_FIELD_PAUSED,
                         batch_engine_change_new (self, cancellable, callback, user_data,
                                                  batch_engine_pause_job_async));
}

/**
 * batch_engine_pause_job_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.pause_job_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job.
 *
 * Returns: whether it was done
 */
gboolean
batch_engine_pause_job_finish (BatchEngine   *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  return batch_engine_call_finish_done (self, self, result, error);
}
