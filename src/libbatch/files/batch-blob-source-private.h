/* files/batch-blob-source-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "files/batch-file-identity-private.h"

G_BEGIN_DECLS

#define BATCH_TYPE_BLOB_SOURCE (batch_blob_source_get_type ())

/* Reads pieces of one stored file. May be used from any thread, by several at once.
 *
 * A file that has a name is one that anybody can write to, and a disk may spoil. What is read of
 * it is given out only if all of it has the SHA-256 that it came in with: that is looked at before
 * the first piece, and again when somebody has touched the file since. */
G_DECLARE_FINAL_TYPE (BatchBlobSource, batch_blob_source, BATCH, BLOB_SOURCE, GObject)

/* Takes @fd, also when it fails. */
BatchBlobSource *batch_blob_source_new        (const char       *digest,
                                               int               fd,
                                               GError          **error);
/* The same for a file that has the name @path. @whole: what it is known to be whole as. */
BatchBlobSource *batch_blob_source_new_named  (const char              *digest,
                                               const char              *path,
                                               int                      fd,
                                               const BatchFileIdentity *whole,
                                               GError                 **error);
const char      *batch_blob_source_get_digest (BatchBlobSource  *self);
gint64           batch_blob_source_get_size   (BatchBlobSource  *self);
/* It was found to be damaged, and by now there is another file of its name: that should be
 * opened. Does not block. */
gboolean         batch_blob_source_is_stale   (BatchBlobSource  *self);
/* All of it or an error: BATCH_ERROR_STORE when the file ends too early, or is not what it was.
 * Blocks: the whole file may have to be read. */
GBytes          *batch_blob_source_read       (BatchBlobSource  *self,
                                               gint64            offset,
                                               gsize             length,
                                               GError          **error);
/* The same, into @data; what it asks for has to be within the file. */
gboolean         batch_blob_source_fill       (BatchBlobSource  *self,
                                               guint8           *data,
                                               gsize             length,
                                               gint64            offset,
                                               GError          **error);

G_END_DECLS
