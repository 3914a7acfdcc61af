/* batch-engine-plan.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "reports/batch-plan-private.h"

/* The plan that somebody looks at. */

void
batch_engine_take_plan (BatchEngine     *self,
                        BatchPlanValues *values)
{
  g_autoptr(BatchPlan) plan = g_weak_ref_get (&self->plan);

  if (plan != NULL)
    {
      batch_plan_take_values (plan, values);
      return;
    }

  /* Nobody does any more. */
  batch_plan_values_free (values);
  batch_executor_watch_plan (batch_engine_get_executor (self), FALSE);
}

/**
 * batch_engine_get_plan_async:
 * @self: an engine
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the plan
 * @user_data: data for @callback
 *
 * Gets what is intended: what waits, in the order in which it is to be worked on.
 *
 * The plan is kept up to date as long as somebody holds it. An engine that is not
 * active has one, too: it tells what those that work would do.
 */
void
batch_engine_get_plan_async (BatchEngine         *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_get_plan_async);
  batch_executor_plan (batch_engine_get_executor (self), g_steal_pointer (&task));
}

/**
 * batch_engine_get_plan_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.get_plan_async].
 *
 * Returns: (transfer full): the plan, the same object for all who hold it
 */
BatchPlan *
batch_engine_get_plan_finish (BatchEngine   *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  BatchPlanValues *values;
  BatchPlan *plan;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!(values = g_task_propagate_pointer (G_TASK (result), error)))
    return NULL;

  if ((plan = g_weak_ref_get (&self->plan)) == NULL)
    {
      plan = batch_plan_new ();
      g_weak_ref_set (&self->plan, plan);
    }
  batch_plan_take_values (plan, values);
  batch_executor_watch_plan (batch_engine_get_executor (self), TRUE);
  return plan;
}
