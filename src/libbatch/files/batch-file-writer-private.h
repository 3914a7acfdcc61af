/* files/batch-file-writer-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "files/batch-file-store-private.h"

G_BEGIN_DECLS

/* Puts one file into a store. Used from one thread at a time; freed without commit,
 * nothing was put in. */
typedef struct _BatchFileWriter BatchFileWriter;

BatchFileWriter *batch_file_writer_new      (BatchFileStore   *store,
                                             GError          **error);
void             batch_file_writer_free     (BatchFileWriter  *self);
gboolean         batch_file_writer_write    (BatchFileWriter  *self,
                                             const void       *data,
                                             gsize             length,
                                             GError          **error);
/* How many bytes were written: where the next ones go. */
gint64           batch_file_writer_get_size (BatchFileWriter  *self);
/* What was written so far; it must not be written to while that is read. */
BatchBlobSource *batch_file_writer_look     (BatchFileWriter  *self,
                                             GError          **error);
/* The last call but free. Afterwards the file is in the store, also after a power loss.
 * Drop the guard that is returned when a job that names the file is in the store:
 * from then on it may be collected. */
BatchFileGuard  *batch_file_writer_commit   (BatchFileWriter  *self,
                                             char            **digest,
                                             gint64           *size,
                                             GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchFileWriter, batch_file_writer_free)

G_END_DECLS
