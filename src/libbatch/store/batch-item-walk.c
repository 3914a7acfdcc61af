/* batch-item-walk.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-item-walk-private.h"

#define PAGE 256

typedef struct
{
  BatchStore           *store;
  const char           *job_id;
  const BatchItemQuery *query;
  BatchWaiter          *waiter;
  GCancellable         *cancellable;   /* (nullable) */
  BatchItemWalkFunc     func;
  gpointer              user_data;
} Walk;

static void
ask_for_page (const Walk      *walk,
              BatchItemRecord *after,
              guint            limit)
{
  batch_store_list_items_async (walk->store, walk->job_id, walk->query, after, limit,
                                walk->cancellable, batch_waiter_answered_cb, walk->waiter);
}

static GPtrArray *
receive_page (const Walk  *walk,
              GError     **error)
{
  g_autoptr(GAsyncResult) result = batch_waiter_wait (walk->waiter);

  return batch_store_list_items_finish (walk->store, result, error);
}

static gboolean
visit_page (const Walk  *walk,
            GPtrArray   *page,
            GError     **error)
{
  for (guint i = 0; i < page->len; i++)
    if (!walk->func (g_ptr_array_index (page, i), walk->user_data, error))
      return FALSE;

  return !g_cancellable_set_error_if_cancelled (walk->cancellable, error);
}

/* The next page is read while this one is visited. A page may be short before the end,
 * when its answers are long; the last one is empty. */
gboolean
batch_item_walk (BatchStore            *store,
                 const char            *job_id,
                 const BatchItemQuery  *query,
                 BatchWaiter           *waiter,
                 GCancellable          *cancellable,
                 BatchItemWalkFunc      func,
                 gpointer               user_data,
                 GError               **error)
{
  const Walk walk = { store, job_id, query, waiter, cancellable, func, user_data };
  g_autoptr(GPtrArray) page = NULL;

  ask_for_page (&walk, NULL, PAGE);
  if (!(page = receive_page (&walk, error)))
    return FALSE;

  while (page->len > 0)
    {
      g_autoptr(GPtrArray) next = NULL;
      gboolean visited;

      ask_for_page (&walk, g_ptr_array_index (page, page->len - 1), PAGE);
      visited = visit_page (&walk, page, error);
      if (!(next = receive_page (&walk, visited ? error : NULL)) || !visited)
        return FALSE;

      g_ptr_array_unref (page);
      page = g_steal_pointer (&next);
    }

  return TRUE;
}

/* How many positions follow each other from the one at @first on, as far as a page goes. */
static guint
count_run (const GArray *positions,
           guint         first)
{
  guint32 start = g_array_index (positions, guint32, first);
  guint n = 1;

  while (first + n < positions->len && n < PAGE
         && g_array_index (positions, guint32, first + n) == start + n)
    n++;

  return n;
}

static gboolean
visit_run (const Walk  *walk,
           guint32      start,
           guint        length,
           GError     **error)
{
  guint32 next = start;

  while (next < start + length)
    {
      g_autoptr(BatchItemRecord) before = batch_item_record_new ();
      g_autoptr(GPtrArray) page = NULL;
      BatchItemRecord *last;

      before->position = next - 1;
      ask_for_page (walk, next > 0 ? before : NULL, start + length - next);
      if (!(page = receive_page (walk, error)) || !visit_page (walk, page, error))
        return FALSE;
      if (page->len == 0)
        break;

      last = g_ptr_array_index (page, page->len - 1);
      next = last->position + 1;
    }

  return TRUE;
}

gboolean
batch_item_walk_positions (BatchStore         *store,
                           const char         *job_id,
                           const GArray       *positions,
                           BatchWaiter        *waiter,
                           GCancellable       *cancellable,
                           BatchItemWalkFunc   func,
                           gpointer            user_data,
                           GError            **error)
{
  const BatchItemQuery query = { .with_body = TRUE };
  const Walk walk = { store, job_id, &query, waiter, cancellable, func, user_data };
  guint length;

  for (guint i = 0; i < positions->len; i += length)
    {
      length = count_run (positions, i);
      if (!visit_run (&walk, g_array_index (positions, guint32, i), length, error))
        return FALSE;
    }

  return TRUE;
}
