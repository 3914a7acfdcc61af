/* api/batch-api-batch-create.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-batches-private.h"

#include <string.h>

#include "api/batch-api-files-private.h"
#include "api/batch-api-service-private.h"
#include "core/batch-id-private.h"
#include "store/batch-store-api-private.h"
#include "webhook/batch-webhook-check-private.h"

/* How a batch is made, of a spec and with what has to be true of that. */

#define MAX_IDEMPOTENCY_KEY 255

/* A receipt that is not kept yet. */
typedef struct
{
  BatchApiExchange   *exchange;
  BatchReceiptRecord *receipt;
} Putting;

static void
putting_free (Putting *putting)
{
  batch_api_exchange_unref (putting->exchange);
  batch_receipt_record_free (putting->receipt);
  g_free (putting);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Putting, putting_free)

/* Nothing is made of what was asked for. */
static void
drop_input (const Putting *putting)
{
  BatchApiExchange *exchange = putting->exchange;

  if (exchange->api == BATCH_API_ANTHROPIC)
    batch_engine_remove_file_async (exchange->service->engine, putting->receipt->input_file_id,
                                    NULL, NULL, NULL);
}

/* The store had one of the same idempotency key.
 * @first: (transfer full) */
static void
answer_again (const Putting      *putting,
              BatchReceiptRecord *first)
{
  BatchApiExchange *exchange = putting->exchange;

  drop_input (putting);
  if (batch_api_batch_spec_is_same (first->request, putting->receipt->request))
    {
      batch_api_batches_show (exchange, first);
      return;
    }

  batch_receipt_record_free (first);
  batch_api_exchange_refuse (exchange,
    batch_api_fault_new (400, "idempotency_key_reused", "Idempotency-Key",
                         "The Idempotency-Key '%s' was used for another batch: send a new key "
                         "with other parameters.", putting->receipt->idempotency_key));
}

static void
receipt_put_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Putting) putting = user_data;
  BatchApiExchange *exchange = putting->exchange;
  GError *error = NULL;
  BatchReceiptRecord *receipt = batch_store_put_receipt_finish (BATCH_STORE (source), result,
                                                                &error);

  if (receipt == NULL)
    {
      batch_api_exchange_fail (exchange, error);
      return;
    }
  if (!g_str_equal (receipt->id, putting->receipt->id))
    {
      answer_again (putting, receipt);
      return;
    }

  batch_api_submission_begin (exchange->service, receipt);
  batch_api_batches_show (exchange, receipt);
}

static void
put (Putting *putting)
{
  batch_store_put_receipt_async (batch_api_service_get_store (putting->exchange->service),
                                 putting->receipt, NULL, receipt_put_cb, putting);
}

static void
webhook_checked_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(Putting) putting = user_data;
  g_autoptr(GError) error = NULL;

  if (batch_webhook_check_finish (result, &error))
    {
      put (g_steal_pointer (&putting));
      return;
    }

  drop_input (putting);
  if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST))
    batch_api_exchange_refuse (putting->exchange,
      batch_api_fault_new (400, "invalid_webhook_url", "webhook_url", "%s.", error->message));
  else
    batch_api_exchange_fail (putting->exchange, g_steal_pointer (&error));
}

static BatchReceiptRecord *
make_receipt (BatchApiExchange        *exchange,
              const BatchApiBatchSpec *spec)
{
  BatchReceiptRecord *receipt = g_new0 (BatchReceiptRecord, 1);

  receipt->id = batch_id_new (BATCH_ID_JOB);
  receipt->key_id = g_strdup (exchange->owner_id);
  receipt->api = g_strdup (batch_api_get_name (exchange->api));
  receipt->input_file_id = g_strdup (spec->input_file_id);
  receipt->request = batch_api_batch_spec_save (spec);
  receipt->idempotency_key = g_strdup (batch_api_exchange_header (exchange, "Idempotency-Key"));
  receipt->engine_id = g_strdup (exchange->service->engine->id);
  receipt->created_at = batch_engine_now (exchange->service->engine);
  return receipt;
}

void
batch_api_batches_put (BatchApiExchange        *exchange,
                       const BatchApiBatchSpec *spec)
{
  Putting *putting = g_new (Putting, 1);

  *putting = (Putting) { batch_api_exchange_ref (exchange), make_receipt (exchange, spec) };
  if (spec->webhook_url == NULL)
    put (putting);
  else
    batch_webhook_check_async (batch_api_service_get_store (exchange->service),
                               spec->webhook_url, NULL, webhook_checked_cb, putting);
}

BatchApiFault *
batch_api_batches_check_key (BatchApiExchange *exchange)
{
  const char *key = batch_api_exchange_header (exchange, "Idempotency-Key");

  if (key == NULL || (*key != '\0' && strlen (key) <= MAX_IDEMPOTENCY_KEY
                      && g_str_is_ascii (key)))
    return NULL;

  return batch_api_fault_new (400, "invalid_value", "Idempotency-Key",
                              "Invalid value for 'Idempotency-Key': expected 1 to %d characters "
                              "of ASCII.", MAX_IDEMPOTENCY_KEY);
}

/* What a batch is made of was put in for that. */
static void
input_found (BatchApiExchange      *exchange,
             const BatchFileRecord *file,
             gpointer               user_data)
{
  BatchApiBatchSpec *spec = user_data;

  g_free (spec->input_digest);
  spec->input_digest = g_strdup (file->digest);
  if (g_strcmp0 (file->purpose, BATCH_FILE_PURPOSE_INPUT) == 0)
    batch_api_batches_put (exchange, spec);
  else if (g_strcmp0 (file->purpose, BATCH_FILE_PURPOSE_OUTPUT) == 0)
    batch_api_exchange_refuse (exchange, batch_api_fault_new (
      400, "invalid_value", "input_file_id", "The file %s is what another batch has come to: a "
      "batch is made of a file with the purpose 'batch'.", file->id));
  else
    batch_api_exchange_refuse (exchange,
                               batch_api_files_unknown (file->id, "input_file_id"));
}

void
batch_api_batches_create (BatchApiExchange *exchange)
{
  g_autoptr(GBytes) body = batch_api_exchange_dup_body (exchange);
  BatchApiFault *fault = batch_api_batches_check_key (exchange);
  BatchApiBatchSpec *spec = NULL;

  if (fault == NULL)
    spec = batch_api_batch_spec_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                                       &fault);
  if (spec == NULL)
    {
      batch_api_exchange_refuse (exchange, fault);
      return;
    }

  batch_api_files_look_up (exchange, spec->input_file_id, "input_file_id", input_found, spec,
                           (GDestroyNotify) batch_api_batch_spec_free);
}
