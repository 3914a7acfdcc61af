/* batch-row-survey.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-row-survey-private.h"

#include "engine/batch-engine-private.h"
#include "store/batch-item-walk-private.h"

typedef struct
{
  BatchStore           *store;
  const BatchJobRecord *job;
  BatchBlobSource      *input;
  BatchWaiter          *waiter;
  GCancellable         *cancellable;   /* (nullable) */
  BatchRowFinder       *finder;
  GChecksum            *checksum;
} Survey;

/* --- By their ids --- */

static GPtrArray *
read_items (const Survey  *survey,
            guint          first,
            guint          n,
            GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchItemRecord) before = batch_item_record_new ();

  before->position = first - 1;
  batch_store_list_items_async (survey->store, survey->job->id, NULL, first > 0 ? before : NULL, n,
                                survey->cancellable, batch_waiter_answered_cb, survey->waiter);
  result = batch_waiter_wait (survey->waiter);
  return batch_store_list_items_finish (survey->store, result, error);
}

static BatchRowTable *
find_by_ids (const Survey  *survey,
             guint          n_items,
             GError       **error)
{
  guint n = MIN (n_items, BATCH_ROW_MAX_MODELS + 1);
  g_autoptr(GPtrArray) first = read_items (survey, 0, n, error);
  g_autoptr(GPtrArray) last = first != NULL ? read_items (survey, n_items - n, n, error) : NULL;

  if (last == NULL)
    return NULL;

  return batch_row_table_new_by_ids (first, last, n_items);
}

/* --- By what they ask --- */

static gboolean
look_at (const BatchItemRecord  *item,
         gpointer                user_data,
         GError                **error)
{
  const Survey *survey = user_data;
  guint8 digest[BATCH_REQUEST_DIGEST_SIZE];
  g_autoptr(GBytes) body = batch_blob_source_read (survey->input, item->offset, item->length,
                                                   error);
  const guint8 *data;
  gsize length;

  if (body == NULL)
    return FALSE;

  data = g_bytes_get_data (body, &length);
  batch_request_digest (survey->checksum, item->endpoint != NULL ? item->endpoint : "", data,
                        length, digest);
  /* Without an error: more models than there are columns. */
  return item->key != NULL
         && batch_row_finder_add (survey->finder, item->position, item->key, digest);
}

static BatchRowTable *
find_by_requests (Survey  *survey,
                  GError **error)
{
  g_autoptr(BatchRowFinder) finder = batch_row_finder_new ();
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  survey->finder = finder;
  survey->checksum = checksum;
  if (!batch_item_walk (survey->store, survey->job->id, NULL, survey->waiter, survey->cancellable,
                        look_at, survey, error))
    return NULL;

  return batch_row_finder_finish (finder);
}

BatchRowTable *
batch_row_survey_run (BatchStore            *store,
                      const BatchJobRecord  *job,
                      BatchBlobSource       *input,
                      BatchWaiter           *waiter,
                      GCancellable          *cancellable,
                      GError               **error)
{
  Survey survey = { store, job, input, waiter, cancellable, NULL, NULL };
  GError *problem = NULL;
  BatchRowTable *table;

  if (job->counts.total < 2)
    return NULL;

  table = find_by_ids (&survey, (guint) job->counts.total, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  if (table != NULL || input == NULL || job->counts.total > BATCH_ROW_SURVEY_MAX_ITEMS)
    return table;

  return find_by_requests (&survey, error);
}

/* --- Not in a worker thread --- */

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
batch_row_survey_async (BatchEngine         *engine,
                        const char          *job_id,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (engine, cancellable, callback, user_data);
  Data *data = g_new0 (Data, 1);

  g_task_set_source_tag (task, batch_row_survey_async);
  g_task_set_task_data (task, data, data_free);
  if (!batch_engine_check_open (engine, task))
    return;

  data->store = g_object_ref (batch_engine_get_store (engine));
  batch_store_get_job_async (data->store, job_id, cancellable, job_found_cb,
                             g_steal_pointer (&task));
}

BatchRowTable *
batch_row_survey_finish (BatchEngine   *engine,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, engine), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
