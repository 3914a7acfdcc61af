/* batch-scheduler-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "planning/batch-schedule-private.h"

G_BEGIN_DECLS

/* What runs next, and after that. A pure function: the rule stands at the top of
 * batch-planner.c. */
BatchSchedule *batch_scheduler_plan (const BatchScheduleInput *input);

G_END_DECLS
