/* simulator/batch-simulator-clock.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The time of a simulator, in microseconds. It may run faster than that of the rest of the world,
 * and be put forward; it never goes back. */
typedef struct
{
  gint64 real_start;      /* since when it runs as fast as it does */
  gint64 start;           /* what it showed then */
  double speed;           /* 1: as the real one */
} BatchSimulatorClock;

#define BATCH_SIMULATOR_MAX_SPEED 1e6

void   batch_simulator_clock_init      (BatchSimulatorClock       *self,
                                        double                     speed);
gint64 batch_simulator_clock_now       (const BatchSimulatorClock *self);
/* What it shows when the real clock shows @real_us. */
gint64 batch_simulator_clock_at        (const BatchSimulatorClock *self,
                                        gint64                     real_us);
/* How long @us are really. */
gint64 batch_simulator_clock_real      (const BatchSimulatorClock *self,
                                        gint64                     us);
void   batch_simulator_clock_set_speed (BatchSimulatorClock       *self,
                                        double                     speed);
void   batch_simulator_clock_advance   (BatchSimulatorClock       *self,
                                        gint64                     us);

G_END_DECLS
