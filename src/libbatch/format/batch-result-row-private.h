/* batch-result-row-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An item and what came of it, for tables and reports. */
typedef struct
{
  const char *custom_id;
  const char *status;
  const char *review;           /* (nullable) the word for why it needs one */
  const char *model;            /* (nullable) */
  const char *prompt;           /* (nullable) */
  const char *answer;           /* (nullable) */
  const char *finish_reason;    /* (nullable) */
  const char *error;            /* (nullable) */
  gint64      prompt_tokens;    /* -1: unknown; so are the next two */
  gint64      output_tokens;
  gint64      duration_ms;
} BatchResultRow;

/* A line of a table as RFC 4180 has it, with that separator. @guard: cells that a spreadsheet
 * would take for a formula get an apostrophe before them. */
void batch_result_row_append_header   (GString              *out,
                                       char                  separator);
void batch_result_row_append_cells    (const BatchResultRow *self,
                                       GString              *out,
                                       char                  separator,
                                       gboolean              guard);

/* Such cells before those of a header or an item. */
void batch_result_row_append_leading  (const char *const    *cells,
                                       GString              *out,
                                       char                  separator,
                                       gboolean              guard);
/* What columns that stand before ours are called: who reads a table by the names of its columns
 * finds each once, so that “answer” is the answer, and one of the source is “row_answer”.
 * @ours: (nullable): NULL: those of a header */
char **batch_result_row_dup_leading_names (const char *const *names,
                                           const char *const *ours);
/* Such a line of any cells. */
void batch_result_row_append_line     (const char *const    *cells,
                                       guint                 n_cells,
                                       GString              *out,
                                       char                  separator,
                                       gboolean              guard);

/* A report: a heading, then a section for each row. */
void batch_result_row_append_title    (GString              *out,
                                       const char           *title);
void batch_result_row_append_markdown (const BatchResultRow *self,
                                       GString              *out);

G_END_DECLS
