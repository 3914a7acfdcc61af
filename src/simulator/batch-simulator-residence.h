/* simulator/batch-simulator-residence.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-pool.h"
#include "simulator/batch-simulator-reactor.h"
#include "simulator/batch-simulator-slots.h"

G_BEGIN_DECLS

/* What a server knows of a model beside its place in the pool. */
typedef struct
{
  BatchSimulatorModel *model;
  BatchSimulatorPool  *pool;
  BatchSimulatorTimer  expiry;
  gint64               expires_at;    /* as of when it last was idle; G_MAXINT64: never; 0: it was
                                       * not idle yet */
  BatchSimulatorSlots *slots;         /* (nullable) */
  gint64               load_started;
  gint64               loaded_at;
  BatchSimulatorModel *instance_of;   /* (nullable) */
  guint                context;       /* tokens that it was loaded for; 0: as usual */
  guint                failures;      /* of loads, one after the other */
  gint64               refused_until;
} BatchSimulatorResidence;

BatchSimulatorResidence *batch_simulator_residence_get       (BatchSimulatorModel     *model);
BatchSimulatorResidence *batch_simulator_residence_new       (BatchSimulatorPool      *pool,
                                                              BatchSimulatorModel     *model,
                                                              guint                    n_slots);
void                     batch_simulator_residence_free      (BatchSimulatorResidence *self);

/* It is idle, and goes when it has been so for as long as it is to be kept. */
void                     batch_simulator_residence_rest      (BatchSimulatorResidence *self,
                                                              BatchSimulatorReactor   *reactor);
/* It is not in memory any more. */
void                     batch_simulator_residence_end       (BatchSimulatorResidence *self);

G_END_DECLS
