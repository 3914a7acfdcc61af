/* api/batch-api-reception.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "api/batch-api-batch-private.h"
#include "api/batch-api-check-private.h"
#include "api/batch-api-choice-private.h"
#include "api/batch-api-message-results-private.h"
#include "api/batch-api-outcome-private.h"
#include "api/batch-api-receipt-log-private.h"
#include "api/batch-api-service-private.h"
#include "core/batch-id-private.h"
#include "engine/batch-job.h"
#include "output/batch-results-private.h"
#include "reports/batch-file-private.h"

/* Between two attempts at what has failed. */
#define MOST_WAIT_S 300

/* What becomes of a receipt, from the request of a client to the files that it gets:
 *
 *   validating → the input is checked → refused
 *              ↘ the job of the same id is submitted → accepted → it ends → its files are
 *                made → ended
 *
 * Every step is in the store before the next one, and can be done again: after a crash the
 * service goes on where the receipt says. */
typedef struct
{
  BatchApiService    *service;
  BatchReceiptRecord *receipt;
  BatchApiOrder      *order;
  BatchJob           *job;           /* (nullable) from accepted on */
  BatchJobRecord     *record;        /* (nullable) of the job that has ended */
  GInputStream       *input;         /* (nullable) while it is checked */
  char               *refusal;       /* (nullable) why it came to no job */
  guint               refused_with;  /* a status for that */
  int                 output_fd;     /* -1; the files while they are made */
  int                 errors_fd;
  GSource            *retry;         /* (nullable) no call is under way: something failed */
  guint               n_failures;    /* one after the other */
  gboolean            watching;      /* no call is under way: it waits for the job */
} BatchApiReception;

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    g_close (g_steal_fd (fd), NULL);
}

/* All but the receipt and what was ordered. */
static void
drop_work (BatchApiReception *self)
{
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
  g_clear_object (&self->input);
  g_clear_pointer (&self->record, batch_job_record_unref);
  g_clear_pointer (&self->refusal, g_free);
  close_fd (&self->output_fd);
  close_fd (&self->errors_fd);
}

static void
reception_free (BatchApiReception *self)
{
  drop_work (self);
  if (self->retry != NULL)
    g_source_destroy (self->retry);
  g_clear_pointer (&self->retry, g_source_unref);
  g_clear_pointer (&self->order, batch_api_order_free);
  batch_receipt_record_free (self->receipt);
  g_free (self);
}

static void
tell_stopped (BatchApiService *service)
{
  if (service->stopped != NULL && !service->resuming
      && g_hash_table_size (service->receptions) == 0)
    g_steal_pointer (&service->stopped) (service->stopped_data);
}

static void
forget (BatchApiReception *self)
{
  BatchApiService *service = self->service;

  g_hash_table_remove (service->receptions, self->receipt->id);
  reception_free (self);
  tell_stopped (service);
}

static void look_at_job (BatchApiReception *self);

static gboolean
retry_cb (gpointer user_data)
{
  BatchApiReception *self = user_data;

  g_clear_pointer (&self->retry, g_source_unref);
  look_at_job (self);
  return G_SOURCE_REMOVE;
}

/* A disk that is full, for one, may have room later: it is begun again from what the store
 * knows, after a wait that grows. Who starts the service again begins at once. */
static void
give_up (BatchApiReception *self,
         const GError      *error)
{
  guint wait = MIN (1u << MIN (self->n_failures, 16), MOST_WAIT_S);

  if (g_cancellable_is_cancelled (self->service->stopping))
    {
      forget (self);
      return;
    }

  if (self->n_failures == 0)
    batch_api_receipt_log_trouble (self->receipt, error);
  self->n_failures++;
  drop_work (self);
  self->retry = g_timeout_source_new_seconds (wait);
  g_source_set_callback (self->retry, retry_cb, self, NULL);
  g_source_attach (self->retry, g_main_context_get_thread_default ());
}

/* A batch of messages brought its requests along, which were checked then; its client gets
 * one list of results, and sees no files. */
static gboolean
is_of_messages (BatchApiReception *self)
{
  return g_str_equal (self->receipt->api, batch_api_get_name (BATCH_API_ANTHROPIC));
}

static gboolean
is_stopped (BatchApiReception *self)
{
  return g_cancellable_is_cancelled (self->service->stopping);
}

/* --- The end --- */

static void
end_noted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BatchApiReception *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_store_change_receipt_finish (BATCH_STORE (source), result, &error))
    {
      give_up (self, error);
      return;
    }

  if (self->receipt->state == BATCH_RECEIPT_REFUSED)
    batch_api_receipt_log_refusal (self->receipt);
  forget (self);
}

static void
note_end (BatchApiReception *self,
          BatchReceiptState  state)
{
  self->receipt->state = state;
  self->receipt->ended_at = g_get_real_time ();
  batch_store_change_receipt_async (batch_api_service_get_store (self->service), self->receipt,
                                    NULL, end_noted_cb, self);
}

/* @issues: (transfer full): a JSON array */
static void
refuse (BatchApiReception *self,
        char              *issues)
{
  g_free (self->receipt->issues);
  self->receipt->issues = issues;
  note_end (self, BATCH_RECEIPT_REFUSED);
}

/* --- Its files --- */

/* The job has a hold of its own on its input; without one nobody needs it any more. */
static void
end_messages (BatchApiReception *self)
{
  if (self->refusal != NULL)
    batch_engine_remove_file_async (self->service->engine, self->receipt->input_file_id, NULL,
                                    NULL, NULL);
  note_end (self, self->refusal != NULL ? BATCH_RECEIPT_REFUSED : BATCH_RECEIPT_ENDED);
}

static void keep_errors (BatchApiReception *self);

static void
errors_kept_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  BatchApiReception *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFile) file = batch_engine_add_file_finish (BATCH_ENGINE (source), result, &error);

  if (file == NULL)
    {
      give_up (self, error);
      return;
    }

  self->receipt->error_file_id = g_strdup (batch_file_get_id (file));
  note_end (self, BATCH_RECEIPT_ENDED);
}

static void
output_kept_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  BatchApiReception *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchFile) file = batch_engine_add_file_finish (BATCH_ENGINE (source), result, &error);

  if (file == NULL)
    {
      give_up (self, error);
      return;
    }

  self->receipt->output_file_id = g_strdup (batch_file_get_id (file));
  if (is_of_messages (self))
    end_messages (self);
  else
    keep_errors (self);
}

/* Its id follows from that of the batch: whoever is killed before there is a note of it puts
 * the same file in again. FALSE: there is nothing in it. */
static gboolean
keep (BatchApiReception   *self,
      int                 *fd,
      BatchFilePart        part,
      const char          *suffix,
      GAsyncReadyCallback  callback)
{
  g_autoptr(GInputStream) stream = NULL;
  BatchFileRecord *file;

  if (lseek (*fd, 0, SEEK_END) <= 0 || lseek (*fd, 0, SEEK_SET) != 0)
    return FALSE;

  stream = g_unix_input_stream_new (g_steal_fd (fd), TRUE);
  file = g_new0 (BatchFileRecord, 1);
  file->id = batch_id_for_file (self->receipt->id, part);
  file->name = g_strconcat (self->receipt->id, suffix, NULL);
  file->key_id = is_of_messages (self) ? NULL : g_strdup (self->receipt->key_id);
  file->purpose = g_strdup (is_of_messages (self) ? BATCH_FILE_PURPOSE_MESSAGES
                                                  : BATCH_FILE_PURPOSE_OUTPUT);
  if (self->order != NULL && self->order->output_expires_s > 0)
    file->expires_at = g_get_real_time () + self->order->output_expires_s * G_USEC_PER_SEC;
  batch_engine_keep_file_async (self->service->engine, stream, file, NULL, callback, self);
  return TRUE;
}

static void
keep_errors (BatchApiReception *self)
{
  if (!keep (self, &self->errors_fd, BATCH_FILE_ERRORS, "_error.jsonl", errors_kept_cb))
    note_end (self, BATCH_RECEIPT_ENDED);
}

static void
rendered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchApiReception *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_results_write_finish (result, NULL, NULL, &error))
    give_up (self, error);
  else if (self->receipt->output_file_id != NULL
           || !keep (self, &self->output_fd, BATCH_FILE_OUTPUT, "_output.jsonl",
                     output_kept_cb))
    keep_errors (self);
}

static void
messages_rendered_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  BatchApiReception *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_api_message_results_finish (result, &error))
    give_up (self, error);
  else if (!keep (self, &self->output_fd, BATCH_FILE_OUTPUT, "_results.jsonl", output_kept_cb))
    end_messages (self);
}

static void
render (BatchApiReception *self)
{
  g_autoptr(GOutputStream) output = NULL;
  g_autoptr(GOutputStream) errors = NULL;
  g_autoptr(GError) error = NULL;

  if ((self->output_fd = batch_api_scratch_open (self->service, &error)) < 0
      || (self->errors_fd = batch_api_scratch_open (self->service, &error)) < 0)
    {
      give_up (self, error);
      return;
    }

  output = g_unix_output_stream_new (self->output_fd, FALSE);
  errors = g_unix_output_stream_new (self->errors_fd, FALSE);
  if (is_of_messages (self))
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
  BatchApiReception *self = user_data;
  g_autoptr(GError) error = NULL;

  self->record = batch_store_get_job_finish (BATCH_STORE (source), result, &error);
  if (self->record == NULL)
    {
      give_up (self, error);
      return;
    }

  g_free (self->receipt->outcome);
  self->receipt->outcome = batch_api_outcome_save (self->record);
  render (self);
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
  BatchApiReception *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GOutputStream) output = NULL;
  g_autoptr(GInputStream) input = batch_engine_read_file_finish (BATCH_ENGINE (source), result,
                                                                 &error);

  if (input == NULL && g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    end_messages (self);
  else if (input == NULL
           || (self->output_fd = batch_api_scratch_open (self->service, &error)) < 0)
    give_up (self, error);
  else
    {
      output = g_unix_output_stream_new (self->output_fd, FALSE);
      batch_api_message_results_refuse_async (input, self->receipt->id, self->refused_with,
                                              self->refusal, output, self->service->stopping,
                                              messages_rendered_cb, self);
    }
}

/* @issues: (transfer full) */
static void
refuse_messages (BatchApiReception *self,
                 const char        *code,
                 const char        *message,
                 char              *issues)
{
  g_free (self->receipt->issues);
  self->receipt->issues = issues;
  g_free (self->refusal);
  self->refusal = g_strdup (message);
  self->refused_with = status_for_code (code);
  batch_engine_read_file_async (self->service->engine, self->receipt->input_file_id, NULL,
                                refused_input_opened_cb, self);
}

static void
refuse_with (BatchApiReception *self,
             const char        *code,
             const char        *message)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));
  char *issues;

  batch_json_writer_open (&json, NULL, '[');
  batch_json_writer_open (&json, NULL, '{');
  batch_json_writer_string (&json, "code", code);
  batch_json_writer_string (&json, "message", message);
  batch_json_writer_raw (&json, "param", NULL);
  batch_json_writer_raw (&json, "line", NULL);
  batch_json_writer_close (&json, '}');
  batch_json_writer_close (&json, ']');
  issues = g_string_free (json.out, FALSE);
  if (is_of_messages (self))
    refuse_messages (self, code, message, issues);
  else
    refuse (self, issues);
}

/* --- The job --- */

static void
state_changed_cb (BatchJob   *job,
                  GParamSpec *pspec,
                  gpointer    user_data)
{
  BatchApiReception *self = user_data;

  if (!self->watching || !batch_job_is_terminal (self->job))
    return;

  self->watching = FALSE;
  batch_store_get_job_async (batch_api_service_get_store (self->service), self->receipt->id, NULL,
                             ended_job_found_cb, self);
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
cancel_job (BatchApiReception *self)
{
  batch_engine_cancel_async (self->service->engine, self->receipt->id, NULL, cancelled_cb,
                             g_strdup (self->receipt->id));
}

static void
watch (BatchApiReception *self)
{
  if (is_stopped (self))
    {
      forget (self);
      return;
    }

  self->watching = TRUE;
  g_signal_connect (self->job, "notify::state", G_CALLBACK (state_changed_cb), self);
  if (self->receipt->cancelled_at != 0 && !batch_job_is_terminal (self->job))
    cancel_job (self);
  state_changed_cb (self->job, NULL, self);
}

static void
acceptance_noted_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  BatchApiReception *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_store_change_receipt_finish (BATCH_STORE (source), result, &error))
    {
      give_up (self, error);
      return;
    }

  /* The job has a hold of its own on it. */
  if (is_of_messages (self))
    batch_engine_remove_file_async (self->service->engine, self->receipt->input_file_id, NULL,
                                    NULL, NULL);
  watch (self);
}

static void
accept_job (BatchApiReception *self)
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
  BatchApiReception *self = user_data;
  g_autoptr(GError) error = NULL;

  self->job = batch_engine_submit_finish (BATCH_ENGINE (source), result, &error);
  if (self->job != NULL)
    accept_job (self);
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE))
    refuse_with (self, "invalid_file", error->message);
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED))
    refuse_with (self, "unsupported_execution_mode", error->message);
  else
    give_up (self, error);
}

static void
submit (BatchApiReception *self,
        const char        *backend)
{
  const BatchApiOrder *order = self->order;
  g_autoptr(BatchJob) job = batch_job_new_for_stream (self->input, NULL);

  batch_job_set_id (job, self->receipt->id);
  batch_job_set_key_id (job, self->receipt->key_id);
  batch_job_set_backend (job, backend);
  batch_job_set_priority (job, order->priority);
  batch_job_set_execution_mode (job, order->mode);
  batch_job_set_metadata (job, order->metadata);
  batch_job_set_webhook_url (job, order->webhook_url);
  batch_job_set_expires_in (job, order->window_s);
  if (is_of_messages (self))
    {
      batch_job_set_max_lines (job, 0);
      batch_job_set_max_bytes (job, 0);
    }
  batch_engine_submit_async (self->service->engine, job, NULL, submitted_cb, self);
}

static void
server_chosen_cb (const char   *server,
                  const char   *code,
                  const char   *refusal,
                  const GError *error,
                  gpointer      user_data)
{
  BatchApiReception *self = user_data;

  if (server != NULL)
    submit (self, server);
  else if (refusal != NULL)
    refuse_with (self, code, refusal);
  else
    give_up (self, error);
}

static void
find_backend (BatchApiReception *self)
{
  const char *named = self->order->backend;
  const char *ours = self->service->default_backend;

  if (ours != NULL && (named == NULL || g_str_equal (named, ours)))
    submit (self, ours);
  else
    batch_api_choose_server (self->service, named, self->receipt->input_file_id, server_chosen_cb,
                             self);
}

/* --- The input --- */

static void
input_opened_again_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  BatchApiReception *self = user_data;
  g_autoptr(GError) error = NULL;

  g_clear_object (&self->input);
  self->input = batch_engine_read_file_finish (BATCH_ENGINE (source), result, &error);
  if (self->input != NULL)
    find_backend (self);
  else
    give_up (self, error);
}

static void
open_input (BatchApiReception   *self,
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
  BatchApiReception *self = user_data;
  g_autoptr(GError) error = NULL;
  char *issues;

  if (!batch_api_check_finish (result, &issues, &error))
    give_up (self, error);
  else if (issues != NULL)
    refuse (self, issues);
  else
    open_input (self, input_opened_again_cb);
}

static void
second_input_opened_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  BatchApiReception *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) again = batch_engine_read_file_finish (BATCH_ENGINE (source), result,
                                                                 &error);

  if (again != NULL)
    batch_api_check_async (self->input, again, self->order->endpoint, self->service->stopping,
                           checked_cb, self);
  else
    give_up (self, error);
}

static void
input_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchApiReception *self = user_data;
  g_autoptr(GError) error = NULL;

  self->input = batch_engine_read_file_finish (BATCH_ENGINE (source), result, &error);
  if (self->input != NULL && is_of_messages (self))
    find_backend (self);
  else if (self->input != NULL)
    open_input (self, second_input_opened_cb);
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    refuse_with (self, "file_not_found", "The input file was removed before it was read.");
  else
    give_up (self, error);
}

/* --- Beginning --- */

/* A service that was killed may have left the job without a note of it. */
static void
job_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BatchApiReception *self = user_data;
  g_autoptr(GError) error = NULL;

  self->job = batch_engine_get_job_finish (BATCH_ENGINE (source), result, &error);
  if (self->job != NULL)
    accept_job (self);
  else if (!g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    give_up (self, error);
  else if (self->receipt->state == BATCH_RECEIPT_ACCEPTED)
    note_end (self, BATCH_RECEIPT_ENDED);      /* somebody removed it */
  else if (self->order == NULL)
    refuse_with (self, "invalid_request", "What was asked for cannot be read any more.");
  else
    open_input (self, input_opened_cb);
}

static void
look_at_job (BatchApiReception *self)
{
  batch_engine_get_job_async (self->service->engine, self->receipt->id, NULL, job_found_cb, self);
}

void
batch_api_reception_begin (BatchApiService          *service,
                           const BatchReceiptRecord *receipt)
{
  BatchApiReception *self;

  if (g_cancellable_is_cancelled (service->stopping)
      || g_hash_table_contains (service->receptions, receipt->id))
    return;

  self = g_new0 (BatchApiReception, 1);
  self->service = service;
  self->receipt = batch_receipt_record_copy (receipt);
  self->order = batch_api_order_load (receipt->request);
  if (self->order != NULL)
    self->receipt->webhook_url = g_strdup (self->order->webhook_url);
  self->output_fd = -1;
  self->errors_fd = -1;
  g_hash_table_insert (service->receptions, g_strdup (receipt->id), self);
  look_at_job (self);
}

static void
open_receipts_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  BatchApiService *service = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) receipts =
    batch_store_list_open_receipts_finish (BATCH_STORE (source), result, &error);

  if (receipts == NULL)
    g_warning ("The batches that are under way cannot be read: %s", error->message);
  for (guint i = 0; receipts != NULL && i < receipts->len; i++)
    batch_api_reception_begin (service, g_ptr_array_index (receipts, i));

  service->resuming = FALSE;
  tell_stopped (service);
}

void
batch_api_reception_resume (BatchApiService *service)
{
  service->resuming = TRUE;
  batch_store_list_open_receipts_async (batch_api_service_get_store (service), NULL,
                                        open_receipts_cb, service);
}

/* Those that wait for a job, or for a better time, can go at once; the others when their call
 * is answered. */
void
batch_api_reception_stop (BatchApiService *service,
                          void           (*stopped) (gpointer user_data),
                          gpointer         user_data)
{
  g_autoptr(GList) all = g_hash_table_get_values (service->receptions);

  for (GList *at = all; at != NULL; at = at->next)
    {
      BatchApiReception *self = at->data;

      if (self->watching || self->retry != NULL)
        forget (self);
    }

  service->stopped = stopped;
  service->stopped_data = user_data;
  tell_stopped (service);
}

void
batch_api_reception_cancel (BatchApiService *service,
                            const char      *id)
{
  BatchApiReception *self = g_hash_table_lookup (service->receptions, id);

  if (self == NULL)
    return;

  self->receipt->cancelled_at = g_get_real_time ();
  if (self->job != NULL && !batch_job_is_terminal (self->job))
    cancel_job (self);
}
