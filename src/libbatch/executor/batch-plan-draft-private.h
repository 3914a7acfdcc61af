/* batch-plan-draft-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "executor/batch-executor-private.h"
#include "lanes/batch-roster-private.h"

G_BEGIN_DECLS

/* The public plan while it is made: the schedules of all lanes, one after the other. It is made
 * in one go on the engine thread, and keeps nothing. */
typedef struct _BatchPlanDraft BatchPlanDraft;

/* @keys: what others have loaded in a lane, as they wrote it down; @visits: the model of chats that
 * go first in a lane; both are of char* by the ids of lanes, and have to outlive the draft */
BatchPlanDraft  *batch_plan_draft_new       (BatchExecutor  *executor,
                                             GHashTable     *keys,
                                             GHashTable     *visits);
/* All lanes of @roster in which anything waits. @but_for: (nullable): whose lanes are left out */
void             batch_plan_draft_add_lanes (BatchPlanDraft *self,
                                             BatchRoster    *roster,
                                             BatchRoster    *but_for);
/* Ends the draft. Returns: (transfer full) */
BatchPlanValues *batch_plan_draft_finish    (BatchPlanDraft *self);

G_END_DECLS
