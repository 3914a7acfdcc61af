/* batch-row-table-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "format/batch-request-digest-private.h"

G_BEGIN_DECLS

/* More would be no table that anybody reads. */
#define BATCH_ROW_MAX_MODELS 16
#define BATCH_ROW_NO_ITEM    G_MAXUINT32

/* Which items of a job ask several models the same. */
typedef struct
{
  char    **models;                /* one for each column */
  guint     n_models;
  guint     n_rows;
  guint32  *positions;             /* (nullable) row by row; NULL: as they stand in the input */
} BatchRowTable;

void           batch_row_table_free   (BatchRowTable       *self);
/* Returns: the position of the item, or BATCH_ROW_NO_ITEM */
guint32        batch_row_table_get    (const BatchRowTable *self,
                                       guint                row,
                                       guint                column);
/* Whether the items of a row stand together, under whatever models. */
gboolean       batch_row_table_is_by_place (const BatchRowTable *self);

/* @first, @last: of BatchItemRecord: from the first one on, and up to the last one.
 * Returns: (nullable): NULL when their ids say nothing of rows */
BatchRowTable *batch_row_table_new_by_ids  (GPtrArray           *first,
                                            GPtrArray           *last,
                                            guint                n_items);

/* Finds rows by what the items ask, however they stand. */
typedef struct _BatchRowFinder BatchRowFinder;

BatchRowFinder *batch_row_finder_new    (void);
void            batch_row_finder_free   (BatchRowFinder *self);
/* In the order of the input. FALSE: these are too many models. */
gboolean        batch_row_finder_add    (BatchRowFinder *self,
                                         guint32         position,
                                         const char     *model,
                                         const guint8    digest[BATCH_REQUEST_DIGEST_SIZE]);
/* Returns: (nullable): NULL when no two models were asked the same */
BatchRowTable  *batch_row_finder_finish (BatchRowFinder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchRowTable, batch_row_table_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchRowFinder, batch_row_finder_free)

G_END_DECLS
