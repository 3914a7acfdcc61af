/* batch-engine-failures.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-engine-call-private.h"
#include "output/batch-failure-tally-private.h"
#include "reports/batch-failure-count-private.h"

/* Why items of a job failed. */

static GListModel *
make_list (GPtrArray *tallies)
{
  GListStore *failures = g_list_store_new (BATCH_TYPE_FAILURE_COUNT);

  for (guint i = 0; i < tallies->len; i++)
    {
      const BatchFailureTally *tally = g_ptr_array_index (tallies, i);
      g_autoptr(BatchFailureCount) failure =
        batch_failure_count_new (tally->kind, tally->status_code, tally->count, tally->example,
                                 tally->varied);

      g_list_store_append (failures, failure);
    }

  return G_LIST_MODEL (failures);
}

static void
tallied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) tallies = batch_failure_tally_finish (result, &error);

  if (tallies == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, make_list (tallies), g_object_unref);
}

/**
 * batch_engine_list_failures_async:
 * @self: an engine
 * @job_id: the id of a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the list
 * @user_data: data for @callback
 *
 * Counts for what reasons items of a job failed.
 *
 * It looks at every item that failed, so it takes its time when there are many.
 */
void
batch_engine_list_failures_async (BatchEngine         *self,
                                  const char          *job_id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_list_failures_async);
  if (batch_engine_check_open (self, task))
    batch_failure_tally_async (batch_engine_get_store (self), job_id, cancellable, tallied_cb,
                               g_steal_pointer (&task));
}

/**
 * batch_engine_list_failures_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.list_failures_async].
 *
 * Returns: (transfer full): a list of [class@FailureCount], the most frequent first;
 *   `BATCH_ERROR_NOT_FOUND` when there is no such job
 */
GListModel *
batch_engine_list_failures_finish (BatchEngine   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
