/* batch-file-output-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "files/batch-file-ops-private.h"

G_BEGIN_DECLS

/* Writes a file where a person wants it: beside its target, under no name as far as
 * the file system can do that, and gives it its name when it is whole. Freed without
 * publishing, nothing has happened.
 *
 * One that was killed may leave a file beside the target. It goes with the next output
 * for the same target.
 *
 * A link is followed, also to where there is nothing yet. What is neither a file nor a link to
 * one, such as a pipe or /dev/null, is written to as it comes. */
typedef struct _BatchFileOutput BatchFileOutput;

/* Without @overwrite, G_IO_ERROR_EXISTS when there is such a file. */
BatchFileOutput *batch_file_output_new     (const BatchFileOps  *ops,
                                            const char          *path,
                                            gboolean             overwrite,
                                            GError             **error);
void             batch_file_output_free    (BatchFileOutput     *self);
gboolean         batch_file_output_write   (BatchFileOutput     *self,
                                            const void          *data,
                                            gsize                length,
                                            GError             **error);
/* Puts the bytes on the disk; what is left for publish () can hardly fail. */
gboolean         batch_file_output_sync    (BatchFileOutput     *self,
                                            GError             **error);
/* A file that came to be meanwhile is not overwritten either: G_IO_ERROR_EXISTS. */
gboolean         batch_file_output_publish (BatchFileOutput     *self,
                                            GError             **error);
/* Instead of publishing: no file shall be there. One that is there is removed when it
 * may be overwritten. */
gboolean         batch_file_output_remove  (BatchFileOutput     *self,
                                            GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchFileOutput, batch_file_output_free)

G_END_DECLS
