/* api/batch-api-messages.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-batches-private.h"
#include "api/batch-api-betas-private.h"
#include "api/batch-api-intake-private.h"
#include "api/batch-api-upload-private.h"
#include "reports/batch-file-private.h"
#include "store/batch-store-api-private.h"

/* /v1/messages/batches, where it is not as /v1/batches */

/* The requests are kept until there is a job of them, which is soon. */
#define INPUT_KEPT (7 * 24 * 3600 * (gint64) G_USEC_PER_SEC)

/* --- Asking for one --- */

typedef struct
{
  BatchApiExchange  *exchange;
  BatchApiBatchSpec *spec;
} Creation;

void
batch_api_messages_prepare (BatchApiExchange *exchange)
{
  batch_api_upload_begin_body (exchange);
}

static void
input_kept_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autofree Creation *creation = user_data;
  g_autoptr(BatchApiExchange) exchange = creation->exchange;
  g_autoptr(BatchApiBatchSpec) spec = creation->spec;
  GError *error = NULL;
  g_autoptr(BatchFile) file = batch_engine_add_file_finish (BATCH_ENGINE (source), result, &error);

  if (file == NULL)
    {
      batch_api_exchange_fail (exchange, error);
      return;
    }

  spec->input_file_id = g_strdup (batch_file_get_id (file));
  spec->input_digest = g_strdup (batch_file_get_record (file)->digest);
  batch_api_batches_put (exchange, spec);
}

static void
taken_in_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(BatchApiExchange) exchange = user_data;
  g_autoptr(GInputStream) lines = NULL;
  BatchApiFault *fault = NULL;
  GError *error = NULL;
  BatchApiBatchSpec *spec = batch_api_intake_finish (result, &lines, &fault, &error);
  BatchFileRecord *file;
  Creation *creation;

  if (fault != NULL)
    batch_api_exchange_refuse (exchange, fault);
  else if (error != NULL)
    batch_api_exchange_fail (exchange, error);
  if (spec == NULL)
    return;

  file = g_new0 (BatchFileRecord, 1);
  file->name = g_strdup ("requests.jsonl");
  file->purpose = g_strdup (BATCH_FILE_PURPOSE_MESSAGES);
  file->expires_at = batch_engine_now (exchange->service->engine) + INPUT_KEPT;
  creation = g_new (Creation, 1);
  *creation = (Creation) { batch_api_exchange_ref (exchange), spec };
  batch_engine_take_file_async (exchange->service->engine, lines, file, NULL, input_kept_cb,
                                creation);
}

void
batch_api_messages_create (BatchApiExchange *exchange)
{
  BatchApiFault *fault = batch_api_batches_check_key (exchange);
  GError *error = NULL;
  g_autoptr(GInputStream) body = NULL;
  int lines = -1;

  if (batch_api_upload_wait (batch_api_upload_get (exchange), batch_api_messages_create))
    {
      g_clear_pointer (&fault, batch_api_fault_free);
      return;
    }

  if (fault == NULL)
    fault = batch_api_betas_check_batch (exchange);
  if (fault == NULL)
    body = batch_api_upload_take (batch_api_upload_get (exchange), &fault);
  if (body == NULL)
    batch_api_exchange_refuse (exchange, fault);
  else if ((lines = batch_api_scratch_open (exchange->service->scratch_dir, &error)) < 0)
    batch_api_exchange_fail (exchange, error);
  else
    batch_api_intake_async (body, lines, NULL, taken_in_cb, batch_api_exchange_ref (exchange));
}

/* --- Reading --- */

typedef struct
{
  BatchApiExchange *exchange;
  gint64            size;
} Reading;

static void
results_opened_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autofree Reading *reading = user_data;
  g_autoptr(BatchApiExchange) exchange = reading->exchange;
  GError *error = NULL;
  g_autoptr(GInputStream) stream = batch_engine_read_file_finish (BATCH_ENGINE (source), result,
                                                                  &error);

  if (stream != NULL)
    batch_api_exchange_send (exchange, "application/x-jsonl", stream, reading->size);
  else
    batch_api_exchange_fail (exchange, error);
}

static void
results_found_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(BatchApiExchange) exchange = user_data;
  GError *error = NULL;
  g_autoptr(BatchFileRecord) file = batch_store_get_file_finish (BATCH_STORE (source), result,
                                                                 &error);
  Reading *reading;

  if (file == NULL)
    {
      batch_api_exchange_fail (exchange, error);
      return;
    }

  reading = g_new (Reading, 1);
  *reading = (Reading) { batch_api_exchange_ref (exchange), file->size };
  batch_engine_read_file_async (exchange->service->engine, file->id, NULL, results_opened_cb,
                                reading);
}

static void
read_results (BatchApiExchange   *exchange,
              BatchReceiptRecord *receipt)
{
  g_autoptr(BatchReceiptRecord) owned = receipt;

  if (receipt->output_file_id != NULL && receipt->state >= BATCH_RECEIPT_REFUSED)
    batch_store_get_file_async (batch_api_service_get_store (exchange->service),
                                receipt->output_file_id, NULL, results_found_cb,
                                batch_api_exchange_ref (exchange));
  else if (receipt->state < BATCH_RECEIPT_REFUSED)
    batch_api_exchange_refuse (exchange,
      batch_api_fault_new (400, NULL, NULL, "Batch '%s' has no results yet: it has not ended.",
                           exchange->id));
  else
    batch_api_exchange_refuse (exchange,
      batch_api_fault_new (404, NULL, NULL, "Batch '%s' came to no results: %s", exchange->id,
                           receipt->issues != NULL ? receipt->issues : "its job was removed"));
}

void
batch_api_messages_read (BatchApiExchange *exchange)
{
  batch_api_batches_look_up (exchange, read_results);
}

/* --- Removing --- */

static void
write_removed (BatchApiExchange *exchange)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));

  batch_json_writer_open (&json, NULL, '{');
  batch_json_writer_string (&json, "id", exchange->id);
  batch_json_writer_string (&json, "type", "message_batch_deleted");
  batch_json_writer_close (&json, '}');
  batch_api_exchange_answer (exchange, SOUP_STATUS_OK, json.out);
}

typedef struct
{
  BatchApiExchange   *exchange;
  BatchReceiptRecord *receipt;
} Removal;

/* Its client sees it no more: what it leaves goes as it can. */
static void
receipt_removed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autofree Removal *removal = user_data;
  g_autoptr(BatchApiExchange) exchange = removal->exchange;
  g_autoptr(BatchReceiptRecord) receipt = removal->receipt;
  BatchEngine *engine = exchange->service->engine;
  GError *error = NULL;

  if (!batch_store_remove_receipt_finish (BATCH_STORE (source), result, &error))
    {
      batch_api_exchange_fail (exchange, error);
      return;
    }

  if (receipt->output_file_id != NULL)
    batch_engine_remove_file_async (engine, receipt->output_file_id, NULL, NULL, NULL);
  batch_engine_remove_async (engine, receipt->id, NULL, NULL, NULL);
  write_removed (exchange);
}

static void
remove_batch (BatchApiExchange   *exchange,
              BatchReceiptRecord *receipt)
{
  Removal *removal;

  if (receipt->state < BATCH_RECEIPT_REFUSED)
    {
      batch_receipt_record_free (receipt);
      batch_api_exchange_refuse (exchange,
        batch_api_fault_new (400, NULL, NULL, "Batch '%s' cannot be deleted: it has not ended. "
                             "Cancel it first.", exchange->id));
      return;
    }

  removal = g_new (Removal, 1);
  *removal = (Removal) { batch_api_exchange_ref (exchange), receipt };
  batch_store_remove_receipt_async (batch_api_service_get_store (exchange->service), receipt->id,
                                    NULL, receipt_removed_cb, removal);
}

void
batch_api_messages_remove (BatchApiExchange *exchange)
{
  batch_api_batches_look_up (exchange, remove_batch);
}
