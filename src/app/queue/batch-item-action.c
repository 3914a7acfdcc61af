/* batch-item-action.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-item-action.h"

/* An action on any number of items, by one call for each. The list may change with every call, so
 * the items are fixed at the beginning, by their positions. They are read page by page, and only a
 * few calls are under way at a time, so that other callers of the engine need not wait for all. */

#define N_AT_ONCE 32
#define PAGE      500

typedef struct
{
  BatchItemAction  action;
  char            *job_id;
  GtkBitset       *positions;
  GPtrArray       *ids;            /* of the page */
  char            *after;          /* the last item of the page; NULL when there is no other one */
  guint            next;
  guint            n_under_way;
  gint64           n_done;
  GError          *error;          /* (nullable) the first one */
} Run;

static void go_on (GTask *task);

static void
run_free (gpointer data)
{
  Run *run = data;

  g_free (run->job_id);
  g_free (run->after);
  gtk_bitset_unref (run->positions);
  g_ptr_array_unref (run->ids);
  g_clear_error (&run->error);
  g_free (run);
}

gboolean
batch_item_action_suits (BatchItemAction  action,
                         BatchItem       *item)
{
  BatchItemStatus status = batch_item_get_status (item);

  /* What is not known yet is tried. */
  if (!batch_item_get_loaded (item))
    return TRUE;
  if (action == BATCH_ITEM_ACTION_CANCEL)
    return !batch_item_status_is_terminal (status);

  return status == BATCH_ITEM_STATUS_FAILED || status == BATCH_ITEM_STATUS_EXPIRED;
}

GtkBitset *
batch_item_action_collect (BatchJob          *job,
                           GListModel        *items,
                           GtkSelectionModel *selection)
{
  g_autoptr(GtkBitset) places =
    gtk_selection_model_get_selection_in_range (selection, 0, g_list_model_get_n_items (items));
  GtkBitset *positions = gtk_bitset_new_empty ();
  GtkBitsetIter iter;
  guint place;
  gboolean more = gtk_bitset_iter_init_first (&iter, places, &place);

  for (; more; more = gtk_bitset_iter_next (&iter, &place))
    {
      guint position = batch_job_get_position_at (job, items, place);

      if (position != G_MAXUINT)
        gtk_bitset_add (positions, position);
    }

  return positions;
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gboolean done;

  if (run->action == BATCH_ITEM_ACTION_CANCEL)
    done = batch_queue_cancel_item_finish (BATCH_QUEUE (source), result, &error);
  else
    done = batch_queue_retry_item_finish (BATCH_QUEUE (source), result, &error);

  run->n_under_way--;
  run->n_done += done;
  if (run->error == NULL)
    run->error = g_steal_pointer (&error);
  go_on (task);
}

static void
start (GTask      *task,
       const char *id)
{
  Run *run = g_task_get_task_data (task);
  BatchQueue *queue = g_task_get_source_object (task);

  run->n_under_way++;
  if (run->action == BATCH_ITEM_ACTION_CANCEL)
    batch_queue_cancel_item_async (queue, run->job_id, id, NULL, done_cb, g_object_ref (task));
  else
    batch_queue_retry_item_async (queue, run->job_id, id, NULL, done_cb, g_object_ref (task));
}

/* --- Pages --- */

static void
take_page (Run        *run,
           GListModel *items)
{
  guint n_items = g_list_model_get_n_items (items);

  g_ptr_array_set_size (run->ids, 0);
  run->next = 0;
  g_clear_pointer (&run->after, g_free);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(BatchItem) item = g_list_model_get_item (items, i);

      if (gtk_bitset_contains (run->positions, batch_item_get_position (item)))
        g_ptr_array_add (run->ids, g_strdup (batch_item_get_id (item)));
      if (i + 1 == PAGE)
        run->after = g_strdup (batch_item_get_id (item));
    }
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) items =
    batch_engine_get_items_finish (BATCH_ENGINE (source), result, &error);

  if (items == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  take_page (run, items);
  go_on (task);
}

static void
read_page (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  BatchEngine *engine = batch_queue_get_engine (g_task_get_source_object (task));
  const char *filter = run->action == BATCH_ITEM_ACTION_CANCEL
                       ? "pending,claimed,running" : "failed,expired";

  batch_engine_get_items_async (engine, run->job_id, run->after, PAGE, filter, NULL, page_cb,
                                g_object_ref (task));
}

static void
go_on (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  while (run->next < run->ids->len && run->n_under_way < N_AT_ONCE)
    start (task, g_ptr_array_index (run->ids, run->next++));

  if (run->n_under_way > 0)
    return;
  if (run->after != NULL)
    read_page (task);
  else if (run->n_done == 0 && run->error != NULL)
    g_task_return_error (task, g_steal_pointer (&run->error));
  else
    g_task_return_int (task, run->n_done);
}

void
batch_item_action_run_async (BatchItemAction      action,
                             BatchQueue          *queue,
                             BatchJob            *job,
                             GtkBitset           *positions,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (queue, NULL, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->action = action;
  run->job_id = g_strdup (batch_job_get_id (job));
  run->positions = gtk_bitset_ref (positions);
  run->ids = g_ptr_array_new_with_free_func (g_free);
  g_task_set_source_tag (task, batch_item_action_run_async);
  g_task_set_task_data (task, run, run_free);
  read_page (task);
}

gint64
batch_item_action_run_finish (GAsyncResult  *result,
                              GError       **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
