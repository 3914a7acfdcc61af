/* simulator/batch-simulator-llama.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-answer.h"
#include "simulator/batch-simulator-call.h"

G_BEGIN_DECLS

/* What the servers of llama.cpp have in common. */

#define BATCH_SIMULATOR_LLAMA_BUILD "b11669-simulated"

#define BATCH_SIMULATOR_LLAMA_NO_KEY                                                              \
  [BATCH_SIMULATOR_REFUSAL_NO_KEY] = { 401, "Invalid API Key", .type = "authentication_error" }
#define BATCH_SIMULATOR_LLAMA_TOO_LONG                                                            \
  [BATCH_SIMULATOR_REFUSAL_TOO_LONG] = {                                                          \
    400, "request ({n} tokens) exceeds the available context size ({max} tokens), try "           \
    "increasing it", .type = "exceed_context_size_error",                                         \
  }

void  batch_simulator_llama_append_problem (GString                     *out,
                                            const BatchSimulatorProblem *problem);
/* ,"timings":{…} */
void  batch_simulator_llama_append_timings (GString                     *out,
                                            const BatchSimulatorAnswer  *answer);
guint batch_simulator_llama_context        (BatchSimulatorServer        *server);
void  batch_simulator_llama_append_props   (GString                     *out,
                                            BatchSimulatorServer        *server,
                                            BatchSimulatorModel         *model);
void  batch_simulator_llama_answer_slots   (BatchSimulatorCall          *call,
                                            BatchSimulatorModel         *model);

G_END_DECLS
