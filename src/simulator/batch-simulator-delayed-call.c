/* simulator/batch-simulator-delayed-call.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-delayed-call.h"

/* A request is gone when the call that brought it returns, so what is to be answered later is
 * copied. */
typedef struct
{
  BatchSimulatorTimer    timer;
  BatchSimulatorCall     call;
  BatchSimulatorRequest  request;
  GBytes                *strings[3];        /* path, query, body */
  char                  *rest;
  BatchSimulatorCallFunc func;
} DelayedCall;

static void
delayed_call_free (gpointer data)
{
  DelayedCall *self = data;

  batch_simulator_timer_clear (&self->timer);
  for (guint i = 0; i < G_N_ELEMENTS (self->strings); i++)
    g_bytes_unref (self->strings[i]);
  g_free (self->rest);
  g_free (self);
}

GHashTable *
batch_simulator_delayed_calls_new (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, delayed_call_free);
}

static void
due_cb (gpointer user_data)
{
  DelayedCall *self = user_data;

  g_hash_table_steal (self->call.server->delayed, self->call.connection);
  self->func (&self->call);
  delayed_call_free (self);
}

static const char *
copy (GBytes     **bytes,
      const char  *data,
      gsize        length)
{
  *bytes = g_bytes_new (data, length);
  return g_bytes_get_data (*bytes, NULL);
}

void
batch_simulator_call_delay (const BatchSimulatorCall *call,
                            guint                     ms,
                            BatchSimulatorCallFunc    func)
{
  BatchSimulatorServer *server = call->server;
  const BatchSimulatorRequest *request = call->request;
  DelayedCall *self = g_new0 (DelayedCall, 1);

  self->request = *request;
  self->request.path = copy (&self->strings[0], request->path, request->path_length);
  self->request.query = copy (&self->strings[1], request->query, request->query_length);
  self->request.body = copy (&self->strings[2], request->body, request->body_length);
  self->call = *call;
  self->call.request = &self->request;
  self->call.rest = self->rest = g_strdup (call->rest);
  self->func = func;
  g_hash_table_insert (server->delayed, call->connection, self);
  batch_simulator_timer_set (&self->timer, server->reactor,
                             batch_simulator_server_now (server) + (gint64) ms * 1000, due_cb,
                             self);
}
