/* batch-trial-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

/* What was asked of one model for one row, and what it said. */

#define BATCH_TYPE_TRIAL_ROW (batch_trial_row_get_type ())

G_DECLARE_FINAL_TYPE (BatchTrialRow, batch_trial_row, BATCH, TRIAL_ROW, AdwPreferencesRow)

GtkWidget *batch_trial_row_new (BatchItem *item);

G_END_DECLS
