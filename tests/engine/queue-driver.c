/* queue-driver.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "queue-driver.h"

#include "test-support.h"

BatchJob *
driver_make_job (const char *key,
                 guint       n_items)
{
  BatchJob *job = batch_job_new (key, "tag", BATCH_OVERWRITE_POLICY_SKIP);

  for (guint i = 0; i < n_items; i++)
    {
      g_autofree char *id = g_strdup_printf ("item-%u", i);
      g_autofree char *data = g_strdup_printf ("data-%u", i);

      batch_job_add_item (job, id, data, BATCH_SIZE_BUCKET_MEDIUM);
    }

  return job;
}

BatchJob *
driver_enqueue (BatchQueue *queue,
                BatchJob   *job)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchJob *queued;

  batch_queue_enqueue_async (queue, job, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  queued = batch_queue_enqueue_finish (queue, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (queued);
  return queued;
}

BatchJob *
driver_put (BatchQueue *queue,
            const char *key,
            guint       n_items)
{
  g_autoptr(BatchJob) draft = driver_make_job (key, n_items);
  g_autoptr(BatchJob) job = driver_enqueue (queue, draft);

  return batch_queue_get_job (queue, batch_job_get_id (job));
}

gboolean
driver_try_run (BatchQueue  *queue,
                const char  *job_id,
                GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_queue_mark_running_async (queue, job_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_queue_mark_running_finish (queue, result, error);
}

void
driver_run (BatchQueue *queue,
            BatchJob   *job)
{
  g_autoptr(GError) error = NULL;

  driver_try_run (queue, batch_job_get_id (job), &error);
  g_assert_no_error (error);
}

static gboolean
update (BatchQueue       *queue,
        const char       *job_id,
        const char       *item_id,
        BatchItemStatus   status,
        const char       *message,
        gint64            duration_ms,
        GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_queue_update_item_async (queue, job_id, item_id, status, message, duration_ms, NULL,
                                 batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_queue_update_item_finish (queue, result, error);
}

gboolean
driver_try_update (BatchQueue       *queue,
                   const char       *job_id,
                   const char       *item_id,
                   BatchItemStatus   status,
                   GError          **error)
{
  return update (queue, job_id, item_id, status, NULL, -1, error);
}

void
driver_update (BatchQueue      *queue,
               BatchJob        *job,
               const char      *item_id,
               BatchItemStatus  status,
               const char      *message,
               gint64           duration_ms)
{
  g_autoptr(GError) error = NULL;

  update (queue, batch_job_get_id (job), item_id, status, message, duration_ms, &error);
  g_assert_no_error (error);
}

BatchSummary *
driver_try_complete (BatchQueue  *queue,
                     const char  *job_id,
                     GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_queue_mark_completed_async (queue, job_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_queue_mark_completed_finish (queue, result, error);
}

BatchSummary *
driver_complete (BatchQueue *queue,
                 BatchJob   *job)
{
  g_autoptr(GError) error = NULL;
  BatchSummary *summary = driver_try_complete (queue, batch_job_get_id (job), &error);

  g_assert_no_error (error);
  g_assert_nonnull (summary);
  return summary;
}

gboolean
driver_cancel (BatchQueue  *queue,
               const char  *job_id,
               GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_queue_cancel_job_async (queue, job_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_queue_cancel_job_finish (queue, result, error);
}

gboolean
driver_cancel_item (BatchQueue  *queue,
                    const char  *job_id,
                    const char  *item_id,
                    GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_queue_cancel_item_async (queue, job_id, item_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_queue_cancel_item_finish (queue, result, error);
}

gint64
driver_retry (BatchQueue  *queue,
              const char  *job_id,
              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_queue_retry_failed_async (queue, job_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_queue_retry_failed_finish (queue, result, error);
}

gboolean
driver_retry_item (BatchQueue  *queue,
                   const char  *job_id,
                   const char  *item_id,
                   GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_queue_retry_item_async (queue, job_id, item_id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_queue_retry_item_finish (queue, result, error);
}

void
driver_wait_state (BatchJob      *job,
                   BatchJobState  state)
{
  while (batch_job_get_state (job) != state)
    g_main_context_iteration (NULL, TRUE);
}

static GListModel *
list_items (BatchQueue *queue,
            BatchJob   *job)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchEngine *engine = batch_queue_get_engine (queue);
  GListModel *items;

  batch_engine_get_items_async (engine, batch_job_get_id (job), NULL, 1000, NULL, NULL,
                                batch_test_store_result, &result);
  batch_test_wait (&result);
  items = batch_engine_get_items_finish (engine, result, &error);
  g_assert_no_error (error);
  return items;
}

char *
driver_statuses (BatchQueue *queue,
                 BatchJob   *job)
{
  g_autoptr(GListModel) items = list_items (queue, job);
  g_autoptr(GString) words = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(BatchItem) item = g_list_model_get_item (items, i);

      if (i > 0)
        g_string_append_c (words, ' ');
      g_string_append (words, batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS,
                                                  batch_item_get_status (item)));
    }

  return g_string_free (g_steal_pointer (&words), FALSE);
}

BatchItem *
driver_get_item (BatchQueue *queue,
                 BatchJob   *job,
                 guint       position)
{
  g_autoptr(GListModel) items = list_items (queue, job);

  return g_list_model_get_item (items, position);
}

char *
driver_item_error (BatchQueue *queue,
                   BatchJob   *job,
                   guint       position)
{
  g_autoptr(BatchItem) item = driver_get_item (queue, job, position);
  const char *error = batch_item_get_last_error (item);

  return g_strdup (error != NULL ? error : "");
}

static gboolean
over_cb (gpointer over)
{
  *(gboolean *) over = TRUE;
  return G_SOURCE_REMOVE;
}

void
driver_iterate_for (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

char *
driver_keys (BatchQueue *queue)
{
  g_autoptr(GListModel) jobs = batch_queue_list_jobs (queue);
  g_autoptr(GString) keys = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      if (i > 0)
        g_string_append_c (keys, ' ');
      g_string_append (keys, batch_job_get_resource_key (job));
    }

  return g_string_free (g_steal_pointer (&keys), FALSE);
}
