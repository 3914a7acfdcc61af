/* simulator/batch-simulator.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator.h"

#include <string.h>

#include "core/batch-listen-failure-private.h"
#include "simulator/batch-simulator-answer.h"
#include "simulator/batch-simulator-personality.h"
#include "simulator/batch-simulator-server.h"

#define BACKLOG 4096

/*
 * BatchSimulator:
 *
 * A model server that is not one: it has models, load times, slots, limits and failures, and
 * answers with what it was asked.
 *
 * It listens from batch_simulator_start () to batch_simulator_stop (). Meanwhile a thread of its
 * own runs a main context with the sockets, the models and the timers. The log and the faults to
 * come are the only things shared with other threads; each has a lock.
 */
struct _BatchSimulator
{
  GObject               parent_instance;
  BatchSimulatorConfig  config;         /* with strings of its own */
  BatchSimulatorClock   clock;          /* set on the thread only, while there is one */
  BatchSimulatorLog    *log;
  BatchSimulatorFaults *faults;
  BatchSimulatorServer *server;         /* touched on the thread only, while there is one */
  GThread              *thread;
  GMainContext         *context;
  GMainLoop            *loop;
  char                 *uri;
  guint16               port;
};

G_DEFINE_FINAL_TYPE (BatchSimulator, batch_simulator, G_TYPE_OBJECT)

static gpointer
simulator_thread (gpointer data)
{
  BatchSimulator *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  batch_simulator_server_free (g_steal_pointer (&self->server));
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
batch_simulator_finalize (GObject *object)
{
  BatchSimulator *self = BATCH_SIMULATOR (object);

  batch_simulator_stop (self);
  batch_simulator_log_free (self->log);
  batch_simulator_faults_free (self->faults);
  g_free ((char *) self->config.personality);
  g_free ((char *) self->config.models);
  g_free ((char *) self->config.faults);
  g_free ((char *) self->config.api_key);
  g_free (self->uri);
  G_OBJECT_CLASS (batch_simulator_parent_class)->finalize (object);
}

static void
batch_simulator_class_init (BatchSimulatorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = batch_simulator_finalize;
}

static void
batch_simulator_init (BatchSimulator *self)
{
}

static gboolean
check_personality (const char  *name,
                   GError     **error)
{
  g_autofree char *names = batch_simulator_personality_list (", ");

  if (batch_simulator_personality_find (name) != NULL)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "“%s” is no personality; there are %s", name, names);
  return FALSE;
}

BatchSimulator *
batch_simulator_new (const BatchSimulatorConfig  *config,
                     GError                     **error)
{
  g_autoptr(BatchSimulator) self = g_object_new (BATCH_TYPE_SIMULATOR, NULL);

  self->config = *config;
  self->config.personality = g_strdup (config->personality);
  self->config.models = g_strdup (config->models);
  self->config.faults = g_strdup (config->faults);
  self->config.api_key = g_strdup (config->api_key);
  batch_simulator_clock_init (&self->clock, config->speed > 0 ? config->speed : 1);
  self->log = batch_simulator_log_new (!config->no_log, &self->clock);
  self->faults = batch_simulator_faults_new (config->seed);

  if (!check_personality (config->personality, error) ||
      !batch_simulator_add_models (NULL, config->models, error) ||
      (config->faults != NULL &&
       !batch_simulator_faults_add_text (self->faults, config->faults, error)))
    return NULL;

  batch_simulator_faults_keep (self->faults);
  return g_steal_pointer (&self);
}

/* Without @listens, the address is taken, and whoever comes is refused. */
static GSocket *
listen_on (const char  *address,
           guint16      port,
           gboolean     listens,
           GError     **error)
{
  g_autoptr(GInetAddress) inet = g_inet_address_new_from_string (address);
  g_autoptr(GSocketAddress) socket_address = NULL;
  g_autoptr(GSocket) socket = NULL;
  g_autoptr(GError) failure = NULL;

  if (inet == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "“%s” is no IP address; write 127.0.0.1 or ::1", address);
      return NULL;
    }

  socket_address = g_inet_socket_address_new (inet, port);
  socket = g_socket_new (g_inet_address_get_family (inet), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL)
    return NULL;

  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, socket_address, TRUE, &failure) ||
      (listens && !g_socket_listen (socket, &failure)))
    {
      batch_listen_failure_explain (address, port, failure, error);
      return NULL;
    }
  return g_steal_pointer (&socket);
}

static gboolean
take_address (BatchSimulator  *self,
              GSocket         *socket,
              GError         **error)
{
  g_autoptr(GSocketAddress) address = g_socket_get_local_address (socket, error);
  g_autofree char *host = NULL;
  GInetAddress *inet;

  if (address == NULL)
    return FALSE;

  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  host = g_inet_address_to_string (inet);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  g_free (self->uri);
  self->uri = g_strdup_printf (g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6
                               ? "http://[%s]:%u/v1" : "http://%s:%u/v1", host, self->port);
  return TRUE;
}

gboolean
batch_simulator_start (BatchSimulator  *self,
                       const char      *address,
                       guint16          port,
                       GError         **error)
{
  const BatchSimulatorPersonality *personality;
  g_autoptr(GSocket) socket = NULL;

  g_return_val_if_fail (self->thread == NULL, FALSE);

  personality = batch_simulator_personality_find (self->config.personality);
  socket = listen_on (address, port, !personality->closed_at_first, error);
  if (socket == NULL || !take_address (self, socket, error))
    return FALSE;

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->server = batch_simulator_server_new (&self->config, &self->clock, self->log, self->faults,
                                             socket, self->context);
  self->thread = g_thread_new ("simulator", simulator_thread, self);
  return TRUE;
}

void
batch_simulator_stop (BatchSimulator *self)
{
  if (self->thread == NULL)
    return;

  g_main_context_invoke (self->context, quit_cb, self->loop);
  g_thread_join (g_steal_pointer (&self->thread));
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
}

guint16
batch_simulator_get_port (BatchSimulator *self)
{
  return self->port;
}

const char *
batch_simulator_get_uri (BatchSimulator *self)
{
  return self->uri;
}

typedef struct
{
  BatchSimulator *self;
  GMutex          mutex;
  GCond           cond;
  gboolean        done;
} Reset;

static gboolean
reset_cb (gpointer user_data)
{
  Reset *reset = user_data;
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&reset->mutex);

  batch_simulator_server_reset (reset->self->server);
  reset->done = TRUE;
  g_cond_signal (&reset->cond);
  return G_SOURCE_REMOVE;
}

void
batch_simulator_reset (BatchSimulator *self)
{
  Reset reset = { .self = self };

  if (self->thread == NULL)
    {
      batch_simulator_log_reset (self->log);
      batch_simulator_faults_reset (self->faults);
      return;
    }

  g_mutex_init (&reset.mutex);
  g_cond_init (&reset.cond);
  g_main_context_invoke (self->context, reset_cb, &reset);
  g_mutex_lock (&reset.mutex);
  while (!reset.done)
    g_cond_wait (&reset.cond, &reset.mutex);
  g_mutex_unlock (&reset.mutex);
  g_mutex_clear (&reset.mutex);
  g_cond_clear (&reset.cond);
}

void
batch_simulator_add_fault (BatchSimulator            *self,
                           const BatchSimulatorFault *fault)
{
  batch_simulator_faults_add (self->faults, fault);
}

void
batch_simulator_get_counters (BatchSimulator         *self,
                              BatchSimulatorCounters *counters)
{
  batch_simulator_log_get_counters (self->log, counters);
}

guint64
batch_simulator_count_status (BatchSimulator *self,
                              guint           status)
{
  return batch_simulator_log_count_status (self->log, status);
}

guint64
batch_simulator_count_model (BatchSimulator *self,
                             const char     *model)
{
  return batch_simulator_log_count_model (self->log, model);
}

guint64
batch_simulator_get_length (BatchSimulator *self)
{
  return batch_simulator_log_get_length (self->log);
}

gboolean
batch_simulator_get_record (BatchSimulator       *self,
                            guint64               seq,
                            BatchSimulatorRecord *record)
{
  return batch_simulator_log_get_record (self->log, seq, record);
}

char *
batch_simulator_dup_log (BatchSimulator *self)
{
  GString *text = g_string_new (NULL);
  guint64 seq = 0;

  batch_simulator_log_append_lines (self->log, text, &seq, G_MAXSSIZE);
  return g_string_free (text, FALSE);
}

char *
batch_simulator_answer (const char *model,
                        const char *prompt)
{
  GString *text = g_string_new (NULL);
  BatchSimulatorPrompt asked;

  batch_simulator_prompt_init (&asked);
  g_string_assign (asked.model, model);
  g_string_assign (asked.text, prompt);
  asked.hash = batch_simulator_prompt_hash (model, prompt);
  batch_simulator_append_text (text, &asked);
  batch_simulator_prompt_clear (&asked);
  return g_string_free (text, FALSE);
}

guint64
batch_simulator_prompt_hash (const char *model,
                             const char *prompt)
{
  return batch_simulator_hash (model, strlen (model), prompt, strlen (prompt));
}
