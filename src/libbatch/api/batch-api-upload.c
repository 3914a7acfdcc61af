/* api/batch-api-upload.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-upload-private.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define GATHERED (256 * 1024)

struct _BatchApiUpload
{
  BatchApiExchange *exchange;      /* not owned: the message has both */
  BatchMultipart   *form;          /* (nullable) the file stands in */
  GOutputStream    *file;
  GByteArray       *gathered;
  GBytes           *writing;       /* (nullable) on its way to the disk */
  GChecksum        *checksum;      /* (nullable) of what is there, if that is the file */
  GError           *error;         /* (nullable) the disk takes no more */
  BatchApiAnswerFunc done;         /* (nullable) all has come, and waits for that */
  const char       *field;         /* (nullable) of the form: where the file is */
  int               fd;
  gboolean          paused;        /* the client has to wait for the disk */
};

static void
upload_free (gpointer data)
{
  BatchApiUpload *self = data;

  g_clear_pointer (&self->form, batch_multipart_free);
  g_clear_object (&self->file);
  g_byte_array_unref (self->gathered);
  g_clear_pointer (&self->checksum, g_checksum_free);
  g_clear_error (&self->error);
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_free (self);
}

static void
gather (const guint8 *data,
        gsize         length,
        gpointer      user_data)
{
  BatchApiUpload *self = user_data;

  g_byte_array_append (self->gathered, data, (guint) length);
}

static gboolean
write_piece (BatchApiUpload  *self,
             const guint8    *data,
             gsize            length,
             GError         **error)
{
  if (self->checksum != NULL)
    g_checksum_update (self->checksum, data, (gssize) length);
  return g_output_stream_write_all (self->file, data, length, NULL, NULL, error);
}

static void
write_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  BatchApiUpload *self = task_data;
  GError *error = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (self->writing, &length);

  if (write_piece (self, data, length, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void write_gathered (BatchApiUpload *self);

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(BatchApiExchange) exchange = user_data;
  BatchApiUpload *self = batch_api_upload_get (exchange);

  g_clear_pointer (&self->writing, g_bytes_unref);
  g_task_propagate_boolean (G_TASK (result), self->error == NULL ? &self->error : NULL);
  if (exchange->gone)
    return;
  if (self->done != NULL)
    {
      self->done (exchange);
      return;
    }

  if (self->gathered->len >= GATHERED)
    write_gathered (self);
  if (self->paused)
    soup_server_message_unpause (exchange->message);
  self->paused = FALSE;
}

/* While more comes: it is not waited for unless that is as much again. */
static void
write_gathered (BatchApiUpload *self)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, written_cb,
                                      batch_api_exchange_ref (self->exchange));

  self->writing = g_byte_array_free_to_bytes (self->gathered);
  self->gathered = g_byte_array_new ();
  g_task_set_source_tag (task, write_gathered);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, write_thread);
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              gpointer           user_data)
{
  BatchApiUpload *self = user_data;

  if (self->exchange->answered || self->error != NULL)
    return;

  if (self->form != NULL)
    batch_multipart_feed (self->form, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
  else
    gather (g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk), self);
  if (self->gathered->len < GATHERED)
    return;
  if (self->writing == NULL)
    {
      write_gathered (self);
      return;
    }

  self->paused = TRUE;
  soup_server_message_pause (message);
}

BatchApiUpload *
batch_api_upload_get (BatchApiExchange *exchange)
{
  return g_object_get_data (G_OBJECT (exchange->message), "batch-upload");
}

static BatchApiUpload *
upload_new (BatchApiExchange *exchange)
{
  BatchApiUpload *self = g_new0 (BatchApiUpload, 1);

  self->exchange = exchange;
  self->fd = -1;
  self->gathered = g_byte_array_new ();
  g_object_set_data_full (G_OBJECT (exchange->message), "batch-upload", self, upload_free);
  return self;
}

static BatchApiUpload *
upload_open (BatchApiUpload *self)
{
  BatchApiExchange *exchange = self->exchange;
  GError *error = NULL;

  if ((self->fd = batch_api_scratch_open (exchange->service->scratch_dir, &error)) < 0)
    {
      batch_api_exchange_fail (exchange, error);
      return NULL;
    }

  self->file = g_unix_output_stream_new (self->fd, FALSE);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (exchange->message),
                                    FALSE);
  g_signal_connect (exchange->message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
  return self;
}

BatchApiUpload *
batch_api_upload_begin (BatchApiExchange *exchange,
                        const char       *field)
{
  const char *type = batch_api_exchange_header (exchange, "Content-Type");
  BatchApiUpload *self = upload_new (exchange);

  self->field = field;
  if ((self->form = batch_multipart_new (type, field, gather, self)))
    return upload_open (self);

  batch_api_exchange_refuse (exchange,
    batch_api_fault_new (415, "unsupported_content_type", NULL,
                         "An upload has to be multipart/form-data with a boundary."));
  return NULL;
}

void
batch_api_upload_hash (BatchApiUpload *self)
{
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
}

BatchApiUpload *
batch_api_upload_begin_body (BatchApiExchange *exchange)
{
  return upload_open (upload_new (exchange));
}

static BatchApiFault *
check_form (BatchApiUpload *self)
{
  if (!batch_multipart_end (self->form))
    return batch_api_fault_new (400, "invalid_form", NULL,
                                "The body of the request is not a form: %s.",
                                batch_multipart_get_problem (self->form));
  if (!batch_multipart_has_file (self->form))
    return batch_api_fault_new (400, "missing_required_parameter", self->field,
                                "Missing required parameter: '%s'.", self->field);
  return NULL;
}

gboolean
batch_api_upload_wait (BatchApiUpload     *self,
                       BatchApiAnswerFunc  func)
{
  self->done = self->writing != NULL ? func : NULL;
  return self->done != NULL;
}

char *
batch_api_upload_dup_digest (BatchApiUpload *self)
{
  return g_strdup (g_checksum_get_string (self->checksum));
}

/* What was gathered last is little. When the disk is full the rest of the form was passed over. */
GInputStream *
batch_api_upload_take (BatchApiUpload  *self,
                       BatchApiFault  **fault)
{
  if (self->error == NULL && self->form != NULL && (*fault = check_form (self)))
    return NULL;

  if (self->error != NULL
      || !write_piece (self, self->gathered->data, self->gathered->len, &self->error))
    *fault = batch_api_fault_from_error (self->error);
  else if (lseek (self->fd, 0, SEEK_SET) != 0)
    *fault = batch_api_fault_new (500, NULL, NULL, "The upload cannot be read again.");
  else
    return g_unix_input_stream_new (g_steal_fd (&self->fd), TRUE);

  return NULL;
}

const char *
batch_api_upload_get_field (BatchApiUpload *self,
                            const char     *name)
{
  return batch_multipart_get_field (self->form, name);
}

const char *
batch_api_upload_get_name (BatchApiUpload *self)
{
  const char *name = batch_multipart_get_file_name (self->form);

  return name != NULL && *name != '\0' ? name : "upload.jsonl";
}
