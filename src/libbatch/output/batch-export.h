/* batch-export.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_EXPORT_FORMAT (batch_export_format_get_type ())

/**
 * BatchExportFormat:
 * @BATCH_EXPORT_FORMAT_JSONL: a line of JSON for each item, as OpenAI's Batch API has it
 * @BATCH_EXPORT_FORMAT_CSV: a table with commas; before its own columns it has those of the rows
 *   that requests were made of, where a [class@Maker] was told to keep them
 * @BATCH_EXPORT_FORMAT_TSV: the same with tabs
 * @BATCH_EXPORT_FORMAT_MARKDOWN: a report to be read
 * @BATCH_EXPORT_FORMAT_FILES: a folder with a text file for each answer
 * @BATCH_EXPORT_FORMAT_COMPARE: a table with commas, in which several models that were asked the
 *   same have a column each, behind those of the rows that were asked about, where there were such;
 *   always of all items
 * @BATCH_EXPORT_FORMAT_PREFERENCES: a line of JSON with the `prompt` and the answers `chosen` and
 *   `rejected` for each two of which a person found one better, as tuning of models takes it
 *
 * What results are written as.
 */
typedef enum
{
  BATCH_EXPORT_FORMAT_JSONL,
  BATCH_EXPORT_FORMAT_CSV,
  BATCH_EXPORT_FORMAT_TSV,
  BATCH_EXPORT_FORMAT_MARKDOWN,
  BATCH_EXPORT_FORMAT_FILES,
  BATCH_EXPORT_FORMAT_COMPARE,
  BATCH_EXPORT_FORMAT_PREFERENCES,
} BatchExportFormat;

BATCH_AVAILABLE_IN_ALL
GType batch_export_format_get_type (void);

#define BATCH_TYPE_EXPORT_CONFLICT (batch_export_conflict_get_type ())

/**
 * BatchExportConflict:
 * @BATCH_EXPORT_CONFLICT_REFUSE: write nothing
 * @BATCH_EXPORT_CONFLICT_NUMBER: take another name, with a number
 * @BATCH_EXPORT_CONFLICT_REPLACE: replace what is there; of a folder, the files of the same name
 *
 * What to do when there is something at the destination.
 */
typedef enum
{
  BATCH_EXPORT_CONFLICT_REFUSE,
  BATCH_EXPORT_CONFLICT_NUMBER,
  BATCH_EXPORT_CONFLICT_REPLACE,
} BatchExportConflict;

BATCH_AVAILABLE_IN_ALL
GType batch_export_conflict_get_type (void);

#define BATCH_TYPE_EXPORT (batch_export_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchExport, batch_export, BATCH, EXPORT, GObject)

BATCH_AVAILABLE_IN_ALL
BatchExport         *batch_export_new                 (BatchExportFormat     format,
                                                       const char           *destination);
BATCH_AVAILABLE_IN_ALL
BatchExport         *batch_export_new_for_stream      (BatchExportFormat     format,
                                                       GOutputStream        *stream);
BATCH_AVAILABLE_IN_ALL
BatchExportFormat    batch_export_get_format          (BatchExport          *self);
BATCH_AVAILABLE_IN_ALL
const char          *batch_export_get_destination     (BatchExport          *self);
BATCH_AVAILABLE_IN_ALL
const char          *batch_export_get_filter          (BatchExport          *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_export_set_filter          (BatchExport          *self,
                                                       const char           *filter);
BATCH_AVAILABLE_IN_ALL
void                 batch_export_set_positions       (BatchExport          *self,
                                                       const guint          *positions,
                                                       gsize                 n_positions);
BATCH_AVAILABLE_IN_ALL
BatchExportConflict  batch_export_get_conflict        (BatchExport          *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_export_set_conflict        (BatchExport          *self,
                                                       BatchExportConflict   conflict);
BATCH_AVAILABLE_IN_ALL
gboolean             batch_export_get_formula_guard   (BatchExport          *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_export_set_formula_guard   (BatchExport          *self,
                                                       gboolean              formula_guard);
BATCH_AVAILABLE_IN_ALL
gboolean             batch_export_get_byte_order_mark (BatchExport          *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_export_set_byte_order_mark (BatchExport          *self,
                                                       gboolean              byte_order_mark);
BATCH_AVAILABLE_IN_ALL
const char          *batch_export_get_name_template   (BatchExport          *self);
BATCH_AVAILABLE_IN_ALL
void                 batch_export_set_name_template   (BatchExport          *self,
                                                       const char           *name_template);
BATCH_AVAILABLE_IN_ALL
gint64               batch_export_get_n_written       (BatchExport          *self);
BATCH_AVAILABLE_IN_ALL
const char          *batch_export_get_path            (BatchExport          *self);

BATCH_AVAILABLE_IN_ALL
void                 batch_export_run_async           (BatchExport          *self,
                                                       BatchEngine          *engine,
                                                       const char           *job_id,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean             batch_export_run_finish          (BatchExport          *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

G_END_DECLS
