/* batch-http-absence.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-http-handler-state-private.h"

/* A gateway answers alike whether a server is away or has crashed on a request. A request that was
 * sent while the server was there may have crashed it, and costs an attempt. After that nothing
 * more is sent until the server has answered a harmless request, the list of models; items that
 * wait for this are not charged an attempt. */

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

static BatchEnding *
ending_away (const BatchOutcome *outcome)
{
  BatchEnding *ending = batch_http_ending_for ((BatchOutcome *) outcome);

  ending->verdict = BATCH_VERDICT_SERVER_GONE;
  ending->costs_attempt = FALSE;
  ending->server_down = TRUE;
  return ending;
}

/* @away: (nullable): how it is known that the server is not there */
static void
end_doubt (BatchHttpSend      *send,
           const BatchOutcome *away)
{
  if (g_cancellable_is_cancelled (send->cancellable))
    batch_http_send_end (send, batch_ending_new (BATCH_ITEM_STATUS_CANCELLED));
  else if (away != NULL && !send->was_there)
    batch_http_send_end (send, ending_away (away));
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
  self->away = outcome.by_gateway || outcome.server_down;
  self->there = !self->away;
  if (self->away)
    batch_http_forget_kind (self);
  for (guint i = 0; i < doubtful->len; i++)
    end_doubt (g_ptr_array_index (doubtful, i), self->away ? &outcome : NULL);
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
  send->doubt = ending;
  batch_http_send_if_there (send, client);
}
