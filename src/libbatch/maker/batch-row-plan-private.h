/* batch-row-plan-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "maker/batch-row-source.h"

G_BEGIN_DECLS

/* What a source says, copied for a thread. */
typedef struct
{
  GPtrArray     *files;         /* of GFile */
  char          *text;          /* (nullable) in place of files */
  char          *encoding;      /* (nullable) by the bytes */
  char         **include;       /* (nullable) */
  char         **exclude;       /* (nullable) */
  gint64        *rows;          /* (nullable) those that are wanted, rising */
  gsize          n_rows;
  gint64         limit;         /* 0: none */
  BatchRowKind   kind;
  char           delimiter;     /* 0: by the bytes */
  gboolean       recursive;
} BatchRowPlan;

BatchRowPlan *batch_row_plan_copy (const BatchRowPlan *self);
void          batch_row_plan_free (BatchRowPlan       *self);

/* In place of those that were wanted. */
void          batch_row_plan_set_rows (BatchRowPlan   *self,
                                       const gint64   *rows,
                                       gsize           n_rows);

/* Of a source as it is now. */
BatchRowPlan *batch_row_source_make_plan (BatchRowSource *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchRowPlan, batch_row_plan_free)

G_END_DECLS
