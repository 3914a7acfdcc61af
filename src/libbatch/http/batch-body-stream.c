/* http/batch-body-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-body-stream-private.h"

/* The body of a request, in memory.
 *
 * libsoup reads it as if it were a slow file: once for the bytes and once for the end, and with a
 * plain memory stream both are operations with a task and a source of their own, though the data
 * has been there from the beginning. That is a tenth of what a short request costs.
 *
 * This stream calls back from within the call. Splicing, which is what libsoup does with it, goes
 * on from that callback and touches nothing after the call. (Closing is left alone, because there
 * it does.) The stream is its own result, because there is one operation at a time. */

struct _BatchBodyStream
{
  GMemoryInputStream parent_instance;

  gssize             n_read;             /* last */
  BatchCorks        *corks;              /* (owned) (nullable) */
  SoupMessage       *message;            /* there as long as anybody reads */
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

  /* The end is looked for when all before it was written. */
  self->n_read = G_INPUT_STREAM_GET_CLASS (stream)->read_fn (stream, buffer, count, cancellable,
                                                             NULL);
  if (self->n_read == 0 && self->corks != NULL)
    batch_corks_pop (self->corks, self->message);
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
  return G_INPUT_STREAM (self);
}
