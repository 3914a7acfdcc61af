/* batch-plot-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "insights/batch-plot.h"

G_BEGIN_DECLS

/* Which way it is drawn. */
gboolean batch_plot_is_mirrored (BatchPlot *self,
                                 double    *width);

G_END_DECLS
