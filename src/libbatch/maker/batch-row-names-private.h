/* batch-row-names-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "format/batch-id-index-private.h"
#include "maker/batch-rows-private.h"

G_BEGIN_DECLS

/* What the requests of each row are called: as a column has it, or by the file or the number of the
 * row. Of those that a column has, a hash is kept, so that none is there twice. */
typedef struct
{
  const char   *wanted;         /* (nullable) the column; empty: none */
  guint         n_models;
  int           column;         /* -1: none, or not known before the first row */
  BatchIdIndex *index;          /* (nullable) without a column */
  guint         settled : 1;    /* which column it is */
} BatchRowNames;

/* @wanted: (nullable): the column, which is to outlive this; empty: none; NULL: “custom_id”, if
 * there is one. */
void      batch_row_names_init         (BatchRowNames       *self,
                                        const char          *wanted,
                                        guint                n_models);
void      batch_row_names_clear        (BatchRowNames       *self);

/* Of each row, before its requests are named. FALSE: stop, for which @rows->error says why. */
gboolean  batch_row_names_take         (BatchRowNames       *self,
                                        BatchRows           *rows,
                                        const BatchRow      *row);
/* @model: from 0. */
char     *batch_row_names_make_id      (const BatchRowNames *self,
                                        const BatchRow      *row,
                                        guint                model);
/* When all rows were taken. Those that may be named the same are read once more: @plan wants only
 * these afterwards. */
gboolean  batch_row_names_check_unique (BatchRowNames       *self,
                                        BatchRowPlan        *plan,
                                        GCancellable        *cancellable,
                                        GError             **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BatchRowNames, batch_row_names_clear)

G_END_DECLS
