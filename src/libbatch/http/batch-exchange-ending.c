/* batch-exchange-ending.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-exchange-state-private.h"

#include <string.h>

#include "core/batch-byte-count-private.h"
#include "http/batch-limit-reset-private.h"
#include "http/batch-plain-body-private.h"
#include "http/batch-server-clock-private.h"

/* How an exchange ends: with an answer or an error, and its connection for others or closed. */

/* How soon a request is lost whose server was about to close the connection. */
#define AT_ONCE_MS 1000

static BatchPhase
get_phase (BatchExchange *self)
{
  SoupMessageMetrics *metrics = soup_message_get_metrics (self->message);

  if (self->stream != NULL)
    return BATCH_PHASE_BODY;
  if (soup_message_metrics_get_request_start (metrics) != 0)
    return BATCH_PHASE_WAIT;
  return BATCH_PHASE_CONNECT;
}

void
batch_exchange_stop_waiting (BatchExchange *self)
{
  if (self->readable != NULL)
    g_source_destroy (self->readable);
  g_clear_pointer (&self->readable, g_source_unref);
}

static void
close_stream (BatchExchange *self,
              gboolean       whole)
{
  batch_exchange_stop_waiting (self);

  if (self->stream != NULL)
    g_input_stream_close (self->stream, whole ? NULL : self->shared->abort, NULL);
  g_clear_object (&self->stream);
}

static void
batch_exchange_free (BatchExchange *self)
{
  g_clear_object (&self->message);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_pointer (&self->events, batch_stream_free);
  g_clear_error (&self->timeout);
  g_clear_error (&self->lost);
  g_clear_pointer (&self->request, g_bytes_unref);
  g_slice_free (BatchExchange, self);
}

/* Stops everything and gives the task back, which is to be returned last: its
 * callback may well start the next request on the same connection.
 */
static GTask *
end (BatchExchange *self,
     gboolean       whole)
{
  GTask *task = g_steal_pointer (&self->task);

  batch_deadlines_stop (self->shared->deadlines, &self->phase_deadline);
  batch_deadlines_stop (self->shared->deadlines, &self->total_deadline);
  batch_exchange_stop_asking (self);
  close_stream (self, whole);
  batch_cancel_relay_stop (&self->cancel);
  batch_session_pool_give (self->shared->sessions, self->session);

  return task;
}

void
batch_exchange_fail (BatchExchange *self,
                     GError        *error)
{
  g_autoptr(GTask) task = end (self, FALSE);

  batch_exchange_free (self);
  g_task_return_error (task, error);
}

/* What it says of how the server is spoken to. */
static void
note_protocol (BatchExchange *self,
               const GError  *error)
{
  if (get_phase (self) == BATCH_PHASE_CONNECT && error->domain == G_TLS_ERROR)
    batch_session_pool_note_no_tls (self->shared->sessions);
  else if (get_phase (self) != BATCH_PHASE_CONNECT
           && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    batch_session_pool_note_lost (self->shared->sessions);
}

gboolean
batch_exchange_met_closing (BatchExchange *self,
                            const GError  *error)
{
  SoupMessageMetrics *metrics = soup_message_get_metrics (self->message);
  gint64 sent = batch_exchange_get_sent_at (self);

  if (self->lost != NULL || self->request == NULL || get_phase (self) != BATCH_PHASE_WAIT
      || soup_message_metrics_get_connect_start (metrics) != 0
      || soup_message_get_status (self->message) != SOUP_STATUS_NONE
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING))
    return FALSE;

  note_protocol (self, error);
  return g_get_monotonic_time () - sent < AT_ONCE_MS * 1000;
}

/* One that dies of a request takes no second one, and is not told to have been away before. */
void
batch_exchange_fail_io (BatchExchange *self,
                        const GError  *error)
{
  BatchPhase phase = get_phase (self);

  note_protocol (self, error);
  if (self->lost != NULL && phase == BATCH_PHASE_CONNECT
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      phase = BATCH_PHASE_WAIT;
      error = self->lost;
    }
  batch_exchange_fail (self, batch_transport_error_from_io (phase, error, self->shared->url));
}

void
batch_exchange_fail_too_large (BatchExchange *self)
{
  g_autofree char *limit = batch_byte_count_to_text (self->shared->settings.response_limit);

  batch_exchange_fail (self, g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_TOO_LARGE,
                                          "The answer of %s is larger than the limit of %s",
                                          self->shared->url, limit));
}

void
batch_exchange_fail_cut (BatchExchange *self)
{
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "");

  batch_exchange_fail_io (self, error);
}

goffset
batch_exchange_get_declared_length (BatchExchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  guint status = soup_message_get_status (self->message);

  if (status == SOUP_STATUS_NO_CONTENT || status == SOUP_STATUS_NOT_MODIFIED ||
      soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH)
    return -1;

  return soup_message_headers_get_content_length (headers);
}

static char *
dup_header (BatchExchange *self,
            const char    *name)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);

  return g_strdup (soup_message_headers_get_one (headers, name));
}

/* Whole, as it is told to people. */
static char *
dup_location (BatchExchange *self)
{
  g_autofree char *said = dup_header (self, "Location");
  g_autoptr(GUri) uri = said != NULL ? g_uri_parse_relative (soup_message_get_uri (self->message),
                                                             said, G_URI_FLAGS_ENCODED, NULL)
                                     : NULL;

  return uri != NULL ? g_uri_to_string (uri) : g_steal_pointer (&said);
}

static void
note_moments (BatchExchange *self,
              BatchResponse *response)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  const char *date = soup_message_headers_get_one (headers, "Date");
  gint64 now_us = g_get_real_time ();

  response->clock_ahead_us = batch_server_clock_ahead (date, now_us);
  response->limit_reset_ms = batch_limit_reset_find (headers, now_us + response->clock_ahead_us);
}

static BatchResponse *
make_response (BatchExchange *self,
               GBytes        *body)
{
  SoupMessageMetrics *metrics = soup_message_get_metrics (self->message);
  gint64 sent = soup_message_metrics_get_request_start (metrics);
  BatchResponse *response = g_slice_new0 (BatchResponse);

  response->status = soup_message_get_status (self->message);
  response->body = g_bytes_ref (body);
  response->request_id = dup_header (self, "x-request-id");
  if (response->request_id == NULL)
    response->request_id = dup_header (self, "request-id");
  response->content_type = dup_header (self, "Content-Type");
  response->content_encoding = dup_header (self, "Content-Encoding");
  response->location = dup_location (self);
  if (response->location != NULL)
    response->points_from = g_uri_to_string (soup_message_get_uri (self->message));
  response->retry_after = dup_header (self, "Retry-After");
  note_moments (self, response);
  if (soup_message_get_method (self->message) == SOUP_METHOD_GET)
    response->server = dup_header (self, "Server");
  response->first_byte_ms = sent > 0 ? (self->headers - sent) / 1000 : 0;
  response->total_ms = (g_get_monotonic_time () - self->started) / 1000;

  return response;
}

/* @whole: whether the connection is good for the next request. */
static void
answer (BatchExchange *self,
        GBytes        *body,
        gboolean       whole)
{
  BatchResponse *response = make_response (self, body);
  g_autoptr(GTask) task = end (self, whole);

  batch_exchange_free (self);
  g_task_return_pointer (task, response, (GDestroyNotify) batch_response_free);
}

/* (nullable) the one that the head of the answer says; nearly all say none, or UTF-8. */
static char *
dup_charset (BatchExchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  const char *type = soup_message_headers_get_one (headers, "Content-Type");
  g_autoptr(GHashTable) parameters = NULL;

  if (type == NULL || strchr (type, ';') == NULL)
    return NULL;

  soup_message_headers_get_content_type (headers, &parameters);
  return parameters != NULL ? g_strdup (g_hash_table_lookup (parameters, "charset")) : NULL;
}

static GBytes *
take_plain_body (BatchExchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  g_autoptr(GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
  g_autofree char *charset = dup_charset (self);

  return batch_plain_body (body, soup_message_headers_get_one (headers, "Content-Encoding"),
                           charset, self->shared->settings.response_limit);
}

static gboolean
are_lines (BatchExchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  const char *lines = batch_reply_form_get_stream_type (self->follower.form);

  return type != NULL && lines != NULL && g_ascii_strcasecmp (type, lines) == 0;
}

/* Whether it is a stream that had to be whole before it was read. Events are known whatever the
 * head says that they are: JSON does not begin so. */
static gboolean
is_whole_stream (BatchExchange *self,
                 GBytes        *plain)
{
  static const char *const words[] = { "data:", "event:", "id:", "retry:", ":" };
  gsize length;
  const char *data = g_bytes_get_data (plain, &length);

  if (!self->may_stream || self->follower.event != NULL
      || !SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (self->message)))
    return FALSE;
  if (self->follower.form != BATCH_REPLY_PLAIN)
    return are_lines (self);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (length >= strlen (words[i]) && memcmp (data, words[i], strlen (words[i])) == 0)
      return TRUE;
  return FALSE;
}

static void
read_stream (BatchExchange *self,
             GBytes        *plain)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (plain, &length);

  self->events = batch_stream_new (self->follower.form, self->shared->settings.response_limit);
  batch_stream_feed (self->events, data, length);
  batch_exchange_finish_stream (self, TRUE);
}

void
batch_exchange_finish_plain (BatchExchange *self)
{
  g_autoptr(GBytes) plain = take_plain_body (self);
  g_autoptr(GBytes) read = NULL;

  if (plain == NULL)
    {
      batch_exchange_fail_too_large (self);
      return;
    }
  if (is_whole_stream (self, plain))
    {
      read_stream (self, plain);
      return;
    }

  /* A failure is not written in that form, and what is none is seen to be none later. */
  if (SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (self->message)))
    read = batch_reply_form_read (self->follower.form, plain,
                                  self->shared->settings.response_limit);
  answer (self, read != NULL ? read : plain, TRUE);
}

/* --- Streams --- */

static void
fail_garbled (BatchExchange *self)
{
  batch_exchange_fail (self, g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_GARBLED,
                                          "What %s streams is not an answer", self->shared->url));
}

void
batch_exchange_finish_stream (BatchExchange *self,
                              gboolean       whole)
{
  BatchAnswerFold *fold = batch_stream_get_fold (self->events);
  g_autoptr(GBytes) body = NULL;

  switch (batch_stream_end (self->events))
    {
    case BATCH_FOLD_GARBLED:
      fail_garbled (self);
      return;

    case BATCH_FOLD_TOO_LARGE:
      batch_exchange_fail_too_large (self);
      return;

    case BATCH_FOLD_ERROR:
      break;

    case BATCH_FOLD_OPEN:
    case BATCH_FOLD_DONE:
      if (!batch_stream_is_whole (self->events))
        {
          batch_exchange_fail_cut (self);
          return;
        }
    }

  body = fold != NULL ? batch_answer_fold_dup_body (fold) : g_bytes_new (NULL, 0);
  answer (self, body, whole);
}
