/* simulator/batch-simulator-ollama-answer.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-answer.h"

G_BEGIN_DECLS

extern const BatchSimulatorEndpoint batch_simulator_ollama_chat_endpoint;
extern const BatchSimulatorEndpoint batch_simulator_ollama_embed_endpoint;
extern const BatchSimulatorEndpoint batch_simulator_ollama_generate_endpoint;

/* {"error":"…"} */
void batch_simulator_ollama_append_problem (GString                     *out,
                                            const BatchSimulatorProblem *problem);

G_END_DECLS
