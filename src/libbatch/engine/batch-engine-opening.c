/* batch-engine-opening.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-engine-call-private.h"
#include "store/batch-data-dir-private.h"

/* --- Waiting for the store --- */

typedef struct
{
  BatchEngineReadyFunc func;
  gpointer             user_data;
} Ready;

void
batch_engine_when_ready (BatchEngine          *self,
                         BatchEngineReadyFunc  func,
                         gpointer              user_data)
{
  Ready ready = { func, user_data };

  if (self->opened)
    func (self, user_data);
  else
    {
      if (self->waiting == NULL)
        self->waiting = g_array_new (FALSE, FALSE, sizeof (Ready));
      g_array_append_val (self->waiting, ready);
    }
}

void
batch_engine_tell_ready (BatchEngine *self)
{
  g_autoptr(GArray) waiting = g_steal_pointer (&self->waiting);

  self->opened = TRUE;
  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    {
      const Ready *ready = &g_array_index (waiting, Ready, i);

      ready->func (self, ready->user_data);
    }
}

/* --- Opening --- */

static void
opened (BatchEngine *self,
        gpointer     user_data)
{
  g_autoptr(GTask) task = user_data;
  const GError *error = batch_engine_get_open_error (self);

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

/**
 * batch_engine_dup_usual_uri:
 *
 * Makes the address of the user's own store, which is opened when no other one is named:
 * `$XDG_DATA_HOME/batch-queue/queue.db`. It need not be there yet.
 *
 * Returns: (transfer full): a URI, such as `sqlite:/srv/batch-queue/queue.db`
 */
char *
batch_engine_dup_usual_uri (void)
{
  return batch_data_dir_make_usual_uri ();
}

static void
open_as (const char          *store_uri,
         gboolean             read_only,
         gpointer             source_tag,
         GCancellable        *cancellable,
         GAsyncReadyCallback  callback,
         gpointer             user_data)
{
  g_autoptr(BatchEngine) self = batch_engine_new (store_uri, read_only);
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, g_object_ref (self), g_object_unref);
  batch_engine_when_ready (self, opened, task);
}

/**
 * batch_engine_open_async:
 * @store_uri: (nullable): where the store is: `sqlite:PATH` or `sqlite::memory:`;
 *   %NULL for the user's own, [func@Engine.dup_usual_uri]
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the engine is open
 * @user_data: data for @callback
 *
 * Opens an engine on a store, which is made if it is not there yet.
 */
void
batch_engine_open_async (const char          *store_uri,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  open_as (store_uri, FALSE, batch_engine_open_async, cancellable, callback, user_data);
}

/**
 * batch_engine_open_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [func@Engine.open_async].
 *
 * The error is `BATCH_ERROR_UNSUPPORTED` when no kind of store has such addresses, and
 * `BATCH_ERROR_STORE` when the store cannot be opened, or was made by a newer version.
 *
 * Returns: (transfer full): the engine
 */
BatchEngine *
batch_engine_open_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * batch_engine_open_read_only_async:
 * @store_uri: (nullable): where the store is: `sqlite:PATH`; %NULL for the user's own,
 *   [func@Engine.dup_usual_uri]
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the engine is open
 * @user_data: data for @callback
 *
 * Opens an engine that changes nothing in the store: [property@Engine:read-only].
 *
 * It waits for nobody who writes, and looks where nothing can be written: in a backup, say, or
 * at the queue of somebody else.
 */
void
batch_engine_open_read_only_async (const char          *store_uri,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  open_as (store_uri, TRUE, batch_engine_open_read_only_async, cancellable, callback, user_data);
}

/**
 * batch_engine_open_read_only_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [func@Engine.open_read_only_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such store, as none is made;
 * `BATCH_ERROR_INVALID_STATE` when it was made by an older version, and must be opened once
 * with [func@Engine.open_async], which brings it up to date; and otherwise as of
 * [func@Engine.open_finish].
 *
 * Returns: (transfer full): the engine
 */
BatchEngine *
batch_engine_open_read_only_finish (GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Closing --- */

/**
 * batch_engine_close_async:
 * @self: an engine
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the engine is closed
 * @user_data: data for @callback
 *
 * Stops what is under way, gives it back to the store and closes that.
 *
 * Every later call fails with `BATCH_ERROR_STORE`.
 */
void
batch_engine_close_async (BatchEngine         *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));

  /* What waits for more than one answer gives up first. */
  g_cancellable_cancel (self->closing);
  batch_executor_stop (batch_engine_get_executor (self),
                       batch_engine_change_new (self, cancellable, callback, user_data,
                                                batch_engine_close_async));
}

/**
 * batch_engine_close_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.close_async].
 *
 * Returns: whether it was closed in good order
 */
gboolean
batch_engine_close_finish (BatchEngine   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) > 0;
}
