/* batch-engine-call.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-call-private.h"

#include "engine/batch-engine-private.h"
#include "engine/batch-job.h"

GTask *
batch_engine_call_new (gpointer             source,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data,
                       gpointer             source_tag)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  return task;
}

GTask *
batch_engine_change_new (gpointer             source,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data,
                         gpointer             source_tag)
{
  GTask *task = batch_engine_call_new (source, cancellable, callback, user_data, source_tag);

  /* Who cancels it in the last moment is told what was done all the same. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

BatchJob *
batch_engine_call_finish_job (BatchEngine   *self,
                              gpointer       source,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_autoptr(BatchJobRecord) record = NULL;

  g_return_val_if_fail (g_task_is_valid (result, source), NULL);

  if (!(record = g_task_propagate_pointer (G_TASK (result), error)))
    return NULL;

  return batch_engine_ref_told_job (self, record);
}

gboolean
batch_engine_call_finish_done (BatchEngine   *self,
                               gpointer       source,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_autoptr(BatchJob) job = batch_engine_call_finish_job (self, source, result, error);

  return job != NULL;
}

void
batch_engine_return_done (GTask    *task,
                          gboolean  done,
                          GError   *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

void
batch_engine_return_list (GTask         *task,
                          GPtrArray     *records,
                          GType          type,
                          BatchWrapFunc  wrap)
{
  GListStore *list = g_list_store_new (type);

  g_ptr_array_set_free_func (records, NULL);
  for (guint i = 0; i < records->len; i++)
    {
      g_autoptr(GObject) object = wrap (g_ptr_array_index (records, i));

      g_list_store_append (list, object);
    }

  g_ptr_array_unref (records);
  g_task_return_pointer (task, list, g_object_unref);
}
