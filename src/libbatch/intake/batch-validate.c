/* batch-validate.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-validation.h"

#include <errno.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "intake/batch-validation-private.h"

#define PIECE      (256 * 1024)
/* Who looks wants to know all that is wrong, and nobody reads more. */
#define MAX_ERRORS 10000

/* A second pass may be needed, and what comes through a pipe comes once: it is then
 * copied to a file without a name as it is read. */
typedef struct
{
  BatchValidator *validator;
  GInputStream   *stream;
  GOutputStream  *copy;         /* NULL: the stream can be read again */
  GCancellable   *cancellable;
  int             copy_fd;
} Reading;

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->validator, batch_validator_free);
  g_clear_object (&self->stream);
  g_clear_object (&self->copy);
  if (self->copy_fd != -1)
    g_close (self->copy_fd, NULL);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static gboolean
begin_copy (Reading  *self,
            GError  **error)
{
  g_autofree char *name = NULL;

  self->copy_fd = g_file_open_tmp ("batch-input-XXXXXX", &name, error);
  if (self->copy_fd == -1)
    return FALSE;

  g_unlink (name);
  self->copy = g_unix_output_stream_new (self->copy_fd, FALSE);
  return TRUE;
}

static gboolean
open_input (Reading  *self,
            GFile    *file,
            GError  **error)
{
  self->stream = G_INPUT_STREAM (g_file_read (file, self->cancellable, error));

  if (self->stream == NULL && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    {
      g_autofree char *name = g_file_get_parse_name (file);

      g_clear_error (error);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                   "“%s” is a folder; choose a batch file in it", name);
    }
  if (self->stream == NULL)
    return FALSE;

  return g_seekable_can_seek (G_SEEKABLE (self->stream)) || begin_copy (self, error);
}

static gboolean
keep_copy (Reading       *self,
           const guint8  *data,
           gsize          length,
           GError       **error)
{
  if (self->copy == NULL ||
      g_output_stream_write_all (self->copy, data, length, NULL, self->cancellable, error))
    return TRUE;

  g_prefix_error (error, "Keeping a copy of the input: ");
  return FALSE;
}

static gboolean
feed_all (Reading   *self,
          GError   **error)
{
  g_autofree guint8 *buffer = g_malloc (PIECE);
  gssize n_read;

  while ((n_read = g_input_stream_read (self->stream, buffer, PIECE,
                                        self->cancellable, error)) > 0)
    {
      if (!keep_copy (self, buffer, n_read, error))
        return FALSE;
      if (!batch_validator_feed (self->validator, buffer, n_read))
        break;
    }

  if (n_read < 0)
    return FALSE;

  batch_validator_end (self->validator);
  return TRUE;
}

static gboolean
rewind_input (Reading  *self,
              GError  **error)
{
  if (self->copy == NULL)
    return g_seekable_seek (G_SEEKABLE (self->stream), 0, G_SEEK_SET, self->cancellable, error);

  if (lseek (self->copy_fd, 0, SEEK_SET) == -1)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   "Reading the copy of the input: %s", g_strerror (errno));
      return FALSE;
    }

  g_clear_object (&self->copy);
  g_clear_object (&self->stream);
  self->stream = g_unix_input_stream_new (self->copy_fd, FALSE);
  return TRUE;
}

static gboolean
validate (Reading  *self,
          GFile    *file,
          GError  **error)
{
  if (!open_input (self, file, error) || !feed_all (self, error))
    return FALSE;
  if (!batch_validator_needs_second_pass (self->validator))
    return TRUE;

  batch_validator_begin_second_pass (self->validator);
  return rewind_input (self, error) && feed_all (self, error);
}

static void
validate_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  g_auto(Reading) reading = {
    .validator = batch_validator_new (task_data, NULL, NULL),
    .cancellable = cancellable,
    .copy_fd = -1,
  };
  GError *error = NULL;

  if (validate (&reading, G_FILE (source_object), &error))
    g_task_return_pointer (task, batch_validation_new (reading.validator), g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * batch_validate_jsonl_async:
 * @file: a batch file; what can only be read once, such as `/dev/stdin`, is fine
 * @cancellable: (nullable): a [class@Gio.Cancellable]
 * @callback: (scope async): called when it has been read
 * @user_data: data for @callback
 *
 * Checks a batch file against the batch contract, with the default limits.
 *
 * Finish with [func@validate_jsonl_finish].
 */
void
batch_validate_jsonl_async (GFile               *file,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  BatchLimits limits = batch_limits_default ();

  batch_validate_jsonl_full_async (file, limits.max_lines, limits.max_bytes,
                                   cancellable, callback, user_data);
}

/**
 * batch_validate_jsonl_full_async:
 * @file: a batch file; what can only be read once, such as `/dev/stdin`, is fine
 * @max_lines: how many requests the file may have; 0: any number, -1: the default
 * @max_bytes: how large the file may be; 0: of any size, -1: the default
 * @cancellable: (nullable): a [class@Gio.Cancellable]
 * @callback: (scope async): called when it has been read
 * @user_data: data for @callback
 *
 * Checks a batch file against the batch contract, with limits of the caller's.
 *
 * Finish with [func@validate_jsonl_full_finish].
 */
void
batch_validate_jsonl_full_async (GFile               *file,
                                 gint64               max_lines,
                                 gint64               max_bytes,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  BatchLimits limits = batch_limits_default ();

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (file, cancellable, callback, user_data);
  g_task_set_source_tag (task, batch_validate_jsonl_async);
  if (max_lines < -1 || max_bytes < -1)
    {
      g_task_return_new_error (task, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                               "A limit is a number from 0, or -1 for the usual one");
      return;
    }

  if (max_lines >= 0)
    limits.max_lines = max_lines;
  if (max_bytes >= 0)
    limits.max_bytes = max_bytes;
  limits.max_errors = MAX_ERRORS;
  g_task_set_task_data (task, g_memdup2 (&limits, sizeof limits), g_free);
  g_task_run_in_thread (task, validate_thread);
}

/**
 * batch_validate_jsonl_finish:
 * @result: what the callback was given
 * @error: the return location for an error
 *
 * Gets what there is to say about the file.
 *
 * A file that breaks the contract is no error here: it fails only when the file
 * cannot be read.
 *
 * Returns: (transfer full): what there is to say about it
 */
BatchValidation *
batch_validate_jsonl_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, batch_validate_jsonl_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * batch_validate_jsonl_full_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Gets what there is to say about the file, as [func@validate_jsonl_finish] does.
 *
 * Returns: (transfer full): what there is to say about it
 */
BatchValidation *
batch_validate_jsonl_full_finish (GAsyncResult  *result,
                                  GError       **error)
{
  return batch_validate_jsonl_finish (result, error);
}
