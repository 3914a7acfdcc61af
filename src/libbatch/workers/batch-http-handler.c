/* batch-http-handler.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-http-handler-state-private.h"

#include <string.h>

#include "answers/batch-answer-private.h"
#include "backend/batch-status-rule-private.h"
#include "core/batch-log-private.h"
#include "secret/batch-secret-private.h"
#include "translation/batch-answer-translation-private.h"

/* Nobody sees it. */
#define NAME "server"

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
  g_free (send);
}

void
batch_http_send_end (BatchHttpSend *send,
                     BatchEnding   *ending)
{
  send->func (ending, send->user_data);
  send_free (send);
}

/* --- Endings --- */

BatchEnding *
batch_http_ending_for (BatchOutcome *outcome)
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
  ending->written_bytes = outcome->written_bytes;
  ending->timings = outcome->timings;
  ending->retriable = outcome->retriable;
  ending->costs_attempt = outcome->costs_attempt;
  ending->review_reason = outcome->review_reason;
  ending->server_down = outcome->server_down;
  ending->shut_out = outcome->kind == BATCH_FAILURE_KIND_AUTH;
  return ending;
}

BatchEnding *
batch_http_ending_for_error (const GError *error)
{
  g_auto(BatchOutcome) outcome = { 0 };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return batch_ending_new (BATCH_ITEM_STATUS_CANCELLED);

  batch_outcome_from_error (&outcome, error);
  return batch_http_ending_for (&outcome);
}

/* A server that has one model answers with it, whatever it is asked for, and often calls it
 * otherwise than people do: a word of that is enough. */
static void
note_other_model (BatchHttpHandler   *self,
                  const BatchOutcome *outcome,
                  const char         *asked)
{
  g_autofree char *server = NULL;

  if (self->told_other_model)
    return;

  self->told_other_model = TRUE;
  server = batch_log_origin (batch_backend_get_url (self->backend));
  batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_SERVER,
             &(BatchLogFields) { .backend = server, .model = outcome->model, .duration_ms = -1 },
             "%s answers with its model “%s”, also when it is asked for “%s”", server,
             outcome->model, asked);
}

/* Where no answer says that it came to an end, asking again is in vain. */
static void
note_unfinished (const BatchHttpSend *send,
                 BatchOutcome        *outcome)
{
  BatchHttpHandler *self = send->handler;
  gboolean unfinished = outcome->kind == BATCH_FAILURE_KIND_NONE
                        && outcome->verdict == BATCH_VERDICT_TRUNCATED_SILENT;

  if (outcome->verdict == BATCH_VERDICT_OK)
    self->says_no_end = FALSE;
  else if (unfinished && send->item->attempts > 0)
    self->says_no_end = TRUE;

  if (unfinished && self->says_no_end)
    outcome->verdict = BATCH_VERDICT_OK;
}

/* The answer in the words of who has asked. */
GBytes *
batch_http_send_read_answer (const BatchHttpSend *send,
                             const BatchResponse *response,
                             BatchOutcome        *outcome)
{
  g_auto(BatchObstacle) obstacle = { NULL };
  GBytes *answer;

  if (send->asked == BATCH_ENDPOINT_NONE)
    return g_bytes_ref (response->body);

  answer = batch_answer_translate (response->body, send->asked, response->status,
                                   g_get_real_time () / G_USEC_PER_SEC, &obstacle);
  if (answer != NULL)
    return answer;

  batch_outcome_refuse (outcome, &obstacle);
  return g_bytes_ref (response->body);
}

static BatchEnding *
ending_for_response (const BatchHttpSend *send,
                     BatchResponse       *response)
{
  g_auto(BatchOutcome) outcome = { 0 };
  g_autoptr(GBytes) answer = NULL;
  BatchEnding *ending;

  batch_outcome_from_response (&outcome, response, send->endpoint, send->body,
                               g_get_real_time ());
  if (batch_outcome_check_model (&outcome, send->item->key, send->handler->kind->flags)
      && outcome.verdict != BATCH_VERDICT_WRONG_MODEL)
    note_other_model (send->handler, &outcome, send->item->key);
  answer = batch_http_send_read_answer (send, response, &outcome);
  note_unfinished (send, &outcome);
  ending = batch_http_ending_for (&outcome);
  ending->body = g_steal_pointer (&answer);
  ending->request_id = g_strdup (response->request_id);
  return ending;
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
ask_for_less (BatchHttpSend       *send,
              const BatchResponse *response)
{
  gboolean options;

  if (send->streaming == BATCH_STREAMING_OFF ||
      (response->status != 400 && response->status != 422 && response->status != 501) ||
      !mentions (response->body, "stream"))
    return FALSE;

  options = mentions (response->body, "stream_options") ||
            mentions (response->body, "include_usage");
  return make_body (send, options && send->streaming == BATCH_STREAMING_FULL
                          ? BATCH_STREAMING_PLAIN : BATCH_STREAMING_OFF, NULL);
}

/* --- Endpoints that nobody knew to be missing --- */

static gboolean
lacks_endpoint (const BatchResponse *response)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (response->body, &length);
  g_autoptr(BatchAnswer) answer = NULL;

  if (response->status != 404 && response->status != 405 && response->status != 501)
    return FALSE;

  answer = batch_answer_new (data, length);
  return batch_status_judge (response->status, answer, FALSE).verdict
         != BATCH_VERDICT_NO_SUCH_MODEL;
}

/* What a request that was put in the words of the other API tells about the next ones: only a good
 * answer says that the server is like that, as one that is being started may know nothing yet. */
static void
note_endpoint (const BatchHttpSend *send,
               const BatchResponse *response,
               gboolean             lacks)
{
  BatchHttpHandler *self = send->handler;

  if (lacks)
    self->lacks &= ~(1u << send->endpoint);
  else if (send->other_words && response->status >= 200 && response->status < 300)
    self->lacks |= 1u << send->endpoint;
}

/* Few servers have no chats, so that a chat which cannot be told otherwise is more likely to have
 * gone to a wrong address, and who has asked for it should hear of both. */
static gboolean
can_be_told_otherwise (BatchHttpSend *send)
{
  const BatchHttpHandler *self = send->handler;
  g_autoptr(GError) error = NULL;
  g_auto(BatchWire) wire = { 0 };

  if (send->endpoint == BATCH_ENDPOINT_MESSAGES
      || batch_backend_kind_make_other_wire (self->kind, batch_backend_get_url (self->backend),
                                             send->endpoint, send->body, &wire, &error))
    return TRUE;

  send->problem = g_strdup (error->message);
  return FALSE;
}

static void
mention_problem (const BatchHttpSend *send,
                 BatchEnding         *ending)
{
  g_autofree char *message = ending->message;

  ending->message = g_strdup_printf ("%s; is the address right? Put for %s, it would fail, too: "
                                     "%s", message,
                                     batch_endpoint_get_path (batch_wire_find_other (
                                       send->endpoint)), send->problem);
}

/* A server of which nobody knows what it has is asked in the words of the other API. */
gboolean
batch_http_send_ask_otherwise (BatchHttpSend       *send,
                               const BatchResponse *response)
{
  gboolean lacks = lacks_endpoint (response);

  if (send->handler->kind->endpoints != 0
      || batch_wire_find_other (send->endpoint) == BATCH_ENDPOINT_NONE)
    return FALSE;
  if (send->asked != BATCH_ENDPOINT_NONE)
    {
      note_endpoint (send, response, lacks);
      return FALSE;
    }

  send->other_words = lacks && !send->other_words && can_be_told_otherwise (send);
  return send->other_words;
}

/* A server that was away may be another one when it is back. */
void
batch_http_forget_kind (BatchHttpHandler *self)
{
  if (self->kind == batch_backend_kind_any ())
    g_clear_object (&self->client);
}

/* Learnt for the next requests once it has helped. */
static void
note_streaming (const BatchHttpSend *send,
                const BatchResponse *response)
{
  BatchHttpHandler *self = send->handler;

  if (send->asked_for_less && response->status >= 200 && response->status < 300)
    self->streaming = MIN (self->streaming, send->streaming);
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
      batch_http_send_start (send);
      return;
    }

  if (response != NULL)
    note_streaming (send, response);
  ending = response != NULL ? ending_for_response (send, response)
                            : batch_http_ending_for_error (error);
  if (send->problem != NULL)
    mention_problem (send, ending);
  if (ending->server_down)
    batch_http_forget_kind (send->handler);
  batch_http_send_end (send, ending);
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
  return wire->form != BATCH_REPLY_PLAIN || batch_answer_fold_can (send->endpoint);
}

gboolean
batch_http_send_make_wire (BatchHttpSend  *send,
                           BatchWire      *wire,
                           GError        **error)
{
  BatchHttpHandler *self = send->handler;
  const char *url = batch_backend_get_url (self->backend);
  gboolean other = send->other_words || (self->lacks & 1u << send->endpoint) != 0;
  gboolean made = other
                  ? batch_backend_kind_make_other_wire (self->kind, url, send->endpoint,
                                                        send->body, wire, error)
                  : batch_backend_kind_make_wire (self->kind, url, send->endpoint, send->body,
                                                  wire, error);

  send->asked = wire->asked;
  return made;
}

static void
send_now (BatchHttpHandler *self,
          BatchHttpSend    *send)
{
  g_autofree char *idempotency_key = NULL;
  g_auto(BatchWire) wire = { 0 };
  g_autoptr(GError) error = NULL;

  if (send->chat != NULL)
    {
      batch_http_relay (send);
      return;
    }

  idempotency_key = batch_request_dup_key (send->job, send->item);
  if (!batch_http_send_make_wire (send, &wire, &error))
    batch_http_send_fail_later (send, error->message, wire.obstacle);
  else if (may_stream (send, &wire))
    batch_client_wire_async (self->client, &wire, idempotency_key, progress_cb, send,
                             send->cancellable, sent_cb, send);
  else
    batch_client_send_async (self->client, wire.path, wire.body, idempotency_key,
                             send->cancellable, sent_cb, send);
}

static BatchEnding *
ending_without_key (BatchHttpHandler *self,
                    const GError     *error)
{
  BatchEnding *ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);

  ending->verdict = BATCH_VERDICT_AUTH;
  ending->failure_kind = BATCH_FAILURE_KIND_AUTH;
  ending->shut_out = TRUE;
  ending->costs_attempt = FALSE;
  ending->message = self->key_name != NULL
                    ? g_strdup_printf ("The API key “%s” of %s cannot be read: %s", self->key_name,
                                       batch_backend_get_url (self->backend), error->message)
                    : g_strdup_printf ("The API key for %s cannot be used: %s",
                                       batch_backend_get_url (self->backend), error->message);
  return ending;
}

/* --- Getting ready: the key, then the kind of the server --- */

static void prepare (BatchHttpHandler *self);

static void
end_preparing (BatchHttpHandler *self,
               const GError     *error)
{
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->preparing = FALSE;
  self->waiting = g_ptr_array_new ();
  for (guint i = 0; i < waiting->len; i++)
    {
      BatchHttpSend *send = g_ptr_array_index (waiting, i);

      if (self->client != NULL)
        send_now (self, send);
      else
        batch_http_send_end (send, ending_without_key (self, error));
    }
}

static void
make_client (BatchHttpHandler *self,
             const char       *api_key)
{
  BatchClientSettings settings = BATCH_CLIENT_SETTINGS_INIT;
  g_autoptr(GError) error = NULL;

  batch_backend_kind_fill_settings (self->kind, &settings);
  self->lacks = 0;
  self->client = batch_client_new (batch_backend_get_url (self->backend), api_key, &settings,
                                   &error);
  end_preparing (self, error);
}

typedef struct
{
  BatchHttpHandler *handler;
  char        *api_key;            /* (nullable) */
} Settling;

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Settling *settling = user_data;
  BatchHttpHandler *self = settling->handler;
  const BatchBackendKind *kind = batch_backend_settle_finish (BATCH_BACKEND (source), result);

  /* Then there is no handler any more. */
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    {
      self->kind = kind;
      if (self->renewed)
        prepare (self);
      else
        make_client (self, settling->api_key);
    }

  batch_backend_free_key (settling->api_key);
  g_free (settling);
}

static void
settle (BatchHttpHandler *self,
        const char       *api_key)
{
  Settling *settling = g_new (Settling, 1);

  *settling = (Settling) { self, g_strdup (api_key) };
  batch_backend_settle_async (self->backend, api_key, self->stop, settled_cb, settling);
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  char *key = batch_secret_lookup_finish (result, &error);
  BatchHttpHandler *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (self->renewed)
    prepare (self);
  else if (key != NULL)
    settle (self, key);
  else
    end_preparing (self, error);
  batch_secret_free (key);
}

static void
prepare (BatchHttpHandler *self)
{
  self->preparing = TRUE;
  self->renewed = FALSE;
  if (self->key_name != NULL)
    batch_secret_lookup_async (self->key_name, self->stop, key_found_cb, self);
  else
    settle (self, self->api_key);
}

void
batch_http_send_start (BatchHttpSend *send)
{
  BatchHttpHandler *self = send->handler;

  if (self->client != NULL)
    {
      send_now (self, send);
      return;
    }

  g_ptr_array_add (self->waiting, send);
  if (!self->preparing)
    prepare (self);
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

/* Others may wait for its first word. */
static BatchStreaming
wanted_streaming (BatchHttpHandler *self,
                  gpointer          user_data)
{
  gboolean is_waited_for = self->parent.is_waited_for != NULL
                           && self->parent.is_waited_for (user_data);

  return self->options->streaming || is_waited_for ? self->streaming : BATCH_STREAMING_OFF;
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

  if (!make_body (send, wanted_streaming (self, user_data), NULL))
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
  g_object_unref (self->backend);
  g_free (self->key_name);
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
  self->parent.free = http_free;
  self->options = options;
  self->streaming = BATCH_STREAMING_FULL;
  self->backend = g_steal_pointer (&backend);
  self->kind = batch_backend_get_private_kind (self->backend);
  self->key_name = g_strdup (key_name);
  self->api_key = g_strdup (api_key);
  self->waiting = g_ptr_array_new ();
  self->stop = g_cancellable_new ();
  return &self->parent;
}
