/* simulator/batch-simulator-exchange.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-exchange-private.h"

#include <math.h>
#include <string.h>

#include "simulator/batch-simulator-reply.h"

#define MAX_MODEL_NAME 256

static gboolean
is_anthropic (BatchSimulatorExchange *self)
{
  return self->answer.endpoint == BATCH_ENDPOINT_MESSAGES;
}

static void
reply_error (BatchSimulatorExchange *self,
             guint                   status,
             const char             *message,
             const char             *code)
{
  self->status = status;
  batch_simulator_reply_error (self->connection, is_anthropic (self), status, message, code, NULL);
}

/* Takes as long for a wrong key as for a right one, as a careful server does. */
gboolean
batch_simulator_is_authorized (BatchSimulatorServer        *server,
                               const BatchSimulatorRequest *request)
{
  const char *key = server->config->api_key;
  guint difference = 0;

  if (key == NULL)
    return TRUE;
  if (request->token == NULL || request->token_length != strlen (key))
    return FALSE;

  for (gsize i = 0; i < request->token_length; i++)
    difference |= (guchar) key[i] ^ (guchar) request->token[i];
  return difference == 0;
}

static BatchSimulatorModel *
find_model (BatchSimulatorExchange *self)
{
  BatchSimulatorServer *server = self->server;
  const char *name = self->prompt.model->str;
  BatchSimulatorModel *model = batch_simulator_pool_find (server->pool, name);

  if (model == NULL && server->config->any_model && self->prompt.model->len <= MAX_MODEL_NAME)
    model = batch_simulator_pool_add (server->pool, name, 0);
  return model;
}

static gboolean
needs_no_model (BatchSimulatorFaultKind kind)
{
  return kind == BATCH_SIMULATOR_FAULT_STATUS || kind == BATCH_SIMULATOR_FAULT_STALL ||
         kind == BATCH_SIMULATOR_FAULT_DISCONNECT || kind == BATCH_SIMULATOR_FAULT_RESET;
}

static void
prepare_answer (BatchSimulatorExchange *self)
{
  BatchSimulatorServer *server = self->server;

  self->text = g_string_new (NULL);
  batch_simulator_append_text (self->text, &self->prompt);
  if (self->fault.kind == BATCH_SIMULATOR_FAULT_EMPTY)
    g_string_truncate (self->text, 0);
  else if (self->fault.kind == BATCH_SIMULATOR_FAULT_LENGTH)
    g_string_truncate (self->text, self->text->len / 8);

  self->answer.prompt = &self->prompt;
  self->answer.text = self->text->str;
  self->answer.text_length = self->text->len;
  self->answer.finish_reason = self->fault.kind == BATCH_SIMULATOR_FAULT_LENGTH ? "length" : "stop";
  self->answer.id = batch_simulator_mix (server->next_id++, server->config->seed);
  self->answer.created = server->started_at;
}

static void
run (BatchSimulatorExchange *self)
{
  BatchSimulatorServer *server = self->server;
  BatchSimulatorModel *model = find_model (self);
  g_autofree char *message = NULL;

  if (model == NULL)
    {
      message = g_strdup_printf ("The model “%s” does not exist", self->prompt.model->str);
      reply_error (self, 404, message, "model_not_found");
      return;
    }

  batch_simulator_faults_choose (server->faults, self->prompt.model->str, self->prompt.text,
                                 self->mark.hash, self->mark.attempt, &self->fault);
  if (needs_no_model (self->fault.kind))
    batch_simulator_exchange_refuse (self);
  else if (batch_simulator_pool_acquire (server->pool, model, &self->ticket, self))
    batch_simulator_exchange_granted (self);
}

void
batch_simulator_exchange_start (BatchSimulatorServer        *server,
                                BatchSimulatorConnection    *connection,
                                const BatchSimulatorRequest *request,
                                BatchEndpoint                endpoint)
{
  BatchSimulatorExchange *self = g_new0 (BatchSimulatorExchange, 1);
  const char *problem = NULL;
  gboolean good;

  self->server = server;
  self->connection = connection;
  self->answer.endpoint = endpoint;
  batch_simulator_connection_set_tag (connection, self);
  batch_simulator_prompt_init (&self->prompt);
  good = batch_simulator_prompt_read (&self->prompt, request->body, request->body_length, &problem);
  batch_simulator_log_begin (server->log, &self->mark, server->paths[endpoint], &self->prompt);

  if (!batch_simulator_is_authorized (server, request))
    reply_error (self, 401, "The API key is missing or wrong", "invalid_api_key");
  else if (!good)
    reply_error (self, 400, problem, NULL);
  else if (self->prompt.streams && !batch_simulator_can_stream (endpoint))
    reply_error (self, 400, "The simulator streams chat completions and completions only", NULL);
  else
    run (self);
}

static double
vary (BatchSimulatorExchange *self,
      double                  time)
{
  const BatchSimulatorConfig *config = self->server->config;
  guint64 lot;

  if (config->jitter <= 0)
    return time;

  lot = batch_simulator_mix (batch_simulator_mix (self->mark.hash, self->mark.attempt),
                             config->seed);
  return time * (1 + config->jitter * (2 * ldexp ((double) (lot >> 11), -53) - 1));
}

static double
tokens_time (gsize  bytes,
             double rate)
{
  return rate > 0 ? batch_simulator_count_tokens (bytes) / rate * G_USEC_PER_SEC : 0;
}

static void
work_done_cb (gpointer user_data)
{
  batch_simulator_exchange_deliver (user_data);
}

void
batch_simulator_exchange_granted (BatchSimulatorExchange *self)
{
  const BatchSimulatorConfig *config = self->server->config;
  double time = config->delay_ms * 1000.0;

  prepare_answer (self);
  time += tokens_time (self->prompt.text->len, config->prompt_rate);
  if (!self->prompt.streams)
    time += tokens_time (self->text->len, config->output_rate);
  time = vary (self, time) * self->server->pace;
  if (self->fault.kind == BATCH_SIMULATOR_FAULT_SLOW)
    time += self->fault.ms * 1000.0;

  if (time < 1)
    batch_simulator_exchange_deliver (self);
  else
    batch_simulator_timer_set (&self->timer, self->server->reactor,
                               g_get_monotonic_time () + (gint64) time, work_done_cb, self);
}

void
batch_simulator_exchange_finished (BatchSimulatorExchange *self,
                                   gboolean                closed_by_client)
{
  BatchSimulatorServer *server = self->server;

  batch_simulator_connection_set_tag (self->connection, NULL);
  batch_simulator_timer_clear (&self->timer);
  batch_simulator_log_end (server->log, &self->mark, self->status,
                           batch_simulator_fault_get_name (self->fault.kind),
                           self->complete && !closed_by_client, closed_by_client);
  batch_simulator_pool_release (server->pool, &self->ticket);

  batch_simulator_prompt_clear (&self->prompt);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_free (self);
}
