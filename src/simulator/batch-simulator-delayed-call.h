/* simulator/batch-simulator-delayed-call.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-call.h"

G_BEGIN_DECLS

/* Those of a server, by their connections; one that is gone is to be removed. */
GHashTable *batch_simulator_delayed_calls_new (void);

typedef void (*BatchSimulatorCallFunc) (BatchSimulatorCall *call);

/* Calls @func with a copy of @call later. */
void        batch_simulator_call_delay        (const BatchSimulatorCall *call,
                                               guint                     ms,
                                               BatchSimulatorCallFunc    func);

G_END_DECLS
