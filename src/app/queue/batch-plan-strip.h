/* batch-plan-strip.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_PLAN_STRIP (batch_plan_strip_get_type ())

G_DECLARE_FINAL_TYPE (BatchPlanStrip, batch_plan_strip, BATCH, PLAN_STRIP, AdwBin)

/* Once. */
void       batch_plan_strip_set_queue (BatchPlanStrip *self,
                                       BatchQueue     *queue);

G_END_DECLS
