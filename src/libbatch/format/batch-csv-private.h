/* batch-csv-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "format/batch-line-issues-private.h"

G_BEGIN_DECLS

/* Reads a table as its bytes arrive: RFC 4180, with any of the usual delimiters, any
 * line ends, quoted fields that hold line ends, a byte order mark. The first record
 * names the columns, and every other has as many fields. */

/* @fields are in the order of the columns, and valid during the call. @line is where
 * the record starts, from 1. FALSE: stop here. */
typedef gboolean (*BatchCsvFunc) (const char *const *fields,
                                  guint              line,
                                  gpointer           user_data);

typedef struct _BatchCsvReader BatchCsvReader;

/* @delimiter 0: the one that makes most fields of the first line. */
BatchCsvReader    *batch_csv_reader_new         (char             delimiter,
                                                 BatchCsvFunc     func,
                                                 gpointer         user_data);
void               batch_csv_reader_free        (BatchCsvReader  *self);

/* Before anything is fed: a quote other than ". */
void               batch_csv_reader_set_quote   (BatchCsvReader  *self,
                                                 char             quote);
/* Records that are wrong by themselves are noted there and left out, until it is full. */
void               batch_csv_reader_set_issues  (BatchCsvReader  *self,
                                                 BatchLineIssues *issues);

/* FALSE with BATCH_ERROR_INVALID_FILE, which names the line; and without an error when
 * @func has said to stop. */
gboolean           batch_csv_reader_feed        (BatchCsvReader  *self,
                                                 const guint8    *data,
                                                 gsize            length,
                                                 GError         **error);
gboolean           batch_csv_reader_end         (BatchCsvReader  *self,
                                                 GError         **error);

/* NULL before they were read; a call of @func comes later than that. */
const char *const *batch_csv_reader_get_columns (BatchCsvReader  *self);

/* A tab for names that end so, else 0. */
char               batch_csv_delimiter_for_name (const char      *file_name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchCsvReader, batch_csv_reader_free)

G_END_DECLS
