/* batch-importer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-importer-private.h"

#include <string.h>

#include "core/batch-clock-private.h"
#include "core/batch-endpoint-private.h"
#include "core/batch-size-bucket-private.h"
#include "engine/batch-janitor-private.h"
#include "engine/batch-job-private.h"
#include "engine/batch-waiter-private.h"
#include "files/batch-file-writer-private.h"

#define BLOCK_SIZE    (256 * 1024)
#define CHUNK_ITEMS   4096
/* One is written while the next is being filled; more would only fill memory, and make
 * long transactions. */
#define MAX_IN_FLIGHT 2

typedef struct
{
  BatchStore      *store;         /* NULL when it has ended, as the next two */
  BatchFileStore  *files;
  GInputStream    *input;         /* (nullable) either this */
  GPtrArray       *drafts;        /* (nullable) or this */
  BatchJobRecord  *job;
  BatchLimits      limits;
  GCancellable    *cancellable;   /* (nullable) */
  GTask           *task;          /* NULL when it has ended */
  GQueue          *line;          /* (nullable) of Import */
  gboolean         ready;         /* its items are, too */

  BatchWaiter     *waiter;        /* from here on, of the worker thread while it runs */
  BatchFileWriter *writer;
  BatchValidator  *validator;     /* (nullable) */
  BatchItemChunk  *chunk;         /* being filled; (nullable) */
  guint32          n_sent;        /* items in chunks that went to the store */
  guint            n_in_flight;
  GError          *store_error;   /* why the first chunk was refused */
  char            *first_key;
  BatchFileGuard  *guard;         /* of the stored file, until the job names it */
  char            *digest;
  gint64           size;
  GPtrArray       *issues;        /* (nullable) for the caller */
} Import;

/* Who has the answer may close the stores. */
static void
import_let_go (Import *self)
{
  g_clear_object (&self->store);
  g_clear_object (&self->files);
  g_clear_object (&self->input);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->guard, batch_file_guard_unref);
}

static void
import_free (gpointer data)
{
  Import *self = data;

  import_let_go (self);
  g_clear_pointer (&self->drafts, g_ptr_array_unref);
  batch_job_record_unref (self->job);
  g_clear_error (&self->store_error);
  g_free (self->first_key);
  g_free (self->digest);
  g_clear_pointer (&self->issues, g_ptr_array_unref);
  g_free (self);
}

/* --- Items on their way to the store --- */

/* Only a cancellation takes a job away from its import. */
static void
take_store_error (Import *self,
                  GError *error)
{
  if (self->store_error != NULL)
    g_error_free (error);
  else if (!g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE))
    self->store_error = error;
  else
    {
      g_error_free (error);
      self->store_error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                       "The batch was cancelled while it was being taken in");
    }
}

static void
chunk_stored_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Import *self = user_data;
  g_autoptr(GError) error = NULL;

  self->n_in_flight--;
  if (!batch_store_insert_items_finish (BATCH_STORE (source), result, &error))
    take_store_error (self, g_steal_pointer (&error));
}

static void
send_chunk (Import *self)
{
  guint n_items = self->chunk->items->len;

  while (self->n_in_flight >= MAX_IN_FLIGHT)
    batch_waiter_iterate (self->waiter);

  self->n_in_flight++;
  batch_store_insert_items_async (self->store, self->job->id, self->n_sent,
                                  g_steal_pointer (&self->chunk), self->cancellable,
                                  chunk_stored_cb, self);
  self->n_sent += n_items;
}

static void
add_item (Import             *self,
          const BatchNewItem *item)
{
  if (self->first_key == NULL)
    self->first_key = g_strdup (item->key);
  if (self->chunk == NULL)
    self->chunk = batch_item_chunk_new (CHUNK_ITEMS);

  batch_item_chunk_add (self->chunk, item);
  if (self->chunk->items->len == CHUNK_ITEMS)
    send_chunk (self);
}

static void
drain (Import *self)
{
  while (self->n_in_flight > 0)
    batch_waiter_iterate (self->waiter);
}

static gboolean
send_rest (Import  *self,
           GError **error)
{
  if (self->chunk != NULL)
    send_chunk (self);
  drain (self);

  if (self->store_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->store_error));
  return FALSE;
}

/* Before each block: whether it is worth going on. */
static gboolean
may_go_on (Import  *self,
           GError **error)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (self->store_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->store_error));
  return FALSE;
}

/* --- A batch file --- */

/* Of a file with errors nothing will be kept, so its other lines are only checked. */
static void
request_found (const BatchRequest *request,
               gpointer            user_data)
{
  Import *self = user_data;
  BatchNewItem item = {
    .custom_id = request->custom_id,
    .key = request->model,
    .offset = request->body_offset,
    .length = request->body_length,
    .line = request->line,
    .bucket = batch_size_bucket_from_bytes (request->body_length),
  };

  if (g_str_equal (self->job->handler, BATCH_HTTP_HANDLER))
    item.endpoint = batch_endpoint_get_path (request->endpoint);
  if (batch_validator_get_issues (self->validator)->len == 0)
    add_item (self, &item);
}

static gboolean
read_input (Import  *self,
            GError **error)
{
  g_autofree guint8 *block = g_malloc (BLOCK_SIZE);
  gboolean more = TRUE;

  while (more)
    {
      gssize n_read;

      if (!may_go_on (self, error))
        return FALSE;
      if ((n_read = g_input_stream_read (self->input, block, BLOCK_SIZE,
                                         self->cancellable, error)) < 0)
        return FALSE;
      if (n_read == 0)
        break;

      more = batch_validator_feed (self->validator, block, (gsize) n_read);
      if (!batch_file_writer_write (self->writer, block, (gsize) n_read, error))
        return FALSE;
    }

  batch_validator_end (self->validator);
  return TRUE;
}

/* Reads our copy, since the input may be a pipe. */
static gboolean
read_again (Import  *self,
            GError **error)
{
  g_autoptr(BatchBlobSource) copy = batch_file_writer_look (self->writer, error);
  gint64 size = copy != NULL ? batch_blob_source_get_size (copy) : 0;
  gboolean more = TRUE;

  if (copy == NULL)
    return FALSE;

  batch_validator_begin_second_pass (self->validator);
  for (gint64 offset = 0; offset < size && more; offset += BLOCK_SIZE)
    {
      g_autoptr(GBytes) block = NULL;
      gsize length = (gsize) MIN (BLOCK_SIZE, size - offset);

      if (!may_go_on (self, error)
          || !(block = batch_blob_source_read (copy, offset, length, error)))
        return FALSE;
      more = batch_validator_feed (self->validator, g_bytes_get_data (block, NULL), length);
    }

  batch_validator_end (self->validator);
  return TRUE;
}

static gboolean
check_issues (Import  *self,
              GError **error)
{
  GPtrArray *issues = batch_validator_get_issues (self->validator);
  const char *name = self->job->input_name != NULL ? self->job->input_name : "The input";
  const BatchLineIssue *first;

  if (issues->len == 0)
    return TRUE;

  self->issues = g_ptr_array_ref (issues);
  first = g_ptr_array_index (issues, 0);
  if (issues->len == 1)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE, "%s cannot be used: %s",
                 name, first->message);
  else
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
                 "%s cannot be used: it has %s%u errors, and this is the first: %s", name,
                 issues->len == self->limits.max_errors ? "at least " : "", issues->len,
                 first->message);
  return FALSE;
}

static gboolean
take_file (Import  *self,
           GError **error)
{
  g_autoptr(BatchValidator) validator = NULL;
  gboolean taken;

  validator = batch_validator_new (&self->limits, request_found, self);
  self->validator = validator;
  taken = read_input (self, error)
          && (!batch_validator_needs_second_pass (validator) || read_again (self, error))
          && check_issues (self, error);
  self->validator = NULL;
  return taken;
}

/* --- Items built in code --- */

static gboolean
take_drafts (Import  *self,
             GError **error)
{
  for (guint i = 0; i < self->drafts->len; i++)
    {
      const BatchDraftItem *draft = g_ptr_array_index (self->drafts, i);
      gsize length = strlen (draft->payload);
      BatchNewItem item = {
        .custom_id = draft->custom_id,
        .key = draft->key != NULL ? draft->key : self->job->resource_key,
        .offset = batch_file_writer_get_size (self->writer),
        .length = (guint32) length,
        .bucket = draft->bucket,
      };

      if (length > G_MAXUINT32)
        {
          g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                       "The payload of item “%s” is larger than 4 GiB", draft->custom_id);
          return FALSE;
        }
      if ((i % CHUNK_ITEMS == 0 && !may_go_on (self, error))
          || !batch_file_writer_write (self->writer, draft->payload, length, error))
        return FALSE;
      add_item (self, &item);
    }

  return TRUE;
}

/* --- On the worker thread --- */

static void
discard (Import *self)
{
  g_autoptr(GError) error = NULL;

  drain (self);
  g_clear_pointer (&self->chunk, batch_item_chunk_free);
  if (!batch_janitor_discard (self->store, self->job->id, self->waiter, &error)
      && !g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    g_debug ("Job %s goes with the next start: %s", self->job->id, error->message);
}

static gboolean
take_in (Import  *self,
         GError **error)
{
  g_autoptr(BatchFileWriter) writer = batch_file_writer_new (self->files, error);

  self->writer = writer;
  return writer != NULL
         && (self->input != NULL ? take_file (self, error) : take_drafts (self, error))
         && send_rest (self, error)
         && (self->guard = batch_file_writer_commit (writer, &self->digest, &self->size, error));
}

static void
take_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Import *self = task_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();

  self->waiter = waiter;
  if (take_in (self, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  discard (self);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
discard_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Import *self = task_data;
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();

  self->waiter = waiter;
  discard (self);
  g_task_return_boolean (task, TRUE);
}

static void
run_in_thread (Import              *self,
               GTaskThreadFunc      func,
               GAsyncReadyCallback  callback)
{
  g_autoptr(GTask) work = g_task_new (NULL, NULL, callback, self);

  g_task_set_source_tag (work, run_in_thread);
  g_task_set_task_data (work, self, NULL);
  g_task_run_in_thread (work, func);
}

/* --- The whole --- */

static void
import_end (Import         *self,
            BatchJobRecord *record,
            GError         *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  import_let_go (self);
  if (record != NULL)
    g_task_return_pointer (task, record, (GDestroyNotify) batch_job_record_unref);
  else
    g_task_return_error (task, error);
}

static void
discarded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Import *self = user_data;

  import_end (self, NULL, g_steal_pointer (&self->store_error));
}

static void
queued_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Import *self = user_data;
  GError *error = NULL;
  BatchJobRecord *queued = batch_store_change_job_finish (BATCH_STORE (source), result, &error);

  if (queued != NULL)
    {
      import_end (self, queued, NULL);
      return;
    }

  take_store_error (self, error);
  run_in_thread (self, discard_thread, discarded_cb);
}

static void
queue_job (Import *self)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();

  values->state = BATCH_JOB_STATE_QUEUED;
  values->input_digest = g_strdup (self->digest);
  values->input_size = self->size;
  values->resource_key = g_strdup (self->first_key);
  batch_store_change_job_async (self->store, self->job->id, values,
                                BATCH_JOB_FIELD_STATE | BATCH_JOB_FIELD_INPUT,
                                batch_clock_now (batch_clock_get_system ()),
                                self->cancellable, queued_cb, self);
}

/* Those that are ready, up to the first one that is not. The store keeps the order of its
 * calls, so nobody waits for an answer here. */
static void
queue_those_ready (GQueue *line)
{
  while (!g_queue_is_empty (line) && ((Import *) g_queue_peek_head (line))->ready)
    queue_job (g_queue_pop_head (line));
}

static void
import_fail (Import *self,
             GError *error)
{
  GQueue *line = self->line;

  if (line != NULL)
    g_queue_remove (line, self);
  import_end (self, NULL, error);
  if (line != NULL)
    queue_those_ready (line);
}

static void
taken_in_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Import *self = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      import_fail (self, error);
      return;
    }

  self->ready = TRUE;
  if (self->line != NULL)
    queue_those_ready (self->line);
  else
    queue_job (self);
}

static void
inserted_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Import *self = user_data;
  GError *error = NULL;

  if (batch_store_insert_job_finish (BATCH_STORE (source), result, &error))
    run_in_thread (self, take_in_thread, taken_in_cb);
  else
    import_fail (self, error);
}

static void
import_start (Import              *self,
              GQueue              *line,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data,
              gpointer             source_tag)
{
  self->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, source_tag);
  g_task_set_task_data (self->task, self, import_free);
  /* What was stored is reported even when the cancellation came too late. */
  g_task_set_check_cancellable (self->task, FALSE);

  self->line = line;
  if (line != NULL)
    g_queue_push_tail (line, self);
  batch_store_insert_job_async (self->store, self->job, cancellable, inserted_cb, self);
}

static Import *
import_new (BatchStore     *store,
            BatchFileStore *files,
            BatchJobRecord *job,
            GCancellable   *cancellable)
{
  Import *self = g_new0 (Import, 1);

  self->store = g_object_ref (store);
  self->files = g_object_ref (files);
  self->job = batch_job_record_ref (job);
  g_set_object (&self->cancellable, cancellable);
  return self;
}

void
batch_import_async (BatchStore          *store,
                    BatchFileStore      *files,
                    GInputStream        *input,
                    BatchJobRecord      *job,
                    const BatchLimits   *limits,
                    GQueue              *line,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  Import *self = import_new (store, files, job, cancellable);

  self->input = g_object_ref (input);
  self->limits = *limits;
  import_start (self, line, cancellable, callback, user_data, batch_import_async);
}

void
batch_import_payloads_async (BatchStore          *store,
                             BatchFileStore      *files,
                             GPtrArray           *items,
                             BatchJobRecord      *job,
                             GQueue              *line,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  Import *self = import_new (store, files, job, cancellable);

  self->drafts = g_ptr_array_ref (items);
  batch_job_record_unref (self->job);
  self->job = batch_job_record_copy (job);
  self->job->own_ids = TRUE;
  import_start (self, line, cancellable, callback, user_data, batch_import_payloads_async);
}

BatchJobRecord *
batch_import_finish (GAsyncResult  *result,
                     GPtrArray    **issues,
                     GError       **error)
{
  Import *self = g_task_get_task_data (G_TASK (result));

  if (issues != NULL)
    *issues = g_steal_pointer (&self->issues);
  return g_task_propagate_pointer (G_TASK (result), error);
}
