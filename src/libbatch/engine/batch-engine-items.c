/* batch-engine-items.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-engine-private.h"

#include "core/batch-id-private.h"
#include "engine/batch-job-private.h"
#include "items/batch-item-private.h"
#include "items/batch-item-query-private.h"

/* Views of items, which come straight from the reader of the store: they never wait
 * for the engine thread. */

/* --- The source of item views --- */

static void
items_got_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *items = batch_store_get_items_finish (BATCH_STORE (source), result, &error);

  if (items == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
}

static void
source_fetch (gpointer             source,
              const char          *job_id,
              const guint32       *positions,
              guint                n_positions,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_fetch);
  if (batch_engine_check_open (source, task))
    batch_store_get_items_async (batch_engine_get_store (source), job_id, positions, n_positions,
                                 cancellable, items_got_cb, g_steal_pointer (&task));
}

static GPtrArray *
source_fetch_finish (gpointer       source,
                     GAsyncResult  *result,
                     GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
items_ordered_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GArray *positions = batch_store_order_items_finish (BATCH_STORE (source), result, &error);

  if (positions == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, positions, (GDestroyNotify) g_array_unref);
}

static void
source_order (gpointer              source,
              const char           *job_id,
              const BatchItemQuery *query,
              guint32               first,
              guint32               n_positions,
              GCancellable         *cancellable,
              GAsyncReadyCallback   callback,
              gpointer              user_data)
{
  g_autoptr(GTask) task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_order);
  if (batch_engine_check_open (source, task))
    batch_store_order_items_async (batch_engine_get_store (source), job_id, query, first,
                                   n_positions, cancellable, items_ordered_cb,
                                   g_steal_pointer (&task));
}

static GArray *
source_order_finish (gpointer       source,
                     GAsyncResult  *result,
                     GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  guint32       position;
  BatchItemPart part;
} Load;

static void
part_found_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  const Load *load = g_task_get_task_data (task);
  BatchEngine *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) items = batch_store_list_items_finish (BATCH_STORE (source), result, &error);
  BatchItemRecord *item = items != NULL && items->len > 0 ? g_ptr_array_index (items, 0) : NULL;

  if (error != NULL)
    g_task_return_error (task, error);
  else if (item == NULL || item->position != load->position)
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "The item is gone");
  else if (load->part != BATCH_ITEM_PART_RESULT)
    batch_executor_load_part (batch_engine_get_executor (self), item, load->part,
                              g_steal_pointer (&task));
  else
    g_task_return_pointer (task, item->body != NULL ? g_bytes_ref (item->body) : NULL,
                           (GDestroyNotify) g_bytes_unref);
}

static void
source_load (gpointer             source,
             const char          *job_id,
             guint32              position,
             BatchItemPart        part,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (source, cancellable, callback, user_data);
  g_autoptr(BatchItemRecord) before = batch_item_record_new ();
  BatchItemQuery query = { .with_body = part == BATCH_ITEM_PART_RESULT };
  Load *load = g_new (Load, 1);

  *load = (Load) { position, part };
  before->position = position - 1;
  g_task_set_source_tag (task, source_load);
  g_task_set_task_data (task, load, g_free);
  if (batch_engine_check_open (source, task))
    batch_store_list_items_async (batch_engine_get_store (source), job_id, &query,
                                  position > 0 ? before : NULL, 1, cancellable, part_found_cb,
                                  g_steal_pointer (&task));
}

static GBytes *
source_load_finish (gpointer       source,
                    GAsyncResult  *result,
                    GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
source_watch (gpointer   source,
              BatchItem *item,
              guint32    position,
              gboolean   watched)
{
  BatchEngine *self = source;
  const char *job_id = batch_item_get_job_id (item);
  g_autofree char *key = g_strdup_printf ("%s:%u", job_id, position);
  GPtrArray *items = g_hash_table_lookup (self->watched, key);

  if (items == NULL)
    {
      items = g_ptr_array_new ();
      g_hash_table_insert (self->watched, g_strdup (key), items);
    }

  if (watched)
    g_ptr_array_add (items, item);
  else
    g_ptr_array_remove_fast (items, item);
  if (items->len == 0)
    g_hash_table_remove (self->watched, key);
  batch_executor_watch_answer (batch_engine_get_executor (self), job_id, position, watched);
}

static const BatchItemSource item_source = {
  .fetch = source_fetch,
  .fetch_finish = source_fetch_finish,
  .order = source_order,
  .order_finish = source_order_finish,
  .load = source_load,
  .load_finish = source_load_finish,
  .watch = source_watch,
};

const BatchItemSource *
batch_engine_get_item_source (BatchEngine *self)
{
  return &item_source;
}

/* --- Pages of items --- */

typedef struct
{
  BatchItemQuery  *query;
  BatchJobRecord  *job;
  BatchItemRecord *after;          /* (nullable) */
  char            *job_id;
  char            *after_id;       /* (nullable) */
  guint            limit;
} Page;

static void
page_free (gpointer data)
{
  Page *page = data;

  batch_item_query_free (page->query);
  g_clear_pointer (&page->job, batch_job_record_unref);
  g_clear_pointer (&page->after, batch_item_record_unref);
  g_free (page->job_id);
  g_free (page->after_id);
  g_free (page);
}

static void
page_listed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  BatchEngine *self = g_task_get_source_object (task);
  const Page *page = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) items = batch_store_list_items_finish (BATCH_STORE (source), result, &error);
  GListStore *list;

  if (items == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  list = g_list_store_new (BATCH_TYPE_ITEM);
  for (guint i = 0; i < items->len; i++)
    {
      BatchItemRecord *record = g_ptr_array_index (items, i);
      g_autoptr(BatchItem) item = batch_item_new_for_record (page->job, record);

      batch_item_set_source (item, &item_source, self);
      g_list_store_append (list, item);
    }
  g_task_return_pointer (task, list, g_object_unref);
}

static void
list_page (GTask *task)
{
  BatchEngine *self = g_task_get_source_object (task);
  const Page *page = g_task_get_task_data (task);

  batch_store_list_items_async (batch_engine_get_store (self), page->job_id, page->query,
                                page->after, page->limit, g_task_get_cancellable (task),
                                page_listed_cb, task);
}

static void
after_found_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Page *page = g_task_get_task_data (task);
  GError *error = NULL;

  if ((page->after = batch_store_find_item_finish (BATCH_STORE (source), result, &error)))
    list_page (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
page_job_found_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Page *page = g_task_get_task_data (task);
  GError *error = NULL;
  guint32 position;

  if (!(page->job = batch_store_get_job_finish (BATCH_STORE (source), result, &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  if (page->after_id == NULL)
    list_page (g_steal_pointer (&task));
  else if (batch_id_parse_item (page->job_id, page->after_id, &position))
    {
      page->after = batch_item_record_new ();
      page->after->position = position;
      list_page (g_steal_pointer (&task));
    }
  else
    batch_store_find_item_async (BATCH_STORE (source), page->job_id, page->after_id, NULL,
                                 after_found_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_get_items_async:
 * @self: an engine
 * @job_id: the id of a job
 * @after: (nullable): the id of the item behind which to begin; %NULL: from the first one on
 * @limit: how many items at most
 * @filter: (nullable): statuses, `needs-review` or one of its reasons, with commas between
 *   them
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the items
 * @user_data: data for @callback
 *
 * Gets items of a job, in the order of its input.
 *
 * [property@Job:items] is a list of all of them that loads what is looked at.
 */
void
batch_engine_get_items_async (BatchEngine         *self,
                              const char          *job_id,
                              const char          *after,
                              guint                limit,
                              const char          *filter,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Page *page;

  g_return_if_fail (BATCH_IS_ENGINE (self));
  g_return_if_fail (job_id != NULL);

  page = g_new0 (Page, 1);
  page->query = batch_item_query_copy (NULL);
  page->job_id = g_strdup (job_id);
  page->after_id = g_strdup (after);
  page->limit = limit;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_engine_get_items_async);
  g_task_set_task_data (task, page, page_free);
  if (!batch_item_query_parse_filter (page->query, filter))
    g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                             "“%s” is not a status of items", filter);
  else if (batch_engine_check_open (self, task))
    batch_store_get_job_async (batch_engine_get_store (self), job_id, cancellable,
                               page_job_found_cb, g_steal_pointer (&task));
}

/**
 * batch_engine_get_items_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends a call of [method@Engine.get_items_async].
 *
 * The error is `BATCH_ERROR_NOT_FOUND` when there is no such job,
 * and `BATCH_ERROR_INVALID_REQUEST` when the filter is no status of items.
 *
 * Returns: (transfer full): a list of [class@Item]
 */
GListModel *
batch_engine_get_items_finish (BatchEngine   *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
