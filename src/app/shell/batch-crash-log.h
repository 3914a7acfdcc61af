/* batch-crash-log.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the program ends as it should, in the settings. */
void     batch_crash_log_start      (void);
void     batch_crash_log_end        (void);
gboolean batch_crash_log_may_resume (void);

G_END_DECLS
