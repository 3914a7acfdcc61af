/* batch-clock-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What time it is, in µs. An engine has one clock, and all its rules go by that.
 *
 * The wall clock (UTC) is for moments that are kept, shown, or named by people; it may
 * jump. Durations, and waits that end with this process, are on the monotonic one, which
 * never jumps and stands still while the machine sleeps. The steady one is for moments
 * that the engine itself puts into the store to come back at: it is the wall clock, but
 * it never goes back.
 *
 * A clock may be used from every thread. */
typedef struct _BatchClock BatchClock;

BatchClock *batch_clock_get_system         (void);
BatchClock *batch_clock_new_manual         (gint64       wall_us);
BatchClock *batch_clock_ref                (BatchClock  *self);
void        batch_clock_unref              (BatchClock  *self);

/* The clock of engines that are made in this thread; the one of the system, unless
 * another was set. @self: (nullable): that of the system again */
BatchClock *batch_clock_ref_thread_default (void);
void        batch_clock_set_thread_default (BatchClock  *self);

gint64      batch_clock_now                (BatchClock  *self);
gint64      batch_clock_monotonic          (BatchClock  *self);
gint64      batch_clock_steady             (BatchClock  *self);
/* How far that is ahead of the wall clock, because it was set back; never below 0. */
gint64      batch_clock_get_ahead          (BatchClock  *self);

/* Is ready once, when @ms have passed by the monotonic clock. */
GSource    *batch_clock_timer_new          (BatchClock  *self,
                                            gint64       ms);
/* The same, attached to the context of this thread. */
GSource    *batch_clock_add_timer          (BatchClock  *self,
                                            gint64       ms,
                                            GSourceFunc  func,
                                            gpointer     user_data);

/* Manual clocks only: time passes on both, or somebody sets the wall clock. */
void        batch_clock_advance            (BatchClock  *self,
                                            gint64       us);
void        batch_clock_set_wall           (BatchClock  *self,
                                            gint64       wall_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchClock, batch_clock_unref)

G_END_DECLS
