/* batch-exchange-reading.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-exchange-state-private.h"

#define READS_PER_TURN 4
#define WAIT_FOR_END_MS 1000
/* How soon it is looked again whether who gets a relayed answer can take more of it. */
#define HOLD_MS 20

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

/* Whether it is an object in place of the events that its head says it has: no event begins so. */
static gboolean
is_object (BatchExchange *self,
           gsize          length)
{
  const guint8 *data = self->shared->scratch;
  gsize n_blanks = 0;

  while (n_blanks < length && g_ascii_isspace (data[n_blanks]))
    n_blanks++;
  return self->received == 0 && self->follower.form == BATCH_REPLY_PLAIN
         && self->follower.event == NULL && self->follower.relay == NULL
         && n_blanks < length && data[n_blanks] == '{';
}

/* With “Connection: close” libsoup takes the end of the connection for the end
 * of the answer, whatever Content-Length says.
 */
static void
finish (BatchExchange *self)
{
  if (batch_exchange_get_declared_length (self) > self->received)
    batch_exchange_fail_cut (self);
  else if (self->events != NULL)
    batch_exchange_finish_stream (self, TRUE);
  else
    batch_exchange_finish_plain (self);
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

      if (n < 0)
        return g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) ? READ_EMPTY
                                                                            : READ_FAILED;
      /* Whoever waited is gone, also for an event that ends with the stream: the relay ends this in
       * the next turn. */
      if (g_cancellable_is_cancelled (self->cancel.from))
        return READ_EMPTY;
      if (n == 0)
        return READ_ALL;

      if (self->events != NULL && is_object (self, n))
        {
          g_clear_pointer (&self->events, batch_stream_free);
          self->body = g_byte_array_new ();
        }

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
         batch_exchange_get_declared_length (self) <= self->received &&
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) &&
         batch_stream_is_whole (self->events);
}

/* It has said something, if only that it is there, which counts for so long. */
static gboolean
lives (BatchExchange *self,
       gint64         now)
{
  const BatchClientSettings *settings = &self->shared->settings;
  gboolean has_spoken = self->received > self->heard;

  self->heard = self->received;
  return has_spoken && (settings->stall_ms == 0
                        || now - self->progress_at < 1000 * (settings->stall_ms
                                                             - settings->idle_ms));
}

/* Some say whose answer it is, or that they are there, and only then read the prompt, or think.
 * Nothing of the answer has come: it is waited for as long as if they had said nothing, and if that
 * is over, as long as for any other piece. */
static gboolean
has_yet_to_begin (BatchExchange *self,
                  gint64         now)
{
  const BatchClientSettings *settings = &self->shared->settings;
  gint64 left_us = batch_exchange_get_sent_at (self) + 1000 * settings->first_byte_ms - now;

  if (self->events == NULL || batch_stream_has_begun (self->events))
    return FALSE;

  return batch_stream_count_events (self->events) == 0 || settings->first_byte_ms == 0
         || (settings->idle_ms > 0 && left_us > 1000 * settings->idle_ms);
}

/* Any byte counts, but of a stream only events do for long. */
static void
restart_idle_deadline (BatchExchange *self,
                       guint          had)
{
  guint progress = count_progress (self);
  const BatchDeadline *deadline = &self->phase_deadline;
  const BatchClientSettings *settings = &self->shared->settings;
  gint64 now = g_get_monotonic_time ();
  gboolean is_alive;

  batch_exchange_stop_asking (self);
  self->n_refused = 0;
  if (progress > had || self->progress_at == 0)
    self->progress_at = now;
  is_alive = lives (self, now);

  if (said_all (self))
    {
      if (deadline->kind != BATCH_DEADLINE_END)
        batch_exchange_start_deadline (self, BATCH_DEADLINE_END, now, WAIT_FOR_END_MS);
    }
  else if (has_yet_to_begin (self, now))
    batch_exchange_wait_for_answer (self);
  else if (progress > had || is_alive || !deadline->running
           || deadline->kind != BATCH_DEADLINE_IDLE)
    batch_exchange_start_deadline (self, BATCH_DEADLINE_IDLE, now, settings->idle_ms);
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

void
batch_exchange_read_body (BatchExchange *self)
{
  g_autoptr(GError) error = NULL;
  guint had = count_progress (self);

  switch (read_some (self, &error))
    {
    case READ_ALL:
      finish (self);
      return;

    case READ_SAID_ALL:
      batch_exchange_finish_stream (self, FALSE);
      return;

    case READ_TOO_LARGE:
      batch_exchange_fail_too_large (self);
      return;

    case READ_FAILED:
      if (said_enough (self, error))
        batch_exchange_finish_stream (self, FALSE);
      else
        batch_exchange_fail_io (self, error);
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

  batch_exchange_stop_waiting (self);
  batch_exchange_read_body (self);
  return G_SOURCE_REMOVE;
}

static gboolean
readable_cb (GObject  *stream,
             gpointer  user_data)
{
  return turn_cb (user_data);
}
