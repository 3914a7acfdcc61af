/* batch-export-work-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "files/batch-blob-source-private.h"
#include "output/batch-export.h"
#include "store/batch-store-private.h"

G_BEGIN_DECLS

/* What a worker thread needs to know to write the items of a job. Everything is owned. */
typedef struct
{
  BatchStore          *store;
  BatchJobRecord      *job;
  BatchBlobSource     *input;           /* (nullable) where the prompts are */
  BatchItemQuery      *query;
  GArray              *positions;       /* (nullable) of guint32, sorted; then the query is void */
  GOutputStream       *stream;          /* (nullable) */
  char                *destination;     /* (nullable) with a stream */
  char                *name_template;
  GCancellable        *cancellable;     /* (nullable) */
  BatchExportFormat    format;
  BatchExportConflict  conflict;
  guint                formula_guard : 1;
  guint                byte_order_mark : 1;

  /* What comes of it. */
  char                *path;            /* (nullable) what was written */
  int                  n_written;       /* items; atomic, so that others may look */
} BatchExportWork;

BatchExportWork *batch_export_work_new  (void);
void             batch_export_work_free (BatchExportWork  *self);

/* Whether it wants the prompts. */
gboolean         batch_export_work_needs_input (const BatchExportWork *self);

/* Appends what the row that the request was made of has in @columns. Blocks.
 * @columns: (nullable): there are none */
gboolean         batch_export_work_append_source (const BatchExportWork *self,
                                                  const char *const     *columns,
                                                  const BatchItemRecord *item,
                                                  char                   separator,
                                                  GString               *out,
                                                  GError               **error);

/* What was answered, as a person would read it; nothing but for one that succeeded. */
char            *batch_export_work_dup_answer  (const BatchItemRecord *item);
/* What was sent; empty when that is not at hand. */
GBytes          *batch_export_work_read_request (BatchExportWork       *self,
                                                 const BatchItemRecord *item,
                                                 GError               **error);
/* What was asked. */
char            *batch_export_work_dup_prompt  (BatchExportWork        *self,
                                                const BatchItemRecord  *item,
                                                GError                **error);

/* Runs on a worker thread. */
gboolean         batch_export_work_run  (BatchExportWork  *self,
                                         GError          **error);

G_END_DECLS
