/* batch-maker-task-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "maker/batch-parameters-private.h"
#include "maker/batch-preview.h"
#include "maker/batch-row-plan-private.h"

G_BEGIN_DECLS

/* One run of a maker: copies of all it needs, so that a thread can have it. */
typedef struct
{
  char             *prompt;
  char             *system;      /* (nullable) */
  char             *url;
  char             *id_column;   /* (nullable) */
  char            **models;      /* (nullable) */
  BatchParameters   parameters;
  BatchRowPlan     *plan;
  gboolean          keep_columns;
  GOutputStream    *output;      /* (nullable) with a row to preview */
  gint64            row;         /* to preview; 0: none */

  /* What came of it; see BatchMaker. */
  char             *guessed_encoding;
  char             *guessed_file;
} BatchMakerTask;

void          batch_maker_task_free    (BatchMakerTask  *self);

/* Blocks. The number of requests written, -1 with an error. */
gint64        batch_maker_task_run     (BatchMakerTask  *self,
                                        GCancellable    *cancellable,
                                        GError         **error);
/* Blocks. NULL with an error. */
BatchPreview *batch_maker_task_preview (BatchMakerTask  *self,
                                        GCancellable    *cancellable,
                                        GError         **error);

G_END_DECLS
