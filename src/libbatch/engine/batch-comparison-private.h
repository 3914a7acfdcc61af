/* batch-comparison-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/batch-comparison.h"
#include "output/batch-row-table-private.h"
#include "output/batch-votes-private.h"

G_BEGIN_DECLS

struct _BatchComparison
{
  GObject        parent_instance;

  BatchEngine   *engine;
  char          *job_id;
  GListModel    *items;
  gulong         items_changed_id;
  BatchRowTable *table;            /* (nullable) NULL: there are no rows */
  GCancellable  *survey;           /* (nullable) that finds them */
  GHashTable    *rows;             /* by number: BatchComparisonRow that still lives, unowned */
  BatchVotes    *votes;
  guint          loading : 1;
  guint          reading : 1;      /* the votes */
};

/* @engine is the one of @job. */
BatchComparison    *batch_comparison_new           (BatchEngine         *engine,
                                                    BatchJob            *job);

/* Finds out which items of a job are to be compared: NULL without an error when there are
 * none. */
void                batch_comparison_survey_async  (BatchEngine         *engine,
                                                    const char          *job_id,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
BatchRowTable      *batch_comparison_survey_finish (BatchEngine         *engine,
                                                    GAsyncResult        *result,
                                                    GError             **error);

/* Whoever looks learns of them as soon as they are there. */
void                batch_comparison_read_votes    (BatchComparison     *self);

/* @items: (transfer full): of BatchItem or NULL, as they stand in @table. */
BatchComparisonRow *batch_comparison_row_new       (GPtrArray           *items,
                                                    const BatchRowTable *table,
                                                    BatchVotes          *votes);
void                batch_comparison_row_voted     (BatchComparisonRow  *self);
/* FALSE: there is nothing to vote on. The texts are the items'. */
gboolean            batch_comparison_row_make_pair (BatchComparisonRow  *self,
                                                    guint                left,
                                                    guint                right,
                                                    BatchVotePair       *pair);

G_END_DECLS
