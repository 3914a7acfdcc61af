/* batch-exchange-deadlines.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-exchange-state-private.h"

void
batch_exchange_start_deadline (BatchExchange         *self,
                               BatchExchangeDeadline  kind,
                               gint64                 from,
                               gint64                 duration_ms)
{
  BatchDeadline *deadline = kind == BATCH_DEADLINE_TOTAL ? &self->total_deadline
                                                         : &self->phase_deadline;

  if (duration_ms > 0)
    batch_deadlines_start (self->shared->deadlines, deadline, kind, from + duration_ms * 1000);
  else
    batch_deadlines_stop (self->shared->deadlines, deadline);
}

gint64
batch_exchange_get_sent_at (BatchExchange *self)
{
  return soup_message_metrics_get_request_start (soup_message_get_metrics (self->message));
}

gint64
batch_exchange_note_when_sent (BatchExchange *self)
{
  gint64 sent = batch_exchange_get_sent_at (self);

  self->shared->last_sent = MAX (self->shared->last_sent, sent);
  return sent;
}

static void
time_out (BatchExchange       *self,
          BatchTransportError  which,
          gint64               after_ms)
{
  GError *error = batch_transport_error_timeout (which, after_ms, self->shared->url);

  if (self->stream != NULL)
    {
      batch_exchange_fail (self, error);
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
  gint64 sent = batch_exchange_note_when_sent (self);
  gint64 now = g_get_monotonic_time ();
  gint64 left_ms = settings->connect_ms - (now - connecting_since (self)) / 1000;

  if (sent > 0)
    batch_exchange_start_deadline (self, BATCH_DEADLINE_FIRST_BYTE, sent,
                                   settings->first_byte_ms);
  else if (settings->connect_ms == 0)
    batch_exchange_start_deadline (self, BATCH_DEADLINE_CONNECT, now, look_after_ms (settings));
  else if (left_ms > 0)
    batch_exchange_start_deadline (self, BATCH_DEADLINE_CONNECT, now,
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

  switch ((BatchExchangeDeadline) deadline->kind)
    {
    case BATCH_DEADLINE_CONNECT:
      look_whether_sent (self);
      break;

    case BATCH_DEADLINE_FIRST_BYTE:
      time_out (self, BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT, settings->first_byte_ms);
      break;

    case BATCH_DEADLINE_IDLE:
      time_out (self, BATCH_TRANSPORT_ERROR_IDLE_TIMEOUT, settings->idle_ms);
      break;

    case BATCH_DEADLINE_TOTAL:
      time_out (self, BATCH_TRANSPORT_ERROR_TOTAL_TIMEOUT, settings->total_ms);
      break;

    case BATCH_DEADLINE_END:
      batch_exchange_finish_stream (self, FALSE);
      break;

    case BATCH_N_DEADLINES:
      g_assert_not_reached ();
    }
}

BatchDeadlines *
batch_exchange_deadlines_new (void)
{
  return batch_deadlines_new (BATCH_N_DEADLINES, deadline_expired, NULL);
}

void
batch_exchange_start_phase (BatchExchange *self,
                            gint64         from)
{
  batch_exchange_start_deadline (self, BATCH_DEADLINE_CONNECT, from,
                                 look_after_ms (&self->shared->settings));
}

void
batch_exchange_start_deadlines (BatchExchange *self)
{
  const BatchClientSettings *settings = &self->shared->settings;

  self->phase_deadline.owner = self;
  self->total_deadline.owner = self;
  batch_exchange_start_phase (self, self->started);
  batch_exchange_start_deadline (self, BATCH_DEADLINE_TOTAL, self->started, settings->total_ms);
}
