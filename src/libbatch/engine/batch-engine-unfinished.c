/* batch-engine-unfinished.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "files/batch-file-hasher-private.h"

/* The job that the same command takes up again. What has another size is another input, so
 * the input is only read when a job has one of that size. */

#define PAGE 500

typedef struct
{
  GFile  *input;
  char   *backend;                 /* (nullable) as jobs name it */
  gint64  size;                    /* of the input; -1: nobody knows before it is read */
  char   *digest;                  /* NULL before it was read */
  gint64  after;                   /* the sequence before the page that is looked at */
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_object_unref (search->input);
  g_free (search->backend);
  g_free (search->digest);
  g_free (search);
}

/* --- The input --- */

static void
size_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info (task_data, G_FILE_ATTRIBUTE_STANDARD_TYPE ","
                                                 G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                 G_FILE_QUERY_INFO_NONE, cancellable, &error);

  if (info == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR
                             ? g_file_info_get_size (info) : -1);
}

static void
digest_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr(GFileInputStream) stream = NULL;
  g_autoptr(BatchFileHasher) hasher = NULL;

  if (!(stream = g_file_read (task_data, cancellable, &error))
      || !(hasher = batch_file_hasher_new (&error)))
    {
      g_task_return_error (task, error);
      return;
    }

  while (TRUE)
    {
      g_autofree BatchFileBlock *block = batch_file_hasher_get_block (hasher);

      if (!g_input_stream_read_all (G_INPUT_STREAM (stream), block->data, sizeof block->data,
                                    &block->length, cancellable, &error))
        {
          g_task_return_error (task, error);
          return;
        }
      if (block->length == 0)
        break;
      batch_file_hasher_push (hasher, g_steal_pointer (&block));
    }

  g_task_return_pointer (task, batch_file_hasher_finish (hasher), g_free);
}

static void
look_at_input (GTask               *search_task,
               GTaskThreadFunc      func,
               GAsyncReadyCallback  callback)
{
  const Search *search = g_task_get_task_data (search_task);
  g_autoptr(GTask) task = g_task_new (NULL, g_task_get_cancellable (search_task), callback,
                                      search_task);

  g_task_set_source_tag (task, batch_engine_find_unfinished_async);
  g_task_set_task_data (task, g_object_ref (search->input), g_object_unref);
  g_task_run_in_thread (task, func);
}

/* --- The jobs --- */

/* Its results were never written out, or it has not ended. */
static gboolean
is_unfinished (const BatchJobRecord *record)
{
  switch (record->state)
    {
    case BATCH_JOB_STATE_QUEUED:
    case BATCH_JOB_STATE_RUNNING:
    case BATCH_JOB_STATE_FINALIZING:
      return TRUE;

    case BATCH_JOB_STATE_COMPLETED:
    case BATCH_JOB_STATE_COMPLETED_WITH_ERRORS:
    case BATCH_JOB_STATE_EXPIRED:
      return record->exported_at == 0;

    case BATCH_JOB_STATE_VALIDATING:
    case BATCH_JOB_STATE_FAILED:
    case BATCH_JOB_STATE_CANCELLING:
    case BATCH_JOB_STATE_CANCELLED:
      return FALSE;
    }

  return FALSE;
}

static gboolean
may_be_sought (const Search         *search,
               const BatchJobRecord *record)
{
  return record->removed_at == 0 && is_unfinished (record)
         && (search->size == -1 || record->input_size == search->size)
         && g_strcmp0 (record->backend, search->backend) == 0;
}

static void page_searched_cb (GObject      *source,
                              GAsyncResult *result,
                              gpointer      user_data);

static void
search_page (GTask *task)
{
  BatchEngine *self = g_task_get_source_object (task);
  const Search *search = g_task_get_task_data (task);

  batch_store_list_jobs_async (batch_engine_get_store (self), search->after, PAGE, FALSE,
                               g_task_get_cancellable (task), page_searched_cb, task);
}

static void
digest_found_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;

  if (!(search->digest = g_task_propagate_pointer (G_TASK (result), &error)))
    g_task_return_error (task, error);
  else if (batch_engine_check_open (self, task))
    search_page (g_steal_pointer (&task));
}

/* Returns: (nullable): the first that is it, or may be it while nobody knows the digest */
static BatchJobRecord *
find_on_page (const Search *search,
              GPtrArray    *records)
{
  for (guint i = 0; i < records->len; i++)
    {
      BatchJobRecord *record = g_ptr_array_index (records, i);

      if (may_be_sought (search, record)
          && (search->digest == NULL
              || g_strcmp0 (record->input_digest, search->digest) == 0))
        return record;
    }

  return NULL;
}

static void
page_searched_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) records = batch_store_list_jobs_finish (BATCH_STORE (source), result,
                                                               &error);
  BatchJobRecord *found;

  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  found = find_on_page (search, records);
  if (found != NULL && search->digest == NULL)
    look_at_input (g_steal_pointer (&task), digest_thread, digest_found_cb);
  else if (found != NULL)
    g_task_return_pointer (task, batch_job_record_ref (found),
                           (GDestroyNotify) batch_job_record_unref);
  else if (records->len < PAGE)
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
                             "No unfinished job has this input");
  else
    {
      search->after = ((BatchJobRecord *) g_ptr_array_index (records, PAGE - 1))->sequence;
      search_page (g_steal_pointer (&task));
    }
}

static void
size_found_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;

  search->size = g_task_propagate_int (G_TASK (result), &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (batch_engine_check_open (self, task))
    search_page (g_steal_pointer (&task));
}

/**
 * batch_engine_find_unfinished_async:
 * @self: an engine
 * @input: a batch file
 * @backend: (nullable): the name or URL of a model server
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the job
 * @user_data: data for @callback
 *
 * Looks for a job with the same input for the same model server that has not ended, or
 * whose results were never written out.
 */
void
batch_engine_find_unfinished_async (BatchEngine         *self,
                                    GFile               *input,
                                    const char          *backend,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  GTask *task;
  Search *search;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (G_IS_FILE (input));

  search = g_new0 (Search, 1);
  search->input = g_object_ref (input);
  search->backend = g_strdup (backend);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_find_unfinished_async);
  g_task_set_task_data (task, search, search_free);

  look_at_input (task, size_thread, size_found_cb);
}

/**
 * batch_engine_find_unfinished_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.find_unfinished_async].
 *
 * Returns: (transfer full): the job; `BATCH_ERROR_NOT_FOUND` when there is none
 */
BatchJob *
batch_engine_find_unfinished_finish (BatchEngine   *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_autoptr(BatchJobRecord) record = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!(record = g_task_propagate_pointer (G_TASK (result), error)))
    return NULL;

  return batch_engine_ref_job (self, record);
}
