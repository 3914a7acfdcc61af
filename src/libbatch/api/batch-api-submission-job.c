/* api/batch-api-submission-job.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-submission-private.h"

#include "api/batch-api-check-private.h"
#include "api/batch-api-choice-private.h"
#include "core/batch-job-name-private.h"
#include "engine/batch-job-private.h"
#include "store/batch-store-api-private.h"

/* How the input of a receipt becomes a job, and how that is waited for. */

/* --- The job --- */

void
batch_api_submission_look (BatchApiSubmission *self)
{
  if (!self->watching || !batch_job_is_terminal (self->job))
    return;

  self->watching = FALSE;
  batch_api_submission_make_files (self);
}

static void
state_changed_cb (BatchJob   *job,
                  GParamSpec *pspec,
                  gpointer    user_data)
{
  batch_api_submission_look (user_data);
}

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autofree char *id = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_engine_cancel_finish (BATCH_ENGINE (source), result, &error)
      && !g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE))
    g_warning ("Batch %s cannot be cancelled: %s", id, error->message);
}

static void
cancel_job (BatchEngine *engine,
            const char  *id)
{
  batch_engine_cancel_async (engine, id, NULL, cancelled_cb, g_strdup (id));
}

void
batch_api_submission_cancel_job (BatchApiSubmission *self)
{
  cancel_job (self->service->engine, self->receipt->id);
}

/* Before there is a job, it is found in the receipt once there is one. */
static void
job_elsewhere_found_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(BatchJob) job = batch_engine_get_job_finish (BATCH_ENGINE (source), result, NULL);

  if (job != NULL && batch_job_get_state (job) != BATCH_JOB_STATE_VALIDATING
      && !batch_job_is_terminal (job))
    cancel_job (BATCH_ENGINE (source), batch_job_get_id (job));
}

void
batch_api_submission_cancel_elsewhere (BatchApiService *service,
                                       const char      *id)
{
  batch_engine_get_job_async (service->engine, id, NULL, job_elsewhere_found_cb, NULL);
}

static void
watch (BatchApiSubmission *self)
{
  if (g_cancellable_is_cancelled (self->service->stopping))
    {
      batch_api_submission_forget (self);
      return;
    }

  self->watching = TRUE;
  g_signal_connect (self->job, "notify::state", G_CALLBACK (state_changed_cb), self);
  if (self->receipt->cancelled_at != 0 && !batch_job_is_terminal (self->job))
    batch_api_submission_cancel_job (self);
  batch_api_submission_look (self);
}

static void
receipt_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchReceiptRecord) receipt =
    batch_store_get_receipt_finish (BATCH_STORE (source), result, &error);

  if (receipt != NULL)
    {
      self->receipt->cancelled_at = MAX (self->receipt->cancelled_at, receipt->cancelled_at);
      watch (self);
    }
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    watch (self);
  else
    batch_api_submission_give_up (self, error);
}

static void
acceptance_noted_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_store_change_receipt_finish (BATCH_STORE (source), result, &error))
    {
      batch_api_submission_give_up (self, error);
      return;
    }

  /* The job has a hold of its own on it. */
  if (self->of_messages)
    batch_engine_remove_file_async (self->service->engine, self->receipt->input_file_id, NULL,
                                    NULL, NULL);
  /* Its client may have asked another service to cancel it meanwhile. */
  batch_store_get_receipt_async (BATCH_STORE (source), self->receipt->id, NULL, receipt_read_cb,
                                 self);
}

void
batch_api_submission_accept (BatchApiSubmission *self)
{
  self->receipt->state = BATCH_RECEIPT_ACCEPTED;
  batch_store_change_receipt_async (batch_api_service_get_store (self->service), self->receipt,
                                    NULL, acceptance_noted_cb, self);
}

static void
submitted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;

  self->job = batch_engine_submit_finish (BATCH_ENGINE (source), result, &error);
  if (self->job != NULL)
    batch_api_submission_accept (self);
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE))
    batch_api_submission_refuse_with (self, "invalid_file", error->message);
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST))
    batch_api_submission_doubt (self, error->message);
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED))
    batch_api_submission_refuse_with (self, "unsupported_execution_mode", error->message);
  else
    batch_api_submission_give_up (self, error);
}

/* The input of others has the name that their client gave it. */
static void
set_title (BatchApiSubmission *self,
           BatchJob           *job)
{
  g_autofree char *title = NULL;

  if (self->of_messages)
    title = batch_job_name_for_messages (self->spec->n_requests);
  batch_job_set_title (job, title);
}

static void
submit (BatchApiSubmission *self,
        const char         *backend)
{
  const BatchApiBatchSpec *spec = self->spec;
  g_autoptr(BatchJob) job = batch_job_new_for_stream (self->input, self->input_name);

  set_title (self, job);
  batch_job_set_id (job, self->receipt->id);
  batch_job_set_key_id (job, self->receipt->key_id);
  batch_job_set_backend (job, backend);
  batch_job_set_priority (job, spec->priority);
  batch_job_set_execution_mode (job, spec->mode);
  batch_job_set_metadata (job, spec->metadata);
  batch_job_set_webhook_url (job, spec->webhook_url);
  batch_job_set_expires_in (job, spec->window_s);
  if (self->of_messages)
    {
      batch_job_set_max_lines (job, 0);
      batch_job_set_max_bytes (job, 0);
      batch_job_set_strict_messages (job);
    }
  batch_engine_submit_async (self->service->engine, job, NULL, submitted_cb, self);
}

static void
server_chosen_cb (const char   *server,
                  const char   *code,
                  const char   *refusal,
                  const char   *issues,
                  const GError *error,
                  gpointer      user_data)
{
  BatchApiSubmission *self = user_data;

  if (server != NULL)
    submit (self, server);
  else if (issues != NULL && !self->of_messages)
    batch_api_submission_refuse (self, g_strdup (issues));
  else if (refusal != NULL)
    batch_api_submission_refuse_with (self, code, refusal);
  else
    batch_api_submission_give_up (self, error);
}

/* As in the original, a message of a batch whose model is unknown fails, and no other one. */
static void
find_backend (BatchApiSubmission *self)
{
  const char *named = self->spec->backend;
  const char *ours = self->service->default_backend;

  if (ours != NULL && (named == NULL || g_str_equal (named, ours)))
    submit (self, ours);
  else
    batch_api_choose_server (self->service, named, self->receipt->input_file_id, self->of_messages,
                             server_chosen_cb, self);
}

/* --- The input --- */

static void
input_opened_again_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;

  g_clear_object (&self->input);
  self->input = batch_engine_read_file_finish (BATCH_ENGINE (source), result, &error);
  if (self->input != NULL)
    find_backend (self);
  else
    batch_api_submission_give_up (self, error);
}

static void
open_input (BatchApiSubmission  *self,
            GAsyncReadyCallback  callback)
{
  batch_engine_read_file_async (self->service->engine, self->receipt->input_file_id, NULL,
                                callback, self);
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;
  char *issues;

  if (!batch_api_check_finish (result, &issues, &error))
    batch_api_submission_give_up (self, error);
  else if (issues != NULL)
    batch_api_submission_refuse (self, issues);
  else
    open_input (self, input_opened_again_cb);
}

static void
second_input_opened_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) again = batch_engine_read_file_finish (BATCH_ENGINE (source), result,
                                                                 &error);

  if (again != NULL)
    batch_api_check_async (self->input, again, self->spec->endpoint, self->service->stopping,
                           checked_cb, self);
  else
    batch_api_submission_give_up (self, error);
}

/* For the people who see it in the list; what it is called changes nothing of the job. */
static void
input_known_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFileRecord) file = batch_store_get_file_finish (BATCH_STORE (source), result,
                                                                 &error);

  if (file == NULL)
    {
      batch_api_submission_give_up (self, error);
      return;
    }

  g_free (self->input_name);
  self->input_name = g_steal_pointer (&file->name);
  open_input (self, second_input_opened_cb);
}

static void
input_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;

  self->input = batch_engine_read_file_finish (BATCH_ENGINE (source), result, &error);
  if (self->input != NULL && self->of_messages)
    find_backend (self);
  else if (self->input != NULL)
    batch_store_get_file_async (batch_api_service_get_store (self->service),
                                self->receipt->input_file_id, NULL, input_known_cb, self);
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    batch_api_submission_refuse_with (self, "file_not_found",
                                      "The input file was removed before it was read.");
  else
    batch_api_submission_give_up (self, error);
}

void
batch_api_submission_check (BatchApiSubmission *self)
{
  open_input (self, input_opened_cb);
}
