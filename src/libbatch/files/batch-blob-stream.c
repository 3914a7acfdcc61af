/* files/batch-blob-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "files/batch-blob-stream-private.h"

struct _BatchBlobStream
{
  GInputStream     parent_instance;

  BatchBlobSource *source;
  gint64           offset;
};

G_DEFINE_FINAL_TYPE (BatchBlobStream, batch_blob_stream, G_TYPE_INPUT_STREAM)

static gssize
batch_blob_stream_read (GInputStream  *stream,
                        void          *buffer,
                        gsize          count,
                        GCancellable  *cancellable,
                        GError       **error)
{
  BatchBlobStream *self = BATCH_BLOB_STREAM (stream);
  gint64 left = batch_blob_source_get_size (self->source) - self->offset;

  count = (gsize) MIN ((gint64) MIN (count, G_MAXINT), left);
  if (count == 0)
    return 0;
  if (g_cancellable_set_error_if_cancelled (cancellable, error)
      || !batch_blob_source_fill (self->source, buffer, count, self->offset, error))
    return -1;

  self->offset += (gint64) count;
  return (gssize) count;
}

static void
batch_blob_stream_finalize (GObject *object)
{
  BatchBlobStream *self = BATCH_BLOB_STREAM (object);

  g_clear_object (&self->source);

  G_OBJECT_CLASS (batch_blob_stream_parent_class)->finalize (object);
}

static void
batch_blob_stream_class_init (BatchBlobStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = batch_blob_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = batch_blob_stream_read;
}

static void
batch_blob_stream_init (BatchBlobStream *self)
{
}

GInputStream *
batch_blob_stream_new (BatchBlobSource *source)
{
  BatchBlobStream *self = g_object_new (BATCH_TYPE_BLOB_STREAM, NULL);

  self->source = g_object_ref (source);
  return G_INPUT_STREAM (self);
}
