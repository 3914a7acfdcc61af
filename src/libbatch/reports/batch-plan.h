/* batch-plan.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_PLAN (batch_plan_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchPlan, batch_plan, BATCH, PLAN, GObject)

BATCH_AVAILABLE_IN_ALL
gint64    batch_plan_get_waiting       (BatchPlan *self);
BATCH_AVAILABLE_IN_ALL
guint     batch_plan_get_loads         (BatchPlan *self);
BATCH_AVAILABLE_IN_ALL
guint     batch_plan_get_arrival_loads (BatchPlan *self);
BATCH_AVAILABLE_IN_ALL
guint     batch_plan_get_least_loads   (BatchPlan *self);
BATCH_AVAILABLE_IN_ALL
BatchEta *batch_plan_get_eta           (BatchPlan *self);

G_END_DECLS
