/* simulator/batch-simulator-clock.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-clock.h"

#include <math.h>

void
batch_simulator_clock_init (BatchSimulatorClock *self,
                            double               speed)
{
  self->real_start = g_get_monotonic_time ();
  self->start = self->real_start;
  self->speed = speed;
}

gint64
batch_simulator_clock_at (const BatchSimulatorClock *self,
                          gint64                     real_us)
{
  return self->start + (gint64) ((double) (real_us - self->real_start) * self->speed);
}

gint64
batch_simulator_clock_now (const BatchSimulatorClock *self)
{
  return batch_simulator_clock_at (self, g_get_monotonic_time ());
}

gint64
batch_simulator_clock_real (const BatchSimulatorClock *self,
                            gint64                     us)
{
  return (gint64) ceil ((double) us / self->speed);
}

void
batch_simulator_clock_set_speed (BatchSimulatorClock *self,
                                 double               speed)
{
  gint64 now = g_get_monotonic_time ();

  self->start = batch_simulator_clock_at (self, now);
  self->real_start = now;
  self->speed = speed;
}

void
batch_simulator_clock_advance (BatchSimulatorClock *self,
                               gint64               us)
{
  self->start += us;
}
