/* simulator/batch-simulator-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-server.h"

#include <string.h>
#include <sys/epoll.h>

#include "simulator/batch-simulator-control.h"
#include "simulator/batch-simulator-delayed-call.h"
#include "simulator/batch-simulator-exchange.h"
#include "simulator/batch-simulator-personality.h"
#include "simulator/batch-simulator-reply.h"

#define ACCEPTS_A_TURN   64
#define ACCEPT_PAUSE_US  (100 * 1000)
#define DEFAULT_MODELS   "simulated"

static void listen_ready_cb (guint32  events,
                             gpointer user_data);
static void end_first_load  (BatchSimulatorServer *self);

/* Takes off what all paths of the personality begin with. */
static void
strip_prefix (BatchSimulatorServer  *self,
              BatchSimulatorRequest *request)
{
  const char *prefix = self->personality->prefix;
  gsize length = prefix != NULL ? strlen (prefix) : 0;

  if (length > 0 && request->path_length > length &&
      memcmp (request->path, prefix, length) == 0)
    {
      request->path += length;
      request->path_length -= length;
    }
}

static const BatchSimulatorEndpoint *
find_endpoint (BatchSimulatorServer        *self,
               const BatchSimulatorRequest *request)
{
  const BatchSimulatorEndpoint *const *endpoint = self->personality->endpoints;

  for (; *endpoint != NULL; endpoint++)
    if (strlen ((*endpoint)->path) == request->path_length &&
        memcmp ((*endpoint)->path, request->path, request->path_length) == 0)
      return *endpoint;
  return NULL;
}

static void
refuse_method (BatchSimulatorServer         *self,
               BatchSimulatorConnection     *connection,
               const BatchSimulatorEndpoint *endpoint)
{
  const BatchSimulatorProblem problem = { .status = 405, .message = "Requests here are posted" };

  batch_simulator_log_other (self->log, endpoint->path, 405);
  batch_simulator_reply_problem (connection, self->personality->append_problem, &problem,
                                 "Allow: POST\r\n");
}

static void
request_cb (BatchSimulatorConnection    *connection,
            const BatchSimulatorRequest *request,
            gpointer                     user_data)
{
  BatchSimulatorServer *self = user_data;
  BatchSimulatorRequest inner = *request;
  const BatchSimulatorEndpoint *endpoint;

  strip_prefix (self, &inner);
  endpoint = find_endpoint (self, &inner);
  if (endpoint == NULL)
    batch_simulator_control_answer (self, connection, &inner);
  else if (request->method == BATCH_SIMULATOR_METHOD_POST)
    batch_simulator_exchange_start (self, connection, &inner, endpoint);
  else
    refuse_method (self, connection, endpoint);
}

static void
refused_cb (BatchSimulatorConnection *connection,
            guint                     status,
            gpointer                  user_data)
{
  BatchSimulatorServer *self = user_data;
  const BatchSimulatorProblem problem = {
    .status = status,
    .message = batch_simulator_status_phrase (status),
  };

  batch_simulator_log_other (self->log, "", status);
  batch_simulator_reply_problem (connection, self->personality->append_problem, &problem, NULL);
}

static void
finished_cb (BatchSimulatorConnection *connection,
             gboolean                  closed_by_client,
             gpointer                  user_data)
{
  BatchSimulatorExchange *exchange = batch_simulator_connection_get_tag (connection);

  if (exchange != NULL)
    batch_simulator_exchange_finished (exchange, closed_by_client);
}

static void
closed_cb (BatchSimulatorConnection *connection,
           gpointer                  user_data)
{
  BatchSimulatorServer *self = user_data;

  g_hash_table_remove (self->connections, connection);
  g_hash_table_remove (self->delayed, connection);
  g_ptr_array_remove_fast (self->watchers, connection);
}

static const BatchSimulatorConnectionFuncs connection_funcs = {
  .request = request_cb,
  .refused = refused_cb,
  .finished = finished_cb,
  .closed = closed_cb,
};

gint64
batch_simulator_server_now (BatchSimulatorServer *self)
{
  return batch_simulator_clock_now (self->clock);
}

static void
tell_watchers (BatchSimulatorServer *self,
               BatchSimulatorModel  *model)
{
  g_autoptr(GString) event = NULL;

  if (self->watchers->len == 0)
    return;

  event = g_string_new (NULL);
  self->personality->append_event (event, self, model);
  /* From the end, as one that is gone takes itself out. */
  for (guint i = self->watchers->len; i > 0; i--)
    {
      BatchSimulatorConnection *watcher = g_ptr_array_index (self->watchers, i - 1);

      batch_simulator_append_chunk (batch_simulator_connection_output (watcher), event->str,
                                    event->len);
      batch_simulator_connection_flush (watcher);
    }
}

void
batch_simulator_server_watch (BatchSimulatorServer     *self,
                              BatchSimulatorConnection *connection)
{
  batch_simulator_reply_head (connection, 200, "text/event-stream", -1,
                              self->personality->headers);
  g_ptr_array_add (self->watchers, connection);
  batch_simulator_connection_flush (connection);
}

static void
granted_cb (gpointer ticket_owner,
            gpointer user_data)
{
  BatchSimulatorServer *self = user_data;

  if (!self->stopping)
    batch_simulator_exchange_granted (ticket_owner);
}

static void
lost_cb (gpointer ticket_owner,
         gboolean load_failed,
         gpointer user_data)
{
  BatchSimulatorServer *self = user_data;

  if (!self->stopping)
    batch_simulator_exchange_lost (ticket_owner, load_failed);
}

static void
loaded_cb (gpointer user_data)
{
  BatchSimulatorServer *self = user_data;
  BatchSimulatorModel *model = batch_simulator_pool_get_loading (self->pool);
  BatchSimulatorResidence *residence = batch_simulator_residence_get (model);

  residence->loaded_at = batch_simulator_reactor_turn (self->reactor);
  residence->failures = 0;
  batch_simulator_log_load_end (self->log, &self->load_mark, BATCH_SIMULATOR_LOAD_GOOD);
  if (self->starting)
    end_first_load (self);
  batch_simulator_pool_loaded (self->pool);
  tell_watchers (self, model);
}

static void
load_failed_cb (gpointer user_data)
{
  BatchSimulatorServer *self = user_data;
  BatchSimulatorModel *model = batch_simulator_pool_get_loading (self->pool);

  BatchSimulatorResidence *residence = batch_simulator_residence_get (model);

  residence->failures++;
  if (self->personality->pause_after != NULL)
    residence->refused_until = batch_simulator_server_now (self) + G_USEC_PER_SEC *
                               (gint64) self->personality->pause_after (residence->failures);
  batch_simulator_log_load_end (self->log, &self->load_mark, BATCH_SIMULATOR_LOAD_FAILED);
  batch_simulator_pool_load_failed (self->pool);
  tell_watchers (self, model);
}

static void
load_cb (BatchSimulatorModel *model,
         gpointer             user_data)
{
  BatchSimulatorServer *self = user_data;
  const char *name = batch_simulator_model_get_name (model);
  BatchSimulatorResidence *residence = batch_simulator_residence_get (model);
  gint64 now = batch_simulator_server_now (self);
  BatchSimulatorFault fault;

  if (self->stopping)
    return;

  residence->load_started = now;
  batch_simulator_faults_choose_load (self->faults, name, &fault);
  batch_simulator_log_load_begin (self->log, &self->load_mark, name);
  tell_watchers (self, model);
  if (fault.kind != BATCH_SIMULATOR_FAULT_LOAD_HANG)
    batch_simulator_timer_set (&self->load_timer, self->reactor,
                               now + (gint64) batch_simulator_model_get_load_ms (model) * 1000,
                               fault.kind == BATCH_SIMULATOR_FAULT_LOAD_FAIL ? load_failed_cb
                                                                             : loaded_cb, self);
}

static void
aborted_cb (BatchSimulatorModel *model,
            gpointer             user_data)
{
  BatchSimulatorServer *self = user_data;

  batch_simulator_timer_clear (&self->load_timer);
  batch_simulator_log_load_end (self->log, &self->load_mark, BATCH_SIMULATOR_LOAD_ABORTED);
  tell_watchers (self, model);
}

static void
evicted_cb (BatchSimulatorModel *model,
            gpointer             user_data)
{
  BatchSimulatorServer *self = user_data;

  batch_simulator_residence_end (batch_simulator_residence_get (model));
  batch_simulator_log_eviction (self->log, batch_simulator_model_get_name (model));
  tell_watchers (self, model);
}

static void
idle_cb (BatchSimulatorModel *model,
         gpointer             user_data)
{
  BatchSimulatorServer *self = user_data;

  batch_simulator_residence_rest (batch_simulator_residence_get (model), self->reactor);
}

static const BatchSimulatorPoolFuncs pool_funcs = {
  .granted = granted_cb,
  .lost = lost_cb,
  .load = load_cb,
  .aborted = aborted_cb,
  .evicted = evicted_cb,
  .idle = idle_cb,
};

static void
start_listening (gpointer user_data)
{
  BatchSimulatorServer *self = user_data;

  batch_simulator_watch_start (&self->listen_watch, self->reactor, g_socket_get_fd (self->listener),
                               EPOLLIN, listen_ready_cb, self);
}

/* Returns whether there may be more. */
static gboolean
accept_one (BatchSimulatorServer *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocket) socket = g_socket_accept (self->listener, NULL, &error);

  if (socket != NULL)
    {
      g_hash_table_add (self->connections,
                        batch_simulator_connection_new (socket, self->reactor, &connection_funcs,
                                                        self));
      return TRUE;
    }

  /* Out of descriptors, most likely: the queue stays ready, and must not keep us busy. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      batch_simulator_watch_stop (&self->listen_watch);
      batch_simulator_timer_set (&self->listen_pause, self->reactor,
                                 batch_simulator_reactor_real_due (self->reactor, ACCEPT_PAUSE_US),
                                 start_listening, self);
    }
  return FALSE;
}

static void
listen_ready_cb (guint32  events,
                 gpointer user_data)
{
  for (guint i = 0; i < ACCEPTS_A_TURN && accept_one (user_data); i++)
    ;
}

/* Cuts it off @text. Names may have such @separators too: “llama3:8b”, “org/model”. */
static guint64
take_number (char *text,
             char  separator)
{
  char *at = strrchr (text, separator);
  guint64 number = 0;

  if (at != NULL && g_ascii_string_to_unsigned (at + 1, 10, 0, G_MAXINT, &number, NULL))
    *at = '\0';
  return number;
}

static gboolean
add_model (BatchSimulatorPool  *pool,
           const char          *text,
           GError             **error)
{
  g_autofree char *name = g_strdup (text);
  guint64 slots = take_number (name, '/');
  guint64 load_ms = take_number (name, ':');

  if (*name == '\0')
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "“%s” is no model; write name:load_ms, such as alpha:5000", text);
      return FALSE;
    }

  if (pool != NULL && batch_simulator_pool_find (pool, name) == NULL)
    batch_simulator_model_set_slots (batch_simulator_pool_add (pool, name, load_ms), slots);
  return TRUE;
}

gboolean
batch_simulator_add_models (BatchSimulatorPool  *pool,
                            const char          *text,
                            GError             **error)
{
  g_auto(GStrv) models = g_strsplit (text != NULL ? text : DEFAULT_MODELS, ",", -1);

  if (models[0] == NULL)
    return add_model (pool, "", error);

  for (guint i = 0; models[i] != NULL; i++)
    if (!add_model (pool, g_strstrip (models[i]), error))
      return FALSE;
  return TRUE;
}

static void
make_residence (BatchSimulatorServer *self,
                BatchSimulatorModel  *model)
{
  guint slots = 0;

  if (self->personality->caches)
    slots = MAX (batch_simulator_pool_get_slots (self->pool, model), 1);
  batch_simulator_residence_new (self->pool, model, slots);
}

static void
make_residence_cb (gpointer model,
                   gpointer self)
{
  make_residence (self, model);
}

static void
free_residence_cb (gpointer model,
                   gpointer self)
{
  batch_simulator_residence_free (batch_simulator_residence_get (model));
}

BatchSimulatorModel *
batch_simulator_server_add_model (BatchSimulatorServer *self,
                                  const char           *name,
                                  guint                 load_ms)
{
  BatchSimulatorModel *model = batch_simulator_pool_add (self->pool, name, load_ms);

  make_residence (self, model);
  return model;
}

static void
end_first_load (BatchSimulatorServer *self)
{
  g_autoptr(GError) error = NULL;

  self->starting = FALSE;
  if (!self->personality->closed_at_first)
    return;

  if (!g_socket_listen (self->listener, &error))
    g_error ("Listening: %s", error->message);
  start_listening (self);
}

/* As a process that is started with its model. */
static void
start_first_load (BatchSimulatorServer *self)
{
  GPtrArray *models = batch_simulator_pool_get_models (self->pool);

  self->starting = TRUE;
  batch_simulator_pool_preload (self->pool, g_ptr_array_index (models, 0));
}

static void
set_rules (BatchSimulatorServer       *self,
           const BatchSimulatorConfig *config)
{
  self->rules = self->personality->rules;
  if (config->capacity > 0)
    self->rules.capacity = config->capacity;
  if (config->slots > 0)
    self->rules.slots = config->slots;
  if (config->queue > 0)
    self->rules.queue = config->queue;
}

BatchSimulatorServer *
batch_simulator_server_new (const BatchSimulatorConfig *config,
                            BatchSimulatorClock        *clock,
                            BatchSimulatorLog          *log,
                            BatchSimulatorFaults       *faults,
                            GSocket                    *listener,
                            GMainContext               *context)
{
  BatchSimulatorServer *self = g_new0 (BatchSimulatorServer, 1);

  self->config = config;
  self->personality = batch_simulator_personality_find (config->personality);
  self->clock = clock;
  self->log = log;
  self->faults = faults;
  self->listener = g_object_ref (listener);
  self->reactor = batch_simulator_reactor_new (context, clock);
  set_rules (self, config);
  self->pool = batch_simulator_pool_new (&self->rules, &pool_funcs, self);
  self->watchers = g_ptr_array_new ();
  self->delayed = batch_simulator_delayed_calls_new ();
  self->connections = g_hash_table_new (NULL, NULL);
  self->body = g_string_new (NULL);
  self->started_at = g_get_real_time () / G_USEC_PER_SEC;
  self->pace = 1;
  batch_simulator_add_models (self->pool, config->models, NULL);
  g_ptr_array_foreach (batch_simulator_pool_get_models (self->pool), make_residence_cb, self);
  if (!self->personality->closed_at_first)
    start_listening (self);
  if (self->personality->has_one_model)
    start_first_load (self);
  return self;
}

static void
end_residence_cb (gpointer model,
                  gpointer self)
{
  if (!batch_simulator_model_is_resident (model))
    batch_simulator_residence_end (batch_simulator_residence_get (model));
}

void
batch_simulator_server_reset (BatchSimulatorServer *self)
{
  batch_simulator_log_reset (self->log);
  batch_simulator_faults_reset (self->faults);
  batch_simulator_pool_unload_idle (self->pool);
  g_ptr_array_foreach (batch_simulator_pool_get_models (self->pool), end_residence_cb, self);
  self->pace = 1;
}

void
batch_simulator_server_free (BatchSimulatorServer *self)
{
  GHashTableIter iter;
  gpointer connection;

  self->stopping = TRUE;
  batch_simulator_timer_clear (&self->listen_pause);
  batch_simulator_watch_stop (&self->listen_watch);
  g_socket_close (self->listener, NULL);
  while (g_hash_table_iter_init (&iter, self->connections),
         g_hash_table_iter_next (&iter, &connection, NULL))
    batch_simulator_connection_free (connection);

  batch_simulator_timer_clear (&self->load_timer);
  g_ptr_array_foreach (batch_simulator_pool_get_models (self->pool), free_residence_cb, self);
  g_ptr_array_unref (self->watchers);
  g_hash_table_unref (self->delayed);
  g_hash_table_unref (self->connections);
  batch_simulator_pool_free (self->pool);
  batch_simulator_reactor_free (self->reactor);
  g_string_free (self->body, TRUE);
  g_object_unref (self->listener);
  g_free (self);
}
