/* batch-throughput-plot.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "insights/batch-insights-data.h"
#include "insights/batch-plot.h"

G_BEGIN_DECLS

#define BATCH_TYPE_THROUGHPUT_PLOT (batch_throughput_plot_get_type ())

G_DECLARE_FINAL_TYPE (BatchThroughputPlot, batch_throughput_plot, BATCH, THROUGHPUT_PLOT, BatchPlot)

void batch_throughput_plot_show (BatchThroughputPlot *self,
                                 BatchInsightsData   *data);

G_END_DECLS
