/* api/batch-api-batches.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-batches-private.h"

#include <string.h>

#include "api/batch-api-files-private.h"
#include "api/batch-api-page-private.h"
#include "api/batch-api-service-private.h"
#include "core/batch-id-private.h"
#include "engine/batch-webhook-check-private.h"

/* /v1/batches, and what is the same in /v1/messages/batches but for its words */

#define DEFAULT_PAGE      20
#define MAX_PAGE          100
#define MAX_MESSAGES_PAGE 1000
#define MAX_IDEMPOTENCY_KEY 255

static gboolean
is_visible (BatchApiExchange         *exchange,
            const BatchReceiptRecord *receipt)
{
  return g_str_equal (receipt->api, batch_api_get_name (exchange->api))
         && (exchange->key_id == NULL || g_strcmp0 (exchange->key_id, receipt->key_id) == 0);
}

/* --- Receipts with their jobs --- */

/* Only a receipt that is open needs its job looked at. */
typedef struct
{
  BatchApiExchange *exchange;
  GPtrArray        *receipts;      /* of BatchReceiptRecord */
  GPtrArray        *jobs;          /* of BatchJobRecord or NULL, for each */
  BatchPageQuery   *page;          /* (nullable) of a list */
} Showing;

static void
showing_free (Showing *self)
{
  batch_api_exchange_unref (self->exchange);
  g_ptr_array_unref (self->receipts);
  g_ptr_array_unref (self->jobs);
  g_clear_pointer (&self->page, batch_page_query_free);
  g_free (self);
}

static void
job_record_clear (gpointer data)
{
  if (data != NULL)
    batch_job_record_unref (data);
}

/* What the client calls has passed the guard. */
static void
write_batch (Showing         *self,
             BatchJsonWriter *json,
             guint            i)
{
  const BatchReceiptRecord *receipt = g_ptr_array_index (self->receipts, i);
  const BatchJobRecord *job = g_ptr_array_index (self->jobs, i);
  g_autofree char *base = NULL;

  if (self->exchange->api == BATCH_API_OPENAI)
    {
      batch_api_batch_write (json, NULL, receipt, job);
      return;
    }

  base = g_strconcat ("http://", batch_api_exchange_header (self->exchange, "Host"), NULL);
  batch_api_message_batch_write (json, base, receipt, job);
}

static GString *
one_to_json (Showing *self)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));

  write_batch (self, &json, 0);
  return json.out;
}

static char *
dup_client_id (Showing *self,
               guint    i)
{
  const BatchReceiptRecord *receipt = g_ptr_array_index (self->receipts, i);

  return g_strconcat (self->exchange->api == BATCH_API_ANTHROPIC ? BATCH_API_MESSAGE_PREFIX : "",
                      receipt->id, NULL);
}

static GString *
list_to_json (Showing *self)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));
  guint n = batch_api_page_count (self->page, self->receipts->len);
  gboolean backwards = self->exchange->api == BATCH_API_ANTHROPIC && !self->page->descending;
  g_autofree char *first = n > 0 ? dup_client_id (self, backwards ? n - 1 : 0) : NULL;
  g_autofree char *last = n > 0 ? dup_client_id (self, backwards ? 0 : n - 1) : NULL;

  batch_json_writer_open (&json, NULL, '{');
  if (self->exchange->api == BATCH_API_OPENAI)
    batch_json_writer_string (&json, "object", "list");
  batch_json_writer_open (&json, "data", '[');
  for (guint i = 0; i < n; i++)
    write_batch (self, &json, backwards ? n - 1 - i : i);
  batch_json_writer_close (&json, ']');
  batch_api_page_end (&json, self->page, self->receipts->len, first, last);
  batch_json_writer_close (&json, '}');
  return json.out;
}

static void look_at_next (Showing *self);

static void
job_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Showing *self = user_data;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (self->jobs, batch_store_get_job_finish (BATCH_STORE (source), result, &error));
  look_at_next (self);
}

static void
look_at_next (Showing *self)
{
  while (self->jobs->len < self->receipts->len)
    {
      const BatchReceiptRecord *receipt = g_ptr_array_index (self->receipts, self->jobs->len);

      if (receipt->state == BATCH_RECEIPT_ACCEPTED)
        {
          batch_store_get_job_async (batch_api_service_get_store (self->exchange->service),
                                     receipt->id, NULL, job_found_cb, self);
          return;
        }
      g_ptr_array_add (self->jobs, NULL);
    }

  batch_api_exchange_answer (self->exchange, SOUP_STATUS_OK,
                             self->page != NULL ? list_to_json (self) : one_to_json (self));
  showing_free (self);
}

/* @receipts, @page: (transfer full) */
static void
show (BatchApiExchange *exchange,
      GPtrArray        *receipts,
      BatchPageQuery   *page)
{
  Showing *self = g_new (Showing, 1);

  *self = (Showing) {
    .exchange = batch_api_exchange_ref (exchange),
    .receipts = receipts,
    .jobs = g_ptr_array_new_with_free_func (job_record_clear),
    .page = page,
  };
  look_at_next (self);
}

/* @receipt: (transfer full) */
static void
show_one (BatchApiExchange   *exchange,
          BatchReceiptRecord *receipt)
{
  GPtrArray *receipts =
    g_ptr_array_new_with_free_func ((GDestroyNotify) batch_receipt_record_free);

  g_ptr_array_add (receipts, receipt);
  show (exchange, receipts, NULL);
}

/* --- Asking for one --- */

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
  if (batch_api_order_is_same (first->request, putting->receipt->request))
    {
      show_one (exchange, first);
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

  batch_api_reception_begin (exchange->service, receipt);
  show_one (exchange, receipt);
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
make_receipt (BatchApiExchange    *exchange,
              const BatchApiOrder *order)
{
  BatchReceiptRecord *receipt = g_new0 (BatchReceiptRecord, 1);

  receipt->id = batch_id_new (BATCH_ID_JOB);
  receipt->key_id = g_strdup (exchange->key_id);
  receipt->api = g_strdup (batch_api_get_name (exchange->api));
  receipt->input_file_id = g_strdup (order->input_file_id);
  receipt->request = batch_api_order_save (order);
  receipt->idempotency_key = g_strdup (batch_api_exchange_header (exchange, "Idempotency-Key"));
  receipt->created_at = g_get_real_time ();
  return receipt;
}

void
batch_api_batches_put (BatchApiExchange    *exchange,
                       const BatchApiOrder *order)
{
  Putting *putting = g_new (Putting, 1);

  *putting = (Putting) { batch_api_exchange_ref (exchange), make_receipt (exchange, order) };
  if (order->webhook_url == NULL)
    put (putting);
  else
    batch_webhook_check_async (batch_api_service_get_store (exchange->service),
                               order->webhook_url, NULL, webhook_checked_cb, putting);
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
  BatchApiOrder *order = user_data;

  g_free (order->input_digest);
  order->input_digest = g_strdup (file->digest);
  if (g_strcmp0 (file->purpose, BATCH_FILE_PURPOSE_INPUT) == 0)
    batch_api_batches_put (exchange, order);
  else
    batch_api_exchange_refuse (exchange,
                               batch_api_files_unknown (file->id, "input_file_id"));
}

void
batch_api_batches_create (BatchApiExchange *exchange)
{
  g_autoptr(GBytes) body = batch_api_exchange_dup_body (exchange);
  BatchApiFault *fault = batch_api_batches_check_key (exchange);
  BatchApiOrder *order = NULL;

  if (fault == NULL)
    order = batch_api_order_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                                   &fault);
  if (order == NULL)
    {
      batch_api_exchange_refuse (exchange, fault);
      return;
    }

  batch_api_files_look_up (exchange, order->input_file_id, "input_file_id", input_found, order,
                           (GDestroyNotify) batch_api_order_free);
}

/* --- Looking --- */

typedef struct
{
  BatchApiExchange *exchange;
  BatchPageQuery   *page;
} Listing;

static void
receipts_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autofree Listing *listing = user_data;
  g_autoptr(BatchApiExchange) exchange = listing->exchange;
  GError *error = NULL;
  GPtrArray *receipts = batch_store_list_receipts_finish (BATCH_STORE (source), result, &error);

  if (receipts != NULL)
    {
      show (exchange, receipts, listing->page);
      return;
    }

  batch_page_query_free (listing->page);
  batch_api_exchange_miss (exchange, error, batch_api_page_lose (exchange));
}

void
batch_api_batches_list (BatchApiExchange *exchange)
{
  BatchApiFault *fault = NULL;
  guint max = exchange->api == BATCH_API_ANTHROPIC ? MAX_MESSAGES_PAGE : MAX_PAGE;
  BatchPageQuery *page = batch_api_page_parse (exchange, DEFAULT_PAGE, max, &fault);
  Listing *listing;

  if (page == NULL)
    {
      batch_api_exchange_refuse (exchange, fault);
      return;
    }

  page->kind = g_strdup (batch_api_get_name (exchange->api));
  listing = g_new (Listing, 1);
  *listing = (Listing) { batch_api_exchange_ref (exchange), page };
  batch_store_list_receipts_async (batch_api_service_get_store (exchange->service), page, NULL,
                                   receipts_listed_cb, listing);
}

typedef struct
{
  BatchApiExchange       *exchange;
  BatchApiBatchFoundFunc  found;
} Lookup;

static BatchApiFault *
unknown (BatchApiExchange *exchange)
{
  return batch_api_fault_new (404, "not_found", "id", "No batch found with id '%s'.",
                              exchange->id);
}

static void
receipt_found_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autofree Lookup *lookup = user_data;
  g_autoptr(BatchApiExchange) exchange = lookup->exchange;
  GError *error = NULL;
  g_autoptr(BatchReceiptRecord) receipt =
    batch_store_get_receipt_finish (BATCH_STORE (source), result, &error);

  if (receipt != NULL && is_visible (exchange, receipt))
    lookup->found (exchange, g_steal_pointer (&receipt));
  else
    batch_api_exchange_miss (exchange, error, unknown (exchange));
}

void
batch_api_batches_look_up (BatchApiExchange       *exchange,
                           BatchApiBatchFoundFunc  found)
{
  const char *id = exchange->id;
  Lookup *lookup;

  if (exchange->api == BATCH_API_ANTHROPIC)
    {
      if (!g_str_has_prefix (id, BATCH_API_MESSAGE_PREFIX))
        {
          batch_api_exchange_refuse (exchange, unknown (exchange));
          return;
        }
      id += strlen (BATCH_API_MESSAGE_PREFIX);
    }

  lookup = g_new (Lookup, 1);
  *lookup = (Lookup) { batch_api_exchange_ref (exchange), found };
  batch_store_get_receipt_async (batch_api_service_get_store (exchange->service), id, NULL,
                                 receipt_found_cb, lookup);
}

void
batch_api_batches_get (BatchApiExchange *exchange)
{
  batch_api_batches_look_up (exchange, show_one);
}

/* --- Cancelling --- */

typedef struct
{
  BatchApiExchange   *exchange;
  BatchReceiptRecord *receipt;
} Cancelling;

static void
cancel_noted_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autofree Cancelling *cancelling = user_data;
  g_autoptr(BatchApiExchange) exchange = cancelling->exchange;
  GError *error = NULL;

  if (!batch_store_change_receipt_finish (BATCH_STORE (source), result, &error))
    {
      batch_receipt_record_free (cancelling->receipt);
      batch_api_exchange_fail (exchange, error);
      return;
    }

  batch_api_reception_cancel (exchange->service, cancelling->receipt->id);
  show_one (exchange, cancelling->receipt);
}

static void
cancel (BatchApiExchange   *exchange,
        BatchReceiptRecord *receipt)
{
  Cancelling *cancelling;

  if (receipt->state >= BATCH_RECEIPT_REFUSED)
    {
      batch_api_exchange_refuse (exchange,
        batch_api_fault_new (exchange->api == BATCH_API_ANTHROPIC ? 400 : 409, "batch_ended",
                             NULL, "Batch '%s' has ended and cannot be cancelled any more.",
                             exchange->id));
      batch_receipt_record_free (receipt);
      return;
    }

  if (receipt->cancelled_at == 0)
    receipt->cancelled_at = g_get_real_time ();
  cancelling = g_new (Cancelling, 1);
  *cancelling = (Cancelling) { batch_api_exchange_ref (exchange), receipt };
  batch_store_change_receipt_async (batch_api_service_get_store (exchange->service), receipt,
                                    NULL, cancel_noted_cb, cancelling);
}

void
batch_api_batches_cancel (BatchApiExchange *exchange)
{
  batch_api_batches_look_up (exchange, cancel);
}
