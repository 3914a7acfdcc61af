/* api/batch-api-submission.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-submission-private.h"

#include <glib/gstdio.h>

#include "api/batch-api-receipt-log-private.h"
#include "store/batch-store-api-private.h"

/* Between two attempts at what has failed. */
#define MOST_WAIT_S   300
/* The same at claims. */
#define CLAIM_WAIT_MS (10 * 1000)
#define PURGE_ROWS    4096

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    g_close (g_steal_fd (fd), NULL);
}

/* All but the receipt and what was ordered. */
static void
drop_work (BatchApiSubmission *self)
{
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
  g_clear_object (&self->input);
  g_clear_pointer (&self->record, batch_job_record_unref);
  g_clear_pointer (&self->input_name, g_free);
  g_clear_pointer (&self->refusal, g_free);
  close_fd (&self->output_fd);
  close_fd (&self->errors_fd);
}

static void
submission_free (BatchApiSubmission *self)
{
  drop_work (self);
  if (self->retry != NULL)
    g_source_destroy (self->retry);
  g_clear_pointer (&self->retry, g_source_unref);
  g_clear_pointer (&self->spec, batch_api_batch_spec_free);
  batch_receipt_record_free (self->receipt);
  g_free (self);
}

static void
tell_stopped (BatchApiService *service)
{
  if (service->stopped != NULL && service->n_claims == 0
      && g_hash_table_size (service->submissions) == 0)
    g_steal_pointer (&service->stopped) (service->stopped_data);
}

void
batch_api_submission_forget (BatchApiSubmission *self)
{
  BatchApiService *service = self->service;

  g_hash_table_remove (service->submissions, self->receipt->id);
  submission_free (self);
  tell_stopped (service);
}

static void look_at_job (BatchApiSubmission *self);

static gboolean
retry_cb (gpointer user_data)
{
  BatchApiSubmission *self = user_data;

  g_clear_pointer (&self->retry, g_source_unref);
  look_at_job (self);
  return G_SOURCE_REMOVE;
}

void
batch_api_submission_give_up (BatchApiSubmission *self,
                              const GError       *error)
{
  guint wait = MIN (1u << MIN (self->n_failures, 16), MOST_WAIT_S);

  if (g_cancellable_is_cancelled (self->service->stopping))
    {
      batch_api_submission_forget (self);
      return;
    }

  if (self->n_failures == 0)
    batch_api_receipt_log_trouble (self->receipt, error);
  self->n_failures++;
  drop_work (self);
  self->retry = batch_clock_add_timer (self->service->engine->clock, 1000 * wait, retry_cb, self);
}

/* --- The end --- */

static void
begin_again (BatchApiSubmission *self)
{
  drop_work (self);
  if (g_cancellable_is_cancelled (self->service->stopping))
    batch_api_submission_forget (self);
  else
    look_at_job (self);
}

static void
end_noted_cb (GObject      *source,
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

  if (self->receipt->state == BATCH_RECEIPT_REFUSED)
    batch_api_receipt_log_refusal (self->receipt);
  /* Another round has ended while the files of the one before were made. */
  if (self->round > self->receipt->round)
    begin_again (self);
  else
    batch_api_submission_forget (self);
}

void
batch_api_submission_note_end (BatchApiSubmission *self,
                               BatchReceiptState   state)
{
  self->receipt->state = state;
  self->receipt->ended_at = batch_engine_now (self->service->engine);
  if (self->record != NULL)
    self->receipt->round = self->record->round;
  batch_store_change_receipt_async (batch_api_service_get_store (self->service), self->receipt,
                                    NULL, end_noted_cb, self);
}

void
batch_api_submission_refuse (BatchApiSubmission *self,
                             char               *issues)
{
  g_free (self->receipt->issues);
  self->receipt->issues = issues;
  batch_api_submission_note_end (self, BATCH_RECEIPT_REFUSED);
}

void
batch_api_submission_refuse_with (BatchApiSubmission *self,
                                  const char         *code,
                                  const char         *message)
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
  if (self->of_messages)
    batch_api_submission_refuse_messages (self, code, message, issues);
  else
    batch_api_submission_refuse (self, issues);
}

/* --- Beginning --- */

static void
left_part_purged_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean done = FALSE;

  if (batch_store_purge_finish (BATCH_STORE (source), result, &done, &error) && !done)
    batch_store_purge_async (BATCH_STORE (source), self->receipt->id, PURGE_ROWS, NULL,
                             left_part_purged_cb, self);
  else if (error == NULL || g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    begin_again (self);
  else
    batch_api_submission_give_up (self, error);
}

static void
left_part_removed_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autoptr(GError) error = NULL;

  if (batch_engine_remove_finish (BATCH_ENGINE (source), result, &error))
    batch_store_purge_async (batch_api_service_get_store (self->service), self->receipt->id,
                             PURGE_ROWS, NULL, left_part_purged_cb, self);
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    begin_again (self);
  else
    batch_api_submission_give_up (self, error);
}

/* A service that was killed while it took the job in has left a part of it, which is not the job,
 * and stands in the way of one of its id. Whoever opens the queue sweeps it away, but not while
 * somebody takes something else in. */
static void
discard_left_part (BatchApiSubmission *self)
{
  drop_work (self);
  batch_engine_remove_async (self->service->engine, self->receipt->id, NULL, left_part_removed_cb,
                             self);
}

/* A service that was killed may have left the job without a note of it. */
static void
job_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BatchApiSubmission *self = user_data;
  g_autofree char *refusal = g_steal_pointer (&self->refusal);
  g_autoptr(GError) error = NULL;

  self->job = batch_engine_get_job_finish (BATCH_ENGINE (source), result, &error);
  if (self->job != NULL && batch_job_get_state (self->job) == BATCH_JOB_STATE_VALIDATING)
    discard_left_part (self);
  else if (self->job != NULL)
    batch_api_submission_accept (self);
  else if (!g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    batch_api_submission_give_up (self, error);
  else if (self->receipt->state >= BATCH_RECEIPT_ACCEPTED)
    batch_api_submission_note_end (self, BATCH_RECEIPT_ENDED);      /* somebody removed it */
  else if (refusal != NULL)
    batch_api_submission_refuse_with (self, "invalid_request", refusal);
  else if (self->spec == NULL)
    batch_api_submission_refuse_with (self, "invalid_request",
                                      "What was asked for cannot be read any more.");
  else
    batch_api_submission_check (self);
}

static void
look_at_job (BatchApiSubmission *self)
{
  batch_engine_get_job_async (self->service->engine, self->receipt->id, NULL, job_found_cb, self);
}

/* That there is one of its id already is no fault of the client. */
void
batch_api_submission_doubt (BatchApiSubmission *self,
                            const char         *message)
{
  drop_work (self);
  self->refusal = g_strdup (message);
  look_at_job (self);
}

void
batch_api_submission_begin (BatchApiService          *service,
                            const BatchReceiptRecord *receipt)
{
  BatchApiSubmission *self;

  if (g_cancellable_is_cancelled (service->stopping)
      || g_hash_table_contains (service->submissions, receipt->id))
    return;

  self = g_new0 (BatchApiSubmission, 1);
  self->service = service;
  self->receipt = batch_receipt_record_copy (receipt);
  self->spec = batch_api_batch_spec_load (receipt->request);
  if (self->spec != NULL)
    self->receipt->webhook_url = g_strdup (self->spec->webhook_url);
  self->of_messages = g_str_equal (receipt->api, batch_api_get_name (BATCH_API_ANTHROPIC));
  self->output_fd = -1;
  self->errors_fd = -1;
  g_hash_table_insert (service->submissions, g_strdup (receipt->id), self);
  look_at_job (self);
}

/* --- Another round --- */

typedef struct
{
  BatchApiService *service;
  guint            number;
} Round;

static void claim (BatchApiService *service,
                   const char      *id);

static gboolean
claim_again_cb (gpointer user_data)
{
  BatchApiService *service = user_data;

  g_clear_pointer (&service->claim_again, g_source_unref);
  claim (service, NULL);
  return G_SOURCE_REMOVE;
}

/* A disk that is full, for one, may have room later. */
static void
expect_claim (BatchApiService *service)
{
  if (service->claim_again == NULL && !g_cancellable_is_cancelled (service->stopping))
    service->claim_again = batch_clock_add_timer (service->engine->clock, CLAIM_WAIT_MS,
                                                  claim_again_cb, service);
}

static void
receipts_claimed_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  BatchApiService *service = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) receipts =
    batch_store_claim_receipts_finish (BATCH_STORE (source), result, &error);

  if (receipts == NULL)
    {
      g_warning ("The batches that are under way cannot be read: %s", error->message);
      expect_claim (service);
    }
  for (guint i = 0; receipts != NULL && i < receipts->len; i++)
    batch_api_submission_begin (service, g_ptr_array_index (receipts, i));

  service->n_claims--;
  tell_stopped (service);
}

/* A receipt is dealt with by one service, as long as that lives.
 * @id: (nullable): only that one */
static void
claim (BatchApiService *service,
       const char      *id)
{
  service->n_claims++;
  batch_store_claim_receipts_async (batch_api_service_get_store (service), service->engine->id, id,
                                    NULL, receipts_claimed_cb, service);
}

static void
ended_receipt_found_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autofree Round *round = user_data;
  g_autoptr(BatchReceiptRecord) receipt =
    batch_store_get_receipt_finish (BATCH_STORE (source), result, NULL);

  /* Of most jobs there is none. */
  if (receipt != NULL && receipt->state == BATCH_RECEIPT_ENDED
      && receipt->round < round->number
      && !g_cancellable_is_cancelled (round->service->stopping))
    claim (round->service, receipt->id);
}

static void
job_changed (const BatchJobRecord *record,
             gpointer              user_data)
{
  BatchApiService *service = user_data;
  BatchApiSubmission *self = g_hash_table_lookup (service->submissions, record->id);
  Round *round;

  if (record->round == 0 || !batch_job_state_is_terminal (record->state))
    return;
  if (self != NULL)
    {
      self->round = record->round;
      batch_api_submission_look (self);
      return;
    }

  round = g_new (Round, 1);
  *round = (Round) { service, record->round };
  batch_store_get_receipt_async (batch_api_service_get_store (service), record->id, NULL,
                                 ended_receipt_found_cb, round);
}

static void
receipts_freed (gpointer user_data)
{
  claim (user_data, NULL);
}

void
batch_api_submission_resume (BatchApiService *service)
{
  batch_engine_watch_receipts (service->engine, receipts_freed, service);
  batch_engine_watch_jobs (service->engine, job_changed, service);
  claim (service, NULL);
}

/* Those that wait for a job, or for a better time, can go at once; the others when their call
 * is answered. */
void
batch_api_submission_stop (BatchApiService *service,
                           void           (*stopped) (gpointer user_data),
                           gpointer         user_data)
{
  g_autoptr(GList) all = g_hash_table_get_values (service->submissions);

  batch_engine_watch_jobs (service->engine, NULL, NULL);
  batch_engine_watch_receipts (service->engine, NULL, NULL);
  if (service->claim_again != NULL)
    g_source_destroy (service->claim_again);
  g_clear_pointer (&service->claim_again, g_source_unref);
  for (GList *at = all; at != NULL; at = at->next)
    {
      BatchApiSubmission *self = at->data;

      if (self->watching || self->retry != NULL)
        batch_api_submission_forget (self);
    }

  service->stopped = stopped;
  service->stopped_data = user_data;
  tell_stopped (service);
}

void
batch_api_submission_cancel (BatchApiService          *service,
                             const BatchReceiptRecord *receipt)
{
  BatchApiSubmission *self = g_hash_table_lookup (service->submissions, receipt->id);

  if (self == NULL)
    {
      batch_api_submission_cancel_elsewhere (service, receipt->id);
      return;
    }

  self->receipt->cancelled_at = receipt->cancelled_at;
  if (self->job != NULL && !batch_job_is_terminal (self->job))
    batch_api_submission_cancel_job (self);
}
