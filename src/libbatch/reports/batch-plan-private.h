/* batch-plan-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-server-limits.h"
#include "reports/batch-eta.h"
#include "reports/batch-plan-group.h"
#include "reports/batch-plan.h"

G_BEGIN_DECLS

/* What the engine thread writes, and the owner shows. */
typedef struct
{
  char      *resource_key;
  char      *backend;
  GStrv      job_ids;              /* the first ones */
  char      *reason;
  BatchEta  *eta;
  gint64     waiting;
  gint64     load_ms;
  gint64     starts_in_ms;
  guint      n_jobs;
  guint      parallel;
  BatchLimitSource parallel_source;
  gboolean   needs_load;
} BatchPlanGroupValues;

typedef struct
{
  GPtrArray *groups;               /* of BatchPlanGroupValues */
  BatchEta  *eta;
  gint64     waiting;
  guint      loads;
  guint      arrival_loads;
  guint      least_loads;
} BatchPlanValues;

BatchPlanValues *batch_plan_values_new       (void);
void             batch_plan_values_free      (BatchPlanValues      *values);
void             batch_plan_group_values_free (BatchPlanGroupValues *values);

BatchPlan       *batch_plan_new              (void);
/* Takes @values, and tells of what differs. */
void             batch_plan_take_values      (BatchPlan            *self,
                                              BatchPlanValues      *values);

/* Takes @values, as the next one does. */
BatchPlanGroup  *batch_plan_group_new        (BatchPlanGroupValues *values);
void             batch_plan_group_take_values (BatchPlanGroup      *self,
                                              BatchPlanGroupValues *values);
/* Whether it is the group that @values are of. */
gboolean         batch_plan_group_is         (BatchPlanGroup       *self,
                                              const BatchPlanGroupValues *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchPlanValues, batch_plan_values_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchPlanGroupValues, batch_plan_group_values_free)

G_END_DECLS
