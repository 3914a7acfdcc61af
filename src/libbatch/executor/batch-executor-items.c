/* batch-executor-items.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-planning-private.h"

#include "core/batch-id-private.h"

/* What the owner can do to a single item. */

typedef void (*ItemFunc) (BatchCall *call,
                          guint32    position);

/* An item id, or what its submitter calls it. */
typedef struct
{
  char            *item_id;
  guint32          position;       /* once it was found */
  BatchFinish     *values;         /* (nullable) */
  BatchItemRecord *before;         /* (nullable) as it was before it was updated */
  BatchJobRecord  *job;            /* (nullable) as it is with the item cancelled */
  ItemFunc         func;
} ItemCall;

static void
item_call_free (gpointer data)
{
  ItemCall *item = data;

  g_clear_pointer (&item->values, batch_finish_free);
  g_clear_pointer (&item->before, batch_item_record_unref);
  g_clear_pointer (&item->job, batch_job_record_unref);
  g_free (item->item_id);
  g_free (item);
}

static void
item_found_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  BatchCall *call = user_data;
  ItemCall *item = call->data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchItemRecord) record = batch_store_find_item_finish (call->executor->store, result,
                                                                    &error);

  if (record == NULL)
    batch_call_return_error (call, g_steal_pointer (&error));
  else
    item->func (call, record->position);
}

static void
find_item (BatchExecutor *self,
           BatchCall     *call)
{
  ItemCall *item = call->data;
  guint32 position;

  if (batch_id_parse_item (call->job_id, item->item_id, &position))
    item->func (call, position);
  else
    batch_store_find_item_async (self->store, call->job_id, item->item_id, NULL, item_found_cb,
                                 call);
}

static void
call_for_item (BatchExecutor *self,
               const char    *job_id,
               const char    *item_id,
               BatchFinish   *values,
               ItemFunc       func,
               GTask         *task)
{
  ItemCall *item = g_new (ItemCall, 1);

  *item = (ItemCall) { .item_id = g_strdup (item_id), .values = values, .func = func };
  batch_executor_call (self, find_item, job_id, item, item_call_free, task);
}

static void
look_at_item (BatchCall           *call,
              guint32              position,
              GAsyncReadyCallback  callback)
{
  g_autoptr(BatchItemRecord) before = batch_item_record_new ();

  before->position = position - 1;
  batch_store_list_items_async (call->executor->store, call->job_id, NULL,
                                position > 0 ? before : NULL, 1, NULL, callback, call);
}

/* It is cancelled, whether it is there to be told of or not. */
static void
looked_at_cancelled_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  const ItemCall *item = call->data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = batch_store_list_items_finish (self->store, result, &error);

  /* Who is told of it finds it in the counts of its job. */
  batch_executor_apply (self, item->job);
  batch_executor_publish (self, item->job, TRUE);
  if (items != NULL && items->len > 0)
    batch_executor_tell_item (self, g_ptr_array_index (items, 0), TRUE);
  else if (error != NULL)
    g_debug ("Looking at an item that was cancelled: %s", error->message);
  batch_call_return_job (call, item->job);
}

static void
item_cancelled_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  BatchCall *call = user_data;
  ItemCall *item = call->data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = batch_store_cancel_item_finish (call->executor->store, result,
                                                                     &error);

  if (record == NULL)
    {
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }

  if (!g_atomic_int_get (&call->executor->watch_items))
    {
      batch_call_return_job (call, record);
      return;
    }

  item->job = g_steal_pointer (&record);
  look_at_item (call, item->position, looked_at_cancelled_cb);
}

static void
cancel_item (BatchCall *call,
             guint32    position)
{
  BatchExecutor *self = call->executor;
  ItemCall *item = call->data;

  item->position = position;
  batch_executor_abort_item (self, call->job_id, position);
  batch_store_cancel_item_async (self->store, call->job_id, position,
                                 batch_clock_now (self->clock), NULL, item_cancelled_cb, call);
}

void
batch_executor_cancel_item (BatchExecutor *self,
                            const char    *job_id,
                            const char    *item_id,
                            GTask         *task)
{
  call_for_item (self, job_id, item_id, NULL, cancel_item, task);
}

static void
item_retried_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = batch_store_retry_item_finish (self->store, result, &error);

  if (record == NULL)
    {
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }

  batch_executor_apply (self, record);
  batch_executor_kick (self);
  batch_call_return_job (call, record);
}

static void
retry_item (BatchCall *call,
            guint32    position)
{
  batch_store_retry_item_async (call->executor->store, call->job_id, position,
                                batch_clock_now (call->executor->clock), NULL, item_retried_cb,
                                call);
}

void
batch_executor_retry_item (BatchExecutor *self,
                           const char    *job_id,
                           const char    *item_id,
                           GTask         *task)
{
  call_for_item (self, job_id, item_id, NULL, retry_item, task);
}

static void
tell_updated (BatchCall      *call,
              BatchJobRecord *job)
{
  BatchExecutor *self = call->executor;
  const ItemCall *item = call->data;
  g_autoptr(BatchItemRecord) after = batch_item_record_copy (item->before);

  after->status = item->values->status;
  after->duration_ms = item->values->duration_ms;
  g_free (after->last_error);
  after->last_error = g_strdup (item->values->error);

  if (after->status == BATCH_ITEM_STATUS_SUCCEEDED && after->duration_ms >= 0)
    batch_executor_learn (self, job, after, BATCH_SAMPLE_SUCCEEDED, after->duration_ms, 1, FALSE,
                          NULL);

  batch_executor_apply (self, job);
  batch_executor_publish (self, job, TRUE);
  batch_executor_tell_item (self, after, batch_item_status_is_terminal (after->status));
}

static void
item_updated_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchCall *call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = batch_store_update_item_finish (call->executor->store, result,
                                                                     &error);

  if (record == NULL)
    {
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }

  tell_updated (call, record);
  batch_call_return_job (call, record);
}

static void
started_by_hand_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = batch_store_update_item_finish (BATCH_STORE (source), result,
                                                                     &error);

  if (record == NULL)
    g_debug ("Starting an item by hand: %s", error->message);
}

/* Who drives a queue by hand need not say that an item was started before it says how
 * it ended; every item goes through the same states all the same. */
static void
start_by_hand (BatchExecutor     *self,
               const BatchFinish *values)
{
  BatchFinish *start = batch_finish_new ();

  start->job_id = g_strdup (values->job_id);
  start->position = values->position;
  start->status = BATCH_ITEM_STATUS_RUNNING;
  batch_store_update_item_async (self->store, start, batch_clock_now (self->clock), NULL,
                                 started_by_hand_cb, NULL);
}

static void
looked_at_item_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  ItemCall *item = call->data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = batch_store_list_items_finish (self->store, result, &error);

  if (items != NULL && items->len == 0)
    g_set_error (&error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "There is no item %s", item->item_id);
  if (error != NULL)
    {
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }

  item->before = batch_item_record_ref (g_ptr_array_index (items, 0));
  if (item->before->status == BATCH_ITEM_STATUS_PENDING
      && (item->values->status == BATCH_ITEM_STATUS_SUCCEEDED
          || item->values->status == BATCH_ITEM_STATUS_FAILED))
    start_by_hand (self, item->values);

  batch_store_update_item_async (self->store, batch_finish_copy (item->values),
                                 batch_clock_now (self->clock), NULL, item_updated_cb, call);
}

/* The item is looked at first: what is learnt needs to know its key and its size. */
static void
update_item (BatchCall *call,
             guint32    position)
{
  ItemCall *item = call->data;

  item->values->position = position;
  look_at_item (call, position, looked_at_item_cb);
}

void
batch_executor_update_item (BatchExecutor *self,
                            const char    *item_id,
                            BatchFinish   *values,
                            GTask         *task)
{
  call_for_item (self, values->job_id, item_id, values, update_item, task);
}
