/* batch-planner-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/batch-plan-keys-private.h"
#include "engine/batch-resident-set-private.h"

G_BEGIN_DECLS

/* A plan on its way: what was placed, and how things stand after that. */
typedef struct
{
  const BatchPlanInput *input;
  BatchPlanKey         *keys;
  guint                 n_keys;
  GPtrArray            *by_deadline;    /* of BatchPlanKey*, those with one, earliest first */
  BatchResidentSet     *residents;
  GArray               *places;         /* of BatchPlanPlace */
  double                patience_ms;
  double                turn_ms;
  double                clock_ms;       /* from now; the time the plan has come to */
  gboolean              times_known;    /* everything so far had a known duration */
  guint                 loads;
} BatchPlanner;

/* NULL when nothing is left that could start at that time. */
BatchPlanKey *batch_planner_choose  (BatchPlanner       *self,
                                     BatchPlanReason    *reason);

/* How long the fair policy leaves the lane to a key. */
double        batch_planner_turn_ms (const BatchPlanner *self,
                                     const BatchPlanKey *key);

G_END_DECLS
