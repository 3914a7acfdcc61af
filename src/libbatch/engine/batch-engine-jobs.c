/* batch-engine-jobs.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include <string.h>

#include "engine/batch-engine-call-private.h"
#include "engine/batch-job-private.h"
#include "json/batch-json-members-private.h"
#include "store/batch-store-api-private.h"

/* Looking for jobs in the store. */

/* --- Estimates --- */

static void
etas_told_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  /* Without an estimate it is a job as well. */
  g_task_propagate_int (G_TASK (result), NULL);
  g_task_return_pointer (task, g_object_ref (g_task_get_task_data (G_TASK (result))),
                         g_object_unref);
}

/* Who looks at a job once finds its estimate, and need not wait for news. */
void
batch_engine_answer_with_etas (BatchEngine *self,
                               GTask       *task,
                               gpointer     answer,
                               GPtrArray   *records)
{
  GTask *told = g_task_new (self, g_task_get_cancellable (task), etas_told_cb, task);

  g_task_set_source_tag (told, batch_engine_answer_with_etas);
  g_task_set_task_data (told, answer, g_object_unref);
  batch_executor_tell_etas (batch_engine_get_executor (self), records, told);
}

/* --- One job --- */

/* The sentence of the first one. */
static char *
dup_problem (const char *issues)
{
  static const BatchJsonMember members[] = { { "message", batch_json_read_string, 0 } };
  BatchJsonScanner scanner;
  char *message = NULL;

  batch_json_scanner_init (&scanner, (const guint8 *) issues, strlen (issues), 0);
  if (batch_json_scanner_enter_array (&scanner) && batch_json_scanner_next_element (&scanner))
    batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &message);
  return message;
}

/* A batch that a client of the Batch API has put in, and that was refused, has an id, and came to
 * no job. */
static void
receipt_found_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  const char *job_id = g_task_get_task_data (task);
  g_autoptr(BatchReceiptRecord) receipt =
    batch_store_get_receipt_finish (BATCH_STORE (source), result, NULL);
  g_autofree char *problem = receipt != NULL && receipt->issues != NULL
                             ? dup_problem (receipt->issues) : NULL;

  if (problem == NULL)
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "There is no job “%s”",
                             job_id);
  else
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
                             "Batch %s was refused: %s", job_id, problem);
}

static void
job_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = BATCH_ENGINE (source);
  g_autoptr(GPtrArray) records = NULL;
  BatchJobRecord *record;
  GError *error = NULL;

  if (!(record = g_task_propagate_pointer (G_TASK (result), &error)))
    {
      if (!g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
        {
          g_task_return_error (task, error);
          return;
        }

      g_error_free (error);
      batch_store_get_receipt_async (batch_engine_get_store (self), g_task_get_task_data (task),
                                     g_task_get_cancellable (task), receipt_found_cb, task);
      g_steal_pointer (&task);
      return;
    }

  records = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_job_record_unref);
  g_ptr_array_add (records, record);
  batch_engine_answer_with_etas (self, g_steal_pointer (&task),
                                 batch_engine_ref_job (self, record), records);
}

/**
 * batch_engine_get_job_async:
 * @self: an engine
 * @job_id: the id of a job
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the job
 * @user_data: data for @callback
 *
 * Gets a job, which is kept up to date as long as somebody holds it.
 */
void
batch_engine_get_job_async (BatchEngine         *self,
                            const char          *job_id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  task = batch_engine_call_new (self, cancellable, callback, user_data, batch_engine_get_job_async);
  g_task_set_task_data (task, g_strdup (job_id), g_free);
  batch_executor_look (batch_engine_get_executor (self), job_id,
                       batch_engine_call_new (self, cancellable, job_found_cb, task,
                                              batch_engine_get_job_async));
}

/**
 * batch_engine_get_job_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.get_job_async].
 *
 * Returns: (transfer full): the job; `BATCH_ERROR_NOT_FOUND` when there is none,
 *   `BATCH_ERROR_INVALID_FILE` when the batch of this id was refused and came to none
 */
BatchJob *
batch_engine_get_job_finish (BatchEngine   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Listing --- */

/* What a page of the store has at least, however few jobs are still wanted: many of them may have
 * been removed. */
#define MIN_PAGE 100

typedef struct
{
  char       *key_id;              /* (nullable) */
  guint       limit;
  guint       asked;               /* of the store, for the page under way */
  GListStore *jobs;
  GPtrArray  *records;             /* (element-type BatchJobRecord) of those */
} Listing;

static Listing *
listing_new (const char *key_id,
             guint       limit)
{
  Listing *listing = g_new (Listing, 1);

  *listing = (Listing) {
    g_strdup (key_id), limit > 0 ? limit : G_MAXINT, 0, g_list_store_new (BATCH_TYPE_JOB),
    g_ptr_array_new_with_free_func ((GDestroyNotify) batch_job_record_unref),
  };
  return listing;
}

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  g_free (listing->key_id);
  g_object_unref (listing->jobs);
  g_ptr_array_unref (listing->records);
  g_free (listing);
}

static gboolean
is_listed (const Listing        *listing,
           const BatchJobRecord *record)
{
  return record->removed_at == 0 && !batch_job_record_is_trial (record)
         && (listing->key_id == NULL || g_strcmp0 (record->key_id, listing->key_id) == 0);
}

/* The first of @records that are wanted, and not more than are. */
static void
take_page (BatchEngine *self,
           Listing     *listing,
           GPtrArray   *records)
{
  for (guint i = 0; i < records->len && listing->records->len < listing->limit; i++)
    {
      BatchJobRecord *record = g_ptr_array_index (records, i);
      g_autoptr(BatchJob) job = NULL;

      if (!is_listed (listing, record))
        continue;

      job = batch_engine_ref_job (self, record);
      g_list_store_append (listing->jobs, job);
      g_ptr_array_add (listing->records, batch_job_record_ref (record));
    }
}

static void list_after (GTask  *task,
                        gint64  sequence);

static void
jobs_listed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = g_task_get_source_object (task);
  Listing *listing = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) records = batch_store_list_jobs_finish (BATCH_STORE (source), result,
                                                               &error);

  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  take_page (self, listing, records);
  if (records->len == listing->asked && listing->records->len < listing->limit)
    list_after (g_steal_pointer (&task),
                ((BatchJobRecord *) g_ptr_array_index (records, records->len - 1))->sequence);
  else
    batch_engine_answer_with_etas (self, g_steal_pointer (&task), g_object_ref (listing->jobs),
                                   listing->records);
}

static void
list_after (GTask  *task,
            gint64  sequence)
{
  BatchEngine *self = g_task_get_source_object (task);
  Listing *listing = g_task_get_task_data (task);

  listing->asked = MAX (listing->limit - listing->records->len, MIN_PAGE);
  batch_store_list_jobs_async (batch_engine_get_store (self), sequence, listing->asked, FALSE,
                               g_task_get_cancellable (task), jobs_listed_cb, task);
}

static void
after_job_found_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(BatchJobRecord) record = batch_store_get_job_finish (BATCH_STORE (source), result,
                                                                 &error);

  if (record == NULL)
    g_task_return_error (task, error);
  else
    list_after (g_steal_pointer (&task), record->sequence);
}

/* Where a job stands that somebody holds; what is purged meanwhile keeps its place. 0: nobody. */
static gint64
get_known_sequence (BatchEngine *self,
                    const char  *job_id)
{
  g_autoptr(BatchJob) job = batch_job_cache_lookup (self->jobs, job_id);

  return job != NULL ? batch_job_get_record (job)->sequence : 0;
}

/**
 * batch_engine_list_jobs_async:
 * @self: an engine
 * @key_id: (nullable): only jobs that were submitted with this API key; %NULL for all
 * @after: (nullable): the id of the job behind which to begin; %NULL: from the first one on
 * @limit: how many jobs to get, at most; 0: all
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the jobs
 * @user_data: data for @callback
 *
 * Gets jobs in the order in which they were submitted. Where there may be very many, they are had
 * page by page, each after the last one of the page before; a page with fewer than @limit is the
 * last one. Who still holds that job can go on after it, even if it is in the store no more; after
 * another one that is not there, %BATCH_ERROR_NOT_FOUND is the answer.
 */
void
batch_engine_list_jobs_async (BatchEngine         *self,
                              const char          *key_id,
                              const char          *after,
                              guint                limit,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  gint64 sequence;

  g_return_if_fail (BATCH_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_list_jobs_async);
  g_task_set_task_data (task, listing_new (key_id, limit), listing_free);
  if (!batch_engine_check_open (self, task))
    return;

  sequence = after != NULL ? get_known_sequence (self, after) : 0;
  if (sequence == 0 && after != NULL)
    batch_store_get_job_async (batch_engine_get_store (self), after, cancellable,
                               after_job_found_cb, g_steal_pointer (&task));
  else
    list_after (g_steal_pointer (&task), sequence);
}

/**
 * batch_engine_list_jobs_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.list_jobs_async].
 *
 * Returns: (transfer full): a list of [class@Job]
 */
GListModel *
batch_engine_list_jobs_finish (BatchEngine   *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
