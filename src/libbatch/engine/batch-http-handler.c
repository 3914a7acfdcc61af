/* batch-http-handler.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-http-handler-private.h"

#include <string.h>

#include "backend/batch-client-private.h"
#include "backend/batch-outcome-private.h"
#include "core/batch-endpoint-private.h"
#include "core/batch-id-private.h"
#include "format/batch-json-text-private.h"
#include "format/batch-splice-private.h"
#include "secret/batch-secret-private.h"

typedef struct
{
  BatchWorker   parent;
  BatchClient  *client;            /* NULL until the key is there */
  char         *url;
  char         *key_name;          /* (nullable) */
  GPtrArray    *waiting;           /* of Send, until the key is there */
  GCancellable *stop;
  guint         looking_up : 1;
} HttpHandler;

typedef struct
{
  HttpHandler     *handler;
  BatchItemRecord *item;
  GBytes          *body;
  GCancellable    *cancellable;
  BatchWorkerFunc  func;
  gpointer         user_data;
  BatchEndpoint    endpoint;
} Send;

static void
send_free (Send *send)
{
  batch_item_record_unref (send->item);
  g_bytes_unref (send->body);
  g_object_unref (send->cancellable);
  g_free (send);
}

static void
send_end (Send        *send,
          BatchEnding *ending)
{
  send->func (ending, send->user_data);
  send_free (send);
}

/* --- What to send --- */

/* Jobs that are built in code say by their operation what their payloads are. */
static BatchEndpoint
endpoint_of (const BatchJobRecord  *job,
             const BatchItemRecord *item)
{
  BatchEndpoint endpoint = batch_endpoint_from_path (item->endpoint);

  if (endpoint == BATCH_ENDPOINT_NONE)
    endpoint = batch_endpoint_from_path (job->operation);
  if (endpoint != BATCH_ENDPOINT_NONE)
    return endpoint;
  return g_strcmp0 (job->operation, "embed") == 0 ? BATCH_ENDPOINT_EMBEDDINGS
                                                  : BATCH_ENDPOINT_CHAT_COMPLETIONS;
}

static gboolean
mentions (GBytes     *body,
          const char *word)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (body, &length);

  return memmem (data, length, word, strlen (word)) != NULL;
}

/* The bytes of the input, but for two members: an answer in pieces is not an answer
 * to keep, and a model that was set for the item wins. */
static GBytes *
build_body (const BatchJobRecord   *job,
            const BatchItemRecord  *item,
            GBytes                 *payload,
            GError                **error)
{
  g_autoptr(GString) model = NULL;
  BatchSplice splices[2];
  guint n = 0;

  if (mentions (payload, "\"stream\""))
    splices[n++] = (BatchSplice) { "stream", "false" };
  if (job->own_ids)
    {
      model = g_string_new (NULL);
      batch_json_append_string (model, item->key, -1);
      splices[n++] = (BatchSplice) { "model", model->str };
    }

  return n > 0 ? batch_splice (payload, splices, n, error) : g_bytes_ref (payload);
}

/* --- Endings --- */

static BatchEnding *
ending_for (BatchOutcome *outcome)
{
  BatchEnding *ending = batch_ending_new (outcome->kind == BATCH_FAILURE_KIND_NONE
                                          ? BATCH_ITEM_STATUS_SUCCEEDED
                                          : BATCH_ITEM_STATUS_FAILED);

  ending->failure_kind = outcome->kind;
  ending->message = g_strdup (outcome->kind == BATCH_FAILURE_KIND_NONE ? outcome->review_reason
                                                                       : outcome->message);
  ending->status_code = outcome->status_code;
  ending->retry_after_ms = outcome->retry_after_ms;
  ending->prompt_tokens = outcome->prompt_tokens;
  ending->output_tokens = outcome->completion_tokens;
  ending->retriable = outcome->retriable;
  ending->costs_attempt = outcome->costs_attempt;
  ending->needs_review = outcome->needs_review;
  ending->server_down = outcome->server_down;
  ending->shut_out = outcome->kind == BATCH_FAILURE_KIND_AUTH;
  return ending;
}

static BatchEnding *
ending_for_error (const GError *error)
{
  g_auto(BatchOutcome) outcome = { 0 };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return batch_ending_new (BATCH_ITEM_STATUS_CANCELLED);

  batch_outcome_from_error (&outcome, error);
  return ending_for (&outcome);
}

static BatchEnding *
ending_for_response (BatchResponse *response,
                     BatchEndpoint  endpoint)
{
  g_auto(BatchOutcome) outcome = { 0 };
  BatchEnding *ending;

  batch_outcome_from_response (&outcome, response, endpoint, g_get_real_time ());
  ending = ending_for (&outcome);
  ending->body = g_bytes_ref (response->body);
  ending->request_id = g_strdup (response->request_id);
  return ending;
}

/* --- Sending --- */

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Send *send = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_send_finish (BATCH_CLIENT (source), result,
                                                                &error);

  send_end (send, response != NULL ? ending_for_response (response, send->endpoint)
                                   : ending_for_error (error));
}

static void
send_now (HttpHandler *self,
          Send        *send)
{
  g_autofree char *idempotency_key = batch_id_for_item (send->item->job_id, send->item->position);

  batch_client_send_async (self->client, batch_endpoint_get_path (send->endpoint), send->body,
                           idempotency_key, send->cancellable, sent_cb, send);
}

static BatchEnding *
ending_without_key (HttpHandler  *self,
                    const GError *error)
{
  BatchEnding *ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);

  ending->failure_kind = BATCH_FAILURE_KIND_AUTH;
  ending->shut_out = TRUE;
  ending->costs_attempt = FALSE;
  ending->message = g_strdup_printf ("The API key “%s” of %s cannot be read: %s", self->key_name,
                                     self->url, error->message);
  return ending;
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  char *key = batch_secret_lookup_finish (result, &error);
  g_autoptr(GPtrArray) waiting = NULL;
  HttpHandler *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->looking_up = FALSE;
  if (key != NULL)
    self->client = batch_client_new (self->url, key, NULL, &error);
  batch_secret_free (key);

  waiting = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new ();
  for (guint i = 0; i < waiting->len; i++)
    {
      Send *send = g_ptr_array_index (waiting, i);

      if (self->client != NULL)
        send_now (self, send);
      else
        send_end (send, ending_without_key (self, error));
    }
}

static void
wait_for_key (HttpHandler *self,
              Send        *send)
{
  g_ptr_array_add (self->waiting, send);
  if (self->looking_up)
    return;

  self->looking_up = TRUE;
  batch_secret_lookup_async (self->key_name, self->stop, key_found_cb, self);
}

static gboolean
not_built_cb (gpointer user_data)
{
  Send *send = user_data;
  BatchEnding *ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);

  ending->failure_kind = BATCH_FAILURE_KIND_BUILDER_ERROR;
  ending->message = g_strdup ("The payload of the item is not a JSON object");
  send_end (send, ending);
  return G_SOURCE_REMOVE;
}

/* Whoever performs is told later, never from within the call. */
static void
fail_later (Send *send)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_callback (source, not_built_cb, send, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
http_perform (BatchWorker          *worker,
              const BatchJobRecord *job,
              BatchItemRecord      *item,
              GBytes               *payload,
              GCancellable         *cancellable,
              BatchWorkerFunc       func,
              gpointer              user_data)
{
  HttpHandler *self = (HttpHandler *) worker;
  g_autoptr(GBytes) body = build_body (job, item, payload, NULL);
  Send *send = g_new (Send, 1);

  *send = (Send) {
    .handler = self,
    .item = batch_item_record_ref (item),
    .body = g_bytes_ref (body != NULL ? body : payload),
    .cancellable = g_object_ref (cancellable),
    .func = func,
    .user_data = user_data,
    .endpoint = endpoint_of (job, item),
  };

  if (body == NULL)
    fail_later (send);
  else if (self->client != NULL)
    send_now (self, send);
  else
    wait_for_key (self, send);
}

static void
http_free (BatchWorker *worker)
{
  HttpHandler *self = (HttpHandler *) worker;

  g_cancellable_cancel (self->stop);
  g_clear_object (&self->client);
  g_object_unref (self->stop);
  g_ptr_array_unref (self->waiting);
  g_free (self->key_name);
  g_free (self->url);
  g_free (self);
}

BatchWorker *
batch_http_handler_new (const char  *url,
                        const char  *key_name,
                        const char  *api_key,
                        GError     **error)
{
  g_autoptr(BatchClient) client = batch_client_new (url, api_key, NULL, error);
  HttpHandler *self;

  if (client == NULL)
    return NULL;

  self = g_new0 (HttpHandler, 1);
  self->parent.perform = http_perform;
  self->parent.free = http_free;
  self->client = key_name == NULL ? g_steal_pointer (&client) : NULL;
  self->url = g_strdup (url);
  self->key_name = g_strdup (key_name);
  self->waiting = g_ptr_array_new ();
  self->stop = g_cancellable_new ();
  return &self->parent;
}
