/* simulator/batch-simulator-call.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-personality.h"
#include "simulator/batch-simulator-server.h"

G_BEGIN_DECLS

/* A request for anything but the answer of a model. */
typedef struct
{
  BatchSimulatorServer        *server;
  BatchSimulatorConnection    *connection;
  const BatchSimulatorRequest *request;
  char                        *rest;      /* of the path, after that of the route */
} BatchSimulatorCall;

/* Who answers it. A path with a “*” at its end is for all paths that begin like that. */
struct _BatchSimulatorRoute
{
  const char *path;
  void      (*func) (BatchSimulatorCall *call);
  guint       posted : 1;
  guint       any_method : 1;
  guint       open : 1;         /* needs no key */
  guint       unlogged : 1;
};

const BatchSimulatorRoute *batch_simulator_route_find      (const BatchSimulatorRoute   *routes,
                                                            guint                        n_routes,
                                                            const BatchSimulatorRequest *request);

/* The text after "@name=" in the query, or NULL. */
char                      *batch_simulator_call_dup_query  (BatchSimulatorCall          *call,
                                                            const char                  *name);
/* The member of the body, or NULL when it has no such string. */
char                      *batch_simulator_call_dup_string (BatchSimulatorCall          *call,
                                                            const char                  *member);
/* The model of which the member of the body speaks, or NULL. */
BatchSimulatorModel       *batch_simulator_call_find_model (BatchSimulatorCall          *call,
                                                            const char                  *member);
/* For routes that are unlogged because of this. */
void                       batch_simulator_call_log_order  (BatchSimulatorCall          *call,
                                                            BatchSimulatorModel         *model);
void                       batch_simulator_call_answer     (BatchSimulatorCall          *call,
                                                            GString                     *json);
void                       batch_simulator_call_say        (BatchSimulatorCall          *call,
                                                            const char                  *type,
                                                            const char                  *text);
/* {"object":"list","data":[…]} with every model, and @owner. */
void                       batch_simulator_call_answer_models (BatchSimulatorCall       *call,
                                                            const char                  *owner);
/* In the words of the server's personality. */
void                       batch_simulator_call_refuse     (BatchSimulatorCall          *call,
                                                            guint                        status,
                                                            const char                  *message);
void                       batch_simulator_call_refuse_as  (BatchSimulatorCall          *call,
                                                            BatchSimulatorRefusal        refusal);

G_END_DECLS
