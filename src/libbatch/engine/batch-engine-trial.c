/* batch-engine-trial.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "core/batch-size-bucket-private.h"
#include "engine/batch-engine-call-private.h"
#include "engine/batch-job-private.h"
#include "items/batch-item.h"
#include "maker/batch-maker.h"

/* A few rows of a source, sent as a job of their own that no list shows. It goes before all
 * others, and is gone when it has ended; one whose engine died is not taken up by the next
 * one for long. What its answers took is learnt from, as of any other job. */

#define PRIORITY   1000000
#define EXPIRES_IN 600          /* s */
#define MAX_ITEMS  100

typedef struct
{
  char          *backend;       /* (nullable) */
  GOutputStream *output;
  BatchJob      *job;           /* (nullable) */
  GListStore    *items;         /* the answers of the first ones are loaded */
  GListModel    *all;
  gulong         changed;
  gulong         closing;       /* of the engine */
  GSource       *cancelled;     /* (nullable) */
  gboolean       begun;         /* the executor knows of it */
} Trial;

static void
trial_free (gpointer data)
{
  Trial *trial = data;

  g_free (trial->backend);
  g_object_unref (trial->output);
  g_clear_object (&trial->job);
  g_clear_object (&trial->all);
  g_object_unref (trial->items);
  g_free (trial);
}

/* --- The answers --- */

static void load_next (GTask *task);

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Trial *trial = g_task_get_task_data (task);
  g_autofree char *answer = batch_item_load_result_finish (BATCH_ITEM (source), result, NULL);

  g_list_store_append (trial->items, source);
  load_next (g_steal_pointer (&task));
}

static void
load_next (GTask *task)
{
  Trial *trial = g_task_get_task_data (task);
  guint n_loaded = g_list_model_get_n_items (G_LIST_MODEL (trial->items));
  g_autoptr(BatchItem) item = g_list_model_get_item (trial->all, n_loaded);

  if (item != NULL)
    {
      batch_item_load_result_async (item, NULL, loaded_cb, task);
      return;
    }

  batch_engine_remove_async (g_task_get_source_object (task), batch_job_get_id (trial->job), NULL,
                             NULL, NULL);
  g_task_return_pointer (task, g_object_ref (trial->items), g_object_unref);
  g_object_unref (task);
}

static void
items_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Trial *trial = g_task_get_task_data (task);
  GError *error = NULL;

  trial->all = batch_engine_get_items_finish (BATCH_ENGINE (source), result, &error);
  if (trial->all != NULL)
    load_next (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* --- The job --- */

static void
end_waiting (GTask *task)
{
  BatchEngine *self = g_task_get_source_object (task);
  Trial *trial = g_task_get_task_data (task);

  g_clear_signal_handler (&trial->changed, trial->job);
  g_clear_signal_handler (&trial->closing, self->closing);
  if (trial->begun)
    batch_executor_end_trial (batch_engine_get_executor (self));
  trial->begun = FALSE;
  if (trial->cancelled != NULL)
    g_source_destroy (trial->cancelled);
  g_clear_pointer (&trial->cancelled, g_source_unref);
}

static void
state_changed_cb (BatchJob   *job,
                  GParamSpec *pspec,
                  gpointer    user_data)
{
  GTask *task = user_data;

  if (!batch_job_is_terminal (job))
    return;

  end_waiting (task);
  batch_engine_get_items_async (g_task_get_source_object (task), batch_job_get_id (job), NULL,
                                MAX_ITEMS, NULL, NULL, items_listed_cb, task);
}

/* Takes @task. */
static void
give_up (GTask *task)
{
  BatchEngine *self = g_task_get_source_object (task);
  Trial *trial = g_task_get_task_data (task);

  end_waiting (task);
  batch_engine_remove_async (self, batch_job_get_id (trial->job), NULL, NULL, NULL);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_STORE, "The engine is closed");
  g_object_unref (task);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  give_up (user_data);
  return G_SOURCE_REMOVE;
}

static void
closing_cb (GCancellable *closing,
            gpointer      user_data)
{
  give_up (user_data);
}

/* It may be cancelled from any thread, and is answered in the context of the engine. */
static void
watch_cancellable (GTask *task)
{
  Trial *trial = g_task_get_task_data (task);

  if (g_task_get_cancellable (task) == NULL)
    return;

  trial->cancelled = g_cancellable_source_new (g_task_get_cancellable (task));
  g_source_set_callback (trial->cancelled, G_SOURCE_FUNC (cancelled_cb), task, NULL);
  g_source_attach (trial->cancelled, g_main_context_get_thread_default ());
}

static void
submitted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = BATCH_ENGINE (source);
  Trial *trial = g_task_get_task_data (task);
  GError *error = NULL;

  if (!(trial->job = batch_engine_submit_finish (self, result, &error)))
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_cancellable_is_cancelled (self->closing))
    {
      give_up (g_steal_pointer (&task));
      return;
    }

  trial->begun = TRUE;
  batch_executor_begin_trial (batch_engine_get_executor (self));
  trial->changed = g_signal_connect (trial->job, "notify::state", G_CALLBACK (state_changed_cb),
                                     task);
  trial->closing = g_signal_connect (self->closing, "cancelled", G_CALLBACK (closing_cb), task);
  watch_cancellable (task);
  state_changed_cb (trial->job, NULL, g_steal_pointer (&task));
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = g_task_get_source_object (task);
  Trial *trial = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GInputStream) input = NULL;
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GBytes) lines = NULL;
  GError *error = NULL;
  gint64 n_requests = batch_maker_make_finish (BATCH_MAKER (source), result, &error);

  if (n_requests < 0)
    {
      g_task_return_error (task, error);
      return;
    }
  if (n_requests > MAX_ITEMS)
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                               "No more than %d requests can be tried; choose fewer rows",
                               MAX_ITEMS);
      return;
    }

  g_output_stream_close (trial->output, NULL, NULL);
  lines = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (trial->output));
  input = g_memory_input_stream_new_from_bytes (lines);
  job = batch_job_new_for_stream (input, NULL);
  batch_job_set_backend (job, trial->backend);
  batch_job_set_priority (job, PRIORITY);
  /* What is sent while the model loads tells nothing of the answers that follow. */
  batch_job_set_parallel (job, 1);
  batch_job_set_expires_in (job, EXPIRES_IN);
  batch_job_set_metadata_value (job, BATCH_JOB_TRIAL, "true");
  batch_engine_submit_async (self, job, cancellable, submitted_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_try_async:
 * @self: an engine
 * @maker: what is asked
 * @source: the rows it is asked of, few of them
 * @backend: (nullable): the name or URL of a model server
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the answers
 * @user_data: data for @callback
 *
 * Sends the requests of some rows and gives the real answers.
 *
 * They are sent before everything else that waits for the model server, as a job that is in
 * no list and that is removed at the end. There may be a hundred of them. While the engine is
 * paused, or not active, it works on them and on nothing else.
 */
void
batch_engine_try_async (BatchEngine         *self,
                        BatchMaker          *maker,
                        BatchRowSource      *source,
                        const char          *backend,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Trial *trial;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (BATCH_IS_MAKER (maker));
  g_return_if_fail (BATCH_IS_ROW_SOURCE (source));

  trial = g_new0 (Trial, 1);
  trial->backend = g_strdup (backend);
  trial->output = g_memory_output_stream_new_resizable ();
  trial->items = g_list_store_new (BATCH_TYPE_ITEM);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_try_async);
  g_task_set_task_data (task, trial, trial_free);
  batch_maker_make_async (maker, source, trial->output, cancellable, made_cb,
                          g_steal_pointer (&task));
}

/**
 * batch_engine_try_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.try_async].
 *
 * Returns: (transfer full): a list of [class@Item] whose results are loaded
 */
GListModel *
batch_engine_try_finish (BatchEngine   *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * batch_engine_estimate_async:
 * @self: an engine
 * @models: (array zero-terminated=1): the models that are asked
 * @n_each: how many requests each of them gets, from 0
 * @n_bytes: about how large the body of one is, from 0
 * @backend: (nullable): the name or URL of a model server
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the estimate
 * @user_data: data for @callback
 *
 * Estimates how long a job would take by itself, with the loads of its models.
 */
void
batch_engine_estimate_async (BatchEngine         *self,
                             const char * const  *models,
                             gint64               n_each,
                             gint64               n_bytes,
                             const char          *backend,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(BatchJobRecord) record = NULL;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (models != NULL);

  task = batch_engine_call_new (self, cancellable, callback, user_data,
                                batch_engine_estimate_async);
  if (n_each < 0 || n_bytes < 0)
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                               "There are neither fewer requests nor smaller ones than 0");
      return;
    }

  record = batch_job_record_new ();
  record->id = g_strdup ("");
  record->operation = g_strdup (BATCH_DEFAULT_OPERATION);
  record->handler = g_strdup (BATCH_HTTP_HANDLER);
  record->backend = g_strdup (backend);
  record->state = BATCH_JOB_STATE_RUNNING;
  for (guint i = 0; models[i] != NULL; i++)
    {
      BatchGroupRecord *group =
        batch_group_record_new (models[i], batch_size_bucket_from_bytes ((gsize) n_bytes));

      group->total = group->waiting = n_each;
      group->bytes = n_each * n_bytes;
      g_ptr_array_add (record->groups, group);
    }

  batch_executor_estimate_new (batch_engine_get_executor (self), record,
                               g_steal_pointer (&task));
}

/**
 * batch_engine_estimate_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.estimate_async].
 *
 * Returns: (transfer full): an estimate, which expects -1 ms without any data;
 *   `BATCH_ERROR_INVALID_REQUEST` for a number below 0
 */
BatchEta *
batch_engine_estimate_finish (BatchEngine   *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
