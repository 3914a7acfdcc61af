/* http/batch-download.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-download-private.h"

#include "http/batch-answer-length-private.h"

/* A body that goes to a file, block by block: it may be as large as it likes. Nothing blocks,
 * as blocks are read and written in turn, and each has its time. */

#define BLOCK_SIZE   (256 * 1024)
#define FAILURE_SIZE (64 * 1024)

typedef struct
{
  BatchExchangeShared *shared;
  BatchPooledSession  *session;
  SoupMessage         *message;
  GOutputStream       *into;
  GInputStream        *stream;       /* (nullable) once there are headers */
  GCancellable        *cancellable;  /* follows the one of the task */
  gulong               cancelled_id;
  GSource             *patience;     /* (nullable) */
  guint8              *block;
  goffset              received;
  guint                timed_out : 1;
} Download;

static void
stop_patience (Download *self)
{
  if (self->patience != NULL)
    g_source_destroy (self->patience);
  g_clear_pointer (&self->patience, g_source_unref);
}

static void
download_free (gpointer data)
{
  Download *self = data;

  stop_patience (self);
  if (self->stream != NULL)
    g_input_stream_close (self->stream, self->shared->abort, NULL);
  g_clear_object (&self->stream);
  batch_session_pool_give (self->shared->sessions, self->session);
  g_object_unref (self->message);
  g_object_unref (self->into);
  g_object_unref (self->cancellable);
  g_free (self->block);
  g_free (self);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  Download *self = user_data;

  stop_patience (self);
  self->timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
be_patient (Download *self)
{
  stop_patience (self);
  self->patience = g_timeout_source_new (self->shared->settings.idle_ms);
  g_source_set_callback (self->patience, out_of_patience_cb, self, NULL);
  g_source_attach (self->patience, g_main_context_get_thread_default ());
}

static void
leave (GTask *task)
{
  Download *self = g_task_get_task_data (task);

  stop_patience (self);
  g_cancellable_disconnect (g_task_get_cancellable (task), self->cancelled_id);
  self->cancelled_id = 0;
}

static BatchPhase
get_phase (Download *self)
{
  SoupMessageMetrics *metrics = soup_message_get_metrics (self->message);

  if (self->stream != NULL)
    return BATCH_PHASE_BODY;
  return soup_message_metrics_get_request_start (metrics) != 0 ? BATCH_PHASE_WAIT
                                                               : BATCH_PHASE_CONNECT;
}

static void
fail (GTask        *task,
      const GError *error)
{
  Download *self = g_task_get_task_data (task);
  GError *reason = self->timed_out
                   ? batch_transport_error_timeout (BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT,
                                                    self->shared->settings.idle_ms,
                                                    self->shared->url)
                   : batch_transport_error_from_io (get_phase (self), error, self->shared->url);

  leave (task);
  g_task_return_error (task, reason);
}

static void
succeed (GTask  *task,
         GBytes *body)
{
  Download *self = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  BatchResponse *response = g_slice_new0 (BatchResponse);

  response->status = soup_message_get_status (self->message);
  response->retry_after = g_strdup (soup_message_headers_get_one (headers, "Retry-After"));
  response->body = g_bytes_ref (body);
  leave (task);
  g_task_return_pointer (task, response, (GDestroyNotify) batch_response_free);
}

/* --- The body --- */

static void read_next (GTask *task);

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    {
      read_next (g_steal_pointer (&task));
      return;
    }

  /* The disk is at fault, and not the server. */
  leave (task);
  g_task_return_error (task, error);
}

static gboolean
is_whole (Download *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);

  return soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH ||
         soup_message_headers_get_content_length (headers) == self->received;
}

static void
end (GTask *task)
{
  Download *self = g_task_get_task_data (task);
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr(GError) cut = NULL;

  if (is_whole (self))
    {
      succeed (task, nothing);
      return;
    }

  cut = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "");
  fail (task, cut);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Download *self = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n < 0)
    fail (task, error);
  else if (n == 0)
    end (task);
  else
    {
      self->received += n;
      stop_patience (self);
      g_output_stream_write_all_async (self->into, self->block, (gsize) n, G_PRIORITY_DEFAULT,
                                       self->cancellable, written_cb, g_steal_pointer (&task));
    }
}

static void
read_next (GTask *task)
{
  Download *self = g_task_get_task_data (task);

  be_patient (self);
  g_input_stream_read_async (self->stream, self->block, BLOCK_SIZE, G_PRIORITY_DEFAULT,
                             self->cancellable, read_cb, task);
}

/* --- What is none --- */

static void
failure_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result,
                                                             &error);

  if (body != NULL)
    succeed (task, body);
  else
    fail (task, error);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Download *self = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  GInputStream *stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  if (stream == NULL)
    {
      fail (task, error);
      return;
    }

  self->stream = stream;
  if (batch_answer_length_is_impossible (self->message))
    {
      leave (task);
      g_task_return_error (task, batch_transport_error_impossible_length (self->shared->url));
      return;
    }

  if (SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (self->message)))
    read_next (g_steal_pointer (&task));
  else
    g_input_stream_read_bytes_async (stream, FAILURE_SIZE, G_PRIORITY_DEFAULT, self->cancellable,
                                     failure_read_cb, g_steal_pointer (&task));
}

static void
cancelled_cb (GCancellable *cancellable,
              GCancellable *own)
{
  g_cancellable_cancel (own);
}

void
batch_download_run (BatchExchangeShared *shared,
                    SoupMessage         *message,
                    GOutputStream       *into,
                    GTask               *task)
{
  Download *self = g_new0 (Download, 1);

  self->shared = shared;
  self->message = g_object_ref (message);
  self->into = g_object_ref (into);
  self->session = batch_session_pool_take (shared->sessions);
  self->cancellable = g_cancellable_new ();
  self->block = g_malloc (BLOCK_SIZE);
  g_task_set_task_data (task, self, download_free);
  if (g_task_get_cancellable (task) != NULL)
    self->cancelled_id = g_cancellable_connect (g_task_get_cancellable (task),
                                                G_CALLBACK (cancelled_cb),
                                                g_object_ref (self->cancellable), g_object_unref);

  be_patient (self);
  batch_answer_length_guard (message);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_COLLECT_METRICS);
  soup_session_send_async (self->session->session, message, G_PRIORITY_DEFAULT, self->cancellable,
                           sent_cb, g_object_ref (task));
}
