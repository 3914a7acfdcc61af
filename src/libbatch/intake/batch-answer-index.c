/* batch-answer-index.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-answer-index-private.h"

#include <string.h>

#include "core/batch-model-key-private.h"

#define PAGE        2000
#define MAX_ANSWERS (4 * 1000 * 1000)
#define MAX_JOBS    G_MAXUINT16
#define DIGEST_SIZE 10

typedef struct
{
  guint8  digest[DIGEST_SIZE];
  guint16 job;                  /* among those of the answers, the latest first */
  guint32 position;
} Answer;

G_STATIC_ASSERT (sizeof (Answer) == 16);

struct _BatchAnswerIndex
{
  GPtrArray  *jobs;             /* of BatchJobRecord */
  GArray     *answers;          /* of Answer, sorted */
  GChecksum  *checksum;
  const char *implied_tag;      /* (nullable) static */
};

/* What is needed while they are being collected. */
typedef struct
{
  BatchStore     *store;
  BatchFileStore *files;
  const char     *backend;      /* (nullable) */
  BatchWaiter    *waiter;
  GCancellable   *cancellable;  /* (nullable) */
} Search;

void
batch_answer_index_free (BatchAnswerIndex *self)
{
  g_ptr_array_unref (self->jobs);
  g_array_unref (self->answers);
  g_checksum_free (self->checksum);
  g_free (self);
}

static void
digest (BatchAnswerIndex *self,
        const char       *url,
        const char       *model,
        const void       *body,
        gsize             length,
        guint8            result[DIGEST_SIZE])
{
  g_autofree char *key = batch_model_key_strip (model, self->implied_tag);
  guint8 whole[32];
  gsize size = sizeof whole;

  if (key != NULL)
    model = key;
  g_checksum_reset (self->checksum);
  g_checksum_update (self->checksum, (const guchar *) url, (gssize) strlen (url) + 1);
  g_checksum_update (self->checksum, (const guchar *) model, (gssize) strlen (model) + 1);
  g_checksum_update (self->checksum, body, (gssize) length);
  g_checksum_get_digest (self->checksum, whole, &size);
  memcpy (result, whole, DIGEST_SIZE);
}

/* --- The jobs --- */

static gboolean
has_answers (const Search         *search,
             const BatchJobRecord *record)
{
  return record->removed_at == 0 && !batch_job_record_is_trial (record) &&
         record->counts.succeeded > 0 &&
         record->input_digest != NULL && g_str_equal (record->handler, BATCH_HTTP_HANDLER) &&
         g_strcmp0 (record->backend, search->backend) == 0;
}

static GPtrArray *
list_page (const Search  *search,
           gint64         after,
           GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_jobs_async (search->store, after, PAGE, FALSE, search->cancellable,
                               batch_waiter_answered_cb, search->waiter);
  result = batch_waiter_wait (search->waiter);
  return batch_store_list_jobs_finish (search->store, result, error);
}

/* In the order of their submission. */
static GPtrArray *
list_jobs (const Search  *search,
           GError       **error)
{
  g_autoptr(GPtrArray) jobs = NULL;
  gint64 after = 0;
  guint n_listed = PAGE;

  jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_job_record_unref);
  while (n_listed == PAGE)
    {
      g_autoptr(GPtrArray) page = list_page (search, after, error);

      if (page == NULL)
        return NULL;

      n_listed = page->len;
      for (guint i = 0; i < page->len; i++)
        {
          BatchJobRecord *record = page->pdata[i];

          after = record->sequence;
          if (has_answers (search, record))
            g_ptr_array_add (jobs, batch_job_record_ref (record));
        }
    }

  return g_steal_pointer (&jobs);
}

/* --- Their answers --- */

static GPtrArray *
list_items (const Search          *search,
            const char            *job_id,
            BatchItemRecord       *after,
            GError               **error)
{
  BatchItemQuery query = { .statuses = 1u << BATCH_ITEM_STATUS_SUCCEEDED };
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_list_items_async (search->store, job_id, &query, after, PAGE, search->cancellable,
                                batch_waiter_answered_cb, search->waiter);
  result = batch_waiter_wait (search->waiter);
  return batch_store_list_items_finish (search->store, result, error);
}

static gboolean
add_answer (BatchAnswerIndex       *self,
            BatchBlobSource        *blob,
            const BatchItemRecord  *item,
            GError                **error)
{
  g_autoptr(GBytes) body = batch_blob_source_read (blob, item->offset, item->length, error);
  Answer answer = { .job = (guint16) (self->jobs->len - 1), .position = item->position };

  if (body == NULL)
    return FALSE;

  digest (self, item->endpoint != NULL ? item->endpoint : "", item->key,
          g_bytes_get_data (body, NULL), g_bytes_get_size (body), answer.digest);
  g_array_append_val (self->answers, answer);
  return TRUE;
}

static gboolean
add_page (BatchAnswerIndex  *self,
          BatchBlobSource   *blob,
          GPtrArray         *items,
          GError           **error)
{
  for (guint i = 0; i < items->len; i++)
    {
      const BatchItemRecord *item = items->pdata[i];

      /* What it was asked with in the end is not what its line says. */
      if (item->changes == NULL && !add_answer (self, blob, item, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_items (BatchAnswerIndex  *self,
           const Search      *search,
           BatchJobRecord    *job,
           BatchBlobSource   *blob,
           GError           **error)
{
  g_autoptr(BatchItemRecord) last = NULL;

  while (self->answers->len < MAX_ANSWERS)
    {
      g_autoptr(GPtrArray) items = list_items (search, job->id, last, error);

      if (items == NULL || !add_page (self, blob, items, error))
        return FALSE;
      if (items->len == 0)
        break;

      g_clear_pointer (&last, batch_item_record_unref);
      last = batch_item_record_ref (items->pdata[items->len - 1]);
    }

  return TRUE;
}

/* A job that is being purged meanwhile has no answers any more. */
static gboolean
add_job (BatchAnswerIndex  *self,
         const Search      *search,
         BatchJobRecord    *job,
         GError           **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(BatchBlobSource) blob = NULL;

  if (!(blob = batch_file_store_open_blob (search->files, job->input_digest, &local_error)))
    {
      g_debug ("The answers of job %s are left out: %s", job->id, local_error->message);
      return TRUE;
    }

  g_ptr_array_add (self->jobs, batch_job_record_ref (job));
  if (add_items (self, search, job, blob, &local_error) ||
      g_error_matches (local_error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static int
compare_digests (gconstpointer a,
                 gconstpointer b)
{
  return memcmp (a, b, DIGEST_SIZE);
}

/* The latest one of those that are alike comes first. */
static int
compare_answers (gconstpointer a,
                 gconstpointer b)
{
  const Answer *left = a;
  const Answer *right = b;
  int order = compare_digests (a, b);

  return order != 0 ? order : (int) left->job - (int) right->job;
}

BatchAnswerIndex *
batch_answer_index_collect (BatchStore      *store,
                            BatchFileStore  *files,
                            const char      *backend,
                            const char      *implied_tag,
                            BatchWaiter     *waiter,
                            GCancellable    *cancellable,
                            GError         **error)
{
  g_autoptr(BatchAnswerIndex) self = g_new0 (BatchAnswerIndex, 1);
  g_autoptr(GPtrArray) jobs = NULL;
  Search search = { store, files, backend, waiter, cancellable };

  self->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_job_record_unref);
  self->answers = g_array_new (FALSE, FALSE, sizeof (Answer));
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  self->implied_tag = implied_tag;
  if (!(jobs = list_jobs (&search, error)))
    return NULL;

  for (guint i = jobs->len; i > 0 && self->jobs->len < MAX_JOBS; i--)
    if (!add_job (self, &search, jobs->pdata[i - 1], error))
      return NULL;

  g_array_sort (self->answers, compare_answers);
  return g_steal_pointer (&self);
}

gboolean
batch_answer_index_find (BatchAnswerIndex    *self,
                         const BatchRequest  *request,
                         const char         **job_id,
                         guint32             *position)
{
  Answer sought = { .job = 0 };
  const Answer *found;
  guint place;

  digest (self, batch_endpoint_get_path (request->endpoint), request->model, request->body,
          request->body_length, sought.digest);
  if (!g_array_binary_search (self->answers, &sought, compare_digests, &place))
    return FALSE;

  while (place > 0 && compare_digests (&g_array_index (self->answers, Answer, place - 1),
                                       &sought) == 0)
    place--;

  found = &g_array_index (self->answers, Answer, place);
  *job_id = ((const BatchJobRecord *) self->jobs->pdata[found->job])->id;
  *position = found->position;
  return TRUE;
}
