/* batch-executor-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-work-private.h"

#include <gio/gfiledescriptorbased.h>

#include "core/batch-id-private.h"
#include "files/batch-blob-stream-private.h"
#include "files/batch-file-adopt-private.h"
#include "files/batch-file-writer-private.h"

/* Files: those that are put in by themselves, and the inputs of jobs. */

#define BLOCK_SIZE (256 * 1024)

/* --- Putting in --- */

typedef struct
{
  BatchFileStore  *files;          /* NULL once it is written */
  GInputStream    *stream;
  BatchFileRecord *record;
  BatchFileGuard  *guard;          /* until the store names the file */
  gboolean         own;            /* the stream is of a file of ours */
} Addition;

static void
addition_free (gpointer data)
{
  Addition *addition = data;

  g_clear_object (&addition->files);
  g_clear_pointer (&addition->guard, batch_file_guard_unref);
  g_clear_pointer (&addition->record, batch_file_record_free);
  g_object_unref (addition->stream);
  g_free (addition);
}

static gboolean
copy (Addition         *addition,
      BatchFileWriter  *writer,
      GCancellable     *cancellable,
      GError          **error)
{
  g_autofree guint8 *block = g_malloc (BLOCK_SIZE);
  gssize n_read;

  while ((n_read = g_input_stream_read (addition->stream, block, BLOCK_SIZE, cancellable,
                                        error)) > 0)
    if (!batch_file_writer_write (writer, block, (gsize) n_read, error))
      return FALSE;

  return n_read == 0;
}

static void
take (Addition  *addition,
      GError   **error)
{
  int fd = g_file_descriptor_based_get_fd (G_FILE_DESCRIPTOR_BASED (addition->stream));

  addition->guard = batch_file_adopt (addition->files, fd, &addition->record->digest,
                                      &addition->record->size, error);
}

static void
write_copy (Addition      *addition,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(BatchFileWriter) writer = batch_file_writer_new (addition->files, error);

  g_clear_pointer (&addition->record->digest, g_free);
  if (writer != NULL && copy (addition, writer, cancellable, error))
    addition->guard = batch_file_writer_commit (writer, &addition->record->digest,
                                                &addition->record->size, error);
}

static void
copy_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Addition *addition = task_data;
  g_autoptr(GError) error = NULL;

  if (addition->own)
    take (addition, &error);
  if (addition->guard == NULL && error == NULL)
    write_copy (addition, cancellable, &error);
  g_clear_object (&addition->files);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
file_put_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchCall *call = user_data;
  Addition *addition = call->data;
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&addition->guard, batch_file_guard_unref);
  if (batch_store_put_file_finish (BATCH_STORE (source), result, &error))
    batch_call_return (call, g_steal_pointer (&addition->record),
                       (GDestroyNotify) batch_file_record_free);
  else
    batch_call_return_error (call, g_steal_pointer (&error));
}

static void
copied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchCall *call = user_data;
  Addition *addition = call->data;
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    batch_store_put_file_async (call->executor->store, addition->record, NULL, file_put_cb, call);
  else
    batch_call_return_error (call, g_steal_pointer (&error));
}

static void
add_file (BatchExecutor *self,
          BatchCall     *call)
{
  Addition *addition = call->data;
  g_autoptr(GTask) task = g_task_new (NULL, g_task_get_cancellable (call->task), copied_cb, call);

  addition->files = g_object_ref (self->files);
  g_task_set_source_tag (task, add_file);
  g_task_set_task_data (task, addition, NULL);
  g_task_run_in_thread (task, copy_thread);
}

void
batch_executor_add_file (BatchExecutor   *self,
                         GInputStream    *stream,
                         gboolean         own,
                         BatchFileRecord *file,
                         GTask           *task)
{
  Addition *addition = g_new0 (Addition, 1);

  addition->stream = g_object_ref (stream);
  addition->own = own;
  addition->record = file;
  if (file->id == NULL)
    file->id = batch_id_new (BATCH_ID_FILE);
  file->created_at = batch_clock_now (self->clock);
  batch_executor_call (self, add_file, NULL, addition, addition_free, task);
}

/* --- Reading --- */

static void
file_found_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  BatchCall *call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchBlobSource) blob = NULL;
  g_autoptr(BatchFileRecord) file = batch_store_get_file_finish (BATCH_STORE (source), result,
                                                                 &error);

  if (file == NULL
      || !(blob = batch_file_store_open_blob (call->executor->files, file->digest, &error)))
    batch_call_return_error (call, g_steal_pointer (&error));
  else
    batch_call_return (call, batch_blob_stream_new (blob), g_object_unref);
}

static void
read_file (BatchExecutor *self,
           BatchCall     *call)
{
  batch_store_get_file_async (self->store, call->data, NULL, file_found_cb, call);
}

void
batch_executor_read_file (BatchExecutor *self,
                          const char    *file_id,
                          GTask         *task)
{
  batch_executor_call (self, read_file, NULL, g_strdup (file_id), g_free, task);
}

/* --- Of jobs --- */

static void
open_blob (BatchExecutor *self,
           BatchCall     *call)
{
  g_autoptr(GError) error = NULL;
  BatchBlobSource *blob = batch_file_store_open_blob (self->files, call->data, &error);

  if (blob != NULL)
    batch_call_return (call, blob, g_object_unref);
  else
    batch_call_return_error (call, g_steal_pointer (&error));
}

void
batch_executor_open_blob (BatchExecutor *self,
                          const char    *digest,
                          GTask         *task)
{
  batch_executor_call (self, open_blob, NULL, g_strdup (digest), g_free, task);
}

GObject *
batch_executor_open_input (BatchExecutor  *self,
                           const char     *job_id,
                           GError        **error)
{
  BatchLiveJob *job = batch_roster_get (self->roster, job_id);
  BatchBlobSource *input = g_hash_table_lookup (self->inputs, job_id);

  if (input != NULL && !batch_blob_source_is_stale (input))
    return g_object_ref (G_OBJECT (input));
  if (job == NULL || job->record->input_digest == NULL)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "The input of the job is gone");
      return NULL;
    }
  if (!(input = batch_file_store_open_blob (self->files, job->record->input_digest, error)))
    return NULL;

  g_hash_table_insert (self->inputs, g_strdup (job_id), input);
  return g_object_ref (G_OBJECT (input));
}
