/* batch-incoming-files.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* Files that came in together: batch files, which go into the queue as they are, and others,
 * which one batch is made of. */
typedef struct
{
  GPtrArray    *batches;         /* of GFile */
  GPtrArray    *rows;            /* of GFile */
  BatchRowKind  kind;            /* of the rows */
} BatchIncomingFiles;

void                batch_incoming_files_free       (BatchIncomingFiles   *self);
/* @files: (element-type GFile): each of them has a place, in their order. */
void                batch_incoming_files_sort_async (GPtrArray            *files,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
BatchIncomingFiles *batch_incoming_files_finish     (GAsyncResult         *result,
                                                     GError              **error);

/* What the rows of files of different kinds are: each file is one, unless all are of a kind;
 * and of several texts as well. @kind: of all so far, or of the first. */
BatchRowKind        batch_incoming_files_join       (BatchRowKind          kind,
                                                     guint                 n_files,
                                                     BatchRowKind          next);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchIncomingFiles, batch_incoming_files_free)

G_END_DECLS
