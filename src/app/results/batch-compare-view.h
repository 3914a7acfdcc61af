/* batch-compare-view.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_COMPARE_VIEW (batch_compare_view_get_type ())

G_DECLARE_FINAL_TYPE (BatchCompareView, batch_compare_view, BATCH, COMPARE_VIEW, AdwBin)

/* @job: (nullable) */
void batch_compare_view_set_job (BatchCompareView *self,
                                 BatchJob         *job);

G_END_DECLS
