/* batch-estimate-quality.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_ESTIMATE_QUALITY (batch_estimate_quality_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchEstimateQuality, batch_estimate_quality, BATCH, ESTIMATE_QUALITY,
                      GObject)

BATCH_AVAILABLE_IN_ALL
guint       batch_estimate_quality_get_n_jobs    (BatchEstimateQuality *self);
BATCH_AVAILABLE_IN_ALL
guint       batch_estimate_quality_get_n_held    (BatchEstimateQuality *self);
BATCH_AVAILABLE_IN_ALL
GListModel *batch_estimate_quality_get_forecasts (BatchEstimateQuality *self);

BATCH_AVAILABLE_IN_ALL
guint       batch_estimate_quality_count         (BatchEstimateQuality *self,
                                                  guint                 percent);
BATCH_AVAILABLE_IN_ALL
guint       batch_estimate_quality_count_held    (BatchEstimateQuality *self,
                                                  guint                 percent);
BATCH_AVAILABLE_IN_ALL
double      batch_estimate_quality_get_error     (BatchEstimateQuality *self,
                                                  guint                 percent);

G_END_DECLS
