/* batch-plot-card.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "insights/batch-plot.h"

G_BEGIN_DECLS

#define BATCH_TYPE_PLOT_CARD (batch_plot_card_get_type ())

G_DECLARE_FINAL_TYPE (BatchPlotCard, batch_plot_card, BATCH, PLOT_CARD, AdwBin)

/* Whether the same numbers are shown as a table. */
gboolean   batch_plot_card_get_as_table (BatchPlotCard *self);
void       batch_plot_card_set_as_table (BatchPlotCard *self,
                                         gboolean       as_table);

G_END_DECLS
