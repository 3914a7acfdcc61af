/* batch-engine-handovers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "engine/batch-engine-call-private.h"
#include "reports/batch-handover-private.h"
#include "store/batch-store-handovers-private.h"

/* What was handed to providers, and what a person says of it. */

static void
handovers_listed_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *records = batch_store_list_handovers_finish (BATCH_STORE (source), result, &error);

  if (records != NULL)
    batch_engine_return_list (task, records, BATCH_TYPE_HANDOVER,
                              (BatchWrapFunc) batch_handover_new);
  else
    g_task_return_error (task, error);
}

/**
 * batch_engine_list_handovers_async:
 * @self: an engine
 * @job_id: the id of a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when that is done
 * @user_data: data for @callback
 *
 * Gets the parts of a job in native mode that were handed to its provider, in their order.
 */
void
batch_engine_list_handovers_async (BatchEngine         *self,
                                   const char          *job_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_list_handovers_async);
  if (batch_engine_check_open (self, task))
    batch_store_list_handovers_async (batch_engine_get_store (self), job_id, cancellable,
                                      handovers_listed_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_list_handovers_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.list_handovers_async].
 *
 * Returns: (transfer full): a list of [class@Handover]
 */
GListModel *
batch_engine_list_handovers_finish (BatchEngine   *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
resolved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  GError *error = NULL;
  gboolean done = batch_store_resolve_handover_finish (BATCH_STORE (source), result, &error);

  batch_engine_return_done (user_data, done, error);
}

/**
 * batch_engine_resolve_handover_async:
 * @self: an engine
 * @handover_id: the id of a handover that is held
 * @upstream_id: (nullable): the id of the batch that the provider has begun for it, or %NULL
 *   when it has begun none
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when that is done
 * @user_data: data for @callback
 *
 * Says what nobody but a person can find out: whether the provider has begun with a part of a
 * job when it was asked to and the answer was lost.
 *
 * With @upstream_id, that batch is waited for; without, the part is sent again. What has been
 * begun there would then be done, and paid for, twice.
 */
void
batch_engine_resolve_handover_async (BatchEngine         *self,
                                     const char          *handover_id,
                                     const char          *upstream_id,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (handover_id != NULL);

  task = batch_engine_change_new (self, cancellable, callback, user_data,
                                  batch_engine_resolve_handover_async);
  if (batch_engine_check_open (self, task))
    batch_store_resolve_handover_async (batch_engine_get_store (self), handover_id, upstream_id,
                                        cancellable, resolved_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_resolve_handover_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.resolve_handover_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such handover.
 *
 * Returns: %FALSE with an error when it is not held
 */
gboolean
batch_engine_resolve_handover_finish (BatchEngine   *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
