/* batch-http-handler.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-http-handler-state-private.h"

#include <string.h>

#include "workers/batch-stream-rule-private.h"

/* Nobody sees it. */
#define NAME "server"
/* Of what it says of a request, so much is looked at. */
#define MAX_WORDS 65536

static void
send_free (BatchHttpSend *send)
{
  g_clear_pointer (&send->job, batch_job_record_unref);
  g_clear_pointer (&send->item, batch_item_record_unref);
  g_clear_pointer (&send->payload, g_bytes_unref);
  g_clear_pointer (&send->chat, batch_chat_unref);
  g_clear_pointer (&send->body, g_bytes_unref);
  g_object_unref (send->cancellable);
  g_free (send->problem);
  g_free (send->obstacle);
  g_clear_pointer (&send->refusal, batch_ending_free);
  g_clear_pointer (&send->doubt, batch_ending_free);
  g_free (send);
}

void
batch_http_send_end (BatchHttpSend *send,
                     BatchEnding   *ending)
{
  BatchHttpHandler *self = send->handler;

  if (ending->status == BATCH_ITEM_STATUS_SUCCEEDED)
    self->served = TRUE;
  if (self->trial == send)
    self->trial = NULL;
  send->func (ending, send->user_data);
  send_free (send);
}

/* --- Sending --- */

static gboolean
make_body (BatchHttpSend   *send,
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

/* Returns: (transfer full): the beginning of what it says, in small letters */
static char *
dup_words (GBytes *body)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  return data != NULL ? g_ascii_strdown (data, (gssize) MIN (length, MAX_WORDS)) : g_strdup ("");
}

/* A server that knows no streams, or not their options, says that the request is bad:
 * it is asked again, as if nothing had been. */
static gboolean
ask_for_less (BatchHttpSend       *send,
              const BatchResponse *response)
{
  g_autofree char *words = NULL;
  g_autoptr(GBytes) body = NULL;
  BatchStreaming less;

  if (response->status < 400 || send->streaming <= BATCH_STREAMING_OFF)
    return FALSE;

  words = dup_words (response->body);
  less = batch_stream_rule_lower (send->streaming, &(BatchStreamRefusal) {
    .status = response->status,
    .names_streams = strstr (words, "stream") != NULL,
    .names_options = strstr (words, "stream_options") != NULL
                     || strstr (words, "include_usage") != NULL,
    .has_streamed = send->handler->has_streamed,
  });
  body = g_bytes_ref (send->body);

  /* What the payload says itself stays. */
  return less != send->streaming && make_body (send, less, NULL)
         && !g_bytes_equal (body, send->body);
}

/* A server that was away may be another one when it is back. */
void
batch_http_forget_kind (BatchHttpHandler *self)
{
  self->knows_kind = FALSE;
  self->n_broken = 0;
  self->n_helped = 0;
  self->streaming = BATCH_STREAMING_FULL;
  if (self->kind == batch_backend_kind_any ())
    g_clear_object (&self->client);
}

static gboolean
is_stream (const BatchResponse *response)
{
  const char *type = response->content_type;

  return type != NULL && (g_str_has_prefix (type, "text/event-stream")
                          || g_str_has_prefix (type, "application/x-ndjson"));
}

/* Of a request that would have been a stream, had those before it not failed. */
static gboolean
has_helped (const BatchHttpSend *send)
{
  return send->streaming == BATCH_STREAMING_OFF && send->item->attempts > 0
         && send->handler->options->streaming && batch_answer_fold_can (send->endpoint)
         && !batch_request_body_decides (send->body);
}

/* Until one stream has come it is not known whether there can be any. */
static void
note_whether_any (const BatchHttpSend *send,
                  gboolean             good)
{
  BatchHttpHandler *self = send->handler;

  if (self->has_streamed)
    return;

  if (!good && send->streaming > BATCH_STREAMING_OFF && batch_request_body_streams (send->body))
    self->n_broken++;
  else if (good && self->n_helped < self->n_broken && has_helped (send)
           && batch_stream_rule_ends (++self->n_helped))
    self->streaming = BATCH_STREAMING_OFF;
}

/* Learnt for the next requests once it has helped. */
static void
note_streaming (const BatchHttpSend *send,
                const BatchResponse *response,
                const BatchEnding   *ending)
{
  BatchHttpHandler *self = send->handler;
  gboolean good = ending->status == BATCH_ITEM_STATUS_SUCCEEDED;

  if (send->asked_for_less && response->status >= 200 && response->status < 300)
    self->streaming = MIN (self->streaming, send->streaming);

  /* Also one that tells of an error. */
  self->has_streamed |= response->status == 200 && is_stream (response);
  if (good && is_stream (response))
    self->lacks_usage = ending->output_tokens < 0;
  note_whether_any (send, good);
}

static gboolean
is_of_pace (const BatchHttpHandler *self,
            const BatchHttpSend    *send)
{
  return g_strcmp0 (self->pace_key, send->item->key) == 0;
}

static void
note_pace (BatchHttpSend       *send,
           const BatchResponse *response)
{
  BatchHttpHandler *self = send->handler;

  if (response->status < 200 || response->status >= 300)
    return;

  if (!is_of_pace (self, send))
    {
      g_free (self->pace_key);
      self->pace_key = g_strdup (send->item->key);
      self->n_quick = 0;
    }
  self->n_quick = batch_stream_rule_count (self->n_quick, response->total_ms);
  self->took_ms = response->total_ms;
}

/* Many may wait in vain together, which is the same wait. */
static void
note_silence (const BatchHttpSend *send,
              BatchClient         *client,
              const GError        *error)
{
  gboolean streams;

  if (!g_error_matches (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT))
    return;

  streams = send->handler->has_streamed && batch_request_body_streams (send->body);
  batch_client_wait_longer (client, batch_stream_rule_wait (send->wait_ms, streams));
}

/* Where neither endpoint is known, the one that was asked for is what the person knows. */
static BatchEnding *
make_ending (BatchHttpSend *send,
             BatchResponse *response,
             const GError  *error)
{
  BatchEnding *ending;

  if (response == NULL)
    return batch_http_ending_for_lost (send, error);

  note_pace (send, response);
  if (send->refusal != NULL && batch_http_lacks_endpoint (response))
    return g_steal_pointer (&send->refusal);

  ending = batch_http_ending_for_response (send, response);
  note_streaming (send, response, ending);
  return ending;
}

static void
end_sent (BatchHttpSend *send,
          BatchEnding   *ending)
{
  BatchHttpHandler *self = send->handler;

  if (ending->server_down)
    batch_http_forget_kind (self);
  if (ending->status_code > 0)
    {
      self->there = TRUE;
      self->away = FALSE;
    }
  batch_http_send_end (send, ending);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  BatchHttpSend *send = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_send_finish (BATCH_CLIENT (source), result,
                                                                &error);
  BatchEnding *ending;

  if (response != NULL && ask_for_less (send, response))
    {
      send->asked_for_less = TRUE;
      batch_http_send_start (send);
      return;
    }

  if (response != NULL && batch_http_send_ask_otherwise (send, response))
    {
      send->refusal = batch_http_ending_for_response (send, response);
      batch_http_send_start (send);
      return;
    }

  note_silence (send, BATCH_CLIENT (source), error);
  ending = make_ending (send, response, error);
  if (send->problem != NULL)
    batch_http_send_mention_problem (send, ending);
  if (send->by_gateway || send->foreign)
    batch_http_send_doubt (send, BATCH_CLIENT (source), ending);
  else
    end_sent (send, ending);
}

static void
progress_cb (BatchAnswerFold *answer,
             gpointer         user_data)
{
  BatchHttpSend *send = user_data;
  const BatchHttpOptions *options = send->handler->options;
  BatchWorkerSpoke spoke = send->handler->parent.spoke;

  if (!send->spoke && spoke != NULL)
    spoke (send->user_data);
  send->spoke = TRUE;
  if (options->progress != NULL)
    options->progress (options->host, send->item, answer);
}

static gboolean
not_built_cb (gpointer user_data)
{
  BatchHttpSend *send = user_data;
  BatchEnding *ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);

  ending->verdict = BATCH_VERDICT_PERMANENT_REQUEST;
  ending->failure_kind = BATCH_FAILURE_KIND_BUILDER_ERROR;
  ending->message = g_steal_pointer (&send->problem);
  ending->obstacle = g_steal_pointer (&send->obstacle);
  batch_http_send_end (send, ending);
  return G_SOURCE_REMOVE;
}

/* Whoever performs is told later, never from within the call. */
void
batch_http_send_fail_later (BatchHttpSend *send,
                            const char    *problem,
                            const char    *obstacle)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  send->problem = g_strdup (problem);
  send->obstacle = g_strdup (obstacle);
  g_source_set_callback (source, not_built_cb, send, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static gboolean
may_stream (const BatchHttpSend *send,
            const BatchWire     *wire)
{
  BatchEndpoint endpoint = wire->asked != BATCH_ENDPOINT_NONE ? batch_wire_find_other (wire->asked)
                                                              : send->endpoint;

  return wire->form != BATCH_REPLY_PLAIN || batch_answer_fold_can (endpoint);
}

static gboolean
make_wire (const BatchHttpSend  *send,
           gboolean              other,
           BatchWire            *wire,
           GError              **error)
{
  const BatchHttpHandler *self = send->handler;
  const char *url = batch_backend_get_url (self->backend);

  return other ? batch_backend_kind_make_other_wire (self->kind, url, send->endpoint, send->body,
                                                     wire, error)
               : batch_backend_kind_make_wire (self->kind, url, send->endpoint, send->body, wire,
                                               error);
}

/* What other words cannot tell goes to the endpoint that was missing: it may be there by now, and
 * otherwise whoever has asked hears of both. */
gboolean
batch_http_send_make_wire (BatchHttpSend  *send,
                           BatchWire      *wire,
                           GError        **error)
{
  gboolean lacks = (send->handler->lacks & 1u << send->endpoint) != 0;
  gboolean made = make_wire (send, send->other_words || lacks, wire,
                             send->other_words || !lacks ? error : NULL);

  if (!made && !send->other_words && lacks)
    {
      batch_wire_clear (wire);
      made = make_wire (send, FALSE, wire, error);
    }
  send->asked = wire->asked;
  /* What a client asks for by a header goes on as it is to a server that is asked in its words. In
   * others there is no such header, and what it allows is in the request. */
  if (wire->asked == BATCH_ENDPOINT_NONE && send->chat != NULL)
    wire->betas = send->chat->betas;
  return made;
}

void
batch_http_send_whole (BatchHttpSend       *send,
                       const BatchWire     *wire,
                       const char          *idempotency_key,
                       BatchClientProgress  progress,
                       GAsyncReadyCallback  callback)
{
  BatchClient *client = send->handler->client;

  if (may_stream (send, wire))
    batch_client_wire_async (client, wire, idempotency_key, progress, send, send->cancellable,
                             callback, send);
  else
    batch_client_send_wire_async (client, wire, idempotency_key, send->cancellable, callback,
                                  send);
}

void
batch_http_send_now (BatchHttpSend *send)
{
  BatchHttpHandler *self = send->handler;
  g_autofree char *idempotency_key = NULL;
  g_auto(BatchWire) wire = { 0 };
  g_autoptr(GError) error = NULL;

  if (send->chat != NULL)
    {
      batch_http_relay (send);
      return;
    }

  if (self->away && !send->is_trial)
    {
      batch_http_send_if_there (send, self->client);
      return;
    }

  send->was_there = self->there;
  send->n_absences = self->n_absences;
  send->wait_ms = batch_client_get_wait (self->client);
  idempotency_key = batch_request_dup_key (send->job, send->item);
  if (!batch_http_send_make_wire (send, &wire, &error))
    batch_http_send_fail_later (send, error->message, wire.obstacle);
  else
    batch_http_send_whole (send, &wire, idempotency_key, progress_cb, sent_cb);
}

void
batch_http_send_start (BatchHttpSend *send)
{
  BatchHttpHandler *self = send->handler;

  if (self->client != NULL)
    {
      batch_http_send_now (send);
      return;
    }

  g_ptr_array_add (self->waiting, send);
  if (!self->preparing)
    batch_http_prepare (self);
}

/* Nothing that is under way is touched: its connection keeps the key that it had. */
static void
http_renew (BatchWorker *worker,
            const char  *key_name)
{
  BatchHttpHandler *self = (BatchHttpHandler *) worker;

  g_free (self->key_name);
  self->key_name = g_strdup (key_name);
  g_clear_pointer (&self->api_key, batch_backend_free_key);
  g_clear_object (&self->client);
  self->renewed = self->preparing;
}

/* What is under way has asked by itself. */
static void
http_know (BatchWorker *worker,
           const char  *kind)
{
  BatchHttpHandler *self = (BatchHttpHandler *) worker;
  const BatchBackendKind *found = kind != NULL ? batch_backend_kind_find (kind)
                                               : batch_backend_kind_any ();

  self->listed |= kind != NULL;
  if (self->preparing || (self->client != NULL && (kind == NULL || found == self->kind)))
    return;

  /* Another one has its place by now. */
  g_clear_object (&self->client);
  self->kind = found;
  self->knows_kind = TRUE;
}

static BatchStreaming
wanted_streaming (BatchHttpHandler    *self,
                  const BatchHttpSend *send)
{
  BatchStreamFacts facts = {
    .wanted = self->options->streaming,
    .is_waited_for = self->parent.is_waited_for != NULL
                     && self->parent.is_waited_for (send->user_data),
    .has_streamed = self->has_streamed,
    .lacks_usage = self->lacks_usage,
    .n_attempts = send->item->attempts,
    .n_quick = is_of_pace (self, send) ? self->n_quick : 0,
    .took_ms = is_of_pace (self, send) ? self->took_ms : 0,
  };

  return batch_stream_rule_judge (&facts) ? self->streaming : BATCH_STREAMING_OFF;
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
  BatchHttpHandler *self = (BatchHttpHandler *) worker;
  BatchHttpSend *send = g_new (BatchHttpSend, 1);

  *send = (BatchHttpSend) {
    .handler = self,
    .job = batch_job_record_ref ((BatchJobRecord *) job),
    .item = batch_item_record_ref (item),
    .payload = g_bytes_ref (payload),
    .cancellable = g_object_ref (cancellable),
    .func = func,
    .user_data = user_data,
    .endpoint = batch_request_endpoint (job, item),
  };

  if (!make_body (send, wanted_streaming (self, send), NULL))
    batch_http_send_fail_later (send, "The payload of the item is not a JSON object", NULL);
  else
    batch_http_send_start (send);
}

static void
http_free (BatchWorker *worker)
{
  BatchHttpHandler *self = (BatchHttpHandler *) worker;

  g_cancellable_cancel (self->stop);
  g_clear_object (&self->client);
  g_object_unref (self->stop);
  g_ptr_array_unref (self->waiting);
  g_ptr_array_unref (self->doubtful);
  g_object_unref (self->backend);
  g_free (self->key_name);
  g_free (self->suspect_job);
  g_free (self->pace_key);
  batch_backend_free_key (self->api_key);
  g_free (self);
}

BatchWorker *
batch_http_handler_new (const char              *url,
                        const char              *kind,
                        const char              *key_name,
                        const char              *api_key,
                        const BatchHttpOptions  *options,
                        GError                 **error)
{
  g_autoptr(BatchBackend) backend = batch_backend_new (NAME, url, kind, key_name, error);
  BatchHttpHandler *self;

  /* A key that cannot be one is told when it is needed, as one that cannot be found. */
  if (backend == NULL)
    return NULL;

  self = g_new0 (BatchHttpHandler, 1);
  self->parent.perform = http_perform;
  self->parent.converse = batch_http_converse;
  self->parent.renew = http_renew;
  self->parent.know = http_know;
  self->parent.free = http_free;
  self->options = options;
  self->streaming = BATCH_STREAMING_FULL;
  self->backend = g_steal_pointer (&backend);
  self->kind = batch_backend_get_private_kind (self->backend);
  self->key_name = g_strdup (key_name);
  self->api_key = g_strdup (api_key);
  self->waiting = g_ptr_array_new ();
  self->doubtful = g_ptr_array_new ();
  self->stop = g_cancellable_new ();
  return &self->parent;
}
