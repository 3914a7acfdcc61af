/* batch-row-survey.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-row-survey-private.h"

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
