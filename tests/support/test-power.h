/* test-power.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The power that test disks need: it goes for all of them at once. */

/* It is on, and stays. */
void     batch_test_power_reset     (void);
/* Lasts for so many calls more; 0: none. */
void     batch_test_power_cut_after (guint     n_calls);
void     batch_test_power_restore   (void);
gboolean batch_test_power_is_off    (void);
guint    batch_test_power_get_calls (void);
/* Called once when the power goes, with the lock held: so no disk changes any more. */
void     batch_test_power_on_cut    (void    (*func) (void));

/* For disks. Whatever changes one is done under the lock of all. */
typedef struct _BatchTestPowerLock BatchTestPowerLock;

BatchTestPowerLock *batch_test_power_lock   (void);
void                batch_test_power_unlock (BatchTestPowerLock *lock);
/* Whether there is power for one call more; the lock is held. */
gboolean            batch_test_power_use    (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchTestPowerLock, batch_test_power_unlock)

G_END_DECLS
