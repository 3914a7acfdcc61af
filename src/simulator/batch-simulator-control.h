/* simulator/batch-simulator-control.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-server.h"

G_BEGIN_DECLS

/* Answers everything that is not asked of a model: the list of models, the state of the server, its
 * log. */
void batch_simulator_control_answer (BatchSimulatorServer        *server,
                                     BatchSimulatorConnection    *connection,
                                     const BatchSimulatorRequest *request);

G_END_DECLS
