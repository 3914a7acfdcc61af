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

static BatchSimulatorAppendProblem
problem_shape (BatchSimulatorExchange *self)
{
  BatchSimulatorAppendProblem own = self->answer.endpoint->append_problem;

  return own != NULL ? own : self->server->personality->append_problem;
}

void
batch_simulator_exchange_reply_problem (BatchSimulatorExchange      *self,
                                        const BatchSimulatorProblem *problem,
                                        const char                  *headers)
{
  self->status = problem->status;
  batch_simulator_reply_problem (self->connection, problem_shape (self), problem, headers);
}

static void
reply_bad_request (BatchSimulatorExchange *self,
                   const char             *message)
{
  const BatchSimulatorProblem problem = { .status = 400, .message = message };

  batch_simulator_exchange_reply_problem (self, &problem, NULL);
}

static const BatchSimulatorRefusalText *
find_refusal (BatchSimulatorServer  *server,
              BatchSimulatorRefusal  refusal)
{
  const BatchSimulatorRefusalText *own = &server->personality->refusals[refusal];

  return own->status != 0 ? own : &batch_simulator_default_personality.refusals[refusal];
}

void
batch_simulator_refuse (BatchSimulatorServer        *server,
                        BatchSimulatorConnection    *connection,
                        BatchSimulatorAppendProblem  append,
                        BatchSimulatorRefusal        refusal,
                        const char                  *model)
{
  const BatchSimulatorRefusalText *text = find_refusal (server, refusal);
  g_autoptr(GString) message = g_string_new (text->message);
  BatchSimulatorProblem problem = {
    .status = text->status,
    .type = text->type,
    .code = text->code,
  };

  g_string_replace (message, "{model}", model, 0);
  problem.message = message->str;
  batch_simulator_reply_problem (connection, append, &problem, text->headers);
}

static void
refuse (BatchSimulatorExchange *self,
        BatchSimulatorRefusal   refusal)
{
  /* Known before it is said, as what is said is the end of the exchange. */
  self->status = find_refusal (self->server, refusal)->status;
  batch_simulator_refuse (self->server, self->connection, problem_shape (self), refusal,
                          self->prompt.model->str);
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
  self->answer.model = self->prompt.model->str;
  self->answer.text = self->text->str;
  self->answer.text_length = self->text->len;
  self->answer.finish_reason = self->fault.kind == BATCH_SIMULATOR_FAULT_LENGTH ? "length" : "stop";
  self->answer.id = batch_simulator_mix (server->next_id++, server->config->seed);
  self->answer.created = server->started_at;
}

/* It asks for no answer: the model is to be there, or not to be there any more. */
static gboolean
only_loads (BatchSimulatorExchange *self)
{
  return self->answer.endpoint->append_preloaded != NULL && self->prompt.is_object &&
         self->prompt.model->len > 0 && self->prompt.text->len == 0;
}

static void
run (BatchSimulatorExchange *self)
{
  BatchSimulatorServer *server = self->server;
  BatchSimulatorModel *model = find_model (self);

  if (model == NULL)
    {
      refuse (self, BATCH_SIMULATOR_REFUSAL_NO_MODEL);
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
batch_simulator_exchange_start (BatchSimulatorServer         *server,
                                BatchSimulatorConnection     *connection,
                                const BatchSimulatorRequest  *request,
                                const BatchSimulatorEndpoint *endpoint)
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
  if (!self->prompt.says_stream)
    self->prompt.streams = endpoint->streams_unless_told;
  batch_simulator_log_begin (server->log, &self->mark, endpoint->path, &self->prompt);

  if (!batch_simulator_is_authorized (server, request))
    refuse (self, BATCH_SIMULATOR_REFUSAL_NO_KEY);
  else if (!good && !only_loads (self))
    reply_bad_request (self, problem);
  else if (self->prompt.streams && endpoint->stream_type == NULL)
    reply_bad_request (self, "The simulator streams chats, completions and messages");
  else
    run (self);
}

static void
deliver_preloaded (BatchSimulatorExchange *self)
{
  GString *body = self->server->body;

  prepare_answer (self);
  g_string_truncate (body, 0);
  self->answer.endpoint->append_preloaded (body, &self->answer, FALSE);
  self->status = 200;
  self->complete = TRUE;
  batch_simulator_reply (self->connection, 200, "application/json", body, NULL);
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

  if (only_loads (self))
    {
      deliver_preloaded (self);
      return;
    }

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
