/* batch-history-buffer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule.
 *
 * 1. What ends in the same slice of time, of the same job, key and backend is one record.
 * 2. An item counts when it has ended: succeeded or skipped, or failed for good. How long
 *    it took counts when it succeeded. Time and tokens of every attempt are spent.
 * 3. When very many jobs are worked on at once, those that come last are counted together. */

#include "config.h"

#include "executor/batch-history-buffer-private.h"

struct _BatchHistoryBuffer
{
  GHashTable         *records;     /* the set of BatchHistoryRecord (owned) */
  BatchHistoryRecord *last;        /* (nullable) that was added to */
  guint               n_jobs;      /* records that name one */
};

static guint
record_hash (gconstpointer key)
{
  const BatchHistoryRecord *record = key;

  return (record->job_id != NULL ? g_str_hash (record->job_id) : 0)
         ^ 31 * g_str_hash (record->key) ^ 961 * g_str_hash (record->backend)
         ^ g_int64_hash (&record->at);
}

static gboolean
record_equal (gconstpointer a,
              gconstpointer b)
{
  const BatchHistoryRecord *left = a;
  const BatchHistoryRecord *right = b;

  return left->at == right->at && left->span == right->span
         && g_strcmp0 (left->job_id, right->job_id) == 0 && g_str_equal (left->key, right->key)
         && g_str_equal (left->backend, right->backend);
}

static GHashTable *
records_new (void)
{
  return g_hash_table_new_full (record_hash, record_equal, NULL,
                                (GDestroyNotify) batch_history_record_free);
}

BatchHistoryBuffer *
batch_history_buffer_new (void)
{
  BatchHistoryBuffer *self = g_new0 (BatchHistoryBuffer, 1);

  self->records = records_new ();
  return self;
}

void
batch_history_buffer_free (BatchHistoryBuffer *self)
{
  g_hash_table_unref (self->records);
  g_free (self);
}

static BatchHistoryRecord *
add_record (BatchHistoryBuffer *self,
            BatchHistoryRecord *record)
{
  g_hash_table_insert (self->records, record, record);
  self->n_jobs += record->job_id != NULL;
  return record;
}

/* The one that @like is equal to. */
static BatchHistoryRecord *
find_record (BatchHistoryBuffer *self,
             BatchHistoryRecord *like)
{
  BatchHistoryRecord *record;

  if (self->last != NULL && record_equal (self->last, like))
    return self->last;
  if ((record = g_hash_table_lookup (self->records, like)) != NULL)
    return record;
  if (like->job_id == NULL || self->n_jobs < BATCH_HISTORY_BUFFER_JOBS)
    return add_record (self, batch_history_record_copy (like));

  like->job_id = NULL;
  return find_record (self, like);
}

void
batch_history_buffer_add (BatchHistoryBuffer            *self,
                          const BatchHistoryBufferEntry *entry,
                          gint64                         now)
{
  BatchHistoryRecord like = {
    .job_id = (char *) entry->job_id,
    .key = (char *) entry->key,
    .backend = (char *) entry->backend,
    .at = batch_history_slice (now, BATCH_HISTORY_FINE),
    .span = BATCH_HISTORY_FINE,
  };
  BatchHistoryRecord *record = find_record (self, &like);

  self->last = record;
  record->succeeded += entry->status == BATCH_ITEM_STATUS_SUCCEEDED
                       || entry->status == BATCH_ITEM_STATUS_SKIPPED;
  record->failed += entry->status == BATCH_ITEM_STATUS_FAILED;
  record->busy_ms += MAX (entry->duration_ms, 0);
  record->prompt_tokens += MAX (entry->prompt_tokens, 0);
  record->output_tokens += MAX (entry->output_tokens, 0);
  record->cached_tokens += MAX (entry->cached_tokens, 0);
  if (entry->status == BATCH_ITEM_STATUS_SUCCEEDED && entry->duration_ms >= 0)
    batch_durations_add (&record->durations, entry->duration_ms);
}

gboolean
batch_history_buffer_is_empty (BatchHistoryBuffer *self)
{
  return g_hash_table_size (self->records) == 0;
}

GPtrArray *
batch_history_buffer_take (BatchHistoryBuffer *self)
{
  GPtrArray *records =
    g_ptr_array_new_with_free_func ((GDestroyNotify) batch_history_record_free);
  GHashTableIter iter;
  gpointer record;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, &record, NULL))
    {
      g_ptr_array_add (records, record);
      g_hash_table_iter_steal (&iter);
    }

  self->last = NULL;
  self->n_jobs = 0;
  return records;
}

void
batch_history_buffer_put_back (BatchHistoryBuffer *self,
                               GPtrArray          *records)
{
  for (guint i = 0; i < records->len; i++)
    {
      const BatchHistoryRecord *record = g_ptr_array_index (records, i);
      BatchHistoryRecord like = {
        .job_id = record->job_id,
        .key = record->key,
        .backend = record->backend,
        .at = record->at,
        .span = record->span,
      };

      batch_history_record_add (find_record (self, &like), record);
    }
}
