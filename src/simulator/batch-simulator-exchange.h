/* simulator/batch-simulator-exchange.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-answer.h"
#include "simulator/batch-simulator-refusal.h"
#include "simulator/batch-simulator-server.h"

G_BEGIN_DECLS

/* A request for the answer of a model, from its arrival to the last byte. It lives as the tag of
 * its connection. */
typedef struct _BatchSimulatorExchange BatchSimulatorExchange;

void     batch_simulator_exchange_start    (BatchSimulatorServer        *server,
                                            BatchSimulatorConnection    *connection,
                                            const BatchSimulatorRequest *request,
                                            const BatchSimulatorEndpoint *endpoint);
/* The same without a prompt: it is answered as soon as @model is there. */
void     batch_simulator_exchange_load     (BatchSimulatorServer        *server,
                                            BatchSimulatorConnection    *connection,
                                            BatchSimulatorModel         *model,
                                            const BatchSimulatorEndpoint *endpoint);
/* Its model could not be loaded, or was taken away. */
void     batch_simulator_exchange_lost     (BatchSimulatorExchange      *self,
                                            gboolean                     load_failed);
/* It has a slot of its model. */
void     batch_simulator_exchange_granted  (BatchSimulatorExchange      *self);
/* The answer is out, or never will be; frees it. */
void     batch_simulator_exchange_finished (BatchSimulatorExchange      *self,
                                            gboolean                     closed_by_client);

gboolean batch_simulator_is_authorized     (BatchSimulatorServer        *server,
                                            const BatchSimulatorRequest *request);

G_END_DECLS
