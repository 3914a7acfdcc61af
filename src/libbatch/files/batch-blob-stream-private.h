/* files/batch-blob-stream-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "files/batch-blob-source-private.h"

G_BEGIN_DECLS

#define BATCH_TYPE_BLOB_STREAM (batch_blob_stream_get_type ())

G_DECLARE_FINAL_TYPE (BatchBlobStream, batch_blob_stream, BATCH, BLOB_STREAM, GInputStream)

/* Reads a stored file from its beginning to its end. */
GInputStream *batch_blob_stream_new (BatchBlobSource *source);

G_END_DECLS
