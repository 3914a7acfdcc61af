/* batch-timeline-plot.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "insights/batch-insights-data.h"
#include "insights/batch-plot.h"

G_BEGIN_DECLS

#define BATCH_TYPE_TIMELINE_PLOT (batch_timeline_plot_get_type ())

G_DECLARE_FINAL_TYPE (BatchTimelinePlot, batch_timeline_plot, BATCH, TIMELINE_PLOT, BatchPlot)

void batch_timeline_plot_show (BatchTimelinePlot *self,
                               BatchInsightsData *data);

G_END_DECLS
