/* batch-sync-handler.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "handlers/batch-sync-handler.h"

/**
 * BatchSyncHandler:
 *
 * Does the work of items by a function that blocks.
 *
 * [vfunc@SyncHandler.process] is called in a worker thread, in several at the same
 * time when the job allows several attempts. It is for C, Vala and Python.
 *
 * JavaScript has no threads: there, derive from [class@ItemHandler].
 */
G_DEFINE_ABSTRACT_TYPE (BatchSyncHandler, batch_sync_handler, BATCH_TYPE_ITEM_HANDLER)

typedef struct
{
  BatchSyncHandler *handler;
  BatchAttempt     *attempt;
} Work;

static void
answer (BatchAttempt *attempt,
        const char   *output,
        const GError *error)
{
  if (output != NULL)
    batch_attempt_complete (attempt, output);
  else if (error != NULL)
    batch_attempt_fail (attempt, error);
  else
    batch_attempt_fail_message (attempt, "The handler gave no output");
}

static void
work_thread (gpointer data,
             gpointer pool_data)
{
  Work *work = data;
  GCancellable *cancellable = batch_attempt_get_cancellable (work->attempt);
  g_autoptr(GError) error = NULL;
  g_autofree char *output = NULL;

  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    output = batch_sync_handler_process (work->handler, work->attempt, cancellable, &error);
  answer (work->attempt, output, error);

  g_object_unref (work->attempt);
  g_object_unref (work->handler);
  g_free (work);
}

/* The pool of GTask starts new threads slowly and is shared with all that reads
 * files: a job that blocks in many threads must not hold that up. How many there
 * are is up to the engine, which hands out no more attempts than the job allows. */
static GThreadPool *
get_pool (void)
{
  static gsize pool = 0;

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, (gsize) g_thread_pool_new (work_thread, NULL, -1, FALSE, NULL));
  return (GThreadPool *) pool;
}

static gboolean
batch_sync_handler_handle (BatchItemHandler  *handler,
                           BatchAttempt      *attempt,
                           GError           **error)
{
  g_autoptr(GError) pool_error = NULL;
  Work *work = g_new (Work, 1);

  work->handler = g_object_ref (BATCH_SYNC_HANDLER (handler));
  work->attempt = g_object_ref (attempt);

  /* On an error the work still waits in the pool, for a thread that is free. */
  if (!g_thread_pool_push (get_pool (), work, &pool_error))
    g_debug ("No thread for an attempt yet: %s", pool_error->message);
  return TRUE;
}

static char *
batch_sync_handler_real_process (BatchSyncHandler  *self,
                                 BatchAttempt      *attempt,
                                 GCancellable      *cancellable,
                                 GError           **error)
{
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
               "The handler %s does not implement “process”",
               G_OBJECT_TYPE_NAME (self));
  return NULL;
}

static void
batch_sync_handler_class_init (BatchSyncHandlerClass *klass)
{
  BatchItemHandlerClass *handler_class = BATCH_ITEM_HANDLER_CLASS (klass);

  handler_class->handle = batch_sync_handler_handle;
  klass->process = batch_sync_handler_real_process;
}

static void
batch_sync_handler_init (BatchSyncHandler *self)
{
}

/**
 * batch_sync_handler_process:
 * @self: a handler
 * @attempt: an attempt
 * @cancellable: (nullable): tells when the item was cancelled
 * @error: return location for an error
 *
 * Does the work of @attempt, and may take as long as it needs.
 *
 * Returning %NULL without an error is a failure too, which is what an exception in
 * Python looks like. An attempt that it answers itself, for example to be tried
 * again, stays answered that way.
 *
 * Returns: (transfer full) (nullable): the result to keep, or %NULL on error
 */
char *
batch_sync_handler_process (BatchSyncHandler  *self,
                            BatchAttempt      *attempt,
                            GCancellable      *cancellable,
                            GError           **error)
{
  g_return_val_if_fail (BATCH_IS_SYNC_HANDLER (self), NULL);
  g_return_val_if_fail (BATCH_IS_ATTEMPT (attempt), NULL);

  return BATCH_SYNC_HANDLER_GET_CLASS (self)->process (self, attempt, cancellable, error);
}
