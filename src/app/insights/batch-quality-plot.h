/* batch-quality-plot.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "insights/batch-insights-data.h"
#include "insights/batch-plot.h"

G_BEGIN_DECLS

#define BATCH_TYPE_QUALITY_PLOT (batch_quality_plot_get_type ())

G_DECLARE_FINAL_TYPE (BatchQualityPlot, batch_quality_plot, BATCH, QUALITY_PLOT, BatchPlot)

void batch_quality_plot_show (BatchQualityPlot  *self,
                              BatchInsightsData *data);

G_END_DECLS
