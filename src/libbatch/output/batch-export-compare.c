/* batch-export-compare.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-export-compare-private.h"

#include "format/batch-result-row-private.h"
#include "output/batch-preference-private.h"
#include "output/batch-row-ids-private.h"
#include "output/batch-row-survey-private.h"
#include "output/batch-row-walk-private.h"
#include "output/batch-source-row-private.h"
#include "output/batch-votes-private.h"

/* The comparison as a table: what was asked, the answer of each model, and which of them a person
 * found better than another one, and none better than it. Or as the votes that were given: a line
 * for each two answers of which one was found better. */

#define SEPARATOR ','

typedef struct
{
  BatchExportWork      *work;
  const BatchRowTable  *table;
  BatchVotes           *votes;
  GString              *buffer;
  BatchExportFlushFunc  flush;
  gpointer              user_data;
  char                **columns;       /* (nullable) of the rows that requests were made of */
  gboolean              has_header;
} Compare;

static BatchVotes *
read_votes (BatchExportWork  *work,
            BatchWaiter      *waiter,
            GError          **error)
{
  g_autofree char *space = g_strconcat (BATCH_STORE_JOB_SPACE, work->job->id, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GHashTable) values = NULL;
  BatchVotes *votes;
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  batch_store_list_values_async (work->store, space, work->cancellable, batch_waiter_answered_cb,
                                 waiter);
  result = batch_waiter_wait (waiter);
  if (!(values = batch_store_list_values_finish (work->store, result, error)))
    return NULL;

  votes = batch_votes_new ();
  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    batch_votes_take (votes, name, value);

  return votes;
}

static gboolean
is_best (const Compare          *compare,
         BatchItemRecord *const *items,
         guint                   column)
{
  guint n_wins = 0;

  for (guint i = 0; i < compare->table->n_models; i++)
    {
      BatchVote vote;

      if (i == column || items[i] == NULL)
        continue;
      vote = batch_votes_get (compare->votes, items[column]->position, items[i]->position);
      if (vote == BATCH_VOTE_RIGHT)
        return FALSE;
      n_wins += vote == BATCH_VOTE_LEFT;
    }

  return n_wins > 0;
}

static const char *
find_best (const Compare          *compare,
           BatchItemRecord *const *items)
{
  for (guint i = 0; i < compare->table->n_models; i++)
    if (items[i] != NULL && is_best (compare, items, i))
      return items[i]->key;

  return "";
}

static char *
make_key (const Compare         *compare,
          const BatchItemRecord *item)
{
  guint number;
  gsize stem = batch_row_table_is_by_place (compare->table)
               ? batch_row_ids_split (item->custom_id, &number) : 0;

  return stem > 0 ? g_strndup (item->custom_id, stem) : g_strdup (item->custom_id);
}

static const BatchItemRecord *
find_first (const Compare          *compare,
            BatchItemRecord *const *items)
{
  for (guint i = 0; i < compare->table->n_models; i++)
    if (items[i] != NULL)
      return items[i];

  return NULL;
}

/* An answer that failed says why there is none. */
static char *
make_cell (const BatchItemRecord *item)
{
  if (item == NULL)
    return g_strdup ("");
  if (item->status != BATCH_ITEM_STATUS_SUCCEEDED && item->last_error != NULL)
    return g_strdup_printf ("[%s] %s", batch_enum_to_nick (BATCH_TYPE_ITEM_STATUS, item->status),
                            item->last_error);

  return batch_export_work_dup_answer (item);
}

/* --- The header --- */

static void
append_header (Compare *compare)
{
  const BatchRowTable *table = compare->table;
  BatchExportWork *work = compare->work;
  const char *const *columns = (const char *const *) compare->columns;
  g_autoptr(GPtrArray) cells = g_ptr_array_new ();
  g_auto(GStrv) leading = NULL;

  g_ptr_array_add (cells, (gpointer) "row");
  g_ptr_array_add (cells, (gpointer) "prompt");
  for (guint i = 0; i < table->n_models; i++)
    g_ptr_array_add (cells, table->models[i]);
  g_ptr_array_add (cells, (gpointer) "best");
  g_ptr_array_add (cells, NULL);
  if (columns != NULL)
    {
      leading = batch_result_row_dup_leading_names (columns,
                                                    (const char *const *) cells->pdata);
      batch_result_row_append_leading ((const char *const *) leading, compare->buffer, SEPARATOR,
                                       work->formula_guard);
    }
  batch_result_row_append_line ((const char *const *) cells->pdata, cells->len - 1,
                                compare->buffer, SEPARATOR, work->formula_guard);
}

/* @first: (nullable): by which it is known which columns its source had */
static gboolean
write_header (Compare                *compare,
              const BatchItemRecord  *first,
              GError                **error)
{
  BatchExportWork *work = compare->work;
  g_autoptr(GBytes) rest = NULL;

  if (compare->has_header)
    return TRUE;

  if (first != NULL && work->input != NULL)
    {
      rest = batch_source_row_read (work->input, first->offset, first->length, error);
      if (rest == NULL)
        return FALSE;
      compare->columns = batch_source_row_dup_columns (rest);
    }
  append_header (compare);
  compare->has_header = TRUE;
  return TRUE;
}

/* --- The rows --- */

static gboolean
write_row (BatchItemRecord **items,
           gpointer          user_data,
           GError          **error)
{
  Compare *compare = user_data;
  BatchExportWork *work = compare->work;
  const BatchItemRecord *first = find_first (compare, items);
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  char *prompt;

  /* The whole row was removed meanwhile. */
  if (first == NULL)
    return TRUE;
  if (!write_header (compare, first, error)
      || !batch_export_work_append_source (work, (const char *const *) compare->columns, first,
                                           SEPARATOR, compare->buffer, error))
    return FALSE;
  if (!(prompt = batch_export_work_dup_prompt (work, first, error)))
    return FALSE;

  g_ptr_array_add (cells, make_key (compare, first));
  g_ptr_array_add (cells, prompt);
  for (guint i = 0; i < compare->table->n_models; i++)
    {
      g_ptr_array_add (cells, make_cell (items[i]));
      if (items[i] != NULL)
        g_atomic_int_inc (&work->n_written);
    }
  g_ptr_array_add (cells, g_strdup (find_best (compare, items)));
  batch_result_row_append_line ((const char *const *) cells->pdata, cells->len, compare->buffer,
                                SEPARATOR, work->formula_guard);
  return compare->flush (compare->buffer, compare->user_data, error);
}

/* --- The votes --- */

static gboolean
write_preference (Compare                *compare,
                  const BatchItemRecord  *chosen,
                  const BatchItemRecord  *rejected,
                  GError                **error)
{
  BatchExportWork *work = compare->work;
  g_autoptr(GBytes) request = batch_export_work_read_request (work, chosen, error);
  g_autofree char *prompt = batch_export_work_dup_prompt (work, chosen, error);
  g_autofree char *better = batch_export_work_dup_answer (chosen);
  g_autofree char *worse = batch_export_work_dup_answer (rejected);
  g_autofree char *key = make_key (compare, chosen);
  BatchPreference preference = { key, NULL, 0, prompt, better, worse, chosen->key, rejected->key };

  if (request == NULL || prompt == NULL)
    return FALSE;

  preference.request = g_bytes_get_data (request, &preference.request_length);
  batch_preference_append_line (&preference, compare->buffer);
  g_atomic_int_inc (&work->n_written);
  return compare->flush (compare->buffer, compare->user_data, error);
}

static gboolean
write_vote (Compare                *compare,
            const BatchItemRecord  *left,
            const BatchItemRecord  *right,
            GError                **error)
{
  switch (batch_votes_get (compare->votes, left->position, right->position))
    {
    case BATCH_VOTE_LEFT:
      return write_preference (compare, left, right, error);

    case BATCH_VOTE_RIGHT:
      return write_preference (compare, right, left, error);

    case BATCH_VOTE_TIE:
    case BATCH_VOTE_NONE:
      break;
    }

  return TRUE;
}

static gboolean
write_votes (BatchItemRecord **items,
             gpointer          user_data,
             GError          **error)
{
  Compare *compare = user_data;

  for (guint i = 0; i < compare->table->n_models; i++)
    for (guint j = i + 1; j < compare->table->n_models; j++)
      if (items[i] != NULL && items[j] != NULL
          && !write_vote (compare, items[i], items[j], error))
        return FALSE;

  return TRUE;
}

/* --- All of it --- */

static BatchRowTable *
find_rows (BatchExportWork  *work,
           BatchWaiter      *waiter,
           GError          **error)
{
  GError *problem = NULL;
  BatchRowTable *table = batch_row_survey_run (work->store, work->job, work->input, waiter,
                                               work->cancellable, &problem);

  if (table == NULL && problem == NULL)
    g_set_error_literal (&problem, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                         "Nothing of this job can be compared: no two models were asked the same");
  if (table == NULL)
    g_propagate_error (error, problem);
  return table;
}

gboolean
batch_export_compares (BatchExportFormat format)
{
  return format == BATCH_EXPORT_FORMAT_COMPARE || format == BATCH_EXPORT_FORMAT_PREFERENCES;
}

gboolean
batch_export_compare_write (BatchExportWork       *work,
                            GString               *buffer,
                            BatchExportFlushFunc   flush,
                            gpointer               user_data,
                            GError               **error)
{
  gboolean as_votes = work->format == BATCH_EXPORT_FORMAT_PREFERENCES;
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();
  g_autoptr(BatchRowTable) table = find_rows (work, waiter, error);
  g_autoptr(BatchVotes) votes = table != NULL ? read_votes (work, waiter, error) : NULL;
  Compare compare = { work, table, votes, buffer, flush, user_data, NULL, FALSE };
  g_auto(GStrv) columns = NULL;
  gboolean written;

  if (votes == NULL)
    return FALSE;
  if (as_votes && batch_votes_get_n (votes) == 0)
    {
      g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                           "Nobody has said yet which of two answers is better: vote in Compare "
                           "of the application first");
      return FALSE;
    }

  written = batch_row_walk (work->store, work->job->id, table, waiter, work->cancellable,
                            as_votes ? write_votes : write_row, &compare, error);
  columns = compare.columns;
  /* Every row may have been removed meanwhile. */
  return written && (as_votes || write_header (&compare, NULL, error));
}
