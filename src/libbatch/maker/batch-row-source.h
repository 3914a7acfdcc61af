/* batch-row-source.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_ROW_KIND (batch_row_kind_get_type ())

/**
 * BatchRowKind:
 * @BATCH_ROW_KIND_TABLE: CSV or TSV, whose first record names the columns
 * @BATCH_ROW_KIND_LINES: a text, each of its lines; the columns are `line` and `number`
 * @BATCH_ROW_KIND_PARAGRAPHS: a text, what is between blank lines; the columns are `text`
 *   and `number`
 * @BATCH_ROW_KIND_OBJECTS: JSON Lines of plain objects, whose members are the columns
 * @BATCH_ROW_KIND_FILES: pictures or texts, and folders of them; the columns are `name`,
 *   `stem`, `text`, `number` and `path`
 * @BATCH_ROW_KIND_REQUESTS: a batch file, which is not made but submitted
 *
 * What a row of a batch comes from.
 */
typedef enum
{
  BATCH_ROW_KIND_TABLE,
  BATCH_ROW_KIND_LINES,
  BATCH_ROW_KIND_PARAGRAPHS,
  BATCH_ROW_KIND_OBJECTS,
  BATCH_ROW_KIND_FILES,
  BATCH_ROW_KIND_REQUESTS,
} BatchRowKind;

BATCH_AVAILABLE_IN_ALL
GType batch_row_kind_get_type (void);

#define BATCH_TYPE_ROW_SOURCE (batch_row_source_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchRowSource, batch_row_source, BATCH, ROW_SOURCE, GObject)

BATCH_AVAILABLE_IN_ALL
BatchRowSource     *batch_row_source_new            (BatchRowKind          kind);
BATCH_AVAILABLE_IN_ALL
BatchRowSource     *batch_row_source_new_for_file   (BatchRowKind          kind,
                                                     GFile                *file);
BATCH_AVAILABLE_IN_ALL
BatchRowKind        batch_row_source_get_kind       (BatchRowSource       *self);
BATCH_AVAILABLE_IN_ALL
void                batch_row_source_set_kind       (BatchRowSource       *self,
                                                     BatchRowKind          kind);
BATCH_AVAILABLE_IN_ALL
void                batch_row_source_add_file       (BatchRowSource       *self,
                                                     GFile                *file);
BATCH_AVAILABLE_IN_ALL
GListModel         *batch_row_source_get_files      (BatchRowSource       *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_row_source_get_text       (BatchRowSource       *self);
BATCH_AVAILABLE_IN_ALL
void                batch_row_source_set_text       (BatchRowSource       *self,
                                                     const char           *text);
BATCH_AVAILABLE_IN_ALL
const char         *batch_row_source_get_encoding   (BatchRowSource       *self);
BATCH_AVAILABLE_IN_ALL
void                batch_row_source_set_encoding   (BatchRowSource       *self,
                                                     const char           *encoding);
BATCH_AVAILABLE_IN_ALL
const char         *batch_row_source_get_delimiter  (BatchRowSource       *self);
BATCH_AVAILABLE_IN_ALL
void                batch_row_source_set_delimiter  (BatchRowSource       *self,
                                                     const char           *delimiter);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_row_source_get_recursive  (BatchRowSource       *self);
BATCH_AVAILABLE_IN_ALL
void                batch_row_source_set_recursive  (BatchRowSource       *self,
                                                     gboolean              recursive);
BATCH_AVAILABLE_IN_ALL
const char * const *batch_row_source_get_include    (BatchRowSource       *self);
BATCH_AVAILABLE_IN_ALL
void                batch_row_source_set_include    (BatchRowSource       *self,
                                                     const char * const   *patterns);
BATCH_AVAILABLE_IN_ALL
const char * const *batch_row_source_get_exclude    (BatchRowSource       *self);
BATCH_AVAILABLE_IN_ALL
void                batch_row_source_set_exclude    (BatchRowSource       *self,
                                                     const char * const   *patterns);
BATCH_AVAILABLE_IN_ALL
gint64              batch_row_source_get_limit      (BatchRowSource       *self);
BATCH_AVAILABLE_IN_ALL
void                batch_row_source_set_limit      (BatchRowSource       *self,
                                                     gint64                limit);
BATCH_AVAILABLE_IN_ALL
void                batch_row_source_set_rows       (BatchRowSource       *self,
                                                     const gint64         *rows,
                                                     gsize                 n_rows);

BATCH_AVAILABLE_IN_ALL
void                batch_row_source_guess_async    (GFile                *file,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_row_source_guess_finish   (GAsyncResult         *result,
                                                     BatchRowKind         *kind,
                                                     GError              **error);
BATCH_AVAILABLE_IN_ALL
void                batch_row_source_inspect_async  (BatchRowSource       *self,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchRowReport     *batch_row_source_inspect_finish (BatchRowSource       *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
BATCH_AVAILABLE_IN_ALL
void                batch_row_source_check_async    (BatchRowSource       *self,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchRowReport     *batch_row_source_check_finish   (BatchRowSource       *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);

G_END_DECLS
