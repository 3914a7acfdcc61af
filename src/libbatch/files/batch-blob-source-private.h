/* files/batch-blob-source-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BATCH_TYPE_BLOB_SOURCE (batch_blob_source_get_type ())

/* Reads pieces of one stored file. May be used from any thread, by several at once. */
G_DECLARE_FINAL_TYPE (BatchBlobSource, batch_blob_source, BATCH, BLOB_SOURCE, GObject)

/* Takes @fd, also when it fails. */
BatchBlobSource *batch_blob_source_new        (const char       *digest,
                                               int               fd,
                                               GError          **error);
const char      *batch_blob_source_get_digest (BatchBlobSource  *self);
gint64           batch_blob_source_get_size   (BatchBlobSource  *self);
/* All of it or an error: BATCH_ERROR_STORE when the file ends too early. */
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
