/* batch-engine-history.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "core/batch-fields-private.h"
#include "engine/batch-engine-call-private.h"
#include "reports/batch-estimate-quality-private.h"
#include "reports/batch-history-point-private.h"
#include "reports/batch-load-private.h"
#include "store/batch-store-history-private.h"

/* Looking back at what was done. */

/* Four for each job, and some that were kept of jobs in which several engines shared. */
#define MAX_FORECASTS (BATCH_ESTIMATE_QUALITY_JOBS * 8)

static gint64
begin_of (GDateTime *from)
{
  return from != NULL ? batch_date_time_get_us (from) : 0;
}

static gint64
end_of (GDateTime *to)
{
  return to != NULL ? batch_date_time_get_us (to) : G_MAXINT64;
}

/* --- Work --- */

/**
 * batch_engine_get_history_async:
 * @self: an engine
 * @job_id: (nullable): only what was done for this job; %NULL for all
 * @from: (nullable): only slices that begin at this time or later; %NULL: from the first one on
 * @to: (nullable): only slices that begin before this time; %NULL: until now
 * @resolution: how long the slices are to be, in seconds; 0: as they are kept,
 *   %G_MAXUINT: all of the time as one
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the history
 * @user_data: data for @callback
 *
 * Gets what was done: a point for each model on each server in each slice of time.
 *
 * What was done in the last two hours is kept in slices of ten seconds, that of the last
 * thirty days in minutes, and what is older in hours, in which jobs are not told apart. No
 * point is shorter than the slices that it is made of. Where nothing was done there is no
 * point. It tells what all engines did; those in other processes write it down within ten
 * seconds. When several hundred jobs are worked on within ten seconds, some of them are
 * only in the history of all.
 */
void
batch_engine_get_history_async (BatchEngine         *self,
                                const char          *job_id,
                                GDateTime           *from,
                                GDateTime           *to,
                                guint                resolution,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));

  batch_executor_list_history (batch_engine_get_executor (self), job_id, begin_of (from),
                               end_of (to), resolution,
                               batch_engine_call_new (self, cancellable, callback, user_data,
                                                      batch_engine_get_history_async));
}

/**
 * batch_engine_get_history_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.get_history_async].
 *
 * Returns: (transfer full): a list of [class@HistoryPoint] in the order of time;
 *   `BATCH_ERROR_NOT_FOUND` when there is no such job
 */
GListModel *
batch_engine_get_history_finish (BatchEngine   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_autoptr(GPtrArray) records = NULL;
  GListStore *points;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!(records = g_task_propagate_pointer (G_TASK (result), error)))
    return NULL;

  points = g_list_store_new (BATCH_TYPE_HISTORY_POINT);
  for (guint i = 0; i < records->len; i++)
    {
      g_autoptr(BatchHistoryPoint) point =
        batch_history_point_new (g_ptr_array_index (records, i));

      g_list_store_append (points, point);
    }
  return G_LIST_MODEL (points);
}

/* --- Loads --- */

static void
loads_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) records = batch_store_list_loads_finish (BATCH_STORE (source), result,
                                                                &error);
  GListStore *loads;

  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  loads = g_list_store_new (BATCH_TYPE_LOAD);
  for (guint i = 0; i < records->len; i++)
    {
      g_autoptr(BatchLoad) load = batch_load_new (g_ptr_array_index (records, i));

      g_list_store_append (loads, load);
    }
  g_task_return_pointer (task, loads, g_object_unref);
}

/**
 * batch_engine_list_loads_async:
 * @self: an engine
 * @job_id: (nullable): only those for which this job was the first; %NULL for all
 * @from: (nullable): only those that ended at this time or later; %NULL: from the first one on
 * @to: (nullable): only those that began before this time; %NULL: until now
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the loads
 * @user_data: data for @callback
 *
 * Gets which models were loaded, and when. They are kept for thirty days.
 */
void
batch_engine_list_loads_async (BatchEngine         *self,
                               const char          *job_id,
                               GDateTime           *from,
                               GDateTime           *to,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_list_loads_async);
  if (batch_engine_check_open (self, task))
    batch_store_list_loads_async (batch_engine_get_store (self), job_id, begin_of (from),
                                  end_of (to), cancellable, loads_listed_cb,
                                  g_steal_pointer (&task));
}

/**
 * batch_engine_list_loads_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.list_loads_async].
 *
 * Returns: (transfer full): a list of [class@Load] in the order in which they began;
 *   `BATCH_ERROR_NOT_FOUND` when there is no such job
 */
GListModel *
batch_engine_list_loads_finish (BatchEngine   *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Estimates --- */

static void
forecasts_listed_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) records = batch_store_list_forecasts_finish (BATCH_STORE (source), result,
                                                                    &error);

  if (records != NULL)
    g_task_return_pointer (task, batch_estimate_quality_new (records), g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * batch_engine_get_estimate_quality_async:
 * @self: an engine
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the quality
 * @user_data: data for @callback
 *
 * Gets whether the estimates of the last jobs came true.
 */
void
batch_engine_get_estimate_quality_async (BatchEngine         *self,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_get_estimate_quality_async);
  if (batch_engine_check_open (self, task))
    batch_store_list_forecasts_async (batch_engine_get_store (self), MAX_FORECASTS, cancellable,
                                      forecasts_listed_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_get_estimate_quality_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.get_estimate_quality_async].
 *
 * Returns: (transfer full): the quality
 */
BatchEstimateQuality *
batch_engine_get_estimate_quality_finish (BatchEngine   *self,
                                          GAsyncResult  *result,
                                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
