/* batch-crash-rule.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What was running when the program crashed may be what made it crash. Times are seconds. */

/* Whether work may go on by itself after these @crashes. */
gboolean batch_crash_rule_may_resume (const gint64 *crashes,
                                      gsize         n_crashes,
                                      gint64        now);

G_END_DECLS
