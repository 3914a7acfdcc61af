/* backend/batch-exchange.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-exchange-private.h"

#include "backend/batch-plain-body-private.h"
#include "core/batch-cancel-relay-private.h"

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
 * Whatever ends an exchange early closes its connection at once: before the
 * headers by cancelling libsoup's operation, afterwards by closing the stream
 * with a cancellable that is cancelled, so that libsoup neither drains the rest
 * nor blocks.
 */

#define READS_PER_TURN 4
#define WAIT_FOR_END_MS 1000
/* How soon it is looked again whether who gets a relayed answer can take more of it. */
#define HOLD_MS 20

typedef enum
{
  DEADLINE_CONNECT,
  DEADLINE_FIRST_BYTE,
  DEADLINE_IDLE,
  DEADLINE_TOTAL,
  DEADLINE_END,
  N_DEADLINES,
} DeadlineKind;

typedef struct
{
  BatchExchangeShared *shared;
  GTask               *task;           /* (owned) */
  SoupMessage         *message;        /* (owned) */
  BatchPooledSession  *session;        /* lent by the pool */
  BatchCancelRelay     cancel;         /* from the one of the task */
  GInputStream        *stream;         /* (owned) (nullable) once there are headers */
  GSource             *readable;       /* (owned) (nullable) while there is more to come */
  GByteArray          *body;           /* (owned) (nullable) */
  BatchStream         *events;         /* (owned) (nullable) in place of a body */
  GError              *timeout;        /* (owned) (nullable) what ran out before the headers */
  gint64               started;        /* monotonic, µs */
  gint64               headers;        /* monotonic, µs */
  gint64               received;       /* bytes of the body */
  BatchFollower        follower;
  BatchDeadline        phase_deadline;
  BatchDeadline        total_deadline;
  guint                may_stream : 1;
} BatchExchange;

static void
start_deadline (BatchExchange *self,
                BatchDeadline *deadline,
                DeadlineKind   kind,
                gint64         from,
                gint64         duration_ms)
{
  if (duration_ms > 0)
    batch_deadlines_start (self->shared->deadlines, deadline, kind, from + duration_ms * 1000);
  else
    batch_deadlines_stop (self->shared->deadlines, deadline);
}

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

static void
stop_waiting (BatchExchange *self)
{
  if (self->readable != NULL)
    g_source_destroy (self->readable);
  g_clear_pointer (&self->readable, g_source_unref);
}

static void
close_stream (BatchExchange *self,
              gboolean       whole)
{
  stop_waiting (self);

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
  close_stream (self, whole);
  batch_cancel_relay_stop (&self->cancel);
  batch_session_pool_give (self->shared->sessions, self->session);

  return task;
}

static void
fail (BatchExchange *self,
      GError        *error)
{
  g_autoptr(GTask) task = end (self, FALSE);

  batch_exchange_free (self);
  g_task_return_error (task, error);
}

static void
fail_io (BatchExchange *self,
         const GError  *error)
{
  fail (self, batch_transport_error_from_io (get_phase (self), error, self->shared->url));
}

static void
fail_too_large (BatchExchange *self)
{
  g_autofree char *limit = g_format_size_full (self->shared->settings.response_limit,
                                               G_FORMAT_SIZE_IEC_UNITS);

  fail (self, g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_TOO_LARGE,
                           "The answer of %s is larger than the limit of %s",
                           self->shared->url, limit));
}

static void
fail_cut (BatchExchange *self)
{
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "");

  fail_io (self, error);
}

static goffset
declared_length (BatchExchange *self)
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
  response->location = dup_header (self, "Location");
  response->retry_after = dup_header (self, "Retry-After");
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

static void
finish_plain (BatchExchange *self)
{
  g_autoptr(GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
  g_autoptr(GBytes) plain = batch_plain_body (body, self->shared->settings.response_limit);
  g_autoptr(GBytes) read = NULL;

  if (plain == NULL)
    {
      fail_too_large (self);
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
  fail (self, g_error_new (BATCH_TRANSPORT_ERROR, BATCH_TRANSPORT_ERROR_GARBLED,
                           "What %s streams is not an answer", self->shared->url));
}

static void
finish_stream (BatchExchange *self,
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
      fail_too_large (self);
      return;

    case BATCH_FOLD_ERROR:
      break;

    case BATCH_FOLD_OPEN:
    case BATCH_FOLD_DONE:
      if (!batch_stream_is_whole (self->events))
        {
          fail_cut (self);
          return;
        }
    }

  body = fold != NULL ? batch_answer_fold_dup_body (fold) : g_bytes_new (NULL, 0);
  answer (self, body, whole);
}

/* Whether the answer is one, and it is to be put together. */
static gboolean
is_stream (BatchExchange *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);

  return self->may_stream && batch_reply_form_get_stream_type (self->follower.form) != NULL &&
         SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (self->message)) &&
         g_strcmp0 (soup_message_headers_get_content_type (headers, NULL),
                    batch_reply_form_get_stream_type (self->follower.form)) == 0;
}

static guint
count_progress (BatchExchange *self)
{
  return self->events != NULL ? batch_stream_count_events (self->events) : self->body->len;
}

/* FALSE: it is too large. */
static gboolean
take_plain (BatchExchange *self,
            gsize          length)
{
  if (length > self->shared->settings.response_limit - self->body->len)
    return FALSE;

  g_byte_array_append (self->body, self->shared->scratch, length);
  return TRUE;
}

/* --- Reading --- */

/* With “Connection: close” libsoup takes the end of the connection for the end
 * of the answer, whatever Content-Length says.
 */
static void
finish (BatchExchange *self)
{
  if (declared_length (self) > self->received)
    fail_cut (self);
  else if (self->events != NULL)
    finish_stream (self, TRUE);
  else
    finish_plain (self);
}

typedef enum
{
  READ_ALL,
  READ_MORE,
  READ_EMPTY,
  READ_SAID_ALL,                /* a stream that need not go on */
  READ_TOO_LARGE,
  READ_FAILED,
} ReadResult;

/* Whether the rest is to be read, too. */
static gboolean
take_events (BatchFoldState state)
{
  return state == BATCH_FOLD_OPEN || state == BATCH_FOLD_DONE;
}

static ReadResult
read_some (BatchExchange  *self,
           GError        **error)
{
  GPollableInputStream *stream = G_POLLABLE_INPUT_STREAM (self->stream);
  guint8 *scratch = self->shared->scratch;

  for (guint i = 0; i < READS_PER_TURN; i++)
    {
      gssize n = g_pollable_input_stream_read_nonblocking (stream, scratch, BATCH_EXCHANGE_SCRATCH,
                                                           self->cancel.to, error);

      if (n == 0)
        return READ_ALL;
      if (n < 0 && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return READ_EMPTY;
      if (n < 0)
        return READ_FAILED;

      self->received += n;
      if (self->events == NULL && !take_plain (self, n))
        return READ_TOO_LARGE;
      if (self->events != NULL && !take_events (batch_stream_feed (self->events, scratch, n)))
        return READ_SAID_ALL;
    }

  return READ_MORE;
}

static gboolean readable_cb (GObject  *stream,
                             gpointer  user_data);
static gboolean turn_cb     (gpointer  user_data);

static void
wait_until_readable (BatchExchange *self)
{
  self->readable = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (self->stream),
                                                          self->cancel.to);
  g_source_set_callback (self->readable, G_SOURCE_FUNC (readable_cb), self, NULL);
  g_source_attach (self->readable, g_main_context_get_thread_default ());
}

/* The source of the stream is for an empty socket only: when all was read but the
 * end, libsoup would wait for a byte that never comes.
 */
static void
wait_for_turn (BatchExchange *self)
{
  self->readable = g_idle_source_new ();
  g_source_set_priority (self->readable, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->readable, turn_cb, self, NULL);
  g_source_attach (self->readable, g_main_context_get_thread_default ());
}

static gboolean
hold_cb (gpointer user_data)
{
  BatchExchange *self = user_data;

  /* Nothing else looks whether it is cancelled meanwhile. */
  return batch_stream_is_ready (self->events) || g_cancellable_is_cancelled (self->cancel.to)
         ? turn_cb (self) : G_SOURCE_CONTINUE;
}

/* Who gets the answer is slower than who gives it, which is nothing that runs out: whoever
 * serves a client knows how long it may take. */
static void
hold (BatchExchange *self)
{
  batch_deadlines_stop (self->shared->deadlines, &self->phase_deadline);
  self->readable = g_timeout_source_new (HOLD_MS);
  g_source_set_callback (self->readable, hold_cb, self, NULL);
  g_source_attach (self->readable, g_main_context_get_thread_default ());
}

static gint64
sent_at (BatchExchange *self)
{
  return soup_message_metrics_get_request_start (soup_message_get_metrics (self->message));
}

static gboolean
said_all (BatchExchange *self)
{
  return self->events != NULL && batch_stream_is_done (self->events);
}

/* Only some versions of libsoup notice that the last chunk is missing, which is one that says
 * nothing. What the events say decides, with all of them.
 */
static gboolean
said_enough (BatchExchange *self,
             const GError  *error)
{
  return self->events != NULL && self->follower.event == NULL &&
         declared_length (self) <= self->received &&
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) &&
         batch_stream_is_whole (self->events);
}

/* Any byte counts, but of a stream only events do. */
static void
restart_idle_deadline (BatchExchange *self,
                       guint          had)
{
  guint progress = count_progress (self);
  BatchDeadline *deadline = &self->phase_deadline;
  const BatchClientSettings *settings = &self->shared->settings;
  gint64 now = g_get_monotonic_time ();

  if (said_all (self))
    {
      if (deadline->kind != DEADLINE_END)
        start_deadline (self, deadline, DEADLINE_END, now, WAIT_FOR_END_MS);
    }
  else if (self->events != NULL && progress == 0)
    start_deadline (self, deadline, DEADLINE_FIRST_BYTE, sent_at (self), settings->first_byte_ms);
  else if (progress > had || !deadline->running || deadline->kind != DEADLINE_IDLE)
    start_deadline (self, deadline, DEADLINE_IDLE, now, settings->idle_ms);
}

static void
tell_progress (BatchExchange *self,
               guint          had)
{
  if (self->events != NULL && self->follower.progress != NULL && count_progress (self) > had)
    self->follower.progress (batch_stream_get_fold (self->events), self->follower.progress_data);
}

static void
wait_for_more (BatchExchange *self,
               guint          had,
               gboolean       empty)
{
  restart_idle_deadline (self, had);
  tell_progress (self, had);
  if (self->events != NULL && !batch_stream_is_ready (self->events))
    hold (self);
  else if (empty)
    wait_until_readable (self);
  else
    wait_for_turn (self);
}

static void
read_body (BatchExchange *self)
{
  g_autoptr(GError) error = NULL;
  guint had = count_progress (self);

  switch (read_some (self, &error))
    {
    case READ_ALL:
      finish (self);
      return;

    case READ_SAID_ALL:
      finish_stream (self, FALSE);
      return;

    case READ_TOO_LARGE:
      fail_too_large (self);
      return;

    case READ_FAILED:
      if (said_enough (self, error))
        finish_stream (self, FALSE);
      else
        fail_io (self, error);
      return;

    case READ_MORE:
      wait_for_more (self, had, FALSE);
      return;

    case READ_EMPTY:
      wait_for_more (self, had, TRUE);
      return;
    }
}

static gboolean
turn_cb (gpointer user_data)
{
  BatchExchange *self = user_data;

  stop_waiting (self);
  read_body (self);
  return G_SOURCE_REMOVE;
}

static gboolean
readable_cb (GObject  *stream,
             gpointer  user_data)
{
  return turn_cb (user_data);
}

static gint64
note_when_sent (BatchExchange *self)
{
  gint64 sent = sent_at (self);

  self->shared->last_sent = MAX (self->shared->last_sent, sent);
  return sent;
}

/* (nullable) */
static BatchEventTranslation *
make_translation (BatchExchange *self)
{
  if (self->follower.asked == BATCH_ENDPOINT_NONE)
    return NULL;

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
      fail_io (self, error);
      return;
    }

  self->stream = stream;
  if (self->timeout != NULL)
    {
      fail (self, g_steal_pointer (&self->timeout));
      return;
    }

  note_when_sent (self);
  self->headers = g_get_monotonic_time ();
  length = declared_length (self);
  if (is_stream (self))
    {
      self->events = make_stream (self);
      read_body (self);
      return;
    }

  if (length > 0 && (guint64) length > self->shared->settings.response_limit)
    {
      fail_too_large (self);
      return;
    }

  self->body = g_byte_array_sized_new (CLAMP (length, 0, BATCH_EXCHANGE_SCRATCH));
  read_body (self);
}

static void
time_out (BatchExchange       *self,
          BatchTransportError  which,
          gint64               after_ms)
{
  GError *error = batch_transport_error_timeout (which, after_ms, self->shared->url);

  if (self->stream != NULL)
    {
      fail (self, error);
      return;
    }

  batch_deadlines_stop (self->shared->deadlines, &self->phase_deadline);
  batch_deadlines_stop (self->shared->deadlines, &self->total_deadline);
  self->timeout = error;
  batch_cancel_relay_cancel (&self->cancel);
}

/* How soon it has to be looked whether the request was sent. */
static gint64
look_after_ms (const BatchClientSettings *settings)
{
  if (settings->connect_ms == 0 || settings->first_byte_ms == 0)
    return MAX (settings->connect_ms, settings->first_byte_ms);

  return MIN (settings->connect_ms, settings->first_byte_ms);
}

/* libsoup opens one connection to a host at a time. While a request waits for its
 * turn, its time starts over whenever another one has got through.
 */
static gint64
connecting_since (BatchExchange *self)
{
  SoupMessageMetrics *metrics = soup_message_get_metrics (self->message);
  gint64 tried = soup_message_metrics_get_dns_start (metrics);

  return tried > 0 ? tried : MAX (self->started, self->shared->last_sent);
}

static void
look_whether_sent (BatchExchange *self)
{
  const BatchClientSettings *settings = &self->shared->settings;
  gint64 sent = note_when_sent (self);
  gint64 now = g_get_monotonic_time ();
  gint64 left_ms = settings->connect_ms - (now - connecting_since (self)) / 1000;

  if (sent > 0)
    start_deadline (self, &self->phase_deadline, DEADLINE_FIRST_BYTE, sent,
                    settings->first_byte_ms);
  else if (settings->connect_ms == 0)
    start_deadline (self, &self->phase_deadline, DEADLINE_CONNECT, now, look_after_ms (settings));
  else if (left_ms > 0)
    start_deadline (self, &self->phase_deadline, DEADLINE_CONNECT, now,
                    MIN (left_ms, look_after_ms (settings)));
  else
    time_out (self, BATCH_TRANSPORT_ERROR_CONNECT_TIMEOUT, settings->connect_ms);
}

static void
deadline_expired (BatchDeadline *deadline,
                  gpointer       user_data)
{
  BatchExchange *self = deadline->owner;
  const BatchClientSettings *settings = &self->shared->settings;

  switch ((DeadlineKind) deadline->kind)
    {
    case DEADLINE_CONNECT:
      look_whether_sent (self);
      break;

    case DEADLINE_FIRST_BYTE:
      time_out (self, BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT, settings->first_byte_ms);
      break;

    case DEADLINE_IDLE:
      time_out (self, BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT, settings->idle_ms);
      break;

    case DEADLINE_TOTAL:
      time_out (self, BATCH_TRANSPORT_ERROR_TOTAL_TIMEOUT, settings->total_ms);
      break;

    case DEADLINE_END:
      finish_stream (self, FALSE);
      break;

    case N_DEADLINES:
      g_assert_not_reached ();
    }
}

BatchDeadlines *
batch_exchange_deadlines_new (void)
{
  return batch_deadlines_new (N_DEADLINES, deadline_expired, NULL);
}

static gboolean
has_head (gpointer user_data)
{
  BatchExchange *self = user_data;

  return self->stream == NULL && soup_message_get_status (self->message) >= SOUP_STATUS_OK;
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
  self->session = batch_session_pool_take (shared->sessions);
  self->started = g_get_monotonic_time ();
  if (follower != NULL)
    {
      self->may_stream = TRUE;
      self->follower = *follower;
    }
  self->phase_deadline.owner = self;
  self->total_deadline.owner = self;

  start_deadline (self, &self->phase_deadline, DEADLINE_CONNECT, self->started,
                  look_after_ms (&shared->settings));
  start_deadline (self, &self->total_deadline, DEADLINE_TOTAL, self->started,
                  shared->settings.total_ms);
  batch_cancel_relay_start (&self->cancel, g_task_get_cancellable (task), has_head, self);

  batch_pooled_session_fit (self->session, message, body);
  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT | SOUP_MESSAGE_NO_REDIRECT |
                                   SOUP_MESSAGE_COLLECT_METRICS);
  soup_session_send_async (self->session->session, message, G_PRIORITY_DEFAULT, self->cancel.to,
                           sent_cb, self);
}
