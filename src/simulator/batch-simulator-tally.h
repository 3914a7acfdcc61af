/* simulator/batch-simulator-tally.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How often each prompt was asked and answered. A table of its own, as a GHashTable would take
 * several times the room for a million of them. */
typedef struct _BatchSimulatorTally BatchSimulatorTally;

typedef struct
{
  guint64 hash;         /* 0: a free place */
  guint32 asked;
  guint32 answered;
} BatchSimulatorCount;

BatchSimulatorTally *batch_simulator_tally_new   (void);
void                 batch_simulator_tally_free  (BatchSimulatorTally     *self);

/* Finds or adds. The place is good until the next call. */
BatchSimulatorCount *batch_simulator_tally_get   (BatchSimulatorTally     *self,
                                                  guint64                  hash);
guint                batch_simulator_tally_size  (BatchSimulatorTally     *self);
/* Gives all that were asked more than once to @func. */
void                 batch_simulator_tally_again (BatchSimulatorTally     *self,
                                                  GFunc                    func,
                                                  gpointer                 user_data);

G_END_DECLS
