/* simulator/batch-simulator-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-exchange-private.h"

#include <string.h>

#include "json/batch-json-text-private.h"
#include "simulator/batch-simulator-reply.h"

#define TICK_US     1000
#define LOADING_BAR "━━━━━\n"
#define THOUGHT     "data: {\"choices\":[{\"delta\":{\"reasoning_content\":"

static gsize
measure_token (BatchSimulatorExchange *self)
{
  return batch_simulator_measure_token (self->text->str + self->streamed,
                                        self->text->len - self->streamed);
}

/* Where the stream goes no further: at the end, or at half of it. */
static gsize
stream_limit (BatchSimulatorExchange *self)
{
  BatchSimulatorFaultKind kind = self->fault.kind;

  if (kind == BATCH_SIMULATOR_FAULT_CUT || kind == BATCH_SIMULATOR_FAULT_STALL_BODY ||
      kind == BATCH_SIMULATOR_FAULT_PING_BODY ||
      kind == BATCH_SIMULATOR_FAULT_UNFINISHED || kind == BATCH_SIMULATOR_FAULT_STREAM_ERROR)
    return self->text->len / 2;
  return self->text->len;
}

static gsize
count_due (BatchSimulatorExchange *self)
{
  double rate = self->server->config->output_rate;
  gint64 passed_us = batch_simulator_server_now (self->server) - self->stream_start;
  double seconds = (double) passed_us / G_USEC_PER_SEC;
  gsize limit = stream_limit (self);

  return rate > 0 ? MIN ((gsize) (seconds * rate * 4) + 4, limit) : limit;
}

void
batch_simulator_exchange_append_stream (BatchSimulatorExchange *self,
                                        GString                *out)
{
  const BatchSimulatorEndpoint *endpoint = self->answer.endpoint;

  while (self->streamed < self->text->len)
    {
      gsize length = measure_token (self);

      endpoint->append_event (out, &self->answer, self->streamed, length);
      self->streamed += length;
    }
  endpoint->append_stream_end (out, &self->answer);
}

static void
append_problem_event (BatchSimulatorExchange *self,
                      GString                *events)
{
  const BatchSimulatorProblem problem = {
    .status = 500,
    .message = "This failure was asked for",
    .code = "simulated_failure",
  };
  gboolean lines = strcmp (self->answer.endpoint->stream_type, "text/event-stream") != 0;

  /* Clients of messages go by the name of an event. */
  if (self->answer.endpoint == &batch_simulator_messages_endpoint)
    g_string_append (events, "event: error\n");
  g_string_append (events, lines ? "" : "data: ");
  batch_simulator_exchange_problem_shape (self) (events, &problem);
  g_string_append (events, lines ? "\n" : "\n\n");
}

static void
append_last_events (BatchSimulatorExchange *self,
                    GString                *events)
{
  if (self->fault.kind == BATCH_SIMULATOR_FAULT_STREAM_ERROR)
    {
      append_problem_event (self, events);
    }
  else if (self->fault.kind != BATCH_SIMULATOR_FAULT_UNFINISHED)
    {
      self->answer.endpoint->append_stream_end (events, &self->answer);
      self->complete = TRUE;
    }
}

static void
ping_cb (gpointer user_data)
{
  BatchSimulatorExchange *self = user_data;

  batch_simulator_append_chunk (batch_simulator_connection_output (self->connection), ": ping\n\n",
                                strlen (": ping\n\n"));
  batch_simulator_timer_set (&self->timer, self->server->reactor,
                             batch_simulator_server_now (self->server) + self->fault.ms * 1000,
                             ping_cb, self);
  batch_simulator_connection_flush (self->connection);
}

static void
end_stream (BatchSimulatorExchange *self)
{
  GString *out = batch_simulator_connection_output (self->connection);
  GString *events = self->server->body;

  if (self->fault.kind == BATCH_SIMULATOR_FAULT_STALL_BODY)
    {
      batch_simulator_connection_flush (self->connection);
      return;
    }

  if (self->fault.kind == BATCH_SIMULATOR_FAULT_PING_BODY)
    {
      ping_cb (self);
      return;
    }

  if (self->fault.kind == BATCH_SIMULATOR_FAULT_CUT)
    {
      batch_simulator_connection_give_up (self->connection);
    }
  else
    {
      g_string_truncate (events, 0);
      append_last_events (self, events);
      if (events->len > 0)
        batch_simulator_append_chunk (out, events->str, events->len);
      batch_simulator_append_last_chunk (out);
      if (self->fault.kind == BATCH_SIMULATOR_FAULT_CLOSE)
        batch_simulator_connection_give_up (self->connection);
    }
  batch_simulator_connection_end (self->connection);
}

static void
stream_tick_cb (gpointer user_data)
{
  BatchSimulatorExchange *self = user_data;
  GString *out = batch_simulator_connection_output (self->connection);
  GString *events = self->server->body;
  gsize due = count_due (self);

  g_string_truncate (events, 0);
  while (self->streamed < due)
    {
      gsize length = measure_token (self);

      self->answer.endpoint->append_event (events, &self->answer, self->streamed, length);
      self->streamed += length;
    }
  if (events->len > 0)
    batch_simulator_append_chunk (out, events->str, events->len);

  if (self->streamed >= stream_limit (self))
    {
      end_stream (self);
      return;
    }
  batch_simulator_timer_set (&self->timer, self->server->reactor,
                             batch_simulator_server_now (self->server) + TICK_US,
                             stream_tick_cb, self);
  batch_simulator_connection_flush (self->connection);
}

static void
send_thought (BatchSimulatorExchange *self,
              const char             *thought)
{
  g_autoptr(GString) event = g_string_new (THOUGHT);

  batch_json_append_string (event, thought, -1);
  g_string_append (event, "}}]}\n\n");
  batch_simulator_append_chunk (batch_simulator_connection_output (self->connection), event->str,
                                event->len);
}

/* Before there is a model: the stream says that it is being loaded, as thoughts. */
void
batch_simulator_exchange_tell_loading (BatchSimulatorExchange *self)
{
  g_autofree char *name = g_strdup_printf ("llama-swap loading model: %s\n",
                                           self->prompt.model->str);

  batch_simulator_exchange_start_body (self, 200, self->answer.endpoint->stream_type, -1);
  send_thought (self, LOADING_BAR);
  send_thought (self, name);
  batch_simulator_connection_flush (self->connection);
}

static void
tell_loaded (BatchSimulatorExchange *self)
{
  g_autofree char *done = g_strdup_printf ("\nDone! (%.2fs)\n",
                                           (double) self->answer.load_us / G_USEC_PER_SEC);

  send_thought (self, done);
  send_thought (self, LOADING_BAR);
  send_thought (self, " \n");
}

void
batch_simulator_exchange_stream (BatchSimulatorExchange *self)
{
  if (self->status == 0)
    batch_simulator_exchange_start_body (self, 200, self->answer.endpoint->stream_type, -1);
  else
    tell_loaded (self);
  self->stream_start = batch_simulator_server_now (self->server);
  stream_tick_cb (self);
}

void
batch_simulator_exchange_ping (BatchSimulatorExchange *self)
{
  batch_simulator_exchange_start_body (self, 200, self->answer.endpoint->stream_type, -1);
  ping_cb (self);
}
