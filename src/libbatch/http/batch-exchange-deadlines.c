/* batch-exchange-deadlines.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-exchange-state-private.h"

/* A server may end while its connections stay open, and answer what it has begun with before it is
 * gone, or never. So when it takes no new connections, it is given the time of some more looks. */
#define MAX_REFUSED 3

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

/* @error: (transfer full) */
static void
give_up (BatchExchange *self,
         GError        *error)
{
  if (self->stream != NULL)
    {
      batch_exchange_fail (self, error);
      return;
    }

  batch_deadlines_stop (self->shared->deadlines, &self->phase_deadline);
  batch_deadlines_stop (self->shared->deadlines, &self->total_deadline);
  self->timeout = error;
  batch_exchange_stop_asking (self);
  batch_cancel_relay_cancel (&self->cancel);
}

static void
time_out (BatchExchange       *self,
          BatchTransportError  which,
          gint64               after_ms)
{
  give_up (self, batch_transport_error_timeout (which, after_ms, self->shared->url));
}

/* --- Whether the server is there --- */

void
batch_exchange_stop_asking (BatchExchange *self)
{
  if (self->asks)
    g_queue_unlink (&self->shared->silent, &self->silent);
  self->asks = FALSE;
}

static void
note_reached (BatchExchange *self,
              gboolean       refuses)
{
  batch_exchange_stop_asking (self);
  self->n_refused = refuses ? self->n_refused + 1 : 0;
  if (self->n_refused >= MAX_REFUSED)
    give_up (self, batch_transport_error_deserted (self->shared->url));
}

/* One look is for all that wait. */
static void
ask (BatchExchange *self)
{
  BatchExchangeShared *shared = self->shared;
  gint64 ago = g_get_monotonic_time () - shared->looked_at;

  if (shared->looked_at > 0 && ago < shared->settings.look_ms * 1000 / 2)
    {
      note_reached (self, shared->refuses);
      return;
    }

  if (!self->asks)
    {
      self->silent = (GList) { .data = self };
      g_queue_push_tail_link (&shared->silent, &self->silent);
      self->asks = TRUE;
    }
  batch_reach_look (shared->reach);
}

void
batch_exchange_reached (gboolean refuses,
                        gpointer user_data)
{
  BatchExchangeShared *shared = user_data;
  BatchExchange *first = g_queue_peek_head (&shared->silent);
  g_autoptr(GObject) client = first != NULL
                              ? g_object_ref (g_task_get_source_object (first->task)) : NULL;
  guint left = shared->silent.length;

  shared->looked_at = g_get_monotonic_time ();
  shared->refuses = refuses;
  /* Whoever hears of it may begin with something else. */
  while (left-- > 0 && (first = g_queue_peek_head (&shared->silent)) != NULL)
    note_reached (first, refuses);
}

/* --- Phases --- */

void
batch_exchange_wait_for_answer (BatchExchange *self)
{
  const BatchClientSettings *settings = &self->shared->settings;
  gint64 now = g_get_monotonic_time ();
  gint64 left_ms = settings->first_byte_ms - (now - batch_exchange_get_sent_at (self)) / 1000;

  if (settings->first_byte_ms > 0 && settings->look_ms > 0)
    left_ms = MIN (left_ms, settings->look_ms);
  batch_exchange_start_deadline (self, BATCH_DEADLINE_FIRST_BYTE, now,
                                 settings->first_byte_ms > 0 ? MAX (left_ms, 1) : 0);
}

static void
look_whether_begun (BatchExchange *self)
{
  const BatchClientSettings *settings = &self->shared->settings;
  gint64 waited = g_get_monotonic_time () - batch_exchange_get_sent_at (self);

  if (waited >= settings->first_byte_ms * 1000)
    {
      time_out (self, BATCH_TRANSPORT_ERROR_FIRST_BYTE_TIMEOUT, settings->first_byte_ms);
      return;
    }

  batch_exchange_wait_for_answer (self);
  if (settings->look_ms > 0)
    ask (self);
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
    batch_exchange_wait_for_answer (self);
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
      look_whether_begun (self);
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
