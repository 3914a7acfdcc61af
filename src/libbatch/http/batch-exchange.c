/* http/batch-exchange.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-exchange-state-private.h"

#include "http/batch-answer-length-private.h"

/* The life of one request:
 *
 *   connect → wait (send, until the headers are there) → body → over
 *
 * libsoup says nothing when it goes from connecting to waiting, except by a
 * signal or by the metrics of the message. The metrics cost less: the phase is
 * looked up when somebody needs to know, that is when a deadline runs out or
 * something fails. A request that is answered within the connect timeout, as
 * nearly all are, never moves between deadlines before its headers are there.
 *
 * The body is read without blocking into a buffer that all exchanges share,
 * and waits for more only when the socket is empty: a short answer costs two
 * reads and no source. An endless answer yields to others now and then, and
 * ends at the limit.
 *
 * An answer that is a stream of events is put together as it comes. Comments do
 * not count as progress, nor does the head: many servers send it before they
 * have loaded the model. When the answer has said that it is done, the end of the
 * connection is waited for shortly, so that it can be used again. One that is relayed is
 * handed on as it comes, and read no faster than it is taken.
 *
 * A connection that was used before may be closed by the server just as it is used again. A
 * request that is lost at once by such a one, before any answer, is sent once more by a new one, as
 * the server will hardly have begun with it.
 *
 * Whatever ends an exchange early closes its connection at once: before the
 * headers by cancelling libsoup's operation, afterwards by closing the stream
 * with a cancellable that is cancelled, so that libsoup neither drains the rest
 * nor blocks.
 */

/* One that is packed has to be whole before it can be read. */
static gboolean
is_packed (SoupMessageHeaders *headers)
{
  const char *encoding = soup_message_headers_get_one (headers, "Content-Encoding");

  return encoding != NULL && g_ascii_strcasecmp (encoding, "identity") != 0;
}

/* Whether the answer is one, and it is to be put together. */
static gboolean
is_stream (BatchExchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  const char *wanted = batch_reply_form_get_stream_type (self->follower.form);

  return self->may_stream && type != NULL && wanted != NULL &&
         SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (self->message)) &&
         g_ascii_strcasecmp (type, wanted) == 0 && !is_packed (headers);
}

/* (nullable) */
static BatchEventTranslation *
make_translation (BatchExchange *self)
{
  if (self->follower.asked == BATCH_ENDPOINT_NONE)
    return NULL;
  if (self->follower.asked == BATCH_ENDPOINT_RESPONSES)
    return batch_event_translation_new_to_response (self->shared->settings.response_limit,
                                                    batch_clock_get_system (),
                                                    self->follower.request);

  return batch_event_translation_new (self->follower.asked, g_get_real_time () / G_USEC_PER_SEC,
                                      self->follower.tells_usage);
}

static BatchStream *
make_stream (BatchExchange *self)
{
  gsize limit = self->shared->settings.response_limit;

  if (self->follower.relay != NULL)
    return batch_stream_new_of_relay (self->follower.form, limit, make_translation (self),
                                      self->follower.tells_usage, self->follower.relay,
                                      self->follower.relay_data);

  return self->follower.event != NULL
         ? batch_stream_new_of_events (limit, self->follower.event, self->follower.event_data)
         : batch_stream_new (self->follower.form, limit);
}

static void send_message (BatchExchange *self);

static void
copy_header_cb (const char *name,
                const char *value,
                gpointer    headers)
{
  soup_message_headers_replace (headers, name, value);
}

/* @error: (transfer full): what has become of it so far, for the case that there is no more */
static void
send_again (BatchExchange *self,
            GError        *error)
{
  g_autoptr(SoupMessage) lost = g_steal_pointer (&self->message);

  self->lost = error;
  self->message = soup_message_new_from_uri (soup_message_get_method (lost),
                                             soup_message_get_uri (lost));
  soup_message_headers_foreach (soup_message_get_request_headers (lost), copy_header_cb,
                                soup_message_get_request_headers (self->message));
  soup_message_add_flags (self->message, SOUP_MESSAGE_NEW_CONNECTION);
  batch_exchange_start_phase (self, g_get_monotonic_time ());
  send_message (self);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  BatchExchange *self = user_data;
  g_autoptr(GError) error = NULL;
  GInputStream *stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  goffset length;

  if (stream == NULL && self->timeout == NULL)
    {
      if (batch_exchange_met_closing (self, error))
        {
          send_again (self, g_steal_pointer (&error));
          return;
        }

      batch_exchange_fail_io (self, error);
      return;
    }

  self->stream = stream;
  if (self->timeout != NULL)
    {
      batch_exchange_fail (self, g_steal_pointer (&self->timeout));
      return;
    }

  if (batch_answer_length_is_impossible (self->message))
    {
      batch_exchange_fail (self, batch_transport_error_impossible_length (self->shared->url));
      return;
    }

  batch_exchange_note_when_sent (self);
  self->headers = g_get_monotonic_time ();
  length = batch_exchange_get_declared_length (self);
  if (is_stream (self))
    {
      self->events = make_stream (self);
      batch_exchange_read_body (self);
      return;
    }

  if (length > 0 && (guint64) length > self->shared->settings.response_limit)
    {
      batch_exchange_fail_too_large (self);
      return;
    }

  self->body = g_byte_array_sized_new (CLAMP (length, 0, BATCH_EXCHANGE_SCRATCH));
  batch_exchange_read_body (self);
}

static gboolean
has_head (gpointer user_data)
{
  BatchExchange *self = user_data;

  return self->stream == NULL && soup_message_get_status (self->message) >= SOUP_STATUS_OK;
}

/* At 421 libsoup would send the request once more, and without its body. */
static void
got_body_cb (SoupMessage *message,
             gpointer     user_data)
{
  if (soup_message_get_status (message) == SOUP_STATUS_MISDIRECTED_REQUEST)
    g_signal_stop_emission_by_name (message, "got-body");
}

static void
send_message (BatchExchange *self)
{
  batch_pooled_session_fit (self->session, self->message, self->request);
  soup_message_add_flags (self->message, SOUP_MESSAGE_IDEMPOTENT | SOUP_MESSAGE_NO_REDIRECT |
                                         SOUP_MESSAGE_COLLECT_METRICS);
  batch_answer_length_guard (self->message);
  g_signal_connect (self->message, "got-body", G_CALLBACK (got_body_cb), NULL);
  soup_session_send_async (self->session->session, self->message, G_PRIORITY_DEFAULT,
                           self->cancel.to, sent_cb, self);
}

/* Answers @task with a BatchResponse.
 * @body: (nullable): of the message, if it has no other one
 * @follower: (nullable): NULL when a stream is nothing special */
void
batch_exchange_run (BatchExchangeShared *shared,
                    SoupMessage         *message,
                    GBytes              *body,
                    const BatchFollower *follower,
                    GTask               *task)
{
  BatchExchange *self = g_slice_new0 (BatchExchange);

  self->shared = shared;
  self->task = g_object_ref (task);
  self->message = g_object_ref (message);
  self->request = body != NULL ? g_bytes_ref (body) : NULL;
  self->session = batch_session_pool_take (shared->sessions);
  self->started = g_get_monotonic_time ();
  if (follower != NULL)
    {
      self->may_stream = TRUE;
      self->follower = *follower;
    }

  batch_exchange_start_deadlines (self);
  batch_cancel_relay_start (&self->cancel, g_task_get_cancellable (task), has_head, self);
  send_message (self);
}
