/* batch-clock-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What time it is, in µs. The wall clock (UTC) is for what is kept or shown; it
 * may jump. Whoever waits does so on the monotonic clock, which never jumps.
 *
 * A clock may be used from every thread. */
typedef struct _BatchClock BatchClock;

BatchClock *batch_clock_get_system (void);
BatchClock *batch_clock_new_manual (gint64      wall_us);
BatchClock *batch_clock_ref        (BatchClock *self);
void        batch_clock_unref      (BatchClock *self);

gint64      batch_clock_now        (BatchClock *self);
gint64      batch_clock_monotonic  (BatchClock *self);

/* Manual clocks only: time passes on both, or somebody sets the wall clock. */
void        batch_clock_advance    (BatchClock *self,
                                    gint64      us);
void        batch_clock_set_wall   (BatchClock *self,
                                    gint64      wall_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchClock, batch_clock_unref)

G_END_DECLS
