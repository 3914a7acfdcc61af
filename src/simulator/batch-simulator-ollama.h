/* simulator/batch-simulator-ollama.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-call.h"

G_BEGIN_DECLS

/* For those who imitate it. */
void batch_simulator_ollama_answer_root    (BatchSimulatorCall *call);
void batch_simulator_ollama_answer_version (BatchSimulatorCall *call);
void batch_simulator_ollama_answer_tags    (BatchSimulatorCall *call);
void batch_simulator_ollama_answer_ps      (BatchSimulatorCall *call);

G_END_DECLS
