/* batch-ageing-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "planning/batch-schedule-private.h"

G_BEGIN_DECLS

/* Priorities age: the rule stands at the top of batch-ageing.c. Pure. */

#define BATCH_AGED_US      (2 * G_TIME_SPAN_HOUR)
#define BATCH_AGED_TURN_US (10 * G_TIME_SPAN_MINUTE)

/* The groups of @input, where those that have waited for too long have the highest priority of all
 * that are no trials; and raised is set for them, and for no others. Returns: (transfer full)
 * (nullable): NULL when there is no such group, and nothing to change */
BatchScheduleGroup *batch_ageing_raise    (const BatchScheduleInput *input);

/* Of work of the same model, whether that of the lowest priority goes before the others now.
 * @since: monotonic, when it was found that others go before it; 0: not yet, or there are none */
gboolean            batch_ageing_has_turn (gint64                   *since,
                                           gint64                    now);

G_END_DECLS
