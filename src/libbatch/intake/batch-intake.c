/* batch-intake.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-intake-private.h"

#include <string.h>

#include "core/batch-endpoint-private.h"
#include "core/batch-model-key-private.h"
#include "core/batch-size-bucket-private.h"
#include "files/batch-file-writer-private.h"
#include "intake/batch-answer-index-private.h"
#include "intake/batch-item-feed-private.h"
#include "intake/batch-item-prefixes-private.h"
#include "intake/batch-janitor-private.h"
#include "intake/batch-job-input-private.h"
#include "store/batch-waiter-private.h"

#define BLOCK_SIZE    (256 * 1024)
#define CHECKED_ITEMS 4096

/* One run, on the stack of its thread. */
typedef struct
{
  BatchIntake       *intake;
  BatchItemFeed     *feed;
  BatchFileWriter   *writer;
  BatchValidator    *validator;   /* (nullable) */
  BatchAnswerIndex  *answers;     /* (nullable) that were given earlier */
  BatchItemPrefixes  prefixes;
} Run;

BatchIntake *
batch_intake_new (BatchStore     *store,
                  BatchFileStore *files,
                  BatchJobRecord *job,
                  GCancellable   *cancellable)
{
  BatchIntake *self = g_new0 (BatchIntake, 1);

  self->store = g_object_ref (store);
  self->files = g_object_ref (files);
  self->job = batch_job_record_ref (job);
  self->clock = batch_clock_ref_thread_default ();
  g_set_object (&self->cancellable, cancellable);
  return self;
}

void
batch_intake_let_go (BatchIntake *self)
{
  g_clear_object (&self->store);
  g_clear_object (&self->files);
  g_clear_object (&self->input);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->guard, batch_file_guard_unref);
}

void
batch_intake_free (BatchIntake *self)
{
  batch_intake_let_go (self);
  g_clear_pointer (&self->drafts, g_ptr_array_unref);
  batch_job_record_unref (self->job);
  batch_clock_unref (self->clock);
  g_free (self->first_key);
  g_free (self->digest);
  g_clear_pointer (&self->issues, g_ptr_array_unref);
  g_free (self);
}

/* --- A batch file --- */

/* Of a file with errors nothing will be kept, so its other lines are only checked. */
static void
request_found (const BatchRequest *request,
               gpointer            user_data)
{
  Run *self = user_data;
  g_autofree char *key = batch_model_key_strip (request->model, self->intake->implied_tag);
  BatchNewItem item = {
    .custom_id = request->custom_id,
    .key = key != NULL ? key : request->model,
    .offset = request->body_offset,
    .length = request->body_length,
    .line = request->line,
    .bucket = batch_size_bucket_from_bytes (request->body_length),
    .output_limit = request->prompt->output_limit,
    .refusal = request->refusal,
  };

  if (g_str_equal (self->intake->job->handler, BATCH_HTTP_HANDLER))
    {
      item.endpoint = batch_endpoint_get_path (request->endpoint);
      item.prefix = batch_item_prefixes_add (&self->prefixes, self->intake->job,
                                             request->prompt, request->endpoint, request->body,
                                             request->body_length);
    }
  if (self->answers != NULL)
    batch_answer_index_find (self->answers, request, &item.reused_job, &item.reused_position);
  if (batch_validator_get_issues (self->validator)->len == 0)
    batch_item_feed_add (self->feed, &item);
}

static gboolean
read_input (Run     *self,
            GError **error)
{
  g_autofree guint8 *block = g_malloc (BLOCK_SIZE);
  gboolean more = TRUE;

  while (more)
    {
      gssize n_read;

      if (!batch_item_feed_check (self->feed, error))
        return FALSE;
      if ((n_read = g_input_stream_read (self->intake->input, block, BLOCK_SIZE,
                                         self->intake->cancellable, error)) < 0)
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
read_again (Run     *self,
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

      if (!batch_item_feed_check (self->feed, error)
          || !(block = batch_blob_source_read (copy, offset, length, error)))
        return FALSE;
      more = batch_validator_feed (self->validator, g_bytes_get_data (block, NULL), length);
    }

  batch_validator_end (self->validator);
  return TRUE;
}

static gboolean
check_issues (Run     *self,
              GError **error)
{
  GPtrArray *issues = batch_validator_get_issues (self->validator);
  const char *given = self->intake->job->input_name;
  const char *name = given != NULL ? given : "The input";
  const BatchLineIssue *first;

  if (issues->len == 0)
    return TRUE;

  self->intake->issues = g_ptr_array_ref (issues);
  first = g_ptr_array_index (issues, 0);
  if (issues->len == 1)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE, "%s cannot be used: %s",
                 name, first->message);
  else
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
                 "%s cannot be used: it has %s%u errors, and this is the first: %s", name,
                 issues->len == self->intake->limits.max_errors ? "at least " : "", issues->len,
                 first->message);
  return FALSE;
}

static gboolean
take_file (Run     *self,
           GError **error)
{
  g_autoptr(BatchValidator) validator = NULL;
  gboolean taken;

  validator = batch_validator_new (&self->intake->limits, request_found, self);
  self->validator = validator;
  taken = read_input (self, error)
          && (!batch_validator_needs_second_pass (validator) || read_again (self, error))
          && check_issues (self, error);
  self->validator = NULL;
  return taken;
}

/* --- Items built in code --- */

static gboolean
take_drafts (Run     *self,
             GError **error)
{
  for (guint i = 0; i < self->intake->drafts->len; i++)
    {
      const BatchDraftItem *draft = g_ptr_array_index (self->intake->drafts, i);
      const char *name = draft->key != NULL ? draft->key : self->intake->job->resource_key;
      g_autofree char *key = batch_model_key_strip (name, self->intake->implied_tag);
      gsize length = strlen (draft->payload);
      BatchNewItem item = {
        .custom_id = draft->custom_id,
        .key = key != NULL ? key : name,
        .offset = batch_file_writer_get_size (self->writer),
        .length = (guint32) length,
        .bucket = draft->bucket,
        .prefix = batch_item_prefixes_add_payload (&self->prefixes, self->intake->job,
                                                   draft->payload, length),
      };

      if (length > G_MAXUINT32)
        {
          g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                       "The payload of item “%s” is larger than 4 GiB", draft->custom_id);
          return FALSE;
        }
      if ((i % CHECKED_ITEMS == 0 && !batch_item_feed_check (self->feed, error))
          || !batch_file_writer_write (self->writer, draft->payload, length, error))
        return FALSE;
      batch_item_feed_add (self->feed, &item);
    }

  return TRUE;
}

/* --- The whole --- */

static gboolean
take_in (Run      *self,
         GError  **error)
{
  BatchIntake *intake = self->intake;
  g_autoptr(BatchFileGuard) of_file = NULL;

  /* The intake has a guard of its own, for longer. */
  return (intake->input != NULL ? take_file (self, error) : take_drafts (self, error))
         && batch_item_feed_finish (self->feed, error)
         && (of_file = batch_file_writer_commit (self->writer, &intake->digest,
                                                 &intake->size, error));
}

static gboolean
run (BatchIntake  *self,
     BatchWaiter  *waiter,
     GError      **error)
{
  g_autoptr(BatchFileWriter) writer = batch_file_writer_new (self->files, error);
  g_autoptr(BatchItemFeed) feed = batch_item_feed_new (self->store, self->job->id, waiter,
                                                       self->cancellable);
  g_autoptr(BatchAnswerIndex) answers = NULL;
  Run taken = { .intake = self, .feed = feed, .writer = writer };
  gboolean good;

  if (writer == NULL)
    return FALSE;
  if (self->reuse && !(answers = batch_answer_index_collect (self->store, self->files,
                                                             self->job->backend,
                                                             self->implied_tag, waiter,
                                                             self->cancellable, error)))
    return FALSE;

  taken.answers = answers;
  good = take_in (&taken, error);
  batch_item_prefixes_clear (&taken.prefixes);
  if (!good)
    return FALSE;

  self->first_key = g_strdup (batch_item_feed_first_key (feed));
  self->key_changes = batch_item_feed_key_changes (feed);
  return TRUE;
}

static void
discard (BatchIntake *self,
         BatchWaiter *waiter)
{
  g_autoptr(GError) error = NULL;

  if (!batch_janitor_discard (self->store, self->job->id, batch_clock_now (self->clock), waiter,
                              &error)
      && !g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    g_debug ("Job %s goes with the next start: %s", self->job->id, error->message);
}

gboolean
batch_intake_run (BatchIntake  *self,
                  GError      **error)
{
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();

  if (run (self, waiter, error))
    return TRUE;

  discard (self, waiter);
  return FALSE;
}

void
batch_intake_discard (BatchIntake *self)
{
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();

  discard (self, waiter);
}
