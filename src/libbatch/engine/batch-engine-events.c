/* batch-engine-events.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-engine-call-private.h"
#include "reports/batch-event-private.h"

/* What has happened to a job, for who looks back. */

static void
events_listed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *records = batch_store_list_events_finish (BATCH_STORE (source), result, &error);

  if (records != NULL)
    batch_engine_return_list (task, records, BATCH_TYPE_EVENT, (BatchWrapFunc) batch_event_new);
  else
    g_task_return_error (task, error);
}

/**
 * batch_engine_list_events_async:
 * @self: an engine
 * @job_id: the id of a job
 * @after: the sequence of an event, to go on after it; 0: from the first one on
 * @limit: how many at most; 0: all
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when that is done
 * @user_data: data for @callback
 *
 * Gets what has happened to a job, and to its items when they failed, the first one first.
 * It is kept for as long as the job is.
 */
void
batch_engine_list_events_async (BatchEngine         *self,
                                const char          *job_id,
                                gint64               after,
                                guint                limit,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_list_events_async);
  if (batch_engine_check_open (self, task))
    batch_store_list_events_async (batch_engine_get_store (self), job_id, after, limit,
                                   cancellable, events_listed_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_list_events_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.list_events_async].
 *
 * Returns: (transfer full): a list of [class@Event]; it is empty for a job that is not there
 */
GListModel *
batch_engine_list_events_finish (BatchEngine   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
