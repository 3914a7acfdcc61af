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

BatchSimulatorAppendProblem
batch_simulator_exchange_problem_shape (BatchSimulatorExchange *self)
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
  batch_simulator_reply_problem (self->connection, batch_simulator_exchange_problem_shape (self),
                                 problem, headers);
}

static void
reply_bad_request (BatchSimulatorExchange *self,
                   const char             *message)
{
  const BatchSimulatorProblem problem = { .status = 400, .message = message };

  batch_simulator_exchange_reply_problem (self, &problem, NULL);
}

static void
refuse (BatchSimulatorExchange *self,
        BatchSimulatorRefusal   refusal)
{
  const BatchSimulatorRefused what = {
    .model = self->model,
    .name = self->prompt.model->str,
    .n_tokens = batch_simulator_count_tokens (self->prompt.text->len),
    .max_tokens = self->answer.max_input,
  };

  /* Known before it is said, as what is said is the end of the exchange. */
  self->status = batch_simulator_refusal_status (self->server->personality, refusal);
  batch_simulator_refuse (self->server->personality, self->connection,
                          batch_simulator_exchange_problem_shape (self), refusal, &what);
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
find_resident (BatchSimulatorPool *pool)
{
  GPtrArray *models = batch_simulator_pool_get_models (pool);

  for (guint i = 0; i < models->len; i++)
    if (batch_simulator_model_is_resident (g_ptr_array_index (models, i)))
      return g_ptr_array_index (models, i);
  return NULL;
}

static BatchSimulatorModel *
get_first (BatchSimulatorPool *pool)
{
  return g_ptr_array_index (batch_simulator_pool_get_models (pool), 0);
}

/* Who is to answer, which with some servers is not who was asked. */
static BatchSimulatorModel *
find_model (BatchSimulatorExchange *self)
{
  BatchSimulatorServer *server = self->server;
  const char *name = self->prompt.model->str;
  BatchSimulatorModel *model = batch_simulator_pool_find (server->pool, name);

  if (server->personality->has_one_model)
    return server->personality->ignores_model || model == get_first (server->pool)
           ? get_first (server->pool) : NULL;
  if (model == NULL && server->personality->ignores_model)
    return find_resident (server->pool);
  if (model == NULL && server->config->any_model && self->prompt.model->len <= MAX_MODEL_NAME)
    return batch_simulator_server_add_model (server, name, 0);
  return model;
}

static gboolean
needs_no_model (const BatchSimulatorFault *fault)
{
  BatchSimulatorFaultKind kind = fault->kind;

  return (kind == BATCH_SIMULATOR_FAULT_BODY && fault->status >= 300) ||
         kind == BATCH_SIMULATOR_FAULT_STATUS || kind == BATCH_SIMULATOR_FAULT_STALL ||
         kind == BATCH_SIMULATOR_FAULT_DISCONNECT || kind == BATCH_SIMULATOR_FAULT_RESET;
}

static const char *
finish_reason (BatchSimulatorExchange *self)
{
  if (self->fault.kind == BATCH_SIMULATOR_FAULT_UNFINISHED)
    return NULL;
  if (self->fault.kind == BATCH_SIMULATOR_FAULT_LENGTH)
    return "length";
  return self->answer.tool != NULL ? "tool_calls" : "stop";
}

/* What a tool is called with, too, where there are tools. */
static void
write_text (BatchSimulatorExchange *self)
{
  const BatchSimulatorPrompt *prompt = &self->prompt;

  self->text = g_string_new (NULL);
  if (self->answer.endpoint->calls_tools)
    self->answer.tool = prompt->tool;
  if (prompt->output != NULL && self->answer.tool == prompt->tool)
    g_string_append_len (self->text, prompt->output->str, prompt->output->len);
  else
    batch_simulator_append_text (self->text, prompt);
}

static void
prepare_answer (BatchSimulatorExchange *self)
{
  BatchSimulatorServer *server = self->server;

  write_text (self);
  if (self->fault.kind == BATCH_SIMULATOR_FAULT_EMPTY)
    g_string_truncate (self->text, 0);
  else if (self->fault.kind == BATCH_SIMULATOR_FAULT_LENGTH)
    g_string_truncate (self->text, self->text->len / 8);

  self->answer.prompt = &self->prompt;
  /* Of several names, the one that was asked for. */
  self->answer.model = server->rules.implied_tag != NULL
                       ? self->prompt.model->str : batch_simulator_model_get_name (self->model);
  self->answer.append_more = server->personality->append_more;
  self->answer.tells_cached = server->personality->tells_cached;
  self->answer.slots = batch_simulator_pool_get_slots (server->pool, self->model);
  self->answer.text = self->text->str;
  self->answer.text_length = self->text->len;
  self->answer.n_choices = self->answer.endpoint->has_choices ? self->prompt.n_choices : 1;
  self->answer.finish_reason = finish_reason (self);
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

/* Ollama takes it at its own paths only. */
static void
set_keep (BatchSimulatorExchange *self)
{
  const BatchSimulatorPrompt *prompt = &self->prompt;

  if (!batch_simulator_model_is_resident (self->model))
    return;
  if (prompt->says_keep && self->answer.endpoint->append_preloaded != NULL)
    batch_simulator_model_set_keep (self->model, prompt->keep_ms);
  else if (prompt->says_ttl && self->server->personality->takes_ttl)
    batch_simulator_model_set_keep (self->model, prompt->ttl_ms);
}

static gboolean
is_refused_for_now (BatchSimulatorExchange *self)
{
  return batch_simulator_residence_get (self->model)->refused_until >
         batch_simulator_reactor_turn (self->server->reactor);
}

static void
acquire (BatchSimulatorExchange *self)
{
  BatchSimulatorServer *server = self->server;

  if (server->personality->reloads)
    self->ticket.options = self->prompt.options;
  if (batch_simulator_pool_is_full (server->pool, self->model, self->ticket.options))
    {
      refuse (self, BATCH_SIMULATOR_REFUSAL_BUSY);
      return;
    }
  if (is_refused_for_now (self))
    {
      refuse (self, BATCH_SIMULATOR_REFUSAL_LOAD_FAILED);
      return;
    }

  set_keep (self);
  if (self->prompt.streams && (self->fault.kind == BATCH_SIMULATOR_FAULT_LOADING_TEXT ||
                               self->fault.kind == BATCH_SIMULATOR_FAULT_LOADING_CUT))
    batch_simulator_exchange_tell_loading (self);
  if (batch_simulator_pool_acquire (server->pool, self->model, &self->ticket, self))
    batch_simulator_exchange_granted (self);
}

static guint
get_context (BatchSimulatorExchange *self)
{
  if (self->server->personality->reloads && self->prompt.context_length > 0)
    return self->prompt.context_length;
  return self->server->config->context;
}

/* Ollama leaves out of a chat what does not fit, unless it is told not to. */
static gboolean
is_too_long (BatchSimulatorExchange *self)
{
  guint context = get_context (self);

  if (context == 0 || batch_simulator_count_tokens (self->prompt.text->len) <= context)
    return FALSE;
  self->answer.max_input = context;
  return !self->answer.endpoint->shortens
         || (self->prompt.not_shortened && !self->server->personality->shortens_always);
}

static gboolean
is_unsupported (BatchSimulatorExchange *self)
{
  const BatchSimulatorPersonality *personality = self->server->personality;

  return personality->supports != NULL
         && !personality->supports (self->model, self->answer.endpoint);
}

static guint
count_at (BatchSimulatorModel *model)
{
  return batch_simulator_model_get_running (model) + batch_simulator_model_get_waiting (model) + 1;
}

static void
run (BatchSimulatorExchange *self)
{
  self->model = find_model (self);
  if (self->model == NULL)
    {
      refuse (self, BATCH_SIMULATOR_REFUSAL_NO_MODEL);
      return;
    }

  batch_simulator_faults_choose (self->server->faults, self->prompt.model->str, self->prompt.text,
                                 self->mark.hash, self->mark.attempt, count_at (self->model),
                                 &self->fault);
  if (needs_no_model (&self->fault))
    batch_simulator_exchange_refuse (self);
  else if (is_unsupported (self))
    refuse (self, BATCH_SIMULATOR_REFUSAL_UNSUPPORTED);
  else if (is_too_long (self))
    refuse (self, BATCH_SIMULATOR_REFUSAL_TOO_LONG);
  else
    acquire (self);
}

static void
deliver_preloaded (BatchSimulatorExchange *self,
                   gboolean                unload)
{
  g_autoptr(GString) body = g_string_new (NULL);

  prepare_answer (self);
  self->answer.endpoint->append_preloaded (body, &self->answer, unload);
  self->status = 200;
  self->complete = TRUE;
  batch_simulator_reply (self->connection, 200, "application/json", body,
                         self->server->personality->headers);
}

/* Unloading is promised at once, and done when the model is idle. */
static void
run_without_prompt (BatchSimulatorExchange *self)
{
  self->model = find_model (self);
  if (self->model == NULL)
    {
      refuse (self, BATCH_SIMULATOR_REFUSAL_NO_MODEL);
    }
  else if (self->prompt.says_keep && self->prompt.keep_ms == 0)
    {
      batch_simulator_pool_unload (self->server->pool, self->model, FALSE);
      deliver_preloaded (self, TRUE);
    }
  else if (is_unsupported (self))
    {
      refuse (self, BATCH_SIMULATOR_REFUSAL_UNSUPPORTED);
    }
  else
    {
      acquire (self);
    }
}

static BatchSimulatorExchange *
exchange_new (BatchSimulatorServer         *server,
              BatchSimulatorConnection     *connection,
              const BatchSimulatorEndpoint *endpoint)
{
  BatchSimulatorExchange *self = g_new0 (BatchSimulatorExchange, 1);

  self->server = server;
  self->connection = connection;
  self->answer.endpoint = endpoint;
  self->slot = -1;
  self->arrived_at = batch_simulator_reactor_turn (server->reactor);
  batch_simulator_connection_set_tag (connection, self);
  batch_simulator_prompt_init (&self->prompt);
  return self;
}

void
batch_simulator_exchange_load (BatchSimulatorServer         *server,
                               BatchSimulatorConnection     *connection,
                               BatchSimulatorModel          *model,
                               const BatchSimulatorEndpoint *endpoint)
{
  BatchSimulatorExchange *self = exchange_new (server, connection, endpoint);

  g_string_assign (self->prompt.model, batch_simulator_model_get_name (model));
  self->prompt.is_object = TRUE;
  run_without_prompt (self);
}

static void
answer_prompt (BatchSimulatorExchange *self,
               const char             *problem)
{
  if (problem != NULL)
    reply_bad_request (self, problem);
  else if (self->prompt.streams && self->answer.endpoint->stream_type == NULL)
    reply_bad_request (self, "The simulator streams chats, completions, messages and responses");
  else
    run (self);
}

void
batch_simulator_exchange_start (BatchSimulatorServer         *server,
                                BatchSimulatorConnection     *connection,
                                const BatchSimulatorRequest  *request,
                                const BatchSimulatorEndpoint *endpoint)
{
  BatchSimulatorExchange *self = exchange_new (server, connection, endpoint);
  const char *problem = NULL;

  batch_simulator_prompt_read (&self->prompt, request->body, request->body_length, &problem);
  if (!self->prompt.says_stream)
    self->prompt.streams = endpoint->streams_unless_told;
  if (only_loads (self))
    {
      batch_simulator_log_order (server->log, endpoint->path, self->prompt.model->str,
                                 &self->prompt);
    }
  else
    {
      batch_simulator_log_begin (server->log, &self->mark, endpoint->path, &self->prompt);
      self->logged = TRUE;
    }

  if (!batch_simulator_is_authorized (server, request))
    refuse (self, BATCH_SIMULATOR_REFUSAL_NO_KEY);
  else if (server->starting)
    refuse (self, BATCH_SIMULATOR_REFUSAL_LOADING);
  else if (only_loads (self))
    run_without_prompt (self);
  else
    answer_prompt (self, problem);
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

/* How much of the prompt has to be read, as the slot that answers knows some of it. */
static gsize
count_new_bytes (BatchSimulatorExchange *self)
{
  BatchSimulatorSlots *slots = batch_simulator_residence_get (self->model)->slots;
  gsize known = 0;

  if (slots != NULL)
    self->slot = batch_simulator_slots_take (slots, self->prompt.text, &known);
  self->answer.cached_tokens = known / 4;
  return self->prompt.text->len - known;
}

static void
measure_waits (BatchSimulatorExchange *self)
{
  gint64 now = batch_simulator_reactor_turn (self->server->reactor);
  gint64 loaded_at = batch_simulator_residence_get (self->model)->loaded_at;
  gint64 served_at = CLAMP (loaded_at, self->arrived_at, now);

  self->answer.load_us = served_at - self->arrived_at;
  self->answer.wait_us = now - served_at;
}

static void
measure_work (BatchSimulatorExchange *self)
{
  const BatchSimulatorConfig *config = self->server->config;
  double pace = self->server->pace;
  double prompt_us = tokens_time (count_new_bytes (self), config->prompt_rate);

  if (self->fault.kind == BATCH_SIMULATOR_FAULT_SLOW)
    prompt_us += self->fault.ms * 1000.0 / pace;
  self->answer.prompt_us = (gint64) (vary (self, config->delay_ms * 1000.0 + prompt_us) * pace);
  self->answer.output_us = (gint64) (vary (self, tokens_time (self->text->len,
                                                              config->output_rate)) * pace);
}

void
batch_simulator_exchange_granted (BatchSimulatorExchange *self)
{
  gint64 time_us;

  set_keep (self);
  batch_simulator_residence_get (self->model)->context = get_context (self);
  measure_waits (self);
  if (only_loads (self))
    {
      deliver_preloaded (self, FALSE);
      return;
    }

  prepare_answer (self);
  measure_work (self);
  time_us = self->answer.prompt_us + (self->prompt.streams ? 0 : self->answer.output_us);
  if (time_us == 0)
    batch_simulator_exchange_deliver (self);
  else
    batch_simulator_timer_set (&self->timer, self->server->reactor,
                               batch_simulator_server_now (self->server) + time_us, work_done_cb,
                               self);
}

void
batch_simulator_exchange_lost (BatchSimulatorExchange *self,
                               gboolean                load_failed)
{
  BatchSimulatorRefusal refusal = load_failed ? BATCH_SIMULATOR_REFUSAL_LOAD_FAILED
                                              : BATCH_SIMULATOR_REFUSAL_CUT;

  batch_simulator_timer_clear (&self->timer);
  if (self->status == 0 && batch_simulator_refusal_status (self->server->personality, refusal) > 0)
    refuse (self, refusal);
  else
    batch_simulator_connection_abort (self->connection, FALSE);
}

static void
give_slot_back (BatchSimulatorExchange *self)
{
  if (self->slot >= 0)
    batch_simulator_slots_give_back (batch_simulator_residence_get (self->model)->slots,
                                     self->slot);
}

void
batch_simulator_exchange_finished (BatchSimulatorExchange *self,
                                   gboolean                closed_by_client)
{
  BatchSimulatorServer *server = self->server;

  batch_simulator_connection_set_tag (self->connection, NULL);
  batch_simulator_timer_clear (&self->timer);
  if (self->logged)
    batch_simulator_log_end (server->log, &self->mark, self->status,
                             batch_simulator_fault_get_name (self->fault.kind),
                             self->complete && !closed_by_client, closed_by_client);
  give_slot_back (self);
  batch_simulator_pool_release (server->pool, &self->ticket);

  batch_simulator_prompt_clear (&self->prompt);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_free (self);
}
