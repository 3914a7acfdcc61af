/* simulator/batch-simulator-refusal.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-personality.h"

G_BEGIN_DECLS

/* What is refused. */
typedef struct
{
  BatchSimulatorModel *model;       /* (nullable) */
  const char          *name;        /* that was asked for */
  guint                n_tokens;
  guint                max_tokens;
} BatchSimulatorRefused;

/* 0: there is no such answer, and the connection ends without one. */
guint batch_simulator_refusal_status (const BatchSimulatorPersonality *personality,
                                      BatchSimulatorRefusal            refusal);
/* In the words of the personality and the shape of @append. */
void  batch_simulator_refuse         (const BatchSimulatorPersonality *personality,
                                      BatchSimulatorConnection        *connection,
                                      BatchSimulatorAppendProblem      append,
                                      BatchSimulatorRefusal            refusal,
                                      const BatchSimulatorRefused     *refused);

G_END_DECLS
