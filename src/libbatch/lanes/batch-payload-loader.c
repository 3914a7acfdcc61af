/* batch-payload-loader.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-payload-loader-private.h"

#include "files/batch-blob-source-private.h"

/* Enough to keep the slots busy, without holding a folder of pictures in memory. */
#define MAX_ITEMS 128
#define MAX_BYTES (8 * 1024 * 1024)

typedef struct
{
  BatchPayload     payload;        /* first: a request becomes its own answer */
  BatchBlobSource *input;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  batch_item_record_unref (request->payload.item);
  g_clear_pointer (&request->payload.bytes, g_bytes_unref);
  g_clear_error (&request->payload.error);
  g_clear_object (&request->input);
  g_free (request);
}

GPtrArray *
batch_payload_loader_requests_new (void)
{
  return g_ptr_array_new_with_free_func (request_free);
}

static gboolean
is_enough (GPtrArray *requests)
{
  gint64 total = 0;

  for (guint i = 0; i < requests->len; i++)
    total += ((Request *) g_ptr_array_index (requests, i))->payload.item->length;

  return requests->len >= MAX_ITEMS || total >= MAX_BYTES;
}

gboolean
batch_payload_loader_add (GPtrArray       *requests,
                          BatchItemRecord *item,
                          GObject         *input,
                          const GError    *error)
{
  Request *request = g_new0 (Request, 1);

  request->payload.item = batch_item_record_ref (item);
  if (input != NULL)
    request->input = g_object_ref (BATCH_BLOB_SOURCE (input));
  else
    request->payload.error = g_error_copy (error);

  g_ptr_array_add (requests, request);
  return !is_enough (requests);
}

static void
read_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GPtrArray *requests = task_data;

  for (guint i = 0; i < requests->len; i++)
    {
      Request *request = g_ptr_array_index (requests, i);

      if (request->input != NULL)
        request->payload.bytes = batch_blob_source_read (request->input,
                                                         request->payload.item->offset,
                                                         request->payload.item->length,
                                                         &request->payload.error);
    }

  g_task_return_pointer (task, g_ptr_array_ref (requests), (GDestroyNotify) g_ptr_array_unref);
}

void
batch_payload_loader_read_async (GPtrArray           *requests,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, batch_payload_loader_read_async);
  g_task_set_task_data (task, g_ptr_array_ref (requests), (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, read_thread);
}

GPtrArray *
batch_payload_loader_read_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
