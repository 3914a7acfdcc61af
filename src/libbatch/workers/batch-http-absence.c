/* batch-http-absence.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-http-handler-state-private.h"

#include <string.h>

#include "backend/batch-probes-private.h"
#include "backend/batch-status-rule-private.h"
#include "core/batch-endpoint-private.h"
#include "core/batch-record-private.h"
#include "http/batch-transport-error-private.h"
#include "workers/batch-absence-rule-private.h"

/* Looks whether a server is there that a gateway says is away, or that perhaps is none; see
 * batch-absence-rule.c. */

#define LOOK_MS 5000

typedef struct
{
  BatchHttpHandler *handler;
  GCancellable     *stop;
  GSource          *timer;
  BatchResponse    *response; /* (nullable) with the list of models */
  GError           *error;    /* (nullable) likewise */
  BatchOutcome      outcome;  /* of these */
  char             *advice;   /* (nullable) how the address is to be written */
  BatchLook         found;
} Look;

static gboolean
too_slow_cb (gpointer user_data)
{
  Look *look = user_data;

  g_cancellable_cancel (look->stop);
  return G_SOURCE_CONTINUE;
}

static Look *
look_new (BatchHttpHandler *handler)
{
  Look *look = g_new (Look, 1);

  *look = (Look) {
    .handler = handler,
    .stop = g_cancellable_new (),
    .timer = g_timeout_source_new (LOOK_MS),
  };
  g_source_set_static_name (look->timer, "[batch] look for the server");
  g_source_set_callback (look->timer, too_slow_cb, look, NULL);
  g_source_attach (look->timer, g_main_context_get_thread_default ());
  return look;
}

static void
look_free (Look *look)
{
  g_source_destroy (look->timer);
  g_source_unref (look->timer);
  g_object_unref (look->stop);
  g_clear_pointer (&look->response, batch_response_free);
  g_clear_error (&look->error);
  g_free (look->advice);
  batch_outcome_clear (&look->outcome);
  g_free (look);
}

/* Nothing is charged, and nothing more is sent before somebody has looked. */
static BatchEnding *
ending_wrong_address (const BatchOutcome *outcome)
{
  BatchEnding *ending = batch_http_ending_for ((BatchOutcome *) outcome);

  ending->verdict = BATCH_VERDICT_WRONG_ADDRESS;
  ending->failure_kind = BATCH_FAILURE_KIND_INVALID_RESPONSE;
  ending->costs_attempt = FALSE;
  ending->shut_out = TRUE;
  return ending;
}

static BatchEnding *
ending_away (const BatchOutcome *outcome)
{
  BatchEnding *ending = batch_http_ending_for ((BatchOutcome *) outcome);

  ending->verdict = BATCH_VERDICT_SERVER_GONE;
  ending->costs_attempt = FALSE;
  ending->server_down = TRUE;
  return ending;
}

static BatchEnding *
ending_open (BatchEnding *doubt)
{
  doubt->verdict = BATCH_VERDICT_TRY_AGAIN;
  doubt->costs_attempt = FALSE;
  doubt->open = TRUE;
  return doubt;
}

/* --- The one that is suspected --- */

static gboolean
is_suspect (const BatchHttpSend *send)
{
  const BatchHttpHandler *self = send->handler;

  return send->item->position == self->suspect_position
         && g_strcmp0 (send->item->job_id, self->suspect_job) == 0;
}

static guint
count_faults (const BatchHttpSend *send)
{
  return is_suspect (send) ? send->handler->n_faults : 0;
}

/* @send: (nullable) */
static void
suspect (BatchHttpHandler    *self,
         const BatchHttpSend *send)
{
  g_free (self->suspect_job);
  self->suspect_job = send != NULL ? g_strdup (send->item->job_id) : NULL;
  self->suspect_position = send != NULL ? send->item->position : 0;
  self->n_faults = send != NULL ? 1 : 0;
}

/* Of several that fail at once nobody knows which it was. */
static void
note_suspect (BatchHttpHandler *self,
              GPtrArray        *doubtful)
{
  const BatchHttpSend *failed = NULL;
  guint n_failed = 0;

  for (guint i = 0; i < doubtful->len; i++)
    {
      const BatchHttpSend *send = g_ptr_array_index (doubtful, i);

      if (send->doubt == NULL || send->foreign)
        continue;

      failed = send;
      n_failed++;
    }

  if (n_failed == 1 && is_suspect (failed))
    self->n_faults += failed->was_there;
  else if (n_failed > 0)
    suspect (self, n_failed == 1 ? failed : NULL);
}

static void
note_foreign (BatchHttpHandler *self,
              GPtrArray        *doubtful)
{
  for (guint i = 0; i < doubtful->len; i++)
    {
      const BatchHttpSend *send = g_ptr_array_index (doubtful, i);

      self->n_foreign += send->doubt != NULL && send->foreign;
    }
}

/* --- What becomes of those in doubt --- */

/* Where the list of models tells nothing, others may fare better, and go first the next time. */
static BatchEnding *
ending_waiting (const BatchHttpSend *send,
                const BatchOutcome  *outcome,
                BatchLook            look)
{
  BatchEnding *ending = ending_away (outcome);

  ending->others_first = send->doubt != NULL && !send->foreign && look != BATCH_LOOK_AWAY;
  if (look != BATCH_LOOK_WRONG)
    return ending;

  g_free (ending->message);
  ending->message = g_strdup (send->doubt->message);
  return ending;
}

static void
try_server (BatchHttpSend *send)
{
  send->is_trial = TRUE;
  send->handler->trial = send;
  batch_http_send_start (send);
}

/* It is known now that the server is there, and was not when the request was sent. */
static void
send_again (BatchHttpSend *send)
{
  g_clear_pointer (&send->doubt, batch_ending_free);
  send->by_gateway = FALSE;
  send->is_trial = FALSE;
  if (send->handler->trial == send)
    send->handler->trial = NULL;
  batch_http_send_start (send);
}

static void
end_doubt (BatchHttpSend      *send,
           const BatchOutcome *outcome,
           BatchLook           look)
{
  BatchHttpHandler *self = send->handler;
  BatchDoubtFacts facts = {
    .sent = send->doubt != NULL,
    .foreign = send->foreign,
    .was_there = send->was_there,
    .is_trial = send->is_trial,
    .n_faults = count_faults (send),
    .n_foreign = self->n_foreign,
    .vouched = send->job != NULL && batch_job_record_vouches (send->job),
  };
  BatchDoubt doubt = batch_doubt_judge (&facts, look);

  if (g_cancellable_is_cancelled (send->cancellable))
    batch_http_send_end (send, batch_ending_new (BATCH_ITEM_STATUS_CANCELLED));
  else if (doubt == BATCH_DOUBT_STANDS)
    batch_http_send_end (send, g_steal_pointer (&send->doubt));
  else if (doubt == BATCH_DOUBT_WRONG)
    batch_http_send_end (send, ending_wrong_address (outcome));
  else if (doubt == BATCH_DOUBT_OPEN)
    batch_http_send_end (send, ending_open (g_steal_pointer (&send->doubt)));
  else if (doubt == BATCH_DOUBT_SENDS)
    send_again (send);
  else if (doubt == BATCH_DOUBT_TRIES && self->trial == NULL)
    try_server (send);
  else
    batch_http_send_end (send, ending_waiting (send, outcome, look));
}

/* One that is slow is there, as far as is known. */
static void
read_look (BatchOutcome  *outcome,
           BatchResponse *response,
           const GError  *error)
{
  if (response != NULL)
    batch_outcome_from_response (outcome, response, BATCH_ENDPOINT_NONE, NULL,
                                 g_get_real_time ());
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    batch_outcome_from_error (outcome, error);
}

static gboolean
is_in_the_clear (const BatchHttpHandler *self)
{
  return g_ascii_strncasecmp (batch_backend_get_url (self->backend), "http://", 7) == 0;
}

static gboolean
says_what_to_do (const BatchResponse *response)
{
  return response->location != NULL || response->status == BATCH_STATUS_ADDRESS_TOO_LONG
         || response->status == BATCH_STATUS_HEADERS_TOO_LARGE;
}

/* Where another server, or an old address, is what is wrong, that is told as “batchq backend
 * test” does. */
static void
describe_foreign (Look *look)
{
  const BatchHttpHandler *self = look->handler;
  BatchOutcome *outcome = &look->outcome;
  g_autofree char *said = NULL;

  if (look->response != NULL && says_what_to_do (look->response))
    return;

  said = g_steal_pointer (&outcome->message);
  if (look->advice != NULL)
    {
      outcome->message = g_strdup (look->advice);
      return;
    }

  if (is_in_the_clear (self) && strstr (said, "HTTPS") != NULL)
    {
      outcome->message = g_strdup_printf ("%s speaks TLS: its address begins with https://",
                                          batch_backend_get_url (self->backend));
      return;
    }

  if (outcome->has_api)
    {
      outcome->message = g_strdup_printf ("%s: %s; check the path of the address",
                                          batch_backend_get_url (self->backend), said);
      return;
    }

  outcome->message = g_strdup_printf ("%s answers, but is not a model server: check the address "
                                      "and the port", batch_backend_get_url (self->backend));
}

/* Some proxies fail at whatever comes without a key. */
static void
mention_key (const BatchHttpHandler *self,
             BatchOutcome           *outcome)
{
  g_autofree char *message = NULL;

  if (outcome->status_code != 500 || self->key_name != NULL || self->api_key != NULL)
    return;

  message = g_steal_pointer (&outcome->message);
  outcome->message = g_strdup_printf ("%s; it was given no key: does it want one?", message);
}

/* Who speaks only TLS hangs up on everything else, or says so. */
static void
mention_tls (const BatchHttpHandler *self,
             BatchOutcome           *outcome,
             const GError           *error)
{
  g_autofree char *message = NULL;

  if (self->served || self->listed || !is_in_the_clear (self)
      || !g_error_matches (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_LOST))
    return;

  message = g_steal_pointer (&outcome->message);
  outcome->message = g_strdup_printf ("%s; if it speaks TLS, its address begins with https://",
                                      message);
}

/* A list harms nobody, so that no request is to blame. */
static BatchLook
judge (const BatchHttpHandler *self,
       const BatchOutcome     *outcome,
       const GError           *error)
{
  BatchLookFacts facts = {
    .unreachable = outcome->server_down
                   || g_error_matches (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_LOST),
    .by_gateway = outcome->by_gateway,
    .foreign = outcome->foreign,
    .lists = self->listed || (self->served && self->kind != batch_backend_kind_any ()),
    .served = self->served,
    .own_fault = outcome->status_code == 500,
  };

  return batch_look_judge (&facts);
}

static void
note_look (Look *look)
{
  BatchHttpHandler *self = look->handler;
  BatchOutcome *outcome = &look->outcome;

  self->listed |= look->response != NULL && outcome->kind == BATCH_FAILURE_KIND_NONE;
  self->away = look->found == BATCH_LOOK_AWAY || look->found == BATCH_LOOK_BLIND;
  self->n_absences += self->away;
  self->there = look->found == BATCH_LOOK_THERE || look->found == BATCH_LOOK_ANSWERS;
  if (outcome->foreign)
    describe_foreign (look);
  if (self->away)
    {
      mention_key (self, outcome);
      mention_tls (self, outcome, look->error);
    }
  if (!self->there)
    batch_http_forget_kind (self);
}

static void
end_look (Look *look)
{
  BatchHttpHandler *self = look->handler;
  g_autoptr(GPtrArray) doubtful = g_steal_pointer (&self->doubtful);

  self->doubtful = g_ptr_array_new ();
  note_look (look);
  if (look->found == BATCH_LOOK_BLIND)
    note_suspect (self, doubtful);
  if (look->found == BATCH_LOOK_WRONG)
    note_foreign (self, doubtful);
  for (guint i = 0; i < doubtful->len; i++)
    end_doubt (g_ptr_array_index (doubtful, i), &look->outcome, look->found);
  look_free (look);
}

/* --- Everything but a version --- */

static void
bare_list_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Look *look = user_data;
  BatchClient *client = BATCH_CLIENT (source);
  g_autoptr(BatchResponse) response = batch_client_get_finish (client, result, NULL);
  g_autoptr(BatchProbes) probes = batch_probes_new (batch_client_get_url (client));

  if (response != NULL)
    batch_probes_add (probes, BATCH_BARE_MODELS_PATH, response->status, NULL, response->body);
  look->advice = batch_probes_advise (probes);
  end_look (look);
}

static void
conclude (Look        *look,
          BatchClient *client)
{
  int status = look->response != NULL ? look->response->status : 0;

  if (look->found == BATCH_LOOK_WRONG && (status == 404 || status == 405))
    batch_client_get_async (client, BATCH_BARE_MODELS_PATH, look->stop, bare_list_cb, look);
  else
    end_look (look);
}

/* --- A request that asks for nothing --- */

static gboolean
lacks_endpoint (const BatchHttpSend *send)
{
  int status = send->foreign && send->doubt != NULL ? send->doubt->status_code : 0;

  return status == 404 || status == 405 || status == 501;
}

/* Where the list of models tells nothing; NONE: it does, or nothing else would. */
static BatchEndpoint
find_endpoint_to_ask (const Look *look)
{
  const BatchHttpHandler *self = look->handler;

  for (guint i = 0; i < self->doubtful->len; i++)
    {
      const BatchHttpSend *send = g_ptr_array_index (self->doubtful, i);

      if (look->found == BATCH_LOOK_BLIND && self->served)
        return send->endpoint;
      if (look->found == BATCH_LOOK_WRONG && lacks_endpoint (send))
        return send->endpoint == BATCH_ENDPOINT_CHAT_COMPLETIONS
               || send->endpoint == BATCH_ENDPOINT_MESSAGES
               ? BATCH_ENDPOINT_EMBEDDINGS : BATCH_ENDPOINT_CHAT_COMPLETIONS;
    }

  return BATCH_ENDPOINT_NONE;
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Look *look = user_data;
  g_autoptr(BatchResponse) response = batch_client_send_finish (BATCH_CLIENT (source), result,
                                                                NULL);
  g_auto(BatchOutcome) outcome = { 0 };
  BatchNothingFacts facts = { 0 };

  if (response != NULL)
    {
      read_look (&outcome, response, NULL);
      facts = (BatchNothingFacts) {
        .answered = TRUE,
        .by_gateway = outcome.by_gateway,
        .foreign = outcome.foreign,
        .in_words = outcome.kind == BATCH_FAILURE_KIND_NONE || outcome.has_api,
      };
    }

  look->found = batch_look_judge_again (&facts, look->found);
  conclude (look, BATCH_CLIENT (source));
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Look *look = user_data;
  BatchClient *client = BATCH_CLIENT (source);
  BatchEndpoint endpoint;

  look->response = batch_client_get_finish (client, result, &look->error);
  read_look (&look->outcome, look->response, look->error);
  look->found = judge (look->handler, &look->outcome, look->error);
  endpoint = find_endpoint_to_ask (look);
  if (endpoint == BATCH_ENDPOINT_NONE)
    conclude (look, client);
  else
    {
      g_autoptr(GBytes) nothing = g_bytes_new_static ("{}", strlen ("{}"));

      batch_client_send_async (client, batch_endpoint_get_path (endpoint), nothing, NULL,
                               look->stop, asked_cb, look);
    }
}

/* One look is for all that are in doubt meanwhile. */
void
batch_http_send_if_there (BatchHttpSend *send,
                          BatchClient   *client)
{
  BatchHttpHandler *self = send->handler;
  Look *look;

  g_ptr_array_add (self->doubtful, send);
  if (self->doubtful->len > 1)
    return;

  look = look_new (self);
  batch_client_get_async (client, self->kind->lists[0].path, look->stop, looked_cb, look);
}

void
batch_http_send_doubt (BatchHttpSend *send,
                       BatchClient   *client,
                       BatchEnding   *ending)
{
  /* The server was away in between, and may be back before it is looked for: the request has not
   * met it, and is sent again as it was. */
  if (send->foreign && send->n_absences != send->handler->n_absences)
    {
      batch_ending_free (ending);
      batch_http_send_forget_words (send);
    }
  else
    send->doubt = ending;
  batch_http_send_if_there (send, client);
}
