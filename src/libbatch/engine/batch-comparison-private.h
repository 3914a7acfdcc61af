/* batch-comparison-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/batch-comparison.h"
#include "engine/batch-votes-private.h"

G_BEGIN_DECLS

/* @engine is the one of @job. */
BatchComparison    *batch_comparison_new           (BatchEngine         *engine,
                                                    BatchJob            *job);

/* @items: (transfer full): of BatchItem, as they stand in the input. @models: (transfer none):
 * of the columns */
BatchComparisonRow *batch_comparison_row_new       (GPtrArray           *items,
                                                    const char *const   *models,
                                                    BatchVotes          *votes);
void                batch_comparison_row_voted     (BatchComparisonRow  *self);
/* FALSE: there is nothing to vote on. The texts are the items'. */
gboolean            batch_comparison_row_make_pair (BatchComparisonRow  *self,
                                                    guint                left,
                                                    guint                right,
                                                    BatchVotePair       *pair);

/* Returns: how many of @items, all loaded, are of the row that begins with the first one */
guint               batch_comparison_row_count     (GPtrArray           *items);

G_END_DECLS
