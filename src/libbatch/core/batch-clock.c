/* batch-clock.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-clock-private.h"

#include <stdatomic.h>

struct _BatchClock
{
  gboolean              is_manual;
  _Atomic (gint64)      monotonic_us;
  _Atomic (gint64)      offset_us;      /* what the wall clock is ahead of the monotonic one */
};

/* A fresh reference to the one clock that tells the real time. */
BatchClock *
batch_clock_get_system (void)
{
  static BatchClock *the_clock = NULL;

  if (g_once_init_enter (&the_clock))
    g_once_init_leave (&the_clock, g_atomic_rc_box_new0 (BatchClock));

  return batch_clock_ref (the_clock);
}

/* A clock that stands still until it is told to go on. */
BatchClock *
batch_clock_new_manual (gint64 wall_us)
{
  BatchClock *self = g_atomic_rc_box_new0 (BatchClock);

  self->is_manual = TRUE;
  atomic_init (&self->monotonic_us, G_USEC_PER_SEC);
  atomic_init (&self->offset_us, wall_us - G_USEC_PER_SEC);
  return self;
}

BatchClock *
batch_clock_ref (BatchClock *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
batch_clock_unref (BatchClock *self)
{
  g_atomic_rc_box_release (self);
}

gint64
batch_clock_now (BatchClock *self)
{
  if (!self->is_manual)
    return g_get_real_time ();

  return atomic_load (&self->monotonic_us) + atomic_load (&self->offset_us);
}

gint64
batch_clock_monotonic (BatchClock *self)
{
  return self->is_manual ? atomic_load (&self->monotonic_us) : g_get_monotonic_time ();
}

void
batch_clock_advance (BatchClock *self,
                     gint64      us)
{
  g_return_if_fail (self->is_manual && us >= 0);

  atomic_fetch_add (&self->monotonic_us, us);
}

void
batch_clock_set_wall (BatchClock *self,
                      gint64      wall_us)
{
  g_return_if_fail (self->is_manual);

  atomic_store (&self->offset_us, wall_us - atomic_load (&self->monotonic_us));
}
