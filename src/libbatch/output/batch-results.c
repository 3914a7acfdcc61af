/* batch-results.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-results-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "answers/batch-answer-reasoning-private.h"
#include "core/batch-id-private.h"
#include "files/batch-file-output-private.h"
#include "format/batch-result-private.h"
#include "output/batch-own-input-private.h"
#include "store/batch-item-walk-private.h"

#define BUFFER_SIZE (64 * 1024)
/* What a line begins with, and how much of it has an id in it for sure. */
#define LINE_START  "{\"id\": \""
#define HEAD        256

/* Where the lines of one kind go. */
typedef struct
{
  char            *path;       /* (nullable) of a file … */
  GOutputStream   *stream;     /* (nullable) … or this; neither: not wanted */
  BatchFileOutput *file;       /* (nullable) */
  GString         *buffer;
  gint64           n_lines;
} Sink;

typedef struct
{
  BatchStore        *store;
  BatchJobRecord    *job;
  GCancellable      *cancellable;   /* (nullable) */
  Sink               output;
  Sink               errors;
  BatchResultsFlags  flags;
  gboolean           renders;       /* both, for who is told what they took */
  gint64             n_reasoning;   /* tokens */
  BatchWaiter       *waiter;        /* only on the worker thread */
} Export;

static void
sink_clear (Sink *sink)
{
  g_free (sink->path);
  g_clear_object (&sink->stream);
  g_clear_pointer (&sink->file, batch_file_output_free);
  g_string_free (sink->buffer, TRUE);
}

static void
export_free (gpointer data)
{
  Export *self = data;

  g_clear_object (&self->store);
  batch_job_record_unref (self->job);
  g_clear_object (&self->cancellable);
  sink_clear (&self->output);
  sink_clear (&self->errors);
  g_free (self);
}

/* --- Where lines go --- */

static gboolean
sink_is_wanted (const Sink *sink)
{
  return sink->file != NULL || sink->stream != NULL;
}

gboolean
batch_results_are_of (const char *job_id,
                      const char *path)
{
  char head[HEAD + 1] = "";
  struct stat status;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  gboolean is_file = fd >= 0 && fstat (fd, &status) == 0 && S_ISREG (status.st_mode);
  gssize length = is_file ? read (fd, head, HEAD) : -1;
  g_autofree char *id = NULL;
  const char *end;
  guint32 position;

  if (fd >= 0)
    g_close (fd, NULL);
  if (length <= 0)
    return length == 0;
  if (!g_str_has_prefix (head, LINE_START)
      || !(end = strchr (head + strlen (LINE_START), '"')))
    return FALSE;

  id = g_strndup (head + strlen (LINE_START), end - head - strlen (LINE_START));
  return batch_id_parse_request (job_id, id, &position);
}

/* A file that only begins so, somewhere else, may be what somebody made of the results. */
static gboolean
is_of_job (const BatchJobRecord *job,
           const char           *path)
{
  return (g_strcmp0 (path, job->output_path) == 0 || g_strcmp0 (path, job->error_path) == 0)
         && batch_results_are_of (job->id, path);
}

static gboolean
sink_open (Export  *self,
           Sink    *sink,
           GError **error)
{
  gboolean overwrite;

  if (sink->path == NULL)
    return TRUE;

  overwrite = (self->flags & BATCH_RESULTS_OVERWRITE) != 0
              || is_of_job (self->job, sink->path);
  if (overwrite && !batch_own_input_spare (self->job, sink->path, error))
    return FALSE;

  sink->file = batch_file_output_new (batch_file_ops_get_default (), sink->path, overwrite, error);
  return sink->file != NULL;
}

static gboolean
sink_flush (Export  *self,
            Sink    *sink,
            GError **error)
{
  gboolean written;

  if (sink->file != NULL)
    written = batch_file_output_write (sink->file, sink->buffer->str, sink->buffer->len, error);
  else
    written = g_output_stream_write_all (sink->stream, sink->buffer->str, sink->buffer->len,
                                         NULL, self->cancellable, error);

  g_string_truncate (sink->buffer, 0);
  return written;
}

static gboolean
sink_finish (Export  *self,
             Sink    *sink,
             GError **error)
{
  if (!sink_is_wanted (sink))
    return TRUE;
  if (!sink_flush (self, sink, error))
    return FALSE;
  if (sink->stream != NULL)
    return g_output_stream_flush (sink->stream, self->cancellable, error);
  return batch_file_output_sync (sink->file, error);
}

/* --- Lines --- */

static Sink *
find_sink (Export                *self,
           const BatchItemRecord *item)
{
  switch (item->status)
    {
    case BATCH_ITEM_STATUS_SUCCEEDED:
      return &self->output;
    case BATCH_ITEM_STATUS_FAILED:
    case BATCH_ITEM_STATUS_EXPIRED:
    case BATCH_ITEM_STATUS_CANCELLED:
      return &self->errors;
    case BATCH_ITEM_STATUS_PENDING:
    case BATCH_ITEM_STATUS_CLAIMED:
    case BATCH_ITEM_STATUS_RUNNING:
    case BATCH_ITEM_STATUS_SKIPPED:
    default:
      return NULL;
    }
}

/* The work of a registered handler has no status code; what it made is as good as an
 * answer. */
static void
set_answer (BatchResult           *line,
            const BatchItemRecord *item)
{
  gboolean succeeded = item->status == BATCH_ITEM_STATUS_SUCCEEDED;

  line->status_code = (guint) item->status_code;
  if (succeeded && item->status_code == 0)
    line->status_code = 200;

  /* Readers expect one of what was asked by HTTP, and few servers give any. */
  line->request_id = item->request_id;
  if (line->request_id == NULL && item->status_code != 0)
    line->request_id = line->id + strlen (BATCH_ID_JOB);
  if (item->body != NULL)
    line->body = g_bytes_get_data (item->body, &line->body_length);
  if (line->body == NULL && succeeded)
    {
      line->body = (const guint8 *) "null";
      line->body_length = 4;
    }
}

static void
set_error (BatchResult           *line,
           const BatchItemRecord *item)
{
  if (item->status == BATCH_ITEM_STATUS_EXPIRED)
    {
      line->error_code = "batch_expired";
      line->error_message = "The deadline of the batch passed before this request was finished";
    }
  else if (item->status == BATCH_ITEM_STATUS_CANCELLED)
    {
      line->error_code = "batch_cancelled";
      line->error_message = "This request was cancelled before it was finished";
    }
  else
    {
      line->error_code = batch_enum_to_nick (BATCH_TYPE_FAILURE_KIND, item->failure_kind);
      line->error_message = item->last_error != NULL ? item->last_error : "It failed";
    }
}

void
batch_results_append_line (const BatchItemRecord *item,
                           GString               *out)
{
  g_autofree char *id = batch_id_for_request (item->job_id, item->position);
  BatchResult line = { .id = id, .custom_id = item->custom_id };

  if (item->status == BATCH_ITEM_STATUS_SUCCEEDED || item->status == BATCH_ITEM_STATUS_FAILED)
    set_answer (&line, item);
  if (item->status != BATCH_ITEM_STATUS_SUCCEEDED)
    set_error (&line, item);

  batch_result_append_line (&line, out);
}

static gboolean
write_item (const BatchItemRecord  *item,
            gpointer                user_data,
            GError                **error)
{
  Export *self = user_data;
  Sink *sink = find_sink (self, item);

  if (sink == NULL || !sink_is_wanted (sink))
    return TRUE;

  batch_results_append_line (item, sink->buffer);
  sink->n_lines++;
  if (self->renders && item->body != NULL)
    self->n_reasoning += batch_answer_count_reasoning (g_bytes_get_data (item->body, NULL),
                                                       g_bytes_get_size (item->body));
  return sink->buffer->len < BUFFER_SIZE || sink_flush (self, sink, error);
}

/* --- The whole --- */

static gboolean
write_pages (Export  *self,
             GError **error)
{
  const BatchItemQuery query = { .with_body = TRUE };

  return batch_item_walk (self->store, self->job->id, &query, self->waiter, self->cancellable,
                          write_item, self, error);
}

static gboolean
publish (Export  *self,
         GError **error)
{
  if (self->output.file != NULL && !batch_file_output_publish (self->output.file, error))
    return FALSE;
  if (self->errors.file == NULL)
    return TRUE;
  if (self->errors.n_lines == 0)
    return batch_file_output_remove (self->errors.file, error);
  return batch_file_output_publish (self->errors.file, error);
}

static gboolean
check_paths (Export  *self,
             GError **error)
{
  struct stat status;

  if (self->output.path == NULL || g_strcmp0 (self->output.path, self->errors.path) != 0)
    return TRUE;
  /* What is no file, such as /dev/null, takes both. */
  if (stat (self->output.path, &status) == 0 && !S_ISREG (status.st_mode))
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
               "Output and errors cannot both go to %s; name two files", self->output.path);
  return FALSE;
}

static gboolean
export_run (Export  *self,
            GError **error)
{
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();

  self->waiter = waiter;
  return check_paths (self, error)
         && sink_open (self, &self->output, error)
         && sink_open (self, &self->errors, error)
         && write_pages (self, error)
         && sink_finish (self, &self->output, error)
         && sink_finish (self, &self->errors, error)
         && publish (self, error);
}

static void
export_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Export *self = task_data;
  g_autoptr(GError) error = NULL;
  gboolean done = export_run (self, &error);

  g_clear_pointer (&self->output.file, batch_file_output_free);
  g_clear_pointer (&self->errors.file, batch_file_output_free);
  /* Who has the answer may close the store. */
  g_clear_object (&self->store);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static Export *
export_new (BatchStore     *store,
            BatchJobRecord *job,
            GCancellable   *cancellable)
{
  Export *self = g_new0 (Export, 1);

  self->store = g_object_ref (store);
  self->job = batch_job_record_ref (job);
  g_set_object (&self->cancellable, cancellable);
  self->output.buffer = g_string_sized_new (BUFFER_SIZE * 2);
  self->errors.buffer = g_string_sized_new (BUFFER_SIZE * 2);
  return self;
}

static void
export_start (Export              *self,
              GAsyncReadyCallback  callback,
              gpointer             user_data,
              gpointer             source_tag)
{
  g_autoptr(GTask) task = g_task_new (NULL, self->cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, export_free);
  g_task_run_in_thread (task, export_thread);
}

void
batch_results_write_async (BatchStore          *store,
                           BatchJobRecord      *job,
                           const char          *output_path,
                           const char          *error_path,
                           BatchResultsFlags    flags,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  Export *self = export_new (store, job, cancellable);

  self->flags = flags;
  self->output.path = g_strdup (output_path);
  self->errors.path = g_strdup (error_path);
  export_start (self, callback, user_data, batch_results_write_async);
}

gint64
batch_results_count_reasoning (GAsyncResult *result)
{
  const Export *self = g_task_get_task_data (G_TASK (result));

  return self->n_reasoning;
}

gboolean
batch_results_write_finish (GAsyncResult  *result,
                            gint64        *n_output,
                            gint64        *n_errors,
                            GError       **error)
{
  Export *self = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  if (n_output != NULL)
    *n_output = self->output.n_lines;
  if (n_errors != NULL)
    *n_errors = self->errors.n_lines;
  return TRUE;
}

void
batch_results_stream_async (BatchStore          *store,
                            BatchJobRecord      *job,
                            GOutputStream       *stream,
                            const char          *error_path,
                            BatchResultsFlags    flags,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  Export *self = export_new (store, job, cancellable);

  self->flags = flags;
  self->output.stream = g_object_ref (stream);
  self->errors.path = g_strdup (error_path);
  export_start (self, callback, user_data, batch_results_stream_async);
}

void
batch_results_render_async (BatchStore          *store,
                            BatchJobRecord      *job,
                            GOutputStream       *output,
                            GOutputStream       *errors,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  Export *self = export_new (store, job, cancellable);

  self->output.stream = g_object_ref (output);
  self->errors.stream = g_object_ref (errors);
  self->renders = TRUE;
  export_start (self, callback, user_data, batch_results_render_async);
}
