/* test-worker.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* Another process that has an engine of the store in @dir, and has stopped itself. */
pid_t batch_test_worker_start (const char *dir,
                               gboolean    working);
/* Where its lock file is, in a folder that is there. */
char *batch_test_worker_lock  (const char *dir);
/* Waits until it has been stopped (WUNTRACED), or goes on (WCONTINUED). */
void  batch_test_worker_wait  (pid_t       worker,
                               int         what);
void  batch_test_worker_end   (pid_t       worker);

G_END_DECLS
