/* batch-failure-view.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_FAILURE_VIEW (batch_failure_view_get_type ())

G_DECLARE_FINAL_TYPE (BatchFailureView, batch_failure_view, BATCH, FAILURE_VIEW, AdwBin)

/* Shows @item as it is now; without one that failed there is nothing to see. */
void batch_failure_view_show (BatchFailureView *self,
                              BatchItem        *item);

G_END_DECLS
