/* http/batch-body-stream-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "http/batch-corks-private.h"

G_BEGIN_DECLS

/* Bytes that libsoup writes without looking at the connection in between. */
#define BATCH_BODY_PIECE 8192

#define BATCH_TYPE_BODY_STREAM (batch_body_stream_get_type ())

G_DECLARE_FINAL_TYPE (BatchBodyStream, batch_body_stream, BATCH, BODY_STREAM, GMemoryInputStream)

GInputStream *batch_body_stream_new (GBytes      *bytes,
                                     BatchCorks  *corks,
                                     SoupMessage *message);

G_END_DECLS
