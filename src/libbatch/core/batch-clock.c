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
  GHashTable           *waiting;        /* (nullable) the contexts that wait for a manual clock */
};

typedef struct
{
  GSource     source;
  BatchClock *clock;                    /* a manual one */
  gint64      due_us;                   /* on the monotonic clock */
} Timer;

static GPrivate thread_default = G_PRIVATE_INIT ((GDestroyNotify) batch_clock_unref);

static GHashTable *
contexts_new (void)
{
  return g_hash_table_new_full (NULL, NULL, (GDestroyNotify) g_main_context_unref, NULL);
}

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
  self->waiting = contexts_new ();
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

  g_clear_pointer (&self->waiting, g_hash_table_unref);
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

/* Timers of a manual clock belong to the threads that made them, and may be gone with their context
 * at any moment. So nobody touches them from another thread: a context that is about to sleep asks
 * what time it is, and is woken when that changes. */

static gboolean
timer_prepare (GSource *source,
               int     *timeout)
{
  Timer *timer = (Timer *) source;
  BatchClock *clock = timer->clock;
  gboolean due;

  *timeout = -1;
  g_mutex_lock (&clock->lock);
  due = timer->due_us <= batch_clock_monotonic (clock);
  if (!due)
    g_hash_table_add (clock->waiting, g_main_context_ref (g_source_get_context (source)));
  g_mutex_unlock (&clock->lock);
  return due;
}

static gboolean
timer_check (GSource *source)
{
  Timer *timer = (Timer *) source;

  return timer->due_us <= batch_clock_monotonic (timer->clock);
}

static gboolean
timer_dispatch (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  if (callback != NULL)
    callback (user_data);
  return G_SOURCE_REMOVE;
}

static void
timer_finalize (GSource *source)
{
  batch_clock_unref (((Timer *) source)->clock);
}

static GSourceFuncs timer_funcs = {
  .prepare = timer_prepare,
  .check = timer_check,
  .dispatch = timer_dispatch,
  .finalize = timer_finalize,
};

static GSource *
manual_timer_new (BatchClock *self,
                  gint64      ms)
{
  GSource *source = g_source_new (&timer_funcs, sizeof (Timer));
  Timer *timer = (Timer *) source;

  timer->clock = batch_clock_ref (self);
  timer->due_us = batch_clock_monotonic (self) + 1000 * ms;
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

static void
wake (GHashTable *contexts)
{
  GHashTableIter iter;
  gpointer context;

  g_hash_table_iter_init (&iter, contexts);
  while (g_hash_table_iter_next (&iter, &context, NULL))
    g_main_context_wakeup (context);
}

void
batch_clock_advance (BatchClock *self,
                     gint64      us)
{
  g_autoptr(GHashTable) waiting = NULL;

  g_return_if_fail (self->is_manual && us >= 0);

  g_mutex_lock (&self->lock);
  atomic_fetch_add (&self->monotonic_us, us);
  waiting = g_steal_pointer (&self->waiting);
  self->waiting = contexts_new ();
  g_mutex_unlock (&self->lock);

  /* Without the lock, as the last reference to a context may be the one that is given back here,
   * and its timers have the clock. */
  wake (waiting);
}

void
batch_clock_set_wall (BatchClock *self,
                      gint64      wall_us)
{
  g_return_if_fail (self->is_manual);

  atomic_store (&self->offset_us, wall_us - atomic_load (&self->monotonic_us));
}
