/* batch-plan-group.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-server-limits.h"

G_BEGIN_DECLS

#define BATCH_TYPE_PLAN_GROUP (batch_plan_group_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchPlanGroup, batch_plan_group, BATCH, PLAN_GROUP, GObject)

BATCH_AVAILABLE_IN_ALL
const char         *batch_plan_group_get_resource_key (BatchPlanGroup *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_plan_group_get_backend      (BatchPlanGroup *self);
BATCH_AVAILABLE_IN_ALL
gint64              batch_plan_group_get_waiting      (BatchPlanGroup *self);
BATCH_AVAILABLE_IN_ALL
guint               batch_plan_group_get_n_jobs       (BatchPlanGroup *self);
BATCH_AVAILABLE_IN_ALL
const char * const *batch_plan_group_get_job_ids      (BatchPlanGroup *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_plan_group_get_reason       (BatchPlanGroup *self);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_plan_group_get_needs_load   (BatchPlanGroup *self);
BATCH_AVAILABLE_IN_ALL
gint64              batch_plan_group_get_load_ms      (BatchPlanGroup *self);
BATCH_AVAILABLE_IN_ALL
gint64              batch_plan_group_get_starts_in_ms (BatchPlanGroup *self);
BATCH_AVAILABLE_IN_ALL
guint               batch_plan_group_get_parallel     (BatchPlanGroup *self);
BATCH_AVAILABLE_IN_ALL
BatchLimitSource    batch_plan_group_get_parallel_source (BatchPlanGroup *self);
BATCH_AVAILABLE_IN_ALL
BatchEta           *batch_plan_group_get_eta          (BatchPlanGroup *self);

G_END_DECLS
