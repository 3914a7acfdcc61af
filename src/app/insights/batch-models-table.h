/* batch-models-table.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "insights/batch-insights-data.h"

G_BEGIN_DECLS

/* NULL-terminated. */
const char * const *batch_models_table_titles (void);
/* Returns: (transfer full): of BatchPlotRow: what each model has done on each server */
GPtrArray          *batch_models_table_rows   (GListModel *totals,
                                               GListModel *loads);

G_END_DECLS
