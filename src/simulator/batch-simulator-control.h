/* simulator/batch-simulator-control.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-server.h"

G_BEGIN_DECLS

/* Answers everything that is not asked of a model: what the personality has, and
 *
 * GET  /__state        which models are loaded, how many requests each works on, how many wait
 * GET  /__log          what it saw, as JSON Lines in the order of its beginning: requests, loads
 *                      and evictions; with ?since=SEQ from that one on
 * GET  /__log?summary=1   the counts, and the prompts that were asked more than once
 * POST /__reset        forgets all that, and unloads the models that are idle
 * POST /__fail         a fault to come, such as {"status":503,"retry_after":2,"count":3,
 *                      "match":"text"}; see batch_simulator_faults_add_json ()
 * POST /__pace?times=1.5   answers take one and a half times as long from now on
 * POST /__evict?model=NAME     unloads it when it is idle, as for another client; without a name
 *                          all; with &cut=1 at once
 * POST /__clock?advance=S  puts its time forward, as if it had passed: what is due by then happens
 * POST /__clock?speed=60   its time passes so many times as fast from now on
 */
void batch_simulator_control_answer (BatchSimulatorServer        *server,
                                     BatchSimulatorConnection    *connection,
                                     const BatchSimulatorRequest *request);

G_END_DECLS
