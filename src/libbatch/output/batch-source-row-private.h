/* batch-source-row-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "files/batch-blob-source-private.h"

G_BEGIN_DECLS

/* The row that a request was made of, as its line in a batch file has it behind the body: the
 * object `row`, whose members are columns. Values that are no texts stay as they stand there. */

/* The rest of the line of the body that stands at @offset. Blocks. NULL with an error. */
GBytes  *batch_source_row_read         (BatchBlobSource    *input,
                                        gint64              offset,
                                        gsize               length,
                                        GError            **error);
/* (nullable) the names of its columns; there may be none */
char   **batch_source_row_dup_columns  (GBytes             *rest);
/* In the order of those columns; what is not there is empty. */
char   **batch_source_row_dup_values   (GBytes             *rest,
                                        const char *const  *columns);

G_END_DECLS
