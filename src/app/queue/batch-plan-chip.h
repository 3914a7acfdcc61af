/* batch-plan-chip.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_PLAN_CHIP (batch_plan_chip_get_type ())

G_DECLARE_FINAL_TYPE (BatchPlanChip, batch_plan_chip, BATCH, PLAN_CHIP, AdwBin)

GtkWidget      *batch_plan_chip_new       (BatchPlanGroup *group);
/* @load: (nullable): its model is being loaded, and that is how far it is */
void            batch_plan_chip_set_load  (BatchPlanChip  *self,
                                           BatchLoad      *load);
/* @wait: (nullable): nothing of it moves, and that is for how long, or why */
void            batch_plan_chip_set_wait  (BatchPlanChip  *self,
                                           const char     *wait);
BatchPlanGroup *batch_plan_chip_get_group (BatchPlanChip  *self);

G_END_DECLS
