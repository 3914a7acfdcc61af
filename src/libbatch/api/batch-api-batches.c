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
#include "store/batch-store-api-private.h"
#include "webhook/batch-webhook-check-private.h"

/* /v1/batches, and what is the same in /v1/messages/batches but for its words */

#define DEFAULT_PAGE      20
#define MAX_PAGE          100
#define MAX_MESSAGES_PAGE 1000

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

/* What the client calls has passed the guard. One of HTTP/1.0 need not say it: then it is what it
 * has connected to. */
static char *
dup_base (BatchApiExchange *exchange)
{
  const char *host = batch_api_exchange_header (exchange, "Host");
  GSocketAddress *local = soup_server_message_get_local_address (exchange->message);
  g_autofree char *own = NULL;

  if (host == NULL && local != NULL)
    host = own = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (local));

  return g_strconcat ("http://", host, NULL);
}

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

  base = dup_base (self->exchange);
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

  return g_strconcat (self->exchange->api == BATCH_API_ANTHROPIC ? BATCH_ID_MESSAGES : "",
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

void
batch_api_batches_show (BatchApiExchange   *exchange,
                        BatchReceiptRecord *receipt)
{
  GPtrArray *receipts =
    g_ptr_array_new_with_free_func ((GDestroyNotify) batch_receipt_record_free);

  g_ptr_array_add (receipts, receipt);
  show (exchange, receipts, NULL);
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
      if (!g_str_has_prefix (id, BATCH_ID_MESSAGES))
        {
          batch_api_exchange_refuse (exchange, unknown (exchange));
          return;
        }
      id += strlen (BATCH_ID_MESSAGES);
    }

  lookup = g_new (Lookup, 1);
  *lookup = (Lookup) { batch_api_exchange_ref (exchange), found };
  batch_store_get_receipt_async (batch_api_service_get_store (exchange->service), id, NULL,
                                 receipt_found_cb, lookup);
}

void
batch_api_batches_get (BatchApiExchange *exchange)
{
  batch_api_batches_look_up (exchange, batch_api_batches_show);
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

  batch_api_submission_cancel (exchange->service, cancelling->receipt);
  batch_api_batches_show (exchange, cancelling->receipt);
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
    receipt->cancelled_at = batch_engine_now (exchange->service->engine);
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
