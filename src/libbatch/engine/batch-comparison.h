/* batch-comparison.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

#define BATCH_TYPE_COMPARISON (batch_comparison_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchComparison, batch_comparison, BATCH, COMPARISON, GObject)

#define BATCH_TYPE_COMPARISON_ROW (batch_comparison_row_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchComparisonRow, batch_comparison_row, BATCH, COMPARISON_ROW, GObject)

BATCH_AVAILABLE_IN_ALL
const char *const  *batch_comparison_get_models   (BatchComparison      *self);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_comparison_get_loading  (BatchComparison      *self);
BATCH_AVAILABLE_IN_ALL
guint               batch_comparison_get_n_votes  (BatchComparison      *self);
BATCH_AVAILABLE_IN_ALL
void                batch_comparison_get_tally    (BatchComparison      *self,
                                                   guint                 column,
                                                   gint64               *wins,
                                                   gint64               *losses,
                                                   gint64               *ties);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_comparison_get_win_rate (BatchComparison      *self,
                                                   guint                 column,
                                                   double               *rate,
                                                   double               *low,
                                                   double               *high);
BATCH_AVAILABLE_IN_ALL
void                batch_comparison_vote_async   (BatchComparison      *self,
                                                   BatchComparisonRow   *row,
                                                   guint                 left,
                                                   guint                 right,
                                                   BatchVote             vote,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_comparison_vote_finish  (BatchComparison      *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

BATCH_AVAILABLE_IN_ALL
const char         *batch_comparison_row_get_key        (BatchComparisonRow *self);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_comparison_row_get_loaded     (BatchComparisonRow *self);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_comparison_row_get_comparable (BatchComparisonRow *self);
BATCH_AVAILABLE_IN_ALL
guint               batch_comparison_row_get_n_items    (BatchComparisonRow *self);
BATCH_AVAILABLE_IN_ALL
BatchItem          *batch_comparison_row_get_item       (BatchComparisonRow *self,
                                                         guint               column);
BATCH_AVAILABLE_IN_ALL
BatchVote           batch_comparison_row_get_vote       (BatchComparisonRow *self,
                                                         guint               left,
                                                         guint               right);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_comparison_row_is_best        (BatchComparisonRow *self,
                                                         guint               column);

G_END_DECLS
