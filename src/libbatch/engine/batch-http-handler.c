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
#include "engine/batch-request-body-private.h"
#include "secret/batch-secret-private.h"

typedef struct
{
  BatchWorker             parent;
  const BatchHttpOptions *options;
  BatchClient            *client;      /* NULL until the key is there */
  char                   *url;
  char                   *key_name;    /* (nullable) */
  GPtrArray              *waiting;     /* of Send, until the key is there */
  GCancellable           *stop;
  BatchStreaming          streaming;   /* that the server knows, as far as we have learnt */
  guint                   looking_up : 1;
  guint                   renewed : 1; /* while the key was being looked up */
} HttpHandler;

typedef struct
{
  HttpHandler     *handler;
  BatchJobRecord  *job;
  BatchItemRecord *item;
  GBytes          *payload;
  GBytes          *body;
  GCancellable    *cancellable;
  BatchWorkerFunc  func;
  gpointer         user_data;
  BatchEndpoint    endpoint;
  BatchStreaming   streaming;      /* that we have asked for */
  gboolean         asked_for_less;
} Send;

static void
send_free (Send *send)
{
  batch_job_record_unref (send->job);
  batch_item_record_unref (send->item);
  g_bytes_unref (send->payload);
  g_clear_pointer (&send->body, g_bytes_unref);
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

/* --- Endings --- */

static BatchEnding *
ending_for (BatchOutcome *outcome)
{
  BatchEnding *ending = batch_ending_new (outcome->kind == BATCH_FAILURE_KIND_NONE
                                          ? BATCH_ITEM_STATUS_SUCCEEDED
                                          : BATCH_ITEM_STATUS_FAILED);

  ending->verdict = outcome->verdict;
  ending->failure_kind = outcome->kind;
  ending->message = g_strdup (outcome->kind == BATCH_FAILURE_KIND_NONE ? outcome->review_message
                                                                       : outcome->message);
  ending->status_code = outcome->status_code;
  ending->retry_after_ms = outcome->retry_after_ms;
  ending->prompt_tokens = outcome->prompt_tokens;
  ending->output_tokens = outcome->completion_tokens;
  ending->cached_tokens = outcome->cached_tokens;
  ending->retriable = outcome->retriable;
  ending->costs_attempt = outcome->costs_attempt;
  ending->review_reason = outcome->review_reason;
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
ending_for_response (const Send    *send,
                     BatchResponse *response)
{
  g_auto(BatchOutcome) outcome = { 0 };
  BatchEnding *ending;

  batch_outcome_from_response (&outcome, response, send->endpoint, send->body,
                               g_get_real_time ());
  ending = ending_for (&outcome);
  ending->body = g_bytes_ref (response->body);
  ending->request_id = g_strdup (response->request_id);
  return ending;
}

/* --- Sending --- */

static void start (HttpHandler *self,
                   Send        *send);

static gboolean
make_body (Send            *send,
           BatchStreaming   streaming,
           GError         **error)
{
  g_autoptr(GBytes) body = batch_request_body (send->job, send->item, send->payload, streaming,
                                               error);

  if (body == NULL)
    return FALSE;

  send->streaming = streaming;
  g_clear_pointer (&send->body, g_bytes_unref);
  send->body = g_steal_pointer (&body);
  return TRUE;
}

static gboolean
mentions (GBytes     *body,
          const char *word)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (body, &length);

  return memmem (data, length, word, strlen (word)) != NULL;
}

/* A server that knows no streams, or not their options, says that the request is bad:
 * it is asked again, as if nothing had been. */
static gboolean
ask_for_less (Send                *send,
              const BatchResponse *response)
{
  gboolean options = mentions (response->body, "stream_options") ||
                     mentions (response->body, "include_usage");
  BatchStreaming less = options && send->streaming == BATCH_STREAMING_FULL
                        ? BATCH_STREAMING_PLAIN : BATCH_STREAMING_OFF;

  if (send->streaming == BATCH_STREAMING_OFF ||
      (response->status != 400 && response->status != 422 && response->status != 501) ||
      !mentions (response->body, "stream"))
    return FALSE;

  return make_body (send, less, NULL);
}

/* Learnt for the next requests once it has helped. */
static void
note_streaming (const Send          *send,
                const BatchResponse *response)
{
  HttpHandler *self = send->handler;

  if (send->asked_for_less && response->status >= 200 && response->status < 300)
    self->streaming = MIN (self->streaming, send->streaming);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Send *send = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_send_finish (BATCH_CLIENT (source), result,
                                                                &error);

  if (response != NULL && ask_for_less (send, response))
    {
      send->asked_for_less = TRUE;
      start (send->handler, send);
      return;
    }

  if (response != NULL)
    note_streaming (send, response);
  send_end (send, response != NULL ? ending_for_response (send, response)
                                   : ending_for_error (error));
}

static void
progress_cb (BatchAnswerFold *answer,
             gpointer         user_data)
{
  const Send *send = user_data;
  const BatchHttpOptions *options = send->handler->options;

  options->progress (options->host, send->item, answer);
}

static void
send_now (HttpHandler *self,
          Send        *send)
{
  g_autofree char *idempotency_key = batch_request_dup_key (send->job, send->item);
  const char *path = batch_endpoint_get_path (send->endpoint);

  if (batch_answer_fold_can (send->endpoint))
    batch_client_stream_async (self->client, path, send->body, idempotency_key,
                               self->options->progress != NULL ? progress_cb : NULL, send,
                               send->cancellable, sent_cb, send);
  else
    batch_client_send_async (self->client, path, send->body, idempotency_key,
                             send->cancellable, sent_cb, send);
}

static BatchEnding *
ending_without_key (HttpHandler  *self,
                    const GError *error)
{
  BatchEnding *ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);

  ending->verdict = BATCH_VERDICT_AUTH;
  ending->failure_kind = BATCH_FAILURE_KIND_AUTH;
  ending->shut_out = TRUE;
  ending->costs_attempt = FALSE;
  ending->message = g_strdup_printf ("The API key “%s” of %s cannot be read: %s", self->key_name,
                                     self->url, error->message);
  return ending;
}

static void look_up_key (HttpHandler *self);

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
  if (self->renewed && self->client == NULL)
    {
      batch_secret_free (key);
      look_up_key (self);
      return;
    }

  if (key != NULL && self->client == NULL)
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
look_up_key (HttpHandler *self)
{
  self->renewed = FALSE;
  self->looking_up = TRUE;
  batch_secret_lookup_async (self->key_name, self->stop, key_found_cb, self);
}

static void
wait_for_key (HttpHandler *self,
              Send        *send)
{
  g_ptr_array_add (self->waiting, send);
  if (!self->looking_up)
    look_up_key (self);
}

static void
start (HttpHandler *self,
       Send        *send)
{
  if (self->client != NULL)
    send_now (self, send);
  else
    wait_for_key (self, send);
}

/* Nothing that is under way is touched: its connection keeps the key that it had. */
static void
http_renew (BatchWorker *worker,
            const char  *key_name)
{
  HttpHandler *self = (HttpHandler *) worker;

  g_free (self->key_name);
  self->key_name = g_strdup (key_name);
  g_clear_object (&self->client);
  self->renewed = self->looking_up;
  if (key_name == NULL)
    self->client = batch_client_new (self->url, NULL, NULL, NULL);
}

static gboolean
not_built_cb (gpointer user_data)
{
  Send *send = user_data;
  BatchEnding *ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);

  ending->verdict = BATCH_VERDICT_PERMANENT_REQUEST;
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
  Send *send = g_new (Send, 1);

  *send = (Send) {
    .handler = self,
    .job = batch_job_record_ref ((BatchJobRecord *) job),
    .item = batch_item_record_ref (item),
    .payload = g_bytes_ref (payload),
    .cancellable = g_object_ref (cancellable),
    .func = func,
    .user_data = user_data,
    .endpoint = batch_request_endpoint (job, item),
  };

  if (!make_body (send, self->options->streaming ? self->streaming : BATCH_STREAMING_OFF, NULL))
    fail_later (send);
  else
    start (self, send);
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
batch_http_handler_new (const char              *url,
                        const char              *key_name,
                        const char              *api_key,
                        const BatchHttpOptions  *options,
                        GError                 **error)
{
  g_autoptr(BatchClient) client = batch_client_new (url, api_key, NULL, error);
  HttpHandler *self;

  if (client == NULL)
    return NULL;

  self = g_new0 (HttpHandler, 1);
  self->parent.perform = http_perform;
  self->parent.renew = http_renew;
  self->parent.free = http_free;
  self->options = options;
  self->streaming = BATCH_STREAMING_FULL;
  self->client = key_name == NULL ? g_steal_pointer (&client) : NULL;
  self->url = g_strdup (url);
  self->key_name = g_strdup (key_name);
  self->waiting = g_ptr_array_new ();
  self->stop = g_cancellable_new ();
  return &self->parent;
}
