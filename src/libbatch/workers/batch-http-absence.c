/* batch-http-absence.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-http-handler-state-private.h"

#include "http/batch-transport-error-private.h"

/* A gateway answers alike whether a server is away or has crashed on a request. A request that was
 * sent while the server was there may have crashed it, and costs an attempt. After that nothing
 * more is sent until the server has answered a harmless request, the list of models; items that
 * wait for this are not charged an attempt.
 *
 * An answer that no model server words like that is looked into in the same way, as it would be
 * the same for all requests. The list of models tells who answers:
 *
 *   a model server            → it means this request
 *   nothing of the kind, and
 *     it has listed them before, or is of a kind that does and has answered requests
 *                             → something else answers for a server that is away
 *     it has answered requests
 *                             → one without such a list: it means this request
 *     it has done neither     → the address is wrong */

#define LOOK_MS 5000

typedef struct
{
  BatchHttpHandler *handler;
  GCancellable     *stop;
  GSource          *timer;
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

  *look = (Look) { handler, g_cancellable_new (), g_timeout_source_new (LOOK_MS) };
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

/* Something else has answered @send, so that nothing in it can have to do with this. */
static gboolean
is_not_charged (const BatchHttpSend *send)
{
  return send->foreign || !send->was_there;
}

static void
end_doubt (BatchHttpSend      *send,
           const BatchOutcome *outcome)
{
  const BatchHttpHandler *self = send->handler;

  if (g_cancellable_is_cancelled (send->cancellable))
    batch_http_send_end (send, batch_ending_new (BATCH_ITEM_STATUS_CANCELLED));
  else if (self->away && is_not_charged (send))
    batch_http_send_end (send, ending_away (outcome));
  else if (send->foreign && outcome->foreign && !self->served)
    batch_http_send_end (send, ending_wrong_address (outcome));
  else if (send->doubt != NULL)
    batch_http_send_end (send, g_steal_pointer (&send->doubt));
  else
    batch_http_send_start (send);
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

/* Where another server, or an old address, is what is wrong, that is told as “batchq backend
 * test” does. */
static void
describe_foreign (BatchHttpHandler    *self,
                  BatchOutcome        *outcome,
                  const BatchResponse *response)
{
  if (response != NULL && response->location != NULL)
    return;

  g_free (outcome->message);
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

/* A list harms nobody, so that no request is to blame. One who answers requests, and has never been
 * seen to list its models, may fail at that alone. */
static gboolean
is_gone (const BatchHttpHandler *self,
         const BatchOutcome     *outcome,
         const GError           *error,
         gboolean                lists)
{
  gboolean fails_at_list = outcome->status_code == 500 && self->served && !lists;

  return (outcome->by_gateway && !fails_at_list) || outcome->server_down
         || g_error_matches (error, BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_LOST);
}

static void
note_look (BatchHttpHandler    *self,
           BatchOutcome        *outcome,
           const BatchResponse *response,
           const GError        *error)
{
  gboolean lists = self->listed || (self->served && self->kind != batch_backend_kind_any ());

  self->listed |= response != NULL && outcome->kind == BATCH_FAILURE_KIND_NONE;
  self->away = is_gone (self, outcome, error, lists) || (outcome->foreign && lists);
  self->n_absences += self->away;
  self->there = !self->away && (!outcome->foreign || self->served);
  if (outcome->foreign)
    describe_foreign (self, outcome, response);
  if (self->away)
    mention_key (self, outcome);
  if (!self->there)
    batch_http_forget_kind (self);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Look *look = user_data;
  BatchHttpHandler *self = look->handler;
  g_autoptr(GPtrArray) doubtful = g_steal_pointer (&self->doubtful);
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_get_finish (BATCH_CLIENT (source), result,
                                                               &error);
  g_auto(BatchOutcome) outcome = { 0 };

  look_free (look);
  read_look (&outcome, response, error);
  self->doubtful = g_ptr_array_new ();
  note_look (self, &outcome, response, error);
  for (guint i = 0; i < doubtful->len; i++)
    end_doubt (g_ptr_array_index (doubtful, i), &outcome);
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
      send->other_words = FALSE;
    }
  else
    send->doubt = ending;
  batch_http_send_if_there (send, client);
}
