/* api/batch-api-submission-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-submission-private.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <unistd.h>

#include "api/batch-api-message-results-private.h"
#include "api/batch-api-outcome-private.h"
#include "core/batch-id-private.h"
#include "output/batch-results-private.h"
#include "reports/batch-file-private.h"

/* What the client of a receipt gets in the end. */

/* --- Its files --- */

/* The job has a hold of its own on its input; without one nobody needs it any more. */
static void
end_messages (BatchApiSubmission *self)
{
  if (self->refusal != NULL)
    batch_engine_remove_file_async (self->service->engine, self->receipt->input_file_id, NULL,
                                    NULL, NULL);
  batch_api_submission_note_end (self, self->refusal != NULL ? BATCH_RECEIPT_REFUSED
                                                             : BATCH_RECEIPT_ENDED);
}

static void keep_errors (BatchApiSubmission *self);

static void
errors_kept_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFile) file = batch_engine_add_file_finish (BATCH_ENGINE (source), result, &error);

  if (file == NULL)
    {
      batch_api_submission_give_up (self, error);
      return;
    }

  self->receipt->error_file_id = g_strdup (batch_file_get_id (file));
  batch_api_submission_note_end (self, BATCH_RECEIPT_ENDED);
}

static void
output_kept_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFile) file = batch_engine_add_file_finish (BATCH_ENGINE (source), result, &error);

  if (file == NULL)
    {
      batch_api_submission_give_up (self, error);
      return;
    }

  self->receipt->output_file_id = g_strdup (batch_file_get_id (file));
  if (self->of_messages)
    end_messages (self);
  else
    keep_errors (self);
}

/* The round before may have come to one. */
static void
drop (BatchApiSubmission *self,
      BatchFilePart       part)
{
  g_autofree char *id = batch_id_for_file (self->receipt->id, part);

  if (self->record != NULL && self->record->round > 0)
    batch_engine_remove_file_async (self->service->engine, id, NULL, NULL, NULL);
}

/* Its id follows from that of the batch: whoever is killed before there is a note of it puts
 * the same file in again, and so does another round. FALSE: there is nothing in it. */
static gboolean
keep (BatchApiSubmission  *self,
      int                 *fd,
      BatchFilePart        part,
      const char          *suffix,
      GAsyncReadyCallback  callback)
{
  g_autoptr(GInputStream) stream = NULL;
  BatchFileRecord *file;

  if (lseek (*fd, 0, SEEK_END) <= 0 || lseek (*fd, 0, SEEK_SET) != 0)
    {
      drop (self, part);
      return FALSE;
    }

  stream = g_unix_input_stream_new (g_steal_fd (fd), TRUE);
  file = g_new0 (BatchFileRecord, 1);
  file->id = batch_id_for_file (self->receipt->id, part);
  file->name = g_strconcat (self->receipt->id, suffix, NULL);
  file->key_id = self->of_messages ? NULL : g_strdup (self->receipt->key_id);
  file->purpose = g_strdup (self->of_messages ? BATCH_FILE_PURPOSE_MESSAGES
                                                  : BATCH_FILE_PURPOSE_OUTPUT);
  file->round = self->record != NULL ? self->record->round : 0;
  if (self->spec != NULL && self->spec->output_expires_s > 0)
    file->expires_at = batch_engine_now (self->service->engine)
                       + self->spec->output_expires_s * G_USEC_PER_SEC;
  batch_engine_take_file_async (self->service->engine, stream, file, NULL, callback, self);
  return TRUE;
}

static void
keep_errors (BatchApiSubmission *self)
{
  if (!keep (self, &self->errors_fd, BATCH_FILE_ERRORS, "_error.jsonl", errors_kept_cb))
    batch_api_submission_note_end (self, BATCH_RECEIPT_ENDED);
}

static void
note_outcome (BatchApiSubmission *self,
              gint64              reasoning_tokens)
{
  g_free (self->receipt->outcome);
  self->receipt->outcome = batch_api_outcome_save (self->record, reasoning_tokens);
}

static void
rendered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_results_write_finish (result, NULL, NULL, &error))
    {
      batch_api_submission_give_up (self, error);
      return;
    }

  note_outcome (self, batch_results_count_reasoning (result));
  if (!keep (self, &self->output_fd, BATCH_FILE_OUTPUT, "_output.jsonl", output_kept_cb))
    keep_errors (self);
}

static void
messages_rendered_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_api_message_results_finish (result, &error))
    {
      batch_api_submission_give_up (self, error);
      return;
    }

  if (self->record != NULL)
    note_outcome (self, 0);
  if (!keep (self, &self->output_fd, BATCH_FILE_OUTPUT, "_results.jsonl", output_kept_cb))
    end_messages (self);
}

static void
render (BatchApiSubmission *self)
{
  g_autoptr(GOutputStream) output = NULL;
  g_autoptr(GOutputStream) errors = NULL;
  g_autoptr(GError) error = NULL;

  if ((self->output_fd = batch_api_scratch_open (self->service->scratch_dir, &error)) < 0
      || (self->errors_fd = batch_api_scratch_open (self->service->scratch_dir, &error)) < 0)
    {
      batch_api_submission_give_up (self, error);
      return;
    }

  output = g_unix_output_stream_new (self->output_fd, FALSE);
  errors = g_unix_output_stream_new (self->errors_fd, FALSE);
  if (self->of_messages)
    batch_api_message_results_async (batch_api_service_get_store (self->service),
                                     self->receipt->id, output, self->service->stopping,
                                     messages_rendered_cb, self);
  else
    batch_results_render_async (batch_api_service_get_store (self->service), self->record,
                                output, errors, self->service->stopping, rendered_cb, self);
}

static void
ended_job_found_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;

  self->record = batch_store_get_job_finish (BATCH_STORE (source), result, &error);
  if (self->record == NULL)
    {
      batch_api_submission_give_up (self, error);
      return;
    }
  /* Items of it are tried again already: it will be told when that is over. */
  if (!batch_job_state_is_terminal (self->record->state))
    {
      g_clear_pointer (&self->record, batch_job_record_unref);
      self->watching = TRUE;
      return;
    }

  g_clear_pointer (&self->receipt->output_file_id, g_free);
  g_clear_pointer (&self->receipt->error_file_id, g_free);
  render (self);
}

void
batch_api_submission_make_files (BatchApiSubmission *self)
{
  batch_store_get_job_async (batch_api_service_get_store (self->service), self->receipt->id, NULL,
                             ended_job_found_cb, self);
}

/* --- Without a job --- */

/* Its client gets a result for each of its messages all the same. */

static guint
status_for_code (const char *code)
{
  if (g_str_equal (code, "model_not_found"))
    return SOUP_STATUS_NOT_FOUND;
  return g_str_equal (code, "no_model_server") ? SOUP_STATUS_INTERNAL_SERVER_ERROR
                                               : SOUP_STATUS_BAD_REQUEST;
}

static void
refused_input_opened_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GOutputStream) output = NULL;
  g_autoptr(GInputStream) input = batch_engine_read_file_finish (BATCH_ENGINE (source), result,
                                                                 &error);

  if (input == NULL && g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    end_messages (self);
  else if (input == NULL
           || (self->output_fd = batch_api_scratch_open (self->service->scratch_dir, &error)) < 0)
    batch_api_submission_give_up (self, error);
  else
    {
      output = g_unix_output_stream_new (self->output_fd, FALSE);
      batch_api_message_results_refuse_async (input, self->receipt->id, self->refused_with,
                                              self->refusal, output, self->service->stopping,
                                              messages_rendered_cb, self);
    }
}

/* @issues: (transfer full) */
void
batch_api_submission_refuse_messages (BatchApiSubmission *self,
                                      const char         *code,
                                      const char         *message,
                                      char               *issues)
{
  g_free (self->receipt->issues);
  self->receipt->issues = issues;
  g_free (self->refusal);
  self->refusal = g_strdup (message);
  self->refused_with = status_for_code (code);
  batch_engine_read_file_async (self->service->engine, self->receipt->input_file_id, NULL,
                                refused_input_opened_cb, self);
}

