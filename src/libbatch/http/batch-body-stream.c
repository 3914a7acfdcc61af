/* http/batch-body-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-body-stream-private.h"

#include <string.h>
#include <sys/socket.h>

/* The body of a request, in memory.
 *
 * libsoup reads it as if it were a slow file: once for the bytes and once for the end, and with a
 * plain memory stream both are operations with a task and a source of their own, though the data
 * has been there from the beginning. That is a tenth of what a short request costs.
 *
 * This stream calls back from within the call. Splicing, which is what libsoup does with it, goes
 * on from that callback and touches nothing after the call. (Closing is left alone, because there
 * it does.) The stream is its own result, because there is one operation at a time.
 *
 * A server may answer before it has read a large body, that it is too large for one, and hang up.
 * libsoup does not read while it writes, and loses the answer with the connection. So what does not
 * fit in one piece is given when there is room for the next, and until then it is looked whether an
 * answer comes: when one does that is a refusal, the body ends there, and libsoup reads it. */

#define STATUS_LINE "HTTP/1.1 NNN"

/* A read that waits. */
typedef struct
{
  GSource            *source;
  GSocket            *socket;
  SoupMessage        *message;
  GCancellable       *cancellable;       /* (nullable) */
  void               *buffer;
  gsize               count;
  GAsyncReadyCallback callback;
  gpointer            user_data;
} Wait;

struct _BatchBodyStream
{
  GMemoryInputStream parent_instance;

  gssize             n_read;             /* last */
  BatchCorks        *corks;              /* (owned) (nullable) */
  SoupMessage       *message;            /* there as long as anybody reads */
  goffset            size;
  Wait              *wait;               /* (owned) (nullable) for room */
};

static void batch_body_stream_result_init (GAsyncResultIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BatchBodyStream, batch_body_stream, G_TYPE_MEMORY_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_ASYNC_RESULT,
                                                      batch_body_stream_result_init))

static GObject *
batch_body_stream_get_source_object (GAsyncResult *result)
{
  return g_object_ref (G_OBJECT (result));
}

static void
batch_body_stream_result_init (GAsyncResultIface *iface)
{
  iface->get_source_object = batch_body_stream_get_source_object;
}

/* --- Reading --- */

static void
wait_free (Wait *wait)
{
  g_source_destroy (wait->source);
  g_source_unref (wait->source);
  g_object_unref (wait->socket);
  g_object_unref (wait->message);
  g_clear_object (&wait->cancellable);
  g_free (wait);
}

static void
read_piece (BatchBodyStream *self,
            void            *buffer,
            gsize            count,
            GCancellable    *cancellable)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_GET_CLASS (self);

  /* The end is looked for when all before it was written. */
  self->n_read = stream_class->read_fn (G_INPUT_STREAM (self), buffer, count, cancellable, NULL);
  if (self->n_read == 0 && self->corks != NULL)
    batch_corks_pop (self->corks, self->message);
}

/* Whether what the server says is that it does not want this. Anything else may be said before the
 * answer, or beside it. */
static gboolean
is_refused (GSocket *socket)
{
  char line[sizeof STATUS_LINE - 1];
  gssize length = recv (g_socket_get_fd (socket), line, sizeof line, MSG_PEEK | MSG_DONTWAIT);
  const char *status = line + strlen ("HTTP/1.1 ");

  return length == (gssize) sizeof line && memcmp (line, "HTTP/1.", strlen ("HTTP/1.")) == 0
         && *status >= '3' && *status <= '5';
}

/* The connection is good for nothing more, as the server may still wait for the rest. */
static void
break_off (BatchBodyStream *self)
{
  soup_message_headers_replace (soup_message_get_request_headers (self->message), "Connection",
                                "close");
  self->n_read = 0;
}

static gboolean
ready_cb (GSocket      *socket,
          GIOCondition  condition,
          gpointer      user_data)
{
  BatchBodyStream *self = user_data;
  Wait *wait = g_steal_pointer (&self->wait);
  GAsyncReadyCallback callback = wait->callback;
  gpointer callback_data = wait->user_data;

  if (!g_socket_is_closed (socket) && is_refused (socket))
    break_off (self);
  else
    read_piece (self, wait->buffer, wait->count, wait->cancellable);

  wait_free (wait);
  callback (G_OBJECT (self), G_ASYNC_RESULT (self), callback_data);
  return G_SOURCE_REMOVE;
}

/* Who says something else is not heard any more, until there is room. */
static void
wait_for_room (BatchBodyStream *self,
               const Wait      *read,
               GIOCondition     condition)
{
  Wait *wait = g_memdup2 (read, sizeof *read);

  g_object_ref (wait->socket);
  g_object_ref (wait->message);
  if (wait->cancellable != NULL)
    g_object_ref (wait->cancellable);
  wait->source = g_socket_create_source (wait->socket, condition, wait->cancellable);
  g_source_set_callback (wait->source, G_SOURCE_FUNC (ready_cb), self, NULL);
  g_source_attach (wait->source, g_main_context_get_thread_default ());
  self->wait = wait;
}

/* Returns: (nullable): the one to look at before there is more of the body to write */
static GSocket *
find_socket (BatchBodyStream *self)
{
  goffset at = g_seekable_tell (G_SEEKABLE (self));
  gboolean is_between = at > 0 && at < self->size;

  return is_between && self->corks != NULL ? batch_corks_find (self->corks, self->message) : NULL;
}

/* Memory can always be read. */
static void
batch_body_stream_read_async (GInputStream        *stream,
                              void                *buffer,
                              gsize                count,
                              int                  io_priority,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  BatchBodyStream *self = BATCH_BODY_STREAM (stream);
  GSocket *socket = find_socket (self);
  GIOCondition condition = socket != NULL
                           ? g_socket_condition_check (socket, G_IO_IN | G_IO_OUT) : G_IO_OUT;

  if ((condition & G_IO_IN) != 0 && is_refused (socket))
    {
      break_off (self);
    }
  else if (condition == 0 || condition == G_IO_IN)
    {
      const Wait read = { NULL, socket, self->message, cancellable, buffer, count, callback,
                          user_data };

      wait_for_room (self, &read, condition == 0 ? G_IO_IN | G_IO_OUT : G_IO_OUT);
      return;
    }
  else
    {
      read_piece (self, buffer, count, cancellable);
    }

  callback (G_OBJECT (stream), G_ASYNC_RESULT (stream), user_data);
}

static gssize
batch_body_stream_read_finish (GInputStream  *stream,
                               GAsyncResult  *result,
                               GError       **error)
{
  return BATCH_BODY_STREAM (stream)->n_read;
}

static void
batch_body_stream_finalize (GObject *object)
{
  g_clear_pointer (&BATCH_BODY_STREAM (object)->wait, wait_free);
  g_clear_pointer (&BATCH_BODY_STREAM (object)->corks, batch_corks_unref);

  G_OBJECT_CLASS (batch_body_stream_parent_class)->finalize (object);
}

static void
batch_body_stream_class_init (BatchBodyStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  object_class->finalize = batch_body_stream_finalize;
  stream_class->read_async = batch_body_stream_read_async;
  stream_class->read_finish = batch_body_stream_read_finish;
}

static void
batch_body_stream_init (BatchBodyStream *self)
{
}

/* @corks: (nullable): to be popped when it was written
 * @message: (nullable): the one that it belongs to, which libsoup keeps while it writes it
 */
GInputStream *
batch_body_stream_new (GBytes      *bytes,
                       BatchCorks  *corks,
                       SoupMessage *message)
{
  BatchBodyStream *self = g_object_new (BATCH_TYPE_BODY_STREAM, NULL);

  g_memory_input_stream_add_bytes (G_MEMORY_INPUT_STREAM (self), bytes);
  self->corks = corks != NULL ? batch_corks_ref (corks) : NULL;
  self->message = message;
  self->size = (goffset) g_bytes_get_size (bytes);
  return G_INPUT_STREAM (self);
}
