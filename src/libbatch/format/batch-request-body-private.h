/* batch-request-body-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-endpoint-private.h"
#include "core/batch-record.h"

G_BEGIN_DECLS

/* How much of a stream a server is asked for. */
typedef enum
{
  BATCH_STREAMING_NEVER,        /* whatever the payload says */
  BATCH_STREAMING_OFF,
  BATCH_STREAMING_PLAIN,        /* without the counts of tokens at its end */
  BATCH_STREAMING_FULL,
} BatchStreaming;

/* Where the item is sent. */
BatchEndpoint  batch_request_endpoint (const BatchJobRecord   *job,
                                       const BatchItemRecord  *item);

/* What tells a request that is sent again, because nobody knows what became of it, from another
 * one: the same for all attempts, until somebody asks for the item anew. */
char          *batch_request_dup_key  (const BatchJobRecord   *job,
                                       const BatchItemRecord  *item);

/* What is sent for the item: the bytes of its payload, but for what was set otherwise. */
GBytes        *batch_request_body     (const BatchJobRecord   *job,
                                       const BatchItemRecord  *item,
                                       GBytes                 *payload,
                                       BatchStreaming          streaming,
                                       GError                **error);

/* Whether what is sent says if it is to be a stream, and whether it asks for one. */
gboolean       batch_request_body_decides (GBytes             *body);
gboolean       batch_request_body_streams (GBytes             *body);

G_END_DECLS
