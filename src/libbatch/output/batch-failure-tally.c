/* batch-failure-tally.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-failure-tally-private.h"

#include "store/batch-item-walk-private.h"

/* That are counted each by itself, of a kind and status. */
#define MAX_TEXTS 5

typedef struct
{
  BatchStore *store;
  char       *job_id;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->store);
  g_free (work->job_id);
  g_free (work);
}

static void
tally_free (gpointer data)
{
  BatchFailureTally *tally = data;

  g_free (tally->example);
  g_free (tally);
}

static gboolean
is_of_kind (const BatchFailureTally *tally,
            const BatchItemRecord   *item)
{
  return tally->kind == item->failure_kind && tally->status_code == (guint) item->status_code;
}

/* What a server has said of one is taken for said of the others that it is not asked for, as those
 * of a model that it does not have: they are given its words, and have no status. */
static gboolean
is_same (const BatchFailureTally *tally,
         const BatchItemRecord   *item)
{
  if (tally->varied)
    return is_of_kind (tally, item);

  return tally->kind == item->failure_kind && g_strcmp0 (tally->example, item->last_error) == 0
         && (tally->status_code == 0 || item->status_code == 0
             || tally->status_code == (guint) item->status_code);
}

static BatchFailureTally *
find (GPtrArray             *tallies,
      const BatchItemRecord *item)
{
  for (guint i = 0; i < tallies->len; i++)
    {
      BatchFailureTally *tally = g_ptr_array_index (tallies, i);

      if (is_same (tally, item))
        return tally;
    }

  return NULL;
}

static guint
count_texts (GPtrArray             *tallies,
             const BatchItemRecord *item)
{
  guint n = 0;

  for (guint i = 0; i < tallies->len; i++)
    n += is_of_kind (g_ptr_array_index (tallies, i), item);

  return n;
}

/* All of the kind of @item become the first of them. */
static BatchFailureTally *
merge (GPtrArray             *tallies,
       const BatchItemRecord *item)
{
  BatchFailureTally *first = NULL;

  for (guint i = 0; i < tallies->len;)
    {
      BatchFailureTally *tally = g_ptr_array_index (tallies, i);

      if (!is_of_kind (tally, item) || first == NULL)
        {
          first = is_of_kind (tally, item) ? tally : first;
          i++;
          continue;
        }
      first->count += tally->count;
      g_ptr_array_remove_index (tallies, i);
    }

  first->varied = TRUE;
  return first;
}

static BatchFailureTally *
add (GPtrArray             *tallies,
     const BatchItemRecord *item)
{
  BatchFailureTally *tally;

  if (count_texts (tallies, item) >= MAX_TEXTS)
    return merge (tallies, item);

  tally = g_new0 (BatchFailureTally, 1);
  tally->kind = item->failure_kind;
  tally->status_code = (guint) item->status_code;
  tally->example = g_strdup (item->last_error);
  g_ptr_array_add (tallies, tally);
  return tally;
}

static gboolean
take_item (const BatchItemRecord  *item,
           gpointer                user_data,
           GError                **error)
{
  BatchFailureTally *tally = find (user_data, item);

  if (tally == NULL)
    tally = add (user_data, item);

  tally->count++;
  if (tally->status_code == 0 && !tally->varied)
    tally->status_code = (guint) item->status_code;
  return TRUE;
}

static int
compare_counts (gconstpointer a,
                gconstpointer b)
{
  const BatchFailureTally *one = *(BatchFailureTally *const *) a;
  const BatchFailureTally *other = *(BatchFailureTally *const *) b;

  return (one->count < other->count) - (one->count > other->count);
}

static void
tally_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  const BatchItemQuery query = { .statuses = 1u << BATCH_ITEM_STATUS_FAILED };
  const Work *work = task_data;
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();
  g_autoptr(GPtrArray) tallies = g_ptr_array_new_with_free_func (tally_free);
  GError *error = NULL;

  if (!batch_item_walk (work->store, work->job_id, &query, waiter, cancellable, take_item, tallies,
                        &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_ptr_array_sort (tallies, compare_counts);
  g_task_return_pointer (task, g_steal_pointer (&tallies), (GDestroyNotify) g_ptr_array_unref);
}

void
batch_failure_tally_async (BatchStore          *store,
                           const char          *job_id,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Work *work = g_new (Work, 1);

  *work = (Work) { g_object_ref (store), g_strdup (job_id) };
  g_task_set_source_tag (task, batch_failure_tally_async);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, tally_thread);
}

GPtrArray *
batch_failure_tally_finish (GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
