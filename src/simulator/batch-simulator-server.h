/* simulator/batch-simulator-server.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator.h"
#include "simulator/batch-simulator-connection.h"
#include "simulator/batch-simulator-pool.h"

G_BEGIN_DECLS

typedef struct _BatchSimulatorPersonality BatchSimulatorPersonality;
typedef struct _BatchSimulatorRoute BatchSimulatorRoute;

/* What runs on the simulator's thread. Its parts share the structure: the server itself (sockets
 * and routes), the exchanges (requests for answers) and the control paths. */
typedef struct
{
  const BatchSimulatorConfig *config;
  const BatchSimulatorPersonality *personality;
  BatchSimulatorLog          *log;
  BatchSimulatorFaults       *faults;
  BatchSimulatorReactor      *reactor;
  BatchSimulatorPool         *pool;
  GSocket                    *listener;
  BatchSimulatorWatch         listen_watch;
  BatchSimulatorTimer         listen_pause;
  BatchSimulatorTimer         load_timer;
  BatchSimulatorMark          load_mark;
  GHashTable                 *connections;    /* a set */
  GString                    *body;           /* of the answer that is being written */
  guint64                     next_id;
  gint64                      started_at;     /* seconds since 1970 */
  double                      pace;           /* answers take so many times as long as configured */
  gboolean                    stopping;
} BatchSimulatorServer;

BatchSimulatorServer *batch_simulator_server_new  (const BatchSimulatorConfig *config,
                                                   BatchSimulatorLog          *log,
                                                   BatchSimulatorFaults       *faults,
                                                   GSocket                    *listener,
                                                   GMainContext               *context);
void                  batch_simulator_server_free (BatchSimulatorServer       *self);

void                  batch_simulator_server_reset (BatchSimulatorServer      *self);

/* Adds the models of @text, "name:load_ms,…", to @pool; that may be NULL to only check it. */
gboolean              batch_simulator_add_models  (BatchSimulatorPool         *pool,
                                                   const char                 *text,
                                                   GError                    **error);
G_END_DECLS
