/* batch-handover-input.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "native/batch-handover-input-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "format/batch-request-body-private.h"
#include "store/batch-store-handovers-private.h"

/* A page is listed by the store and written by a worker thread, then the next one. */

#define PAGE_ITEMS  256
#define BLOCK_BYTES (256 * 1024)

typedef struct
{
  BatchHandoverRecord    *handover;
  BatchJobRecord         *job;
  const BatchProviderApi *api;
  char                   *url;
  BatchStore             *store;
  BatchFileStore         *files;
  BatchBlobSource        *input;
  GPtrArray              *page;      /* (nullable) of BatchItemRecord */
  gint64                  after;     /* position of the last item */
  gint64                  size;
  int                     fd;
} Writing;

static void list_page (GTask *task);

static void
writing_free (gpointer data)
{
  Writing *self = data;

  batch_handover_record_free (self->handover);
  batch_job_record_unref (self->job);
  g_free (self->url);
  g_object_unref (self->store);
  g_object_unref (self->files);
  g_object_unref (self->input);
  g_clear_pointer (&self->page, g_ptr_array_unref);
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_free (self);
}

static gboolean
flush (Writing  *self,
       GString  *block,
       GError  **error)
{
  const char *data = block->str;
  gsize left = block->len;

  while (left > 0)
    {
      gssize n = write (self->fd, data, left);

      if (n < 0 && errno != EINTR)
        {
          int code = errno;

          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                       "Putting the batch for the provider together: %s", g_strerror (code));
          return FALSE;
        }
      if (n > 0)
        {
          data += n;
          left -= (gsize) n;
        }
    }

  self->size += block->len;
  g_string_truncate (block, 0);
  return TRUE;
}

static gboolean
add (Writing          *self,
     BatchItemRecord  *item,
     GString          *block,
     GError          **error)
{
  g_autoptr(GBytes) payload = batch_blob_source_read (self->input, item->offset, item->length,
                                                      error);
  g_autoptr(GBytes) body = NULL;
  g_autofree char *id = NULL;

  if (payload == NULL ||
      !(body = batch_request_body (self->job, item, payload, BATCH_STREAMING_NEVER, error)))
    {
      g_prefix_error (error, "The item “%s”: ", item->custom_id);
      return FALSE;
    }

  id = batch_provider_custom_id (self->handover->id, item->position);
  self->api->add_item (block, id, self->url, batch_request_endpoint (self->job, item), body,
                       self->after < 0);
  self->after = item->position;
  return block->len < BLOCK_BYTES || flush (self, block, error);
}

static gboolean
write_page (Writing  *self,
            GError  **error)
{
  g_autoptr(GString) block = g_string_sized_new (BLOCK_BYTES);

  if (self->fd < 0)
    {
      if ((self->fd = batch_file_store_create_nameless (self->files, error)) < 0)
        return FALSE;
      self->api->begin_input (block, self->handover->id);
    }

  for (guint i = 0; i < self->page->len; i++)
    if (!add (self, g_ptr_array_index (self->page, i), block, error))
      return FALSE;
  if (self->page->len < PAGE_ITEMS)
    self->api->end_input (block);

  return flush (self, block, error);
}

static void
write_thread (GTask        *work,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  GError *error = NULL;

  if (write_page (task_data, &error))
    g_task_return_boolean (work, TRUE);
  else
    g_task_return_error (work, error);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Writing *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else if (self->page->len == PAGE_ITEMS)
    list_page (task);
  else
    g_task_return_int (task, self->fd);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Writing *self = g_task_get_task_data (task);
  g_autoptr(GTask) work = NULL;
  GError *error = NULL;

  g_clear_pointer (&self->page, g_ptr_array_unref);
  self->page = batch_store_list_handover_items_finish (self->store, result, &error);
  if (self->page == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  work = g_task_new (NULL, NULL, written_cb, g_object_ref (task));
  g_task_set_source_tag (work, write_thread);
  g_task_set_task_data (work, self, NULL);
  g_task_run_in_thread (work, write_thread);
}

static void
list_page (GTask *task)
{
  Writing *self = g_task_get_task_data (task);

  if (!g_task_return_error_if_cancelled (task))
    batch_store_list_handover_items_async (self->store, self->handover, self->after, PAGE_ITEMS,
                                           NULL, listed_cb, g_object_ref (task));
}

void
batch_handover_input_write_async (const BatchHandoverRecord *handover,
                                  const BatchJobRecord      *job,
                                  const BatchProviderApi    *api,
                                  const char                *url,
                                  BatchStore                *store,
                                  BatchFileStore            *files,
                                  BatchBlobSource           *input,
                                  GCancellable              *cancellable,
                                  GAsyncReadyCallback        callback,
                                  gpointer                   user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Writing *self = g_new0 (Writing, 1);

  self->handover = batch_handover_record_copy (handover);
  self->job = batch_job_record_ref ((BatchJobRecord *) job);
  self->api = api;
  self->url = g_strdup (url);
  self->store = g_object_ref (store);
  self->files = g_object_ref (files);
  self->input = g_object_ref (input);
  self->after = -1;
  self->fd = -1;
  g_task_set_source_tag (task, batch_handover_input_write_async);
  g_task_set_task_data (task, self, writing_free);
  list_page (task);
}

int
batch_handover_input_write_finish (GAsyncResult  *result,
                                   gint64        *size,
                                   GError       **error)
{
  Writing *self = g_task_get_task_data (G_TASK (result));
  gssize fd = g_task_propagate_int (G_TASK (result), error);

  if (fd < 0)
    return -1;

  *size = self->size;
  self->fd = -1;
  return (int) fd;
}
