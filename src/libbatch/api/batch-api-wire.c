/* api/batch-api-wire.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-wire-private.h"

/* What a request that nobody sends begins with: nothing that could be one. */
#define BEGINNING '\0'

struct _BatchApiWire
{
  GFilterInputStream  parent_instance;

  GSocketConnection  *connection;
  gboolean            between;
  gboolean            ended;        /* that was told */
};

static void batch_api_wire_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BatchApiWire, batch_api_wire, G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      batch_api_wire_pollable_init))

static GPollableInputStream *
get_base (gpointer self)
{
  return G_POLLABLE_INPUT_STREAM (g_filter_input_stream_get_base_stream (self));
}

static gboolean
batch_api_wire_is_readable (GPollableInputStream *stream)
{
  return BATCH_API_WIRE (stream)->ended || g_pollable_input_stream_is_readable (get_base (stream));
}

static gssize
batch_api_wire_read_nonblocking (GPollableInputStream  *stream,
                                 void                  *buffer,
                                 gsize                  count,
                                 GError               **error)
{
  BatchApiWire *self = BATCH_API_WIRE (stream);
  g_autoptr(GError) failure = NULL;
  gssize n_read;

  if (self->ended)
    return 0;

  n_read = g_pollable_input_stream_read_nonblocking (get_base (stream), buffer, count, NULL,
                                                     &failure);
  if (self->between && n_read <= 0
      && !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      self->ended = TRUE;
      *(char *) buffer = BEGINNING;
      return 1;
    }

  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return n_read;
}

static GSource *
batch_api_wire_create_source (GPollableInputStream *stream,
                              GCancellable         *cancellable)
{
  g_autoptr(GSource) base = g_pollable_input_stream_create_source (get_base (stream), NULL);

  return g_pollable_source_new_full (stream, base, cancellable);
}

static gboolean
batch_api_wire_close (GInputStream  *stream,
                      GCancellable  *cancellable,
                      GError       **error)
{
  return g_io_stream_close (G_IO_STREAM (BATCH_API_WIRE (stream)->connection), cancellable, error);
}

static void
batch_api_wire_finalize (GObject *object)
{
  g_clear_object (&BATCH_API_WIRE (object)->connection);
  G_OBJECT_CLASS (batch_api_wire_parent_class)->finalize (object);
}

static void
batch_api_wire_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = batch_api_wire_is_readable;
  iface->read_nonblocking = batch_api_wire_read_nonblocking;
  iface->create_source = batch_api_wire_create_source;
}

static void
batch_api_wire_class_init (BatchApiWireClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = batch_api_wire_finalize;
  G_INPUT_STREAM_CLASS (klass)->close_fn = batch_api_wire_close;
}

static void
batch_api_wire_init (BatchApiWire *self)
{
}

BatchApiWire *
batch_api_wire_new (GSocketConnection *connection)
{
  BatchApiWire *self =
    g_object_new (BATCH_TYPE_API_WIRE, "base-stream",
                  g_io_stream_get_input_stream (G_IO_STREAM (connection)), NULL);

  self->connection = g_object_ref (connection);
  return self;
}

GIOStream *
batch_api_wire_open (BatchApiWire *self)
{
  return g_simple_io_stream_new (G_INPUT_STREAM (self),
                                 g_io_stream_get_output_stream (G_IO_STREAM (self->connection)));
}

void
batch_api_wire_set_between (BatchApiWire *self,
                            gboolean      between)
{
  self->between = between;
}
