/* store/batch-store-call.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-call-private.h"

#define MAX_LOOKS 10

BatchStoreCall *
batch_store_call_new (BatchStoreRun run)
{
  BatchStoreCall *call = g_new0 (BatchStoreCall, 1);

  call->run = run;
  return call;
}

void
batch_store_call_free (BatchStoreCall *call)
{
  g_assert (call->task == NULL);

  g_clear_error (&call->error);
  g_free (call->engine_id);
  g_free (call->job_id);
  g_free (call->name);
  g_free (call->key);
  g_free (call->value);
  g_clear_pointer (&call->job, batch_job_record_unref);
  g_clear_pointer (&call->after, batch_item_record_unref);
  g_clear_pointer (&call->query, batch_item_query_free);
  g_clear_pointer (&call->chunk, batch_item_chunk_free);
  g_clear_pointer (&call->finishes, g_ptr_array_unref);
  g_clear_pointer (&call->leases, g_array_unref);
  g_clear_pointer (&call->positions, g_array_unref);
  g_clear_pointer (&call->finish, batch_finish_free);
  g_clear_pointer (&call->backend, batch_backend_record_free);
  g_clear_pointer (&call->event, batch_event_record_free);
  g_clear_pointer (&call->file, batch_file_record_free);
  g_clear_pointer (&call->load, batch_load_record_free);
  g_clear_pointer (&call->api_key, batch_api_key_record_free);
  g_clear_pointer (&call->receipt, batch_receipt_record_free);
  g_clear_pointer (&call->page, batch_page_query_free);
  g_clear_pointer (&call->webhook, batch_webhook_record_free);
  g_clear_pointer (&call->ending, batch_delivery_ending_free);
  g_clear_pointer (&call->handover, batch_handover_record_free);
  g_clear_pointer (&call->request, batch_retry_request_free);
  g_clear_pointer (&call->rows, g_ptr_array_unref);

  g_clear_object (&call->store);
  g_clear_pointer (&call->job_after, batch_job_record_unref);
  g_clear_pointer (&call->item, batch_item_record_unref);
  g_clear_pointer (&call->records, g_ptr_array_unref);
  g_clear_pointer (&call->table, g_hash_table_unref);
  g_clear_pointer (&call->finished, g_array_unref);
  g_clear_pointer (&call->started, g_array_unref);
  g_free (call->text);
  g_free (call);
}

static void
forget_answer (BatchStoreCall *call)
{
  g_clear_pointer (&call->job_after, batch_job_record_unref);
  g_clear_pointer (&call->item, batch_item_record_unref);
  g_clear_pointer (&call->records, g_ptr_array_unref);
  g_clear_pointer (&call->table, g_hash_table_unref);
}

/* What was looked at may have been changed meanwhile, so that nothing can be said of it. */
gboolean
batch_store_call_look (BatchStoreCall  *call,
                       BatchStore      *store,
                       GError         **error)
{
  g_autoptr(GError) reason = NULL;

  for (guint n_tries = 0; n_tries < MAX_LOOKS; n_tries++)
    {
      g_clear_error (&reason);
      if (call->run (store, call, &reason))
        return TRUE;
      if (!g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_BUSY))
        break;

      forget_answer (call);
    }

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

BatchStoreCall *
batch_store_call_finish (gpointer       source,
                         GAsyncResult  *result,
                         gpointer       source_tag,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_task_get_task_data (G_TASK (result));
}

static void
answer (BatchStoreCall *call)
{
  g_autoptr(GTask) task = g_steal_pointer (&call->task);

  if (call->error != NULL)
    g_task_return_error (task, g_steal_pointer (&call->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Returning a task inside its own context calls back at once, so that a whole
 * group costs one wake-up. */
static gboolean
answers_cb (gpointer user_data)
{
  GPtrArray *calls = user_data;

  for (guint i = 0; i < calls->len; i++)
    answer (g_ptr_array_index (calls, i));

  return G_SOURCE_REMOVE;
}

/* The answer may be the last thing that a thread waits for before it lets its context
 * go, which happens while the source is still being attached to it. */
static void
answer_in_context (GMainContext *context,
                   GPtrArray    *calls)
{
  g_autoptr(GMainContext) kept = g_main_context_ref (context);
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "Batch store answers");
  g_source_set_callback (source, answers_cb, calls, (GDestroyNotify) g_ptr_array_unref);
  g_source_attach (source, kept);
}

void
batch_store_answer (GPtrArray *calls)
{
  GMainContext *context = NULL;
  GPtrArray *together = NULL;

  /* Nearly always they are all from one context; if not, neighbours are. */
  for (guint i = 0; i < calls->len; i++)
    {
      BatchStoreCall *call = g_ptr_array_index (calls, i);

      if (together != NULL && g_task_get_context (call->task) != context)
        answer_in_context (context, g_steal_pointer (&together));
      if (together == NULL)
        together = g_ptr_array_sized_new (calls->len - i);

      context = g_task_get_context (call->task);
      g_ptr_array_add (together, call);
    }

  if (together != NULL)
    answer_in_context (context, together);
}
