/* batch-comparison-survey.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-comparison-private.h"

#include "engine/batch-engine-private.h"
#include "output/batch-row-survey-private.h"

typedef struct
{
  BatchStore      *store;
  BatchJobRecord  *job;
  BatchBlobSource *input;              /* (nullable) */
} Data;

static void
data_free (gpointer user_data)
{
  Data *data = user_data;

  g_clear_object (&data->store);
  g_clear_object (&data->input);
  g_clear_pointer (&data->job, batch_job_record_unref);
  g_free (data);
}

static void
survey_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();
  Data *data = task_data;
  GError *error = NULL;
  BatchRowTable *table = batch_row_survey_run (data->store, data->job, data->input, waiter,
                                               cancellable, &error);

  /* Who has the answer may close the store. */
  g_clear_object (&data->store);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, table, (GDestroyNotify) batch_row_table_free);
}

/* An input that is gone says nothing, but the ids do. */
static void
input_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Data *data = g_task_get_task_data (task);

  data->input = g_task_propagate_pointer (G_TASK (result), NULL);
  g_task_run_in_thread (task, survey_thread);
}

static void
job_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Data *data = g_task_get_task_data (task);
  BatchEngine *engine = g_task_get_source_object (task);
  GError *error = NULL;

  data->job = batch_store_get_job_finish (BATCH_STORE (source), result, &error);
  if (data->job == NULL)
    g_task_return_error (task, error);
  else if (data->job->input_digest == NULL)
    g_task_run_in_thread (task, survey_thread);
  else if (batch_engine_check_open (engine, task))
    batch_executor_open_blob (batch_engine_get_executor (engine), data->job->input_digest,
                              g_task_new (engine, NULL, input_opened_cb, g_steal_pointer (&task)));
}

void
batch_comparison_survey_async (BatchEngine         *engine,
                               const char          *job_id,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (engine, cancellable, callback, user_data);
  Data *data = g_new0 (Data, 1);

  g_task_set_source_tag (task, batch_comparison_survey_async);
  g_task_set_task_data (task, data, data_free);
  if (!batch_engine_check_open (engine, task))
    return;

  data->store = g_object_ref (batch_engine_get_store (engine));
  batch_store_get_job_async (data->store, job_id, cancellable, job_found_cb,
                             g_steal_pointer (&task));
}

BatchRowTable *
batch_comparison_survey_finish (BatchEngine   *engine,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, engine), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
