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
  _Atomic (gint64)      lead_us;        /* the most of that so far */
  GMutex                lock;           /* of what follows */
  GPtrArray            *timers;         /* (nullable) of Timer, those of a manual clock */
};

typedef struct
{
  GSource source;
  gint64  due_us;                       /* on the monotonic clock */
} Timer;

static GPrivate thread_default = G_PRIVATE_INIT ((GDestroyNotify) batch_clock_unref);

static BatchClock *
clock_new (gint64 offset_us)
{
  BatchClock *self = g_atomic_rc_box_new0 (BatchClock);

  atomic_init (&self->monotonic_us, G_USEC_PER_SEC);
  atomic_init (&self->offset_us, offset_us);
  atomic_init (&self->lead_us, G_MININT64);
  g_mutex_init (&self->lock);
  return self;
}

/* A fresh reference to the one clock that tells the real time. */
BatchClock *
batch_clock_get_system (void)
{
  static BatchClock *the_clock = NULL;

  if (g_once_init_enter (&the_clock))
    g_once_init_leave (&the_clock, clock_new (0));

  return batch_clock_ref (the_clock);
}

/* A clock that stands still until it is told to go on. */
BatchClock *
batch_clock_new_manual (gint64 wall_us)
{
  BatchClock *self = clock_new (wall_us - G_USEC_PER_SEC);

  self->is_manual = TRUE;
  self->timers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);
  return self;
}

BatchClock *
batch_clock_ref (BatchClock *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clock_clear (gpointer data)
{
  BatchClock *self = data;

  g_clear_pointer (&self->timers, g_ptr_array_unref);
  g_mutex_clear (&self->lock);
}

void
batch_clock_unref (BatchClock *self)
{
  g_atomic_rc_box_release_full (self, clock_clear);
}

BatchClock *
batch_clock_ref_thread_default (void)
{
  BatchClock *self = g_private_get (&thread_default);

  return self != NULL ? batch_clock_ref (self) : batch_clock_get_system ();
}

void
batch_clock_set_thread_default (BatchClock *self)
{
  g_private_replace (&thread_default, self != NULL ? batch_clock_ref (self) : NULL);
}

/* --- Reading --- */

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

/* Who waits until a time of a clock that was set back would wait for long. After the
 * machine has slept, the wall clock is ahead, and right. */
static gint64
find_steady_lead (BatchClock *self,
                  gint64      lead)
{
  gint64 most = atomic_load (&self->lead_us);

  while (lead > most && !atomic_compare_exchange_weak (&self->lead_us, &most, lead))
    continue;

  return MAX (lead, most);
}

gint64
batch_clock_steady (BatchClock *self)
{
  gint64 monotonic = batch_clock_monotonic (self);

  return monotonic + find_steady_lead (self, batch_clock_now (self) - monotonic);
}

gint64
batch_clock_get_ahead (BatchClock *self)
{
  gint64 lead = batch_clock_now (self) - batch_clock_monotonic (self);

  return find_steady_lead (self, lead) - lead;
}

/* --- Waiting --- */

static gboolean
timer_dispatch (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  if (callback != NULL)
    callback (user_data);
  return G_SOURCE_REMOVE;
}

static GSourceFuncs timer_funcs = {
  .dispatch = timer_dispatch,
};

/* The lock must be held. It may ring more than once, as it may not be attached yet. */
static void
timer_ring (Timer  *timer,
            gint64  now)
{
  if (timer->due_us <= now)
    g_source_set_ready_time (&timer->source, 0);
}

static GSource *
manual_timer_new (BatchClock *self,
                  gint64      ms)
{
  GSource *source = g_source_new (&timer_funcs, sizeof (Timer));
  Timer *timer = (Timer *) source;

  g_mutex_lock (&self->lock);
  timer->due_us = batch_clock_monotonic (self) + 1000 * ms;
  timer_ring (timer, batch_clock_monotonic (self));
  g_ptr_array_add (self->timers, g_source_ref (source));
  g_mutex_unlock (&self->lock);
  return source;
}

GSource *
batch_clock_timer_new (BatchClock *self,
                       gint64      ms)
{
  gint64 wait = CLAMP (ms, 0, G_MAXINT);

  return self->is_manual ? manual_timer_new (self, wait) : g_timeout_source_new ((guint) wait);
}

GSource *
batch_clock_add_timer (BatchClock  *self,
                       gint64       ms,
                       GSourceFunc  func,
                       gpointer     user_data)
{
  GSource *timer = batch_clock_timer_new (self, ms);

  g_source_set_callback (timer, func, user_data, NULL);
  g_source_attach (timer, g_main_context_get_thread_default ());
  return timer;
}

/* --- Manual clocks --- */

void
batch_clock_advance (BatchClock *self,
                     gint64      us)
{
  gint64 now;

  g_return_if_fail (self->is_manual && us >= 0);

  g_mutex_lock (&self->lock);
  now = atomic_fetch_add (&self->monotonic_us, us) + us;
  for (guint i = self->timers->len; i > 0; i--)
    {
      Timer *timer = g_ptr_array_index (self->timers, i - 1);

      if (g_source_is_destroyed (&timer->source))
        g_ptr_array_remove_index_fast (self->timers, i - 1);
      else
        timer_ring (timer, now);
    }
  g_mutex_unlock (&self->lock);
}

void
batch_clock_set_wall (BatchClock *self,
                      gint64      wall_us)
{
  g_return_if_fail (self->is_manual);

  atomic_store (&self->offset_us, wall_us - atomic_load (&self->monotonic_us));
}
