/* batch-counted-input.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-counted-input.h"

struct _BatchCountedInput
{
  GFilterInputStream  parent_instance;

  gsize               size;      /* 0 if it is not known */
  gsize               n_read;    /* atomic */
};

G_DEFINE_FINAL_TYPE (BatchCountedInput, batch_counted_input, G_TYPE_FILTER_INPUT_STREAM)

static gssize
batch_counted_input_read (GInputStream  *stream,
                          void          *buffer,
                          gsize          count,
                          GCancellable  *cancellable,
                          GError       **error)
{
  BatchCountedInput *self = BATCH_COUNTED_INPUT (stream);
  GInputStream *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream));
  gssize n_read = g_input_stream_read (base, buffer, count, cancellable, error);

  if (n_read > 0)
    (void) g_atomic_pointer_add (&self->n_read, n_read);
  return n_read;
}

static void
batch_counted_input_class_init (BatchCountedInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = batch_counted_input_read;
}

static void
batch_counted_input_init (BatchCountedInput *self)
{
}

/* --- Opening --- */

/* @info: (nullable): it can be read without, too. */
static BatchCountedInput *
counted_input_new (GFileInputStream *stream,
                   GFileInfo        *info)
{
  BatchCountedInput *self = g_object_new (BATCH_TYPE_COUNTED_INPUT, "base-stream", stream, NULL);

  if (info != NULL)
    self->size = (gsize) g_file_info_get_size (info);
  return self;
}

BatchCountedInput *
batch_counted_input_open (GFile   *file,
                          GError **error)
{
  g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autoptr(GFileInfo) info = NULL;

  if (stream == NULL)
    return NULL;

  info = g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL, NULL);
  return counted_input_new (stream, info);
}

static void
measured_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GFileInputStream *stream = G_FILE_INPUT_STREAM (source);
  g_autoptr(GFileInfo) info = g_file_input_stream_query_info_finish (stream, result, NULL);

  g_task_return_pointer (task, counted_input_new (stream, info), g_object_unref);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (stream == NULL)
    g_task_return_error (task, error);
  else
    g_file_input_stream_query_info_async (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                          G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                          measured_cb, g_object_ref (task));
}

void
batch_counted_input_open_async (GFile               *file,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task = g_task_new (file, cancellable, callback, user_data);

  g_task_set_source_tag (task, batch_counted_input_open_async);
  g_file_read_async (file, G_PRIORITY_DEFAULT, cancellable, opened_cb, task);
}

BatchCountedInput *
batch_counted_input_open_finish (GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

guint
batch_counted_input_get_percent (BatchCountedInput *self)
{
  gsize n_read;

  g_return_val_if_fail (BATCH_IS_COUNTED_INPUT (self), 0);

  n_read = (gsize) g_atomic_pointer_get (&self->n_read);
  return self->size > 0 ? (guint) MIN (100 * (guint64) n_read / self->size, 100) : 0;
}
