/* batch-engine-retry.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "core/batch-id-private.h"
#include "engine/batch-engine-call-private.h"
#include "reports/batch-past-attempt-private.h"

/* Trying items again in another way, and what attempts came to. */

/**
 * batch_engine_retry_with_changes_async:
 * @self: an engine
 * @job_id: the id of a job
 * @item_ids: (nullable) (array zero-terminated=1): the items, %NULL for those of @scope
 * @scope: which items, when none are named
 * @model: (nullable): another model for them; %NULL for the same
 * @members: (nullable): a JSON object whose members are sent in place of those of the
 *   same name, or besides; it takes the place of an earlier one
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the items wait again
 * @user_data: data for @callback
 *
 * Tries items again, with another model or other parameters.
 *
 * An item that has its answer can be asked for another one: until that is there, and when
 * it fails, the answer stays. Attempts of before are still told of by
 * [method@Engine.list_attempts_async]. A job whose deadline ([property@Job:expires-at]) has passed
 * has as much time again, from now on.
 */
void
batch_engine_retry_with_changes_async (BatchEngine         *self,
                                       const char          *job_id,
                                       const char *const   *item_ids,
                                       BatchRetryScope      scope,
                                       const char          *model,
                                       const char          *members,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  batch_executor_retry_with (batch_engine_get_executor (self), job_id, item_ids, scope, model,
                             members,
                             batch_engine_change_new (self, cancellable, callback, user_data,
                                                      batch_engine_retry_with_changes_async));
}

/**
 * batch_engine_retry_with_changes_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.retry_with_changes_async].
 *
 * Returns: how many items are tried again; -1 with an error, which is
 *   `BATCH_ERROR_INVALID_STATE` when there is none, and `BATCH_ERROR_INVALID_REQUEST`
 *   when the members are no JSON object
 */
gint64
batch_engine_retry_with_changes_finish (BatchEngine   *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

/**
 * batch_engine_retry_positions_async:
 * @self: an engine
 * @job_id: the id of a job
 * @positions: (array length=n_positions): the positions of items in the job
 * @n_positions: how many
 * @model: (nullable): another model for them; %NULL for the same
 * @members: (nullable): as for [method@Engine.retry_with_changes_async]
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the items wait again
 * @user_data: data for @callback
 *
 * Tries items again that were chosen by where they stand, however many there are.
 *
 * Those that wait or are under way are left as they are.
 */
void
batch_engine_retry_positions_async (BatchEngine         *self,
                                    const char          *job_id,
                                    const guint         *positions,
                                    gsize                n_positions,
                                    const char          *model,
                                    const char          *members,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  GArray *copy;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);
  g_return_if_fail (positions != NULL || n_positions == 0);

  copy = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n_positions);
  if (n_positions > 0)
    g_array_append_vals (copy, positions, n_positions);
  batch_executor_retry_positions (batch_engine_get_executor (self), job_id, copy, model, members,
                                  batch_engine_change_new (self, cancellable, callback, user_data,
                                                           batch_engine_retry_positions_async));
}

/**
 * batch_engine_retry_positions_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.retry_positions_async].
 *
 * Returns: how many items are tried again; -1 with an error, which is
 *   `BATCH_ERROR_INVALID_STATE` when there is none
 */
gint64
batch_engine_retry_positions_finish (BatchEngine   *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

/* --- Attempts --- */

static void
attempts_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *records = batch_store_list_attempts_finish (BATCH_STORE (source), result, &error);

  if (records != NULL)
    batch_engine_return_list (task, records, BATCH_TYPE_PAST_ATTEMPT,
                              (BatchWrapFunc) batch_past_attempt_new);
  else
    g_task_return_error (task, error);
}

static void
item_found_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(BatchItemRecord) item = batch_store_find_item_finish (BATCH_STORE (source), result,
                                                                  &error);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (item == NULL)
    g_task_return_error (task, error);
  else
    batch_store_list_attempts_async (BATCH_STORE (source), item->job_id, item->position,
                                     cancellable, attempts_listed_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_list_attempts_async:
 * @self: an engine
 * @job_id: the id of a job
 * @item_id: the id of an item
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the attempts
 * @user_data: data for @callback
 *
 * Gets the attempts at an item that are over, the first one first.
 *
 * Those that failed are there, answers that another one was asked for in place of, and
 * the answer that stands. Of many, the last 20 are kept.
 */
void
batch_engine_list_attempts_async (BatchEngine         *self,
                                  const char          *job_id,
                                  const char          *item_id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  guint32 position;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);
  g_return_if_fail (item_id != NULL);

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_list_attempts_async);
  if (!batch_engine_check_open (self, task))
    return;

  if (batch_id_parse_item (job_id, item_id, &position))
    batch_store_list_attempts_async (batch_engine_get_store (self), job_id, position, cancellable,
                                     attempts_listed_cb, g_steal_pointer (&task));
  else
    batch_store_find_item_async (batch_engine_get_store (self), job_id, item_id, cancellable,
                                 item_found_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_list_attempts_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.list_attempts_async].
 *
 * Returns: (transfer full): a list of [class@PastAttempt]
 */
GListModel *
batch_engine_list_attempts_finish (BatchEngine   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
