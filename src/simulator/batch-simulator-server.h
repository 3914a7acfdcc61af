/* simulator/batch-simulator-server.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator.h"
#include "simulator/batch-simulator-connection.h"
#include "simulator/batch-simulator-pool.h"
#include "simulator/batch-simulator-residence.h"

G_BEGIN_DECLS

typedef struct _BatchSimulatorPersonality BatchSimulatorPersonality;
typedef struct _BatchSimulatorRoute BatchSimulatorRoute;

/* What runs on the simulator's thread. Its parts share the structure: the server itself (sockets
 * and routes), the exchanges (requests for answers) and the control paths. */
typedef struct
{
  const BatchSimulatorConfig *config;
  const BatchSimulatorPersonality *personality;
  BatchSimulatorClock        *clock;
  BatchSimulatorLog          *log;
  BatchSimulatorFaults       *faults;
  BatchSimulatorReactor      *reactor;
  BatchSimulatorPoolRules     rules;
  BatchSimulatorPool         *pool;
  GSocket                    *listener;
  BatchSimulatorWatch         listen_watch;
  BatchSimulatorTimer         listen_pause;
  BatchSimulatorTimer         load_timer;
  BatchSimulatorMark          load_mark;
  GHashTable                 *delayed;        /* of calls, by their connections */
  GPtrArray                  *watchers;       /* connections that are told of every change */
  GHashTable                 *connections;    /* a set */
  GString                    *body;           /* of the answer that is being written */
  guint64                     next_id;
  gint64                      started_at;     /* seconds since 1970 */
  double                      pace;           /* answers take so many times as long as configured */
  gboolean                    starting;       /* it has not got its model yet */
  gboolean                    stopping;
} BatchSimulatorServer;

BatchSimulatorServer *batch_simulator_server_new  (const BatchSimulatorConfig *config,
                                                   BatchSimulatorClock        *clock,
                                                   BatchSimulatorLog          *log,
                                                   BatchSimulatorFaults       *faults,
                                                   GSocket                    *listener,
                                                   GMainContext               *context);
void                  batch_simulator_server_free (BatchSimulatorServer       *self);

void                  batch_simulator_server_reset (BatchSimulatorServer      *self);
gint64                batch_simulator_server_now  (BatchSimulatorServer       *self);
BatchSimulatorModel  *batch_simulator_server_add_model (BatchSimulatorServer  *self,
                                                   const char                 *name,
                                                   guint                       load_ms);
/* Its answer goes on for as long as it stays, with an event for each change of a model. */
void                  batch_simulator_server_watch (BatchSimulatorServer      *self,
                                                   BatchSimulatorConnection   *connection);

/* Adds the models of @text, "name:load_ms/slots,…", to @pool; that may be NULL to only check it. */
gboolean              batch_simulator_add_models  (BatchSimulatorPool         *pool,
                                                   const char                 *text,
                                                   GError                    **error);
G_END_DECLS
